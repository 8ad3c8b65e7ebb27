import numpy as np
import pandas as pd
import pytest

from research.compare import measure_pilot_errors
from research.compare.correction.pilot_errors import PilotCounts, draw_truth
from research.tables import InputError

# document, sentence, the coder, people, probability in the pilot
CODES = [
    *[("a", 1, True, True, 0.5), ("a", 2, True, False, 1.0), ("a", 3, False, False, 0.25)],
    *[("b", 1, True, True, 0.5), ("b", 2, False, True, 0.5), ("b", 3, False, False, 1.0)],
]


def make_pilot() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    table = pd.DataFrame(CODES, columns=["document", "sentence", "present", "gold", "probability"]).assign(frame="f")
    units = ["document", "sentence"]
    pilot = table[[*units, "frame"]].assign(coder="gold", present=table["gold"])
    uncoded = table[[*units, "frame", "present"]].head(3).assign(document="c")
    return pd.concat([table[[*units, "frame", "present"]], uncoded]), pilot, table[[*units, "probability"]]


def test_rates_by_hand() -> None:
    """3 hits of the coder, 2 confirmed; 1 of 3 others carries the frame; by weights 4 of 5, and 2 of 7."""
    rows, pilot, sample = make_pilot()
    plain = measure_pilot_errors(rows, pilot).iloc[0]
    assert plain[["documents", "statements", "coder_hits", "gold_hits"]].tolist() == [2, 6, 3, 3]
    assert plain[["precision", "false_omission"]].tolist() == pytest.approx([2 / 3, 1 / 3])
    weighted = measure_pilot_errors(rows, pilot, sample=sample).iloc[0]
    assert weighted[["precision", "false_omission"]].tolist() == pytest.approx([4 / 5, 2 / 7])
    mixed = measure_pilot_errors(rows.sample(frac=1, random_state=1), pilot.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(mixed, measure_pilot_errors(rows, pilot))


def test_a_coder_without_hits_has_no_precision() -> None:
    rows, pilot, _ = make_pilot()
    found = measure_pilot_errors(rows.assign(present=False), pilot).iloc[0]
    assert np.isnan(found["precision"])
    assert found["false_omission"] == 0.5


def test_a_pilot_of_other_statements_is_refused() -> None:
    rows, pilot, _ = make_pilot()
    with pytest.raises(InputError, match="none of the rows"):
        measure_pilot_errors(rows, pilot.head(3).assign(document="z", present=False))


def test_drawn_codes_have_the_pilots_rates_and_correlation() -> None:
    """Of 4.5 hits in 9 statements the rate is .5; two statements of a document correlate as in the pilot."""
    counts = PilotCounts(np.full((1, 2, 1), 9.0), np.array([[[1.5], [4.5]]]), np.array([[0.0], [0.4]]))
    labels = np.tile([[True], [True], [False], [False]], (6000, 1))
    truth = draw_truth(labels, np.repeat(np.arange(6000), 4), counts, np.random.default_rng(3))
    one, two, three, four = truth[:, 0].reshape(6000, 4).T.astype(float)
    assert np.mean([one, two]) == pytest.approx(0.5, abs=0.02)
    assert np.mean([three, four]) == pytest.approx(0.2, abs=0.02)
    assert np.corrcoef(one, two)[0, 1] == pytest.approx(0.4, abs=0.05)
    assert np.corrcoef(three, four)[0, 1] == pytest.approx(0.0, abs=0.05)
    assert np.corrcoef(one, three)[0, 1] == pytest.approx(0.0, abs=0.05)


def test_the_pilots_documents_are_resampled() -> None:
    """One document of two has all the hits: a resample has it 0, 1 or 2 times, so rates of .1, .5 and .9."""
    counts = PilotCounts(np.full((2, 2, 1), 2.0), np.array([[[2.0]] * 2, [[0.0]] * 2]), np.zeros((2, 1)))
    generator = np.random.default_rng(1)
    rates = [float(counts.draw_rates(1, generator)[0, 0, 0]) for _ in range(400)]
    values, numbers = np.unique(np.round(rates, 6), return_counts=True)
    assert values.tolist() == [0.1, 0.5, 0.9]
    assert numbers / 400 == pytest.approx([0.25, 0.5, 0.25], abs=0.08)
