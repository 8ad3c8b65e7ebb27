"""The persons and bodies that a document names, with the names and the office of each."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from research.attribution.name_forms import is_fuller_name, is_same_name, is_variant, list_initials, split_name
from research.text import Mention, Office, Words, read_root_words, read_word_group, read_word_list, stem_words

# A news item names fewer; the bound keeps the time linear in the length of the text.
_MAXIMUM_ENTITIES = 300
_NO_WORDS: frozenset[str] = frozenset()
_NEVER_FIRST = -1
_MAXIMUM_CANDIDACY = 6  # words
_MINIMUM_ROOT = 4  # letters
_UNSEATED = "no "  # opens the key of a post that is sought or no longer held
_MAXIMUM_BEHIND_BODY = 3  # sentences
_NICKNAME_BEHIND = ((",", "sapaan"), (",", "panggilan"))
_COMMISSIONS = ("oversight", "election")
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

    @cached_property
    def initials(self) -> frozenset[str]:
        """The first letters of the words of all names."""
        return list_initials(self.name_words)

    @cached_property
    def finals(self) -> frozenset[str]:
        """The last letters of the words of all names."""
        return frozenset(word[-1] for word in self.name_words)


@dataclass(frozen=True)
class Entities:
    """The persons and bodies that a document names, in order of their first mention."""

    people: tuple[Person, ...]
    bodies: tuple[Office, ...]

    @cached_property
    def holders(self) -> dict[tuple[str, str], list[Person]]:
        """The persons of each post of each body, by the keys of both."""
        holders: dict[tuple[str, str], list[Person]] = {}
        for person in self.people:
            if person.office:
                holders.setdefault((person.office.key, person.office.body), []).append(person)
        return holders

    @cached_property
    def named_bodies(self) -> dict[str, list[Office]]:
        """The names of each body, by its key."""
        bodies: dict[str, list[Office]] = {}
        for body in self.bodies:
            bodies.setdefault(body.body, []).append(body)
        return bodies

    @cached_property
    def bearers(self) -> dict[str, list[Person]]:
        """The persons found for each name so far, since a document repeats its names."""
        return {}


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
    inside = _list_capitals_inside(words for words, _, _ in sentences)
    spoke_last = ""
    body_spoke: tuple[int, Office | None] = (_NEVER_FIRST - _MAXIMUM_BEHIND_BODY, None)
    for index, (words, mentions, speaking) in enumerate(sentences):
        speaking_bodies = [one.office for one in mentions if one.kind == "body" and one.start in speaking]
        body_spoke = (index, speaking_bodies[0]) if speaking_bodies else body_spoke
        bodies += [mention.office for mention in mentions if mention.office and mention.office.body_name]
        _give_offices(people, spoke_last, words, mentions)
        named = [one for one in mentions if one.kind == "person" and not _is_no_name(words, one, inside)]
        appointed_office = _find_appointed_office(words, mentions)
        for position, mention in enumerate(named):
            bearer = named[position - 1] if position else _find_nameless(mentions, mention)
            if people and words.lowers[mention.stop : mention.stop + 2] in _NICKNAME_BEHIND:
                people[-1] = replace(people[-1], name_words=people[-1].name_words | split_name(mention.name))
                continue
            if bearer is not None and _is_nickname(words, mention):
                _add_nickname(people, bearer, mention, index)
                continue
            appointed = mention.office is None and position == 0 and appointed_office is not None
            office = _complete_office(appointed_office if appointed else mention.office, bodies)
            speaks = mention.start in speaking
            private = verbatim and office is None and _is_private(words, mention)
            if office is None and speaks and not private and index - body_spoke[0] < _MAXIMUM_BEHIND_BODY:
                office = _find_spokesman_office(people, mention, body_spoke[1])
            mentioned_only = not (office or speaks or private)
            is_listed = not mentioned_only or (verbatim and " " in mention.name)
            first_sentence = index if is_listed else _NEVER_FIRST
            person = Person(mention.name, _NO_WORDS, office, first_sentence, mentioned_only=mentioned_only)
            _update_people(people, person, mention.alias, is_apposed=mention.is_apposed or appointed)
            spoke_last = mention.name if speaks else spoke_last
            if private and people:
                _mark_private(people, mention)
    return Entities(tuple(people), tuple(bodies[:_MAXIMUM_ENTITIES]))


def _is_nickname(words: Words, mention: Mention) -> bool:
    behind_marker = mention.start > 0 and words.lowers[mention.start - 1] in read_word_group("nickname")
    return behind_marker and mention.office is None


def _find_spokesman_office(people: Sequence[Person], mention: Mention, body: Office | None) -> Office | None:
    """Find the office of a person named for the first time, by one word, right after a body spoke: that body's."""
    is_short = " " not in mention.name
    return body if is_short and not _is_known(people, mention) else None


