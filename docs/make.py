"""Write the pages of docs/ that are made from the package's declarations.

.venv/bin/python docs/make.py
"""

from pathlib import Path

from research import tables

FOLDER = Path(__file__).parent
INTRODUCTION = """# Every column of every table

Made by `docs/make.py` from the declarations in `research.tables`; do not edit by hand. Each table is declared once and
checked where it passes from one step to the next. `start` and `stop` count code points; `stop` is the position after
the last character.
"""


def render_tables() -> str:
    """Render docs/tables.md: a list of the tables, then one table of columns for each."""
    names = list(tables.SCHEMAS)
    parts = [INTRODUCTION, "Tables: " + ", ".join(f"[{name}](#{name})" for name in names) + "\n"]
    for name in names:
        rows = [f"| {' | '.join(row)} |" for row in tables.describe_table(name).itertuples(index=False)]
        parts.append("\n".join([f"## {name}\n", "| column | type | meaning |", "|---|---|---|", *rows]) + "\n")
    return "\n".join(parts)


PAGES = {"tables.md": render_tables}


def main() -> None:
    """Write each page."""
    for name, render in PAGES.items():
        (FOLDER / name).write_text(render(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
