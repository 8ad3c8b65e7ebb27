"""The sentences of a text annotated with mentions, reporting cues, quotations, paragraph and page furniture."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from research.attribution.page_furniture import find_furniture
from research.attribution.quotations import Quotation, find_quotations, is_statement
from research.attribution.reporting_cues import ReportingCue, find_cues
from research.attribution.sentences import find_paragraphs, find_sentences, starts_list_item
from research.attribution.verbless_speech import find_introduction, find_signature
from research.text import Mention, Words, find_mentions, split_words


@dataclass(frozen=True)
class AnnotatedSentence:
    """A sentence with its annotations.

    Attributes
    ----------
    start, stop
        Span in the text: code points, half-open.
    paragraph
        Index of its paragraph.
    words, mentions, cues
        Its words, mentions and reporting cues.
    quotations
        Indices of the quotations that overlap it.
    fully_quoted
        Whether all its words are inside quotations.
    furniture
        headline or boilerplate where it is no sentence of the news item, else empty.
    ends_with_colon
        Whether it ends with a colon.
    introduction
        The cue that introduces the speech in the next sentences.
    signature
        The cue that signs the quotation before it.
    in_list_item
        Whether it belongs to an item of a list.
    """

    start: int
    stop: int
    paragraph: int
    words: Words
    mentions: tuple[Mention, ...]
    cues: tuple[ReportingCue, ...]
    quotations: range
    fully_quoted: bool
    furniture: str
    ends_with_colon: bool
    introduction: ReportingCue | None
    signature: ReportingCue | None
    in_list_item: bool


@dataclass(frozen=True)
class AnnotatedText:
    """A text with its annotations.

    Attributes
    ----------
    sentences
        Its sentences.
    quotations
        Its quotations that are statements, in order.
    quotation_sentences
        Indices of the sentences that overlap each quotation; only the first and the last may have a cue.
    """

    sentences: tuple[AnnotatedSentence, ...]
    quotations: tuple[Quotation, ...]
    quotation_sentences: tuple[range, ...]


def annotate_text(text: str) -> AnnotatedText:
    """Annotate the sentences of a text.

    Parameters
    ----------
    text
        The text of a document.

    Returns
    -------
    AnnotatedText
        The sentences and the quotations.

    Examples
    --------
    >>> annotated = annotate_text('"Sanksi menanti," kata Bupati Lebong.\\n\\nBaca juga: Jadwal kampanye')
    >>> [(len(one.cues), list(one.quotations), one.furniture) for one in annotated.sentences]
    [(1, [0], ''), (0, [], 'boilerplate')]
    """
    marked = find_quotations(text)
    quotations = tuple(quotation for quotation in marked if is_statement(text, quotation))
    spans = find_sentences(text)
    furniture = find_furniture(text, spans, find_paragraphs(text))
    sentences = []
    for (start, stop), (paragraph, rule), in_list_item in zip(spans, furniture, _find_items(text, spans), strict=True):
        words = split_words(text, start, stop)
        overlapping = _find_overlapping(quotations, start, stop)
        in_statement = _find_quoted(words, quotations[overlapping.start : overlapping.stop])
        all_overlapping = _find_overlapping(marked, start, stop)
        in_marks = _find_quoted(words, marked[all_overlapping.start : all_overlapping.stop])
        mentions = tuple(find_mentions(words, text))
        cues = tuple(find_cues(words, mentions, in_marks))
        ends_with_colon = text[stop - 1] == ":"
        introduction = None if cues else find_introduction(words, mentions, in_statement)
        signature = None if cues else find_signature(words, mentions, in_marks)
        if introduction and not ends_with_colon and (overlapping or ":" in words.texts):
            cues = (introduction,)
        elif signature and signature.position > 1:
            cues = (signature,)
        fully_quoted = all(mark or not word[0].isalnum() for mark, word in zip(in_statement, words.texts, strict=True))
        found = (words, mentions, cues, overlapping, fully_quoted, rule, ends_with_colon, introduction, signature)
        sentences.append(AnnotatedSentence(start, stop, paragraph, *found, in_list_item))
    quotation_sentences = tuple(_find_overlapping(sentences, one.start, one.stop) for one in quotations)
    return AnnotatedText(tuple(sentences), quotations, quotation_sentences)


def _find_overlapping(spans: Sequence[Quotation] | Sequence[AnnotatedSentence], start: int, stop: int) -> range:
    """Find the indices of the spans, in order and without overlap, that overlap another one."""
    first = bisect_right(spans, start, key=lambda span: span.stop)
    return range(first, bisect_left(spans, stop, key=lambda span: span.start))


def _find_items(text: str, sentences: Sequence[tuple[int, int]]) -> list[bool]:
    """Find the sentences of list items: those that start one, and, if it starts a line, those behind it in the line."""
    in_item: list[bool] = []
    goes_on = False
    for (_, previous_stop), (start, stop) in pairwise([(0, 0), *sentences]):
        starts_line = not in_item or "\n" in text[previous_stop:start]
        is_start = starts_list_item(text, start, stop)
        goes_on = starts_line if is_start else goes_on and not starts_line
        in_item.append(is_start or goes_on)
    return in_item


def _find_quoted(words: Words, quotations: Iterable[Quotation]) -> list[bool]:
    """Find the words that are inside one of the quotations of their sentence."""
    is_quoted = [False] * len(words.texts)
    position = 0
    for quotation in quotations:
        while position < len(is_quoted) and words.starts[position] < quotation.stop:
            is_quoted[position] = words.starts[position] >= quotation.start
            position += 1
    return is_quoted
