"""Write the scores of the cue coder into docs/validation.md, README.md and README.id.md.

.venv/bin/python docs/frame_table.py

It scores the frozen documents: count each run in corpus/coding/frozen.txt. A test compares the table with the corpus.
"""

import re
from pathlib import Path

import pandas as pd

from research import study

ROOT = Path(__file__).resolve().parent.parent
START, STOP = "<!-- frames: made by docs/frame_table.py -->", "<!-- end of frames -->"
HEAD = ("sample", "frame", "development F1", "frozen precision", "recall", "F1", "95 % interval")
# The macro F1 of the systematic sample's frozen documents.
README = r"(<!-- frames_f1 -->)[\d.,]+ \([\d.,]+ (\w+) [\d.,]+\)"


def render_rows(scores: pd.DataFrame) -> str:
    """Render the table frame_scores of study.evaluate_coders in Markdown: the frozen documents, development beside."""
    developed = scores[scores["part"].eq("development")].set_index(["sample", "frame"])["f1"].to_dict()
    lines = [f"| {' | '.join(HEAD)} |", f"|{'---|' * len(HEAD)}"]
    frozen = scores[scores["part"].eq("frozen")].sort_values("sample", ascending=False, kind="stable")
    for row in frozen.to_dict("records"):
        key = (str(row["sample"]), str(row["frame"]))
        rates = (developed[key], row["precision"], row["recall"], row["f1"])
        interval = f"{float(row['f1_low']):.3f} to {float(row['f1_high']):.3f}"
        cells = [*key, *(f"{float(rate):.3f}" for rate in rates), interval]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def render_page(text: str, scores: pd.DataFrame) -> str:
    """Render docs/validation.md with the table."""
    before, _, rest = text.partition(START)
    return f"{before}{START}\n\n{render_rows(scores)}\n\n{STOP}{rest.partition(STOP)[2]}"


def render_readme(text: str, scores: pd.DataFrame, *, comma: bool) -> str:
    """Render a README with the mean of the frames in the frozen documents of the systematic sample."""
    kept = scores["sample"].eq("systematic") & scores["part"].eq("frozen") & scores["frame"].eq("macro")
    row = scores[kept].iloc[0]
    numbers = [f"{row[name]:.3f}" for name in ("f1", "f1_low", "f1_high")]
    mean, low, high = (number.replace(".", ",") if comma else number for number in numbers)
    return re.sub(README, rf"\g<1>{mean} ({low} \g<2> {high})", text)


def main() -> None:
    """Write the pages."""
    scores = study.evaluate_coders(ROOT / "corpus")
    page = ROOT / "docs" / "validation.md"
    page.write_text(render_page(page.read_text(encoding="utf-8"), scores), encoding="utf-8")
    for name in ("README.md", "README.id.md"):
        path = ROOT / name
        text = render_readme(path.read_text(encoding="utf-8"), scores, comma=name != "README.md")
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
