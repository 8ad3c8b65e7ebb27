"""Attribution of verbatim texts: patterns, properties, files, and scores on texts coded by others."""

import json
import math
import re
import tomllib
from pathlib import Path

import joblib
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from typer.testing import CliRunner

from research import attribution, cli
from research.attribution import iter_attributions, write_attributions
from research.attribution.quotations import find_quotations
from research.tables import InputError, read_table

PATTERNS = tomllib.loads((Path(__file__).parents[1] / "data" / "attribution_patterns.toml").read_text(encoding="utf-8"))
RAHMA = "Bupati Lebong Ani Rahma meminta ASN netral. “Sanksi menanti. Titik,” katanya."


def attribute(text: str) -> pd.DataFrame:
    return attribution.attribute_documents(pd.DataFrame({"document": ["a"], "text": [text]}), learnt=False)


def describe(row: pd.Series, text: str) -> list[str]:
    if not row["reported"]:
        return ["N"]
    quoted = "" if pd.isna(row["quote_start"]) else " ".join(text[row["quote_start"] : row["quote_stop"]].split())
    return [row["speaker"], row["office"], row["mode"], quoted]


def test_there_are_more_than_sixty_distinct_patterns() -> None:
    assert len({one["behaviour"] for one in PATTERNS["pattern"]}) == len(PATTERNS["pattern"]) >= 60


@pytest.mark.parametrize("one", PATTERNS["pattern"], ids=lambda one: one["behaviour"])
def test_pattern(one: dict) -> None:
    found = attribute(one["text"])
    assert [describe(row, one["text"]) for _, row in found.iterrows()] == one["expected"]
    if "rules" in one:
        assert found["rule"].tolist() == one["rules"]


def test_all_sentences_of_a_quotation_share_its_span() -> None:
    found = attribute(RAHMA)
    assert found["quote_start"].isna().tolist() == [True, False, False]
    spans = set(zip(found["quote_start"].dropna(), found["quote_stop"].dropna(), strict=True))
    assert [RAHMA[start:stop] for start, stop in spans] == ["“Sanksi menanti. Titik,”"]


def test_both_tables_agree_where_every_statement_has_a_cue() -> None:
    texts = pd.DataFrame(
        {"document": ["a"], "text": ["Bupati Lebong Ani Rahma meminta ASN netral. Menurutnya, sanksi ada."]}
    )
    published = attribution.attribute_documents(texts).drop(columns=["quote_start", "quote_stop"])
    pd.testing.assert_frame_equal(published, attribution.find_statements(texts))


def test_a_text_that_is_no_string_is_an_error() -> None:
    with pytest.raises(InputError, match=r"documents, row 1: text: found no value, expected a text in every row"):
        attribution.attribute_documents(pd.DataFrame({"document": ["a", "b"], "text": ["Ya.", math.nan]}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Satu “dua” tiga,” kata Ani.", [("“Satu “dua” tiga,”", True)]),
        ('"Satu "dua" tiga," kata Ani.', [('"Satu "dua" tiga,"', True)]),
        ("“Satu. “Dua,” kata Ani.", [("“Satu.", False), ("“Dua,”", True)]),
        ("“Satu, kata Ani. Dua.", [("“Satu,", False)]),
        ("“Satu.\n\nDua,” kata Ani.", [("“Satu.\n\nDua,”", True)]),
        ("“Satu.\n\nDua.\n\nTiga,” kata Ani.", [("“Satu.", False)]),
        ("“Satu.\n\n“Dua.\n\n“Tiga,” kata Ani.", [("“Satu.\n\n“Dua.\n\n“Tiga,”", True)]),
        ("“Satu, kata Ani.\n\n“Dua,” katanya.", [("“Satu,", False), ("“Dua,”", True)]),
        ("Satu,” kata Ani.", []),
        ("Jum'at 'dua' Qur'an", [("'dua'", True)]),
        ("``Satu,'' kata Ani.", [("``Satu,''", True)]),
    ],
)
def test_quotations(text: str, expected: list[tuple[str, bool]]) -> None:
    assert [(text[one.start : one.stop], one.balanced) for one in find_quotations(text)] == expected


PIECES = """
Bupati Lebong Ani Rahma Ketua Bawaslu KPU Direktur PT Maju Universitas Indonesia ( ) (45) , , . . : “ ” " '
‘ ’ « » `` '' Dr. H. S.Sos., ia dia pihaknya menurut kata katanya, mengatakan meminta dikatakan bahwa itu Hal ini
disampaikan Sekda Camat Baca juga: Tag: (and/red) warga pedagang bertajuk „ ... netral digelar for I Muhammad
"""


