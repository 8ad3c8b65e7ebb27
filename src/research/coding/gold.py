"""Read the codings of the coders and gold.csv."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from research.attribution import segment_documents
from research.codebook import NO_FRAME, Codebook, mark_officials, read_codebook
from research.coding.code_checks import find_code_faults, find_mismatched_texts, find_unknown_coders, list_coder_files
from research.coding.coded_texts import HASH, SENTENCE_NUMBER, find_changed_texts, format_numbers, keep_codable
from research.coding.runs.coder_prompt import NOT_CODED
from research.coding.runs.run_records import RUN_ENDING
from research.coding.sampling import UNITS
from research.corpus import find_replaced_texts, read_documents
from research.tables import (
    MODES,
    OFFICES,
    Fault,
    InputError,
    check_table,
    glob_files,
    list_columns,
    merge_faults,
    read_cells,
    returns_table,
)

GOLD_COLUMNS = ("document", "sentence", "speaker", "office", "mode", "frames", "decided")
CODING_COLUMNS = ("document", "sentence", "frames")
# once: coded once, by none of the coders whose files are beside gold.csv.
DECIDED = ("agreed", "adjudicated", "adjudicated by NAME", "once")
_DECIDED = r"agreed|once|adjudicated(?: by [a-z][a-z0-9]*(?:[_-][a-z0-9]+)*)?"
_NOBODY = "research code sample writes a sheet for a coder, research code import makes the file of it"
_UNDECIDED = "have two people code (research code sample, import), then research code adjudicate writes it"
_COMPLETE = "have it coded whole and adjudicate it, or move its rows to a file outside coding/"
VERBATIM_COLUMNS = ("sentence_text", "speaker", "office", "mode", "frames")


@dataclass(frozen=True)
class CodedStatements:
    """The coded documents of a corpus.

    Attributes
    ----------
    statements : DataFrame
        The table statements, with speaker, office and mode as they were coded.
    codings : DataFrame
        The table codings of the coder gold.
    uncoded : tuple of str
        Ids of the documents without codes; they are in neither table.
    """

    statements: pd.DataFrame
    codings: pd.DataFrame
    uncoded: tuple[str, ...]


@returns_table("codings")
def read_codings(
    folder: Path, *, codebook: Codebook | None = None, documents: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Read the files of all coders and check them against the codebook and the corpus.

    A coder file has the columns document, sentence and frames (codes joined by ";", in any order, empty for none), and
    may have sha256, the hash of the sentence that was coded. The file gold.csv is not read. The file of a program
    (research code run) may have "not coded" in place of codes; such rows are left out, as unread.

    Parameters
    ----------
    folder : Path
        The folder corpus/coding.
    codebook : Codebook, optional
        The codebook; None reads codebook.toml in the folder above.
    documents : DataFrame, optional
        The table documents; None reads the documents in the folder above.

    Returns
    -------
    DataFrame
        The table codings, sorted by document, sentence, coder and frame.

    Raises
    ------
    InputError
        With all faults of all files: no coder file, a coder who is not in the codebook, a code that is not in the
        codebook, a subcode without its frame, a document or sentence that is not in the corpus, a text that differs
        from the one that was coded, a sentence given twice.
    """
    folder = Path(folder)
    files = list_coder_files(folder)
    if not files:
        raise InputError([Fault(folder.as_posix(), "coding", "no <coder>.csv", "one file a coder", _NOBODY)])
    codebook = read_codebook(folder.parent / "codebook.toml") if codebook is None else codebook
    faults = list(find_unknown_coders(files, codebook))
    tables: dict[Path, pd.DataFrame] = {}
    for file in files:
        table, found = _read_rows(file, CODING_COLUMNS, key=UNITS, optional=(HASH,))
        faults += found
        if not found and table.empty:
            remedy = "bring the coder's sheet in with research code import, or move the file away"
            faults.append(Fault(file.as_posix(), "rows", "none", "one sentence that was read, or more", remedy))
        elif not found:
            if file.with_suffix(RUN_ENDING).is_file():
                table = table[table["frames"].ne(NOT_CODED)]
            tables[file] = table
            faults += find_code_faults(_list_places(table, file), codebook)
    try:
        documents = read_documents(folder.parent) if documents is None else documents
        faults += find_mismatched_texts(tables, documents, without=find_replaced_texts(folder.parent))
    except InputError as error:
        # Faults of the coder files are reported together with those of the documents.
        faults += error.faults
    if faults:
        raise InputError(merge_faults(faults))
    parts = [_list_frames(table, file.stem) for file, table in tables.items()]
    return _sort(pd.concat(parts), ["coder", "frame"])


