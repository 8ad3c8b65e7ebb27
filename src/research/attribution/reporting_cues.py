"""The cues of a sentence that report speech: verbs with a subject, bare verbs, passives, and named sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from research.attribution.named_sources import find_agent, find_letter, find_source, read_source_words
from research.attribution.reporting_verbs import find_verb, is_passive, is_short_verb, match_passive, match_verb
from research.text import Mention, Words, is_host, read_bare_verbs, read_word_group

# Speech follows, so that a name before the verb is its subject even behind a heading that lost its line end.
_BEFORE_SPEECH = (",", ":", "bahwa")
_CLOSING_MARKS = ('"', "\u201c", "\u201d", "\u00bb", "'", "\u2019")
_SUBJECT_RULES = {"person": "name_verb", "pronoun": "pronoun_verb", "title": "title_verb", "body": "body_verb"}
_MAXIMUM_DESCRIPTION = 14  # words


@dataclass(frozen=True)
class ReportingCue:
    """A word that reports speech.

    Attributes
    ----------
    rule
        The rule of data/attribution_rules.csv that found it.
    position
        Index of the word.
    mention
        Whom it names as the speaker; None for the person spoken of last.
    """

    rule: str
    position: int
    mention: Mention | None = None


def find_cues(words: Words, mentions: Sequence[Mention], is_quoted: Sequence[bool]) -> list[ReportingCue]:
    """Find the reporting cues of a sentence.

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
    list of ReportingCue
        In the order of their words.

    Examples
    --------
    >>> from research.text import split_words
    >>> from research.text import find_mentions
    >>> text = "Sanksi, kata Bupati Lebong, menanti."
    >>> words = split_words(text, 0, len(text))
    >>> [(cue.rule, cue.mention.name) for cue in find_cues(words, find_mentions(words, text), [False] * 20)]
    [('kata_title', 'Bupati Lebong')]
    """
    mention_at = {
        mention.start: mention for mention in mentions if not is_quoted[mention.start] and mention.kind != "place"
    }
    cues = {}
    for mention in mention_at.values():
        if _may_be_subject(words, mention) and (position := _find_subject_verb(words, mention, is_quoted)) is not None:
            cues[position] = ReportingCue(_SUBJECT_RULES[mention.kind], position, mention)
    if cue := _find_letter_verb(words, mention_at, is_quoted):
        cues.setdefault(cue.position, cue)
    for position in _list_cue_words(words, mention_at):
        if not is_quoted[position] and (cue := _parse_cue(words, position, mention_at)):
            cues.setdefault(position, cue)
    return [cues[position] for position in sorted(cues)]


def is_clause_subject(words: Words, mention: Mention) -> bool:
    """Whether a mention is in the position of the subject of a clause, and not a possessor or an object.

    Parameters
    ----------
    words
        The words of the sentence.
    mention
        One of its mentions.

    Returns
    -------
    bool
        By the word before the mention.

    Examples
    --------
    >>> from research.text import split_words
    >>> from research.text import find_mentions
    >>> text = "Menurut edaran Bupati Lebong, Bawaslu mengawasi."
    >>> words = split_words(text, 0, len(text))
    >>> [is_clause_subject(words, mention) for mention in find_mentions(words, text)]
    [False, True]
    """
    if mention.start == 0 or mention.kind == "pronoun":
        return True
    previous, previous_lower = words.texts[mention.start - 1], words.lowers[mention.start - 1]
    if previous_lower in read_word_group("clause_opener"):
        return previous_lower != "dan" or not _ends_apposition(words, mention)
    if previous_lower in read_word_group("taker"):
        return False
    if previous == ")":
        return mention.kind == "person" or words.texts[mention.start - 2][0].isdigit()
    if previous[0].isupper():
        return mention.kind == "person"
    return not previous[0].isalpha() or previous_lower.endswith("nya")


def _ends_apposition(words: Words, mention: Mention) -> bool:
    """Whether a name behind dan ends an apposition to another name: Ani, kuasa hukum X dan Y, ..."""
    conjunction = mention.start - 1
    if words.text_at(mention.stop) != "," or "," not in words.texts[:conjunction]:
        return False
    comma = conjunction - 1 - words.texts[:conjunction][::-1].index(",")
    role = words.texts[comma + 1 : conjunction]
    return comma > 0 and words.texts[comma - 1][0].isupper() and bool(role) and role[0].islower()


def _may_be_subject(words: Words, mention: Mention) -> bool:
    if mention.start and mention.kind == "person" and words.lowers[mention.start - 1] in read_word_group("former"):
        mention = replace(mention, start=mention.start - 1)
    if is_clause_subject(words, mention):
        return True
    previous = words.lowers[mention.start - 1]
    verb = match_verb(words, _skip_particles(words, mention.stop))
    if verb is None or previous in read_word_group("taker"):
        return False
    if verb["kind"] == "say" and words.lower_at(mention.stop + 1) in _BEFORE_SPEECH:
        return True
    return words.lowers[0] in read_word_group("adverbial_opener") and previous.isalpha()


def _skip_particles(words: Words, position: int) -> int:
    while words.lower_at(position) in ("pun", "juga", "kembali"):
        position += 1
    return position


def _find_subject_verb(words: Words, mention: Mention, is_quoted: Sequence[bool]) -> int | None:
    """Find the reporting verb of a subject, in a headline without its prefix: Bupati ingatkan ASN."""
    position = _skip_particles(words, mention.stop)
    # Ia ingatkan is passive.
    if mention.kind != "pronoun" and is_short_verb(words, position) and not is_quoted[position]:
        return position
    return find_verb(words, mention.stop, is_quoted)


def _find_letter_verb(
    words: Words, mention_at: Mapping[int, Mention], is_quoted: Sequence[bool]
) -> ReportingCue | None:
    letter = find_letter(words, mention_at)
    position = find_verb(words, letter[1], is_quoted) if letter else None
    return ReportingCue("letter_verb", position, letter[0]) if letter and position is not None else None


def _list_cue_words(words: Words, mention_at: Mapping[int, Mention]) -> list[int]:
    """List the words at which _parse_cue may find a cue: few, by the word itself, by its place or by a pronoun."""
    triggers = _read_cue_words()
    behind = {1, *(position + 1 for position, mention in mention_at.items() if mention.kind == "pronoun")}
    return [
        position
        for position, word in enumerate(words.lowers)
        if word in triggers or word[:2] == "di" or word[-3:] == "nya" or position in behind
    ]


@cache
def _read_cue_words() -> frozenset[str]:
    return read_source_words() | read_bare_verbs() | {"begitu"}


def _parse_cue(words: Words, position: int, mention_at: Mapping[int, Mention]) -> ReportingCue | None:
    """Parse a cue that is no subject with its verb: kata X, katanya, menurut X, dikatakan X, ia sampaikan."""
    if source := find_source(words, position, mention_at):
        return ReportingCue(source[0], position, source[1])
    word = words.lowers[position]
    may_be_bare = word in read_bare_verbs() or word == "begitu" or word.endswith("nya")
    if may_be_bare and _may_be_bare_verb(words, position, mention_at):
        cue = _parse_bare_verb(words, position, mention_at)
        if cue:
            return cue
    if word.startswith("di"):
        return _parse_passive(words, position, mention_at)
    previous = mention_at.get(position - 1)
    if previous and previous.kind == "pronoun" and is_passive("di" + word):
        return ReportingCue("pronoun_passive", position, previous)
    return None


def _may_be_bare_verb(words: Words, position: int, mention_at: Mapping[int, Mention]) -> bool:
    """Whether a bare verb may stand at a word: behind punctuation or, if it is a usual one, without a comma."""
    if position == 0 or not words.texts[position - 1].isalnum():
        return True
    previous = mention_at.get(position - 1)
    if words.lowers[position - 1] in read_word_group("not_before_bare") or (previous and previous.kind == "pronoun"):
        return False
    verb = words.lowers[position].removesuffix("nya")
    if verb in read_word_group("speech_verb"):
        return True
    subject = mention_at.get(position + 1)
    stop = subject.stop if subject else position + 1
    has_subject = subject is not None or verb != words.lowers[position]
    return verb in read_word_group("adjective_verb") and has_subject and words.text_at(stop) == ","


def _parse_bare_verb(words: Words, position: int, mention_at: Mapping[int, Mention]) -> ReportingCue | None:
    """Parse a bare verb: kata X, katanya, kata pria itu."""
    word = words.lowers[position]
    # "...", begitu X menyapa.
    is_bare = word in read_bare_verbs() or (word == "begitu" and words.text_at(position - 1) in _CLOSING_MARKS)
    subject = position + 1
    while position and is_bare and words.lower_at(subject) in read_word_group("after_verb"):
        subject += 1
    following = mention_at.get(subject)
    if following and is_bare and (position or _is_verb_with_subject(words, following)):
        return ReportingCue(f"kata_{following.kind}", position, following)
    if word.endswith("nya") and word.removesuffix("nya") in read_bare_verbs():
        if following and following.kind in ("person", "title") and words.texts[position - 1] in _CLOSING_MARKS:
            return ReportingCue(f"kata_{following.kind}", position, following)
        return ReportingCue("katanya", position)
    if not is_bare or position == 0:
        return None
    # Kata X kepada detik.com: the outlet is the addressee.
    if is_host(words.lower_at(position + 1)):
        return ReportingCue("katanya", position)
    return _parse_description(words, position, mention_at)


def _parse_description(words: Words, position: int, mention_at: Mapping[int, Mention]) -> ReportingCue | None:
    """Parse a description behind a bare verb: kata peneliti senior dari Solo, X; ujar pria asal Solo itu."""
    first = words.text_at(position + 1)
    if not first.isalpha() or not first.islower():
        return None
    for place in range(position + 2, min(position + _MAXIMUM_DESCRIPTION, len(words.texts))):
        mention = mention_at.get(place)
        if mention and mention.kind == "person":
            name = mention_at.get(mention.stop + 1) if words.text_at(mention.stop) == "," else None
            return ReportingCue("kata_person", position, name if name and name.kind == "person" else mention)
        if words.lowers[place] in read_word_group("demonstrative"):
            return ReportingCue("katanya", position)
        if not words.texts[place][0].isalnum() and not (words.texts[place] == "," and place + 1 in mention_at):
            return None
    return None


def _is_verb_with_subject(words: Words, mention: Mention) -> bool:
    """Whether a sentence starts with a verb and its subject (Doa Bupati, ...), not a noun and its possessor."""
    if words.lowers[0] in read_word_group("statement_noun") and words.texts[-1] == ":":
        return False  # Pesan Bupati: introduces speech and is none itself
    before_speech = words.lower_at(mention.stop) in _BEFORE_SPEECH
    return before_speech or words.lowers[0] not in read_word_group("noun_or_verb")


def _parse_passive(words: Words, position: int, mention_at: Mapping[int, Mention]) -> ReportingCue | None:
    word = words.lowers[position]
    if word.endswith("nya"):
        return ReportingCue("passive_nya", position) if is_passive(word.removesuffix("nya")) else None
    stop = match_passive(words, position)
    source = find_agent(words, position, stop, mention_at) if stop else None
    return ReportingCue(source[0], position, source[1]) if source else None
