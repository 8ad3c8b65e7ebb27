"""Lines that were broken within a sentence, at links (scrapers) or at a width (mail programs), joined again."""

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
# No line of prose starts like this: it continues the sentence before it.
_CONTINUATION = re.compile(r"[,;)\]]|\.(?!\.)|[-\u2013\u2014](?=\s*\Z)")
_DASH = re.compile(r"[-\u2013\u2014]+(?:\s|\Z)")
_OPEN_END = re.compile(r"[,(\[]\Z|(?:\A|\s)[-\u2013\u2014]\Z")
_HOST = re.compile(r"[\w-]+\.(?:com|co|id|net|org)\b|detik")
_DASH_IN_LINE = re.compile(r"[-\u2013\u2014]\s")
_CLOSING_MARKS = "\"'\u201d\u2019\u00bb)]"
_OPENING_MARKS = "\"'\u201c\u2018\u00ab"
_END_MARKS = ".?!\u2026:;*"
_RELATED_LABEL = re.compile(r"(?:baca|simak|lihat|tonton|cek) (?:juga|pula|selengkapnya)\s*:?\Z", re.IGNORECASE)
_PLACE = re.compile(r"[A-Z][\w .,/()-]{1,50}\Z")
_MAXIMUM_LINK = 6  # words
_MAXIMUM_LINES = 8
_MINIMUM_HEADLINE = 4  # words
_MAXIMUM_LOWER = 4  # letters of a lower-case word in a headline
_MAXIMUM_WIDTH = 250  # characters
_MINIMUM_WIDTH = 120
_MINIMUM_FULL = 0.7  # share of lines


@dataclass(frozen=True)
class _Line:
    """A stripped line, whether a blank line precedes it, and whether it is page furniture."""

    start: int
    stop: int
    text: str
    after_blank: bool
    is_furniture: bool

    @property
    def may_end_sentence(self) -> bool:
        """Whether a sentence may end with the line."""
        core = self.text.rstrip(_CLOSING_MARKS)
        if not core or core[-1] in _END_MARKS:
            return core[-1:] != "." or not self.ends_with_abbreviation
        return core != self.text and core[-1] == ","

    @property
    def ends_with_abbreviation(self) -> bool:
        """Whether its last word is an initial or an abbreviated title: Drs. H."""
        last_word = self.text.split()[-1].rstrip(".")
        return (len(last_word) == 1 and last_word.isupper()) or last_word.lower() in read_dotted_abbreviations()

    @property
    def may_be_link(self) -> bool:
        """Whether the line may be the text of a link."""
        is_short = len(self.text.split(None, _MAXIMUM_LINK)) <= _MAXIMUM_LINK
        return is_short and not self.is_furniture and self.text[0] not in _OPENING_MARKS

    @property
    def is_headline(self) -> bool:
        """Whether the line looks like a headline: four or more words, all with a capital, that name no office alone."""
        words = self.text.split()
        if not self.start and not read_headline_reporting_verbs().isdisjoint(words):
            return True
        if len(words) < _MINIMUM_HEADLINE or "," in self.text or _DASH_IN_LINE.search(self.text):
            return False
        lower = (word for word in words if len(word) > _MAXIMUM_LOWER and word[0].islower())
        if not read_non_final_words().issuperset(lower):
            return False
        has_office = make_office_pattern().match(self.text) is not None
        return not has_office or any(word.lower() in read_headline_reporting_verbs() for word in words)

    @property
    def is_continuation(self) -> bool:
        """Whether the line starts as no sentence does."""
        return bool(_CONTINUATION.match(self.text)) or (self.text[0].islower() and not self.is_furniture)


def join_broken_lines(draft: Draft) -> None:
    """Join the broken lines of a text; in such a text every other line end becomes the end of a paragraph."""
    if "\n" not in draft.text:
        return
    lines = _read_lines(draft.text)
    width = _find_width(lines)
    if width:
        edits = _split_paragraphs(lines, width) + (_join_full_lines(lines, width) if width > _MINIMUM_WIDTH else [])
        draft.apply(sorted(edits), "lines broken at a width")
    elif broken_gaps := _find_broken_gaps(lines):
        joined = [_is_joined(lines, index, broken_gaps) for index in range(1, len(lines))]
        joined = _join_after_links(lines, joined, broken_gaps)
        draft.apply(_make_edits(lines, joined), "broken lines joined", count=sum(joined))


def _read_lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    start = len(text) - len(text.lstrip())
    after_blank = False
    while start < len(text):
        gap = _GAP.search(text, start)
        stop = gap.start() if gap else len(text.rstrip())
        line = text[start:stop]
        lines.append(_Line(start, stop, line, after_blank, make_furniture_pattern().match(line) is not None))
        if gap is None or not line:
            break
        after_blank = gap[0].count("\n") > 1
        start = gap.end()
    return [line for line in lines if line.text]


