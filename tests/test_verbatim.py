"""A corpus of published news, from research add to the last notebook; and corpora too small for much of it."""

import csv
import io
import shutil
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import nbformat
import pytest
from newsroom import fill_sheet, write_folder, write_table
from typer.testing import CliRunner

from research import cli, coding, corpus, report, study
from research.attribution import find_statements
from research.tables import InputError

Row = dict[str, str]


def call(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(cli.application, list(arguments))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        if code == 2 and isinstance(done.exception, InputError):
            return str(done.exception)
        raise done.exception
    assert done.exit_code == code, done.output
    return done.output


def name_documents(folder: Path) -> list[str]:
    return sorted(path.stem for path in (folder / "documents").glob("*.md"))


def send_sheet(folder: Path, place: Path) -> Path:
    """A sheet of all documents, in a folder outside the corpus, its key beside it."""
    named = [word for name in name_documents(folder) for word in ("--documents", name)]
    call("code", "sample", "-o", str(place / "all.csv"), *named, "--corpus", str(folder))
    return place / "all.csv"


@pytest.fixture(scope="module")
def made(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixteen items added, coded by two, adjudicated: the project folder."""
    project = tmp_path_factory.mktemp("news")
    folder = write_folder(project / "corpus", root / "corpus")
    end = ["--corpus", str(folder)]
    said = call("add", str(write_table(project / "items.jsonl", number=16)), *end)
    assert "16 new (0 with empty fields), 0 refused" in said
    assert "nobody has coded the documents yet: research code sample" in call("check", *end).splitlines()[-1]
    assert "found nobody has coded the documents yet, expected a coded corpus" in call(
        "reproduce", "--project", str(project), code=2
    )
    sheet = send_sheet(folder, project)
    for coder, miss in (("ani", ""), ("budi", "bulan depan")):
        returned = project / f"all-{coder}.csv"
        shutil.copy(sheet, returned)
        fill_sheet(returned, miss=miss)
        said = call("code", "import", str(returned), "--coder", coder, "--date", "2026-11-01", *end)
        assert f"{coder}.csv: 128 sentences added" in said
    said = call("check", *end)
    assert "coders: ani (128 statements), budi (128 statements), no gold" in said
    assert "there is no gold yet: research code adjudicate" in said.splitlines()[-1]
    assert "Coders: ani, budi." in call("code", "agreement", *end)
    call("code", "adjudicate", "--coders", "ani,budi", "-o", str(project / "apart.csv"), *end)
    fill_sheet(project / "apart.csv")
    said = call("code", "adjudicate", str(project / "apart.csv"), "--by", "citra", *end)
    assert "adjudicated by citra" in said
    assert "left out" not in said
    return project


def read_coding(folder: Path, name: str) -> list[Row]:
    with (folder / "coding" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_coding(folder: Path, name: str, rows: list[Row]) -> None:
    head = list(read_coding(folder, name)[0])
    with (folder / "coding" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, head, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of the corpus, to be changed."""
    shutil.copytree(made / "corpus", tmp_path / "corpus")
    return tmp_path / "corpus"


def test_published_news_is_coded_and_sound(made: Path) -> None:
    lines = study.check_corpus(made / "corpus", coded=True)
    assert lines[0] == "documents: 16 (16 verbatim), 0 of them uncoded"
    assert lines[1] == "statements: 128 coded, 96 of them reported"
    assert lines[-1] == "sound"
    gold = read_coding(made / "corpus", "gold")
    statements = find_statements(corpus.read_documents(made / "corpus"))
    texts = {(row.document, str(row.sentence)): row.text for row in statements.itertuples()}
    for row in [*gold, *read_coding(made / "corpus", "budi")]:
        assert row["sha256"] == coding.hash_text(texts[row["document"], row["sentence"]])
    # The headline and the line of the date of each item are there, and nobody was asked to code them.
    assert len(statements) == 128 + 2 * 16
    assert {row["sentence"] for row in gold}.isdisjoint({"1", "2"})
    scores = study.evaluate_attribution(made / "corpus")
    scores = scores[scores["attribution"].eq("rules")].set_index("measure")["value"].drop("calibration_error")
    assert {"border_f1", "narration_f1", "speaker", "whole"} <= set(scores.index)
    assert scores.eq(1).all()


def test_the_commands_work_on_published_news(made: Path) -> None:
    end = ["--corpus", str(made / "corpus")]
    for words in (["keyness", "election_year", "2024", "2018"], ["network"], ["references"], ["kwic", "denda"]):
        assert "restated" not in call(*words, *end)
    assert "The words are those of the texts as they were published." in call(
        "keyness", "election_year", "2024", "2018", *end
    )
    assert set(study.evaluate_coders(made / "corpus")["coder"]) == {"cue"}


def test_gold_of_few_documents_is_scored_too(folder: Path) -> None:
    keep = set(name_documents(folder)[:4])
    for path in (folder / "documents").glob("*.md"):
        if path.stem not in keep:
            path.unlink()
    for name in ("gold", "ani", "budi"):
        write_coding(folder, name, [row for row in read_coding(folder, name) if row["document"] in keep])
    scores = study.evaluate_coders(folder)
    assert set(scores["documents"]) == {4} and scores["f1_low"].isna().all()
    done = CliRunner().invoke(cli.application, ["evaluate", "frames", "--corpus", str(folder)])
    assert done.exit_code == 0


def test_a_text_that_changes_after_it_was_coded_stops_everything_that_counts(folder: Path) -> None:
    name = name_documents(folder)[3]
    path = folder / "documents" / f"{name}.md"
    before = path.read_bytes()
    path.write_bytes(before.replace(b"Hujan turun", b"Hujan lebat turun").replace(b"Halaman", b"Beranda"))
    with pytest.raises(InputError) as caught:
        study.check_corpus(folder)
    told = str(caught.value).splitlines()
    assert len(told) == 4, "one fault for each file"
    for line, file in zip(told[1:], ("ani", "budi", "gold"), strict=True):
        assert f"{file}.csv: text of {name}: found another text than was coded in sentence 8, expected" in line
        assert f"put the text of {name} in documents/ back as it was" in line
        assert "remove" not in line
        assert "delete" not in line
    # What the message says can be done, both ways.
    path.write_bytes(before)
    assert study.check_corpus(folder)[-1] == "sound"
    path.write_bytes(before.replace(b"Hujan turun", b"Hujan lebat turun").replace(b"Halaman", b"Beranda"))
    for file in ("ani", "budi", "gold"):
        write_coding(folder, file, [row for row in read_coding(folder, file) if row["document"] != name])
    assert "1 of them uncoded" in study.check_corpus(folder)[0]


def test_narration_with_a_frame_is_refused_on_every_way_into_gold(folder: Path, tmp_path: Path) -> None:
    (folder / "coding" / "gold.csv").unlink()
    sheet = send_sheet(folder, tmp_path)
    fill_sheet(sheet)
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file))
    place = next(number for number, row in enumerate(rows) if row[head.index("text")].startswith("Pemerintah"))
    rows[place][head.index("fines")] = "yes"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    before = read_coding(folder, "ani")
    (folder / "coding" / "ani.csv").unlink()
    said = call("code", "import", str(sheet), "--coder", "ani", "--corpus", str(folder), code=2)
    assert "all.csv: frames: found a frame in narration (1): " in said
    assert "sentence 3, expected no frame where nobody is reported as speaking; set them to no; where somebody" in said
    assert not (folder / "coding" / "ani.csv").exists()
    # Where somebody does speak there, gold says so, and the sheet comes in.
    unit = (before[0]["document"], "3")
    key = coding.read_key(coding.make_key_path(sheet))
    unit = next((row.document, str(row.sentence)) for row in key.itertuples() if row.item == int(rows[place][0]))
    gold = "document,sentence,speaker,office,mode,frames,decided\n{},{},Arman,head,indirect,fines,agreed\n".format(
        *unit
    )
    (folder / "coding" / "gold.csv").write_text(gold)
    assert "128 sentences added" in call("code", "import", str(sheet), "--coder", "ani", "--corpus", str(folder))


