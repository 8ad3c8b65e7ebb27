import string
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from research import corpus
from research.corpus import shingles
from research.tables import InputError

RELEASE = (
    "Pemerintah Kabupaten Suka Damai mengingatkan seluruh pegawai agar menjaga jarak dari semua pasangan calon. "
    "Sekretaris daerah menyampaikan hal itu seusai apel pagi di halaman kantor bupati, Senin. "
    "Menurut dia, pegawai yang kedapatan ikut berkampanye akan dipanggil dan diperiksa oleh inspektorat. "
    "Hukuman yang menanti mulai dari teguran tertulis sampai penurunan pangkat selama satu tahun penuh. "
    "Ia juga meminta kepala dinas mengawasi percakapan bawahan mereka di media sosial setiap hari. "
    "Pelayanan di puskesmas dan kantor kecamatan tidak boleh terganggu oleh urusan pemungutan suara."
)
# The same morning, told by somebody else.
INDEPENDENT = (
    "Senin pagi halaman kantor bupati penuh oleh barisan pegawai berseragam cokelat. Di depan mereka sekretaris daerah "
    "berbicara tentang pemungutan suara yang tinggal sebulan lagi. Siapa pun yang ikut mendukung pasangan calon, "
    "katanya, harus siap berhadapan dengan inspektorat dan kehilangan pangkat. Para camat diminta memastikan warga "
    "tetap dilayani, sedangkan unggahan bawahan perlu dipantau. Apel itu bubar sebelum pukul delapan."
)
BOILERPLATE = (
    "Dapatkan kabar terbaru setiap hari langsung di telepon genggam dengan mengikuti saluran resmi redaksi kami, "
    "lalu aktifkan lonceng pemberitahuan agar tidak tertinggal satu berita pun dari seluruh penjuru daerah."
)


def make_documents(texts: dict[str, str], days: dict[str, int] | None = None) -> pd.DataFrame:
    """Documents published on 1 October 2024, or so many days later."""
    later = [(days or {}).get(name, 0) for name in texts]
    published = (np.datetime64("2024-10-01") + np.array(later, dtype=np.int64)).astype("datetime64[s]")
    return pd.DataFrame({"document": list(texts), "published": published, "text": list(texts.values())}).astype(
        {"document": "str", "text": "str"}
    )


def families_of(documents: pd.DataFrame, **options: float) -> dict[str, str]:
    found = corpus.find_families(documents, **options)
    return dict(zip(found["document"], found["family"], strict=True))


def invent_text(seed: int, words: int) -> str:
    """Words of eight letters drawn one by one: two such texts share no three in a row."""
    letters = np.random.default_rng(seed).choice(list(string.ascii_lowercase), (words, 8))
    return " ".join("".join(word) for word in letters)


def test_a_family_is_named_after_its_earliest_document() -> None:
    texts = {"a-koran": RELEASE, "b-humas": RELEASE, "c-lain": INDEPENDENT}
    assert families_of(make_documents(texts, {"a-koran": 3})) == {
        "a-koran": "b-humas",
        "b-humas": "b-humas",
        "c-lain": "c-lain",
    }
    assert families_of(make_documents(texts))["b-humas"] == "a-koran", "on the same day the first by name"


def test_capitals_marks_and_line_breaks_make_no_difference() -> None:
    other = RELEASE.upper().replace(",", " \u2013").replace(". ", ".\n\n")
    assert families_of(make_documents({"a": RELEASE, "b": other}))["b"] == "a"


def test_a_release_cut_to_a_third_belongs_to_it() -> None:
    sentences = RELEASE.split(". ")
    third = ". ".join([sentences[1], sentences[4]])
    assert families_of(make_documents({"a": RELEASE, "b": third}))["b"] == "a"
    framed = f"{invent_text(1, 30)}. {third}. {invent_text(2, 20)}"
    assert families_of(make_documents({"a": RELEASE, "b": framed}))["b"] == "a", "among new words too"


def test_the_same_event_written_independently_is_no_family() -> None:
    assert families_of(make_documents({"a": RELEASE, "b": INDEPENDENT})) == {"a": "a", "b": "b"}


def test_boilerplate_alone_joins_nothing() -> None:
    """60 documents with one closing paragraph, which is a third of each."""
    texts = {f"d{n}": f"{invent_text(n, 50)}. {BOILERPLATE}" for n in range(60)}
    assert len(set(families_of(make_documents(texts)).values())) == 60
    texts["copy"] = texts["d7"].replace(BOILERPLATE, "")
    assert families_of(make_documents(texts))["copy"] == "copy" != "d7"
    assert families_of(make_documents(texts))["d7"] == "copy", "and hides nothing"


