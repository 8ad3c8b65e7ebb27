"""The figure of agreement."""

from drawn import read_intervals, read_points, read_words

from research import report


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
