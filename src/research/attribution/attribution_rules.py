"""The rule and the speaker of each sentence: by reporting cues, by quotations, then by continuation."""

from dataclasses import dataclass, replace
from functools import cache

from research.attribution.coreference import Focus, Speaker, find_person, resolve_mention, update_focus
from research.attribution.entities import Entities, list_entities
from research.attribution.name_boundaries import count_word_usage, trim_name
from research.attribution.page_furniture import FURNITURE_RULES
from research.attribution.reporting_cues import ReportingCue, is_clause_subject
from research.attribution.sentence_features import AnnotatedSentence, AnnotatedText
from research.tables import read_data_rows
from research.text import Mention, Phrases, index_phrases, match_phrase, read_word_group

_MAXIMUM_CUE_DISTANCE = 12  # sentences
_MAXIMUM_CONTINUED = 5  # sentences
_BARE_RULES = ("kata_person", "according_name", "passive")
_CITED_RULES = ("name_verb", "title_verb", "narration")


@dataclass(frozen=True)
class Decision:
    """The decision on a sentence.

    Attributes
    ----------
    rule
        The rule that decided.
    speaker
        The speaker; None for narration and where no speaker can be found.
    """

    rule: str
    speaker: Speaker | None = None

    @property
    def reported(self) -> bool:
        """Whether the sentence is a statement."""
        return self.rule not in ("narration", "learnt_narration", "private_person", *FURNITURE_RULES)


@dataclass(frozen=True)
class RuleDecisions:
    """The decisions of the rules on the sentences of a text, and what they rest on.

    Attributes
    ----------
    decisions
        For each sentence the decision.
    focuses
        For each sentence to whom a pronoun in it refers.
    entities
        The persons and bodies of the text.
    """

    decisions: tuple[Decision, ...]
    focuses: tuple[Focus, ...]
    entities: Entities


@dataclass(frozen=True)
class _Context:
    """An annotated text, the entities that it names, and whether it is verbatim."""

    text: AnnotatedText
    entities: Entities
    verbatim: bool

    def get_speaker(self, cue: ReportingCue | None, index: int, focus: Focus) -> Speaker | None:
        """Return the speaker that a cue of a sentence names."""
        decision = self.follow_cues((cue,), index, focus) if cue else None
        return decision.speaker if decision else None

    def follow_cues(self, cues: tuple[ReportingCue, ...], index: int, focus: Focus) -> Decision | None:
        """Return the rule and the speaker of the first cue of a sentence whose speaker can be found."""
        words = self.text.sentences[index].words
        for cue in cues:
            next_word = words.lower_at(cue.mention.stop) if cue.mention else ""
            if speaker := resolve_mention(cue.mention, next_word, index, self.entities, focus):
                return Decision(cue.rule, speaker)
        return None


@dataclass(frozen=True)
class _State:
    """What is carried from one sentence to the next.

    introduced is the speaker introduced before a colon, as long as the list behind it continues.
    """

    focus: Focus
    previous: Decision
    n_continued: int = 0
    introduced: Speaker | None = None


def apply_rules(annotated: AnnotatedText, *, verbatim: bool) -> RuleDecisions:
    """Decide on the rule and the speaker of each sentence.

    Parameters
    ----------
    annotated
        The annotated text.
    verbatim
        Whether the text is verbatim; only then it has page furniture and private persons.

    Returns
    -------
    RuleDecisions
        The decision on each sentence, in order.

    Notes
    -----
    A sentence without cue or quotation marks continues with the speaker of the sentence before it in the paragraph, and
    across the end of a paragraph where a cue of the same speaker follows, unless it narrates an event or names somebody
    else as its subject; five sentences at most. A speaker introduced before a colon speaks in all items of the list
    behind it.
    """
    context = _Context(annotated, _list_entities(annotated), verbatim)
    state = _State(Focus(), Decision("narration"))
    decisions, focuses = [], []
    for index in range(len(annotated.sentences)):
        focuses.append(state.focus)
        decision = _decide(context, index, state)
        if verbatim and decision.speaker is not None and decision.speaker.private:
            decision = Decision("private_person", decision.speaker)
        state = _update_state(context, index, state, decision)
        decisions.append(decision)
    return RuleDecisions(tuple(decisions), tuple(focuses), context.entities)


def _list_entities(annotated: AnnotatedText) -> Entities:
    sentences = annotated.sentences
    usage = count_word_usage((one.words, one.mentions, _list_speakers(one, _BARE_RULES)) for one in sentences)
    # Words of a headline look like names: its persons are those whom the sentences of the item name
    # again, and those whose speech it introduces (Kutipan X).
    named = {word for one in sentences if one.furniture not in FURNITURE_RULES for word in _list_name_words(one)}
    mentions = [
        tuple(
            trim_name(mention, usage) if mention.kind == "person" else mention
            for mention in sentence.mentions
            if sentence.furniture not in FURNITURE_RULES
            or mention.kind != "person"
            or (sentence.introduction and sentence.introduction.mention == mention)
            or _is_named(mention, named)
        )
        for sentence in sentences
    ]
    speaking = (frozenset(mention.start for mention in _list_speakers(sentence)) for sentence in sentences)
    words = (sentence.words for sentence in sentences)
    return list_entities(list(zip(words, mentions, speaking, strict=True)), verbatim=True)


