"""Write the scores of the attribution into docs/validation.md, README.md and README.id.md.

.venv/bin/python docs/attribution_tables.py [FOLDER]
.venv/bin/python docs/attribution_tables.py floors FOLDER

FOLDER has texts that are not part of the project (pfsa-id/dev.jsonl, originals/); without it their rows stay as they
are. A test compares the tables of the corpus and of tests/data/twins with what is written. The second line writes
tests/data/attribution_floors.csv instead, the least that a test lets each score be: .01 under what it is, .03
where it is of fewer than 1,000.
"""

import math
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from research import study

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "validation.md"
TWINS = ROOT / "tests" / "data" / "twins"
WAYS = {"rules": "rules", "learnt": "learnt decisions", "attribution_b": "second coder"}
# What `research attribute` does, which README.md shows.
DEFAULT = "learnt"
READ = {
    ("systematic", "frozen"): "no",
    ("systematic", "development"): "yes",
    ("purposive", "frozen"): "no, but for seven sentences",
    ("purposive", "development"): "yes",
}
MEASURES = {
    "reported": "reported",
    "narration_f1": "narration F1",
    "speaker": "speaker",
    "office_folded": "office, nine",
    "office": "office",
    "mode": "direct or indirect",
    "attributed": "attributed",
    "whole": "whole",
    "calibration_error": "calibration error",
    "quotation_f1": "quotation F1",
    "bare_f1": "bare marks F1",
    "quotation_speaker": "speaker",
    "quotation_speaker_named": "speaker, named",
}
QUOTED = ("quotation_f1", "bare_f1", "quotation_speaker", "quotation_speaker_named")
MAIN = ("attributed", "whole", "quotation_f1", "quotation_speaker_named")


