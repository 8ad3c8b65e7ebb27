"""Reader of the word lists in data/, each with its source."""

import csv
import tomllib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import pandas as pd

# The value of province for documents on national bodies.
NATIONAL = "Nasional"


def find_data(name: str) -> Traversable:
    """Return a file of data/, wherever the package is installed.

    Parameters
    ----------
    name
        The name of the file.

    Returns
    -------
    importlib.resources.abc.Traversable
        The file; it may not exist.
    """
    return resources.files("research").joinpath("tables", "data", name)


@cache
def read_data_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read a .csv file of data/ without its comment lines.

    Parameters
    ----------
    name
        The name of the file.

    Returns
    -------
    tuple of dict of str to str
        The rows, each with its columns. The result is cached: do not change it.

    Raises
    ------
    FileNotFoundError
        If there is no such file.

    Examples
    --------
    >>> [row["category"] for row in read_data_rows("offices.csv") if row["office"] == "sekda"]
    ['secretary']
    """
    with find_data(name).open(encoding="utf-8") as file:
        return tuple(csv.DictReader(line for line in file if not line.startswith("#")))


@cache
def read_lines(name: str) -> tuple[str, ...]:
    """Read the lines of a .txt file of data/, without comment lines and empty lines.

    Parameters
    ----------
    name
        The name of the file.

    Returns
    -------
    tuple of str
        The lines.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    """
    text = find_data(name).read_text(encoding="utf-8")
    return tuple(line for line in text.split("\n") if line and not line.startswith("#"))


@cache
def read_word_lists(name: str) -> dict[str, Any]:
    """Read a .toml file of data/.

    Parameters
    ----------
    name
        The name of the file.

    Returns
    -------
    dict
        The content of the file. The result is cached: do not change it.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    """
    return tomllib.loads(find_data(name).read_text(encoding="utf-8"))


def read_provinces() -> pd.DataFrame:
    """List the 38 provinces of Indonesia.

    Returns
    -------
    pandas.DataFrame
        One row for each province: province, island (the group of islands), code (ISO 3166-2:ID), row and column (the
        position of its tile in the map).

    Examples
    --------
    >>> read_provinces().set_index("province").loc["Bali", "island"]
    'Bali and Nusa Tenggara'
    """
    with find_data("provinces.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, comment="#")
