import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

import research
from research import cli


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "research", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A copy of the corpus with one fault in each part."""
    folder = tmp_path_factory.mktemp("broken")
    shutil.copytree(root / "corpus", folder / "corpus", ignore=shutil.ignore_patterns("originals"))
    document = folder / "corpus" / "documents" / "2018-01-09-denpasar-balipost.md"
    document.write_text(document.read_text().replace("province: Bali", "province: Bali Utara"))
    with (folder / "corpus" / "coding" / "coder_a.csv").open("a") as file:
        file.write("2018-01-09-denpasar-balipost,zero,sanctions\n")
    (folder / "corpus" / "elections.csv").unlink()
    (folder / "corpus" / "coding" / "frozen.txt").write_bytes(b"\xe9")
    shutil.copytree(root / "notebooks", folder / "notebooks")
    return folder


def test_a_sound_corpus(root: Path) -> None:
    done = run("check", cwd=root)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "documents: 451 (451 restated), 0 of them uncoded"
    assert lines[1] == "statements: 5110 coded, 4440 of them reported"
    assert lines[-1] == "sound"
    assert sum(line.startswith("warning: ") and line.endswith(": url: no address") for line in lines) == 5


def test_faults_of_all_parts_in_one_report_and_exit_code_2(broken: Path) -> None:
    done = run("check", cwd=broken)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "3 faults:" in done.stderr
    assert "frozen.txt: encoding: found 'utf-8' codec can't decode byte 0xe9" in done.stderr
    assert "denpasar-balipost.md: province: found 'Bali Utara'" in done.stderr
    assert "coder_a.csv, row 5001: sentence: found 'zero', expected a number from 1" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_verbatim_copy_is_uncoded_until_it_brings_its_own_codes(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "corpus", tmp_path / "corpus", ignore=shutil.ignore_patterns("originals"))
    copies = tmp_path / "corpus" / "originals"
    copies.mkdir()
    (copies / "2018-01-09-denpasar-balipost.txt").write_text("Sekda meminta ASN netral. Hujan turun.")
    done = run("check", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("documents: 451 (450 restated, 1 verbatim), 1 of them uncoded")
    shown = run("show", "2018-01-09-denpasar-balipost", cwd=tmp_path).stdout
    assert "Sekda meminta ASN netral." in shown
    assert "uncoded: speakers as the rules find them" in shown
    rows = "Sekda meminta ASN netral.,AAN Rai Iswara,secretary,indirect,\nHujan turun.,,,narration,\n"
    (copies / "2018-01-09-denpasar-balipost.csv").write_text("sentence_text,speaker,office,mode,frames\n" + rows)
    done = run("check", cwd=tmp_path)
    assert done.stdout.startswith("documents: 451 (450 restated, 1 verbatim), 0 of them uncoded")
    assert "statements: 5090 coded" in done.stdout


@pytest.mark.parametrize("command", ["reproduce", "figures"])
def test_nothing_runs_on_an_unsound_corpus(broken: Path, command: str) -> None:
    done = run(command, cwd=broken)
    assert done.returncode == 2
    assert "denpasar-balipost.md: province: found 'Bali Utara'" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (broken / "figures").exists()


def test_codings_and_officials_that_are_not_there_are_told_together(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "corpus", tmp_path / "corpus", ignore=shutil.ignore_patterns("originals"))
    for name, row in (("gold", ",head,direct,,agreed"), ("coder_a", "")):
        with (tmp_path / "corpus" / "coding" / f"{name}.csv").open("a") as file:
            file.write(f"2018-01-09-denpasar-balipost,99,Rai{row}\n" if row else "2018-01-09-denpasar-balipost,99,\n")
    done = run("check", cwd=tmp_path)
    assert done.returncode == 2
    for name in ("gold", "coder_a"):
        words = f"{name}.csv: text of 2018-01-09-denpasar-balipost: found no sentence 99, expected the text that was"
        assert words in done.stderr
    assert "remove" not in done.stderr
    gold = tmp_path / "corpus" / "coding" / "gold.csv"
    gold.write_bytes((root / "corpus" / "coding" / "gold.csv").read_bytes())
    with (tmp_path / "corpus" / "officials.csv").open("a") as file:
        file.write("2018-01-09-denpasar-balipost,Nobody,Nobody\n")
    assert "officials.csv: speaker: found Nobody in 2018-01-09-denpasar-balipost" in run("check", cwd=tmp_path).stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check"], "corpus: corpus: found nothing there"),
        (["check", "--today", "soon"], "--today: day: found 'soon', expected a day of the calendar"),
        (["reproduce"], "corpus: corpus: found nothing there"),
        (["kwic", "netral"], "corpus: corpus: found nothing there"),
        (["show", "x"], "corpus: corpus: found nothing there"),
        (["fly"], "No such command 'fly'"),
        (
            ["evidence", "x", "-o", "list.txt"],
            "list.txt: file ending: found '.txt', expected .csv or .parquet; name it so",
        ),
        (["attribute", "x.txt", "-o", "list"], "list: file ending: found '', expected .csv or .parquet; name it so"),
    ],
)
def test_unusable_calls_exit_with_2_and_one_message(tmp_path: Path, arguments: list[str], words: str) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_future_date_is_told_with_its_file(root: Path) -> None:
    done = run("check", "--today", "2024-11-01", cwd=root)
    assert done.returncode == 2
    assert "found '2024-11-06', expected no day after 2024-11-01" in done.stderr


def test_kwic_prints_each_place_and_counts_them(root: Path) -> None:
    done = run("kwic", "surat edaran", "--window", "3", cwd=root)
    assert done.returncode == 0
    first = next(line for line in done.stdout.splitlines() if line.startswith("2018-01-09-denpasar"))
    assert " ".join(first.split()).endswith(" 5 ia akan menerbitkan surat edaran bagi seluruh ASN")
    assert "places in" in done.stderr


def test_evidence_counts_a_statement_once_however_many_frames_it_carries(root: Path) -> None:
    done = run("evidence", "document == '2018-01-09-denpasar-balipost'", "--base", cwd=root)
    assert done.returncode == 0
    codings = pd.read_csv(root / "corpus" / "coding" / "gold.csv", dtype="str", keep_default_na=False)
    reported = codings[codings["document"].eq("2018-01-09-denpasar-balipost") & codings["speaker"].ne("")]
    assert done.stderr.startswith(f"{len(reported)} statements in 1 documents: ")


def test_evidence_of_a_word_lists_the_statements_that_hold_it(root: Path) -> None:
    table = pd.read_csv(root / "figures" / "keyness_years.csv")
    place = table.index[table["verdict"].eq("supported")][0]
    done = run("evidence", f"figures/keyness_years.csv:{place + 1}", cwd=root)
    assert done.returncode == 0
    stem, documents = (
        table.loc[place, "stem"],
        table.loc[place, ["document_frequency_target", "document_frequency_reference"]].sum(),
    )
    assert f"in {documents} documents: reported and stem == '{stem}'" in done.stderr
    lines = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert lines and all(line.endswith(f": {stem}") for line in lines)


def test_evidence_finds_a_figures_table_from_a_folder_below_the_project(root: Path) -> None:
    row = "figures/frames_years.csv:1"
    found = [run("evidence", row, cwd=root / below) for below in ("", "notebooks")]
    assert [done.returncode for done in found] == [0, 0]
    assert found[0].stdout == found[1].stdout != ""
    assert "figures/none.csv" in run("evidence", "figures/none.csv:1", cwd=root / "notebooks").stderr


def test_evidence_needs_a_row_of_a_table(root: Path) -> None:
    done = run("evidence", "figures/frames_years.csv", cwd=root)
    assert done.returncode == 2
    assert "FILE.csv:ROW" in done.stderr


def test_kwic_with_stems_finds_more(root: Path) -> None:
    plain = run("kwic", "melanggar", cwd=root).stdout.count("\n")
    stems = run("kwic", "melanggar", "--stems", cwd=root).stdout
    assert stems.count("\n") > plain > 0
    assert "pelanggaran" in stems


def test_show_prints_a_document_with_its_codes(root: Path) -> None:
    done = run("show", "2018-01-09-denpasar-balipost", cwd=root)
    assert done.returncode == 0
    text = " ".join(done.stdout.split())
    assert "Bali Post, 2018-01-09 (pilkada-2018), Kota Denpasar" in text
    assert "10 Ia menjelaskan bahwa masyarakat harus selalu diprioritaskan untuk dilayani." in text
    assert "AAN Rai Iswara (secretary, direct): service_priority" in text
    assert run("show", "denpasar", cwd=root).stderr.count("near it: 2018-01-09-denpasar-balipost") == 1


def test_the_codebooks_page_is_written_from_the_codebook(root: Path, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    shutil.copy(root / "corpus" / "codebook.toml", tmp_path / "corpus")
    assert run("codebook", "render", cwd=tmp_path).returncode == 0
    assert (tmp_path / "corpus" / "CODEBOOK.md").read_bytes() == (root / "corpus" / "CODEBOOK.md").read_bytes()


def list_commands() -> dict[str, Any]:
    """Every command by the words that call it."""
    commands = {}
    for name, command in typer.main.get_command(cli.application).commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", None)
        commands |= {f"{name} {word}": inner for word, inner in below.items()} if below else {name: command}
    return commands


@pytest.mark.parametrize("columns", ["80", "140"])
def test_help_lists_every_command_in_its_group_with_a_whole_sentence(
    monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    groups = ("", "code", "codebook", "intrusion")
    shown = {words: run(*words.split(), "--help", cwd=Path.cwd()).stdout for words in groups}
    assert 0 <= min(int(columns), 100) - max(len(line) for line in shown[""].splitlines()) < 5
    for words, command in list_commands().items():
        group, _, name = words.rpartition(" ")
        first = " ".join(command.help.partition("\n\n")[0].split())
        assert f" {name} {first} " in " ".join([*shown[group].split(), ""])
        assert first.endswith(".") and "..." not in first
    heads = [line for line in shown[""].splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert heads == [
        "Options:",
        "Read and search the corpus:",
        "Add documents, find who speaks:",
        "Code frames:",
        "Compare:",
        "Run the notebooks and the studies:",
    ]


def show_help(*words: str) -> str:
    return CliRunner().invoke(cli.application, [*words, "--help"]).output


def test_help_names_values_in_the_users_words_and_no_subject_of_a_study() -> None:
    for words in list_commands():
        shown = show_help(*words.split())
        assert not re.search(r"<[a-z]|list\[|Path\b", shown), words
        assert not re.search(r"(?i)neutral|netralitas", shown), words
    assert "--corpus FOLDER" in show_help("check")
    assert "{FILE}..." in show_help("add")
    assert "--number NUMBER" in show_help("keyness")
    assert "netral" not in show_help().lower() + (research.__doc__ or "").lower()


def test_the_version_is_one(root: Path) -> None:
    done = run("--version", cwd=root)
    assert (done.returncode, done.stdout) == (0, f"research {research.__version__}\n")
    assert f"\nversion: {research.__version__}\n" in (root / "CITATION.cff").read_text(encoding="utf-8")
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" not in project and project["dynamic"] == ["version"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("research kw", ["kwic"]),
        ("research code ad", ["adjudicate"]),
        ("research show 2018-01-09-den", ["2018-01-09-denpasar-balipost"]),
    ],
)
def test_the_shell_completes_commands_and_documents(root: Path, words: str, expected: list[str]) -> None:
    asked = {"_RESEARCH_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    command = [sys.executable, "-m", "research"]
    done = subprocess.run(
        command, cwd=root / "notebooks", env={**os.environ, **asked}, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == expected
    # The shell is named, and not sought among the processes that the tests were started by.
    named = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    shown = subprocess.run(
        [*command, "--show-completion", "bash"], env=named, capture_output=True, text=True, check=True
    )
    assert "complete -o default -F _research_completion research" in shown.stdout


def test_processes_have_one_name_on_every_command() -> None:
    """--workers, without a bound of two; by default as many as there are cores."""
    from research.cli.options import count_workers

    commands = typer.main.get_command(cli.application).commands  # type: ignore[attr-defined]
    options = {
        (name, option)
        for name, command in commands.items()
        for parameter in command.params
        for option in parameter.opts
        if option in ("--jobs", "--workers", "--processes", "--cores", "-j")
    }
    assert options == {
        (name, "--workers")
        for name in ("attribute", "export", "figures", "frames", "references", "reproduce", "study", "topics")
    }
    assert count_workers(5) == 5
    assert 1 <= count_workers(None) <= (os.cpu_count() or 1)


@pytest.mark.parametrize("below", ["notebooks", "corpus/documents", "src/research", "tests"])
def test_every_command_finds_its_corpus_or_project_from_any_folder_below(
    root: Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    """src/research and tests hold a folder of the name corpus that is none."""
    monkeypatch.chdir(root / below)
    found = {}
    for words, command in list_commands().items():
        needed = [each for each in command.params if each.required]
        arguments = [word for each in needed for word in ([each.opts[0]] if each.opts[0][0] == "-" else []) + ["x.csv"]]
        given = command.make_context(words, arguments).params
        found |= {(words, name): given[name].resolve() for name in ("corpus", "project") if name in given}
    assert all(path == (root / "corpus" if name == "corpus" else root) for (_, name), path in found.items())
    without = {words for words in list_commands()} - {words for words, _ in found}
    assert without == {"attribute", "code script", "codebook import", "intrusion score", "new"}
    assert {words for words, name in found if name == "project"} == {
        "archive",
        "export",
        "report",
        "reproduce",
        "figures",
        "study",
    }


def test_commands_find_the_corpus_above_the_folder_that_they_are_called_in(root: Path, tmp_path: Path) -> None:
    """The terminal of JupyterLab starts in notebooks/."""
    for words, told in ((("kwic", "netralitas"), "places in"), (("study",), "correction: "), (("check",), "sound")):
        done = run(*words, cwd=root / "notebooks")
        assert done.returncode == 0, done.stderr
        assert told in done.stdout + done.stderr
    # One that is named is taken at its word, and so is a folder that has none above it.
    assert run("check", "--corpus", "corpus2", cwd=root / "notebooks").returncode == 2
    assert run("check", cwd=tmp_path).returncode == 2


def test_what_other_programs_leave_beside_documents_and_codes_counts_for_nothing(root: Path, tmp_path: Path) -> None:
    """A Mac's archive, Office and LibreOffice leave files of nearly the same names."""
    from research.coding import read_codings
    from research.corpus import read_documents

    corpus = tmp_path / "corpus"
    shutil.copytree(root / "corpus", corpus, ignore=shutil.ignore_patterns("originals"))
    (corpus / "originals").mkdir()
    before = len(read_documents(corpus)), sorted(set(read_codings(corpus / "coding")["coder"]))
    stem = "2018-01-09-denpasar-balipost"
    for folder, name in (("documents", f"{stem}.md"), ("coding", "coder_a.csv"), ("originals", f"{stem}.txt")):
        for odd in (f"._{name}", f"~${name}", f".~lock.{name}#", f".{name}.swp", f"{name}~"):
            (corpus / folder / odd).write_bytes(b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X")
    assert (len(read_documents(corpus)), sorted(set(read_codings(corpus / "coding")["coder"]))) == before
    done = run("check", cwd=tmp_path)
    assert done.returncode == 0 and done.stdout.endswith("sound\n"), done.stderr
    assert run("kwic", "sanksi", cwd=tmp_path).stderr == run("kwic", "sanksi", cwd=root).stderr
    assert run("add", str(corpus / "documents" / f"~${stem}.md"), "--dry-run", cwd=tmp_path).returncode in (1, 2)


def test_no_output_takes_the_place_of_a_file_of_the_corpus_even_with_force(tmp_path: Path, root: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(root / "corpus", folder, ignore=shutil.ignore_patterns("originals", "sheets"))
    before = (folder / "coding" / "gold.csv").read_bytes()
    call = ["evidence", "frame == 'sanctions'", "--corpus", str(folder), "-o", str(folder / "coding" / "gold.csv")]
    for more in ([], ["--force"]):
        outcome = CliRunner().invoke(cli.application, [*call, *more])
        assert "gold.csv: file: found a file that is read" in str(outcome.exception)
    assert (folder / "coding" / "gold.csv").read_bytes() == before
