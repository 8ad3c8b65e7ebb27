"""A plan of new documents -> its report, and its files."""

from research.ingest.planning import Entry, Plan
from research.tables import Fault, InputError, replace_file


def write_plan(plan: Plan) -> None:
    """Write every file of the entries without a fault, each whole or not at all.

    Raises InputError with the files that could not be written; the others are.
    """
    faults = []
    for entry in plan.entries:
        for path, content in () if entry.fault else entry.files:
            try:
                replace_file(path, content)
            except OSError as error:
                faults.append(Fault(str(path), "file", str(error), "a place that can be written"))
                break
    if faults:
        raise InputError(faults)


def render_plan(plan: Plan) -> tuple[list[str], list[str], str]:
    """Say what the plan adds, what it refuses, and how many of each: lines, lines, and one line of counts.

    >>> plan = Plan((Entry("a.txt", fields={"id": "a"}, empty=("region",)), Entry("b.pdf", fault="b.pdf: a scan")), ())
    >>> for part in render_plan(plan):
    ...     print(part)
    ['a.txt: a; nothing known; no url; empty, and research check asks for them: region']
    ['b.pdf: a scan']
    1 new (1 with empty fields), 0 refused as duplicates, 1 failed
    """
    good = [entry for entry in plan.entries if not entry.fault]
    bad = [entry for entry in plan.entries if entry.fault]
    copies = sum(entry.duplicate for entry in bad)
    unfinished = sum(bool(entry.empty) for entry in good)
    counts = f"{len(good)} new ({unfinished} with empty fields), {copies} refused as duplicates"
    return [_describe(entry) for entry in good], [entry.fault for entry in bad], f"{counts}, {len(bad) - copies} failed"


def _describe(entry: Entry) -> str:
    shown = [f"{name}={value}" for name, value in entry.fields.items() if value and name not in ("id", "stem")]
    parts = [f"{entry.name}: {entry.fields['id']}", ", ".join(shown) or "nothing known", *entry.notes]
    if not entry.fields.get("url"):
        parts.append("no url")
    if entry.empty:
        parts.append("empty, and research check asks for them: " + ", ".join(entry.empty))
    return "; ".join(parts)
