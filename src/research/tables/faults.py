"""What is wrong with an input: where, what stands there, what should, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input: where it is, what stands there, what should, and what to do.

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
    """Every fault of an input that cannot be used, in one report.

    >>> error = InputError([Fault("a.md", "id", "'b'", "'a', the file's name", "rename one of the two")])
    >>> print(error)
    1 fault:
    a.md: id: found 'b', expected 'a', the file's name; rename one of the two
    """

    # The name that people see in a traceback and import it by.
    __module__ = "research.tables"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        super().__init__(f"{count} fault{'' if count == 1 else 's'}:\n" + "\n".join(map(str, self.faults)))
