"""Laws and acts by year: what is drawn, what is not, and one scale of shades."""

import pandas as pd
import pytest

from research import report
from research.tables import InputError

CELL = {"group": "2018", "documents": 29, "share": 0.1, "low": 0.02, "high": 0.3}


def read_caption(figure) -> str:
    return " ".join(text.get_text() for text in figure.texts).replace("\n", " ")


def test_cells_have_count_and_interval_and_the_rest_is_counted() -> None:
    table = pd.DataFrame([CELL | {"frame": "UU 5/2014", "hits": 3}, CELL | {"frame": "PP 18/2018", "hits": 1}])
    few = pd.DataFrame([{"group": "2024", "frame": "UU 5/2014", "documents": 3, "hits": 1}])
    figure = report.plot_references(pd.concat([table, few]), caption="Purposive sample.")
    cells = [text.get_text() for text in figure.axes[0].texts]
    assert "1\ntoo few to say" in cells and "3 (10 %)\n2 to 30 %" in cells
    assert {"2018 (n\u00a029)", "2024 (n\u00a03)"} <= {cell.replace("\n", " ") for cell in cells}
    assert "Not drawn: 1 other, in fewer than 3 documents" in read_caption(figure)
    with pytest.raises(InputError, match="rows: found none"):
        report.plot_references(table.assign(hits=2))


def test_the_ten_commonest_are_drawn_and_what_ties_with_the_tenth() -> None:
    hits = [20, 19, 18, 17, 16, 15, 14, 13, 12, 7, 7, 6]
    table = pd.DataFrame([CELL | {"frame": f"act {number}", "hits": n} for number, n in enumerate(hits, start=1)])
    figure = report.plot_references(table)
    assert sum("2 to 30 %" in text.get_text() for text in figure.axes[0].texts) == 11
    assert "after the 10 commonest." in read_caption(figure)


def test_shades_mean_the_same_in_every_figure() -> None:
    low = pd.DataFrame([CELL | {"frame": "UU 5/2014", "hits": 3}])
    high = pd.DataFrame([CELL | {"frame": "side", "hits": 18, "share": 0.5}, CELL | {"frame": "like", "hits": 3}])
    first = report.plot_references(low).axes[0].patches[0]
    half, same = report.plot_references(high).axes[0].patches
    assert first.get_facecolor() == same.get_facecolor() != half.get_facecolor()
