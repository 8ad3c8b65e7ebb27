import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings, strategies as st
from scipy import stats

from research import compare
from research.tables import TOO_FEW, InputError

ATTRIBUTES = {
    "election": "pilkada-2020",
    "election_year": "2020",
    "province": "Bali",
    "region": "Bali",
    "outlet": "Warta",
    "kind": "news",
    "speaker": "Rai",
    "office": "head",
    "mode": "direct",
}


def make_rows(hits: list[list[int]], *, frame: str = "sanctions", island: str = "Jawa") -> pd.DataFrame:
    """One list of 0 and 1 for each document, one number for each reported statement."""
    return pd.DataFrame(
        [
            {"document": f"{island.lower()}-{n}", "sentence": s, "frame": frame, "present": bool(hit), "island": island}
            | ATTRIBUTES
            for n, document in enumerate(hits)
            for s, hit in enumerate(document, start=1)
        ]
    )


def test_a_share_worked_by_hand() -> None:
    """Six documents of five statements with 1, 0, 2, 0, 1, 0 hits.

    share 4/30; residuals 1/3, -2/3, 4/3, -2/3, 1/3, -2/3 square to 10/3; variance 6/5 * (10/3) / 900 = 1/225, standard
    error 1/15; on the logit scale (1/15) / (4/30 * 26/30) = 0.57692; t(5) = 2.57058; logit -1.87180 -+ 1.48303.
    Effective n 4/30 * 26/30 * 225 = 26; 2.57058^2 = 6.60789; Wilson: centre (4/30 + 6.60789/52) / (1 + 6.60789/26) =
    0.20764, reach 2.57058 / 1.25415 * sqrt(1/225 + 6.60789 / 2704) = 0.17011.
    """
    moments = compare.estimate_moments(np.array([1.0, 0, 2, 0, 1, 0]), np.full(6, 5.0))
    low, high = compare.estimate_logit_interval(moments)
    assert float(low) == pytest.approx(1 / (1 + np.exp(1.87180 + 1.48303)), abs=1e-5)
    assert float(high) == pytest.approx(1 / (1 + np.exp(1.87180 - 1.48303)), abs=1e-5)
    share, low, high, method = compare.estimate_share([1, 0, 2, 0, 1, 0], [5] * 6)
    assert share == pytest.approx(4 / 30)
    assert (low, high) == pytest.approx((0.20764 - 0.17011, 0.20764 + 0.17011), abs=1e-5)
    assert method == compare.WILSON


@pytest.mark.parametrize(
    ("clusters", "hits", "method"),
    [(14, 5, "WILSON"), (15, 5, "LOGIT"), (15, 1, "WILSON"), (29, 1, "WILSON"), (30, 1, "LOGIT"), (30, 0, "EXACT")],
)
def test_the_method_is_the_one_that_the_simulation_picks(clusters: int, hits: int, method: str) -> None:
    """By the number of clusters and the share, which is half of hits in ten here."""
    counts = [hits, 0] * (clusters // 2) + [hits] * (clusters % 2)
    assert compare.estimate_share(counts, [10] * clusters)[3] == getattr(compare, method)


def test_more_statements_than_there_are_never_count() -> None:
    """Shares more alike than chance makes them: Wilson's interval for the 60 statements there are, and no narrower."""
    hits, totals = [1, 1, 1, 1, 1, 2], [10] * 6
    _, low, high, _ = compare.estimate_share(hits, totals)
    t, p, n = stats.t.ppf(0.975, 5), 7 / 60, 60
    expected = (p + t**2 / (2 * n) + np.array([-1, 1]) * t * np.sqrt(p * (1 - p) / n + t**2 / (4 * n**2))) / (
        1 + t**2 / n
    )
    assert [low, high] == pytest.approx(expected.tolist())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=5, max_size=20))