@returns_table("gold")
def read_gold(path: Path, *, codebook: Codebook | None = None) -> pd.DataFrame:
    """Read gold.csv and check its rows against the codebook.

    Parameters
    ----------
    path : Path
        The file gold.csv.
    codebook : Codebook, optional
        The codebook; None reads codebook.toml above the folder of the file. If that is missing too, codes are not
        checked, and offices are checked against those of the attribution rules.

    Returns
    -------
    DataFrame
        The table gold, sorted by document and sentence; frames are codes joined by ";", sha256 is the hash of the
        sentence that was coded (empty where the file does not have it), row is the row of the file.

    Raises
    ------
    InputError
        With all faults: a code, office or mode that is not in the codebook, a sentence given twice, a speaker in
        narration or no speaker in reported speech, a value of decided other than agreed, adjudicated or adjudicated by
        NAME (a coder's name).
    """
    path = Path(path)
    if not path.is_file():
        expected = "columns " + ", ".join(GOLD_COLUMNS)
        raise InputError([Fault(path.as_posix(), "file", "nothing there", expected, _UNDECIDED)])
    table, faults = _read_rows(path, GOLD_COLUMNS, key=UNITS, optional=(HASH,))
    beside = path.parent.parent / "codebook.toml"
    codebook = read_codebook(beside) if codebook is None and beside.is_file() else codebook
    faults = faults or _find_unfit(table, path.as_posix(), codebook)
    faults += [
        Fault(f"{path.as_posix()}, row {row + 2}", "decided", repr(table.loc[row, "decided"]), " or ".join(DECIDED))
        for row in table.index[~table["decided"].str.fullmatch(_DECIDED)]
    ]
    faults += find_code_faults(_list_places(table, path), codebook) if codebook else []
    if faults:
        raise InputError(merge_faults(faults))
    return _sort(table.assign(row=table.index + 2), [])


@returns_table("modes")
def read_modes(path: Path, statements: pd.DataFrame) -> pd.DataFrame:
    """Read how each sentence is reported, from gold.csv where it has the sentence and else from the attribution rules.

    Parameters
    ----------
    path : Path
        The file gold.csv; it may be missing or incomplete.
    statements : DataFrame
        The table statements, as the attribution rules give it.

    Returns
    -------
    DataFrame
        The table modes, sorted by document and sentence: mode is direct, indirect or narration.

    Raises
    ------
    InputError
        As read_gold does.
    """
    found = statements[[*UNITS, "mode"]]
    gold = read_gold(path)[[*UNITS, "mode"]] if Path(path).is_file() else found.iloc[:0]
    return pd.concat([gold, found]).drop_duplicates(UNITS).sort_values(UNITS, ignore_index=True)


