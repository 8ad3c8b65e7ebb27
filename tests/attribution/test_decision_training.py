"""Decisions learnt from coded documents: a planted rule is learnt, nothing leaks, and the order does not matter."""

import subprocess
import sys
from collections.abc import Iterable

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from research.attribution import (
    attribute_out_of_sample,
    find_statements,
    fit_attribution,
    hash_inputs,
    render_model,
    segment_documents,
)
from research.attribution.attribution_rules import apply_rules
from research.attribution.decision_features import list_cases
from research.attribution.decision_model import LogisticModel, choose, read_model
from research.attribution.sentence_features import annotate_text
from research.tables import InputError

LEAD = "Bupati Lebong Ani Rahma meminta ASN netral."
# The planted rule: in a paragraph of its own, sanksi is what she says and cuaca is the reporter's.
SAID, TOLD = "Sanksi berat menanti pelanggar itu.", "Cuaca cerah menyertai acara itu."


def plant(n_documents: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Documents of three paragraphs, of which the rules take none but the first for a statement, and their gold."""
    orders = [(SAID, TOLD), (TOLD, SAID)]
    texts = ["\n\n".join((LEAD, *orders[number % 2])) for number in range(n_documents)]
    documents = pd.DataFrame({"document": [f"d{number:02}" for number in range(n_documents)], "text": texts})
    gold = segment_documents(documents)
    gold["reported"] = gold["text"] != TOLD
    gold["speaker"] = gold["reported"].map({True: "Ani Rahma", False: ""})
    gold["office"] = gold["reported"].map({True: "head", False: ""})
    return documents, gold


def list_reported(statements: pd.DataFrame, text: str) -> list[bool]:
    return statements.loc[statements["text"] == text, "reported"].tolist()


def test_what_the_rules_cannot_know_is_learnt_from_other_documents() -> None:
    documents, gold = plant(20)
    alone = find_statements(documents, learnt=False)
    assert not any(list_reported(alone, SAID))
    learnt = attribute_out_of_sample(documents, gold)
    assert all(list_reported(learnt, SAID)) and not any(list_reported(learnt, TOLD))
    spoken = learnt[learnt["text"] == SAID]
    assert set(zip(spoken["speaker"], spoken["office"], spoken["rule"], strict=True)) == {
        ("Ani Rahma", "head", "learnt")
    }


def test_a_document_is_not_attributed_by_what_was_learnt_from_it_or_its_group() -> None:
    documents, gold = plant(20)
    odd = "Pagar kantor sudah dicat hijau."
    groups = ["same" if number < 2 else f"d{number:02}" for number in range(20)]
    documents.loc[:1, "text"] = f"{LEAD}\n\n{odd}\n\n{odd}\n\n{odd}"
    gold = pd.concat([segment_documents(documents[:2]), gold[~gold["document"].isin(["d00", "d01"])]])
    gold = gold.assign(reported=gold["text"] != TOLD)
    gold["speaker"] = gold["reported"].map({True: "Ani Rahma", False: ""})
    gold["office"] = gold["reported"].map({True: "head", False: ""})
    grouped = documents.assign(group=groups)
    flipped = gold.assign(reported=gold["reported"] & ~gold["text"].eq(odd))
    out = [attribute_out_of_sample(grouped, truth) for truth in (gold, flipped)]
    own = [table[table["document"].isin(["d00", "d01"])].reset_index(drop=True) for table in out]
    pd.testing.assert_frame_equal(*own)
    frozen = [attribute_out_of_sample(grouped, truth, frozen=["d00"]) for truth in (gold, flipped)]
    pd.testing.assert_frame_equal(*frozen)


def test_the_same_documents_in_any_order_give_the_same_bytes() -> None:
    documents, gold = plant(12)
    rendered = [
        render_model(fit_attribution(table, truth), inputs=hash_inputs(table, truth))
        for table, truth in ((documents, gold), (documents[::-1], gold.sample(frac=1, random_state=1)))
    ]
    assert rendered[0] == rendered[1]
    other = gold.assign(office=gold["office"].replace("head", "agency"))
    assert hash_inputs(documents, gold) != hash_inputs(documents, other)


@pytest.mark.parametrize("text", ["", "Rapat usai.", LEAD, '"Netral."', "Sanksi menanti, katanya."])
def test_short_documents_are_attributed_and_can_be_learnt_from(text: str) -> None:
    documents = pd.DataFrame({"document": ["a"], "text": [text]})
    gold = segment_documents(documents).assign(reported=False, speaker="", office="")
    assert len(attribute_out_of_sample(documents, gold)) == len(gold)
    assert len(find_statements(documents)) == len(gold)


def test_gold_without_a_column_is_refused() -> None:
    documents, gold = plant(2)
    with pytest.raises(InputError, match="gold: speaker"):
        fit_attribution(documents, gold.drop(columns="speaker"))


def test_features_that_were_never_seen_add_nothing_and_their_order_does_not_matter() -> None:
    model = LogisticModel(0.5, {"a": 1.0, "b": -3.0, "c": 1e-17})
    assert model.predict(["never", "seen"]) == pytest.approx(1 / (1 + 2.718281828459045**-0.5))
    assert model.predict(["a", "b", "c"]) == model.predict(["c", "b", "a"])


WORDS = st.sampled_from(
    [*LEAD.split(), *SAID.split(), *TOLD.split(), "Hal", "itu", "disampaikan", "katanya", "\n\n", '"']
)


@settings(max_examples=60)
@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_every_sentence_has_one_decision_and_speakers_are_named_in_the_document(text: str) -> None:
    annotated = annotate_text(text)
    rules = apply_rules(annotated, verbatim=True)
    model = read_model()
    choices = choose(rules, list_cases(annotated, rules), model.reported, model.speaker)
    assert len(choices) == len(annotated.sentences)
    for choice, decision in zip(choices, rules.decisions, strict=True):
        if choice.decision.rule == "learnt":
            assert choice.decision.speaker is not None
            assert set(choice.decision.speaker.name.split()) <= set(text.replace('"', " ").replace(".", " ").split())
        elif choice.decision.rule != "learnt_narration":
            assert choice.decision == decision


def _run(code: Iterable[str]) -> str:
    return subprocess.run([sys.executable, "-c", "; ".join(code)], capture_output=True, text=True, check=True).stdout


def test_nothing_is_fitted_where_documents_are_attributed() -> None:
    code = ["import sys, pandas", "from research.attribution import find_statements"]
    code += ["find_statements(pandas.DataFrame({'document': ['a'], 'text': ['Rapat usai.']}))"]
    assert _run([*code, "print('sklearn' in sys.modules)"]).strip() == "False"
