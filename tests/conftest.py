import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import browsers
import pandas as pd
import pytest
from hypothesis import settings

from research import attribution, codebook, coding, corpus

# In CI the examples are the same each time, so that what fails there fails here; elsewhere they are new ones.
# No test asserts a time: a busy machine is slow.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Verbatim texts for development; they are not part of the project, and tests pass without."""
    folder = Path(os.environ.get("NETRALITAS_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("no shared data")
    return folder


@pytest.fixture(scope="session")
def documents() -> pd.DataFrame:
    return corpus.read_documents(ROOT / "corpus")


@pytest.fixture(scope="session")
def found(documents: pd.DataFrame) -> pd.DataFrame:
    """Statements as the attribution finds them."""
    return attribution.find_statements(documents)


@pytest.fixture(scope="session")
def coded(documents: pd.DataFrame) -> coding.CodedStatements:
    return coding.read_coded(ROOT / "corpus", documents)


@pytest.fixture(scope="session")
def book() -> codebook.Codebook:
    return codebook.read_codebook(ROOT / "corpus" / "codebook.toml")


@pytest.fixture(scope="session")
def screens(root: Path) -> ModuleType:
    """benchmarks/screens.py, which starts JupyterLab and Chromium."""
    spec = importlib.util.spec_from_file_location("screens", root / "benchmarks" / "screens.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def screenshots(root: Path) -> Path:
    """The folder of pictures for people: the environment variable NETRALITAS_SCREENSHOTS, or screenshots/."""
    folder = root / os.environ.get("NETRALITAS_SCREENSHOTS", "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def chromium(screens: ModuleType) -> Iterator[Any]:
    """Chromium, started once for each file of tests; without it a test is skipped, and in CI an error."""
    browsers.require(screens.CHROMIUM, in_ci=bool(os.environ.get("CI")))
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
    with browsers.open_page(chromium, requested) as page:
        yield page
        if request.node.stash.get(browsers.FAILED, False):
            page.screenshot(path=screenshots / f"failed-{browsers.name_file(request.node.name)}.png", timeout=10_000)
    assert browsers.list_outside(requested) == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.failed:
        item.stash[browsers.FAILED] = True
    return report
