"""What a linguist may dispute, each file with its source; this is the one reader of its tables."""

import csv
from functools import cache
from importlib import resources


@cache
def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read a .csv of this folder without its comment lines; each row is a dict of its columns.

    >>> [row["category"] for row in read_rows("offices.csv") if row["office"] == "sekda"]
    ['secretary']
    """
    with resources.files("research.data").joinpath(name).open(encoding="utf-8") as file:
        return tuple(csv.DictReader(line for line in file if not line.startswith("#")))