def read_coded(folder: Path, documents: pd.DataFrame, *, codebook: Codebook | None = None) -> CodedStatements:
    """Read the coded sentences of documents, with speaker, office, mode and frames as they were coded.

    Parameters
    ----------
    folder : Path
        The corpus folder.
    documents : DataFrame
        The table documents.
    codebook : Codebook, optional
        The codebook, as read_gold takes it.

    Returns
    -------
    CodedStatements
        The statements, their codings, and the ids of documents without codes. Headlines and other sentences that are
        not coded (keep_codable) are included only where gold.csv has them.

    Raises
    ------
    InputError
        Where the text of a document differs from the one that was coded, a document is coded only in part or in both
        files, or a row has a sentence that is not in its document; and as read_gold does.

    Notes
    -----
    Codes come from coding/gold.csv, by the number of the sentence. Documents that were coded in another text than the
    one that is read (corpus.find_replaced_texts) do not take codes from gold.csv: they have a file originals/<id>.csv
    (sentence_text, speaker, office, mode, frames; the sentences as they are in the text, in their order) or remain
    uncoded. Any other document may have such a file too, but not codes in both files.
    """
    folder = Path(folder)
    aside = find_replaced_texts(folder)
    copies = {file.stem for file in glob_files(folder / "originals", "*.csv")}
    gold = read_gold(folder / "coding" / "gold.csv", codebook=codebook)
    apart = documents["document"].isin(aside | copies)
    told = gold[~gold["document"].isin(aside)]
    rows, faults = _join_gold(documents, segment_documents(documents[~apart]), told, folder)
    parts = [rows]
    # An empty table has no types and would change those of the other tables.
    for document, text in zip(documents.loc[apart, "document"], documents.loc[apart, "text"], strict=True):
        own, found = _place_own(folder / "originals" / f"{document}.csv", document, text, codebook)
        parts += [own] if len(own) else []
        faults += found
    if faults:
        raise InputError(faults)
    table = _sort(pd.concat(parts, ignore_index=True), [])
    codings = _list_frames(table, "gold")
    table["reported"] = table["mode"] != "narration"
    table = table.assign(rule="coded", confidence=1.0)
    file = folder / "codebook.toml"
    codebook = read_codebook(file) if codebook is None and file.is_file() else codebook
    coded = mark_officials(table, codebook)[list_columns("statements")]
    uncoded = sorted(set(documents["document"]) - set(coded["document"]))
    return CodedStatements(check_table(coded, "statements"), check_table(codings, "codings"), tuple(uncoded))


def _read_rows(
    file: Path, columns: Sequence[str], *, key: Sequence[str], optional: Sequence[str] = ()
) -> tuple[pd.DataFrame, list[Fault]]:
    """Read a coding file as text, sentence as a number, and the faults of a malformed file."""
    empty = pd.DataFrame(columns=[*columns, *optional])
    try:
        table = read_cells(file, remedy="export it again")
    except InputError as error:
        return empty, list(error.faults)
    if missing := [column for column in columns if column not in table.columns]:
        found = ", ".join(table.columns)
        return empty, [Fault(file.as_posix(), "columns", found, "also " + ", ".join(missing))]
    faults = []
    if "sentence" in columns:
        for row in table.index[~table["sentence"].str.fullmatch(SENTENCE_NUMBER)]:
            where, found = f"{file.as_posix()}, row {row + 2}", repr(table.loc[row, "sentence"])
            expected = "a number from 1, of at most nine digits"
            faults.append(Fault(where, "sentence", found, expected, "write the number of the sentence"))
        table = table.assign(sentence=pd.to_numeric(table["sentence"], errors="coerce"))
    for row in table.index[table.duplicated(list(key))] if key else []:
        where, found = f"{file.as_posix()}, row {row + 2}", " ".join(str(table.loc[row, column]) for column in key)
        faults.append(Fault(where, " and ".join(key), found, "each sentence once", "remove one of the two rows"))
    if not faults and "sentence" in columns:
        table = table.astype({"sentence": "int64"})
    table = table.assign(**{column: "" for column in optional if column not in table.columns})
    return table[[*columns, *optional]], faults


def _list_places(table: pd.DataFrame, file: Path) -> list[tuple[str, str]]:
    """List the position and the codes of each row."""
    return [(f"{file.as_posix()}, row {row + 2}", frames) for row, frames in table["frames"].items()]  # type: ignore[operator]  # the index is whole numbers


def _find_unfit(table: pd.DataFrame, where: str, codebook: Codebook | None) -> list[Fault]:
    """Find faults of office, mode and speaker in coded rows; without a codebook, offices are OFFICES."""
    offices = [label.code for label in codebook.offices] if codebook else list(OFFICES)
    faults = []
    for row, office, mode, speaker in zip(table.index, table["office"], table["mode"], table["speaker"], strict=True):
        place = f"{where}, row {row + 2}"
        if mode not in MODES:
            faults.append(Fault(place, "mode", repr(mode), " or ".join(MODES)))
        elif mode == "narration" and (speaker or office):
            faults.append(Fault(place, "speaker", repr(speaker or office), "nobody, as the mode is narration"))
        elif mode != "narration" and office not in offices:
            expected = "one of " + ", ".join(offices)
            faults.append(Fault(place, "office", repr(office), expected, "mend it, or add the office to the codebook"))
        elif mode != "narration" and not speaker:
            faults.append(Fault(place, "speaker", "nobody", f"a name or an office, as the mode is {mode}"))
    return faults


