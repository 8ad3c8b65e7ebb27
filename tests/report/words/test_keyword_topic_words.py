import pandas as pd

from research import report
from research.tables import TOO_FEW


def test_aucs_and_whole_intervals_are_told_for_each_frame() -> None:
    nan = float("nan")
    rows = [
        ("x", "topic", 0.9, nan, nan, "m"),
        ("x", "keywords", 0.8, 0.02, 0.2, "m"),
        ("x", "cues", 0.95, -0.1, 0.01, "m"),
        ("y", "topic", 0.55, nan, nan, "m"),
        ("y", "keywords", 0.6, -0.1, -0.01, "m"),
        ("y", "cues", 0.7, -0.2, -0.1, "m"),
        *(("z", way, nan, nan, nan, TOO_FEW) for way in ("topic", "keywords", "cues")),
    ]
    scores = pd.DataFrame(rows, columns=["frame", "score", "auc", "gain_low", "gain_high", "method"])
    labels = {"x": "Sanctions", "y": "Conflict", "z": "Service", "s": "Drawn"}
    assert report.describe_keyword_topics(scores.assign(sample="s"), labels=labels).endswith(
        "How well each tells the coders' frames (AUC; .5 is chance): sanctions: the topic 0.90, its keywords counted "
        "0.80, the codebook's cues 0.95; conflict: the topic 0.55, its keywords counted 0.60, the codebook's cues "
        f"0.70; service: {TOO_FEW}. By the whole interval the topic tells more than its keywords for 1 of 2 frames, "
        "and less for 1."
    )
    assert report.describe_keyword_topics(scores.iloc[:0].assign(sample="s"), labels=labels) == ""