def _list_name_words(sentence: AnnotatedSentence) -> set[str]:
    """List the words of the persons' names of a sentence, in lower case."""
    names = (mention.name for mention in sentence.mentions if mention.kind == "person")
    return {word for name in names for word in name.lower().split(" ")}


def _is_named(mention: Mention, named: set[str]) -> bool:
    """Whether a person of a headline is named again, or has a known given name behind a post."""
    words = mention.name.lower().split(" ")
    behind_post = mention.office is not None and not mention.is_apposed
    return not named.isdisjoint(words) or (behind_post and not read_word_group("given_name").isdisjoint(words))


def _list_speakers(sentence: AnnotatedSentence, rules: tuple[str, ...] = ()) -> list[Mention]:
    """List the mentions that the cues of a sentence name; those of some rules, if any are given."""
    return [cue.mention for cue in sentence.cues if cue.mention and (not rules or cue.rule in rules)]


def _decide(context: _Context, index: int, state: _State) -> Decision:
    """Decide by cues and quotations, then as an item of a list, then by continuation."""
    sentence, previous = context.text.sentences[index], state.previous
    decision = _decide_by_cues(context, index, state.focus)
    if state.introduced and sentence.in_list_item and decision.rule in ("narration", "unresolved"):
        return Decision("introduced", state.introduced)
    if previous.reported and previous.speaker is not None and _adds_reason(context.text, index, decision.rule):
        return Decision("continued", previous.speaker)
    if decision.rule == "narration":
        decision = _decide_by_continuation(context, index, state.focus, previous)
    too_long = decision.rule == "continued" and state.n_continued >= _MAXIMUM_CONTINUED
    return Decision("narration") if too_long else decision


def _update_state(context: _Context, index: int, state: _State, decision: Decision) -> _State:
    sentence = context.text.sentences[index]
    if decision.rule in FURNITURE_RULES:
        introduced = context.get_speaker(sentence.introduction, index, state.focus)
        return replace(state, focus=update_focus(state.focus, introduced))
    speaks = decision.reported or decision.rule == "private_person"
    focus = update_focus(state.focus, decision.speaker if speaks else _find_topic(context, index))
    n_continued = state.n_continued + 1 if decision.rule == "continued" else 0
    introduced = decision.speaker
    if not decision.reported:
        introduced = context.get_speaker(sentence.introduction, index, focus)
        focus = update_focus(focus, introduced)
    if not sentence.ends_with_colon:
        return _State(focus, decision, n_continued, state.introduced if sentence.in_list_item else None)
    if introduced is not None and not decision.reported:
        decision = Decision("introduced", introduced)
    return _State(focus, decision, n_continued, introduced)


def _decide_by_cues(context: _Context, index: int, focus: Focus) -> Decision:
    """Decide by the cues and the quotations of a sentence."""
    text, sentence = context.text, context.text.sentences[index]
    if context.verbatim and sentence.furniture:
        return Decision(sentence.furniture)
    unbalanced = any(not text.quotations[number].balanced for number in sentence.quotations)
    if decision := context.follow_cues(sentence.cues, index, focus):
        return Decision("quotation_unbalanced", decision.speaker) if unbalanced else decision
    if any(cue.mention is None or cue.mention.kind == "pronoun" for cue in sentence.cues):
        return Decision("unresolved")
    if not sentence.quotations:
        return Decision("narration")
    sharing = text.quotation_sentences[sentence.quotations[-1]]
    for other in (sharing[-1], sharing[0]):  # a cue mostly follows
        if other != index and (decision := context.follow_cues(text.sentences[other].cues, other, focus)):
            return Decision("quotation_unbalanced" if unbalanced else "quotation", decision.speaker)
    return _decide_fully_quoted(context, index, focus, unbalanced=unbalanced)


def _decide_fully_quoted(context: _Context, index: int, focus: Focus, *, unbalanced: bool) -> Decision:
    """Decide on a quoted sentence without a cue: by the signature, by the next sentence, else by the focus."""
    text, sentence = context.text, context.text.sentences[index]
    if not sentence.fully_quoted:
        return Decision("narration")
    last = text.quotation_sentences[sentence.quotations[-1]][-1]
    signature = text.sentences[last + 1].signature if last + 1 < len(text.sentences) else None
    if signature and (decision := context.follow_cues((signature,), last + 1, focus)):
        return decision
    if source := _find_source(context, last, focus):
        return Decision("afterword", source)
    speaker = resolve_mention(None, "", index, context.entities, focus)
    rule = "quotation_unbalanced" if unbalanced else "quotation_continued"
    return Decision(rule, speaker) if speaker else Decision("unresolved")


