"""Chromium in tests, and its fixtures: where it is missing, what a page asked for, pictures of failed tests."""

import importlib.util
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Whether a part of a test failed, so that its page is worth a picture.
FAILED = pytest.StashKey[bool]()


def require(chromium: str, *, in_ci: bool) -> None:
    """Skip the test where something is missing that it needs, and say what; in CI, fail."""
    missing = []
    if not chromium:
        missing.append("a browser: on Debian, apt install chromium")
    if importlib.util.find_spec("playwright") is None:
        missing.append("the Python package playwright: pip install 'netralitas[browser]', or python run.py setup")
    if missing:
        (pytest.fail if in_ci else pytest.skip)("needs " + "; and ".join(missing))


@contextmanager
def open_page(chromium: Any, requested: list[str], **options: Any) -> Iterator[Any]:
    """Open a page in a context of its own and note each address that it asks for, web sockets included.

    Options are those of playwright's new_context, such as color_scheme="dark".
    """
    context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    try:
        context.on("request", lambda asked: requested.append(asked.url))
        page = context.new_page()
        page.on("websocket", lambda socket: requested.append(socket.url))
        yield page
    finally:
        context.close()


def list_outside(requested: list[str]) -> list[str]:
    """The addresses that are neither on the disk, nor in the page itself, nor on this machine.

    >>> list_outside(["file:///a", "data:,a", "http://127.0.0.1:8888/b", "https://example.org/", "wss://example.org/"])
    ['https://example.org/', 'wss://example.org/']
    """
    return [
        address
        for address in requested
        if urlsplit(address).scheme not in ("file", "data", "blob", "about")
        and urlsplit(address).hostname not in ("127.0.0.1", "localhost")
    ]


def name_file(test: str) -> str:
    """A test's name as a file may have it.

    >>> name_file("test_a[05_years]")
    'test_a-05_years'
    """
    return re.sub(r"\W+", "-", test).strip("-")


@pytest.fixture(scope="session")
def screens() -> ModuleType:
    """benchmarks/screens.py, which starts JupyterLab and Chromium."""
    spec = importlib.util.spec_from_file_location("screens", ROOT / "benchmarks" / "screens.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """The folder of pictures for people: the environment variable NETRALITAS_SCREENSHOTS, or screenshots/."""
    folder = ROOT / os.environ.get("NETRALITAS_SCREENSHOTS", "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def chromium(screens: ModuleType) -> Iterator[Any]:
    """Chromium, started once for each file of tests; without it a test is skipped, and in CI an error."""
    require(screens.CHROMIUM, in_ci=bool(os.environ.get("CI")))
    with screens.open_chromium() as browser:
        yield browser


@pytest.fixture
def requested() -> list[str]:
    """The addresses that the test's page has asked for so far."""
    return []


@pytest.fixture
def page(chromium: Any, requested: list[str], screenshots: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page of 1280 x 800 with nothing of another test's; a failed test leaves a picture of it.

    Whatever the test looks at, it fails where the page asked for an address outside this machine.
    """
    with open_page(chromium, requested) as page:
        yield page
        if request.node.stash.get(FAILED, False):
            page.screenshot(path=screenshots / f"failed-{name_file(request.node.name)}.png", timeout=10_000)
    assert list_outside(requested) == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report
