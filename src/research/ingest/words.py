"""The words by which the way in knows a page, a column and a document's kind, and those in which it refuses."""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from research.tables import Fault


@cache
def read_words() -> dict[str, Any]:
    """Read data/ingest.toml: government_outlets, government_hosts.

    >>> read_words()["government_hosts"]
    ['.go.id', 'infopublik.id']
    """
    return tomllib.loads(resources.files("research.data").joinpath("ingest.toml").read_text(encoding="utf-8"))


@cache
def read_day_words() -> dict[str, Any]:
    """Read data/days.toml: names of months and weekdays by number, and words that tell what a day is.

    >>> read_day_words()["months"]["8"][0], "tidak ditemukan" in read_day_words()["words"]["none"]
    ('agustus', True)
    """
    return tomllib.loads(resources.files("research.data").joinpath("days.toml").read_text(encoding="utf-8"))


def join_faults(faults: Iterable[Fault]) -> str:
    r"""Write faults on one line, whatever the input put into them, each at most 400 characters long.

    >>> join_faults([Fault("a.csv", "columns", "isi,\nnomor", "text"), Fault("a.csv", "id", "'../x'", "letters")])
    "a.csv: columns: found isi, nomor, expected text; a.csv: id: found '../x', expected letters"
    """
    lines = [" ".join(str(fault).splitlines()) for fault in faults]
    return "; ".join(line if len(line) <= 400 else f"{line[:280]} ... {line[-100:]}" for line in lines)
