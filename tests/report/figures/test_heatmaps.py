"""Grids: every count is written, and shades are those of the numbers that the title names."""

import numpy as np
import pandas as pd
from drawn import read_words
from figure_tables import FRAMES

from research import report


def test_pairs_are_drawn_once_and_shaded_by_their_ratio(drawn) -> None:
    figure, table = drawn["pairs"]
    words = read_words(figure)
    apart = table[table["frame_a"] < table["frame_b"]]
    for row in apart.itertuples():
        assert words.count(f"{row.together} {row.together / row.expected:.2g} times") >= 1
    sizes = table[table["frame_a"] == table["frame_b"]]
    page = " ".join(words)
    assert all(f"{row.with_a} statements" in page for row in sizes.itertuples())
    for pairs in (table, apart.sample(frac=1, random_state=1)):
        cells = report.plot_frame_pairs(pairs, labels=FRAMES).axes[0]
        assert len(cells.patches) == len(apart) == sum(" times" in text.get_text() for text in cells.texts)
    rows = [("a", "b", 90, 0.25), ("a", "c", 9, 0.6), ("b", "c", 1, 1.24)]
    few = report.plot_frame_pairs(pd.DataFrame(rows, columns=["frame_a", "frame_b", "together", "ratio"]))
    rarer, rare, often = (patch.get_facecolor() for patch in few.axes[0].patches)
    assert rarer[0] > rarer[2] and rare[0] > rare[2] and often[2] > often[0], "orange below 1, blue above it"
    assert rarer[2] < rare[2], "the further from 1, the darker, whatever the count"


def test_small_shares_have_shades_of_their_own_beside_a_large_one(drawn) -> None:
    table = drawn["topics"][1].query("topic < 4")
    shares = table.assign(share=np.resize([0.02, 0.1, 0.25, 0.8], len(table)))
    reds = {round(patch.get_facecolor()[0], 3) for patch in report.plot_topic_frames(shares).axes[0].patches}
    assert len(reds) == 4 and min(np.diff(sorted(reds))) > 0.04


def test_topics_and_officials_show_every_count(drawn) -> None:
    figure, table = drawn["topics"]
    words = read_words(figure)
    for row in table.itertuples():
        assert f"{row.topic}: {row.terms}" in words and f"{row.statements} statements" in words
        told = f"{row.hits}: {100 * row.share:.0f} % {100 * row.low:.0f} to {100 * row.high:.0f}"
        assert (told if row.topic < 8 else f"too few to say {row.hits}") in words
    figure, table = drawn["officials"]
    words = read_words(figure)
    for row in table.itertuples():
        assert f"{row.hits} of {row.statements}" in words and f"{row.label}, {row.year}" in words
    assert len([line for line in figure.axes[0].lines if line.get_marker() == "o"]) == (table["hits"] > 0).sum()
    assert not any("%" in word for word in words)
