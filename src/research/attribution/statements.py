"""Documents -> statements: who says it, in which office, in which mode, by which rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from research.attribution.lexicon import Words, read_lexicon, split_words
from research.attribution.mentions import find_mentions
from research.attribution.names import Mention
from research.attribution.reporting import Cue, find_cues, opens_clause
from research.attribution.sentences import find_quotations, find_sentences
from research.attribution.speakers import Focus, Roster, Speaker, find_subject, list_named, resolve, shift_focus
from research.tables import Fault, InputError, check_table

_SHORTEST_STATEMENT = 4
_CLOSED_INSIDE = ",.?!…"
_FARTHEST_SHARED = 50
_COLUMNS = (
    "document",
    "sentence",
    "start",
    "stop",
    "text",
    "reported",
    "speaker",
    "office",
    "mode",
    "rule",
    "confidence",
)
_TYPES = {"sentence": "int64", "start": "int64", "stop": "int64", "reported": "bool", "confidence": "float64"}


@dataclass(frozen=True)
class _Sentence:
    """A sentence with what was found in it; quotations are the numbers of the document's quotations that it meets."""

    start: int
    stop: int
    words: Words
    mentions: tuple[Mention, ...]
    cues: tuple[Cue, ...]
    quotations: tuple[int, ...]
    inside: bool


def find_statements(documents: pd.DataFrame) -> pd.DataFrame:
    """Return the statements table of the documents: each sentence with its speaker, office, mode, rule and confidence.

    Only the columns document and text are read. The speaker is the fullest name the document gives. Without quotation
    marks the mode is indirect or narration; direct stands only where a cue reports what stands within marks. Where a
    cue names nobody who can be told, speaker and office stay empty. Confidence is the share of the rule's sentences
    whose speaker is right in the development documents of the corpus, by the rule of succession:
    (right + 1) / (fired + 2), with the counts of data/attribution_rules.csv; 0.5 for a rule that never fired there.

    Raises InputError where a column is missing or a text is no string.

    >>> text = "Bupati Lebong Herwan Antoni meminta ASN netral. Menurutnya, sanksi menanti. Rapat usai."
    >>> found = find_statements(pd.DataFrame({"document": ["a"], "text": [text]}))
    >>> found[["reported", "speaker", "office", "mode", "rule"]].to_numpy().tolist()[1:]
    [[True, 'Herwan Antoni', 'head', 'indirect', 'according_pronoun'], [False, '', '', 'narration', 'narration']]
    >>> find_statements(pd.DataFrame({"document": ["a"]}))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    table documents: text: found no such column, expected a column of type str
    """
    _check_documents(documents)
    rows = []
    for document, text in sorted(zip(documents["document"], documents["text"], strict=True)):
        rows += [(document, number, *row) for number, row in enumerate(_attribute(text), start=1)]
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    types = {column: _TYPES.get(column, "str") for column in _COLUMNS}
    return check_table(table.astype(types), "statements")


def _check_documents(documents: pd.DataFrame) -> None:
    faults = [
        Fault("table documents", column, "no such column", "a column of type str")
        for column in ("document", "text")
        if column not in documents.columns
    ]
    if not faults:
        faults = [
            Fault(f"document {document}", "text", type(text).__name__, "a string", "read the documents again")
            for document, text in zip(documents["document"], documents["text"], strict=True)
            if not isinstance(text, str)
        ]
    if faults:
        raise InputError(faults)


@cache
def _read_confidence() -> dict[str, float]:
    rows = read_lexicon("attribution_rules.csv")
    return {row["rule"]: (int(row["right"]) + 1) / (int(row["fired"]) + 2) for row in rows}


def _attribute(text: str) -> Iterator[tuple[int, int, str, bool, str, str, str, str, float]]:
    """Yield start, stop, text, reported, speaker, office, mode, rule and confidence of each sentence of a document."""
    sentences = _read_sentences(text)
    roster = list_named([(found.words, found.mentions, _list_speaking(found)) for found in sentences])
    focus = Focus()
    for number, sentence in enumerate(sentences):
        rule, speaker = _decide(sentences, number, roster, focus)
        reported = rule != "narration"
        focus = shift_focus(focus, speaker if reported else _find_topic(sentence, number, roster))
        mode = "narration" if not reported else "direct" if sentence.quotations else "indirect"
        name, office = (speaker.name, speaker.category) if speaker else ("", "")
        span = sentence.start, sentence.stop, text[sentence.start : sentence.stop]
        yield (*span, reported, name, office, mode, rule, _read_confidence().get(rule, 0.5))


