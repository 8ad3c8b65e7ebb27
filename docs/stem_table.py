"""Write the error rates of the judged stems into docs/validation.md.

.venv/bin/python docs/stem_table.py

It counts the verdicts of tests/data/judged_stems.csv. A test compares the table with them.
"""

from pathlib import Path

import pandas as pd
from statsmodels.stats.proportion import proportion_confint  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parent.parent
JUDGED = ROOT / "tests" / "data" / "judged_stems.csv"
START, STOP = "<!-- stems: made by docs/stem_table.py -->", "<!-- end of stems -->"
# The yardsticks of a row: the column of verdicts, and the verdicts that are errors.
YARDSTICKS = (
    ("morphology", "morphology", ("wrong",)),
    ("concept", "concept", ("wrong",)),
    ("concept, stop words too", "concept", ("wrong", "stop word")),
)
STEMMERS = (("sastrawi", "PySastrawi alone"), ("package", "the package"))


def render_rows(judged: pd.DataFrame) -> str:
    """Render the error rates in Markdown: errors, their share in per cent and its 95 % Wilson interval."""
    lines = ["| stems of | yardstick | wrong | of | % | 95 % interval |", "|---|---|---|---|---|---|"]
    for column, stemmer in STEMMERS:
        for yardstick, verdict, errors in YARDSTICKS:
            wrong, total = int(judged[f"{column}_{verdict}"].isin(errors).sum()), len(judged)
            low, high = proportion_confint(wrong, total, method="wilson")
            interval = f"{100 * low:.1f} to {100 * high:.1f}"
            lines.append(f"| {stemmer} | {yardstick} | {wrong} | {total} | {100 * wrong / total:.1f} | {interval} |")
    return "\n".join(lines)


def render_page(text: str, judged: pd.DataFrame) -> str:
    """Render docs/validation.md with the table."""
    before, _, rest = text.partition(START)
    return f"{before}{START}\n\n{render_rows(judged)}\n\n{STOP}{rest.partition(STOP)[2]}"


def main() -> None:
    """Write the page."""
    page = ROOT / "docs" / "validation.md"
    judged = pd.read_csv(JUDGED, keep_default_na=False)
    page.write_text(render_page(page.read_text(encoding="utf-8"), judged), encoding="utf-8")


if __name__ == "__main__":
    main()
