"""Topics: their words, sizes, frames and what they keep beside shuffled text; and support by the number of topics."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from research.report.figures import layout
from research.report.figures.figure_inputs import (
    check_figure_table,
    format_group_size,
    label_code,
    list_records,
    order_codes,
)
from research.report.figures.heatmaps import SHARE_KEY, fill_cell, shade_share
from research.report.figures.interval_plots import make_mark
from research.report.words.number_formats import format_percent
from research.tables import TOO_FEW
from research.topics import EXCESS, choose_topic_count

_COLUMNS = ("topic", "terms", "part", "kept", "noise", "frame", "statements", "documents", "share")
_SUPPORT_NOTE = (
    "Circles: words; diamonds: statements that stay in one topic; both less the same on shuffled text. "
    f"Dashed line: the least excess of a model that is told from chance ({EXCESS:.2f}). Topics that pass: their words "
    "return, and no topic of shuffled text keeps as many. Fit: log-likelihood per word held out. Filled: both excesses "
    "reach the line; grey band: the number of topics that is taken. Bars: the middle 95 % of differences between "
    "resamples and shuffled text; of resamples drawn anew; of documents; of resamples."
)
_HEADS = ("% of\nstatements", "% of ten\nwords kept")
# Inches: the widths of the bars of shares and of the points of what is kept, the gap between panels, the widest cell,
# the least room for names, and the room under the rows for the axis and the key of colours.
_PART, _KEPT, _GAP, _CELL, _NAME, _FOOT = 0.6, 0.85, 0.12, 0.58, 1.6, 0.56
# How many of the ten heaviest words are written.
_WORDS = 6
_LINE = layout.TEXT_SIZE * layout.LINE / 72

# The four panels of the support: their titles, and the columns drawn in each with the ends of their intervals.
_PANELS: Mapping[str, tuple[str, ...]] = {
    "Excess over shuffled text": ("words", "company"),
    "Topics that pass": ("survivors",),
    "Fit to held-out words": ("held_out",),
    "Exclusivity": ("exclusivity",),
}
# Inches: the height of a panel, the room above and below it, between two in a row, and between two points of a number.
_HIGH, _ABOVE, _UNDER, _BETWEEN, _APART = 1.15, 0.52, 0.36, 0.46, 0.07
_PANEL = (layout.WIDTH - 2 * layout.MARGIN - 4 * _BETWEEN) / 4


@layout.draw_rows
def plot_topics(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = "") -> Figure:
    """Draw a row for each topic: its words, its size, the words it keeps beside shuffled text, and its frames.

    Parameters
    ----------
    table
        The table topic_shares of one model.
    labels
        Words for frames, which are drawn in its order.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        Three panels: bars of the share of statements; points of the words kept, with a line at the most that a topic of
        shuffled text keeps; cells shaded by the share of the topic's statements with each frame.

    Raises
    ------
    InputError
        Where a column is missing or a topic and frame have two rows.

    Examples
    --------
    >>> table = pd.DataFrame({"topic": [1, 0], "terms": ["media sosial, unggah", ""], "frame": "social_media",
    ...                       "part": [0.6, 0.4], "kept": [0.8, None], "noise": [0.4, None], "documents": [9, 7],
    ...                       "statements": [40, 20], "share": [0.75, 0.1]})
    >>> [" ".join(text.get_text().split()) for text in plot_topics(table).axes[2].texts]
    ['75', '10', 'Social media']
    """
    check_figure_table(table, _COLUMNS, key=("topic", "frame"))
    frames, topics = order_codes(table["frame"], labels), _list_topics(table)
    room = layout.WIDTH - 2 * layout.MARGIN - _PART - _KEPT - 2 * _GAP
    cell = min(_CELL, (room - _NAME) / len(frames))
    left = room - cell * len(frames)
    names = [layout.wrap_text(_name_topic(topic), left - 0.1) for topic in topics]
    notes = [layout.shorten_text(format_group_size(topic), left - 0.1, size=layout.SMALL_SIZE) for topic in topics]
    tall = max(0.4, 0.12 + _LINE * (max(name.count("\n") for name in names) + 2))
    heads, turned = _write_heads([label_code(frame, labels) for frame in frames], cell)
    most = max(_measure(head) for head in heads) if turned else 0.0
    above = 0.12 + max(most, 0.14 * max(head.count("\n") + 1 for head in [*heads, *_HEADS]))
    figure, floor = layout.open_figure(
        _FOOT + tall * len(topics) + above,
        title="Topics of officials\u2019 statements that can be told from chance",
        caption=layout.make_caption(_describe(table), caption, layout.NO_INTERVALS),
    )
    start, panels = layout.MARGIN + left, []
    for width in (_PART, _KEPT, cell * len(frames)):
        axes = layout.add_panel(figure, layout.Box(start, floor + _FOOT, width, tall * len(topics)))
        axes.set(ylim=(len(topics), 0), yticks=[])
        axes.spines["left"].set_color(layout.PALE)
        panels.append(axes)
        start += width + _GAP
    _draw_parts(panels[0], topics)
    _draw_kept(panels[1], topics)
    few = TOO_FEW.replace(" to ", "\nto ")
    _draw_frames(panels[2], table, frames, few=few if _measure(few) < cell else "\u2013")
    for place, (name, note) in enumerate(zip(names, notes, strict=True)):
        layout.write_row_label(panels[0], place + 0.5, name, note)
    style: layout.Style = {"ha": "center", "va": "bottom"}
    for axes, head in zip(panels, _HEADS, strict=False):
        layout.annotate(axes, head, (0.5, 0), (0, 4), across=True, **style)
    for place, head in enumerate(heads):
        layout.annotate(panels[2], head, (place + 0.5, 0), (0, 4), rotation=90 if turned else 0, **style)
    layout.draw_colour_key(figure, (layout.MARGIN, floor), *SHARE_KEY)
    return figure


def _measure(text: str) -> float:
    return max(layout.measure_text(line, size=layout.SMALL_SIZE) for line in text.split("\n"))


def _write_heads(names: list[str], cell: float) -> tuple[list[str], bool]:
    """The names over the cells, in lines where they fit into that width, else to be turned upright."""
    heads = [layout.wrap_text(name, cell - 0.04, size=layout.SMALL_SIZE) for name in names]
    if max(_measure(head) for head in heads) <= cell:
        return heads, False
    return [layout.shorten_text(name, 1.5, size=layout.SMALL_SIZE) for name in names], True


def _list_topics(table: pd.DataFrame) -> list[dict[str, Any]]:
    """One record a topic, largest first; what is left over comes last."""
    ordered = table.assign(last=table["topic"].eq(0)).sort_values(["last", "topic"]).drop_duplicates("topic")
    return list_records(ordered)


def _name_topic(topic: Mapping[str, Any]) -> str:
    label = f" {topic['label']}:" if topic.get("label") else ""
    words = ", ".join(str(topic["terms"]).split(", ")[:_WORDS])
    return f"{topic['topic']}:{label} {words}" if topic["topic"] else "Left over"


def _describe(table: pd.DataFrame) -> str:
    noise = table["noise"].dropna()
    note = "A statement counts for the topic that takes most of it; six of its ten heaviest words are named. "
    if len(noise):
        note += "Point: the share of the ten that return in a resample of the documents, on average; dashed "
        note += f"line: the most that any topic of shuffled text keeps ({format_percent(noise.max(), 0)}). "
    note += "Cells: share of the officials' statements of the topic that carry the frame (%; \u2013: too few "
    note += "documents to say); the grey numbers count these statements. "
    return note + "Left over: statements of topics that cannot be told from chance."


def _draw_parts(axes: Axes, topics: list[dict[str, Any]]) -> None:
    most = max(topic["part"] for topic in topics) or 1.0
    axes.set(xlim=(0, 1.75 * most), xticks=[])
    axes.spines["bottom"].set_visible(False)
    for place, topic in enumerate(topics):
        colour = layout.COLOURS[0] if topic["topic"] else layout.PALE
        axes.barh(place + 0.5, topic["part"], height=0.45, color=colour, edgecolor=layout.GREY, linewidth=0.4)
        layout.annotate(axes, f"{100 * topic['part']:.0f}", (topic["part"], place + 0.5), (3, 0))


def _draw_kept(axes: Axes, topics: list[dict[str, Any]]) -> None:
    axes.set(xlim=(0, 1.04))
    axes.set_xticks([0, 0.5, 1], ["0", "50", "100"])
    axes.grid(axis="x")
    known = [(place, topic) for place, topic in enumerate(topics) if pd.notna(topic["kept"])]
    if known:
        axes.axvline(max(topic["noise"] for _, topic in known), color=layout.INK, linewidth=1, linestyle=(0, (3, 2)))
    for place, topic in known:
        axes.plot(topic["kept"], place + 0.5, **make_mark(0))


def _draw_frames(axes: Axes, table: pd.DataFrame, frames: list[str], *, few: str) -> None:
    topics = [topic["topic"] for topic in _list_topics(table)]
    axes.set(xlim=(0, len(frames)), xticks=[])
    axes.spines[:].set_visible(False)
    for cell in list_records(table):
        corner = (frames.index(cell["frame"]), topics.index(cell["topic"]))
        if pd.isna(cell["share"]):
            fill_cell(axes, cell, corner, None, few)
        else:
            fill_cell(axes, cell, corner, shade_share(cell["share"]), f"{100 * cell['share']:.0f}")


@layout.draw_rows
def plot_topic_support(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = "") -> Figure:
    """Draw what LDA keeps, beside shuffled text, against the number of topics: four panels for each sample.

    Parameters
    ----------
    table
        The table topic_support with a row for each number of topics, and the column sample where there are several;
        rows of other models than lda are not drawn.
    labels
        Words for samples, which are drawn in its order.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        A row of panels for each sample. Filled: the model can be told from chance; a grey band marks the number of
        topics that is taken.

    Raises
    ------
    InputError
        Where a column is missing, or a sample and number of topics have two rows.
    """
    ends = [f"{name}_{end}" for names in _PANELS.values() for name in names for end in ("low", "high")]
    columns = ("topics", "method", "supported", "words_excess", "company_excess", "survivors", *ends)
    check_figure_table(table, columns)
    shown = table[table["method"] == "lda"]
    shown = shown if "sample" in shown.columns else shown.assign(sample="")
    check_figure_table(shown, columns, key=("sample", "topics"))
    samples = order_codes(shown["sample"], labels)
    step, taken = _HIGH + _ABOVE, {sample: choose_topic_count(shown[shown["sample"] == sample]) for sample in samples}
    titles = [layout.wrap_text(title, _PANEL, bold=True) for title in _PANELS]
    head = 0.16 * max(title.count("\n") + 1 for title in titles)
    figure, floor = layout.open_figure(
        _UNDER + step * len(samples) - _ABOVE + head + 0.2,
        title="What a topic model keeps, by its number of topics",
        caption=layout.make_caption(_SUPPORT_NOTE, caption, layout.INTERVALS),
    )
    for number, (title, names) in enumerate(zip(titles, _PANELS.values(), strict=True)):
        ends = [f"{name}_{end}" for name in names for end in ("low", "high")]
        least, most = shown[ends].min().min(), shown[ends].max().max()
        room = 0.06 * (most - least) or 0.1
        for line, sample in enumerate(samples):
            bottom = floor + _UNDER + (len(samples) - 1 - line) * step
            box = layout.Box(layout.MARGIN + _BETWEEN + number * (_PANEL + _BETWEEN), bottom, _PANEL, _HIGH)
            axes = layout.add_panel(figure, box, title="" if line else title)
            axes.set_ylim(least - room, most + room)
            rows = shown[shown["sample"] == sample].sort_values("topics")
            _draw_measure(axes, rows, names, taken[sample])
            if number == 0 and sample:
                corner = (layout.MARGIN, bottom + _HIGH + (0.08 if line else head + 0.04))
                layout.write_text(figure, corner, label_code(sample, labels), weight="bold", color=layout.GREY)
    layout.write_text(figure, (layout.WIDTH / 2, floor), "Number of topics", ha="center", va="bottom")
    return figure


def _draw_measure(axes: Axes, rows: pd.DataFrame, names: tuple[str, ...], taken: int | None) -> None:
    """Draw one or two measures of a sample against the number of topics."""
    counts = rows["topics"].tolist()
    span = max(counts) - min(counts) or 2
    axes.grid(axis="y")
    axes.set_xlim(min(counts) - 0.08 * span, max(counts) + 0.08 * span)
    axes.set_xticks(counts, ["" if count % 4 else str(count) for count in counts])
    low, high = axes.get_ylim()
    ticks = MaxNLocator(5, integer=names == ("survivors",)).tick_values(low, high)
    axes.set_yticks([tick for tick in ticks if low <= tick <= high])
    if taken is not None:
        axes.axvspan(taken - 0.05 * span, taken + 0.05 * span, color=layout.PALE, linewidth=0, zorder=0)
    if "words" in names:
        axes.axhline(EXCESS, color=layout.INK, linewidth=0.8, linestyle=(0, (3, 2)))
    for series, name in enumerate(names):
        value = f"{name}_excess" if name in ("words", "company") else name
        shift = (series - (len(names) - 1) / 2) * _APART * 1.16 * span / _PANEL
        for row in list_records(rows.dropna(subset=[value])):
            at, colour = row["topics"] + shift, layout.COLOURS[series]
            axes.vlines(at, row[f"{name}_low"], row[f"{name}_high"], color=colour, linewidth=1.2)
            axes.plot(at, row[value], **make_mark(series, filled=bool(row["supported"])))