def test_boilerplate_dilutes_no_copy() -> None:
    """60 words and the closing paragraph, against two parts of 11 of the 60 in a long text: 18 of 58 shingles."""
    texts = {f"d{n}": f"{invent_text(n, 60)}. {BOILERPLATE}" for n in range(60)}
    words = texts["d7"].split()
    texts["long"] = f"{' '.join(words[:11])} {invent_text(100, 90)} {' '.join(words[30:41])}"
    assert families_of(make_documents(texts))["long"] == "d7"


def test_boilerplate_of_few_texts_joins_nothing() -> None:
    """The closing paragraph of 30 words is 28 of the 58 shingles of three texts, and in one passage."""
    texts = {f"d{n}": f"{invent_text(n, 30)}. {BOILERPLATE}" for n in range(3)}
    assert len(set(families_of(make_documents(texts)).values())) == 3
    texts["copy"] = f"{' '.join(texts['d1'].split()[:14])} {invent_text(9, 60)} {BOILERPLATE}"
    assert families_of(make_documents(texts))["d1"] == "copy", "12 shingles beside the passage"


def test_a_long_passage_is_no_boilerplate() -> None:
    """43 words in a row are 41 shingles, more than a standard passage has; 42 words are 40."""
    first, second = invent_text(1, 120), invent_text(2, 60)
    for length, family in ((43, "a"), (42, "b")):
        texts = {"a": first, "b": f"{second} {' '.join(first.split()[20 : 20 + length])}"}
        assert families_of(make_documents(texts))["b"] == family


def test_a_set_phrase_in_two_short_texts_is_no_copy() -> None:
    """The title of a law is seven shingles of the eleven that the shorter text has."""
    law = "undang undang tentang pemilihan gubernur bupati dan wali kota"
    texts = {"a": f"Menurut {law} pegawai dilarang", "b": f"{law} kini diubah lagi"}
    assert len(set(families_of(make_documents(texts)).values())) == 2


@pytest.mark.parametrize("edited", [False, True])
def test_a_release_in_more_papers_than_the_cap_is_one_family(edited: bool) -> None:
    """120 reprints, with the same words or each with another dateline and one sentence left out."""
    sentences = RELEASE.split(". ")
    texts = {f"d{n:03d}": RELEASE for n in range(120)}
    if edited:
        for n, name in enumerate(texts):
            texts[name] = ". ".join([invent_text(n, 4), *sentences[: n % 6], *sentences[n % 6 + 1 :]])
    texts |= {"e-lain": INDEPENDENT, "f-lain": invent_text(500, 80)}
    assert set(families_of(make_documents(texts)).values()) == {"d000", "e-lain", "f-lain"}


def test_identical_reprints_hide_no_edited_one() -> None:
    """60 reprints word for word are one text; every fifth word of another is new, which leaves two of five shingles."""
    tokens = RELEASE.split()
    tokens[::5] = invent_text(1, len(tokens[::5])).split()
    texts = {f"d{n}": RELEASE for n in range(60)} | {"edited": " ".join(tokens)}
    assert set(families_of(make_documents(texts)).values()) == {"d0"}


def test_families_are_connected_groups() -> None:
    """b holds a whole, and c whole: a and c share no word, and are of one family."""
    first, second = invent_text(1, 40), invent_text(2, 40)
    texts = {"a": first, "c": second}
    assert families_of(make_documents(texts)) == {"a": "a", "c": "c"}
    assert set(families_of(make_documents(texts | {"b": f"{first} {second}"})).values()) == {"a"}


def test_containment_is_of_the_shorter_text() -> None:
    """The shorter of 66 tokens has 64 shingles: 10 and 10 of its tokens bring 16, a quarter; 10 and 9 bring 15."""
    short, long = invent_text(1, 66).split(), invent_text(2, 200)
    for shared, threshold, family in ((10, 0.25, "a"), (9, 0.25, "b"), (10, 0.3, "b")):
        texts = {"a": f"{' '.join(short[:10])} {long} {' '.join(short[30 : 30 + shared])}", "b": " ".join(short)}
        assert families_of(make_documents(texts), threshold=threshold)["b"] == family


def test_texts_without_words_are_families_of_their_own() -> None:
    assert families_of(make_documents({"a": "", "b": "", "c": "2024 ...", "d": "netral", "e": "Netral!"})) == {
        "a": "a",
        "b": "b",
        "c": "c",
        "d": "d",
        "e": "d",
    }
    assert families_of(make_documents({"a": RELEASE})) == {"a": "a"}
    assert families_of(make_documents({})) == {}


