"""The model of attribution fitted on coded documents, and documents attributed by models that did not see them."""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from research.attribution.attribution_rules import Decision, RuleDecisions, apply_rules
from research.attribution.decision_features import Candidate, Case, list_cases
from research.attribution.decision_model import (
    AttributionModel,
    LogisticModel,
    choose,
    describe_choice,
)
from research.attribution.segments import SOURCE_ORDER, list_sources
from research.attribution.sentence_features import annotate_text
from research.attribution.statements import find_statements
from research.tables import check_columns, returns_table

_FOLDS = 5
_MINIMUM_CASES = 3  # cases in which a feature has to be
# The inverse penalties of the three parts, chosen by cross-fitting on the development documents.
_REPORTED, _SPEAKER, _RIGHT = 0.05, 0.1, 0.3
_GOLD = ["document", "start", "reported", "speaker", "office"]


@dataclass(frozen=True)
class Truth:
    """What gold says of a sentence."""

    reported: bool
    speaker: str
    office: str


@dataclass(frozen=True)
class CodedCases:
    """A document with what the rules decide on it, the cases, and what gold says of the sentences that are coded."""

    document: str
    group: str
    rules: RuleDecisions
    cases: tuple[Case, ...]
    truths: dict[int, Truth]


def fit_attribution(documents: pd.DataFrame, gold: pd.DataFrame) -> AttributionModel:
    """Fit the decisions of attribution on coded documents.

    Parameters
    ----------
    documents
        One row a document: document, text and, if there are any, rendition and group: documents of one group share a
        fold. A document is its own group unless it says otherwise.
    gold
        Columns document, start, reported, speaker and office; a row counts for the sentence that holds its start.

    Returns
    -------
    AttributionModel
        Three logistic regressions: whether a sentence without cue is reported, whether a candidate is its speaker, and
        whether the decision on any sentence is right, which is fitted on decisions cross-fitted by group.

    Raises
    ------
    InputError
        Where a column is missing.
    """
    return _fit(_list_coded(documents, gold))


