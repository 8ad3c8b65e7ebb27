"""What groups are made of, as rows of stacked bars: a row for each composition, with a legend beside it."""

import math
from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from research.report.figures import layout
from research.report.figures.figure_inputs import CSV_ROW, check_figure_table, label_code, list_records, order_codes
from research.tables import Fault, InputError

OTHER = "all others"
# From dark to light, and a pattern in every second one: two fills of one pattern differ much in lightness, so that grey
# print keeps them apart.
FILLS = ("#08306b", "#2171b5", "#6baed6", "#bdd7e7", "#fee0a8", "#eeeeee")
HATCHES = ("", "////", "", "....", "", "xxxx")
# Counts under the bars, as far as the table has them.
_SIZES = ("documents", "statements")
_COLUMNS = ("grouping", "group", "composition", "part", "statements", "share")
# Inches: the bars of a composition, its title, the words beside the bars.
_BARS, _TITLE, _WORDS = 1.0, 0.36, 1.7
_NOTE = (
    "What the officials\u2019 statements of each group are made of, counted, not estimated: a share may change because "
    "this "
    "changes. Under the last bars: "
)


@layout.draw_rows
def plot_composition(
    table: pd.DataFrame, composition: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = ""
) -> Figure:
    """Draw what each group's reported statements are made of, by one column or several.

    Parameters
    ----------
    table
        The groups, with grouping, group and, as far as they are known, documents and statements, which are written
        under the bars; rows of the table shares will do.
    composition
        Rows of the table composition, of the same grouping and groups, of one column or of several put together
        (compare.measure_composition). Each has a row of bars, in the order in which they come; its five largest parts
        are drawn, the others as one.
    labels
        Words for groups, columns and parts; groups are drawn in its order, such as that of elections.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        Axes are the compositions, in their order.

    Raises
    ------
    InputError
        Where columns are missing, a part has two rows, or a composition is of other groups.

    Examples
    --------
    >>> table = pd.DataFrame({"grouping": "election", "group": ["pilkada-2018", "pilkada-2020"],
    ...     "statements": [100, 200], "documents": [9, 30]})
    >>> parts = pd.DataFrame({"grouping": "election", "group": ["pilkada-2018", "pilkada-2020"], "composition": "kind",
    ...     "part": "news", "statements": [100, 200], "share": [1.0, 1.0]})
    >>> [axes.get_title(loc="left") for axes in plot_composition(table, parts).axes]
    ['By kind']
    """
    check_figure_table(table, ("grouping", "group"), single=("grouping",))
    _check_composition(table, composition)
    groups = order_codes(table["group"], labels)
    parts = {str(column): _gather_parts(part) for column, part in composition.groupby("composition", sort=False)}
    words = {column: [_word_part(code, labels) for code in part["part"].unique()] for column, part in parts.items()}
    tall = {column: max(_BARS, 0.19 * ("\n".join(names).count("\n") + 1)) for column, names in words.items()}
    sizes = table.drop_duplicates("group").set_index("group").loc[groups]
    sizes = sizes[[name for name in _SIZES if name in sizes.columns]]
    left = layout.MARGIN + 0.1 + layout.measure_text("statements", size=layout.SMALL_SIZE)
    width = layout.WIDTH - layout.MARGIN - left - _WORDS - 0.15
    slot = width / len(groups) - 0.05
    names = [layout.wrap_text(label_code(group, labels), slot, size=layout.SMALL_SIZE) for group in groups]
    foot = (max(name.count("\n") for name in names) + 1 + len(sizes.columns)) * layout.SMALL_SIZE * 1.25 / 72 + 0.14
    height = math.fsum(tall.values()) + _TITLE * len(tall) + foot
    mixed = " and ".join(_name_column(column, labels) for column in parts)
    note = layout.make_caption(f"{_NOTE}{', '.join(sizes.columns)}.", caption, layout.NO_INTERVALS)
    figure, floor = layout.open_figure(height, title=f"Officials\u2019 statements by {mixed}", caption=note)
    top = floor + height
    for column, part in parts.items():
        top -= _TITLE + tall[column]
        title = f"By {_name_column(column, labels)}"
        axes = layout.add_panel(figure, layout.Box(left, top, width, tall[column]), title=title)
        _draw_bars(axes, part, groups)
        _write_words(figure, words[column], (left + width + 0.15, top + tall[column]))
    layout.write_counts(axes, names, sizes, heading=True)
    return figure


