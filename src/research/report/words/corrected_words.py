"""Whose numbers a table has, where they are not gold's, and what a coded sheet makes of them."""

from collections.abc import Mapping

import pandas as pd

from research.report.words.number_formats import format_interval, format_percent
from research.tables import TOO_FEW, returns_table

_SHARES = {"corrected_share": "share", "corrected_low": "low", "corrected_high": "high", "corrected_method": "method"}
_CONTRASTS = {
    "corrected_difference": "difference",
    "corrected_low": "difference_low",
    "corrected_high": "difference_high",
    "corrected_method": "method",
}


def describe_coder(table: pd.DataFrame) -> str:
    """Say whose numbers a table has, where they are a coder's, and whether a coded sheet corrects them.

    Parameters
    ----------
    table : DataFrame
        The table shares, sample_shares or contrasts.

    Returns
    -------
    str
        A sentence; nothing where the frames are gold's.

    Examples
    --------
    >>> table = pd.DataFrame({"coder": ["words"]})
    >>> describe_coder(table)
    "Frames as words coded them, taken as true: these are the numbers of words, not the officials'."
    >>> describe_coder(table.assign(corrected_low=0.1))
    'Frames as words coded them, corrected by a coded sheet; the intervals are for these documents.'
    >>> describe_coder(table.drop(columns="coder"))
    ''
    """
    if "coder" not in table.columns or table.empty:
        return ""
    name = table["coder"].iloc[0]
    if "corrected_low" in table.columns:
        return f"Frames as {name} coded them, corrected by a coded sheet; the intervals are for these documents."
    return f"Frames as {name} coded them, taken as true: these are the numbers of {name}, not the officials'."


def take_corrected(table: pd.DataFrame) -> pd.DataFrame:
    """Put the corrected estimates in the place of the coder's own, for sentences and figures.

    Parameters
    ----------
    table : DataFrame
        The table shares, sample_shares or contrasts.

    Returns
    -------
    DataFrame
        The same table where nothing is corrected; else with the corrected share or difference, its interval and method.

    Examples
    --------
    >>> row = {"share": 0.2, "low": 0.1, "high": 0.3, "method": "logit", "corrected_share": 0.25, "corrected_low": 0.2,
    ...        "corrected_high": 0.31, "corrected_method": "by statement"}
    >>> take_corrected(pd.DataFrame([row]))[["share", "low", "high"]].to_numpy().tolist()
    [[0.25, 0.2, 0.31]]
    """
    names = _CONTRASTS if "corrected_difference" in table.columns else _SHARES
    if not set(names) <= set(table.columns):
        return table
    taken = table.assign(**{name: table[corrected] for corrected, name in names.items()})
    return taken.assign(raw_difference=taken["difference"]) if names is _CONTRASTS else taken


@returns_table("display")
def table_corrected(shares: pd.DataFrame, *, labels: Mapping[str, str]) -> pd.DataFrame:
    """Set out corrected shares for reading: a row for each group and frame, the corrected share beside the coder's.

    Parameters
    ----------
    shares : DataFrame
        The table shares, of measure_shares with corrected_by.
    labels : mapping of str to str
        Words for groups and frames; they decide which frames are shown, and the order.

    Returns
    -------
    DataFrame
        The table display: group, frame, statements, documents, coded (statements of the sheet), hits (those of them
        with the frame), by the coder, and corrected, in per cent with 95 % intervals.

    Examples
    --------
    >>> row = {"group": "all", "frame": "f", "statements": 90, "documents": 9, "coded_statements": 40, "coded_hits": 12,
    ...        "share": 0.2, "low": 0.1, "high": 0.3, "method": "logit", "corrected_share": 0.25, "corrected_low": 0.2,
    ...        "corrected_high": 0.31, "coder": "words"}
    >>> table = table_corrected(pd.DataFrame([row]), labels={"f": "Fire"})
    >>> table[["frame", "by the coder", "corrected"]].iloc[0].tolist()
    ['Fire', '20.0 % (10.0 to 30.0)', '25.0 % (20.0 to 31.0)']
    """
    order = {code: place for place, code in enumerate([*labels, *sorted(set(shares["group"]) - set(labels))])}
    shown = shares[shares["frame"].isin(list(labels))]
    shown = shown.sort_values(["group", "frame"], key=lambda names: names.map(order), kind="stable")
    table = pd.DataFrame({name: shown[name].map(lambda code: labels.get(code, code)) for name in ("group", "frame")})
    sizes = {"statements": "statements", "documents": "documents", "coded_statements": "coded", "coded_hits": "hits"}
    table = table.join(shown[list(sizes)].rename(columns=sizes))
    by_coder = [_write(*row) for row in shown[["share", "low", "high"]].itertuples(index=False)]
    ends = ["corrected_share", "corrected_low", "corrected_high"]
    corrected = [_write(*row) for row in shown[ends].itertuples(index=False)]
    return table.assign(**{"by the coder": by_coder, "corrected": corrected}).reset_index(drop=True)


def _write(share: float, low: float, high: float) -> str:
    return f"{format_percent(share)} ({format_interval(low, high)})" if share == share else TOO_FEW
