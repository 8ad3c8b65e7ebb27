"""From a number back to its statements: the rows that meet a condition, and the condition beside a number."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from research.report.evidence.row_filters import REMEDY, find_unmatched_values, match_rows, parse_condition
from research.tables import Fault, InputError, read_cells, returns_table


@returns_table("evidence")
def list_evidence(
    condition: str, rows: pd.DataFrame, *, statements: pd.DataFrame, documents: pd.DataFrame, hits: bool = True
) -> pd.DataFrame:
    """List the statements behind a number: those of rows that meet its condition.

    Parameters
    ----------
    condition : str
        The filter beside a number in a figure's csv, such as "election_year == '2020' and frame == 'sanctions'"; it may
        use any column of rows.
    rows : DataFrame
        Of list_condition_rows, for this condition.
    statements : DataFrame
        The table statements.
    documents : DataFrame
        The table documents.
    hits : bool
        List only statements that carry the frame, the numerator of a share; otherwise all statements that meet the
        condition, its base.

    Returns
    -------
    DataFrame
        The table evidence, sorted by document, sentence and frame: document, sentence, frame, present, start and stop
        (code points in the document's text), speaker, office, mode, text, outlet, published and url. A statement has a
        row for each frame that the condition leaves open.

    Raises
    ------
    InputError
        Where the condition cannot be read or compared with the columns, or no row meets it.
    """
    parsed = parse_condition(condition)
    met = rows[match_rows(rows, parsed)]
    if met.empty:
        expected = "a condition that some statement meets"
        raise InputError(
            find_unmatched_values(rows, parsed) or [Fault("evidence", "condition", repr(condition), expected, REMEDY)]
        )
    chosen = met[met["present"]] if hits else met
    key = ["document", "sentence"]
    listed = chosen[[*key, "frame", "present"]].merge(
        statements[[*key, "start", "stop", "speaker", "office", "mode", "text"]], on=key, validate="many_to_one"
    )
    sources = documents[["document", "outlet", "published", "url"]]
    joined = listed.merge(sources, on="document", validate="many_to_one")
    return joined.sort_values([*key, "frame"], ignore_index=True)


def read_figure_csv(path: Path) -> pd.DataFrame:
    """Read the csv beside a figure, each cell as text."""
    return read_cells(path, expected="a figure's csv, in UTF-8", remedy="research reproduce makes it anew")


def read_condition(source: str) -> str:
    """Read the condition of a row of a figure's csv.

    Parameters
    ----------
    source : str
        FILE.csv:ROW, with rows counted from 1 below the head.

    Returns
    -------
    str
        The condition, as list_evidence takes it.

    Raises
    ------
    InputError
        Where there is no such file, row or column filter, the file is no table, or its condition cannot be read.
    """
    name, _, number = source.rpartition(":")
    path = Path(name)
    if not path.is_file():
        raise InputError([Fault(source, "file", "nothing there", "a figure's csv", "FILE.csv:ROW, such as x.csv:3")])
    table = read_figure_csv(path)
    if "filter" not in table.columns:
        raise InputError([Fault(name, "columns", ", ".join(table.columns), "also filter, as figures write it")])
    if not re.fullmatch("[0-9]{1,9}", number) or not 1 <= int(number) <= len(table):
        raise InputError([Fault(source, "row", repr(number), f"a number from 1 to {len(table)}")])
    condition = str(table["filter"].iloc[int(number) - 1])
    try:
        parse_condition(condition)
    except InputError as error:
        raise InputError([replace(fault, where=source, field="filter") for fault in error.faults]) from None
    return condition
