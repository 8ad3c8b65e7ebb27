"""Sentence -> speech that is told without a verb: Pernyataan X: ..., Dalam sambutannya, X, "...", X: ..., "..." - X."""

from collections.abc import Sequence

from research.attribution.lexicon import Words, read_group, skip_note
from research.attribution.names import Mention
from research.attribution.reporting import Cue, opens_clause

_DASHES = ("-", "\u2013", "\u2014", "\u2015", "~")
_CLOSING_MARKS = ('"', "\u201d", "\u00bb", "'", "\u2019", "\u201c", "''")
_SPEAKERS = ("person", "title", "body")
_FEWEST_WORDS = 4
_LONGEST_OPENING = 10


def find_introduction(words: Words, mentions: Sequence[Mention], quoted: Sequence[bool]) -> Cue | None:
    """Find what brings in speech without a verb; quoted says for each word whether it stands inside a quotation.

    A noun of saying at the start of a sentence or a clause (Demikian pernyataan X: ..., Dalam sambutannya, X, "..."),
    whose the possessor, the subject or, with neither, the person spoken of last is; a name and a colon (X: "..."); or
    a name right before a quotation. Where the sentence ends in the colon, what is said stands in the next ones.

    >>> from research.attribution.lexicon import split_words
    >>> from research.attribution.mentions import find_mentions
    >>> text = "Demikian pernyataan Bupati Lebong Ani Rahma:"
    >>> words = split_words(text, 0, len(text))
    >>> found = find_introduction(words, find_mentions(words, text), [False] * len(words.texts))
    >>> found.rule, found.who.name
    ('statement_noun', 'Ani Rahma')
    """
    speakers = [one for one in mentions if one.kind in _SPEAKERS and not quoted[one.first]]
    stop = _find_said(words, quoted)
    if stop is None:
        return None
    for place in range(stop):
        if _is_noun(words.lowers[place]) and _opens_phrase(words, place):
            return _read_noun(words, place, stop, speakers)
    for one in speakers:
        after = skip_note(words, one.last)
        quotes = stop < len(quoted) and words.texts[stop] != ":"
        comma = quotes and words.texts[after : after + 1] == (",",)
        if after + comma == stop and opens_clause(words, one) and (quotes or _says_enough(words, one, stop, quoted)):
            return Cue("name_colon", one.first, one)
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
    return low in read_group("statement_noun") or low.removesuffix("nya") in read_group("statement_noun")


def _opens_phrase(words: Words, place: int) -> bool:
    """Whether nothing but words that lead to a noun of saying stands before it in its clause."""
    for low in reversed(words.lowers[max(place - _LONGEST_OPENING, 0) : place]):
        if low == ",":
            return True
        if low not in read_group("before_statement") and not _is_noun(low):
            return False
    return place <= _LONGEST_OPENING


def _read_noun(words: Words, place: int, stop: int, speakers: Sequence[Mention]) -> Cue | None:
    """Read whose a noun of saying is: the name behind it, the subject after a comma, or the person spoken of last."""
    last = place + 1
    while last < stop and (words.lowers[last] in read_group("after_statement") or _is_noun(words.lowers[last])):
        last += 1
    owned = any(word.endswith("nya") and _is_noun(word) for word in words.lowers[place:last])
    direct = next((one for one in speakers if one.first == last), None)
    if direct is not None and not owned:
        return Cue("statement_noun", place, direct)
    subjects = (one for one in speakers if last < one.first < stop and words.texts[one.first - 1] == ",")
    subject = next(subjects, None)
    if subject is None and not owned and words.lowers[last:stop] not in ((), ("berikut",), ("sebagai", "berikut")):
        return None
    return Cue("statement_noun", place, subject)


def _says_enough(words: Words, who: Mention, stop: int, quoted: Sequence[bool]) -> bool:
    """Whether a name and a colon bring in speech: quoted, in the next sentence, or a sentence of its own (no list)."""
    if stop == len(words.texts) - 1:
        return who.first == 0
    if quoted[stop + 1]:
        return True
    said = [word for word in words.texts[stop + 1 :] if word[0].isalpha()]
    return who.first == 0 and len(said) >= _FEWEST_WORDS and sum(word.islower() for word in said) * 2 >= len(said)


def find_signature(words: Words, mentions: Sequence[Mention], quoted: Sequence[bool]) -> Cue | None:
    """Find the name behind a quotation: after a dash or in brackets, with nothing after it in its sentence.

    >>> from research.attribution.lexicon import split_words
    >>> from research.attribution.mentions import find_mentions
    >>> text = '"ASN wajib netral." \u2013 Bupati Lebong Ani Rahma'
    >>> words = split_words(text, 0, len(text))
    >>> find_signature(words, find_mentions(words, text), [True] * 6 + [False] * 6).who.name
    'Ani Rahma'
    """
    for one in mentions:
        if one.kind not in _SPEAKERS or quoted[one.first] or not one.first:
            continue
        place = one.first - 1
        while place and words.texts[place] in _DASHES and words.texts[place - 1] in _DASHES:
            place -= 1
        opened = words.texts[place] == "("
        behind = place == 0 or quoted[place - 1] or words.texts[place - 1] in _CLOSING_MARKS
        if behind and (opened or words.texts[place] in _DASHES) and _ends_there(words, one.last, bracket=opened):
            return Cue("signature", one.first, one)
    return None


def _ends_there(words: Words, place: int, *, bracket: bool) -> bool:
    """Whether a name that signs is the last of its sentence, a comma with an office or a place behind it aside."""
    rest = words.texts[place:]
    if bracket:
        return rest[:1] == (")",)
    return all(not word[0].islower() or word in ("dan", "di") for word in rest) and len(rest) <= 2 * _FEWEST_WORDS
