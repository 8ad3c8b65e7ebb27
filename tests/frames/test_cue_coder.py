import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from research import codebook, coding, frames, tables
from research.codebook import Codebook, Frame
from research.text import stem_types, tokenise

CODES = ["service_priority", "sanctions", "social_media", "conflict_risk", "social_conflict", "interest_conflict"]


def tell(*texts: str, reported: bool = True, start: int = 0) -> pd.DataFrame:
    """A statements table of one document whose sentences are the texts, a space apart."""
    rows = []
    for number, text in enumerate(texts, 1):
        mode = "indirect" if reported else "narration"
        office = "secretary" if reported else ""
        rows.append(("d", number, start, start + len(text), text, reported, "", office, reported, mode, "coded", 1.0))
        start += len(text) + 1
    return pd.DataFrame(rows, columns=tables.list_columns("statements"))


def codings(*rows: tuple[int, str]) -> pd.DataFrame:
    return pd.DataFrame([("d", number, "gold", code) for number, code in rows], columns=coding_columns())


def coding_columns() -> list[str]:
    return tables.list_columns("codings")


def present(table: pd.DataFrame) -> set[tuple[int, str]]:
    kept = table[table["present"]]
    return set(zip(kept["sentence"], kept["frame"], strict=True))


def test_there_is_a_row_for_every_statement_and_frame(book):
    table = frames.code_with_cues(tell("Pelanggar diberi sanksi.", "Ia datang."), book)
    assert list(zip(table["sentence"], table["frame"], strict=True)) == [(n, code) for n in (1, 2) for code in CODES]
    assert set(table["coder"]) == {"cue"}
    assert present(table) == {(1, "sanctions")}


def test_offsets_are_those_of_the_document(book):
    document = "Judul – 2024\nIa berkata “pelanggar” kena SANKSI berat."
    text = document.split("\n")[1]
    table = frames.code_with_cues(tell(text, start=document.index(text)), book)
    row = table[table["frame"].eq("sanctions")].iloc[0]
    assert (row["cue"], document[row["cue_start"] : row["cue_stop"]]) == ("sanction", "SANKSI")


def test_a_frame_with_subcodes_is_present_where_one_of_them_is(book):
    table = frames.code_with_cues(tell("Pegawai wajib menjauhi konflik kepentingan.", "Warga terpecah, katanya."), book)
    assert present(table) == {
        (1, "conflict_risk"), (1, "interest_conflict"), (2, "conflict_risk"), (2, "social_conflict"),
    }  # fmt: skip
    first = table[table["sentence"].eq(1)].set_index("frame")
    assert first.loc["conflict_risk", "cue"] == first.loc["interest_conflict", "cue"] == "conflict_of_interest"


def test_narration_carries_no_frame_whatever_its_words(book):
    table = frames.code_with_cues(tell("Pelanggar diberi sanksi.", reported=False), book)
    assert present(table) == set()
    assert table["cue"].eq("").all() and table["cue_start"].isna().all()


def test_the_cue_that_begins_first_is_named(book):
    table = frames.code_with_cues(tell("Ia dipecat atau terkena sanksi."), book)
    assert table.set_index("frame").loc["sanctions", "cue"] == "dismissal"


def test_no_statements_give_no_rows(book):
    assert len(frames.code_with_cues(tell("x").iloc[:0], book)) == 0


def test_a_row_does_not_depend_on_the_order_of_the_rows(book):
    statements = tell("Ada sanksi.", "Jaga persatuan.", "Layani warga.", "Jangan beri like pada unggahan.")
    key = ["sentence", "frame"]
    straight = frames.code_with_cues(statements, book).sort_values(key, ignore_index=True)
    turned = frames.code_with_cues(statements.iloc[::-1], book).sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(straight, turned)


def test_every_example_is_coded_as_marked_after_the_sentence_before_it(book):
    told = [(frame.code, example) for frame in book.frames for example in frame.examples]
    told += [(example.frame, example) for rule in book.frame_rules for example in rule.examples]
    parts = [
        tell(*filter(None, (example.before, example.text))).assign(document=f"d{number:05}", speaker="Sekda")
        for number, (_, example) in enumerate(told)
    ]
    table = frames.code_with_cues(pd.concat(parts, ignore_index=True), book)
    found = table[table["present"]].groupby("document")
    lengths = {f"d{number:05}": len(part) for number, part in enumerate(parts)}
    coded = {name: set(part.loc[part["sentence"].eq(lengths[name]), "frame"]) for name, part in found}
    wrong = [
        (code, example.text)
        for number, (code, example) in enumerate(told)
        if ((code in coded.get(f"d{number:05}", set())) == example.present) == example.cue_misses
    ]
    assert wrong == []


