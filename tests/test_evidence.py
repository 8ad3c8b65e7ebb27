import numpy as np
import pandas as pd
import pytest

from research import evidence
from research.tables import InputError

TEXTS = ["Sekda meminta ASN netral di media sosial.", "Media sosial pun diawasi; di media mana pun, di media sosial."]


def make_statements() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "document": ["a", "b"],
            "sentence": [1, 3],
            "start": [100, 0],
            "text": TEXTS,
            "speaker": ["Rai", ""],
            "reported": [True, False],
        }
    )


def test_keywords_stand_in_their_context_with_their_place() -> None:
    lines = evidence.find_keyword(make_statements().iloc[::-1], "media sosial", window=2)
    assert lines[["document", "start", "left", "keyword", "right"]].to_numpy().tolist() == [
        ["a", 128, "netral di", "media sosial", ""],
        ["b", 0, "", "Media sosial", "pun diawasi"],
        ["b", 48, "pun, di", "media sosial", ""],
    ]
    for row in lines.itertuples():
        text, offset = (TEXTS[0], 100) if row.document == "a" else (TEXTS[1], 0)
        assert text[row.start - offset : row.stop - offset] == row.keyword


def test_no_window_shows_the_keyword_alone() -> None:
    lines = evidence.find_keyword(make_statements(), "netral", window=0)
    assert lines[["left", "keyword", "right"]].to_numpy().tolist() == [["", "netral", ""]]


def test_stems_match_the_forms_of_a_word() -> None:
    assert evidence.find_keyword(make_statements(), "mengawasi", stems=False).empty
    assert evidence.find_keyword(make_statements(), "mengawasi", stems=True)["keyword"].tolist() == ["diawasi"]


def test_samples_are_seeded_spread_over_documents_and_leave_out_the_frozen() -> None:
    statements = pd.DataFrame(
        {"document": np.repeat(list("abcd"), 5), "sentence": [1, 2, 3, 4, 5] * 4, "speaker": "Rai", "text": "x"}
    )
    frames = statements[["document", "sentence"]].assign(frame="f", present=True)
    first = evidence.sample_statements(statements, frames, number=2, seed=1, without=["d"])
    again = evidence.sample_statements(
        statements, frames.sample(frac=1, random_state=1), number=2, seed=1, without=["d"]
    )
    pd.testing.assert_frame_equal(first, again)
    assert first["document"].is_unique
    assert "d" not in set(first["document"])
    seeds = {tuple(evidence.sample_statements(statements, frames, number=2, seed=n)["sentence"]) for n in range(20)}
    assert len(seeds) > 5


def test_an_unknown_document_is_refused_with_those_near_it(documents: pd.DataFrame, coded, book) -> None:
    from research import frames

    gold = frames.table_codings(coded.statements, coded.codings, book)
    with pytest.raises(InputError, match="near it: 2018-01-09-denpasar-balipost"):
        evidence.render_document("denpasar-bali", documents=documents, statements=coded.statements, frames=gold)
