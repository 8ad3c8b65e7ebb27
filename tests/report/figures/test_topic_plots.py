"""Topics: every number that is drawn is the table's, what is left over comes last, and nothing is drawn of no topic."""

import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, find_panel, luminance, read_points, read_words
from figure_tables import FRAMES, SAMPLES, make_topic_support, make_topics

from research import report
from research.tables import InputError


def test_topics_show_words_sizes_frames_and_what_they_keep(drawn) -> None:
    figure, table = drawn["topics"]
    words = read_words(figure)
    parts, kept, frames = figure.axes[:3]
    for row in table.drop_duplicates("topic").itertuples():
        assert (f"{row.topic}: {', '.join(row.terms.split(', ')[:6])}" if row.topic else "Left over") in words
        assert f"60 documents, {row.statements} statements" in words
    topics = table[table["topic"] > 0].drop_duplicates("topic")
    assert read_points(kept) == set(topics["kept"].round(9))
    assert {tuple(np.round(line.get_xdata(), 2)) for line in kept.lines if line.get_marker() == "None"} == {
        (0.41, 0.41)
    }
    assert [bar.get_width() for bar in parts.patches] == [*topics["part"], 0.2]
    cells = [text.get_text() for text in frames.texts if text.get_text() not in FRAMES.values()]
    told = [f"{100 * share:.0f}" for share in table["share"].dropna()]
    assert sorted(set(told)) == sorted({text for text in cells if text.isdigit()})
    assert cells.count("too few\nto say") == 4


def test_what_is_left_over_comes_last_and_is_pale(drawn) -> None:
    parts = drawn["topics"][0].axes[0]
    names = [text.get_text() for text in parts.texts if text.get_text()[:2] in ("1:", "8:", "Le")]
    assert [name[:2] for name in names] == ["1:", "8:", "Le"]
    light = [luminance(bar.get_facecolor()) for bar in parts.patches]
    assert light[-1] > 0.7 > 0.3 > max(light[:-1])


@pytest.mark.parametrize("frames", [1, 4, 5, 12])
def test_topics_can_be_read_with_any_number_of_frames(frames: int) -> None:
    table = make_topics()
    first = table[table["frame"] == "sanctions"]
    named = [first.assign(frame=f"a frame with a name, number {number}") for number in range(frames)]
    check_layout(report.plot_topics(pd.concat(named)), texts=20)


def test_the_support_is_drawn_by_sample_and_number_and_without_nmf() -> None:
    table = make_topic_support()
    figure = report.plot_topic_support(table, labels=SAMPLES)
    check_layout(figure, texts=20)
    assert len(figure.axes) == 12
    lda = table.query("method == 'lda' and sample == 'systematic'")
    excess = find_panel(figure, "Excess over shuffled text")
    heights = {round(float(line.get_ydata()[0]), 9) for line in excess.lines if line.get_marker() in ("o", "D")}
    assert heights == set(lda["words_excess"].round(9)) | set(lda["company_excess"].round(9))
    marks = [line for line in excess.lines if line.get_marker() in ("o", "D")]
    assert len(marks) == 14


def test_models_told_from_chance_are_filled_and_the_number_taken_has_a_band() -> None:
    figure = report.plot_topic_support(make_topic_support(), labels=SAMPLES)
    hollow = {place: [] for place in range(3)}
    for place in hollow:
        for line in figure.axes[3 + place].lines:
            hollow[place].append(line.get_markerfacecolor() == "white")
    # By the 0.2 of the gates: all of the first sample, none of the second, all but 16 and 20 of the third.
    assert [sum(values) for values in hollow.values()] == [0, 7, 2]
    assert [len(axes.patches) for axes in figure.axes[:3]] == [1, 0, 1]


def test_tables_without_a_topic_or_a_column_are_refused() -> None:
    with pytest.raises(InputError, match="rows: found none"):
        report.plot_topics(make_topics().iloc[:0])
    with pytest.raises(InputError, match="kept: found no such column"):
        report.plot_topics(make_topics().drop(columns="kept"))
    with pytest.raises(InputError, match="supported: found no such column"):
        report.plot_topic_support(make_topic_support().drop(columns="supported"))
