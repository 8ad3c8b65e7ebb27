import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from research import compare, frames
from research.compare import Contrast, Contrasts, TwoGroups
from research.tables import InputError


def make_rows(groups: dict[str, list[list[int]]], *, column: str = "year", frame: str = "f") -> pd.DataFrame:
    """For each value of the column one list of 0 and 1 a document, one number a statement."""
    return pd.DataFrame(
        [
            {"document": f"{group}-{n}", "sentence": s, "frame": frame, "present": bool(hit), column: group}
            | {"speaker": f"speaker {s % 2}"}
            for group, documents in groups.items()
            for n, document in enumerate(documents)
            for s, hit in enumerate(document, start=1)
        ]
    )


def declare(column: str = "year", a: str = "x", b: str = "y") -> Contrasts:
    return Contrasts((Contrast(f"{a}-{b}", f"{a} against {b}", column, (a,), (b,)),))


def pass_factors(rows: pd.DataFrame, contrasts: Contrasts, *, failed: int = 0) -> pd.DataFrame:
    """What the first stage would give if the groups of each contrast's column differed in every frame.

    failed: so many tests of other factors that did not pass.
    """
    found = [(c.column, frame, "supported") for c in contrasts.declared for frame in sorted(set(rows["frame"]))]
    found += [(f"other {place}", rows["frame"].min(), "not supported") for place in range(failed)]
    table = pd.DataFrame(found, columns=["factor", "frame", "verdict"]).drop_duplicates()
    return table.assign(sample="")


def measure(rows: pd.DataFrame, contrasts: Contrasts, *, seed: int = 2026, draws: int = 1999) -> pd.DataFrame:
    return compare.measure_contrasts(rows, contrasts, pass_factors(rows, contrasts), seed=seed, draws=draws)


def make_sides(hits_a: list[int], hits_b: list[int], *, size: int = 4) -> TwoGroups:
    hits = np.array([*hits_a, *hits_b], dtype=float)
    on_a = np.arange(len(hits)) < len(hits_a)
    totals = np.full(len(hits), float(size))
    return TwoGroups(hits * on_a, totals * on_a, hits * ~on_a, totals * ~on_a)


def draw_rows(seed: int, chances: dict[str, float], documents: int) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    return make_rows(
        {
            name: [
                generator.binomial(1, generator.beta(5 * p, 5 * (1 - p)), generator.integers(4, 12)).tolist()
                for _ in range(documents)
            ]
            for name, p in chances.items()
        }
    )


def test_the_permutation_p_is_that_of_all_permutations() -> None:
    """Four documents a side, all 70 ways to part them, against the plain difference of means in equal documents.

    For documents of one size the studentised difference is Student's t (pooled or not, the order is the same where the
    sides have as many), so the peer is scipy's t statistic over all permutations.
    """
    hits_a, hits_b = [4, 3, 3, 2], [0, 1, 2, 2]
    sides = make_sides(hits_a, hits_b)
    labels = compare.draw_permutations(sides, draws=40_000, generator=np.random.default_rng(3))
    _, statistics = compare.compute_test_statistics(sides, labels)
    values = np.array([*hits_a, *hits_b], dtype=float)
    chosen = [np.isin(np.arange(8), rows) for rows in itertools.combinations(range(8), 4)]
    every = np.array([stats.ttest_ind(values[one], values[~one], equal_var=False).statistic for one in chosen])
    exact = (np.abs(every) >= abs(every[0]) - 1e-9).mean()
    assert statistics[0] == pytest.approx(every[0])
    assert float(compare.compute_p_value(statistics)) == pytest.approx(exact, abs=0.007)