def test_intervals_are_those_of_a_clustered_logistic_regression(documents: list[tuple[int, int]]) -> None:
    """The peer: statsmodels, a logit of the intercept alone, cluster-robust with its correction, t of G - 1."""
    hits = np.array([a for a, b in documents if a + b])
    totals = np.array([a + b for a, b in documents if a + b])
    if len(totals) < 5 or len(set(hits / totals)) == 1:
        return
    outcome = np.concatenate([[1] * h + [0] * (n - h) for h, n in zip(hits, totals, strict=True)])
    groups = np.repeat(np.arange(len(totals)), totals)
    model = sm.GLM(outcome, np.ones((len(outcome), 1)), family=sm.families.Binomial())
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": groups})
    reach = stats.t.ppf(0.975, len(totals) - 1) * fit.bse[0]
    expected = 1 / (1 + np.exp(-(fit.params[0] + np.array([-reach, reach]))))
    found = compare.estimate_logit_interval(compare.estimate_moments(hits.astype(float), totals.astype(float)))
    assert [float(end) for end in found] == pytest.approx(expected.tolist(), abs=1e-6)


def test_no_hits_have_an_exact_upper_bound() -> None:
    """With no hit in 10 documents the two-sided 95 % bound is 1 - 0.025^(1/10)."""
    share, low, high, method = compare.estimate_share([0] * 10, [7] * 10)
    assert (share, low, method) == (0, 0, compare.EXACT)
    assert high == pytest.approx(1 - 0.025**0.1)
    assert compare.estimate_share([7] * 10, [7] * 10)[1] == pytest.approx(0.025**0.1)


def test_equal_shares_in_all_documents_do_not_make_a_certainty() -> None:
    """One hit of two in each of 10 documents: Clopper and Pearson's for 5 of 10."""
    _, low, high, method = compare.estimate_share([1] * 10, [2] * 10)
    expected = stats.binomtest(5, 10).proportion_ci(method="exact")
    assert (low, high) == pytest.approx((expected.low, expected.high))
    assert method == compare.EXACT


def test_nothing_counted_is_nothing_to_say() -> None:
    assert compare.estimate_share([0] * 6, [0] * 6)[3] == TOO_FEW
    with pytest.raises(InputError, match="rows: found none"):
        compare.measure_shares(make_rows([[1]]).iloc[:0], by="island")
    with pytest.raises(InputError, match="count_hits: by: found colour"):
        compare.count_hits(make_rows([[1]]), by=["colour"])


def test_under_five_documents_nothing_is_estimated() -> None:
    table = compare.measure_shares(make_rows([[1, 0], [0], [1], [0]]), by="island")
    assert table.loc[0, ["statements", "documents", "hits", "method"]].tolist() == [5, 4, 2, "too few to say"]
    assert table[["share", "low", "high", "bootstrap_low", "bootstrap_high"]].isna().all(axis=None)


def test_statements_and_documents_are_different_bases() -> None:
    rows = make_rows([[1, 1, 1, 1], [0], [0], [0], [1, 0]])
    statements = compare.measure_shares(rows, by="all").iloc[0]
    documents = compare.measure_shares(rows, by="all", base="documents").iloc[0]
    assert (statements["hits"], statements["statements"], statements["share"]) == (5, 9, pytest.approx(5 / 9))
    assert (documents["hits"], documents["documents"], documents["share"]) == (2, 5, pytest.approx(2 / 5))


def test_shares_do_not_hang_on_the_order_of_rows_or_on_other_groups() -> None:
    generator = np.random.default_rng(5)
    java = make_rows([generator.binomial(1, 0.3, size).tolist() for size in (3, 5, 6, 8, 9, 11, 13, 17)])
    papua = make_rows(generator.binomial(1, 0.5, (6, 4)).tolist(), island="Papua")
    both = compare.measure_shares(pd.concat([java, papua]).sample(frac=1, random_state=2), by="island")
    alone = compare.measure_shares(java, by="island")
    pd.testing.assert_frame_equal(both[both["group"] == "Jawa"].reset_index(drop=True), alone)
    assert not compare.measure_shares(java, by="island", seed=1).equals(alone)


def test_intervals_hold_where_the_truth_is_known() -> None:
    """400 samples of 15 documents with 10 statements each, shares beta(2, 8) from document to document: truth 0.2.

    The binomial error of the coverage itself is 1.1 points; the percentile bootstrap is known to fall short.
    """
    generator = np.random.default_rng(11)
    shares = generator.beta(2, 8, size=(400, 15))
    hits = generator.binomial(10, shares)
    intervals = [compare.estimate_share(sample, [10] * 15)[1:3] for sample in hits]
    coverage = np.mean([low <= 0.2 <= high for low, high in intervals])
    assert 0.92 <= coverage <= 0.98


