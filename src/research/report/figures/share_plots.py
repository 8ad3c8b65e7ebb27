"""Shares with their intervals: by election in time, and by any other grouping."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from research.compare import NO_GROUP
from research.report.figures import layout
from research.report.figures.figure_inputs import (
    CSV_ROW,
    check_elections,
    check_figure_table,
    format_group_size,
    label_code,
    list_records,
    name_kind,
    order_codes,
)
from research.report.figures.interval_plots import (
    Point,
    Row,
    Scale,
    add_legend,
    choose_ticks,
    divide_width,
    draw_point,
    make_coder_caption,
    plot_intervals,
    scale_shares,
)
from research.report.words.corrected_words import take_corrected
from research.report.words.number_formats import count_noun
from research.report.words.study_labels import name_column
from research.tables import Fault, InputError

_COLUMNS = ("grouping", "group", "frame", "base", "statements", "documents", "share", "low", "high")
_NOTE = "Point: share; bar: its 95 % interval."
# Inches: a panel of a year figure, and what lies between two above each other.
_PANEL, _BETWEEN = 1.35, 0.34


@layout.draw_rows
def plot_shares_years(
    table: pd.DataFrame,
    *,
    elections: pd.DataFrame | None = None,
    labels: Mapping[str, str] | None = None,
    caption: str = "",
) -> Figure:
    """Draw the share of each frame in each election, one panel a frame, elections in time order.

    Parameters
    ----------
    table
        Rows of the table shares, of one grouping (election or election_year) and one base.
    elections
        Columns election, label, kind, voting_day (corpus.read_elections), which give order, words and, by kind, marker
        and colour; without it the year that ends a group's name orders it, and what comes before is its kind.
    labels
        Words for frames, elections and kinds; frames are drawn in its order.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        Shares in per cent; documents and reported statements of each election under the panels.

    Raises
    ------
    InputError
        Where columns are missing, a group and frame have two rows, a group's n differs between frames, or an election
        is not among elections.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "grouping": "election", "group": ["pemilu-2024", "pilkada-2020"],
    ...     "frame": "sanctions", "base": "statements", "statements": [100, 200], "documents": [9, 30],
    ...     "share": [0.3, 0.2], "low": [0.2, 0.1], "high": [0.4, 0.3]})
    >>> [axes.get_title(loc="left") for axes in plot_shares_years(table, labels={"sanctions": "Sanctions"}).axes]
    ['Sanctions']
    """
    coded, table = table, take_corrected(table)
    # Documents of no election stand at no moment: the caption counts them.
    left_out = table[table["group"] == NO_GROUP] if "group" in table.columns else table.iloc[:0]
    table = table.drop(index=left_out.index)
    counts = _check_shares(table)
    moments = _order_elections(counts.index.tolist(), elections, labels)
    counts, frames = counts.loc[moments.index], order_codes(table["frame"], labels)
    left = layout.MARGIN + 0.05 + layout.measure_text("statements", size=layout.SMALL_SIZE)
    columns, width = divide_width(len(frames), left, least=0.4 * len(moments))
    kinds = list(dict.fromkeys(moments["kind"]))
    names = _name_elections(moments, width / len(moments) - 0.04)
    lines = max(name.count("\n") for name in names) + 1
    foot, legend = (lines + 2) * layout.SMALL_SIZE * 1.25 / 72 + 0.14, 0.24 if len(kinds) > 1 else 0.0
    rows, step = -(-len(frames) // columns), _PANEL + _BETWEEN
    word = name_column("election", labels)
    note = f"{_NOTE} Under each {word}: documents, officials\u2019 statements."
    if len(left_out):
        note += f" Not drawn: {count_noun(int(left_out['documents'].iloc[0]), 'document')} in no {word}."
    words = make_coder_caption(note, caption, coded)
    height = foot + rows * step - _BETWEEN + 0.18 + legend
    # "election" may be the code of an office too.
    figure, floor = layout.open_figure(height, title=_name_figure(table, {"election": word}), caption=words)
    scale = scale_shares(table, ("share", "high"), f"{_name_base(table)} (%)")
    for number, frame in enumerate(frames):
        row, column = divmod(number, columns)
        box = layout.Box(left + column * (width + 0.22), floor + foot + (rows - 1 - row) * step, width, _PANEL)
        axes = layout.add_panel(figure, box, title=label_code(frame, labels))
        _draw_years(axes, table[table["frame"] == frame], moments, scale)
        axes.tick_params(labelleft=column == 0)
        if number + columns >= len(frames):
            layout.write_counts(axes, names, counts, heading=column == 0)
    middle = (layout.MARGIN, floor + foot + (rows * step - _BETWEEN) / 2)
    layout.write_text(figure, middle, scale.label, rotation="vertical", ha="left", va="center")
    kind_names = [name_kind(kind, labels) for kind in kinds if legend]
    add_legend(figure, kind_names, (layout.MARGIN, floor + height), loc="upper left")
    return figure


@layout.draw_rows
def plot_shares_groups(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = "") -> Figure:
    """Draw the share of each frame in each group as a point on its interval, one panel a frame, one row a group.

    Parameters
    ----------
    table
        Rows of the table shares, of one grouping (island, office, mode, province, ...) and one base.
    labels
        Words for frames, groups and the grouping; frames and groups are drawn in its order, the others after them in
        that of the table.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        Shares in per cent. Groups with too few documents for any frame are named in the caption, with their n.

    Raises
    ------
    InputError
        Where columns are missing, a group and frame have two rows, or a group's n differs between frames.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "grouping": "island", "group": ["Jawa", "Papua"], "frame": "sanctions", "base": "statements",
    ...     "statements": [200, 12], "documents": [30, 2],
    ...     "share": [0.2, None], "low": [0.1, None], "high": [0.3, None]})
    >>> [text.get_text() for text in plot_shares_groups(table).axes[0].texts]
    ['Jawa', '30 documents, 200 statements']
    """
    coded, table = table, take_corrected(table)
    counts = _check_shares(table)
    known = set(table.loc[table["share"].notna(), "group"]) or set(table["group"])
    groups = order_codes(table["group"], labels)
    sizes = {row["group"]: format_group_size(row) for row in list_records(counts.reset_index())}
    names = {group: label_code(group, labels) for group in groups}
    drawn = [group for group in groups if group in known]
    few = [f"{names[group]} ({sizes[group]})" for group in groups if group not in known]
    places = {group: number for number, group in enumerate(drawn)}
    panels = {
        label_code(frame, labels): [
            Point(places[row["group"]], row["share"], row["low"], row["high"], csv_row=row[CSV_ROW])
            for row in list_records(table[(table["frame"] == frame) & table["group"].isin(known)])
        ]
        for frame in order_codes(table["frame"], labels)
    }
    note = _NOTE + (f" Too few documents to say: {', '.join(few)}." if few else "")
    return plot_intervals(
        [Row(names[group], sizes[group]) for group in drawn],
        panels,
        scale_shares(table, ("share", "high"), f"{_name_base(table)} (%)"),
        title=_name_figure(table, labels),
        caption=make_coder_caption(note, caption, coded),
    )


def _check_shares(table: pd.DataFrame) -> pd.DataFrame:
    """Return documents and statements by group, after refusing a table that cannot be drawn in one figure."""
    check_figure_table(table, _COLUMNS, key=("grouping", "group", "frame", "base"), single=("grouping", "base"))
    counts = table[["group", "documents", "statements"]].drop_duplicates().set_index("group")
    faults = [
        Fault(
            "table of the figure", f"n of group {group}", "other numbers in other frames", "one n", "filter the table"
        )
        for group in counts.index[counts.index.duplicated()].unique()
    ]
    if faults:
        raise InputError(faults)
    return counts


def _name_base(table: pd.DataFrame) -> str:
    base = str(table["base"].iloc[0])
    return "Share of officials\u2019 statements" if base == "statements" else f"Share of {base}"


def _name_figure(table: pd.DataFrame, labels: Mapping[str, str] | None) -> str:
    grouping = str(table["grouping"].iloc[0])
    words = (labels or {}).get(grouping, grouping.replace("_", " "))
    return f"{_name_base(table)} with each frame" + ("" if grouping == "all" else f", by {words}")


def _order_elections(
    groups: list[str], elections: pd.DataFrame | None, labels: Mapping[str, str] | None
) -> pd.DataFrame:
    """Return label and kind by election, in the order of the voting days or else of the years in their names."""
    if elections is None:
        moments = pd.DataFrame({"label": [label_code(group, labels) for group in groups]}, index=groups)
        moments["kind"] = [group[:-4].rstrip("-") if group[-4:].isdigit() else "" for group in groups]
        # Of two elections in one year the general one came first in 2024, and does so in the alphabet.
        return moments.iloc[sorted(range(len(groups)), key=lambda n: (groups[n][-4:], groups[n]))]
    check_elections(groups, elections)
    known = elections.sort_values("voting_day", kind="stable").set_index("election")
    moments = known.loc[known.index.isin(groups), ["label", "kind"]].copy()
    moments["label"] = [(labels or {}).get(str(code), label) for code, label in moments["label"].items()]
    return moments


def _name_elections(moments: pd.DataFrame, slot: float) -> list[str]:
    """Return the elections' names in lines that fit; where words are too wide, the years that end all names."""
    names = [layout.wrap_text(name, slot, size=layout.SMALL_SIZE) for name in moments["label"]]
    wide = any(layout.measure_text(line, size=layout.SMALL_SIZE) > slot for name in names for line in name.split("\n"))
    years = [str(name)[-4:] for name in moments["label"]]
    return years if wide and all(year.isdigit() for year in years) else names


def _draw_years(axes: Axes, rows: pd.DataFrame, moments: pd.DataFrame, scale: Scale) -> None:
    kinds = list(dict.fromkeys(moments["kind"]))
    axes.set(xlim=(-0.5, len(moments) - 0.5), ylim=(scale.start, scale.stop), xticks=range(len(moments)))
    elections = list(moments.index)
    for row in list_records(rows):
        place = elections.index(row["group"])
        series = kinds.index(moments["kind"].iloc[place])
        point = Point(0, row["share"], row["low"], row["high"], series=series, csv_row=row[CSV_ROW])
        draw_point(axes, point, place, upright=True)
    ticks = choose_ticks(scale, _PANEL)
    axes.set_yticks(ticks, [scale.write(tick) for tick in ticks])
    axes.tick_params(axis="x", length=0, labelbottom=False)
    axes.grid(axis="y")
