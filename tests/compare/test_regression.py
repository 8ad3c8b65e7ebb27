import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import optimize, special, stats

from research import compare
from research.compare.regression import merge_levels
from research.compare.regression_fits import find_separation, fit_gee, fit_penalised, test_term as find_joint
from research.tables import InputError

# Heinze and Schemper 2002, Statistics in Medicine 21:2409-2419: neovascularisation, pulsatility index, height of the
# endometrium and histology grade of 79 cases of endometrial cancer.
ENDOMETRIAL = """
0,13,1.64,0 0,16,2.26,0 0,8,3.14,0 0,34,2.68,0 0,20,1.28,0 0,5,2.31,0 0,17,1.8,0 0,10,1.68,0 0,26,1.56,0 0,17,2.31,0
0,8,2.01,0 0,7,1.89,0 0,20,3.15,0 0,10,1.23,0 0,18,1.27,0 0,16,1.76,0 0,18,2,0 0,8,2.64,1 0,29,0.88,1 0,12,1.27,1
0,20,1.37,1 1,38,0.97,1 1,22,1.14,1 1,7,0.88,1 1,25,0.91,1 1,15,0.58,1 0,7,0.97,1 0,28,1.5,0 0,11,1.33,0 0,19,2.37,0
0,10,1.82,0 0,10,3.13,0 0,18,1.31,0 0,14,1.92,0 0,21,1.64,0 0,11,2.01,0 0,17,1.88,0 0,25,1.93,0 0,16,2.11,0
0,19,1.29,0 0,15,1.72,0 0,33,0.75,0 0,24,1.92,0 0,48,1.84,1 0,12,1.11,1 0,19,1.61,1 0,2,1.18,1 1,22,1.44,1 1,40,1.18,1
1,5,0.93,1 1,0,1.17,1 0,21,1.19,1 0,15,1.06,1 0,29,2.02,0 0,15,2.29,0 0,12,2.33,0 0,3,2.9,0 0,20,1.7,0 0,23,1.41,0
0,12,2.25,0 0,22,1.54,0 0,42,1.97,0 0,15,1.75,0 0,13,2.16,0 0,14,2.57,0 0,19,1.37,0 0,12,3.61,0 0,13,2.04,0 0,10,2.17,0
0,12,1.69,1 1,49,0.27,1 0,6,1.84,1 0,5,1.3,1 0,17,0.96,1 1,11,1.01,1 1,21,0.98,1 0,5,0.35,1 1,19,1.02,1 0,33,0.85,1
"""


