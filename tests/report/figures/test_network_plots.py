"""The network of actors and frames, and frames beside chance."""

import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, luminance, read_intervals, read_points, read_words
from matplotlib.colors import to_hex, to_rgb

from research import report
from research.tables import InputError

NAMES = {"oversight": "Oversight body", "head": "Head of a region", "central": "Central government"}
FRAMES = {"a": "Sanctions", "b": "Risk of conflict"}


def make_ties(counts: list[list[int]], *, small: int = 0) -> pd.DataFrame:
    """Ties of as many actors as there are rows, of 100 statements each; the last ones are too small to be drawn."""
    rows = [
        {"actor": list(NAMES)[place], "frame": frame, "statements": count, "documents": min(count, 9)}
        | {"actor_statements": 100, "actor_documents": 9, "in_figure": place < len(counts) - small}
        for place, line in enumerate(counts)
        for frame, count in zip(FRAMES, line, strict=True)
    ]
    return pd.DataFrame(rows)


def test_ties_are_as_thick_as_their_share_and_coloured_above_the_usual_one() -> None:
    axes = report.plot_network(make_ties([[40, 5], [20, 25]])).axes[0]
    ties = [line for line in axes.lines if len(line.get_xdata()) == 2]
    widths = [line.get_linewidth() for line in ties]
    assert widths[0] == pytest.approx(2 * widths[2]) and widths[0] == pytest.approx(8 * widths[1])
    grey = [to_rgb(line.get_color())[0] == to_rgb(line.get_color())[2] != 0 for line in ties]
    assert grey == [False, True, True, False], "30 of 100 are usual for the first frame, 15 for the second"
    for line in ties:
        # 3 is the contrast that WCAG 2.2 asks of graphics; what is grey is there to be passed over.
        assert to_hex(line.get_color()) == "#c4c4c4" or 1.05 / (luminance(line.get_color()) + 0.05) > 3


def test_no_text_meets_another_or_leaves_the_sheet() -> None:
    figure = report.plot_network(make_ties([[40, 5], [20, 25], [3, 3]]), labels=NAMES | FRAMES)
    check_layout(figure, texts=12)


def test_actors_that_are_not_drawn_are_named_and_counted_at_the_frames() -> None:
    ties = make_ties([[40, 5], [20, 25], [2, 1]], small=1)
    figure = report.plot_network(ties, labels=NAMES | FRAMES, caption="Purposive sample.")
    words = read_words(figure)
    assert any("Not drawn, under five documents: Central government." in word for word in words)
    assert "Central government" not in words and {"62 statements", "31 statements"} <= set(words)
    with pytest.raises(InputError, match="rows: found none"):
        report.plot_network(ties.assign(in_figure=False))


def make_pairs() -> pd.DataFrame:
    rows = [
        {"frame_a": "a", "frame_b": "b", "within": unit, "units": n, "observed": 6, "expected": 12.0, "ratio": ratio}
        | {"low": low, "high": high, "q": q, "method": "exact"}
        for unit, n, ratio, low, high, q in [
            ("statement", 1231, 0.5, 0.2, 0.9, 0.01),
            ("speaker", 178, 0.0, np.nan, np.nan, 0.3),
            ("document", 135, np.nan, np.nan, np.nan, np.nan),
        ]
    ]
    return pd.DataFrame(rows)


def test_pairs_beside_chance_are_those_of_the_table() -> None:
    figure = report.plot_cooccurrence(make_pairs(), labels=FRAMES, caption="Purposive sample.")
    check_layout(figure, texts=8)
    heads = [axes.get_title(loc="left").replace("\n", " ") for axes in figure.axes]
    assert heads == ["In one statement (n\u00a01,231)", "Of one speaker (n\u00a0178)", "In one document (n\u00a0135)"]
    statement, speaker, document = figure.axes
    assert read_points(statement) == {0.5} and read_intervals(statement) == {(0.2, 0.9)}
    (arrow,) = [line for line in speaker.lines if line.get_marker() == "<"]
    assert arrow.get_xdata()[0] == speaker.get_xlim()[0], "none together lies off a logarithmic axis"
    assert [text.get_text() for text in document.texts] == ["6, too few to say"]
    filled = next(line for line in statement.lines if line.get_marker() == "o").get_markerfacecolor()
    assert filled != "white" == arrow.get_markerfacecolor()
    words = read_words(figure)
    assert words.count("6 : 12.0") == 2
    assert sum("apart more than by chance" in word and "together more" in word for word in words) == 1


def test_samples_stand_under_each_other_in_the_order_of_the_labels() -> None:
    pairs = pd.concat([make_pairs().assign(sample=sample) for sample in ("old", "new")])
    pairs.loc[pairs["sample"].eq("old"), "units"] = 99
    figure = report.plot_cooccurrence(pairs, labels={"new": "New sample", "old": "Old sample", **FRAMES})
    words = read_words(figure)
    assert words.count("New sample") == words.count("Old sample") == 1
    assert words.index("New sample") < words.index("Old sample")
    assert figure.axes[0].get_title(loc="left").replace("\n", " ") == "In one statement (n\u00a01,231,\u00a099)"
    with pytest.raises(InputError, match="more than once"):
        report.plot_cooccurrence(pd.concat([pairs, pairs]), labels=FRAMES)
