"""Files of statements from elsewhere -> files of frames, some documents at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pandas as pd

from research import attribution
from research.frames.frame_grid import KEY
from research.tables import (
    MODES,
    Fault,
    Grid,
    InputError,
    describe_mapping,
    find_schema,
    fold_synonyms,
    format_csv,
    iter_grids,
    list_columns,
    match_columns,
    merge_faults,
    open_atomic_file,
    read_synonyms,
    refuse_replacing,
    render_texts,
    replace_file,
    returns_table,
)

_NEEDED = ("document", "sentence", "text")
_KNOWN = (*_NEEDED, "start", "speaker", "office", "mode")
_CHUNK = 20_000
# From so many sentences on, a document may be a text, of which some sentences are narration.
_WHOLE = 5

Coder = Callable[[pd.DataFrame], pd.DataFrame]


def iter_statements(path: Path, columns: Mapping[str, str] | None = None) -> Iterator[pd.DataFrame]:
    """Read statements to code from a table, in chunks of whole documents, sorted by document and sentence.

    Needed columns: document (any id), sentence (a whole number), text; known beside them: start, speaker, office, mode;
    others are left alone. They go by these names or known others, or by those that columns gives.

    Yields document, sentence, text, start (that of the statement in its document's text, 0 where the file has none) and
    reported, found in this order: from mode (narration is not reported; a column without a single mode says nothing),
    from speaker (nobody is reported where it is empty, unless all are), else by the rules of the attribution over each
    document's sentences put together. Those rules count only in documents of 5 sentences or more of which they find at
    least half reported: shorter ones, and those where fewer are, may be statements cut out of their text, and are taken
    as reported.

    A .csv or .jsonl that stands in order is read piece by piece, so that memory does not grow with it; any other file
    is read whole and sorted first.

    Raises InputError with the faults: file, row, column, found, expected, remedy.
    """
    pieces: Iterable[pd.DataFrame] = _read_pieces(path, columns)
    ordered, teller = _survey(path, columns)
    if not ordered:
        whole = pd.concat(list(pieces))
        doubled = whole.index[whole.duplicated(KEY)]
        if len(doubled):
            raise InputError(merge_faults(_doubled(path, int(row), whole.loc[row]) for row in doubled))
        pieces = [whole.sort_values(KEY, kind="stable")]
    for piece in _keep_whole(pieces):
        yield _find_reported(piece.reset_index(drop=True), teller)


def code_file(
    path: Path, output: Path, code: Coder, *, columns: Mapping[str, str] | None = None, force: bool = False
) -> dict[str, int]:
    """Code the statements of a file and write their frames, whole or not at all; output is .csv or .parquet.

    code takes a statements table and gives a frames table, as code_with_cues does, or code_with_model with its coder.
    Rows come sorted by document and sentence, frames in the codebook's order; document and sentence are as given,
    present is 0 or 1, cue_start and cue_stop are places in the document's text where the file has starts, else in the
    statement's. Returns how many documents and statements were coded, how many of them as narration, and how many carry
    a frame.

    Raises InputError with the faults of path, and where output is path itself, cannot be written, or without force is
    another file than an earlier output.
    """
    if output.suffix not in (".csv", ".parquet"):
        raise InputError([Fault(output.as_posix(), "file ending", repr(output.suffix), ".csv or .parquet")])
    refuse_replacing(output, columns=list_columns("frames"), inputs=[path], force=force)
    counts = dict.fromkeys(("documents", "statements", "narration", "framed"), 0)

    def code_pieces() -> Iterator[pd.DataFrame]:
        for piece in iter_statements(path, columns):
            frames = code_piece(piece, code)
            counts["documents"] += piece["document"].nunique()
            counts["statements"] += len(piece)
            counts["narration"] += int((~piece["reported"]).sum())
            counts["framed"] += len(frames.loc[frames["present"].eq(1), KEY].drop_duplicates())
            yield frames

    if output.suffix == ".parquet":
        tables = list(code_pieces()) or [pd.DataFrame(columns=list_columns("frames"))]
        replace_file(output, pd.concat(tables, ignore_index=True).to_parquet(index=False))
    else:
        _write_csv(code_pieces(), output)
    return counts


@returns_table("foreign_frames")
def code_piece(piece: pd.DataFrame, code: Coder) -> pd.DataFrame:
    """Code statements from elsewhere, as iter_statements gives them; ids come back as they went in."""
    places = piece["document"].ne(piece["document"].shift()).cumsum()
    ids = "d" + places.astype("str").str.zfill(9)
    numbers = piece.groupby("document", sort=False).cumcount() + 1
    stand_ins = pd.DataFrame(
        {
            **{"document": ids, "sentence": numbers, "start": piece["start"], "stop": piece["start"]},
            **{"text": piece["text"], "reported": piece["reported"], "speaker": "", "office": ""},
            **{"mode": piece["reported"].map({True: "indirect", False: "narration"}), "rule": "", "confidence": 1.0},
        }
    )
    stand_ins["stop"] = stand_ins["start"] + stand_ins["text"].str.len()
    frames = code(
        stand_ins.astype({"document": "str", "mode": "str", "rule": "str", "speaker": "str", "office": "str"})
    )
    names = stand_ins[KEY].assign(given=piece["document"], number=piece["sentence"])
    frames = frames.merge(names, on=KEY, how="left", validate="many_to_one")
    frames = frames.assign(
        document=frames["given"], sentence=frames["number"], present=frames["present"].astype("int64")
    )
    return frames[list_columns("frames")]


def describe_file(path: Path, columns: Mapping[str, str] | None = None) -> str:
    """Say which column of a table of statements is taken for which field, and how the file was read."""
    grid = next(iter_grids(path, known=fold_synonyms(read_synonyms(*_KNOWN)), size=1))
    return "; ".join([describe_mapping(path.as_posix(), _match(grid, columns), grid.columns), *grid.notes])


def _match(grid: Grid, columns: Mapping[str, str] | None) -> dict[str, str]:
    synonyms = read_synonyms(*_KNOWN)
    return match_columns(grid.columns, synonyms, given=columns, required=_NEEDED, where=grid.where)


def _read_pieces(path: Path, columns: Mapping[str, str] | None) -> Iterator[pd.DataFrame]:
    """The file's rows as texts and numbers, in its order; the index is the number of the row."""
    mapping: dict[str, str] = {}
    for grid in iter_grids(path, known=fold_synonyms(read_synonyms(*_KNOWN)), size=_CHUNK):
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
    if "mode" in kept.columns:
        wrong = ~kept["mode"].isin([*MODES, ""])
        faults += [_fault(grid, row, "mode", kept["mode"][row], ", ".join(MODES)) for row in kept.index[wrong]]
    if faults:
        raise InputError(merge_faults(faults))
    numbers = {name: "int64" for name in ("sentence", "start") if name in kept.columns}
    return kept.astype(numbers)


def _fault(grid: Grid, row: int, column: str, found: str, expected: str) -> Fault:
    return Fault(grid.name_row(row), column, repr(found), expected, "correct the row")


def _doubled(path: Path, row: int, values: "pd.Series[str]") -> Fault:
    found = f"{values['document']} {values['sentence']} again"
    return Fault(f"{path.as_posix()}, row {row}", "document and sentence", found, "each once", "remove one of the rows")


def _survey(path: Path, columns: Mapping[str, str] | None) -> tuple[bool, str]:
    """Whether the rows' documents and sentences only ever rise, and which column says what is reported, if one does."""
    before: tuple[str, int] | None = None
    ordered, filled = True, set[str]()
    for piece in _read_pieces(path, columns):
        keys = list(zip(piece["document"], piece["sentence"], strict=True))
        chain = keys if before is None else [before, *keys]
        ordered = ordered and all(first < second for first, second in pairwise(chain))
        filled |= {name for name in ("mode", "speaker") if name in piece.columns and piece[name].ne("").any()}
        before = keys[-1] if keys else before
    return ordered, next((name for name in ("mode", "speaker") if name in filled), "")


def _keep_whole(pieces: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """The same rows, cut only between two documents."""
    rest: pd.DataFrame | None = None
    for piece in pieces:
        joined = piece if rest is None else pd.concat([rest, piece])
        last = joined["document"].eq(joined["document"].iloc[-1]) if len(joined) else pd.Series(dtype="bool")
        if len(joined) and not last.all():
            yield joined[~last]
        rest = joined[last] if len(joined) else None
    if rest is not None and len(rest):
        yield rest


def _find_reported(piece: pd.DataFrame, teller: str) -> pd.DataFrame:
    if teller == "mode":
        reported = piece["mode"].ne("narration")
    elif teller == "speaker":
        reported = piece["speaker"].ne("")
    else:
        reported = _attribute(piece)
    start = piece["start"] if "start" in piece.columns else 0
    return piece[list(_NEEDED)].assign(start=start, reported=reported.astype("bool"))


def _attribute(piece: pd.DataFrame) -> "pd.Series[bool]":
    """Whether the attribution finds each sentence reported in its document put together; all where it finds few."""
    ids = piece["document"].ne(piece["document"].shift()).cumsum()
    joined = pd.DataFrame({"document": ids.astype("str"), "text": piece["text"]})
    texts = joined.groupby("document", sort=False)["text"].agg(" ".join).reset_index().astype("str")
    found = attribution.attribute_documents(texts)
    spans = {name: part for name, part in found.loc[found["reported"]].groupby("document")}
    reported: list[bool] = []
    for name, part in joined.groupby("document", sort=False):
        stops = (part["text"].str.len() + 1).cumsum() - 1
        starts = stops - part["text"].str.len()
        said = spans.get(name, found.iloc[:0])
        hits = [
            bool(((said["start"] < stop) & (said["stop"] > start)).any())
            for start, stop in zip(starts, stops, strict=True)
        ]
        whole = len(hits) >= _WHOLE and 2 * sum(hits) >= len(hits)
        reported += hits if whole else [True] * len(hits)
    return pd.Series(reported, index=piece.index)


def _write_csv(pieces: Iterable[pd.DataFrame], output: Path) -> None:
    with open_atomic_file(output) as temporary, temporary.open("wb") as file:
        file.write((",".join(find_schema("frames").columns) + "\n").encode())
        for piece in pieces:
            file.write(format_csv(piece).partition(b"\n")[2])
