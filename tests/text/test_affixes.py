"""The roots from which affixes can make a word: morphology by the Indonesian reference grammars, worked by hand."""

import pytest

from research import text


@pytest.mark.parametrize(
    ("word", "known", "roots"),
    [
        ("memakan", "makan pakan", ["makan", "pakan"]),
        ("menyapu", "sapu nyapu", ["nyapu", "sapu"]),
        ("mengarang", "karang arang", ["karang", "arang"]),
        ("menari", "tari nari", ["nari", "tari"]),
        ("mengecat", "cat", ["cat"]),
        ("mengesahkan", "sah kesah", ["kesah", "sah"]),
        ("mempengaruhi", "pengaruh", ["pengaruh"]),
        ("keterlibatannya", "libat", ["libat"]),
        ("sepengetahuan", "tahu", ["tahu"]),
        ("berupa", "rupa", ["rupa"]),
        ("dipersatukan", "satu", ["satu"]),
        ("pengerusakan", "rusa rusak", ["rusak"]),
        ("memakanan", "makan", []),
        ("dimakanan", "makan", []),
        ("netral", "netral", []),
    ],
)
def test_roots_that_affixes_allow(word, known, roots):
    assert text.find_roots(word, set(known.split())) == roots


def test_a_particle_is_stripped_only_where_the_whole_word_has_no_root():
    assert text.find_roots("melangkah", {"lang", "langkah"}) == ["langkah"]
    assert text.find_roots("disapulah", {"sapu"}) == ["sapu"]
