"""Sentences -> the rule and the speaker of each: cues first, then quotations, then what goes on without a cue."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from research.attribution.coreference import (
    Entities,
    Focus,
    Speaker,
    find_person,
    list_entities,
    resolve_mention,
    update_focus,
)
from research.attribution.name_boundaries import count_word_usage, trim_name
from research.attribution.page_furniture import FURNITURE_RULES
from research.attribution.reporting_cues import is_clause_subject
from research.attribution.sentence_features import AnnotatedSentence, AnnotatedText
from research.tables import read_data_rows
from research.text import Mention, Phrases, index_phrases, match_phrase

_FARTHEST_CUE = 12
_LONGEST_RUN = 5
_CITED_RULES = ("name_verb", "title_verb", "narration")


@dataclass(frozen=True)
class Decision:
    """What was decided on a sentence; the speaker is None for narration and where nobody can be told."""

    rule: str
    speaker: Speaker | None = None

    @property
    def reported(self) -> bool:
        """Whether the sentence is a statement."""
        return self.rule not in ("narration", "private_person", *FURNITURE_RULES)


@dataclass(frozen=True)
class _State:
    """What the sentences before one leave it: who ia means, the last decision, how many went on without a cue.

    introduced is who speaks behind the last colon, as long as a list goes on there.
    """

    focus: Focus
    last: Decision
    run: int = 0
    introduced: Speaker | None = None


def decide_speakers(annotated: AnnotatedText, *, verbatim: bool) -> Iterator[Decision]:
    """Decide on the sentences one by one; published also follows a speaker through sentences without a cue.

    A restated text marks every statement with a cue; a text as it was published does not: there a sentence without
    cue or marks goes on with the speaker before it in its paragraph, and over a paragraph's end where a cue of the
    same speaker follows, unless it tells of an event or names somebody else; five sentences at the most. Behind a
    colon goes on who speaks before it, through all points of a list.
    """
    roster = _list_people(annotated, published=verbatim)
    state = _State(Focus(), Decision("narration"))
    for number, sentence in enumerate(annotated.sentences):
        found = _decide_one(annotated, number, roster, state, published=verbatim)
        if verbatim and found.speaker is not None and found.speaker.private:
            found = Decision("private_person", found.speaker)
        state = _move_on(state, sentence, number, roster, found)
        yield found


def _list_people(reading: AnnotatedText, *, published: bool) -> Entities:
    sentences = reading.sentences
    named = [(one.words, one.mentions, _list_speaking(one)) for one in sentences]
    if published:
        usage = count_word_usage((one.words, one.mentions, _list_bare(one)) for one in sentences)
        named = [
            (words, tuple(trim_name(one, usage) if one.kind == "person" else one for one in mentions), speaking)
            for words, mentions, speaking in named
        ]
    return list_entities(named, verbatim=published)


def _decide_one(reading: AnnotatedText, number: int, roster: Entities, state: _State, *, published: bool) -> Decision:
    """Decide on one sentence: by its marks, as a point of a list, then by what goes on without a cue."""
    sentence, last = reading.sentences[number], state.last
    found = _decide_marked(reading, number, roster, state.focus, published=published)
    if state.introduced and sentence.in_list_item and found.rule in ("narration", "unresolved"):
        return Decision("introduced", state.introduced)
    if not published:
        return found
    if last.reported and last.speaker is not None and _adds_reason(reading, number, found.rule):
        return Decision("continued", last.speaker)
    if found.rule == "narration":
        found = _go_on(reading, number, roster, state.focus, last)
    return Decision("narration") if found.rule == "continued" and state.run >= _LONGEST_RUN else found


def _move_on(state: _State, sentence: AnnotatedSentence, number: int, roster: Entities, found: Decision) -> _State:
    """What a sentence and the decision on it leave for the next one."""
    if found.rule in FURNITURE_RULES:
        named = _find_introduced(sentence, number, roster, state.focus)
        return replace(state, focus=update_focus(state.focus, named))
    said = found.reported or found.rule == "private_person"
    focus = update_focus(state.focus, found.speaker if said else _find_topic(sentence, number, roster))
    run = state.run + 1 if found.rule == "continued" else 0
    introduced = found.speaker if found.reported else _find_introduced(sentence, number, roster, focus)
    if not found.reported:
        focus = update_focus(focus, introduced)
    if not sentence.ends_with_colon:
        return _State(focus, found, run, state.introduced if sentence.in_list_item else None)
    if introduced is None or found.reported:
        return _State(focus, found, run, introduced)
    return _State(focus, Decision("introduced", introduced), run, introduced)


def _find_introduced(sentence: AnnotatedSentence, number: int, roster: Entities, focus: Focus) -> Speaker | None:
    """Who speaks behind a sentence that brings in what is said and says nothing itself: Demikian pernyataan X:"""
    if sentence.introduction is None:
        return None
    found = _follow_cues(replace(sentence, cues=(sentence.introduction,)), number, roster, focus)
    return found.speaker if found else None


def _list_speaking(sentence: AnnotatedSentence) -> frozenset[int]:
    return frozenset(cue.mention.start for cue in sentence.cues if cue.mention)


def _list_bare(sentence: AnnotatedSentence) -> list[Mention]:
    return [
        cue.mention for cue in sentence.cues if cue.mention and cue.rule in ("kata_person", "according_name", "passive")
    ]


def _decide_marked(reading: AnnotatedText, number: int, roster: Entities, focus: Focus, *, published: bool) -> Decision:
    """Decide by the cues and the quotations of a sentence."""
    sentence = reading.sentences[number]
    if published and sentence.furniture:
        return Decision(sentence.furniture)
    unbalanced = published and any(not reading.quotations[one].balanced for one in sentence.quotations)
    if found := _follow_cues(sentence, number, roster, focus):
        return Decision("quotation_unbalanced", found.speaker) if unbalanced else found
    if any(cue.mention is None or cue.mention.kind == "pronoun" for cue in sentence.cues):
        return Decision("unresolved")
    if not (sentence.quotations and (sentence.fully_quoted or published)):
        return Decision("narration")
    for other in _list_sharing(reading, number):
        if found := _follow_cues(reading.sentences[other], other, roster, focus):
            return Decision("quotation_unbalanced" if unbalanced else "quotation", found.speaker)
    if not sentence.fully_quoted:
        return Decision("narration")
    if found := _follow_signature(reading, number, roster, focus):
        return found
    if published and (later := _find_afterword(reading, reading.edges[sentence.quotations[-1]][1], roster, focus)):
        return Decision("afterword", later)
    speaker = resolve_mention(None, "", number, roster, focus)
    rule = "quotation_unbalanced" if unbalanced else "quotation_continued"
    return Decision(rule, speaker) if speaker else Decision("unresolved")


def _follow_cues(sentence: AnnotatedSentence, number: int, roster: Entities, focus: Focus) -> Decision | None:
    """The rule and the speaker of the first cue whose speaker can be told."""
    for cue in sentence.cues:
        after = sentence.words.lowers[cue.mention.stop : cue.mention.stop + 1] if cue.mention else ()
        if speaker := resolve_mention(cue.mention, after[0] if after else "", number, roster, focus):
            return Decision(cue.rule, speaker)
    return None


def _list_sharing(reading: AnnotatedText, number: int) -> list[int]:
    """The other sentences of this one's quotation that may have a cue: the last first, since a cue mostly follows."""
    first, last = reading.edges[reading.sentences[number].quotations[-1]]
    return [other for other in (last, first) if other != number]


