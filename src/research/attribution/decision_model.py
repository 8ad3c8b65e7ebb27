"""Decisions learnt from coded documents: whether a sentence is reported, who speaks, and how sure that is."""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from research.attribution.attribution_rules import Decision, RuleDecisions, apply_rules
from research.attribution.decision_features import Case, list_cases
from research.attribution.sentence_features import AnnotatedText
from research.tables import find_data

MODEL_FILE = "attribution_model.json"
_UNKNOWN = 0.5  # of a rule that never fired in the coded documents


@dataclass(frozen=True)
class LogisticModel:
    """A logistic regression on features that are there or not.

    Attributes
    ----------
    intercept
        The log-odds where no feature is there.
    weights
        What each feature adds to them.
    """

    intercept: float
    weights: dict[str, float]

    def predict(self, features: Iterable[str]) -> float:
        """Predict the probability; a feature without a weight adds nothing."""
        weights = self.weights
        # fsum is exact, so that the order of the features does not matter.
        logit = math.fsum([weights[feature] for feature in features if feature in weights]) + self.intercept
        return 1 / (1 + math.exp(-max(min(logit, 30.0), -30.0)))


@dataclass(frozen=True)
class AttributionModel:
    """What was learnt from coded documents.

    Attributes
    ----------
    reported
        Whether a sentence without cue is reported.
    speaker
        Whether a candidate is the speaker of a reported sentence without cue.
    right
        Whether the decision on any sentence is right: reported, speaker and office.
    rules
        For each rule how often it is right where rules alone decide, by the rule of succession: (right + 1) /
        (fired + 2).
    """

    reported: LogisticModel
    speaker: LogisticModel
    right: LogisticModel
    rules: dict[str, float]


@dataclass(frozen=True)
class Choice:
    """A decision on a sentence, and the probabilities that it rests on; empty where the rules decide alone."""

    decision: Decision
    reported: float | None = None
    speaker: float | None = None


def render_model(model: AttributionModel, *, inputs: str) -> str:
    """Render a model as JSON: keys in order, weights rounded to six digits, with the hash of what it was fitted on."""
    named = (("reported", model.reported), ("right", model.right), ("speaker", model.speaker))
    parts = {name: {"intercept": round(part.intercept, 6), "weights": _round(part.weights)} for name, part in named}
    return (
        json.dumps(
            {"inputs": inputs, "rules": _round(model.rules), **parts}, indent=0, sort_keys=True, ensure_ascii=False
        )
        + "\n"
    )


def _round(weights: dict[str, float]) -> dict[str, float]:
    return {feature: round(weight, 6) for feature, weight in weights.items()}


@cache
def read_model() -> AttributionModel:
    """Read the model that comes with the package."""
    data = json.loads(find_data(MODEL_FILE).read_text(encoding="utf-8"))
    reported, speaker, right = (LogisticModel(**data[name]) for name in ("reported", "speaker", "right"))
    return AttributionModel(reported, speaker, right, data["rules"])


def choose(
    rules: RuleDecisions, cases: Iterable[Case], reported: LogisticModel, speaker: LogisticModel
) -> list[Choice]:
    """Choose on each sentence of a text: by the data on the cases, by the rules on all others.

    Parameters
    ----------
    rules
        What the rules decide.
    cases
        The sentences on which the data decide.
    reported, speaker
        The parts of a model.

    Returns
    -------
    list of Choice
        For each sentence one. A case is a statement of its most probable speaker where that is more probable than that
        it is narration. The name of the rule stays where the data agree with it.
    """
    choices = [Choice(decision) for decision in rules.decisions]
    for case in cases:
        decision, probability = rules.decisions[case.index], reported.predict(case.features)
        chance = None
        if decision.reported:
            decision = decision if probability >= 0.5 else Decision("learnt_narration")
        elif probability > 0.5:
            options = [(speaker.predict(one.features), one.speaker) for one in case.list_candidates()]
            chance, best = max(options, key=itemgetter(0), default=(0.0, None))
            if probability * chance >= 1 - probability:
                decision = Decision("learnt", best)
        choices[case.index] = Choice(decision, probability, chance)
    return choices


def describe_choice(choice: Choice) -> Iterator[str]:
    """Describe a choice by what tells whether it is right."""
    decision = choice.decision
    side = "reported" if decision.reported else "narration"
    yield f"rule={decision.rule}"
    if choice.reported is not None:
        yield f"{side}={_bin_probability(choice.reported)}"
    if decision.reported and decision.speaker:
        yield f"category={decision.speaker.category}"
        yield f"person={decision.speaker.person},{min(decision.speaker.name.count(' '), 3)}"
        if choice.speaker is not None:
            yield f"speaker={_bin_probability(choice.speaker)}"


def _bin_probability(probability: float) -> str:
    """Name the step of log-odds, of width one half, that a probability falls in."""
    odds = math.log(probability / (1 - probability)) if 0 < probability < 1 else math.copysign(8, probability - 0.5)
    return str(max(min(round(odds * 2), 12), -12))


def decide_speakers(
    annotated: AnnotatedText, model: AttributionModel, *, verbatim: bool, learnt: bool = True
) -> list[tuple[Decision, float]]:
    """Decide on each sentence of a text.

    Parameters
    ----------
    annotated
        The annotated text.
    model
        What was learnt.
    verbatim
        Whether the text is verbatim.
    learnt
        Whether the data decide where the model has more to say than the rules; else the rules decide alone.

    Returns
    -------
    list of tuple
        The decision on each sentence, and the probability that it is right.
    """
    rules = apply_rules(annotated, verbatim=verbatim)
    if not learnt:
        return [(decision, model.rules.get(decision.rule, _UNKNOWN)) for decision in rules.decisions]
    choices = choose(rules, list_cases(annotated, rules), model.reported, model.speaker)
    return [(choice.decision, model.right.predict(describe_choice(choice))) for choice in choices]
