import base64
import copy
import csv
import dataclasses
import errno
import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from research import tables
from research.cli.reproduce import kernels, notebook_files, recipe, workspace
from research.tables import InputError

DRAW = """from pathlib import Path
Path("../figures/plain.csv").write_text("group,share\\n2018," + Path("../corpus/share.txt").read_text() + "\\n")
"drawn\""""
PIXEL = base64.b64encode(b"a picture").decode()


def make_project(folder: Path, *sources: str, kernel: str = "python3") -> Path:
    for name in ("corpus", "notebooks", "figures"):
        (folder / name).mkdir(parents=True)
    (folder / "corpus" / "share.txt").write_text("0.5")
    notebook = new_notebook(cells=[new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)])
    notebook.metadata["kernelspec"] = {"name": kernel, "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "notebooks" / "one.ipynb")
    return folder


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was reproduced once."""
    folder = make_project(tmp_path_factory.mktemp("project"), DRAW)
    recipe.write_run(folder, recipe.run_notebooks(folder, workers=1))
    return folder


def read(project: Path) -> nbformat.NotebookNode:
    return nbformat.read(project / "notebooks" / "one.ipynb", as_version=4)


def test_notebooks_and_figures_are_put_into_place(project: Path) -> None:
    assert (project / "figures" / "plain.csv").read_text() == "group,share\n2018,0.5\n"
    cell = read(project).cells[0]
    assert cell.execution_count == 1
    assert cell.outputs[0].data["text/plain"] == "'drawn'"
    assert "version" not in read(project).metadata.get("language_info", {})
    assert notebook_files.check_notebooks(notebook_files.list_notebooks(project)) == []


def test_a_notebook_that_the_package_holds_as_data_is_neither_run_nor_missed(tmp_path: Path) -> None:
    folder = make_project(tmp_path, "1 + 1")
    held = folder / "src" / "research" / "template" / "notebooks" / "one.ipynb"
    held.parent.mkdir(parents=True)
    held.write_text("{}", encoding="utf-8")
    run = recipe.run_notebooks(folder, workers=1)
    assert run.failures == {} and list(run.notebooks) == ["notebooks/one.ipynb"]


def test_a_second_run_changes_nothing_and_a_changed_input_is_told(project: Path) -> None:
    done: list[str] = []
    run = recipe.run_notebooks(project, workers=1, done=done.append)
    assert done == ["one.ipynb"]
    assert recipe.compare_run(project, run) == []
    assert recipe.compare_tables(project, run) == []
    changed = {**run.figures, "figures/plain.csv": b"group,share\n2018,0.6\n", "figures/more.svg": b""}
    other = recipe.Run(run.notebooks, changed, {})
    (project / "figures" / "stray.png").write_bytes(b"")
    assert recipe.compare_run(project, other) == [
        "figures/plain.csv: changed (21 to 21 bytes)",
        "figures/more.svg: new",
        "figures/stray.png: no notebook makes it",
    ]
    (told,) = recipe.compare_tables(project, other)
    assert told.startswith("figures/plain.csv: ")
    assert "0.6" in told
    (project / "figures" / "stray.csv").write_bytes(b"")
    assert recipe.compare_tables(project, run) == ["figures/stray.csv: no notebook makes it"]
    (project / "figures" / "stray.csv").unlink()
    (project / "figures" / "stray.png").unlink()


def test_rounding_is_no_difference_between_tables(project: Path) -> None:
    run = recipe.Run({}, {"figures/plain.csv": b"group,share\n2018,0.50001\n"}, {})
    assert recipe.compare_tables(project, run) == []


def test_a_false_picture_is_seen(project: Path) -> None:
    """nbval compares no pictures; this does."""
    saved = (project / "notebooks" / "one.ipynb").read_bytes()
    notebook = read(project)
    notebook.cells[0].outputs.append(new_output("display_data", {"image/png": PIXEL, "text/html": "<table>"}))
    false = copy.deepcopy(notebook)
    false.cells[0].outputs[-1].data["image/png"] = "AAAA"
    run = recipe.Run({"notebooks/one.ipynb": nbformat.writes(false).encode()}, {}, {})
    nbformat.write(notebook, project / "notebooks" / "one.ipynb")
    assert recipe.compare_run(project, run)[0] == "notebooks/one.ipynb: changed (cells 1)"
    (project / "notebooks" / "one.ipynb").write_bytes(saved)


# What stops a notebook, by its name, and what is said of it.
STOPS = {
    "a_error": (
        "x = 1\n1 / 0",
        "cell 2: 'x = 1': found ZeroDivisionError: division by zero, expected a cell that runs",
    ),
    "b_syntax": ("def (", "cell 2: 'def (': found SyntaxError: invalid syntax"),
    "c_exit": ("raise SystemExit(3)", "cell 2: 'raise SystemExit(3)': found SystemExit: 3, expected a cell that runs"),
    "d_dies": ("import os\nos._exit(1)", "cell 2: 'import os': found a kernel that died, expected a cell that runs"),
    "e_deletes": (
        "import shutil\nshutil.rmtree('../corpus')",
        "cells: found a cell that writes to corpus/share.txt, expected cells that write to figures/ alone",
    ),
    "f_writes": ("Path('../corpus/share.txt').write_text('0.9')", "found a cell that writes to corpus/share.txt"),
    "g_removes": ("import shutil\nshutil.rmtree('../figures')", "found a cell that writes to figures, expected"),
    "h_draws": ("Path('../figures/plain.csv').write_text('other')", "found figures/plain.csv, which another notebook"),
}


def test_a_notebook_that_fails_is_named_with_its_cell_and_costs_itself_alone(tmp_path: Path) -> None:
    folder = make_project(tmp_path, DRAW)
    (folder / "figures" / "older.csv").write_text("of a notebook that fails today")
    (folder / "notebooks" / "loop").symlink_to(folder / "notebooks", target_is_directory=True)
    (folder / "notebooks" / "one.ipynb").rename(folder / "notebooks" / "0.ipynb")
    for name, (source, _) in STOPS.items():
        cells = [new_code_cell("from pathlib import Path"), new_code_cell(source)]
        nbformat.write(new_notebook(cells=cells), folder / "notebooks" / f"{name}.ipynb")
    before = read_all(folder)
    run = recipe.run_notebooks(folder)
    assert read_all(folder) == before
    assert sorted(run.failures) == [f"{name}.ipynb" for name in STOPS]
    for name, (_, told) in STOPS.items():
        assert f"notebooks/{name}.ipynb" in run.failures[f"{name}.ipynb"]
        assert told in run.failures[f"{name}.ipynb"]
        assert "\x1b" not in run.failures[f"{name}.ipynb"]
    recipe.write_run(folder, run)
    after = read_all(folder)
    assert after.pop("figures/plain.csv") == b"group,share\n2018,0.5\n"
    assert [name for name in before if after[name] != before[name]] == ["notebooks/0.ipynb"]


def read_all(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_somebody_saved_meanwhile_is_kept_and_nothing_is_written(tmp_path: Path) -> None:
    folder = make_project(tmp_path, DRAW)
    notebook = nbformat.v4.new_notebook(cells=[new_code_cell("1", execution_count=1)])
    made = {"notebooks/one.ipynb": nbformat.writes(notebook).encode()}
    run = recipe.Run(made, {"figures/plain.csv": b"x"}, {}, workspace.hash_project(folder))
    (folder / "corpus" / "more.txt").write_text("new")
    with (folder / "notebooks" / "one.ipynb").open("a") as file:
        file.write("\n")
    saved = read_all(folder)
    with pytest.raises(InputError) as caught:
        recipe.write_run(folder, run)
    for name in ("corpus/more.txt", "notebooks/one.ipynb"):
        assert f"{folder / name}: file: found changed while the notebooks ran" in str(caught.value)
    assert "nothing was written: run this again" in str(caught.value)
    assert read_all(folder) == saved
    recipe.write_run(folder, dataclasses.replace(run, inputs=workspace.hash_project(folder)))
    assert (folder / "figures" / "plain.csv").read_bytes() == b"x"


def test_a_person_s_settings_show_in_nothing_and_get_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A HOME that cannot be written made Matplotlib print a random path into seven notebooks."""
    draw = "import matplotlib.pyplot\nmatplotlib.rcParams['savefig.dpi'], 'mine' in globals()"
    folder = make_project(tmp_path / "project", draw)
    home = tmp_path / "home"
    (home / ".config" / "matplotlib").mkdir(parents=True)
    (home / ".config" / "matplotlib" / "matplotlibrc").write_text("savefig.dpi: 31")
    (home / ".ipython" / "profile_default" / "startup").mkdir(parents=True)
    (home / ".ipython" / "profile_default" / "startup" / "00.py").write_text("mine = 1")
    before = read_all(home)
    made = []
    for place in (home, Path("/proc/1/nohome")):
        monkeypatch.setenv("HOME", str(place))
        run = recipe.run_notebooks(folder)
        assert run.failures == {}
        made.append(run.notebooks["notebooks/one.ipynb"])
    assert made[0] == made[1]
    assert b"('figure', False)" in made[0]
    assert b"stderr" not in made[0]
    assert read_all(home) == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[]", "notebook: found none"),
        ("1", "notebook: found none"),
        ('{"nbformat": 99, "nbformat_minor": 0, "metadata": {}, "cells": []}', "notebook: found nbformat 99"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": "python3"}, "cells": []}', "notebook: found"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 1}', "notebook: found"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "notebook: found"),
        ("[" * 100_000, "found"),
        pytest.param(None, "found", marks=pytest.mark.skipif(sys.platform == "win32", reason="no pipes with names")),
    ],
)
def test_a_file_that_is_no_notebook_is_named_before_anything_runs(
    tmp_path: Path, content: str | None, told: str
) -> None:
    folder = make_project(tmp_path, DRAW)
    path = folder / "notebooks" / "two.ipynb"
    if content is None:
        os.mkfifo(path)
    else:
        path.write_text(content)
    with pytest.raises(InputError, match=f"two.ipynb: .*{told}.*, expected a "):
        recipe.run_notebooks(folder)