def _list_capitals_inside(sentences: Iterable[Words]) -> frozenset[str]:
    """List the words that have a capital where no sentence and no quotation starts."""
    return frozenset(
        word
        for words in sentences
        for before, word in pairwise(words.texts)
        if word[0].isupper() and (before[0].isalnum() or before in ",)/") and before.lower() not in _read_capitals()
    )


def _read_capitals() -> frozenset[str]:
    return read_word_list("common_capitals.txt")


def _is_no_name(words: Words, mention: Mention, inside: frozenset[str]) -> bool:
    """Whether a mention is no person: a description (Raja Keraton itu), or a common word that opens a sentence.

    A single word of the dictionary at the start of a sentence is a name only where the document has it with a capital
    elsewhere, too.
    """
    if mention.office is not None:
        return False
    if words.lower_at(mention.stop) in read_word_group("demonstrative"):
        return mention.name.split(" ")[0] not in inside
    word = mention.name.lower()
    if " " in word or word in read_word_group("given_name") or mention.name in inside:
        return False
    previous = words.text_at(mention.start - 1)
    starts = not previous or not previous[0].isalnum() or previous.lower() in _read_capitals()
    return starts and mention.stop == mention.start + 1 and _is_common_word(word)


def _is_common_word(word: str) -> bool:
    """Whether a word, or its stem of four or more letters, is one of the dictionary."""
    stem = stem_words([word])[word] if word.isascii() and word.isalpha() else word
    return word in read_root_words() or (len(stem) >= _MINIMUM_ROOT and stem in read_root_words())


def _is_known(people: Sequence[Person], mention: Mention) -> bool:
    words = split_name(mention.name)
    return any(is_same_name(words, people[number].name_words) for number in _list_similar(people, words))


def _list_similar(people: Sequence[Person], words: frozenset[str]) -> list[int]:
    """List the indices of the persons who may be meant by a name or a similar one, by the letters of their names.

    All forms of a name start with its letters, but for a word that is the end of another one (is_same_name).
    """
    initials = list_initials(words)
    final = next(iter(words))[-1] if len(words) == 1 else ""
    return [
        number
        for number, person in enumerate(people)
        if initials <= person.initials or person.initials <= initials or final in person.finals
    ]


def _find_nameless(mentions: Sequence[Mention], nickname: Mention) -> Mention | None:
    """Find the post before a nickname whose holder has no other name: Wali Kota yang akrab disapa VLM."""
    titles = [mention for mention in mentions if mention.kind == "title" and mention.stop <= nickname.start]
    return titles[-1] if titles else None


def _add_nickname(people: list[Person], bearer: Mention, nickname: Mention, index: int) -> None:
    """Add a nickname to a person, or to the holder of a post, who has no other name if the document gives none."""
    name = bearer.name
    if bearer.kind == "title":
        key = bearer.office.key if bearer.office else ""
        holders = [person.name for person in people if person.office and person.office.key == key]
        name = holders[-1] if holders else nickname.name
    first_sentence = index if bearer.office else _NEVER_FIRST
    _update_people(people, Person(name, _NO_WORDS, bearer.office, first_sentence), nickname.name, is_apposed=True)


def _give_offices(people: list[Person], name: str, words: Words, mentions: Sequence[Mention]) -> None:
    """Give the person who spoke last the office by which a title means that person: Rina berkata. Kepala BKD itu ..."""
    for mention in mentions:
        is_pronoun = mention.kind == "title" and words.lower_at(mention.stop) in read_word_group("demonstrative")
        office = mention.office
        if not is_pronoun or office is None or not name:
            continue
        if any(person.office and person.office.key == office.key for person in people):
            continue
        number = next((n for n, person in enumerate(people) if split_name(name) <= person.name_words), None)
        if number is not None and people[number].office is None:
            people[number] = replace(people[number], office=office)


