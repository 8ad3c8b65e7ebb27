"""A figure into files, with the table it was drawn from beside it, and into a notebook."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.text import Text

from research.report.figures import layout
from research.report.figures.figure_inputs import list_records
from research.tables import JOINT, OFFICES, Fault, InputError, drop_controls, format_csv, replace_file

if TYPE_CHECKING:
    from IPython.display import Image

# No date and no version, which would change the bytes of a figure.
_METADATA: dict[str, dict[str, str | None]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


def save_figure(figure: Figure, table: pd.DataFrame, path: Path) -> None:
    """Write the figure as path.svg and path.png, and the table it was drawn from as path.csv.

    Parameters
    ----------
    figure
        From one of the functions plot_*.
    table
        What it was drawn from, written as it is, with a column filter added where it can be made (add_filter).
    path
        Without an ending. Equal figures and tables give equal bytes.

    Raises
    ------
    InputError
        Where path has the ending of a figure.

    Examples
    --------
    >>> save_figure(Figure(), pd.DataFrame({"n": [1]}), Path("figures/years.png"))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    figures/years.png: path: found the ending '.png', expected a path without it; three files are written
    """
    path = Path(path)
    if path.suffix in (".png", ".svg", ".csv"):
        found = f"the ending {path.suffix!r}"
        raise InputError([Fault(path.as_posix(), "path", found, "a path without it", "three files are written")])
    contents = {f".{kind}": _render(figure, kind) for kind in ("svg", "png")} | {".csv": format_csv(add_filter(table))}
    for ending, content in contents.items():
        replace_file(path.with_name(f"{path.name}{ending}"), content)


def render_pdf(figure: Figure) -> bytes:
    """Draw a figure as PDF for a manuscript, its letters as text in embedded TrueType fonts, which journals ask for.

    Parameters
    ----------
    figure
        From one of the functions plot_*.

    Returns
    -------
    bytes
        The file; equal figures give equal bytes.
    """
    return _render(figure, "pdf")


def show_figure(figure: Figure, *, name: str = "") -> "Image":
    """Return the figure as a PNG for a notebook, at the size it has on paper, with its alternative text.

    Parameters
    ----------
    figure
        From one of the functions plot_*.
    name
        The name of its files, kept in the metadata of the output, where find_figure reads it.

    Returns
    -------
    Image
        700 pixels wide.
    """
    # Only notebooks have a use for IPython, and only they need it installed.
    from IPython.display import Image

    metadata = {"figure": name} if name else None
    look = {"width": int(100 * layout.WIDTH), "alt": str(figure.get_label()), "metadata": metadata}
    return Image(data=_render(figure, "png"), format="png", **look)


def add_filter(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with a column filter: the query that finds the statements behind each row.

    Parameters
    ----------
    table
        What a figure was drawn from. One that has a filter, or names nothing that a filter could be made of, stays as
        it is.

    Returns
    -------
    DataFrame
        The table with filter, a condition for list_evidence over the rows of list_condition_rows. It finds the
        statements that a number is over; those that carry the frame, or hold the word, are the ones where present is
        true. For a pair of frames it finds the statements with either, present where both are; for a contrast, a claim
        or a word those of both groups.

    Examples
    --------
    >>> table = pd.DataFrame({"grouping": ["election"], "group": ["pilkada-2020"], "frame": ["sanctions"]})
    >>> add_filter(table)["filter"].item()
    "reported and election == 'pilkada-2020' and frame == 'sanctions'"
    """
    columns = set(table.columns)
    known = {"grouping", "document", "topic", "province", "frame_a", "contrast", "level", "actor", "stem"}
    if "filter" in columns or not columns & known:
        return table
    return table.assign(filter=[_write_filter(row) + _write_rest(row) for row in list_records(table)])


def _write_rest(row: Mapping[str, Any]) -> str:
    """The sample, and whose frames they are where not gold's."""
    named = {"sample": row.get("sample"), "codes": row.get("coder") if {"share", "difference"} & row.keys() else ""}
    return "".join(f" and {name} == {str(value)!r}" for name, value in named.items() if value)


def _write_filter(row: Mapping[str, Any]) -> str:
    if {"stem", "by", "target", "reference"} <= row.keys():
        return _write_groups(row)
    if {"column", "a", "b"} <= row.keys():
        groups = [value for group in ("a", "b") for value in str(row[group]).split("; ")]
        return f"reported and {row['column']} in {groups} and frame == {str(row['frame'])!r}"
    if "contrast" in row:
        return f"reported and contrast == {str(row['contrast'])!r} and frame == {str(row['frame'])!r}"
    if {"term", "level"} <= row.keys():
        return f"reported and {row['term']} in {str(row['level']).split(' + ')} and frame == {str(row['frame'])!r}"
    if "actor" in row:
        kind = "office" if row["actor"] in OFFICES else "speaker"
        return f"reported and {kind} == {str(row['actor'])!r} and frame == {str(row['frame'])!r}"
    if "frame_a" in row:
        first, second = str(row["frame_a"]), str(row["frame_b"])
        within = f" and within == {str(row['within'])!r}" if "within" in row else ""
        return f"reported and pair == {first + JOINT + second!r}{within}"
    keys = {name: row[name] for name in ("document", "speaker", "topic", "province") if name in row}
    if "grouping" in row:
        # The group of all statements has no column to name.
        keys = {} if row["grouping"] == "all" else {str(row["grouping"]): row["group"]}
        keys |= {str(row["composition"]): row["part"]} if "composition" in row else {}
    terms = keys | {name: row[name] for name in ("frame",) if name in row}
    parts = [f"{name} == {value if name == 'topic' else repr(str(value))}" for name, value in terms.items()]
    return " and ".join(["reported", *parts])


def _write_groups(row: Mapping[str, Any]) -> str:
    """The statements of both groups of a comparison of words, beside the word."""
    word = f"reported and stem == {str(row['stem'])!r}"
    # A frame is compared with the statements without it, and a value with no other named with all others.
    if row["by"] == "frame" or row["reference"] == f"not {row['target']}":
        return word
    groups = [value for group in ("target", "reference") for value in str(row[group]).split(", ")]
    return f"{word} and {row['by']} in {groups}"


def _render(figure: Figure, kind: str) -> bytes:
    buffer = io.BytesIO()
    # An svg that holds one of them is no XML, and no program opens it.
    for text in figure.findobj(Text):
        text.set_text(drop_controls(text.get_text()))
    with layout.apply_style():
        figure.savefig(buffer, format=kind, metadata=_METADATA[kind])
    return buffer.getvalue()
