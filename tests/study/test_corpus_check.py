"""Is a whole corpus sound: what of it is read, and what is told of what cannot be."""

import os
import shutil
from pathlib import Path

import pytest

from research import study
from research.tables import InputError


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    shutil.copytree(root / "corpus", tmp_path / "corpus", ignore=shutil.ignore_patterns("originals"))
    return tmp_path / "corpus"


def refusal(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        study.check_corpus(folder)
    return str(caught.value).splitlines()[1:]


def test_a_corpus_may_declare_neither_contrasts_nor_a_multiverse(folder: Path) -> None:
    (folder / "multiverse.toml").unlink()
    assert study.check_corpus(folder)[-1] == "sound"
    (folder / "contrasts.toml").unlink()
    assert study.check_corpus(folder)[-1] == "sound"


def test_a_multiverse_of_claims_that_nobody_declared_is_a_fault(folder: Path) -> None:
    path = folder / "multiverse.toml"
    text = '[choices]\nmode = ["sung"]\n\n[[headline]]\ncontrast = "2031-2030"\nframe = "sanctions"\n'
    path.write_text(text, encoding="utf-8")
    (line,) = refusal(folder)
    assert line.startswith(f"{path.as_posix()}, choices: mode: found 'sung', expected some of all, direct")
    path.write_text(text.replace("sung", "direct"), encoding="utf-8")
    (line,) = refusal(folder)
    assert line.startswith(f"{path.as_posix()}: headline: found '2031-2030', expected a declared contrast:")


def test_a_multiverse_without_contrasts_is_a_fault(folder: Path) -> None:
    (folder / "contrasts.toml").unlink()
    (line,) = refusal(folder)
    assert "contrasts.toml: file: found nothing there" in line


def test_an_example_of_a_document_that_is_kept_unread_is_a_fault(folder: Path) -> None:
    path = folder / "coding" / "frozen.txt"
    path.write_text(path.read_text(encoding="utf-8") + "2020-10-20-sidoarjo-lingkarjatim\n", encoding="utf-8")
    lines = refusal(folder)
    assert [line.rpartition(":")[0].split(", ")[1] for line in lines] == [
        "frame conflict_risk",
        "frame interest_conflict",
    ]
    assert all("expected a document that is not in coding/frozen.txt" in line for line in lines)


def test_themes_may_be_missing_and_are_checked_where_they_are(folder: Path) -> None:
    path, example = folder / "themes.toml", '[[themes.examples]]\ntext = "x"\npresent = true\n'
    text = path.read_text(encoding="utf-8")
    frozen = (folder / "coding" / "frozen.txt").read_text(encoding="utf-8").splitlines()[-1]
    path.write_text(text + example + f'document = "{frozen}"\nsentence = 1\n', encoding="utf-8")
    (line,) = refusal(folder)
    assert line.startswith(f"{path.as_posix()}, frame village_and_honorary, example ")
    assert "expected a document that is not in coding/frozen.txt" in line
    path.write_text(text.replace('"right_to_vote"', '"sanctions"'), encoding="utf-8")
    (line,) = refusal(folder)
    assert line.startswith(f"{path.as_posix()}: code: found 'sanctions', expected a code that no frame")
    path.unlink()
    assert study.check_corpus(folder)[-1] == "sound"


def test_an_example_of_a_rule_may_not_be_of_such_a_document_either(folder: Path) -> None:
    path = folder / "codebook.toml"
    text = path.read_text(encoding="utf-8")
    frozen = (folder / "coding" / "frozen.txt").read_text(encoding="utf-8").split("\n")
    document = next(line for line in frozen if line and not line.startswith("#"))
    start = '[[frame_rules.examples]]\nframe = "sanctions"\n'
    assert start in text
    path.write_text(text.replace(start, f'{start}document = "{document}"\nsentence = 1\n', 1), encoding="utf-8")
    (line,) = refusal(folder)
    assert f"codebook.toml, rule A, example 1: document: found {document}, expected a document that is not in" in line


HEADLINE = '[[headline]]\ncontrast = "sumatera"\nframe = "sanctions"'
CONTRASTS = """frames = ["sanctions"]
[[contrast]]
id = "x"
label = "X"
column = "COLUMN"
a = ["VALUE"]
b = ["pilkada-2018"]
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("sanctions", "sanction", "frames: found 'sanction', expected frames: "),
        ("COLUMN", "elections", "contrast x: column: found 'elections', expected a column: election, "),
        ("VALUE", "pilkada-2021", "contrast x: a: found 'pilkada-2021', expected values of election: "),
        ("pilkada-2018", "2018", "contrast x: b: found '2018', expected values of election: "),
    ],
)
def test_every_name_in_the_contrasts_is_looked_for(folder: Path, old: str, new: str, told: str) -> None:
    (folder / "multiverse.toml").unlink()
    path = folder / "contrasts.toml"
    text = CONTRASTS.replace(old, new).replace("COLUMN", "election").replace("VALUE", "pilkada-2020")
    path.write_text(text, encoding="utf-8")
    (line,) = refusal(folder)
    assert line.startswith(path.as_posix()) and told in line and line.endswith("; correct it")
    path.write_text(CONTRASTS.replace("COLUMN", "election").replace("VALUE", "pilkada-2020"), encoding="utf-8")
    assert study.check_corpus(folder)[-1] == "sound"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "headline: found no such field, expected one [[headline]] at least; add headline"),
        (
            '[choices]\ncodes = ["coder_z"]\n' + HEADLINE,
            "choices, codes: found 'coder_z', expected some of cue, coder_a, ",
        ),
        (HEADLINE.replace("sanctions", "sanction"), "headline: found 'sanction', expected a frame"),
    ],
)
def test_every_name_in_the_multiverse_is_looked_for(folder: Path, text: str, told: str) -> None:
    path = folder / "multiverse.toml"
    path.write_text(text, encoding="utf-8")
    lines = refusal(folder)
    assert any(line.startswith(path.as_posix()) and told in line for line in lines)


@pytest.mark.parametrize(
    ("name", "row", "told"),
    [
        ("elections.csv", "pilkada-2015,Again,regional,2015-12-09", "election: found 'pilkada-2015' twice, expected"),
        ("elections.csv", "Some 2031,Some,regional,", "election of Some 2031: found 'Some 2031', expected small"),
        (
            "elections.csv",
            "pilkada-2031,Some,regional,2030-06-27",
            "row 11: voting_day of pilkada-2031: found '2030-06-27', expected a day of 2031, with which the id ends",
        ),
        ("coding/coder_a.csv", f"2020-09-21-bontang-pemkot,{'9' * 30},", f"sentence: found '{'9' * 30}', expected a"),
        (
            "officials.csv",
            "2020-09-21-bontang-pemkot,Najirah,Mayor of Bontang",
            "label: found 'Mayor of Bontang' twice, expected each once; add the place or the year to each",
        ),
        ("officials.csv", "2020-09-21-bontang-pemkot,Najirah,", "label of Najirah: found nothing, expected who"),
    ],
)
def test_rows_of_the_lists_are_told_apart(folder: Path, name: str, row: str, told: str) -> None:
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    assert any(line.startswith(path.as_posix()) and told in line for line in refusal(folder))


def test_periods_that_documents_name_are_listed_somewhere(folder: Path) -> None:
    (folder / "elections.csv").unlink()
    (line,) = refusal(folder)
    assert line.startswith(f"{(folder / 'elections.csv').as_posix()}: file: found nothing there, expected a list of")
    assert "pilkada-2024" in line
    assert line.endswith("make it, with the columns election, label, kind and voting_day")


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x07", "\x7f", "\x9b", "\u202e", "\u2066", "\x0c"])
def test_characters_that_no_text_may_hold_are_told_with_their_line(folder: Path, character: str) -> None:
    names = [
        *("elections.csv", "officials.csv", "contrasts.toml", "multiverse.toml", "codebook.toml"),
        *("coding/gold.csv", "coding/coder_a.csv", "coding/frozen.txt"),
    ]
    for path in [folder / name for name in names]:
        lines = path.read_text(encoding="utf-8").split("\n")
        lines[1] = lines[1][:1] + character + lines[1][1:]
        path.write_text("\n".join(lines), encoding="utf-8")
    told = refusal(folder)
    assert len(told) == len(names)
    for name in names:
        (line,) = [line for line in told if line.startswith(f"{(folder / name).as_posix()}: text: found ")]
        assert f" U+{ord(character):04X} at line 2, character 2, expected" in line


def test_a_control_by_escape_is_told_with_its_place(folder: Path) -> None:
    path = folder / "contrasts.toml"
    text = path.read_text(encoding="utf-8").replace("2020 against", "2020\\u001b against", 1)
    path.write_text(text, encoding="utf-8")
    line = next(line for line in refusal(folder) if "U+001B" in line)
    assert line.startswith(f"{path.as_posix()}: contrast 1, label: found control character U+001B at character 5")


def test_files_that_are_none_are_told_without_waiting(folder: Path) -> None:
    for name in ("elections.csv", "coding/coder_a.csv", "contrasts.toml"):
        (folder / name).unlink()
        os.mkfifo(folder / name)
    (folder / "coding" / "coder_b.csv").unlink()
    (folder / "coding" / "coder_b.csv").symlink_to("/dev/zero")
    found = [line.partition(": found ")[2].partition(",")[0] for line in refusal(folder)]
    assert sorted(found) == ["a device", "a named pipe", "a named pipe", "a named pipe"]


def test_a_page_taken_from_the_search_is_a_document(folder: Path) -> None:
    log = folder / "search_log.csv"
    text = "cell,query,rank,url,taken,reason\nAceh pilkada-2018,netral,1,https://nowhere.invalid/1,{},other province\n"
    log.write_text(text.format("no"), encoding="utf-8")
    assert "search log: 1 pages shown, 0 taken" in study.check_corpus(folder)
    log.write_text(text.format("yes"), encoding="utf-8")
    assert any("'https://nowhere.invalid/1', expected the address of a document" in line for line in refusal(folder))
    log.write_text(text.format("no").replace("other province", "the moon"), encoding="utf-8")
    assert any("reason: found 'the moon'" in line for line in refusal(folder))


def test_the_codes_of_a_program_without_its_record_are_not_a_persons(folder: Path) -> None:
    (folder / "coding" / "cues.run.toml").unlink()
    (line,) = refusal(folder)
    assert "found 'cues', a program without its record, expected cues.run.toml beside it; restore cues.run.toml" in line
    book = folder / "codebook.toml"
    lines = '\n[[coder]]\nname = "cues"\nwho = "a clerk"\nsince = "2026"\n'
    book.write_text(book.read_text(encoding="utf-8") + lines, encoding="utf-8")
    assert any("a program without its record" in line for line in refusal(folder))


def test_codes_that_the_program_did_not_give_are_told(folder: Path) -> None:
    assert not any("cues.run.toml" in line for line in study.check_corpus(folder))
    file = folder / "coding" / "cues.csv"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-1]))
    (line,) = [line for line in study.check_corpus(folder) if "cues.run.toml" in line]
    assert "the codes are not those that the program gave" in line


def test_a_run_by_an_earlier_definition_is_told(folder: Path) -> None:
    book = folder / "codebook.toml"
    head, rule, rest = book.read_text(encoding="utf-8").partition('rule = """That ASN')
    assert rest
    book.write_text(f"{head}{rule} now{rest}", encoding="utf-8")
    (line,) = [line for line in study.check_corpus(folder) if "another prompt" in line]
    assert line.startswith(f"warning: {(folder / 'coding' / 'cues.csv').as_posix()}: the codebook makes another prompt")


def test_changes_of_a_run_are_told_before_there_is_gold(folder: Path) -> None:
    for name in ("coding/gold.csv", "coding/cues.csv", "multiverse.toml"):
        (folder / name).unlink()
    lines = study.check_corpus(folder)
    assert [line for line in lines if "cues.csv: it is missing, while its record is there" in line]
    assert lines[-1].startswith("there is no gold yet")