def test_a_copy_that_stands_in_and_one_that_is_the_text_are_told_apart(folder: Path) -> None:
    first, second, *_ = name_documents(folder)
    (folder / "originals").mkdir()
    for name, body in ((first, ""), (second, "Bupati Arman Lubuk meminta warga ikut penyuluhan.\n")):
        path = folder / "documents" / f"{name}.md"
        head, _, text = path.read_text(encoding="utf-8").rpartition("---\n")
        rendition = "restated" if body else "metadata"
        path.write_text(f"{head.replace('verbatim', rendition)}---\n{body}", encoding="utf-8")
        (folder / "originals" / f"{name}.txt").write_text(text, encoding="utf-8")
    assert corpus.find_replaced_texts(folder) == {second}
    lines = study.check_corpus(folder)
    assert (lines[0], lines[-1]) == ("documents: 16 (16 verbatim), 1 of them uncoded", "sound")
    refused = call(
        "code", "sample", "-o", str(folder.parent / "s.csv"), "--documents", second, "--corpus", str(folder), code=2
    )
    assert f"found '{second}', another text stands in for it" in refused
    # Without its copy a document of rendition metadata waits with its codes; the restated one is what gold was made on.
    shutil.rmtree(folder / "originals")
    with pytest.raises(InputError, match=f"text of {second}: found no sentence 3, 4, 5"):
        study.check_corpus(folder)
    known = corpus.read_documents(folder)
    assert report.describe_renditions(known, "texts").startswith("1 of 15 texts are restated")
    assert (
        report.describe_renditions(known) == "1 of 15 texts are restated: their words are not those of the officials."
    )


def test_coders_who_agree_throughout_leave_gold_and_no_sheet(folder: Path) -> None:
    (folder / "coding" / "gold.csv").unlink()
    write_coding(folder, "budi", read_coding(folder, "ani"))
    end = ["--coders", "ani,budi", "-o", str(folder.parent / "apart.csv"), "--corpus", str(folder)]
    said = call("code", "adjudicate", *end)
    assert "ani and budi coded alike what both read: " in said
    assert "128 agreed, 0 kept" in said
    assert not (folder.parent / "apart.csv").exists()
    assert study.check_corpus(folder)[-1] == "sound"
    assert "nothing is left to decide" in call("code", "adjudicate", *end, code=2)


