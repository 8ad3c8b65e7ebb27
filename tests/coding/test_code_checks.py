"""Codes, coders and sentences of coding files are checked wherever the files are read."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from coders import list_coders
from typer.testing import CliRunner

from research import cli, coding, study
from research.codebook import read_codebook
from research.tables import InputError, read_cells

DOCUMENT = "2015-05-05-kalimantan-timur-bisnis"
HEADER = "document,sentence,frames\n"
# Every command that reads coders' files, with arguments that would do where all is well.
COMMANDS = [
    ["check"],
    ["code", "agreement", "--coders", "siti,ani"],
    ["code", "adjudicate", "--coders", "siti,ani", "-o", "{folder}/apart.csv"],
    ["evidence", "codes == 'siti' and frame == 'sanctions'"],
]


@pytest.fixture
def corpus(root: Path, tmp_path: Path) -> Path:
    """A copy of the corpus in which siti and ani, both listed, have read five sentences."""
    folder = tmp_path / "corpus"
    shutil.copytree(root / "corpus", folder, ignore=shutil.ignore_patterns("originals", "sheets"))
    list_coders(folder, "siti", "ani")
    for name, code in (("siti", "sanctions"), ("ani", "social_media")):
        write(folder, f"{name}.csv", [f"{DOCUMENT},{number},{code}" for number in range(1, 6)])
    return folder


def write(corpus: Path, name: str, rows: list[str]) -> None:
    (corpus / "coding" / name).write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")


def refuse(corpus: Path, command: list[str]) -> str:
    words = [word.format(folder=corpus.parent) for word in command]
    done = CliRunner().invoke(cli.application, [*words, "--corpus", str(corpus)])
    assert isinstance(done.exception, InputError), (done.output, done.exception)
    return str(done.exception)


@pytest.mark.parametrize(
    ("command", "code", "found"),
    [
        *((command, "sanksi", "frames: found 'sanksi', expected one of service_priority") for command in COMMANDS),
        (COMMANDS[1], "Sanctions", "frames: found 'Sanctions', expected one of"),
        (
            COMMANDS[1],
            "conflict_risk",
            "frames: found conflict_risk alone, expected one of interest_conflict, social_conflict",
        ),
        (COMMANDS[1], "social_conflict", "frames: found social_conflict alone, expected conflict_risk with it"),
        (COMMANDS[1], "sanctions;none", "frames: found none beside sanctions, expected one or the other"),
    ],
)
def test_a_code_that_the_codebook_has_not_is_one_fault_everywhere(
    corpus: Path, command: list[str], code: str, found: str
) -> None:
    write(corpus, "ani.csv", [f"{DOCUMENT},{number},{code}" for number in range(1, 6)])
    message = refuse(corpus, command)
    assert f"ani.csv, row 2, 3, 4, 5, 6: {found}" in message
    assert message.startswith("1 fault:")


@pytest.mark.parametrize(
    ("command", "name"),
    [
        *((command, "coder_a copy") for command in COMMANDS),
        *(
            (COMMANDS[1], name)
            for name in ("coder_a (1)", "coder_a - Copy", "coder_a (siti's conflicted copy 2026-11-26)", "Coder_A")
        ),
        (COMMANDS[2], "budi"),
    ],
)
def test_a_file_of_nobody_that_the_codebook_lists_is_a_fault_everywhere(
    corpus: Path, command: list[str], name: str
) -> None:
    shutil.copy(corpus / "coding" / "coder_a.csv", corpus / "coding" / f"{name}.csv")
    message = refuse(corpus, command)
    assert f"{name}.csv: coder: found {name!r}" in message.replace('"', "'") or f"{name}.csv: coder: found" in message
    assert "expected a coder whom codebook.toml lists: coder_a, coder_b, siti, ani" in message
    assert message.startswith("1 fault:")


def test_a_copy_is_called_one_and_anybody_else_is_told_how_to_be_listed(corpus: Path) -> None:
    shutil.copy(corpus / "coding" / "coder_a.csv", corpus / "coding" / "coder_a copy.csv")
    assert "if it is a copy of coder_a.csv, move it out of this folder" in refuse(corpus, ["check"])
    (corpus / "coding" / "coder_a copy.csv").rename(corpus / "coding" / "budi.csv")
    lines = refuse(corpus, ["check"]).splitlines()
    assert lines[-4:] == ["[[coder]]", 'name = "budi"', 'who = "..."', 'since = "YYYY-MM-DD"']
    with (corpus / "codebook.toml").open("a", encoding="utf-8") as file:
        file.write("\n".join(["", *lines[-4:-1], 'since = "2026"', ""]))
    assert study.check_corpus(corpus)[-1] == "sound", "following the advice must help"


def test_one_coder_in_two_files_and_endings_in_capitals(corpus: Path) -> None:
    (corpus / "coding" / "ani.csv").rename(corpus / "coding" / "ani.CSV")
    assert "ani" in set(coding.read_codings(corpus / "coding")["coder"])
    shutil.copy(corpus / "coding" / "ani.CSV", corpus / "coding" / "ani.csv")
    if len(list((corpus / "coding").glob("ani.*"))) == 2:
        assert "found 'ani' in two files, expected one file a coder" in refuse(corpus, ["check"])


def test_files_whose_names_begin_with_a_dot_are_nobodys(corpus: Path) -> None:
    (corpus / "coding" / "._ani.csv").write_bytes(b"\x00\x05\x16\x07")
    assert set(coding.read_codings(corpus / "coding")["coder"]) == {"coder_a", "coder_b", "cues", "siti", "ani"}
    coding.read_coding_dates(corpus / "coding")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words[:2]))
def test_a_document_or_sentence_that_the_corpus_has_not_is_a_fault_everywhere(corpus: Path, command: list[str]) -> None:
    write(corpus, "ani.csv", [f"{DOCUMENT},99,sanctions", "2099-01-01-nowhere-x,1,sanctions"])
    message = refuse(corpus, command)
    assert (
        f"ani.csv: text of {DOCUMENT}: found no sentence 99, expected the text that was coded; correct the" in message
    )
    assert "ani.csv: document: found '2099-01-01-nowhere-x' (row 3), expected a document of the corpus" in message
    assert message.startswith("2 faults:")


@pytest.mark.parametrize("code", ["sanksi", "sanctions;none"])
def test_codes_of_gold_are_checked_when_gold_is_read(corpus: Path, code: str) -> None:
    path = corpus / "coding" / "gold.csv"
    text = path.read_text(encoding="utf-8")
    first = text.splitlines()[1]
    path.write_text(text.replace(first, first.replace("sanctions", code), 1), encoding="utf-8")
    for command in (
        ["check"],
        ["evidence", "frame == 'sanctions'"],
        ["code", "sample", "--number", "5", "-o", "{folder}/s.csv"],
    ):
        assert "gold.csv, row 2: frames: found" in refuse(corpus, command), command


def test_a_trailing_semicolon_and_blanks_are_no_code(corpus: Path) -> None:
    write(corpus, "ani.csv", [f"{DOCUMENT},1,sanctions; ;", f"{DOCUMENT},2,;", f"{DOCUMENT},3, none "])
    codings = coding.read_codings(corpus / "coding").query("coder == 'ani'")
    assert codings["frame"].tolist() == ["sanctions", "none", "none"]


def test_two_coders_alike_throughout_are_named_by_check_and_agreement(corpus: Path) -> None:
    assert not [line for line in study.check_corpus(corpus) if "alike" in line]
    shutil.copy(corpus / "coding" / "siti.csv", corpus / "coding" / "ani.csv")
    words = "warning: ani and siti coded all 5 sentences that both read alike: is one file a copy of the other?"
    lines = study.check_corpus(corpus)
    assert words in lines and lines[-1] == "sound"
    done = CliRunner().invoke(
        cli.application, ["code", "agreement", "--coders", "siti,ani", "--corpus", str(corpus)], catch_exceptions=False
    )
    assert words in done.output


def test_few_sentences_and_sentences_without_a_frame_say_nothing_of_copies() -> None:
    def code(count: int, frame: str) -> pd.DataFrame:
        rows = [("a", number, coder, frame) for coder in ("ani", "siti") for number in range(1, count + 1)]
        return pd.DataFrame(rows, columns=["document", "sentence", "coder", "frame"])

    assert coding.find_identical_coders(code(4, "sanctions")) == []
    assert coding.find_identical_coders(code(50, "none")) == []
    assert len(coding.find_identical_coders(code(5, "sanctions"))) == 1


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('name = "Siti"\nwho = "x"\nsince = "2026"', "name: found 'Siti', expected small letters and digits"),
        ('name = "gold"\nwho = "x"\nsince = "2026"', "name: found 'gold', expected small letters"),
        ('name = "coder_a"\nwho = "x"\nsince = "2026"', "coder 3: name: found 'coder_a', expected .* every coder once"),
        ('name = "siti"\nwho = ""\nsince = "2026"', "coder siti: who: found '', expected a text"),
        ('name = "siti"\nwho = "x"', "coder siti: since: found no such field"),
        ('name = "siti"\nwho = "x"\nsince = "2026-13"', "since: found '2026-13', expected a day, month or year"),
        ('name = "siti"\nwho = "x"\nsince = 2026', "since: found 2026, expected a day, month or year"),
        ('name = "siti"\nwho = "x"\nsince = "2026"\nage = 3', "age: found a field nobody declared"),
    ],
)
def test_entries_of_coders_are_checked(root: Path, tmp_path: Path, lines: str, words: str) -> None:
    path = tmp_path / "codebook.toml"
    text = (root / "corpus" / "codebook.toml").read_text(encoding="utf-8")
    path.write_text(f"{text}\n[[coder]]\n{lines}\n", encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_codebook(path)


def test_a_day_of_toml_is_a_day_and_the_page_lists_the_coders(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "codebook.toml"
    text = (root / "corpus" / "codebook.toml").read_text(encoding="utf-8")
    path.write_text(f'{text}\n[[coder]]\nname = "siti"\nwho = "a student"\nsince = 2026-11-26\n', encoding="utf-8")
    assert read_codebook(path).coder[2].since == "2026-11-26"
    page = (root / "corpus" / "CODEBOOK.md").read_text(encoding="utf-8")
    assert "| `coder_a` | a language model, in several runs, following this codebook; not a person | 2026-11 |" in page


def test_a_new_coder_is_listed_with_the_first_sheet_and_a_name_mistyped_is_asked_about(
    tmp_path: Path, root: Path
) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(root / "corpus", corpus, ignore=shutil.ignore_patterns("originals", "sheets"))
    sheet = tmp_path / "may.csv"
    end = ["--corpus", str(corpus)]
    call = ["code", "sample", "--documents", "2018-01-09-denpasar-balipost", "-o", str(sheet), *end]
    assert CliRunner().invoke(cli.application, call).exit_code == 0
    table = read_cells(sheet)
    codes = [name for name in table.columns if name not in ("item", "source", "before", "text", "note")]
    table.assign(**dict.fromkeys(codes, "no")).to_csv(sheet, index=False)
    start = ["code", "import", str(sheet), "--key", str(tmp_path / "may.key.csv"), *end]
    near = CliRunner().invoke(cli.application, [*start, "--coder", "coder_c"])
    assert "for somebody else, say who it is with --who" in str(near.exception)
    done = CliRunner().invoke(cli.application, [*start, "--coder", "rahma", "--who", 'a student of Unmul, "blind"'])
    assert done.exit_code == 0, done.output or done.exception
    assert "rahma is a new coder, listed now in" in done.output
    book = read_codebook(corpus / "codebook.toml")
    assert (book.coder[-1].name, book.coder[-1].who) == ("rahma", 'a student of Unmul, "blind"')
    assert "a student of Unmul" in (corpus / "CODEBOOK.md").read_text(encoding="utf-8")
    again = CliRunner().invoke(cli.application, [*start, "--coder", "rahma"])
    assert "stand there already: nothing added" in again.output and "new coder" not in again.output
    assert len(read_codebook(corpus / "codebook.toml").coder) == len(book.coder)
