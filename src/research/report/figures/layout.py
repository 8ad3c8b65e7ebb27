"""What all figures share: the style, room for title and caption, words for codes, colours, and checks of tables."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from importlib import resources
from typing import Any, TypeVar, cast

import matplotlib as mpl
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

from research.report.figures.figure_inputs import CSV_ROW, LONGEST_NAME, keep_frame
from research.report.words.figure_words import describe_figure
from research.tables import drop_controls, find_data

# Inches and points. Seven inches is a full text width of most journals; JupyterLab shows them as 700 pixels, in which
# the smallest letters are 11 pixels high.
WIDTH = 7.0
MARGIN = 0.12
TITLE_SIZE = 10.0
TEXT_SIZE = 8.5
SMALL_SIZE = 8.0
LINE = 1.25

# Letters: no word of a name in a figure is longer, but by mistake.
LONGEST_WORD = 30

INK = "#1a1a1a"
GREY = "#5f5f5f"
PALE = "#dddddd"
# Four of Okabe and Ito's colours (https://jfly.uni-koeln.de/color/) that differ in lightness too, each with a shape of
# its own, so that neither hue nor shade is needed to tell them apart.
COLOURS = ("#0072B2", "#E69F00", "#000000", "#F0E442")
MARKERS = ("o", "D", "s", "^")

Style = dict[str, Any]
Plot = TypeVar("Plot", bound=Callable[..., Figure])

# How the ids of marks and of their intervals begin in the svg, before the number of the row.
MARK, INTERVAL = "row-", "interval-"
# How the id of the panel begins that shows one frame of a table with several.
FRAME = "frame-"

# How a caption ends, after what the corpus says of itself: intervals are promised only where they are drawn.
INTERVALS = "95 % intervals over documents."
NO_INTERVALS = "No intervals drawn."


@dataclass(frozen=True)
class Box:
    """A rectangle of a figure, in inches.

    Attributes
    ----------
    left, bottom : float
        Its lower left corner, from that of the figure.
    width, height : float
        Its size.
    """

    left: float
    bottom: float
    width: float
    height: float


@contextmanager
def apply_style() -> Iterator[None]:
    """Draw under matplotlib's defaults and the project's style file, whatever the user's settings are.

    Yields
    ------
    None
        Figures are drawn inside.

    Examples
    --------
    >>> with apply_style():
    ...     mpl.rcParams["font.family"]
    ['DejaVu Sans']
    """
    style = find_data("research.mplstyle")
    with resources.as_file(style) as path, mpl.rc_context(fname=path):
        yield


def draw_rows(plot: Plot) -> Plot:
    """Have a function plot_* draw in the project's style, from numbered rows, and label the figure with its alt text.

    Parameters
    ----------
    plot : callable
        Its last argument that is a table is written beside the figure.

    Returns
    -------
    callable
        The function, which finds the number of each row in the column CSV_ROW. The label of the figure, until then its
        title, is its alternative text (describe_figure).
    """

    @wraps(plot)
    def draw(table: pd.DataFrame, *others: Any, **options: Any) -> Figure:
        # A composition is drawn from two tables, of which the second is written beside the figure.
        given = [table, *others]
        place = max(number for number, each in enumerate(given) if number == 0 or isinstance(each, pd.DataFrame))
        numbered = given[place].assign(**{CSV_ROW: range(1, len(given[place]) + 1)})
        given[place] = numbered
        with apply_style():
            figure = plot(*given, **options)
        marked = {str(artist.get_gid()) for artist in figure.findobj(lambda artist: bool(artist.get_gid()))}
        drawn = numbered[[f"{MARK}{number}" in marked for number in numbered[CSV_ROW]]]
        for mark in sorted(marked):
            drawn = keep_frame(drawn, mark.removeprefix(FRAME)) if mark.startswith(FRAME) else drawn
        words = describe_figure(drawn if len(drawn) else numbered, labels=options.get("labels"))
        figure.set_label(str(figure.get_label()) + words.alt.removeprefix(words.title))
        return figure

    return cast(Plot, draw)


def name_mark(mark: Artist, row: Mapping[str, Any] | float, *, interval: bool = False) -> None:
    """Give the mark of a row, or the interval beside its mark, its id in the svg, where the number of the row is known.

    >>> mark = Rectangle((0, 0), 1, 1)
    >>> name_mark(mark, {CSV_ROW: 12})
    >>> mark.get_gid()
    'row-12'
    """
    number = row.get(CSV_ROW, 0) if isinstance(row, Mapping) else row
    if number > 0:
        mark.set_gid(f"{INTERVAL if interval else MARK}{number:.0f}")


def measure_text(text: str, *, size: float = TEXT_SIZE, bold: bool = False) -> float:
    """Return the width of one line of text in inches.

    Parameters
    ----------
    text : str
        The line.
    size : float
        Size of the font in points.
    bold : bool
        True for bold letters.

    Returns
    -------
    float
        The width in inches.

    Examples
    --------
    >>> measure_text("netralitas") < measure_text("netralitas", bold=True)
    True
    """
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    width, _, _ = text_to_path.get_text_width_height_descent(drop_controls(text), font, ismath=False)
    return float(width) / 72


def shorten_text(text: str, width: float, *, size: float = TEXT_SIZE, bold: bool = False) -> str:
    """Cut text that is too wide, with an ellipsis at its end.

    Parameters
    ----------
    text : str
        One line.
    width : float
        The largest width in inches.
    size : float
        Size of the font in points.
    bold : bool
        True for bold letters.

    Returns
    -------
    str
        The text, or its beginning.

    Examples
    --------
    >>> shorten_text("netralitas", 2.0), shorten_text("netralitas" * 500, 0.8)
    ('netralitas', 'netralitasn…')
    """
    if len(text) <= LONGEST_NAME and measure_text(text, size=size, bold=bold) <= width:
        return text
    cuts = [f"{text[:letters].rstrip()}…" for letters in range(1, min(len(text), LONGEST_NAME))]
    fitting = bisect_right(cuts, width, key=lambda cut: measure_text(cut, size=size, bold=bold))
    return cuts[max(0, fitting - 1)]


def wrap_text(text: str, width: float, *, size: float = TEXT_SIZE, bold: bool = False) -> str:
    r"""Break text at its spaces, though not at no-break spaces, into lines that are not too wide.

    A word that is wider has a line to itself, cut to the width where it has more letters than words have.

    Parameters
    ----------
    text : str
        Any text.
    width : float
        The largest width in inches.
    size : float
        Size of the font in points.
    bold : bool
        True for bold letters.

    Returns
    -------
    str
        The lines.

    Examples
    --------
    >>> wrap_text("Bali and Nusa Tenggara", 0.9)
    'Bali and Nusa\nTenggara'
    """
    lines: list[str] = []
    for word in drop_controls(text).split(" "):
        if len(word) > LONGEST_WORD:
            word = shorten_text(word, width, size=size, bold=bold)
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure_text(longer, size=size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def make_caption(note: str, caution: str, end: str) -> str:
    """Put a caption together.

    Parameters
    ----------
    note : str
        What is drawn.
    caution : str
        What the corpus says of itself.
    end : str
        INTERVALS or NO_INTERVALS.

    Returns
    -------
    str
        Two lines: the note; the caution and the end.

    Examples
    --------
    >>> make_caption("Point: share.", "Purposive sample.", INTERVALS)
    'Point: share.\\nPurposive sample. 95 % intervals over documents.'
    """
    return f"{note}\n{caution} {end}" if caution else f"{note}\n{end}"


def open_figure(height: float, *, title: str, caption: str) -> tuple[Figure, float]:
    """Make a figure with its title and caption.

    Parameters
    ----------
    height : float
        Height of the room between the two, in inches.
    title, caption : str
        Words above and below.

    Returns
    -------
    tuple of Figure and float
        The figure, and the height at which the room begins, in inches.
    """
    room = WIDTH - 2 * MARGIN
    title = wrap_text(title, room, size=TITLE_SIZE, bold=True)
    caption = "\n".join(wrap_text(line, room, size=SMALL_SIZE) for line in caption.splitlines())
    above = (title.count("\n") + 1) * TITLE_SIZE * LINE / 72 + MARGIN + 0.06
    below = (caption.count("\n") + 1) * SMALL_SIZE * LINE / 72 + MARGIN + 0.12
    figure = Figure(figsize=(WIDTH, below + height + above))
    FigureCanvasAgg(figure)
    figure.set_label(title.replace("\n", " "))
    for y, text, size in ((below + height + above - MARGIN, title, TITLE_SIZE), (MARGIN, caption, SMALL_SIZE)):
        is_title = size == TITLE_SIZE
        style: Style = {"weight": "bold", "va": "top"} if is_title else {"color": GREY, "va": "bottom"}
        write_text(figure, (MARGIN, y), text, size=size, **style)
    return figure, below


def write_text(figure: Figure, corner: tuple[float, float], text: str, **style: Any) -> None:
    """Write text on the figure at a point in inches from its lower left corner."""
    width, height = figure.get_size_inches()
    figure.text(corner[0] / width, corner[1] / height, text, **{"size": TEXT_SIZE, "linespacing": LINE} | style)


def add_panel(figure: Figure, box: Box, *, title: str = "") -> Axes:
    """Add axes that fill the box, with their title above it at the left."""
    width, height = figure.get_size_inches()
    axes = figure.add_axes((box.left / width, box.bottom / height, box.width / width, box.height / height))
    if title:
        axes.set_title(title, loc="left", fontsize=TEXT_SIZE, fontweight="bold", pad=4, linespacing=1.15)
    return axes


def annotate(
    axes: Axes, text: str, at: tuple[float, float], offset: tuple[float, float] = (0, 0), **style: Any
) -> None:
    """Write small text beside a point of the axes.

    Parameters
    ----------
    axes : Axes
        The panel.
    text : str
        What is written.
    at : tuple of float
        The point, in the data.
    offset : tuple of float
        How far from the point, in points.
    **style
        Of matplotlib's annotate; and across, where x is a part of the axes' width, or along, where y is a part of their
        height.
    """
    across, along = style.pop("across", False), style.pop("along", False)
    coordinates = axes.get_yaxis_transform() if across else axes.get_xaxis_transform() if along else axes.transData
    known: Style = {"size": SMALL_SIZE, "color": INK, "va": "center", "linespacing": 1.1, "annotation_clip": False}
    if text or "arrowprops" in style:
        axes.annotate(text, at, offset, xycoords=coordinates, textcoords="offset points", **known | style)


def write_row_label(axes: Axes, y: float, name: str, note: str = "", *, bold: bool = False) -> None:
    """Write a row's name at the left of the axes at height y of the data, and under it, in grey, its note.

    The two move apart by points, so that they never meet, however high a row is.
    """
    lift = SMALL_SIZE * LINE / 2 if note else 0
    style: Style = {"ha": "right", "across": True}
    annotate(axes, name, (0, y), (-6, lift), size=TEXT_SIZE, weight="bold" if bold else "normal", **style)
    if note:
        drop = lift - (name.count("\n") + 1) * TEXT_SIZE * LINE / 2 - SMALL_SIZE * LINE / 2 + 0.5
        annotate(axes, note, (0, y), (-6, drop), color=GREY, **style)


def write_counts(axes: Axes, names: Sequence[str], counts: pd.DataFrame, *, heading: bool) -> None:
    """Write a small table under the axes: the name and the counts of each column of the figure.

    Parameters
    ----------
    axes : Axes
        The panel.
    names : sequence of str
        Names of the columns.
    counts : DataFrame
        A row for each name, a column for each noun.
    heading : bool
        Write the nouns at the left.
    """
    lines = max(name.count("\n") for name in names) + 1
    texts = {"": list(names)} | {str(noun): [f"{n:,}" for n in counts[noun]] for noun in counts.columns}
    for depth, (noun, cells) in enumerate(texts.items()):
        drop = (0, -5 - (lines + depth - 1 if depth else 0) * SMALL_SIZE * LINE)
        style: Style = {"va": "top", "along": True, "color": GREY if noun else INK}
        for x, text in enumerate(cells):
            annotate(axes, text, (x, 0), drop, ha="center", **style)
        if heading:
            annotate(axes, noun, (axes.get_xlim()[0], 0), (-2, drop[1]), ha="right", **style)


def measure_labels(names: Iterable[str], notes: Iterable[str] = (), *, bold: bool = False) -> float:
    """Return the room that labels of rows take at the left of a panel, in inches, margin included."""
    widths = [measure_text(line, bold=bold) for name in names for line in name.split("\n")]
    return MARGIN + 0.15 + max([0.3, *widths, *(measure_text(note, size=SMALL_SIZE) for note in notes)])


def draw_colour_key(
    figure: Figure, corner: tuple[float, float], heading: str, cells: Sequence[tuple[str, str]]
) -> None:
    """Draw what colours mean: a heading, and beside it a row of cells (colour, words), from a corner in inches."""
    start = corner[0] + measure_text(heading, size=SMALL_SIZE) + 0.1
    wide = max(0.42, *(measure_text(words, size=SMALL_SIZE) + 0.12 for _, words in cells))
    write_text(figure, (corner[0], corner[1] + 0.1), heading, size=SMALL_SIZE, va="center")
    axes = add_panel(figure, Box(start, corner[1], wide * len(cells), 0.2))
    axes.set(xlim=(0, len(cells)), ylim=(0, 1))
    axes.set_axis_off()
    for number, (colour, words) in enumerate(cells):
        axes.add_patch(Rectangle((number, 0), 1, 1, facecolor=colour, edgecolor=GREY, linewidth=0.5, clip_on=False))
        axes.text(number + 0.5, 0.5, words, size=SMALL_SIZE, ha="center", va="center_baseline")


def shade_value(value: float, upper: float) -> str:
    """Return the colour for a value: the more, the darker, in grey print too.

    The darkest is still light enough for dark letters.

    Parameters
    ----------
    value : float
        The value, from 0.
    upper : float
        The value of the darkest colour.

    Returns
    -------
    str
        A colour as #rrggbb.

    Examples
    --------
    >>> shade_value(0, 10), shade_value(10, 10)
    ('#f7fbff', '#519ccc')
    """
    part = 0.0 if not upper > 0 else min(1.0, max(0.0, value / upper))
    return to_hex(mpl.colormaps["Blues"](0.58 * part))