def keep(count: int, coders: tuple[str, ...] = ("ani", "budi")) -> Callable[[Path], None]:
    """Keep a few documents, and the files of some coders."""

    def change(folder: Path) -> None:
        kept = name_documents(folder)[:count]
        for path in (folder / "documents").glob("*.md"):
            if path.stem not in kept:
                path.unlink()
        for name in {"ani", "budi"} - set(coders):
            (folder / "coding" / f"{name}.csv").unlink()
        for name in ("gold", *coders):
            write_coding(folder, name, [row for row in read_coding(folder, name) if row["document"] in kept])

    return change


def recode(**cells: str) -> Callable[[Path], None]:
    """Write the same into every reported row of gold."""

    def change(folder: Path) -> None:
        rows = [row | cells if row["mode"] != "narration" else row for row in read_coding(folder, "gold")]
        write_coding(folder, "gold", rows)

    return change


def freeze_all(folder: Path) -> None:
    (folder / "coding" / "frozen.txt").write_text("\n".join(name_documents(folder)))


def declare_nothing(folder: Path) -> None:
    (folder / "contrasts.toml").unlink()


def call_national(folder: Path) -> None:
    for path in (folder / "documents").glob("*.md"):
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join("province: Nasional" if line[:9] == "province:" else line for line in lines) + "\n")


def run_cells(notebooks: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Run the cells of every notebook in this process; how many of its parts each says that it cannot show."""
    (project / "notebooks").mkdir()
    (project / "figures").mkdir()
    monkeypatch.chdir(project / "notebooks")
    counts = {}
    for path in sorted(notebooks.glob("*.ipynb")):
        shown: list[Any] = []
        monkeypatch.setattr("IPython.display.display", lambda *parts, shown=shown: shown.extend(parts))
        scope: dict[str, Any] = {}
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells):
            if cell.cell_type == "code":
                with redirect_stdout(io.StringIO()):
                    exec(compile(cell.source, f"{path.name}[{number}]", "exec"), scope)
        plt.close("all")
        counts[path.stem] = sum("Not shown" in str(getattr(part, "data", "")) for part in shown)
    return counts


@pytest.mark.parametrize(
    "changes",
    [
        [keep(1), declare_nothing],
        [keep(2, ("ani",)), call_national],
        [keep(4), freeze_all],
        [keep(6), recode(frames="", office="head", mode="direct")],
    ],
    ids=["one document", "one coder", "all frozen", "no frame"],
)
def test_what_check_calls_sound_runs_through_all_notebooks(
    changes: list[Callable[[Path], None]], folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for change in changes:
        change(folder)
    assert study.check_corpus(folder)[-1] == "sound"
    counts = run_cells(root / "notebooks", folder.parent, monkeypatch)
    assert len(counts) == 9
    # No subcodes in the codebook, nobody in officials.csv; where nothing is declared no figure of contrasts either.
    assert counts["00_start"] == 2 + (not (folder / "contrasts.toml").is_file())


def test_frames_on_narration_are_told_by_check_and_stop_no_notebook(
    folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(6)(folder)
    rows = [row | {"frames": "fines"} if row["mode"] == "narration" else row for row in read_coding(folder, "gold")]
    write_coding(folder, "gold", rows)
    with pytest.raises(InputError) as caught:
        study.check_corpus(folder)
    (told,) = caught.value.faults
    assert told.found.startswith("a frame in narration (12): ")
    assert len(run_cells(root / "notebooks", folder.parent, monkeypatch)) == 9


def test_a_corpus_in_which_nobody_speaks_is_not_called_sound(folder: Path) -> None:
    change = {"frames": "", "mode": "narration", "speaker": "", "office": ""}
    write_coding(folder, "gold", [row | change for row in read_coding(folder, "gold")])
    assert study.check_corpus(folder)[-1].startswith("nobody is reported as speaking in what was coded: ")
    with pytest.raises(InputError, match="expected a coded corpus; have documents coded in which officials speak"):
        study.check_corpus(folder, coded=True)


def test_the_notebooks_are_reproduced_on_published_news(made: Path, root: Path, tmp_path: Path) -> None:
    """In kernels of their own, as a reader runs them."""
    shutil.copytree(made / "corpus", tmp_path / "corpus")
    shutil.copytree(root / "notebooks", tmp_path / "notebooks")
    (tmp_path / "figures").mkdir()
    call("reproduce", "--project", str(tmp_path))
    for path in sorted((tmp_path / "notebooks").glob("*.ipynb")):
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells):
            outputs = "" if cell.cell_type == "markdown" else str(cell.outputs)
            assert "restate" not in (cell.source if cell.cell_type == "markdown" else outputs), f"{path.name}[{number}]"
    for path in (tmp_path / "figures").glob("*.svg"):
        assert "restated" not in path.read_text(encoding="utf-8"), path.name
