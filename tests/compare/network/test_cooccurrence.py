"""The network: small networks worked by hand, networkx's own projection, and chance by counting every case."""

from collections import Counter
from itertools import permutations, product
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from networkx.algorithms import bipartite
from scipy import stats
from typer.testing import CliRunner

from research import cli, codebook, coding, compare, corpus, frames, tables
from research.compare.confirmation import frame_pairs
from research.compare.network import cooccurrence, fixed_margins
from research.tables import InputError


def make_rows(said: list[tuple[str, int, str, str, str]]) -> pd.DataFrame:
    """Rows of (document, sentence, speaker, office, the letters of its frames) over the frames a, b and c."""
    return pd.DataFrame(
        [
            {"document": d, "sentence": s, "frame": frame, "present": frame in held, "speaker": who, "office": office}
            for d, s, who, office, held in said
            for frame in "abc"
        ]
    )


# Two weeks of one month, and a later year: head says a in both weeks, twice on the first day.
SAID = [
    ("x", 1, "Rai", "head", "a"),
    ("x", 2, "Rai", "head", "ab"),
    ("y", 1, "Rai", "head", "a"),
    ("y", 2, "Oka", "agency", "b"),
    ("z", 1, "Rai", "head", ""),
    ("z", 2, "Oka", "agency", "bc"),
    ("z", 3, "", "", "a"),
]
DAYS = pd.DataFrame(
    {"document": ["x", "y", "z"], "published": pd.to_datetime(["2020-10-01", "2020-10-08", "2021-10-08"])}
)


@pytest.mark.parametrize(
    ("rule", "head", "agency"),
    [
        ("include", [3, 1, 0], [0, 2, 1]),
        ("document", [2, 1, 0], [0, 2, 1]),
        ("week", [2, 1, 0], [0, 2, 1]),
        ("month", [1, 1, 0], [0, 2, 1]),
        ("year", [1, 1, 0], [0, 2, 1]),
        ("acrossrange", [1, 1, 0], [0, 1, 1]),
    ],
)
def test_ties_worked_by_hand(rule: str, head: list[int], agency: list[int]) -> None:
    ties = compare.count_ties(make_rows(SAID), DAYS, frames=["a", "b", "c"], duplicates=rule)
    wide = ties.pivot(index="actor", columns="frame", values="statements")
    assert wide.loc["head"].tolist() == head
    assert wide.loc["agency"].tolist() == agency
    sizes = ties.drop_duplicates("actor")[["actor", "actor_statements", "actor_documents", "in_figure"]]
    assert sizes.values.tolist() == [["head", 4, 3, False], ["agency", 2, 2, False]]


def test_the_bases_of_ties_and_pairs_worked_by_hand() -> None:
    rows = make_rows([*SAID, ("z", 4, "Ida", "head", "a")])
    rows["family"] = rows["document"].map({"x": "x", "y": "x", "z": "z"})
    bases = ["actor_statements", "actor_documents", "actor_families", "actor_speakers"]
    ties = compare.count_ties(rows, DAYS, frames=["a"])
    # Rai in x, y and z, and Ida in z: four names in a document each; x and y are one family.
    assert ties[["actor", *bases]].values.tolist() == [["head", 5, 3, 2, 4], ["agency", 2, 2, 2, 2]]
    alone = compare.count_ties(rows.drop(columns="family"), DAYS, frames=["a"])
    assert alone["actor_families"].tolist() == [3, 2], "documents where no families are known"
    by_speaker = compare.count_ties(rows, DAYS, frames=["a"], actor="speaker")
    assert by_speaker[["actor", *bases]].values.tolist() == [
        ["Rai", 4, 3, 2, 3],
        ["Oka", 2, 2, 2, 2],
        ["Ida", 1, 1, 1, 1],
    ]
    counted = ["within", "units", "statements", "documents", "families", "speakers"]
    # All statements count: Rai in x, Rai and Oka in y. Of the family of x and y, x alone counts for speakers and
    # documents: Rai there; in z Rai, Oka, Ida and a statement of nobody.
    pairs = pd.concat(
        [compare.measure_cooccurrence(rows, frames=["a", "b"], unit=level) for level in tables.COOCCURRENCE_UNITS]
    )
    assert pairs[counted].values.tolist() == [
        ["statement", 8, 8, 3, 2, 6],
        ["speaker", 3, 5, 2, 2, 4],
        ["document", 2, 6, 2, 2, 4],
    ]
    nobody = rows.assign(speaker="")
    assert compare.measure_cooccurrence(nobody, frames=["a", "b"], unit="statement")["speakers"].tolist() == [0]
    with pytest.raises(InputError, match="speaker: found none, expected a speaker at least"):
        compare.measure_cooccurrence(nobody, frames=["a", "b"], unit="speaker")


