"""Topics by group in words and as a table: which groups differ, and how refits widen the intervals."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from research.compare import TOPIC_CODE
from research.report.words.factor_words import describe_factors, write_test
from research.report.words.number_formats import count_noun, format_interval, format_percent
from research.report.words.study_labels import iter_samples, name_column
from research.tables import TOO_FEW, returns_table

_LEFT_OVER = 0


def describe_topic_groups(groups: pd.DataFrame, omnibus: pd.DataFrame, *, labels: Mapping[str, str]) -> str:
    """Say in Markdown which groups differ in which topic, and how much wider intervals are for the topics' uncertainty.

    Parameters
    ----------
    groups : DataFrame
        The table topic_groups of compare.measure_topic_groups.
    omnibus : DataFrame
        The table omnibus of compare.test_factors on the rows of compare.add_topics; tests of frames are in its family
        and are not described.
    labels : mapping of str to str
        Words for codes; their order is that of the samples.

    Returns
    -------
    str
        A line for each sample on the tests of topics and one on the intervals.
    """
    tests = omnibus[omnibus["frame"].isin(_list_codes(groups))]
    if tests.empty:
        return "No topic can be compared between groups: none is kept, or no factor has two groups of five documents."
    lines = [describe_factors(tests, labels=labels)]
    for sample, name, part in iter_samples(groups, labels):
        lines.append(f"- {f'{name}: ' if sample else ''}{_describe_widths(part)}")
    return "\n".join(lines)


def _list_codes(groups: pd.DataFrame) -> list[str]:
    return [TOPIC_CODE.format(topic) for topic in sorted(set(groups["topic"]) - {_LEFT_OVER})]


def _describe_widths(part: pd.DataFrame) -> str:
    """How refits widen the intervals of one sample, and how many groups have none."""
    kept = part[part["topic"] != _LEFT_OVER]
    fixed = kept["fixed_high"] - kept["fixed_low"]
    ratios = ((kept["high"] - kept["low"]) / fixed).dropna()
    text = "no share has an interval over refits."
    if len(ratios):
        text = f"with the topics found anew in {kept['refits'].max()} resamples of the documents, the intervals of "
        text += f"{count_noun(len(ratios), 'share')} are {ratios.median():.1f} times as wide (median) as with the "
        text += "topics held."
    groups = kept.drop_duplicates(["grouping", "group"])
    few = int((groups["method"] == TOO_FEW).sum())
    if few:
        verb = "has" if few == 1 else "have"
        text += f" Of {count_noun(len(groups), 'group')} {few} {verb} too few documents or refits."
    return text


@returns_table("display")
def table_topic_groups(groups: pd.DataFrame, omnibus: pd.DataFrame, *, labels: Mapping[str, str]) -> pd.DataFrame:
    """Set out the shares of topics by group, with the test of each topic below the groups of a factor.

    Parameters
    ----------
    groups : DataFrame
        The table topic_groups of compare.measure_topic_groups.
    omnibus : DataFrame
        The table omnibus of compare.test_factors on the rows of compare.add_topics.
    labels : mapping of str to str
        Words for codes; their order is that of the samples and of the groups.

    Returns
    -------
    DataFrame
        The table display: sample (where there are several), factor, group with its statements and documents, and for
        each topic, the left over last, the share with the interval over refits.
    """
    order = {code: place for place, code in enumerate(labels)}
    rows = []
    for sample, name, part in iter_samples(groups, labels):
        for grouping, members in part.groupby("grouping", sort=False):
            header = {"sample": name} if sample else {}
            header |= {"factor": name_column(str(grouping), labels)}
            names = sorted(set(members["group"]), key=lambda group: (order.get(group, len(order)), group))
            for group in names:
                chosen = members[members["group"] == group]
                size = chosen.iloc[0]
                words = f"{labels.get(group, group)} ({size['statements']:,} in {size['documents']:,})"
                shares = {_name_topic(row["topic"]): _write_share(row) for row in chosen.to_dict("records")}
                rows.append(header | {"group": words} | shares)
            tests = omnibus[(omnibus["factor"] == grouping) & (omnibus["sample"].astype("str") == sample)]
            found = tests.set_index("frame").to_dict("index")
            cells = {_name_code(code): write_test(found[code]) for code in _list_codes(members) if code in found}
            rows.append(header | {"group": "whether groups differ"} | cells | {_name_topic(_LEFT_OVER): ""})
    return pd.DataFrame(rows)


def _name_topic(topic: int) -> str:
    return "left over" if topic == _LEFT_OVER else _name_code(TOPIC_CODE.format(topic))


def _name_code(code: str) -> str:
    return code[:1].upper() + code[1:]


def _write_share(row: Mapping[Any, Any]) -> str:
    if pd.isna(row["share"]):
        return TOO_FEW
    ends = format_interval(row["low"], row["high"])
    return format_percent(row["share"]) + (f" ({ends})" if ends else "")
