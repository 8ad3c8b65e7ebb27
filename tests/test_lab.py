"""JupyterLab as run.py starts it: on the whole project, without a toast, and opening a notebook changes nothing."""

import importlib.util
import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

NOTEBOOK = "notebooks/00_start.ipynb"


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy that may be saved to; the corpus and the figures are in it by name alone."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("notebooks", ".jupyterlab"):
        shutil.copytree(root / name, folder / name)
    for name in ("run.py", "README.md"):
        shutil.copy(root / name, folder)
    for name in ("corpus", "figures"):
        (folder / name).mkdir()
    return folder


@pytest.fixture(scope="module")
def address(screens: ModuleType, project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with screens.open_lab(tmp_path_factory.mktemp("settings"), root=project) as address:
        yield address


def ask(address: str, path: str, body: Any = None) -> Any:
    content = None if body is None else json.dumps(body).encode("utf-8")
    headers = {"Authorization": "token token", "Content-Type": "application/json"}
    request = urllib.request.Request(
        f"{address}/api/{path}", data=content, headers=headers, method="GET" if body is None else "PUT"
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())


def test_lab_serves_the_project_and_the_kernel_of_its_notebooks(address: str, project: Path) -> None:
    listed = {entry["name"] for entry in ask(address, "contents")["content"]}
    assert {"corpus", "figures", "notebooks", "README.md"} <= listed
    kernels = ask(address, "kernelspecs")["kernelspecs"]
    for path in (project / "notebooks").glob("*.ipynb"):
        notebook = ask(address, f"contents/notebooks/{path.name}")["content"]
        assert notebook["metadata"]["kernelspec"]["name"] in kernels


def test_a_notebook_opens_with_the_kernels_version_and_is_saved_without_one(address: str, project: Path) -> None:
    """JupyterLab writes what the kernel says of itself into an open notebook; what differs marks it as unsaved."""
    import platform

    before = (project / NOTEBOOK).read_bytes()
    opened = ask(address, f"contents/{NOTEBOOK}")
    assert opened["content"]["metadata"]["language_info"]["version"] == platform.python_version()
    ask(address, f"contents/{NOTEBOOK}", {"type": "notebook", "format": "json", "content": opened["content"]})
    assert (project / NOTEBOOK).read_bytes() == before
    # Another language's version is its own, and a new notebook has no metadata yet.
    for name, metadata in (("other", {"language_info": {"name": "R", "version": "4.4"}}), ("new", {})):
        content = {"cells": [], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
        (project / f"{name}.ipynb").write_text(json.dumps(content), encoding="utf-8")
        assert ask(address, f"contents/{name}.ipynb")["content"]["metadata"] == metadata
        ask(address, f"contents/{name}.ipynb", {"type": "notebook", "format": "json", "content": content})
        assert json.loads((project / f"{name}.ipynb").read_text(encoding="utf-8"))["metadata"] == metadata


@pytest.mark.browser
def test_lab_opens_on_the_readme_at_the_projects_root_without_a_toast(address: str, page: Any) -> None:
    page.goto(f"{address}/?token=token")
    page.wait_for_selector(".jp-MarkdownViewer h1")
    assert page.url == f"{address}/lab/tree/README.md"
    page.wait_for_selector(".jp-DirListing-item")
    listed = {line.splitlines()[0] for line in page.locator(".jp-DirListing-item").all_inner_texts()}
    assert {"corpus", "figures", "notebooks", "README.md"} <= listed
    # The question whether to fetch news comes a moment after the page.
    page.wait_for_timeout(3_000)
    assert page.locator(".Toastify__toast").count() == 0
    page.locator(f".jp-MarkdownViewer a[href*='{NOTEBOOK}']").first.click()
    page.wait_for_selector(".jp-Notebook .jp-Cell")


@pytest.mark.browser
def test_a_notebook_that_is_only_opened_has_no_dot_and_saving_it_changes_no_byte(
    screens: ModuleType, address: str, page: Any, project: Path
) -> None:
    before = (project / NOTEBOOK).read_bytes()
    screens.open_notebook(page, address, NOTEBOOK)
    assert page.locator(".lm-TabBar-tab.jp-mod-current").count()
    assert page.locator(".jp-mod-dirty").count() == 0
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "00_start" in answer.url):
        page.keyboard.press("Control+s")
    assert (project / NOTEBOOK).read_bytes() == before
    # The sign is the one looked for: a new cell shows it.
    page.locator(".jp-Notebook").click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.wait_for_selector(".jp-mod-dirty")


@pytest.mark.browser
def test_a_finding_is_counted_in_screens(screens: ModuleType, page: Any, project: Path, tmp_path: Path) -> None:
    """Two notebooks whose first number stands at the top, and below a long text."""
    import nbformat

    output = nbformat.v4.new_output("stream", text="135 documents\n")
    cell = nbformat.v4.new_code_cell("1", execution_count=1, outputs=[output])
    for name, words in (("near", "One line."), ("far", "\n\n".join(["A line."] * 100))):
        cells = [nbformat.v4.new_markdown_cell(words), cell]
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=nbformat.read(project / NOTEBOOK, 4).metadata)
        nbformat.write(notebook, project / "notebooks" / f"{name}.ipynb")
    with screens.open_lab(tmp_path, root=project, settings=screens.WHOLE) as address:
        firsts = {}
        for name in ("near", "far"):
            screens.open_notebook(page, address, f"notebooks/{name}.ipynb")
            firsts[name] = screens.measure_notebook(page.evaluate(screens.POINTS))["first"]
    assert 0 < firsts["near"] < 0.5
    assert firsts["far"] > 3


