import pandas as pd
import pytest

from research import compare
from research.tables import InputError

ROWS = pd.DataFrame(
    {
        "document": [f"d{number}" for number in range(12)],
        "sentence": 1,
        "frame": "sanctions",
        "present": [True, True, True] + [False] * 9,
        "speaker": "Rai",
    }
)
TERMS = pd.DataFrame({"topic": [0, 1], "terms": ["", "sanksi"], "share": [0.5, 0.5]})
GATES = pd.DataFrame({"topic": [1, 2, 3], "number": [0, 0, 1], "kept": [0.3, 0.4, 0.8], "noise": 0.5, "returns": 0.9})


def test_a_statement_counts_for_its_topic_alone() -> None:
    dominant = ROWS[["document", "sentence"]].assign(topic=[1] * 6 + [0] * 6)
    shares = compare.measure_topic_shares(ROWS, dominant, TERMS, GATES).set_index("topic")
    assert shares["hits"].to_dict() == {1: 3, 0: 0}
    assert shares["share"].to_dict() == {1: 0.5, 0: 0.0}
    assert shares.loc[1, ["terms", "part", "kept", "noise", "label"]].tolist() == ["sanksi", 0.5, 0.8, 0.5, ""]
    labelled = compare.measure_topic_shares(ROWS, dominant, TERMS.assign(label_en=["", "Punishment"]), GATES)
    assert labelled.set_index("topic")["label"].to_dict() == {1: "Punishment", 0: ""}
    assert shares.loc[0, ["kept", "noise", "returns"]].isna().all()


def test_a_statement_of_two_topics_is_refused() -> None:
    dominant = pd.concat([ROWS[["document", "sentence"]].assign(topic=1)] * 2)
    with pytest.raises(InputError, match="dominant topics"):
        compare.measure_topic_shares(ROWS, dominant, TERMS, GATES)


def test_gates_of_several_models_are_refused() -> None:
    dominant = ROWS[["document", "sentence"]].assign(topic=1)
    with pytest.raises(InputError, match="table of gates"):
        compare.measure_topic_shares(ROWS, dominant, TERMS, pd.concat([GATES, GATES]))
