"""The samples beside each other: each has its points, its number of documents, and groups too small are said."""

import pandas as pd
import pytest
from drawn import check_layout, find_panel, read_intervals, read_points, read_title, read_words
from figure_tables import FRAMES, SAMPLES

from research import report
from research.tables import InputError


@pytest.mark.parametrize(("name", "texts"), [("samples", 40), ("samples_all", 20)])
def test_nothing_meets_or_leaves_the_sheet(drawn, name: str, texts: int) -> None:
    check_layout(drawn[name][0], texts=texts)


def test_each_group_has_the_shares_and_documents_of_both_samples(drawn) -> None:
    figure, table = drawn["samples"]
    words = read_words(figure)
    for frame, rows in table.groupby("frame"):
        axes = find_panel(figure, FRAMES[frame])
        known = rows.dropna(subset=["share"])
        assert read_points(axes) == set(known["share"].round(9))
        assert read_intervals(axes) == set(zip(known["low"].round(9), known["high"].round(9), strict=True))
    # Regional 2017 has three documents in the one sample and one in the other.
    assert "40 and 13 documents" in words
    assert "Pilkada 2017" not in words
    assert any("Too few documents to say: Pilkada 2017 (3 and 1 document)." in text for text in words)
    assert list(SAMPLES.values()) == [text for text in words if text in SAMPLES.values()]


def test_frames_are_rows_where_all_is_one_group(drawn) -> None:
    figure, table = drawn["samples_all"]
    words = read_words(figure)
    assert {f"{100 * share:.1f} %" for share in table["share"]} <= set(words)
    assert any("Systematic sample: 300 documents; Purposive sample: 100 documents." in text for text in words)


def test_statements_without_a_frame_stand_first(drawn) -> None:
    table = drawn["samples_all"][1].replace({"frame": {"sanctions": "unframed"}})
    words = read_words(report.plot_sample_shares(table, labels=FRAMES))
    assert words.index("Unframed") < words.index("Service first")


def test_documents_without_a_group_are_counted_and_not_drawn(drawn) -> None:
    table = drawn["samples"][1].replace({"group": {"pilkada-2020": "none"}})
    words = read_words(report.plot_sample_shares(table, labels=FRAMES))
    assert any("Not drawn: 53 documents without a group." in text for text in words)
    assert "None" not in words


def test_several_groupings_are_drawn_one_under_the_other_each_with_its_heading(drawn) -> None:
    table = drawn["samples"][1]
    offices = table.assign(grouping="office").replace({"group": {"pemilu-2019": "election"}})
    both = pd.concat([table, offices], ignore_index=True)
    figure = report.plot_sample_shares(both, labels=SAMPLES | FRAMES | {"election": "Election commission"})
    words = read_words(figure)
    assert words.index("Election") < words.index("Office") < words.index("Election commission")
    assert words.count("40 and 13 documents") == 2 * words.count("Office")
    assert read_title(figure) == "Share of officials’ statements with each frame, by election and office"
    check_layout(figure, texts=60)


def test_two_bases_are_no_figure(drawn) -> None:
    table = drawn["samples"][1]
    with pytest.raises(InputError, match="base"):
        report.plot_sample_shares(table.assign(base=["documents", *table["base"].iloc[1:]]))
