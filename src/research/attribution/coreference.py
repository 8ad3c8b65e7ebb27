"""Coreference: the person or body of a document to whom a name, a title or a pronoun refers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from research.text import Mention, Office, Words, read_word_group

# A news item names fewer; the bound keeps the time linear in the length of the text.
_MAXIMUM_ENTITIES = 300
_MINIMUM_SIMILAR = 5  # letters
_MINIMUM_HEAD = 3
_NO_WORDS: frozenset[str] = frozenset()
_NEVER_FIRST = -1
_DOUBLED_LETTER = re.compile(r"(\w)\1")
_AGE = re.compile(r"\( \d\d \)")


@dataclass(frozen=True)
class Person:
    """A person whom a document names.

    Attributes
    ----------
    name
        The fullest name.
    name_words
        The words of all names, in lower case.
    office
        The office, if the document names one.
    first_sentence
        Index of the first sentence with the name.
    private
        Whether the person is introduced by age (Sari (42)) or by an occupation that is no office (Sari, pedagang).
    mentioned_only
        Whether the person has no office and does not speak where named.
    """

    name: str
    name_words: frozenset[str]
    office: Office | None
    first_sentence: int
    private: bool = False
    mentioned_only: bool = False


@dataclass(frozen=True)
class Speaker:
    """A speaker with the category of the office; a body where person is False."""

    name: str
    category: str
    person: bool = True
    private: bool = False


@dataclass(frozen=True)
class Entities:
    """The persons and bodies that a document names, in order of their first mention."""

    people: tuple[Person, ...]
    bodies: tuple[Office, ...]


@dataclass(frozen=True)
class Focus:
    """The person and the body to whom ia and lembaga itu refer: who spoke or was spoken of last."""

    person: Speaker | None = None
    body: Speaker | None = None


def update_focus(focus: Focus, speaker: Speaker | None) -> Focus:
    """Update the focus after a sentence.

    Parameters
    ----------
    focus
        The focus before the sentence.
    speaker
        Who speaks or is spoken of in it; None leaves the focus as it is.

    Returns
    -------
    Focus
        The focus after the sentence.

    Examples
    --------
    >>> update_focus(Focus(), Speaker("Bawaslu", "election", person=False)).body.name
    'Bawaslu'
    """
    if speaker is None:
        return focus
    return replace(focus, person=speaker) if speaker.person else replace(focus, body=speaker)


def list_entities(
    sentences: Sequence[tuple[Words, Sequence[Mention], frozenset[int]]], *, verbatim: bool = False
) -> Entities:
    """List the persons and bodies that a document names.

    Parameters
    ----------
    sentences
        For each sentence its words, its mentions, and the indices of the first words of the mentions that speak.
    verbatim
        Whether the text is verbatim: then persons without office are also listed where a single name speaks, where they
        are named in full, and where they are introduced as private persons.

    Returns
    -------
    Entities
        The persons and the bodies.

    Examples
    --------
    >>> from research.text import split_words
    >>> from research.text import find_mentions
    >>> text = "Gubernur Soekarwo yang disapa Pakde Karwo hadir."
    >>> words = split_words(text, 0, len(text))
    >>> sorted(list_entities([(words, find_mentions(words, text), frozenset())]).people[0].name_words)
    ['karwo', 'pakde', 'soekarwo']
    """
    people: list[Person] = []
    bodies: list[Office] = []
    for index, (words, mentions, speaking) in enumerate(sentences):
        named = [mention for mention in mentions if mention.kind == "person"]
        appointed_office = _find_appointed_office(words, mentions)
        bodies += [mention.office for mention in mentions if mention.office and mention.office.body_name]
        for position, mention in enumerate(named):
            if position and mention.start and words.lowers[mention.start - 1] in read_word_group("nickname"):
                bearer = replace(named[position - 1], alias=mention.name)
                first_sentence = index if bearer.office else _NEVER_FIRST
                _update_people(people, Person(bearer.name, _NO_WORDS, bearer.office, first_sentence), bearer.alias)
                continue
            office = mention.office or (appointed_office if position == 0 else None)
            speaks = (verbatim or " " in mention.name) and mention.start in speaking
            private = verbatim and office is None and _is_private(words, mention)
            mentioned_only = not (office or speaks or private)
            is_listed = not mentioned_only or (verbatim and " " in mention.name)
            first_sentence = index if is_listed else _NEVER_FIRST
            person = Person(mention.name, _NO_WORDS, office, first_sentence, mentioned_only=mentioned_only)
            _update_people(people, person, mention.alias)
            if private and people:
                _mark_private(people, mention)
    return Entities(tuple(people), tuple(bodies[:_MAXIMUM_ENTITIES]))


def _is_private(words: Words, mention: Mention) -> bool:
    """Whether a person is introduced by age, as news does with passers-by, or by an occupation that is no office."""
    following = words.texts[mention.stop : mention.stop + 3]
    if _AGE.fullmatch(" ".join(following)):
        return True
    roles = read_word_group("private_role")
    position = mention.stop + (following[:1] == (",",))
    position += words.lowers[position : position + 1] in (("salah",), ("seorang",))
    position += words.lowers[position : position + 1] in (("satu",), ("seorang",))
    return not roles.isdisjoint(words.lowers[position : position + 1]) or (
        mention.start > 0 and words.lowers[mention.start - 1] in roles
    )


def _mark_private(people: list[Person], mention: Mention) -> None:
    """Mark the person to whom a mention refers as private, unless an office is known."""
    name_words = _split_name(mention.name)
    for number, person in enumerate(people):
        if person.office is None and _is_same_name(name_words, person):
            people[number] = replace(person, private=True)
            return


def _find_appointed_office(words: Words, mentions: Sequence[Mention]) -> Office | None:
    """Find the office to which a sentence says its first person is appointed: X dilantik sebagai Penjabat Gubernur."""
    for mention in mentions:
        if mention.kind == "title" and mention.start and words.lowers[mention.start - 1] in read_word_group("holds"):
            return mention.office
    return None


def _update_people(people: list[Person], new_person: Person, alias: str) -> None:
    """Add a new person, or add a fuller name, an alias or an office to a listed one."""
    name_words, office = _split_name(new_person.name), new_person.office
    alias_words = _split_name(alias)
    for index, person in enumerate(people):
        is_same = _is_same_name(name_words, person) or _is_short_form(name_words, office, person)
        if not is_same or _is_other_person(name_words, office, person):
            continue
        people[index] = replace(
            person,
            name=new_person.name if _is_fuller_name(new_person.name, person.name) else person.name,
            name_words=person.name_words | name_words | alias_words,
            office=person.office or office,
            mentioned_only=person.mentioned_only and new_person.mentioned_only,
        )
        return
    if new_person.first_sentence != _NEVER_FIRST and len(people) < _MAXIMUM_ENTITIES:
        people.append(replace(new_person, name_words=name_words | alias_words))


def _is_same_name(words: frozenset[str], person: Person) -> bool:
    if words <= person.name_words:
        return True
    if len(words) == 1:
        (word,) = words
        if len(word) < _MINIMUM_SIMILAR:
            return False
        return any(other.startswith(word) for other in person.name_words) or _is_blend(word, person.name_words)
    return person.name_words <= words or _is_variant(words, person.name_words) or _is_variant(person.name_words, words)


def _is_blend(word: str, name_words: frozenset[str]) -> bool:
    """Whether a word is a blend of the beginnings of two words of a name: Jokdri for Joko Driyono."""
    splits = ((word[:split], word[split:]) for split in range(_MINIMUM_HEAD, len(word) - 1))
    return any(
        first_word.startswith(head) and second_word.startswith(tail)
        for head, tail in splits
        for first_word in name_words
        for second_word in name_words - {first_word}
    )


def _is_short_form(words: frozenset[str], office: Office | None, person: Person) -> bool:
    """Whether a name with an office is a short form of the name of a person in the same office: Wali Kota Rahma."""
    same_office = office is not None and person.office is not None and office.key == person.office.key
    return same_office and _is_variant(words, person.name_words)


def _is_fuller_name(name: str, known_name: str) -> bool:
    """Whether a name has more words than a known one, among them its words or variants of them."""
    words, known_words = _split_name(name), _split_name(known_name)
    return known_words < words or (len(words) > len(known_words) and _is_variant(known_words, words))


def _is_other_person(words: frozenset[str], office: Office | None, person: Person) -> bool:
    """Whether a name with another office must be another person: Bupati Herman and Ketua KPU Herman Julaili."""
    other_office = office is not None and person.office is not None and office.key != person.office.key
    return other_office and words != _split_name(person.name)


def resolve_mention(
    mention: Mention | None, next_word: str, index: int, entities: Entities, focus: Focus
) -> Speaker | None:
    """Resolve a mention to a speaker.

    Parameters
    ----------
    mention
        The mention; None for the person spoken of last.
    next_word
        The word behind the mention, in lower case.
    index
        Index of the sentence.
    entities
        The persons and bodies of the document.
    focus
        To whom a pronoun refers.

    Returns
    -------
    Speaker or None
        None where the mention cannot be resolved.

    Examples
    --------
    >>> resolve_mention(Mention("title", 0, 1, "Camat"), "", 0, Entities((), ()), Focus())
    Speaker(name='Camat', category='other', person=True, private=False)
    """
    if mention is None or mention.kind == "pronoun":
        return focus.person or focus.body
    if mention.kind == "body":
        return _find_body(mention.office, entities) if mention.office else focus.body
    if mention.kind == "person":
        return _make_speaker(_match_name(mention, index, entities))
    if holder := _match_office(mention, index, entities):
        return _make_speaker(holder)
    if next_word in ("itu", "tersebut", "ini", "yang"):
        return focus.person or focus.body
    return Speaker(mention.name, mention.office.category if mention.office else "other")


def find_person(mention: Mention, index: int, entities: Entities) -> Speaker | None:
    """Find the person to whom a name or a title refers.

    Parameters
    ----------
    mention
        A mention of kind person or title.
    index
        Index of the sentence.
    entities
        The persons and bodies of the document.

    Returns
    -------
    Speaker or None
        None where the document names no such person, or only mentions the person.
    """
    match = _match_name if mention.kind == "person" else _match_office
    person = match(mention, index, entities)
    return None if person is None or person.mentioned_only else _make_speaker(person)


def _make_speaker(person: Person | None) -> Speaker | None:
    if person is None:
        return None
    if person.office is not None:
        return Speaker(person.name, person.office.category)
    words = person.name.lower().split()
    if len(words) > 1 and words[-1] in read_word_group("organisation_end"):
        return Speaker(person.name, "other", person=False)
    return Speaker(person.name, "other", private=person.private)


def _find_body(office: Office, entities: Entities) -> Speaker:
    """Find the longest name of a body with the same key and region; without a region, with the first one named."""
    bodies = [body for body in entities.bodies if body.body == office.body]
    region = office.region or next((body.region for body in bodies if body.region), "")
    names = [body.body_name for body in bodies if body.region == region]
    return Speaker(max([office.body_name, *names], key=len), office.category, person=False)


def _match_office(mention: Mention, index: int, entities: Entities) -> Person | None:
    """Find the holder of a post: the last one introduced up to the sentence, else the first one behind it."""
    if mention.office is None:
        return None
    office = mention.office
    holders = [
        person
        for person in entities.people
        if person.office
        and (person.office.key, person.office.body) == (office.key, office.body)
        and (not office.region or not person.office.region or office.region == person.office.region)
    ]
    return _choose_person(holders, index)


def _match_name(mention: Mention, index: int, entities: Entities) -> Person | None:
    """Find the person with a name or a part of it; capitalised words that are no part of the name may precede it."""
    words = mention.name.split(" ")
    for start in range(len(words)):
        name_words = _split_name(" ".join(words[start:]))
        for matches in (frozenset.issubset, _is_variant):
            people = [person for person in entities.people if matches(name_words, person.name_words)]
            if person := _choose_person(people, index):
                return person
    return None


def _choose_person(people: Sequence[Person], index: int) -> Person | None:
    introduced = [person for person in people if person.first_sentence <= index]
    return max(introduced, key=lambda person: person.first_sentence) if introduced else next(iter(people), None)


def _split_name(name: str) -> frozenset[str]:
    return frozenset(name.lower().replace(".", " ").split())


def _is_variant(words: frozenset[str], name_words: frozenset[str]) -> bool:
    """Whether every word is one of a name or similar to one, and not all are initials."""
    not_initials = any(len(word) > 1 for word in words)
    return not_initials and all(
        word in name_words or any(_is_similar_word(word, other) for other in name_words) for word in words
    )


def _is_similar_word(word: str, other: str) -> bool:
    """Whether a word is the initial of another one, or both have five or more letters and are nearly the same.

    That is, the word starts the other one (Rahma, Rahmawati), or they differ in doubled letters alone, or in one
    letter that is not the first.
    """
    if len(word) == 1:
        return other.startswith(word)
    if min(len(word), len(other)) < _MINIMUM_SIMILAR or word[0] != other[0]:
        return False
    if other.startswith(word) or _DOUBLED_LETTER.sub(r"\1", word) == _DOUBLED_LETTER.sub(r"\1", other):
        return True
    if abs(len(word) - len(other)) > 1:
        return False
    n_same = len(list(takewhile(lambda letters: letters[0] == letters[1], zip(word, other, strict=False))))
    shorter, longer = sorted((word, other), key=len)
    substituted = len(shorter) == len(longer)
    return shorter[n_same + substituted :] == longer[n_same + 1 :]
