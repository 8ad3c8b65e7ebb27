"""The flow of a search: what is left after each stage is what was there less what was left out."""

import pytest
from drawn import check_layout, read_words

from research import report
from research.tables import InputError


def test_nothing_meets_or_leaves_the_sheet(drawn) -> None:
    check_layout(drawn["flow"][0], texts=15)


def test_the_numbers_of_the_boxes_add_up(drawn) -> None:
    words = read_words(drawn["flow"][0])
    # 116 + 7 + 1,139 + 275 + 44 + 316 = 1,897; less 123, 1,414 and 44.
    boxes = ["1,897 pages shown", "1,774 pages left", "360 pages left", "316 pages taken, in 148 cells"]
    assert [text for text in words if "pages " in text and text[0].isdigit()] == boxes
    assert [text for text in words if ": " in text][:3] == ["Seen before: 123", "Not eligible: 1,414", "Cell full: 44"]
    assert {"116", "7", "1,139", "275", "44"} <= set(words)


def test_a_name_that_is_too_long_for_its_box_is_cut(drawn) -> None:
    assert any(text.startswith("fewer than three") and text.endswith("…") for text in read_words(drawn["flow"][0]))


def test_a_group_twice_is_no_figure(drawn) -> None:
    table = drawn["flow"][1]
    with pytest.raises(InputError, match="stage, group"):
        report.plot_search_flow(table.assign(group="known before", stage="seen before"))
