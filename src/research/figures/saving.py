"""A figure into files, with the table it was drawn from beside it, and into a notebook."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import Image
from matplotlib.figure import Figure

from research.figures.sheet import WIDTH, apply_style, list_rows
from research.tables import OFFICES, Fault, InputError, format_csv, replace_file

# What a figure file says of its making: nothing, since a date or a version would change its bytes.
_METADATA: dict[str, dict[str, str | None]] = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}


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

    It runs on the rows of compare.join_frames, for topics merged with topics.find_dominant, and finds the statements
    that a share is over; those that carry the frame are the ones where present is true. For a pair of frames it finds
    the statements with either; those with both stand there twice; for a contrast those of both its sides. A table that
    has a filter, or names no group, document, topic, province, contrast, level or actor, stays as it is.

    >>> table = pd.DataFrame({"grouping": ["election"], "group": ["pilkada-2020"], "frame": ["sanctions"]})
    >>> add_filter(table)["filter"].item()
    "reported and election == 'pilkada-2020' and frame == 'sanctions'"
    """
    columns = set(table.columns)
    known = {"grouping", "document", "topic", "province", "frame_a", "column", "level", "actor"}
    if "filter" in columns or not columns & known:
        return table
    return table.assign(filter=[_write_filter(row) for row in list_rows(table)])


def _write_filter(row: Mapping[str, Any]) -> str:
    if {"column", "a", "b"} <= row.keys():
        sides = [value for side in ("a", "b") for value in str(row[side]).split("; ")]
        return f"reported and {row['column']} in {sides} and frame == {str(row['frame'])!r}"
    if {"term", "level"} <= row.keys():
        return f"reported and {row['term']} in {str(row['level']).split(' + ')} and frame == {str(row['frame'])!r}"
    if "actor" in row:
        kind = "office" if row["actor"] in OFFICES else "speaker"
        return f"reported and {kind} == {str(row['actor'])!r} and frame == {str(row['frame'])!r}"
    if "frame_a" in row:
        return f"reported and present and frame in {sorted({str(row['frame_a']), str(row['frame_b'])})}"
    place = {name: row[name] for name in ("document", "speaker", "topic", "province") if name in row}
    if "grouping" in row:
        # The group of all statements has no column to name.
        place = {} if row["grouping"] == "all" else {str(row["grouping"]): row["group"]}
    terms = place | {name: row[name] for name in ("frame",) if name in row}
    parts = [f"{name} == {value if name == 'topic' else repr(str(value))}" for name, value in terms.items()]
    return " and ".join(["reported", *parts])


def _render(figure: Figure, kind: str) -> bytes:
    buffer = io.BytesIO()
    with apply_style():
        figure.savefig(buffer, format=kind, metadata=_METADATA[kind])
    return buffer.getvalue()
