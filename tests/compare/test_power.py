"""Expectations come from a simulation by another program (Welch's test, beta-binomial documents) and from formulas."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from research import compare, study
from research.compare import Contrast
from research.tables import InputError

KINDS = Contrast("release-news", "Press releases against news", "kind", ("press_release",), ("news",))


def make_rows(groups: dict[str, int], *, share: float = 0.2, sizes: tuple[int, ...] = (6, 9, 12)) -> pd.DataFrame:
    """So many documents of each kind; hits are dealt beta-binomially with a correlation of .12."""
    generator = np.random.default_rng(8)
    rows = []
    for kind, count in groups.items():
        for number in range(count):
            size = sizes[number % len(sizes)]
            hits = generator.random(size) < generator.beta(share * 0.88 / 0.12, (1 - share) * 0.88 / 0.12)
            name = f"{kind.replace('_', '-')}-{number}"
            rows += [
                {"document": name, "sentence": s, "frame": "f", "present": bool(hit), "kind": kind}
                for s, hit in enumerate(hits, start=1)
            ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def releases() -> pd.DataFrame:
    rows = make_rows({"press_release": 20, "news": 115})
    return compare.simulate_power(rows, KINDS, frame="f", differences=[0.08, 0.3])


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((75, 75, 0), 0.8), ((44, 253, 0), 0.8), ((20, 115, 0), 0.5)],
)
def test_the_power_of_releases_against_news_is_that_of_another_program(
    root: Path, counts: tuple[int, int, int], expected: float
) -> None:
    """Sanctions 8 points fewer in releases than in news' 20 %, correlation .12: 75 + 75 or 44 + 253 documents for 80 %.

    With the 20 + 115 documents of the first sample the same program had found .60 in 60 corpora (standard error .06),
    and a normal approximation gives .50.
    """
    rows = study.open_study(root / "corpus", sample="purposive").rows
    sizes = rows[rows["frame"] == "sanctions"].groupby(["kind", "document"]).size()
    pairs = [[size, 0] for size in sizes["press_release"]] + [[0, size] for size in sizes["news"]]
    clusters = compare.Clusters(np.array(pairs, dtype=float), 0.12)
    found = compare.estimate_power(clusters, counts, (0.123, 0.203), samples=2000, generator=np.random.default_rng(1))
    assert found == pytest.approx(expected, abs=0.05)


def test_the_smaller_group_is_the_one_to_collect(releases: pd.DataFrame) -> None:
    """20 releases against 115 items of news: a standard error is mostly that of the 20, which no news makes smaller."""
    down = releases[releases["difference"].between(-0.1, 0)].set_index("design")
    assert down.loc["now", ["documents_a", "documents_b", "added"]].tolist() == [20, 115, 0]
    assert 0.3 < down.loc["now", "power"] < 0.7
    assert down.loc["more of b", "method"] == "out of reach"
    assert 15 <= down.loc["more of a", "added"] <= 60
    assert down.loc["fewest more", "documents_b"] == 115
    assert down.loc["more of a", "power"] == pytest.approx(0.8, abs=0.045)


def test_up_and_down_are_apart(releases: pd.DataFrame) -> None:
    """A share nearer to a half varies more, so a difference upwards is harder to find than one downwards."""
    now = releases[releases["design"] == "now"].set_index("difference")
    assert now.loc[0.08, "power"] < now.loc[-0.08, "power"] - 0.05
    assert now.loc[0.08, "share_a"] == pytest.approx(now.loc[0.08, "share_b"] + 0.08)
    assert now.loc[-0.3, "method"] == "impossible", "20 % less 30 points is no share"
    assert now.loc[-0.3, ["power", "share_a"]].isna().all()
    assert now.loc[0.3, "power"] > 0.9
    assert (releases.loc[releases["difference"] == 0.3, "design"] == "now").all(), "80 % is there already"


def test_groups_of_one_size_grow_together() -> None:
    """With variances v, w of one document 80 % takes v/n + w/m = (d / 2.80) ** 2, the fewest at n : m = sd : sd."""
    rows = make_rows({"press_release": 30, "news": 30}, sizes=(8,))
    table = compare.simulate_power(rows, KINDS, frame="f", differences=[0.1]).set_index(["difference", "design"])
    row = table.loc[(0.1, "fewest more")]
    spreads = [p * (1 - p) / 8 * (1 + 7 * row["correlation"]) for p in row[["share_a", "share_b"]]]
    ends = [(spread**0.5) * sum(s**0.5 for s in spreads) * (2.802 / 0.1) ** 2 for spread in spreads]
    assert row[["documents_a", "documents_b"]].tolist() == pytest.approx(ends, rel=0.2)


def test_documents_of_both_groups_grow_as_they_are_divided() -> None:
    rows = make_rows({"news": 40})
    rows["kind"] = np.where(rows["sentence"] % 2 == 1, "news", "press_release")
    table = compare.simulate_power(rows, KINDS, frame="f", differences=[0.05]).set_index(["difference", "design"])
    assert set(table.index.get_level_values("design")) == {"now", "divided as now"}
    row = table.loc[(-0.05, "divided as now")]
    assert row["documents_a"] == row["documents_b"] == 40 + row["added"]


def test_too_few_documents_are_said() -> None:
    table = compare.simulate_power(make_rows({"press_release": 4, "news": 30}), KINDS, frame="f")
    assert set(table["method"]) == {"too few to say"}
    assert table["power"].isna().all()
    assert table["difference"].tolist() == [-0.05, 0.05, -0.08, 0.08, -0.1, 0.1]


def test_power_does_not_hang_on_the_order_of_rows_and_takes_a_seed() -> None:
    rows = make_rows({"press_release": 12, "news": 20})
    one, other = (
        compare.simulate_power(table, KINDS, frame="f", differences=[0.2])
        for table in (rows, rows.sample(frac=1, random_state=1))
    )
    pd.testing.assert_frame_equal(one, other, check_exact=True)
    again = compare.simulate_power(rows, KINDS, frame="f", differences=[0.2], seed=1)
    assert again["power"].tolist() != one["power"].tolist()


def test_what_cannot_be_simulated_is_refused() -> None:
    rows = make_rows({"press_release": 6, "news": 6})
    with pytest.raises(InputError, match="differences: found 8, expected a difference of shares above 0 and below 1"):
        compare.simulate_power(rows, KINDS, frame="f", differences=[8])
    with pytest.raises(InputError, match="frames: found 'g'"):
        compare.simulate_power(rows, KINDS, frame="g")
