"""JupyterLab as run.py starts it: on the whole project, without a toast, and opening a notebook changes nothing."""

import json
import shutil
import urllib.request
from collections.abc import Iterator
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