def test_an_old_table_that_is_none_is_a_difference(project: Path) -> None:
    run = recipe.Run({}, {"figures/old.csv": b"a\n1\n"}, {"one.ipynb": "stopped"})
    for content in (b"\xe2\x28\xa1", b"", b'"a'):
        (project / "figures" / "old.csv").write_bytes(content)
        assert recipe.compare_tables(project, run) == ["figures/old.csv: what stands there is no table"]
    (project / "figures" / "old.csv").unlink()
    (project / "figures" / "old.csv").mkdir()
    with pytest.raises(InputError, match=r"old.csv: file: found a folder"):
        recipe.write_run(project, run)
    (project / "figures" / "old.csv").rmdir()


def test_copies_of_killed_runs_are_swept_and_no_room_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    machine = tables.name_process().partition(".")[0]
    left, kept = tmp_path / f"research-{machine}.{ended.pid}.abc", tmp_path / f"research-{tables.name_process()}.abc"
    for folder in (left, kept, tmp_path / "research-notes"):
        folder.mkdir()
        (folder / "text.md").touch()
    with workspace.open_workspace() as space:
        assert space.parent == tmp_path
        assert not left.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([kept.name, "research-notes"])
    told = "No space left on device, expected room for a copy of the project; free"
    with pytest.raises(InputError, match=told), workspace.open_workspace() as space:
        raise OSError(errno.ENOSPC, "No space left on device", str(space / "corpus" / "a.md"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "gone"))
    told = "gone: TMPDIR: found no folder that can be written"
    with pytest.raises(InputError, match=told), workspace.open_workspace():
        pass