words = st.lists(st.sampled_from(["satu", "dua", "tiga", "empat", "lima"]), max_size=40).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(words, st.integers(0, 5)), max_size=12), st.randoms(use_true_random=False))
def test_each_document_is_in_one_family_in_any_order(rows: list[tuple[str, int]], random: object) -> None:
    texts = {f"d{n}": text for n, (text, _) in enumerate(rows)}
    documents = make_documents(texts, {f"d{n}": day for n, (_, day) in enumerate(rows)})
    found = corpus.find_families(documents)
    assert found["document"].tolist() == sorted(texts)
    family = dict(zip(found["document"], found["family"], strict=True))
    assert all(family[name] == name for name in family.values()), "a family's name is a member, and its own"
    published = documents.set_index("document")["published"]
    assert all(published[family[name]] <= published[name] for name in texts)
    order = list(range(len(documents)))
    random.shuffle(order)  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(corpus.find_families(documents.iloc[order]), found)


def shingle_set(text: str) -> set[tuple[str, ...]]:
    tokens = text.split()
    return {tuple(tokens[place : place + 3]) for place in range(len(tokens) - 2)}


@settings(max_examples=60, deadline=None)
@given(st.lists(words, min_size=1, max_size=8), words)
def test_matches_are_those_of_plain_sets(known: list[str], new: str) -> None:
    """The peer: Python's own sets of triples, for each known document by itself."""
    expected = {}
    for number, text in enumerate(known):
        shared, least = len(shingle_set(text) & shingle_set(new)), min(len(shingle_set(text)), len(shingle_set(new)))
        if text == new and new:
            expected[f"d{number}"] = 1.0
        elif shared >= 8 and shared / least >= 0.25:
            expected[f"d{number}"] = shared / least
    documents = make_documents({f"d{number}": text for number, text in enumerate(known)})
    found = corpus.find_matches([new], documents)
    assert dict(zip(found["document"], found["containment"], strict=True)) == pytest.approx(expected)
    assert found["containment"].is_monotonic_decreasing


def test_a_new_text_finds_the_documents_it_copies() -> None:
    documents = make_documents({"lain": INDEPENDENT, "humas": RELEASE, "koran": RELEASE + " " + invent_text(3, 30)})
    cut = " ".join(RELEASE.split()[:45])
    found = corpus.find_matches(["Cuaca cerah.", cut, "", RELEASE], documents)
    assert found.to_numpy().tolist() == [[1, "humas", 1], [1, "koran", 1], [3, "humas", 1], [3, "koran", 1]]
    assert corpus.find_matches([], documents).empty
    assert corpus.find_matches([RELEASE, RELEASE], make_documents({})).empty, "not with each other"


def test_a_new_text_finds_a_release_that_is_in_more_papers_than_the_cap() -> None:
    texts = {f"d{n:03d}": f"{RELEASE} {invent_text(n, 3)}" for n in range(70)}
    found = corpus.find_matches([RELEASE], make_documents(texts))
    assert found["document"].iloc[0] == "d000"
    assert (found["containment"] == 1).all()
    shuffled = make_documents(texts).sample(frac=1, random_state=2)
    pd.testing.assert_frame_equal(corpus.find_matches([RELEASE], shuffled), found)


def test_many_blocks_give_what_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {f"d{n}": f"{invent_text(n // 2, 60)} {invent_text(100 + n, 20)}" for n in range(40)}
    whole = corpus.find_families(make_documents(texts))
    assert whole["family"].nunique() == 20
    monkeypatch.setattr(shingles, "_WORK", 100)
    pd.testing.assert_frame_equal(corpus.find_families(make_documents(texts)), whole)


def test_shingles_do_not_hang_on_the_chunk() -> None:
    texts = [RELEASE, "", "netral", INDEPENDENT, "aman damai", BOILERPLATE]
    whole = corpus.hash_shingles(texts)
    for size in (1, 2, 4):
        parts = corpus.merge_shingles(corpus.hash_shingles(texts[n : n + size]) for n in range(0, len(texts), size))
        assert (parts.hashes.tolist(), parts.words) == (whole.hashes.tolist(), whole.words)
        assert parts.lengths.tolist() == whole.lengths.tolist()
    assert whole.lengths.tolist() == [max(len(text.split()) - 2, 0) for text in texts]
    assert len(set(whole.hashes.tolist())) == len({run for text in texts for run in runs(text)})


def runs(text: str) -> set[tuple[str, ...]]:
    return shingle_set(text.lower().replace(",", "").replace(".", ""))


def test_documents_that_cannot_be_compared_are_refused() -> None:
    documents = make_documents({"a": RELEASE, "b": RELEASE})
    with pytest.raises(InputError, match="published: found no such column"):
        corpus.find_families(documents.drop(columns="published"))
    with pytest.raises(InputError, match="found a twice"):
        corpus.find_families(documents.assign(document="a"))
    for threshold in (0, -1, 1.5, float("nan")):
        with pytest.raises(InputError, match="threshold"):
            corpus.find_matches([RELEASE], documents, threshold=threshold)


