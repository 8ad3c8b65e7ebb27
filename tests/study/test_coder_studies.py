"""A corpus by the frames of any coder, whether or not gold is there, and the sheets that correct them."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import haze
import pandas as pd
import pytest
from typer.testing import CliRunner

from research import coding, study
from research.cli import application
from research.tables import InputError

PROGRAM = """
import json, sys
for line in sys.stdin:
    statement = json.loads(line)
    text = statement["text"].lower()
    frames = "not coded" if "puskesmas" in text else ["burning"] if "bakar" in text else []
    print(json.dumps({"id": statement["id"], "frames": frames}), flush=True)
"""


def call(folder: Path, *words: object) -> str:
    command, sign, rest = " ".join(map(str, words)).partition(" -- ")
    behind = ["--", *rest.split()] if sign else []
    done = CliRunner().invoke(application, [*command.split(), "--corpus", str(folder), *behind])
    if done.exception:
        raise done.exception
    return done.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The eight items with gold, a program that codes all but one, and a drawn sheet that ani coded."""
    base = tmp_path_factory.mktemp("coders")
    folder = haze.make_coded(base)
    (base / "coder.py").write_text(PROGRAM)
    call(folder, "code run words --", sys.executable, base / "coder.py")
    sheet = folder / "coding" / "sheets" / "drawn.csv"
    call(folder, "code sample --number 6 --by theme -o", sheet)
    return folder


def test_all_statements_have_the_coder_s_frames_and_what_it_declined_has_none(folder: Path) -> None:
    known = study.open_by_coder(folder, "words")
    assert (known.coder, set(known.gold["coder"])) == ("words", {"words"})
    spoken = known.statements[known.statements["official"]]
    assert len(known.frame_rows) == 2 * len(spoken)
    seen = known.frame_rows[known.frame_rows["present"]].merge(spoken[["document", "sentence", "text"]])
    expected = spoken[spoken["text"].str.lower().str.contains("bakar")]
    assert seen["text"].tolist() == expected.sort_values(["document", "sentence"])["text"].tolist()
    # The statement on the puskesmas is in the rows, and not among the codes.
    declined = spoken[spoken["text"].str.contains("puskesmas")]
    assert len(declined) == 1 and declined[["document", "sentence"]].merge(known.codings).empty
    assert known.caution == "Invented."


def test_without_gold_the_statements_are_those_that_the_rules_find(folder: Path, tmp_path: Path) -> None:
    bare = tmp_path / "corpus"
    shutil.copytree(folder, bare)
    (bare / "coding" / "gold.csv").unlink()
    known = study.open_by_coder(bare, "words")
    with_gold = study.open_by_coder(folder, "words")
    assert set(known.documents["document"]) == set(with_gold.documents["document"])
    assert known.frame_rows["present"].sum() == with_gold.frame_rows["present"].sum() > 0
    text = call(bare, "compare theme --coder words")
    assert "these are the numbers of words, not the officials'." in " ".join(text.split())


def test_a_file_of_frames_is_a_coder_too(folder: Path, tmp_path: Path) -> None:
    known = study.open_by_coder(folder, "words")
    file = tmp_path / "lexicon.csv"
    known.gold[["document", "sentence", "frame", "present"]].astype({"present": int}).to_csv(file, index=False)
    again = study.open_by_coder(folder, str(file))
    assert again.coder == "lexicon"
    pd.testing.assert_frame_equal(again.frame_rows.drop(columns="coder"), known.frame_rows.drop(columns="coder"))
    other = known.gold.assign(document="item-99", present=0)[["document", "sentence", "frame", "present"]]
    other.drop_duplicates(["document", "sentence", "frame"]).to_csv(file, index=False)
    with pytest.raises(InputError, match=r"lexicon\.csv: statements: found \d+ that the corpus does not have"):
        study.open_by_coder(folder, str(file))


