"""The figure of agreement."""

import pandas as pd
import pytest
from drawn import read_intervals, read_points, read_words

from research import report
from research.tables import InputError


def test_agreement_shows_alpha_n_and_what_cannot_be_said(drawn) -> None:
    figure, table = drawn["agreement_ends"]
    axes, known = figure.axes[0], table.dropna(subset="alpha")
    assert read_points(axes, upright=False) == set(known["alpha"].round(9))
    ends = zip(known["low"].round(9), known["high"].round(9), strict=True)
    assert read_intervals(axes, upright=False) == set(ends)
    words = read_words(figure)
    assert "135 documents, 1,375 statements" in words and words.count("too few to say") == 1
    assert axes.get_xlim()[0] <= -0.16
    assert report.plot_agreement(table.head(4)).axes[0].get_xlim() == (0.6, 1), "and begins where data are"
    assert not read_intervals(drawn["agreement"][0].axes[0], upright=False)


def test_an_n_that_is_the_same_for_all_is_said_once(drawn) -> None:
    table = drawn["agreement_ends"][1].head(4)
    words = " ".join(read_words(report.plot_agreement(table)))
    assert words.count("135 documents, 1,375 statements") == 1


def make_pairs(*pairs: tuple[str, str, str], alphas: tuple[float, ...] = (0.9, 0.7)) -> pd.DataFrame:
    """Rows of pair_agreement: each pair with what it compares, on two frames."""
    rows = [
        {"coder_a": one, "coder_b": other, "compared": compared, "frame": frame, "statements": 40, "alpha": alpha}
        for one, other, compared in pairs
        for frame, alpha in zip(("harm", "burning"), alphas, strict=True)
    ]
    table = pd.DataFrame(rows)
    return table.assign(low=table["alpha"] - 0.1, high=table["alpha"] + 0.05, method="one value only")


PAIRS = [("m_en", "m_id", "two prompts"), ("ani", "m_en", "listed coder and run"), ("ani", "budi", "two listed coders")]


def test_pairs_are_rows_under_what_they_compare_and_frames_are_panels() -> None:
    figure = report.plot_agreement(make_pairs(*PAIRS), labels={"burning": "Burning", "harm": "Harm"})
    first, second = figure.axes
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["Burning", "Harm"], "in the order of labels"
    assert read_points(first, upright=False) == {0.7} and read_points(second, upright=False) == {0.9}
    names = [text.get_text() for text in first.texts if text.get_text() not in ("alpha", "0.70")]
    assert names == [
        *("Two listed coders", "ani and budi"),
        *("Listed coder and run", "ani and m_en"),
        *("Two prompts", "m_en and m_id"),
    ]
    words = " ".join(read_words(figure))
    assert "Agreement of every two coders, by frame" in words and words.count("40 statements") == 1


def test_the_title_names_a_single_pair_and_no_number_of_coders() -> None:
    assert "Agreement of ani and budi, by frame" in read_words(report.plot_agreement(make_pairs(PAIRS[-1])))
    table = make_pairs(PAIRS[-1]).drop(columns=["coder_a", "coder_b", "compared"])
    assert "Agreement of coders, by frame" in read_words(report.plot_agreement(table))


def test_long_names_of_runs_stay_apart_and_no_alpha_is_minus_zero() -> None:
    long = "llama_3_1_70b_instruct_with_a_prompt_in_"
    pair = (f"{long}english", f"{long}indonesian", "two prompts")
    figure = report.plot_agreement(make_pairs(pair, PAIRS[-1], alphas=(-0.001, float("nan"))))
    words = [text.get_text() for text in figure.axes[0].texts]
    (name,) = [text for text in words if "llama" in text]
    assert "".join(name.split()) == f"{pair[0]}and{pair[1]}", "whole, on several lines"
    assert "0.00" in words and "-0.00" not in words
    assert [text.get_text() for text in figure.axes[1].texts].count("one value only") == 2


def test_a_pair_with_two_rows_of_a_frame_is_refused() -> None:
    with pytest.raises(InputError, match="ani, budi, harm more than once"):
        report.plot_agreement(pd.concat([make_pairs(*PAIRS), make_pairs(PAIRS[-1])]))
