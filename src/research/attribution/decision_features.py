"""What a decision on a sentence is learnt from: features of the sentence and of each speaker that it may have."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import islice

from research.attribution.attribution_rules import RuleDecisions, narrates_event, starts_with_pronoun
from research.attribution.coreference import Speaker, resolve_mention
from research.attribution.page_furniture import FURNITURE_RULES
from research.attribution.reporting_cues import is_clause_subject
from research.attribution.sentence_features import AnnotatedSentence, AnnotatedText
from research.attribution.verbless_speech import is_interview_question
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
    list_candidates
        Lists the speakers that it may have.
    """

    index: int
    features: frozenset[str]
    list_candidates: Callable[[], list[Candidate]]


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
        In the order of the text: the sentences without cue and quotation that are no page furniture, are not said by a
        private person, narrate no event and are no question of an interviewer.
    """
    view = _make_view(text, rules)
    return [
        Case(index, _describe(view, place), partial(_list_candidates, view, place))
        for place, index in enumerate(view.indices)
        if view.kinds[place] == "none" and not _is_narrated(view.sentences[place])
    ]


def _is_narrated(sentence: AnnotatedSentence) -> bool:
    """Whether a sentence without cue says itself that it is narration: Rapat digelar di aula, Wartawan: ..."""
    return narrates_event(sentence) or is_interview_question(sentence.words)


@dataclass(frozen=True)
class _View:
    """The sentences to decide on; a place is a position among them.

    openings holds the first five words of each sentence; before and behind for each place those of the nearest cue on
    either side, -1 where there is none; talking the places that have a speaker by the rules.
    """

    rules: RuleDecisions
    indices: list[int]
    sentences: list[AnnotatedSentence]
    openings: list[list[str]]
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
        openings=[list(islice((word for word in one.words.lowers if word[0].isalpha()), 5)) for one in sentences],
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
    return "quoted" if sentence.quotations else "none"


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


def _describe(view: _View, place: int) -> frozenset[str]:
    """Describe a sentence by the rule that decided, its place, its words, whom it mentions, and its neighbours.

    A word is a feature by itself; all others have a name and a value.
    """
    words = frozenset(word for word in view.sentences[place].words.lowers if word[0].isalpha())
    return words.union(
        (f"rule={view.get_rule(place)}",),
        _describe_place(view, place),
        _describe_words(view, place, words),
        _describe_mentions(view, place),
        _describe_next(view, place),
    )


def _describe_place(view: _View, place: int) -> tuple[str, ...]:
    sentence, n = view.sentences[place], len(view.indices)
    same_before = place > 0 and view.sentences[place - 1].paragraph == sentence.paragraph
    same_behind = place + 1 < n and view.sentences[place + 1].paragraph == sentence.paragraph
    before, behind = view.before[place], view.behind[place]
    first, second = (view.speakers[other] if other >= 0 else None for other in (before, behind))
    same = str(first.name == second.name) if first and second else "unknown"
    distances = f"{_bin_distance(place, before)},{_bin_distance(place, behind)}"
    kind_before, kind_behind = view.get_kind(before), view.get_kind(behind if behind >= 0 else n)
    return (
        f"cued={view.share}",
        f"rule-1={view.get_rule(place - 1)}",
        f"rule+1={view.get_rule(place + 1)}",
        f"kind-1={view.get_kind(place - 1)}",
        f"kind+1={view.get_kind(place + 1)}",
        f"paragraph={same_before},{same_behind},{same}",
        f"last={min(n - 1 - place, 3)}",
        f"distances={distances},{same}",
        f"same={same},{kind_behind}",
        f"kinds={kind_before},{kind_behind}",
        f"lead={before < 0},{_bin_distance(place, behind)},{kind_behind}",
        f"list={sentence.in_list_item}",
        f"after colon={place > 0 and view.sentences[place - 1].ends_with_colon}",
    )


def _describe_words(view: _View, place: int, words: frozenset[str]) -> tuple[str, ...]:
    texts, opening = view.sentences[place].words.texts, view.openings[place]
    opener = next((group for group in ("ordinal", "example") if not read_word_group(group).isdisjoint(opening[:2])), "")
    modal, perfect = (not read_word_group(group).isdisjoint(words) for group in ("modal", "perfect"))
    asked = any(word.startswith(_ASKED) for word in words if word[:2] == "di")
    return (
        f"opens={opening[0] if opening else ''}",
        f"opener={opener}",
        f"opener={opener},{view.get_kind(place - 1)}",
        f"demonstrative={not read_word_group('demonstrative').isdisjoint(opening)}",
        f"verbs={modal},{perfect},{asked}",
        f"lead={view.before[place] < 0},{modal},{asked}",
        f"numbers={min(sum(word[0].isdigit() for word in texts), 2)}",
        f"length={_bin(len(texts), (6, 10, 15, 25, 40))}",
    )


def _describe_mentions(view: _View, place: int) -> list[str]:
    sentence = view.sentences[place]
    running = view.speakers[place - 1] if place else None
    subjects = [
        view.resolve(mention, place)
        for mention in sentence.mentions
        if mention.kind in ("person", "title") and is_clause_subject(sentence.words, mention)
    ]
    first = sentence.mentions[0] if sentence.mentions else None
    return [
        f"pronoun={starts_with_pronoun(sentence)}",
        f"other subject={any(one and (running is None or one.name != running.name) for one in subjects)}",
        f"same subject={any(one and running and one.name == running.name for one in subjects)}",
        f"subject={first.kind if first and first.start == 0 else ''}",
        f"mentions={min(len(sentence.mentions), 3)}",
        *(f"mentions={mention.kind}" for mention in sentence.mentions),
    ]


def _describe_next(view: _View, place: int) -> list[str]:
    """Describe the next sentences: whether they hand a sentence over (Hal itu disampaikan X) or take it up."""
    lead = view.before[place] < 0
    behind = range(place + 1, min(place + 4, len(view.sentences)))
    handing = [other for other in behind if _hands_over(view.openings[other])]
    features = [f"handed={bool(handing)},{lead}"]
    for other in handing:
        passive = any(cue.rule == "passive" for cue in view.sentences[other].cues)
        features.append(f"handed by={lead},{passive}")
    if behind:
        words, cued = view.openings[place + 1], bool(view.sentences[place + 1].cues)
        features.append(f"next={words[0] if words else ''}")
        features.append(f"next demonstrative={not read_word_group('demonstrative').isdisjoint(words)},{cued}")
    return features


def _hands_over(words: Sequence[str]) -> bool:
    """Whether a sentence opens with a noun of saying, or hal, that points back: Pernyataan itu ..."""
    if read_word_group("demonstrative").isdisjoint(words[:4]):
        return False
    return any(
        word in ("hal", "demikian") or word in read_word_group("utterance") or word in read_word_group("statement_noun")
        for word in words[:3]
    )


def _list_candidates(view: _View, place: int) -> list[Candidate]:
    """List the speakers whom the sentence or its neighbours name, each once, with all that speaks for it."""
    decision = view.rules.decisions[view.indices[place]]
    found: dict[tuple[str, str], tuple[Speaker, set[str]]] = {}
    for speaker, feature in _find_speakers(view, place):
        if speaker is not None and speaker.name:
            found.setdefault((speaker.name, speaker.category), (speaker, set()))[1].add(feature)
    near = [one.name if one else None for one in (view.find_speaker(place, -1)[0], view.find_speaker(place, 1)[0])]
    candidates = []
    for speaker, known in found.values():
        decided = decision.speaker is not None and decision.speaker.name == speaker.name
        before, behind = (name == speaker.name for name in near)
        known |= {
            f"near={decided},{before},{behind}",
            f"near={before},{behind},{speaker.person}",
            f"person={speaker.person}",
            f"category={speaker.category}",
            f"words={min(speaker.name.count(' '), 3)}",
        }
        candidates.append(Candidate(speaker, frozenset(known)))
    return candidates


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
