"""The log of a search: each page that it showed, whether it was taken, and for what group of reasons it was not."""

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import pandas as pd

from research.corpus.lists import PERIOD, find_twice, read_list
from research.tables import Fault, InputError, check_columns, returns_table

LOG, REASONS = "search_log.csv", "search_reasons.csv"
# Stage and group of the pages that became documents.
TAKEN = "taken"
_CELL = re.compile(rf"(.+?)(?: /)? ({PERIOD.pattern})")
_KEY = ["cell", "query", "rank"]


@returns_table("search_log")
def read_search_log(path: Path) -> pd.DataFrame:
    """Read the pages that a search showed, from search_log.csv of a corpus folder, with the group of each reason.

    Parameters
    ----------
    path
        The corpus folder. Its search_reasons.csv has the columns stage, group and pattern: the first row whose pattern
        fits a reason gives its stage and group. In a pattern * stands for any text, and case does not count.

    Returns
    -------
    pandas.DataFrame
        The table search_log, a row a page in the order of the file: province and election (from the column cell, which
        is a place and a period, such as Aceh pilkada-2018), query, rank, url, taken, reason, stage and group (both
        taken for a page that was), and step, the place of the group in search_reasons.csv; taken is the last.

    Raises
    ------
    InputError
        If one of the two files is missing, lacks a column or has an empty group; if the log has a page twice, a cell
        that is no place and period, a rank that is no number, or another word than yes and no in taken; and for each
        reason that no pattern fits.

    Notes
    -----
    A page with several reasons is in one group, by the order of search_reasons.csv.
    """
    file, groups = Path(path) / LOG, _read_groups(Path(path) / REASONS)
    log = read_list(file, [*_KEY, "url", "taken", "reason"])
    expected = "a place and a period, as Aceh pilkada-2018"
    faults = [
        Fault(file.as_posix(), "cell", repr(cell), expected)
        for cell in log["cell"].drop_duplicates()
        if not _CELL.fullmatch(cell)
    ]
    faults += [
        Fault(file.as_posix(), column, repr(value), expected)
        for column, form, expected in (("rank", r"[1-9]\d{0,5}", "a number from 1"), ("taken", "yes|no", "yes or no"))
        for value in log[column].drop_duplicates()
        if not re.fullmatch(form, value)
    ]
    faults += find_twice(log, _KEY, file, "remove one of the rows")
    taken = log["taken"].eq("yes")
    reasons = log.loc[~taken, "reason"].drop_duplicates()
    found = {reason: pair for reason in reasons if (pair := _find_group(reason, groups))}
    expected, remedy = f"a reason that a pattern of {REASONS} fits", f"add a pattern for it to {REASONS}"
    faults += [
        Fault(file.as_posix(), "reason", repr(reason), expected, remedy) for reason in reasons if reason not in found
    ]
    if faults:
        raise InputError(faults)
    whole = (TAKEN, TAKEN)
    steps = list(dict.fromkeys([*((stage, group) for stage, group, _ in groups), whole]))
    decided = [whole if is_taken else found[reason] for is_taken, reason in zip(taken, log["reason"], strict=True)]
    table = pd.DataFrame({"province": log["cell"].map(lambda cell: _split_cell(cell)[0])})
    table["election"] = log["cell"].map(lambda cell: _split_cell(cell)[1])
    table[["query", "rank", "url", "reason"]] = log[["query", "rank", "url", "reason"]]
    return table.astype({"rank": "int64"}).assign(
        taken=taken,
        stage=[stage for stage, _ in decided],
        group=[group for _, group in decided],
        step=[steps.index(pair) + 1 for pair in decided],
    )


def _split_cell(cell: str) -> tuple[str, str]:
    """The place and the period of a cell; two empty texts where it is not one of each."""
    parts = _CELL.fullmatch(cell)
    return (parts[1], parts[2]) if parts else ("", "")


def _read_groups(file: Path) -> list[tuple[str, str, str]]:
    """Stage, group and pattern of each row, the pattern in small letters."""
    table = read_list(file, ["stage", "group", "pattern"])
    faults = [
        Fault(f"{file.as_posix()}, row {int(str(number)) + 2}", column, "nothing", "words", "fill it in")
        for number, row in table.iterrows()
        for column in ("stage", "group", "pattern")
        if not row[column].strip()
    ]
    faults += [
        Fault(file.as_posix(), "group", repr(group), "a group of one stage", "give it one stage")
        for group, stages in table.groupby("group", sort=True)["stage"].nunique().items()
        if stages > 1 or group == TAKEN
    ]
    if faults:
        raise InputError(faults)
    return [
        (str(stage), str(group), str(pattern).lower())
        for stage, group, pattern in table.itertuples(index=False, name=None)
    ]


def _find_group(reason: str, groups: list[tuple[str, str, str]]) -> tuple[str, str] | None:
    small = reason.lower()
    return next(((stage, group) for stage, group, pattern in groups if fnmatchcase(small, pattern)), None)


@returns_table("page_counts")
def count_pages(log: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Count the pages that a search showed, and those taken, in each group of columns.

    Parameters
    ----------
    log
        The table search_log.
    by
        The columns whose values form the groups, such as stage and group, or province and election.

    Returns
    -------
    pandas.DataFrame
        The table page_counts: the columns of by, pages, addresses (different ones), taken, cells (places with a
        period), cells_taken (those of which a page was taken) and searches. The groups are in the order in which the
        log has them first, those of reasons in the order of search_reasons.csv.

    Raises
    ------
    InputError
        If the log lacks a column.

    Examples
    --------
    >>> log = pd.DataFrame({"province": "Bali", "election": ["pilkada-2018", "pemilu-2019", "pemilu-2019"],
    ...                     "query": "netral", "step": 1, "url": ["a", "a", "b"], "taken": [True, False, False]})
    >>> count_pages(log, by=["province"]).to_dict("records")[0]
    {'province': 'Bali', 'pages': 3, 'addresses': 2, 'taken': 1, 'cells': 2, 'cells_taken': 1, 'searches': 2}
    """
    check_columns(log, ["province", "election", "query", "url", "taken", "step", *by], where="count_pages: log")
    log = log.sort_values("step", kind="stable") if {"stage", "group"} & set(by) else log
    cell = log["province"] + "\n" + log["election"]
    marked = log[list(by)].assign(
        _url=log["url"].where(log["url"].ne("")),
        _taken=log["taken"],
        _cell=cell,
        _hit=cell.where(log["taken"]),
        _search=cell + "\n" + log["query"],
    )
    counts = marked.groupby(list(by), sort=False).agg(
        pages=("_taken", "size"),
        addresses=("_url", "nunique"),
        taken=("_taken", "sum"),
        cells=("_cell", "nunique"),
        cells_taken=("_hit", "nunique"),
        searches=("_search", "nunique"),
    )
    return counts.reset_index()
