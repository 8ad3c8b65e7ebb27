"""Lines that were broken in the middle of a sentence, at links or at a width, joined again.

A scraper that writes each text node of a page on a line of its own breaks a sentence at every link in it; a mail
program breaks it at a width. Either is told from a text whose lines are paragraphs by what its lines begin with.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from research.text.cleaning.edits import Draft, Edit
from research.text.cleaning.vocabulary import (
    make_furniture_pattern,
    make_office_pattern,
    read_dotted_abbreviations,
    read_headline_reporting_verbs,
    read_non_final_words,
)

_GAP = re.compile(r"[^\S\n]*\n\s*")
# No line of prose begins so: the sentence before goes on.
_CONTINUES = re.compile(r"[,;)\]]|\.(?!\.)|[-\u2013\u2014](?=\s*\Z)")
_DASH = re.compile(r"[-\u2013\u2014]+(?:\s|\Z)")
_STAYS_OPEN = re.compile(r"[,(\[]\Z|(?:\A|\s)[-\u2013\u2014]\Z")
_SITE = re.compile(r"[\w-]+\.(?:com|co|id|net|org)\b|detik")
_STROKE = re.compile(r"[-\u2013\u2014]\s")
_CLOSERS = "\"'\u201d\u2019\u00bb)]"
_QUOTES = "\"'\u201c\u2018\u00ab"
_ENDS = ".?!\u2026:;*"
_INTRODUCES = re.compile(r"(?:baca|simak|lihat|tonton|cek) (?:juga|pula|selengkapnya)\s*:?\Z", re.IGNORECASE)
_PLACE = re.compile(r"[A-Z][\w .,/()-]{1,50}\Z")
_LONGEST_LINK = 6
_LONGEST_RUN = 8
_FEWEST_WORDS = 4
_LONGEST_SMALL = 4
_WIDEST = 250
_NARROWEST = 120
_SHARE_FULL = 0.7


@dataclass(frozen=True)
class _Line:
    """A line without the white space around it, whether a blank line stands before it, and what it is."""

    start: int
    stop: int
    text: str
    spaced: bool
    furniture: bool

    @property
    def ends(self) -> bool:
        """Whether a sentence may end with it."""
        core = self.text.rstrip(_CLOSERS)
        if not core or core[-1] in _ENDS:
            return core[-1:] != "." or not self.stays_short
        return core != self.text and core[-1] == ","

    @property
    def stays_short(self) -> bool:
        """Whether its last word is an initial or short for what stands before a name: Drs. H."""
        last = self.text.split()[-1].rstrip(".")
        return (len(last) == 1 and last.isupper()) or last.lower() in read_dotted_abbreviations()

    @property
    def short(self) -> bool:
        """Whether it may be the text of a link."""
        few = len(self.text.split(None, _LONGEST_LINK)) <= _LONGEST_LINK
        return few and not self.furniture and self.text[0] not in _QUOTES

    @property
    def headed(self) -> bool:
        """Whether it reads as a headline: four words and more, all with a capital, that name no office alone."""
        words = self.text.split()
        if not self.start and not read_headline_reporting_verbs().isdisjoint(words):
            return True
        if len(words) < _FEWEST_WORDS or "," in self.text or _STROKE.search(self.text):
            return False
        if any(
            len(word) > _LONGEST_SMALL and word[0].islower() and word not in read_non_final_words() for word in words
        ):
            return False
        named = make_office_pattern().match(self.text) is not None
        return not named or any(word.lower() in read_headline_reporting_verbs() for word in words)

    @property
    def goes_on(self) -> bool:
        """Whether it begins as no sentence does."""
        return bool(_CONTINUES.match(self.text)) or (self.text[0].islower() and not self.furniture)


def join_broken_lines(draft: Draft) -> None:
    """Join the broken lines of a draft; where lines were broken, those that were not become paragraphs."""
    if "\n" not in draft.text:
        return
    lines = _read_lines(draft.text)
    width = _find_width(lines)
    if width:
        edits = _part_short(lines, width) + (_join_full(lines, width) if width > _NARROWEST else [])
        draft.apply(sorted(edits), "lines broken at a width")
    elif kinds := _find_broken(lines):
        joined = [_is_joined(lines, place, kinds) for place in range(1, len(lines))]
        joined = _join_links(lines, joined, kinds)
        draft.apply(_join(lines, joined), "broken lines joined", count=sum(joined))


def _read_lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    start = len(text) - len(text.lstrip())
    spaced = False
    while start < len(text):
        gap = _GAP.search(text, start)
        stop = gap.start() if gap else len(text.rstrip())
        found = text[start:stop]
        lines.append(_Line(start, stop, found, spaced, make_furniture_pattern().match(found) is not None))
        if gap is None or not found:
            break
        spaced = gap[0].count("\n") > 1
        start = gap.end()
    return [line for line in lines if line.text]


def _find_width(lines: Sequence[_Line]) -> int:
    """The width a text was broken at: most lines in a sentence could not have taken the next word; 0 where none."""
    pairs = [(one, two) for one, two in pairwise(lines) if not two.spaced and not one.ends]
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[round(0.9 * (len(lengths) - 1))] if lengths else 0
    if len(pairs) < 2 or width > _WIDEST:
        return 0
    full = sum(_is_full(one, two, width) for one, two in pairs)
    return width if full >= _SHARE_FULL * len(pairs) else 0


def _is_full(line: _Line, following: _Line, width: int) -> bool:
    return len(line.text) + 1 + len(following.text.split(None, 1)[0]) > width


def _join_full(lines: Sequence[_Line], width: int) -> list[Edit]:
    return [
        (one.stop, two.start, " ")
        for one, two in pairwise(lines)
        if not two.spaced and _is_full(one, two, width) and not (one.furniture or two.furniture)
    ]


def _part_short(lines: Sequence[_Line], width: int) -> list[Edit]:
    """Where a sentence ends on a line that had room for the next word, a paragraph does."""
    return [
        (one.stop, two.start, "\n\n")
        for one, two in pairwise(lines)
        if not two.spaced and one.ends and not _is_full(one, two, width)
    ]


def _find_broken(lines: Sequence[_Line]) -> frozenset[bool]:
    """Which ends of lines break sentences: those without (False) or with (True) a blank line behind them."""
    return frozenset(spaced for spaced in (False, True) if _is_broken(lines, spaced=spaced))


def _is_broken(lines: Sequence[_Line], *, spaced: bool) -> bool:
    """Whether a line begins with a mark, one in small letters goes on behind a link, or several do anywhere."""
    small = 0
    for place, (one, two) in enumerate(pairwise(lines)):
        if two.spaced != spaced or one.furniture:
            continue
        if _CONTINUES.match(two.text):
            return True
        if one.ends or not two.goes_on or _SITE.match(two.text):
            continue
        small += not spaced
        linked = place and one.short and one.spaced == spaced and not lines[place - 1].ends
        if small > 1 or (linked and not lines[place - 1].furniture):
            return True
    return False


def _is_joined(lines: Sequence[_Line], place: int, kinds: frozenset[bool]) -> bool:
    """Whether the line at place goes on with the one before it, by what the two of them show."""
    before, line = lines[place - 1], lines[place]
    if line.spaced not in kinds or (before.furniture and not _INTRODUCES.match(before.text)):
        return False
    if _INTRODUCES.match(before.text):
        return True
    if _CONTINUES.match(line.text):
        return True
    if line.goes_on:
        return not (line.spaced and before.ends)
    if line.furniture or before.ends:
        return False
    if _DASH.match(line.text):
        return place < _LONGEST_RUN and _PLACE.match(before.text) is not None and not _DASH.match(before.text)
    if line.text[0] == "(" or _STAYS_OPEN.search(before.text):
        return True
    return before.text.split()[-1] in read_non_final_words()


def _join_links(lines: Sequence[_Line], joined: Sequence[bool], kinds: frozenset[bool]) -> list[bool]:
    """Join what stands on after a link, too: a sentence once broken is open until a line ends it."""
    found = list(joined)
    for place in range(1, len(lines)):
        before, line = lines[place - 1], lines[place]
        if found[place - 1] or line.spaced not in kinds or before.ends or before.furniture or line.furniture:
            continue
        linked = place > 1 and _INTRODUCES.match(lines[place - 2].text)  # before is the title of another item
        if linked or _DASH.match(line.text) or _opens_date_line(lines, place):
            continue
        found[place - 1] = (place > 1 and found[place - 2]) or (not before.headed and _leads_on(lines, found, place))
    return found


def _leads_on(lines: Sequence[_Line], joined: Sequence[bool], place: int) -> bool:
    """Whether from place on nothing but short lines stand before one that goes on in the middle of a sentence."""
    for number in range(place, min(place + _LONGEST_RUN, len(lines))):
        if number > place and joined[number - 1]:
            return True
        if not lines[number].short or lines[number].ends:
            return False
    return False


def _opens_date_line(lines: Sequence[_Line], place: int) -> bool:
    following = lines[place + 1].text if place + 1 < len(lines) else ""
    return _DASH.match(following) is not None


def _join(lines: Sequence[_Line], joined: Sequence[bool]) -> list[Edit]:
    """Join what goes on; any other line end of this text ends a paragraph and becomes a blank line."""
    edits: list[Edit] = []
    for (one, two), together in zip(pairwise(lines), joined, strict=True):
        if together:
            tight = two.text[0] in ",;.)]" or one.text[-1] in "(["
            edits.append((one.stop, two.start, "" if tight else " "))
        elif not two.spaced and any(joined):
            edits.append((one.stop, two.start, "\n\n"))
    return edits
