from pathlib import Path

import pandas as pd
import pytest

from research import corpus
from research.tables import InputError

SAMPLES = """
[[sample]]
code = "drawn"
label_en = "Drawn sample"
label_id = "Sampel acak"
drawn = "By lot."
"""
DOCUMENT = """---
id: a
outlet: Warta
url:
published: 2020-01-02
date_precision: day
election:
region: Kabupaten Sleman
province: Daerah Istimewa Yogyakarta
kind: news
rendition: restated
complete: true
SAMPLE---
Sekda meminta ASN netral.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    (tmp_path / "elections.csv").write_text("election,label,kind,voting_day\n", encoding="utf-8")
    return tmp_path


def write(folder: Path, sample: str, samples: str = SAMPLES) -> None:
    (folder / "documents" / "a.md").write_text(DOCUMENT.replace("SAMPLE", sample), encoding="utf-8")
    if samples:
        (folder / "samples.toml").write_text(samples, encoding="utf-8")


def test_documents_name_a_declared_sample(folder: Path) -> None:
    write(folder, "sample: drawn\n")
    assert corpus.read_documents(folder)["sample"].tolist() == ["drawn"]


@pytest.mark.parametrize("line", ["", "sample: other\n", "sample:\n"])
def test_a_document_of_no_declared_sample_is_refused(folder: Path, line: str) -> None:
    write(folder, line)
    with pytest.raises(InputError, match=r"sample: found .*, expected one of those in samples.toml: drawn"):
        corpus.read_documents(folder)


def test_a_corpus_needs_no_samples(folder: Path) -> None:
    write(folder, "", samples="")
    assert corpus.read_documents(folder)["sample"].tolist() == [""]
    write(folder, "sample: drawn\n", samples="")
    assert corpus.read_documents(folder)["sample"].tolist() == ["drawn"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SAMPLES * 2, "'drawn' twice"),
        (SAMPLES.replace('"drawn"', '"Drawn One"'), "expected small letters"),
        (SAMPLES + '[confirmation]\nsample = "other"\ndate = "2026-11-26"\n', "expected one of the samples: drawn"),
        ("", "expected one .*sample.* at least"),
        (SAMPLES.replace("drawn =", "drawn_how ="), "drawn"),
    ],
)
def test_what_samples_toml_gets_wrong_is_said(folder: Path, text: str, words: str) -> None:
    (folder / "samples.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        corpus.read_samples(folder)


def test_the_shipped_samples_are_those_of_the_readme(root: Path, documents: pd.DataFrame) -> None:
    assert documents["sample"].value_counts().to_dict() == {"systematic": 316, "purposive": 135}
    samples = corpus.read_samples(root / "corpus")
    assert samples.codes == ("systematic", "purposive")
    assert samples.confirmation
    assert samples.confirmation.sample == "systematic"
    # The hypotheses were written on the day that their file names, and samples.toml repeats it.
    assert samples.confirmation.date in (root / "corpus" / "hypotheses.toml").read_text(encoding="utf-8").split("\n")[0]
