import pandas as pd

from research import compare, report
from research.tables import TOO_FEW

LABELS = {"f": "Sanctions", "g": "Service first", "a": "Year 2018", "election": "Election commission"}


def make_table(**columns: object) -> pd.DataFrame:
    table = pd.DataFrame({"group": ["a", "b", "none"] * 2, "frame": ["f"] * 3 + ["g"] * 3, "grouping": "election"})
    table = table.assign(share=0.2, low=0.1, high=0.3, mean_share=0.15, deviation_error=0.1, document_spread=0.51)
    table = table.assign(deviation=[0.1, -0.1, 0.9, 0.1, 0.0, 0.0], group_spread=[0.3] * 3 + [0.0] * 3)
    return table.assign(method="model", note="").assign(**columns)


def test_spreads_are_told_and_nobody_stands_apart() -> None:
    """A group of documents without a value is no group that could stand apart."""
    assert report.describe_multilevel(make_table(), labels=LABELS) == (
        "Partially pooled by election, and codes taken as true, the logits of a frame's share have a standard "
        "deviation between groups of 0.30 for Sanctions, 0 for Service first; between documents of 0.51. "
        "None of 4 estimates stands apart from the mean of the groups."
    )


def test_the_clearest_are_named_first_and_the_rest_counted() -> None:
    deviations = [0.25, -0.4, 0.9, 0.2, 0.3, 0.0]
    text = report.describe_multilevel(make_table(deviation=deviations), labels=LABELS)
    assert text.endswith(
        "4 of 4 estimates stand apart from the mean of the groups: b, Sanctions (20.0 %, 10.0 to 30.0; mean 15.0 %), "
        "b, Service first (20.0 %, 10.0 to 30.0; mean 15.0 %), Year 2018, Sanctions (20.0 %, 10.0 to 30.0; mean "
        "15.0 %) and 1 more."
    )


def test_limits_of_the_fit_are_told_once() -> None:
    notes = ["2 groups: their spread is hardly known"] * 3
    notes += [f"{compare.NO_SPREAD}; 2 groups: their spread is hardly known"] * 3
    text = report.describe_multilevel(make_table(note=notes), labels=LABELS)
    assert text.endswith(" To note: 2 groups: their spread is hardly known.")
    few = report.describe_multilevel(make_table(method=TOO_FEW), labels=LABELS)
    assert few == "There are too few groups, documents or hits for a model of all groups."
