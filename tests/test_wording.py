import pandas as pd

from research import compare, wording

SHARES = pd.DataFrame(
    [
        ("2018", "f", "statements", 80, 9, 8, 0.1, 0.05, 0.19, compare.LOGIT),
        ("2020", "f", "statements", 100, 12, 40, 0.4, 0.31, 0.5, compare.LOGIT),
        ("2024", "f", "statements", 10, 2, 9, None, None, None, compare.TOO_FEW),
        ("2018", "g", "statements", 80, 9, 0, 0.0, 0.0, 0.336, compare.EXACT),
        ("2020", "g", "statements", 100, 12, 5, 0.05, 0.01, 0.2, compare.LOGIT),
        ("2024", "g", "statements", 10, 2, 0, None, None, None, compare.TOO_FEW),
    ],
    columns=["group", "frame", "base", "statements", "documents", "hits", "share", "low", "high", "method"],
)
LABELS = {"g": "Service", "f": "Sanctions", "2018": "Regional 2018"}


def test_the_table_reads_in_the_order_of_the_labels() -> None:
    table = wording.table_shares(SHARES, labels=LABELS, order=["2024", "2018"])
    assert list(table.columns) == ["statements", "documents", "Service", "Sanctions"]
    assert list(table.index) == ["2024", "Regional 2018"]
    assert table.loc["2024", "Sanctions"] == "too few to say (9 of 10)"
    assert table.loc["Regional 2018", "Service"] == "0.0 % (0.0 to 33.6)"


def test_extremes_leave_out_what_is_too_few_and_say_so() -> None:
    lines = wording.describe_extremes(SHARES, labels=LABELS).split("\n")
    assert lines[0] == (
        "- **Service**: highest for 2020, 5.0 % (1.0 to 20.0), 5 of 100 statements in 12 documents, lowest for "
        "Regional 2018, 0.0 % (0.0 to 33.6), 0 of 80 statements in 9 documents. The intervals overlap."
    )
    assert lines[1].endswith("The intervals do not overlap.")
    assert lines[-1] == "Of 3 groups, 1 have under 5 documents: too few to say."
    enough = SHARES[SHARES["group"] != "2024"]
    assert wording.describe_extremes(enough, labels=LABELS).endswith("All 2 groups have 5 documents or more.")


def test_texts_are_shown_in_full_with_gaps_empty() -> None:
    table = pd.DataFrame({"text": ["a < b" + "x" * 200, "c"], "f1": [0.5, None]})
    shown = wording.show_texts(table).data
    assert "a &lt; b" + "x" * 200 in shown
    assert "0.500" in shown
    assert "NaN" not in shown
    assert repr(wording.show_texts(table)) == "<IPython.core.display.HTML object>"