def test_the_bootstrap_resamples_whole_documents() -> None:
    """Documents of all or nothing: resampling their statements would give an interval a third as wide."""
    rows = make_rows([[1] * 9, [1] * 9, [0] * 9, [0] * 9, [0] * 9, [0] * 9])
    row = compare.measure_shares(rows, by="all", draws=4000).iloc[0]
    # Of six documents, binomial(6, 1/3): P(0) = .088, P(>= 5) = .018, P(>= 4) = .100.
    assert row["bootstrap_low"] == 0
    assert row["bootstrap_high"] == pytest.approx(4 / 6)


def test_join_keeps_statements_without_a_frame_and_names_the_national_group() -> None:
    documents = pd.DataFrame([{"document": "a", **ATTRIBUTES, "island": "", "election_year": 2020}])
    statements = pd.DataFrame({"document": "a", "sentence": [1, 2, 3], "reported": [True, False, True]})
    statements = statements.assign(speaker="Rai", office="head", mode="direct")
    frames = pd.DataFrame({"document": "a", "sentence": [1, 2, 3], "frame": "sanctions", "coder": "gold"})
    rows = compare.merge_frames(documents, statements, frames.assign(present=[True, False, False]))
    assert rows[["sentence", "present", "island"]].to_numpy().tolist() == [
        [1, True, "national"],
        [3, False, "national"],
    ]
    with pytest.raises(InputError, match="no row for a 3 sanctions"):
        compare.merge_frames(documents, statements, frames.iloc[:2].assign(present=True))
    with pytest.raises(InputError, match="cue, gold, expected one coder"):
        two = pd.concat([frames, frames.assign(coder="cue")]).assign(present=True)
        compare.merge_frames(documents, statements, two)


def test_join_adds_the_family_of_each_document() -> None:
    documents = pd.DataFrame([{"document": name, **ATTRIBUTES, "island": "", "election_year": 2020} for name in "ab"])
    statements = pd.DataFrame({"document": ["a", "b"], "sentence": 1, "reported": True})
    statements = statements.assign(speaker="Rai", office="head", mode="direct")
    frames = statements[["document", "sentence"]].assign(frame="sanctions", coder="gold", present=True)
    families = pd.DataFrame({"document": ["b", "a"], "family": ["a", "a"]})
    rows = compare.merge_frames(documents, statements, frames, families=families)
    assert rows["family"].tolist() == ["a", "a"]
    pd.testing.assert_frame_equal(rows.drop(columns="family"), compare.merge_frames(documents, statements, frames))
    with pytest.raises(InputError, match="no row for b, expected a family"):
        compare.merge_frames(documents, statements, frames, families=families.iloc[1:])


def test_families_take_the_place_of_documents() -> None:
    """Ten documents in six families: the clusters worked by hand in the first test, in parts."""
    rows = make_rows([[1, 0, 0], [0, 0], [0] * 5, [1, 0, 0], [1, 0], [0] * 4, [0], [0, 1, 0], [0, 0], [0] * 5])
    family = dict(zip([f"jawa-{n}" for n in range(10)], "aabccddeef", strict=True))
    row = compare.measure_shares(rows.assign(family=rows["document"].map(family)), by="all").iloc[0]
    assert row[["statements", "documents", "hits"]].tolist() == [30, 10, 4]
    assert row["families"] == 6
    assert row["method"] == "Wilson, effective n, clustered by family"
    expected = compare.estimate_share([1, 0, 2, 0, 1, 0], [5] * 6)[:3]
    assert row[["share", "low", "high"]].tolist() == pytest.approx(expected)
    few = rows.assign(family=rows["document"].map(family).replace({"b": "a", "f": "e"}))
    row = compare.measure_shares(few, by="all").iloc[0]
    assert (row["documents"], row["families"], row["method"]) == (10, 4, "too few to say"), "four families are no five"


