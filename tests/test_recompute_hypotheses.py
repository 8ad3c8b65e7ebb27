"""The package's differences and p's are those of a script that shares no line with it."""

import ast
import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from research import study

DRAWS = 4_999


@pytest.fixture(scope="module")
def script(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("recompute", root / "benchmarks" / "recompute_hypotheses.py")
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def test_the_script_imports_nothing_of_the_package(root: Path) -> None:
    tree = ast.parse((root / "benchmarks" / "recompute_hypotheses.py").read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not any(name.split(".")[0] == "research" for name in names)
    assert {"numpy", "pandas", "csv"} <= names


@pytest.mark.parametrize("codes", ["gold", "coder_b"])
def test_differences_and_p_are_the_same(root: Path, script: ModuleType, codes: str) -> None:
    known = study.open_study(root / "corpus")
    ours = study.test_confirmation(known, codes=[codes], draws=DRAWS).set_index("hypothesis")
    theirs = script.recompute(root, codes=codes, draws=DRAWS).set_index("hypothesis")
    assert list(ours.index) == list(theirs.index) and len(theirs) == 13
    for column in ("difference", "raw_difference"):
        assert ours[column].to_numpy() == pytest.approx(theirs[column].to_numpy(), abs=1e-12, nan_ok=True)
    # Both p's of a contrast are random: within four standard errors; that of a pair is exact in the script.
    error = np.sqrt(theirs["p"] * (1 - theirs["p"]) * (1 / DRAWS + 1 / ours["draws"].astype(float))) + 1 / DRAWS
    assert (abs(ours["p"] - theirs["p"]) < 4 * error).all(), pd.DataFrame({"ours": ours["p"], "theirs": theirs["p"]})


def test_families_are_those_of_the_package(root: Path, script: ModuleType) -> None:
    known = study.open_study(root / "corpus", sample="systematic")
    statements = script.read_statements(root, "gold")
    found = statements.drop_duplicates("document").groupby("family")["document"].agg(frozenset)
    assert set(found) == set(known.families.groupby("family")["document"].agg(frozenset))
    assert len(statements) == len(known.rows.drop_duplicates(["document", "sentence"]))
