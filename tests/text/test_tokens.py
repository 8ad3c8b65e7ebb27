"""Tokens with their offsets, statement-term matrices, stop words and phrases."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest

from research.tables import InputError
from research.text import (
    TOKEN,
    count_terms,
    find_separators,
    find_tokens,
    join_phrases,
    normalise,
    read_phrases,
    read_stop_words,
    report_collisions,
    stem_types,
    tokenise,
)

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"
CODEBOOK = Path(__file__).parents[2] / "corpus" / "codebook.toml"

# What officials forbid, demand or allow is said with these; written down here apart from the stop list.
NEGATION = "tidak bukan jangan tanpa belum tak tiada bukanlah janganlah tidaklah kurang dilarang larangan enggan"
MODALITY = "harus wajib boleh dapat bisa perlu akan mesti mungkin hendaknya sebaiknya seharusnya mau ingin patut"


def make_statements(*texts, documents=None):
    names = documents or [f"d{number:03d}" for number in range(len(texts))]
    return pd.DataFrame({"document": names, "sentence": range(1, len(texts) + 1), "text": list(texts)})


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("“ASN” harus netral", [(1, 4, "asn"), (6, 11, "harus"), (12, 18, "netral")]),
        ("Pilkada\u00a02024\u00a0aman", [(0, 7, "pilkada"), (13, 17, "aman")]),
        ("İZİN resmi", [(0, 4, "izin"), (5, 10, "resmi")]),
        ("\u212aepala", [(0, 6, "kepala")]),
        ("cafe\u0301 desa", [(0, 5, "cafe"), (6, 10, "desa")]),
        ("café desa", [(0, 4, "cafe"), (5, 9, "desa")]),
        ("netra\u00adlitas", [(0, 11, "netralitas")]),
        ("\ufb01tnah keji", [(0, 5, "fitnah"), (6, 10, "keji")]),
        ("non\u2011ASN non‐ASN", [(0, 7, "non-asn"), (8, 15, "non-asn")]),
        ("a--b -c- d-e-f", [(0, 1, "a"), (3, 4, "b"), (6, 7, "c"), (9, 14, "d-e-f")]),
        ("ＡＳＮ", [(0, 3, "asn")]),
        ("3M, 2024, 🙂, привет", [(1, 2, "m")]),
        ("", []),
    ],
)
def test_offsets_are_those_of_the_text_as_given(text, tokens):
    assert find_tokens(text) == tokens


HOSTILE = st.sampled_from("aAbk-\u0301\u00ad\u200bİ\u212aﬁ“’\u00a0ǰß℀")


@hypothesis.given(st.text(st.one_of(st.characters(), HOSTILE), max_size=40))
@hypothesis.settings(deadline=None, max_examples=400)
def test_tokens_of_any_text(text):
    found = find_tokens(text)
    assert [token for _, _, token in found] == tokenise(text)
    assert all(0 <= start < stop <= len(text) for start, stop, _ in found)
    assert [start for start, _, _ in found] == sorted(start for start, _, _ in found)
    for start, stop, token in found:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", token)
        assert token in normalise(text[start:stop])


@hypothesis.given(st.text(st.characters(max_codepoint=127)))
def test_ascii_is_only_lower_cased(text):
    assert normalise(text) == text.lower()


def test_many_hyphens_and_very_long_words():
    assert tokenise("-" * 100_000 + "nya") == ["nya"]
    endless = "a" * 1_000_000
    assert stem_types(tokenise(endless)) == {endless: endless}


@pytest.mark.parametrize("word", ["a(bkan", "", "Pemilu", "surat edaran", "-nya", "kata-", "2024"])
def test_a_type_that_is_no_token_is_an_error(word):
    with pytest.raises(InputError, match=re.escape(repr(word))):
        stem_types(["warga", word])


def test_negation_and_modality_are_no_stop_words():
    stopped = read_stop_words()
    assert len(stopped) > 200
    assert {"yang", "di", "ia", "katanya", "menurut"} <= stopped
    assert stopped & set((NEGATION + " " + MODALITY).split()) == set()
    assert "netral" not in stopped


def test_negators_of_the_codebook_are_no_stop_words():
    negators = set(tomllib.loads(CODEBOOK.read_text(encoding="utf-8"))["negators"])
    assert negators >= {"tidak", "bukan", "jangan"}
    assert read_stop_words() & negators == set()


def test_every_stop_word_is_a_token_or_a_joined_term():
    odd = {word for word in read_stop_words() if not TOKEN.fullmatch(word)}
    assert odd <= set(read_phrases().values())


def test_phrases_are_several_tokens_and_have_one_term():
    phrases = read_phrases()
    for phrase, term in phrases.items():
        assert " ".join(tokenise(phrase)) == phrase
        assert " " in phrase
        assert " ".join(tokenise(term)) == term
        assert phrases.get(term, term) == term, "a term that is a phrase itself counts as itself"


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("di media sosial", ["di", "media sosial"]),
        ("media, sosial", ["media", "sosial"]),
        ("media  sosialnya", ["media sosialnya"]),
        ("wakil wali kota", ["wakil wali kota"]),
        ("wali kota wakil", ["wali kota", "wakil"]),
        ("Komisi Aparatur Sipil Negara (KASN)", ["komisi aparatur sipil negara", "kasn"]),
        ("media", ["media"]),
        ("", []),
    ],
)
def test_phrases_are_joined_longest_first_and_not_across_punctuation(text, joined):
    assert join_phrases(text) == joined


def test_terms_computed_by_hand():
    statements = make_statements(
        "Netralitas ASN tidak netral.", "Aparatur sipil negara di media sosial, medsos itu.", "Netralitas!"
    )
    terms = count_terms(statements, minimum_documents=1)
    assert terms.stems == ("aparatur sipil negara", "media sosial", "netral", "tidak")
    assert terms.surfaces == ("aparatur sipil negara", "media sosial", "netralitas", "tidak")
    assert terms.matrix.toarray().tolist() == [[1, 0, 2, 1], [1, 2, 0, 0], [0, 0, 1, 0]]
    assert terms.forms.values.tolist() == [
        ["aparatur sipil negara", "aparatur sipil negara", 1],
        ["aparatur sipil negara", "asn", 1],
        ["media sosial", "media sosial", 1],
        ["media sosial", "medsos", 1],
        ["netral", "netralitas", 2],
        ["netral", "netral", 1],
        ["tidak", "tidak", 1],
    ]


def test_minimum_counts_documents_and_not_statements():
    statements = make_statements("sanksi sanksi", "sanksi warga", "warga", documents=["a", "a", "b"])
    assert count_terms(statements).stems == ("warga",)


@pytest.mark.parametrize(
    ("stems", "columns"),
    [("none", ("kerawanan", "relawan")), ("sastrawi", ("rawan",)), ("protected", ("rawan", "relawan"))],
)
def test_three_kinds_of_stems(stems, columns):
    terms = count_terms(make_statements("relawan kerawanan"), stems=stems, minimum_documents=1)
    assert terms.stems == columns


def test_stop_words_and_phrases_can_be_kept():
    statements = make_statements("dan media sosial")
    plain = count_terms(statements, stop_words=False, phrases=False, minimum_documents=1)
    assert plain.stems == ("dan", "media", "sosial")


WORDS = ["netral", "netralitas", "relawan", "rawan", "media", "sosial", "medsos", "yang", "tidak", "2024", ","]
SENTENCES = st.lists(st.lists(st.sampled_from(WORDS), max_size=8), max_size=8)


@hypothesis.given(SENTENCES, st.randoms(use_true_random=False))
@hypothesis.settings(deadline=None, max_examples=100)
def test_matrix_equals_plain_counting_in_any_order_of_rows(sentences, random):
    statements = make_statements(*(" ".join(words) for words in sentences))
    statements["document"] = statements["document"].astype("str")
    terms = count_terms(statements, stop_words=False, phrases=False, minimum_documents=1)
    for row, text in enumerate(statements["text"]):
        stems = stem_types(tokenise(text))
        expected = Counter(stems[token] for token in tokenise(text))
        found = dict(zip(terms.stems, terms.matrix[[row]].toarray()[0].tolist(), strict=True))
        assert {stem: count for stem, count in found.items() if count} == dict(expected)
    assert terms.matrix.has_canonical_format
    assert (terms.matrix.data > 0).all()
    assert terms.forms["count"].sum() == terms.matrix.sum()
    order = list(range(len(statements)))
    random.shuffle(order)
    mixed = count_terms(statements.iloc[order], stop_words=False, phrases=False, minimum_documents=1)
    assert mixed.stems == terms.stems
    assert mixed.surfaces == terms.surfaces
    np.testing.assert_array_equal(mixed.matrix.indptr, terms.matrix.indptr)
    np.testing.assert_array_equal(mixed.matrix.indices, terms.matrix.indices)
    np.testing.assert_array_equal(mixed.matrix.data, terms.matrix.data)
    pd.testing.assert_frame_equal(mixed.rows, terms.rows)
    pd.testing.assert_frame_equal(mixed.forms, terms.forms)


def test_all_faults_of_statements_are_reported():
    with pytest.raises(InputError, match="2 faults") as caught:
        count_terms(pd.DataFrame({"sentence": [1]}))
    assert [fault.field for fault in caught.value.faults] == ["document", "text"]
    twice = make_statements("a", "b", documents=["x", "x"]).assign(sentence=1)
    with pytest.raises(InputError, match="found x 1 twice, expected one row for each"):
        count_terms(twice)


@pytest.fixture(scope="module")
def lines():
    """Every line of the corpus as a statement; only sums are used."""
    bodies = {path.stem: path.read_text(encoding="utf-8").split("---\n", 2)[2] for path in DOCUMENTS.glob("*.md")}
    rows = [(name, number, line) for name, body in bodies.items() for number, line in enumerate(body.splitlines(), 1)]
    return pd.DataFrame(rows, columns=["document", "sentence", "text"])


def test_collisions_of_the_corpus_include_the_known_ones(lines):
    report = report_collisions(lines)
    cases = set(zip(report["kind"], report["sastrawi_stem"], strict=True))
    assert {("merged", "ingat"), ("merged", "jabat"), ("merged", "temu"), ("merged", "camat")} <= cases
    assert {("broken", "milu"), ("broken", "tahana"), ("broken", "bal")} <= cases
    netral = report[report["protected_stem"] == "netral"]
    assert netral["kind"].tolist() == ["split"]
    assert {"netral", "netralitas", "ketidaknetralan"} <= set(netral["sastrawi_stem"].iloc[0].split(" | "))
    assert report["reason"].str.len().gt(0).all()
    mixed = report_collisions(lines.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(report, mixed)


def test_collisions_include_every_word_whose_stems_differ(lines):
    report = report_collisions(lines)
    told = {form.rpartition(" ")[0] for forms in report["forms"] for form in re.split(r", | \| ", forms)}
    types = {token for text in lines["text"] for token in tokenise(text)}
    own, ours = stem_types(types, protect=False), stem_types(types)
    assert {word for word in types if own[word] != ours[word]} <= told


def test_terms_of_the_corpus_count_every_token(lines):
    terms = count_terms(lines, stems="none", stop_words=False, phrases=False, minimum_documents=1)
    assert terms.matrix.sum() == sum(len(tokenise(text)) for text in lines["text"])
    assert list(terms.rows["document"]) == sorted(lines["document"])


def test_tags_entities_and_addresses_are_no_words() -> None:
    text = "<p>Sanksi&nbsp;&amp; <b>huku\u00adman</b></p> https://contoh.id/x?y=1 rina@contoh.id www.contoh.id"
    text += " \\nmedia sosial"
    tokens = find_tokens(text)
    assert [token for *_, token in tokens] == ["sanksi", "hukuman", "media", "sosial"]
    assert [text[start:stop] for start, stop, _ in tokens] == ["Sanksi", "huku\u00adman", "media", "sosial"]
    assert tokenise(text) == ["sanksi", "hukuman", "media", "sosial"]
    assert join_phrases(text)[2:] == ["media sosial"]
    table = pd.DataFrame({"document": ["a", "b"], "sentence": 1, "text": text})
    assert count_terms(table).stems == ("hukuman", "media sosial", "sanksi")


def test_a_host_name_and_a_less_than_sign_are_kept() -> None:
    assert tokenise("detik.com: x < y dan R&D") == ["detik", "com", "x", "y", "dan", "r", "d"]


def test_separators_have_no_mark_up() -> None:
    text = 'ASN, <a href="https://contoh.id">netral</a>. &quot;Ya'
    assert find_separators(text, find_tokens(text)) == ["", ", ", '. "']
