"""A figure into files, with the table it was drawn from beside it, and into a notebook."""

import io
from pathlib import Path

import pandas as pd
from IPython.display import Image
from matplotlib.figure import Figure

from research.compare import NATIONAL_GROUP
from research.figures.sheet import WIDTH, apply_style, list_rows
from research.tables import Fault, InputError, describe_table, format_csv, replace_file

# What a figure file says of its making: nothing, since a date or a version would change its bytes.
_METADATA: dict[str, dict[str, str | None]] = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}
_TABLES = ("topic_statements", "frames", "statements", "documents")


def save_figure(figure: Figure, table: pd.DataFrame, path: Path) -> None:
    """Write the figure as path.svg and path.png, and the table it was drawn from as path.csv.

    path has no ending. The csv is the table as it is handed in, with a column filter added where it can be made
    (add_filter). Equal figures and tables give equal bytes. Raises InputError where path has the ending of a figure.

    >>> save_figure(Figure(), pd.DataFrame({"n": [1]}), Path("figures/years.png"))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    figures/years.png: path: found the ending '.png', expected a path without it; three files are written
    """
    path = Path(path)
    if path.suffix in (".png", ".svg", ".csv"):
        fault = Fault(
            path.as_posix(), "path", f"the ending {path.suffix!r}", "a path without it", "three files are written"
        )
        raise InputError([fault])
    contents = {kind: _render(figure, kind) for kind in _METADATA} | {"csv": format_csv(add_filter(table))}
    for kind, content in contents.items():
        replace_file(path.with_name(f"{path.name}.{kind}"), content)


def show_figure(figure: Figure) -> Image:
    """Return the figure as a PNG for a notebook, at the size it has on paper, with its title as alternative text."""
    return Image(data=_render(figure, "png"), format="png", width=int(100 * WIDTH), alt=str(figure.get_label()))


def add_filter(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with a column filter: the query that finds the statements behind each row.

    The query is written for DataFrame.query on statements joined with documents and one coder's frames: it finds the n
    of the row, of which present marks the hits. A table that has the column, or names neither a group nor a document or
    topic beside its frame nor a province, is returned as it is.

    >>> table = pd.DataFrame({"grouping": "election_year", "group": ["2018"], "frame": ["sanctions"]})
    >>> add_filter(table)["filter"].item()
    "reported and election_year == 2018 and frame == 'sanctions'"
    """
    grouped = {"grouping", "group"} <= set(table.columns)
    spoken = [name for name in ("document", "speaker") if name in table.columns]
    places = spoken or [name for name in ("topic", "province") if name in table.columns]
    named = {"frame", "province"} & set(table.columns)
    if "filter" in table.columns or not named or not (grouped or places):
        return table
    kinds = {column: kind for name in _TABLES for column, kind in describe_table(name)[["column", "type"]].to_numpy()}
    queries = []
    for row in list_rows(table):
        place = {str(row["grouping"]): row["group"]} if grouped else {name: row[name] for name in places}
        # The group of all statements has no column, and the documents of no province have an empty island.
        place = {name: "" if name == "island" and value == NATIONAL_GROUP else value for name, value in place.items()}
        terms = place | {name: row[name] for name in ("frame",) if name in row}
        parts = [_write_condition(name, value, kinds[name]) for name, value in terms.items() if name in kinds]
        queries.append(" and ".join(["reported", *parts]))
    return table.assign(filter=queries)


def _write_condition(name: str, value: object, kind: str) -> str:
    return f"{name} == {value if kind == 'int64' else repr(str(value))}"


def _render(figure: Figure, kind: str) -> bytes:
    buffer = io.BytesIO()
    with apply_style():
        figure.savefig(buffer, format=kind, metadata=_METADATA[kind])
    return buffer.getvalue()
