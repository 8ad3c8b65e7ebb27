"""Does learning from gold add to the cues? Ways to learn frames, cross-fitted by document, beside the cue coder.

    python benchmarks/learned_frames.py [--seed 2026] [--draws 3]

All development documents of the corpus are split into five folds; copies stay together. Each document is coded by what
was learnt from the other folds, with thresholds from those folds. Cues were written with these documents in view, so
that the cue coder is scored twice: as it is, and with each cue counted only where another document of the folds that
were learnt from has a hit of it with the same first and last stem ("supported"), as it counts in all ways. The
intervals of the differences resample families of documents. "chosen" takes in each fold the way that is best inside the
others. A second table draws fewer documents to learn from. Frozen documents are not read.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from research import frames, study, text

CORPUS = "corpus"
KEY = ["document", "sentence"]
FOLDS, RESAMPLES = 5, 2000
SIZES = (25, 50, 100, 200)
# The text score of narration and of no sentence at all: a margin on the side of "not there".
ABSENT = -2.0
DEMONSTRATIVES = ("itu", "ini", "tersebut")
WAYS = ("text", "joined", "cues and text", "context", "every cue", "boosted")

# A cue that fired: its code, its name, and the stems of the first and the last word of the hit.
Firing = tuple[str, str, str, str]
# Which codes fired in each row, and for each code which of its cues.
Marks = tuple[np.ndarray, dict[str, np.ndarray]]


@dataclass(frozen=True)
class Known:
    """Statements in order: gold by code, cues that fired, text as a matrix, and neighbours."""

    codes: list[str]
    tops: list[list[str]]
    gold: dict[str, np.ndarray]
    firings: list[list[Firing]]
    documents: np.ndarray
    families: np.ndarray
    samples: np.ndarray
    reported: np.ndarray
    matrix: sparse.csr_matrix
    before: np.ndarray
    refers: np.ndarray
    continues: np.ndarray


def find_ends(hit: str, stems: Mapping[str, str]) -> tuple[str, str]:
    """The stems of the first and the last word of a hit; what stands in a gap of its pattern does not count."""
    words = [token for *_, token in text.find_tokens(hit)]
    return stems[words[0]], stems[words[-1]]


def read_known() -> Known:
    """Read the development documents."""
    whole = study.open_study(CORPUS)
    statements = whole.statements[~whole.statements["document"].isin(whole.frozen)].sort_values(KEY, ignore_index=True)
    keys = pd.MultiIndex.from_frame(statements[KEY])
    gold = whole.gold.pivot(index=KEY, columns="frame", values="present").loc[keys]
    hits = frames.list_hits(statements, whole.codebook)
    fired = {key: part for key, part in hits.groupby(KEY)}
    tokens = [[token for *_, token in text.find_tokens(words)] for words in statements["text"]]
    stems = text.stem_types({token for words in tokens for token in words})
    lines = [" ".join(stems[token] for token in words) for words in tokens]
    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\S+", min_df=2, sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True)
    matrix = sparse.hstack([words.fit_transform(lines), characters.fit_transform(statements["text"].str.lower())])
    documents, speakers = statements["document"].to_numpy(dtype="U"), statements["speaker"].to_numpy(dtype="U")
    same = np.r_[False, documents[1:] == documents[:-1]]
    parents = {frame.parent for frame in whole.codebook.frames}
    book = whole.codebook.frames
    named = whole.documents.set_index("document")["sample"]
    return Known(
        codes=[frame.code for frame in book if frame.code not in parents],
        tops=[
            [other.code for other in book if other.parent == frame.code] or [frame.code]
            for frame in book
            if not frame.parent
        ],
        gold={code: gold[code].to_numpy(dtype=bool) for code in gold.columns},
        firings=[
            [
                (str(row.frame), str(row.cue), *find_ends(str(row.text), stems))
                for row in (fired[key].itertuples() if key in fired else ())
            ]
            for key in keys
        ],
        documents=documents,
        families=statements["document"].map(whole.families.set_index("document")["family"]).to_numpy(dtype="U"),
        samples=statements["document"].map(named).to_numpy(dtype="U"),
        reported=statements["reported"].to_numpy(dtype=bool),
        matrix=sparse.csr_matrix(matrix),
        before=np.where(same, np.arange(len(documents)) - 1, -1),
        refers=np.array([any(word in DEMONSTRATIVES for word in words) for words in tokens]),
        continues=same & np.r_[False, (speakers[1:] != "") & (speakers[1:] == speakers[:-1])],
    )


def support(known: Known, rows: np.ndarray) -> list[list[Firing]]:
    """Keep the cues that fire with the same words in another document among the rows."""
    places: dict[Firing, set[str]] = {}
    for row in rows:
        for firing in known.firings[row]:
            places.setdefault(firing, set()).add(known.documents[row])
    return [
        [firing for firing in firings if places.get(firing, set()) - {document}]
        for firings, document in zip(known.firings, known.documents, strict=True)
    ]


def mark(known: Known, firings: Sequence[list[Firing]]) -> Marks:
    """Which codes fired in each row, and for each code which of its cues did."""
    fired = np.array([[any(one[0] == code for one in part) for code in known.codes] for part in firings], dtype=float)
    names = {code: sorted({one[1] for part in known.firings for one in part if one[0] == code}) for code in known.codes}
    return fired, {
        code: np.array([[any(one[:2] == (code, cue) for one in part) for cue in cues] for part in firings], dtype=float)
        for code, cues in names.items()
    }


def split(known: Known, rows: np.ndarray, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Five folds of whole families."""
    folds = GroupKFold(FOLDS, shuffle=True, random_state=seed)
    return [(rows[a], rows[b]) for a, b in folds.split(rows, groups=known.families[rows])]