def test_near_copies_of_the_corpus_are_families(documents: pd.DataFrame) -> None:
    """Four pairs of the systematic sample report the same event in the same words; the purposive one has no copies."""
    sizes = corpus.find_families(documents)["family"].value_counts()
    assert sizes[sizes > 1].tolist() == [2] * 4
    purposive = documents[documents["sample"] == "purposive"]
    assert corpus.find_families(purposive, threshold=0.1)["family"].nunique() == len(purposive)


def make_statements(rows: Sequence[tuple[str, int, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["document", "sentence", "speaker", "text"])


NEUTRAL = "Pegawai negeri wajib menjaga netralitas selama masa kampanye berlangsung."
NEARLY = "Semua pegawai negeri wajib menjaga netralitas selama masa kampanye."
OTHER = "Kami sudah menyiapkan posko pengaduan di setiap kecamatan untuk warga."
# 1 October 2024 is a Tuesday; later days: 5 is Sunday 6 October, 6 Monday 7 October, 40 is 10 November, 100 9 January.
DAYS = {"a": 0, "b": 5, "c": 6, "d": 40, "e": 100}
SAID = [
    ("a", 1, "Rai", NEUTRAL),
    ("a", 2, "", NEUTRAL),
    ("a", 3, "Rai", NEARLY),
    ("a", 4, "Sari", NEUTRAL),
    ("b", 1, "RAI", NEARLY),
    ("b", 2, "Rai", OTHER),
    ("c", 1, "Rai", NEUTRAL),
    ("d", 1, "Rai", NEUTRAL),
    ("e", 1, "Rai", NEUTRAL),
    ("e", 2, "", NEUTRAL),
]


def spoken_in(days: dict[str, int]) -> pd.DataFrame:
    return make_documents({name: "" for name in days}, days)


def test_repeats_are_of_one_speaker_within_some_days() -> None:
    def families(days: int | None) -> list[str]:
        return corpus.find_repeats(make_statements(SAID), spoken_in(DAYS), days=days)["family"].tolist()

    assert families(0) == ["a:1", "a:2", "a:1", "a:4", "b:1", "b:2", "c:1", "d:1", "e:1", "e:2"]
    assert families(1) == ["a:1", "a:2", "a:1", "a:4", "b:1", "b:2", "b:1", "d:1", "e:1", "e:2"]
    assert families(5) == ["a:1", "a:2", "a:1", "a:4", "a:1", "b:2", "a:1", "d:1", "e:1", "e:2"], "by way of b"
    assert families(34) == ["a:1", "a:2", "a:1", "a:4", "a:1", "b:2", "a:1", "a:1", "e:1", "e:2"]
    assert families(None) == ["a:1", "a:2", "a:1", "a:4", "a:1", "b:2", "a:1", "a:1", "a:1", "e:2"]


def test_short_sentences_repeat_only_word_for_word() -> None:
    said = make_statements(
        [("a", 1, "Rai", "Harus netral!"), ("b", 1, "Rai", "harus netral"), ("c", 1, "Rai", "Netral")]
    )
    assert corpus.find_repeats(said, spoken_in(DAYS))["family"].tolist() == ["a:1", "a:1", "c:1"]


def test_statements_that_cannot_be_compared_are_refused() -> None:
    said = make_statements([("a", 1, "Rai", NEUTRAL), ("z", 1, "Rai", NEUTRAL)])
    with pytest.raises(InputError, match="found 'z', expected a document of the table documents"):
        corpus.find_repeats(said, spoken_in(DAYS))
    with pytest.raises(InputError, match="days: found -1"):
        corpus.find_repeats(said.iloc[:1], spoken_in(DAYS), days=-1)
    with pytest.raises(InputError, match="one row for each"):
        corpus.find_repeats(pd.concat([said.iloc[:1]] * 2), spoken_in(DAYS))
    assert corpus.find_repeats(said.iloc[:0], spoken_in(DAYS)).empty


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from(["Rai", "Sari", ""]), words), max_size=10),
    st.integers(0, 120),
)
def test_fewer_days_make_no_fewer_families(rows: list[tuple[str, str, str]], days: int) -> None:
    said = make_statements([(document, n, speaker, text) for n, (document, speaker, text) in enumerate(rows, 1)])
    found = corpus.find_repeats(said, spoken_in(DAYS), days=days)
    assert set(found["family"]) <= set(found["document"] + ":" + found["sentence"].astype("str"))
    assert found["family"].nunique() >= corpus.find_repeats(said, spoken_in(DAYS), days=None)["family"].nunique()


def test_the_corpus_repeats_next_to_nothing(documents: pd.DataFrame, found: pd.DataFrame) -> None:
    reported = found[found["reported"]]
    families = corpus.find_repeats(reported, documents, days=None)["family"].nunique()
    assert families >= 0.99 * len(reported)