def _follow_signature(reading: AnnotatedText, number: int, roster: Entities, focus: Focus) -> Decision | None:
    """The rule and the speaker of a quotation that the next sentence signs: a dash and a name, alone in its line."""
    after = reading.edges[reading.sentences[number].quotations[-1]][1] + 1
    signature = reading.sentences[after].signature if after < len(reading.sentences) else None
    if signature is None:
        return None
    return _follow_cues(replace(reading.sentences[after], cues=(signature,)), after, roster, focus)


def _go_on(reading: AnnotatedText, number: int, roster: Entities, focus: Focus, last: Decision) -> Decision:
    """Decide on a sentence without cue: whether it belongs to the speaker before it, or to the one named after it."""
    sentence = reading.sentences[number]
    if later := _find_afterword(reading, number, roster, focus):
        return Decision("afterword", later)
    speaker = last.speaker
    if (
        not last.reported
        or speaker is None
        or _opens_with_pronoun(sentence)
        or _tells_event(sentence)
        or _names_other(sentence, number, roster, speaker)
    ):
        return Decision("narration")
    before = reading.sentences[number - 1]
    if before.ends_with_colon:
        return Decision("introduced", speaker)
    if before.paragraph == sentence.paragraph or _leads_to(reading, number, roster, focus, speaker):
        return Decision("continued", speaker)
    return Decision("narration")


