"""Is a whole corpus sound: what of it is read, and what is told of what cannot be."""

import shutil
from pathlib import Path

import pytest

from research import soundness
from research.tables import InputError


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    shutil.copytree(root / "corpus", tmp_path / "corpus", ignore=shutil.ignore_patterns("originals"))
    return tmp_path / "corpus"


def refusal(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        soundness.check_corpus(folder)
    return str(caught.value).splitlines()[1:]


def test_a_corpus_may_declare_neither_contrasts_nor_a_multiverse(folder: Path) -> None:
    (folder / "multiverse.toml").unlink()
    assert soundness.check_corpus(folder)[-1] == "sound"
    (folder / "contrasts.toml").unlink()
    assert soundness.check_corpus(folder)[-1] == "sound"


def test_a_multiverse_of_claims_that_nobody_declared_is_a_fault(folder: Path) -> None:
    path = folder / "multiverse.toml"
    path.write_text('[choices]\nmode = ["sung"]\n\n[[headline]]\ncontrast = "2031-2030"\nframe = "sanctions"\n')
    first, second = refusal(folder)
    assert first.startswith(f"{path.as_posix()}: choices, mode: found 'sung', expected some of all, direct")
    assert second.startswith(f"{path.as_posix()}: headline sanctions: found '2031-2030', expected a declared contrast:")


def test_a_multiverse_without_contrasts_is_a_fault(folder: Path) -> None:
    (folder / "contrasts.toml").unlink()
    (line,) = refusal(folder)
    assert "contrasts.toml: file: found nothing there" in line
