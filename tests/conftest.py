import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pandas as pd
import pytest

# The fixtures of tests marked browser, for all tests.
from browsers import chromium, page, pytest_runtest_makereport, requested, screens, screenshots  # noqa: F401
from hypothesis import settings

from research import attribution, codebook, coding, corpus

# In CI the examples are the same each time, so that what fails there fails here; elsewhere they are new ones.
# No test asserts a time: a busy machine is slow.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")

# What is computed from a text is kept once for all tests of a run and the commands that they start, and then removed.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["NETRALITAS_CACHE"] = tempfile.mkdtemp(prefix="netralitas-tests-")
    atexit.register(shutil.rmtree, os.environ["NETRALITAS_CACHE"], ignore_errors=True)

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
