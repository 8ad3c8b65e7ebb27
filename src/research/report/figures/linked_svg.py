"""A figure for a page: its picture, and over each mark a link to the statements behind it, that keys reach as well."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from lxml import etree

from research.report.figures.figure_inputs import CSV_ROW, keep_frame
from research.report.figures.layout import FRAME, INTERVAL, MARK
from research.report.words.figure_words import FigureWords
from research.tables import Fault, InputError, read_bytes, read_cells

_SVG = "{http://www.w3.org/2000/svg}"
# Units of the picture, of which 504 are its width: how far around its middle a mark can be clicked, unless it is
# larger, or another mark is nearer; and the least.
_REACH, _LEAST = 12.0, 2.5
_PLACED = re.compile(r"translate\(([-\d.]+) ([-\d.]+)\)(?: rotate\(([-\d.]+)\))? scale\(([\d.]+) [-\d.]+\)")
_STYLE = (
    ".linked-figure{width:100%;height:auto;background:#fff;border-radius:.4rem;pointer-events:none}"
    ".linked-figure a{pointer-events:all;cursor:pointer;outline:none}"
    ".linked-figure a *{fill:#0072b2;fill-opacity:0;stroke:#0072b2;stroke-opacity:0}"
    ".linked-figure a:hover *{fill-opacity:.22}"
    ".linked-figure a:focus-visible rect:last-child{stroke:#b3261e;stroke-opacity:1;stroke-width:2.5}"
)


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def find_figure(output: Mapping[str, Any], figures: Path) -> str | None:
    """Find which figure an output of a notebook shows.

    Parameters
    ----------
    output : mapping
        An output of a code cell.
    figures : Path
        The folder figures/ of the project.

    Returns
    -------
    str or None
        The name of its files, or None where the output is no figure that publish wrote there.
    """
    picture = output.get("metadata", {}).get("image/png", {})
    name = picture.get("figure") if isinstance(picture, Mapping) else None
    if not isinstance(name, str) or not re.fullmatch(r"\w[\w-]{0,80}", name):
        return None
    known = all((figures / f"{name}.{kind}").is_file() for kind in ("svg", "csv"))
    return name if known else None


def read_drawn_rows(figures: Path, name: str) -> pd.DataFrame:
    """Read the rows of a figure's csv that are drawn as marks of its svg; all rows where none has a mark of its own.

    Parameters
    ----------
    figures : Path
        The folder figures/ of the project.
    name : str
        The name of the figure's files.

    Returns
    -------
    DataFrame
        The rows, each cell as text, with the column csv_row: the number of the row, from 1. A map of one frame of
        several has the columns frame, share, low and high of that frame.

    Raises
    ------
    InputError
        Where a file is missing or cannot be read.
    """
    root = _parse(read_bytes(figures / f"{name}.svg"), name)
    table = read_cells(figures / f"{name}.csv", expected="a figure's csv, in UTF-8", remedy="run research reproduce")
    table = table.assign(**{CSV_ROW: range(1, len(table) + 1)})
    drawn = list(_find_marks(root))
    table = table[table[CSV_ROW].isin(drawn)] if drawn else table
    frames = [str(group.get("id")).removeprefix(FRAME) for group in root.iter(f"{_SVG}g") if _begins(group, FRAME)]
    return keep_frame(table, frames[0]) if frames else table


def link_svg(svg: bytes, words: FigureWords, name: str, *, picture: str, address: str = "evidence.html") -> str:
    """Write a figure as inline SVG for a page: the picture, and a link over each mark whose row has a filter.

    The picture itself stays a file, which pages in several languages share.

    Parameters
    ----------
    svg : bytes
        The figure's svg, as save_figure writes it: the marks of rows have ids such as row-12.
    words : FigureWords
        Of describe_figure: title, alternative text, and the names of the marks that are linked.
    name : str
        The name of the figure's files, once on a page.
    picture : str
        The address of the picture, from the page.
    address : str
        The page of statements, to which #figure=NAME&row=12 is added.

    Returns
    -------
    str
        An svg element, as wide as its place, with title and description; without script. A mark is clicked up to 12
        units around it where no other is nearer; its links are reached by the Tab key, in the order of the rows.

    Raises
    ------
    InputError
        Where the svg cannot be read.
    """
    root = _parse(svg, name)
    width, height = str(root.get("viewBox")).split()[2:]
    marks, intervals = _find_marks(root), _find_marks(root, INTERVAL)
    linked = {row: marks[row] for row in words.rows if row in marks}
    page = etree.Element(
        "svg", {"xmlns": _SVG.strip("{}"), "viewBox": str(root.get("viewBox")), "class": "linked-figure"}
    )
    page.set("role", "group" if linked else "img")
    page.set("aria-labelledby", f"{name}-title")
    page.set("aria-describedby", f"{name}-desc")
    page.set("lang", words.language)
    _add(page, "title", words.title, id=f"{name}-title")
    _add(page, "desc", words.alt.removeprefix(f"{words.title}. "), id=f"{name}-desc")
    _add(page, "style", _STYLE)
    _add(page, "image", href=picture, width=width, height=height, **{"aria-hidden": "true"})
    reaches = _measure_reaches([box.middle for box in linked.values()])
    for (row, box), reach in zip(linked.items(), reaches, strict=True):
        link = _add(page, "a", href=f"{address}#figure={name}&row={row}", **{"aria-label": words.rows[row]})
        _add(link, "title", words.rows[row])
        if row in intervals:
            _add(link, "rect", **_write_rectangle(intervals[row], min(reach, 5)))
        _add(link, "rect", rx="2", **_write_rectangle(box, reach))
    return str(etree.tostring(page, encoding="unicode"))


def _parse(svg: bytes, name: str) -> etree._Element:
    """Parse without entities and without any file or address that the svg names."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(svg, parser)
    except etree.XMLSyntaxError as error:
        raise InputError([_report(name, str(error))]) from None
    if root.tag != f"{_SVG}svg" or len(str(root.get("viewBox")).split()) != 4:
        raise InputError([_report(name, f"an element {root.tag}, without a viewBox of four numbers")])
    return root


