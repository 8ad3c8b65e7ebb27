"""Messages on invalid input: the place, the field, what was found, what was expected, and a remedy."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Fault:
    """One fault of an input: where it is, what was found, what was expected, and what to do.

    Attributes
    ----------
    where
        The file or table, and the row in it.
    field
        The name of the field or column.
    found
        What was found, in words.
    expected
        What was expected, in words.
    remedy
        What to do; empty if none is given.

    Examples
    --------
    >>> print(Fault("corpus/documents/x.md", "province", "'Kaltim'", "one of the 38 provinces", "write the full name"))
    corpus/documents/x.md: province: found 'Kaltim', expected one of the 38 provinces; write the full name
    """

    where: str
    field: str
    found: str
    expected: str
    remedy: str = ""

    def __str__(self) -> str:
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{self.where}: {self.field}: found {self.found}, expected {self.expected}{remedy}"


class InputError(ValueError):
    """The error for invalid input: it reports all faults together.

    Parameters
    ----------
    faults
        The faults; the attribute faults keeps them as a tuple.

    Examples
    --------
    >>> error = InputError([Fault("a.md", "id", "'b'", "'a', the file's name", "rename one of the two")])
    >>> print(error)
    1 fault:
    a.md: id: found 'b', expected 'a', the file's name; rename one of the two
    """

    # The name in a traceback, and the module to import it from.
    __module__ = "research.tables"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        super().__init__(f"{count} fault{'' if count == 1 else 's'}:\n" + "\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type["InputError"], tuple[tuple[Fault, ...]]]:
        # An error of a worker comes back from another process with its faults.
        return type(self), (self.faults,)


# A position in a file, as the readers name it: row 3; entry 12; line 4; frame sanctions; item 9.
_PLACE = re.compile(
    r"(?P<file>.+?), (?P<kind>row|entry|line|item|statement|document|frame|functions|offices|modes) (?P<number>.+)"
)
_MOST_NAMED = 5


def merge_faults(faults: Iterable[Fault]) -> list[Fault]:
    """Merge faults of the same cause: those of one file with the same expectation and the same remedy.

    A merged fault names the first five rows, fields and values, and their number if there are more. A single fault is
    not changed.

    Parameters
    ----------
    faults
        The faults in the order in which they were found.

    Returns
    -------
    list of Fault
        The faults in this order; a merged fault has the position of its first fault.

    Examples
    --------
    >>> cells = [Fault(f"a.csv, row {row}", "sanctions", "'?'", "yes or no", "correct it") for row in range(2, 50)]
    >>> for fault in merge_faults([*cells, Fault("a.csv", "item", "none", "numbers")]):
    ...     print(fault)
    a.csv, row 2, 3, 4, 5, 6, ... (48 in all): sanctions: found '?', expected yes or no; correct it
    a.csv: item: found none, expected numbers
    """
    groups: dict[tuple[str, ...], list[Fault]] = {}
    for fault in faults:
        place = _PLACE.fullmatch(fault.where)
        file = (place["file"], place["kind"]) if place else (fault.where, "")
        groups.setdefault((*file, fault.expected, fault.remedy), []).append(fault)
    return [_join(group) if len(group) > 1 else group[0] for group in groups.values()]


def _join(group: list[Fault]) -> Fault:
    places = [place for fault in group if (place := _PLACE.fullmatch(fault.where))]
    where = group[0].where
    if places:
        where = f"{places[0]['file']}, {places[0]['kind']} {_list_first(place['number'] for place in places)}"
    told = {name: _list_first(getattr(fault, name) for fault in group) for name in ("field", "found")}
    return replace(group[0], where=where, **told)


def _list_first(texts: Iterable[str]) -> str:
    """List the first five different texts, and their number if there are more."""
    distinct = list(dict.fromkeys(texts))
    listed = ", ".join(distinct[:_MOST_NAMED])
    return listed if len(distinct) <= _MOST_NAMED else f"{listed}, ... ({len(distinct)} in all)"