def list_words(book: Codebook) -> list[str]:
    patterns = [pattern for frame in book.frames for cue in frame.cues for pattern in cue.patterns]
    return sorted({word for pattern in patterns for element in pattern.elements for word in element.words})


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_span_lies_in_its_statement_and_holds_the_cue(book, data):
    words = st.one_of(
        st.sampled_from(list_words(book)), st.sampled_from(["yang", "tidak", "Pegawai", "2024", "–", "warga"])
    )
    texts = data.draw(st.lists(st.lists(words, min_size=1, max_size=15).map(" ".join), min_size=1, max_size=3))
    statements = tell(*texts, start=data.draw(st.integers(0, 50)))
    table = frames.code_with_cues(statements, book)
    by_name = {(frame.code, cue.name): cue for frame in book.frames for cue in frame.cues}
    for row in table[table["present"] & table["frame"].ne("conflict_risk")].itertuples():
        statement = statements.iloc[row.sentence - 1]
        assert statement["start"] <= row.cue_start < row.cue_stop <= statement["stop"]
        tokens = tokenise(statement["text"][row.cue_start - statement["start"] : row.cue_stop - statement["start"]])
        stems = [stem_types([token])[token] for token in tokens]
        patterns = by_name[row.frame, row.cue].patterns
        assert len(tokens) in {codebook.find_match_stop(pattern, tokens, stems, 0) for pattern in patterns}


def test_codings_become_a_row_for_every_statement_and_frame(book):
    statements = tell("a", "b", "c")
    given_codings = codings((1, "sanctions"), (2, "none"), (3, "conflict_risk"), (3, "social_conflict"))
    table = frames.make_frames(statements, given_codings, book)
    assert len(table) == 3 * len(CODES)
    assert present(table) == {(1, "sanctions"), (3, "conflict_risk"), (3, "social_conflict")}
    assert set(table["coder"]) == {"gold"} and table["cue"].eq("").all()


def test_codings_of_other_coders_are_left_out(book):
    both = pd.concat([codings((1, "sanctions")), codings((1, "none")).assign(coder="b")])
    assert present(frames.make_frames(tell("a"), both, book, coder="b")) == set()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [(1, "none")],
            "codings of gold, document d: sentence: found no row for 2, expected a row for every sentence; code them",
        ),
        (
            [(1, "none"), (2, "none"), (7, "none")],
            "codings of gold, document d: sentence: found 7, expected a sentence of the stat",
        ),
        (
            [(1, "none"), (2, "sanction")],
            "d, sentence 2: frame: found 'sanction', expected one of service_priority, sanc",
        ),
        (
            [(1, "none"), (1, "sanctions"), (2, "none")],
            "d, sentence 1: frame: found none beside sanctions, expected one",
        ),
        (
            [(1, "none"), (2, "conflict_risk")],
            "found conflict_risk alone, expected one of interest_conflict, social_conf",
        ),
        ([(1, "none"), (2, "social_conflict")], "found social_conflict alone, expected conflict_risk with it; add it"),
    ],
)
def test_faulty_codings_are_refused(book, rows, message):
    with pytest.raises(tables.InputError) as raised:
        frames.make_frames(tell("a", "b"), codings(*rows), book)
    assert message in str(raised.value)
    assert len(raised.value.faults) == 1


def make_frame(code: str, parent: str = "") -> Frame:
    return Frame(code, parent, "", "", "", "", "", (), (), (), ())


TWO = Codebook("", "", (), "", "", "", (), (), (), (), (make_frame("a"), make_frame("b"), make_frame("b_one", "b")))


def make_table(coder: str, carried: dict[str, set[int]], *, sentences: int = 10, document: str = "d") -> pd.DataFrame:
    rows = [
        (document, number, frame.code, coder, number in carried.get(frame.code, set()), math.nan, "", None, None)
        for number in range(1, sentences + 1)
        for frame in TWO.frames
    ]
    table = pd.DataFrame(rows, columns=tables.list_columns("frames"))
    return table.astype({"cue_start": "Int64", "cue_stop": "Int64"})


