import pandas as pd
import pytest
from drawn import check_layout, find_panel, read_words
from figure_tables import FRAMES

from research import report
from research.tables import InputError


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    rows = []
    for number, frame in enumerate(FRAMES):
        for group, documents in (("Jawa", 57), ("Papua", 2)):
            share = 0.1 + 0.05 * number
            row = {"grouping": "island", "group": group, "frame": frame, "documents": documents, "statements": 400}
            row |= {"observed_share": 0.0 if group == "Papua" else share, "share": share, "low": share / 2}
            rows.append(row | {"high": share * 1.5, "mean_share": 0.12, "pooling": 0.9 if group == "Papua" else 0.1})
    return pd.DataFrame(rows)


def test_the_estimate_stands_on_its_interval_beside_the_share_as_counted(table: pd.DataFrame) -> None:
    figure = report.plot_multilevel(table, labels=FRAMES, caption="A sample.")
    check_layout(figure, texts=5)
    words = " ".join(read_words(figure))
    assert "57 documents, 400 statements" in words and "Mean of the groups" in words
    assert "Partially pooled, with its interval" in words and "As counted" in words
    assert "by 10 to 90 % here" in words
    axes = find_panel(figure, FRAMES["sanctions"])
    drawn = sorted(round(float(line.get_xdata()[0]), 3) for line in axes.lines)
    expected = table[table["frame"] == "sanctions"]
    assert drawn == sorted([*expected["share"].round(3), *expected["observed_share"].round(3), 0.12])


def test_several_groupings_are_refused(table: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="one grouping"):
        report.plot_multilevel(pd.concat([table, table.assign(grouping="office", group="x")]))
