"""Tests of the codebook's examples: whether a coder codes them as stated, and those drawn are in the corpus."""

import pandas as pd

from research.codebook import Codebook, list_examples
from research.frames.cue_coder import code_with_cues
from research.tables import Fault, check_columns, list_columns, returns_table


@returns_table("example_codes")
def code_examples(codebook: Codebook) -> pd.DataFrame:
    """Code every example of the codebook by cue, those of its rules included, as if an official said it.

    Parameters
    ----------
    codebook : Codebook
        The frames with their cues and examples.

    Returns
    -------
    DataFrame
        The table example_codes, in the order of the codebook: frame, rule (empty for an example of the frame itself),
        example (its number in the frame or the rule, from 1), before and text, present (as the codebook states), coded
        (by the cue coder), cue (that fired; empty for none), cue_misses (whether the codebook marks that the cue coder
        misses it), sound (whether that mark is true).

    Notes
    -----
    An example is a document of its own, with the sentence before it where the codebook gives one.

    Examples
    --------
    >>> from pathlib import Path
    >>> from research.codebook import read_codebook
    >>> coded = code_examples(read_codebook(Path("corpus/codebook.toml")))
    >>> bool(coded["sound"].all())
    True
    """
    given = ["before", "text", "present", "cue_misses"]
    rows = [
        (f"example-{number:05}", 2, one.frame, one.rule, one.number, *(getattr(one.example, name) for name in given))
        for number, one in enumerate(list_examples(codebook), 1)
    ]
    examples = pd.DataFrame(rows, columns=["document", "sentence", "frame", "rule", "example", *given])
    statements = _make_statements(examples)
    frames = code_with_cues(statements, codebook)
    frames = frames[["document", "sentence", "frame", "present", "cue"]].rename(columns={"present": "coded"})
    examples = examples.merge(frames, on=["document", "sentence", "frame"], how="left", validate="one_to_one")
    return examples.assign(sound=examples["cue_misses"].eq(examples["present"].ne(examples["coded"])))


@returns_table("example_counts")
def count_examples(coded: pd.DataFrame) -> pd.DataFrame:
    """Count how many examples a coder codes as stated, for each frame and in all.

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
    for one in list_examples(codebook):
        where, example = f"codebook, {one.place}", one.example
        source = example.document, example.sentence
        if not any(source):
            continue
        before = texts.get((example.document, example.sentence - 1))
        if texts.get(source) != example.text:
            expected = f"sentence {example.sentence} of {example.document} as it stands there"
            faults.append(Fault(where, "text", repr(example.text), expected, "copy it, or correct its place"))
        elif example.before and example.before != before:
            expected = f"the sentence before sentence {example.sentence} of {example.document}"
            faults.append(Fault(where, "before", repr(example.before), expected, "copy it, or leave it out"))
        elif ((*source, one.frame) in gold_codes) != example.present:
            expected = "what gold.csv decided"
            faults.append(Fault(where, "present", str(example.present).lower(), expected, "take over the decision"))
    return faults


def _make_statements(examples: pd.DataFrame) -> pd.DataFrame:
    """A table statements in which an official says each example, after the sentence before it if there is one."""
    examples = examples.assign(start=examples["before"].str.len() + examples["before"].ne(""))
    before = examples[examples["before"].ne("")].assign(sentence=1, start=0, text=lambda rows: rows["before"])
    table = pd.concat([before, examples]).sort_values(["document", "sentence"], ignore_index=True)
    table["stop"] = table["start"] + table["text"].str.len()
    table[["reported", "official", "confidence"]] = True, True, 1.0
    table[["speaker", "office", "mode", "rule"]] = "an official", "other", "indirect", "coded"
    types = {"document": "str", "office": "str", "mode": "str", "rule": "str", "speaker": "str", "text": "str"}
    counts = {"sentence": "int64", "start": "int64", "stop": "int64"}
    return table.astype({**types, **counts})[list_columns("statements")]