def test_families_of_one_document_change_no_number() -> None:
    generator = np.random.default_rng(5)
    rows = make_rows([generator.binomial(1, 0.3, size).tolist() for size in (3, 5, 6, 8, 9, 11, 13, 17)])
    alone = compare.weight_families(rows.assign(family=rows["document"]))
    for base in ("statements", "documents"):
        with_families = compare.measure_shares(alone, by="island", base=base).drop(columns="method")
        plain = compare.measure_shares(rows, by="island", base=base).drop(columns="method")
        pd.testing.assert_frame_equal(with_families, plain, check_exact=True)


def test_a_release_copied_many_times_counts_once_where_families_weigh() -> None:
    """One release of 2 hits in 2, in 10 copies, beside 10 documents of 1 hit in 20: 21/40, or by weight 3/22.

    As clusters of their own, the copies give a much narrower interval than as one family.
    """
    rows = make_rows([[1, 1]] * 10 + [[0, 0]] * 9 + [[0, 1]])
    copies = {f"jawa-{n}" for n in range(10)}
    rows = rows.assign(family=rows["document"].where(~rows["document"].isin(copies), "jawa-0"))
    plain = compare.measure_shares(rows, by="all").iloc[0]
    weighted = compare.measure_shares(compare.weight_families(rows), by="all").iloc[0]
    assert plain["share"] == pytest.approx(21 / 40)
    assert weighted["share"] == pytest.approx(3 / 22)
    assert weighted[["statements", "documents", "hits"]].tolist() == [40, 20, 21]
    documents = compare.measure_shares(compare.weight_families(rows), by="all", base="documents").iloc[0]
    assert documents["share"] == pytest.approx(2 / 11)
    by_document = compare.measure_shares(rows.drop(columns="family"), by="all").iloc[0]
    assert plain["high"] - plain["low"] > 1.5 * (by_document["high"] - by_document["low"])


def test_intervals_hold_for_reprinted_releases_only_by_family() -> None:
    """300 samples of 20 releases, shares beta(2, 8), each printed one to six times, with 10 statements: truth 0.2."""
    generator = np.random.default_rng(12)
    covered = {"family": 0, "document": 0}
    for _ in range(300):
        hits, copies = generator.binomial(10, generator.beta(2, 8, 20)), generator.integers(1, 7, 20)
        for name, intervals in {
            "family": compare.estimate_share(hits * copies, 10 * copies),
            "document": compare.estimate_share(np.repeat(hits, copies), [10] * int(copies.sum())),
        }.items():
            covered[name] += intervals[1] <= 0.2 <= intervals[2]
    assert covered["family"] >= 0.91 * 300
    assert covered["document"] <= 0.80 * 300


def test_weights_want_families() -> None:
    with pytest.raises(InputError, match="weight_families: rows: family: found no such column"):
        compare.weight_families(make_rows([[1]]))


@pytest.mark.parametrize(("options", "words"), [({"by": "colour"}, "by"), ({"by": "all", "base": "clauses"}, "base")])
def test_unknown_groups_and_bases_are_refused(options: dict[str, str], words: str) -> None:
    with pytest.raises(InputError, match=f"measure_shares: {words}: found"):
        compare.measure_shares(make_rows([[1]]), **options)


def test_count_hits_counts_and_does_not_estimate() -> None:
    counts = compare.count_hits(make_rows([[1, 0, 1], [0]]), by=["document"])
    told = ["document", "statements", "documents", "families", "speakers", "hits"]
    assert counts[told].to_numpy().tolist() == [["jawa-0", 3, 1, 1, 1, 2], ["jawa-1", 1, 1, 1, 1, 0]]


def test_every_province_has_a_row_and_only_large_ones_a_share() -> None:
    bali = make_rows([[1, 0]] * 3 + [[0, 0]] * 2)
    aceh = make_rows([[1]] * 4, island="Sumatera").assign(province="Aceh")
    national = make_rows([[0]], island="national").assign(province="Nasional")
    provinces = pd.DataFrame({"province": ["Aceh", "Bali", "Riau"]})
    table = compare.measure_province_shares(pd.concat([bali, aceh, national]), provinces).set_index("province")
    assert list(table.index) == ["Aceh", "Bali", "Riau", "Nasional"]
    assert table["documents"].tolist() == [4, 5, 0, 1]
    assert table["statements"].tolist() == [4, 10, 0, 1]
    assert table["families"].tolist() == table["speakers"].tolist() == [4, 5, 0, 1]
    assert table.loc["Bali", "sanctions"] == pytest.approx(0.3)
    assert table["sanctions"].isna().tolist() == [True, False, True, True]


