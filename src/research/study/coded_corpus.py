"""A corpus folder in one piece: documents, statements, codebook, and the frames that people decided on."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from research.attribution import find_statements
from research.codebook import Codebook, read_codebook
from research.coding import read_coded
from research.compare import join_frames
from research.corpus import find_families, read_documents
from research.frames import table_codings


@dataclass(frozen=True)
class CodedCorpus:
    """What a corpus folder holds: tables documents, statements, codings (of gold) and gold (a frames table).

    uncoded holds the ids of the documents that gold has no row for; their statements are not among statements.
    """

    documents: pd.DataFrame
    statements: pd.DataFrame
    codings: pd.DataFrame
    gold: pd.DataFrame
    book: Codebook
    uncoded: tuple[str, ...]


def read_coded_corpus(folder: Path) -> CodedCorpus:
    """Read a corpus folder with its gold. Raises InputError as its readers do: documents, codebook, coding.

    >>> known = read_coded_corpus(Path("corpus"))
    >>> len(known.documents), len(known.statements), known.gold["coder"].unique().tolist()
    (135, 1375, ['gold'])
    """
    documents = read_documents(folder)
    book = read_codebook(folder / "codebook.toml")
    coded = read_coded(folder, documents, find_statements(documents), codebook=book)
    gold = table_codings(coded.statements, coded.codings, book)
    return CodedCorpus(documents, coded.statements, coded.codings, gold, book, coded.uncoded)


def join_corpus(known: CodedCorpus) -> pd.DataFrame:
    """join_frames for a whole corpus and its gold, with the families of all its documents."""
    return join_frames(known.documents, known.statements, known.gold, families=find_families(known.documents))
