"""Write the tables of topics into docs/validation.md.

.venv/bin/python docs/topic_tables.py

It reads the stored studies of topics, of topics of shuffled text and of planted topics. A test compares the tables.
"""

from pathlib import Path
from typing import Any

import pandas as pd

from research.study import read_study

ROOT = Path(__file__).resolve().parent.parent
START, STOP = "<!-- topics: made by docs/topic_tables.py -->", "<!-- end of topics -->"
SHOWN = 8


def render_support(table: pd.DataFrame) -> str:
    """Render what is kept in resamples and in shuffled text, for eight topics and for the number that is taken."""
    lines = [
        "| sample | model | topics | words kept | in shuffled text | company kept | in shuffled text | survive |",
        "|---|---|---|---|---|---|---|---|",
    ]
    largest = table[table["supported"] & (table["method"] == "lda")].groupby("sample")["topics"].transform("max")
    taken = largest[table.loc[largest.index, "topics"] == largest].index
    row: Any
    for row in table[(table["topics"] == SHOWN) | table.index.isin(taken)].itertuples():
        values = (row.words, row.words_noise, row.company, row.company_noise)
        shares = " | ".join(f"{value:.3f}" for value in values)
        name = " | ".join(map(str, (row.sample, row.method, row.topics)))
        lines.append(f"| {name} | {shares} | {row.survivors} |")
    return "\n".join(lines)


def render_noise(table: pd.DataFrame) -> str:
    """Say how many topics of shuffled text pass."""
    number, passed, shown = table["topics"].sum(), table["survivors"].sum(), table["shown"].sum()
    models = f"{table['supported'].sum()} of {len(table)} models"
    return (
        f"Of {number} topics of shuffled text {passed} pass the gate of topics ({100 * passed / number:.1f} %), and "
        f"{models} that of models, so that {shown} would be shown."
    )


def render_recovery(table: pd.DataFrame) -> str:
    """Render the mean cosine of planted topics with those found, over seeds 1 to 5, and the lowest of them."""
    lines = [
        "| documents | topics | words a sentence | likeness | unit | model | cosine, seeds 1 to 5 | mean | put right |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    keys = ["documents", "topics", "words", "likeness", "unit", "method"]
    for key, part in table.groupby(keys, sort=False):
        cosines = part.sort_values("seed")["cosine"]
        right = part["right"].mean()
        listed = " ".join(f"{value:.2f}" for value in cosines)
        said = "" if pd.isna(right) else f"{right:.2f}"
        lines.append(f"| {' | '.join(map(str, key))} | {listed} | {cosines.mean():.3f} | {said} |")
    return "\n".join(lines)


def render_page(text: str, project: Path) -> str:
    """Render docs/validation.md with the tables."""
    parts = [
        render_support(read_study(project, "topics")),
        render_noise(read_study(project, "topic_noise")),
        render_recovery(read_study(project, "topic_recovery")),
    ]
    before, _, rest = text.partition(START)
    return f"{before}{START}\n\n" + "\n\n".join(parts) + f"\n\n{STOP}{rest.partition(STOP)[2]}"


def main() -> None:
    """Write the page."""
    page = ROOT / "docs" / "validation.md"
    page.write_text(render_page(page.read_text(encoding="utf-8"), ROOT), encoding="utf-8")


if __name__ == "__main__":
    main()