def _complete_office(office: Office | None, bodies: Sequence[Office]) -> Office | None:
    """Complete the office of a commissioner or of a body's head (ketuanya) by the body that the document named last."""
    if office is None or office.body or not (office.key.endswith("-nya") or office.key == "komisioner"):
        return office
    of_any = office.key.endswith("-nya")
    commission = next((body for body in reversed(bodies) if of_any or body.category in _COMMISSIONS), None)
    return replace(office, category=commission.category, body=commission.body) if commission else office


def _is_private(words: Words, mention: Mention) -> bool:
    """Whether a person is introduced by age, as news does with passers-by, or by an occupation that is no office."""
    following = words.texts[mention.stop : mention.stop + 3]
    if _AGE.fullmatch(" ".join(following)):
        return True
    roles = read_word_group("private_role")
    position = mention.stop + (following[:1] == (",",))
    position += words.lowers[position : position + 1] in (("salah",), ("seorang",))
    position += words.lowers[position : position + 1] in (("satu",), ("seorang",))
    before = mention.start - 1 - (words.text_at(mention.start - 1) == ",")
    return words.lower_at(position) in roles or words.lower_at(before) in roles


def _mark_private(people: list[Person], mention: Mention) -> None:
    """Mark the person to whom a mention refers as private, unless an office is known."""
    name_words = split_name(mention.name)
    for number in _list_similar(people, name_words):
        person = people[number]
        if person.office is None and is_same_name(name_words, person.name_words):
            people[number] = replace(person, private=True)
            return


def _find_appointed_office(words: Words, mentions: Sequence[Mention]) -> Office | None:
    """Find the office to which a sentence says its first person is appointed: X dilantik sebagai Penjabat Gubernur."""
    for mention in mentions:
        before = words.lowers[max(mention.start - _MAXIMUM_CANDIDACY, 0) : mention.start]
        if mention.kind == "title" and before and before[-1] in read_word_group("holds"):
            return mention.office if read_word_group("candidacy").isdisjoint(before) else None
    return None


def _update_people(people: list[Person], new_person: Person, alias: str, *, is_apposed: bool) -> None:
    """Add a new person, or add a fuller name, an alias or an office to a listed one."""
    name_words, office = split_name(new_person.name), new_person.office
    alias_words = split_name(alias)
    index = _find_known(people, new_person, is_apposed=is_apposed)
    if index is not None:
        person = people[index]
        is_better = is_fuller_name(new_person.name, person.name) or (
            person.name.isupper() and not new_person.name.isupper() and name_words == split_name(person.name)
        )
        people[index] = replace(
            person,
            name=new_person.name if is_better else person.name,
            name_words=person.name_words | name_words | alias_words,
            office=_choose_office(person.office, office),
            mentioned_only=person.mentioned_only and new_person.mentioned_only,
        )
    elif new_person.first_sentence != _NEVER_FIRST and len(people) < _MAXIMUM_ENTITIES:
        people.append(replace(new_person, name_words=name_words | alias_words))


def _find_known(people: Sequence[Person], new_person: Person, *, is_apposed: bool) -> int | None:
    """Find the index of the listed person who is meant by a name: by a part of the name, else by a similar one."""
    name_words, office = split_name(new_person.name), new_person.office
    similar = _list_similar(people, name_words)
    for index in similar:
        person = people[index]
        if name_words <= person.name_words and (is_apposed or not _is_other_person(name_words, office, person)):
            return index
    for index in similar:
        person = people[index]
        is_same = is_same_name(name_words, person.name_words) or _is_short_form(name_words, office, person)
        if is_same and not _is_other_person(name_words, office, person):
            return index
    return None


def _choose_office(known: Office | None, office: Office | None) -> Office | None:
    """Choose the office that introduced a person, unless it says too little (Koordinator) and another one more."""
    if known is None or office is None:
        return known or office
    says_little = known.category == "other" and not known.body and not known.key.startswith(_UNSEATED)
    return office if says_little and office.category != "other" else known


def _is_short_form(words: frozenset[str], office: Office | None, person: Person) -> bool:
    """Whether a name with an office is a short form of the name of a person in the same office: Wali Kota Rahma."""
    same_office = office is not None and person.office is not None and office.key == person.office.key
    return same_office and is_variant(words, person.name_words)


def _is_other_person(words: frozenset[str], office: Office | None, person: Person) -> bool:
    """Whether a name with another office must be another person: Bupati Herman and Ketua KPU Herman Julaili."""
    if office is None or person.office is None or office.key == person.office.key:
        return False
    may_be_both = office.key.startswith(_UNSEATED) and words <= person.name_words
    return words != split_name(person.name) and not may_be_both
