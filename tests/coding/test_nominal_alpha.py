"""Nominal alpha of many values, beside the package krippendorff."""

import hypothesis
import hypothesis.strategies as st
import krippendorff
import numpy as np
import pytest
from hypothesis.extra import numpy as arrays

from research.coding import measure_nominal_alpha
from research.tables import InputError


@hypothesis.given(
    arrays.arrays(
        float, st.tuples(st.integers(2, 4), st.integers(2, 12)), elements=st.sampled_from([1, 2, 3, 4, 5, np.nan])
    )
)
def test_alpha_is_that_of_the_peer(choices: np.ndarray) -> None:
    paired = choices[:, (~np.isnan(choices)).sum(axis=0) > 1]
    hypothesis.assume(len(np.unique(paired[~np.isnan(paired)])) > 1)
    alpha, _, _ = measure_nominal_alpha(choices, draws=10)
    assert alpha == pytest.approx(krippendorff.alpha(choices, level_of_measurement="nominal"))


def test_one_value_has_no_alpha_and_full_agreement_no_interval() -> None:
    assert np.isnan(measure_nominal_alpha([[2] * 9, [2] * 9])).all()
    assert measure_nominal_alpha([[1, 2] * 9, [1, 2] * 9])[0] == 1
    assert np.isnan(measure_nominal_alpha([[1, np.nan], [np.nan, 2]])).all()
    with pytest.raises(InputError, match="raters: found 1, expected two raters or more"):
        measure_nominal_alpha([[1, 2, 3]])


def test_the_interval_covers_the_alpha_of_many_units() -> None:
    """Raters who choose the same of five with a chance of .6 and else at random: alpha of all such units is .36."""
    random = np.random.default_rng(2)
    truth = random.integers(1, 6, (300, 90))
    raters = np.where(random.random((2, 300, 90)) < 0.6, truth, random.integers(1, 6, (2, 300, 90)))
    ends = [measure_nominal_alpha(raters[:, draw], draws=400) for draw in range(300)]
    covered = np.mean([low <= 0.36 <= high for _, low, high in ends])
    assert 0.9 < covered < 0.99
