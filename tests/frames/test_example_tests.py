"""The examples of the codebook, coded."""

from dataclasses import replace

import pandas as pd
import pytest

from research.codebook import Codebook, FrameRule
from research.codebook.definitions import Example, RuleExample
from research.coding import CodedStatements
from research.frames import check_example_sources, code_examples, code_with_cues, count_examples, example_tests


def test_every_example_is_coded_as_marked(book):
    coded = code_examples(book)
    assert coded.loc[~coded["sound"], ["frame", "text"]].values.tolist() == []
    counts = count_examples(coded).set_index("frame")
    parts = (*book.frames, *book.frame_rules)
    assert counts.loc["all", "examples"] == sum(len(part.examples) for part in parts)
    assert (counts["right"] + counts["missed"] + counts["false_alarms"]).equals(counts["examples"])


def test_a_mark_that_is_not_true_and_a_miss_without_one_are_told(book):
    sanctions = book.frames[1]
    texts = [("Ada sanksi.", True, True), ("Ia datang.", True, False), ("Ada sanksi.", False, False)]
    texts += [("Ia datang.", True, True), ("Ada sanksi.", False, True), ("Ada sanksi.", True, False)]
    own = tuple(Example(text, present, misses, "") for text, present, misses in texts)
    coded = code_examples(replace(book, frames=(replace(sanctions, examples=own),), frame_rules=()))
    assert coded["sound"].tolist() == [False, False, False, True, True, True]
    counted = count_examples(coded)
    assert counted.iloc[0].tolist() == ["sanctions", 6, 2, 2, 2, pytest.approx(4 / 6)]


def test_a_drawn_example_must_stand_in_the_corpus_as_gold_decided(book, coded):
    assert check_example_sources(book, coded.statements, coded.codings) == []
    frame = book.frames[0]
    drawn = next(example for example in frame.examples if example.document)
    for change, field in (({"text": "Lain."}, "text"), ({"present": not drawn.present}, "present")):
        altered = replace(book, frames=(replace(frame, examples=(replace(drawn, **change),)),))
        faults = check_example_sources(altered, coded.statements, coded.codings)
        assert [(fault.where, fault.field) for fault in faults] == [
            ("codebook, frame service_priority, example 1", field)
        ]


def make_rule(**fields: object) -> FrameRule:
    example = RuleExample(**{"text": "Ada sanksi.", "present": True, "frame": "sanctions", **fields})
    return FrameRule("A", "A kind", "A rule.", (example,), ("sanctions",))


def test_an_example_of_a_rule_is_coded_like_one_of_the_frame_and_after_its_sentence_before(
    book: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def code(statements: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
        seen.append(statements)
        return code_with_cues(statements, codebook)

    frame = replace(book.frames[1], examples=(Example("Ia datang.", False),))
    altered = replace(book, frames=(frame,), frame_rules=(make_rule(before="Ia pergi."),))
    monkeypatch.setattr(example_tests, "code_with_cues", code)
    coded = code_examples(altered)
    assert coded[["frame", "rule", "example", "before", "coded", "cue"]].values.tolist() == [
        ["sanctions", "", 1, "", False, ""],
        ["sanctions", "A", 1, "Ia pergi.", True, "sanction"],
    ]
    (statements,) = seen
    columns = ["document", "sentence", "start", "stop", "text"]
    assert statements[columns].values.tolist() == [
        ["example-00001", 2, 0, 10, "Ia datang."],
        ["example-00002", 1, 0, 9, "Ia pergi."],
        ["example-00002", 2, 10, 21, "Ada sanksi."],
    ]
    assert statements["reported"].all()


def test_codes_are_counted_against_the_codebook_and_not_against_the_marks(book: Codebook) -> None:
    counts = count_examples(code_examples(book).assign(coded=True)).set_index("frame")
    assert counts["missed"].eq(0).all()
    assert counts.loc["all", "right"] == sum(
        example.present for part in (*book.frames, *book.frame_rules) for example in part.examples
    )


def test_a_drawn_example_of_a_rule_stands_in_the_corpus_with_its_sentence_before(
    book: Codebook, coded: CodedStatements
) -> None:
    texts = coded.statements.set_index(["document", "sentence"])["text"]
    gold = coded.codings[coded.codings["coder"].eq("gold") & coded.codings["frame"].eq("sanctions")]
    document, sentence = gold.loc[gold["sentence"].gt(1), ["document", "sentence"]].iloc[0]
    fields = {"text": texts[document, sentence], "document": document, "sentence": sentence}

    def check(**changes: object) -> list[tuple[str, str]]:
        altered = replace(book, frames=(), frame_rules=(make_rule(**{**fields, **changes}),))
        faults = check_example_sources(altered, coded.statements, coded.codings)
        return [(fault.where, fault.field) for fault in faults]

    assert check() == check(before=texts[document, sentence - 1]) == []
    assert check(before="Lain.") == [("codebook, rule A, example 1", "before")]
    assert check(present=False) == [("codebook, rule A, example 1", "present")]
    assert check(frame="social_media") == [("codebook, rule A, example 1", "present")]