@pytest.mark.browser
def test_each_notebook_begins_with_its_finding_and_no_table_is_cut_off(
    screens: ModuleType, page: Any, root: Path, tmp_path: Path
) -> None:
    """What a reader sees at 1280 x 800: a finding on the first screen, and tables within the width of the outputs."""
    faults = []
    with screens.open_lab(tmp_path, root=root, settings=screens.WHOLE) as address:
        for path in sorted((root / "notebooks").glob("*.ipynb")):
            screens.open_notebook(page, address, f"notebooks/{path.name}")
            found = screens.measure_notebook(page.evaluate(screens.POINTS))
            if found["first"] is None or found["first"] >= 1:
                faults.append(f"{path.name}: first finding at {found['first']} screens")
            faults += [f"{path.name}: table of cell {each['cell']}, {each['wide']} px" for each in found["cut"]]
    assert faults == []


@dataclass(frozen=True)
class Started:
    """What python run.py lab started: the address and the token that it printed, and the project's folder."""

    address: str
    token: str
    folder: Path


@pytest.fixture(scope="module")
def checkout(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git checkout of the project as it stands, with an environment that run.py takes for its own."""
    folder = tmp_path_factory.mktemp("clone") / "project"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode("utf-8").split("\0"):
        if name and (root / name).is_file() and not (root / name).is_symlink():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, folder / name)
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    # The packages of the environment that runs this test; what run.py knows of it is the copy's own.
    environment = folder / ".venv"
    environment.mkdir()
    for path in Path(sys.prefix).iterdir():
        if not path.name.startswith("netralitas."):
            (environment / path.name).symlink_to(path)
    known = read_run(folder)
    known.MARK.write_text("made by a test\n", encoding="utf-8")
    known.STAMP.write_text(known.wanted_stamp(), encoding="utf-8")
    assert list_changes(folder) == ""
    return folder


def read_run(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_of_checkout", folder / "run.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def list_changes(folder: Path) -> str:
    done = subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, check=True, text=True)
    return done.stdout


@pytest.fixture(scope="module")
def started(screens: ModuleType, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """The address and the token that python run.py lab prints."""
    settings = tmp_path_factory.mktemp("settings")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "run.py", "lab", "--no-browser", f"--port={port}", "--ServerApp.port_retries=0"]
    # The packages are installed with the code of another folder; the copy's own comes first.
    environment = screens.isolate(settings, screens.WHOLE) | {"PYTHONPATH": str(checkout / "src")}
    log = settings / "lab.log"
    with log.open("wb") as stream:
        server = subprocess.Popen(command, cwd=checkout, env=environment, stdout=stream, stderr=stream)
        try:
            yield Started(f"http://127.0.0.1:{port}", wait_for_token(log, server), checkout)
        finally:
            server.terminate()
            server.wait(timeout=60)


def wait_for_token(log: Path, server: "subprocess.Popen[bytes]") -> str:
    for _ in range(480):
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab/tree/README\.md\?token=(\w{20,})", log.read_text()):
            return found[1]
        assert server.poll() is None, log.read_text()
        time.sleep(0.25)
    raise AssertionError(log.read_text())


def run_all_cells(page: Any) -> None:
    """Clear what was saved, so that it is not taken for what runs, and run every cell."""
    page.get_by_role("menuitem", name="Edit", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Clear Outputs of All Cells")).first.click()
    page.wait_for_function("!document.querySelector('.jp-Notebook .jp-CodeCell .jp-OutputArea-output')")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells")).first.click()
    page.wait_for_function(
        """() => [...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')]
            .every(prompt => /\\[\\d+\\]/.test(prompt.textContent))""",
        timeout=900_000,
    )


def count_outputs(page: Any) -> dict[str, int]:
    kinds = page.locator(".jp-OutputArea-output").evaluate_all("all => all.map(each => each.dataset.mimeType)")
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


def count_saved_outputs(path: Path) -> dict[str, int]:
    """The richest form of each output, which JupyterLab shows."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    forms = [output["data"] for cell in cells if cell["cell_type"] == "code" for output in cell["outputs"]]
    kinds = [next(kind for kind in ("text/html", "text/markdown", "image/png") if kind in form) for form in forms]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


@pytest.mark.browser
@pytest.mark.parametrize("name", ["00_start", "05_years"])
def test_all_cells_of_a_notebook_run_in_lab_and_saving_leaves_git_clean(
    screens: ModuleType, page: Any, started: Started, screenshots: Path, name: str
) -> None:
    """What python run.py lab opens, in a checkout: every table and figure is made again, to the byte."""
    path = started.folder / "notebooks" / f"{name}.ipynb"
    saved = count_saved_outputs(path)
    # A notebook without figures, or without tables, would show nothing here.
    assert min(saved["image/png"], saved["text/html"]) >= 5
    screens.open_notebook(page, started.address, f"notebooks/{name}.ipynb", token=started.token)
    run_all_cells(page)
    # A cell may have its number before its last output.
    for _ in range(60):
        if count_outputs(page) == saved:
            break
        page.wait_for_timeout(500)
    assert count_outputs(page) == saved
    with page.expect_response(lambda answer: answer.request.method == "PUT" and name in answer.url) as answer:
        page.keyboard.press("Control+s")
    assert answer.value.ok
    page.wait_for_function("!document.querySelector('.jp-mod-dirty')")
    assert list_changes(started.folder) == ""
    page.wait_for_function("[...document.images].every(each => each.complete && each.naturalWidth)")
    screens.take_pictures(page, screenshots, f"lab-{name}", most=4)
    if name == "00_start":
        search_statements(page, screenshots)


def search_statements(page: Any, screenshots: Path) -> None:
    """Type into the search of the table of statements, in the frame that JupyterLab shows."""
    frame = page.locator("iframe[title^='Statements']")
    frame.scroll_into_view_if_needed()
    inside = frame.content_frame
    field = inside.locator("input[type=search]")
    field.wait_for()
    rows = inside.locator("#statements tbody tr")
    assert rows.count() == 10
    words = ("netralitas", "sanctions", "2020")
    field.fill(" ".join(words))
    inside.locator(".dt-info", has_text="filtered").wait_for()
    number = int(re.search(r"of ([\d,]+) entries", inside.locator(".dt-info").inner_text())[1].replace(",", ""))
    assert 0 < number < 1_000
    assert all(word in text.casefold() for text in rows.all_inner_texts() for word in words)
    page.screenshot(path=screenshots / "lab-00_start-search.png")
    # What a text might do, it does without the rights of JupyterLab's page.
    assert inside.locator("body").evaluate("() => window.origin") == "null"


@pytest.mark.browser
def test_a_notebook_that_nobody_has_run_says_how_to_see_the_statements(
    screens: ModuleType, page: Any, started: Started
) -> None:
    """JupyterLab does not trust outputs that came with a file: it takes the frame out and leaves its words."""
    unseen = started.folder / "notebooks" / "unseen.ipynb"
    content = (started.folder / NOTEBOOK).read_text(encoding="utf-8")
    unseen.write_text(content.replace("Run this cell", "Please run this cell"), encoding="utf-8")
    screens.open_notebook(page, started.address, "notebooks/unseen.ipynb", token=started.token)
    page.get_by_text("Please run this cell in JupyterLab to search them.").wait_for()
    assert page.locator("iframe[title^='Statements']").count() == 0
    unseen.unlink()