def test_speakers_are_names_in_one_document_and_carry_what_one_of_their_statements_carries() -> None:
    """Rai of a and Rai of b are two; in a, Rai has the frame and Budi has not; a nameless statement is nobody's."""
    rows = make_rows([[1, 0, 0, 1], [0, 0], [0], [0], [1]])
    rows["speaker"] = ["Rai", "Rai", "Budi", "", "Rai", "Rai", "Budi", "Ani", "Ani"]
    speakers = compare.measure_shares(rows, by="all", base="speakers").iloc[0]
    assert speakers[["statements", "documents", "families", "speakers", "hits"]].tolist() == [9, 5, 5, 6, 2]
    assert speakers["share"] == pytest.approx(2 / 6)
    with pytest.raises(InputError, match="measure_shares: speaker: found no such column"):
        compare.measure_shares(rows.drop(columns="speaker"), by="all", base="speakers")
    assert compare.measure_shares(rows.drop(columns="speaker"), by="all")["speakers"].isna().all()


def test_framed_statements_are_a_base_of_their_own() -> None:
    """Of four statements two carry f or g; f has 1 of 4, and 1 of those 2."""
    rows = pd.concat([make_rows([[1, 0, 0, 0]], frame="f"), make_rows([[0, 1, 0, 0]], frame="g")])
    framed = compare.keep_framed(rows)
    assert framed.groupby("frame")["present"].agg(["sum", "size"]).to_numpy().tolist() == [[1, 2], [1, 2]]
    assert compare.keep_framed(rows, frames=["g"])["sentence"].tolist() == [2, 2]
    with pytest.raises(InputError, match="keep_framed: frames: found h, expected frames of the rows: f, g"):
        compare.keep_framed(rows, frames=["h"])


def test_documents_that_count_once_give_the_mean_of_their_shares() -> None:
    rows = make_rows([[1, 0], [0] * 8, [1, 1, 0, 0], [0], [1]])
    weighted = compare.measure_shares(compare.weight_documents(rows), by="all").iloc[0]
    assert weighted["share"] == pytest.approx(np.mean([1 / 2, 0, 1 / 2, 0, 1]))
    assert weighted[["statements", "hits"]].tolist() == [16, 4]
    # The interval is that of the documents' shares, whatever the scale of the weights.
    twice = compare.weight_documents(rows).assign(weight=lambda table: 7 * table["weight"])
    again = compare.measure_shares(twice, by="all").iloc[0]
    assert (again["low"], again["high"]) == pytest.approx((weighted["low"], weighted["high"]))


