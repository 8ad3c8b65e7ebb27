"""Quotations of a text, in straight, curly, angled and single marks, nested or unclosed, and which are statements."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from research.attribution.sentences import find_paragraphs
from research.text import make_bare_verb_pattern, read_word_group

_DOUBLE = re.compile("\"|''|``|[\u201c\u201d\u201e\u00ab\u00bb]")
_SINGLE = re.compile("['\u2018\u2019]")
_BEFORE_OPENING = '([{-\u2013\u2014/"\u201c\u201e\u00ab\u2018'
_AFTER_CLOSING = '.,;:!?)]}-\u2013\u2014/\u2026"\u201d\u00bb\u2019'
_CLOSED = ",.?!\u2026"
_MINIMUM_STATEMENT = 4  # words
_BEFORE_MARK = 60  # characters
_MARKS = "\"'`\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019"
_OPENING = "\u201c\u201e\u00ab``"
_CLOSING = "\u201d\u00bb"


@dataclass(frozen=True)
class Quotation:
    """A quotation with its quotation marks.

    Attributes
    ----------
    start, stop
        Span in the text: code points, half-open.
    balanced
        Whether it has both marks.
    """

    start: int
    stop: int
    balanced: bool = True


@dataclass(frozen=True)
class _Mark:
    """A quotation mark, whether it can only open or only close (neither: either), and the index of its paragraph.

    unclear says that the white space beside it does not tell.
    """

    start: int
    stop: int
    opens: bool
    closes: bool
    paragraph: int
    unclear: bool


def find_quotations(text: str) -> list[Quotation]:
    r"""Find the quotations of a text.

    Parameters
    ----------
    text
        The text of a document.

    Returns
    -------
    list of Quotation
        In order, without overlap.

    Notes
    -----
    The white space and punctuation next to a mark tell whether it opens or closes, else the shape of a curly mark does.
    A quotation within another one is part of it. A quotation continues in the next paragraph where that starts with a
    mark, or its first mark closes. Any other unclosed quotation is unbalanced: it stops before a cue (, kata), before
    the next opening mark, or with its paragraph.

    Examples
    --------
    >>> text = 'Ia meminta \u201cASN netral\u201d. "Jaga jari," katanya. "Tanpa akhir.\n\nIa pergi.'
    >>> [(text[one.start : one.stop], one.balanced) for one in find_quotations(text)]
    [('\u201cASN netral\u201d', True), ('"Jaga jari,"', True), ('"Tanpa akhir.', False)]
    """
    paragraphs = find_paragraphs(text)
    quotations = _pair_marks(text, list(_list_marks(text, paragraphs, _DOUBLE)), paragraphs)
    return _add_single_quotations(text, quotations, paragraphs)


def _list_marks(text: str, paragraphs: Sequence[tuple[int, int]], pattern: re.Pattern[str]) -> Iterator[_Mark]:
    for index, (start, stop) in enumerate(paragraphs):
        for match in pattern.finditer(text, start, stop):
            previous = text[match.start() - 1] if match.start() > start else " "
            following = text[match.end()] if match.end() < stop else " "
            free_before = previous.isspace() or previous in _BEFORE_OPENING
            free_after = following.isspace() or following in _AFTER_CLOSING
            opens, closes = free_before and not free_after, free_after and not free_before
            unclear = not (opens or closes)
            if unclear:
                opens, closes = match[0] in _OPENING, match[0] in _CLOSING
            yield _Mark(match.start(), match.end(), opens, closes, index, unclear)


def _pair_marks(text: str, marks: Sequence[_Mark], paragraphs: Sequence[tuple[int, int]]) -> list[Quotation]:
    """Pair double marks; an unclosed quotation is cut to its first paragraph, and the next ones are paired again."""
    quotations: list[Quotation] = []
    opened: _Mark | None = None
    position = first_paragraph = resume = 0
    hopeless = 0  # no quotation that continues over the paragraphs before this mark is closed
    while position < len(marks) or opened is not None:
        mark = _orient(text, marks, position, opened) if position < len(marks) else None
        in_paragraph = opened is not None and mark is not None and mark.paragraph == opened.paragraph
        can_continue = in_paragraph or position >= hopeless
        if opened is not None and not (mark and can_continue and _continues(text, opened, mark, paragraphs)):
            quotations.append(_bound_quotation(text, opened, paragraphs[first_paragraph][1]))
            if opened.paragraph != first_paragraph:
                position, hopeless = resume, position
            opened = None
            continue
        if mark is None:
            break
        if opened is None:
            opened, first_paragraph = None if mark.closes else mark, mark.paragraph
        elif not mark.opens:
            quotations.append(Quotation(opened.start, mark.stop))
            opened = None
        elif mark.paragraph != opened.paragraph:
            resume = position if opened.paragraph == first_paragraph else resume
            opened = replace(opened, paragraph=mark.paragraph)
        elif _is_nested(marks, position):
            position += 1
        elif opened.paragraph != first_paragraph:
            quotations.append(_bound_quotation(text, opened, paragraphs[first_paragraph][1]))
            opened, position, hopeless = None, resume - 1, position
        else:
            quotations.append(_bound_quotation(text, opened, mark.start))
            opened, first_paragraph = mark, mark.paragraph
        position += 1
    return quotations


def _orient(text: str, marks: Sequence[_Mark], position: int, opened: _Mark | None) -> _Mark:
    """Orient a mark inside a quotation by what stands beside it: a reporting verb behind it, a new sentence, a pair."""
    mark = marks[position]
    if opened is None or mark.paragraph != opened.paragraph:
        return mark
    before_verb = _is_before_verb(text, mark)
    if before_verb or not mark.unclear:
        return replace(mark, opens=False, closes=True) if before_verb else mark
    following = marks[position + 1] if position + 1 < len(marks) else None
    is_pair = following is not None and following.paragraph == mark.paragraph and not following.opens
    before, behind = text[max(mark.start - 2, 0) : mark.start].rstrip(), text[mark.stop : mark.stop + 2].lstrip()
    starts_sentence = behind[:1].isupper() and before[-1:] in _CLOSED
    closes_next = is_pair and following is not None and (not following.unclear or _is_before_verb(text, following))
    if starts_sentence and (closes_next or _make_cue_pattern().search(text, opened.stop, mark.start)):
        return replace(mark, opens=True, closes=False)
    return mark


def _is_before_verb(text: str, mark: _Mark) -> bool:
    """Whether a mark behind punctuation stands before a bare reporting verb, as only a closing one does."""
    before = text[max(mark.start - 2, 0) : mark.start].rstrip()
    return before[-1:] in _CLOSED and _make_following_verb_pattern().match(text, mark.stop) is not None


def _continues(text: str, opened: _Mark, mark: _Mark, paragraphs: Sequence[tuple[int, int]]) -> bool:
    """Whether an unclosed quotation continues up to a mark of its own or the next paragraph."""
    if mark.paragraph == opened.paragraph:
        return True
    if mark.paragraph != opened.paragraph + 1:
        return False
    start, stop = paragraphs[opened.paragraph]
    if _make_cue_pattern().search(text, max(opened.stop, start), stop) or _follows_kind(text, opened.start):
        return False
    return mark.start == paragraphs[mark.paragraph][0] or not mark.opens


def _is_nested(marks: Sequence[_Mark], position: int) -> bool:
    """Whether an opening mark and the quotation around it both have a closing mark."""
    following = marks[position + 1 : position + 3]
    return (
        len(following) == 2
        and not any(mark.opens for mark in following)
        and following[1].closes
        and following[1].paragraph == marks[position].paragraph
    )


@cache
def _make_cue_pattern() -> re.Pattern[str]:
    """Make the pattern of punctuation before a bare reporting verb."""
    return re.compile(rf"[,.?!](?:\s*[\u2018\u2019'])?\s+(?={make_bare_verb_pattern()})")


def _bound_quotation(text: str, opened: _Mark, limit: int) -> Quotation:
    cue = _make_cue_pattern().search(text, opened.stop, limit)
    stop = cue.start() + 1 if cue else opened.stop + len(text[opened.stop : limit].rstrip())
    return Quotation(opened.start, stop, balanced=False)


def _add_single_quotations(
    text: str, quotations: list[Quotation], paragraphs: Sequence[tuple[int, int]]
) -> list[Quotation]:
    """Add the quotations in single marks outside the others."""
    singles: list[Quotation] = []
    opened: _Mark | None = None
    position = 0
    for mark in _list_marks(text, paragraphs, _SINGLE):
        while position < len(quotations) and quotations[position].stop <= mark.start:
            position += 1
        if position < len(quotations) and quotations[position].start <= mark.start:
            continue
        if opened is not None and opened.paragraph != mark.paragraph:
            opened = None
        if mark.opens and not _is_inside_word(text, mark):
            opened = opened or mark
        elif opened is not None and mark.closes:
            singles.append(Quotation(opened.start, mark.stop))
            opened = None
    return _merge_quotations(quotations, singles)


def _is_inside_word(text: str, mark: _Mark) -> bool:
    return mark.start > 0 and text[mark.start - 1].isalnum()


def _merge_quotations(doubles: list[Quotation], singles: list[Quotation]) -> list[Quotation]:
    """Merge both in order; of two that overlap the first one is kept."""
    merged: list[Quotation] = []
    for quotation in sorted([*doubles, *singles], key=lambda quotation: quotation.start):
        if not merged or quotation.start >= merged[-1].stop:
            merged.append(quotation)
    return merged


def is_statement(text: str, quotation: Quotation) -> bool:
    """Whether a quotation is speech, and not a word, a name, a title or the text of a law in marks.

    Parameters
    ----------
    text
        The text of a document.
    quotation
        One of its quotations.

    Returns
    -------
    bool
        True where it ends with punctuation inside the marks, where a reporting verb follows, or where it starts like a
        sentence or a clause; False right behind a word for a title or a name (bertajuk, istilah).

    Examples
    --------
    >>> text = 'Rapat "Jaga Suara Kita" usai. "ASN wajib netral", tegasnya.'
    >>> [is_statement(text, quotation) for quotation in find_quotations(text)]
    [False, True]
    """
    inner = text[quotation.start : quotation.stop].strip(_MARKS).strip()
    if not any(map(str.isalnum, inner)):
        return False
    before_verb = _make_following_verb_pattern().match(text, quotation.stop)
    if _follows_kind(text, quotation.start) and not before_verb:
        return False
    if inner[-1] in _CLOSED or not quotation.balanced or before_verb:
        return True
    before = text[max(quotation.start - _BEFORE_MARK, 0) : quotation.start].rstrip()
    is_long = len(inner.split(None, _MINIMUM_STATEMENT)) >= _MINIMUM_STATEMENT
    return is_long and (before[-1:] in ("", ".", ":", ",", "?", "!") or inner[0].islower())


def _follows_kind(text: str, start: int) -> bool:
    before = text[max(start - _BEFORE_MARK, 0) : start].rstrip(" ,:\n").split()[-2:]
    return any(word.lower() in read_word_group("kind_of_title") for word in before[-1:]) or (
        len(before) == 2 and before[0].lower() in read_word_group("naming") and before[1][:1].islower()
    )


@cache
def _make_following_verb_pattern() -> re.Pattern[str]:
    """Make the pattern of a bare reporting verb right behind a quotation."""
    return re.compile(rf"[,.]?\s*{make_bare_verb_pattern()}")
