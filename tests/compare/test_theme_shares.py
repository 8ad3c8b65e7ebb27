"""Themes in a corpus small enough to count by hand."""

import pandas as pd
import pytest

from research import compare
from research.tables import TOO_FEW, InputError
from research.text import count_terms


def make(theme: str, on: dict[str, str], *, sample: str = "s", number: int = 12) -> pd.DataFrame:
    """Two statements in each of so many documents; on has, for a document, which of its two are on the theme."""
    return pd.DataFrame(
        [
            {"document": f"{sample}{one}", "sentence": sentence, "frame": theme, "sample": sample, "speaker": "Rai"}
            | {"present": str(sentence) in on.get(f"{sample}{one}", "")}
            for one in range(number)
            for sentence in (1, 2)
        ]
    )


# Theme vote: eight statements in six documents. Frame f: in one of these and in s6, s7.
VOTE = make("vote", {"s0": "12", "s1": "12", "s2": "1", "s3": "1", "s4": "1", "s5": "2"})
FRAME = make("f", {"s0": "1", "s6": "12", "s7": "1"})


def measure(themes: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    return compare.measure_themes(themes, rows).set_index(["sample", "theme", "share_of"])


def test_counts_are_those_of_the_hand() -> None:
    table = measure(VOTE, FRAME)
    counts = ["hits", "statements", "documents"]
    assert table.loc["s", counts].to_dict("index") == {
        ("all", "unframed"): {"hits": 20, "statements": 24, "documents": 12},
        ("vote", "documents"): {"hits": 6, "statements": 24, "documents": 12},
        ("vote", "statements"): {"hits": 8, "statements": 24, "documents": 12},
        ("vote", "unframed"): {"hits": 7, "statements": 8, "documents": 6},
    }
    assert table["share"].round(6).tolist() == [round(20 / 24, 6), 0.5, round(1 / 3, 6), 0.875]
    assert ((table["low"] < table["share"]) & (table["share"] < table["high"])).all()


def test_intervals_are_those_of_shares_of_the_same_statements() -> None:
    within = FRAME[VOTE["present"].to_numpy()].assign(present=lambda part: ~part["present"])
    expected = compare.measure_shares(within, by="all").iloc[0]
    found = measure(VOTE, FRAME).loc[("s", "vote", "unframed")]
    assert found[["share", "low", "high", "method"]].tolist() == expected[["share", "low", "high", "method"]].tolist()


@pytest.mark.parametrize("coders", [("cue", None), ("cue", "run"), (None, "run")])
def test_whose_themes_and_frames_they_are_changes_no_count(coders: tuple[str | None, str | None]) -> None:
    named = [table.assign(coder=name) if name else table for table, name in zip((VOTE, FRAME), coders, strict=True)]
    pd.testing.assert_frame_equal(compare.measure_themes(*named), compare.measure_themes(VOTE, FRAME))


def test_samples_are_apart_and_silence_is_too_few_to_say() -> None:
    themes = pd.concat([VOTE, make("vote", {}, sample="t"), make("flood", {"t1": "1"}, sample="t")])
    themes = pd.concat([themes, make("flood", {})], ignore_index=True)
    table = measure(themes, pd.concat([FRAME, make("f", {}, sample="t")], ignore_index=True))
    assert len(table) == 2 * (1 + 2 * 3)
    silent = table.loc[("t", "vote", "unframed")]
    assert (silent["hits"], silent["statements"], silent["method"]) == (0, 0, TOO_FEW)
    assert table.loc[("t", "vote", "documents"), "share"] == 0
    one = table.loc[("t", "flood", "unframed")]
    assert (one["hits"], one["statements"], one["method"]) == (1, 1, TOO_FEW)
    assert pd.isna(one["share"])


def test_the_order_of_rows_changes_nothing() -> None:
    mixed = [table.sample(frac=1, random_state=3) for table in (VOTE, FRAME)]
    pd.testing.assert_frame_equal(compare.measure_themes(*mixed), compare.measure_themes(VOTE, FRAME))


def test_without_themes_there_is_nothing() -> None:
    assert compare.measure_themes(VOTE.iloc[:0], FRAME).empty
    assert compare.find_theme_words(VOTE.iloc[:0], count_terms(VOTE.assign(text="netral"))).empty


def test_a_statement_that_no_frame_was_looked_for_in_is_a_fault() -> None:
    with pytest.raises(InputError, match="no row for s1 1"):
        compare.measure_themes(VOTE, FRAME[FRAME["document"] != "s1"])


def test_the_words_of_a_theme_are_those_of_its_statements() -> None:
    on = VOTE["present"]
    texts = VOTE.assign(text=on.map({True: "hak pilih bilik netral", False: "jabatan netral sanksi"}))
    words = compare.find_theme_words(VOTE, count_terms(texts), number=2)
    assert words[["theme", "rank"]].values.tolist() == [["vote", 1], ["vote", 2]]
    assert set(words["term"]) <= {"hak", "pilih", "hak pilih", "bilik"}
    assert (words["documents"] == 6).all()
    few = VOTE.assign(present=on & VOTE["document"].isin(["s0", "s2"]))
    assert compare.find_theme_words(few, count_terms(texts)).empty
