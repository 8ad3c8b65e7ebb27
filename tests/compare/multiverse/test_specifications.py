"""The multiverse: its plain specification is the contrast itself, its verdicts say what the specifications bear out."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from research import compare, corpus, frames, report, tables
from research.compare import Choices, Contrast, Contrasts
from research.tables import InputError

YEARS = Contrasts((Contrast("2-1", "Second against first", "election_year", ("2",), ("1",)),), ("f",))
PLAIN = Choices(
    *[(levels[0],) for levels in compare.CHOICES.values() if levels][:3], (), ("all",), ("with",), ("with",)
)
FEW = Choices(duplicates=("include",), national=("with",), incomplete=("with", "without"))


def make_rows(year: list[str], hits: np.ndarray, *, family: list[str] | None = None) -> pd.DataFrame:
    """Rows of one reading, from hits by document and statement; each third document is incomplete."""
    documents, size = hits.shape
    names = [f"d{number:03}" for number in range(documents)]
    table = pd.DataFrame({"document": np.repeat(names, size), "sentence": np.tile(np.arange(1, size + 1), documents)})
    return table.assign(
        frame="f",
        present=hits.ravel().astype(bool),
        framed=True,
        codes="gold",
        family=np.repeat(family or names, size),
        election_year=np.repeat(year, size),
        mode=np.where(np.arange(len(table)) % 2, "direct", "indirect"),
        office="head",
        island="Jawa",
        speaker="",
        complete=np.repeat(np.arange(documents) % 3 > 0, size),
    )


def draw_hits(generator: np.random.Generator, chances: np.ndarray, size: int = 8) -> np.ndarray:
    """Statements of documents that differ in their share (beta-distributed around chances)."""
    own = generator.beta(6 * chances, 6 * (1 - chances))
    return generator.random((len(chances), size)) < own[:, None]


def add_reading(rows: pd.DataFrame, generator: np.random.Generator, name: str) -> pd.DataFrame:
    """A second coder who differs from the first in one statement of ten."""
    flipped = generator.random(len(rows)) < 0.1
    return pd.concat([rows, rows.assign(codes=name, present=rows["present"] ^ flipped)], ignore_index=True)


def measure(rows: pd.DataFrame, choices: Choices = PLAIN, draws: int = 99) -> pd.DataFrame:
    return compare.measure_specifications(rows, YEARS, choices=choices, draws=draws)


@pytest.fixture(scope="module")
def both_samples(documents: pd.DataFrame, coded, book) -> pd.DataFrame:
    gold = frames.make_frames(coded.statements, coded.codings, book)
    readings = {"gold": gold, "cue": frames.code_with_cues(coded.statements, book)}
    families = corpus.find_families(documents)
    return compare.stack_codings(documents, coded.statements, readings, families=families)


@pytest.fixture(scope="module")
def corpus_rows(both_samples: pd.DataFrame) -> pd.DataFrame:
    return both_samples[both_samples["sample"] == "purposive"]


def test_the_plain_specification_is_the_contrast_itself(root: Path, both_samples: pd.DataFrame) -> None:
    """On the corpus, with the interval where it is joined from those of both shares."""
    declared = compare.read_contrasts(root / "corpus" / "contrasts.toml")
    names = ("2020-2018", "general-regional-2024", "head-oversight", "direct-indirect")
    chosen = replace(declared, declared=tuple(c for c in declared.declared if c.contrast in names))
    told = both_samples[(both_samples["codes"] == "gold") & (both_samples["sample"] == "systematic")]
    told = told[told["frame"].isin(chosen.frames)]
    expected = compare.measure_contrasts(told, chosen, compare.test_factors(told, draws=99), draws=99)
    expected = expected[expected["origin"] == "declared"].reset_index(drop=True)
    plain = compare.measure_specifications(told, chosen, choices=PLAIN, draws=99)
    np.testing.assert_allclose(plain["difference"], expected["raw_difference"], atol=1e-12)
    joined = expected["method"] == "intervals of both shares joined"
    assert joined.sum() == 8
    for end in ("low", "high"):
        np.testing.assert_allclose(plain.loc[joined, end], expected.loc[joined, f"difference_{end}"], atol=1e-12)
    for name in ("documents", "documents_a", "documents_b"):
        assert plain[name].tolist() == expected[name].tolist()
    assert (plain["statements"] == expected["statements_a"] + expected["statements_b"]).all()
    assert (plain["hits"] == expected["hits_a"] + expected["hits_b"]).all()
    assert (plain["p_median"] <= 1).all()


def test_bases_and_weightings_agree_with_the_shares_table(corpus_rows: pd.DataFrame) -> None:
    contrast = Contrasts((Contrast("c", "C", "kind", ("press_release",), ("news",)),), ("sanctions", "social_media"))
    gold = corpus_rows[corpus_rows["codes"] == "gold"].drop(columns=["framed", "codes"])
    found = compare.measure_specifications(
        corpus_rows, contrast, choices=replace(PLAIN, base=Choices().base, weighting=Choices().weighting), draws=19
    )
    found = found[found["codes"] == "gold"].set_index(["base", "weighting", "frame"])["difference"]
    variants = {
        ("statements", "statements"): (gold, "statements"),
        ("framed", "statements"): (compare.keep_framed(gold), "statements"),
        ("documents", "statements"): (gold, "documents"),
        ("statements", "documents"): (compare.weight_documents(gold, by="kind"), "statements"),
        ("framed", "documents"): (compare.weight_documents(compare.keep_framed(gold), by="kind"), "statements"),
    }
    assert sorted(set(found.droplevel("frame").index)) == sorted(variants)
    for (base, weighting), (rows, counted) in variants.items():
        shares = compare.measure_shares(rows, by="kind", base=counted, draws=1).set_index(["group", "frame"])["share"]
        for frame in contrast.frames:
            expected = shares["press_release", frame] - shares["news", frame]
            assert found[base, weighting, frame] == pytest.approx(expected)


def test_choices_leave_out_what_they_name() -> None:
    rows = make_rows(["1", "2"] * 12, np.tile([[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 1], [0, 0, 0, 1]], (6, 1)))
    central = rows["document"].isin([f"d{number:03}" for number in range(4)])
    rows = rows.assign(
        office=np.where(central, "central", "head"), island=np.where(rows["document"] == "d023", "national", "Jawa")
    )
    every = Choices(base=("statements",), weighting=("statements",))
    found = measure(rows, every).set_index(["mode", "national", "incomplete"])
    assert found["documents"].to_dict() == {
        ("all", "with", "with"): 24,
        ("all", "with", "without"): 16,
        ("all", "without", "with"): 19,
        ("all", "without", "without"): 13,
        ("direct", "with", "with"): 24,
        ("direct", "with", "without"): 16,
        ("direct", "without", "with"): 19,
        ("direct", "without", "without"): 13,
    }
    assert found.loc[("direct", "with", "with"), "statements"] == 48
    assert found["duplicates"].eq("include").all(), "no family has two documents"
    direct = rows[rows["mode"] == "direct"].groupby("election_year")["present"].mean()
    assert found.loc[("direct", "with", "with"), "difference"] == pytest.approx(direct["2"] - direct["1"])


def test_rules_of_duplicates_by_hand() -> None:
    """Five documents of year 2 are one family that carries the frame throughout; its first document is d000."""
    year = ["2"] * 10 + ["1"] * 8
    hits = np.zeros((18, 2))
    hits[:5] = 1
    hits[17, 0] = 1
    family = ["d000"] * 5 + [f"d{number:03}" for number in range(5, 18)]
    rows = make_rows(year, hits, family=family)
    rules = replace(PLAIN, duplicates=Choices().duplicates)
    found = measure(rows, rules).set_index("duplicates")
    assert found["difference"].to_dict() == pytest.approx(
        {
            "include": 5 / 10 - 1 / 16,
            "first": 1 / 6 - 1 / 16,
            "weighted": 1 / 6 - 1 / 16,
        }
    )
    assert found["families"].tolist() == [14] * 3
    assert found["documents"].tolist() == [18, 14, 18]
    # The document that the family is named after stands for it, not the first of the alphabet.
    named = measure(make_rows(year, np.vstack([np.zeros((1, 2)), hits[1:]]), family=["d004"] * 5 + family[5:]), rules)
    assert named.set_index("duplicates").loc["first", "difference"] == pytest.approx(1 / 6 - 1 / 16)
    # Where the first is left out, another stands in for it.
    later = measure(rows.assign(complete=rows["document"] != "d000"), replace(rules, incomplete=("without",)))
    assert later.set_index("duplicates").loc["first", ["documents", "difference"]].tolist() == [14, 1 / 6 - 1 / 16]


def test_senseless_combinations_are_left_out_and_the_others_crossed() -> None:
    generator = np.random.default_rng(1)
    rows = add_reading(make_rows(["1", "2"] * 20, draw_hits(generator, np.full(40, 0.3))), generator, "other")
    found = measure(rows, Choices(), draws=9)
    # base and weighting 5, codes 2, mode 2, national 2, incomplete 2; duplicates 1, since no family has two documents.
    assert len(found) == 5 * 2 * 2 * 2 * 2
    both = found[found["base"] == "documents"]
    assert set(both["weighting"]) == {"statements"}
    modes = Contrasts((Contrast("m", "M", "mode", ("direct",), ("indirect",)),), ("f",))
    assert set(compare.measure_specifications(rows, modes, draws=9)["mode"]) == {"all"}


def test_too_few_documents_are_said() -> None:
    found = measure(make_rows(["2"] * 4 + ["1"] * 9, np.ones((13, 2))))
    assert found["method"].item() == tables.TOO_FEW
    assert found[["difference", "low", "p", "p_median"]].isna().all(axis=None)
    assert compare.assess_claims(found)["verdict"].item() == tables.TOO_FEW


def test_a_planted_difference_holds() -> None:
    generator = np.random.default_rng(2)
    chances = np.tile([0.15, 0.6], 25)
    rows = add_reading(make_rows(["1", "2"] * 25, draw_hits(generator, chances)), generator, "other")
    verdict = compare.assess_claims(measure(rows, FEW)).iloc[0]
    assert (verdict["verdict"], verdict["direction"], verdict["holds_for"]) == (compare.HOLDS, "more", "all")
    assert verdict["share_excluding_zero"] > 0.9 and verdict["p"] <= 0.02
    stricter = compare.assess_claims(measure(rows, FEW), level=0.001).iloc[0]
    assert stricter["verdict"] == compare.IN_PART, "q is over the level, the parts are reached"


def test_one_sign_without_the_intervals_holds_in_part() -> None:
    """Verdicts by hand: nine of ten of a sign, three intervals in ten, all of them of direct speech."""
    rows = make_rows(["1", "2"] * 10, np.tile([[1, 0], [1, 1], [0, 0], [0, 1]], (5, 1)))
    one = measure(rows, replace(PLAIN, base=("statements",)), draws=9)
    table = pd.concat([one.assign(codes=f"c{n}", mode="direct" if n < 5 else "all") for n in range(10)])
    table["difference"] = [0.1] * 9 + [-0.1]
    table["low"] = [0.05] * 3 + [-0.05] * 7
    table["high"] = 0.2
    found = compare.assess_claims(table.assign(p_median=0.01)).iloc[0]
    assert found[["share_same_sign", "share_excluding_zero", "verdict", "holds_for"]].tolist() == [
        0.9,
        0.3,
        compare.IN_PART,
        "",
    ]
    assert found["depends_on"].endswith("mode (direct 60 %, all 0 %)")
    assert compare.assess_claims(table.assign(p_median=0.2))["verdict"].item() == compare.UNSUPPORTED
    wide = compare.assess_claims(table.assign(p_median=0.01), same_sign=0.95)
    assert wide["verdict"].item() == compare.UNSUPPORTED
    assert compare.assess_claims(table.assign(p_median=0.01), excluding_zero=0.3)["verdict"].item() == compare.HOLDS


def test_a_claim_that_hangs_on_the_coder_says_so() -> None:
    """The second reading sees the frame in the same documents of both years."""
    generator = np.random.default_rng(3)
    rows = make_rows(["1", "2"] * 25, draw_hits(generator, np.tile([0.15, 0.65], 25)))
    even = draw_hits(generator, np.full(50, 0.4)).ravel()
    rows = pd.concat([rows, rows.assign(codes="other", present=even)], ignore_index=True)
    verdict = compare.assess_claims(measure(rows, FEW)).iloc[0]
    assert verdict["verdict"] == compare.IN_PART
    assert verdict["depends_on"].split(" (")[0] == "codes"
    assert "codes gold" in verdict["holds_for"] and "other" not in verdict["holds_for"]
    assert "gold 100 %" in verdict["depends_on"]


def test_under_the_null_claims_do_not_hold() -> None:
    """Years dealt out to documents at random: no more than chance may say that a claim holds, or holds in part."""
    generator = np.random.default_rng(4)
    choices = replace(FEW, base=("statements", "documents"), incomplete=("with",))
    found = []
    for _ in range(60):
        year = generator.permutation(["1", "2"] * 20).tolist()
        rows = add_reading(make_rows(year, draw_hits(generator, np.full(40, 0.25))), generator, "other")
        found.append(compare.assess_claims(measure(rows, choices, draws=79)).iloc[0])
    verdicts = [row["verdict"] for row in found]
    # Of 60 claims at a rate of 2 % more than 4 have a chance of 1 %, at 5 % more than 8 one of 0.3 %.
    assert verdicts.count(compare.HOLDS) <= 4
    assert verdicts.count(compare.IN_PART) <= 8
    assert sum(row["p"] <= 0.05 for row in found) <= 8, "the joint test keeps its level"
    assert sum(row["p"] <= 0.5 for row in found) >= 18, "and is not merely silent"


def test_the_order_of_rows_and_the_number_of_calls_change_nothing() -> None:
    generator = np.random.default_rng(5)
    rows = make_rows(["1", "2"] * 10, draw_hits(generator, np.full(20, 0.3)))
    first = measure(rows, FEW)
    pd.testing.assert_frame_equal(measure(rows.sample(frac=1, random_state=1), FEW), first)
    other = compare.measure_specifications(rows, YEARS, choices=FEW, draws=99, seed=1)
    assert not other["p"].equals(first["p"])


def test_bad_calls_are_refused() -> None:
    rows = make_rows(["1", "2"] * 10, np.ones((20, 2)))
    with pytest.raises(InputError, match="codes: found 'cue', expected readings of the rows: gold"):
        measure(rows, replace(PLAIN, codes=("cue",)))
    half = pd.concat([rows, rows.assign(codes="other").iloc[:20]])
    with pytest.raises(InputError, match="found 40 by gold, 20 by other, expected the same statements"):
        measure(half)
    with pytest.raises(InputError, match="found no framed, expected rows from stack_codings"):
        measure(rows.drop(columns="framed"))
    with pytest.raises(InputError, match="frames: found 'g'"):
        compare.measure_specifications(rows, replace(YEARS, frames=("g",)))


def test_shares_of_statements_and_of_documents_are_never_one_number() -> None:
    """Statements differ by .15 to .65, documents hardly: each carries the frame at least once."""
    generator = np.random.default_rng(6)
    rows = make_rows(["1", "2"] * 25, draw_hits(generator, np.tile([0.15, 0.65], 25)))
    # In every document of year 1 one statement more carries the frame.
    first = rows.groupby("document")["sentence"].transform("min").eq(rows["sentence"])
    rows["present"] |= first & rows["election_year"].eq("1")
    choices = replace(FEW, base=("statements", "documents"), mode=("all",))
    found = measure(rows, choices)
    verdicts = compare.assess_claims(found).set_index("base")
    assert verdicts["specifications"].to_dict() == {"statements": 4, "documents": 2}
    assert verdicts["n_tests"].tolist() == [2, 2]
    for base, row in verdicts.iterrows():
        own = found[found["base"] == base]
        assert row["median_difference"] == pytest.approx(own["difference"].median())
        assert (row["lowest_difference"], row["highest_difference"]) == (
            own["difference"].min(),
            own["difference"].max(),
        )
        # A panel measured alone has the p that it has beside others.
        alone = measure(rows, replace(choices, base=(base,)))
        assert alone["p_median"].unique().tolist() == own["p_median"].unique().tolist() == [row["p"]]
    assert verdicts.loc["statements", "verdict"] == compare.HOLDS
    assert verdicts.loc["documents", "verdict"] != compare.HOLDS
    assert verdicts.loc["documents", "p"] > 0.05 > verdicts.loc["statements", "p"]


def test_samples_are_measured_and_judged_apart() -> None:
    generator = np.random.default_rng(7)
    chances = {"old": [0.15, 0.65], "new": [0.3, 0.3]}
    parts = {
        name: make_rows(["1", "2"] * 15, draw_hits(generator, np.tile(pair, 15))).assign(sample=name)
        for name, pair in chances.items()
    }
    both = pd.concat([part.assign(document=name + part["document"], family=name + part["document"]) for name, part in
                      parts.items()])  # fmt: skip
    found = measure(both, FEW)
    verdicts = compare.assess_claims(found)
    for name, part in parts.items():
        alone = measure(part, FEW)
        own = found[found["sample"] == name].reset_index(drop=True)
        pd.testing.assert_frame_equal(own, alone)
        judged = verdicts[verdicts["sample"] == name].reset_index(drop=True)
        pd.testing.assert_frame_equal(judged, compare.assess_claims(alone))
    # A contrast whose groups a sample does not have has no row there.
    years = both["election_year"].where(both["sample"] == "old", "3")
    assert set(measure(both.assign(election_year=years), FEW)["sample"]) == {"old"}


def test_verdicts_are_told_with_their_numbers() -> None:
    generator = np.random.default_rng(2)
    rows = make_rows(["1", "2"] * 25, draw_hits(generator, np.tile([0.15, 0.6], 25)))
    choices = replace(FEW, base=("statements", "documents"))
    table = compare.assess_claims(measure(rows, choices))
    rule, empty, *counts, line = report.describe_claims(table.iloc[:1], labels={"f": "Frame"}).splitlines()
    assert rule.startswith("A claim holds where 90 % of its differences have one sign, 80 %") and not empty
    assert counts == ["- Share of reported statements: 1 claim, each under 8 combinations of choices: 1 holding."]
    row = table.iloc[0]
    assert line.startswith(
        "- Holds: more frame, Second against first. Share of reported statements: median difference "
        f"{100 * row['median_difference']:+.1f} points"
    )
    assert f"q = {row['q']:.3f}, 2 claims tried" in line and "of 33 to 50 documents" in line
    two = pd.concat([table.assign(sample="old"), table.assign(sample="new")])
    told = report.describe_claims(two.assign(verdict=compare.UNSUPPORTED, p=0.03), labels={"new": "New", "old": "Old"})
    lines = [line for line in told.splitlines()[2:] if line]
    assert lines[0] == "New:" and lines[3] == "Old:" and len(lines) == 6, "what does not hold is counted alone"
    assert lines[2].startswith("- Share of documents: 1 claim, each under 4 combinations of choices: 0 holding, 1 not")
    few = compare.assess_claims(measure(make_rows(["2"] * 4 + ["1"] * 9, np.ones((13, 2)))))
    assert report.describe_claim(few.iloc[0]) == (
        "Too few to say: f, Second against first. Share of reported statements: 1 specification of 13 documents."
    )


MULTIVERSE = """
[choices]
base = ["statements"]
[[headline]]
contrast = "2-1"
frame = "f"
[[word]]
contrast = "2-1"
word = "asn"
sample = "old"
"""


def test_a_multiverse_is_read_and_its_headlines_kept(tmp_path: Path) -> None:
    path = tmp_path / "multiverse.toml"
    path.write_text(MULTIVERSE, encoding="utf-8")
    found = compare.read_multiverse(path, YEARS)
    assert found.choices == Choices(base=("statements",))
    assert found.words == (compare.Word("2-1", "asn", "old"),)
    table = pd.DataFrame({"contrast": ["x", "2-1"], "frame": "f", "n": [1, 2]})
    assert compare.keep_headlines(table, found)["n"].tolist() == [2]
    with pytest.raises(InputError, match="headline: found 2-1, f, expected a claim of the table"):
        compare.keep_headlines(table.iloc[:1], found)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('sample = "old"', "", "word 1: sample: found no"),
        (
            'base = ["statements"]',
            'base = ["words"]',
            "choices: base: found 'words', expected some of statements, framed",
        ),
        ("base =", "basis =", "choices: basis: found a field nobody declared"),
        ('frame = "f"', 'frame = "g"', "headline: found 'g', expected a frame that the contrasts are tried for: f"),
        (
            'frame = "f"',
            'word = "f"',
            "headline 1: word: found a field nobody declared, expected only contrast, frame",
        ),
        ('"2-1"\nframe', '"3-1"\nframe', "headline: found '3-1', expected a declared contrast: 2-1"),
        ("[choices]", 'stems = ["none"]\n[choices]', "stems: found a field nobody declared"),
        ("[choices]", "[choices", "file: found"),
    ],
)
def test_faults_of_a_multiverse_are_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "multiverse.toml"
    assert MULTIVERSE.count(old) >= 1
    path.write_text(MULTIVERSE.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=words):
        compare.read_multiverse(path, YEARS)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing there"):
        compare.read_multiverse(tmp_path / "none.toml", YEARS)
