"""Shares with their intervals, the samples beside each other."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from research.compare import NO_GROUP, UNFRAMED
from research.report.figures import layout
from research.report.figures.figure_inputs import CSV_ROW, check_figure_table, label_code, list_records, order_codes
from research.report.figures.interval_plots import Point, Row, plot_intervals, scale_shares
from research.report.words.number_formats import count_noun, format_percent
from research.report.words.study_labels import name_column

_COLUMNS = ("sample", "grouping", "group", "frame", "base", "statements", "documents", "share", "low", "high")
_NOTE = "Point: share; bar: its 95 % interval."
# Inches between two samples in a row.
_APART = 0.15


@layout.draw_rows
def plot_sample_shares(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = "") -> Figure:
    """Draw the share of each frame, the samples beside each other: a row a frame, or a row a group and a panel a frame.

    Parameters
    ----------
    table
        The table sample_shares, of one base. Where it groups by all, each frame is a row; several groupings are drawn
        one under the other.
    labels
        Words for samples, frames, groups and the grouping, which are drawn in its order; statements without a frame
        come first, groups without words in the order of the table.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        Shares in per cent. Groups with too few documents in every sample, and documents without a group, are named in
        the caption.

    Raises
    ------
    InputError
        Where columns are missing, there are several bases, or a sample, group and frame have two rows.

    Examples
    --------
    >>> table = pd.DataFrame({"sample": ["drawn", "found"], "grouping": "all", "group": "all", "frame": "sanctions",
    ...                       "base": "statements", "statements": 90, "documents": 9, "share": 0.2, "low": 0.1,
    ...                       "high": 0.3})
    >>> [text.get_text() for text in plot_sample_shares(table).axes[0].texts]
    ['20.0 %', '20.0 %', 'Sanctions']
    """
    check_figure_table(table, _COLUMNS, key=("sample", "grouping", "group", "frame"), single=("base",))
    left_out = table[table["group"].eq(NO_GROUP)].drop_duplicates(["sample", "grouping"])
    shown = table[table["group"].ne(NO_GROUP)] if table["group"].ne(NO_GROUP).any() else table
    samples, frames = order_codes(shown["sample"], labels), _order_frames(shown, labels)
    base, groupings = str(shown["base"].iloc[0]), [str(name) for name in shown["grouping"].unique()]
    what = f"Share of {'officials’ statements' if base == 'statements' else base}"
    names = [label_code(sample, labels) for sample in samples if len(samples) > 1]
    scale = scale_shares(shown, ("share", "high"), f"{what} (%)", series=names)
    note, title = _NOTE, f"{what} with each frame"
    if groupings == ["all"]:
        sizes = [_write_size(shown[shown["sample"] == sample]) for sample in samples]
        note += f" {'; '.join(f'{name}: {size}' for name, size in zip(names or [what], sizes, strict=True))}."
        rows = {frame: Row(label_code(frame, labels)) for frame in frames}
        panels = {"": shown.assign(row=shown["frame"])}
    else:
        heads = {name: name_column(name, labels) for name in groupings}
        title += f", by {' and '.join(heads.values())}"
        rows, few = _list_rows(shown, samples, heads, labels)
        note += f" Too few documents to say: {', '.join(few)}." if few else ""
        note += " Documents are counted in the order of the samples above." if names else ""
        keyed = shown.assign(row=shown["grouping"] + "\n" + shown["group"])
        panels = {label_code(frame, labels): keyed[keyed["frame"] == frame] for frame in frames}
    if len(left_out) and len(shown) < len(table):
        note += f" Not drawn: {count_noun(int(left_out['documents'].sum()), 'document')} without a group."
    places = {key: number for number, key in enumerate(rows)}
    points = {name: _place_points(part, places, samples, worded=name == "") for name, part in panels.items()}
    words = layout.make_caption(note, caption, layout.INTERVALS)
    return plot_intervals(list(rows.values()), points, scale, title=title, caption=words)


def _order_frames(table: pd.DataFrame, labels: Mapping[str, str] | None) -> list[str]:
    frames = order_codes(table["frame"], labels)
    return sorted(frames, key=lambda frame: frame != UNFRAMED)


def _list_rows(
    table: pd.DataFrame, samples: list[str], heads: Mapping[str, str], labels: Mapping[str, str] | None
) -> tuple[dict[str, Row], list[str]]:
    """A row for each group that can be estimated in one sample, by grouping and group, and the names of the others.

    Several groupings have a heading each.
    """
    rows, few = {}, []
    for grouping, head in heads.items():
        part = table[table["grouping"] == grouping]
        known = set(part.loc[part["share"].notna(), "group"]) or set(part["group"])
        if len(heads) > 1:
            rows[grouping] = Row(f"{head[0].upper()}{head[1:]}", heading=True)
        for group in order_codes(part["group"], labels):
            name, size = label_code(group, labels), _list_sizes(part[part["group"] == group], samples)
            if group in known:
                rows[f"{grouping}\n{group}"] = Row(name, size)
            else:
                few.append(f"{name} ({size})")
    return rows, few


def _place_points(table: pd.DataFrame, places: Mapping[str, int], samples: list[str], *, worded: bool) -> list[Point]:
    """A point for each sample in each row, one under the other, with its share in words beside it."""
    middle = (len(samples) - 1) / 2
    return [
        Point(
            places[row["row"]],
            row["share"],
            row["low"],
            row["high"],
            words=format_percent(row["share"]) if worded else "",
            series=samples.index(row["sample"]),
            shift=(samples.index(row["sample"]) - middle) * _APART,
            csv_row=row[CSV_ROW],
        )
        for row in list_records(table)
        if row["row"] in places
    ]


def _write_size(rows: pd.DataFrame) -> str:
    return count_noun(int(rows["documents"].max()) if len(rows) else 0, "document")


def _list_sizes(rows: pd.DataFrame, samples: list[str]) -> str:
    """The documents of a group in each sample, such as 51 and 15 documents."""
    *others, last = (rows[rows["sample"] == sample] for sample in samples)
    counts = [f"{int(part['documents'].max()) if len(part) else 0:,}" for part in others]
    return " and ".join([*counts, _write_size(last)])