def _join_gold(
    documents: pd.DataFrame, statements: pd.DataFrame, gold: pd.DataFrame, folder: Path
) -> tuple[pd.DataFrame, list[Fault]]:
    """Join gold.csv to the sentences, and find the documents that changed or are coded only in part."""
    where = (folder / "coding" / "gold.csv").as_posix()
    # Their text is missing (rendition metadata), or originals/ has their codes.
    absent = set(documents["document"]) - set(statements["document"])
    faults = [
        Fault(
            where, "document", f"{name}, which originals/{name}.csv codes too", "codes in one place", "keep one of them"
        )
        for name in sorted(absent & set(gold["document"]))
        if (folder / "originals" / f"{name}.csv").is_file()
    ]
    known = gold[~gold["document"].isin(absent)]
    changed = find_changed_texts(known, documents, statements, where=where)
    wanted = keep_codable(statements)
    wanted = wanted.loc[wanted["document"].isin(known["document"]), UNITS]
    lacking = wanted.merge(known[UNITS], on=UNITS, how="left", indicator="source")
    told = {fault.field for fault in changed}
    faults += changed
    for document, part in lacking[lacking["source"] == "left_only"].groupby("document", sort=True):
        if f"text of {document}" not in told:
            found = f"no row for {document} {format_numbers(part['sentence']).removeprefix('sentence ')}"
            faults.append(Fault(where, "document and sentence", found, "one row a sentence", _COMPLETE))
    joined = statements[[*UNITS, "start", "stop", "text"]].merge(known, on=UNITS)
    return joined.astype({"start": "int64", "stop": "int64"}), faults


def _place_own(file: Path, document: str, text: str, codebook: Codebook | None) -> tuple[pd.DataFrame, list[Fault]]:
    """Find the sentences of the coding file of a verbatim copy in its text, in their order."""
    columns = ["document", "sentence", "start", "stop", "text", "speaker", "office", "mode", "frames", "decided"]
    if not file.is_file():
        return pd.DataFrame(columns=columns), []
    table, faults = _read_rows(file, VERBATIM_COLUMNS, key=[])
    faults = faults or _find_unfit(table, file.as_posix(), codebook)
    position = 0
    rows: list[tuple[str, int, int, int, str]] = []
    for row, sentence in enumerate(table["sentence_text"]):
        start = text.find(sentence, position)
        if start < 0 or not sentence:
            remedy = "copy the sentence exactly as it stands in the .txt, in its order"
            faults.append(
                Fault(
                    f"{file.as_posix()}, row {row + 2}",
                    "sentence_text",
                    repr(sentence[:40]),
                    "text of the copy",
                    remedy,
                )
            )
            continue
        position = start + len(sentence)
        rows.append((document, len(rows) + 1, start, position, sentence))
    placed = pd.DataFrame(rows, columns=columns[:5])
    if faults:
        return pd.DataFrame(columns=columns), faults
    return pd.concat([placed, table[["speaker", "office", "mode", "frames"]]], axis=1).assign(decided="own"), []


def _list_frames(table: pd.DataFrame, coder: str) -> pd.DataFrame:
    """Make one row for each frame of a coded sentence, or one row with none."""
    lists = (
        table["frames"].str.split(";").map(lambda codes: sorted({code.strip() for code in codes} - {""}) or [NO_FRAME])
    )
    rows = table[["document", "sentence"]].assign(coder=coder, frame=lists).explode("frame", ignore_index=True)
    return rows.astype({"frame": "str"})


def _sort(table: pd.DataFrame, more: Sequence[str]) -> pd.DataFrame:
    return table.sort_values(["document", "sentence", *more], ignore_index=True)
