from pathlib import Path

import pandas as pd
import pytest
from drawn import check_layout, read_texts, read_title
from matplotlib.figure import Figure

from research import compare, report, tables
from research.tables import InputError

WORDS = {
    "menyalahgunakan kewenangan": (6.1, 34, 9, 20, 6, compare.SUPPORTED),
    "sanksi": (2.4, 20, 9, 11, 6, compare.UNSUPPORTED),
    "ledakan": (4.9, 31, 1, 1, 1, compare.TOO_NARROW),
    "netral": (0.0, 30, 40, 20, 26, compare.UNSUPPORTED),
    "media sosial": (-3.4, 4, 41, 3, 22, compare.SUPPORTED),
    "pegawai": (-1.1, 30, 52, 19, 29, compare.UNSUPPORTED),
}


def make_table(*, target: str = "2018", reference: str = "2020") -> pd.DataFrame:
    columns = [
        "z",
        "count_target",
        "count_reference",
        "document_frequency_target",
        "document_frequency_reference",
        "verdict",
    ]
    table = pd.DataFrame.from_dict(WORDS, orient="index", columns=columns).rename_axis("term").reset_index()
    sizes = {"documents_target": 29, "documents_reference": 40, "statements_target": 263, "statements_reference": 1368}
    return table.assign(
        stem=table["term"], target=target, reference=reference, by="election_year", n_tests=355, **sizes
    )


def read_points(axes) -> dict[float, str]:
    return {float(line.get_xdata()[0]): line.get_markerfacecolor() for line in axes.lines if line.get_marker() in "oD"}


@pytest.fixture(scope="module")
def drawn() -> Figure:
    return report.plot_keyness(make_table(), caption="Purposive sample. The coders were language models.")


def test_each_group_shows_its_words_by_z_filled_where_documents_bear_it_out(drawn: Figure) -> None:
    (axes,) = drawn.axes
    assert list(read_points(axes)) == [6.1, 2.4, -3.4, -1.1]
    assert [colour == "white" for colour in read_points(axes).values()] == [False, True] * 2
    assert axes.get_xlim()[0] == -axes.get_xlim()[1]
    words = {text.get_text() for text in read_texts(drawn)}
    label = next(word for word in words if "z of the log-odds ratio  " in word)
    assert label.startswith("\u2190 more in 2020") and label.endswith("more in 2018 \u2192")


def test_counts_and_sizes_stand_beside_the_words(drawn: Figure) -> None:
    words = [text.get_text() for text in drawn.axes[0].texts]
    assert words[:5] == [
        "times (documents)",
        "34 : 9 (20 : 6)",
        "20 : 9 (11 : 6)",
        "4 : 41 (3 : 22)",
        "30 : 52 (19 : 29)",
    ]
    assert words[5:9] == ["More in 2018", "29 documents, 263 statements", "menyalahgunakan kewenangan", "sanksi"]
    assert words[9:11] == ["More in 2020", "40 documents, 1,368 statements"]


def test_words_of_one_place_and_of_neither_group_are_not_drawn(drawn: Figure) -> None:
    assert not {text.get_text() for text in read_texts(drawn)} & {"ledakan", "netral"}
    many = pd.concat([make_table().query("term == 'sanksi'").assign(stem=str(n), term=f"w{n}") for n in range(12)])
    assert len(report.plot_keyness(many).axes[0].get_lines()) == 10 + 1, "ten words, and the line at 0"


def test_the_caption_says_whose_words_they_are_and_how_many_were_tested(drawn: Figure) -> None:
    caption = " ".join(text.get_text().replace("\n", " ") for text in drawn.texts)
    assert "restated" not in caption, "whose words they are follows from the corpus: wording.describe_renditions"
    assert "355 words tested" in caption
    assert "language models. No intervals drawn." in caption


def test_groups_have_their_words() -> None:
    table = make_table(target="sanctions", reference="not sanctions")
    figure = report.plot_keyness(table, labels={"sanctions": "Penalty"})
    assert {"More in Penalty", "More in all others"} <= {text.get_text() for text in read_texts(figure)}
    assert read_title(figure) == "Words of Penalty and of all others"


@pytest.mark.parametrize("target", ["2018", "Kabupaten Bolaang Mongondow Timur, Kabupaten Hulu Sungai Selatan, 2019"])
def test_no_text_meets_another_or_leaves_the_sheet(target: str) -> None:
    figure = report.plot_keyness(make_table(target=target), caption="Purposive sample.")
    check_layout(figure, texts=15)


def test_too_few_documents_are_said_and_not_drawn() -> None:
    table = make_table().assign(z=float("nan"), verdict=tables.TOO_FEW, documents_target=4)
    figure = report.plot_keyness(table)
    words = [text.get_text() for text in read_texts(figure)]
    assert any(text.startswith("too few to say (2018: 4 documents") for text in words)
    assert not figure.axes
    assert not any("Filled" in text for text in words)


def test_files_carry_the_table_and_have_the_same_bytes_twice(tmp_path: Path) -> None:
    for name in ("one", "two"):
        report.save_figure(report.plot_keyness(make_table()), make_table(), tmp_path / name)
    for kind in ("png", "svg", "csv"):
        assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"two.{kind}").read_bytes()
    assert pd.read_csv(tmp_path / "one.csv")["term"].tolist() == list(WORDS)


def test_a_table_of_two_comparisons_is_refused() -> None:
    both = pd.concat([make_table(), make_table(reference="2024")])
    with pytest.raises(InputError, match="stem: found menyalahgunakan kewenangan more than once"):
        report.plot_keyness(both)
    with pytest.raises(InputError, match="verdict: found no such column"):
        report.plot_keyness(make_table().drop(columns="verdict"))