def test_the_statistic_of_documents_on_both_sides_is_the_paired_one() -> None:
    """Six documents with four statements on either side: p is that of all 64 ways to turn the pairs round."""
    a, b = np.array([3.0, 2, 4, 1, 2, 0]), np.array([1.0, 2, 2, 0, 1, 0])
    totals = np.full(6, 4.0)
    sides = TwoGroups(a, totals, b, totals)
    labels = compare.draw_permutations(sides, draws=20_000, generator=np.random.default_rng(1))
    differences, statistics = compare.compute_test_statistics(sides, labels)
    assert differences[0] == pytest.approx((a - b).mean() / 4)
    signs = np.array(list(itertools.product([1, -1], repeat=6)))
    exact = (np.abs(signs @ (a - b)) >= abs((a - b).sum()) - 1e-9).mean()
    assert float(compare.compute_p_value(differences)) == pytest.approx(exact, abs=0.007)
    assert float(compare.compute_p_value(statistics)) == pytest.approx(exact, abs=0.007)


def test_halves_of_unlike_size_do_not_make_a_difference() -> None:
    """One document alone has the frame, at one statement of each half: nothing tells the sides apart, p is 1."""
    hits = np.array([1.0, 0, 0, 0, 0, 0])
    sides = TwoGroups(hits, np.full(6, 4.0), hits, np.full(6, 5.0))
    labels = compare.draw_permutations(sides, draws=999, generator=np.random.default_rng(1))
    for statistics in compare.compute_test_statistics(sides, labels):
        assert float(compare.compute_p_value(statistics)) == 1


def test_documents_on_both_sides_and_on_one_count_together() -> None:
    """Mantel and Haenszel's difference over the strata: the documents alone as one stratum, each of the others as one.

    Alone: 6 of 8 against 2 of 8, weight 4, difference 1/2. Both: 3 of 4 and 1 of 2, weight 4/3, difference 1/4; 0 of 2
    and 0 of 6, weight 3/2, difference 0. (2 + 1/3) / (4 + 4/3 + 3/2) = 0.341463.
    """
    sides = TwoGroups(*np.array([[4.0, 2, 0, 0, 3, 0], [4, 4, 0, 0, 4, 2], [0, 0, 1, 1, 1, 0], [0, 0, 4, 4, 2, 6]]))
    labels = compare.draw_permutations(sides, draws=9, generator=np.random.default_rng(1))
    differences, _ = compare.compute_test_statistics(sides, labels)
    assert differences[0] == pytest.approx((2 + 1 / 3) / (4 + 4 / 3 + 3 / 2))


def test_permutations_move_whole_documents() -> None:
    """All of a document's statements agree: 5 documents of 20 statements a side are 5 observations, not 100."""
    rows = make_rows({"x": [[1] * 20] * 4 + [[0] * 20], "y": [[0] * 20] * 4 + [[1] * 20]})
    row = measure(rows, declare()).iloc[0]
    # Fisher's exact test of 4 of 5 against 1 of 5.
    assert row["p"] == pytest.approx(stats.fisher_exact([[4, 1], [1, 4]]).pvalue, abs=0.04)
    assert row["verdict"] == "not supported"
    assert row["exchange_unit"] == "documents"


def test_p_is_never_nothing() -> None:
    """(1 + count) / (1 + draws), Phipson and Smyth: 99 draws can give no less than 0.01."""
    rows = make_rows({"x": [[1, 1, 1]] * 15 + [[1, 1, 0]] * 5, "y": [[0, 0, 0]] * 15 + [[0, 0, 1]] * 5})
    row = measure(rows, declare(), draws=99).iloc[0]
    assert row["p"] == 0.01
    assert row["verdict"] == "supported"
    assert row["difference_low"] > 0.5


