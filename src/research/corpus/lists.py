"""Reader of the lists in a corpus folder: its periods, and the officials to compare in one table."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd

from research.tables import Fault, InputError, read_cells, returns_table

# The two possible files of periods, with their columns for the period and its day; an election is a kind of period.
PERIOD_FILES = {"elections.csv": ("election", "voting_day"), "periods.csv": ("period", "day")}
PERIOD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_YEAR = re.compile("([1-9][0-9]{3})?")
_DAY = re.compile("[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}")
_COLUMNS = ["election", "label", "kind", "voting_day", "year"]


def find_period_file(path: Path) -> Path | None:
    """Find the file of periods of a corpus folder: elections.csv or periods.csv.

    Parameters
    ----------
    path
        The corpus folder.

    Returns
    -------
    Path or None
        The file, or None if there is neither.

    Raises
    ------
    InputError
        If there are both files.

    Examples
    --------
    >>> find_period_file(Path("corpus")).name
    'elections.csv'
    """
    files = [Path(path) / name for name in PERIOD_FILES if (Path(path) / name).is_file()]
    if len(files) > 1:
        found = " and ".join(file.name for file in files)
        raise InputError([Fault(Path(path).as_posix(), "periods", found, "one of them", "keep one")])
    return files[0] if files else None


@returns_table("elections")
def read_elections(path: Path) -> pd.DataFrame:
    """Read the periods to which documents belong, from elections.csv or periods.csv of a corpus folder.

    Parameters
    ----------
    path
        The corpus folder.

    Returns
    -------
    pandas.DataFrame
        The table elections: election (id of the period), label, kind, voting_day (day of the period, may be missing)
        and election_year (from the column year of the file, else from the end of the id, else from the day; may be
        missing). The rows are in the order of the days if every period has one, otherwise in the order of the file.
        Without such a file the table has no rows.

    Raises
    ------
    InputError
        If there are both files, or if the file lacks a column, has a period twice, an empty label, an invalid id, day
        or year, or a day in another year than the one with which the id ends, and no year.
    """
    file = find_period_file(path)
    if file is None:
        return _add_years(pd.DataFrame(columns=_COLUMNS, dtype="str"))
    name, day = PERIOD_FILES[file.name]
    table = read_list(file, [name, "label", "kind"], optional=(day, "year")).set_axis(_COLUMNS, axis="columns")
    faults = _find_unfit_periods(table, file)
    faults += find_twice(table, ["election"], file, "remove one of the rows")
    if faults:
        raise InputError(faults)
    table = _add_years(table.reset_index(drop=True))
    without_day = table["voting_day"].isna().any()
    return table if without_day else table.sort_values("voting_day", ignore_index=True, kind="stable")


def _find_unfit_periods(table: pd.DataFrame, file: Path) -> list[Fault]:
    name, day = PERIOD_FILES[file.name]
    checks: list[tuple[str, str, Callable[[str], object], str]] = [
        ("election", name, PERIOD.fullmatch, "small letters, digits and single hyphens, such as pilkada-2020"),
        ("label", "label", str.strip, "the name in words"),
        ("voting_day", day, _is_day, "a day of the calendar, as 2020-12-31"),
        ("year", "year", _YEAR.fullmatch, "a year, as 2020, or nothing"),
    ]
    faults = []
    for place, row in table.iterrows():
        where, period = f"{file.as_posix()}, row {int(str(place)) + 2}", row["election"]
        unfit = [check for check in checks if not check[2](row[check[0]])]
        faults += [
            Fault(where, f"{field} of {period}", repr(row[column]), expected, "correct it")
            for column, field, _, expected in unfit
        ]
        year, voted = find_year(period), row["voting_day"][:4]
        if not unfit and not row["year"] and year and voted and int(voted) != year:
            remedy = "correct the day or the id, or state the year in a column year"
            expected = f"a day of {year}, with which the id ends"
            faults.append(Fault(where, f"{day} of {period}", repr(row["voting_day"]), expected, remedy))
    return faults


def _is_day(text: str) -> bool:
    """Whether a text is empty or a day of the calendar, written in full."""
    try:
        return not text or bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _add_years(table: pd.DataFrame) -> pd.DataFrame:
    days = pd.to_datetime(table["voting_day"], format="%Y-%m-%d")
    years = pd.to_numeric(table["year"]).astype("Int64")
    for other in (
        pd.Series([find_year(name) for name in table["election"]], index=table.index, dtype="Int64"),
        days.dt.year,
    ):
        years = years.fillna(other.astype("Int64"))
    return table.drop(columns="year").assign(voting_day=days, election_year=years)


def find_year(period: str) -> int | None:
    """Read the year at the end of the id of a period.

    Parameters
    ----------
    period
        The id, such as pilkada-2020.

    Returns
    -------
    int or None
        The year, or None if the id does not end with four digits.

    Examples
    --------
    >>> find_year("pilkada-2020"), find_year("late-haze"), find_year("2019")
    (2020, None, 2019)
    """
    found = re.search("(?:^|-)([1-9][0-9]{3})$", period)
    return int(found[1]) if found else None


@returns_table("officials")
def read_officials(path: Path) -> pd.DataFrame:
    """Read the officials to compare in one table, from officials.csv of a corpus folder.

    Parameters
    ----------
    path
        The corpus folder.

    Returns
    -------
    pandas.DataFrame
        The table officials: document, speaker, label.

    Raises
    ------
    InputError
        If the file is missing, lacks a column, has an empty label, or has the same speaker of a document or the same
        label in two rows.
    """
    file = Path(path) / "officials.csv"
    table = read_list(file, ["document", "speaker", "label"])
    faults = find_twice(table, ["document", "speaker"], file, "remove one of the rows")
    faults += find_twice(table, ["label"], file, "add the place or the year to each")
    faults += [
        Fault(file.as_posix(), f"label of {row.speaker}", "nothing", "who this is", "fill it in")
        for row in table[table["label"].str.strip().eq("")].itertuples()
    ]
    if faults:
        raise InputError(faults)
    return table


def find_twice(table: pd.DataFrame, key: list[str], file: Path, remedy: str) -> list[Fault]:
    """Find the values of a key that two rows of a list have; rows without the last of its columns do not count."""
    doubled = table.loc[table.duplicated(key) & table[key[-1]].ne(""), key].drop_duplicates()
    return [
        Fault(file.as_posix(), " and ".join(key), f"{', '.join(map(repr, row))} twice", "each once", remedy)
        for row in doubled.itertuples(index=False, name=None)
    ]


def read_list(file: Path, columns: list[str], *, optional: tuple[str, ...] = ()) -> pd.DataFrame:
    """Read a list of a corpus folder as texts: its columns, and optional ones, empty where the file lacks them."""
    expected = f"a CSV table in UTF-8 of {', '.join(columns)}"
    if not file.exists():
        remedy = f"make it, with the columns {', '.join(columns)}; it may have no rows"
        raise InputError([Fault(file.as_posix(), "file", "nothing there", expected, remedy)])
    table = read_cells(file, expected=expected, remedy="export it again", comments=True)
    if missing := [column for column in columns if column not in table.columns]:
        raise InputError([Fault(file.as_posix(), "columns", ", ".join(table.columns), "also " + ", ".join(missing))])
    return table.reindex(columns=[*columns, *optional], fill_value="")