def score_texts(known: Known, train: np.ndarray, seed: int) -> np.ndarray:
    """Margins of a linear support vector machine on words: of rows to learn from by the other folds of them."""
    scores = np.full((len(known.documents), len(known.codes)), ABSENT)
    rest = np.setdiff1d(np.arange(len(known.documents)), train)
    for one, other in [(train, rest), *split(known, train, seed)]:
        used = one[known.reported[one]]
        for place, code in enumerate(known.codes):
            if known.gold[code][used].any():
                model = LinearSVC(C=0.3, random_state=0).fit(known.matrix[used], known.gold[code][used])
                scores[other, place] = model.decision_function(known.matrix[other])
    scores[~known.reported] = ABSENT
    return scores


def gather(known: Known, scores: np.ndarray, marks: Marks, place: int, way: str) -> np.ndarray:
    """The features of one code in one way."""
    fired, cues = marks
    columns = [scores[:, [place]]] if way == "text" else [fired[:, [place]], scores[:, [place]]]
    if way in ("context", "every cue", "boosted"):
        own = np.c_[fired[:, place], scores[:, place]]
        before = np.where(known.before[:, None] < 0, [0.0, ABSENT], own[known.before])
        columns += [before, before * known.refers[:, None], before * known.continues[:, None]]
        columns += [np.delete(fired, place, 1), np.delete(scores, place, 1)]
    if way in ("every cue", "boosted"):
        columns += [cues[known.codes[place]]]
    return np.hstack(columns)