def test_intervals_switch_under_fifteen_documents_a_side() -> None:
    many, few = draw_rows(4, {"x": 0.4, "y": 0.2}, 15), draw_rows(4, {"x": 0.4, "y": 0.2}, 14)
    methods = [measure(rows, declare()).loc[0, "method"] for rows in (many, few)]
    assert methods == ["intervals of both shares joined", "permutation test inverted, 2.5 % at either end"]
    shares = [compare.measure_shares(many, by="year").set_index("group").loc[name] for name in "xy"]
    down = np.hypot(shares[0]["share"] - shares[0]["low"], shares[1]["high"] - shares[1]["share"])
    row = measure(many, declare()).iloc[0]
    assert row["raw_difference"] == pytest.approx(row["difference"]), "no document is on both sides"
    assert row["difference_low"] == pytest.approx(shares[0]["share"] - shares[1]["share"] - down)
    fourteen = measure(few, declare()).iloc[0]
    ends = [compare.measure_shares(few, by="year").set_index("group").loc[name] for name in "xy"]
    joined = np.hypot(ends[0]["share"] - ends[0]["low"], ends[1]["high"] - ends[1]["share"])
    assert fourteen["difference_low"] != pytest.approx(fourteen["difference"] - joined, abs=1e-4)


def test_an_inverted_test_holds_what_the_test_does_not_refuse() -> None:
    sides = make_sides([2, 3, 1, 4, 2, 3], [1, 0, 2, 1, 1, 0])
    labels = compare.draw_permutations(sides, draws=1999, generator=np.random.default_rng(2))
    low, high = compare.invert_test(sides, labels, compare.shift_difference, start=10 / 24, ends=(-1, 1))

    def find_p(value: float) -> float:
        _, statistics = compare.compute_test_statistics(compare.shift_difference(sides, value), labels)
        return float(compare.compute_p_value(statistics))

    assert [find_p(value) > 0.05 for value in (low - 0.02, low + 0.02, high - 0.02, high + 0.02)] == [
        *(False, True, True, False)
    ]
    # Of like size and spread the interval comes near Student's.
    a, b = np.array([2, 3, 1, 4, 2, 3]) / 4, np.array([1, 0, 2, 1, 1, 0]) / 4
    peer = stats.ttest_ind(a, b, equal_var=False).confidence_interval()
    assert (low, high) == pytest.approx((peer.low, peer.high), abs=0.05)


def test_joined_intervals_by_hand() -> None:
    """Shares 0.3 (0.2 to 0.5) and 0.1 (0.05 to 0.2): 0.2 less sqrt(.1^2 + .1^2), and 0.2 more sqrt(.2^2 + .05^2)."""
    one, other = (
        (np.array([0.3]), np.array([0.2]), np.array([0.5])),
        (np.array([0.1]), np.array([0.05]), np.array([0.2])),
    )
    low, high = compare.estimate_difference_interval(one, other)
    assert (low[0], high[0]) == pytest.approx((0.2 - 0.02**0.5, 0.2 + 0.0425**0.5))
    low, high = compare.estimate_ratio_interval(one, other)
    down, up = np.hypot(np.log(1.5), np.log(2)), np.hypot(np.log(5 / 3), np.log(2))
    assert (low[0], high[0]) == pytest.approx((3 * np.exp(-down), 3 * np.exp(up)))
    narrow = compare.estimate_difference_interval(one, other, correlation=0.5)
    assert (narrow[1] - narrow[0])[0] < 0.2 + 0.02**0.5


def test_only_an_interval_within_five_points_of_nothing_is_equivalence() -> None:
    """Two one-sided tests (Lakens 2017): the interval lies inside the margin on both sides, or nothing is ruled out."""
    alike = {side: [[1] * (n % 3) + [0] * (10 - n % 3) for n in range(60)] for side in "xy"}
    row = measure(make_rows(alike), declare()).iloc[0]
    assert -0.05 < row["difference_low"] < row["difference_high"] < 0.05
    assert row["equivalent"]
    wide = measure(draw_rows(4, {"x": 0.2, "y": 0.2}, 15), declare()).iloc[0]
    assert wide["difference_high"] > 0.05
    assert not wide["equivalent"], "not supported, and not equivalent either: too little is known"
    few = measure(draw_rows(1, {"x": 0.2, "y": 0.2}, 4), declare()).iloc[0]
    assert not few["equivalent"]