def list_unread() -> list[Path]:
    """List the twins that nobody who writes rules has read, by the list in tests/data/README.md."""
    names = re.findall(r"^- (\S+)$", (TWINS.parent / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [TWINS / f"{name}.txt" for name in names]


def render_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Render a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def render_scores(scores: pd.DataFrame, measures: Sequence[str]) -> str:
    """Render scores, a row for each text and way, with the intervals of the main measures."""
    present = [name for name in measures if name in set(scores["measure"])]
    head = ["text", "read before", "n", "by"]
    for name in present:
        head += [MEASURES[name], *(["95 % interval"] if name in MAIN else [])]
    rows = []
    for key, part in scores.groupby(["text", "read", "attribution"], sort=False):
        text, read, way = map(str, key)
        found = part.set_index("measure")
        counts = dict(zip(found.index, found["n"].astype(int).tolist(), strict=True))
        first = next(name for name in ("attributed", "quotation_f1") if name in found.index)
        cells = [text, read, f"{counts[first]:,}", WAYS.get(way, way)]
        for name in present:
            value, low, high = (_format(found[column].get(name)) for column in ("value", "low", "high"))
            cells.append(value)
            if name in MAIN:
                ends = [low, high]
                cells.append(" to ".join(ends) if all(ends) else "")
        rows.append(cells)
    return render_table(head, rows)


def _format(value: float | None) -> str:
    return "" if value is None or value != value else f"{value:.3f}"


def name_corpus(scores: pd.DataFrame) -> pd.DataFrame:
    """Name the texts of the corpus, the unread first."""
    keys = list(zip(scores["sample"], scores["part"], strict=True))
    named = scores.assign(text=[f"{sample}, {part}" for sample, part in keys], read=[READ[key] for key in keys])
    order = [list(READ).index(key) for key in keys]
    return named.assign(order=order).sort_values("order", kind="stable")


def score_twins() -> pd.DataFrame:
    """Score the twins that nobody has read, and the others."""
    unread = list_unread()
    others = sorted(set(TWINS.glob("*.txt")) - set(unread))
    parts = []
    for paths, rest, read in ((unread, others, "no"), (others, unread, "yes")):
        scores = study.evaluate_attribution_texts(paths, ROOT / "corpus", also=rest)
        parts.append(scores.assign(text=f"{len(paths)} structural twins", read=read))
    return pd.concat(parts, ignore_index=True)


def render_confidence(reliability: pd.DataFrame) -> str:
    """Render the ten bins of the systematic sample."""
    parts = {part: rows.set_index("bin") for part, rows in reliability.groupby("part")}
    names = [part for part in ("frozen", "development") if part in parts]
    head = ["bin", *(f"{part}: {column}" for part in names for column in ("n", "confidence", "right"))]
    rows = []
    for number in sorted(reliability["bin"].unique()):
        cells = [f"{number}"]
        for part in names:
            row = parts[part].loc[number]
            cells += [f"{row['n']:.0f}", f"{row['confidence']:.3f}", f"{row['right']:.3f}"]
        rows.append(cells)
    return render_table(head, rows)


def replace_block(text: str, name: str, table: str) -> str:
    """Replace what stands between the two marks of a name."""
    start, stop = f"<!-- {name}: made by docs/attribution_tables.py -->", f"<!-- end of {name} -->"
    before, rest = text.split(start)
    return f"{before}{start}\n\n{table}\n\n{stop}{rest.split(stop)[1]}"


def render_readme(text: str, corpus: pd.DataFrame, twins: pd.DataFrame, *, comma: bool) -> str:
    """Put the scores on unread texts into the two rows of a README."""
    restated = corpus[corpus["text"].eq("systematic, frozen")]
    published = twins[twins["read"].eq("no")]
    for measure, scores in (("attributed", restated), ("whole", published)):
        row = scores[scores["attribution"].eq(DEFAULT) & scores["measure"].eq(measure)].iloc[0]
        numbers = [f"{100 * row[name]:.1f}" for name in ("value", "low", "high")]
        numbers = [number.replace(".", ",") if comma else number for number in numbers]
        pattern = rf"(<!-- {measure} -->)[\d.,]+ % \([\d.,]+ (\w+) [\d.,]+ %\)"
        text, count = re.subn(pattern, rf"\g<1>{numbers[0]} % ({numbers[1]} \g<2> {numbers[2]} %)", text)
        if count != 1:
            raise SystemExit(f"README: no place for {measure}")
    return text


def render_corpus(text: str) -> tuple[str, pd.DataFrame, pd.DataFrame]:
    """Render the blocks of docs/validation.md that need the project alone; and the scores that the README shows."""
    attributed = study.attribute_corpus(ROOT / "corpus")
    corpus = name_corpus(study.score_corpus(attributed))
    reliability = study.measure_corpus_reliability(attributed)
    twins = score_twins()
    restated = ("reported", "narration_f1", "speaker", "office_folded", "office", "attributed", "calibration_error")
    text = replace_block(text, "restated", render_scores(corpus, restated))
    measures = ("reported", "narration_f1", "speaker", "office_folded", "mode", "attributed", "whole")
    text = replace_block(text, "twins", render_scores(twins, [*measures, "calibration_error"]))
    systematic = reliability[reliability["sample"].eq("systematic")]
    return replace_block(text, "confidence", render_confidence(systematic)), corpus, twins


def render_others(text: str, folder: Path) -> str:
    """Render the blocks of texts that are not part of the project."""
    twins = sorted(TWINS.glob("*.txt"))
    items = study.evaluate_attribution_texts([folder / "originals"], ROOT / "corpus", also=twins)
    quotations = study.evaluate_attribution_texts([folder / "pfsa-id" / "dev.jsonl"], ROOT / "corpus")
    count = len(list((folder / "originals").glob("*.csv")))
    measures = ("reported", "narration_f1", "speaker", "office_folded", "mode", "attributed", "whole")
    items = items.assign(text=f"{count} verbatim items", read="yes")
    text = replace_block(text, "items", render_scores(items, measures))
    quotations = quotations.assign(text="PFSA-ID, development part", read="yes")
    return replace_block(text, "quotations", render_scores(quotations, QUOTED))


def write_floors(folder: Path) -> None:
    """Write the floor of each row of tests/data/attribution_floors.csv anew."""
    path = TWINS.parent / "attribution_floors.csv"
    floors = pd.read_csv(path, keep_default_na=False)
    scores = [study.evaluate_attribution(ROOT / "corpus").rename(columns={"sample": "text"})]
    for text, place in (
        ("twins", TWINS),
        ("originals", folder / "originals"),
        ("pfsa-id", folder / "pfsa-id/dev.jsonl"),
    ):
        found = study.evaluate_attribution_texts([place], ROOT / "corpus")
        scores.append(found.assign(text=text, part=""))
    by = ["text", "part", "attribution", "measure"]
    joined = floors[by].merge(pd.concat(scores), on=by, how="left", validate="one_to_one")
    joined["floor"] = ((joined["value"] * 100).map(math.floor) - joined["n"].ge(1000).map({True: 1, False: 3})) / 100
    joined[[*by, "floor"]].to_csv(path, index=False, lineterminator="\n", float_format="%.2f")


def main(arguments: Sequence[str]) -> None:
    """Write the three pages, or the floors."""
    if arguments[:1] == ["floors"]:
        write_floors(Path(arguments[1]))
        return
    text, corpus, twins = render_corpus(PAGE.read_text(encoding="utf-8"))
    if arguments:
        text = render_others(text, Path(arguments[0]))
    pages = {PAGE: text}
    for name in ("README.md", "README.id.md"):
        page = (ROOT / name).read_text(encoding="utf-8")
        pages[ROOT / name] = render_readme(page, corpus, twins, comma=name != "README.md")
    for path, content in pages.items():
        path.write_text(content, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