def learn_linear(features: np.ndarray, truth: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Probabilities of a logistic regression on standardised features."""
    scaled = (features - features[rows].mean(axis=0)) / (features[rows].std(axis=0) + 0.03)
    model = LogisticRegression(C=0.3, max_iter=1000).fit(scaled[rows], truth[rows])
    return np.asarray(model.predict_proba(scaled)[:, 1])


def learn_trees(features: np.ndarray, truth: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Probabilities of gradient boosting."""
    model = HistGradientBoostingClassifier(max_iter=80, learning_rate=0.06, max_leaf_nodes=8, random_state=0)
    return np.asarray(model.fit(features[rows], truth[rows]).predict_proba(features)[:, 1])


def learn_joined(known: Known, marks: Marks, place: int, rows: np.ndarray) -> np.ndarray:
    """Probabilities of one logistic regression over words, cues and the cues of the sentence before."""
    fired, cues = marks
    before = np.where(known.before[:, None] < 0, 0.0, fired[known.before])
    marked = sparse.csr_matrix(np.hstack([fired, before, cues[known.codes[place]]]))
    matrix = sparse.csr_matrix(sparse.hstack([known.matrix, marked]))
    truth = known.gold[known.codes[place]]
    model = LogisticRegression(C=10, solver="liblinear", dual=True, random_state=0, max_iter=5000)
    return np.asarray(model.fit(matrix[rows], truth[rows]).predict_proba(matrix)[:, 1])


def code_documents(known: Known, train: np.ndarray, seed: int, ways: Sequence[str] = WAYS) -> dict[str, np.ndarray]:
    """Which top frames each way finds in each row, after learning from some rows; and what supported cues find.

    chosen is the way with the highest F1 inside the rows that were learnt from.
    """
    marks = mark(known, support(known, train))
    fired = marks[0]
    scores = score_texts(known, train, seed)
    used = train[known.reported[train]]
    found = {way: np.zeros(fired.shape, dtype=bool) for way in ways}
    inner = {way: np.zeros(fired.shape, dtype=bool) for way in ways}
    for way in ways:
        for place, code in enumerate(known.codes):
            truth = known.gold[code]
            if truth[used].sum() < FOLDS:
                continue
            features = gather(known, scores, marks, place, way)
            learn = choose_learner(known, marks, features, place, way)
            seen = np.zeros(len(truth))
            for one, other in split(known, used, seed):
                if truth[one].any():
                    seen[other] = learn(one)[other]
            threshold = find_threshold(truth[used], seen[used])
            found[way][:, place] = (learn(used) >= threshold) & known.reported
            inner[way][used, place] = seen[used] >= threshold
    found["supported cues"] = inner["supported cues"] = fired > 0
    weights = np.ones((1, len(set(known.families[train]))))
    rates = {way: measure(known, join(known, present), train, weights)[0] for way, present in inner.items()}
    found["chosen"] = found[max(rates, key=lambda way: rates[way])]
    return {way: join(known, present) for way, present in found.items()}


def choose_learner(
    known: Known, marks: Marks, features: np.ndarray, place: int, way: str
) -> Callable[[np.ndarray], np.ndarray]:
    """A function from the rows to learn from to the probabilities of all rows."""
    truth = known.gold[known.codes[place]]
    if way == "joined":
        return partial(learn_joined, known, marks, place)
    return partial(learn_trees if way == "boosted" else learn_linear, features, truth)


def find_threshold(truth: np.ndarray, probabilities: np.ndarray) -> float:
    """Half the best F1, from which a calibrated probability counts (Lipton, Elkan and Naryanaswamy 2014)."""
    order = np.argsort(-probabilities, kind="stable")
    hits = np.cumsum(truth[order])
    return float((2 * hits / (np.arange(1, len(truth) + 1) + truth.sum())).max() / 2)


def join(known: Known, present: np.ndarray) -> np.ndarray:
    """From codes without subcodes to top frames."""
    return np.column_stack([present[:, [known.codes.index(code) for code in top]].any(axis=1) for top in known.tops])


def measure(known: Known, present: np.ndarray, rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Macro F1 over the top frames, for each row of weights of families."""
    truth = join(known, np.column_stack([known.gold[code] for code in known.codes]))
    _, family = np.unique(known.families[rows], return_inverse=True)
    rates = []
    for place in range(truth.shape[1]):
        gold, mine = truth[rows, place], present[rows, place]
        both, total = (
            weights @ np.bincount(family, weights=part, minlength=weights.shape[1])
            for part in (gold & mine, gold.astype(float) + mine)
        )
        rates.append(2 * both / np.maximum(total, 1))
    return np.asarray(np.mean(rates, axis=0))


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--draws", type=int, default=3)
    options = parser.parse_args()
    known = read_known()
    everything = np.arange(len(known.documents))
    found: dict[str, np.ndarray] = {}
    for train, test in split(known, everything, options.seed):
        for way, present in code_documents(known, train, options.seed).items():
            found.setdefault(way, np.zeros_like(present))[test] = present[test]
    print("way, sample, macro F1, difference to the supported cues, its 95 % interval")
    found["cues as they are"] = join(known, mark(known, known.firings)[0] > 0)
    for sample in (*sorted(set(known.samples)), "both"):
        rows = everything if sample == "both" else np.flatnonzero(known.samples == sample)
        families = len(set(known.families[rows]))
        draws = np.random.default_rng(options.seed).multinomial(families, np.full(families, 1 / families), RESAMPLES)
        weights = np.vstack([np.ones(families), draws]).astype(float)
        base = measure(known, found["supported cues"], rows, weights)
        for way, present in found.items():
            rates = measure(known, present, rows, weights)
            low, high = np.quantile((rates - base)[1:], [0.025, 0.975])
            print(
                f"{way:>16}  {sample:>10}  {rates[0]:.3f}  {rates[0] - base[0]:+.3f}  ({low:+.3f} to {high:+.3f})",
                flush=True,
            )
    print_curve(known, options.seed, options.draws)


def print_curve(known: Known, seed: int, draws: int) -> None:
    """Print the macro F1 over both samples by the number of documents learnt from: the mean of draws."""
    everything = np.arange(len(known.documents))
    print(f"\ndocuments learnt from, macro F1 over both samples ({draws} draws)")
    for size in (*SIZES, 0):
        rates: dict[str, list[float]] = {}
        for draw in range(draws):
            found: dict[str, np.ndarray] = {}
            for train, test in split(known, everything, seed + draw):
                names = np.random.default_rng([seed, draw]).permutation(np.unique(known.documents[train]))
                kept = train[np.isin(known.documents[train], names[: size or len(names)])]
                for way, present in code_documents(known, kept, seed, ("text", "every cue")).items():
                    found.setdefault(way, np.zeros_like(present))[test] = present[test]
            weights = np.ones((1, len(set(known.families))))
            for way, present in found.items():
                rates.setdefault(way, []).append(float(measure(known, present, everything, weights)[0]))
        told = ", ".join(f"{way} {np.mean(values):.3f}" for way, values in rates.items())
        print(f"{size or 'all':>4}: {told}", flush=True)


if __name__ == "__main__":
    main()