@settings(max_examples=200)
@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(st.sampled_from([*PIECES.split(), "\n", "\n\n"]), max_size=150).map(" ".join),
        st.lists(st.sampled_from([*PIECES.split(), "\n\n"]), max_size=80).map("".join),
    )
)
def test_attributions_of_any_text_are_valid(text: str) -> None:
    found = attribute(text)
    assert all(text[row.start : row.stop] == row.text for row in found.itertuples())
    assert (found["start"].to_numpy()[1:] >= found["stop"].to_numpy()[:-1]).all()
    quoted = found[found["quote_start"].notna()]
    assert ((quoted["mode"] == "direct") & quoted["reported"]).all()
    assert ((found["mode"] == "direct") == found["quote_start"].notna()).all()
    assert ((quoted["quote_start"] >= 0) & (quoted["quote_stop"] <= len(text))).all()
    assert ((quoted["quote_start"] < quoted["stop"]) & (quoted["start"] < quoted["quote_stop"])).all()
    assert ((found["mode"] == "narration") == ~found["reported"]).all()
    assert (found.loc[~found["reported"], ["speaker", "office"]] == "").all(axis=None)
    assert ((found["speaker"] == "") == (found["office"] == "")).all()


@pytest.mark.parametrize(
    "unit", ["“a ", '"', "“a\n\n", "'a ", "“a “b ", "Direktur PT ", "kata Ani ", "a. (b", '"a," kata ']
)
def test_long_repetitive_texts_end_soon(unit: str) -> None:
    text = unit * (30_000 // len(unit))
    assert "".join("".join(attribute(text)["text"]).split()) == "".join(text.split())


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(RAHMA, encoding="utf-8")
    (tmp_path / "b.md").write_text("---\nid: bee\noutlet: Kabar\n---\n" + RAHMA, encoding="utf-8")
    (tmp_path / "c.md").write_text(RAHMA, encoding="utf-8")
    (tmp_path / "d.jsonl").write_text(json.dumps({"id": "dee", "text": RAHMA}) + "\n\n", encoding="utf-8")
    pd.DataFrame({"id": ["e1", "e2"], "text": [RAHMA, "Ia pergi.\r\n\r\nLalu pulang."]}).to_csv(tmp_path / "e.csv")
    pd.DataFrame({"text": [RAHMA], "id": [7]}).to_parquet(tmp_path / "f.parquet")
    return tmp_path


def test_ids_of_every_kind_of_file(inputs: Path) -> None:
    output = inputs / "out" / "statements.csv"
    write_attributions(iter_attributions(sorted(inputs.iterdir())), output)
    found = read_table(output, "attributions")
    assert sorted(set(found["document"])) == ["7", "a", "bee", "c", "dee", "e1", "e2"]
    alone = attribution.attribute_documents(pd.DataFrame({"document": ["a"], "text": [RAHMA]})).drop(columns="document")
    for document in ("7", "a", "bee", "c", "dee", "e1"):
        rows = found[found["document"] == document].drop(columns="document").reset_index(drop=True)
        pd.testing.assert_frame_equal(rows, alone, atol=1e-6)
    assert found.loc[found["document"] == "e2", "start"].tolist() == [0, 13]


def test_parquet_equals_csv_for_any_number_of_workers(inputs: Path) -> None:
    lines = [json.dumps({"id": f"x{number}", "text": RAHMA}) for number in range(450)]
    (inputs / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    for name, workers in (
        ("one.parquet", 1),
        ("two.parquet", 2),
        ("three.parquet", 3),
        ("one.csv", 1),
        ("three.csv", 3),
    ):
        with joblib.parallel_config(n_jobs=workers):
            write_attributions(iter_attributions([inputs / "many.jsonl"]), inputs / name)
    one = read_table(inputs / "one.parquet", "attributions")
    assert len(one) == 1350
    for ending in ("parquet", "csv"):
        assert (inputs / f"three.{ending}").read_bytes() == (inputs / f"one.{ending}").read_bytes()
    pd.testing.assert_frame_equal(one, read_table(inputs / "one.csv", "attributions"), atol=1e-6)


def run(*arguments: object) -> tuple[int, str]:
    try:
        outcome = CliRunner().invoke(cli.application, [str(one) for one in arguments], catch_exceptions=False)
    except InputError as error:
        return 2, str(error)
    return outcome.exit_code, outcome.output


def test_files_that_cannot_be_read_are_reported_and_the_others_attributed(inputs: Path) -> None:
    (inputs / "bad.txt").write_bytes(b"Ia\x81 pergi.")
    (inputs / "empty.txt").write_text(" \n", encoding="utf-8")
    (inputs / "nul.txt").write_bytes(b"Ia\x00 pergi.")
    (inputs / "again.jsonl").write_text('nonsense\n{"id": "a", "text": "Dua."}\n{"id": "k"}\n', encoding="utf-8")
    (inputs / "columns.csv").write_text("name,isian\na,Ia pergi.\n", encoding="utf-8")
    (inputs / "no.parquet").write_bytes(b"PAR1")
    (inputs / "page.html").write_text("<p>", encoding="utf-8")
    names = [
        "a.txt",
        "bad.txt",
        "empty.txt",
        "nul.txt",
        "again.jsonl",
        "columns.csv",
        "no.parquet",
        "page.html",
        "none.md",
    ]
    code, said = run("attribute", *(inputs / name for name in names), "-o", inputs / "out.csv", "--workers", 1)
    assert code == 1
    for part in (
        "bad.txt: encoding: found bytes of another encoding",
        "empty.txt: text: found nothing",
        "nul.txt: content: found a NUL character at offset 2",
        "again.jsonl, line 1: JSON: found 'nonsense",
        "again.jsonl, line 2: id: found 'a' a second time",
        "again.jsonl, line 3: text: found nothing",
        "columns.csv: columns: found name, isian, expected one that holds the text",
        "no.parquet: file: found",
        "page.html: content: found no",
        "none.md: file: found nothing there",
        "1 documents, 3 sentences, 3 of them reported",
    ):
        assert said.count(part) == 1
    assert set(read_table(inputs / "out.csv", "attributions")["document"]) == {"a"}


def test_no_output_is_written_where_no_text_could_be_read(inputs: Path) -> None:
    (inputs / "out.csv").write_text("as it was", encoding="utf-8")
    code, said = run("attribute", inputs / "none.txt", "-o", inputs / "out.csv")
    assert (code, (inputs / "out.csv").read_text(encoding="utf-8")) == (2, "as it was")
    assert "none.txt: file: found nothing there" in said
    assert run("attribute", inputs / "a.txt", "-o", inputs / "out.xls")[0] == 2
    assert not list(inputs.glob(".out*"))


def test_a_failure_leaves_the_output_unchanged(inputs: Path) -> None:
    def break_off():  # type: ignore[no-untyped-def]
        yield attribution.Batch(attribute(RAHMA))
        raise KeyboardInterrupt

    (inputs / "out.csv").write_text("as it was", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        write_attributions(break_off(), inputs / "out.csv", force=True)
    assert (inputs / "out.csv").read_text(encoding="utf-8") == "as it was"
    assert not list(inputs.glob(".out*"))


def test_scores_of_sentences_computed_by_hand(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(RAHMA + "\n\nBaca juga: Jadwal\n\nRapat digelar di aula.", encoding="utf-8")
    pd.DataFrame(
        {
            "sentence_text": [
                "Bupati Lebong Ani Rahma meminta ASN netral.",
                "“Sanksi menanti.",
                "Titik,” katanya.",
                "Rapat digelar di aula.",
            ],
            "speaker": ["Ani Rahma", "Ani Rahma", "Rida", ""],
            "office": ["head", "head", "head", ""],
            "mode": ["indirect", "indirect", "direct", "narration"],
            "frames": "",
        }
    ).to_csv(tmp_path / "x.csv", index=False)
    scores = attribution.evaluate_attribution_files([tmp_path]).set_index("measure")["value"]
    assert scores[["border_f1", "reported", "speaker", "office", "mode"]].tolist() == [1, 1, 2 / 3, 1, 2 / 3]


def test_scores_of_quotations_computed_by_hand(tmp_path: Path) -> None:
    text = "“Sanksi menanti,” kata Bupati Ani Rahma. Spanduk “lama” itu ada. “Ya, benar,” kata Presiden Budi Hadi. "
    text += "“Tidak,” kata Rida."
    spans = [(found.start(), found.end()) for found in re.finditer("“[^”]*”", text)]
    speakers = ["Dr. ANI Rahma, S.H.", "", "Presiden", "Sari"]
    statements = [
        {"start": start, "end": stop, "speaker": speaker}
        for (start, stop), speaker in zip(spans, speakers, strict=True)
        if speaker
    ]
    (tmp_path / "x.jsonl").write_text(json.dumps({"id": "x", "text": text, "statements": statements}), encoding="utf-8")
    scores = attribution.evaluate_attribution_files([tmp_path / "x.jsonl"]).set_index("measure")
    assert scores["value"].to_dict() == pytest.approx(
        {
            "quotation_precision": 1,
            "quotation_recall": 1,
            "quotation_f1": 1,
            "bare_f1": 6 / 7,
            "quotation_speaker": 1 / 3,
            "quotation_speaker_named": 1 / 2,
        }
    )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "x.csv",
            "sentence_text,speaker,office,mode\nTidak ada.,,,narration\n",
            r"x\.csv, row 2: sentence_text: found 'Tidak ada.', expected a sentence of x.txt",
        ),
        (
            "x.csv",
            "sentence_text,speaker\n",
            r"x\.csv: columns: found sentence_text, speaker, expected also office, mode",
        ),
        ("y.jsonl", '{"id": 1}\n', r"y\.jsonl, line 1: line: found"),
        ("y.jsonl", "", r"the input: file: found none"),
        ("z.pdf", "", r"z\.pdf: file ending: found '\.pdf'"),
    ],
)
def test_files_that_cannot_be_scored_are_an_error(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / "x.txt").write_text(RAHMA, encoding="utf-8")
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        attribution.evaluate_attribution_files([tmp_path / name])


def test_paths_and_the_corpus_are_scored_by_the_command(root: Path, tmp_path: Path) -> None:
    code, said = run("evaluate", "attribution", root / "tests" / "data" / "twins")
    head, row = said.splitlines()[:2]
    assert code == 0 and head.split()[0] == "attribution" and row.split()[0] == "rules"
    code, said = run("evaluate", "attribution", "--corpus", root / "corpus")
    assert code == 0
    assert "attribution_b" in said
    assert run("evaluate", "colours")[0] == 2
