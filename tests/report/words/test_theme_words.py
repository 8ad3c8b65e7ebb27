import pandas as pd

from research import report
from research.compare import ALL_STATEMENTS
from research.tables import TOO_FEW

LABELS = {"vote": "Right to vote", "case": "Cases", "flood": "Floods", "s": "Drawn", "t": "Found"}


def rows(theme: str, unframed: tuple[float, float, float] | None, documents: float = 0.2) -> list[dict[str, object]]:
    """The three rows of a theme, or the one of all statements; unframed is a share and its interval, or too few."""
    share, low, high = unframed or (float("nan"),) * 3
    common = {"sample": "s", "theme": theme, "statements": 3, "documents": 3, "hits": 2, "method": "logit"}
    last = common | {"share_of": "unframed", "share": share, "low": low, "high": high}
    last |= {} if unframed else {"method": TOO_FEW}
    if theme == ALL_STATEMENTS:
        return [last]
    first = common | {"share_of": "statements", "share": 0.03, "low": 0.02, "high": 0.04}
    return [first, common | {"share_of": "documents", "share": documents, "low": 0.1, "high": 0.3}, last]


SHARES = pd.DataFrame(
    [
        *rows(ALL_STATEMENTS, (0.7, 0.66, 0.74)),
        *rows("vote", (0.95, 0.9, 0.98)),
        *rows("case", (0.75, 0.69, 0.8), 0.5),
        *rows("flood", None),
    ]
)


def test_a_theme_is_missed_where_its_whole_interval_is_above_all_statements() -> None:
    assert report.describe_themes(SHARES.assign(sample="none"), labels=LABELS) == (
        "70.0 % (66.0 to 74.0) of all officials' statements carry no frame. Of the statements on 1 of 3 themes more "
        "carry none, by the whole interval; these are, with the documents that speak of them: right to vote "
        "95.0 % (90.0 to 98.0), in 20.0 % of documents. In too few documents to say: Floods."
    )


def test_each_sample_is_told_by_itself_and_none_without_themes() -> None:
    both = pd.concat([SHARES, SHARES[SHARES["theme"] != "vote"].assign(sample="t")])
    first, second = report.describe_themes(both, labels=LABELS).split("\n\n")
    assert first.startswith("**Drawn.** 70.0 %")
    assert second.startswith("**Found.** 70.0 %")
    assert "none of 2 themes more carry none, by the whole interval. In too few" in second
    assert report.describe_themes(SHARES.iloc[:0], labels=LABELS) == ""


def test_the_table_has_a_row_for_each_theme_and_sample() -> None:
    words = pd.DataFrame({"sample": "s", "theme": "vote", "rank": [2, 1], "term": ["bilik", "hak"]})
    both = pd.concat([SHARES, SHARES[SHARES["theme"] == "vote"].assign(sample="t")])
    shown = report.table_themes(both, labels=LABELS, words=words)
    assert shown[["Theme", "Sample", "Words"]].to_numpy().tolist() == [
        ["Right to vote", "Drawn", "hak, bilik"],
        ["Right to vote", "Found", ""],
        ["Cases", "Drawn", ""],
        ["Floods", "Drawn", ""],
    ]
    assert shown.iloc[3].tolist()[2:5] == ["3.0 % (2.0 to 4.0)", "20.0 % (10.0 to 30.0)", "too few to say (2 of 3)"]
    assert "Sample" not in report.table_themes(SHARES, labels=LABELS)
    assert report.table_themes(SHARES.iloc[:0], labels=LABELS).empty
