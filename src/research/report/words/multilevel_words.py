"""The multilevel model in words: how far groups differ, and which of them stand apart from the mean of all."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from research.compare import NO_GROUP, NO_SPREAD
from research.report.words.number_formats import count_noun, format_interval, format_percent
from research.report.words.study_labels import name_column
from research.tables import TOO_FEW

_REACH, _MOST_NAMED = 1.96, 3


def describe_multilevel(table: pd.DataFrame, *, labels: Mapping[str, str]) -> str:
    """Say how far groups differ in the multilevel model, and which deviations from the mean of groups leave out 0.

    Parameters
    ----------
    table : DataFrame
        The table multilevel, of one grouping.
    labels : mapping of str to str
        Words for codes; they decide which frames are described, and their order.

    Returns
    -------
    str
        Two sentences, and one more where the fit has a limit of its own.

    Examples
    --------
    >>> table = pd.DataFrame({"grouping": "island", "group": ["Bali", "Jawa"], "frame": "f", "method": "model",
    ...     "share": [0.1, 0.2], "low": [0.05, 0.18], "high": [0.15, 0.22], "mean_share": 0.15, "note": "",
    ...     "deviation": [-0.5, 0.3], "deviation_error": [0.3, 0.1], "group_spread": 0.4, "document_spread": 0.5})
    >>> text = describe_multilevel(table, labels={"f": "Sanctions"})
    >>> text[text.index("1 of 2"):]
    '1 of 2 estimates stands apart from the mean of the groups: Jawa, Sanctions (20.0 %, 18.0 to 22.0; mean 15.0 %).'
    """
    known = table[(table["method"] != TOO_FEW) & table["frame"].isin(list(labels))]
    if known.empty:
        return "There are too few groups, documents or hits for a model of all groups."
    frames = [code for code in labels if code in set(known["frame"])]
    spreads = known.drop_duplicates("frame").set_index("frame")["group_spread"]
    named = [f"{spreads[code]:.2f} for {labels[code]}" if spreads[code] else f"0 for {labels[code]}" for code in frames]
    grouping = str(known["grouping"].iloc[0])
    word = name_column(grouping, labels)
    text = (
        f"Partially pooled by {word}, and codes taken as true, the logits of a frame's share have a standard deviation "
        f"between groups of {', '.join(named)}; between documents of {known['document_spread'].iloc[0]:.2f}."
    )
    return " ".join([text, _name_apart(known, labels), *_describe_limits(known)])


def _name_apart(known: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Which deviations leave out 0, the clearest first."""
    grouped = known[known["group"] != NO_GROUP]
    clear = grouped["deviation"].abs() / grouped["deviation_error"].where(grouped["deviation_error"] > 0)
    apart = grouped.assign(clear=clear)[clear > _REACH].sort_values(
        ["clear", "group", "frame"], ascending=[False, True, True]
    )
    if apart.empty:
        return f"None of {count_noun(len(grouped), 'estimate')} stands apart from the mean of the groups."
    names = [_name_estimate(row, labels) for row in apart.head(_MOST_NAMED).to_dict("records")]
    more = len(apart) - len(names)
    names += [f"{more} more"] if more else []
    listed = " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
    verb = "stands" if len(apart) == 1 else "stand"
    return f"{len(apart)} of {len(grouped)} estimates {verb} apart from the mean of the groups: {listed}."


def _name_estimate(row: Mapping[Any, Any], labels: Mapping[str, str]) -> str:
    group, frame = (labels.get(row[name], row[name]) for name in ("group", "frame"))
    ends = format_interval(row["low"], row["high"])
    return f"{group}, {frame} ({format_percent(row['share'])}, {ends}; mean {format_percent(row['mean_share'])})"


def _describe_limits(known: pd.DataFrame) -> list[str]:
    """One sentence on what the fit cannot know, where it has such a limit."""
    notes = dict.fromkeys(note for text in known["note"] for note in text.split("; ") if note and note != NO_SPREAD)
    return [f"To note: {'; '.join(notes)}."] if notes else []
