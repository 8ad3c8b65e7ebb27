"""The figure of corrections: what is drawn is what the table says, every n is there, nothing overlaps."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, read_title, read_words
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from research import report
from research.compare import BY_STATEMENT
from research.compare.correction.estimates import CORRECTED
from research.report.figures import layout
from research.tables import InputError

FRAMES = {
    "service_priority": "Service first",
    "sanctions": "Sanctions",
    "social_media": "Social media",
    "conflict_risk": "Risk of conflict",
}
ISLANDS = ("Bali and Nusa Tenggara", "Jawa", "Kalimantan", "Maluku", "Papua", "Sulawesi", "Sumatera", "national")


def make_corrections(grouping: str, groups: tuple[str, ...]) -> pd.DataFrame:
    """Invented corrections; the first frame of every second group has too few hits."""
    generator = np.random.default_rng(len(groups))
    rows = []
    for number, (group, frame) in enumerate(itertools.product(groups, FRAMES)):
        share, hits = generator.uniform(0.04, 0.3), int(generator.integers(10, 120))
        row = {"grouping": grouping, "group": group, "frame": frame, "base": "statements", "target": "corpus"}
        row |= {
            "documents": 135,
            "coded_documents": 54,
            "coded_hits": hits,
            "predicted_share": share * generator.uniform(0.5, 1.5),
        }
        row |= {"share": share, "low": share * 0.7, "high": share * 1.3}
        if number % (2 * len(FRAMES)) == 0 and len(groups) > 1:
            row |= {"coded_hits": number % 10, "share": np.nan, "low": np.nan, "high": np.nan}
        rows.append(row)
    return pd.DataFrame(rows)


TABLES = {
    "all": make_corrections("all", ("all",)),
    "gold": make_corrections("all", ("all",)).assign(
        predicted_low=lambda t: t["predicted_share"] * 0.9,
        predicted_high=lambda t: t["predicted_share"] * 1.1,
        gold_share=[0.05, 0.19, 0.07, 0.11],
        gold_share_low=[0.04, 0.15, 0.06, 0.09],
        gold_share_high=[0.08, 0.23, 0.09, 0.14],
    ),
    "years": make_corrections("election_year", ("2018", "2020", "2024")),
    "islands": make_corrections("island", ISLANDS),
}


@pytest.fixture(scope="module")
def drawn() -> dict[str, Figure]:
    caption = "Purposive sample. The coders were language models."
    return {name: report.plot_corrections(table, labels=FRAMES, caption=caption) for name, table in TABLES.items()}


def read_points(axes, marker: str) -> list[float]:
    points = [line.get_xydata()[0] for line in axes.lines if line.get_marker() == marker]
    return [float(x) for x, _ in sorted(points, key=lambda point: point[1])]


def read_bars(axes, series: int) -> list[tuple[float, float]]:
    sets = [c for c in axes.collections if isinstance(c, LineCollection) and c.get_linewidths()[0] > 1]
    chosen = [c.get_segments()[0] for c in sets if to_hex(c.get_colors()[0]) == layout.COLOURS[series].lower()]
    return [(float(start[0]), float(stop[0])) for start, stop in sorted(chosen, key=lambda bar: bar[0][1])]


@pytest.mark.parametrize("name", TABLES)
def test_no_text_meets_another_or_leaves_the_sheet(drawn: dict[str, Figure], name: str) -> None:
    figure = drawn[name]
    check_layout(figure, texts=5)


def test_a_sheet_of_statements_is_counted_in_statements() -> None:
    table = TABLES["all"].assign(statements=1231, coded_statements=300, method=BY_STATEMENT[CORRECTED])
    (axes,) = report.plot_corrections(table, labels=FRAMES).axes[:1]
    assert axes.get_title(loc="left") == "300 of 1,231 statements coded"


@pytest.mark.parametrize("name", TABLES)
def test_points_bars_and_counts_are_those_of_the_table(drawn: dict[str, Figure], name: str) -> None:
    table = TABLES[name]
    groups = list(dict.fromkeys(table["group"]))
    assert len(drawn[name].axes) == len(groups)
    for axes, group in zip(drawn[name].axes, groups, strict=True):
        part = table[table["group"] == group]
        told = part[part["share"].notna()]
        assert read_points(axes, "D") == pytest.approx(part["predicted_share"].tolist())
        assert read_points(axes, "o") == pytest.approx(told["share"].tolist())
        bars = read_bars(axes, 0)
        assert np.ravel(bars) == pytest.approx(told[["low", "high"]].to_numpy().ravel())
        assert axes.get_xlim()[1] >= part[["predicted_share", "high"]].max().max()
        words = [text.get_text() for text in axes.texts]
        assert words.count("too few to say") == part["share"].isna().sum()
        assert [word for word in words if word.isdigit()] == [str(hits) for hits in part["coded_hits"]]
        assert "54 of 135 documents coded" in axes.get_title(loc="left").replace("\n", " ")


def test_the_truth_is_drawn_where_it_is_known(drawn: dict[str, Figure]) -> None:
    table, axes = TABLES["gold"], drawn["gold"].axes[0]
    assert read_points(axes, "s") == table["gold_share"].tolist()
    assert np.ravel(read_bars(axes, 2)) == pytest.approx(
        table[["gold_share_low", "gold_share_high"]].to_numpy().ravel()
    )
    assert np.ravel(read_bars(axes, 1)) == pytest.approx(table[["predicted_low", "predicted_high"]].to_numpy().ravel())
    heights = [line.get_ydata()[0] for line in axes.lines if line.get_marker() in ("o", "D", "s")]
    assert len(set(heights)) == 3 * len(table), "none of the three hides another"
    names = [text.get_text() for text in drawn["gold"].legends[0].get_texts()]
    assert names == ["Corrected", "Predicted", "All documents coded"]
    assert read_points(drawn["all"].axes[0], "s") == read_bars(drawn["all"].axes[0], 1) == []
    assert len(drawn["all"].legends[0].get_texts()) == 2


@pytest.mark.parametrize("name", TABLES)
def test_the_caption_says_what_is_drawn_and_the_caution(drawn: dict[str, Figure], name: str) -> None:
    words = read_words(drawn[name])
    assert read_title(drawn[name]) in words
    caption = next(line for line in words if "95 % intervals over documents." in line)
    assert "Purposive sample. The coders were language models." in caption
    assert "the share that coding all of these documents would find" in caption
    assert [line for line in words if "_" in line] == []
    none = report.plot_corrections(TABLES["years"].assign(share=np.nan, low=np.nan, high=np.nan, target="population"))
    assert any("in all such documents" in line and "No intervals drawn." in line for line in read_words(none))


def test_files_are_equal_and_the_csv_is_the_table_with_its_filter(tmp_path: Path) -> None:
    for name in ("one", "two"):
        report.save_figure(report.plot_corrections(TABLES["years"], labels=FRAMES), TABLES["years"], tmp_path / name)
    for kind in ("png", "svg", "csv"):
        assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"two.{kind}").read_bytes()
    kept = pd.read_csv(tmp_path / "one.csv")
    assert kept["share"].tolist() == pytest.approx(TABLES["years"]["share"].tolist(), abs=1e-6, nan_ok=True)
    assert kept["filter"].iloc[0] == "reported and election_year == '2018' and frame == 'service_priority'"


def test_tables_that_make_no_figure_are_refused() -> None:
    table = TABLES["years"]
    for wrong, words in (
        (table.drop(columns="predicted_share"), "predicted_share: found no such column"),
        (table.head(0), "rows: found none"),
        (pd.concat([table, table.head(1)]), "election_year, 2018, service_priority, corpus more than once"),
        (pd.concat([table, TABLES["all"]]), "grouping: found election_year, all, expected one grouping"),
        (
            pd.concat([table, table.assign(target="population")]),
            "target: found corpus, population, expected one target",
        ),
    ):
        with pytest.raises(InputError, match=words):
            report.plot_corrections(wrong)
