"""Sentence -> speech that is told without a verb: Pernyataan X: ..., Dalam sambutannya, X, "...", X: ..., "..." - X."""

from collections.abc import Sequence
from itertools import islice

from research.attribution.reporting_cues import ReportingCue, is_clause_subject
from research.text import Mention, Words, read_word_group, skip_parenthesis

_DASHES = ("-", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", "~")
_CLOSING_MARKS = ('"', "\u201d", "\u00bb", "'", "\u2019", "\u201c", "''")
_SPEAKERS = ("person", "title", "body")
_FEWEST_WORDS = 4
_LONGEST_OPENING = 10
_MOST_NOUNS = 8


def find_introduction(words: Words, mentions: Sequence[Mention], is_quoted: Sequence[bool]) -> ReportingCue | None:
    """Find what brings in speech without a verb; quoted says for each word whether it stands inside a quotation.

    A noun of saying at the start of a sentence or a clause (Demikian pernyataan X: ..., Dalam sambutannya, X, "..."),
    whose the possessor, the subject or, with neither, the person spoken of last is; a name and a colon (X: "..."); or
    a name right before a quotation. Where the sentence ends in the colon, or with the name (Berikut pesan X), what is
    said stands in the next ones.

    >>> from research.text import split_words
    >>> from research.text import find_mentions
    >>> text = "Demikian pernyataan Bupati Lebong Ani Rahma:"
    >>> words = split_words(text, 0, len(text))
    >>> found = find_introduction(words, find_mentions(words, text), [False] * len(words.texts))
    >>> found.rule, found.mention.name
    ('statement_noun', 'Ani Rahma')
    """
    speakers = [one for one in mentions if one.kind in _SPEAKERS and not is_quoted[one.start]]
    stop = _find_said(words, is_quoted)
    nouns = (place for place, low in enumerate(words.lowers[:stop]) if _is_noun(low))
    for place in islice(nouns, _MOST_NOUNS):
        if found := _read_noun(words, place, stop, speakers):
            return found
    if stop is None:
        return None
    for one in speakers:
        after = skip_parenthesis(words, one.stop)
        quotes = stop < len(is_quoted) and words.texts[stop] != ":"
        comma = quotes and words.texts[after : after + 1] == (",",)
        if (
            after + comma == stop
            and is_clause_subject(words, one)
            and (quotes or _says_enough(words, one, stop, is_quoted))
        ):
            return ReportingCue("name_colon", one.start, one)
    return None


def _find_said(words: Words, quoted: Sequence[bool]) -> int | None:
    """Where what is said starts: a quotation or the colon before it, else a colon (but that of 10:30)."""
    if any(quoted):
        place = quoted.index(True)
        return place - (words.texts[max(place - 1, 0)] == ":")
    for place, word in enumerate(words.texts):
        if word == ":" and place and not "".join(words.texts[place - 1 : place + 2 : 2]).isdigit():
            return place
    return None


def _is_noun(low: str) -> bool:
    return low in read_word_group("statement_noun") or low.removesuffix("nya") in read_word_group("statement_noun")


def _opens_phrase(words: Words, place: int) -> bool:
    """Whether nothing but words that lead to a noun of saying stands before it in its clause."""
    for low in reversed(words.lowers[max(place - _LONGEST_OPENING, 0) : place]):
        if low == ",":
            return True
        if low not in read_word_group("before_statement") and not _is_noun(low):
            return False
    return place <= _LONGEST_OPENING


def _read_noun(words: Words, place: int, stop: int | None, speakers: Sequence[Mention]) -> ReportingCue | None:
    """Read whose a noun of saying is: the name behind it, the subject around it, or the person spoken of last."""
    last = place + 1
    while last < len(words.texts) and (
        words.lowers[last] in read_word_group("after_statement") or _is_noun(words.lowers[last])
    ):
        last += 1
    owned = any(word.endswith("nya") and _is_noun(word) for word in words.lowers[place:last])
    if owned and stop is not None and (subject := _find_subject_before(words, place, speakers)):
        return ReportingCue("statement_noun", place, subject)
    if not _opens_phrase(words, place):
        return None
    direct = next((one for one in speakers if one.start == last), None)
    if stop is None:
        ends = direct is not None and not any(word.isalpha() for word in words.lowers[direct.stop :])
        return ReportingCue("statement_noun", place, direct) if ends and not owned else None
    if direct is not None and not owned:
        return ReportingCue("statement_noun", place, direct)
    subjects = (one for one in speakers if last < one.start < stop and words.texts[one.start - 1] == ",")
    subject = next(subjects, None)
    if subject is None and not owned and words.lowers[last:stop] not in ((), ("berikut",), ("sebagai", "berikut")):
        return None
    return ReportingCue("statement_noun", place, subject)


def _find_subject_before(words: Words, place: int, speakers: Sequence[Mention]) -> Mention | None:
    """The name right before a noun of saying that is its own: X dalam sambutannya: ..."""
    for one in speakers:
        between = words.lowers[one.stop : place]
        near = one.stop <= place and len(between) <= _FEWEST_WORDS and is_clause_subject(words, one)
        if near and all(low == "," or low in read_word_group("before_statement") for low in between):
            return one
    return None


def _says_enough(words: Words, who: Mention, stop: int, quoted: Sequence[bool]) -> bool:
    """Whether a name and a colon bring in speech: quoted, in the next sentence, or a sentence of its own (no list)."""
    if stop == len(words.texts) - 1:
        return who.start == 0
    if quoted[stop + 1]:
        return True
    said = [word for word in words.texts[stop + 1 :] if word[0].isalpha()]
    return who.start == 0 and len(said) >= _FEWEST_WORDS and sum(word.islower() for word in said) * 2 >= len(said)


def find_signature(words: Words, mentions: Sequence[Mention], is_quoted: Sequence[bool]) -> ReportingCue | None:
    """Find the name behind a quotation: after a dash, a comma or in brackets, with nothing after it in its sentence.

    >>> from research.text import split_words
    >>> from research.text import find_mentions
    >>> text = '"ASN wajib netral." \u2013 Bupati Lebong Ani Rahma'
    >>> words = split_words(text, 0, len(text))
    >>> find_signature(words, find_mentions(words, text), [True] * 6 + [False] * 6).mention.name
    'Ani Rahma'
    """
    for one in mentions:
        if one.kind not in _SPEAKERS or is_quoted[one.start] or not one.start:
            continue
        place = one.start - 1
        while place and words.texts[place] in _DASHES and words.texts[place - 1] in _DASHES:
            place -= 1
        opened = words.texts[place] == "("
        behind = place == 0 or is_quoted[place - 1] or words.texts[place - 1] in _CLOSING_MARKS
        if behind and (opened or words.texts[place] in _DASHES) and _ends_there(words, one.stop, bracket=opened):
            return ReportingCue("signature", one.start, one)
        if place and is_quoted[place - 1] and words.texts[place] == "," and words.texts[one.stop :] in ((), (".",)):
            return ReportingCue("signature", one.start, one)
    return None


def _ends_there(words: Words, place: int, *, bracket: bool) -> bool:
    """Whether a name that signs is the last of its sentence, a comma with an office or a place behind it aside."""
    rest = words.texts[place:]
    if bracket:
        return rest[:1] == (")",)
    return all(not word[0].islower() or word in ("dan", "di") for word in rest) and len(rest) <= 2 * _FEWEST_WORDS
