"""Whose numbers a table has, in words, tables and captions of figures."""

import pandas as pd

from research import report
from research.report.words.corrected_words import take_corrected

SHARES = pd.DataFrame(
    {
        "grouping": "side",
        "group": ["right", "left"],
        "frame": "f",
        "base": "statements",
        "statements": [80, 90],
        "documents": [9, 10],
        "hits": [8, 18],
        "share": [0.1, 0.2],
        "low": [0.05, 0.1],
        "high": [0.2, 0.3],
        "method": "logit",
    }
)
CODED = SHARES.assign(coder="words")
CORRECTED = CODED.assign(
    coded_statements=[30, 40],
    coded_documents=[8, 9],
    coded_hits=[12, 3],
    corrected_share=[0.15, None],
    corrected_low=[0.11, None],
    corrected_high=[0.19, None],
    corrected_method=["by statement", "too few to say"],
)
LABELS = {"f": "Fire", "left": "Left", "right": "Right"}
CONTRAST = pd.DataFrame(
    [
        {
            **{"sample": "", "origin": "declared", "contrast": "a-b", "label": "A against B", "a": "a", "b": "b"},
            **{
                "frame": "f",
                "documents_a": 20,
                "documents_b": 30,
                "share_a": 0.3,
                "share_b": 0.2,
                "p": None,
                "q": None,
            },
            **{"difference": 0.1, "difference_low": 0.02, "difference_high": 0.2, "raw_difference": 0.1},
            **{"method": "joined", "opened": False, "equivalent": False, "verdict": "no test: corrected"},
            **{"coder": "words", "corrected_difference": -0.01, "corrected_low": -0.08, "corrected_high": 0.06},
            **{"corrected_method": "Welch"},
        }
    ]
)


def test_gold_needs_no_word() -> None:
    assert report.describe_coder(SHARES) == ""
    assert "coded them" not in report.plot_shares_groups(SHARES, labels=LABELS).get_label()


def test_a_coder_s_numbers_are_said_to_be_its_own_in_words_and_captions() -> None:
    said = "Frames as words coded them, taken as true: these are the numbers of words, not the officials'."
    assert report.describe_coder(CODED) == said
    caption = " ".join(text.get_text() for text in report.plot_shares_groups(CODED, labels=LABELS).texts)
    assert "not the officials'" in " ".join(caption.split())


def test_corrected_shares_stand_in_sentences_and_figures_in_place_of_the_coder_s() -> None:
    assert report.describe_ranges(CORRECTED, labels=LABELS) == "Only Right has coded statements enough to be estimated."
    known = CORRECTED.assign(corrected_share=[0.15, 0.3], corrected_low=[0.1, 0.2], corrected_high=[0.2, 0.4])
    known = known.assign(corrected_method="by statement")
    text = report.describe_ranges(known, labels=LABELS)
    assert "Fire from 15.0 % (Right) to 30.0 % (Left)" in text
    assert take_corrected(known)["share"].tolist() == [0.15, 0.3]
    assert take_corrected(CODED) is CODED
    figure = report.plot_shares_groups(known, labels=LABELS)
    words = " ".join(" ".join(text.get_text() for text in figure.texts).split())
    assert "corrected by a coded sheet; the intervals are for these documents." in words
    assert "95 % intervals over documents" not in words


def test_the_table_has_both_shares_side_by_side_and_says_where_too_few_were_coded() -> None:
    table = report.table_corrected(CORRECTED, labels=LABELS)
    assert table["group"].tolist() == ["Left", "Right"]
    assert table["by the coder"].tolist() == ["20.0 % (10.0 to 30.0)", "10.0 % (5.0 to 20.0)"]
    assert table["corrected"].tolist() == ["too few to say", "15.0 % (11.0 to 19.0)"]
    assert table[["coded", "hits"]].to_numpy().tolist() == [[40, 3], [30, 12]]


def test_a_corrected_contrast_says_that_nothing_is_tested() -> None:
    (row,) = CONTRAST.to_dict("records")
    assert report.describe_contrast(row, labels=LABELS) == (
        "Fire, A against B: by the coder 30.0 % against 20.0 %; corrected, a difference of -1.0 points (-8.0 to +6.0), "
        "no test: corrected"
    )
    few = row | {"corrected_difference": None, "corrected_method": "too few to say"}
    assert report.describe_contrast(few).endswith("corrected too few to say, no test: corrected")
    none = report.describe_contrast(few | {"share_a": None, "share_b": None})
    assert none == "f, A against B: by the coder too few to say; corrected too few to say, no test: corrected"
    text = report.describe_contrasts(CONTRAST, labels=LABELS)
    assert text.startswith("Nothing is tested, since a test would take the coder's labels as true; 1 of 1 declared")
    table = report.table_contrasts(CONTRAST, labels=LABELS)
    assert table["corrected difference (points)"].tolist() == ["-1.0 (-8.0 to +6.0)"]
    figure = report.plot_contrasts(CONTRAST, labels=LABELS)
    words = " ".join(" ".join(text.get_text() for text in figure.texts).split())
    assert "difference of the two corrected shares" in words and "none was tested: they are corrected" in words
    assert "Filled: supported" not in words
