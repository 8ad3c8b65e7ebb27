"""The statements of documents: who speaks, in which office and mode, and by which rule this was found."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pandas as pd

from research.attribution.decision_model import AttributionModel, decide_speakers, read_model
from research.attribution.quotations import Quotation
from research.attribution.segments import SOURCE_ORDER, SourceText, list_sources
from research.attribution.sentence_features import AnnotatedSentence, AnnotatedText, annotate_text
from research.tables import list_columns, read_data_rows, returns_table

_UNKNOWN_CONFIDENCE = 0.5  # of a rule that never fired in the development documents


@returns_table("statements")
def find_statements(
    documents: pd.DataFrame, *, learnt: bool = True, model: AttributionModel | None = None
) -> pd.DataFrame:
    """Find the statements of documents, with speaker, office, mode, rule and confidence.

    Parameters
    ----------
    documents
        One row a document: document, text and, if there is one, rendition.

    Returns
    -------
    pandas.DataFrame
        The table statements. Rows whose rule is one of FURNITURE_RULES are no sentences of the item and are not coded;
        only verbatim documents have them.

    Raises
    ------
    InputError
        Where a column is missing or a text is no string.

    Notes
    -----
    Documents of rendition verbatim are attributed by the rules for verbatim texts (see attribute_documents), all others
    by the rules for restated texts, in which every statement has a cue. The speaker is the fullest name in the
    document; speaker and office are empty where the cue names nobody who can be resolved. The mode is direct where the
    reported words are in quotation marks. Confidence is the precision of the rule in the development documents of the
    corpus by the rule of succession, (right + 1) / (fired + 2), with the counts of data/attribution_rules.csv.

    Examples
    --------
    >>> text = "Bupati Lebong Herwan Antoni meminta ASN netral. Menurutnya, sanksi menanti. Rapat usai."
    >>> statements = find_statements(pd.DataFrame({"document": ["a"], "text": [text]}))
    >>> statements[["reported", "speaker", "office", "mode", "rule"]].to_numpy().tolist()[1:]
    [[True, 'Herwan Antoni', 'head', 'indirect', 'according_pronoun'], [False, '', '', 'narration', 'narration']]
    >>> find_statements(pd.DataFrame({"document": ["a"]}))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    documents: text: found no such column, expected a column text; the table has document
    """
    return _attribute_sources(list_sources(documents), _choose_model(model, learnt=learnt))


@returns_table("attributions")
def attribute_documents(documents: pd.DataFrame) -> pd.DataFrame:
    r"""Attribute the sentences of texts as published, with the quotation that each belongs to.

    Parameters
    ----------
    documents
        One row a document: document, text and, where some are restated, rendition.

    Returns
    -------
    pandas.DataFrame
        The table attributions: statements with quote_start and quote_stop, the span of the quotation with its marks
        that a direct statement belongs to, the same for all its sentences; empty in the other rows. A sentence that
        overlaps several quotations has the longest of those that no other sentence overlaps.

    Raises
    ------
    InputError
        Where a column is missing or a text is no string.

    Notes
    -----
    The rules are those of find_statements for restated texts, and in addition: a sentence without cue continues with
    the speaker before it (rules continued and afterword); what private persons say (passers-by with their age in
    brackets, traders, students) is narration (rule private_person), and so is page furniture (rules headline and
    boilerplate).

    Examples
    --------
    >>> text = '\u201cPegawai wajib netral. Titik,\u201d kata Bupati Lebong Ani Rahma.\n\nBaca juga: Jadwal kampanye'
    >>> table = attribute_documents(pd.DataFrame({"document": ["a"], "text": [text]}))
    >>> table[["speaker", "mode", "rule", "quote_start", "quote_stop"]].astype(object).to_numpy().tolist()[:2]
    [['Ani Rahma', 'direct', 'quotation', 0, 30], ['Ani Rahma', 'direct', 'kata_person', 0, 30]]
    >>> table["rule"].tolist()[2]
    'boilerplate'
    """
    return attribute_sources(list_sources(documents, otherwise="verbatim"))


@returns_table("attributions")
def attribute_sources(sources: Iterable[SourceText]) -> pd.DataFrame:
    """Attribute texts that are cleaned already, as attribute_documents does."""
    return _attribute_sources(sources, read_model())


def _choose_model(model: AttributionModel | None, *, learnt: bool) -> AttributionModel | None:
    return (model or read_model()) if learnt else None


def _attribute_sources(sources: Iterable[SourceText], model: AttributionModel | None) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for source in sorted(sources, key=SOURCE_ORDER):
        rows += ((source.document, number, *row) for number, row in enumerate(_attribute(source, model), start=1))
    return pd.DataFrame(rows, columns=list_columns("attributions"))


@cache
def _read_confidence() -> dict[str, float]:
    rows = read_data_rows("attribution_rules.csv")
    return {row["rule"]: (int(row["right"]) + 1) / (int(row["fired"]) + 2) for row in rows}


def _attribute(source: SourceText, model: AttributionModel | None) -> Iterator[tuple[Any, ...]]:
    """Yield the columns of attributions from start on for each sentence, with spans in the text as given."""
    annotated = annotate_text(source.cleaned.text)
    decisions = decide_speakers(annotated, verbatim=source.verbatim, model=model)
    for sentence, (decision, probability) in zip(annotated.sentences, decisions, strict=True):
        quotation = _choose_quotation(annotated, sentence)
        reported, speaker = decision.reported, decision.speaker
        mode = "narration" if not reported else "direct" if quotation else "indirect"
        name, office = (speaker.name, speaker.category) if speaker and reported else ("", "")
        start, stop = source.cleaned.map_span(sentence.start, sentence.stop)
        confidence = _read_confidence().get(decision.rule, _UNKNOWN_CONFIDENCE) if probability is None else probability
        quote = source.cleaned.map_span(quotation.start, quotation.stop) if quotation and reported else (None, None)
        yield start, stop, source.text[start:stop], reported, name, office, mode, decision.rule, confidence, *quote


def _choose_quotation(annotated: AnnotatedText, sentence: AnnotatedSentence) -> Quotation | None:
    """Choose the longest quotation that overlaps a sentence, if possible of those that overlap no other one."""
    single = [number for number in sentence.quotations if len(annotated.quotation_sentences[number]) == 1]
    quotations = (annotated.quotations[number] for number in single or sentence.quotations)
    return max(quotations, key=lambda quotation: quotation.stop - quotation.start, default=None)
