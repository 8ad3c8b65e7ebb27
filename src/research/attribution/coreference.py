"""Coreference: the person or body of a document to whom a name, a title or a pronoun refers."""

from collections.abc import Sequence
from dataclasses import dataclass

from research.attribution.entities import Entities, Person
from research.attribution.name_forms import is_variant, list_initials, split_name
from research.text import Mention, Office, read_word_group


@dataclass(frozen=True)
class Speaker:
    """A speaker with the category of the office; a body where person is False."""

    name: str
    category: str
    person: bool = True
    private: bool = False


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
    return Focus(speaker, focus.body) if speaker.person else Focus(focus.person, speaker)


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
        return focus.person or focus.body or _make_speaker(_find_introduced(index, entities))
    if mention.kind == "body":
        return _find_body(mention.office, entities) if mention.office else focus.body
    if mention.kind == "person":
        return _make_speaker(_match_name(mention, index, entities))
    if holder := _match_office(mention, index, entities):
        return _make_speaker(holder)
    if next_word in ("itu", "tersebut", "ini", "yang"):
        return focus.person or focus.body
    return Speaker(mention.name, mention.office.category if mention.office else "other")


def _find_introduced(index: int, entities: Entities) -> Person | None:
    """Find the last person introduced before a sentence, for a pronoun where nobody has spoken yet."""
    people = [person for person in entities.people if 0 <= person.first_sentence < index and not person.private]
    return max(people, key=lambda person: person.first_sentence, default=None)


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
    bodies = entities.named_bodies.get(office.body, [])
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
        for person in entities.holders.get((office.key, office.body), ())
        if person.office and (not office.region or person.office.region in ("", office.region))
    ]
    return _choose_person(holders, index)


def _match_name(mention: Mention, index: int, entities: Entities) -> Person | None:
    """Find the person with a name or a part of it; capitalised words that are no part of the name may precede it."""
    if mention.name not in entities.bearers:
        entities.bearers[mention.name] = _list_bearers(mention.name, entities.people)
    return _choose_person(entities.bearers[mention.name], index)


def _list_bearers(name: str, people: Sequence[Person]) -> list[Person]:
    """List the persons with a name, else with a similar one, else with what is left of it without its first word."""
    words = name.split(" ")
    for start in range(len(words)):
        name_words = split_name(" ".join(words[start:]))
        initials = list_initials(name_words)
        similar = [person for person in people if initials <= person.initials]
        for matches in (frozenset.issubset, is_variant):
            if bearers := [person for person in similar if matches(name_words, person.name_words)]:
                return bearers
    return []


def _choose_person(people: Sequence[Person], index: int) -> Person | None:
    introduced = [person for person in people if person.first_sentence <= index]
    return max(introduced, key=lambda person: person.first_sentence) if introduced else next(iter(people), None)
