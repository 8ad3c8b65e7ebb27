"""Contrasts that a study declares before the analysis."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import Field

from research.tables import (
    SHAPE,
    Fault,
    FilledText,
    FilledTexts,
    InputError,
    check_columns,
    read_shape,
    read_toml,
)


@dataclass(frozen=True)
class Contrast:
    """Two groups of one column.

    Parameters
    ----------
    contrast, label : str
        Its id and its label.
    column : str
        A column of merge_frames.
    a, b : tuple of str
        The values that form each group.
    """

    contrast: Annotated[FilledText, Field(alias="id")]
    label: FilledText
    column: FilledText
    a: FilledTexts
    b: FilledTexts


@dataclass(frozen=True)
class Contrasts:
    """All contrasts of a study and the frames that are tested (none: all): one family of tests.

    Parameters
    ----------
    declared : tuple of Contrast
        The contrasts, in order.
    frames : tuple of str
        Codes of frames.
    """

    declared: Annotated[
        tuple[Contrast, ...], Field(alias="contrast", min_length=1, description="one [[contrast]] at least")
    ]
    frames: Annotated[tuple[FilledText, ...], Field(description="a list of codes of frames")] = ()
    __pydantic_config__ = SHAPE


def read_contrasts(path: Path) -> Contrasts:
    """Read the declared contrasts from a TOML file.

    Parameters
    ----------
    path : Path
        A file with frames (a list of codes) and, for each [[contrast]], id, label, column (of merge_frames), a and b
        (lists of its values as text).

    Returns
    -------
    Contrasts
        The declared contrasts.

    Raises
    ------
    InputError
        With every fault: no such file, no TOML, a field missing, unknown or of another kind, a repeated id, a value in
        both groups.
    """
    path = Path(path)
    where = path.as_posix()
    contrasts = read_shape(read_toml(path, expected="a TOML file of contrasts"), Contrasts, where=where)
    faults = [
        Fault(f"{where}, contrast {contrast.contrast}", "b", ", ".join(both), "values that are not on side a too")
        for contrast in contrasts.declared
        if (both := sorted(set(contrast.a) & set(contrast.b)))
    ]
    faults += [
        Fault(f"{where}, contrast {name}", "id", "given twice", "an id of its own")
        for name, count in Counter(contrast.contrast for contrast in contrasts.declared).items()
        if count > 1
    ]
    if faults:
        raise InputError(faults)
    return contrasts


def check_contrasts(contrasts: Contrasts, rows: pd.DataFrame) -> Contrasts:
    """Check that every column, value and frame that the contrasts name is in the rows.

    Parameters
    ----------
    contrasts : Contrasts
        The declared contrasts.
    rows : DataFrame
        Rows of merge_frames.

    Returns
    -------
    Contrasts
        The same contrasts.

    Raises
    ------
    InputError
        With every name that the rows do not have.

    Examples
    --------
    >>> declared = Contrasts((Contrast("a-b", "A against B", "kind", ("news",), ("tweet",)),))
    >>> check_contrasts(declared, pd.DataFrame({"kind": ["news"], "frame": ["f"]}))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    contrast a-b: b: found 'tweet', expected values of kind: news; correct it
    """
    check_columns(rows, ["frame"], where="rows")
    named = [contrast.column for contrast in contrasts.declared if contrast.column in rows.columns]
    check_columns(rows, [], where="rows", groups=named)
    values = {column: set(rows[column].astype("str").unique()) for column in rows.columns}
    if faults := find_unknown_names(contrasts, frames=set(rows["frame"].unique()), values=values):
        raise InputError(faults)
    return contrasts


def find_unknown_names(
    contrasts: Contrasts, *, frames: Collection[str], values: Mapping[str, Collection[str]], where: str = ""
) -> list[Fault]:
    """Find the frames, columns and values of contrasts that do not exist, such as misspelt ones.

    Parameters
    ----------
    contrasts : Contrasts
        The declared contrasts.
    frames : collection of str
        The codes of existing frames.
    values : mapping
        For each column that may be named, its values.
    where : str
        The file of the contrasts, for messages.

    Returns
    -------
    list of Fault
        A fault for each unknown name.

    Examples
    --------
    >>> declared = Contrasts((Contrast("a-b", "A against B", "kinds", ("news",), ("tweet",)),), ("sanction",))
    >>> values = {"kind": ["news"]}
    >>> for fault in find_unknown_names(declared, frames=["sanctions"], values=values, where="contrasts.toml"):
    ...     print(fault)
    contrasts.toml: frames: found 'sanction', expected frames: sanctions; correct it
    contrasts.toml, contrast a-b: column: found 'kinds', expected a column: kind; correct it
    """
    faults = [
        Fault(where or "contrasts", "frames", repr(code), "frames: " + ", ".join(sorted(frames)), "correct it")
        for code in contrasts.frames
        if code not in frames
    ]
    for contrast in contrasts.declared:
        location = ", ".join(part for part in (where, f"contrast {contrast.contrast}") if part)
        if contrast.column not in values:
            expected = "a column: " + ", ".join(values)
            faults.append(Fault(location, "column", repr(contrast.column), expected, "correct it"))
            continue
        allowed = sorted(values[contrast.column])
        expected = f"values of {contrast.column}: " + ", ".join(allowed)
        faults += [
            Fault(location, field, repr(value), expected, "correct it")
            for field, named in (("a", contrast.a), ("b", contrast.b))
            for value in named
            if value not in allowed
        ]
    return faults