def _find_width(lines: Sequence[_Line]) -> int:
    """Find the width at which a text was broken, where most lines had no room for the next word; 0 for none."""
    open_pairs = [
        (previous, line) for previous, line in pairwise(lines) if not line.after_blank and not previous.may_end_sentence
    ]
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[round(0.9 * (len(lengths) - 1))] if lengths else 0
    if len(open_pairs) < 2 or width > _MAXIMUM_WIDTH:
        return 0
    n_full = sum(_is_full(previous, line, width) for previous, line in open_pairs)
    return width if n_full >= _MINIMUM_FULL * len(open_pairs) else 0


def _is_full(line: _Line, following: _Line, width: int) -> bool:
    return len(line.text) + 1 + len(following.text.split(None, 1)[0]) > width


def _join_full_lines(lines: Sequence[_Line], width: int) -> list[Edit]:
    return [
        (previous.stop, line.start, " ")
        for previous, line in pairwise(lines)
        if not line.after_blank and _is_full(previous, line, width) and not (previous.is_furniture or line.is_furniture)
    ]


def _split_paragraphs(lines: Sequence[_Line], width: int) -> list[Edit]:
    """Split paragraphs where a sentence ends on a line that had room for the next word."""
    return [
        (previous.stop, line.start, "\n\n")
        for previous, line in pairwise(lines)
        if not line.after_blank and previous.may_end_sentence and not _is_full(previous, line, width)
    ]


def _find_broken_gaps(lines: Sequence[_Line]) -> frozenset[bool]:
    """Find which line ends break sentences: those without (False) or with (True) a blank line."""
    return frozenset(after_blank for after_blank in (False, True) if _is_broken(lines, after_blank=after_blank))


def _is_broken(lines: Sequence[_Line], *, after_blank: bool) -> bool:
    """Whether a line starts with punctuation, or lines in lower case continue a sentence: one at a link, or several."""
    n_lower = 0
    for index, (previous, line) in enumerate(pairwise(lines)):
        if line.after_blank != after_blank or previous.is_furniture:
            continue
        if _CONTINUATION.match(line.text):
            return True
        if previous.may_end_sentence or not line.is_continuation or _HOST.match(line.text):
            continue
        n_lower += not after_blank
        after_link = index and previous.may_be_link and previous.after_blank == after_blank
        before_link = lines[index - 1]
        if n_lower > 1 or (after_link and not (before_link.may_end_sentence or before_link.is_furniture)):
            return True
    return False


def _is_joined(lines: Sequence[_Line], index: int, broken_gaps: frozenset[bool]) -> bool:
    """Whether a line continues the one before it, by these two lines alone."""
    previous, line = lines[index - 1], lines[index]
    if line.after_blank not in broken_gaps or (previous.is_furniture and not _RELATED_LABEL.match(previous.text)):
        return False
    if _RELATED_LABEL.match(previous.text) or _CONTINUATION.match(line.text):
        return True
    if line.is_continuation:
        return not (line.after_blank and previous.may_end_sentence)
    if line.is_furniture or previous.may_end_sentence:
        return False
    if _DASH.match(line.text):
        return index < _MAXIMUM_LINES and _PLACE.match(previous.text) is not None and not _DASH.match(previous.text)
    if line.text[0] == "(" or _OPEN_END.search(previous.text):
        return True
    return previous.text.split()[-1] in read_non_final_words()


def _join_after_links(lines: Sequence[_Line], joined: Sequence[bool], broken_gaps: frozenset[bool]) -> list[bool]:
    """Join the lines behind a link too: a broken sentence continues until a line may end it."""
    joined_lines = list(joined)
    for index in range(1, len(lines)):
        previous, line = lines[index - 1], lines[index]
        if joined_lines[index - 1] or line.after_blank not in broken_gaps or previous.may_end_sentence:
            continue
        # Behind such a label, previous is the title of another item.
        after_label = index > 1 and _RELATED_LABEL.match(lines[index - 2].text)
        if previous.is_furniture or line.is_furniture or after_label:
            continue
        if _DASH.match(line.text) or _starts_date_line(lines, index):
            continue
        continues = not previous.is_headline and _precedes_continuation(lines, joined_lines, index)
        joined_lines[index - 1] = (index > 1 and joined_lines[index - 2]) or continues
    return joined_lines


def _precedes_continuation(lines: Sequence[_Line], joined: Sequence[bool], index: int) -> bool:
    """Whether from index on only short lines precede one that continues a sentence."""
    for following in range(index, min(index + _MAXIMUM_LINES, len(lines))):
        if following > index and joined[following - 1]:
            return True
        if not lines[following].may_be_link or lines[following].may_end_sentence:
            return False
    return False


def _starts_date_line(lines: Sequence[_Line], index: int) -> bool:
    following = lines[index + 1].text if index + 1 < len(lines) else ""
    return _DASH.match(following) is not None


def _make_edits(lines: Sequence[_Line], joined: Sequence[bool]) -> list[Edit]:
    """Make the edits that join the lines; any other line end becomes the end of a paragraph."""
    edits: list[Edit] = []
    for (previous, line), is_joined in zip(pairwise(lines), joined, strict=True):
        if is_joined:
            no_space = line.text[0] in ",;.)]" or previous.text[-1] in "(["
            edits.append((previous.stop, line.start, "" if no_space else " "))
        elif not line.after_blank and any(joined):
            edits.append((previous.stop, line.start, "\n\n"))
    return edits