def test_strata_are_made_alike_by_hand() -> None:
    """2018: news 8 of 10 with the frame, releases 1 of 10; 2020: news 4 of 5, releases 2 of 15 (a plain 30 %).

    News is 15 of all 40: 2018 becomes 3/8 * .8 + 5/8 * .1 = .3625 and 2020 3/8 * .8 + 5/8 * 2/15 = .38333.
    """
    parts = []
    for year, kind, hits, size in (("18", "news", 8, 10), ("18", "release", 1, 10), ("20", "news", 4, 5)):
        parts.append((year, kind, hits, size))
    parts.append(("20", "release", 2, 15))
    tables = []
    for year, kind, hits, size in parts:
        spread = [[int(5 * n + m < hits) for m in range(5)] for n in range(size // 5)]
        table = make_rows(spread, island=f"{year}{kind}")
        tables.append(table.assign(election_year=year, kind=kind))
    rows = pd.concat(tables, ignore_index=True)
    extra = make_rows([[0]], island="lone").assign(election_year="20", kind="tweet")
    table = compare.compare_weightings(rows, by="election_year", strata=("kind",)).set_index(["weighting", "group"])
    assert table.loc[("statements", "20"), "method"] == TOO_FEW, "four documents"
    weighted = compare.weight_strata(rows, by="election_year", strata="kind")
    found = weighted.assign(hit=weighted["present"] * weighted["weight"]).groupby("election_year")[["hit", "weight"]]
    sums = found.sum()
    assert (sums["hit"] / sums["weight"]).tolist() == pytest.approx([0.3625, 3 / 8 * 0.8 + 5 / 8 * 2 / 15])
    covered = compare.weight_strata(pd.concat([rows, extra]), by="election_year", strata="kind")
    assert covered.groupby("election_year")["covered"].first().tolist() == pytest.approx([40 / 41, 1])
    assert (table["covered"] == 1).all()


def test_weightings_want_columns_that_are_there() -> None:
    with pytest.raises(InputError, match="2 faults"):
        compare.compare_weightings(make_rows([[1]]), by="colour", strata=("shape",))


def test_a_composition_adds_up_and_has_the_parts_that_are_there() -> None:
    rows = make_rows([[1, 0], [0], [1, 1]]).assign(election=["x", "x", "x", "y", "y"])
    rows["office"] = ["head", "agency", "head", "head", "head"]
    table = compare.measure_composition(pd.concat([rows, rows.assign(frame="g")]), by="election", of="office")
    assert table[["group", "part", "statements", "documents"]].to_numpy().tolist() == [
        ["x", "agency", 1, 1],
        ["x", "head", 2, 2],
        ["y", "head", 2, 1],
    ]
    assert table.groupby("group")["share"].sum().tolist() == pytest.approx([1, 1])
    with pytest.raises(InputError, match="of: found 'colour'"):
        compare.measure_composition(rows, by="election", of="colour")


def test_shares_of_the_corpus_do_not_hang_on_the_order_of_rows() -> None:
    generator = np.random.default_rng(8)
    rows = make_rows([generator.binomial(1, 0.3, size).tolist() for size in generator.integers(1, 12, 20)])
    rows["office"] = generator.choice(["head", "agency"], len(rows))
    shuffled = rows.sample(frac=1, random_state=3)
    for make in (
        lambda table: compare.measure_shares(table, by="office", base="speakers"),
        lambda table: compare.compare_weightings(table, by="kind", strata=("office",)),
        lambda table: compare.measure_composition(table, by="kind", of="office"),
    ):
        pd.testing.assert_frame_equal(make(rows), make(shuffled), check_exact=True)


def test_counts_by_speaker_are_under_the_speakers_own_name() -> None:
    rows = pd.DataFrame(
        {"document": ["a", "a", "b"], "speaker": ["Rai", "Rai", "Sri"], "frame": "f", "present": [True, False, True]}
    )
    counts = compare.count_hits(rows, by=["document", "speaker"])
    assert counts[["document", "speaker", "hits"]].to_numpy().tolist() == [["a", "Rai", 1], ["b", "Sri", 1]]


def test_statements_without_a_frame_have_a_share_that_completes_those_with_one() -> None:
    rows = pd.DataFrame(
        [
            (f"d{d}", n, frame, n % 3 == place)
            for d in range(6)
            for n in range(1, 10)
            for place, frame in enumerate("fg")
        ],
        columns=["document", "sentence", "frame", "present"],
    )
    both = compare.add_unframed(rows)
    shares = compare.measure_shares(both, by="all").set_index("frame")["share"]
    # Of three statements one carries f, one g, one nothing.
    assert shares.to_dict() == {"f": pytest.approx(1 / 3), "g": pytest.approx(1 / 3), "unframed": pytest.approx(1 / 3)}
    any_frame = compare.keep_framed(rows).drop_duplicates(["document", "sentence"])
    assert len(any_frame) + both.loc[both["frame"].eq("unframed"), "present"].sum() == 54


def test_the_shares_of_a_sample_are_those_of_its_rows_alone() -> None:
    rows = pd.DataFrame({"document": [f"d{n // 4}" for n in range(48)], "sentence": range(48), "frame": "f"})
    rows = rows.assign(present=[n % 3 == 0 for n in range(48)], sample=["a" if n < 24 else "b" for n in range(48)])
    stacked = compare.measure_sample_shares(rows.sample(frac=1, random_state=1), by="all")
    for sample, part in rows.groupby("sample"):
        alone = compare.measure_shares(part, by="all")
        pd.testing.assert_frame_equal(
            stacked[stacked["sample"] == sample].drop(columns="sample").reset_index(drop=True), alone
        )
    with pytest.raises(InputError, match="sample"):
        compare.measure_sample_shares(rows.drop(columns="sample"), by="all")
