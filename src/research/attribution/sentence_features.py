"""Text -> its sentences with what stands in each: mentions, cues, quotations, the paragraph, signs of furniture."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from research.attribution.page_furniture import name_furniture
from research.attribution.quotations import Quotation, find_quotations
from research.attribution.reporting_cues import ReportingCue, find_cues
from research.attribution.sentences import find_paragraphs, find_sentences, starts_list_item
from research.attribution.verbless_speech import find_introduction, find_signature
from research.text import Mention, Words, find_mentions, make_bare_verb_pattern, read_word_group, split_words

_CLOSED = ",.?!\u2026"
_SHORTEST_STATEMENT = 4
_BEFORE_MARK = 60
_MARKS = "\"'`\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019"


@dataclass(frozen=True)
class AnnotatedSentence:
    """A sentence with what was found in it; quotations are the numbers of the document's quotations that it meets.

    furniture is headline or boilerplate where it is no sentence of the news item, else empty. leads says that it ends
    in a colon, introduction who speaks in what follows; signature is the name that signs the quotation before
    it; point says that it is part of a point of a list.
    """

    start: int
    stop: int
    paragraph: int
    words: Words
    mentions: tuple[Mention, ...]
    cues: tuple[ReportingCue, ...]
    quotations: tuple[int, ...]
    fully_quoted: bool
    furniture: str = ""
    ends_with_colon: bool = False
    introduction: ReportingCue | None = None
    signature: ReportingCue | None = None
    in_list_item: bool = False


@dataclass(frozen=True)
class AnnotatedText:
    """The sentences of a text, and its quotations that are statements, in order.

    edges are the numbers of the first and the last sentence of each quotation; none between them has a cue.
    """

    sentences: tuple[AnnotatedSentence, ...]
    quotations: tuple[Quotation, ...]
    edges: tuple[tuple[int, int], ...] = ()


def annotate_text(text: str) -> AnnotatedText:
    """Read a text sentence by sentence.

    >>> reading = annotate_text('"Sanksi menanti," kata Bupati Lebong.\\n\\nBaca juga: Jadwal kampanye')
    >>> [(len(one.cues), one.quotations, one.furniture) for one in reading.sentences]
    [(1, (0,), ''), (0, (), 'boilerplate')]
    """
    marked = find_quotations(text)
    quotations = tuple(found for found in marked if is_statement(text, found))
    spans = find_sentences(text)
    sentences: list[AnnotatedSentence] = []
    first = every = 0
    for (start, stop), (paragraph, furniture) in zip(
        spans, name_furniture(text, spans, find_paragraphs(text)), strict=True
    ):
        while every < len(marked) and marked[every].stop <= start:
            every += 1
        while first < len(quotations) and quotations[first].stop <= start:
            first += 1
        last = first
        while last < len(quotations) and quotations[last].start < stop:
            last += 1
        words = split_words(text, start, stop)
        inside = _mark_quoted(words, quotations[first:last])
        every_mark = _mark_quoted(words, marked[every : every + len(words.texts)])
        mentions = tuple(find_mentions(words, text))
        cues = tuple(find_cues(words, mentions, every_mark))
        leads = text[stop - 1] == ":"
        introduction = None if cues else find_introduction(words, mentions, inside)
        signature = None if cues else find_signature(words, mentions, every_mark)
        if introduction and not leads and (first < last or ":" in words.texts):
            cues = (introduction,)
        elif signature and signature.position > 1:
            cues = (signature,)
        sentences.append(
            AnnotatedSentence(
                start,
                stop,
                paragraph,
                words,
                mentions,
                cues,
                tuple(range(first, last)),
                all(mark or not word[0].isalnum() for mark, word in zip(inside, words.texts, strict=True)),
                furniture,
                leads,
                introduction,
                signature,
            )
        )
    sentences = _mark_points(text, sentences)
    return AnnotatedText(tuple(sentences), quotations, _find_edges(sentences, len(quotations)))


def _mark_points(text: str, sentences: Sequence[AnnotatedSentence]) -> list[AnnotatedSentence]:
    """Mark the sentences of points: those that open one, and those after it in its line where it has one of its own."""
    marked: list[AnnotatedSentence] = []
    whole = False
    for sentence in sentences:
        gap = text[marked[-1].stop : sentence.start] if marked else "\n"
        if starts_list_item(text, sentence.start, sentence.stop):
            whole, point = "\n" in gap, True
        else:
            point = whole = whole and "\n" not in gap
        marked.append(replace(sentence, in_list_item=point))
    return marked


def _find_edges(sentences: Sequence[AnnotatedSentence], quotations: int) -> tuple[tuple[int, int], ...]:
    edges = [(0, 0)] * quotations
    for last, sentence in enumerate(sentences):
        for quotation in sentence.quotations:
            first = edges[quotation][0] if last and quotation in sentences[last - 1].quotations else last
            edges[quotation] = (first, last)
    return tuple(edges)


def is_statement(text: str, quotation: Quotation) -> bool:
    """Whether a quotation is what somebody says, and not a word, a name, a title or the text of a law in marks.

    Something said is closed like a sentence inside its marks, has a cue beside it, or starts where a sentence or a
    clause does; a title or a name stands straight after the word that names its kind (bertajuk, istilah).

    >>> text = 'Rapat "Jaga Suara Kita" usai. "ASN wajib netral", tegasnya.'
    >>> [is_statement(text, found) for found in find_quotations(text)]
    [False, True]
    """
    inner = text[quotation.start : quotation.stop].strip(_MARKS).strip()
    if not any(map(str.isalnum, inner)):
        return False
    if _names_kind(text, quotation.start) and not _find_following().match(text, quotation.stop):
        return False
    if inner[-1] in _CLOSED or not quotation.balanced or _find_following().match(text, quotation.stop):
        return True
    before = text[max(quotation.start - _BEFORE_MARK, 0) : quotation.start].rstrip()
    long = len(inner.split(None, _SHORTEST_STATEMENT)) >= _SHORTEST_STATEMENT
    return long and (before[-1:] in ("", ".", ":", ",", "?", "!") or inner[0].islower())


def _names_kind(text: str, start: int) -> bool:
    before = text[max(start - _BEFORE_MARK, 0) : start].rstrip(" ,:\n").split()[-2:]
    return any(word.lower() in read_word_group("kind_of_title") for word in before[-1:]) or (
        len(before) == 2 and before[0].lower() in read_word_group("naming") and before[1][:1].islower()
    )


@cache
def _find_following() -> re.Pattern[str]:
    """A bare verb of reporting right after a quotation."""
    return re.compile(rf"[,.]?\s*{make_bare_verb_pattern()}")


def _mark_quoted(words: Words, quotations: Iterable[Quotation]) -> list[bool]:
    quoted = [False] * len(words.texts)
    place = 0
    for quotation in quotations:
        if place >= len(quoted):
            break
        while place < len(quoted) and words.starts[place] < quotation.stop:
            quoted[place] = words.starts[place] >= quotation.start
            place += 1
    return quoted
