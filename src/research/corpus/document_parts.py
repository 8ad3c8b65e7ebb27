"""Documents in parquet files: documents.parquet of a corpus folder, the parts in documents/, or a file by itself."""

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from research.corpus.front_matter import Record, RecordRules
from research.tables import Fault, InputError, find_schema, glob_files, list_columns, open_file

_ROWS_AT_A_TIME = 1000
_DERIVED = {"election_year", "island", "sha256"}
_INDEX = "__index_level_"  # how pandas names an index that was written too


def list_parts(folder: Path) -> list[Path]:
    """List the parquet files of documents of a corpus folder.

    Parameters
    ----------
    folder
        The corpus folder.

    Returns
    -------
    list of Path
        documents.parquet if there is one, then the parquet files in documents/, sorted.
    """
    return [*glob_files(folder, "documents.parquet"), *glob_files(folder / "documents", "*.parquet")]


def has_documents(folder: Path) -> bool:
    """Return whether a folder has documents/ or documents.parquet, as a corpus folder has."""
    return (folder / "documents").is_dir() or (folder / "documents.parquet").is_file()


def list_document_names(folder: Path) -> list[str]:
    """List the ids of the documents of a corpus folder without reading their texts.

    Parameters
    ----------
    folder
        The corpus folder.

    Returns
    -------
    list of str
        The names of the files in documents/ and the ids in parquet files, sorted.

    Raises
    ------
    InputError
        If a parquet file cannot be read or has no column of ids.
    """
    names = {file.stem for file in glob_files(folder / "documents", "*.md")}
    for part in list_parts(folder):
        with _open_part(part) as file:
            column = next((name for name in ("document", "id") if name in file.schema_arrow.names), None)
            if column is None:
                raise InputError([Fault(part.as_posix(), "id", "no such column", "one column", "add it")])
            names.update(name for name in file.read([column])[column].to_pylist() if isinstance(name, str))
    return sorted(names)


def iter_rows(path: Path, rules: RecordRules) -> Iterator[tuple[str, Record]]:
    """Read the rows of a parquet file of documents; their values are not yet checked.

    Parameters
    ----------
    path
        The file. A column has the name that the field has in front matter (id), or in the table documents (document).
    rules
        The rules for the fields.

    Yields
    ------
    where : str
        The file and the row, from 1.
    record : dict
        The values of the document by column of the table documents.

    Raises
    ------
    InputError
        If it is no parquet file, or if a column is missing, unknown, double or of another type.
    """
    row = 0
    with _open_part(path) as file:
        columns = _match_columns(file.schema_arrow, path, rules)
        empty = dict.fromkeys(rules.optional, "")
        for batch in file.iter_batches(batch_size=_ROWS_AT_A_TIME, columns=list(columns)):
            for values in batch.to_pylist():
                row += 1
                record = {columns[name]: "" if value is None else value for name, value in values.items()}
                day = record["published"]
                record["published"] = day.isoformat()[:10] if isinstance(day, date) else str(day)
                record["complete"] = str(record["complete"]).lower()
                record["text"] = record["text"] if record["text"].strip() or "sha256" in record else ""
                yield f"{path}, row {row}", {**empty, **record}


def format_part(rows: Sequence[Mapping[str, str]], fields: Collection[str]) -> bytes:
    """Format documents as a parquet file for iter_rows.

    Parameters
    ----------
    rows
        The fields of front matter and text of each document.
    fields
        The names of the fields of front matter in their order.

    Returns
    -------
    bytes
        The file: a column of text for each field, and text.
    """
    columns = {name: [row.get(name, "") for row in rows] for name in (*fields, "text")}
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    written = io.BytesIO()
    pq.write_table(table, written, row_group_size=_ROWS_AT_A_TIME, compression="zstd")
    return written.getvalue()


@contextmanager
def _open_part(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with open_file(path) as opened, pq.ParquetFile(opened) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        found = str(error).strip().splitlines()[0]
        raise InputError([Fault(path.as_posix(), "file", found, "a parquet file", "write it again")]) from None


def _match_columns(schema: pa.Schema, path: Path, rules: RecordRules) -> dict[str, str]:
    """Find the columns of a file, each with its name in the table documents."""
    known = (*list_columns("documents"), *rules.declared.fields)
    columns: dict[str, str] = {}
    faults = []
    for column in known:
        names = [name for name in dict.fromkeys((column, rules.name_field(column))) if name in schema.names]
        places = schema.get_all_field_indices(names[0]) if names else []
        if len(places) != 1 and (places or column not in rules.optional | _DERIVED):
            found = f"{len(places)} columns of that name" if places else "no such column"
            faults.append(Fault(path.as_posix(), column, found, "one column", "add it, or remove the other"))
        elif places and not _fits(column, kind := schema.field(places[0]).type):
            faults.append(Fault(path.as_posix(), column, f"a column of {kind}", "text", "turn it into text"))
        elif places:
            columns[names[0]] = column
    derived = {rules.name_field("election"), f"{rules.name_field('election')}_year"}
    for name in schema.names:
        if name not in {*known, "id", *derived} and not name.startswith(_INDEX):
            expected = "only " + ", ".join((*rules.fields, "text"))
            remedy = "declare it in corpus.toml, or rename or remove it"
            faults.append(Fault(path.as_posix(), name, "a column nobody declared", expected, remedy))
    if faults:
        raise InputError(faults)
    return columns


def _fits(column: str, kind: pa.DataType) -> bool:
    """Whether a column is of text, or may be of another type."""
    declared = find_schema("documents").columns
    if column not in declared or declared[column].dtype != "str":
        return True
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
    return any(is_kind(kind) for is_kind in kinds)
