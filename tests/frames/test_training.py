"""The trained coder: what it learns, what it must not learn, and what it reaches on the corpus."""

import numpy as np
import pandas as pd
import pytest

from research import coding, frames, tables
from research.codebook import Codebook, Cue, Frame, parse_pattern
from research.coding import CodedStatements
from research.frames import features, statement_tokens

NEUTRAL = ["rapat", "kantor", "berita", "jalan", "pasar", "hujan", "kopi", "pagi", "kertas", "meja", "kursi", "taman"]

FRUIT = ["pisang", "jeruk", "anggur", "nanas"]


def make_frame(code: str, *, parent: str = "", cue: str = "") -> Frame:
    cues = (Cue(cue, (parse_pattern(cue),), (), (), 0),) if cue else ()
    return Frame(code, parent, "", "", "", "", "", (), (), cues, ())


BOOK = Codebook(
    "", "", (), "", "", "", (), (), (), (), (make_frame("a", cue="apel"), make_frame("b"), make_frame("c", parent="b"))
)


def make_statements(texts: list[list[str]]) -> pd.DataFrame:
    rows = [(f"d{d:03}", n, text) for d, document in enumerate(texts) for n, text in enumerate(document, 1)]
    table = pd.DataFrame(rows, columns=["document", "sentence", "text"])
    table = table.assign(start=0, stop=table["text"].str.len(), reported=True, speaker="", office="", mode="indirect")
    table = table.assign(official=True)
    table = table.assign(rule="coded", confidence=1.0)
    return table[tables.list_columns("statements")]


def make_gold(statements: pd.DataFrame, truth: dict[str, list[bool]]) -> pd.DataFrame:
    parts = [
        statements[["document", "sentence"]].assign(frame=code, coder="gold", present=present)
        for code, present in truth.items()
    ]
    table = pd.concat(parts, ignore_index=True).assign(probability=np.nan, cue="", cue_start=pd.NA, cue_stop=pd.NA)
    return table.astype({"cue_start": "Int64", "cue_stop": "Int64"})[tables.list_columns("frames")]


