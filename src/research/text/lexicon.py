"""The words of a sentence, and the word lists as phrases that are matched word by word."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from research.tables import read_data_rows, read_lines

MAXIMUM_LOOK_AHEAD = 12  # words
_MAXIMUM_PARENTHESIS = 8
_WORD = re.compile(r"\w+(?:[.'’/&-]\w+)*|[^\w\s]")
# Called for every word: methods that map calls without a frame of Python.
_GET_MATCHED, _GET_START, _GET_STOP = re.Match.group, re.Match.start, re.Match.end
# Long enough in the middle that Setiawan, Mentari and other names do not match.
_ACTIVITY_NOUN = re.compile(r"(?:ke|pe)[a-z]{5,}an")

_HEADS = ("ketua", "wakil ketua", "kepala", "anggota", "komisioner", "sekretaris", "juru bicara", "pimpinan")

Phrases = Mapping[str, tuple[tuple[int, dict[tuple[str, ...], dict[str, str]]], ...]]


@dataclass(frozen=True)
class Words:
    """The words and punctuation marks of one sentence.

    Attributes
    ----------
    texts, lowers
        Each word as written, and in lower case.
    starts, stops
        Span of each word in the document's text: code points, half-open.
    """

    texts: tuple[str, ...]
    lowers: tuple[str, ...]
    starts: tuple[int, ...]
    stops: tuple[int, ...]

    def text_at(self, position: int) -> str:
        """Return a word as written; an empty text where there is none at the position."""
        return self.texts[position] if 0 <= position < len(self.texts) else ""

    def lower_at(self, position: int) -> str:
        """Return a word in lower case; an empty text where there is none at the position."""
        return self.lowers[position] if 0 <= position < len(self.lowers) else ""


def split_words(text: str, start: int, stop: int) -> Words:
    """Split a span of a text into words and single punctuation marks.

    Parameters
    ----------
    text
        The document's text.
    start, stop
        Span of the sentence in text: code points, half-open.

    Returns
    -------
    Words
        The words with their spans in text.

    Examples
    --------
    >>> split_words("Kata A. Helmi, S.Sos.", 5, 21).texts
    ('A', '.', 'Helmi', ',', 'S.Sos', '.')
    """
    matches = list(_WORD.finditer(text, start, stop))
    texts = tuple(map(_GET_MATCHED, matches))
    return Words(texts, tuple(map(str.lower, texts)), tuple(map(_GET_START, matches)), tuple(map(_GET_STOP, matches)))


def has_capital(words: Words, position: int) -> bool:
    """Whether there is a word at a position and it starts with a capital letter."""
    return position < len(words.texts) and words.texts[position][0].isupper()


def slice_text(text: str, words: Words, start: int, stop: int) -> str:
    """Return the text of the words from index start up to index stop, white space collapsed."""
    return " ".join(text[words.starts[start] : words.stops[stop - 1]].split())


@cache
def read_word_list(name: str) -> frozenset[str]:
    """Read a word list of the package.

    Parameters
    ----------
    name
        A .txt file of data/, one word a line.

    Returns
    -------
    frozenset of str
        The words, without the comment lines.

    Examples
    --------
    >>> "senin" in read_word_list("common_capitals.txt")
    True
    """
    return frozenset(read_lines(name))


@cache
def read_word_group(group: str) -> frozenset[str]:
    """Read a group of function words.

    Parameters
    ----------
    group
        A value of the column group of data/grammar_words.csv.

    Returns
    -------
    frozenset of str
        The words of the group.

    Examples
    --------
    >>> "yang" in read_word_group("subordinator")
    True
    """
    return next(frozenset(row["words"].split()) for row in read_data_rows("grammar_words.csv") if row["group"] == group)


def index_phrases(rows: Iterable[tuple[str, dict[str, str]]]) -> Phrases:
    """Index phrases by their first word for match_phrase.

    Parameters
    ----------
    rows
        Phrases with the row of each; of equal phrases the first counts.

    Returns
    -------
    Phrases
        For each first word and number of words, the largest first, the phrases as tuples of words with their rows.

    Examples
    --------
    >>> index_phrases([("wali kota", {"key": "mayor"})])
    {'wali': ((2, {('wali', 'kota'): {'key': 'mayor'}}),)}
    """
    index: dict[str, dict[int, dict[tuple[str, ...], dict[str, str]]]] = {}
    for phrase, row in rows:
        words = tuple(_WORD.findall(phrase.lower()))
        index.setdefault(words[0], {}).setdefault(len(words), {}).setdefault(words, row)
    return {first: tuple(sorted(by_length.items(), reverse=True)) for first, by_length in index.items()}


def match_phrase(index: Phrases, lowers: tuple[str, ...], position: int) -> tuple[int, dict[str, str]] | None:
    """Match the longest phrase that starts at a word.

    Parameters
    ----------
    index
        Phrases as index_phrases returns them.
    lowers
        The words of a sentence in lower case.
    position
        Index of the word.

    Returns
    -------
    tuple of int and dict, or None
        One past the last word of the phrase, and the row of the phrase; None where no phrase starts there.

    Examples
    --------
    >>> match_phrase(index_phrases([("wali kota", {"key": "mayor"})]), ("wali", "kota", "bontang"), 0)
    (2, {'key': 'mayor'})
    """
    by_length = index.get(lowers[position]) if position < len(lowers) else None
    if by_length is not None:  # few words start a phrase
        for length, rows in by_length:
            if row := rows.get(lowers[position : position + length]):
                return position + length, row
    return None


@cache
def index_offices() -> Phrases:
    """Index the posts of offices.csv; those that need no body also with -nya."""
    rows = read_data_rows("offices.csv")
    plain = [(row["office"], row) for row in rows]
    suffixed = [(row["office"] + "nya", row) for row in rows if row["use"] == "post"]
    # Bawaslu meminta ... ketuanya, X, berkata: the body is one that was named before.
    of_body = [(f"{post}nya", {**row, "key": f"{row['key']} -nya"}) for post, row in plain if post in _HEADS]
    return index_phrases(plain + suffixed + of_body)


@cache
def index_bodies() -> Phrases:
    """Index the public bodies of institutions.csv."""
    return index_phrases((row["institution"], row) for row in read_data_rows("institutions.csv"))


@cache
def index_regions() -> Phrases:
    """Index the regions of regions.csv.

    Returns
    -------
    Phrases
        The names of the regions with their rows.

    Examples
    --------
    >>> match_phrase(index_regions(), ("kapuas", "hulu"), 0)[0]
    2
    """
    rows = [(row["region"], row) for row in read_data_rows("regions.csv")]
    glued = [(name.replace(" ", ""), row) for name, row in rows if name.count(" ") == 1]  # Sungaipenuh
    return index_phrases(rows + glued)


@cache
def read_bare_verbs() -> frozenset[str]:
    """Read the reporting verbs that follow what they report: bare verbs, and passive verbs without di-.

    Returns
    -------
    frozenset of str
        The verbs of reporting_verbs.csv in these forms.

    Examples
    --------
    >>> {"kata", "bilang", "sampaikan", "akui"} <= read_bare_verbs()
    True
    """
    rows = read_data_rows("reporting_verbs.csv")
    passives = {row["passive"].removeprefix("di") for row in rows if row["passive"].isalpha()}
    return frozenset({row["bare"] for row in rows if row["bare"]} | passives)


def join_alternatives(names: Iterable[str]) -> str:
    """Join names to the alternatives of a regular expression, the longest first."""
    return "|".join(sorted(map(re.escape, names), key=lambda name: (-len(name), name)))


@cache
def make_bare_verb_pattern() -> str:
    """Make the regular expression of the bare reporting verbs.

    Returns
    -------
    str
        The verbs with or without -nya, the longest first, up to the end of a word.

    Examples
    --------
    >>> re.match(make_bare_verb_pattern(), "katanya kemarin")[0]
    'katanya'
    """
    return rf"(?:{join_alternatives(read_bare_verbs())})(?:nya)?\b"


def is_activity_noun(word: str) -> bool:
    """Whether a lower-case word has the form of a noun of activity, ke- or pe- with -an.

    Parameters
    ----------
    word
        A word in lower case.

    Returns
    -------
    bool
        False for a short word, which may be a name.

    Examples
    --------
    >>> is_activity_noun("pengawasan"), is_activity_noun("setiawan"), is_activity_noun("pekan")
    (True, False, False)
    """
    return _ACTIVITY_NOUN.fullmatch(word) is not None


def skip_full_stop(words: Words, position: int) -> int:
    """Skip the full stop of an abbreviation."""
    return position + (words.texts[position : position + 1] == (".",))


def skip_short_brackets(words: Words, position: int) -> int:
    """Skip a short bracket without digits: (Pj), (Sekda), (Plt.)."""
    if words.texts[position : position + 1] != ("(",):
        return position
    inside = words.texts[position + 1 : position + 5]
    if ")" not in inside or any(word[0].isdigit() for word in inside[: inside.index(")")]):
        return position
    return skip_full_stop(words, position + inside.index(")") + 2)


def skip_parenthesis(words: Words, position: int) -> int:
    """Skip a short bracket with any content: (52), (Partai Maju), (periode 2021-2026).

    Parameters
    ----------
    words
        The words of a sentence.
    position
        Index of the word that may open a bracket.

    Returns
    -------
    int
        Index behind the bracket; position where none opens there.

    Examples
    --------
    >>> skip_parenthesis(split_words("(52) hadir", 0, 10), 0)
    3
    """
    if words.texts[position : position + 1] != ("(",):
        return position
    inside = words.texts[position + 1 : position + 2 + _MAXIMUM_PARENTHESIS]
    return position + inside.index(")") + 2 if ")" in inside else position


def skip_age(words: Words, position: int) -> int:
    """Skip an age between commas up to the second comma: Rina, 52 tahun, Wali Kota."""
    ahead = words.lowers[position : position + 4]
    if ahead[:1] != (",",) or len(ahead) < 3 or not (ahead[1].isdigit() and len(ahead[1]) == 2):
        return position
    return position + 2 + (ahead[2] in ("tahun", "thn", "th")) if "," in ahead[2:] else position