def _find_afterword(reading: AnnotatedText, number: int, roster: Entities, focus: Focus) -> Speaker | None:
    """Whom the next sentence of the paragraph names as the source of this one: Hal itu disampaikan X."""
    sentences = reading.sentences
    if number + 1 >= len(sentences) or sentences[number + 1].paragraph != sentences[number].paragraph:
        return None
    following = sentences[number + 1]
    if match_phrase(_index_narration("afterword"), following.words.lowers, 0) is None:
        return None
    cue = following.cues[0] if following.cues else None
    if cue is None or cue.rule != "passive":
        return None
    found = _follow_cues(following, number + 1, roster, focus)
    return found.speaker if found else None


def _adds_reason(reading: AnnotatedText, number: int, rule: str) -> bool:
    """Whether a sentence adds to what the speaker before it says: Apalagi, X sudah meminta ... has that one cite X."""
    sentence, before = reading.sentences[number], reading.sentences[max(number - 1, 0)]
    if sentence.quotations or sentence.paragraph != before.paragraph or rule not in _CITED_RULES:
        return False
    return sentence.words.lowers[:1] in (("apalagi",), ("terlebih",))


def _opens_with_pronoun(sentence: AnnotatedSentence) -> bool:
    """Whether ia or another pronoun is the subject, without a verb of reporting: what the speaker did.

    Pihaknya (his office) stands for what the speaker says of it.
    """
    first = sentence.mentions[0] if sentence.mentions else None
    opens = first is not None and first.kind == "pronoun" and first.start == 0
    return opens and sentence.words.lowers[0] != "pihaknya"


def _tells_event(sentence: AnnotatedSentence) -> bool:
    """Whether a sentence tells what happened, by the words of narration.csv."""
    lowers = sentence.words.lowers
    openers, inner = _index_narration("opener"), _index_narration("inside")
    return match_phrase(openers, lowers, 0) is not None or any(
        match_phrase(inner, lowers, place) for place in range(len(lowers)) if not place or lowers[place - 1] != "yang"
    )


@cache
def _index_narration(place: str) -> Phrases:
    return index_phrases((row["phrase"], row) for row in read_data_rows("narration.csv") if row["place"] == place)


def _names_other(sentence: AnnotatedSentence, number: int, roster: Entities, speaker: Speaker) -> bool:
    """Whether the subject of a sentence is somebody other than the speaker."""
    for mention in sentence.mentions:
        if mention.kind == "person" and is_clause_subject(sentence.words, mention):
            subject = find_person(mention, number, roster)
            if subject is not None and subject.name != speaker.name:
                return True
    return False


def _leads_to(reading: AnnotatedText, number: int, roster: Entities, focus: Focus, speaker: Speaker) -> bool:
    """Whether the next cue, with nothing but sentences without cue before it, is one of the same speaker."""
    paragraph = reading.sentences[number].paragraph
    for other in range(number + 1, min(number + _FARTHEST_CUE, len(reading.sentences))):
        sentence = reading.sentences[other]
        if sentence.paragraph > paragraph + 1 or _tells_event(sentence):
            return False
        if sentence.quotations and not sentence.cues:
            continue
        if sentence.cues:
            cue = sentence.cues[0]
            opens = sentence.paragraph == paragraph or bool(sentence.quotations)
            if not opens or cue.mention is None or cue.mention.kind == "pronoun":
                return opens
            found = resolve_mention(cue.mention, "", other, roster, focus)
            return found is not None and found.name == speaker.name
        if sentence.paragraph != paragraph:
            return False
    return False


def _find_topic(sentence: AnnotatedSentence, number: int, roster: Entities) -> Speaker | None:
    """The official whom a sentence of narration is about: the first one named, where that opens a clause."""
    named = (mention for mention in sentence.mentions if mention.kind in ("person", "title"))
    first = next(named, None)
    return find_person(first, number, roster) if first and is_clause_subject(sentence.words, first) else None
