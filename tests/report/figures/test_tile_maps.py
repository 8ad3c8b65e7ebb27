"""Maps of provinces: shaded by what the title says, guarded where documents are few."""

import numpy as np
import pandas as pd
import pytest
from drawn import luminance, read_words
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from research import report
from research.report.figures import layout
from research.tables import InputError


def test_map_guards_shares_and_counts_all(drawn) -> None:
    figure, table = drawn["map_share"]
    words = read_words(figure)
    assert len([patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]) == 38
    at_home = table[table["province"] != "Nasional"]
    assert sum(word.endswith(" %") for word in words) == (at_home["documents"] >= 5).sum()
    for row in at_home.itertuples():
        assert f"n {row.documents}" in words
        assert any(row.province in word.replace("\u00a0", " ") for word in words)
        if row.documents >= 5:
            assert f"{100 * row.sanctions_low:.0f}\u2013{100 * row.sanctions_high:.0f}" in words
    assert any("8 documents, 77 statements" in word for word in words)


def test_map_writes_no_share_of_few_documents_even_where_the_table_gives_one() -> None:
    table = pd.DataFrame({"province": ["Bali", "Riau"], "documents": [4, 5], "statements": [9, 9], "x": [0.61, 0.37]})
    table = table.assign(x_low=0.1, x_high=0.8)
    figure = report.plot_province_map(table, frame="x")
    words = read_words(figure)
    assert "37 %" in words and "61 %" not in words
    assert shade_tiles(figure)["BA"] == "#ffffff" != shade_tiles(figure)["RI"]


def shade_tiles(figure: Figure) -> dict[str, str]:
    """The colour of each tile by the code that is written in it."""
    axes = figure.axes[0]
    codes = [text for text in axes.texts if text.get_weight() == "bold"]
    found = {}
    for text, patch in zip(codes, axes.patches, strict=True):
        assert patch.contains_point(axes.transData.transform(text.get_position()))
        found[text.get_text()] = to_hex(patch.get_facecolor())
    return found


def test_tiles_grow_darker_with_what_the_title_names() -> None:
    table = pd.DataFrame({"province": ["Bali", "Riau", "Aceh", "Jambi"], "documents": [8, 7, 6, 5], "statements": 1})
    table = table.assign(x=[0.05, 0.1, 0.2, 0.4], x_low=0.0, x_high=0.6)
    for figure, order in (
        (report.plot_province_map(table), ["JA", "AC", "RI", "BA"]),
        (report.plot_province_map(table, frame="x"), ["BA", "RI", "AC", "JA"]),
    ):
        shades = shade_tiles(figure)
        light = [luminance(shades[code]) for code in order]
        assert max(np.diff(light)) < -0.02, "the more, the darker"
        key = [luminance(patch.get_facecolor()) for patch in figure.axes[1].patches]
        assert max(np.diff(key)) < -0.02 and len(figure.axes[1].texts) == len(key) > 3


def test_dark_cells_and_tiles_can_be_read(drawn) -> None:
    for name in ("map", "map_share", "topics"):
        inside = 0
        for axes in drawn[name][0].axes:
            for text in axes.texts:
                place = text.get_transform().transform(text.get_position())
                behind = [luminance(patch.get_facecolor()) for patch in axes.patches if patch.contains_point(place)]
                if behind and text.get_color() != layout.GREY:
                    inside += 1
                    # 4.5 is the contrast WCAG 2.2 asks of small letters.
                    assert (min(behind) + 0.05) / (luminance(text.get_color()) + 0.05) >= 4.5
        assert inside > 4


def test_unknown_province_is_refused() -> None:
    table = pd.DataFrame({"province": ["Kaltim"], "documents": [4], "statements": [9]})
    with pytest.raises(InputError, match="province: found 'Kaltim', expected one of the 38 provinces or Nasional"):
        report.plot_province_map(table)