def test_what_a_cell_prints_in_pieces_is_one_output_and_stays_between_its_tables(tmp_path: Path) -> None:
    pieces = "import time\nprint('a', flush=True)\ntime.sleep(0.5)\nprint('b', flush=True)"
    path = make_project(tmp_path, f"{pieces}\ndisplay(1)\nprint('c')") / "notebooks" / "one.ipynb"
    assert kernels.execute_notebook(path) == ""
    printed, shown, after = nbformat.read(path, as_version=4).cells[0].outputs
    assert (printed.text, shown.data["text/plain"], after.text) == ("a\nb\n", "1", "c\n")


@pytest.mark.parametrize(("deaths", "told"), [(0, ""), (2, ""), (3, "Kernel died before replying, 3 times in a row")])
def test_a_kernel_that_dies_at_its_start_is_started_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deaths: int, told: str
) -> None:
    path = make_project(tmp_path, "1") / "notebooks" / "one.ipynb"
    before = path.read_bytes()
    starts = []

    def execute(notebook: nbformat.NotebookNode, folder: Path, *_: object) -> None:
        starts.append(folder)
        if len(starts) <= deaths:
            raise RuntimeError("Kernel died before replying")
        notebook.cells[0].execution_count = 1

    monkeypatch.setattr(kernels, "_execute", execute)
    assert told in kernels.execute_notebook(path)
    assert len(starts) == min(deaths + 1, 3)
    assert (path.read_bytes() == before) == bool(told)


