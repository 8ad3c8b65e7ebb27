"""What a comparison could find, and which documents would let it find more, in words made from the simulation."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from research.compare import AS_NOW, FEWEST, IMPOSSIBLE, MORE_A, MORE_B, NOW, OUT_OF_REACH, SIMULATED
from research.report.words.number_formats import format_percent, format_points
from research.tables import TOO_FEW, returns_table

_SIDES = (("a", MORE_A), ("b", MORE_B))
_NAMED = 2


def describe_power(power: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> str:
    """Say in Markdown how often each difference would be found, and which documents to collect to find it.

    Parameters
    ----------
    power : DataFrame
        The table power of compare.simulate_power, of one frame or of several put together.
    labels : mapping of str to str, optional
        Words for frames and for the values of both groups.

    Returns
    -------
    str
        A list with a sentence for each contrast, frame and difference, and a sentence on what power means.

    Examples
    --------
    >>> row = {"contrast": "r-n", "label": "Releases against news", "a": "release", "b": "news", "frame": "f",
    ...        "difference": -0.08, "share_a": 0.123, "share_b": 0.203, "samples": 1000, "method": "simulated"}
    >>> designs = {"design": ["now", "more of a", "more of b", "fewest more"], "documents_a": [20, 52, None, 52],
    ...            "documents_b": [115, 115, None, 115], "power": [0.46, 0.79, None, 0.79]}
    >>> table = pd.DataFrame(designs).assign(**row)
    >>> table.loc[2, "method"] = "out of reach"
    >>> print(describe_power(table).splitlines()[0])
    - f, Releases against news: 8.0 points fewer (12.3 % against 20.3 %) are found in 46 % of samples by the documents \
there are (20 and 115), and in 80 % with 32 more of release; of news alone a thousand are not enough.
    """
    lines = []
    for _, part in power.groupby(["contrast", "frame", "difference"], sort=False):
        rows: dict[str, Mapping[Any, Any]] = {str(row["design"]): row for row in part.to_dict("records")}
        now = rows[NOW]
        what = f"{(labels or {}).get(str(now['frame']), now['frame'])}, {now['label']}"
        lines.append(f"- {what}: {_say_difference(rows, labels)}.")
    samples = int(power["samples"].iloc[0])
    test = f"Power is that of one test at the 5 % level, in {samples:,} simulated samples"
    return "\n".join([*lines, "", f"{test}; documents are counted by families of near-identical ones."])


def _say_difference(rows: Mapping[str, Mapping[Any, Any]], labels: Mapping[str, str] | None) -> str:
    now = rows[NOW]
    if now["method"] == TOO_FEW:
        return TOO_FEW
    points = (
        f"{format_points(abs(now['difference'])).lstrip('+')} points {'more' if now['difference'] > 0 else 'fewer'}"
    )
    if now["method"] == IMPOSSIBLE:
        return f"{points} cannot be, since the share they are held against is {format_percent(now['share_b'])}"
    shares = f"{format_percent(now['share_a'])} against {format_percent(now['share_b'])}"
    there = f"by the documents there are ({now['documents_a']:.0f} and {now['documents_b']:.0f})"
    found = f"{points} ({shares}) are found in {format_percent(now['power'], 0)} of samples {there}"
    return found if len(rows) == 1 else f"{found}{_say_plan(rows, labels)}"


def _say_plan(rows: Mapping[str, Mapping[Any, Any]], labels: Mapping[str, str] | None) -> str:
    """What to collect: the fewest documents in all, and whether one group alone would do."""
    now, plan = rows[NOW], rows.get(AS_NOW, rows.get(FEWEST, {}))
    names = {side: _name_side(str(now[side]), labels) for side, _ in _SIDES}
    if plan["method"] == OUT_OF_REACH:
        return "; for 80 % a thousand documents are too few"
    added = {side: int(plan[f"documents_{side}"] - now[f"documents_{side}"]) for side, _ in _SIDES}
    if plan["design"] == AS_NOW:
        return f", and in 80 % with {added['a']} more of {names['a']} and {added['b']} more of {names['b']}"
    text = ", and in 80 % with " + " and ".join(f"{more} more of {names[side]}" for side, more in added.items() if more)
    alone = {side: rows[design] for side, design in _SIDES if not (added[side] and sum(map(bool, added.values())) == 1)}
    enough = [
        f"of {names[side]} alone it takes {row[f'documents_{side}'] - now[f'documents_{side}']:.0f}"
        for side, row in alone.items()
        if row["method"] == SIMULATED
    ]
    never = [names[side] for side, row in alone.items() if row["method"] == OUT_OF_REACH]
    none = [f"of {' or of '.join(never)} alone a thousand are not enough"] if never else []
    return "; ".join([text, *enough, *none])


def _name_side(values: str, labels: Mapping[str, str] | None) -> str:
    """The words for the values of a group, or for the first of several and how many others there are."""
    names = [(labels or {}).get(value, value) for value in values.split("; ")]
    return " and ".join(names) if len(names) <= _NAMED else f"{names[0]} and {len(names) - 1} others"


@returns_table("display")
def table_power(power: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Set out the simulated power for reading, a row for each frame, difference and design.

    Parameters
    ----------
    power : DataFrame
        The table power.
    labels : mapping of str to str, optional
        Words for frames.

    Returns
    -------
    DataFrame
        The table display: frame, difference in points, shares, documents (those there are, or with which group
        growing), their numbers in both groups, and power in per cent, or why there is none.
    """
    shown = [
        {
            "frame": (labels or {}).get(row["frame"], row["frame"]),
            "difference (points)": format_points(row["difference"]),
            "shares": f"{format_percent(row['share_a'])} / {format_percent(row['share_b'])}",
            "documents": row["design"],
            "a / b": "" if pd.isna(row["documents_a"]) else f"{row['documents_a']:.0f} / {row['documents_b']:.0f}",
            "power": format_percent(row["power"], 0) or row["method"],
        }
        for row in power.to_dict("records")
    ]
    return pd.DataFrame(shown)
