"""Frames in news as published, from end to end: the structural twins through the attribution, then the cue coder.

    python benchmarks/published_frames.py [--seed 2026]

The statements are those that the attribution finds in the items of tests/data/twins, or those of their coding. Gold is
tests/data/twins_frames/frames.csv. A coded sentence takes the frames of the statement with the same words, else of one
that contains it or lies in it; a sentence that the attribution loses has no frame. Only totals
are printed, so that nobody learns which sentences are wrong.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from research import attribution, codebook, coding, frames, study

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
TWINS = ROOT / "tests" / "data" / "twins"
CODES = ROOT / "tests" / "data" / "twins_frames"
SHORTEST = 20


def read_coded_statements() -> pd.DataFrame:
    """Read the items' sentences with their coded speakers, as the table statements; offsets count coded text alone."""
    parts = [
        pd.read_csv(path, keep_default_na=False).assign(document=path.stem) for path in sorted(TWINS.glob("*.csv"))
    ]
    rows = pd.concat(parts, ignore_index=True).rename(columns={"sentence_text": "text"})
    ends = (rows["text"].str.len() + 1).groupby(rows["document"]).cumsum()
    return rows.assign(
        stop=ends - 1,
        start=ends - 1 - rows["text"].str.len(),
        reported=rows["mode"] != "narration",
        rule="coded",
        confidence=1.0,
    )


def find_counterparts(coded: pd.DataFrame, found: pd.DataFrame) -> pd.Series:
    """Number of the found statement that each coded sentence corresponds to, 0 where there is none."""
    texts = {
        document: [(number, fold(text)) for number, text in zip(part["sentence"], part["text"], strict=True)]
        for document, part in found.groupby("document")
    }
    numbers = []
    for document, text in zip(coded["document"], coded["text"].map(fold), strict=True):
        there = texts.get(document, [])
        same = [number for number, other in there if other == text]
        near = [number for number, other in there if text in other or (len(other) > SHORTEST and other in text)]
        numbers.append((same or near or [0])[0])
    return pd.Series(numbers, index=coded.index)


def fold(text: str) -> str:
    """Fold white space."""
    return " ".join(text.split())


def carry_frames(coded: pd.DataFrame, numbers: pd.Series, table: pd.DataFrame) -> pd.DataFrame:
    """Give each coded sentence the frames of its counterpart: a row for each that is present, none without any."""
    present = table.loc[table["present"], ["document", "sentence", "frame"]]
    keys = coded[["document", "sentence"]].assign(counterpart=numbers)
    names = {"sentence": "counterpart"}
    rows = keys.merge(present.rename(columns=names), on=["document", "counterpart"], how="left")
    return rows.drop(columns="counterpart").assign(frame=rows["frame"].fillna("none"), coder="carried")


def read_codes(name: str, column: str = "frames") -> pd.DataFrame:
    """Read a column of codes of a file as the table codings, its coder the name of the column."""
    rows = pd.read_csv(CODES / name, keep_default_na=False)
    rows["frame"] = rows[column].replace("", "none").str.split(";")
    return rows[["document", "sentence", "frame"]].explode("frame", ignore_index=True).assign(coder=column)


def list_unread() -> set[str]:
    """Ids of the items that those who wrote the rules of attribution did not read either."""
    lines = (TWINS.parent / "README.md").read_text(encoding="utf-8").splitlines()
    return {line[2:] for line in lines if line.startswith("- ")} & {path.stem for path in TWINS.glob("*.txt")}


def attribute_items(items: Sequence[Path]) -> pd.DataFrame:
    """Attribute each item by decisions learnt from other documents, none of which it follows."""
    found = attribution.attribute_out_of_sample(*study.read_attribution_inputs(CORPUS, items))
    # The documents of the corpus have the same ids without the prefix.
    found = found[found["document"].str.startswith("twin-")]
    return found.assign(document=found["document"].str.removeprefix("twin-")).drop(
        columns=["quote_start", "quote_stop"], errors="ignore"
    )


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=2026)
    seed = parser.parse_args().seed
    book = codebook.read_codebook(CORPUS / "codebook.toml")
    coded = read_coded_statements()
    gold = frames.make_frames(coded, read_codes("frames.csv"), book, coder="frames")
    items = sorted(TWINS.glob("*.txt"))
    found = attribute_items(items)
    itself = coded["sentence"]
    sources = {
        "attribution": (found, find_counterparts(coded, found)),
        "gold attribution": (coded, itself),
    }
    lost = int(sources["attribution"][1].eq(0).sum())
    print(f"{len(items)} items, {len(coded)} sentences; lost by the attribution: {lost}")
    for source, (statements, numbers) in sources.items():
        carried = carry_frames(coded, numbers, frames.code_with_cues(statements, book))
        predicted = frames.make_frames(coded, carried, book, coder="carried")
        scores = frames.score_frames(predicted, gold, book, seed=seed)
        columns = ["frame", "gold", "predicted", "both", "precision", "recall", "f1", "f1_low", "f1_high"]
        print(f"\ncue coder, {source}")
        print(scores[columns].to_string(index=False, float_format="%.3f", na_rep=""))
        part = frames.score_frames(predicted, gold, book, documents=list_unread(), seed=seed)
        print(f"macro F1 of the {part['documents'].iloc[0]} items read by nobody: {part['f1'].iloc[-1]:.3f}")
    print_agreement(seed)


def print_agreement(seed: int) -> None:
    """Print how far the coder agrees with itself on the sentences coded twice, all of them reported."""
    codings = pd.concat([read_codes("frames_again.csv", column) for column in ("first", "frames")], ignore_index=True)
    names = [frame.code for frame in codebook.read_codebook(CORPUS / "codebook.toml").frames]
    table = coding.measure_agreement(codings, frames=names, coders=["first", "frames"], seed=seed)
    print("\none coder twice, not independent")
    print(table[["frame", "statements", "alpha", "positive_agreement"]].to_string(index=False, float_format="%.3f"))


if __name__ == "__main__":
    main()
