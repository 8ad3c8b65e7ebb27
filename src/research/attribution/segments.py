"""The texts of documents and their sentences, before anybody looks for speakers.

Results that rest on coded speakers depend on this module, and not on the rules that find speakers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import pandas as pd

from research.attribution.page_furniture import find_furniture
from research.attribution.sentences import find_paragraphs, find_sentences
from research.tables import check_columns, hash_code, keep_rows, list_columns, make_key, returns_table
from research.text import Cleaned, clean_text

SOURCE_ORDER = attrgetter("document", "text")


@dataclass(frozen=True)
class SourceText:
    """A text to attribute, and its cleaned form, which for a restated text is the text itself."""

    document: str
    text: str
    cleaned: Cleaned
    verbatim: bool


def make_source(document: str, text: str, rendition: str) -> SourceText:
    """Make the text of a document; one that is not restated is verbatim, and is cleaned."""
    verbatim = rendition != "restated"
    cleaned = clean_text(text) if verbatim else Cleaned(text, range(len(text)), range(1, len(text) + 1))
    return SourceText(document, text, cleaned, verbatim)


def list_sources(documents: pd.DataFrame, *, otherwise: str = "restated") -> Iterator[SourceText]:
    """List the texts of documents; otherwise is the rendition of a table without that column."""
    check_columns(documents, ["document", "text"], where="documents")
    without = "rendition" not in documents.columns
    renditions = [otherwise] * len(documents) if without else documents["rendition"]
    for row in zip(documents["document"], documents["text"], renditions, strict=True):
        yield make_source(*row)


def make_keys(documents: pd.DataFrame, *marks: str) -> dict[str, str]:
    """Make the key of each document for what attribution computes from its text and its rendition; none without ids."""
    check_columns(documents, ["document", "text"], where="documents")
    code = hash_code("attribution", "text")
    renditions = documents["rendition"] if "rendition" in documents else ["restated"] * len(documents)
    rows = zip(documents["document"], documents["text"], renditions, strict=True)
    return {
        document: make_key(code, *marks, document, text, str(rendition)) for document, text, rendition in sorted(rows)
    }


@returns_table("sentences")
def segment_documents(documents: pd.DataFrame) -> pd.DataFrame:
    """Segment documents into the sentences of find_statements, without searching for speakers.

    Parameters
    ----------
    documents
        One row a document: document, text and, if there is one, rendition.

    Returns
    -------
    pandas.DataFrame
        The table sentences: document, sentence, start, stop, text, and rule: one of FURNITURE_RULES where the row is no
        sentence of the item, else empty.

    Raises
    ------
    InputError
        Where a column is missing or a text is no string.

    Examples
    --------
    >>> segment_documents(pd.DataFrame({"document": ["a"], "text": ["Rapat usai. Hadirin pulang."]}))["text"].tolist()
    ['Rapat usai.', 'Hadirin pulang.']
    """
    keys = make_keys(documents)
    if len(keys) < len(documents):
        return _segment_sources(list_sources(documents))
    return keep_rows(
        "sentences",
        keys,
        lambda names: _segment_sources(list_sources(documents[documents["document"].isin(names)])),
    )


def _segment_sources(sources: Iterable[SourceText]) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for source in sorted(sources, key=SOURCE_ORDER):
        text = source.cleaned.text
        spans = find_sentences(text)
        rules = [""] * len(spans)
        if source.verbatim:
            rules = [rule for _, rule in find_furniture(text, spans, find_paragraphs(text))]
        for number, (span, rule) in enumerate(zip(spans, rules, strict=True), start=1):
            start, stop = source.cleaned.map_span(*span)
            rows.append((source.document, number, start, stop, source.text[start:stop], rule))
    return pd.DataFrame(rows, columns=list_columns("sentences"))