def test_a_speaker_is_an_actor_too() -> None:
    ties = compare.count_ties(make_rows(SAID), DAYS, frames=["c", "a"], actor="speaker")
    assert ties[["actor", "frame", "statements"]].values.tolist() == [
        ["Rai", "c", 0],
        ["Rai", "a", 3],
        ["Oka", "c", 1],
        ["Oka", "a", 0],
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"frames": ["a"], "actor": "party"}, "actor: found 'party', expected one of office, speaker"),
        ({"frames": ["a"], "duplicates": "decade"}, "duplicates: found 'decade', expected one of include, document"),
        ({"frames": ["a", "e"]}, "frames: found e, expected of a, b, c"),
        ({"frames": []}, "frames: found none, expected at least one frame"),
    ],
)
def test_calls_that_make_no_sense_are_refused(options: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        compare.count_ties(make_rows(SAID), DAYS, **options)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="within: found 'week', expected one of statement, speaker, document"):
        compare.measure_cooccurrence(make_rows(SAID), frames=["a", "b"], unit="week")


def make_ties(counts: list[list[int]]) -> pd.DataFrame:
    cells = [(f"o{i}", f"f{j}", n) for i, row in enumerate(counts) for j, n in enumerate(row)]
    ties = pd.DataFrame(cells, columns=["actor", "frame", "statements"]).astype({"statements": "int64"})
    return ties.assign(documents=ties["statements"], actor_statements=9, actor_documents=9, in_figure=True)


MATRICES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 5), min_size=width, max_size=width), min_size=2, max_size=5)
)


@given(MATRICES)
@settings(max_examples=40, deadline=None)
def test_the_projection_is_that_of_networkx(counts: list[list[int]]) -> None:
    ties = make_ties(counts)
    graph = compare.make_network(ties)
    for onto, nodes in (("actor", {n for n in graph if n.startswith("actor:")}), ("frame", None)):
        chosen = nodes or set(graph) - {n for n in graph if n.startswith("actor:")}
        theirs = bipartite.weighted_projected_graph(graph, chosen)
        for row in compare.project_network(ties, onto=onto).itertuples():
            edge = theirs.get_edge_data(f"{onto}:{row.first}", f"{onto}:{row.second}", default={"weight": 0})
            assert row.shared == edge["weight"]
        weighted = bipartite.generic_weighted_projected_graph(
            graph,
            chosen,
            lambda g, u, v: sum(g.edges[u, n]["weight"] * g.edges[v, n]["weight"] for n in set(g[u]) & set(g[v])),
        )
        for row in compare.project_network(ties, onto=onto).itertuples():
            edge = weighted.get_edge_data(f"{onto}:{row.first}", f"{onto}:{row.second}", default={"weight": 0})
            assert row.product == edge["weight"]


def test_congruence_worked_by_hand() -> None:
    told = compare.project_network(make_ties([[3, 4], [6, 8], [0, 0]]))
    assert told[["shared", "product"]].values.tolist() == [[2, 50.0], [0, 0.0], [0, 0.0]]
    assert told["cosine"].iloc[0] == 1.0
    assert told["cosine"].iloc[1:].isna().all()