def test_scores_of_a_hand_worked_confusion():
    gold = make_table("gold", {"a": {1, 2, 3, 4}, "b": {5, 6}, "b_one": {5}})
    ours = make_table("cue", {"a": {1, 2, 3, 9, 10}, "b": {6}})
    scores = frames.score_frames(ours.sample(frac=1, random_state=1), gold, TWO).set_index("frame")
    # a: 3 of 5 predicted are right, 3 of 4 are found, F1 = 6 / 9; b: 1 of 1, 1 of 2, F1 = 2 / 3.
    assert scores.loc["a", ["statements", "gold", "predicted", "both"]].tolist() == [10, 4, 5, 3]
    assert scores.loc["a", ["precision", "recall", "f1"]].tolist() == pytest.approx([0.6, 0.75, 2 / 3])
    assert scores.loc["b", ["precision", "recall", "f1"]].tolist() == pytest.approx([1, 0.5, 2 / 3])
    assert scores.loc["b_one", ["precision", "recall", "f1"]].isna().tolist() == [True, False, False]
    assert scores.loc["macro", ["precision", "recall", "f1"]].tolist() == pytest.approx([0.8, 0.625, 2 / 3])
    assert scores.index.tolist() == ["a", "b", "b_one", "macro"]


def test_the_macro_row_is_empty_where_a_frame_has_no_score():
    none = make_table("gold", {"a": {1}})
    scores = frames.score_frames(none.assign(coder="cue"), none, TWO).set_index("frame")
    assert scores.loc["a", "f1"] == 1
    assert scores.loc[["b", "macro"], "f1"].isna().all()


