"""The words by which the way in knows a page, a column and a document's kind, and those in which it refuses."""

from collections.abc import Iterable
from typing import Any

from research.tables import Fault, read_word_lists


def read_ingest_words() -> dict[str, Any]:
    """Read data/ingest.toml: government_outlets, government_hosts.

    >>> read_ingest_words()["government_hosts"]
    ['.go.id', 'infopublik.id']
    """
    return read_word_lists("ingest.toml")


def read_day_words() -> dict[str, Any]:
    """Read data/days.toml: names of months and weekdays by number, and words that tell what a day is.

    >>> read_day_words()["months"]["8"][0], "tidak ditemukan" in read_day_words()["words"]["none"]
    ('agustus', True)
    """
    return read_word_lists("days.toml")


def format_faults(faults: Iterable[Fault]) -> str:
    r"""Write faults on one line, whatever the input put into them, each at most 400 characters long.

    >>> format_faults([Fault("a.csv", "columns", "isi,\nnomor", "text"), Fault("a.csv", "id", "'../x'", "letters")])
    "a.csv: columns: found isi, nomor, expected text; a.csv: id: found '../x', expected letters"
    """
    lines = [" ".join(str(fault).splitlines()) for fault in faults]
    return "; ".join(line if len(line) <= 400 else f"{line[:280]} ... {line[-100:]}" for line in lines)