def test_a_file_is_of_one_coder(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "lexicon.csv"
    known = study.open_by_coder(folder, "words")
    rows = known.gold[["document", "sentence", "frame", "present"]].astype({"present": int})
    rows.iloc[:0].to_csv(file, index=False)
    with pytest.raises(InputError, match=r"lexicon.csv: coder: found no rows, expected one coder; code the corpus"):
        study.open_by_coder(folder, str(file))
    pd.concat([rows.assign(coder=name) for name in ("ani", "budi")]).to_csv(file, index=False)
    with pytest.raises(InputError, match=r"lexicon.csv: coder: found ani, budi, expected one coder; keep the rows"):
        study.open_by_coder(folder, str(file))


def test_a_coder_of_no_official_s_statement_has_nothing_to_count(folder: Path, tmp_path: Path) -> None:
    known = study.open_by_coder(folder, "words")
    rows = known.gold.merge(known.statements.loc[~known.statements["official"], ["document", "sentence"]])
    assert len(rows)
    file = tmp_path / "lexicon.csv"
    rows[["document", "sentence", "frame", "present"]].astype({"present": int}).to_csv(file, index=False)
    with pytest.raises(InputError, match=r"lexicon.csv: coded statements: found none of an official, expected some"):
        study.open_by_coder(folder, str(file))


def test_nobody_of_that_name_is_said(folder: Path) -> None:
    with pytest.raises(InputError, match="coder: found 'nobody', expected one of ani, budi, words, cue; have it code"):
        study.open_by_coder(folder, "nobody")


def test_who_coded_a_sheet_is_found_where_it_is_one_person(folder: Path, tmp_path: Path) -> None:
    """Ani and budi coded all of the corpus, so that both coded the sheet, and gold has it."""
    key = coding.make_key_path(folder / "coding" / "sheets" / "drawn.csv")
    _, statements = study.read_statements(folder)
    sheet = study.open_coded_sheet(folder, key, statements)
    assert (sheet.people, len(sheet.drawn), sheet.coded["frame"].nunique()) == ("gold", 6, 2)
    ani = study.open_coded_sheet(folder, key, statements, people="ani")
    assert ani.people == "ani"
    assert ani.coded["present"].tolist() == sheet.coded["present"].tolist()
    apart = tmp_path / "corpus"
    shutil.copytree(folder, apart)
    (apart / "coding" / "gold.csv").unlink()
    with pytest.raises(InputError, match="found coded whole by ani, budi, expected one person who coded all of it"):
        study.open_coded_sheet(apart, key, statements)
    (apart / "coding" / "budi.csv").unlink()
    assert study.open_coded_sheet(apart, key, statements).people == "ani"
    (apart / "coding" / "ani.csv").unlink()
    # A program codes no sheet.
    with pytest.raises(InputError, match="found coded whole by nobody"):
        study.open_coded_sheet(apart, key, statements)


def test_a_sheet_from_before_the_corpus_grew_corrects_nothing(folder: Path) -> None:
    key = coding.make_key_path(folder / "coding" / "sheets" / "drawn.csv")
    _, statements = study.read_statements(folder)
    spoken = statements[statements["official"]]
    assert len(spoken) == 12
    more = [spoken.assign(document=f"new-{number}-" + spoken["document"]) for number in range(6)]
    grown = pd.concat([statements, *more])
    known = study.open_by_coder(folder, "words")
    sheet = study.open_coded_sheet(folder, key, grown)
    words = "key.csv: probabilities: found of a draw from about 12 statements, expected from the 84 of the corpus"
    with pytest.raises(InputError, match=words):
        study.check_correction(replace(known, statements=grown), sheet, key)
    fewer = statements.assign(official=statements.index.isin(spoken.index[:5]))
    with pytest.raises(InputError, match="expected from the 5 of the corpus"):
        study.check_correction(replace(known, statements=fewer), sheet, key)
    study.check_correction(known, sheet, key)


def test_a_coder_that_coded_what_was_drawn_or_the_sheet_itself_is_not_corrected_by_it(
    folder: Path, tmp_path: Path
) -> None:
    key = coding.make_key_path(folder / "coding" / "sheets" / "drawn.csv")
    known = study.open_by_coder(folder, "words")
    sheet = study.open_coded_sheet(folder, key, known.statements, people="ani")
    units = ["document", "sentence"]
    table = known.gold[[*units, "frame", "present"]].astype({"present": int})
    file = tmp_path / "part.csv"
    table.merge(sheet.drawn[units]).to_csv(file, index=False)
    words = "part: coded statements: found 100% of the statements that were drawn, 50% of all, expected as many of both"
    with pytest.raises(InputError, match=words):
        study.check_correction(study.open_by_coder(folder, str(file)), sheet, key)
    ani = study.open_by_coder(folder, "ani")
    with pytest.raises(InputError, match="who coded it: found ani, whose frames it is to correct, expected another"):
        study.check_correction(ani, sheet, key)


@pytest.mark.parametrize("number", [12, 60, 700])
def test_no_draw_is_taken_for_that_of_another_corpus(root: Path, tmp_path: Path, number: int) -> None:
    """With copies, and strata of which a small draw gets none, the weights of a draw add up roughly."""
    documents, statements = study.read_statements(root / "corpus")
    known = study.open_by_coder(root / "corpus", "cues")
    frames = known.gold
    for seed in range(8):
        design = coding.SamplingDesign(number, seed=seed)
        key = tmp_path / f"{seed}.key.csv"
        coding.draw_sample(statements, documents, frames, design=design).to_csv(key, index=False)
        study.check_correction(known, study.open_coded_sheet(root / "corpus", key, statements), key)


def test_evidence_of_a_coder_s_number_lists_what_it_coded(folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "theme.csv"
    call(folder, "compare theme --coder words -o", table)
    rows = pd.read_csv(table)
    assert set(rows["coder"]) == {"words"}
    place = rows.index[rows["hits"] > 0][0]
    assert rows["filter"][place].endswith("and codes == 'words'")
    listed = tmp_path / "listed.csv"
    call(folder, f"evidence {table}:{place + 1} -o {listed}")
    found = pd.read_csv(listed)
    assert len(found) == rows["hits"][place]
    assert found["text"].str.lower().str.contains("bakar").all()


def test_a_sheet_drawn_from_gold_has_its_codes_and_the_probabilities_of_the_draw(folder: Path) -> None:
    known, run = study.open_study(folder), study.open_by_coder(folder, "words")
    sheet = study.draw_coded_sheet(known, run, number=6)
    design = coding.SamplingDesign(6)
    drawn = coding.draw_sample(known.statements, known.documents, run.gold, design=design)
    pd.testing.assert_frame_equal(sheet.drawn, drawn)
    assert (sheet.people, len(sheet.coded)) == ("gold", 2 * 6)
    truth = known.gold.merge(drawn[["document", "sentence"]])["present"].sum()
    assert sheet.coded["present"].sum() == truth
