"""Tokens of a text with their offsets in it, their stems, stop words and phrases."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from research.tables import Fault, InputError, read_data_rows, read_lines
from research.text import stemming
from research.text.cleaning.cleaned_text import Cleaned, clean_markup

TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*")
_TOKEN_OR_NUMBER = re.compile(rf"{TOKEN.pattern}|[0-9]+(?:[.,][0-9]+)*")
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|\bwww\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|id|net|org)/\S*",
    re.IGNORECASE,
)
# A text without any of these has no mark-up and no address.
_MARKS = ("/", "&", "<", ">", "_", "*", "#", "@", "]", "\\", "www.")
_EQUIVALENTS = {"\u2010": "-", "\u2011": "-", "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"'}


@cache
def fold_character(character: str) -> str:
    """Fold a character as normalise does; empty for accents and invisible characters."""
    if character in _EQUIVALENTS:
        return _EQUIVALENTS[character]
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(_EQUIVALENTS.get(c, c) for c in folded if unicodedata.category(c) not in ("Mn", "Me", "Cf"))


def normalise(text: str) -> str:
    """Normalise a text for matching: NFKD, lower case, no accents, straight quotation marks, plain hyphens and spaces.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        The normalised text, which may be shorter or longer; find_tokens keeps the offsets of the text as given.

    Examples
    --------
    >>> normalise("\u201cKAMI\u201d men\u00e9gaskan\u00a0netralitas")
    '"kami" menegaskan netralitas'
    """
    if text.isascii():
        return text.lower()
    return text.translate({ord(c): fold_character(c) for c in set(text) if not c.isascii()}).lower()


def find_tokens(text: str, *, numbers: bool = False) -> list[tuple[int, int, str]]:
    """Find the tokens of a text with their offsets.

    Parameters
    ----------
    text
        Any text; mark-up, URLs and e-mail addresses hold no tokens.
    numbers
        Whether a sequence of digits, with the points and commas inside it, is a token too.

    Returns
    -------
    list of tuple
        Start, stop (code points of the text as given, half-open) and the normalised token: letters a to z, with
        single hyphens between them.

    Examples
    --------
    >>> find_tokens("ASN ikut-ikutan, 2024")
    [(0, 3, 'asn'), (4, 15, 'ikut-ikutan')]
    >>> find_tokens("Rp500.000.", numbers=True)
    [(0, 2, 'rp'), (2, 9, '500.000')]
    >>> find_tokens("<p>ASN&nbsp;netral</p> https://contoh.id")
    [(3, 6, 'asn'), (12, 18, 'netral')]
    """
    cleaned = _remove_markup(text)
    tokens = _match_tokens(cleaned.text, _TOKEN_OR_NUMBER if numbers else TOKEN)
    if not cleaned.notes:
        return tokens
    return [(*cleaned.map_span(start, stop), token) for start, stop, token in tokens]


def _remove_markup(text: str) -> Cleaned:
    """Remove the mark-up of a text and replace addresses by spaces."""
    cleaned = clean_markup(text)
    if "://" in text or "www." in text or "@" in text or "/" in text:
        return replace(cleaned, text=_ADDRESS.sub(lambda match: " " * len(match[0]), cleaned.text))
    return cleaned


def clean_tokens_text(text: str) -> str:
    """Remove the mark-up and addresses of a text, if it can hold any."""
    return _remove_markup(text).text if any(mark in text for mark in _MARKS) else text


def split_plain(text: str) -> str:
    """Write the tokens of a text without mark-up in ASCII: a space between two where white space alone is, else a !."""
    tokens = _match_tokens(text, TOKEN)
    stops = [0, *(stop for _, stop, _ in tokens)]
    gaps = (" " if text[stop:start].isspace() else "!" for stop, (start, *_) in zip(stops, tokens, strict=False))
    return "".join(f"{gap}{token}" for gap, (*_, token) in zip(gaps, tokens, strict=True))


def find_separators(text: str, tokens: Sequence[tuple[int, int, str]]) -> list[str]:
    """Find the white space and punctuation before each token.

    Parameters
    ----------
    text
        Any text.
    tokens
        The tokens of text as find_tokens returns them.

    Returns
    -------
    list of str
        What separates each token from the previous one, without mark-up.

    Examples
    --------
    >>> find_separators("ASN, <b>netral</b>", find_tokens("ASN, <b>netral</b>"))
    ['', ', ']
    """
    stops = [0, *(stop for _, stop, _ in tokens)]
    gaps = (text[stop:start] for stop, (start, *_) in zip(stops, tokens, strict=False))
    return [clean_markup(gap).text for gap in gaps]


def _match_tokens(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int, str]]:
    matches = pattern.finditer(normalise(text))
    if all(c.isascii() or len(fold_character(c)) == 1 for c in set(text)):
        return [(match.start(), match.end(), match.group()) for match in matches]
    starts, stops = _map_offsets(text)
    return [(starts[match.start()], stops[match.end() - 1], match.group()) for match in matches]


def _map_offsets(text: str) -> tuple[list[int], list[int]]:
    """Map each character of the normalised text to its start and its stop in the text as given."""
    starts: list[int] = []
    stops: list[int] = []
    for offset, character in enumerate(text):
        width = 1 if character.isascii() else len(fold_character(character))
        if not width and stops and unicodedata.category(character).startswith("M"):
            stops[-1] = offset + 1  # a combining accent belongs to the letter before it
        starts.extend([offset] * width)
        stops.extend([offset + 1] * width)
    return starts, stops


def tokenise(text: str) -> list[str]:
    """Split a text into normalised tokens.

    Parameters
    ----------
    text
        Any text; mark-up, URLs and e-mail addresses hold no tokens.

    Returns
    -------
    list of str
        The tokens in order.

    Examples
    --------
    >>> tokenise("Pegawai negeri TIDAK boleh memihak.")
    ['pegawai', 'negeri', 'tidak', 'boleh', 'memihak']
    """
    return TOKEN.findall(normalise(_remove_markup(text).text))


def stem_types(types: Iterable[str], *, protect: bool = True) -> dict[str, str]:
    """Stem word types.

    Parameters
    ----------
    types
        Tokens as find_tokens returns them.
    protect
        Whether the reviewed stems of data/stem_overrides.csv and data/protected_names.csv, and the rules of
        repair_stem, replace PySastrawi's stems.

    Returns
    -------
    dict
        The stem of each type, sorted by type. A stem has a space where the type abbreviates a phrase; a type of more
        than 64 letters is its own stem.

    Raises
    ------
    InputError
        Where a type is no token.

    Examples
    --------
    >>> stem_types(["relawan", "kerawanan", "netralitas", "netral"])
    {'kerawanan': 'rawan', 'netral': 'netral', 'netralitas': 'netral', 'relawan': 'relawan'}
    >>> stem_types(["relawan", "kerawanan"], protect=False)
    {'kerawanan': 'rawan', 'relawan': 'rawan'}
    >>> stem_types(["Relawan!"])
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    word types: type: found 'Relawan!', expected letters a to z and single hyphens; tokenise the text first
    """
    words = sorted(set(types))
    expected = "letters a to z and single hyphens"
    faults = [
        Fault("word types", "type", repr(word), expected, "tokenise the text first")
        for word in words
        if not TOKEN.fullmatch(word)
    ]
    if faults:
        raise InputError(faults)
    return stemming.protect_stems(words) if protect else stemming.stem_words(words)


@cache
def read_stop_words() -> frozenset[str]:
    """Read the stop words of data/stop_words.txt; negation and modality are not among them.

    Returns
    -------
    frozenset of str
        Words, and phrases joined by a space.

    Examples
    --------
    >>> "yang" in read_stop_words(), "tidak" in read_stop_words(), "boleh" in read_stop_words()
    (True, False, False)
    """
    words = " ".join(read_lines("stop_words.txt")).split()
    return frozenset(word.replace("_", " ") for word in words)


@cache
def read_phrases() -> Mapping[str, str]:
    """Read the phrases of data/phrases.csv.

    Returns
    -------
    Mapping
        The term that each phrase counts as; the phrases as written, with single spaces.

    Examples
    --------
    >>> read_phrases()["benturan kepentingan"]
    'konflik kepentingan'
    """
    return MappingProxyType({row["surface"]: row["term"] for row in read_data_rows("phrases.csv")})


def find_phrase(surface: str) -> str | None:
    """Find the term of a phrase, also where it carries -nya; None where it is no phrase."""
    phrases = read_phrases()
    return phrases.get(surface, phrases.get(surface.removesuffix("nya")))


def join_phrases(text: str) -> list[str]:
    """Split a text into tokens with the words of a phrase joined.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    list of str
        The tokens in order; from left to right the longest phrase is one token, its words separated by a space.
        Words are joined where white space alone separates them.

    Examples
    --------
    >>> join_phrases("Konflik kepentingan di media sosialnya, konflik, kepentingan")
    ['konflik kepentingan', 'di', 'media sosialnya', 'konflik', 'kepentingan']
    """
    text = _remove_markup(text).text
    tokens = _match_tokens(text, TOKEN)
    longest = max(phrase.count(" ") for phrase in read_phrases()) + 1
    first_words = {phrase.partition(" ")[0] for phrase in read_phrases()}
    joined: list[str] = []
    position = 0
    while position < len(tokens):
        width = 1
        if tokens[position][2] in first_words:
            limit = position + 1
            maximum = min(position + longest, len(tokens))
            while limit < maximum and text[tokens[limit - 1][1] : tokens[limit][0]].isspace():
                limit += 1
            stops = range(limit, position + 1, -1)
            surfaces = (" ".join(token for _, _, token in tokens[position:stop]) for stop in stops)
            width = next((surface.count(" ") + 1 for surface in surfaces if find_phrase(surface)), 1)
        joined.append(" ".join(token for _, _, token in tokens[position : position + width]))
        position += width
    return joined
