"""Where a sentence has its words from without a verb of saying: menurut X, bagi X, edaran X, datang dari X."""

from collections.abc import Mapping
from functools import cache

from research.attribution.reporting_verbs import is_passive, match_verb
from research.text import Mention, Words, read_word_group

_ACCORDING_RULES = {"person": "according_name", "pronoun": "according_pronoun"}
_MAXIMUM_NOUNS = 4
_MAXIMUM_LEAD = 3  # words before a noun of saying at the start of a sentence
_ORIGINS = ("datang", "berasal", "muncul", "keluar")
_CONTAINED = ("tertuang", "termuat", "tercantum", "tertulis", "tertera", "termaktub", "dituangkan", "dimuat")
_CLOSERS = ("demikian", "demikianlah", "begitu", "begitulah")
_AFTER_LETTER = ("itu", "tersebut", "ini", "nomor", "no", "bernomor", "yang", "dengan")
_BEFORE_UNSAID = ("yang", "untuk", "agar", "perlu", "akan", "bisa", "dapat")

Source = tuple[str, Mention | None]


def find_source(words: Words, position: int, mention_at: Mapping[int, Mention]) -> Source | None:
    """Find the source that a sentence names at a word.

    Parameters
    ----------
    words
        The words of the sentence.
    position
        Index of the word.
    mention_at
        Its mentions outside quotations, by their first word.

    Returns
    -------
    tuple of str and Mention, or None
        The rule (according_name, according_pronoun, according_title, according_body, passive), and the mention of the
        source; None for the person spoken of last.

    Examples
    --------
    >>> from research.text import find_mentions, split_words
    >>> text = "Menurut data Bawaslu Lebong, ada dua laporan."
    >>> words = split_words(text, 0, len(text))
    >>> rule, mention = find_source(words, 1, {one.start: one for one in find_mentions(words, text)})
    >>> rule, mention.name
    ('according_body', 'Bawaslu Lebong')
    """
    word = words.lowers[position]
    if position != 1 and word not in read_source_words():
        return None
    following = mention_at.get(position + 1)
    behind_preposition = words.lower_at(position - 1) in read_word_group("before_view")
    if word in ("menurutnya", "baginya") or (behind_preposition and word in read_word_group("account")):
        return "according_pronoun", None
    if word == "menurut" or (following and behind_preposition and word in read_word_group("view")):
        return _parse_according(words, position, following)
    if word == "bagi" and position == 0 and following and following.kind in ("person", "title"):
        return _parse_opinion(words, following, mention_at)
    if word in _ORIGINS:
        return _parse_origin(words, position, mention_at)
    if word in _CONTAINED and words.lower_at(position + 1) in ("dalam", "pada", "di", "lewat", "melalui"):
        return _parse_container(words, position + 2, mention_at)
    if position == 1 and following and words.lowers[0] in _CLOSERS and words.texts[-1] != ":":
        nouns = read_word_group("utterance") | read_word_group("statement_noun")
        return ("passive", following) if word in nouns else None
    if position == 1 and words.lowers[0] == "yang" and word.endswith("nya") and match_verb(words, position):
        # Yang menyampaikannya ialah X.
        named = (mention for mention in mention_at.values() if mention.start > 1 and mention.kind != "pronoun")
        return next((("passive", mention) for mention in named), None)
    return None


@cache
def read_source_words() -> frozenset[str]:
    """Read the words at which find_source may find a source."""
    origins = ("menurut", "menurutnya", "bagi", "baginya", *_ORIGINS, *_CONTAINED)
    return read_word_group("account") | read_word_group("view") | frozenset(origins)


def _parse_according(words: Words, position: int, following: Mention | None) -> Source | None:
    if words.lower_at(position + 1) in read_word_group("account"):
        return "according_pronoun", None
    if following:
        return _ACCORDING_RULES.get(following.kind, f"according_{following.kind}"), following
    if words.lower_at(position + 1) == "lembaga" and words.lower_at(position + 2) in ("itu", "tersebut"):
        return "according_body", Mention("body", position + 1, position + 3)
    return None


def _parse_opinion(words: Words, mention: Mention, mention_at: Mapping[int, Mention]) -> Source | None:
    """Parse whose opinion a sentence is: Bagi X, netralitas harga mati; but not the first one of a list."""
    if words.text_at(mention.stop) != "," or mention.stop + 1 in mention_at:
        return None
    return _ACCORDING_RULES.get(mention.kind, f"according_{mention.kind}"), mention


