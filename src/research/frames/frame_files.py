"""Coding files of statements from other sources into files of frames, some documents at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from research import attribution
from research.frames.frame_grid import KEY
from research.tables import (
    MODES,
    RENDITIONS,
    Fault,
    Grid,
    InputError,
    describe_mapping,
    find_schema,
    fold_synonyms,
    format_csv,
    iter_grids,
    list_columns,
    map_chunks,
    match_columns,
    merge_faults,
    open_atomic_file,
    read_synonyms,
    refuse_replacing,
    render_texts,
    replace_file,
    returns_table,
    split_documents,
)

_NEEDED = ("document", "sentence", "text")
_COLUMNS = (*_NEEDED, "start", "speaker", "office", "mode", "rendition")
_CHUNK = 5_000
# A document with fewer sentences is taken as extracted statements, not as a text with narration.
_MINIMUM_SENTENCES = 5

Coder = Callable[[pd.DataFrame], pd.DataFrame]


def iter_statements(path: Path, columns: Mapping[str, str] | None = None) -> Iterator[pd.DataFrame]:
    """Read statements to code from a file, in chunks of whole documents, sorted by document and sentence.

    Parameters
    ----------
    path : Path
        A table with document (any id), sentence (a whole number) and text; optional: start, speaker, office, mode,
        rendition (of the document).
        Other columns are ignored.
    columns : mapping, optional
        The file's names of these columns, where they are neither these nor known synonyms.

    Yields
    ------
    DataFrame
        document, sentence, text, start (of the statement in its document's text; 0 where the file has none) and
        reported.

    Raises
    ------
    InputError
        With the faults of the file.

    Notes
    -----
    reported comes from mode (narration is not reported), or where no row has a mode, from speaker (not reported where
    empty), or where no row has a speaker, from the attribution of each document's sentences joined. The attribution
    counts only in documents with at least 5 sentences of which it finds at least half reported; other documents may
    consist of extracted statements, which are all reported.

    A sorted .csv or .jsonl is read in chunks, so that memory does not grow with it; any other file is read whole.
    """
    ordered, reporting_column = _scan_file(path, columns)
    for piece in _iter_whole(path, columns, ordered):
        yield _find_reported(piece, reporting_column)


def code_file(
    path: Path, output: Path, code: Coder, *, columns: Mapping[str, str] | None = None, force: bool = False
) -> dict[str, int]:
    """Code the statements of a file and write their frames, completely or not at all.

    tables.map_chunks says where the chunks of iter_statements are coded.

    Parameters
    ----------
    path : Path
        The file of statements (iter_statements).
    output : Path
        The file to write, .csv or .parquet.
    code : callable
        Takes a table statements and returns a table frames, as code_with_cues does; with several processes a function
        of a module, or functools.partial of one.
    columns : mapping, optional
        As in iter_statements.
    force : bool
        Whether to replace a file that is not an earlier output.

    Returns
    -------
    dict
        Numbers of documents, of statements, of narration among them, and of framed statements. The file has rows sorted
        by document and sentence, frames in the order of the codebook; ids as given, present 0 or 1, cue_start and
        cue_stop as offsets in the document's text where the file has starts, else in the statement's.

    Raises
    ------
    InputError
        With the faults of path; where output is path, cannot be written, or is another file, without force.
    """
    if output.suffix not in (".csv", ".parquet"):
        raise InputError([Fault(output.as_posix(), "file ending", repr(output.suffix), ".csv or .parquet")])
    refuse_replacing(output, columns=list_columns("frames"), inputs=[path], force=force)
    ordered, reporting_column = _scan_file(path, columns)
    work = partial(_code_part, code=code, reporting_column=reporting_column, as_csv=output.suffix == ".csv")
    counts = dict.fromkeys(("documents", "statements", "narration", "framed"), 0)
    with closing(map_chunks(work, _iter_whole(path, columns, ordered))) as parts:
        coded = _count(parts, counts)
        if output.suffix == ".csv":
            _write_csv(coded, output)
        else:
            tables = list(coded) or [pd.DataFrame(columns=list_columns("frames"))]
            replace_file(output, pd.concat(tables, ignore_index=True).to_parquet(index=False))
    return counts


def _code_part(
    piece: pd.DataFrame, *, code: Coder, reporting_column: str, as_csv: bool
) -> tuple[bytes | pd.DataFrame, dict[str, int]]:
    """Code a chunk: its frames, as the rows of a csv file or as a table, and the numbers that code_file counts."""
    piece = _find_reported(piece, reporting_column)
    frames = code_piece(piece, code)
    counts = {
        "documents": piece["document"].nunique(),
        "statements": len(piece),
        "narration": int((~piece["reported"]).sum()),
        "framed": len(frames.loc[frames["present"].eq(1), KEY].drop_duplicates()),
    }
    return format_csv(frames).partition(b"\n")[2] if as_csv else frames, counts


def _count(parts: Iterable[tuple[Any, dict[str, int]]], counts: dict[str, int]) -> Iterator[Any]:
    """The frames of parts, whose numbers are added up meanwhile."""
    for frames, numbers in parts:
        for name, number in numbers.items():
            counts[name] += number
        yield frames


@returns_table("foreign_frames")
def code_piece(piece: pd.DataFrame, code: Coder) -> pd.DataFrame:
    """Code statements from other sources, and return their ids as given.

    Parameters
    ----------
    piece : DataFrame
        A table of iter_statements.
    code : callable
        As in code_file.

    Returns
    -------
    DataFrame
        The table foreign_frames: the columns of frames, with ids as given and present as 0 or 1.
    """
    document_numbers = piece["document"].ne(piece["document"].shift()).cumsum()
    ids = "d" + document_numbers.astype("str").str.zfill(9)
    numbers = piece.groupby("document", sort=False).cumcount() + 1
    standard = pd.DataFrame(
        {
            **{"document": ids, "sentence": numbers, "start": piece["start"], "stop": piece["start"]},
            **{"text": piece["text"], "reported": piece["reported"], "speaker": "", "office": ""},
            **{"mode": piece["reported"].map({True: "indirect", False: "narration"}), "rule": "", "confidence": 1.0},
        }
    )
    standard["stop"] = standard["start"] + standard["text"].str.len()
    frames = code(standard.astype({"document": "str", "mode": "str", "rule": "str", "speaker": "str", "office": "str"}))
    names = standard[KEY].assign(given=piece["document"], number=piece["sentence"])
    frames = frames.merge(names, on=KEY, how="left", validate="many_to_one")
    frames = frames.assign(
        document=frames["given"], sentence=frames["number"], present=frames["present"].astype("int64")
    )
    return frames[list_columns("frames")]


def describe_file(path: Path, columns: Mapping[str, str] | None = None) -> str:
    """Describe which column of a file of statements is used for which field, and how the file was read.

    Parameters
    ----------
    path : Path
        The file of statements.
    columns : mapping, optional
        As in iter_statements.

    Returns
    -------
    str
        One line.

    Raises
    ------
    InputError
        Where the file cannot be read or lacks a column.
    """
    grid = next(iter_grids(path, known=fold_synonyms(read_synonyms(*_COLUMNS)), size=1))
    return "; ".join([describe_mapping(path.as_posix(), _match(grid, columns), grid.columns), *grid.notes])


def _match(grid: Grid, columns: Mapping[str, str] | None) -> dict[str, str]:
    synonyms = read_synonyms(*_COLUMNS)
    return match_columns(grid.columns, synonyms, given=columns, required=_NEEDED, where=grid.where)


def _read_pieces(path: Path, columns: Mapping[str, str] | None) -> Iterator[pd.DataFrame]:
    """The file's rows as texts and numbers, in its order; the index is the number of the row."""
    mapping: dict[str, str] = {}
    for grid in iter_grids(path, known=fold_synonyms(read_synonyms(*_COLUMNS)), size=_CHUNK):
        mapping = mapping or _match(grid, columns)
        texts, faults = render_texts(grid, list(mapping.values()))
        if faults := [*grid.list_faults(), *faults]:
            raise InputError(faults)
        yield _check_piece(texts.set_axis(list(mapping), axis="columns"), grid)


def _check_piece(kept: pd.DataFrame, grid: Grid) -> pd.DataFrame:
    faults = []
    for column in [name for name in ("sentence", "start") if name in kept.columns]:
        wrong = ~kept[column].str.fullmatch(r"[0-9]{1,9}")
        faults += [_fault(grid, row, column, kept[column][row], "a whole number") for row in kept.index[wrong]]
    faults += [_fault(grid, row, "document", "", "an id") for row in kept.index[kept["document"].str.strip().eq("")]]
    for column, allowed in (("mode", MODES), ("rendition", RENDITIONS)):
        if column in kept.columns:
            wrong = ~kept[column].isin([*allowed, ""])
            faults += [_fault(grid, row, column, kept[column][row], ", ".join(allowed)) for row in kept.index[wrong]]
    if faults:
        raise InputError(merge_faults(faults))
    numbers = {name: "int64" for name in ("sentence", "start") if name in kept.columns}
    return kept.astype(numbers)


def _fault(grid: Grid, row: int, column: str, given: str, expected: str) -> Fault:
    return Fault(grid.name_row(row), column, repr(given), expected, "correct the row")


def _describe_repeat(path: Path, row: int, values: "pd.Series[str]") -> Fault:
    given = f"{values['document']} {values['sentence']} again"
    return Fault(f"{path.as_posix()}, row {row}", "document and sentence", given, "each once", "remove one of the rows")


def _scan_file(path: Path, columns: Mapping[str, str] | None) -> tuple[bool, str]:
    """Whether the rows are sorted by document and sentence, and which column determines what is reported, if any."""
    before: tuple[str, int] | None = None
    ordered, filled = True, set[str]()
    for piece in _read_pieces(path, columns):
        keys = list(zip(piece["document"], piece["sentence"], strict=True))
        chain = keys if before is None else [before, *keys]
        ordered = ordered and all(first < second for first, second in pairwise(chain))
        filled |= {name for name in ("mode", "speaker") if name in piece.columns and piece[name].ne("").any()}
        before = keys[-1] if keys else before
    return ordered, next((name for name in ("mode", "speaker") if name in filled), "")


def _iter_whole(path: Path, columns: Mapping[str, str] | None, ordered: bool) -> Iterator[pd.DataFrame]:
    """The rows in chunks of whole documents, sorted by document and sentence."""
    pieces: Iterable[pd.DataFrame] = _read_pieces(path, columns)
    if not ordered:
        table = pd.concat(list(pieces))
        repeated = table.index[table.duplicated(KEY)]
        if len(repeated):
            raise InputError(merge_faults(_describe_repeat(path, int(row), table.loc[row]) for row in repeated))
        pieces = split_documents(table.sort_values(KEY, kind="stable"), _CHUNK)
    for piece in _keep_whole(pieces):
        yield piece.reset_index(drop=True)


def _keep_whole(pieces: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """The same rows in chunks of whole documents."""
    rest: pd.DataFrame | None = None
    for piece in pieces:
        joined = piece if rest is None else pd.concat([rest, piece])
        last = joined["document"].eq(joined["document"].iloc[-1]) if len(joined) else pd.Series(dtype="bool")
        if len(joined) and not last.all():
            yield joined[~last]
        rest = joined[last] if len(joined) else None
    if rest is not None and len(rest):
        yield rest


def _find_reported(piece: pd.DataFrame, reporting_column: str) -> pd.DataFrame:
    if reporting_column == "mode":
        reported = piece["mode"].ne("narration")
    elif reporting_column == "speaker":
        reported = piece["speaker"].ne("")
    else:
        reported = _attribute(piece)
    start = piece["start"] if "start" in piece.columns else 0
    return piece[list(_NEEDED)].assign(start=start, reported=reported.astype("bool"))


def _attribute(piece: pd.DataFrame) -> "pd.Series[bool]":
    """Whether the attribution finds each sentence reported in its joined document; all where it finds few."""
    ids = piece["document"].ne(piece["document"].shift()).cumsum()
    joined = pd.DataFrame({"document": ids.astype("str"), "text": piece["text"]})
    joined["rendition"] = piece["rendition"] if "rendition" in piece.columns else ""
    whole = {"text": ("text", " ".join), "rendition": ("rendition", "first")}
    texts = joined.groupby("document", sort=False).agg(**whole).reset_index().astype("str")
    attributed = attribution.attribute_documents(texts)
    spans = {name: part for name, part in attributed.loc[attributed["reported"]].groupby("document")}
    reported: list[bool] = []
    for name, part in joined.groupby("document", sort=False):
        stops = (part["text"].str.len() + 1).cumsum() - 1
        starts = stops - part["text"].str.len()
        reported_spans = spans.get(name, attributed.iloc[:0])
        hits = [
            bool(((reported_spans["start"] < stop) & (reported_spans["stop"] > start)).any())
            for start, stop in zip(starts, stops, strict=True)
        ]
        is_text = len(hits) >= _MINIMUM_SENTENCES and 2 * sum(hits) >= len(hits)
        reported += hits if is_text else [True] * len(hits)
    return pd.Series(reported, index=piece.index)


def _write_csv(pieces: Iterable[bytes], output: Path) -> None:
    with open_atomic_file(output) as temporary, temporary.open("wb") as file:
        file.write((",".join(find_schema("frames").columns) + "\n").encode())
        file.writelines(pieces)
