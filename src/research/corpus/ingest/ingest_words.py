"""Word lists for recognising pages, columns and kinds of document, and the format of refusals."""

from collections.abc import Iterable
from typing import Any

from research.tables import Fault, read_word_lists


def read_ingest_words() -> dict[str, Any]:
    """Read the word lists of data/ingest.toml.

    Returns
    -------
    dict
        The word lists by name, such as government_outlets and government_hosts.

    Examples
    --------
    >>> read_ingest_words()["government_hosts"]
    ['.go.id', 'infopublik.id']
    """
    return read_word_lists("ingest.toml")


def read_day_words() -> dict[str, Any]:
    """Read the word lists of data/days.toml.

    Returns
    -------
    dict
        months and weekdays (names by number), and words (word lists that say which day a day is).

    Examples
    --------
    >>> read_day_words()["months"]["8"][0], "tidak ditemukan" in read_day_words()["words"]["none"]
    ('agustus', True)
    """
    return read_word_lists("days.toml")


def format_faults(faults: Iterable[Fault]) -> str:
    r"""Format faults on one line, each with at most 400 characters.

    Parameters
    ----------
    faults
        The faults.

    Returns
    -------
    str
        The faults, separated by semicolons.

    Examples
    --------
    >>> format_faults([Fault("a.csv", "columns", "isi,\nnomor", "text"), Fault("a.csv", "id", "'../x'", "letters")])
    "a.csv: columns: found isi, nomor, expected text; a.csv: id: found '../x', expected letters"
    """
    lines = [" ".join(str(fault).splitlines()) for fault in faults]
    return "; ".join(line if len(line) <= 400 else f"{line[:280]} ... {line[-100:]}" for line in lines)
