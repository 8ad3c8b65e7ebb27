"""A figure into files, with the table it was drawn from beside it, and into a notebook."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import Image
from matplotlib.figure import Figure
from matplotlib.text import Text

from research.compare import CENTRAL, NATIONAL_GROUP
from research.report.figures import layout
from research.tables import JOINT, OFFICES, Fault, InputError, drop_controls, format_csv, replace_file

# What a figure file says of its making: nothing, since a date or a version would change its bytes.
_METADATA: dict[str, dict[str, str | None]] = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}


def save_figure(figure: Figure, table: pd.DataFrame, path: Path, *, composition: pd.DataFrame | None = None) -> None:
    """Write the figure as path.svg and path.png, and the table it was drawn from as path.csv.

    path has no ending. The csv is the table as it is handed in, with a column filter added where it can be made
    (add_filter); a composition drawn under the table is written in the same way, as path_mix.csv. Equal figures and
    tables give equal bytes. Raises InputError where path has the ending of a figure.

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
    contents = {f".{kind}": _render(figure, kind) for kind in _METADATA} | {".csv": format_csv(add_filter(table))}
    if composition is not None:
        contents["_mix.csv"] = format_csv(add_filter(composition))
    for ending, content in contents.items():
        replace_file(path.with_name(f"{path.name}{ending}"), content)


def show_figure(figure: Figure) -> Image:
    """Return the figure as a PNG for a notebook, at the size it has on paper, with its title as alternative text."""
    return Image(data=_render(figure, "png"), format="png", width=int(100 * layout.WIDTH), alt=str(figure.get_label()))


def add_filter(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with a column filter: the query that finds the statements behind each row.

    It runs on the rows of evidence.gather_rows and finds the statements that a number is over; those that carry the
    frame, or hold the word, are the ones where present is true. For a pair of frames it finds the statements with
    either, present where both are; for a contrast or a word those of both sides. For a specification of a multiverse it
    finds the statements before the rule of duplicates: a rule other than include drops or weighs some of them. A table
    that has a filter, or names nothing that a filter could be made of, stays as it is.

    >>> table = pd.DataFrame({"grouping": ["election"], "group": ["pilkada-2020"], "frame": ["sanctions"]})
    >>> add_filter(table)["filter"].item()
    "reported and election == 'pilkada-2020' and frame == 'sanctions'"
    """
    columns = set(table.columns)
    known = {"grouping", "document", "topic", "province", "frame_a", "column", "level", "actor", "stem", "codes"}
    if "filter" in columns or not columns & known:
        return table
    return table.assign(filter=[_write_filter(row) for row in layout.list_rows(table)])


def _write_filter(row: Mapping[str, Any]) -> str:
    if {"contrast", "codes"} <= row.keys():
        return _write_specification(row)
    if {"stem", "by", "target", "reference"} <= row.keys():
        return _write_sides(row)
    if {"column", "a", "b"} <= row.keys():
        sides = [value for side in ("a", "b") for value in str(row[side]).split("; ")]
        return f"reported and {row['column']} in {sides} and frame == {str(row['frame'])!r}"
    if {"term", "level"} <= row.keys():
        return f"reported and {row['term']} in {str(row['level']).split(' + ')} and frame == {str(row['frame'])!r}"
    if "actor" in row:
        kind = "office" if row["actor"] in OFFICES else "speaker"
        return f"reported and {kind} == {str(row['actor'])!r} and frame == {str(row['frame'])!r}"
    if "frame_a" in row:
        first, second = str(row["frame_a"]), str(row["frame_b"])
        if first == second:
            return f"reported and present and frame == {first!r}"
        within = f" and within == {str(row['within'])!r}" if "within" in row else ""
        return f"reported and pair == {first + JOINT + second!r}{within}"
    place = {name: row[name] for name in ("document", "speaker", "topic", "province") if name in row}
    if "grouping" in row:
        # The group of all statements has no column to name.
        place = {} if row["grouping"] == "all" else {str(row["grouping"]): row["group"]}
        place |= {str(row["composition"]): row["part"]} if "composition" in row else {}
    terms = place | {name: row[name] for name in ("frame",) if name in row}
    parts = [f"{name} == {value if name == 'topic' else repr(str(value))}" for name, value in terms.items()]
    return " and ".join(["reported", *parts])


def _write_sides(row: Mapping[str, Any]) -> str:
    """The statements of either side of a comparison of words, beside the word."""
    word = f"reported and stem == {str(row['stem'])!r}"
    # A frame is compared with the statements without it, and a value with no other named with all others.
    if row["by"] == "frame" or row["reference"] == f"not {row['target']}":
        return word
    sides = [value for side in ("target", "reference") for value in str(row[side]).split(", ")]
    return f"{word} and {row['by']} in {sides}"


def _write_specification(row: Mapping[str, Any]) -> str:
    parts = [f"{name} == {str(row[name])!r}" for name in ("contrast", "frame", "codes")]
    chosen = {
        "framed": row["base"] == "framed",
        "mode == 'direct'": row["mode"] == "direct",
        f"office != {CENTRAL!r} and island != {NATIONAL_GROUP!r}": row["national"] == "without",
        "complete": row["incomplete"] == "without",
    }
    return " and ".join(["reported", *parts, *(part for part, asked in chosen.items() if asked)])


def _render(figure: Figure, kind: str) -> bytes:
    buffer = io.BytesIO()
    # An svg that holds one of them is no XML, and no program opens it.
    for text in figure.findobj(Text):
        text.set_text(drop_controls(text.get_text()))
    with layout.apply_style():
        figure.savefig(buffer, format=kind, metadata=_METADATA[kind])
    return buffer.getvalue()
