"""Text -> quotations, as spans of code points: straight, curly, angled and single marks, nested or not closed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from research.attribution.sentences import find_paragraphs
from research.text import make_bare_verb_pattern

_DOUBLE = re.compile("\"|''|``|[\u201c\u201d\u201e\u00ab\u00bb]")
_SINGLE = re.compile("['\u2018\u2019]")
_BEFORE = '([{-\u2013\u2014/"\u201c\u201e\u00ab\u2018'
_AFTER = '.,;:!?)]}-\u2013\u2014/\u2026"\u201d\u00bb\u2019'
_OPEN = "\u201c\u201e\u00ab``"
_CLOSE = "\u201d\u00bb"


@dataclass(frozen=True)
class Quotation:
    """A quotation from its first mark to its last; balanced is False where a mark is missing."""

    start: int
    stop: int
    balanced: bool = True


@dataclass(frozen=True)
class _Mark:
    """A mark, whether it can only open or only close (neither: the one that is wanted), and its paragraph."""

    start: int
    stop: int
    opens: bool
    closes: bool
    paragraph: int


def find_quotations(text: str) -> list[Quotation]:
    r"""Find the quotations of a text, in order, without overlap.

    Which side a mark stands on is told by the white space and punctuation beside it, curly marks by their shape where
    that does not speak against it. A quotation inside another is part of it. A quotation runs on into the next
    paragraph where that opens with a mark again or has a closing mark first. Any other that is not closed is
    unbalanced: it stops before a cue (, kata), before the next opening mark or, at the latest, with its paragraph.

    >>> text = 'Ia meminta \u201cASN netral\u201d. "Jaga jari," katanya. "Tanpa akhir.\n\nIa pergi.'
    >>> [(text[found.start : found.stop], found.balanced) for found in find_quotations(text)]
    [('\u201cASN netral\u201d', True), ('"Jaga jari,"', True), ('"Tanpa akhir.', False)]
    """
    paragraphs = find_paragraphs(text)
    found = _pair(text, list(_list_marks(text, paragraphs, _DOUBLE)), paragraphs)
    return _add_single(text, found, paragraphs)


def _list_marks(text: str, paragraphs: Sequence[tuple[int, int]], pattern: re.Pattern[str]) -> Iterator[_Mark]:
    for number, (start, stop) in enumerate(paragraphs):
        for match in pattern.finditer(text, start, stop):
            before = text[match.start() - 1] if match.start() > start else " "
            after = text[match.end()] if match.end() < stop else " "
            free_before = before.isspace() or before in _BEFORE
            free_after = after.isspace() or after in _AFTER
            opens, closes = free_before and not free_after, free_after and not free_before
            if not (opens or closes):
                opens, closes = match[0] in _OPEN, match[0] in _CLOSE
            yield _Mark(match.start(), match.end(), opens, closes, number)


def _pair(text: str, marks: Sequence[_Mark], paragraphs: Sequence[tuple[int, int]]) -> list[Quotation]:
    """Pair double marks; one that is not closed in the end is cut to its first paragraph, and the next read again."""
    found: list[Quotation] = []
    opened: _Mark | None = None
    place = began = resume = 0
    doomed = 0  # no quotation that runs on over the paragraphs before this mark is ever closed
    while place < len(marks) or opened is not None:
        mark = marks[place] if place < len(marks) else None
        if opened is not None and (
            mark is None
            or (mark.paragraph != opened.paragraph and (place < doomed or not _runs_on(text, opened, mark, paragraphs)))
        ):
            found.append(_bound(text, opened, paragraphs[began][1]))
            if opened.paragraph != began:
                place, doomed = resume, place
            opened = None
            continue
        if mark is None:
            break
        if opened is None:
            opened, began = None if mark.closes else mark, mark.paragraph
        elif not mark.opens:
            found.append(Quotation(opened.start, mark.stop))
            opened = None
        elif mark.paragraph != opened.paragraph:
            resume = place if opened.paragraph == began else resume
            opened = replace(opened, paragraph=mark.paragraph)
        elif _is_nested(marks, place):
            place += 1
        elif opened.paragraph != began:
            found.append(_bound(text, opened, paragraphs[began][1]))
            opened, place, doomed = None, resume - 1, place
        else:
            found.append(_bound(text, opened, mark.start))
            opened, began = mark, mark.paragraph
        place += 1
    return found


def _runs_on(text: str, opened: _Mark, mark: _Mark, paragraphs: Sequence[tuple[int, int]]) -> bool:
    """Whether a quotation that was not closed in its paragraph goes on in the next up to mark."""
    if mark.paragraph != opened.paragraph + 1:
        return False
    start, stop = paragraphs[opened.paragraph]
    if _find_cue().search(text, max(opened.stop, start), stop):
        return False
    return mark.start == paragraphs[mark.paragraph][0] or not mark.opens


def _is_nested(marks: Sequence[_Mark], place: int) -> bool:
    """Whether the opening mark at place has a closing one of its own, and the outer quotation one after that."""
    following = marks[place + 1 : place + 3]
    return (
        len(following) == 2
        and not any(mark.opens for mark in following)
        and following[1].closes
        and following[1].paragraph == marks[place].paragraph
    )


@cache
def _find_cue() -> re.Pattern[str]:
    """A comma or another mark, and a bare verb of reporting behind it."""
    return re.compile(rf"[,.?!]\s+(?={make_bare_verb_pattern()})")


def _bound(text: str, opened: _Mark, limit: int) -> Quotation:
    cue = _find_cue().search(text, opened.stop, limit)
    stop = cue.start() + 1 if cue else opened.stop + len(text[opened.stop : limit].rstrip())
    return Quotation(opened.start, stop, balanced=False)


def _add_single(text: str, found: list[Quotation], paragraphs: Sequence[tuple[int, int]]) -> list[Quotation]:
    """Add what stands between single marks outside the others."""
    singles: list[Quotation] = []
    opened: _Mark | None = None
    here = 0
    for mark in _list_marks(text, paragraphs, _SINGLE):
        while here < len(found) and found[here].stop <= mark.start:
            here += 1
        if here < len(found) and found[here].start <= mark.start:
            continue
        if opened is not None and opened.paragraph != mark.paragraph:
            opened = None
        if mark.opens and not _is_inside_word(text, mark):
            opened = opened or mark
        elif opened is not None and mark.closes:
            singles.append(Quotation(opened.start, mark.stop))
            opened = None
    return _merge(found, singles)


def _is_inside_word(text: str, mark: _Mark) -> bool:
    return mark.start > 0 and text[mark.start - 1].isalnum()


def _merge(doubles: list[Quotation], singles: list[Quotation]) -> list[Quotation]:
    """Join both in order; of two that overlap the one that starts first stays."""
    merged: list[Quotation] = []
    for quotation in sorted([*doubles, *singles], key=lambda one: one.start):
        if not merged or quotation.start >= merged[-1].stop:
            merged.append(quotation)
    return merged
