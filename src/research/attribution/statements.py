"""Documents -> statements: who says it, in which office, in which mode, by which rule."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pandas as pd

from research.attribution.attribution_rules import decide_speakers
from research.attribution.page_furniture import name_furniture
from research.attribution.quotations import Quotation
from research.attribution.sentence_features import AnnotatedSentence, AnnotatedText, annotate_text
from research.attribution.sentences import find_paragraphs, find_sentences
from research.tables import Fault, InputError, check_table, list_columns, read_data_rows
from research.text import Cleaned, clean_text

_TYPES = {
    "sentence": "int64",
    "start": "int64",
    "stop": "int64",
    "reported": "bool",
    "confidence": "float64",
    "quote_start": "Int64",
    "quote_stop": "Int64",
}


def find_statements(documents: pd.DataFrame) -> pd.DataFrame:
    """Return the statements table of the documents: each sentence with its speaker, office, mode, rule and confidence.

    Only the columns document, text and rendition are read. Documents of rendition verbatim are read by the rules for
    texts as they were published (see attribute_documents), all others, and those of a table without the column, by the
    rules for restated text, every statement of which has a cue. The speaker is the fullest name the document gives.
    Without quotation marks the mode is indirect or narration; direct stands only where a cue reports what stands within
    marks. Where a cue names nobody who can be told, speaker and office stay empty. Confidence is the share of the
    rule's sentences whose speaker is right in the development documents of the corpus, by the rule of succession:
    (right + 1) / (fired + 2), with the counts of data/attribution_rules.csv; 0.5 for a rule that never fired there.

    Parameters
    ----------
    documents
        One row a document, as corpus.read_documents gives them.

    Returns
    -------
    pandas.DataFrame
        The table statements. Rows whose rule is one of FURNITURE_RULES (headline; boilerplate: the line of the date,
        bylines, links) are no sentences of the item and nobody codes them; only verbatim documents have any.

    Raises
    ------
    InputError
        Where a column is missing or a text is no string.

    Examples
    --------

    >>> text = "Bupati Lebong Herwan Antoni meminta ASN netral. Menurutnya, sanksi menanti. Rapat usai."
    >>> found = find_statements(pd.DataFrame({"document": ["a"], "text": [text]}))
    >>> found[["reported", "speaker", "office", "mode", "rule"]].to_numpy().tolist()[1:]
    [[True, 'Herwan Antoni', 'head', 'indirect', 'according_pronoun'], [False, '', '', 'narration', 'narration']]
    >>> find_statements(pd.DataFrame({"document": ["a"]}))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    table documents: text: found no such column, expected a column of type str
    """
    table = _make_table(documents, _clean_verbatim(documents))
    return check_table(table[list_columns("statements")], "statements")


def segment_documents(documents: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences of the documents, with the borders and numbers of find_statements, and without speakers.

    This is what codes of people need, who say themselves who speaks, and takes a small part of the time.

    Parameters
    ----------
    documents
        One row a document: document, text and, where there is one, rendition.

    Returns
    -------
    pandas.DataFrame
        The table sentences: document, sentence, start, stop, text, and rule, which is one of FURNITURE_RULES where the
        row is no sentence of the item, and else empty.

    Raises
    ------
    InputError
        Where a column is missing or a text is no string.

    Examples
    --------
    >>> segment_documents(pd.DataFrame({"document": ["a"], "text": ["Rapat usai. Hadirin pulang."]}))["text"].tolist()
    ['Rapat usai.', 'Hadirin pulang.']
    """
    rows: list[tuple[Any, ...]] = []
    for document, text, cleaned in _list_texts(documents, _clean_verbatim(documents)):
        source = cleaned.text if cleaned else text
        spans = find_sentences(source)
        rules = [rule for _, rule in name_furniture(source, spans, find_paragraphs(source))] if cleaned else []
        for number, (start, stop) in enumerate(spans):
            place = cleaned.map_span(start, stop) if cleaned else (start, stop)
            rows.append((document, number + 1, *place, text[slice(*place)], rules[number] if cleaned else ""))
    columns = list_columns("sentences")
    types = {column: _TYPES.get(column, "str") for column in columns}
    return check_table(pd.DataFrame(rows, columns=columns).astype(types), "sentences")


