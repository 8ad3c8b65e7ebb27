"""Words for all codes of a study: frames, offices, modes, elections, kinds of document and columns."""

from collections.abc import Iterator, Mapping

import pandas as pd

from research.codebook import list_labels
from research.compare import DAY_GROUPS, NATIONAL_GROUP, NO_GROUP, UNFRAMED
from research.study import Study

_WORDS = {
    NATIONAL_GROUP: "National bodies",
    NO_GROUP: "None",
    "tidak disebutkan": "Not named",
    "cue": "the codebook's cues",
    "election_year": "year",
    "island": "island group",
    "province": "province",
    "office": "office",
    "mode": "mode of speech",
    "kind": "kind of document",
    "days_before": "days before the vote",
    UNFRAMED: "No frame",
}

# What long studies call the documents of all samples.
_TOGETHER = {"pooled": "All samples together"}


def label_study(study: Study, *, language: str = "en") -> dict[str, str]:
    """List the words for a study's codes: of the codebook, of elections and themes, in their order, and others.

    Tables and figures that take labels show the frames that are among them, in this order: subcodes are left out.

    Parameters
    ----------
    study : Study
        As study.open_study opens it.
    language : str
        id for Indonesian, as far as the corpus has Indonesian words: periods and kinds of document have none, so that
        the code of a period, and what figure_words.toml says of a kind, stand in their place.

    Returns
    -------
    dict of str to str
        The words by code.

    Examples
    --------
    >>> from research.study import open_study
    >>> labels = label_study(open_study("corpus"))
    >>> list(labels)[:2], labels["pilkada-2018"], labels["press_release"]
    (['service_priority', 'sanctions'], 'Regional 2018', 'Press releases')
    >>> label_study(open_study("corpus"), language="id")["sanctions"]
    'Sanksi'
    """
    if language == "id":
        return _label_indonesian(study)
    declared = study.declarations
    elections = dict(zip(study.elections["election"], study.elections["label"], strict=True))
    further = (
        {"period": "period", "days_before": "days before the day of the period"} if "period" in study.documents else {}
    )
    further |= {} if declared.places else {NATIONAL_GROUP: "No place given"}
    spoken = {**study.labels.offices, **study.labels.modes}
    known = {code: label[:1].upper() + label[1:] for code, label in {**study.labels.frames, **spoken}.items()}
    themes = {theme.code: theme.label_en for theme in study.themes.frames} if study.themes else {}
    groups = {group: group for group in declared.places.values()}
    samples = {sample.code: sample.label_en for sample in study.samples.sample}
    groups |= {group: group[0].upper() + group[1:] for group in DAY_GROUPS}
    return {**known, **elections, **themes, **groups, **declared.kinds, **_WORDS, **further, **samples, **_TOGETHER}


def _label_indonesian(study: Study) -> dict[str, str]:
    names = list_labels(study.codebook, language="id")
    known = {**names.frames, **names.subcodes, **names.offices, **names.modes}
    known |= {theme.code: theme.label_id for theme in study.themes.frames} if study.themes else {}
    known |= {sample.code: sample.label_id for sample in study.samples.sample}
    labels = {code: label[:1].upper() + label[1:] for code, label in known.items()}
    return labels | ({"period": "periode"} if "period" in study.documents else {})


def name_column(column: str, labels: Mapping[str, str] | None) -> str:
    """Write the words for a column that forms groups.

    Parameters
    ----------
    column : str
        The column, such as office.
    labels : mapping of str to str, optional
        Words for codes; period stands for election where the periods of a corpus are no elections.

    Returns
    -------
    str
        The words.

    Examples
    --------
    >>> name_column("mode", {"mode": "mode of speech"}), name_column("sub_theme", None)
    ('mode of speech', 'sub theme')
    >>> name_column("election", {"election": "Election commission"}), name_column("election", {"period": "period"})
    ('election', 'period')
    """
    known = labels or {}
    # "election" may be the code of an office too.
    return known.get("period", column) if column == "election" else known.get(column, column.replace("_", " "))


def order_samples(table: pd.DataFrame, labels: Mapping[str, str] | None = None) -> list[str]:
    """List the samples of a table in the order of the labels, or "" alone where the table names none."""
    named = list(dict.fromkeys(table["sample"].astype("str"))) if "sample" in table.columns else [""]
    return [*(code for code in labels or () if code in named), *(code for code in named if code not in (labels or ()))]


def iter_samples(
    table: pd.DataFrame, labels: Mapping[str, str] | None = None
) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """The code, the words and the rows of each sample of a table, in the order of the labels.

    Where no row is of a sample, code and words are empty.

    >>> table = pd.DataFrame({"sample": ["a", "b", "a"], "share": [1, 2, 3]})
    >>> [(code, name, part["share"].tolist()) for code, name, part in iter_samples(table, {"b": "B"})]
    [('b', 'B', [2]), ('a', 'a', [1, 3])]
    >>> [name for _, name, _ in iter_samples(pd.DataFrame({"sample": ["none"]}), {"none": "None"})]
    ['']
    """
    samples = order_samples(table, labels)
    if samples == [NO_GROUP]:
        yield "", "", table
        return
    for sample in samples:
        part = table[table["sample"].astype("str") == sample] if "sample" in table.columns else table
        yield sample, (labels or {}).get(sample, sample), part
