import numpy as np
import pandas as pd
import pytest

from research import compare, report

LABELS = {"f": "Sanctions", "press_release": "press releases", "news": "news items", "secretary": "Secretaries"}


def make_term(term: str, joint_p: float, levels: dict[str, tuple[float, float]], *, frame: str = "f") -> pd.DataFrame:
    """A term whose reference is base; each level has an odds ratio and a p."""
    rows = {"frame": frame, "term": term, "level": ["base", *levels], "reference": "base", "method": "GEE", "note": ""}
    numbers = {
        "odds_ratio": [1.0, *(ratio for ratio, _ in levels.values())],
        "p": [np.nan, *(p for _, p in levels.values())],
    }
    table = pd.DataFrame(rows | numbers)
    table["low"], table["high"] = table["odds_ratio"] / 2, table["odds_ratio"] * 2
    return table.assign(joint_f=4.0, joint_df=len(levels), joint_df_denominator=80, joint_p=joint_p)


def test_levels_are_told_below_a_term_that_matters_alone() -> None:
    """Joint p .001 of two terms: q .002. Levels' p .004 and .03 of two: q .008 and .03, times two terms over one."""
    table = pd.concat(
        [
            make_term("office", 0.001, {"head": (3.0, 0.004), "agency": (0.4, 0.03)}),
            make_term("year", 0.3, {"2020": (5.0, 0.0001)}),
        ]
    )
    first, empty, line = report.describe_coefficients(table, labels=LABELS).splitlines()
    assert first == "Of 2 terms tested jointly, all terms at once and codes taken as true, 1 matters (q at most 0.05)."
    assert not empty
    assert line == (
        "- Sanctions by office: F(2, 80) = 4.00, q = 0.002; odds ratios against base: head 3.00 (1.50 to 6.00)."
    )


def test_a_term_may_matter_without_a_level_and_none_may_matter() -> None:
    one = make_term("office", 0.001, {"head": (1.2, 0.2)})
    assert report.describe_coefficients(one).endswith("q = 0.001; no level differs by itself.")
    none = pd.concat([make_term("office", 0.04, {"head": (3.0, 0.001)}), make_term("year", 0.3, {"2020": (1.1, 0.6)})])
    assert report.describe_coefficients(none) == (
        "Of 2 terms tested jointly, all terms at once and codes taken as true, none matters (q at most 0.05); the "
        "least q is 0.080, of f by office."
    )
    empty = one.assign(joint_p=np.nan)
    assert report.describe_coefficients(empty) == "Regression: too few to say."


def make_rows() -> pd.DataFrame:
    """Forty news items with secretaries in 1 of 4 statements, twenty releases with secretaries in 3 of 4."""
    rows = []
    for kind, count, secretaries, hits in (("news", 40, 1, 2), ("press_release", 20, 3, 1)):
        for number in range(count):
            for sentence in range(4):
                office = "secretary" if sentence < secretaries else "head"
                row = {"document": f"{kind[:4]}-{number:02}", "sentence": sentence, "frame": "f", "kind": kind}
                rows.append(row | {"office": office, "speaker": "x", "present": (number + sentence) % 4 < hits})
    return pd.DataFrame(rows)


def test_the_difference_as_counted_stands_beside_the_odds_ratio_and_the_mix() -> None:
    """News 80 of 160, releases 20 of 80: -25 points, odds 1/3 against 1; secretaries 75 % against 25 %."""
    rows = make_rows()
    table = compare.fit_regression(rows, frame="f", terms=["kind", "office"])
    level = table[table["level"] == "press_release"].iloc[0]
    text = report.describe_adjustment(rows, table, frame="f", labels=LABELS)
    assert text == (
        "Sanctions, press releases against news items: -25.0 points as counted (25.0 % against 50.0 %, odds ratio "
        f"0.33), odds ratio {level['odds_ratio']:.2f} ({level['low']:.2f} to {level['high']:.2f}) with all other terms "
        "alike; the two are not of one mix (Secretaries: 75.0 % of the statements of press releases, 25.0 % of those "
        "of news items)."
    )
    assert report.describe_adjustment(rows, table.assign(p=np.nan), frame="f") == ""


def test_levels_merged_from_many_are_named_by_the_first() -> None:
    table = make_term("office", 0.001, {"a + b + c + d": (3.0, 0.004)})
    assert "base: a and 3 others 3.00" in report.describe_coefficients(table)


@pytest.mark.parametrize("column", ["kind", "office"])
def test_rows_without_what_is_compared_are_refused(column: str) -> None:
    rows = make_rows()
    table = compare.fit_regression(rows, frame="f", terms=["kind", "office"])
    with pytest.raises(ValueError, match=f"describe_adjustment: rows: {column}"):
        report.describe_adjustment(rows.drop(columns=column), table, frame="f")
