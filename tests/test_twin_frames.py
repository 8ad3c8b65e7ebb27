"""The frames of the structural twins: their files' form, and how a coded sentence finds the statement that it is in."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from research.codebook import read_codebook
from research.frames import make_frames, read_gold_file


@pytest.fixture(scope="module")
def published(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("published_frames", root / "benchmarks" / "published_frames.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_codes_are_those_of_the_codebook_on_the_sentences_of_the_items(root: Path, published: ModuleType) -> None:
    book = read_codebook(root / "corpus" / "codebook.toml")
    folder = root / "tests" / "data" / "twins_frames"
    statements = published.read_coded_statements()
    assert len(statements) == 484
    assert len(published.list_unread()) == 14
    # Both readers refuse an unknown or repeated code, a subcode without its frame, a frame without its subcode, and a
    # sentence on one side only.
    read_gold_file(folder / "frames.csv", book)
    gold = make_frames(statements, published.read_codes("frames.csv"), book, coder="frames")
    framed = gold[gold["present"]].merge(statements, on=["document", "sentence"])
    assert framed["reported"].all()
    assert framed["office"].ne("other").all()
    assert framed.groupby("frame").size().min() >= 10, "too few to score"
    reported = statements.loc[statements["reported"], ["document", "sentence"]]
    again = read_gold_file(folder / "frames_again.csv", book)[["document", "sentence"]].drop_duplicates()
    assert len(again.merge(reported)) == len(again) == 180


def test_a_sentence_takes_the_frames_of_its_counterpart(published: ModuleType) -> None:
    coded = pd.DataFrame({"document": "a", "sentence": [1, 2, 3, 4], "text": ["Satu  dua.", "Tiga.", "Lima.", "Enam."]})
    texts = ["Satu dua.", "Lain. Tiga.", "Enam."]
    found = pd.DataFrame({"document": ["a", "a", "b"], "sentence": [1, 2, 3], "text": texts})
    numbers = published.find_counterparts(coded, found)
    assert numbers.tolist() == [1, 2, 0, 0]
    frames = pd.DataFrame(
        {
            "document": ["a", "a", "a", "b"],
            "sentence": [1, 2, 2, 3],
            "frame": ["sanctions", "sanctions", "social_media", "sanctions"],
            "present": [False, True, True, True],
        }
    )
    carried = published.carry_frames(coded, numbers, frames)
    expected = [(1, "none"), (2, "sanctions"), (2, "social_media"), (3, "none"), (4, "none")]
    assert list(zip(carried["sentence"], carried["frame"], strict=True)) == expected
