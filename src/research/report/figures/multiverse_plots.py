"""One claim under every combination of choices: the specification curve."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from research.report.figures import layout
from research.report.words.multiverse_words import name_choice, name_level
from research.tables import CHOICES, TOO_FEW, Fault, InputError

_EFFECTS, _COUNTS, _BETWEEN = 1.9, 0.5, 0.14
_ROW, _HEADING = 0.145, 0.175
_NUMBERS = ("difference", "low", "high", "documents")
_JUDGED = ("verdict", "same_sign", "excluded", "q", "tried", "too_few", "least_same_sign", "least_excluded", "most_q")
_NAME_WIDTH = 3.5
_END = "95 % intervals over documents (families)."


@layout.apply_style()
def plot_specifications(
    table: pd.DataFrame,
    verdicts: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str | None = None,
    caption: str = "",
) -> Figure:
    """Draw one claim's specifications by size: differences with intervals, their documents, and the choices of each.

    table: rows of the table specifications for one contrast and frame. verdicts: a table that has the claim's row of
    verdicts. Blue and long marks are intervals that leave out 0; the diamond is the specification that the comparisons
    report, the first level of each choice. Specifications with too few documents are counted and not drawn; a claim
    that has no others is a sheet that says so. labels: words for frames and codes, and for choices and levels where
    those of robustness.name_level do not suit. Raises InputError where a column is missing, the table holds no claim or
    several, a specification stands twice, or verdicts lacks the claim.
    """
    claim, judged = _check_claim(table, verdicts)
    name = layout.label_code(str(claim["frame"]), labels)
    heading = title or f"{name}, {claim['label']}: {judged['verdict']}"
    drawn = table[table["difference"].notna()]
    drawn = drawn.sort_values(["difference", *CHOICES], ignore_index=True)
    levels = {choice: list(dict.fromkeys(table[choice])) for choice in CHOICES}
    levels = {choice: found for choice, found in levels.items() if len(found) > 1}
    note = _write_note(judged, len(table), drawn=len(drawn))
    rows = math.fsum(_HEADING + _ROW * len(found) for found in levels.values())
    height = _EFFECTS + _COUNTS + rows + 2 * _BETWEEN + 0.05 if len(drawn) else 0.4
    figure, floor = layout.open_figure(height, title=heading, caption=layout.join_caption(note, caption, _END))
    if drawn.empty:
        counts = f"{layout.count_words(int(table['documents'].max()), 'document')} at most"
        layout.write_text(
            figure,
            (layout.MARGIN, floor + 0.2),
            f"{TOO_FEW} ({counts})",
            size=layout.TEXT_SIZE,
            color=layout.GREY,
        )
        return figure
    told = [
        layout.shorten_text(name_level(choice, level, labels), _NAME_WIDTH)
        for choice, found in levels.items()
        for level in found
    ]
    left = layout.MARGIN + 0.3 + max([layout.measure_text(text) for text in told], default=0.9)
    width = layout.WIDTH - left - layout.MARGIN
    top = floor + height
    first = (drawn[list(levels)] == [found[0] for found in levels.values()]).all(axis=1)
    _draw_effects(layout.add_panel(figure, layout.Box(left, top - _EFFECTS, width, _EFFECTS)), drawn, first)
    top -= _EFFECTS + _BETWEEN
    _draw_counts(layout.add_panel(figure, layout.Box(left, top - _COUNTS, width, _COUNTS)), drawn)
    if levels:
        bottom = top - _COUNTS - _BETWEEN - rows
        _draw_choices(layout.add_panel(figure, layout.Box(left, bottom, width, rows)), drawn, levels, labels)
    middle = top + _BETWEEN + _EFFECTS / 2
    style: layout.Style = {"size": layout.TEXT_SIZE, "rotation": "vertical", "ha": "center", "va": "center"}
    layout.write_text(figure, (left - 0.48, middle), "Difference (points)", **style)
    return figure


def _check_claim(table: pd.DataFrame, verdicts: pd.DataFrame) -> tuple[dict[str, Any], dict[str, Any]]:
    layout.check_columns(
        table, ("contrast", "label", "frame", *CHOICES, *_NUMBERS), key=("contrast", "frame", *CHOICES)
    )
    layout.check_columns(verdicts, ("contrast", "frame", *_JUDGED), key=("contrast", "frame"))
    claims = table[["contrast", "label", "frame"]].drop_duplicates()
    told = ", ".join(f"{row['contrast']} {row['frame']}" for row in layout.list_rows(claims))
    if len(claims) > 1:
        raise InputError([Fault("table of the figure", "claim", told, "one contrast and frame", "filter the table")])
    claim = layout.list_rows(claims)[0]
    own = verdicts[(verdicts["contrast"] == claim["contrast"]) & (verdicts["frame"] == claim["frame"])]
    if own.empty:
        raise InputError([Fault("table verdicts", "claim", f"no row for {told}", "the verdict of the claim drawn")])
    return claim, layout.list_rows(own)[0]


def _write_note(judged: Mapping[str, Any], number: int, *, drawn: int) -> str:
    few = f", {number - drawn} of them with too few documents to say and not drawn" if number > drawn else ""
    note = f"{layout.count_words(number, 'specification')} of one claim, each a combination of the choices named{few}."
    if not drawn:
        return f"{layout.count_words(number, 'specification')} of one claim, all with too few documents to say."
    found = (
        f"In {_percent(judged['same_sign'])} the difference has the same sign, in {_percent(judged['excluded'])} the "
        f"interval leaves out 0 on that side; q = {judged['q']:.3f} for the median difference, documents permuted, "
        f"{layout.count_words(int(judged['tried']), 'claim')} tried."
    )
    asked = (
        f"A claim holds where these are at least {_percent(judged['least_same_sign'])} and "
        f"{_percent(judged['least_excluded'])} and q is at most {judged['most_q']:g}."
    )
    look = "Blue, long marks: the interval leaves out 0. Diamond: the specification of the other tables."
    return f"{note} {found} {asked} {look} A document counts once where documents are counted."


def _percent(part: float) -> str:
    return f"{100 * part:.0f} %"


def _draw_effects(axes: Axes, drawn: pd.DataFrame, first: "pd.Series[bool]") -> None:
    numbers = 100 * drawn[["difference", "low", "high"]]
    out = (numbers["low"] > 0) | (numbers["high"] < 0)
    places = np.arange(len(drawn))
    thin = min(1.6, 200 / len(drawn))
    for chosen, colour, shade in (
        (~out, layout.GREY, layout.PALE),
        (out, layout.INK, layout.COLOURS[0]),
    ):
        x, part = places[chosen], numbers[chosen]
        axes.vlines(x, part["low"], part["high"], color=shade, linewidth=thin, zorder=1)
        axes.plot(x, part["difference"], ".", color=colour, markersize=2.5, zorder=3)
    axes.axhline(0, color=layout.INK, linewidth=0.8, zorder=2)
    style: layout.Style = {"color": "white", "markeredgecolor": "black", "markersize": 5, "zorder": 4}
    axes.plot(places[first], numbers.loc[first, "difference"], "D", **style)
    _set_places(axes, len(drawn))
    least, most = min(0.0, float(numbers["low"].min())), max(0.0, float(numbers["high"].max()))
    room = 0.05 * (most - least)
    axes.set_ylim(least - room, most + room)
    # matplotlib keeps ticks beyond the axis, with words that nobody sees.
    axes.set_yticks([tick for tick in axes.get_yticks() if least - room <= tick <= most + room])
    axes.grid(axis="y")


def _draw_counts(axes: Axes, drawn: pd.DataFrame) -> None:
    axes.vlines(np.arange(len(drawn)), 0, drawn["documents"], color=layout.GREY, linewidth=min(1.6, 200 / len(drawn)))
    most = int(drawn["documents"].max())
    _set_places(axes, len(drawn))
    axes.set(ylim=(0, 1.05 * most))
    axes.set_yticks([0, most])
    place: layout.Style = {"xycoords": "axes fraction", "textcoords": "offset points", "annotation_clip": False}
    axes.annotate(
        "Documents",
        (0, 0.5),
        (-24, 0),
        size=layout.TEXT_SIZE,
        color=layout.INK,
        ha="right",
        va="center",
        **place,
    )


def _draw_choices(
    axes: Axes, drawn: pd.DataFrame, levels: Mapping[str, list[str]], labels: Mapping[str, str] | None
) -> None:
    """Draw a row for each level, under the name of its choice, with a mark at each specification that has it."""
    place: layout.Style = {
        "xycoords": axes.get_yaxis_transform(),
        "textcoords": "offset points",
        "annotation_clip": False,
    }
    out = ((drawn["low"] > 0) | (drawn["high"] < 0)).to_numpy()
    y = 0.0
    for choice, found in levels.items():
        heading: layout.Style = {
            "size": layout.SMALL_SIZE,
            "color": layout.GREY,
            "ha": "right",
            "va": "center",
            "linespacing": layout.LINE,
        }
        axes.annotate(name_choice(choice, labels), (0, y + _HEADING / 2 + 0.02), (-4, 0), **heading, **place)
        y += _HEADING
        for level in found:
            own = drawn[choice].eq(level).to_numpy()
            # Long and short too, so that hue is not needed to tell them apart.
            for chosen, colour, gap in (
                (own & ~out, layout.GREY, 0.05),
                (own & out, layout.COLOURS[0], 0.015),
            ):
                x = np.flatnonzero(chosen)
                thin = min(1.6, 200 / len(drawn))
                axes.vlines(x, y + gap, y + _ROW - gap, color=colour, linewidth=thin)
            text = layout.shorten_text(name_level(choice, level, labels), _NAME_WIDTH)
            axes.annotate(
                text,
                (0, y + _ROW / 2),
                (-4, 0),
                size=layout.TEXT_SIZE,
                color=layout.INK,
                ha="right",
                va="center",
                **place,
            )
            y += _ROW
    _set_places(axes, len(drawn))
    axes.set(ylim=(y, 0), yticks=[])
    axes.spines[["left", "bottom"]].set_visible(False)


def _set_places(axes: Axes, number: int) -> None:
    axes.set_xlim(-0.02 * number - 1, number + 0.02 * number)
    axes.set_xticks([])
