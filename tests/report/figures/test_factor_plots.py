import pandas as pd
import pytest
from drawn import check_layout, read_words

from research import report
from research.tables import InputError


def make_omnibus() -> pd.DataFrame:
    rows = [
        (sample, factor, frame, q, "supported" if q <= 0.05 else "not supported")
        for sample, shift in (("purposive", 0.3), ("systematic", 0.0))
        for factor in ("election", "office")
        for frame, q in (("sanctions", 0.012 + shift), ("conflict_risk", 0.7))
    ]
    table = pd.DataFrame(rows, columns=["sample", "factor", "frame", "q", "verdict"])
    return table.assign(p=table["q"] / 4, groups=7, documents=120, n_tests=4)


def test_the_grid_has_the_q_of_each_test_and_only_supported_cells_are_coloured() -> None:
    labels = {"sanctions": "Sanctions", "conflict_risk": "Risk of conflict", "systematic": "Systematic sample"}
    labels |= {"purposive": "Purposive sample"}
    figure = report.plot_factors(make_omnibus(), labels=labels, caption="Two samples.")
    words = read_words(figure)
    assert words.count("q 0.012") == 2
    assert words.count("q 0.312") == 2
    notes = [text for text in words if text.endswith("7 groups, 120 documents")]
    assert [note.split(":")[0] for note in notes] == ["Systematic sample"] * 2 + ["Purposive sample"] * 2
    shades = [patch.get_facecolor() for patch in figure.axes[0].patches]
    assert sum(shade != (1.0, 1.0, 1.0, 1.0) for shade in shades) == 2
    check_layout(figure, texts=12)


def test_faults() -> None:
    with pytest.raises(InputError, match="verdict"):
        report.plot_factors(make_omnibus().drop(columns="verdict"))
