"""Shares drawn towards the mean: how far, what is noted, and the same as R's lme4 and glmmTMB have on the corpus."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, special, stats

from research import compare, study
from research.compare.multilevel import average_logits
from research.tables import InputError

REFERENCE = Path("benchmarks/multilevel_reference.csv")


def make_rows(groups: dict[str, list[tuple[int, int]]], frame: str = "f") -> pd.DataFrame:
    """For each province its documents as hits and totals."""
    return pd.DataFrame(
        [
            {"document": f"{name}-{n}", "sentence": s, "frame": frame, "present": s <= hits, "province": name}
            for name, documents in groups.items()
            for n, (hits, total) in enumerate(documents)
            for s in range(1, total + 1)
        ]
    )


def draw_groups(seed: int, *, groups: int = 20, spread: float = 0.6) -> tuple[dict, list]:
    """Provinces of 1 to 12 documents with 9 statements each, from the very model."""
    generator = np.random.default_rng(seed)
    found, truths = {}, []
    for number in range(groups):
        logit = -1.5 + spread * generator.normal()
        chances = special.expit(logit + 0.5 * generator.normal(size=generator.integers(1, 13)))
        found[f"p{number:02}"] = [(int(generator.binomial(9, chance)), 9) for chance in chances]
        truths.append(logit)
    return found, truths


def test_small_provinces_are_drawn_towards_the_mean_and_large_ones_hardly() -> None:
    """A document of two hits in two beside forty of half hits: the first moves, the second stays."""
    groups = {f"p{n}": [(n % 3, 10)] * 6 for n in range(6)} | {"small": [(2, 2)], "large": [(5, 10)] * 40}
    table = compare.fit_multilevel(make_rows(groups), by="province").set_index("group")
    small, large = table.loc["small"], table.loc["large"]
    assert small["observed_share"] == 1
    assert small["share"] < 0.75
    assert large["share"] == pytest.approx(0.5, abs=0.02)
    assert small["high"] - small["low"] > 4 * (large["high"] - large["low"])
    assert large["pooling"] < 0.05 < 0.3 < small["pooling"] <= 1


def test_the_more_documents_the_less_is_drawn() -> None:
    others = {f"p{n}": [(1 + n % 2, 10)] * 8 for n in range(8)}
    rows = [
        compare.fit_multilevel(make_rows(others | {"x": [(5, 10)] * size}), by="province").set_index("group").loc["x"]
        for size in (1, 2, 4, 8)
    ]
    shares, pooling = ([row[name] for row in rows] for name in ("share", "pooling"))
    assert shares == sorted(shares)
    assert pooling == sorted(pooling, reverse=True)


def test_intervals_hold_where_the_truth_is_known_and_estimates_are_nearer_to_it_than_shares() -> None:
    held, raw, pooled = [], [], []
    for seed in range(15):
        groups, truths = draw_groups(seed)
        table = compare.fit_multilevel(make_rows(groups), by="province")
        held += list((table["logit"] - truths).abs() < 1.96 * table["error"])
        shares = average_logits(np.array(truths), 0.5)
        raw += list((table["observed_share"] - shares) ** 2)
        pooled += list((table["share"] - shares) ** 2)
    assert 0.89 <= np.mean(held) <= 0.98
    assert np.mean(pooled) < 0.8 * np.mean(raw)


def test_a_share_is_the_mean_of_documents() -> None:
    def weigh(effect: float) -> float:
        return float(special.expit(-2 + 0.7 * effect)) * float(stats.norm.pdf(effect))

    assert average_logits(np.array([-2.0]), 0.7)[0] == pytest.approx(integrate.quad(weigh, -10, 10)[0], abs=1e-9)


def test_a_fit_at_the_boundary_is_noted() -> None:
    alike = {f"p{n}": [(2, 10)] * 4 for n in range(4)}
    table = compare.fit_multilevel(make_rows(alike), by="province")
    assert set(table["note"]) == {
        "no spread between groups found: each has the mean; covariance of the frames at its boundary: rank 0 of 1; "
        "4 groups: their spread is hardly known"
    }
    assert (table["group_spread"] == 0).all() and (table["pooling"] == 1).all()
    assert table["share"].to_list() == pytest.approx([0.2] * 4, abs=1e-4)
    groups, _ = draw_groups(1)
    free = compare.fit_multilevel(make_rows(groups), by="province")
    assert set(free["note"]) == {""} and free["group_spread"].iloc[0] > 0.3


def test_too_few_hits_groups_or_documents_and_unknown_names_are_said() -> None:
    groups, _ = draw_groups(1)
    rare = make_rows(groups, "rare").assign(present=lambda rows: rows.index < 9)
    table = compare.fit_multilevel(pd.concat([make_rows(groups), rare]), by="province")
    few = table[table["frame"] == "rare"]
    assert set(few["method"]) == {"too few to say"} and few["share"].isna().all()
    alone = compare.fit_multilevel(make_rows(groups), by="province")
    others = table[table["frame"] == "f"].reset_index(drop=True)
    pd.testing.assert_frame_equal(others, alone)
    one = compare.fit_multilevel(make_rows({"a": [(3, 9)] * 20}), by="province")
    small = compare.fit_multilevel(make_rows({"a": [(3, 9)] * 7, "b": [(3, 9)] * 7}), by="province")
    assert set(one["method"]) == set(small["method"]) == {"too few to say"}
    with pytest.raises(InputError, match="fit_multilevel: by: found 'colour'"):
        compare.fit_multilevel(make_rows(groups), by="colour")


def test_families_count_once_as_clusters_and_the_order_of_rows_changes_nothing() -> None:
    groups, _ = draw_groups(3)
    rows = make_rows(groups)
    table = compare.fit_multilevel(rows, by="province")
    mixed = compare.fit_multilevel(rows.sample(frac=1, random_state=1), by="province")
    pd.testing.assert_frame_equal(table, mixed, check_exact=True)
    alone = compare.fit_multilevel(rows.assign(family=rows["document"]), by="province")
    pd.testing.assert_frame_equal(alone.drop(columns="method"), table.drop(columns="method"), check_exact=True)
    pairs = rows["document"].where(~rows["document"].str.endswith(("1", "3")), rows["province"] + "-0")
    paired = compare.fit_multilevel(rows.assign(family=pairs), by="province")
    assert paired["families"].sum() < table["families"].sum()
    assert paired["document_spread"].iloc[0] != pytest.approx(table["document_spread"].iloc[0], abs=1e-3)


@pytest.fixture(scope="module")
def known() -> study.Study:
    return study.open_study("corpus")


@pytest.mark.parametrize("sample", ["systematic", "purposive"])
def test_r_finds_the_same_groups_and_variances_on_the_corpus(known: study.Study, sample: str) -> None:
    """The stored numbers are those of benchmarks/multilevel.py, which says how R was called."""
    reference = pd.read_csv(REFERENCE, comment="#", dtype={"group": "str"})
    part = reference[reference["sample"] == sample]
    rows = known.restrict(sample=sample).frame_rows
    assert set(part["grouping"]) == {"election", "island", "office", "mode", "kind", "province"}
    for grouping, peer in part.groupby("grouping"):
        table = compare.fit_multilevel(rows, by=str(grouping))
        both = table.merge(peer, on=["group", "frame"], suffixes=("", "_peer"), validate="one_to_one")
        assert len(both) == len(table) == len(peer)
        assert both["hits"].equals(both["hits_peer"]), "the codes have changed: run benchmarks/multilevel.py again"
        assert (both["logit"] - both["logit_peer"]).abs().max() < 0.02
        variance = both["group_spread"] ** 2
        assert np.isclose(variance, both["variance"], rtol=0.1, atol=0.001).all()
        assert np.isclose(both["document_spread"] ** 2, both["document_variance"], rtol=0.1).all()
