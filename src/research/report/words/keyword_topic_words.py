"""Keyword topics in words: how well they tell the coders' frames, beside the keywords and the cues."""

from collections.abc import Mapping

import pandas as pd

from research.report.words.sample_words import name_sample
from research.report.words.study_labels import iter_samples
from research.tables import TOO_FEW

_WAYS = {"topic": "the topic", "keywords": "its keywords counted", "cues": "the codebook's cues"}


def describe_keyword_topics(scores: pd.DataFrame, *, labels: Mapping[str, str]) -> str:
    """Say of each sample how well keyword topics tell the coders' frames.

    Parameters
    ----------
    scores : DataFrame
        The table keyword_scores with the scores topic, keywords and cues.
    labels : mapping of str to str
        Words for frames and samples; they decide which frames are described.

    Returns
    -------
    str
        A paragraph for each sample: the AUC of each way by frame, and for how many frames the topic tells more than its
        keywords, or less, by the whole interval.
    """
    lines = []
    for sample, _, rows in iter_samples(scores, labels):
        parts, gains = [], []
        for code in [code for code in labels if code in set(rows["frame"])]:
            ways = rows[rows["frame"] == code].set_index("score").to_dict("index")
            name = labels[code][:1].lower() + labels[code][1:]
            if ways["topic"]["method"] == TOO_FEW:
                parts.append(f"{name}: {TOO_FEW}")
                continue
            aucs = [f"{word} {ways[way]['auc']:.2f}" for way, word in _WAYS.items()]
            parts.append(f"{name}: {', '.join(aucs)}")
            gains.append(ways["keywords"])
        above = sum(row["gain_low"] > 0 for row in gains)
        below = sum(row["gain_high"] < 0 for row in gains)
        if parts:
            said = f"How well each tells the coders' frames (AUC; .5 is chance): {'; '.join(parts)}. By the whole "
            said += "interval "
            said += f"the topic tells more than its keywords for {above} of {len(gains)} frames, and less for {below}."
            lines.append(f"{name_sample(sample, labels)}{said}")
    return "\n\n".join(lines)
