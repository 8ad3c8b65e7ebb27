"""Speech introduced without a verb: Pernyataan X: ..., Dalam sambutannya, X, "...", X: ..., "..." - X."""

from collections.abc import Sequence
from itertools import islice

from research.attribution.reporting_cues import ReportingCue, is_clause_subject
from research.text import Mention, Words, read_word_group, skip_parenthesis

_DASHES = ("-", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", "~")
_CLOSING_MARKS = ('"', "\u201d", "\u00bb", "'", "\u2019", "\u201c", "''")
# In an interview.
_ANSWERS = ("jawab", "jawaban", "narasumber", "j")
_QUESTIONS = ("tanya", "pertanyaan", "penanya", "pewawancara", "wartawan", "jurnalis", "redaksi", "t")
_SPEAKERS = ("person", "title", "body")
_MINIMUM_WORDS = 4
_MINIMUM_SPEECH = 2
_MAXIMUM_OPENING = 10  # words
_MAXIMUM_NOUNS = 8


def is_interview_question(words: Words) -> bool:
    """Whether a sentence is a question of the interviewer: Tanya: ..., Wartawan: ..."""
    return words.lower_at(1) == ":" and words.lowers[0] in _QUESTIONS


def find_introduction(words: Words, mentions: Sequence[Mention], is_quoted: Sequence[bool]) -> ReportingCue | None:
    """Find what introduces speech without a verb.

    Parameters
    ----------
    words
        The words of the sentence.
    mentions
        Its mentions.
    is_quoted
        For each word whether it is inside a quotation.

    Returns
    -------
    ReportingCue or None
        Its rule is statement_noun or name_colon.

    Notes
    -----
    Speech is introduced by a statement noun at the start of a sentence or a clause (Demikian pernyataan X: ..., Dalam
    sambutannya, X, "..."), a name and a colon (X: "..."), or a name right before a quotation. The speaker of a
    statement noun is its possessor, else its subject, else the person spoken of last. Where the sentence ends with the
    colon or the name (Berikut pesan X), the next sentences are the speech.

    Examples
    --------
    >>> from research.text import split_words
    >>> from research.text import find_mentions
    >>> text = "Demikian pernyataan Bupati Lebong Ani Rahma:"
    >>> words = split_words(text, 0, len(text))
    >>> cue = find_introduction(words, find_mentions(words, text), [False] * len(words.texts))
    >>> cue.rule, cue.mention.name
    ('statement_noun', 'Ani Rahma')
    """
    if words.lower_at(1) == ":" and words.lowers[0] in _ANSWERS:
        return ReportingCue("name_colon", 0)
    speakers = [mention for mention in mentions if mention.kind in _SPEAKERS and not is_quoted[mention.start]]
    stop = _find_speech_start(words, is_quoted)
    nouns = (position for position, word in enumerate(words.lowers[:stop]) if _is_statement_noun(word))
    for position in islice(nouns, _MAXIMUM_NOUNS):
        if cue := _parse_statement_noun(words, position, stop, speakers):
            return cue
    if stop is None:
        return None
    quotes = words.texts[stop] != ":"
    for mention in speakers:
        next_position = skip_parenthesis(words, mention.stop)
        comma = quotes and words.text_at(next_position) == ","
        if next_position + comma != stop or not is_clause_subject(words, mention):
            continue
        if quotes or _is_followed_by_speech(words, mention, stop, is_quoted):
            return ReportingCue("name_colon", mention.start, mention)
    return None


def _find_speech_start(words: Words, is_quoted: Sequence[bool]) -> int | None:
    """Find where speech starts: at a quotation or the colon before it, else at a colon (not that of 10:30)."""
    if any(is_quoted):
        position = is_quoted.index(True)
        return position - (words.texts[max(position - 1, 0)] == ":")
    for position, word in enumerate(words.texts):
        if word == ":" and position and not "".join(words.texts[position - 1 : position + 2 : 2]).isdigit():
            return position
    return None


def _is_statement_noun(word: str) -> bool:
    return not read_word_group("statement_noun").isdisjoint((word, word.removesuffix("nya")))


def _starts_clause(words: Words, position: int) -> bool:
    """Whether only words that may precede a statement noun precede it in its clause."""
    for word in reversed(words.lowers[max(position - _MAXIMUM_OPENING, 0) : position]):
        if word == ",":
            return True
        if word not in read_word_group("before_statement") and not _is_statement_noun(word):
            return False
    return position <= _MAXIMUM_OPENING


def _parse_statement_noun(
    words: Words, position: int, stop: int | None, speakers: Sequence[Mention]
) -> ReportingCue | None:
    """Parse a statement noun with its speaker: the name behind it, the subject, or the person spoken of last."""
    noun_stop = position + 1
    while _is_statement_noun(word := words.lower_at(noun_stop)) or word in read_word_group("after_statement"):
        noun_stop += 1
    has_clitic = any(word.endswith("nya") and _is_statement_noun(word) for word in words.lowers[position:noun_stop])
    if has_clitic and stop is not None and (subject := _find_subject_before(words, position, speakers)):
        return ReportingCue("statement_noun", position, subject)
    if not _starts_clause(words, position):
        return None
    possessor = next((mention for mention in speakers if mention.start == noun_stop), None)
    if stop is None:
        ends_sentence = possessor is not None and not any(word.isalpha() for word in words.lowers[possessor.stop :])
        return ReportingCue("statement_noun", position, possessor) if ends_sentence and not has_clitic else None
    if possessor is not None and not has_clitic:
        return ReportingCue("statement_noun", position, possessor)
    inside = (mention for mention in speakers if noun_stop < mention.start < stop)
    subject = next((mention for mention in inside if words.texts[mention.start - 1] == ","), None)
    is_direct = words.lowers[noun_stop:stop] in ((), ("berikut",), ("sebagai", "berikut"))
    return ReportingCue("statement_noun", position, subject) if subject or has_clitic or is_direct else None


def _find_subject_before(words: Words, position: int, speakers: Sequence[Mention]) -> Mention | None:
    """Find the name right before a statement noun with -nya: X dalam sambutannya: ..."""
    for mention in speakers:
        between = words.lowers[mention.stop : position]
        is_near = mention.stop <= position and len(between) <= _MINIMUM_WORDS and is_clause_subject(words, mention)
        if is_near and all(word == "," or word in read_word_group("before_statement") for word in between):
            return mention
    return None


def _is_followed_by_speech(words: Words, mention: Mention, colon: int, is_quoted: Sequence[bool]) -> bool:
    """Whether speech follows a name and a colon: quoted, in the next sentence, or as a clause and no list."""
    if colon == len(words.texts) - 1:
        return mention.start == 0
    if is_quoted[colon + 1]:
        return True
    speech = [word for word in words.texts[colon + 1 :] if word[0].isalpha()]
    is_clause = len(speech) >= _MINIMUM_SPEECH and sum(word.islower() for word in speech) * 2 >= len(speech)
    return mention.start == 0 and is_clause


def find_signature(words: Words, mentions: Sequence[Mention], is_quoted: Sequence[bool]) -> ReportingCue | None:
    """Find the name that signs a quotation: behind a dash or a comma, or in brackets, at the end of the sentence.

    Parameters
    ----------
    words
        The words of the sentence.
    mentions
        Its mentions.
    is_quoted
        For each word whether it is inside a quotation.

    Returns
    -------
    ReportingCue or None
        Its rule is signature.

    Examples
    --------
    >>> from research.text import split_words
    >>> from research.text import find_mentions
    >>> text = '"ASN wajib netral." \u2013 Bupati Lebong Ani Rahma'
    >>> words = split_words(text, 0, len(text))
    >>> find_signature(words, find_mentions(words, text), [True] * 6 + [False] * 6).mention.name
    'Ani Rahma'
    """
    for mention in mentions:
        if mention.kind not in _SPEAKERS or is_quoted[mention.start] or not mention.start:
            continue
        position = mention.start - 1
        while position and words.texts[position] in _DASHES and words.texts[position - 1] in _DASHES:
            position -= 1
        in_brackets = words.texts[position] == "("
        after_quotation = position == 0 or is_quoted[position - 1] or words.texts[position - 1] in _CLOSING_MARKS
        after_mark = after_quotation and (in_brackets or words.texts[position] in _DASHES)
        after_comma = is_quoted[position] or (position > 0 and is_quoted[position - 1] and words.texts[position] == ",")
        if (after_mark and _ends_sentence(words, mention.stop, in_brackets=in_brackets)) or (
            after_comma and words.texts[mention.stop :] in ((), (".",))
        ):
            return ReportingCue("signature", mention.start, mention)
    return None


def _ends_sentence(words: Words, position: int, *, in_brackets: bool) -> bool:
    """Whether a signing name ends its sentence, possibly with a comma and an office or a place behind it."""
    rest = words.texts[position:]
    if in_brackets:
        return rest[:1] == (")",)
    return all(not word[0].islower() or word in ("dan", "di") for word in rest) and len(rest) <= 2 * _MINIMUM_WORDS
