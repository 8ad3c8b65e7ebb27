"""Figures of comparisons: what is drawn is what the table says, texts do not meet, refusals are told."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, find_panel, read_intervals, read_words
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from research import compare, report, tables
from research.compare import Contrast, Contrasts
from research.report.figures import composition_plots
from research.tables import InputError

FRAMES = {"service_priority": "Service first", "sanctions": "Sanctions", "social_media": "Social media"}
FRAMES |= {"conflict_risk": "Risk of conflict"}
YEARS = {"2015": 4, "2018": 22, "2020": 20, "2024": 12}
OFFICES = ("head", "acting_head", "secretary", "agency", "oversight", "central", "legislature")


def make_rows() -> pd.DataFrame:
    """Documents of four years, one of them with too few, statements of seven offices; one frame grows much."""
    generator = np.random.default_rng(7)
    rows = []
    for year, size in YEARS.items():
        for number, frame in itertools.product(range(size), FRAMES):
            grown = 0.3 if frame == "sanctions" and year == "2020" else 0.0
            chance = generator.beta(2, 12) + grown
            for sentence in range(1, 6 + number % 5):
                row = {"document": f"{year}-{number}", "sentence": sentence, "frame": frame, "election_year": year}
                row |= {"office": OFFICES[(number + sentence) % 7], "speaker": "Rai", "kind": "news"}
                rows.append(row | {"present": bool(generator.random() < min(chance, 1))})
    return pd.DataFrame(rows)


def mix_kinds() -> pd.DataFrame:
    """The same rows, of two kinds of document."""
    rows = make_rows()
    return rows.assign(kind=rows["document"].str.endswith("4").map({True: "press_release", False: "news"}))


def make_tables() -> dict[str, pd.DataFrame]:
    rows = make_rows()
    pairs = [("2020", "2018"), ("2024", "2020"), ("2024", "2015")]
    declared = (
        Contrast(f"{a}-{b}", f"Elections of {a} against those of {b}", "election_year", (a,), (b,)) for a, b in pairs
    )
    elected = rows.assign(election=rows["election_year"])
    omnibus = compare.test_factors(elected, factors=["election"], draws=499)
    provinces = tables.read_provinces()["province"]
    places = dict(zip(sorted(set(rows["document"])), itertools.cycle([*provinces[:34], "Nasional"]), strict=False))
    settled = rows.assign(province=rows["document"].map(places))
    return {
        "contrasts": compare.measure_contrasts(elected, Contrasts(tuple(declared)), omnibus, draws=499),
        "forest": compare.fit_regression(rows, frame="sanctions", terms=["election_year", "office", "kind"]),
        "shares": compare.measure_shares(rows, by="election_year", draws=20),
        "parts": pd.concat(
            [compare.measure_composition(mix_kinds(), by="election_year", of=of) for of in ("office", "kind")],
            ignore_index=True,
        ),
        "pooled": compare.fit_multilevel(settled, by="province"),
    }


@pytest.fixture(scope="module")
def made() -> dict[str, pd.DataFrame]:
    return make_tables()


def draw_all(made: dict[str, pd.DataFrame]) -> dict[str, Figure]:
    return {
        "contrasts": report.plot_contrasts(made["contrasts"], labels=FRAMES, caption="A purposive sample."),
        "forest": report.plot_coefficients(made["forest"], labels=FRAMES),
        "composition": report.plot_composition(made["shares"], made["parts"], labels=FRAMES),
        "pooled": report.plot_pooled_map(made["pooled"], frame="sanctions", labels=FRAMES),
        "references": report.plot_references(made["shares"], labels=FRAMES),
    }


@pytest.fixture(scope="module")
def drawn(made) -> dict[str, Figure]:
    return draw_all(made)


NAMES = ("contrasts", "forest", "composition", "pooled", "references")


def read_page(figure: Figure) -> str:
    return " ".join(read_words(figure))


@pytest.mark.parametrize("name", NAMES)
def test_no_text_meets_another_or_leaves_the_sheet(drawn, name: str) -> None:
    figure = drawn[name]
    check_layout(figure, texts=5)


@pytest.mark.parametrize("name", NAMES)
def test_no_raw_code_is_shown(drawn, name: str) -> None:
    words = read_page(drawn[name])
    for code in ("service_priority", "acting_head", "election_year", "social_media", "press_release"):
        assert code not in words


def test_contrasts_are_those_of_the_table_and_only_the_supported_are_filled(made, drawn) -> None:
    table = made["contrasts"]
    assert {"supported", "not supported", "too few to say"} == set(table["verdict"])
    explored = table[table["origin"] == "exploration"]
    assert set(explored["verdict"]) == {"supported", "not supported"}
    table = table.drop(explored.index[explored["verdict"] == "not supported"])
    for frame, part in table.groupby("frame"):
        axes, told = find_panel(drawn["contrasts"], FRAMES[frame]), part.dropna(subset="difference")
        ends = zip(told["difference_low"], told["difference_high"], strict=True)
        assert read_intervals(axes) == {(round(low, 9), round(high, 9)) for low, high in ends}
        marks = {round(float(line.get_xdata()[0]), 9): line for line in axes.lines if line.get_marker() == "o"}
        assert set(marks) == {round(value, 9) for value in told["difference"]}
        for row in told.itertuples():
            filled = marks[round(row.difference, 9)].get_markerfacecolor() != "white"
            assert filled == (row.verdict == "supported")
        assert [text.get_text() for text in axes.texts].count("too few to say") == part["difference"].isna().sum()


def test_the_number_tried_stands_in_the_caption(made, drawn) -> None:
    words = read_page(drawn["contrasts"])
    tested = int(made["contrasts"]["p"].notna().sum())
    assert f"Of {len(made['contrasts'])} contrasts {tested} were tested, and" in words
    assert (
        "Under 15 clusters on a side, or where documents have both sides, the interval inverts a permutation test"
        in words
    )
    assert "20 and 22 documents" in words
    assert "\u2190 more in the second" in words and "more in the first \u2192" in words


def test_what_all_contrasts_are_against_is_said_once_at_the_axis(made) -> None:
    table = made["contrasts"].query("contrast in ('2024-2020', '2024-2015')")
    names = {"2024-2020": "2020 against the year 2024", "2024-2015": "2015 against the year 2024"}
    words = read_words(report.plot_contrasts(table.assign(label=table["contrast"].map(names))))
    assert {"2015", "2020"} <= set(words) and not any("against" in word for word in words)
    assert sum("\u2190 more in the year 2024" in word for word in words) == 1


def test_the_forest_is_that_of_the_table(made, drawn) -> None:
    table, figure = made["forest"], drawn["forest"]
    axes = figure.axes[0]
    told = table.dropna(subset=["low"])
    assert read_intervals(axes) == {(round(a, 9), round(b, 9)) for a, b in zip(told["low"], told["high"], strict=True)}
    words = read_page(figure)
    for row in told.itertuples():
        assert f"{row.odds_ratio:.2f} ({row.low:.2f} to {row.high:.2f})" in words
        assert f"{row.hits} of {row.statements} ({row.documents})" in words
    marks = {round(float(line.get_xdata()[0]), 9): line for line in axes.lines if line.get_marker() == "o"}
    filled = {value for value, line in marks.items() if line.get_markerfacecolor() != "white"}
    assert filled == {round(row.odds_ratio, 9) for row in told.itertuples() if row.p <= 0.05}
    references = table[table["level"] == table["reference"]]
    assert words.count("against ") >= len(references) and "less than the reference" in words
    assert "Not in the model for want of hits or difference: kind." in words
    assert "GEE, exchangeable within document" in words


def test_a_forest_of_too_few_says_so() -> None:
    rows = make_rows()
    few = compare.fit_regression(rows[rows["election_year"] == "2015"], frame="sanctions", terms=["office"])
    assert "too few to say" in read_page(report.plot_coefficients(few))


def test_the_composition_is_that_of_the_table(made, drawn) -> None:
    parts, figure = made["parts"], drawn["composition"]
    for column, several in (("office", True), ("kind", False)):
        bars = find_panel(figure, f"By {column}").patches
        tops: dict[float, float] = {}
        for bar in bars:
            place = round(bar.get_x() + bar.get_width() / 2, 3)
            tops[place] = tops.get(place, 0) + bar.get_height()
        assert list(tops.values()) == pytest.approx([1] * len(YEARS))
        mine = parts[parts["composition"] == column]
        sizes = mine.groupby("part")["statements"].sum().sort_index().sort_values(ascending=False, kind="stable")
        for place, year in enumerate(YEARS):
            largest = mine[(mine["part"] == sizes.index[0]) & (mine["group"] == year)]["share"].item()
            lowest = next(bar for bar in bars if bar.get_y() == 0 and abs(bar.get_x() + 0.35 - place) < 0.01)
            assert lowest.get_height() == pytest.approx(largest)
        assert len({bar.get_facecolor() for bar in bars}) == (6 if several else 2)
    words = [[text.get_text() for text in legend.get_texts()] for legend in figure.legends]
    assert words[0][0] == "All others" and words[1] == ["Press release", "News"]


def test_fills_of_one_pattern_stay_apart_in_grey() -> None:
    def light(colour: str) -> float:
        return float(np.dot(to_rgb(colour), (0.299, 0.587, 0.114)))

    pairs = itertools.combinations(zip(composition_plots.FILLS, composition_plots.HATCHES, strict=True), 2)
    assert len(set(composition_plots.HATCHES)) > 3
    for (one, pattern), (other, hatch) in pairs:
        assert pattern != hatch or abs(light(one) - light(other)) > 0.2


def test_parts_of_no_statement_and_of_no_name(made) -> None:
    shares, parts = made["shares"], made["parts"].query("composition == 'kind'")
    unnamed = parts.replace({"part": {"press_release": ""}})
    extra = parts.iloc[:1].assign(part="leaflet", statements=0, share=0.0)
    figure = report.plot_composition(shares, pd.concat([unnamed, extra]))
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["None named", "News"]


def test_all_others_stand_last_however_many_they_are(made) -> None:
    shares, parts = made["shares"], made["parts"].query("composition == 'kind'")
    figure = report.plot_composition(shares, parts.replace({"part": {"news": "all others"}}))
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["All others", "Press release"]


def test_a_composition_of_other_groups_is_refused(made) -> None:
    with pytest.raises(InputError, match="groups by kind: found 2015 in one table only") as caught:
        report.plot_composition(made["shares"], made["parts"].query("group != '2015' or composition != 'kind'"))
    assert len(caught.value.faults) == 1, "the offices are those of all groups"
    with pytest.raises(InputError, match="groups by office: found grouping colour, expected grouping election_year"):
        report.plot_composition(made["shares"], made["parts"].assign(grouping="colour"))
    with pytest.raises(InputError, match="more than once"):
        report.plot_composition(made["shares"], pd.concat([made["parts"], made["parts"]]))


def test_a_composition_is_written_beside_its_figure_with_the_way_back(made, drawn, tmp_path: Path) -> None:
    report.save_figure(drawn["composition"], made["parts"], tmp_path / "one")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.csv", "one.png", "one.svg"]
    written = pd.read_csv(tmp_path / "one.csv", dtype={"group": "str"})
    assert len(written) == len(made["parts"])
    rows = mix_kinds().assign(reported=True)
    for row in written.to_dict("records"):
        found = rows.query(row["filter"]).drop_duplicates(["document", "sentence"])
        assert len(found) == row["statements"]


def test_the_pooled_map_says_that_it_is_a_model_s(made, drawn) -> None:
    words = read_page(drawn["pooled"])
    assert words.count("model's estimate") >= 2
    table = made["pooled"].query("frame == 'sanctions'")
    for row in table[table["group"] != "Nasional"].itertuples():
        assert f"{100 * row.share:.0f} %" in words
        assert f"{100 * row.low:.0f}\u2013{100 * row.high:.0f}" in words
    tiles = [text for text in drawn["pooled"].axes[0].texts if "\u2013" in text.get_text()]
    assert len(tiles) == (table["group"] != "Nasional").sum(), "a province without documents has no estimate"


def test_several_frames_are_refused(made) -> None:
    table = made["forest"]
    with pytest.raises(InputError, match="expected one frame"):
        report.plot_coefficients(pd.concat([table, table.assign(frame="x")]))


def test_a_map_of_a_frame_that_no_row_has_is_refused(made) -> None:
    with pytest.raises(InputError, match="rows: found none"):
        report.plot_pooled_map(made["pooled"], frame="x")


@pytest.mark.parametrize("plot", [report.plot_contrasts, report.plot_coefficients, report.plot_multilevel])
def test_tables_that_cannot_be_drawn_are_refused(plot) -> None:
    with pytest.raises(InputError, match="found no such column"):
        plot(pd.DataFrame({"frame": ["f"]}))


def test_equal_tables_give_equal_bytes(made, drawn, tmp_path: Path) -> None:
    again = draw_all(made)
    for name, table in (("contrasts", made["contrasts"]), ("composition", made["shares"])):
        report.save_figure(drawn[name], table, tmp_path / "one")
        report.save_figure(again[name], table, tmp_path / "two")
        for kind in ("svg", "png", "csv"):
            assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"two.{kind}").read_bytes()
