"""The statements of documents: who speaks, in which office and mode, and by which rule this was found."""

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from research.attribution.decision_model import AttributionModel, decide_speakers, read_model
from research.attribution.quotations import Quotation
from research.attribution.segments import SOURCE_ORDER, SourceText, list_sources, make_keys
from research.attribution.sentence_features import AnnotatedSentence, AnnotatedText, annotate_text
from research.tables import keep_rows, list_columns, returns_table


@returns_table("statements")
def find_statements(
    documents: pd.DataFrame, *, learnt: bool = True, model: AttributionModel | None = None
) -> pd.DataFrame:
    """Find the statements of documents, with speaker, office, mode, rule and confidence.

    Parameters
    ----------
    documents
        One row a document: document, text and, if there is one, rendition.
    learnt
        Whether the data decide on sentences without cue; else the rules decide on all.
    model
        What was learnt; the model that comes with the package if none is given.

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
    Rules decide on every sentence with a cue or in quotation marks; on the others, what was learnt from coded documents
    decides whether they are reported, and whose they are. The speaker is the fullest name in the document; speaker and
    office are empty where the cue names nobody who can be resolved. The mode is direct where the reported words are in
    quotation marks. Only documents that are not restated have page furniture and private persons (see
    attribute_documents). Confidence is the probability that reported, speaker and office are right, calibrated on
    documents that the model did not see; without what was learnt, the share of right decisions of the rule.

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
    keys = make_keys(documents, "learnt" if learnt else "rules")
    # What a caller has learnt has no hash, and a table of an id given twice is refused when it is checked.
    if model is not None or len(keys) < len(documents):
        return _attribute_sources(list_sources(documents), model, learnt=learnt)
    return keep_rows(
        "statements",
        keys,
        lambda names: _attribute_sources(list_sources(documents[documents["document"].isin(names)]), learnt=learnt),
    )


@returns_table("attributions")
def attribute_documents(documents: pd.DataFrame, *, learnt: bool = True) -> pd.DataFrame:
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
    return _attribute_sources(list_sources(documents, otherwise="verbatim"), learnt=learnt)


@returns_table("attributions")
def attribute_sources(sources: Iterable[SourceText]) -> pd.DataFrame:
    """Attribute texts that are cleaned already, as attribute_documents does."""
    return _attribute_sources(sources)


def _attribute_sources(
    sources: Iterable[SourceText], model: AttributionModel | None = None, *, learnt: bool = True
) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for source in sorted(sources, key=SOURCE_ORDER):
        rows += (
            (source.document, number, *row)
            for number, row in enumerate(_attribute(source, model, learnt=learnt), start=1)
        )
    return pd.DataFrame(rows, columns=list_columns("attributions"))


def _attribute(source: SourceText, model: AttributionModel | None, *, learnt: bool) -> Iterator[tuple[Any, ...]]:
    """Yield the columns of attributions from start on for each sentence, with spans in the text as given."""
    annotated = annotate_text(source.cleaned.text)
    decisions = decide_speakers(annotated, model or read_model(), verbatim=source.verbatim, learnt=learnt)
    for sentence, (decision, confidence) in zip(annotated.sentences, decisions, strict=True):
        quotation = _choose_quotation(annotated, sentence)
        reported, speaker = decision.reported, decision.speaker
        mode = "narration" if not reported else "direct" if quotation else "indirect"
        name, office = (speaker.name, speaker.category) if speaker and reported else ("", "")
        start, stop = source.cleaned.map_span(sentence.start, sentence.stop)
        quote = source.cleaned.map_span(quotation.start, quotation.stop) if quotation and reported else (None, None)
        yield start, stop, source.text[start:stop], reported, name, office, mode, decision.rule, confidence, *quote


def _choose_quotation(annotated: AnnotatedText, sentence: AnnotatedSentence) -> Quotation | None:
    """Choose the longest quotation that overlaps a sentence, if possible of those that overlap no other one."""
    single = [number for number in sentence.quotations if len(annotated.quotation_sentences[number]) == 1]
    quotations = (annotated.quotations[number] for number in single or sentence.quotations)
    return max(quotations, key=lambda quotation: quotation.stop - quotation.start, default=None)
