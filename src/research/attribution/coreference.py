"""The persons and bodies a document names -> whom a name, a title, a pronoun or a body stands for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from research.text import Mention, Office, Words, read_word_group

# A news item names fewer; the bound keeps the time linear in the length of the text.
_LARGEST_CAST = 300
_SHORTEST_STEM = 5
_SHORTEST_HEAD = 3
_NONE: frozenset[str] = frozenset()
_NEVER = -1
_DOUBLED = re.compile(r"(\w)\1")


@dataclass(frozen=True)
class Person:
    """A person: the fullest name, the words of all names, the office, the first sentence that has the name.

    A private person is introduced by age (Sari (42)) or as somebody without office (Sari, pedagang). Who only passes
    by is named in full, without office, and does not speak where named.
    """

    name: str
    parts: frozenset[str]
    office: Office | None
    first: int
    private: bool = False
    passing: bool = False


@dataclass(frozen=True)
class Speaker:
    """Who speaks, in which category of office; a body where person is False."""

    name: str
    category: str
    person: bool = True
    private: bool = False


@dataclass(frozen=True)
class Entities:
    """The persons and bodies that a document names, in order."""

    people: tuple[Person, ...]
    bodies: tuple[Office, ...]


@dataclass(frozen=True)
class Focus:
    """Whom ia (the person) and lembaga itu (the body) mean: who spoke or was spoken of last."""

    person: Speaker | None = None
    body: Speaker | None = None


def update_focus(focus: Focus, speaker: Speaker | None) -> Focus:
    """The focus after a sentence of speaker; unchanged for None."""
    if speaker is None:
        return focus
    return replace(focus, person=speaker) if speaker.person else replace(focus, body=speaker)


def list_entities(
    sentences: Sequence[tuple[Words, Sequence[Mention], frozenset[int]]], *, verbatim: bool = False
) -> Entities:
    """List whom the sentences name; each is its words, its mentions, and the first words of the mentions that speak.

    Who has no office is listed where a full name speaks, and if published also where a single name does or the person
    is introduced as a private one.

    >>> from research.text import split_words
    >>> from research.text import find_mentions
    >>> text = "Gubernur Soekarwo yang disapa Pakde Karwo hadir."
    >>> words = split_words(text, 0, len(text))
    >>> sorted(list_entities([(words, find_mentions(words, text), frozenset())]).people[0].parts)
    ['karwo', 'pakde', 'soekarwo']
    """
    people: list[Person] = []
    bodies: list[Office] = []
    for number, (words, mentions, speaking) in enumerate(sentences):
        named = [mention for mention in mentions if mention.kind == "person"]
        honour = _find_honour(words, mentions)
        bodies += [mention.office for mention in mentions if mention.office and mention.office.body_name]
        for place, mention in enumerate(named):
            if place and mention.start and words.lowers[mention.start - 1] in read_word_group("nickname"):
                known = replace(named[place - 1], alias=mention.name)
                first = number if known.office else _NEVER
                _note_person(people, Person(known.name, _NONE, known.office, first), known.alias)
                continue
            office = mention.office or (honour if place == 0 else None)
            speaks = (verbatim or " " in mention.name) and mention.start in speaking
            private = verbatim and office is None and _is_private(words, mention)
            if office or speaks or private or (verbatim and " " in mention.name):
                passing = not (office or speaks or private)
                _note_person(people, Person(mention.name, _NONE, office, number, passing=passing), mention.alias)
            else:
                _note_person(people, Person(mention.name, _NONE, None, _NEVER, passing=True), mention.alias)
            if private and people:
                _mark_private(people, mention, number)
    return Entities(tuple(people), tuple(bodies[:_LARGEST_CAST]))


def _is_private(words: Words, mention: Mention) -> bool:
    """Whether a person is introduced by age, as news does with passers-by, or by an occupation that is no office."""
    after = words.texts[mention.stop : mention.stop + 3]
    if len(after) == 3 and after[0] == "(" and after[2] == ")" and after[1].isdigit() and len(after[1]) == 2:
        return True
    roles = read_word_group("private_role")
    place = mention.stop + (after[:1] == (",",))
    place += words.lowers[place : place + 1] in (("salah",), ("seorang",))
    place += words.lowers[place : place + 1] in (("satu",), ("seorang",))
    return not roles.isdisjoint(words.lowers[place : place + 1]) or (
        mention.start > 0 and words.lowers[mention.start - 1] in roles
    )


def _mark_private(people: list[Person], mention: Mention, number: int) -> None:
    """Mark the person a mention stands for as private, unless an office is known."""
    parts = _split_name(mention.name)
    for place, person in enumerate(people):
        if person.office is None and _is_same(parts, person):
            people[place] = replace(person, private=True)
            return


def _find_honour(words: Words, mentions: Sequence[Mention]) -> Office | None:
    """The office a sentence gives the first person it names: X dilantik sebagai Penjabat Gubernur."""
    for mention in mentions:
        if mention.kind == "title" and mention.start and words.lowers[mention.start - 1] in read_word_group("holds"):
            return mention.office
    return None


def _note_person(people: list[Person], new: Person, alias: str) -> None:
    """Add a person (if not never), or what is told of one already there: a fuller name, an alias, an office."""
    parts, office = _split_name(new.name), new.office
    others = _split_name(alias)
    for place, person in enumerate(people):
        same = _is_same(parts, person) or (office is not None and _is_short(parts, office, person))
        if not same or (office and person.office and _is_rival(parts, office, person)):
            continue
        people[place] = replace(
            person,
            name=new.name if _is_fuller(new.name, person.name) else person.name,
            parts=person.parts | parts | others,
            office=person.office or office,
            passing=person.passing and new.passing,
        )
        return
    if new.first != _NEVER and len(people) < _LARGEST_CAST:
        people.append(replace(new, parts=parts | others))


def _is_same(parts: frozenset[str], person: Person) -> bool:
    if parts <= person.parts:
        return True
    if len(parts) == 1:
        (part,) = parts
        if len(part) < _SHORTEST_STEM:
            return False
        return any(other.startswith(part) for other in person.parts) or _is_blend(part, person.parts)
    return person.parts <= parts or _is_variant(parts, person.parts) or _is_variant(person.parts, parts)


def _is_blend(part: str, whole: frozenset[str]) -> bool:
    """Whether a word is made of the beginnings of two words of a name: Jokdri for Joko Driyono."""
    cuts = ((part[:place], part[place:]) for place in range(_SHORTEST_HEAD, len(part) - 1))
    return any(
        one.startswith(head) and other.startswith(tail)
        for head, tail in cuts
        for one in whole
        for other in whole - {one}
    )


def _is_short(parts: frozenset[str], office: Office, person: Person) -> bool:
    """Whether a name of one word with an office is short for that of a person in the same office: Wali Kota Rahma."""
    return person.office is not None and office.key == person.office.key and _is_variant(parts, person.parts)


def _is_fuller(name: str, known: str) -> bool:
    """Whether a name has all words of a known one and more, or more words, of which the known ones are variants."""
    parts, before = _split_name(name), _split_name(known)
    return before < parts or (len(parts) > len(before) and _is_variant(before, parts))


def _is_rival(parts: frozenset[str], office: Office, person: Person) -> bool:
    """Whether a name with another office must be another person: Bupati Herman beside Ketua KPU Herman Julaili."""
    return person.office is not None and parts != _split_name(person.name) and office.key != person.office.key


def resolve_mention(
    mention: Mention | None, next_word: str, number: int, entities: Entities, focus: Focus
) -> Speaker | None:
    """Whom a mention of sentence number stands for, None where nobody can be told; after is the word behind it."""
    if mention is None or mention.kind == "pronoun":
        return focus.person or focus.body
    if mention.kind == "body":
        return _find_body(mention.office, entities) if mention.office else focus.body
    if mention.kind == "person":
        return _as_speaker(_find_person(mention, number, entities))
    if holder := _find_holder(mention, number, entities):
        return _as_speaker(holder)
    if next_word in ("itu", "tersebut", "ini", "yang"):
        return focus.person or focus.body
    return Speaker(mention.name, mention.office.category if mention.office else "other")


def find_person(mention: Mention, number: int, entities: Entities) -> Speaker | None:
    """The person a name or a title stands for, if the roster has one who does not only pass by."""
    person = (
        _find_person(mention, number, entities) if mention.kind == "person" else _find_holder(mention, number, entities)
    )
    return None if person is None or person.passing else _as_speaker(person)


def _as_speaker(person: Person | None) -> Speaker | None:
    if person is None:
        return None
    if (
        person.office is None
        and " " in person.name
        and person.name.lower().split()[-1] in read_word_group("organisation_end")
    ):
        return Speaker(person.name, "other", person=False)
    return Speaker(
        person.name, person.office.category if person.office else "other", private=person.private and not person.office
    )


def _find_body(wanted: Office, roster: Entities) -> Speaker:
    """The fullest name of a body: of those with its key and region, or with the first region where it names none."""
    same = [body for body in roster.bodies if body.body == wanted.body]
    region = wanted.region or next((body.region for body in same if body.region), "")
    names = [body.body_name for body in same if body.region == region]
    return Speaker(max([wanted.body_name, *names], key=len), wanted.category, person=False)


def _find_holder(who: Mention, number: int, roster: Entities) -> Person | None:
    """The person who holds a post named without a name: the latest introduced up to here, else the first after."""
    if who.office is None:
        return None
    wanted = who.office
    holders = [
        person
        for person in roster.people
        if person.office
        and (person.office.key, person.office.body) == (wanted.key, wanted.body)
        and (not wanted.region or not person.office.region or wanted.region == person.office.region)
    ]
    return _pick(holders, number)


def _find_person(who: Mention, number: int, roster: Entities) -> Person | None:
    """The person a name or part of a name belongs to; capitals that are no part of the name may stand before it."""
    words = who.name.split(" ")
    for first in range(len(words)):
        parts = _split_name(" ".join(words[first:]))
        for known in (frozenset.issubset, _is_variant):
            if found := _pick([person for person in roster.people if known(parts, person.parts)], number):
                return found
    return None


def _pick(people: Sequence[Person], number: int) -> Person | None:
    before = [person for person in people if person.first <= number]
    return max(before, key=lambda person: person.first) if before else next(iter(people), None)


def _split_name(name: str) -> frozenset[str]:
    return frozenset(name.lower().replace(".", " ").split())


def _is_variant(parts: frozenset[str], whole: frozenset[str]) -> bool:
    """Whether every part is a part of the whole, an initial of one, or one letter away from one of five and more."""
    long = any(len(part) > 1 for part in parts)
    return long and all(part in whole or any(_is_near(part, other) for other in whole) for part in parts)


def _is_near(one: str, other: str) -> bool:
    """Whether one is the initial of the other, or both have five letters and more and are nearly the same.

    That is: one is a short form (Rahma for Rahmawati), they differ in doubled letters alone, or in one letter that
    is not the first.
    """
    if len(one) == 1:
        return other.startswith(one)
    if min(len(one), len(other)) < _SHORTEST_STEM or one[0] != other[0]:
        return False
    if other.startswith(one) or _DOUBLED.sub(r"\1", one) == _DOUBLED.sub(r"\1", other):
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    same = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    shorter, longer = sorted((one, other), key=len)
    rest = same + 1 if len(one) == len(other) else same
    return shorter[rest:] == longer[same + 1 :]