def test_no_hits_on_a_side() -> None:
    """None on side b: a difference and its interval; none on either: nothing to say."""
    rows = draw_rows(6, {"x": 0.4, "y": 0.2}, 20)
    none = rows.assign(present=rows["present"] & (rows["year"] == "x"))
    row = measure(none, declare()).iloc[0]
    assert row["share_b"] == 0
    assert row["difference_high"] > row["difference"] > row["difference_low"] > 0
    neither = measure(rows.assign(present=False), declare()).iloc[0]
    assert (neither["verdict"], neither["share_a"], neither["n_tests"]) == ("too few to say", 0, 0)


def test_under_five_documents_a_side_nothing_is_estimated() -> None:
    row = measure(draw_rows(1, {"x": 0.4, "y": 0.2}, 4), declare()).iloc[0]
    assert row["verdict"] == "too few to say"
    assert row[["share_a", "difference", "p", "q"]].isna().all()
    assert row[["documents_a", "families_b", "speakers_a"]].tolist() == [4, 4, 8]


def test_families_move_as_one() -> None:
    """Fifteen copies of one release on side x are one family: five families on x, and one of them no proof."""
    rows = make_rows({"x": [[1, 1, 1]] * 15 + [[0, 0, 0]] * 4, "y": [[0, 0, 0]] * 19})
    copies = {f"x-{n}" for n in range(15)}
    families = rows.assign(family=rows["document"].where(~rows["document"].isin(copies), "x-0"))
    plain, own = (measure(table, declare()).iloc[0] for table in (rows, families))
    assert plain["verdict"] == "supported"
    assert own["verdict"] == "not supported"
    assert own[["documents_a", "families_a", "method", "exchange_unit"]].tolist() == [
        *(19, 5, "permutation test inverted, 2.5 % at either end", "families")
    ]


def test_q_is_benjamini_and_hochberg_s_in_each_family_at_the_level_of_what_passed() -> None:
    """Four families of three pairs of groups; 12 of 16 tests of the first stage failed, so q is 16 / 4 as large."""
    parts = [
        draw_rows(seed, {"x": 0.2 + 0.05 * seed, "y": 0.2, "z": 0.3}, 16).assign(frame=f"f{seed}") for seed in range(4)
    ]
    rows = pd.concat(parts)
    contrasts = Contrasts((*declare().declared, *declare(a="x", b="z").declared))
    table = compare.measure_contrasts(rows, contrasts, pass_factors(rows, contrasts, failed=12), draws=999)
    assert table["n_tests"].tolist() == [3] * 12
    assert table["origin"].value_counts().to_dict() == {"declared": 8, "exploration": 4}
    for _, part in table.groupby("frame"):
        ranked = part["p"].sort_values()
        by_hand = (ranked * 3 / np.arange(1, 4))[::-1].cummin() * 4
        assert part["q"].tolist() == pytest.approx(by_hand.clip(upper=1).reindex(part.index).tolist())


def test_contrasts_are_opened_only_below_a_factor_that_passed() -> None:
    rows = pd.concat([draw_rows(seed, {"x": 0.5, "y": 0.1, "z": 0.1}, 20).assign(frame=f"f{seed}") for seed in (1, 2)])
    omnibus = pass_factors(rows, declare())
    omnibus.loc[omnibus["frame"] == "f2", "verdict"] = "not supported"
    table = compare.measure_contrasts(rows, declare(), omnibus, draws=999)
    assert table[["contrast", "frame", "opened"]].to_numpy().tolist() == [
        *(["x-y", "f1", True], ["x-y", "f2", False], ["year: x - z", "f1", True], ["year: y - z", "f1", True])
    ]
    closed = table[~table["opened"]].iloc[0]
    assert np.isnan(closed["p"])
    assert (closed["verdict"], closed["draws"], closed["n_tests"]) == ("not supported", 0, 0)
    assert closed["difference_low"] < closed["difference"] < closed["difference_high"]
    assert (
        table.set_index(["contrast", "frame"])
        .loc[[("x-y", "f1"), ("year: x - z", "f1")], "verdict"]
        .eq("supported")
        .all()
    )


