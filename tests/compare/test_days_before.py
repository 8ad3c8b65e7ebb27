import pandas as pd
import pytest

from research import compare

VOTE = "2024-02-14"


def group(published: str, *, precision: str = "day", election: str = "vote", day: str = VOTE) -> str:
    rows = pd.DataFrame({"document": ["a"], "sentence": 1, "frame": "f", "present": True})
    documents = pd.DataFrame({"document": ["a"], "election": election, "date_precision": precision})
    elections = pd.DataFrame({"election": ["vote"], "voting_day": [pd.to_datetime(day)]})
    table = compare.group_days(rows, documents.assign(published=pd.to_datetime(published)), elections)
    return str(table["days_before"].iloc[0])


@pytest.mark.parametrize(
    ("published", "expected"),
    # Counted by hand on the calendar of 2023 and 2024: 15 January is 30 days before 14 February, 16 November 90 days,
    # 18 August 180 days.
    [
        ("2024-02-15", "after the day"),
        ("2024-02-14", "0 to 30 days before"),
        ("2024-01-15", "0 to 30 days before"),
        ("2024-01-14", "31 to 90 days before"),
        ("2023-11-16", "31 to 90 days before"),
        ("2023-11-15", "91 to 180 days before"),
        ("2023-08-18", "91 to 180 days before"),
        ("2023-08-17", "over 180 days before"),
        ("2020-01-01", "over 180 days before"),
    ],
)
def test_a_document_is_in_the_group_of_its_days(published: str, expected: str) -> None:
    assert group(published) == expected
    assert expected in compare.DAY_GROUPS


def test_groups_stand_in_the_order_of_time() -> None:
    assert compare.DAY_GROUPS[0] == group("2020-01-01")
    assert compare.DAY_GROUPS[-2:] == (group("2024-02-14"), group("2024-02-15"))


@pytest.mark.parametrize(
    ("published", "precision", "expected"),
    [
        ("2023-09-01", "month", "91 to 180 days before"),  # 166 to 137 days
        ("2024-02-01", "month", "none"),  # before and after the day
        ("2024-01-01", "month", "none"),  # 44 to 14 days
        ("2022-01-01", "year", "over 180 days before"),
        ("2024-01-01", "year", "none"),
    ],
)
def test_what_is_dated_to_the_month_is_in_a_group_only_where_all_its_days_are(
    published: str, precision: str, expected: str
) -> None:
    assert group(published, precision=precision) == expected


def test_a_document_of_no_period_or_of_one_without_a_day_is_in_no_group() -> None:
    assert group("2024-01-20", election="") == "none"
    assert group("2024-01-20", day="") == "none"
