"""The codebook's examples put to the test: does the cue coder code each as it says, and do those drawn stand so."""

import pandas as pd

from research.codebook import Codebook
from research.frames.cue_coder import code_with_cues
from research.tables import Fault, check_columns, list_columns, returns_table


@returns_table("example_codes")
def code_examples(codebook: Codebook) -> pd.DataFrame:
    """Code every example by cue, as if an official said it.

    Columns: frame, example (its number in the frame, from 1), text, present (what the codebook says), coded (what the
    cue coder says), cue (that fired, empty where none did), cue_misses (the mark), sound (false where a miss is not
    marked, or a mark is not true). The order is the codebook's.

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
    frames = code_with_cues(_tell(examples["text"]), codebook)[["sentence", "frame", "present", "cue"]]
    frames = frames.rename(columns={"present": "coded"})
    numbered = examples.assign(sentence=range(1, len(examples) + 1))
    examples = numbered.merge(frames, on=["sentence", "frame"], how="left", validate="one_to_one")
    return examples.assign(sound=examples["cue_misses"].eq(examples["present"].ne(examples["coded"])))


@returns_table("example_counts")
def count_examples(coded: pd.DataFrame) -> pd.DataFrame:
    """Count, for each frame in its order and for all of them, how the cue coder did on the examples of code_examples.

    Columns: frame, examples, right, missed (a sentence with the frame, not seen), false_alarms (a sentence without it,
    where a cue fires), miss_rate (both of these over examples). The last row, all, is left out where there are no
    examples.

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
    """Find the examples drawn from the corpus that do not stand there as given, or that gold decided otherwise.

    statements and codings are those of coding.read_coded; codings of other coders than gold are left out of account.
    """
    check_columns(statements, ["document", "sentence", "text"], where="statements")
    check_columns(codings, ["document", "sentence", "coder", "frame"], where="codings")
    texts = statements.set_index(["document", "sentence"])["text"].to_dict()
    gold = codings.loc[codings["coder"].eq("gold"), ["document", "sentence", "frame"]]
    seen = set(gold.itertuples(index=False, name=None))
    faults = []
    for frame in codebook.frames:
        for number, example in enumerate(frame.examples, 1):
            at = f"codebook, frame {frame.code}, example {number}"
            source = example.document, example.sentence
            if not any(source):
                continue
            if texts.get(source) != example.text:
                expected = f"sentence {example.sentence} of {example.document} as it stands there"
                faults.append(Fault(at, "text", repr(example.text), expected, "copy it, or correct its place"))
            elif ((*source, frame.code) in seen) != example.present:
                expected = "what gold.csv decided"
                faults.append(Fault(at, "present", str(example.present).lower(), expected, "take over the decision"))
    return faults


def _tell(texts: "pd.Series[str]") -> pd.DataFrame:
    """A statements table that has an official say each text, one sentence of one document each."""
    table = pd.DataFrame(
        {
            **{"document": "example", "sentence": range(1, len(texts) + 1), "start": 0, "stop": texts.str.len()},
            **{"text": texts, "reported": True, "speaker": "", "office": "other", "mode": "indirect"},
            **{"rule": "coded", "confidence": 1.0},
        }
    )
    kinds = {"document": "str", "office": "str", "mode": "str", "rule": "str", "speaker": "str", "text": "str"}
    counts = {"sentence": "int64", "start": "int64", "stop": "int64"}
    return table.astype({**kinds, **counts})[list_columns("statements")]
