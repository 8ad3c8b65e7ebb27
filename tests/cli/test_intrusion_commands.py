"""Commands of intrusion tests: sheets of a planted corpus out, and made answers scored."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from intrusion import answer_sheet, draw_items, find_truth
from typer.testing import CliRunner

from research import cli, topics
from research.tables import InputError


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    topics.write_intrusion_sheet(draw_items(), tmp_path / "may.csv")
    return tmp_path / "may.csv"


def call(*words: object) -> str:
    done = CliRunner().invoke(cli.application, ["intrusion", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_scores_of_two_raters_are_printed_with_what_was_left_out(sheet: Path) -> None:
    items = draw_items()
    truth, arms = find_truth(items), items.drop_duplicates("item").set_index("item")["arm"]
    seen = {item: place if arms[item] == "topics" else place % 5 + 1 for item, place in truth.items()}
    first = answer_sheet(sheet, "siti", lambda item: seen[item])
    second = answer_sheet(sheet, "ani", lambda item: "" if item == 7 else truth[item])
    said = call("score", first, second)
    assert "Topics that every rater tells apart: 1, 2, 3, 4 of 4" in said
    assert "Not answered: 1 of 100" in said
    assert "may-ani found more intruders than by chance in shuffled text" in said and "may-siti found more" not in said
    both = json.loads(call("score", first, second, "--json"))
    assert [row["hits"] for row in both["scores"] if row["rater"] == "may-siti"] == [10, 10, 10, 10, 0]
    assert both["agreement"][0]["alpha"] == 1


def test_a_rater_of_one_answer_tells_nothing_apart(sheet: Path) -> None:
    said = call("score", answer_sheet(sheet, "siti", lambda _: 1), "--key", sheet.with_name("may.key.csv"))
    assert "Topics that every rater tells apart: none of 4" in said and "alpha" not in said


def test_a_sheet_without_its_key_is_unusable(sheet: Path) -> None:
    sheet.with_name("may.key.csv").unlink()
    done = CliRunner().invoke(cli.application, ["intrusion", "score", str(sheet)])
    assert isinstance(done.exception, InputError) and "give it with --key" in str(done.exception)


THEMES = (
    "sanksi hukuman pecat mutasi penjara pidana tegur denda",
    "akun unggah foto komentar internet gambar video daring",
    "layan warga loket antre kantor sekolah puskesmas izin",
)


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A study of seventy documents with six statements each, every one on one of three themes; d00 is frozen."""
    random = np.random.default_rng(1)
    rows = [
        (f"d{document:02}", sentence, " ".join(random.choice(THEMES[sentence % 3].split(), 6)), f"Orang {document}")
        for document in range(70)
        for sentence in range(1, 7)
    ]
    statements = pd.DataFrame(rows, columns=["document", "sentence", "text", "speaker"]).assign(reported=True)
    documents = statements.groupby("document")["text"].agg(" ".join).reset_index()
    documents = documents.assign(outlet="Kompas.com", region="Kota Bontang", published=pd.Timestamp("2020-01-01"))
    study = SimpleNamespace(statements=statements, documents=documents, frozen=("d00",))
    monkeypatch.setattr("research.study.open_study", lambda *_, **__: study)


@pytest.mark.usefixtures("planted")
def test_a_sheet_is_drawn_from_a_corpus_without_its_frozen_documents(tmp_path: Path) -> None:
    sheet = tmp_path / "may.csv"
    said = call("sample", "-o", sheet, "--topics", 3, "--corpus", tmp_path / "corpus")
    assert "40 items, of 3 of 3 topics" in said and "too few" not in said
    key = topics.read_intrusion_key(sheet)
    assert "d00" not in set(key["document"]) and key.groupby("item")["document"].nunique().eq(5).all()
    # On planted themes the intruder is a statement on another theme, in nearly all items; sentence % 3 is the theme.
    planted = key[key["arm"] == "topics"].assign(theme=key["sentence"] % 3)
    common = planted[~planted["intruder"]].groupby("item")["theme"].agg(lambda themes: themes.mode()[0])
    other = planted[planted["intruder"]].set_index("item")["theme"] != common
    assert other.mean() > 0.9
    before = sheet.read_bytes()
    call("sample", "-o", sheet, "--topics", 3, "--corpus", tmp_path / "corpus")
    assert sheet.read_bytes() == before


@pytest.mark.usefixtures("planted")
def test_topics_of_few_words_are_refused(tmp_path: Path) -> None:
    words = [
        "sample",
        "-o",
        str(tmp_path / "kata.csv"),
        "--words",
        "--topics",
        "3",
        "--corpus",
        str(tmp_path / "corpus"),
    ]
    done = CliRunner().invoke(cli.application, ["intrusion", *words])
    assert isinstance(done.exception, InputError) and "two topics or more with 40 words" in str(done.exception)
    assert not list(tmp_path.iterdir())