def _parse_origin(words: Words, position: int, mention_at: Mapping[int, Mention]) -> Source | None:
    """Parse from whom a noun of saying comes: Imbauan serupa datang pula dari X."""
    if read_word_group("utterance").isdisjoint(words.lowers[:_MAXIMUM_LEAD]):
        return None
    for place in range(position + 1, position + _MAXIMUM_LEAD):
        if words.lower_at(place) == "dari" and place + 1 in mention_at:
            return "passive", mention_at[place + 1]
    return None


def _parse_container(words: Words, position: int, mention_at: Mapping[int, Mention]) -> Source | None:
    """Parse whose letter or speech holds what is said: termuat dalam sambutan tertulis X."""
    nouns = read_word_group("letter") | read_word_group("utterance") | {"sambutan", "pidato"}
    for stop in range(position + 1, position + 1 + _MAXIMUM_NOUNS):
        if stop in mention_at:
            between = words.lowers[position:stop]  # of a decree (surat keputusan) there is no speaker
            is_noun = "keputusan" not in between and not nouns.isdisjoint(between)
            return ("passive", mention_at[stop]) if is_noun else None
    return None


def find_letter(words: Words, mention_at: Mapping[int, Mention]) -> tuple[Mention | None, int] | None:
    """Find the letter that is the subject of a sentence: Edaran Bupati X itu mewajibkan ..., Surat itu melarang ...

    Parameters
    ----------
    words
        The words of the sentence.
    mention_at
        Its mentions outside quotations, by their first word.

    Returns
    -------
    tuple of Mention and int, or None
        Whose letter it is (None for the person spoken of last), and the index of the word behind the subject.

    Examples
    --------
    >>> from research.text import split_words
    >>> find_letter(split_words("Surat edaran itu melarang kampanye", 0, 34), {})
    (None, 2)
    """
    stop = 0
    while words.lower_at(stop) in read_word_group("letter"):
        stop += 1
    if stop == 0 or words.lowers[0] == "peringatan":
        return None
    mention = mention_at.get(stop)
    if mention is not None:
        return (mention, mention.stop) if mention.kind != "pronoun" else None
    return (None, stop) if words.lower_at(stop) in _AFTER_LETTER else None


def find_agent(words: Words, position: int, stop: int, mention_at: Mapping[int, Mention]) -> Source | None:
    """Find who says what a passive verb reports: dikatakan X, ditegaskan kembali oleh X; or nobody: dikatakan, ...

    Parameters
    ----------
    words
        The words of the sentence.
    position, stop
        Words of the passive verb, half-open.
    mention_at
        Its mentions outside quotations, by their first word.

    Returns
    -------
    tuple of str and Mention, or None
        passive and the agent; agentless_passive and None where a clause follows; None where the verb reports nothing.

    Examples
    --------
    >>> from research.text import split_words
    >>> find_agent(split_words("Dikatakan pula, sanksi menanti", 0, 30), 0, 1, {})
    ('agentless_passive', None)
    """
    behind = _skip_adverbs(words, stop)
    for agent in {stop, behind}:
        agent += words.lower_at(agent) == "oleh"
        if agent in mention_at:
            return "passive", mention_at[agent]
    if words.lower_at(behind).endswith("nya") and words.text_at(behind + 1) == "," and behind + 2 in mention_at:
        return "passive", mention_at[behind + 2]  # dikatakan ketuanya, X
    for place in range(behind, min(behind + 2 * _MAXIMUM_NOUNS, len(words.texts))):
        if words.texts[place] in ",.:;" or is_passive(words.lowers[place]):
            break
        if words.lowers[place] == "oleh" and place + 1 in mention_at:
            return "passive", mention_at[place + 1]
    return _parse_agentless(words, position, behind, mention_at)


def _skip_adverbs(words: Words, position: int) -> int:
    while words.lower_at(position) in read_word_group("after_verb"):
        position += 1
    return position


def _parse_agentless(words: Words, position: int, behind: int, mention_at: Mapping[int, Mention]) -> Source | None:
    """Parse a passive verb without agent before a clause: Dikatakan, ...; Dalam surat Bupati X disebutkan bahwa ..."""
    previous, following = words.lower_at(position - 1), words.lower_at(behind)
    if previous in read_word_group("negation") or previous in _BEFORE_UNSAID:
        return None
    if not read_word_group("law").isdisjoint(words.lowers[:position]):
        return None
    opens = position == 0 or words.lowers[0] in read_word_group("before_agentless")
    if following != "bahwa" and not (opens and following in (",", ":", "agar", "supaya")):
        return None
    owners = [
        mention
        for start, mention in mention_at.items()
        if mention.stop <= position and words.lower_at(start - 1) in read_word_group("letter")
    ]
    return ("passive", owners[-1]) if owners else ("agentless_passive", None)