def draw_world(seed: int, *, documents: int = 30, noise: float = 0.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Statements in which pisang means c (and so b) and apel means a; noise is the chance that gold says otherwise."""
    generator = np.random.default_rng(seed)
    texts, truth = [], {"a": [], "b": [], "c": []}
    for _ in range(documents):
        document = []
        for _ in range(8):
            words = list(generator.choice(NEUTRAL, size=5))
            marks = {"a": generator.random() < 0.25, "c": generator.random() < 0.25}
            words += [word for word, code in (("apel", "a"), ("pisang", "c")) if marks[code]]
            document.append(" ".join(generator.permutation(words)))
            for code in ("a", "c"):
                truth[code].append(bool(marks[code] != (generator.random() < noise)))
            truth["b"].append(truth["c"][-1])
        texts.append(document)
    statements = make_statements(texts)
    return statements, make_gold(statements, truth)


def test_it_learns_words_that_no_cue_names_and_finds_them_in_new_documents():
    coder = frames.fit_coder(*draw_world(1), BOOK)
    new, truth = draw_world(2)
    found = frames.code_with_model(new, coder)
    scores = frames.score_frames(found, truth, BOOK).set_index("frame")
    assert scores["f1"].min() > 0.97
    assert set(found["coder"]) == {"trained"}


def test_the_same_statements_in_another_order_give_the_same_codes():
    statements, gold = draw_world(3, noise=0.1)
    first = frames.code_with_model(statements, frames.fit_coder(statements, gold, BOOK))
    mixed, mixed_gold = statements.sample(frac=1, random_state=1), gold.sample(frac=1, random_state=2)
    second = frames.code_with_model(mixed, frames.fit_coder(mixed, mixed_gold, BOOK))
    assert tables.format_csv(first) == tables.format_csv(second)


def draw_fruit(seed: int, *, documents: int) -> tuple[pd.DataFrame, pd.DataFrame, list[float]]:
    """Statements in which each of four words makes the code likelier; and how likely it is in each, by construction."""
    generator = np.random.default_rng(seed)
    texts, chances = [], []
    for _ in range(documents):
        fruit = [
            [word for word in ("pisang", "jeruk", "anggur", "nanas") if generator.random() < 0.4] for _ in range(8)
        ]
        texts.append([" ".join([*generator.choice(NEUTRAL, size=4), *words]) for words in fruit])
        chances += [1 / (1 + np.exp(4 - 2 * len(words))) for words in fruit]
    statements = make_statements(texts)
    truth = [bool(toss < chance) for toss, chance in zip(generator.random(len(chances)), chances, strict=True)]
    return statements, make_gold(statements, {"a": truth, "b": truth, "c": truth}), chances


def test_of_statements_given_a_probability_so_many_are_true():
    known, gold, _ = draw_fruit(4, documents=150)
    new, _, chances = draw_fruit(5, documents=150)
    found = frames.code_with_model(new, frames.fit_coder(known, gold, BOOK))
    part = found[found["frame"].eq("c")].assign(chance=chances)
    for _, group in part.groupby(pd.cut(part["probability"], [0, 0.2, 0.4, 0.6, 0.8, 1]), observed=True):
        assert len(group) > 50
        assert group["probability"].mean() == pytest.approx(group["chance"].mean(), abs=0.06)


def test_what_only_one_document_says_is_not_believed():
    # Each document has a word of its own, and all its statements are coded alike, by the toss of a coin: whoever learnt
    # the words by heart would be sure of every statement, and wrong in the next document half the time.
    generator = np.random.default_rng(6)
    coins = [bool(coin) for coin in generator.random(30) < 0.5]
    names = ["".join(generator.choice(list("bdgklmnprst"), size=7)) for _ in coins]
    statements = make_statements([[f"{name} {word}" for word in NEUTRAL[:8]] for name in names])
    truth = [coin for coin in coins for _ in range(8)]
    gold = make_gold(statements, {"a": truth, "b": truth, "c": truth})
    known = frames.code_with_model(statements, frames.fit_coder(statements, gold, BOOK))
    assert known["probability"].between(0.25, 0.75).all()


def test_cross_coding_never_codes_a_document_with_a_coder_that_read_it(monkeypatch: pytest.MonkeyPatch):
    from research.frames import prediction

    statements, gold = draw_world(7)
    read: list[set[str]] = []
    fit = prediction.fit_coder

    def remember(known: pd.DataFrame, *rest, **options):
        read.append(set(known["document"]))
        return fit(known, *rest, **options)

    monkeypatch.setattr(prediction, "fit_coder", remember)
    frames.code_cross_validated(statements, gold, BOOK)
    everything = set(statements["document"])
    left_out = [everything - part for part in read]
    assert sorted(name for part in left_out for name in part) == sorted(everything)


def test_narration_carries_no_frame_and_lends_none_to_the_sentence_behind_it():
    statements, gold = draw_world(8)
    coder = frames.fit_coder(statements, gold, BOOK)
    pair = make_statements([["apel apel pisang", "rapat kantor"]])
    told = pair.assign(reported=[False, True], mode=["narration", "indirect"])
    found = frames.code_with_model(told, coder)
    assert not found["present"].any()
    assert found.loc[found["sentence"].eq(1), "probability"].eq(0).all()
    assert features.extract_raw_features(told, list(statement_tokens.tokenise_statements(told, BOOK))).firings[0] == ()


def test_what_stands_before_a_statement_is_the_same_when_learnt_and_when_coded(monkeypatch: pytest.MonkeyPatch):
    from research.frames import training

    statements, gold = draw_world(13)
    narrated = statements["sentence"].mod(3).eq(2)
    statements = statements.assign(
        reported=~narrated, mode=statements["mode"].mask(narrated, "narration").astype("str")
    )
    gold = gold.assign(present=gold["present"] & ~gold["sentence"].mod(3).eq(2))
    matrices = []
    make = training.make_feature_matrix
    monkeypatch.setattr(training, "make_feature_matrix", lambda *given: matrices.append(make(*given)) or matrices[-1])
    coder = frames.fit_coder(statements, gold, BOOK)
    told = np.flatnonzero(~narrated)
    coded = make(
        coder.features,
        features.extract_raw_features(statements, list(statement_tokens.tokenise_statements(statements, BOOK))),
        told,
    )
    assert abs(matrices[0] - coded).max() == 0


def test_a_frame_with_subcodes_is_present_where_one_is_and_as_probable_as_either():
    book = Codebook(
        *("",) * 2, (), *("",) * 3, (), (), (), (),
        (make_frame("b"), make_frame("c", parent="b"), make_frame("e", parent="b")),
    )  # fmt: skip
    statements, gold = draw_world(9)
    c = gold.loc[gold["frame"].eq("c"), "present"].tolist()
    e = gold.loc[gold["frame"].eq("a"), "present"].tolist()
    coder = frames.fit_coder(
        statements, make_gold(statements, {"b": [x or y for x, y in zip(c, e, strict=True)], "c": c, "e": e}), book
    )
    found = frames.code_with_model(statements, coder)
    wide = found.pivot(index=["document", "sentence"], columns="frame", values=["present", "probability"])
    assert (wide["present"]["b"] == (wide["present"]["c"] | wide["present"]["e"])).all()
    either = 1 - (1 - wide["probability"]["c"].astype(float)) * (1 - wide["probability"]["e"].astype(float))
    np.testing.assert_allclose(wide["probability"]["b"].astype(float), either)


def test_a_cue_counts_only_where_another_document_bears_it_out():
    statements = make_statements([["apel kuning", "hujan"], ["apel hijau"], ["mangga"]])
    book = Codebook(*("",) * 2, (), *("",) * 3, (), (), (), (), (make_frame("a", cue="apel|mangga"),))
    evidence = features.extract_raw_features(statements, list(statement_tokens.tokenise_statements(statements, book)))
    fired = [[firing[2] for firing in firings] for firings in evidence.firings]
    assert fired == [["apel"], [], ["apel"], ["mangga"]]
    kept = features.drop_unsupported(evidence, np.arange(4))
    assert [[firing[2] for firing in firings] for firings in kept.firings] == [["apel"], [], ["apel"], []]
    # Of a document outside the rows, only what fires inside them counts.
    outside = features.drop_unsupported(evidence, np.array([0, 1]))
    assert [[firing[2] for firing in firings] for firings in outside.firings] == [[], [], ["apel"], []]


def test_cross_coding_lends_a_document_no_cue_that_was_written_with_it_in_view():
    book = Codebook(*("",) * 2, (), *("",) * 3, (), (), (), (), (make_frame("a", cue="apel|kiwi"),))
    statements, gold = draw_world(12)
    gold, own = gold[gold["frame"].eq("a")], statements["document"].eq("d000")
    assert statements.loc[own, "text"].str.contains("apel").any()
    coded = []
    # Only this document says it so; one of the two words is in the cue.
    for word in ("kiwi", "zwyx"):
        texts = statements["text"].mask(own, statements["text"].str.replace("apel", word))
        told = statements.assign(text=texts, stop=texts.str.len())
        found = frames.code_cross_validated(told, gold, book)
        coded.append(found.loc[found["document"].eq("d000"), "probability"].to_numpy())
    np.testing.assert_allclose(coded[0], coded[1])


def test_the_sentence_before_lends_its_cues_whoever_speaks():
    book = Codebook(*("",) * 2, (), *("",) * 3, (), (), (), (), (make_frame("a", cue="apel"),))
    statements = make_statements([["apel hujan", "hujan"], ["hujan", "hujan"]])
    evidence = features.extract_raw_features(statements, list(statement_tokens.tokenise_statements(statements, book)))
    rows = np.arange(4)
    matrix = features.make_feature_matrix(features.fit_features(evidence, rows, book), evidence, rows).toarray()
    # The last column is the frame of the sentence before: set for the second sentence of the first document alone.
    assert matrix[:, -1].tolist() == [0, 1, 0, 0]


def test_too_little_gold_is_said_for_every_code_at_once():
    statements, gold = draw_world(10, documents=6)
    bare = gold.assign(present=gold["present"] & gold["document"].isin(["d000", "d001", "d002"]))
    with pytest.raises(tables.InputError) as raised:
        frames.fit_coder(statements, bare, BOOK)
    assert [fault.field for fault in raised.value.faults] == ["a", "c"]
    assert "take the cue coder" in str(raised.value)


def test_statements_that_gold_did_not_read_are_refused():
    statements, gold = draw_world(11)
    with pytest.raises(tables.InputError, match="no row for d000 2"):
        frames.fit_coder(statements, gold[~(gold["document"].eq("d000") & gold["sentence"].eq(2))], BOOK)


def test_a_sample_is_coded_by_a_coder_that_saw_nothing_of_it():
    statements, gold = draw_world(12)
    names = sorted(set(statements["document"]))
    documents = pd.DataFrame({"document": names, "sample": ["old"] * 15 + ["new"] * 15})
    codes = frames.code_across_samples(statements, gold, BOOK, documents=documents)
    assert len(codes) == len(gold)
    assert frames.score_frames(codes, gold, BOOK)["f1"].min() > 0.9
    # Gold of the new sample says the opposite: only the codes of the old one, whose coder learns from it, may change.
    new = set(names[15:])
    turned = gold.assign(present=gold["present"] ^ gold["document"].isin(new))
    others = frames.code_across_samples(statements, turned, BOOK, documents=documents)
    same = codes["document"].isin(new)
    pd.testing.assert_frame_equal(codes[same], others[same])
    assert not codes.loc[~same, "present"].equals(others.loc[~same, "present"])
    # Documents without gold are coded too.
    fewer = frames.code_across_samples(statements, gold[gold["document"].ne(names[0])], BOOK, documents=documents)
    assert len(fewer) == len(gold)


@pytest.fixture(scope="module")
def scores(root, book: Codebook, coded: CodedStatements) -> pd.DataFrame:
    gold = frames.make_frames(coded.statements, coded.codings, book)
    frozen = coding.read_frozen(root / "corpus" / "coding" / "frozen.txt")
    ours = frames.code_out_of_sample(coded.statements, gold, book, frozen=frozen)
    assert len(ours) == len(gold)
    return frames.score_frames_by_split(ours, gold, book, frozen=frozen).set_index(["part", "frame"])


def test_the_trained_coder_reaches_its_bars_on_the_frozen_documents(scores: pd.DataFrame):
    frozen = scores.loc["frozen"]
    assert frozen.loc["macro", "f1"] >= 0.84
    assert frozen.loc[frozen["parent"].eq(""), "f1"].min() >= 0.75


def test_intervals_hold_the_scores(scores: pd.DataFrame):
    told = scores.dropna(subset=["f1_low"])
    assert len(told) == len(scores)
    assert (told["f1_low"] <= told["f1"]).all()
    assert (told["f1"] <= told["f1_high"]).all()
