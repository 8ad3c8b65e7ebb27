"""Reader of a table of documents: the fields of its rows, and the column of each field."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from research.corpus.ingest.ingest_words import format_faults
from research.corpus.ingest.table_fields import read_fields
from research.tables import (
    Grid,
    describe_mapping,
    fold_synonyms,
    match_columns,
    merge_faults,
    read_grid,
    read_synonyms,
    render_texts,
)

Row = tuple[str, str, dict[str, str], tuple[str, ...], str]  # name, text, fields, notes, fault


def read_table_rows(
    path: Path, columns: Mapping[str, str], today: date, *, fields: Sequence[str]
) -> tuple[list[Row], str]:
    """Read the documents of a table, one for each row.

    Parameters
    ----------
    path
        The file.
    columns
        The columns that the user chose, by field.
    today
        The last possible day of publication.
    fields
        The fields of front matter.

    Returns
    -------
    rows : list of tuple
        For each row its name, text, fields, notes and fault; rows that cannot be used, with a fault, are last.
    mapping : str
        A line that says which column is used for which field.

    Raises
    ------
    InputError
        If the file cannot be read as a table, if a column in columns does not exist, if no column has the text, or if a
        column of days needs two orders of day and month.
    """
    synonyms = read_synonyms("text", *fields)
    grid = read_grid(path, known=fold_synonyms(synonyms))
    mapping = match_columns(grid.columns, synonyms, given=columns, where=str(path))
    used = list(dict.fromkeys(mapping.values()))
    texts, unfit = render_texts(grid, used)
    others = _render_rest(grid, [name for name in grid.columns if name not in used], texts.index.tolist())
    table = {**{name: texts[name].tolist() for name in used}, **others}
    names = [grid.name_row(number) for number in texts.index]
    found = read_fields(table, mapping, rows=names, today=today, given=columns)
    rows: list[Row] = []
    for name, cells, told in zip(names, found.rows, found.notes, strict=True):
        rows.append((name, cells.pop("text"), {"complete": "true", **cells}, told, ""))
    for fault in merge_faults([*grid.list_faults(), *unfit]):
        rows.append((fault.where, "", {}, (), format_faults([fault])))
    return rows, "; ".join([describe_mapping(str(path), found.mapping, grid.columns), *grid.notes, *found.remarks])


def _render_rest(grid: Grid, names: Sequence[str], numbers: Sequence[int]) -> dict[str, list[str]]:
    """Return the columns that no field uses, since one may have days; only columns whose values are all texts."""
    columns = {name: render_texts(grid, [name])[0][name] for name in names}
    return {
        name: cells.loc[list(numbers)].tolist() for name, cells in columns.items() if set(numbers) <= set(cells.index)
    }