def test_a_contrast_of_years_is_opened_by_the_test_of_elections() -> None:
    rows = draw_rows(1, {"2018": 0.5, "2020": 0.1}, 20).rename(columns={"year": "election_year"})
    rows["election"] = "pilkada-" + rows["election_year"]
    contrasts = declare("election_year", "2018", "2020")
    omnibus = compare.test_factors(rows, factors=["election"], draws=999)
    table = compare.measure_contrasts(rows, contrasts, omnibus, draws=999)
    assert table["contrast"].tolist() == ["2018-2020", "election: pilkada-2018 - pilkada-2020"]
    assert table["verdict"].eq("supported").all()
    with pytest.raises(InputError, match="expected a factor of the table omnibus: kind"):
        compare.measure_contrasts(rows, contrasts, omnibus.assign(factor="kind"))


def test_the_interval_is_of_the_difference_that_is_tested() -> None:
    """Documents with both modes, of unlike size: p is above .05 where the interval holds 0; the raw one is beside."""
    generator = np.random.default_rng(8)
    rows = make_rows(
        {"x": [generator.binomial(1, p, generator.integers(5, 12)).tolist() for p in generator.beta(1, 3, 30)]}
    )
    rows["mode"] = np.where(rows["sentence"] <= 3, "direct", "indirect")
    for seed in range(6):
        shifted = rows.assign(
            present=rows["present"] | ((rows["mode"] == "direct") & (generator.random(len(rows)) < seed / 20))
        )
        row = measure(shifted, declare("mode", "direct", "indirect"), seed=seed).iloc[0]
        assert row["difference_low"] <= row["difference"] <= row["difference_high"]
        assert row["raw_difference"] == pytest.approx(row["share_a"] - row["share_b"])
        assert row["raw_difference"] != pytest.approx(row["difference"], abs=1e-6)
        if abs(row["p"] - 0.05) > 0.02:
            assert (row["p"] > 0.05) == (row["difference_low"] <= 0 <= row["difference_high"])


def test_samples_are_measured_apart() -> None:
    rows = draw_rows(2, {"x": 0.4, "y": 0.2}, 12)
    other = draw_rows(3, {"x": 0.2, "y": 0.2}, 12)
    both = pd.concat([rows.assign(sample="one"), other.assign(sample="two", document="two-" + other["document"])])
    omnibus = pd.concat([pass_factors(rows, declare()).assign(sample=name) for name in ("one", "two")])
    table = compare.measure_contrasts(both, declare(), omnibus, draws=199)
    alone = measure(rows, declare(), draws=199)
    assert table["sample"].tolist() == ["one", "two"]
    assert (
        table.loc[0, ["difference", "documents_a", "share_b"]].tolist()
        == alone.loc[0, ["difference", "documents_a", "share_b"]].tolist()
    )


def test_modes_are_held_against_each_other_within_documents_and_in_coded_rows_alone() -> None:
    generator = np.random.default_rng(3)
    groups = {"x": [generator.binomial(1, 0.3, 8).tolist() for _ in range(20)]}
    rows = make_rows(groups).assign(rule="coded")
    rows["mode"] = np.where(rows["sentence"] % 2 == 0, "direct", "indirect")
    row = measure(rows, declare("mode", "direct", "indirect")).iloc[0]
    assert row[["documents_a", "documents_b", "documents", "statements_a"]].tolist() == [20, 20, 20, 80]
    assert row["exchange_unit"] == "documents; sides within documents that have both"
    halves = rows.groupby(["document", "mode"])["present"].agg(["sum", "size"]).unstack()
    gaps = halves["sum"]["direct"] / 4 - halves["sum"]["indirect"] / 4
    assert row["difference"] == pytest.approx(gaps.mean()), "four statements of each mode in each document"
    guessed = rows.assign(rule=np.where(rows["document"] < "x-5", "verb", "coded"))
    assert measure(guessed, declare("mode", "direct", "indirect")).loc[0, "documents"] < 20