def _report(name: str, found: str) -> Fault:
    return Fault(f"{name}.svg", "file", found, "an svg as figures are saved", "run research reproduce")


def _add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, tag, attributes)
    child.text = text or None
    return child


def _begins(group: etree._Element, prefix: str) -> bool:
    return str(group.get("id", "")).startswith(prefix)


def _find_marks(root: etree._Element, prefix: str = MARK) -> dict[int, _Box]:
    """The room that the mark of each row takes, in the order of the rows."""
    marks = {}
    for group in root.iter(f"{_SVG}g"):
        number = str(group.get("id", "")).removeprefix(prefix)
        if _begins(group, prefix) and re.fullmatch("[0-9]{1,9}", number) and (points := list(_list_points(group))):
            across, along = zip(*points, strict=True)
            marks[int(number)] = _Box(min(across), min(along), max(across), max(along))
    return dict(sorted(marks.items()))


def _list_points(group: etree._Element) -> Iterator[tuple[float, float]]:
    """Points of markers, of paths and of letters."""
    for use in group.iter(f"{_SVG}use"):
        if use.get("x"):
            yield float(use.get("x", 0)), float(use.get("y", 0))
    defined = {path for defs in group.iter(f"{_SVG}defs") for path in defs.iter(f"{_SVG}path")}
    for path in group.iter(f"{_SVG}path"):
        if path not in defined:
            numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path.get("d", ""))]
            yield from zip(numbers[::2], numbers[1::2], strict=False)
    for letters in group.iter(f"{_SVG}g"):
        yield from _list_corners(letters)


def _list_corners(letters: etree._Element) -> Iterator[tuple[float, float]]:
    """Two corners of a line of letters, which the renderer moves, turns and scales."""
    found = _PLACED.fullmatch(letters.get("transform", ""))
    if not found or found[3] not in (None, "0", "-0"):
        return
    left, base, scale = float(found[1]), float(found[2]), float(found[4])
    last = [re.match(r"translate\(([-\d.]+)", use.get("transform", "")) for use in letters.iter(f"{_SVG}use")]
    wide = max([float(place[1]) for place in last if place], default=0) + 60
    yield left, base - 75 * scale
    yield left + wide * scale, base


def _measure_reaches(middles: Sequence[tuple[float, float]]) -> list[float]:
    """How far around its middle each mark can be clicked, so that no two marks claim the same place."""
    reaches = []
    for number, (x, y) in enumerate(middles):
        gaps = [max(abs(x - a), abs(y - b)) for other, (a, b) in enumerate(middles) if other != number]
        reaches.append(max(_LEAST, min(_REACH, min(gaps, default=2 * _REACH) / 2)))
    return reaches


def _write_rectangle(box: _Box, reach: float) -> dict[str, str]:
    """The room of a mark, or more where it is smaller than its reach."""
    (x, y), wide, high = box.middle, box.right - box.left, box.bottom - box.top
    wide, high = max(wide, 2 * reach), max(high, 2 * reach)
    sides = {"x": x - wide / 2, "y": y - high / 2, "width": wide, "height": high}
    return {name: f"{value:.1f}" for name, value in sides.items()}
