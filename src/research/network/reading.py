"""The rows of compare.join_frames as one row a statement, and refusals."""

from collections.abc import Sequence

import pandas as pd

from research.tables import Fault, InputError

UNIT = ["document", "sentence"]


def check_choice(where: str, field: str, value: str, choices: Sequence[str]) -> None:
    """Refuse a value that is none of the choices."""
    if value not in choices:
        raise InputError([Fault(where, field, repr(value), "one of " + ", ".join(choices))])


def spread_frames(rows: pd.DataFrame, frames: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """One row a statement: document, sentence, the columns, and a column for each frame. Raises InputError."""
    faults = [
        Fault("table rows", name, "no such column", "a column of compare.join_frames")
        for name in [*UNIT, "frame", "present", *columns]
        if name not in rows.columns
    ]
    known = set(rows["frame"]) if "frame" in rows.columns else set()
    if unknown := [code for code in frames if code not in known]:
        faults.append(Fault("network", "frames", ", ".join(unknown), "of " + ", ".join(sorted(known))))
    if not frames:
        faults.append(Fault("network", "frames", "none", "at least one frame"))
    if faults:
        raise InputError(faults)
    wide = rows.pivot(index=UNIT, columns="frame", values="present")[list(frames)].reset_index()
    told = rows[[*UNIT, *columns]].drop_duplicates(UNIT)
    return wide.merge(told, on=UNIT, validate="one_to_one").rename_axis(columns=None)


def count_bases(wide: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Count statements, documents, families and speakers of rows that are a statement each, by group or in all.

    wide holds document, sentence, speaker and, where they are known, family; families are documents otherwise. A
    speaker is a name in one document; statements without a name have none.

    >>> wide = pd.DataFrame({"document": ["a", "a", "b"], "sentence": [1, 2, 1], "speaker": ["X", "X", "X"]})
    >>> count_bases(wide).to_dict("records")
    [{'statements': 3, 'documents': 2, 'families': 2, 'speakers': 2}]
    """
    voices = (wide["document"] + "\n" + wide["speaker"]).where(wide["speaker"] != "")
    families = wide["family"] if "family" in wide.columns else wide["document"]
    marks = pd.DataFrame({"documents": wide["document"], "families": families, "speakers": voices})
    if not by:
        return pd.DataFrame([{"statements": len(wide), **{str(name): marks[name].nunique() for name in marks}}])
    groups = marks.groupby([wide[name] for name in by], sort=True)
    counts = groups.nunique()
    counts.insert(0, "statements", groups.size())
    return counts.reset_index()
