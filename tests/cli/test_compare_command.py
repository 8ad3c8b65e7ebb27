"""research compare: what it prints and writes, and that its q are those of all comparisons together."""

import json
from pathlib import Path

import haze
import pandas as pd
import pytest
from typer.testing import CliRunner

from research import cli, compare, report, study
from research.tables import InputError


def call(folder: Path, *words: str) -> str:
    done = CliRunner().invoke(cli.application, ["compare", *words, "--corpus", str(folder)])
    if done.exception:
        raise done.exception
    return done.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return haze.make_coded(tmp_path_factory.mktemp("haze"))


def test_the_finding_comes_first_then_a_table_with_numbers_of_statements_and_documents(folder: Path) -> None:
    text = call(folder, "election_year")
    assert text.startswith("No group has documents enough.")
    assert text.index("No group has") < text.index("statements  documents")
    shares = compare.measure_shares(study.open_study(folder).frame_rows, by="election_year")
    sizes = {row["group"]: (row["statements"], row["documents"]) for row in shares.to_dict("records")}
    assert sizes["2019"][1] == 4
    for group in ("2019", "2023"):
        line = next(line for line in text.splitlines() if line.startswith(f"{group} "))
        assert tuple(map(int, line.split()[1:3])) == sizes[group]
    assert max(map(len, text.splitlines())) <= 100


def test_a_field_of_the_corpus_is_compared_and_its_contrast_told(folder: Path) -> None:
    text = call(folder, "theme")
    assert "Fire against health: too few to say" in text
    assert "is declared in contrasts.toml" not in text
    assert "No contrast of outlet is declared in contrasts.toml: the shares are given" in " ".join(
        call(folder, "outlet").split()
    )


def test_documents_as_base_are_counted_as_documents(folder: Path) -> None:
    printed = json.loads(call(folder, "kind", "--base", "documents", "--frame", "burning", "--json"))
    rows = study.open_study(folder).rows
    burning = rows[(rows["frame"] == "burning") & rows["present"]]
    expected = burning.groupby("kind")["document"].nunique().to_dict()
    assert {row["group"]: row["hits"] for row in printed["shares"]} == expected
    assert printed["contrasts"] == printed["omnibus"] == []
    text = " ".join(call(folder, "kind", "--base", "documents").split())
    assert "Share of documents in which a statement of an official carries the frame" in text
    assert "leave out --base to see them" in text