def hash_inputs(documents: pd.DataFrame, gold: pd.DataFrame) -> str:
    """Hash what a model is fitted on.

    Parameters
    ----------
    documents, gold
        As in fit_attribution.

    Returns
    -------
    str
        SHA-256 in hexadecimal digits; the order of the rows does not matter.
    """
    columns = [name for name in ("document", "text", "rendition", "group") if name in documents.columns]
    rows = [
        sorted(map(repr, table[names].astype(str).itertuples(index=False, name=None)))
        for table, names in ((documents, columns), (gold, _GOLD))
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


@returns_table("statements")
def attribute_out_of_sample(
    documents: pd.DataFrame, gold: pd.DataFrame, *, frozen: Collection[str] = ()
) -> pd.DataFrame:
    """Attribute documents, each with decisions learnt from other documents.

    Parameters
    ----------
    documents
        As in fit_attribution.
    gold
        As in fit_attribution.
    frozen
        The held-out documents, from which nothing is learnt: neither from them nor from others of their groups.

    Returns
    -------
    pandas.DataFrame
        The table statements, as find_statements gives it. Documents that gold has no code for are attributed by what
        was learnt from all others, and so are the frozen ones.

    Raises
    ------
    InputError
        As find_statements does.
    """
    coded = _list_coded(documents, gold)
    held_out = {one.group for one in coded if one.document in set(frozen)}
    learnt = [one for one in coded if one.truths and one.group not in held_out]
    fold_of = _assign_folds(one.group for one in learnt)
    groups = documents["group"] if "group" in documents.columns else documents["document"]
    folds = groups.map(fold_of).fillna(-1).astype(int)
    tables = []
    for fold in sorted(set(folds)):
        model = _fit([one for one in learnt if fold_of[one.group] != fold])
        tables.append(find_statements(documents[folds == fold], model=model))
    return pd.concat(tables, ignore_index=True).sort_values(["document", "sentence"], ignore_index=True)


def _list_coded(documents: pd.DataFrame, gold: pd.DataFrame) -> list[CodedCases]:
    check_columns(gold, _GOLD, where="gold")
    truths: dict[str, dict[int, Truth]] = {}
    for document, start, *coded in gold[_GOLD].itertuples(index=False, name=None):
        truths.setdefault(document, {})[start] = Truth(*coded)
    groups = dict(zip(documents["document"], documents.get("group", documents["document"]), strict=True))
    table = []
    for source in sorted(list_sources(documents), key=SOURCE_ORDER):
        annotated = annotate_text(source.cleaned.text)
        rules = apply_rules(annotated, verbatim=source.verbatim)
        found: dict[int, Truth] = {}
        for index, sentence in enumerate(annotated.sentences):
            start, stop = source.cleaned.map_span(sentence.start, sentence.stop)
            inside = [truth for place, truth in truths.get(source.document, {}).items() if start <= place < stop]
            if inside:
                found[index] = inside[0]
        cases = tuple(list_cases(annotated, rules))
        table.append(CodedCases(source.document, groups[source.document], rules, cases, found))
    return table


def _assign_folds(groups: Iterable[str]) -> dict[str, int]:
    """Assign groups to folds by the order of their hashes, so that neither names nor the order of rows matter."""
    hashed = sorted(set(groups), key=lambda group: hashlib.sha256(group.encode()).hexdigest())
    return {group: number % _FOLDS for number, group in enumerate(hashed)}


def _fit(coded: Sequence[CodedCases]) -> AttributionModel:
    reported, speaker = _fit_choices(coded)
    fold_of = _assign_folds(one.group for one in coded)
    features, right = [], []
    for fold in sorted(set(fold_of.values())):
        parts = _fit_choices([one for one in coded if fold_of[one.group] != fold])
        for one in coded:
            if fold_of[one.group] == fold:
                choices = choose(one.rules, one.cases, *parts)
                features += [list(describe_choice(choices[index])) for index in one.truths]
                right += [is_right(choices[index].decision, truth) for index, truth in one.truths.items()]
    return AttributionModel(reported, speaker, _fit_logistic(features, right, _RIGHT), _measure_rules(coded))


def _measure_rules(coded: Sequence[CodedCases]) -> dict[str, float]:
    """Measure how often each rule is right, by the rule of succession."""
    fired: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for one in coded:
        for index, truth in one.truths.items():
            decision = one.rules.decisions[index]
            fired[decision.rule] += 1
            right[decision.rule] += is_right(decision, truth)
    return {rule: (right[rule] + 1) / (fired[rule] + 2) for rule in sorted(fired)}


def _fit_choices(coded: Sequence[CodedCases]) -> tuple[LogisticModel, LogisticModel]:
    pairs = [(case, one.truths[case.index]) for one in coded for case in one.cases if case.index in one.truths]
    reported = _fit_logistic([case.features for case, _ in pairs], [truth.reported for _, truth in pairs], _REPORTED)
    rows = [row for case, truth in pairs if truth.reported for row in _label_candidates(case.list_candidates(), truth)]
    return reported, _fit_logistic([features for features, _ in rows], [label for _, label in rows], _SPEAKER)


def _label_candidates(candidates: Sequence[Candidate], truth: Truth) -> Iterator[tuple[frozenset[str], bool]]:
    """Label the candidates with gold's name and office, else with its name, else with a part of it; none if no part."""
    gold = fold_words(truth.speaker)
    ranks = []
    for candidate in candidates:
        words = fold_words(candidate.speaker.name)
        part = bool(words) and (set(words) <= set(gold) or set(gold) <= set(words))
        same_office = words == gold and candidate.speaker.category == truth.office
        ranks.append(part + (words == gold) + same_office)
    best = max(ranks, default=0)
    if best:
        yield from ((one.features, rank == best) for one, rank in zip(candidates, ranks, strict=True))


def fold_words(name: str) -> list[str]:
    """Fold a name to its words in small letters, without punctuation."""
    return re.findall(r"\w+", name.casefold())


def is_right(decision: Decision, truth: Truth) -> bool:
    """Whether a decision is right: reported or not, and the speaker and the office where it is reported."""
    if not (decision.reported and truth.reported):
        return decision.reported == truth.reported
    speaker = decision.speaker
    if speaker is None or fold_words(speaker.name) != fold_words(truth.speaker):
        return False
    return speaker.category == truth.office


def _fit_logistic(rows: Sequence[Collection[str]], labels: Sequence[bool], inverse_penalty: float) -> LogisticModel:
    """Fit a logistic regression on features that are there or not; where nothing can be learnt, the share."""
    if len(set(labels)) < 2:
        return LogisticModel(30.0 if labels and labels[0] else -30.0, {})
    usual = Counter(feature for row in rows for feature in set(row))
    if max(usual.values(), default=0) < _MINIMUM_CASES:
        share = sum(labels) / len(labels)
        return LogisticModel(math.log(share / (1 - share)), {})
    vectoriser = CountVectorizer(analyzer=sorted, binary=True, min_df=_MINIMUM_CASES)
    matrix = vectoriser.fit_transform(rows)
    fitted = LogisticRegression(C=inverse_penalty, max_iter=1000).fit(matrix, labels)
    names = vectoriser.get_feature_names_out()
    weights = {str(name): float(weight) for name, weight in zip(names, fitted.coef_[0], strict=True)}
    return LogisticModel(float(fitted.intercept_[0]), weights)
