"""Who uses which frame as a network, and which frames occur together."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from research.compare import lay_out_network
from research.report.figures import layout
from research.report.figures.figure_inputs import (
    CSV_ROW,
    check_figure_table,
    format_group_size,
    label_code,
    list_records,
)
from research.report.figures.interval_plots import Point, Row, plot_intervals, scale_ratios
from research.report.words.number_formats import count_noun
from research.report.words.study_labels import order_samples
from research.tables import TOO_FEW

_ROW, _THICKEST, _NAME_WIDTH = 0.62, 10.0, 2.2
# Dark enough for lines on white; the markers' yellow is not.
_COLOURS = ("#0072B2", "#D55E00", "#1a1a1a", "#9c3d80", "#00795c", "#8a6d00")
_INTERVALS = "95 % intervals over families of documents."
_UNITS = {"statement": "In one statement", "speaker": "Of one speaker", "document": "In one document"}


@layout.draw_rows
def plot_network(ties: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = "") -> Figure:
    """Draw actors at the left, frames at the right, and between them ties as thick as the share of the actor's words.

    Parameters
    ----------
    ties
        The table ties, of compare.count_ties; actors with too few documents are named in the caption and not drawn.
    labels
        Words for actors and frames.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        A tie is as wide as the share of the actor's statements with the frame, and coloured where that share is above
        the frame's share in all statements; the number at it is statements. compare.lay_out_network places everything.

    Raises
    ------
    InputError
        Where a column is missing, a tie has two rows, or no actor has documents enough.

    Examples
    --------
    >>> ties = pd.DataFrame({"actor": ["head"], "frame": ["sanctions"], "statements": [33], "documents": [17],
    ...                      "actor_statements": [120], "actor_documents": [29], "in_figure": [True]})
    >>> [text.get_text() for text in plot_network(ties).axes[0].texts]
    ['33', 'Head', '29 documents, 120 statements', 'Sanctions', '33 statements']
    """
    columns = ("actor", "frame", "statements", "documents", "actor_statements", "actor_documents", "in_figure")
    check_figure_table(ties, columns, key=("actor", "frame"))
    drawn = ties[ties["in_figure"]]
    check_figure_table(drawn, columns)
    heights = {(row["kind"], row["name"]): float(row["y"]) for row in list_records(lay_out_network(ties))}
    totals = ties.groupby("frame", sort=False)["statements"].sum()
    actors = list_records(drawn.drop_duplicates("actor"))
    names = {row["actor"]: _name_end(row["actor"], labels) for row in actors}
    notes = {
        row["actor"]: format_group_size({n: row[f"actor_{n}"] for n in ("documents", "statements")}) for row in actors
    }
    left = layout.measure_labels(names.values(), notes.values())
    right = 0.35 + max(layout.measure_text(_name_end(str(frame), labels), bold=True) for frame in totals.index)
    height = _ROW * max(len(names), len(totals))
    words = layout.make_caption(_describe(ties, labels), caption, layout.NO_INTERVALS)
    figure, floor = layout.open_figure(height + 0.1, title="Who uses which frame", caption=words)
    axes = layout.add_panel(figure, layout.Box(left, floor, layout.WIDTH - left - right - layout.MARGIN, height))
    axes.set(xlim=(0, 1), ylim=(-0.08, 1.08), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    _draw_ties(axes, drawn, totals / ties.drop_duplicates("actor")["actor_statements"].sum(), heights)
    for actor, name in names.items():
        axes.plot(0, heights["actor", actor], "o", color=layout.INK, markersize=5, clip_on=False, zorder=4)
        layout.write_row_label(axes, heights["actor", actor], name, notes[actor])
    for number, (frame, total) in enumerate(totals.items()):
        at = (1, heights["frame", str(frame)])
        colour = _COLOURS[number % len(_COLOURS)]
        axes.plot(*at, "s", color=colour, markeredgecolor="black", markersize=6, clip_on=False, zorder=4)
        name = _name_end(str(frame), labels)
        layout.annotate(axes, name, at, (8, 5), size=layout.TEXT_SIZE, weight="bold", ha="left")
        layout.annotate(axes, count_noun(int(total), "statement"), at, (8, -6), color=layout.GREY, ha="left")
    return figure


def _name_end(code: str, labels: Mapping[str, str] | None) -> str:
    """An actor or a frame, on one line that leaves room for the ties."""
    return layout.shorten_text(label_code(code, labels), _NAME_WIDTH, bold=True)


def _describe(ties: pd.DataFrame, labels: Mapping[str, str] | None) -> str:
    note = "Number at a tie: statements of the actor with the frame. Width: their share of the actor's statements; "
    note += "coloured where it is above the frame's share in all statements, which may be chance."
    small = list(dict.fromkeys(ties.loc[~ties["in_figure"], "actor"]))
    names = ", ".join(label_code(name, labels) for name in small)
    return note + (f" Not drawn, under five documents: {names}." if small else "")


def _draw_ties(
    axes: Axes, drawn: pd.DataFrame, usual: "pd.Series[float]", heights: Mapping[tuple[str, str], float]
) -> None:
    """Draw the ties, those in grey below the coloured ones, and their numbers beside the actors."""
    drawn = drawn[drawn["statements"] > 0]
    shares = drawn["statements"] / drawn["actor_statements"]
    frames = list(usual.index)
    for tie, share in zip(list_records(drawn), shares, strict=True):
        ends = heights["actor", tie["actor"]], heights["frame", tie["frame"]]
        number = frames.index(tie["frame"])
        is_high = share > usual[tie["frame"]]
        colour = _COLOURS[number % len(_COLOURS)] if is_high else "#c4c4c4"
        width = max(0.6, _THICKEST * share / shares.max())
        axes.plot([0, 1], ends, color=colour, linewidth=width, solid_capstyle="butt", zorder=2 if is_high else 1)
        # Numbers are at different points of the ties, so that none hides another.
        x = 0.09 + 0.075 * number
        patch = {"facecolor": "white", "edgecolor": colour, "linewidth": 0.8, "pad": 0.8}
        y = ends[0] + x * (ends[1] - ends[0])
        style: layout.Style = {"size": layout.SMALL_SIZE, "ha": "center", "va": "center", "bbox": patch, "zorder": 3}
        layout.name_mark(axes.text(x, y, f"{tie['statements']}", **style), tie)


@layout.draw_rows
def plot_cooccurrence(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = "") -> Figure:
    """Draw, for each pair of frames, how many times as often as by chance they occur together, unit by unit.

    Parameters
    ----------
    table
        The table cooccurrence, of compare.measure_cooccurrence, for one unit or several put together; samples stand
        under each other in the order of the labels.
    labels
        Words for frames.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        Ratios on a logarithmic axis, one panel a unit; a ratio off the axis is an arrow at its left end. At the right,
        the number with both frames, and what chance gives. Filled: q under 0.05.

    Raises
    ------
    InputError
        Where a column is missing or a pair and unit have two rows.

    Examples
    --------
    >>> table = pd.DataFrame({"frame_a": ["a"], "frame_b": ["b"], "within": ["statement"], "units": [90],
    ...     "observed": [6], "expected": [1.5], "ratio": [4.0], "low": [2.0], "high": [8.0], "q": [0.001],
    ...     "method": ["exact"]})
    >>> [text.get_text() for text in plot_cooccurrence(table).axes[0].texts]
    ['6 : 1.5', 'A and B']
    """
    columns = ("frame_a", "frame_b", "within", "units", "observed", "expected", "ratio", "low", "high", "q", "method")
    check_figure_table(table, columns, key=("frame_a", "frame_b", "within", *(["sample"] if "sample" in table else [])))
    samples = order_samples(table, labels)
    table = table if "sample" in table else table.assign(sample="")
    pairs = list(dict.fromkeys(zip(table["frame_a"], table["frame_b"], strict=True)))
    places = [(*pair, sample) for pair in pairs for sample in samples]
    rows = [
        Row(" and ".join(label_code(frame, labels) for frame in pair), label_code(sample, labels) if sample else "")
        for *pair, sample in places
    ]
    panels = {}
    for unit, name in _UNITS.items():
        if len(part := table[table["within"] == unit]):
            sizes = part.groupby("sample")["units"].max().reindex(samples)
            points = [
                _make_point(row, places.index((row["frame_a"], row["frame_b"], row["sample"])))
                for row in list_records(part)
            ]
            numbers = ",\u00a0".join(f"{size:,}" for size in sizes)
            panels[f"{name} (n\u00a0{numbers})"] = points
    label = "\u2190 apart more than by chance     Ratio to chance (logarithmic)     together more \u2192"
    scale = scale_ratios(table, ("ratio", "low", "high"), label)
    note = "Point: units with both frames over those that chance gives; bar: its 95 % interval. Filled: q under 0.05 "
    note += "(Benjamini and Hochberg, all tests of a sample). Right: units with both : expected by chance."
    words = layout.make_caption(note, caption, _INTERVALS)
    return plot_intervals(rows, panels, scale, title="Which frames occur together, against chance", caption=words)


def _make_point(row: Mapping[str, Any], number: int) -> Point:
    if pd.isna(row["ratio"]):
        return Point(number, float("nan"), words=f"{row['observed']}, {TOO_FEW}", csv_row=row[CSV_ROW])
    words = f"{row['observed']:,} : {row['expected']:.1f}"
    look = {"filled": bool(row["q"] < 0.05), "csv_row": row[CSV_ROW]}
    return Point(number, row["ratio"], row["low"], row["high"], words, **look)