def _list_speaking(sentence: _Sentence) -> frozenset[int]:
    return frozenset(cue.who.first for cue in sentence.cues if cue.who)


def _read_sentences(text: str) -> list[_Sentence]:
    quotations = [span for span in find_quotations(text) if _is_statement(text, *span)]
    sentences = []
    first = 0
    for start, stop in find_sentences(text):
        while first < len(quotations) and quotations[first][1] <= start:
            first += 1
        last = first
        while last < len(quotations) and quotations[last][0] < stop:
            last += 1
        words = split_words(text, start, stop)
        quoted = _mark_quoted(words, quotations[first:last])
        mentions = tuple(find_mentions(words, text))
        cues = tuple(find_cues(words, mentions, quoted))
        inside = all(mark or not word[0].isalnum() for mark, word in zip(quoted, words.texts, strict=True))
        sentences.append(_Sentence(start, stop, words, mentions, cues, tuple(range(first, last)), inside))
    return sentences


def _is_statement(text: str, start: int, stop: int) -> bool:
    """Whether a quotation is long enough, or closed like a sentence, to be what somebody says and not a quoted word."""
    inner = text[start + 1 : stop - 1].rstrip()
    long = len(inner.split(None, _SHORTEST_STATEMENT)) >= _SHORTEST_STATEMENT
    return long or (inner != "" and inner[-1] in _CLOSED_INSIDE)


def _mark_quoted(words: Words, quotations: Sequence[tuple[int, int]]) -> list[bool]:
    quoted = [False] * len(words.texts)
    place = 0
    for start, stop in quotations:
        while place < len(quoted) and words.starts[place] < stop:
            quoted[place] = words.starts[place] >= start
            place += 1
    return quoted


def _decide(sentences: Sequence[_Sentence], number: int, roster: Roster, focus: Focus) -> tuple[str, Speaker | None]:
    """Name the rule and the speaker of a sentence; the speaker is None for narration and where nobody can be told."""
    sentence = sentences[number]
    if found := _follow_cues(sentence, number, roster, focus):
        return found
    if any(cue.who is None or cue.who.kind == "pronoun" for cue in sentence.cues):
        return "unresolved", None
    if not (sentence.quotations and sentence.inside):
        return "narration", None
    for other in _list_sharing(sentences, number):
        if found := _follow_cues(sentences[other], other, roster, focus):
            return "quotation", found[1]
    speaker = resolve(None, "", number, roster, focus)
    return ("quotation_continued", speaker) if speaker else ("unresolved", None)


def _follow_cues(sentence: _Sentence, number: int, roster: Roster, focus: Focus) -> tuple[str, Speaker] | None:
    """The rule and the speaker of the first cue whose speaker can be told."""
    for cue in sentence.cues:
        after = sentence.words.lowers[cue.who.last : cue.who.last + 1] if cue.who else ()
        if speaker := resolve(cue.who, after[0] if after else "", number, roster, focus):
            return cue.rule, speaker
    return None


def _list_sharing(sentences: Sequence[_Sentence], number: int) -> list[int]:
    """The sentences that share a quotation with this one: the later ones first, since a cue mostly follows."""
    wanted = sentences[number].quotations[0]
    after = range(number + 1, min(number + _FARTHEST_SHARED, len(sentences)))
    before = range(number - 1, max(number - _FARTHEST_SHARED, -1), -1)
    return [other for other in (*after, *before) if wanted in sentences[other].quotations]


def _find_topic(sentence: _Sentence, number: int, roster: Roster) -> Speaker | None:
    """The official whom a sentence of narration is about: the first one named, where that opens a clause."""
    named = (mention for mention in sentence.mentions if mention.kind in ("person", "title"))
    first = next(named, None)
    return find_subject(first, number, roster) if first and opens_clause(sentence.words, first) else None
