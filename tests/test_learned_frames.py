"""The benchmark of learning frames from gold: which cues count, and from which probability a frame does."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest


@pytest.fixture(scope="module")
def learned(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("learned_frames", root / "benchmarks" / "learned_frames.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_a_cue_counts_only_where_another_document_bears_it_out(learned: ModuleType) -> None:
    apple, mango = ("a", "fruit", "apel", "apel"), ("a", "fruit", "mangga", "mangga")
    known = SimpleNamespace(firings=[[apple], [], [apple], [mango], [mango]], documents=np.array(list("xxyzz")))
    assert learned.support(known, np.arange(5)) == [[apple], [], [apple], [], []]
    # Of a document outside the rows, only what fires inside them counts.
    assert learned.support(known, np.array([0, 1])) == [[], [], [apple], [], []]


def test_the_threshold_is_half_the_best_f1(learned: ModuleType) -> None:
    truth, chances = np.array([False, True, False, True]), np.array([0.1, 0.3, 0.6, 0.9])
    assert learned.find_threshold(truth, chances) == pytest.approx(0.4)


def test_f1_counts_families_as_often_as_they_are_drawn(learned: ModuleType) -> None:
    gold = {"a": np.array([True, True, False])}
    known = SimpleNamespace(codes=["a"], tops=[["a"]], gold=gold, families=np.array(["p", "q", "q"]))
    present = np.array([[True], [False], [True]])
    rates = learned.measure(known, present, np.arange(3), np.array([[1.0, 1.0], [1.0, 0.0], [1.0, 2.0]]))
    assert rates.tolist() == pytest.approx([0.5, 1.0, 1 / 3])


def test_the_ends_of_a_hit_are_its_first_and_last_stem(learned: ModuleType) -> None:
    stems = {"menjalankan": "jalan", "tugasnya": "tugas"}
    assert learned.find_ends("Menjalankan dua tugasnya", stems) == ("jalan", "tugas")
