"""An interrupted attribution resumes from its checkpoints."""

from collections.abc import Iterator
from pathlib import Path

import joblib
import pandas as pd
import pytest

from research.attribution import (
    Batch,
    batches,
    iter_attributions,
    open_checkpoints,
    write_attributions,
)
from research.attribution.segments import SourceText
from research.tables import InputError

TEXTS = (
    "Bupati Lebong Ani Rahma meminta ASN netral.",
    "Wali Kota Bima Budi Sena melarang ASN berpihak.",
    "ASN netral.",
)


class Interruption(BaseException):
    """In place of Ctrl-C."""


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Three texts in three chunks."""
    monkeypatch.setattr(batches, "_MAXIMUM_TEXTS", 1)
    files = [tmp_path / f"{number}.txt" for number in range(3)]
    for file, text in zip(files, TEXTS, strict=True):
        file.write_text(text, encoding="utf-8")
    return files


@pytest.fixture
def attributed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were attributed."""
    seen: list[str] = []
    rules = batches.attribute_sources

    def attribute(sources: list[SourceText]) -> pd.DataFrame:
        seen.extend(source.text for source in sources)
        return rules(sources)

    monkeypatch.setattr(batches, "attribute_sources", attribute)
    return seen


def attribute(texts: list[Path], output: Path, *, stop: int = 99) -> bytes:
    def follow(batches: Iterator[Batch]) -> Iterator[Batch]:
        for number, batch in enumerate(batches):
            if number == stop:
                raise Interruption
            yield batch

    with open_checkpoints(output) as checkpoints:
        write_attributions(follow(iter_attributions(texts, checkpoints=checkpoints)), output)
    return output.read_bytes()


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_an_interrupted_call_resumes_to_the_same_bytes(
    texts: list[Path], attributed: list[str], tmp_path: Path, ending: str
) -> None:
    whole = attribute(texts, tmp_path / f"whole{ending}")
    attributed.clear()
    output = tmp_path / f"out{ending}"
    with pytest.raises(Interruption):
        attribute(texts, output, stop=1)
    assert not output.exists()
    assert attributed == list(TEXTS[:2])
    assert attribute(texts, output) == whole
    assert attributed == list(TEXTS), "each text was read once"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_changed_texts_and_damaged_checkpoints_are_attributed_again(
    texts: list[Path], attributed: list[str], tmp_path: Path
) -> None:
    output = tmp_path / "out.csv"
    with pytest.raises(Interruption):
        attribute(texts, output, stop=1)
    for part in (tmp_path / ".out.csv.parts").glob("*.parquet"):
        part.write_bytes(b"cut sho")
        break
    texts[2].write_text("Bupati Lebong Ani Rahma mengajak ASN netral.", encoding="utf-8")
    attributed.clear()
    found = attribute(texts, output)
    assert len(attributed) == 2
    assert found == attribute(texts, tmp_path / "other.csv")


def test_checkpoints_work_with_any_number_of_processes(texts: list[Path], tmp_path: Path) -> None:
    whole = attribute(texts, tmp_path / "whole.csv")
    with pytest.raises(Interruption):
        attribute(texts, tmp_path / "out.csv", stop=1)
    with joblib.parallel_config(n_jobs=2):
        assert attribute(texts, tmp_path / "out.csv") == whole


def test_no_files_are_left_after_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    with pytest.raises(InputError):
        attribute([tmp_path / "empty.txt"], tmp_path / "new" / "out.csv")
    with pytest.raises(InputError, match=r"empty.txt/out.csv: file: found Not a directory"):
        attribute([tmp_path / "empty.txt"], tmp_path / "empty.txt" / "out.csv")
    (tmp_path / "mine.csv").write_text("my notes")
    (tmp_path / "full.txt").write_text(TEXTS[0])
    with pytest.raises(InputError, match=r"mine.csv: file: found another file there already"):
        attribute([tmp_path / "full.txt"], tmp_path / "mine.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty.txt", "full.txt", "mine.csv"]