def _decide_by_continuation(context: _Context, index: int, focus: Focus, previous: Decision) -> Decision:
    """Decide on a sentence without cue: by the source that the next one names, or by the speaker before it."""
    sentence = context.text.sentences[index]
    if source := _find_source(context, index, focus):
        return Decision("afterword", source)
    speaker = previous.speaker
    if not previous.reported or speaker is None or starts_with_pronoun(sentence) or narrates_event(sentence):
        return Decision("narration")
    if _has_other_subject(context, index, speaker):
        return Decision("narration")
    before = context.text.sentences[index - 1]
    if before.ends_with_colon:
        return Decision("introduced", speaker)
    if before.paragraph == sentence.paragraph or _precedes_cue(context, index, focus, speaker):
        return Decision("continued", speaker)
    return Decision("narration")


def _find_source(context: _Context, index: int, focus: Focus) -> Speaker | None:
    """Find whom the next sentence of the paragraph names as the source of a sentence: Hal itu disampaikan X."""
    sentence, *following = context.text.sentences[index : index + 2]
    if not following or following[0].paragraph != sentence.paragraph:
        return None
    cues = following[0].cues
    if match_phrase(_index_narration("afterword"), following[0].words.lowers, 0) is None:
        return None
    return context.get_speaker(cues[0], index + 1, focus) if cues and cues[0].rule == "passive" else None


def _adds_reason(text: AnnotatedText, index: int, rule: str) -> bool:
    """Whether a sentence adds to the one before it: in Apalagi, X sudah meminta ... the previous speaker cites X."""
    sentence, before = text.sentences[index], text.sentences[max(index - 1, 0)]
    if sentence.quotations or sentence.paragraph != before.paragraph or rule not in _CITED_RULES:
        return False
    return sentence.words.lower_at(0) in ("apalagi", "terlebih")


def starts_with_pronoun(sentence: AnnotatedSentence) -> bool:
    """Whether a pronoun is the subject: what the speaker did; pihaknya (his office) is what the speaker says of it."""
    first = sentence.mentions[0] if sentence.mentions else None
    is_pronoun = first is not None and first.kind == "pronoun" and first.start == 0
    return is_pronoun and sentence.words.lowers[0] != "pihaknya"


def narrates_event(sentence: AnnotatedSentence) -> bool:
    """Whether a sentence narrates an event, by the words of narration.csv."""
    lowers = sentence.words.lowers
    if match_phrase(_index_narration("opener"), lowers, 0) is not None:
        return True
    inside = _index_narration("inside")
    if inside.keys().isdisjoint(lowers):
        return False
    positions = (position for position in range(len(lowers)) if sentence.words.lower_at(position - 1) != "yang")
    return any(match_phrase(inside, lowers, position) for position in positions)


@cache
def _index_narration(place: str) -> Phrases:
    return index_phrases((row["phrase"], row) for row in read_data_rows("narration.csv") if row["place"] == place)


def _has_other_subject(context: _Context, index: int, speaker: Speaker) -> bool:
    """Whether the subject of a sentence is another person than the speaker."""
    sentence = context.text.sentences[index]
    for mention in sentence.mentions:
        if mention.kind == "person" and is_clause_subject(sentence.words, mention):
            subject = find_person(mention, index, context.entities)
            if subject is not None and subject.name != speaker.name:
                return True
    return False


def _precedes_cue(context: _Context, index: int, focus: Focus, speaker: Speaker) -> bool:
    """Whether the next cue names the same speaker, with only sentences without cue before it."""
    sentences = context.text.sentences
    paragraph = sentences[index].paragraph
    for other in range(index + 1, min(index + _MAXIMUM_CUE_DISTANCE, len(sentences))):
        sentence = sentences[other]
        if sentence.paragraph > paragraph + 1 or narrates_event(sentence):
            return False
        if sentence.cues:
            mention = sentence.cues[0].mention
            is_connected = sentence.paragraph == paragraph or bool(sentence.quotations)
            if not is_connected or mention is None or mention.kind == "pronoun":
                return is_connected
            subject = resolve_mention(mention, "", other, context.entities, focus)
            return subject is not None and subject.name == speaker.name
        if sentence.paragraph != paragraph and not sentence.quotations:
            return False
    return False


def _find_topic(context: _Context, index: int) -> Speaker | None:
    """Find the person whom a sentence of narration is about: the first one named, as the subject of a clause."""
    sentence = context.text.sentences[index]
    first = next((mention for mention in sentence.mentions if mention.kind in ("person", "title")), None)
    is_subject = first is not None and is_clause_subject(sentence.words, first)
    return find_person(first, index, context.entities) if first and is_subject else None
