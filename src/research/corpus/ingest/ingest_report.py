"""Report of a plan of new documents, and the writing of its files."""

from pathlib import Path

from research.corpus.ingest.ingest_options import Entry
from research.corpus.ingest.ingest_plan import Plan
from research.tables import write_files


def write_plan(plan: Plan, corpus: Path) -> None:
    """Write the files of all entries without a fault, either all of them or none.

    Parameters
    ----------
    plan
        The plan, from plan_documents.
    corpus
        The corpus folder.

    Raises
    ------
    InputError
        If a file cannot be written, or has changed since the plan was made; then no file has been changed.
    """
    files = {path: content for entry in plan.entries if not entry.fault for path, content in entry.files}
    files |= plan.parts
    expected = {path: known for path, known in plan.standing.items() if path in files}
    write_files(files, corpus, expected=expected)


def render_plan(plan: Plan) -> tuple[list[str], list[str], str]:
    """Describe what a plan adds and refuses, with counts.

    Parameters
    ----------
    plan
        The plan, from plan_documents.

    Returns
    -------
    added : list of str
        One line for each document to add.
    refused : list of str
        One line for each document that is refused, or for all rows of a table that are refused for the same reason.
    counts : str
        One line of counts.

    Examples
    --------
    >>> plan = Plan((Entry("a.txt", fields={"id": "a"}, empty=("region",)), Entry("b.pdf", fault="b.pdf: a scan")), ())
    >>> for part in render_plan(plan):
    ...     print(part)
    ['a.txt: a; nothing known; no url; empty, and research check asks for them: region']
    ['b.pdf: a scan']
    1 new (1 with empty fields), 0 refused as duplicates, 1 failed
    """
    good = [entry for entry in plan.entries if not entry.fault]
    standing = sum(entry.standing for entry in good)
    bad = [entry for entry in plan.entries if entry.fault]
    copies = sum(entry.duplicate for entry in bad)
    unfinished = sum(bool(entry.empty) and not entry.standing for entry in good)
    counts = f"{len(good) - standing} new ({unfinished} with empty fields), {copies} refused as duplicates"
    counts += f", {standing} there already" if standing else ""
    return [_describe(entry) for entry in good], _group_rows(bad), f"{counts}, {len(bad) - copies} failed"


def _group_rows(refused: list[Entry]) -> list[str]:
    """List the faults; rows of a table with the same fault share a line, which names them all."""
    rows: dict[tuple[str, str], list[int]] = {}
    for entry in refused:
        file, comma, number = entry.name.rpartition(", row ")
        counted = bool(comma) and number.isdecimal() and entry.fault.startswith(f"{entry.name}: ")
        key = (f"{file}, row", entry.fault.removeprefix(entry.name)) if counted else (entry.fault, "")
        rows.setdefault(key, []).append(int(number) if counted else 0)
    return [
        f"{name}{_list_runs(numbers)}{fault}" if fault else name
        for (name, fault), numbers in rows.items()
        for _ in range(1 if fault else len(numbers))
    ]


def _list_runs(numbers: list[int]) -> str:
    """List numbers with runs of them from first to last."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ("s " if len(numbers) > 1 else " ") + ", ".join(" to ".join(map(str, run)) for run in runs)


def _describe(entry: Entry) -> str:
    shown = [f"{name}={value}" for name, value in entry.fields.items() if value and name not in ("id", "stem")]
    parts = [f"{entry.name}: {entry.fields['id']}", ", ".join(shown) or "nothing known", *entry.notes]
    if entry.standing:
        parts = [f"{entry.name}: {entry.fields['id']} stands in the corpus already, to the byte"]
    elif not entry.fields.get("url"):
        parts.append("no url")
    if entry.empty:
        parts.append("empty, and research check asks for them: " + ", ".join(entry.empty))
    return "; ".join(parts)
