import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from research import compare, study
from research.compare import Contrasts
from research.compare.omnibus import compute_between
from research.tables import InputError

Cluster = tuple[str, int, int]


def make_documents(clusters: list[Cluster], *, column: str = "election") -> pd.DataFrame:
    """One document for each group, number of hits and number of statements."""
    return pd.DataFrame(
        [
            {"document": f"d{place:03}", "sentence": sentence, "frame": "f", "present": sentence <= hits, column: group}
            for place, (group, hits, size) in enumerate(clusters)
            for sentence in range(1, size + 1)
        ]
    )


def make_speakers(documents: list[list[Cluster]]) -> pd.DataFrame:
    """For each document a list of speakers: office, hits, statements."""
    return pd.DataFrame(
        [
            {"document": f"d{place:03}", "sentence": 100 * number + sentence, "frame": "f", "present": sentence <= hits}
            | {"office": office, "speaker": f"s{number}"}
            for place, speakers in enumerate(documents)
            for number, (office, hits, size) in enumerate(speakers)
            for sentence in range(1, size + 1)
        ]
    )


def compute_welch(clusters: list[Cluster]) -> float:
    """The statistic of the docstring, group by group, from its words."""
    groups = sorted({group for group, _, _ in clusters})
    parts = {name: [(h, n) for group, h, n in clusters if group == name] for name in groups}
    shares = {name: sum(h for h, _ in part) / sum(n for _, n in part) for name, part in parts.items()}
    squares = {name: sum((h - shares[name] * n) ** 2 for h, n in part) for name, part in parts.items()}
    common = sum(squares.values()) / sum(n for _, _, n in clusters)
    weights = {}
    for name, part in parts.items():
        number, total = len(part), sum(n for _, n in part)
        own = number / (number - 1) * squares[name]
        weights[name] = total**2 / ((number * own + 10 * common * total) / (number + 10))
    mean = sum(weights[name] * shares[name] for name in groups) / sum(weights.values())
    return sum(weights[name] * (shares[name] - mean) ** 2 for name in groups)


def compute_association(documents: list[list[Cluster]], offices: list[str]) -> float:
    """S' V^- S with the pseudo-inverse over all offices."""
    parts = []
    for speakers in documents:
        share = sum(h for _, h, _ in speakers) / sum(n for _, _, n in speakers)
        parts.append([sum(h - share * n for office, h, n in speakers if office == name) for name in offices])
    table = np.array(parts)
    return float(table.sum(axis=0) @ np.linalg.pinv(table.T @ table, rcond=1e-7) @ table.sum(axis=0))


TEN = [*(("x", h, n) for h, n in [(3, 5), (2, 4), (4, 6), (1, 3), (2, 7)])]
TEN += [("y", h, n) for h, n in [(0, 4), (1, 6), (2, 5), (0, 3), (1, 8)]]


def test_the_p_of_whole_documents_is_that_of_all_permutations() -> None:
    observed = compute_welch(TEN)
    every = []
    for chosen in itertools.combinations(range(10), 5):
        every.append(compute_welch([("xy"[place not in chosen], h, n) for place, (_, h, n) in enumerate(TEN)]))
    row = compare.test_factors(make_documents(TEN), factors=["election"], draws=40_000).iloc[0]
    assert row["statistic"] == pytest.approx(observed)
    exact = float((np.array(every) >= observed - 1e-9).mean())
    assert row["p"] == pytest.approx(exact, abs=4 * row["p_error"])
    assert row["p_error"] == pytest.approx(np.sqrt(exact * (1 - exact) / row["draws"]), rel=0.1)
    assert (row["groups"], row["documents"], row["statements"], row["hits"]) == (2, 10, 51, 16)


def test_the_statistic_of_many_groups_is_the_one_described() -> None:
    clusters = [
        (group, h, n) for group, h, n in zip("aabbbcccc", [1, 3, 0, 2, 1, 4, 0, 1, 2], [4] * 5 + [6] * 4, strict=True)
    ]
    hits, totals = (np.array([[cluster[place] for cluster in clusters]], dtype=float) for place in (1, 2))
    assert compute_between(hits, totals, np.array([0, 2, 5]))[0] == pytest.approx(compute_welch(clusters))


