"""What can be read on a figure, and whether all of it can: shared by the tests of figures."""

import itertools

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from research import report


def read_texts(figure: Figure) -> list[Text]:
    """Every text that can be seen."""
    texts = figure.findobj(lambda artist: isinstance(artist, Text) and artist.get_visible() and artist.get_text())
    return [text for text in texts if isinstance(text, Text)]


def read_words(figure: Figure) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in read_texts(figure)]


def read_title(figure: Figure) -> str:
    """The line above the figure; its label goes on with what it shows."""
    return figure.texts[0].get_text().replace("\n", " ")


def check_layout(figure: Figure, *, texts: int) -> None:
    """More than so many texts, none of which meets another or leaves the sheet."""
    report.show_figure(figure)
    renderer = figure.canvas.get_renderer()
    boxes = [(text.get_text(), Text.get_window_extent(text, renderer)) for text in read_texts(figure)]
    width, height = figure.canvas.get_width_height()
    assert figure.get_size_inches()[0] == 7, "a sheet is seven inches wide"
    assert len(boxes) > texts, f"{len(boxes)} texts"
    for words, box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, f"{words!r} is cut off"
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        across, along = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across <= 0.5 or along <= 0.5, f"{one!r} meets {other!r}"


def find_panel(figure: Figure, title: str) -> Axes:
    return next(axes for axes in figure.axes if axes.get_title(loc="left").replace("\n", " ") == title)


def read_intervals(axes: Axes, *, upright: bool = False) -> set[tuple[float, float]]:
    """Ends of the intervals drawn; the thin lines are the rows' own."""
    sets = [c for c in axes.collections if isinstance(c, LineCollection) and c.get_linewidths()[0] > 1]
    segments = [segment for found in sets for segment in found.get_segments()]
    return {(round(a[int(upright)], 9), round(b[int(upright)], 9)) for a, b in segments}


def read_points(axes: Axes, *, upright: bool = False) -> set[float]:
    lines = [line for line in axes.lines if line.get_marker() in ("o", "D", "s")]
    return {round(float(point[int(upright)]), 9) for line in lines for point in line.get_xydata()}


def luminance(colour) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return float(np.dot(parts, [0.2126, 0.7152, 0.0722]))