def _check_composition(table: pd.DataFrame, composition: pd.DataFrame) -> None:
    """Refuse compositions that are not of the groups of the table, each of them by itself."""
    check_figure_table(composition, _COLUMNS, key=_COLUMNS[:4])
    faults = []
    for column, part in composition.groupby("composition", sort=False):
        where = ("table of the figure", f"groups by {column}")
        if set(part["grouping"]) != set(table["grouping"]):
            found = ", ".join(sorted({*map(str, part["grouping"])}))
            faults.append(Fault(*where, f"grouping {found}", f"grouping {table['grouping'].iloc[0]}"))
        elif apart := sorted({*map(str, part["group"])} ^ {*map(str, table["group"])}):
            faults.append(Fault(*where, f"{', '.join(apart)} in one table only", "the same groups in both tables"))
    if faults:
        raise InputError(faults)


def _name_column(column: str, labels: Mapping[str, str] | None) -> str:
    return (labels or {}).get(column, column.replace("_", " "))


def _word_part(code: str, labels: Mapping[str, str] | None) -> str:
    words = label_code(code, labels) if code else "None named"
    return layout.wrap_text(words, _WORDS - 0.25, size=layout.SMALL_SIZE)


def _gather_parts(composition: pd.DataFrame) -> pd.DataFrame:
    """The five largest parts as they are, all others as one behind them, by size; parts of no statement go."""
    some = composition[composition["statements"] > 0].astype({"part": "str", "group": "str"})
    sizes = some.groupby("part")["statements"].sum().sort_index().sort_values(ascending=False, kind="stable")
    sizes = sizes.drop(OTHER, errors="ignore")
    room = len(FILLS) - (OTHER in set(some["part"]))
    kept = list(sizes.index if len(sizes) <= room else sizes.index[: len(FILLS) - 1])
    parts = some.assign(part=some["part"].where(some["part"].isin(kept), OTHER))
    order = {part: number for number, part in enumerate([*kept, OTHER])}
    parts = parts.assign(merged=1)
    sums = {"share": ("share", "sum"), "merged": ("merged", "sum"), CSV_ROW: (CSV_ROW, "max")}
    parts = parts.groupby(["group", "part"]).agg(**sums).reset_index()
    # What is put together has no row of its own.
    parts[CSV_ROW] = parts[CSV_ROW].where(parts["merged"] == 1, 0)
    return parts.sort_values("part", key=lambda column: column.map(order), kind="stable")


def _style_part(number: int) -> layout.Style:
    return {"facecolor": FILLS[number], "hatch": HATCHES[number], "edgecolor": "white", "linewidth": 0.5}


def _draw_bars(axes: Axes, parts: pd.DataFrame, groups: list[str]) -> None:
    floors = dict.fromkeys(groups, 0.0)
    for number, (_, members) in enumerate(parts.groupby("part", sort=False)):
        for row in list_records(members):
            group = str(row["group"])
            bars = axes.bar(groups.index(group), row["share"], bottom=floors[group], width=0.7, **_style_part(number))
            layout.name_mark(bars[0], row)
            floors[group] += float(row["share"])
    axes.set(xlim=(-0.5, len(groups) - 0.5), ylim=(0, 1), xticks=range(len(groups)))
    axes.set_yticks([0, 0.5, 1], ["0", "50", "100 %"])
    axes.tick_params(axis="x", length=0, labelbottom=False)


def _write_words(figure: Figure, words: list[str], corner: tuple[float, float]) -> None:
    """Write the words of the parts beside the bars, the uppermost part first."""
    handles = [Patch(label=word, **_style_part(number)) for number, word in enumerate(words)]
    anchor = (corner[0] / layout.WIDTH, corner[1] / figure.get_size_inches()[1])
    style: layout.Style = {"fontsize": layout.SMALL_SIZE, "handlelength": 1.2, "labelspacing": 0.5}
    figure.legend(handles=handles[::-1], loc="upper left", bbox_to_anchor=anchor, **style)
