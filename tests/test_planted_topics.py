"""Topics planted by benchmarks/topic_recovery.py are found again, with the same bytes: guards upgrades of topica."""

import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from research import topics
from research.text import Terms
from research.topics import model_fits, topic_models

# Prints the bytes of a fit of the same corpus in a process of its own, with so many threads as the library may take.
FIT = """
import hashlib, importlib.util, sys
from research import topics
spec = importlib.util.spec_from_file_location("topic_recovery", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
planted = module.plant_corpus(module.Cell(documents=30, topics=3), 4)
fitted = topics.fit_topics(module.make_terms(planted.counts, planted.document), topics=3, method=sys.argv[2], starts=2)
text = fitted.topic_terms.to_csv() + fitted.topic_statements.to_csv()
print(hashlib.sha256(text.encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def module(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("topic_recovery", root / "benchmarks" / "topic_recovery.py")
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def hash_fit(terms: Terms, method: str) -> str:
    fitted = topics.fit_topics(terms, topics=3, method=method, starts=2)
    text = fitted.topic_terms.to_csv() + fitted.topic_statements.to_csv()
    return hashlib.sha256(text.encode()).hexdigest()


def test_cosines_and_statements_put_right_by_hand(module: ModuleType) -> None:
    truth = np.array([[1.0, 0.0, 0.0], [0.0, 0.6, 0.8]])
    found = np.array([[0.0, 0.0, 2.0], [3.0, 4.0, 0.0]])
    matched, cosines = module.match_topics(found, truth)
    assert matched.tolist() == [1, 0]
    assert cosines.tolist() == pytest.approx([0.6, 0.8])
    planted = module.Planted(None, np.array([0, 1, 1, 0]), np.zeros(4, dtype=int), truth)
    shares = np.array([[0.2, 0.8], [0.9, 0.1], [0.4, 0.6], [np.nan, np.nan]])
    assert module.measure_right(shares, found, planted) == 0.5


def test_planted_corpora_have_the_shape_that_is_told(module: ModuleType) -> None:
    planted = module.plant_corpus(module.Cell(documents=200, topics=6), 1)
    lengths = np.asarray(planted.counts.sum(axis=1)).ravel()
    assert lengths.mean() == pytest.approx(9, abs=0.2)
    assert np.bincount(planted.document).mean() == pytest.approx(12, abs=0.7)
    assert planted.truth.sum(axis=1) == pytest.approx(np.ones(6))
    unit = planted.truth / np.linalg.norm(planted.truth, axis=1, keepdims=True)
    assert (unit @ unit.T)[np.triu_indices(6, 1)].mean() == pytest.approx(0.3, abs=0.1)
    # The words of a sentence follow its topic: the words of all sentences of a topic do, but for the documents' own.
    words = np.array([np.asarray(planted.counts[planted.topic == k].sum(axis=0)).ravel() for k in range(6)])
    assert module.match_topics(words, planted.truth)[0].tolist() == list(range(6))
    assert module.match_topics(words, planted.truth)[1].min() > 0.95


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("method", ["lda", "online", "nmf"])
def test_planted_topics_are_found(module: ModuleType, method: str, seed: int) -> None:
    """NMF stays at .67 in the mean on sentences of nine words, at any number of documents."""
    unit, documents, cosine = {
        "lda": ("sentence", 60, 0.9),
        "online": ("document", 300, 0.9),
        "nmf": ("sentence", 60, 0.6),
    }[method]
    found = module.measure_recovery(module.Cell(documents=documents, topics=4), seed, method=method, unit=unit)
    assert found["cosine"] >= cosine
    if method == "lda":
        assert found["right"] >= 0.8


def test_one_start_finds_the_topics_of_a_large_corpus(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    fitted: list[object] = []
    fit = topic_models.fit_model
    monkeypatch.setattr(topic_models, "fit_model", lambda *args, **given: fitted.append(1) or fit(*args, **given))
    for name in (model_fits, topic_models):
        monkeypatch.setattr(name, "LARGE", 20_000)
    found = module.measure_recovery(module.Cell(documents=300, topics=4), 1, method="lda", unit="sentence")
    assert found["cosine"] > 0.95
    assert len(fitted) == 1


@pytest.mark.parametrize("method", ["lda", "online", "nmf"])
def test_two_processes_give_the_same_bytes(module: ModuleType, root: Path, method: str) -> None:
    planted = module.plant_corpus(module.Cell(documents=30, topics=3), 4)
    expected = hash_fit(module.make_terms(planted.counts, planted.document), method)
    command = [sys.executable, "-c", FIT, str(root / "benchmarks" / "topic_recovery.py"), method]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == expected


def test_the_study_has_a_row_for_each_cell_method_and_seed(
    module: ModuleType, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = module.Cell(documents=20, topics=2)
    monkeypatch.setattr(module, "SIZES", [small])
    for name in ("ALIKE", "LENGTHS", "NUMBERS"):
        monkeypatch.setattr(module, name, [])
    for name in ("LARGE", "LONG"):
        monkeypatch.setattr(module, name, small)
    table: pd.DataFrame = module.run(root, seeds=(1, 2))["topic_recovery"]
    assert table[["method", "unit", "seed"]].to_numpy().tolist() == [
        [method, unit, seed]
        for method, unit in (("lda", "sentence"), ("nmf", "sentence"), ("lda", "sentence"), ("online", "document"))
        for seed in (1, 2)
    ]
    assert table["cosine"].between(0, 1).all() and (table["lowest"] <= table["cosine"]).all()
    assert table["right"].isna().tolist() == [False] * 6 + [True] * 2
