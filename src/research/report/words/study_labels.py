"""Words for all codes of a study: frames, offices, modes, elections, kinds of document and columns."""

from collections.abc import Mapping

import pandas as pd

from research.compare import DAY_GROUPS, NATIONAL_GROUP, NO_GROUP, UNFRAMED
from research.study import Study

_WORDS = {
    NATIONAL_GROUP: "National bodies",
    NO_GROUP: "None",
    "tidak disebutkan": "Not named",
    "cue": "the codebook's cues",
    "trained": "the trained coder",
    "election_year": "year",
    "island": "island group",
    "province": "province",
    "office": "office",
    "mode": "mode of speech",
    "kind": "kind of document",
    "days_before": "days before the vote",
    UNFRAMED: "No frame",
}


def label_study(study: Study) -> dict[str, str]:
    """List the words for a study's codes: those of the codebook and of elections, in their order, and others.

    Tables and figures that take labels show the frames that are among them, in this order: subcodes are left out.

    Parameters
    ----------
    study : Study
        As study.open_study opens it.

    Returns
    -------
    dict of str to str
        The words by code.

    Examples
    --------
    >>> from research.study import open_study
    >>> labels = label_study(open_study("corpus"))
    >>> list(labels)[:2], labels["pilkada-2018"], labels["press_release"]
    (['service_priority', 'sanctions'], 'Regional 2018', 'Press releases')
    """
    declared = study.declarations
    elections = dict(zip(study.elections["election"], study.elections["label"], strict=True))
    further = (
        {"period": "period", "days_before": "days before the day of the period"} if "period" in study.documents else {}
    )
    further |= {} if declared.places else {NATIONAL_GROUP: "No place given"}
    spoken = {**study.labels.offices, **study.labels.modes}
    known = {code: label[:1].upper() + label[1:] for code, label in {**study.labels.frames, **spoken}.items()}
    groups = {group: group for group in declared.places.values()}
    samples = {sample.code: sample.label_en for sample in study.samples.sample}
    groups |= {group: group[0].upper() + group[1:] for group in DAY_GROUPS}
    return {**known, **elections, **groups, **declared.kinds, **_WORDS, **further, **samples}


def order_samples(table: pd.DataFrame, labels: Mapping[str, str] | None = None) -> list[str]:
    """List the samples of a table in the order of the labels, or "" alone where the table names none."""
    named = list(dict.fromkeys(table["sample"].astype("str"))) if "sample" in table.columns else [""]
    return [*(code for code in labels or () if code in named), *(code for code in named if code not in (labels or ()))]