def test_nodes_of_the_layout_never_meet_and_hang_on_nothing_random() -> None:
    ties = make_ties([[1, 9, 0], [9, 1, 0], [0, 0, 9]])
    places = compare.lay_out_network(ties)
    assert not places.duplicated(["kind", "x", "y"]).any()
    assert places["name"].tolist() == ["o1", "o0", "o2", "f0", "f1", "f2"]
    pd.testing.assert_frame_equal(places, compare.lay_out_network(ties.copy()))


def test_files_are_read_back_by_networkx_and_are_the_same_each_time(tmp_path: Path) -> None:
    ties = compare.count_ties(make_rows(SAID), DAYS, frames=["a", "b", "c"])
    compare.write_network(ties, tmp_path / "one.graphml")
    compare.write_network(ties, tmp_path / "two.graphml")
    assert (tmp_path / "one.graphml").read_bytes() == (tmp_path / "two.graphml").read_bytes()
    back, graph = nx.read_graphml(tmp_path / "one.graphml"), compare.make_network(ties)
    assert dict(back.nodes(data=True)) == dict(graph.nodes(data=True))
    assert nx.utils.edges_equal(back.edges(data=True), graph.edges(data=True))
    assert back.edges["actor:head", "frame:a"] == {"weight": 3, "documents": 2}
    compare.write_network(ties, tmp_path / "ties.csv")
    pd.testing.assert_frame_equal(tables.read_table(tmp_path / "ties.csv", "ties"), ties)
    with pytest.raises(InputError, match=r"found '\.png', expected \.graphml or \.csv"):
        compare.write_network(ties, tmp_path / "ties.png")


def test_turning_is_counting_every_turn() -> None:
    parts = [(np.array([1, 1, 0, 0]), np.array([1, 0, 1, 0])), (np.array([1, 0, 0]), np.array([0, 1, 1]))]
    every = Counter(
        sum(int((one * np.roll(other, turn)).sum()) for (one, other), turn in zip(parts, turns, strict=True))
        for turns in product(range(4), range(3))
    )
    chance = cooccurrence._combine(cooccurrence._rotate([part]) for part in parts)
    assert chance.tolist() == pytest.approx([every[n] / 12 for n in range(len(chance))])
    # Copies turn together, and each document by every turn alike: by 0 or 2 of 4 with 0 or 1 of 2, and so on.
    copies = cooccurrence._rotate([parts[0], parts[0]])
    assert copies.tolist() == pytest.approx(np.repeat(cooccurrence._rotate([parts[0]]), 2)[: len(copies)] * [1, 0, 1])
    uneven = cooccurrence._rotate([(np.array([1, 0, 0, 0]), np.array([1, 0, 0, 0])), (np.array([1, 0]),) * 2])
    assert uneven.tolist() == pytest.approx([0.5, 0.25, 0.25])


def test_margins_kept_are_every_table_of_these_margins() -> None:
    """Two strata whose tables can be listed: each is drawn as often as any other."""
    carried = np.array([[1, 1, 0], [1, 0, 0], [0, 1, 1], [0, 0, 1], [1, 1, 1], [0, 0, 0], [1, 1, 0], [0, 0, 1]], bool)
    strata = np.array([0, 0, 0, 0, 0, 0, 1, 1])
    counts = [Counter[tuple[int, int]](), Counter[tuple[int, int]]()]
    for stratum, rows in enumerate((range(6), (6, 7))):
        own = carried[list(rows)]
        options = [[c for c in product((0, 1), repeat=3) if sum(c) == row.sum()] for row in own]
        for table in product(*options):
            if np.array_equal(np.sum(table, axis=0), own.sum(axis=0)):
                counts[stratum][sum(r[0] and r[1] for r in table), sum(r[1] and r[2] for r in table)] += 1
    every = Counter[tuple[int, int]]()
    for (one, first), (other, second) in product(counts[0].items(), counts[1].items()):
        every[one[0] + other[0], one[1] + other[1]] += first * second
    drawn = fixed_margins.draw_fixed_margins(carried, strata, seed=7)
    pairs = Counter(
        zip(*(fixed_margins.count_together(drawn, *pair).tolist() for pair in ((0, 1), (1, 2))), strict=True)
    )
    assert len(every) > 3 and set(pairs) == set(every)
    for case, number in every.items():
        # 8,192 draws: four standard errors.
        chance = number / every.total()
        assert pairs[case] / fixed_margins.DRAWS == pytest.approx(chance, abs=4 * (chance / fixed_margins.DRAWS) ** 0.5)


