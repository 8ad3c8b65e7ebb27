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
TERMS = pd.DataFrame({"topic": [1, 2], "terms": ["sanksi", "netral"]})


def test_a_statement_counts_for_its_topic_alone() -> None:
    dominant = ROWS[["document", "sentence"]].assign(topic=[1] * 6 + [2] * 6)
    shares = compare.measure_topic_shares(ROWS, dominant, TERMS).set_index("topic")
    assert shares["hits"].to_dict() == {1: 3, 2: 0}
    assert shares["share"].to_dict() == {1: 0.5, 2: 0.0}
    assert shares.loc[1, "terms"] == "sanksi"


def test_a_statement_of_two_topics_is_refused() -> None:
    dominant = pd.concat([ROWS[["document", "sentence"]].assign(topic=1)] * 2)
    with pytest.raises(InputError, match="dominant topics"):
        compare.measure_topic_shares(ROWS, dominant, TERMS)