def attribute_documents(documents: pd.DataFrame) -> pd.DataFrame:
    r"""Return the attributions table of documents as published: statements, and the quotation each is part of.

    As find_statements does for restated text, with three differences. A sentence without cue goes on with the speaker
    before it where nothing speaks against that (rules continued and afterword). What private persons say (a passer-by
    with an age in brackets, a trader, a student) is no statement of an official and stands as narration (rule
    private_person), as do the headline (rule headline) and the furniture of the page (rule boilerplate). And
    quote_start and quote_stop are the span of the quotation, marks included, that a direct statement is part of, the
    same for all its sentences; empty for any other row. A sentence with parts of several quotations stands for the
    longest of those that it alone has.

    Raises InputError where a column is missing or a text is no string.

    >>> text = '\u201cPegawai wajib netral. Titik,\u201d kata Bupati Lebong Ani Rahma.\n\nBaca juga: Jadwal kampanye'
    >>> found = attribute_documents(pd.DataFrame({"document": ["a"], "text": [text]}))
    >>> found[["speaker", "mode", "rule", "quote_start", "quote_stop"]].astype(object).to_numpy().tolist()[:2]
    [['Ani Rahma', 'direct', 'quotation', 0, 30], ['Ani Rahma', 'direct', 'kata_person', 0, 30]]
    >>> found["rule"].tolist()[2]
    'boilerplate'
    """
    _check_documents(documents)
    return attribute_cleaned(documents, [clean_text(text) for text in documents["text"]])


def attribute_cleaned(documents: pd.DataFrame, cleaned: Sequence[Cleaned]) -> pd.DataFrame:
    """As attribute_documents, where the texts, in the order of the documents, have been cleaned already."""
    return check_table(_make_table(documents, cleaned), "attributions")


def _clean_verbatim(documents: pd.DataFrame) -> list[Cleaned | None]:
    """The cleaned form of each verbatim text; the others are read as they are."""
    _check_documents(documents)
    renditions = documents["rendition"] if "rendition" in documents.columns else [""] * len(documents)
    pairs = zip(documents["text"], renditions, strict=True)
    return [clean_text(text) if rendition == "verbatim" else None for text, rendition in pairs]


def _list_texts(documents: pd.DataFrame, cleaned: Sequence[Cleaned | None]) -> list[tuple[str, str, Cleaned | None]]:
    """Id, text and cleaned form of each document, in the order of their ids."""
    texts = zip(documents["document"], documents["text"], cleaned, strict=True)
    return sorted(texts, key=lambda one: one[:2])


def _make_table(documents: pd.DataFrame, cleaned: Sequence[Cleaned | None]) -> pd.DataFrame:
    """Attribute each document, by the rules for published text where it has a cleaned form."""
    rows = []
    for document, text, form in _list_texts(documents, cleaned):
        rows += [(document, number, *row) for number, row in enumerate(_attribute(text, form), start=1)]
    columns = list_columns("attributions")
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({column: _TYPES.get(column, "str") for column in columns})


def _check_documents(documents: pd.DataFrame) -> None:
    faults = [
        Fault("table documents", column, "no such column", "a column of type str")
        for column in ("document", "text")
        if column not in documents.columns
    ]
    if not faults:
        faults = [
            Fault(f"document {document}", "text", type(text).__name__, "a string", "read the documents again")
            for document, text in zip(documents["document"], documents["text"], strict=True)
            if not isinstance(text, str)
        ]
    if faults:
        raise InputError(faults)


@cache
def _read_confidence() -> dict[str, float]:
    rows = read_data_rows("attribution_rules.csv")
    return {row["rule"]: (int(row["right"]) + 1) / (int(row["fired"]) + 2) for row in rows}


def _attribute(text: str, cleaned: Cleaned | None) -> Iterator[tuple[Any, ...]]:
    """Yield the columns from start on of each sentence of a document, the quotation's start and stop last.

    A text as it was published is read in its cleaned form, and every span is told in the text as given.
    """
    reading = annotate_text(cleaned.text if cleaned else text)
    met = Counter(number for sentence in reading.sentences for number in sentence.quotations)
    for sentence, decision in zip(
        reading.sentences, decide_speakers(reading, verbatim=cleaned is not None), strict=True
    ):
        quotation = _choose_quotation(reading, sentence, met)
        reported, speaker = decision.reported, decision.speaker
        mode = "narration" if not reported else "direct" if quotation else "indirect"
        name, office = (speaker.name, speaker.category) if speaker and reported else ("", "")
        start, stop = cleaned.map_span(sentence.start, sentence.stop) if cleaned else (sentence.start, sentence.stop)
        confidence = _read_confidence().get(decision.rule, 0.5)
        span = (quotation.start, quotation.stop) if quotation and reported else (None, None)
        if cleaned and quotation and reported:
            span = cleaned.map_span(quotation.start, quotation.stop)
        yield start, stop, text[start:stop], reported, name, office, mode, decision.rule, confidence, *span


def _choose_quotation(reading: AnnotatedText, sentence: AnnotatedSentence, met: Counter[int]) -> Quotation | None:
    """The quotation a sentence stands for: of several one that no other sentence has, and the longest of those."""
    if not sentence.quotations:
        return None
    alone = [number for number in sentence.quotations if met[number] == 1] or sentence.quotations
    return max((reading.quotations[number] for number in alone), key=lambda one: one.stop - one.start)