def test_one_frame_a_statement_is_told_from_frames_that_shun_each_other() -> None:
    """Where most statements have room for one frame, chance says too seldom; with the room kept it says nothing."""
    generator = np.random.default_rng(11)
    said = []
    for d in range(60):
        for s in range(1, 9):
            # Two frames in one statement of ten, and whichever two alike.
            frames_there = generator.permutation(list("abc"))[: generator.choice([0, 1, 2], p=[0.3, 0.6, 0.1])]
            said.append((f"d{d:02}", s, f"s{d}", "head", "".join(frames_there)))
    told = compare.measure_cooccurrence(make_rows(said), frames=["a", "b", "c"])
    assert (told["q"] < 0.01).all() and (told["ratio"] < 0.8).all()
    assert (told["q_kept"] > 0.05).all()
    assert told["several"].iloc[0] == sum(len(held) > 1 for *_, held in said)
    assert told["carrying"].iloc[0] == sum(len(held) > 0 for *_, held in said)
    # The pairs that the statements have room for are all dealt out.
    assert told["expected_kept"].sum() == pytest.approx(told["several"].iloc[0])
    # The same room, but a and b are never together.
    apart = [(d, s, who, office, "ac" if held in ("ab", "ba") else held) for d, s, who, office, held in said]
    shunned = compare.measure_cooccurrence(make_rows(apart), frames=["a", "b", "c"]).set_index(["frame_a", "frame_b"])
    assert shunned.loc[("a", "b"), "q_kept"] < 0.01 and shunned.loc[("a", "b"), "observed"] == 0
    assert shunned.loc[("a", "b"), "low"] == 0 and shunned.loc[("a", "b"), "high"] < 1


def test_intervals_hold_the_truth_where_two_frames_seldom_meet() -> None:
    """Corpora drawn from a large one, whose ratio is known; about four statements of a corpus carry both."""
    generator = np.random.default_rng(5)
    size = generator.integers(4, 15, 30000)
    held = (
        generator.binomial(size, generator.beta(0.5, 2, 30000)),
        generator.binomial(size, generator.beta(0.5, 3, 30000)),
    )
    together = generator.binomial(np.minimum(*held), 0.08)
    chance = held[0] * held[1] / size
    ratio = together.sum() / chance.sum()
    covered = 0
    for _ in range(400):
        chosen = generator.integers(0, 30000, 60)
        o, e = together[chosen].astype(float), chance[chosen]
        low, high = cooccurrence._bound_ratio(o.sum(), e.sum(), o.sum() - o, e.sum() - e)
        covered += low <= ratio <= high
    # 95 % give 368 or fewer of 400 with a probability of 1 %.
    assert covered >= 368


def test_mixing_is_counting_every_order() -> None:
    one, other = np.array([1, 1, 0, 0, 1]), np.array([1, 0, 0, 1, 0])
    every = Counter(int((one * np.array(order)).sum()) for order in permutations(other.tolist()))
    chance = cooccurrence._permute_units(one, other)
    assert chance.tolist() == pytest.approx([every[n] / 120 for n in range(3)])


