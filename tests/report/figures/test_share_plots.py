"""Shares by election and by group: every n is there, and groups that are too small are not drawn."""

import pandas as pd
import pytest
from drawn import find_panel, read_points, read_title, read_words
from figure_tables import ELECTIONS, FRAMES, OFFICES, make_elections, measure

from research import report
from research.report.figures import figure_inputs
from research.tables import InputError


def test_few_documents_are_said_and_not_drawn(drawn) -> None:
    figure, table = drawn["years"]
    for frame, rows in table.groupby("frame"):
        axes = find_panel(figure, FRAMES[frame])
        said = [text for text in axes.texts if text.get_text() == "too few to say"]
        assert len(said) == rows["share"].isna().sum() > 0
        assert len(read_points(axes, upright=True)) == rows["share"].nunique()


@pytest.mark.parametrize("name", ["islands", "offices", "provinces", "modes"])
def test_every_group_has_its_n_and_small_ones_stand_in_the_caption(drawn, name: str) -> None:
    figure, table = drawn[name]
    words, caption = read_words(figure), " ".join(text.get_text().replace("\n", " ") for text in figure.texts)
    for group, rows in table.groupby("group"):
        documents, statements = rows["documents"].iloc[0], rows["statements"].iloc[0]
        size = f"{documents:,} document{'' if documents == 1 else 's'}, {statements:,} statements"
        label = figure_inputs.label_code(group, {code: label for code, (label, _) in OFFICES.items()})
        if rows["share"].notna().any():
            assert label in words and size in words
        else:
            assert label not in words and f"{label} ({size})" in caption


def test_a_figure_of_small_groups_alone_says_so(drawn) -> None:
    table = drawn["islands"][1].query("group == 'Papua'")
    words = read_words(report.plot_shares_groups(table, labels=FRAMES))
    assert words.count("too few to say") == len(FRAMES) and "Papua" in words


def test_elections_stand_in_time_with_kind_and_n(drawn) -> None:
    figure, table = drawn["years"]
    axes = find_panel(figure, "Social media")
    numbers = [text for text in axes.texts if text.get_text().replace(",", "").isdigit()]
    rows = [sorted(numbers[start : start + 7], key=lambda text: text.xy[0]) for start in (0, 7, 14)]
    n = table.drop_duplicates("group").set_index("group").loc[list(ELECTIONS)]
    shown = [[text.get_text() for text in row] for row in rows]
    assert shown[0] == [name[-4:] for name in ELECTIONS], "the legend tells the kind, where names are too wide"
    assert shown[1:] == [[f"{number:,}" for number in n[noun]] for noun in ("documents", "statements")]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["Regional election", "General election"]
    diamonds = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "D"]
    assert sorted(diamonds) == [3, 5]


def test_the_title_names_the_grouping_and_no_office_of_the_same_code(drawn) -> None:
    labels = FRAMES | {"election": "election commission", "island": "island group"}
    years = report.plot_shares_years(drawn["years"][1], labels=labels)
    assert read_title(years) == "Share of officials\u2019 statements with each frame, by election"
    islands = report.plot_shares_groups(drawn["islands"][1], labels=labels)
    assert read_title(islands) == "Share of officials\u2019 statements with each frame, by island group"


def test_elections_of_one_year_stand_apart_without_their_days() -> None:
    table = measure("election", {"pilkada-2024": 9, "pemilu-2024": 8, "pilkada-2018": 7}, {"sanctions": ""})
    axes = report.plot_shares_years(table).axes[0]
    names = {text.get_text(): text.xy[0] for text in axes.texts if text.get_text().startswith("P")}
    assert sorted(names, key=names.get) == ["Pilkada 2018", "Pemilu 2024", "Pilkada 2024"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.drop(columns=["low", "share"]), ["2 faults", "share: found no such column", "add the column"]),
        (lambda t: t.iloc[:0], ["rows: found none"]),
        (
            lambda t: pd.concat([t, t.iloc[[0]]]),
            ["island, Bali and Nusa Tenggara, conflict_risk, statements more than once"],
        ),
        (lambda t: pd.concat([t, t.assign(grouping="mode")]), ["grouping: found island, mode, expected one grouping"]),
        (
            lambda t: pd.concat([t, t.assign(base="documents")]),
            ["base: found statements, documents, expected one base"],
        ),
        (lambda t: t.assign(documents=range(len(t))), ["n of group Jawa: found other numbers in other frames"]),
    ],
)
def test_tables_that_make_no_figure_are_refused(drawn, change, words: list[str]) -> None:
    table = change(drawn["islands"][1])
    for plot in (report.plot_shares_groups, report.plot_shares_years):
        with pytest.raises(InputError) as error:
            plot(table)
        for part in words:
            assert part in str(error.value)


def test_election_without_a_day_is_refused(drawn) -> None:
    elections = make_elections().iloc[1:]
    with pytest.raises(InputError, match="election: found 'pilkada-2015', expected one of pilkada-2017, pilkada-2018"):
        report.plot_shares_years(drawn["years"][1], elections=elections)
    with pytest.raises(InputError, match=r"^1 fault:\ntable of the figure: election: found 'pilkada-2015'"):
        report.plot_corpus_time(drawn["time"][1], elections=elections)
