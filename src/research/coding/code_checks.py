"""Check that the codes, coders and sentences of coding files are in the codebook and in the corpus."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from research.attribution import segment_documents
from research.codebook import NO_FRAME, Codebook, Coder, check_codes, is_coder_name
from research.coding.coded_texts import find_changed_texts
from research.coding.runs.run_records import RUN_ENDING
from research.tables import Fault, glob_files

# Who a coder is, until codebook.toml says it.
NOT_STATED = "not said yet"
UNIT = ["document", "sentence"]


def find_code_faults(rows: Iterable[tuple[str, str]], codebook: Codebook) -> Iterator[Fault]:
    """Find the faults in lists of codes, by the rules of check_codes.

    Parameters
    ----------
    rows : iterable of (str, str)
        For each list its position in a file, for the message, and its codes joined by ";".
    codebook : Codebook
        The codebook that lists the codes.

    Yields
    ------
    Fault
        Each fault of each list, in the order of the rows.
    """
    judged: dict[str, list[tuple[str, str, str]]] = {}
    for where, frames in rows:
        if frames not in judged:
            codes = [code.strip() for code in frames.split(";")]
            judged[frames] = check_codes([code for code in codes if code], codebook)
        for found, expected, remedy in judged[frames]:
            yield Fault(where, "frames", found, expected, remedy)


def list_coder_files(folder: Path) -> list[Path]:
    """List the coder files of a folder: each .csv file except gold.csv and files whose names begin with a dot.

    Parameters
    ----------
    folder : Path
        The folder corpus/coding.

    Returns
    -------
    list of Path
        The files, sorted.
    """
    files = [file for file in glob_files(Path(folder), "*") if file.suffix.lower() == ".csv"]
    return sorted(file for file in files if file.stem != "gold")


def find_unknown_coders(files: Sequence[Path], codebook: Codebook) -> Iterator[Fault]:
    """Find the files of coders who are not in the codebook and have no record of a run, and second files of one coder.

    Parameters
    ----------
    files : sequence of Path
        The coder files, as list_coder_files gives them.
    codebook : Codebook
        The codebook that lists the coders.

    Yields
    ------
    Fault
        One for each such file.
    """
    known = [coder.name for coder in codebook.coder]
    names = [file.stem for file in files]
    for file in files:
        if file.stem in known or file.with_suffix(RUN_ENDING).is_file():
            if names.count(file.stem) > 1:
                remedy = "keep one of them; look first whether they differ"
                yield Fault(file.as_posix(), "coder", f"{file.stem!r} in two files", "one file a coder", remedy)
            continue
        expected = "a coder whom codebook.toml lists" + (f": {', '.join(known)}" if known else "; it lists nobody")
        like = [name for name in known if name in file.stem.lower()]
        if like and not is_coder_name(file.stem):
            remedy = f"if it is a copy of {like[0]}.csv, move it out of this folder, else rename it, as siti_aminah.csv"
        elif like:
            remedy = f"if it is a copy of {like[0]}.csv, move it out of this folder, else {_advise(file.stem)}"
        elif is_coder_name(file.stem):
            remedy = _advise(file.stem)
        else:
            remedy = "rename it in small letters and digits, as siti_aminah.csv, and list that name in codebook.toml"
        yield Fault(file.as_posix(), "coder", repr(file.stem), expected, remedy)


def add_coder(codebook: Codebook, name: str, *, who: str, since: str) -> tuple[str, Codebook]:
    """Make the lines that add a coder at the end of codebook.toml, and the codebook with this coder.

    Parameters
    ----------
    codebook : Codebook
        The codebook without the coder.
    name : str
        Name of the coder, as check_coder_name accepts it.
    who : str
        Who the coder is, in a few words.
    since : str
        Since when: a year, month or day in ISO form.

    Returns
    -------
    lines : str
        The lines for codebook.toml.
    codebook : Codebook
        The codebook with the coder.

    Examples
    --------
    >>> from research.codebook import read_codebook
    >>> book = read_codebook(Path("corpus/codebook.toml"))
    >>> lines, book = add_coder(book, "siti", who="a nurse", since="2026-11-26")
    >>> print(lines.strip())
    [[coder]]
    name = "siti"
    who = "a nurse"
    since = "2026-11-26"
    >>> book.coder[-1].name
    'siti'
    """
    # A JSON string is a valid TOML string too.
    values = {
        key: json.dumps(value, ensure_ascii=False) for key, value in (("name", name), ("who", who), ("since", since))
    }
    lines = "".join(f"{key} = {value}\n" for key, value in values.items())
    return f"[[coder]]\n{lines}", replace(codebook, coder=(*codebook.coder, Coder(name, who, since)))


def _advise(name: str) -> str:
    """Write a remedy that shows how to list a coder."""
    lines = ["[[coder]]", f'name = "{name}"', 'who = "..."', 'since = "YYYY-MM-DD"']
    return "\n".join(["add at the end of codebook.toml, with words of your own for who:", *lines])


def find_mismatched_texts(
    tables: Mapping[Path, pd.DataFrame], documents: pd.DataFrame, *, without: frozenset[str]
) -> list[Fault]:
    """Find the documents whose coded text differs from their text in the corpus, or which the corpus does not have.

    Parameters
    ----------
    tables : mapping of Path to DataFrame
        For each coding file its rows: document, sentence, sha256; the index counts the rows from 0.
    documents : DataFrame
        The table documents.
    without : frozenset of str
        Ids of documents that are not checked, since they were coded in another text (corpus.find_replaced_texts).

    Returns
    -------
    list of Fault
        One for each document and file (find_changed_texts).
    """
    coded = {name for table in tables.values() for name in table["document"]} - without
    here = documents[documents["document"].isin(coded)]
    statements = segment_documents(here)
    faults = []
    for file, table in tables.items():
        rows = table[table["document"].isin(coded)]
        faults += find_changed_texts(rows.assign(row=rows.index + 2), here, statements, where=file.as_posix())
    return faults


def find_identical_coders(codings: pd.DataFrame, *, minimum: int = 5) -> list[str]:
    """Find pairs of coders who gave the same codes to all sentences that both of them read.

    Parameters
    ----------
    codings : DataFrame
        The table codings.
    minimum : int
        Smallest number of sentences read by both for which a pair is listed.

    Returns
    -------
    list of str
        One message for each pair, in the order of their names. Pairs who saw no frame in any of these sentences are not
        listed.

    Examples
    --------
    >>> rows = [("a", number, coder, "sanctions") for coder in ("ani", "siti") for number in range(1, 7)]
    >>> find_identical_coders(pd.DataFrame(rows, columns=["document", "sentence", "coder", "frame"]))
    ['ani and siti coded all 6 sentences that both read alike: is one file a copy of the other?']
    """
    seen: dict[str, dict[tuple[str, int], list[str]]] = {}
    told = codings.sort_values(["coder", "frame"])[["coder", *UNIT, "frame"]]
    for coder, document, sentence, frame in told.itertuples(index=False, name=None):
        seen.setdefault(coder, {}).setdefault((document, sentence), []).append(frame)
    lines = []
    for place, one in enumerate(seen):
        for other in list(seen)[place + 1 :]:
            both = [(codes, seen[other][unit]) for unit, codes in seen[one].items() if unit in seen[other]]
            framed = any(codes != [NO_FRAME] for codes, _ in both)
            if len(both) >= minimum and framed and all(codes == others for codes, others in both):
                said = f"{one} and {other} coded all {len(both)} sentences that both read alike"
                lines.append(f"{said}: is one file a copy of the other?")
    return lines