def test_every_row_that_is_written_leads_to_its_statements(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "theme.csv"
    call(folder, "theme", "-o", str(file))
    table = pd.read_csv(file)
    assert set(pd.read_csv(tmp_path / "theme.contrasts.csv")["contrast"]) == {"theme"}
    for number, row in enumerate(table.to_dict("records"), start=1):
        if row["hits"]:
            listed = tmp_path / f"{number}.csv"
            words = ["evidence", f"{file}:{number}", "-o", str(listed), "--corpus", str(folder)]
            done = CliRunner().invoke(cli.application, words)
            assert done.exit_code == 0, done.output
            assert len(pd.read_csv(listed)) == row["hits"]
    assert table["hits"].sum() > 0


def test_the_condition_that_is_printed_finds_its_statements(folder: Path) -> None:
    line = call(folder, "theme").splitlines()
    words = next(line for line in line if line.startswith("research evidence "))
    assert "sample" not in words
    condition = words.removeprefix('research evidence "').removesuffix('"')
    done = CliRunner().invoke(cli.application, ["evidence", condition, "--corpus", str(folder)])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["offices"], "BY: found 'offices', expected one of .*office.*; did you mean office"),
        (["year"], "BY: found 'year', expected one of .*; did you mean election_year"),
        (
            ["theme", "--frame", "burnin"],
            "--frame: found 'burnin', expected one of burning, harm; did you mean burning",
        ),
        (["theme", "--base", "speakers"], "--base: found 'speakers', expected statements or documents"),
        (["theme", "--sample", "drawn"], "sample: found 'drawn'"),
        (["sentence"], "BY: found 'sentence'"),
    ],
)
def test_what_is_unknown_is_refused_with_what_may_be_meant(folder: Path, words: list[str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        call(folder, *words)


def test_contrasts_have_the_q_of_all_comparisons_whatever_is_asked_for(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which column and frames are looked at does not change how many tests are counted."""
    contrasts, factors = compare.measure_contrasts, compare.test_factors
    monkeypatch.setattr(compare, "measure_contrasts", lambda *tables, **more: contrasts(*tables, **more, draws=199))
    monkeypatch.setattr(compare, "test_factors", lambda rows, **more: factors(rows, **more, draws=999))
    known = study.open_study(root / "corpus", sample="systematic")
    omnibus = compare.test_factors(known.frame_rows, factors=compare.list_factors(known.contrasts))
    opened = omnibus[omnibus["verdict"] == compare.SUPPORTED]
    assert {"office", "mode"} <= set(opened["factor"])
    declared = compare.Contrasts(known.contrasts.declared, ("sanctions",))
    whole = compare.measure_contrasts(known.frame_rows, declared, omnibus)
    expected = whole[whole["column"] == "mode"].reset_index(drop=True)
    asked = ["mode", "--frame", "sanctions", "--sample", "systematic", "--json"]
    printed = json.loads(call(root / "corpus", *asked))["contrasts"]
    assert len(printed) == len(expected) > 0
    for name in ("q", "p", "difference", "difference_low", "difference_high", "n_tests", "verdict"):
        assert [row[name] for row in printed] == expected[name].tolist()
    assert report.describe_contrast(printed[0]) == report.describe_contrast(expected.iloc[0].to_dict())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("theme", "--corrected-by", "x.key.csv"),
            "--coder: found gold, expected a coder whose errors the sheet shows",
        ),
        (("theme", "--coder", "cue", "--people", "ani"), "--people: found 'ani', expected --corrected-by too"),
        (
            ("theme", "--coder", "cue", "--base", "documents", "--corrected-by", "x.key.csv"),
            "--base: found documents, expected statements, where shares are corrected",
        ),
        (("theme", "--coder", "nobody"), "coder: found 'nobody', expected one of ani, budi, cue"),
        (("theme", "--coder", "cue", "--corrected-by", "x.key.csv"), r"x\.key\.csv: key: found nothing there"),
    ],
)
def test_options_that_do_not_fit_are_refused_with_what_would(folder: Path, words: tuple[str, ...], said: str) -> None:
    with pytest.raises(InputError, match=said):
        call(folder, *words)


def test_a_sheet_of_whole_documents_is_named_where_it_cannot_correct(folder: Path) -> None:
    sheet = folder / "coding" / "sheets" / "whole.csv"
    words = ["code", "sample", "--documents", "item-1", "-o", str(sheet), "--corpus", str(folder)]
    assert CliRunner().invoke(cli.application, words).exit_code == 0
    with pytest.raises(InputError, match=r"whole\.key\.csv: probability: found 1 for all, and \d+ statements"):
        call(folder, "theme", "--coder", "cue", "--corrected-by", str(sheet.with_suffix(".key.csv")))


def test_a_coder_is_corrected_by_a_sheet_and_nothing_is_tested(folder: Path, tmp_path: Path) -> None:
    sheet = folder / "coding" / "sheets" / "drawn.csv"
    words = ["code", "sample", "--number", "6", "--by", "theme", "-o", str(sheet), "--corpus", str(folder)]
    assert CliRunner().invoke(cli.application, words).exit_code == 0
    key = str(sheet.with_suffix(".key.csv"))
    text = " ".join(call(folder, "theme", "--coder", "cue", "--corrected-by", key).split())
    assert text.startswith(
        "Frames as cue coded them, corrected by a coded sheet; the intervals are for these documents."
    )
    assert "othing is tested, since a test would take the coder's labels as true" in text
    assert "q where the groups differ" not in text
    assert "Their widths do not compare" in text
    assert "Their widths" not in call(folder, "theme", "--coder", "cue")
    printed = json.loads(call(folder, "theme", "--coder", "cue", "--corrected-by", key, "--json"))
    assert {row["verdict"] for row in printed["contrasts"]} == {"no test: corrected"}
    assert {row["corrected_method"] for row in printed["shares"]} == {"too few to say"}
    assert sum(row["coded_statements"] for row in printed["shares"] if row["frame"] == "burning") == 6
    assert printed["omnibus"] == []
    file = tmp_path / "theme.csv"
    call(folder, "theme", "--coder", "cue", "--corrected-by", key, "-o", str(file))
    assert {"coder", "corrected_share", "filter"} <= set(pd.read_csv(file).columns)
