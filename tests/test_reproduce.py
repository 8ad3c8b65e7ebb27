import base64
import copy
import csv
import io
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from research import reproduce
from research.tables import InputError

DRAW = """from pathlib import Path
Path("../figures/plain.csv").write_text("group,share\\n2018," + Path("../corpus/share.txt").read_text() + "\\n")
"drawn\""""
PIXEL = base64.b64encode(b"a picture").decode()


def make_project(folder: Path, *sources: str, kernel: str = "python3") -> Path:
    for name in ("corpus", "notebooks", "figures"):
        (folder / name).mkdir()
    (folder / "corpus" / "share.txt").write_text("0.5")
    notebook = new_notebook(cells=[new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)])
    notebook.metadata["kernelspec"] = {"name": kernel, "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "notebooks" / "one.ipynb")
    return folder


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was reproduced once."""
    folder = make_project(tmp_path_factory.mktemp("project"), DRAW)
    reproduce.write_run(folder, reproduce.run_notebooks(folder, workers=1))
    return folder


def read(project: Path) -> nbformat.NotebookNode:
    return nbformat.read(project / "notebooks" / "one.ipynb", as_version=4)


def test_notebooks_and_figures_are_put_into_place(project: Path) -> None:
    assert (project / "figures" / "plain.csv").read_text() == "group,share\n2018,0.5\n"
    cell = read(project).cells[0]
    assert cell.execution_count == 1
    assert cell.outputs[0].data["text/plain"] == "'drawn'"
    assert "version" not in read(project).metadata.get("language_info", {})
    assert reproduce.check_notebooks(reproduce.list_notebooks(project)) == []


def test_a_second_run_changes_nothing_and_a_changed_input_is_told(project: Path) -> None:
    done: list[str] = []
    run = reproduce.run_notebooks(project, workers=1, done=done.append)
    assert done == ["one.ipynb"]
    assert reproduce.compare_run(project, run) == []
    assert reproduce.compare_tables(project, run) == []
    changed = {**run.figures, "figures/plain.csv": b"group,share\n2018,0.6\n", "figures/more.svg": b""}
    other = reproduce.Run(run.notebooks, changed, {})
    (project / "figures" / "stray.png").write_bytes(b"")
    assert reproduce.compare_run(project, other) == [
        "figures/plain.csv: changed (21 to 21 bytes)",
        "figures/more.svg: new",
        "figures/stray.png: no notebook makes it",
    ]
    (told,) = reproduce.compare_tables(project, other)
    assert told.startswith("figures/plain.csv: ")
    assert "0.6" in told
    (project / "figures" / "stray.csv").write_bytes(b"")
    assert reproduce.compare_tables(project, run) == ["figures/stray.csv: no notebook makes it"]
    (project / "figures" / "stray.csv").unlink()
    (project / "figures" / "stray.png").unlink()


def test_rounding_is_no_difference_between_tables(project: Path) -> None:
    run = reproduce.Run({}, {"figures/plain.csv": b"group,share\n2018,0.50001\n"}, {})
    assert reproduce.compare_tables(project, run) == []


def test_a_false_picture_is_seen(project: Path) -> None:
    """nbval compares no pictures; this does."""
    saved = (project / "notebooks" / "one.ipynb").read_bytes()
    notebook = read(project)
    notebook.cells[0].outputs.append(new_output("display_data", {"image/png": PIXEL, "text/html": "<table>"}))
    false = copy.deepcopy(notebook)
    false.cells[0].outputs[-1].data["image/png"] = "AAAA"
    run = reproduce.Run({"notebooks/one.ipynb": nbformat.writes(false).encode()}, {}, {})
    nbformat.write(notebook, project / "notebooks" / "one.ipynb")
    assert reproduce.compare_run(project, run)[0] == "notebooks/one.ipynb: changed (cells 1)"
    (project / "notebooks" / "one.ipynb").write_bytes(saved)


def test_a_notebook_that_fails_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    folder = make_project(tmp_path, DRAW, "1 / 0")
    before = (folder / "notebooks" / "one.ipynb").read_bytes()
    run = reproduce.run_notebooks(folder, workers=1)
    assert "1 / 0" in run.failures["one.ipynb"]
    assert "ZeroDivisionError: division by zero" in run.failures["one.ipynb"]
    assert "\x1b" not in run.failures["one.ipynb"]
    assert (folder / "notebooks" / "one.ipynb").read_bytes() == before
    assert list((folder / "figures").iterdir()) == []


def test_what_a_cell_prints_in_pieces_is_one_output_and_stays_between_its_tables(tmp_path: Path) -> None:
    pieces = "import time\nprint('a', flush=True)\ntime.sleep(0.5)\nprint('b', flush=True)"
    path = make_project(tmp_path, f"{pieces}\ndisplay(1)\nprint('c')") / "notebooks" / "one.ipynb"
    assert reproduce.execute_notebook(path) == ""
    printed, shown, after = nbformat.read(path, as_version=4).cells[0].outputs
    assert (printed.text, shown.data["text/plain"], after.text) == ("a\nb\n", "1", "c\n")


@pytest.mark.parametrize(("deaths", "told"), [(0, ""), (2, ""), (3, "Kernel died before replying, 3 times in a row")])
def test_a_kernel_that_dies_at_its_start_is_started_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deaths: int, told: str
) -> None:
    path = make_project(tmp_path, "1") / "notebooks" / "one.ipynb"
    before = path.read_bytes()
    starts = []

    def execute(notebook: nbformat.NotebookNode, folder: Path) -> None:
        starts.append(folder)
        if len(starts) <= deaths:
            raise RuntimeError("Kernel died before replying")
        notebook.cells[0].execution_count = 1

    monkeypatch.setattr(reproduce, "_execute", execute)
    assert reproduce.execute_notebook(path) == told
    assert len(starts) == min(deaths + 1, 3)
    assert (path.read_bytes() == before) == bool(told)


def test_a_kernel_that_is_not_installed_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        reproduce.run_notebooks(make_project(tmp_path, "1", kernel="fortran"))
    assert "one.ipynb: kernel: found 'fortran', expected one that is installed: " in str(caught.value)
    assert "python run.py setup" in str(caught.value)


def test_no_notebooks_and_broken_notebooks_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="notebooks: found none"):
        reproduce.list_notebooks(tmp_path)
    (tmp_path / "p").mkdir()
    folder = make_project(tmp_path / "p")
    (folder / "notebooks" / "one.ipynb").write_text("{")
    with pytest.raises(InputError, match=r"one.ipynb: notebook: found"):
        reproduce.run_notebooks(folder)
    (folder / "notebooks" / "one.ipynb").write_bytes(b"\xe9")
    with pytest.raises(InputError, match=r"one.ipynb: notebook: found"):
        reproduce.check_kernels(reproduce.list_notebooks(folder))


def output(*kinds: str) -> nbformat.NotebookNode:
    return new_output("display_data", dict.fromkeys(kinds, "x"))


@pytest.mark.parametrize(
    ("counts", "outputs", "words"),
    [
        ([1, 2], [], []),
        ([1, 3], [], ["cell 2: found execution count 3, expected 2"]),
        ([2, 1], [], ["cell 1: found execution count 2", "cell 2: found execution count 1"]),
        ([None], [], ["cell 1: found execution count None, expected 1"]),
        ([1], [new_output("error", ename="E", evalue="", traceback=[])], ["cell 1: found an error"]),
        ([1], [output("text/html"), output("image/png")], []),
        ([1], [output("image/png")], ["cell 1: found a picture alone"]),
        ([1], [output("text/html"), output("image/png"), output("image/png")], ["cell 1: found 2 pictures"]),
    ],
)
def test_notebooks_are_run_once_from_top_to_bottom(
    counts: list[int | None], outputs: list[nbformat.NotebookNode], words: list[str]
) -> None:
    cells = [new_code_cell("1", execution_count=count, outputs=outputs) for count in counts]
    lines = reproduce.check_notebook(new_notebook(cells=cells), "a.ipynb")
    assert len(lines) == len(words)
    assert all(word in line for word, line in zip(words, lines, strict=True))


def test_the_notebooks_run_on_a_corpus_of_five_documents(root: Path, tmp_path: Path) -> None:
    """What a reader with five documents of their own would have: no frozen third, three of the seven elections."""
    shutil.copytree(root / "notebooks", tmp_path / "notebooks")
    (tmp_path / "figures").mkdir()
    for folder in ("documents", "coding"):
        (tmp_path / "corpus" / folder).mkdir(parents=True)
    for name in ("codebook.toml", "elections.csv", "officials.csv"):
        shutil.copy(root / "corpus" / name, tmp_path / "corpus" / name)
    with (root / "corpus" / "officials.csv").open(encoding="utf-8") as file:
        central = {row[0] for row in csv.reader(file) if row[0][0] == "2"}
    for document in central:
        shutil.copy(root / "corpus" / "documents" / f"{document}.md", tmp_path / "corpus" / "documents")
    for coder in ("coder_a", "coder_b", "gold"):
        lines = (root / "corpus" / "coding" / f"{coder}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [lines[0], *(line for line in lines if line.split(",")[0] in central)]
        (tmp_path / "corpus" / "coding" / f"{coder}.csv").write_text("".join(kept), encoding="utf-8")
    (tmp_path / "corpus" / "coding" / "frozen.txt").write_text("# none\n")
    run = reproduce.run_notebooks(tmp_path)
    assert run.failures == {}
    assert len(run.notebooks) == 8
    by_election = pd.read_csv(io.BytesIO(run.figures["figures/frames_years.csv"]))
    assert set(by_election["method"]) == {"too few to say"}
