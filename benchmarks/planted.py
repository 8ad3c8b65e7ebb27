"""Corpora with planted copies, by seed, in invented words, so that what is a copy and what is none is known exactly.

20,000 documents: 15,500 written independently; 2,500 copies, each of another one of these, in seven classes of edits;
and 2,000 hard negatives, which are 500 events with four articles each that share the event's names, its law and a third
of their words, and are written independently all the same. Of all documents 30 % carry one of 50 boilerplate sentences.
Words follow Zipf's law, and half of the sentences hold a set phrase, so that unrelated documents share some shingles.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

DOCUMENTS = 20_000
COPIES = 2_500
EVENTS = 500
ARTICLES = 4
BOILERPLATES = 50
BOILERPLATE_SHARE = 0.3
VOCABULARY = 60_000
PHRASES = 3_000

Sentence = list[str]
Draw = Callable[[int], Sentence]


def make_corpus(seed: int, documents: int = DOCUMENTS) -> pd.DataFrame:
    """Make a corpus in random order: document, published, text, origin (the document copied, or itself), edit.

    edit is one of EDITS for a copy, event for a hard negative, and empty for the rest. A copy is published one to
    twenty days after its origin. Of fewer documents as many in a hundred are copies and hard negatives.
    """
    generator = np.random.default_rng(seed)
    draw, phrases = make_language(generator)
    copies, events = documents * COPIES // DOCUMENTS, documents * EVENTS // DOCUMENTS
    plain = documents - copies - events * ARTICLES
    bodies = [_write(generator, draw, phrases) for _ in range(plain)]
    edits, origins = [""] * plain, list(range(plain))
    for origin, edit in zip(
        generator.choice(plain, copies, replace=False).tolist(),
        generator.permutation(np.resize(list(EDITS), copies)).tolist(),
        strict=True,
    ):
        bodies.append(EDITS[edit](generator, draw, bodies[origin]))
        edits.append(edit)
        origins.append(origin)
    for _ in range(events):
        names = [draw(int(generator.integers(2, 5))) for _ in range(3)]
        law, topic = draw(int(generator.integers(7, 11))), draw(40)
        for _ in range(ARTICLES):
            bodies.append(_write_event(generator, draw, phrases, topic=topic, named=[*names, law]))
            edits.append("event")
            origins.append(len(origins))
    return _shuffle(generator, draw, bodies, pd.DataFrame({"origin": origins, "edit": edits}))


def _shuffle(
    generator: np.random.Generator, draw: Draw, bodies: list[list[Sentence]], kinds: pd.DataFrame
) -> pd.DataFrame:
    boilerplates = [draw(int(generator.integers(12, 25))) for _ in range(BOILERPLATES)]
    for body in bodies:
        if generator.random() < BOILERPLATE_SHARE:
            body.append(boilerplates[int(generator.integers(BOILERPLATES))])
    # The ids say nothing of what is a copy of what.
    names = np.array([f"d{number:05d}" for number in generator.permutation(len(bodies))])
    days = generator.integers(0, 2000, len(bodies))
    copies = (kinds["origin"] != np.arange(len(bodies))).to_numpy()
    days[copies] = days[kinds["origin"][copies]] + generator.integers(1, 21, int(copies.sum()))
    table = pd.DataFrame(
        {
            "document": names,
            "published": (np.datetime64("2018-01-01") + days).astype("datetime64[s]"),
            "text": [" ".join(" ".join(words).capitalize() + "." for words in body) for body in bodies],
            "origin": names[kinds["origin"]],
            "edit": kinds["edit"],
        }
    )
    return table.sample(frac=1, random_state=int(generator.integers(2**31)), ignore_index=True)


def make_language(generator: np.random.Generator) -> tuple[Draw, list[Sentence]]:
    """Make a language of invented words: a function that draws words by Zipf's law, and set phrases."""
    syllables = [first + second for first in "bdgjklmnprstw" for second in ("a", "e", "i", "o", "u", "an", "ang")]
    types: dict[str, None] = {}
    while len(types) < VOCABULARY:
        types["".join(generator.choice(syllables, int(generator.integers(2, 5))))] = None
    words = np.array(list(types), dtype=object)
    reach = np.cumsum(1 / np.arange(1, VOCABULARY + 1) ** 1.02)
    reach /= reach[-1]

    def draw(count: int) -> Sentence:
        found: Sentence = words[np.searchsorted(reach, generator.random(count))].tolist()
        return found

    return draw, [draw(int(generator.integers(3, 7))) for _ in range(PHRASES)]


