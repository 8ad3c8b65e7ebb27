import numpy as np
import pandas as pd

from research import compare


def test_a_coder_that_errs_everywhere_alike_is_corrected_to_the_gold() -> None:
    """40 documents of ten statements: gold has one hit in each, the coder sees another two in each."""
    names = np.repeat([f"d{number:02}" for number in range(40)], 10)
    rows = pd.DataFrame({"document": names, "sentence": list(range(1, 11)) * 40, "frame": "f", "speaker": "Rai"})
    rows = rows.assign(present=rows["sentence"].eq(1))
    predicted = rows.assign(present=rows["sentence"].le(3))
    table = compare.compare_with_gold(rows, predicted, documents=[f"d{number:02}" for number in range(20)])
    row = table.iloc[0]
    assert row["predicted_share"] == 0.3
    assert abs(row["share"] - 0.1) < 1e-9
    assert row["gold_share"] == 0.1
    assert row["predicted_low"] > 0.1, "predictions taken as true know nothing of their error"
    assert row["holds"] == "yes"
