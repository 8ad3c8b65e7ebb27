import os
import sqlite3
import subprocess
import sys

import pytest

from research.text import stem_types, stemming
from research.text.kept_stems import find_known
from research.text.sastrawi_stems import load_stemmer

WORDS = ["memihak", "pelayanan", "pemilu", "relawan", "kerawanan", "netralitas", "senilai", "memetakan", "share-nya"]
WORDS += ["pejabat", "dilarang", "berkampanye", "antarinstansi", "pegawai"]
STEMS = {"dilarang": "larang", "pelayanan": "layan", "pemilu": "pemilu", "relawan": "relawan", "share-nya": "share"}


@pytest.fixture
def stemmed(monkeypatch, tmp_path):
    """The words that PySastrawi stems, with a folder for the cache that is empty and nothing known."""

    class Stemmer:
        def stem_word(self, word):
            asked.append(word)
            return load_stemmer().stem_word(word)

        def get_dictionary(self):
            return load_stemmer().get_dictionary()

    asked: list[str] = []
    monkeypatch.setenv("NETRALITAS_CACHE", str(tmp_path))
    monkeypatch.setattr(stemming, "load_stemmer", Stemmer)
    find_known.cache_clear()
    yield asked
    find_known.cache_clear()


def stem_anew(words=WORDS):
    """Stem words as a new process does: with nothing but what is on disk."""
    find_known.cache_clear()
    stems = stem_types(words)
    assert {word: stems[word] for word in STEMS if word in stems} == STEMS
    return stems


def test_each_type_is_stemmed_once(stemmed):
    first = stem_types([*WORDS, *WORDS])
    assert set(stemmed) >= set(WORDS)
    assert len(stemmed) == len(set(stemmed))
    done = len(stemmed)
    assert stem_types(WORDS) == first
    assert len(stemmed) == done
    assert stem_anew() == first
    assert stem_types(WORDS, protect=False)["pemilu"] == "milu"
    assert len(stemmed) == done


def test_new_words_are_kept_beside_those_before(stemmed):
    stem_anew()
    more = [f"{word}nya" for word in WORDS]
    stem_anew([*WORDS, *more])
    done = len(stemmed)
    stem_anew([*WORDS, *more])
    assert len(stemmed) == done


def test_few_words_leave_the_disk_alone(stemmed, tmp_path):
    stem_types(WORDS[:3])
    assert stemmed
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_cache_is_made_anew(stemmed, tmp_path):
    first = stem_anew()
    file = tmp_path / "computed.sqlite"
    file.write_bytes(b"no database" * 1000)
    stemmed.clear()
    assert stem_anew() == first
    assert set(stemmed) >= set(WORDS)
    assert stem_anew() == first  # the first of the two took the damaged file away, this one kept the stems
    stemmed.clear()
    assert stem_anew() == first
    assert stemmed == []


def test_a_damaged_row_is_made_anew(stemmed, tmp_path):
    first = stem_anew()
    with sqlite3.connect(tmp_path / "computed.sqlite") as connection:
        damage = "UPDATE computed SET content = CAST(replace(CAST(content AS TEXT), 'layan', 'xxxxx') AS BLOB)"
        changed = connection.execute(damage).rowcount
    connection.close()
    assert changed
    stemmed.clear()
    assert stem_anew() == first
    assert "pelayanan" in stemmed
    stemmed.clear()
    assert stem_anew() == first
    assert stemmed == []


def test_a_second_process_makes_no_stems(tmp_path):
    code = (
        "import Sastrawi.Stemmer.Stemmer as module\n"
        "calls, theirs = [], module.Stemmer.stem_word\n"
        "module.Stemmer.stem_word = lambda self, word: calls.append(word) or theirs(self, word)\n"
        "from research.text import stem_types\n"
        f"stems = stem_types({WORDS})\n"
        "print(len(calls), sorted(stems.items()))\n"
    )
    environment = os.environ | {"NETRALITAS_CACHE": str(tmp_path)}
    run = [sys.executable, "-c", code]
    runs = [subprocess.run(run, env=environment, capture_output=True, text=True, check=True).stdout for _ in range(2)]
    (made, first), (again, second) = (text.split(" ", 1) for text in runs)
    assert int(made) >= len(WORDS)
    assert int(again) == 0
    assert first == second