def make_rows(seed: int = 1, documents: int = 60) -> pd.DataFrame:
    """Documents of two years and two islands, statements of three offices, a frame that hangs on year and office."""
    generator = np.random.default_rng(seed)
    rows = []
    for number in range(documents):
        own = generator.normal(0, 0.7)
        for sentence in range(1, generator.integers(4, 13)):
            office = ("head", "agency", "oversight")[generator.integers(3)]
            logit = -1.5 + own + 1.0 * (number % 2) + 0.8 * (office == "head")
            row = {
                "document": f"d{number:03}",
                "sentence": sentence,
                "frame": "f",
                "year": str(2018 + 2 * (number % 2)),
            }
            row |= {"island": ("Jawa", "Papua")[number // 2 % 2], "office": office, "speaker": office}
            rows.append(row | {"present": bool(generator.random() < special.expit(logit))})
    return pd.DataFrame(rows)


def test_firth_gives_what_r_s_logistf_gives() -> None:
    """logistf(HG ~ NV + PI + EH, data = endometrial), where NV separates and the likelihood alone has no end."""
    table = np.array([[float(cell) for cell in row.split(",")] for row in ENDOMETRIAL.split()])
    matrix = np.column_stack([np.ones(len(table)), table[:, :3]])
    assert find_separation(matrix, table[:, 3])
    found = compare.fit_firth(matrix, table[:, 3])
    assert found.tolist() == pytest.approx([3.77455951, 2.92927330, -0.03475175, -2.60416387], abs=1e-6)


def test_firth_adds_a_half_to_each_cell_of_a_table() -> None:
    """Where the model gives each cell its own parameter the penalty is half an observation (Firth 1993)."""
    group = np.repeat([0.0, 1.0], [12, 9])
    outcome = np.array([1.0] * 3 + [0.0] * 9 + [0.0] * 9)
    found = compare.fit_firth(np.column_stack([np.ones(21), group]), outcome)
    assert found[0] == pytest.approx(np.log(3.5 / 9.5))
    assert found.sum() == pytest.approx(np.log(0.5 / 9.5))


def test_firth_maximises_the_penalised_likelihood() -> None:
    generator = np.random.default_rng(4)
    matrix = np.column_stack([np.ones(40), generator.normal(size=(40, 2))])
    outcome = (generator.random(40) < 0.3).astype(float)

    def lose(values: np.ndarray) -> float:
        means = special.expit(matrix @ values)
        information = (matrix * (means * (1 - means))[:, None]).T @ matrix
        likelihood = (outcome * np.log(means) + (1 - outcome) * np.log(1 - means)).sum()
        return -float(likelihood + 0.5 * np.linalg.slogdet(information)[1])

    peer = optimize.minimize(lose, np.zeros(3), method="BFGS")
    assert compare.fit_firth(matrix, outcome).tolist() == pytest.approx(peer.x.tolist(), abs=1e-4)


def test_columns_that_tell_the_same_have_no_fit() -> None:
    with pytest.raises(InputError, match="fit_firth: matrix: found columns that tell the same"):
        compare.fit_firth(np.ones((6, 2)), np.array([1.0, 0, 0, 0, 1, 1]))


def test_coefficients_are_those_of_statsmodels() -> None:
    """The same model by formula: GEE, exchangeable within documents, Mancl and DeRouen's covariance, t of G - p."""
    rows = make_rows()
    table = compare.fit_regression(rows, frame="f", terms=["year", "office"], references={"year": "2018"})
    data = rows.assign(
        hit=rows["present"].astype(int), base=rows["office"].map({"agency": 2, "head": 1, "oversight": 0})
    )
    reference = table.loc[table["term"] == "office", "reference"].iloc[0]
    formula = f"hit ~ C(year, Treatment('2018')) + C(office, Treatment('{reference}'))"
    model = sm.GEE.from_formula(
        formula, groups="document", data=data, family=sm.families.Binomial(), cov_struct=sm.cov_struct.Exchangeable()
    )
    fit = model.fit(cov_type="bias_reduced")
    ours = table.set_index("level")
    for name, value in fit.params.items():
        if name == "Intercept":
            continue
        row = ours.loc[name.split("[T.")[1].rstrip("]")]
        error = fit.bse[name]
        reach = stats.t.ppf(0.975, 60 - len(fit.params)) * error
        assert row[["odds_ratio", "low", "high"]].tolist() == pytest.approx(
            np.exp([value, value - reach, value + reach])
        )
        assert row["p"] == pytest.approx(2 * stats.t.sf(abs(value / error), 60 - len(fit.params)))
    assert set(table["method"]) == {"GEE, exchangeable within document, bias-reduced variance, t"}


def test_every_level_has_its_numbers_and_a_reference_says_so() -> None:
    rows = make_rows()
    table = compare.fit_regression(rows, frame="f", terms=["year", "office"])
    assert table.groupby("term")["statements"].sum().tolist() == [len(rows)] * 2
    assert table.groupby("term")["hits"].sum().tolist() == [rows["present"].sum()] * 2
    references = table[table["note"] == "reference"]
    assert references["odds_ratio"].tolist() == [1, 1]
    assert references[["low", "high", "p"]].isna().all(axis=None)
    assert references["level"].tolist() == references["reference"].tolist()


def test_levels_are_merged_until_each_has_ten_documents() -> None:
    """Documents a 12, b 4, c 3, d 15: b and c have 7 together, so the next smallest, a, joins them."""
    sizes = {"a": 12, "b": 4, "c": 3, "d": 15}
    values = pd.Series([level for level, size in sizes.items() for _ in range(2 * size)])
    units = pd.Series([f"{level}{n // 2}" for level, size in sizes.items() for n in range(2 * size)])
    merged = merge_levels(values, units)
    assert merged.value_counts().to_dict() == {"a + b + c": 38, "d": 30}
    one = pd.Series([f"d{n % 9}" for n in range(len(values))])
    assert set(merge_levels(values, one)) == {"a + b + c + d"}, "under 10 documents in all there is one level"


def test_what_carries_the_frame_does_not_decide_which_levels_are_merged() -> None:
    rows = make_rows()
    few = rows.assign(present=rows["present"] & ((rows["office"] != "agency") | (rows["document"] < "d003")))
    table = compare.fit_regression(few, frame="f", terms=["year", "office"])
    assert few[few["office"] == "agency"]["present"].sum() < 10
    assert set(table.loc[table["term"] == "office", "level"]) == {"agency", "head", "oversight"}


def test_a_term_of_one_level_is_left_out_and_said() -> None:
    rows = make_rows()
    rows["kind"] = np.where(rows["document"] == "d000", "press_release", "news")
    table = compare.fit_regression(rows, frame="f", terms=["year", "kind"]).set_index("term")
    assert table.loc["kind", "level"] == "news + press_release"
    assert "one level is left" in table.loc["kind", "note"]


def test_a_level_that_others_tell_is_left_out_and_said() -> None:
    rows = make_rows()
    rows["again"] = rows["year"].map({"2018": "first", "2020": "second"})
    table = compare.fit_regression(rows, frame="f", terms=["year", "again"])
    left = table[table["note"].str.startswith("cannot be told apart")]
    assert left["term"].tolist() == ["again"]
    assert left["odds_ratio"].isna().all()


def test_separation_calls_for_firth_and_says_so() -> None:
    """All statements of one office carry the frame: the likelihood has no end, the penalised one has."""
    rows = make_rows()
    rows["present"] |= rows["office"] == "head"
    table = compare.fit_regression(rows, frame="f", terms=["year", "office"]).set_index("level")
    assert set(table["method"]) == {"Firth's penalty, the larger of model and bias-reduced variance within document, t"}
    head = table.loc["head"]
    assert np.isfinite([head["odds_ratio"], head["low"], head["high"]]).all()
    assert head["low"] > 1


def test_a_level_without_a_hit_does_not_differ_for_that_alone() -> None:
    """None of 20 against 5 of 60, one statement a document: Fisher's exact test has p = .32."""
    rows = pd.DataFrame({"document": [f"d{n:02}" for n in range(80)], "sentence": 1, "frame": "f", "speaker": "x"})
    rows["office"] = np.where(rows.index < 20, "agency", "head")
    rows["present"] = rows.index.isin(range(40, 50))
    exact = stats.fisher_exact([[0, 20], [10, 50]]).pvalue
    table = compare.fit_regression(rows, frame="f", terms=["office"]).set_index("level")
    assert table.loc["agency", "hits"] == 0
    assert table.loc["agency", "p"] == pytest.approx(exact, abs=0.1)


def test_the_two_fits_are_near_each_other_where_both_can_be_had() -> None:
    from research.compare.regression import _build_design

    rows = make_rows(2, 80)
    design = _build_design(rows, {"year": "2018", "office": "agency"}, rows["document"])
    one, other = fit_gee(design), fit_penalised(design)
    assert one.values.tolist() == pytest.approx(other.values.tolist(), abs=0.15)
    errors = [np.sqrt(np.diag(fit.covariance)).tolist() for fit in (one, other)]
    assert errors[0] == pytest.approx(errors[1], rel=0.25)


def test_the_variance_is_in_no_direction_below_that_of_a_logistic_regression() -> None:
    """One statement a document has no correlation: the model's covariance is the inverse information."""
    from research.compare.regression import _build_design

    rows = make_rows(3, 90).drop_duplicates("document")
    design = _build_design(rows, {"year": "2018", "office": "agency"}, rows["document"])
    fit = fit_penalised(design)
    means = special.expit(design.matrix @ fit.values)
    information = (design.matrix * (means * (1 - means))[:, None]).T @ design.matrix
    beyond = np.linalg.eigvalsh(fit.covariance - np.linalg.inv(information))
    assert beyond.min() > -1e-9


def test_the_larger_of_two_covariances_by_hand() -> None:
    """Of diag(1, 4) and diag(2, 3) it is diag(2, 4)."""
    from research.compare.regression_fits import _join_covariances

    assert _join_covariances(np.diag([1.0, 4.0]), np.diag([2.0, 3.0])) == pytest.approx(np.diag([2.0, 4.0]))


def test_the_joint_test_is_hotelling_s_and_of_one_level_student_s() -> None:
    """Of one coefficient F is t squared; of two, the Wald statistic by hand for a diagonal covariance."""
    from research.compare.regression_fits import Fit

    fit = Fit(np.array([0.0, 2.0, 3.0]), np.diag([1.0, 4.0, 2.0]), "")
    one = find_joint(fit, [1], 40)
    assert one["joint_p"] == pytest.approx(2 * stats.t.sf(1, 40))
    two = find_joint(fit, [1, 2], 40)
    assert two["joint_f"] == pytest.approx((1 + 4.5) * 39 / (40 * 2))
    assert two["joint_p"] == pytest.approx(stats.f.sf(two["joint_f"], 2, 39))
    assert [two["joint_df"], two["joint_df_denominator"]] == [2, 39]


def test_the_joint_test_does_not_hang_on_the_reference() -> None:
    rows = make_rows()
    tables = [
        compare.fit_regression(rows, frame="f", terms=["year", "office"], references={"office": office})
        for office in ("head", "agency")
    ]
    ours = [table.loc[table["term"] == "office", "joint_f"].iloc[0] for table in tables]
    assert ours[0] == pytest.approx(ours[1], rel=1e-4)
    rows["office"] = "head"
    single = compare.fit_regression(rows, frame="f", terms=["year", "office"]).set_index("term")
    assert np.isnan(single.loc["office", "joint_p"]), "one level has nothing to be tested"


def test_too_few_hits_or_documents_are_said() -> None:
    rows = make_rows()
    few = compare.fit_regression(rows.assign(present=rows.index < 9), frame="f", terms=["year"])
    assert set(few["method"]) == {"too few to say"}
    assert few[["odds_ratio", "low", "high", "p"]].isna().all(axis=None)
    small = rows[rows["document"] < "d015"]
    assert set(compare.fit_regression(small, frame="f", terms=["year"])["method"]) == {"too few to say"}


def test_intervals_of_the_regression_hold_where_the_truth_is_known() -> None:
    """40 samples of 40 documents in which years do not differ; the binomial error of the coverage is 3.4 points."""
    held = []
    for seed in range(40):
        rows = make_rows(seed + 10, 40)
        side = dict(zip(sorted(set(rows["document"])), np.random.default_rng(seed).permutation(40) % 2, strict=True))
        rows["year"] = rows["document"].map(side).map({0: "a", 1: "b"})
        table = compare.fit_regression(rows, frame="f", terms=["year"]).dropna(subset=["p"])
        held.append(bool((table["low"] <= 1).all() and (table["high"] >= 1).all()))
    assert np.mean(held) >= 0.85


def test_the_regression_does_not_hang_on_the_order_of_rows() -> None:
    rows = make_rows()
    table = compare.fit_regression(rows, frame="f", terms=["year", "office"])
    shuffled = compare.fit_regression(rows.sample(frac=1, random_state=1), frame="f", terms=["year", "office"])
    pd.testing.assert_frame_equal(table, shuffled, check_exact=True)


def test_modes_that_a_rule_guessed_are_left_out() -> None:
    rows = make_rows().assign(mode="direct", rule="coded")
    rows.loc[rows["sentence"] == 1, "rule"] = "verb"
    rows.loc[rows["sentence"] % 2 == 0, "mode"] = "indirect"
    table = compare.fit_regression(rows, frame="f", terms=["mode"])
    assert table["statements"].sum() == (rows["rule"] == "coded").sum()


def test_unknown_terms_frames_and_references_are_refused_together() -> None:
    with pytest.raises(InputError, match="4 faults"):
        compare.fit_regression(
            make_rows(), frame="g", terms=["colour", "year"], references={"year": "1999", "office": "head"}
        )
