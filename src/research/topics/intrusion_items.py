"""Draw the items of intrusion tests: texts of one topic, and one of another that a reader is to find."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from research.coding import hash_text
from research.tables import Fault, InputError, check_columns, check_number, list_columns, returns_table

STATEMENT_ITEMS, STATEMENTS = 10, 4
WORD_ITEMS, WORDS = 8, 5
TOPICS_ARM, SHUFFLED_ARM = "topics", "shuffled"
KINDS = {"statements": STATEMENTS, "words": WORDS}
# Words are drawn from so many of the heaviest of a topic, so that a word that was counted a few times is not among them
# for its lift alone.
_HEAVIEST = 100
_DIGITS = 6
_UNITS = ["document", "sentence"]

Entry = dict[Hashable, Any]


@dataclass(frozen=True)
class _Item:
    """An item before its texts are mixed and the items are numbered."""

    arm: str
    topic: int
    members: Sequence[Entry]
    intruder: Entry


@returns_table("intrusion_members")
def count_topic_members(dominant_topics: pd.DataFrame, *, exclude: Collection[str] = ()) -> pd.DataFrame:
    """Count the statements and documents of each topic, and say whether they are enough for statement intrusion.

    Parameters
    ----------
    dominant_topics : DataFrame
        The table dominant_topics; topic 0, the statements of no topic, is left out.
    exclude : collection of str
        Documents that are shown to nobody.

    Returns
    -------
    DataFrame
        The table intrusion_members, sorted by topic: topic, statements, documents and enough: whether ten items of four
        statements, all different and each item's from four documents, can be made from them.

    Raises
    ------
    InputError
        Where a column is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"document": [f"d{n:02}" for n in range(40)] + ["e"], "sentence": 1, "weight": 1.0})
    >>> count_topic_members(table.assign(topic=[1] * 40 + [2])).to_dict("records")[1]
    {'topic': 2, 'statements': 1, 'documents': 1, 'enough': False}
    """
    check_columns(dominant_topics, ["document", "sentence", "topic"], where="table of dominant topics")
    known = dominant_topics[(dominant_topics["topic"] > 0) & ~dominant_topics["document"].isin(list(exclude))]
    sizes = known.groupby(["topic", "document"]).size().rename("statements").reset_index()
    usable = sizes.assign(usable=sizes["statements"].clip(upper=STATEMENT_ITEMS)).groupby("topic")
    counted = usable.agg(statements=("statements", "sum"), documents=("document", "nunique"), usable=("usable", "sum"))
    return counted.assign(enough=counted.pop("usable") >= STATEMENT_ITEMS * STATEMENTS).reset_index()


@returns_table("intrusion_items")
def draw_statement_intrusion(
    dominant_topics: pd.DataFrame,
    statements: pd.DataFrame,
    *,
    shuffled: pd.DataFrame,
    exclude: Collection[str] = (),
    seed: int = 2026,
) -> pd.DataFrame:
    """Draw items of statement intrusion: four statements of a topic and one of another.

    Each topic with enough statements (count_topic_members) gets ten items, and a model of shuffled text ten in all. The
    four statements of an item are drawn from all members of the topic, not from the most typical ones, and are of four
    documents; the fifth is of a fifth document. No statement is a member twice. Intruders come from the other topics in
    turn. Items of both models are mixed.

    Parameters
    ----------
    dominant_topics : DataFrame
        The table dominant_topics of the model; topic 0, the statements of no topic, is not asked about.
    statements : DataFrame
        Columns document, sentence and text; only these are drawn. To keep repeated statements out, give one of each
        family (coding.find_statement_families).
    shuffled : DataFrame
        The table dominant_topics of a model fitted to the same statements with their words shuffled. Its items show the
        statements as they are: whoever finds the intruder there finds what is no topic.
    exclude : collection of str
        Documents that are shown to nobody.
    seed : int
        Seed of all that is drawn.

    Returns
    -------
    DataFrame
        The table intrusion_items, sorted by item and place.

    Raises
    ------
    InputError
        Where one of the models has fewer than two topics, or none with enough statements.

    Notes
    -----
    Ten items a topic: with a chance of 1 in 5, five hits of ten have a one-sided p of .033, before
    Holm's adjustment; a reader who finds 7 of 10 intruders reaches five hits of ten in 95 % of draws.
    """
    check_number(seed, where="draw_statement_intrusion", field="seed", bounds=(0, 2**32 - 1))
    check_columns(statements, [*_UNITS, "text"], where="statements", key=_UNITS)
    generator = np.random.default_rng(seed)
    items: list[_Item] = []
    uses: Counter[Hashable] = Counter()
    arms = {TOPICS_ARM: dominant_topics, SHUFFLED_ARM: shuffled}
    drawn = {}
    for arm, table in arms.items():
        known = table[(table["topic"] > 0) & ~table["document"].isin(list(exclude))]
        known = known[["topic", *_UNITS]].merge(statements[[*_UNITS, "text"]], on=_UNITS)
        known = known.sort_values(["topic", *_UNITS], ignore_index=True)
        drawn[arm] = known, list(_draw_members(known, arm, generator))
        uses.update(_name_unit(entry) for _, members in drawn[arm][1] for entry in members)
    for arm, (known, groups) in drawn.items():
        items += _add_intruders(groups, known, arm, uses=uses, generator=generator)
    return _number_items(items, "statements", generator)


def _draw_members(known: pd.DataFrame, arm: str, generator: np.random.Generator) -> Iterator[tuple[int, list[Entry]]]:
    """Draw the four members of each item: of the shuffled arm ten items in all, from the topics in turn."""
    counted = count_topic_members(known)
    able = counted.loc[counted["enough"], "topic"].tolist()
    if len(counted) < 2 or not able:
        found = f"{len(able)} of {len(counted)} topics with {STATEMENT_ITEMS * STATEMENTS} statements to draw"
        expected = f"two topics or more, one of them with {STATEMENT_ITEMS * STATEMENTS}, ten a document at most"
        raise InputError([Fault(f"model of {arm}", "topic", found, expected, "fit fewer topics, or more documents")])
    asked = {topic: STATEMENT_ITEMS for topic in able}
    if arm == SHUFFLED_ARM:
        turns = generator.permutation(able)
        asked = Counter(int(turns[turn % len(turns)]) for turn in range(STATEMENT_ITEMS))
    for topic, number in sorted(asked.items()):
        rows = known[known["topic"] == topic]
        rows = rows.iloc[generator.permutation(len(rows))]
        # No document has more statements here than there are items. Dealt out in turn, document after document, no two
        # statements of one document come into one item.
        chosen = rows[rows.groupby("document").cumcount() < number].head(number * STATEMENTS)
        order = np.argsort(pd.factorize(chosen["document"])[0], kind="stable")
        dealt = chosen.iloc[order].to_dict("records")
        for place in range(number):
            yield topic, dealt[place::number]


def _add_intruders(
    groups: Iterable[tuple[int, list[Entry]]],
    known: pd.DataFrame,
    arm: str,
    *,
    uses: Counter[Hashable],
    generator: np.random.Generator,
) -> Iterator[_Item]:
    """Add a statement of another topic, of a fifth document, and of those least used in the sheet."""
    others: dict[int, list[int]] = {}
    for topic, members in groups:
        outside = known[(known["topic"] != topic) & ~known["document"].isin([entry["document"] for entry in members])]
        if outside.empty:
            found, remedy = "no statement of another topic in a fifth document", "fit fewer topics, or more documents"
            raise InputError([Fault(f"model of {arm}", f"topic {topic}", found, "one or more", remedy)])
        turns = others.setdefault(topic, [])
        left = set(outside["topic"])
        if not left & set(turns):
            turns[:] = generator.permutation(sorted(left)).tolist()
        chosen = turns.pop(next(place for place, other in enumerate(turns) if other in left))
        candidates = outside[outside["topic"] == chosen].to_dict("records")
        fewest = min(uses[_name_unit(entry)] for entry in candidates)
        fresh = [entry for entry in candidates if uses[_name_unit(entry)] == fewest]
        intruder = fresh[int(generator.integers(len(fresh)))]
        uses[_name_unit(intruder)] += 1
        yield _Item(arm, topic, members, intruder)


def _name_unit(entry: Entry) -> Hashable:
    return entry["document"], entry["sentence"]


@returns_table("intrusion_items")
def draw_word_intrusion(topic_terms: pd.DataFrame, *, seed: int = 2026) -> pd.DataFrame:
    """Draw items of word intrusion: five words of a topic and one of another.

    The forty words of a topic with the highest lift, among its hundred heaviest, are dealt out to eight items, each
    with words of all ranks, so that no word is in two items of the topic. The intruder is one of the forty words of
    another topic, where it is frequent, and is rarer in this topic than in the corpus. A topic with fewer than forty
    words of a lift above 1 gets no items.

    Parameters
    ----------
    topic_terms : DataFrame
        The table topic_terms with the column lift: share of the term in the topic over its share in the corpus.
    seed : int
        Seed of all that is drawn.

    Returns
    -------
    DataFrame
        The table intrusion_items, sorted by item and place; document is empty.

    Raises
    ------
    InputError
        Where fewer than two topics have forty words, or a topic has no intruder.
    """
    # topica.word_intrusion makes one item a topic, of the words with the highest probability: too few to test a topic,
    # and not the words that a topic is shown by.
    check_number(seed, where="draw_word_intrusion", field="seed", bounds=(0, 2**32 - 1))
    check_columns(topic_terms, ["topic", "rank", "term", "weight", "lift"], where="topic_terms", key=["topic", "rank"])
    generator, size = np.random.default_rng(seed), WORD_ITEMS * WORDS
    ranked = topic_terms[topic_terms["topic"] > 0].assign(order=-topic_terms["lift"].round(_DIGITS))
    above = ranked[(ranked["rank"] <= _HEAVIEST) & (ranked["lift"] > 1)].sort_values(["topic", "order", "rank"])
    tops = {topic: above.loc[above["topic"] == topic, "term"].head(size).tolist() for topic in above["topic"].unique()}
    tops = {int(topic): words for topic, words in tops.items() if len(words) == size}
    if len(tops) < 2:
        expected = f"two topics or more with {size} words of a lift above 1"
        raise InputError([Fault("topic_terms", "topic", f"{len(tops)} such topics", expected)])
    # The intruder is ranked by lift as the five are: one ranked by weight would be found as the commonest word.
    typical = ranked[ranked["lift"] >= 1].groupby("topic")["term"].agg(set).to_dict()
    uses: Counter[str] = Counter()
    items = []
    for topic, words in tops.items():
        outside = {word: other for other, listed in tops.items() for word in listed if word not in typical[topic]}
        if len(outside) < WORD_ITEMS:
            found, expected = f"{len(outside)} words of other topics that are rare in it", f"{WORD_ITEMS} or more"
            raise InputError([Fault("topic_terms", f"topic {topic}", found, expected, "fit fewer topics")])
        drawn = [list(outside)[place] for place in generator.permutation(len(outside))]
        for place, word in enumerate(sorted(drawn, key=lambda word: uses[word])[:WORD_ITEMS]):
            uses[word] += 1
            members: list[Entry] = [{"topic": topic, "text": member} for member in words[place::WORD_ITEMS]]
            items.append(_Item(TOPICS_ARM, topic, members, {"topic": outside[word], "text": word}))
    return _number_items(items, "words", generator)


def _number_items(items: Sequence[_Item], kind: str, generator: np.random.Generator) -> pd.DataFrame:
    """Mix the items and the texts of each, and number both, so that no number says anything of the key."""
    rows = []
    for number, place in enumerate(generator.permutation(len(items)), start=1):
        item = items[place]
        entries = [(entry, False) for entry in item.members] + [(item.intruder, True)]
        for position, chosen in enumerate(generator.permutation(len(entries)), start=1):
            entry, intruder = entries[chosen]
            unit = {"document": entry.get("document", ""), "sentence": entry.get("sentence", pd.NA)}
            row = {"item": number, "place": position, "kind": kind, "arm": item.arm, "topic": item.topic}
            row |= {"intruder": intruder, "text_topic": entry["topic"], **unit}
            rows.append(row | {"sha256": hash_text(squeeze(str(entry["text"]))), "text": entry["text"]})
    table = pd.DataFrame(rows, columns=list_columns("intrusion_items"))
    return table.astype({"sentence": "Int64"})


def squeeze(text: str) -> str:
    """Put one blank in place of each run of blanks and line breaks, which programs change as they save a sheet.

    Parameters
    ----------
    text : str
        The text of a cell.

    Returns
    -------
    str
        The text, without blanks at its ends.
    """
    return " ".join(text.split())