def test_a_kernel_that_is_not_installed_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        recipe.run_notebooks(make_project(tmp_path, "1", kernel="fortran"))
    assert "one.ipynb: kernel: found 'fortran', expected one that is installed: " in str(caught.value)
    assert "python run.py setup" in str(caught.value)


def test_no_notebooks_and_broken_notebooks_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="notebooks: found none"):
        notebook_files.list_notebooks(tmp_path)
    (tmp_path / "p").mkdir()
    folder = make_project(tmp_path / "p")
    (folder / "notebooks" / "one.ipynb").write_text("{")
    with pytest.raises(InputError, match=r"one.ipynb: JSON: found '{', expected a Jupyter notebook"):
        recipe.run_notebooks(folder)
    (folder / "notebooks" / "one.ipynb").write_bytes(b"\xe9")
    with pytest.raises(InputError, match=r"one.ipynb: notebook: found"):
        notebook_files.check_kernels(notebook_files.list_notebooks(folder))


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
    lines = notebook_files.check_notebook(new_notebook(cells=cells), "a.ipynb")
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
    rows = pd.read_csv(root / "corpus" / "coding" / "gold.csv", dtype="str", keep_default_na=False)
    rows = rows[rows["document"].isin(central)]
    rows.to_csv(tmp_path / "corpus" / "coding" / "gold.csv", index=False)
    for coder in ("coder_a", "coder_b"):
        # Neither coder of the shipped corpus coded these five: here both coded what gold has.
        file = tmp_path / "corpus" / "coding" / f"{coder}.csv"
        rows[["document", "sentence", "frames"]].to_csv(file, index=False)
    (tmp_path / "corpus" / "coding" / "frozen.txt").write_text("# none\n")
    run = recipe.run_notebooks(tmp_path)
    assert run.failures == {}
    assert len(run.notebooks) == 9
    by_election = pd.read_csv(io.BytesIO(run.figures["figures/frames_years.csv"]))
    assert set(by_election["method"]) == {"too few to say"}


PUBLISH = """import pandas as pd
from matplotlib.figure import Figure
from research import report
figure = Figure(label="Shares & more")
figure.text(0.5, 0.5, "netralitas")
report.publish(figure, pd.DataFrame({"n": [1]}), "years", shown=pd.DataFrame({"Share": ["5 %"]}))
report.publish(figure, pd.DataFrame({"n": [1]}), "bare")"""


def test_a_manuscripts_files_are_made_only_where_they_are_asked_for(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "project", PUBLISH)
    run = recipe.run_notebooks(folder, workers=1, manuscript=True)
    assert run.failures == {}
    assert list(run.manuscript) == ["bare.pdf", "years.docx", "years.pdf", "years.tex"]
    assert run.manuscript["years.pdf"].startswith(b"%PDF")
    assert rb"\caption{Shares \& more}" in run.manuscript["years.tex"]
    assert sorted(run.figures) == sorted(
        f"figures/{name}.{kind}" for name in ("years", "bare") for kind in ("csv", "png", "svg")
    )
    plain = recipe.run_notebooks(folder, workers=1)
    assert plain.manuscript == {}
    assert plain.figures == run.figures and plain.notebooks == run.notebooks