def test_offices_are_dealt_to_the_speakers_of_a_document() -> None:
    """Five documents of three speakers: all 6^5 ways to deal the offices, each speaker keeping one."""
    documents = [
        [("head", 0, 3), ("oversight", 2, 4), ("secretary", 1, 2)],
        [("head", 0, 2), ("oversight", 3, 3), ("secretary", 1, 5)],
        [("head", 1, 4), ("oversight", 2, 2), ("secretary", 0, 3)],
        [("head", 0, 5), ("oversight", 1, 3), ("secretary", 1, 1)],
        [("head", 1, 3), ("oversight", 2, 5), ("secretary", 2, 2)],
    ]
    offices = ["head", "oversight", "secretary"]
    observed = compute_association(documents, offices)
    every = [
        compute_association(
            [
                [(office, h, n) for office, (_, h, n) in zip(own, speakers, strict=True)]
                for own, speakers in zip(dealt, documents, strict=True)
            ],
            offices,
        )
        for dealt in itertools.product(itertools.permutations(offices), repeat=5)
    ]
    exact = float((np.array(every) >= observed - 1e-6).mean())
    row = compare.test_factors(make_speakers(documents), factors=["office"], draws=20_000).iloc[0]
    assert row["statistic"] == pytest.approx(observed, rel=1e-5)
    assert row["p"] == pytest.approx(exact, abs=4 * max(row["p_error"], 0.001))


def test_modes_are_dealt_to_the_statements_of_a_document() -> None:
    """Six documents; by hand every document's hits among its direct statements follow the hypergeometric law."""
    shapes = [("ddii", "1000"), ("ddi", "110"), ("diii", "1010"), ("di", "10"), ("ddiii", "11000"), ("dii", "000")]
    rows = pd.DataFrame(
        [
            {"document": f"d{place}", "sentence": number, "frame": "f", "present": hit == "1", "mode": mode}
            for place, (modes, hits) in enumerate(shapes)
            for number, (mode, hit) in enumerate(zip(modes, hits, strict=True), start=1)
        ]
    )

    def compute(dealt: tuple[tuple[str, ...], ...]) -> float:
        parts = [
            sum(
                (hit == "1") - hits.count("1") / len(hits) for mode, hit in zip(modes, hits, strict=True) if mode == "d"
            )
            for modes, (_, hits) in zip(dealt, shapes, strict=True)
        ]
        return sum(parts) ** 2 / sum(part**2 for part in parts)

    ways = [sorted(set(itertools.permutations(modes))) for modes, _ in shapes]
    every = np.array([compute(dealt) for dealt in itertools.product(*ways)])
    observed = compute(tuple(tuple(modes) for modes, _ in shapes))
    row = compare.test_factors(rows, factors=["mode"], draws=20_000).iloc[0]
    assert row["statistic"] == pytest.approx(observed, rel=1e-6)
    assert row["p"] == pytest.approx(float((every >= observed - 1e-6).mean()), abs=0.015)
    assert row["documents"] == 6


def test_documents_of_one_office_say_nothing_inside_documents() -> None:
    mixed = [[("head", h, 4), ("agency", 4 - h, 4)] for h in (0, 1, 0, 1, 0, 1)]
    alone = [[("head", 4, 4)]] * 9 + [[("central", 0, 4)]] * 9
    one = compare.test_factors(make_speakers(mixed), factors=["office"], draws=999).iloc[0]
    other = compare.test_factors(make_speakers([*mixed, *alone]), factors=["office"], draws=999).iloc[0]
    assert one["statistic"] == other["statistic"]
    assert (other["documents"], other["groups"], other["too_small"]) == (6, 2, "central")


def test_small_groups_national_bodies_and_documents_without_a_value_are_left_out() -> None:
    rows = make_documents([*TEN, *[("z", 1, 2)] * 4, *[("none", 2, 2)] * 9, *[("national", 0, 2)] * 9], column="island")
    row = compare.test_factors(rows, factors=["island"], draws=999).iloc[0]
    assert row["groups"] == 2
    assert row["too_small"] == "z"
    assert row["statistic"] == pytest.approx(compute_welch(TEN))
    few = compare.test_factors(rows[rows["island"].isin(["x", "z"])], factors=["island"], draws=99).iloc[0]
    assert few["verdict"] == "too few to say"
    assert np.isnan(few["q"])


def test_samples_are_tested_apart() -> None:
    """q is Benjamini and Hochberg's over the tests of one sample: two factors with the same groups have the same q."""
    rows = make_documents(TEN).assign(kind=lambda table: table["election"])
    both = pd.concat([rows.assign(sample="one"), rows.assign(sample="two", document=rows["document"] + "-b")])
    table = compare.test_factors(both, factors=["election", "kind"], draws=5_000)
    assert table["sample"].tolist() == ["one", "one", "two", "two"]
    assert table["n_tests"].eq(2).all()
    for _, part in table.groupby("sample"):
        assert part["q"].max() == pytest.approx(part["p"].max())
        assert part["q"].min() == pytest.approx(min(2 * part["p"].min(), part["p"].max()))


