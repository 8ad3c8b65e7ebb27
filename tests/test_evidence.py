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


@pytest.fixture(scope="module")
def rows(documents, coded, book) -> pd.DataFrame:
    from research import compare, frames

    return compare.join_frames(documents, coded.statements, frames.table_codings(coded.statements, coded.codings, book))


@pytest.fixture(scope="module")
def sources(documents, coded) -> dict[str, pd.DataFrame]:
    return {"statements": coded.statements, "documents": documents}


@pytest.mark.parametrize("name", ["frames_years", "frames_islands", "officials_frames"])
def test_behind_each_number_of_a_figure_stand_as_many_statements(root, rows, documents, coded, name: str):
    table = pd.read_csv(root / "figures" / f"{name}.csv", dtype={"year": "str"})
    if "base" in table.columns:
        table = table[table["base"].eq("statements")]
    shown = table[table["hits"].gt(0)].iloc[::3]
    assert len(shown) > 3
    for place, row in shown.iterrows():
        condition = evidence.read_condition(f"{root / 'figures' / name}.csv:{place + 1}")
        options = {"statements": coded.statements, "documents": documents}
        assert len(evidence.list_evidence(condition, rows, **options)) == row["hits"]
        assert len(evidence.list_evidence(condition, rows, **options, hits=False)) == row["statements"]


@pytest.mark.parametrize(
    ("name", "counts"),
    [("contrasts_years", ["hits_a", "hits_b"]), ("regression", ["hits"]), ("network", ["statements"])],
)
def test_contrasts_levels_and_ties_lead_back_too(root, rows, sources, name: str, counts: list[str]):
    table = pd.read_csv(root / "figures" / f"{name}.csv")
    hits = table[counts].sum(axis=1)
    for place in table.index[hits.gt(0)][::4]:
        condition = evidence.read_condition(f"{root / 'figures' / name}.csv:{place + 1}")
        assert len(evidence.list_evidence(condition, rows, **sources)) == hits[place]


def test_each_statement_leads_back_to_its_text_and_address(rows, documents, coded):
    found = evidence.list_evidence("frame == 'sanctions'", rows, statements=coded.statements, documents=documents)
    texts = documents.set_index("document")["text"]
    assert all(texts[row.document][row.start : row.stop] == row.text for row in found.itertuples())
    assert found["url"].str.startswith("http").mean() > 0.9


@pytest.mark.parametrize(
    "condition",
    ["frame = 'sanctions'", "colour == 'red'", "frame == 'sanction'", "", "sentence", "sentence + 1", "1", "True"],
)
def test_a_condition_that_cannot_be_met_is_one_clear_fault(rows, documents, coded, condition: str):
    with pytest.raises(InputError, match="evidence: condition: found"):
        evidence.list_evidence(condition, rows, statements=coded.statements, documents=documents)


def test_a_place_that_is_no_row_of_a_figures_table_is_refused(tmp_path):
    (tmp_path / "x.csv").write_text("a,filter\n1,frame == 'b'\n", encoding="utf-8")
    (tmp_path / "y.csv").write_text("a\n1\n", encoding="utf-8")
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "torn.csv").write_text('filter,a\n"x,1\n', encoding="utf-8")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00filter")
    assert evidence.read_condition(f"{tmp_path / 'x.csv'}:1") == "frame == 'b'"
    for place, words in (
        ("x.csv:2", "1 to 1"),
        ("x.csv:0", "1 to 1"),
        ("y.csv:1", "also filter"),
        ("z.csv:1", "nothing"),
        ("empty.csv:1", "No columns"),
        ("torn.csv:1", "a figure's csv"),
        ("binary.csv:1", "in UTF-8"),
        ("x.csv", "FILE.csv:ROW"),
    ):
        with pytest.raises(InputError, match=words):
            evidence.read_condition(str(tmp_path / place))


def test_errors_are_shown_surest_first_and_never_of_documents_left_out():
    statements = pd.DataFrame({"document": list("abcd"), "sentence": 1, "text": list("wxyz")})
    gold = statements[["document", "sentence"]].assign(frame="f", present=[True, True, False, True])
    ours = gold.assign(present=[False, False, True, False], probability=[0.3, 0.1, 0.8, 0.0], cue=["", "", "c", ""])
    found = evidence.sample_errors(statements, ours, gold, number=1, without=["d"])
    assert found[["error", "document", "cue", "text"]].to_dict("records") == [
        {"error": "missed", "document": "b", "cue": "", "text": "x"},
        {"error": "false", "document": "c", "cue": "c", "text": "y"},
    ]
    assert len(evidence.sample_errors(statements, ours, gold, number=5)) == 4