def test_documents_of_one_length_give_fishers_numbers() -> None:
    held = ["ab"] * 9 + ["a"] * 3 + ["b"] * 4 + [""] * 14
    rows = make_rows([(f"d{n:02}", 1, f"s{n:02}", "head", frame) for n, frame in enumerate(held)])
    for within in ("document", "speaker"):
        told = compare.measure_cooccurrence(rows, frames=["a", "b"], unit=within).iloc[0]
        greater = stats.fisher_exact([[9, 3], [4, 14]], alternative="greater").pvalue
        assert told["p"] == pytest.approx(2 * greater)
        assert (told["count_a"], told["count_b"], told["observed"]) == (12, 13, 9)
        assert told["expected"] == pytest.approx(12 * 13 / 30)
        assert told["low"] < told["ratio"] < told["high"]
    # By hand: without a document with both 8 and 11 * 12 / 29, with a alone 9 and 11 * 13 / 29, and so on.
    without = {"ab": (8, 11 * 12 / 29), "a": (9, 11 * 13 / 29), "b": (9, 12 * 12 / 29), "": (9, 12 * 13 / 29)}
    ratio = 9 / (12 * 13 / 30)
    variance = 30 / 29 * sum(((9 - without[f][0]) - ratio * (12 * 13 / 30 - without[f][1])) ** 2 for f in held)
    count = 81 / variance * (stats.norm.ppf(0.975) / stats.t.ppf(0.975, 29)) ** 2
    ends = stats.chi2.ppf(0.025, 2 * count), stats.chi2.ppf(0.975, 2 * count + 2)
    assert told[["low", "high"]].tolist() == pytest.approx([ratio * end / 2 / count for end in ends])


def test_a_release_printed_often_is_one() -> None:
    said = [(f"d{n}", s, f"s{n}", "head", "ab" if s == 1 else "") for n in range(12) for s in (1, 2, 3)]
    rows = make_rows(said)
    families = rows.assign(family=rows["document"].map(lambda name: "d0" if name in ("d0", "d1", "d2") else name))
    alone = compare.measure_cooccurrence(rows, frames=["a", "b"]).iloc[0]
    thinned = compare.measure_cooccurrence(families, frames=["a", "b"]).iloc[0]
    # The expectation of a pair in statements is one everywhere, over all documents; copies count once in the test.
    assert (alone["observed"], thinned["observed"], alone["families"], thinned["families"]) == (12, 12, 12, 10)
    assert alone["expected"] == thinned["expected"] == pytest.approx(12 / 3)
    assert (alone["p"], thinned["p"]) == pytest.approx((2 * 3.0**-12, 2 * 3.0**-10))
    by_document = compare.measure_cooccurrence(families, frames=["a", "b"], unit="document").iloc[0]
    assert (by_document["documents"], by_document["observed"]) == (10, 10)


def test_too_few_is_said() -> None:
    told = compare.measure_cooccurrence(make_rows(SAID), frames=["a", "b"])
    assert told["method"].tolist() == ["too few to say"]
    assert told[["ratio", "low", "high", "p", "q"]].isna().all(axis=None)
    assert told["observed"].tolist() == [1]


def draw_runs(generator: np.random.Generator, size: int) -> np.ndarray:
    """A frame that comes in runs, as frames do: it stays with 0.85 and comes with 0.1."""
    held = [int(generator.random() < 0.4)]
    for _ in range(size - 1):
        held.append(int(generator.random() < (0.85 if held[-1] else 0.1)))
    return np.array(held)


def test_frames_that_come_in_runs_are_not_called_together_too_often() -> None:
    generator = np.random.default_rng(2026)
    called = {"turned": 0, "shuffled": 0}
    for _ in range(300):
        parts = [(draw_runs(generator, 12), draw_runs(generator, 12)) for _ in range(25)]
        together = sum(int((one * other).sum()) for one, other in parts)
        moved = {
            "turned": [cooccurrence._rotate([part]) for part in parts],
            "shuffled": [cooccurrence._permute_units(*part) for part in parts],
        }
        for name, chances in moved.items():
            chance = cooccurrence._combine(chances)
            called[name] += cooccurrence._compute_two_sided_p(chance, together) <= 0.05
    # A test that holds 5 % calls 25 of 300 or fewer with a probability of 0.99.
    assert called["turned"] <= 25
    assert called["shuffled"] > 25, "the test must be able to fail"


