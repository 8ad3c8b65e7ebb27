import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, read_texts
from matplotlib.figure import Figure

from research import report
from research.report.figures.layout import INK
from research.tables import CHOICES, InputError


def make_table(number: int = 24) -> pd.DataFrame:
    """Specifications over codes, mode and incomplete; the difference grows with its number, the last has none."""
    crossed = itertools.product(["gold", "coder_a", "cue"], CHOICES["mode"], CHOICES["national"], CHOICES["incomplete"])
    table = pd.DataFrame(list(crossed)[:number], columns=["codes", "mode", "national", "incomplete"])
    table = table.assign(contrast="2-1", label="Second against first", frame="sanctions", base="statements")
    table = table.assign(weighting="statements", duplicates="include", documents=np.arange(number) + 30)
    table["difference"] = np.where(np.arange(number) < number - 1, 0.2 - 0.01 * np.arange(number), np.nan)
    return table.assign(low=table["difference"] - 0.1, high=table["difference"] + 0.1)


VERDICT = pd.DataFrame([{
    "contrast": "2-1", "frame": "sanctions", "verdict": "holds in part", "same_sign": 0.91, "excluded": 0.43,
    "q": 0.012, "tried": 52, "too_few": 1, "least_same_sign": 0.9, "least_excluded": 0.8, "most_q": 0.05,
}])  # fmt: skip
LABELS = {"sanctions": "Sanctions", "coder_a": "coder A", "cue": "the cues", "codes": "Whose codes"}


@pytest.fixture(scope="module")
def drawn() -> Figure:
    return report.plot_specifications(make_table(), VERDICT, labels=LABELS, caption="Purposive sample.")


def test_differences_stand_by_size_and_those_that_leave_out_nothing_are_blue(drawn: Figure) -> None:
    effects = drawn.axes[0]
    points = {line.get_color(): line.get_ydata() for line in effects.lines if line.get_marker() == "."}
    assert len(points) == 2
    # 0.2 down to -0.02 in points; the interval of +- 10 leaves out 0 above 10.
    np.testing.assert_allclose(np.sort(points[INK]), np.arange(11, 21))
    every = np.sort(np.concatenate(list(points.values())))
    np.testing.assert_allclose(every, np.arange(-2, 21))
    diamond = next(line for line in effects.lines if line.get_marker() == "D")
    assert diamond.get_ydata().tolist() == pytest.approx([20]), "the first level of each choice"
    assert diamond.get_xdata().tolist() == [22], "and the largest difference stands last"


def test_the_marks_of_a_level_are_its_specifications(drawn: Figure) -> None:
    marks = [len(lines.get_segments()) for lines in drawn.axes[2].collections]
    by_level = [marks[place] + marks[place + 1] for place in range(0, len(marks), 2)]
    # Three coders of 8 specifications; one of the last coder, direct, without and without, has too few documents.
    assert by_level == [8, 8, 7, 12, 11, 12, 11, 12, 11]


def test_choices_and_levels_are_words_and_fixed_choices_are_left_out(drawn: Figure) -> None:
    words = [text.get_text() for text in drawn.axes[2].texts]
    assert words[:4] == ["Whose codes", "gold", "coder A", "the cues"]
    assert words[4:7] == ["Speech", "direct and indirect", "direct alone"]
    assert "What is counted" not in words and not [word for word in words if "_" in word]


def test_title_and_caption_say_verdict_parts_and_numbers(drawn: Figure) -> None:
    words = " ".join(text.get_text().replace("\n", " ") for text in drawn.texts)
    assert "Sanctions, Second against first: holds in part" in words
    assert "24 specifications of one claim" in words and "1 of them with too few documents" in words
    assert "In 91 % the difference has the same sign, in 43 % the interval leaves out 0" in words
    assert "q = 0.012" in words and "52 claims tried" in words
    assert "at least 90 % and 80 % and q is at most 0.05" in words
    assert "Purposive sample. 95 % intervals" in words


def test_documents_of_each_specification_are_drawn(drawn: Figure) -> None:
    lines = drawn.axes[1].collections[0].get_segments()
    assert [segment[1][1] for segment in lines] == list(range(52, 29, -1))


def test_no_text_meets_another_or_leaves_the_sheet(drawn: Figure) -> None:
    check_layout(drawn, texts=20)


def test_a_claim_with_too_few_documents_throughout_says_so() -> None:
    table = make_table().assign(difference=np.nan, low=np.nan, high=np.nan)
    figure = report.plot_specifications(table, VERDICT.assign(verdict="too few to say"))
    words = " ".join(text.get_text().replace("\n", " ") for text in read_texts(figure))
    assert "too few to say (53 documents at most)" in words and not figure.axes


def test_one_specification_alone_is_drawn() -> None:
    figure = report.plot_specifications(make_table(2).head(1), VERDICT)
    assert len(figure.axes) == 2
    report.show_figure(figure)


def test_bad_tables_are_refused() -> None:
    table = make_table()
    with pytest.raises(InputError, match="claim: found 2-1 sanctions, 2-1 other, expected one contrast and frame"):
        report.plot_specifications(pd.concat([table, table.assign(frame="other")]), VERDICT)
    with pytest.raises(InputError, match="more than once"):
        report.plot_specifications(pd.concat([table, table]), VERDICT)
    with pytest.raises(InputError, match="no row for 2-1 sanctions, expected the verdict of the claim drawn"):
        report.plot_specifications(table, VERDICT.assign(frame="other"))
    with pytest.raises(InputError, match="codes: found no such column"):
        report.plot_specifications(table.drop(columns="codes"), VERDICT)


def test_files_have_the_same_bytes_twice(tmp_path: Path) -> None:
    for name in ("one", "two"):
        figure = report.plot_specifications(make_table(), VERDICT)
        report.save_figure(figure, make_table(), tmp_path / name)
    for kind in ("png", "svg", "csv"):
        assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"two.{kind}").read_bytes()
