"""Quotation marks with white space on both sides or turned the wrong way, each made an opening or a closing one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from research.text.cleaning.edits import Edit
from research.text.cleaning.vocabulary import make_quotation_verb_pattern

_LINE = re.compile("[^\n]+")
_MARK = re.compile('["\u201c\u201d]')
_OPENING, _CLOSING = "\u201c", "\u201d"
_BEFORE_OPENING, _AFTER_CLOSING = "([{-\u2013\u2014/", ".,;:!?)]}-\u2013\u2014/\u2026"
_FINAL = ",.?!\u2026"
_LOOK_AHEAD = 40
# Costs of reading a mark against its evidence; only their order matters.
_AGAINST_SPACING = 3.0
_AGAINST_VERB = 2.0
_AGAINST_CASE = 1.0
_AGAINST_SHAPE = 0.3
_AGAINST_SENTENCE = 0.7  # a new sentence behind the mark more often opens a quotation
_LOST_MARK = 2.5
_CARRIED = 1.0  # into the next line
_CUE_INSIDE = 1.5


@dataclass(frozen=True)
class _Mark:
    """A mark of a line, the cost of reading it as an opening and as a closing one, and what they rest on."""

    offset: int
    isolated: bool
    before_verb: bool
    opening: float
    closing: float

    def is_doubtful(self, *, opens: bool) -> bool:
        """Whether something tells against a reading, or white space on both sides tells nothing."""
        return self.isolated or (self.opening if opens else self.closing) > 0


def correct_marks(text: str) -> list[Edit]:
    r"""Correct the double quotation marks of a text line by line.

    Parameters
    ----------
    text
        The text.

    Returns
    -------
    list of tuple
        Edits that turn curly marks to the side on which they stand, and remove the space between a mark with space on
        both sides and what it encloses.

    Notes
    -----
    In a line with a doubtful mark each mark is read as an opening or a closing one so that the evidence against is
    least: the white space beside it, a reporting verb behind it, its shape; a mark whose partner is lost costs too, so
    that it does not turn the pairs behind it.

    Examples
    --------
    >>> correct_marks("\u201d Awas, \u201c kata Ani.")
    [(0, 1, '\u201c'), (1, 2, ''), (7, 8, ''), (8, 9, '\u201d')]
    >>> correct_marks("\u201cAwas,\u201d kata Ani.")
    []
    """
    edits: list[Edit] = []
    carried = False
    for line in _LINE.finditer(text):
        start, stop = line.span()
        marks = [_read_mark(text, match.start(), start, stop) for match in _MARK.finditer(text, start, stop)]
        if not marks:
            carried = carried and not text[start:stop].strip()
            continue
        readings = _read_line(text, marks, carried=carried)
        carried = readings[-1]
        is_lone = len(marks) == 1 and text[marks[0].offset] == '"'  # 5 " wide
        for mark, opens in zip(marks, readings, strict=True):
            if mark.is_doubtful(opens=opens) and not is_lone:
                edits += _make_edits(text, mark, (start, stop), opens=opens)
    return edits


def _read_mark(text: str, offset: int, start: int, stop: int) -> _Mark:
    """Weigh what tells against reading a mark as an opening or as a closing one."""
    before, after = text[max(offset - 1, start) : offset], text[offset + 1 : min(offset + 2, stop)]
    free_before = before.strip() == "" or before in _BEFORE_OPENING
    free_after = after.strip() == "" or after in _AFTER_CLOSING
    last = text[max(offset - _LOOK_AHEAD, start) : offset].rstrip()[-1:]
    following = text[offset + 1 : min(offset + _LOOK_AHEAD, stop)]
    before_verb = last != "" and last in _FINAL and make_quotation_verb_pattern().match(following) is not None
    opening = closing = 0.0
    if free_after and not free_before:
        opening += _AGAINST_SPACING
    elif free_before and not free_after:
        closing += _AGAINST_CASE if before_verb else _AGAINST_SPACING
    if before_verb:
        opening += _AGAINST_VERB
    elif last and last in _FINAL and following.strip()[:1].islower():
        opening += _AGAINST_CASE
    if not last or last == ":":
        closing += _AGAINST_SPACING
    elif not following.strip():
        opening += _AGAINST_VERB
    isolated = before.strip() == "" and after.strip() == "" and after != ""
    if isolated and last and last in ".?!" and not before_verb:
        closing += _AGAINST_SENTENCE
    opening += _AGAINST_SHAPE * (text[offset] == _CLOSING)
    closing += _AGAINST_SHAPE * (text[offset] == _OPENING)
    return _Mark(offset, isolated, before_verb, opening, closing)


def _read_line(text: str, marks: Sequence[_Mark], *, carried: bool) -> list[bool]:
    """Read each mark as an opening one (True) or a closing one, at the least cost in all."""
    # The cost so far of being outside (False) and inside a quotation (True), and for each mark from where it came.
    costs = {False: 0.0, True: 0.0 if carried else _LOST_MARK}
    origins: list[dict[bool, bool]] = []
    previous = marks[0].offset
    for mark in marks:
        has_cue = _make_cue_pattern().search(text, previous + 1, mark.offset) is not None
        steps = {
            True: {False: costs[False] + mark.opening, True: costs[True] + mark.opening + _LOST_MARK},
            False: {
                True: costs[True] + mark.closing + _CUE_INSIDE * has_cue,
                False: costs[False] + mark.closing + _LOST_MARK,
            },
        }
        origins.append({state: min(options, key=options.__getitem__) for state, options in steps.items()})
        costs = {state: min(options.values()) for state, options in steps.items()}
        previous = mark.offset
    state = costs[True] + _CARRIED < costs[False]
    readings: list[bool] = []
    for origin in reversed(origins):
        readings.append(state)
        state = origin[state]
    return readings[::-1]


@cache
def _make_cue_pattern() -> re.Pattern[str]:
    """Make the pattern of punctuation before a bare reporting verb, which ends a quotation."""
    return re.compile(rf"[,.?!](?:\s*[\u2018\u2019'])?(?=\s){make_quotation_verb_pattern().pattern}")


def _make_edits(text: str, mark: _Mark, line: tuple[int, int], *, opens: bool) -> Iterator[Edit]:
    start, stop = line
    offset = mark.offset
    first, behind = offset, offset + 1
    while first > start and text[first - 1].isspace():
        first -= 1
    while behind < stop and text[behind].isspace():
        behind += 1
    if opens and first == offset > start and behind > offset + 1:
        yield offset, offset, " "  # diam." Kami
    elif not opens and start < first < offset and (mark.isolated or mark.before_verb):
        yield first, offset, ""
    shape = text[offset] if text[offset] == '"' else _OPENING if opens else _CLOSING
    if shape != text[offset]:
        yield offset, offset + 1, shape
    if opens and offset + 1 < behind < stop:
        yield offset + 1, behind, ""
    elif not opens and mark.before_verb and behind == offset + 1:
        yield behind, behind, " "  # Awas, "katanya
