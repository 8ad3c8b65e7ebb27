"""The target and reference groups of a comparison of words."""

from collections.abc import Sequence

import pandas as pd

from research.compare.rows import select_largest_groups
from research.tables import Fault, InputError, check_columns, returns_table

GROUPS = ("target", "reference")
_KEY = ["document", "sentence"]


@returns_table("word_groups")
def split_groups(
    rows: pd.DataFrame, *, by: str, target: str | Sequence[str] | None = None, reference: str | Sequence[str] = ()
) -> pd.DataFrame:
    """Split reported statements into a target group and the reference group that it is compared with.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames, or a table with document, sentence, speaker, the column by, and family where known.
    by : str
        A column such as election_year, office or mode. With frame, target is one frame, and the statements that carry
        it are compared with those that do not.
    target : str or sequence of str, optional
        Values of the column; without target the two groups are those with the most documents.
    reference : str or sequence of str
        Values of the column; all other values by default.

    Returns
    -------
    DataFrame
        The table word_groups, sorted, a row for each statement of either group: document, sentence, speaker, family
        (the document where rows has none), side (target or reference), group (the group's name) and by.

    Raises
    ------
    InputError
        With every fault: unknown columns and values, values of both groups, a frame with a reference.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": ["a", "b", "c"], "sentence": 1, "speaker": "", "office": ["head", "x", "y"]})
    >>> split_groups(rows, by="office", target="head")[["document", "side", "group"]].values.tolist()
    [['a', 'target', 'head'], ['b', 'reference', 'not head'], ['c', 'reference', 'not head']]
    >>> sorted(split_groups(rows, by="office")["group"])
    ['head', 'x']
    >>> split_groups(rows, by="office", target="heads", reference="x")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    split_groups: target: found 'heads', expected a value of office: head, x, y
    """
    check_columns(rows, [], where="split_groups: rows")
    if target is None and by in rows.columns and not reference:
        target, reference = select_largest_groups(rows, by=by)
    wanted = {"target": _list_values(target or ()), "reference": _list_values(reference)}
    rows = rows.reset_index(drop=True)
    expected = "a column of the rows: " + ", ".join(rows.columns)
    needed = [*_KEY, "speaker", *(["present"] if by == "frame" else [])]
    faults = [Fault("split_groups", "rows", f"no column {name}", f"also {name}") for name in needed if name not in rows]
    faults += [] if isinstance(by, str) and by in rows.columns else [Fault("split_groups", "by", repr(by), expected)]
    if faults:
        raise InputError(faults)
    optional = [name for name in ("family",) if name in rows.columns]
    check_columns(rows, needed, where="split_groups: rows", groups=[by, *optional])
    values = rows[by].astype("str")
    if faults := _check_values(wanted, by, sorted(set(values))):
        raise InputError(faults)
    if by == "frame":
        chosen = rows[values == wanted["target"][0]]
        group = chosen["present"].map({True: "target", False: "reference"})
    else:
        others = wanted["reference"] or [value for value in set(values) if value not in wanted["target"]]
        group_of = dict.fromkeys(others, "reference") | dict.fromkeys(wanted["target"], "target")
        chosen = rows[values.isin(group_of)].drop_duplicates(_KEY)
        group = values.loc[chosen.index].map(group_of)
    name = ", ".join(wanted["target"])
    names = {"target": name, "reference": ", ".join(wanted["reference"]) or f"not {name}"}
    table = chosen[[*_KEY, "speaker"]].assign(
        family=chosen["family"] if "family" in chosen.columns else chosen["document"],
        side=group.astype("str"),
        group=group.map(names).astype("str"),
        by=by,
    )
    return table.sort_values(_KEY, ignore_index=True)


def _list_values(values: str | Sequence[str]) -> list[str]:
    return [values] if isinstance(values, str) else [str(value) for value in values]


def _check_values(wanted: dict[str, list[str]], by: str, allowed: list[str]) -> list[Fault]:
    where, listed = "split_groups", ", ".join(allowed)
    faults = [
        Fault(where, group, repr(value), f"a value of {by}: {listed}")
        for group, values in wanted.items()
        for value in values
        if value not in allowed
    ]
    if not wanted["target"]:
        faults.append(Fault(where, "target", "nothing", f"a value of {by}: {listed}"))
    if both := sorted(set(wanted["target"]) & set(wanted["reference"])):
        faults.append(Fault(where, "reference", ", ".join(both), "values that the target has not"))
    if by == "frame" and (len(wanted["target"]) > 1 or wanted["reference"]):
        expected = "one frame as target and no reference"
        given = ", ".join([*wanted["target"], *wanted["reference"]])
        faults.append(Fault(where, "target", given, expected, "a frame is compared with the statements without it"))
    return faults