def _write(generator: np.random.Generator, draw: Draw, phrases: list[Sentence]) -> list[Sentence]:
    """Write 8 to 24 sentences of 10 to 24 words, half of them with a set phrase, the commonest in one of 23."""
    lengths = generator.integers(10, 25, int(generator.integers(8, 25)))
    words, stops = draw(int(lengths.sum())), np.cumsum(lengths)
    body = [words[stop - length : stop] for length, stop in zip(lengths.tolist(), stops.tolist(), strict=True)]
    ranks = np.where(generator.random(len(body)) < 0.5, PHRASES ** generator.random(len(body)), 0).astype(np.int64)
    for sentence, rank in zip(body, ranks.tolist(), strict=True):
        if rank:
            place = int(generator.integers(len(sentence)))
            sentence[place:place] = phrases[rank - 1]
    return body


def _write_event(
    generator: np.random.Generator, draw: Draw, phrases: list[Sentence], *, topic: Sentence, named: list[Sentence]
) -> list[Sentence]:
    """Write an article of an event: a third of its words from the topic, each name in a quarter of its sentences."""
    body = _write(generator, draw, phrases)
    for sentence in body:
        for shared in np.flatnonzero(generator.random(len(sentence)) < 1 / 3).tolist():
            sentence[shared] = topic[int(generator.integers(len(topic)))]
        for name in named:
            if generator.random() < 0.25:
                place = int(generator.integers(len(sentence)))
                sentence[place:place] = name
    return body


def _reprint(generator: np.random.Generator, draw: Draw, body: list[Sentence]) -> list[Sentence]:
    """The same words under another dateline."""
    return [[*draw(2), *body[0]], *body[1:]]


def _frame(generator: np.random.Generator, draw: Draw, body: list[Sentence]) -> list[Sentence]:
    """The same words between an opening of two sentences and a closing of two."""
    return [draw(15), draw(18), *body, draw(16), draw(14)]


def _replace(share: float) -> Callable[[np.random.Generator, Draw, list[Sentence]], list[Sentence]]:
    def edit(generator: np.random.Generator, draw: Draw, body: list[Sentence]) -> list[Sentence]:
        changed = [list(sentence) for sentence in body]
        for sentence in changed:
            places = np.flatnonzero(generator.random(len(sentence)) < share).tolist()
            for place, word in zip(places, draw(len(places)), strict=True):
                sentence[place] = word
        return changed

    return edit


def _shorten(share: float) -> Callable[[np.random.Generator, Draw, list[Sentence]], list[Sentence]]:
    def edit(generator: np.random.Generator, draw: Draw, body: list[Sentence]) -> list[Sentence]:
        kept = generator.choice(len(body), max(2, round(len(body) * share)), replace=False)
        return [body[place] for place in sorted(kept)]

    return edit


EDITS: dict[str, Callable[[np.random.Generator, Draw, list[Sentence]], list[Sentence]]] = {
    "reprinted": _reprint,
    "framed": _frame,
    "5 % of words": _replace(0.05),
    "12 % of words": _replace(0.12),
    "30 % of words": _replace(0.30),
    "cut to 50 %": _shorten(0.5),
    "cut to 30 %": _shorten(0.3),
}