def make_tables(hits: dict[str, tuple[int, int, int]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Documents of 10 statements whose frame a has so many hits: by both, by gold alone, by the coder alone."""
    sides: tuple[list[pd.DataFrame], list[pd.DataFrame]] = ([], [])
    for document, (both, missed, false) in hits.items():
        truth = set(range(1, both + missed + 1))
        found = set(range(1, both + 1)) | set(range(10, 10 - false, -1))
        sides[0].append(make_table("cue", {"a": found, "b": found}, document=document))
        sides[1].append(make_table("gold", {"a": truth, "b": truth}, document=document))
    return pd.concat(sides[0]), pd.concat(sides[1])


def test_intervals_of_scores_are_percentiles_over_resampled_documents():
    hits = {"d1": (3, 0, 0), "d2": (1, 2, 1), "d3": (0, 1, 0), "d4": (2, 0, 3), "d5": (4, 1, 0), "d6": (1, 1, 1)}
    scores = frames.score_frames(*make_tables(hits), TWO, seed=4).set_index("frame")
    # The same resamples by hand: documents drawn whole, the F1 of their sums.
    times = np.random.default_rng(4).multinomial(6, [1 / 6] * 6, size=2000)
    both, missed, false = (times @ np.array([counts[place] for counts in hits.values()]) for place in range(3))
    low, high = np.quantile(2 * both / (2 * both + missed + false), [0.025, 0.975])
    assert scores.loc["a", ["f1_low", "f1_high"]].tolist() == pytest.approx([low, high])
    assert scores.loc["macro", ["f1_low", "f1_high"]].tolist() == pytest.approx([low, high])
    assert scores.loc["a", "f1_low"] < scores.loc["a", "f1"] < scores.loc["a", "f1_high"]


def test_scores_of_under_five_documents_have_no_interval():
    scores = frames.score_frames(*make_tables({"d1": (3, 1, 0), "d2": (1, 0, 2)}), TWO)
    assert scores[["f1_low", "f1_high", "recall_low"]].isna().all(axis=None)


def test_groups_are_scored_apart_and_small_ones_only_counted():
    ours, gold = make_tables({f"d{number}": (2, 0, 0) if number < 6 else (0, 2, 0) for number in range(9)})
    keys = gold[["document", "sentence"]].drop_duplicates()
    groups = keys.assign(group=keys["document"].map(lambda name: "late" if name >= "d6" else "early"))
    scores = frames.score_groups(ours, gold, TWO, groups.set_index(["document", "sentence"])["group"])
    told = scores.set_index(["group", "frame"])
    assert told.loc[("early", "a"), "f1"] == 1
    assert told.loc[("late", "a"), ["documents", "gold", "both"]].tolist() == [3, 6, 0]
    assert told.loc["late", ["precision", "recall", "f1"]].isna().all(axis=None)


def test_scores_can_be_narrowed_to_some_documents():
    gold = pd.concat([make_table("gold", {"a": {1}, "b": {2}}), make_table("gold", {"a": {3}, "b": {4}}, document="e")])
    ours = pd.concat([make_table("cue", {"a": {1}, "b": {2}}), make_table("cue", {}, document="e")])
    assert frames.score_frames(ours, gold, TWO, documents=["d"]).set_index("frame").loc["macro", "f1"] == 1
    assert frames.score_frames(ours, gold, TWO).set_index("frame").loc["a", "recall"] == 0.5


def test_tables_that_do_not_belong_together_are_not_scored():
    gold, ours = make_table("gold", {}), make_table("cue", {})
    with pytest.raises(
        tables.InputError, match="predicted, d: sentence: found no row for 1, expected the rows that gold has"
    ):
        frames.score_frames(ours[ours["sentence"].gt(1)], gold, TWO)
    with pytest.raises(tables.InputError, match="gold, d: sentence: found no row for 10"):
        frames.score_frames(ours, gold[gold["sentence"].lt(10)], TWO)
    with pytest.raises(tables.InputError, match="predicted: coder: found cue, second, expected one coder"):
        frames.score_frames(pd.concat([ours, ours.assign(coder="second")]), gold, TWO)
    with pytest.raises(tables.InputError, match="frame: found b_one on one side only"):
        frames.score_frames(ours[ours["frame"].ne("b_one")], gold[gold["frame"].ne("b_one")], TWO)


def test_the_cue_coder_reaches_its_bar_on_both_parts_of_the_corpus(root, book, coded):
    ours = frames.code_with_cues(coded.statements, book)
    gold = frames.make_frames(coded.statements, coded.codings, book)
    frozen = set(coding.read_frozen(root / "corpus" / "coding" / "frozen.txt"))
    for part in (set(gold["document"]) - frozen, frozen):
        scores = frames.score_frames(ours, gold, book, documents=part).set_index("frame")
        assert scores.loc["macro", "f1"] >= 0.80


def test_gold_is_on_both_sides_the_perfect_score(book, coded):
    gold = frames.make_frames(coded.statements, coded.codings, book)
    scores = frames.score_frames(gold.assign(coder="again"), gold, book)
    assert scores["f1"].eq(1).all()


def test_scores_stand_apart_for_the_frozen_and_a_part_without_documents_is_left_out(root, book, coded):
    ours = frames.code_with_cues(coded.statements, book)
    gold = frames.make_frames(coded.statements, coded.codings, book)
    frozen = coding.read_frozen(root / "corpus" / "coding" / "frozen.txt")
    scores = frames.score_frames_by_split(ours, gold, book, frozen=frozen)
    assert scores["part"].tolist() == ["development"] * 7 + ["frozen"] * 7
    alone = frames.score_frames(ours, gold, book, documents=frozen)
    pd.testing.assert_frame_equal(scores.iloc[7:, 1:].reset_index(drop=True), alone)
    assert set(frames.score_frames_by_split(ours, gold, book, frozen=[])["part"]) == {"development"}


def test_each_sample_is_scored_apart(root, book, coded, documents):
    ours = frames.code_with_cues(coded.statements, book)
    gold = frames.make_frames(coded.statements, coded.codings, book)
    frozen = coding.read_frozen(root / "corpus" / "coding" / "frozen.txt")
    scores = frames.score_frames_by_split(ours, gold, book, frozen=frozen, documents=documents)
    macro = scores[scores["frame"].eq("macro")]
    sizes = macro[["sample", "part", "documents", "statements"]].to_numpy().tolist()
    assert sizes == [
        ["purposive", "development", 90, 976],
        ["purposive", "frozen", 45, 435],
        ["systematic", "development", 211, 2455],
        ["systematic", "frozen", 105, 1244],
    ]
    # No cue was written with documents of the systematic sample in view.
    assert (macro["f1"] >= 0.80).all()
