"""Words picked in one sample, judged by keyness in the others."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from research.compare.keyness.log_odds import MAXIMUM_FDR, TOO_NARROW
from research.compare.multiverse.choices import Word
from research.compare.omnibus import SUPPORTED, UNSUPPORTED
from research.compare.permutation import adjust_p
from research.tables import TOO_FEW, Fault, InputError, check_columns, list_columns, returns_table

_TEXTS, _NUMBERS = ("contrast", "label", "stem", "term", "forms", "verdict"), ("log_odds", "p", "q")


@returns_table("carried_words")
def carry_words(keyness: pd.DataFrame, *, words: Collection[Word] = ()) -> pd.DataFrame:
    """Judge the words that were picked in one sample by their keyness in every other sample.

    A word found among hundreds in a sample can't be tested in that sample: whatever stood out by chance stands out
    again. In a sample that had no part in picking it, it can.

    Parameters
    ----------
    keyness : DataFrame
        Tables keyness of the same contrasts in several samples, one under the other, with the columns contrast,
        label (the contrast in words) and sample.
    words : collection of Word
        Words that were picked in a sample before; those that keyness supports in a sample count as picked there too.

    Returns
    -------
    DataFrame
        The table carried_words, a row for each word, contrast, sample that it was picked in and sample that judges it:
        its log-odds in both, q among all words tested where it was picked, p where it is judged, and q after Benjamini
        and Hochberg over all words carried from the one sample to the other (n_tests). verdict: supported where q is at
        most 0.05 and the word marks the same side; in too few documents where the judging sample has it in fewer than 3
        documents of both groups or not at all; too few to say where a group there has under 5 documents; else not
        supported.

    Raises
    ------
    InputError
        For columns that the table does not have, and for a word that its sample does not have.

    Examples
    --------
    >>> found = pd.DataFrame({"contrast": "b-a", "label": "B against A", "sample": ["old", "new"], "stem": "sanksi",
    ...                       "term": "sanksi", "forms": "sanksi 9", "log_odds": [1.5, 0.9], "p": [0.0004, 0.03],
    ...                       "q": [0.01, 0.4], "verdict": ["supported", "not supported"]})
    >>> columns = ["stem", "picked_in", "judged_in", "p", "q", "n_tests", "verdict"]
    >>> carry_words(found)[columns].values.tolist()
    [['sanksi', 'old', 'new', 0.03, 0.03, 1, 'supported']]
    """
    check_columns(keyness, _TEXTS, where="table keyness", groups=["sample"], key=["sample", "contrast", "stem"])
    if missing := [name for name in _NUMBERS if name not in keyness.columns]:
        raise InputError(
            [Fault("table keyness", name, "no such column", "a column of measure_keyness") for name in missing]
        )
    claimed = _find_claims(keyness, words)
    samples = sorted(set(keyness["sample"]))
    tables = [
        _judge_words(keyness[keyness["sample"] == picker], keyness[keyness["sample"] == judge], claimed)
        for picker in samples
        for judge in samples
        if judge != picker
    ]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list_columns("carried_words"))


def _find_claims(keyness: pd.DataFrame, words: Collection[Word]) -> set[tuple[str, str, str]]:
    """Sample, contrast and stem of each word that was picked before. Raises InputError for words nobody counted."""
    stem_of = {
        (sample, contrast, form): stem
        for sample, contrast, stem, forms in keyness[["sample", "contrast", "stem", "forms"]].itertuples(index=False)
        for form in [stem, *(form.rsplit(" ", 1)[0] for form in forms.split(", "))]
    }
    places = [(word.sample, word.contrast, word.word) for word in words]
    if faults := [
        Fault("carry_words", "words", repr(word), f"a word of {sample} in {contrast}")
        for sample, contrast, word in places
        if (sample, contrast, word) not in stem_of
    ]:
        raise InputError(faults)
    return {(*place[:2], stem_of[place]) for place in places}


def _judge_words(there: pd.DataFrame, here: pd.DataFrame, claimed: Collection[tuple[str, str, str]]) -> pd.DataFrame:
    """The words picked in one sample (there), as the other sample (here) judges them."""
    places = there[["sample", "contrast", "stem"]].itertuples(index=False, name=None)
    picked = there[there["verdict"].eq(SUPPORTED) | np.array([place in claimed for place in places], dtype=bool)]
    groups = here.drop_duplicates("contrast").set_index("contrast")["verdict"]
    joined = picked.merge(here, on=["contrast", "stem"], how="left", suffixes=("_picked", ""), validate="one_to_one")
    few = joined["contrast"].map(groups).eq(TOO_FEW)
    q = adjust_p(joined["p"])
    same_side = np.sign(joined["log_odds"]) == np.sign(joined["log_odds_picked"])
    verdict = np.where((q <= MAXIMUM_FDR) & same_side, SUPPORTED, UNSUPPORTED)
    verdict = np.where(joined["p"].isna() | joined["verdict"].eq(TOO_NARROW), TOO_NARROW, verdict)
    table = joined.assign(
        term=joined["term_picked"],
        label=joined["label_picked"],
        picked_in=there["sample"].iloc[0],
        judged_in=here["sample"].iloc[0],
        q=q,
        n_tests=int(joined["p"].notna().sum()),
        verdict=np.where(few, TOO_FEW, verdict),
    )
    return table[list_columns("carried_words")]