@pytest.fixture(scope="module")
def rows(documents: pd.DataFrame, coded: coding.CodedStatements, book: codebook.Codebook) -> pd.DataFrame:
    gold = frames.make_frames(coded.statements, coded.codings, book)
    return compare.merge_frames(documents, coded.statements, gold, families=corpus.find_families(documents))


def test_rows_in_any_order_give_the_same(rows: pd.DataFrame, documents: pd.DataFrame) -> None:
    codes = ["sanctions", "conflict_risk"]
    mixed = rows.sample(frac=1, random_state=1)
    every = compare.measure_cooccurrence(rows, frames=codes, unit=["statement", "document"])
    assert every["sample"].unique().tolist() == sorted(set(rows["sample"]))
    for sample, part in every.groupby("sample"):
        chances = part["p"].tolist()
        # By hand: Benjamini and Hochberg over the two rows of the sample.
        assert part["q"].tolist() == pytest.approx([min(max(chances), 2 * p) for p in chances])
        alone = compare.measure_cooccurrence(rows[rows["sample"] == sample], frames=codes, unit="statement")
        assert (
            alone[["observed", "expected", "p"]].values.tolist()
            == part[["observed", "expected", "p"]].values[:1].tolist()
        )
    for within in ("statement", "speaker", "document"):
        straight = compare.measure_cooccurrence(rows, frames=codes, unit=within)
        pd.testing.assert_frame_equal(straight, compare.measure_cooccurrence(mixed, frames=codes, unit=within))
    ties = compare.count_ties(rows, documents, frames=codes, duplicates="week")
    pd.testing.assert_frame_equal(ties, compare.count_ties(mixed, documents, frames=codes, duplicates="week"))


def test_the_expectation_of_a_pair_is_that_of_its_hypothesis(rows: pd.DataFrame) -> None:
    codes = ["sanctions", "service_priority", "conflict_risk"]
    chosen = rows[rows["sample"] == "systematic"]
    told = compare.measure_cooccurrence(chosen, frames=codes).set_index(["frame_a", "frame_b"])
    for pair, row in told.iterrows():
        counted = frame_pairs.count_pair(chosen, list(pair))
        # By hand: statements with each frame, document by document.
        sums = chosen.pivot(index=["document", "sentence"], columns="frame", values="present").groupby("document")
        expected = (sums[pair[0]].sum() * sums[pair[1]].sum() / sums.size()).sum()
        assert row["expected"] == pytest.approx(expected)
        assert row["observed"] == counted.together.sum() and row["expected"] == pytest.approx(counted.expected.sum())


def test_the_command_prints_and_writes(tmp_path: Path, root: Path) -> None:
    folder = ["--corpus", str(root / "corpus")]
    file = tmp_path / "network.graphml"
    done = CliRunner().invoke(cli.application, ["network", *folder, "-o", str(file), "--duplicates", "document"])
    assert done.exit_code == 0, done.output
    assert "duplicates: document" in done.output
    assert len(nx.read_graphml(file)) > 8
    done = CliRunner().invoke(cli.application, ["network", *folder, "--frames", "sanctions,sanctions"])
    assert done.exit_code == 0, done.output
    assert "one frame: no pair" in done.output
    done = CliRunner().invoke(cli.application, ["references", *folder, "--kind", "law"])
    assert done.exit_code == 0, done.output
    assert "UU 5/2014" in done.output
    assert "Laws cited before they existed: 0" in done.output


def test_one_frame_makes_no_pair() -> None:
    rows = pd.DataFrame(
        {"document": list("aabb"), "sentence": [1, 2] * 2, "frame": "f", "present": True, "speaker": "X"}
    )
    table = compare.measure_cooccurrence(rows, frames=["f"])
    assert table.empty
    assert {"frame_a", "frame_b", "ratio", "p"} <= set(table.columns)