def test_contrasts_do_not_hang_on_the_order_of_rows() -> None:
    rows = draw_rows(2, {"x": 0.4, "y": 0.2}, 12)
    table = measure(rows, declare())
    shuffled = measure(rows.sample(frac=1, random_state=1), declare())
    pd.testing.assert_frame_equal(table, shuffled, check_exact=True)
    assert measure(rows, declare(), seed=1).loc[0, "p"] != table.loc[0, "p"]


def test_unknown_columns_and_frames_are_refused_together() -> None:
    contrasts = Contrasts(declare("colour").declared, ("g",))
    with pytest.raises(InputError, match="2 faults") as caught:
        measure(draw_rows(2, {"x": 0.4, "y": 0.2}, 6), contrasts)
    assert "contrast x-y: column: found 'colour'" in str(caught.value)
    assert "contrasts: frames: found 'g', expected frames of the rows and of omnibus: f" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "contrast: found no such field, expected one [[contrast]] at least"),
        ("frames = 3", "frames: found 3"),
        ("[[contrast]]\nid='x'\nlabel='X'\na=['z']\nb=['y']", "column: found no such field, expected a text"),
        (
            "[[contrast]]\nid='x'\nlabel='X'\ncolumn='c'\na=[2018]\nb=['y']",
            "a: found 2018, expected a text in quotes",
        ),
        ("[[contrast]]\nid='x'\nlabel='X'\ncolumn='c'\na=['y']\nb=['y']", "b: found y, expected values that are not"),
        ("[[contrast]]\nid='x'\nlabel='X'\ncolumn='c'\na=['z']\nb=['y']\nd=1", "d: found a field nobody declared"),
        ("[[contrast]]\nid='x'\nlabel='X'\ncolumn='c'\na=['z']\nb=['y']\n" * 2, "id: found given twice"),
        ("[[contrast]", "expected TOML in UTF-8"),
        ("colour = 1\ncontrast = [1]", "colour: found a field nobody declared"),
    ],
)
def test_faults_of_a_declaration(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "contrasts.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        compare.read_contrasts(path)
    assert words in str(caught.value)


def test_a_missing_declaration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found nothing there"):
        compare.read_contrasts(tmp_path / "contrasts.toml")


def test_the_declared_contrasts_are_of_the_corpus(root: Path, documents, coded, book) -> None:
    """Every value of every side is in the corpus, and each side has the documents that it is said to need."""
    rows = compare.merge_frames(documents, coded.statements, frames.make_frames(coded.statements, coded.codings, book))
    contrasts = compare.read_contrasts(root / "corpus" / "contrasts.toml")
    assert compare.check_contrasts(contrasts, rows) is contrasts
    wrong = Contrasts((Contrast("x", "X", "island", ("Jawa",), ("Atlantis",)),), ("rain",))
    with pytest.raises(InputError, match="2 faults"):
        compare.check_contrasts(wrong, rows)
    omnibus = compare.test_factors(rows[rows["frame"].isin(contrasts.frames)], draws=99)
    table = compare.measure_contrasts(rows, contrasts, omnibus, draws=99)
    declared = table[table["origin"] == "declared"]
    assert len(declared) == 2 * len(contrasts.declared) * len(contrasts.frames), "in each of two samples"


def test_nothing_declared_gives_the_table_without_rows() -> None:
    rows = pd.DataFrame({"document": ["a"], "sentence": 1, "frame": "f", "present": True, "speaker": "X"})
    omnibus = compare.test_factors(rows.assign(kind="news"), factors=["kind"])
    table = compare.measure_contrasts(rows, Contrasts(()), omnibus)
    assert table.empty
    assert {"contrast", "column", "frame", "verdict"} <= set(table.columns)
