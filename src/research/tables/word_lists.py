"""The word lists in data/: what a linguist may dispute, each file with its source. This is their one reader."""

import csv
import tomllib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import pandas as pd

# The province of documents on national bodies.
NATIONAL = "Nasional"


def find_data(name: str) -> Traversable:
    """Find a file of data/, wherever the package is installed."""
    return resources.files("research").joinpath("tables", "data", name)


@cache
def read_data_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read a .csv of data/ without its comment lines; each row is a dict of its columns.

    >>> [row["category"] for row in read_data_rows("offices.csv") if row["office"] == "sekda"]
    ['secretary']
    """
    with find_data(name).open(encoding="utf-8") as file:
        return tuple(csv.DictReader(line for line in file if not line.startswith("#")))


@cache
def read_lines(name: str) -> tuple[str, ...]:
    """Read a .txt of data/, line by line, without its comment lines and empty lines."""
    text = find_data(name).read_text(encoding="utf-8")
    return tuple(line for line in text.split("\n") if line and not line.startswith("#"))


@cache
def read_word_lists(name: str) -> dict[str, Any]:
    """Read a .toml of data/; do not change what comes back, since it is read once."""
    return tomllib.loads(find_data(name).read_text(encoding="utf-8"))


def read_provinces() -> pd.DataFrame:
    """List the 38 provinces of Indonesia.

    Returns
    -------
    pandas.DataFrame
        province, island, code (ISO 3166-2:ID), row and column (its tile in the map).

    Examples
    --------
    >>> read_provinces().set_index("province").loc["Bali", "island"]
    'Bali and Nusa Tenggara'
    """
    with find_data("provinces.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, comment="#")
