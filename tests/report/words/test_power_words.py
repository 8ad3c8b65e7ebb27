import pandas as pd

from research import report

LABELS = {"f": "Sanctions", "press_release": "press releases", "news": "news items"}
HEADER = {"contrast": "r-n", "label": "Releases against news", "a": "press_release", "b": "news", "frame": "f"}


def make_table(designs: dict[str, tuple[int | None, int | None, float | None]], **changed: object) -> pd.DataFrame:
    rows = [
        {**HEADER, "design": design, "documents_a": a, "documents_b": b, "power": power}
        | {"difference": -0.08, "share_a": 0.12, "share_b": 0.2, "samples": 1000}
        | {"method": "out of reach" if a is None else "simulated"}
        for design, (a, b, power) in designs.items()
    ]
    return pd.DataFrame(rows).assign(**changed)


def tell(table: pd.DataFrame) -> str:
    first, _, last = report.describe_power(table, labels=LABELS).split("\n")
    assert last.startswith("Power is that of one test at the 5 % level, in 1,000 simulated samples")
    return first


def test_which_side_to_collect_is_said() -> None:
    table = make_table(
        {"now": (20, 115, 0.5), "more of a": (55, 115, 0.8), "more of b": (None,) * 3, "fewest more": (55, 115, 0.8)}
    )
    assert tell(table) == (
        "- Sanctions, Releases against news: 8.0 points fewer (12.0 % against 20.0 %) are found in 50 % of samples by "
        "the documents there are (20 and 115), and in 80 % with 35 more of press releases; of news items alone a "
        "thousand are not enough."
    )


def test_both_sides_and_what_one_alone_would_take() -> None:
    table = make_table(
        {"now": (36, 29, 0.4), "more of a": (None,) * 3, "more of b": (36, 300, 0.8), "fewest more": (64, 78, 0.8)}
    )
    text = tell(table)
    assert (
        "in 80 % with 28 more of press releases and 49 more of news items; of news items alone it takes 271; " in text
    )
    assert text.endswith("of press releases alone a thousand are not enough.")


def test_what_is_found_already_what_cannot_be_and_what_is_too_small() -> None:
    now = make_table({"now": (90, 90, 0.93)}, difference=0.08, share_a=0.28)
    assert tell(now).endswith(
        "8.0 points more (28.0 % against 20.0 %) are found in 93 % of samples by the documents there are (90 and 90)."
    )
    impossible = make_table({"now": (20, 115, None)}, method="impossible", share_a=None, share_b=0.05)
    assert tell(impossible).endswith("8.0 points fewer cannot be, since the share they are held against is 5.0 %.")
    assert tell(make_table({"now": (3, 115, None)}, method="too few to say")).endswith("news: too few to say.")
    mixed = make_table({"now": (30, 40, 0.4), "divided as now": (60, 80, 0.81)})
    assert tell(mixed).endswith("and in 80 % with 30 more of press releases and 40 more of news items.")


def test_a_group_of_many_values_is_named_by_the_first() -> None:
    table = make_table({"now": (20, 90, 0.5), "divided as now": (30, 135, 0.8)}, b="Jawa; Papua; Maluku")
    assert tell(table).endswith("45 more of Jawa and 2 others.")


def test_the_table_shows_each_design() -> None:
    shown = report.table_power(make_table({"now": (20, 115, 0.5), "more of b": (None,) * 3}), labels=LABELS)
    assert shown["power"].tolist() == ["50 %", "out of reach"]
    assert shown["a / b"].tolist() == ["20 / 115", ""]
    assert shown["difference (points)"].tolist() == ["-8.0", "-8.0"]
