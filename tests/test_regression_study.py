"""The study of permuted covariates deals them among documents, and counts what the regression finds."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from research import study


@pytest.fixture(scope="module")
def module(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("regression_study", root / "benchmarks" / "regression.py")
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def test_rates_are_the_part_of_small_p(module: ModuleType) -> None:
    part = pd.DataFrame({"p": [0.01, 0.05, 0.06, 0.9], "method": ["GEE", "GEE", "GEE", "Firth's penalty"]})
    assert module.count(part) == {"tests": 4, "rate": 0.5, "firth": 0.25}


def test_one_permutation_tests_each_term_of_each_frame_once(
    module: ModuleType, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = study.open_study(root / "corpus", sample="purposive")
    seen: list[pd.DataFrame] = []
    fit = module.compare.fit_regressions

    def watch(rows: pd.DataFrame, **given: object) -> pd.DataFrame:
        seen.append(rows)
        return fit(rows, **given)

    monkeypatch.setattr(module.compare, "fit_regressions", watch)
    table = module.measure_rates(known, permutations=1)
    joint = table[(table["test"] == "joint") & (table["frame"] != "all")]
    assert joint["tests"].tolist() == [1] * 12, "four frames, three terms"
    assert table.loc[(table["test"] == "joint") & (table["frame"] == "all"), "tests"].tolist() == [4] * 3
    dealt, real = (
        rows.groupby("document")[["election_year", "island", "kind"]].agg(["nunique", "first"])
        for rows in (*seen, known.rows)
    )
    for name in ("election_year", "island", "kind"):
        assert (dealt[name, "nunique"] == 1).all(), "all statements of a document have one value"
        counts = [frame[name, "first"].value_counts().to_dict() for frame in (dealt, real)]
        assert counts[0] == counts[1]
        assert (dealt[name, "first"] != real[name, "first"]).any()
