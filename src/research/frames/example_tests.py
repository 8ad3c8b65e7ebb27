"""Tests of the codebook's examples: whether the cue coder codes them as stated, and those drawn are in the corpus."""

import pandas as pd

from research.codebook import Codebook
from research.frames.cue_coder import code_with_cues
from research.tables import Fault, check_columns, list_columns, returns_table


@returns_table("example_codes")
def code_examples(codebook: Codebook) -> pd.DataFrame:
    """Code every example of the codebook by cue, as if an official said it.

    Parameters
    ----------
    codebook : Codebook
        The frames with their cues and examples.

    Returns
    -------
    DataFrame
        The table example_codes, in the order of the codebook: frame, example (its number in the frame, from 1), text,
        present (as the codebook states), coded (by the cue coder), cue (that fired; empty for none), cue_misses
        (whether the codebook marks it as missed), sound (whether that mark is right).

    Examples
    --------
    >>> from pathlib import Path
    >>> from research.codebook import read_codebook
    >>> coded = code_examples(read_codebook(Path("corpus/codebook.toml")))
    >>> bool(coded["sound"].all())
    True
    """
    rows = [
        (frame.code, number, example.text, example.present, example.cue_misses)
        for frame in codebook.frames
        for number, example in enumerate(frame.examples, 1)
    ]
    examples = pd.DataFrame(rows, columns=["frame", "example", "text", "present", "cue_misses"])
    frames = code_with_cues(_make_statements(examples["text"]), codebook)[["sentence", "frame", "present", "cue"]]
    frames = frames.rename(columns={"present": "coded"})
    numbered = examples.assign(sentence=range(1, len(examples) + 1))
    examples = numbered.merge(frames, on=["sentence", "frame"], how="left", validate="one_to_one")
    return examples.assign(sound=examples["cue_misses"].eq(examples["present"].ne(examples["coded"])))


@returns_table("example_counts")
def count_examples(coded: pd.DataFrame) -> pd.DataFrame:
    """Count how many examples the cue coder codes as stated, for each frame and in all.

    Parameters
    ----------
    coded : DataFrame
        The table example_codes.

    Returns
    -------
    DataFrame
        The table example_counts: frame, examples, right, missed (the frame not found), false_alarms (a frame found in
        an example without it), miss_rate (missed and false alarms over examples, from 0 to 1). The last row, all, is
        left out where there are no examples.

    Raises
    ------
    InputError
        For missing columns.

    Examples
    --------
    >>> coded = pd.DataFrame({"frame": ["a", "a", "b"], "present": [True, False, True], "coded": [True, True, False]})
    >>> count_examples(coded).to_dict("split")["data"]
    [['a', 2, 1, 0, 1, 0.5], ['b', 1, 0, 1, 0, 1.0], ['all', 3, 1, 1, 1, 0.6666666666666666]]
    """
    check_columns(coded, ["frame", "present"], where="coded", groups=["coded"])
    rows = []
    names = list(dict.fromkeys(coded["frame"]))
    for name in [*names, "all"] if names else []:
        part = coded if name == "all" else coded[coded["frame"].eq(name)]
        missed = int((part["present"] & ~part["coded"]).sum())
        alarms = int((~part["present"] & part["coded"]).sum())
        right = len(part) - missed - alarms
        rows.append((name, len(part), right, missed, alarms, (missed + alarms) / len(part)))
    return pd.DataFrame(rows, columns=["frame", "examples", "right", "missed", "false_alarms", "miss_rate"])


def check_example_sources(codebook: Codebook, statements: pd.DataFrame, codings: pd.DataFrame) -> list[Fault]:
    """Find the examples drawn from the corpus that are not there as quoted, or coded otherwise in gold.

    Parameters
    ----------
    codebook : Codebook
        The frames with their examples.
    statements, codings : DataFrame
        Those of coding.read_coded; codings of other coders than gold are ignored.

    Returns
    -------
    list of Fault
        A fault for each such example.

    Raises
    ------
    InputError
        For missing columns.
    """
    check_columns(statements, ["document", "sentence", "text"], where="statements")
    check_columns(codings, ["document", "sentence", "coder", "frame"], where="codings")
    texts = statements.set_index(["document", "sentence"])["text"].to_dict()
    gold = codings.loc[codings["coder"].eq("gold"), ["document", "sentence", "frame"]]
    gold_codes = set(gold.itertuples(index=False, name=None))
    faults = []
    for frame in codebook.frames:
        for number, example in enumerate(frame.examples, 1):
            where = f"codebook, frame {frame.code}, example {number}"
            source = example.document, example.sentence
            if not any(source):
                continue
            if texts.get(source) != example.text:
                expected = f"sentence {example.sentence} of {example.document} as it stands there"
                faults.append(Fault(where, "text", repr(example.text), expected, "copy it, or correct its place"))
            elif ((*source, frame.code) in gold_codes) != example.present:
                expected = "what gold.csv decided"
                faults.append(Fault(where, "present", str(example.present).lower(), expected, "take over the decision"))
    return faults


def _make_statements(texts: "pd.Series[str]") -> pd.DataFrame:
    """A table statements in which an official says each text, all in one document."""
    table = pd.DataFrame(
        {
            **{"document": "example", "sentence": range(1, len(texts) + 1), "start": 0, "stop": texts.str.len()},
            **{"text": texts, "reported": True, "speaker": "", "office": "other", "official": True, "mode": "indirect"},
            **{"rule": "coded", "confidence": 1.0},
        }
    )
    types = {"document": "str", "office": "str", "mode": "str", "rule": "str", "speaker": "str", "text": "str"}
    counts = {"sentence": "int64", "start": "int64", "stop": "int64"}
    return table.astype({**types, **counts})[list_columns("statements")]
