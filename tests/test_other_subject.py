"""A corpus of another subject goes the whole way: kinds, field, periods and offices of its own, and no places."""

import json
import re
from pathlib import Path

import haze
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from typer.testing import CliRunner

from research import compare, corpus, report, study
from research.cli import application
from research.tables import InputError, read_provinces


def call(*words: object) -> str:
    done = CliRunner().invoke(application, [str(word) for word in words])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus, added and coded by two coders."""
    base = tmp_path_factory.mktemp("haze")
    made, table = haze.write_folder(base / "corpus"), haze.write_table(base / "items.jsonl")
    assert "8 new (1 with empty fields)" in call("add", table, "--corpus", made)
    for name, miss in (("ani", ""), ("budi", "sekat")):
        sheet = made / "coding" / "sheets" / f"{name}.csv"
        named = [word for number, *_ in haze.ITEMS for word in ("--documents", f"item-{number}")]
        call("code", "sample", "-o", sheet, *named, "--corpus", made)
        haze.fill_sheet(sheet, miss=miss)
        call("code", "import", sheet, "--coder", name, "--corpus", made)
    return made


@pytest.fixture(scope="module")
def coded(folder: Path) -> study.Study:
    sheet = folder / "coding" / "sheets" / "apart.csv"
    call("code", "adjudicate", "--coders", "ani,budi", "-o", sheet, "--corpus", folder)
    haze.fill_sheet(sheet)
    call("code", "adjudicate", sheet, "--by", "citra", "--corpus", folder)
    return study.open_study(folder)


def test_documents_have_the_declared_field_and_periods(folder: Path) -> None:
    table = corpus.read_documents(folder).set_index("document")
    assert table["theme"].tolist() == [theme for _, _, theme, *_ in haze.ITEMS]
    assert table["kind"].tolist() == [kind for _, kind, *_ in haze.ITEMS]
    assert table["period"].tolist() == [period for _, _, _, period, _ in haze.ITEMS]
    years = table["period_year"]
    assert years["item-1"] == 2019
    assert years["item-5"] == 2023
    assert pd.isna(years["item-8"])
    assert set(table["region"]) == set(table["province"]) == set(table["island"]) == {""}
    written = (folder / "documents" / "item-1.md").read_text(encoding="utf-8")
    assert "\nperiod: haze-2019\n" in written
    assert "\ntheme: fire\n" in written
    assert "election" not in written


def test_periods_without_a_day_keep_the_order_of_their_file(folder: Path) -> None:
    periods = corpus.read_elections(folder)
    assert periods["election"].tolist() == ["haze-2019", "late-haze"]
    assert periods["kind"].tolist() == ["dry season", "El Nino"]
    assert periods["voting_day"].isna().all()


def test_a_sample_is_drawn_by_the_field(folder: Path, tmp_path: Path) -> None:
    told = call(
        "code", "sample", "-o", tmp_path / "s.csv", "--number", 4, "--by", "theme,period_year", "--corpus", folder
    )
    assert "4 sentences" in told


def test_the_corpus_is_sound_and_names_what_has_no_period(folder: Path, coded: study.Study) -> None:
    told = call("check", "--corpus", folder).splitlines()
    assert told[-1] == "sound"
    assert "warning: item-8: period: in no period" in told


def test_an_office_that_the_codebook_lacks_is_other(coded: study.Study) -> None:
    offices = coded.statements.set_index("document")["office"]
    assert set(offices["item-7"]) - {""} == {"other"}  # a head of the council, of whom this codebook knows nothing
    assert set(offices["item-1"]) == {"head", ""}


def test_an_office_of_the_codebooks_own_is_read_from_gold(folder: Path, coded: study.Study) -> None:
    gold = folder / "coding" / "gold.csv"
    before = gold.read_text(encoding="utf-8")
    try:
        gold.write_text(re.sub(r",head,", ",bpbd,", before, count=1), encoding="utf-8")
        assert "bpbd" in set(study.open_study(folder).rows["office"])
        gold.write_text(re.sub(r",head,", ",legislature,", before, count=1), encoding="utf-8")
        with pytest.raises(InputError, match="office: found 'legislature', expected one of head, bpbd, other"):
            study.open_study(folder)
    finally:
        gold.write_text(before, encoding="utf-8")


def test_shares_by_the_field_count_what_was_coded(coded: study.Study) -> None:
    shares = compare.measure_shares(coded.rows, by="theme").set_index(["group", "frame"])
    assert sorted(shares.index.levels[0]) == ["fire", "health", "none"]
    spoken = coded.rows.drop_duplicates(["document", "sentence"])["theme"].value_counts()
    assert shares["statements"].xs("burning", level="frame").to_dict() == spoken.to_dict()
    assert shares.loc[("fire", "burning"), "hits"] == 3


def test_groups_without_a_period_or_place_are_none(coded: study.Study) -> None:
    rows = coded.rows.drop_duplicates("document").set_index("document")
    assert rows.loc["item-8", ["election", "election_year", "period", "period_year", "theme"]].eq("none").all()
    assert set(rows["island"]) == set(rows["province"]) == {"none"}
    assert rows.loc["item-5", "election_year"] == "2023"


def test_topics_of_eight_documents_say_why_they_say_nothing(folder: Path, coded: study.Study) -> None:
    told = call("topics", "--corpus", folder)
    assert told.startswith("Too few to say: ") and "of the 8 documents" in told and told.count("\n") == 1
    made = json.loads(call("topics", "--json", "--corpus", folder))
    assert made["finding"] == told.strip()
    assert made["support"] == made["topics"] == []


def test_contrasts_of_own_columns_are_measured(folder: Path, coded: study.Study) -> None:
    omnibus = compare.test_factors(coded.rows, factors=compare.list_factors(coded.contrasts), draws=99)
    found = compare.measure_contrasts(coded.rows, coded.contrasts, omnibus, draws=99)
    found = found[found["origin"] == "declared"]
    assert found["contrast"].unique().tolist() == ["theme", "kind", "season"]
    assert found["documents"].min() > 0


def test_commands_take_the_field(folder: Path, coded: study.Study) -> None:
    assert "theme" in call("references", "--by", "theme", "--corpus", folder)
    assert "ani" in call("code", "agreement", "--corpus", folder)
    call("keyness", "theme", "fire", "health", "--corpus", folder)
    call("network", "-o", folder.parent / "net.csv", "--corpus", folder)
    assert "ani" not in call("show", "item-3", "--corpus", folder)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("theme: flood", "theme: found 'flood', expected fire or health"),
        ("mood: dark", "mood: found a field nobody declared, expected only id"),
        ("kind: blog", "kind: found 'blog', expected news or hearing"),
        ("period: wet", "period: found 'wet', expected one of those in periods.csv"),
        ("province: Bali", "province: found 'Bali', expected nothing, as corpus.toml declares no places"),
    ],
)
def test_what_the_corpus_does_not_declare_is_a_fault(tmp_path: Path, change: str, told: str) -> None:
    made = haze.write_folder(tmp_path / "corpus")
    call("add", haze.write_table(tmp_path / "items.jsonl"), "--corpus", made)
    file = made / "documents" / "item-1.md"
    name = change.partition(":")[0]
    lines = [line for line in file.read_text(encoding="utf-8").split("\n") if not line.startswith(f"{name}:")]
    file.write_text("\n".join([lines[0], change, *lines[1:]]), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        corpus.read_documents(made)
    assert told in str(caught.value)


def test_own_places_are_a_list_with_groups(tmp_path: Path) -> None:
    made = haze.write_folder(tmp_path / "corpus")
    (made / "corpus.toml").write_text('[places]\nSabah = "Borneo"\nPerak = "Peninsula"\n')
    (made / "periods.csv").unlink()
    head = "id: a\noutlet: Harian\nurl:\npublished: 2019-09-01\ndate_precision: day\nregion: Tawau\nprovince: Sabah\n"
    text = f"---\n{head}kind: news\nrendition: verbatim\ncomplete: true\n---\nAsap tebal.\n"
    (made / "documents" / "a.md").write_text(text)
    row = corpus.read_documents(made).iloc[0]
    assert (row["province"], row["island"], row["election"]) == ("Sabah", "Borneo", "")
    (made / "documents" / "a.md").write_text(text.replace("province: Sabah", "province: Johor"))
    with pytest.raises(InputError, match=r"'Johor', expected one of the places in corpus\.toml"):
        corpus.read_documents(made)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[fields.speaker]\nmeaning = "who"\n', "fields: name: found 'speaker', expected a name that no table has"),
        ('[fields.Theme]\nmeaning = "x"\n', "fields: name: found 'Theme', expected small letters"),
        ("[fields.theme]\nvalues = []\n", "fields, theme: meaning: found no such field"),
        ("[kinds]\nnews = 1\n", "kinds: news: found 1, expected a text in quotes"),
        ("[places]\nSabah = 1\n", "places: Sabah: found 1, expected a text in quotes"),
        ("colours = 3\n", "colours: found a field nobody declared, expected only kinds, fields, places"),
    ],
)
def test_faults_of_corpus_toml_name_their_entry(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "corpus.toml").write_text(text)
    with pytest.raises(InputError) as caught:
        corpus.read_declarations(tmp_path)
    assert told in str(caught.value)


def test_words_and_figures_of_a_corpus_without_places_and_elections(coded: study.Study) -> None:
    labels = report.label_study(coded)
    provinces = compare.measure_province_shares(coded.rows, read_provinces())
    assert report.describe_provinces(provinces) == "No document is of a province of Indonesia."
    shares = compare.measure_shares(coded.rows, by="election")
    words = read_figure(report.plot_shares_years(shares, elections=coded.elections, labels=labels))
    assert {"Dry season period", "El Nino period", "Haze of 2019"} <= words
    assert any("Not drawn: 1 document in no period." in text.replace("\n", " ") for text in words)
    assert not [text for text in words if "election" in text.lower()]
    words = read_figure(report.plot_corpus_time(coded.documents, elections=coded.elections, labels=labels))
    assert {"No place given", "Dry season period", "No period"} <= words


def read_figure(figure: Figure) -> set[str]:
    figure.canvas.draw()
    return {text.get_text() for text in figure.findobj(Text)}
