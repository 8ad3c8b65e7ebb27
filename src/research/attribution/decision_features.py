"""What a decision on a sentence is learnt from: features of the sentence and of each speaker that it may have."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from research.attribution.attribution_rules import RuleDecisions, narrates_event, starts_with_pronoun
from research.attribution.coreference import Speaker, resolve_mention
from research.attribution.page_furniture import FURNITURE_RULES
from research.attribution.reporting_cues import is_clause_subject
from research.attribution.sentence_features import AnnotatedSentence, AnnotatedText
from research.text import Mention, read_word_group

_REACH = (-3, -2, -1, 1, 2, 3)  # sentences in which a cue names a candidate
_SETTLED = (*FURNITURE_RULES, "private_person")  # by rules alone
_NAMED = ("person", "title", "body")
_CUE_KINDS = {
    "passive": "passive",
    "statement_noun": "noun",
    "name_colon": "person",
    "signature": "person",
    "passive_nya": "pronoun",
    "pronoun_passive": "pronoun",
    "katanya": "pronoun",
    "name_verb": "person",
    "according_name": "person",
}
_ASKED = (
    "diminta",
    "diharap",
    "diimbau",
    "dihimbau",
    "diingat",
    "diwajib",
    "diharus",
    "dilarang",
    "didorong",
    "diajak",
)


@dataclass(frozen=True)
class Candidate:
    """A speaker that a sentence may have, and the features of the two."""

    speaker: Speaker
    features: frozenset[str]


@dataclass(frozen=True)
class Case:
    """A sentence without cue and quotation, on which the data decide.

    Attributes
    ----------
    index
        Index of the sentence in its text.
    features
        What tells whether it is reported.
    candidates
        The speakers that it may have.
    """

    index: int
    features: frozenset[str]
    candidates: tuple[Candidate, ...]


def list_cases(text: AnnotatedText, rules: RuleDecisions) -> list[Case]:
    """List the sentences of a text on which the data decide, with the features of each decision.

    Parameters
    ----------
    text
        The annotated text.
    rules
        What the rules decide on it.

    Returns
    -------
    list of Case
        In the order of the text: the sentences without cue that are not quoted as a whole, are no page furniture, and
        are not said by a private person.
    """
    view = _make_view(text, rules)
    return [
        Case(index, frozenset(_describe(view, place)), tuple(_list_candidates(view, place)))
        for place, index in enumerate(view.indices)
        if view.kinds[place] == "none"
    ]


@dataclass(frozen=True)
class _View:
    """The sentences to decide on; a place is a position among them.

    before and behind hold for each place those of the nearest cue on either side, -1 where there is none; talking holds
    the places that have a speaker by the rules.
    """

    rules: RuleDecisions
    indices: list[int]
    sentences: list[AnnotatedSentence]
    kinds: list[str]
    speakers: list[Speaker | None]
    before: list[int]
    behind: list[int]
    talking: list[int]
    share: str
    resolved: dict[tuple[str, str, int], Speaker | None] = field(default_factory=dict)

    def resolve(self, mention: Mention, place: int) -> Speaker | None:
        """Return whom a name, a post or a body means."""
        key = (mention.kind, mention.name, id(mention.office))
        if key not in self.resolved:
            index = self.indices[place]
            found = resolve_mention(mention, "", index, self.rules.entities, self.rules.focuses[index])
            self.resolved[key] = found
        return self.resolved[key]

    def get_kind(self, place: int) -> str:
        """Return the kind of a sentence; edge outside the text."""
        return self.kinds[place] if 0 <= place < len(self.kinds) else "edge"

    def get_rule(self, place: int) -> str:
        """Return the rule that decided on a sentence; edge outside the text."""
        return self.rules.decisions[self.indices[place]].rule if 0 <= place < len(self.indices) else "edge"

    def find_speaker(self, place: int, step: int) -> tuple[Speaker | None, int]:
        """Find the nearest sentence on one side that has a speaker by the rules, and how far it is."""
        position = bisect_left(self.talking, place + (step > 0)) - (step < 0)
        if not 0 <= position < len(self.talking):
            return None, 0
        other = self.talking[position]
        return self.speakers[other], abs(other - place)


def _make_view(text: AnnotatedText, rules: RuleDecisions) -> _View:
    indices = [index for index, one in enumerate(rules.decisions) if one.rule not in _SETTLED]
    sentences = [text.sentences[index] for index in indices]
    decisions = [rules.decisions[index] for index in indices]
    speakers = [one.speaker if one.reported else None for one in decisions]
    has_cue = [bool(sentence.cues) for sentence in sentences]
    share = _bin(sum(has_cue) / max(len(sentences), 1), (0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.99))
    return _View(
        rules,
        indices,
        sentences,
        kinds=[_classify(sentence) for sentence in sentences],
        speakers=speakers,
        before=_find_nearest(has_cue),
        behind=[len(has_cue) - 1 - one if one >= 0 else -1 for one in _find_nearest(has_cue[::-1])][::-1],
        talking=[place for place, speaker in enumerate(speakers) if speaker is not None],
        share=share,
    )


def _find_nearest(flags: Sequence[bool]) -> list[int]:
    """Find for each place the last one before it that has the flag; -1 where there is none."""
    nearest, last = [], -1
    for place, flag in enumerate(flags):
        nearest.append(last)
        last = place if flag else last
    return nearest


def _classify(sentence: AnnotatedSentence) -> str:
    if sentence.cues:
        return _classify_cue(sentence.cues[0].rule)
    return "quoted" if sentence.fully_quoted else "none"


@cache
def _classify_cue(rule: str) -> str:
    """Classify a cue by whom it names: kata_title names a title."""
    named = (kind for kind in (*_NAMED, "pronoun") if kind in rule.split("_"))
    return _CUE_KINDS.get(rule) or next(named, "noun")


@cache
def _bin(value: float, limits: tuple[float, ...]) -> str:
    """Name the first limit that a value does not exceed."""
    return next((str(limit) for limit in limits if value <= limit), "more")


def _bin_distance(place: int, other: int) -> str:
    return "no" if other < 0 else _bin(abs(place - other), (1, 2, 3, 5))


def _describe(view: _View, place: int) -> Iterator[str]:
    """Describe a sentence by the rule that decided, its place, its words, whom it mentions, and its neighbours."""
    yield f"rule={view.get_rule(place)}"
    yield f"quotation={bool(view.sentences[place].quotations)}"
    yield from _describe_place(view, place)
    yield from _describe_words(view, place)
    yield from _describe_mentions(view, place)
    if place + 1 < len(view.sentences):
        yield from _describe_next(view, place)


def _describe_place(view: _View, place: int) -> Iterator[str]:
    sentence, n = view.sentences[place], len(view.indices)
    same_before = place > 0 and view.sentences[place - 1].paragraph == sentence.paragraph
    same_behind = place + 1 < n and view.sentences[place + 1].paragraph == sentence.paragraph
    before, behind = view.before[place], view.behind[place]
    first, second = (view.speakers[other] if other >= 0 else None for other in (before, behind))
    same = str(first.name == second.name) if first and second else "unknown"
    distances = f"{_bin_distance(place, before)},{_bin_distance(place, behind)}"
    kind_before, kind_behind = (view.get_kind(other) for other in (before, behind if behind >= 0 else n))
    yield f"cued={view.share}"
    yield f"rule-1={view.get_rule(place - 1)}"
    yield f"rule+1={view.get_rule(place + 1)}"
    yield f"kind-1={view.get_kind(place - 1)}"
    yield f"kind+1={view.get_kind(place + 1)}"
    yield f"paragraph={same_before},{same_behind}"
    yield f"paragraph={same_before},{same_behind},{same}"
    yield f"last={_bin(n - 1 - place, (0, 1, 2))}"
    yield f"distances={distances}"
    yield f"distances={distances},{same}"
    yield f"same={same},{kind_behind}"
    yield f"kinds={kind_before},{kind_behind}"
    yield f"lead={before < 0},{_bin_distance(place, behind)},{kind_behind}"
    yield f"list={sentence.in_list_item}"
    yield f"after colon={place > 0 and view.sentences[place - 1].ends_with_colon}"


def _describe_words(view: _View, place: int) -> Iterator[str]:
    sentence = view.sentences[place]
    lowers = sentence.words.lowers
    words = [word for word in lowers if word[0].isalpha()]
    present = frozenset(words)
    opener = next((group for group in ("ordinal", "example") if not read_word_group(group).isdisjoint(words[:2])), "")
    modal, perfect, day = (not read_word_group(group).isdisjoint(present) for group in ("modal", "perfect", "weekday"))
    asked = any(word.startswith(_ASKED) for word in words)
    n_capitals = sum(word[0].isupper() for word in sentence.words.texts[1:])
    yield f"opens={words[0] if words else ''}"
    yield f"opener={opener}"
    yield f"opener={opener},{view.get_kind(place - 1)}"
    yield f"opener={opener},{view.get_rule(place - 1)}"
    yield f"demonstrative={not read_word_group('demonstrative').isdisjoint(words[:5])}"
    yield f"modal={modal}"
    yield f"perfect={perfect}"
    yield f"asked={asked}"
    yield f"verbs={modal},{perfect},{asked}"
    yield f"lead={view.before[place] < 0},{modal},{asked}"
    yield f"day={day}"
    yield f"numbers={_bin(sum(word[0].isdigit() for word in lowers), (0, 1))}"
    yield f"length={_bin(len(lowers), (6, 10, 15, 25, 40))}"
    yield f"capitals={_bin(round(n_capitals / len(lowers), 2), (0.05, 0.15, 0.3))}"
    for word in present:
        yield f"word={word}"


def _describe_mentions(view: _View, place: int) -> Iterator[str]:
    sentence = view.sentences[place]
    running = view.speakers[place - 1] if place else None
    subjects = [
        view.resolve(mention, place)
        for mention in sentence.mentions
        if mention.kind in ("person", "title") and is_clause_subject(sentence.words, mention)
    ]
    first = sentence.mentions[0] if sentence.mentions else None
    kinds = {mention.kind for mention in sentence.mentions}
    yield f"pronoun={starts_with_pronoun(sentence)}"
    yield f"narrates={narrates_event(sentence)}"
    yield f"other subject={any(one and (running is None or one.name != running.name) for one in subjects)}"
    yield f"same subject={any(one and running and one.name == running.name for one in subjects)}"
    yield f"subject={first.kind if first and first.start == 0 else ''}"
    yield f"mentions={_bin(len(sentence.mentions), (0, 1, 2))}"
    yield from (f"mentions={kind}" for kind in kinds)


def _describe_next(view: _View, place: int) -> Iterator[str]:
    """Describe the next sentences: whether they hand a sentence over (Hal itu disampaikan X) or take it up."""
    nouns = read_word_group("utterance") | read_word_group("statement_noun") | {"hal", "demikian"}
    handed = False
    for following in view.sentences[place + 1 : place + 4]:
        words = [word for word in following.words.lowers if word[0].isalpha()][:4]
        if not nouns.isdisjoint(words[:3]) and not read_word_group("demonstrative").isdisjoint(words):
            passive = any(cue.rule == "passive" for cue in following.cues)
            handed = True
            yield f"handed by={view.before[place] < 0},{passive}"
    yield f"handed={handed},{view.before[place] < 0}"
    following = view.sentences[place + 1]
    words = [word for word in following.words.lowers if word[0].isalpha()][:5]
    yield f"next={words[0] if words else ''}"
    yield f"next demonstrative={not read_word_group('demonstrative').isdisjoint(words)},{bool(following.cues)}"


def _list_candidates(view: _View, place: int) -> Iterator[Candidate]:
    """List the speakers whom the sentence or its neighbours name, each once, with all that speaks for it."""
    decision = view.rules.decisions[view.indices[place]]
    found: dict[tuple[str, str], tuple[Speaker, set[str]]] = {}
    for speaker, feature in _find_speakers(view, place):
        if speaker is not None and speaker.name:
            found.setdefault((speaker.name, speaker.category), (speaker, set()))[1].add(feature)
    near = [one.name if one else None for one in (view.find_speaker(place, -1)[0], view.find_speaker(place, 1)[0])]
    for speaker, known in found.values():
        decided = decision.speaker is not None and decision.speaker.name == speaker.name
        before, behind = (name == speaker.name for name in near)
        known.add(f"near={decided},{before},{behind}")
        known.add(f"near={before},{behind},{speaker.person}")
        known.add(f"person={speaker.person}")
        known.add(f"category={speaker.category}")
        known.add(f"words={min(speaker.name.count(' '), 3)}")
        yield Candidate(speaker, frozenset(known))


def _find_speakers(view: _View, place: int) -> Iterator[tuple[Speaker | None, str]]:
    """Find whom a sentence and its neighbours name, and how; a speaker may come more than once."""
    sentence = view.sentences[place]
    yield view.rules.decisions[view.indices[place]].speaker, f"rule={view.get_rule(place)}"
    for mention in sentence.mentions:
        if mention.kind in _NAMED:
            subject = is_clause_subject(sentence.words, mention)
            yield view.resolve(mention, place), f"mentioned={mention.kind},{subject}"
    before, distance = view.find_speaker(place, -1)
    yield before, f"before={_bin(distance, (1, 2, 3))}"
    behind, distance = view.find_speaker(place, 1)
    yield behind, f"behind={_bin(distance, (1, 2, 3))},{view.get_kind(place + distance)}"
    for offset in _REACH:
        if 0 <= place + offset < len(view.sentences):
            for cue in view.sentences[place + offset].cues[:2]:
                if cue.mention and cue.mention.kind in _NAMED:
                    yield view.resolve(cue.mention, place + offset), f"cue{offset}={_classify_cue(cue.rule)}"
