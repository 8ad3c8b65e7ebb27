import pandas as pd

from research import report


def test_agreement_is_told_from_the_least_alpha_to_the_largest() -> None:
    table = pd.DataFrame({"alpha": [0.912, 0.8701, None], "statements": [1375, 1375, 1375]})
    words = report.describe_agreement(table)
    assert words == "The coders agree with Krippendorff's alpha from 0.870 to 0.912 by frame, over 1,375 sentences."
    assert report.describe_agreement(table.assign(alpha=float("nan"))) == ""


def test_only_documents_kept_apart_say_how_good_a_coder_is() -> None:
    scores = pd.DataFrame(
        {
            "coder": ["cue", "cue", "other"],
            "part": ["development", "frozen", "frozen"],
            "frame": "macro",
            "f1": [0.99, 0.85, 0.8],
            "f1_low": [0.9, 0.8, 0.7],
            "f1_high": [1.0, 0.9, 0.9],
        }
    )
    words = report.describe_scores(scores)
    assert words.endswith("0.850 (0.800 to 0.900) of the cue coder and 0.800 (0.700 to 0.900) of the other coder.")
    assert report.describe_scores(scores.head(1)) == ""


def test_coverage_is_told_beside_that_of_predictions_taken_as_true() -> None:
    table = pd.DataFrame(
        {
            "group": ["all", "all", "2020"],
            "sample_size": [27, 54, 27],
            "coverage": [0.94, 0.96, 0.1],
            "coverage_naive": [0.2, 0.5, 0],
        }
    )
    words = report.describe_correction(table, "documents")
    assert words.startswith("In samples of 27, 54 documents, repeated draws give corrected intervals")
    assert words.endswith("Predictions taken as true do so in 20.0 to 50.0 %.")
    words = report.describe_correction(table.assign(coverage_naive=1.0), "statements")
    assert words.endswith("Predictions taken as true do so in 100.0 %.")