def test_the_order_of_the_rows_does_not_matter_and_the_seed_does() -> None:
    rows = make_documents(TEN)
    one = compare.test_factors(rows, factors=["election"], draws=500)
    pd.testing.assert_frame_equal(
        one, compare.test_factors(rows.sample(frac=1, random_state=1), factors=["election"], draws=500)
    )
    assert compare.test_factors(rows, factors=["election"], draws=500, seed=1).loc[0, "p"] != one.loc[0, "p"]


def draw_frames(sizes: pd.DataFrame, shares: list[float], rhos: list[float], frames: int, seed: int) -> pd.DataFrame:
    """For every row of sizes (a document or a speaker) so many statements, with the hits of each frame drawn anew.

    Statements of one document share its chance: beta with the share and the correlation of the document's first row.
    """
    generator = np.random.default_rng(seed)
    parts = []
    first = sizes.groupby("document").ngroup().to_numpy()
    for frame in range(frames):
        a, b = (
            np.array([q * (1 - rho) / rho for q, rho in zip(ps, rhos, strict=True)])
            for ps in (shares, [1 - p for p in shares])
        )
        chance = generator.beta(a, b)[first]
        statements = sizes.loc[sizes.index.repeat(sizes["size"])].drop(columns="size")
        present = generator.random(len(statements)) < np.repeat(chance, sizes["size"])
        parts.append(
            statements.assign(sentence=np.arange(1, len(statements) + 1), frame=f"f{frame:03}", present=present)
        )
    return pd.concat(parts, ignore_index=True)


def count_refusals(rows: pd.DataFrame, factor: str) -> int:
    return int((compare.test_factors(rows, factors=[factor], draws=199)["p"] <= 0.05).sum())


def test_the_level_is_kept_where_groups_differ_in_variance_alone() -> None:
    """200 corpora with equal shares of .2: at the 5 % level 2 to 20 refusals have a probability of .998 (binomial)."""
    generator = np.random.default_rng(5)
    groups = {"a": (0.25, 30), "b": (0.05, 30), "c": (0.15, 20), "d": (0.05, 12)}
    names = [name for name, (_, number) in groups.items() for _ in range(number)]
    documents = [f"d{place:03}" for place in range(len(names))]
    sizes = pd.DataFrame({"document": documents, "election": names, "size": generator.integers(3, 14, len(names))})
    rows = draw_frames(sizes, [0.2] * len(names), [groups[name][0] for name in names], 200, 5)
    assert 2 <= count_refusals(rows, "election") <= 20


def test_a_difference_is_found() -> None:
    names = ["a"] * 30 + ["b"] * 30 + ["c"] * 30
    sizes = pd.DataFrame({"document": [f"d{place:03}" for place in range(90)], "election": names, "size": 8})
    rows = draw_frames(sizes, [0.3 if name == "c" else 0.1 for name in names], [0.1] * 90, 20, 6)
    assert count_refusals(rows, "election") >= 16


def test_the_level_is_kept_inside_documents() -> None:
    """Speakers of one document share its chance and their offices are given by lot, so no office differs."""
    generator = np.random.default_rng(7)
    speakers = [
        {"document": f"d{place:03}", "speaker": office, "office": office, "size": int(generator.integers(1, 8))}
        for place in range(40)
        for office in generator.permutation(["head", "oversight", "secretary", "agency"])[: generator.integers(2, 4)]
    ]
    rows = draw_frames(pd.DataFrame(speakers), [0.2] * 40, [0.2] * 40, 200, 7)
    assert 2 <= count_refusals(rows, "office") <= 20


def test_three_seeds_give_the_same_verdicts(root: Path) -> None:
    """On the corpus, of both stages, for its commonest frame in the systematic sample."""
    known = study.open_study(root / "corpus").restrict(sample="systematic")
    rows = known.frame_rows[known.frame_rows["frame"] == "sanctions"]
    contrasts = Contrasts(known.contrasts.declared, ("sanctions",))
    found = []
    for seed in (1, 2, 3):
        omnibus = compare.test_factors(rows, seed=seed)
        table = compare.measure_contrasts(rows, contrasts, omnibus, seed=seed)
        found.append((omnibus["verdict"].tolist(), table[["contrast", "verdict"]].to_numpy().tolist()))
    assert found[0] == found[1] == found[2]


def test_faults() -> None:
    with pytest.raises(InputError, match="election"):
        compare.test_factors(make_documents(TEN).drop(columns="election"))
    with pytest.raises(InputError, match="draws"):
        compare.test_factors(make_documents(TEN), factors=["election"], draws=0)
