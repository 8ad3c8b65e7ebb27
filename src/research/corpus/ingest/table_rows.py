"""A table of documents -> the fields of its rows, and which column is taken for which field."""

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
    """Read every row of a table, and say which column is taken for which field; a bad row becomes a fault of its own.

    Raises InputError where a column named in columns is not there, or none holds the text.
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
    """Columns that no field takes, among which one may hold days; those that are no texts throughout are left out."""
    columns = {name: render_texts(grid, [name])[0][name] for name in names}
    return {
        name: cells.loc[list(numbers)].tolist() for name, cells in columns.items() if set(numbers) <= set(cells.index)
    }
