"""Grids: every count is written, and shades are those of the numbers that the title names."""

import numpy as np
from drawn import read_words

from research import report


def test_small_shares_have_shades_of_their_own_beside_a_large_one(drawn) -> None:
    table = drawn["topics"][1].query("topic < 4")
    shares = table.assign(share=np.resize([0.02, 0.1, 0.25, 0.8], len(table)))
    reds = {round(patch.get_facecolor()[0], 3) for patch in report.plot_topics(shares).axes[2].patches}
    assert len(reds) == 4 and min(np.diff(sorted(reds))) > 0.04


def test_officials_show_every_count(drawn) -> None:
    figure, table = drawn["officials"]
    words = read_words(figure)
    for row in table.itertuples():
        assert f"{row.hits} of {row.statements}" in words and f"{row.label}, {row.year}" in words
    assert len([line for line in figure.axes[0].lines if line.get_marker() == "o"]) == (table["hits"] > 0).sum()
    assert not any("%" in word for word in words)
