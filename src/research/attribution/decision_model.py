"""Decisions learnt from coded documents: whether a sentence is reported, who speaks, and how sure that is."""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from research.attribution.attribution_rules import Decision, apply_rules
from research.attribution.coreference import Speaker
from research.attribution.decision_features import Case, list_cases
from research.attribution.sentence_features import AnnotatedText
from research.tables import find_data

MODEL_FILE = "attribution_model.json"


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
        get = self.weights.get
        # fsum is exact, so that the order of the features does not matter.
        logit = math.fsum(get(feature, 0.0) for feature in features) + self.intercept
        return 1 / (1 + math.exp(-max(min(logit, 30.0), -30.0)))


@dataclass(frozen=True)
class AttributionModel:
    """What was learnt from coded documents.

    Attributes
    ----------
    reported
        Whether a sentence is reported.
    speaker
        Whether a candidate is the speaker of a reported sentence.
    right
        Whether the decision is right: reported, speaker and office.
    """

    reported: LogisticModel
    speaker: LogisticModel
    right: LogisticModel


@dataclass(frozen=True)
class Choice:
    """What the first two parts of a model choose for a case: with probabilities, without confidence."""

    case: Case
    reported: float
    speaker: Speaker | None
    speaker_probability: float

    def is_reported(self) -> bool:
        """Whether the sentence is more probably a statement of this speaker than narration."""
        return self.reported * self.speaker_probability >= 1 - self.reported


def render_model(model: AttributionModel, *, inputs: str) -> str:
    """Render a model as JSON: keys in order, weights rounded to six digits, with the hash of what it was fitted on."""
    named = (("reported", model.reported), ("right", model.right), ("speaker", model.speaker))
    parts = {name: {"intercept": round(part.intercept, 6), "weights": _round(part.weights)} for name, part in named}
    return json.dumps({"inputs": inputs, **parts}, indent=0, sort_keys=True, ensure_ascii=False) + "\n"


def _round(weights: dict[str, float]) -> dict[str, float]:
    return {feature: round(weight, 6) for feature, weight in weights.items()}


@cache
def read_model() -> AttributionModel:
    """Read the model that comes with the package."""
    data = json.loads(find_data(MODEL_FILE).read_text(encoding="utf-8"))
    parts = (LogisticModel(**data[name]) for name in ("reported", "speaker", "right"))
    return AttributionModel(*parts)


def choose(cases: Sequence[Case], reported: LogisticModel, speaker: LogisticModel) -> Iterator[Choice]:
    """Choose for each case the most probable speaker, the first of equals, and say how probable both are."""
    for case in cases:
        best, probability = None, 0.0
        for candidate in case.candidates:
            if (value := speaker.predict(candidate.features)) > probability:
                best, probability = candidate.speaker, value
        yield Choice(case, reported.predict(case.features), best, probability)


def describe_choice(choice: Choice) -> Iterator[str]:
    """Describe a choice by what tells whether it is right."""
    side = "reported" if choice.is_reported() else "narration"
    kind, speaker = choice.case.kind, choice.speaker
    yield side
    yield f"{side} {_bin_probability(choice.reported)}"
    yield f"{side} {kind}"
    if not choice.is_reported() or speaker is None:
        return
    yield f"speaker {_bin_probability(choice.speaker_probability)}"
    yield f"speaker {_bin_probability(choice.speaker_probability)},{kind}"
    yield f"category {speaker.category}"
    yield f"person {speaker.person},{len(speaker.name.split())}"
    yield f"rule {choice.case.rule}"


def _bin_probability(probability: float) -> str:
    """Name the step of log-odds, of width one half, that a probability falls in."""
    odds = math.log(probability / (1 - probability)) if 0 < probability < 1 else math.copysign(8, probability - 0.5)
    return str(max(min(round(odds * 2), 12), -12))


def decide_speakers(
    annotated: AnnotatedText, *, verbatim: bool, model: AttributionModel | None
) -> Iterator[tuple[Decision, float | None]]:
    """Decide on each sentence of a text, by the model where one is given, else by the rules alone.

    Parameters
    ----------
    annotated
        The annotated text.
    verbatim
        Whether the text is verbatim.
    model
        What was learnt; None for the rules alone.

    Yields
    ------
    tuple
        The decision on each sentence, and the probability that it is right; None where the rules decide.

    Notes
    -----
    Page furniture and private persons are found by rules alone. A decision keeps the name of the rule where the data
    agree with it.
    """
    rules = apply_rules(annotated, verbatim=verbatim)
    choices: dict[int, Choice] = {}
    if model:
        cases = list_cases(annotated, rules)
        choices = {one.case.index: one for one in choose(cases, model.reported, model.speaker)}
    for index, decision in enumerate(rules.decisions):
        choice = choices.get(index)
        if model is None or choice is None:
            yield decision, None
        else:
            yield _combine(decision, choice), model.right.predict(describe_choice(choice))


def _combine(decision: Decision, choice: Choice) -> Decision:
    """Combine the decision of the rules with that of the model, which wins."""
    if not choice.is_reported():
        return Decision("learnt_narration") if decision.reported else decision
    if not decision.reported or decision.speaker != choice.speaker:
        return Decision("learnt", choice.speaker)
    return decision
