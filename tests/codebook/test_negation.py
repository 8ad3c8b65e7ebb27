import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from research import tables
from research.codebook import find_governors, mark_sentence, negation, read_grammar
from research.frames import code_with_cues, list_hits
from research.text import count_terms, find_tokens, join_phrases, stem_types, tokenise

# Worked by hand: a sentence, its hit between brackets, whether it is negated, the negators, the modals.
GOVERNED = [
    ("ASN tidak boleh [memihak].", True, "tidak", "boleh"),
    ("ASN [memihak] tidak boleh.", False, "", ""),
    ("ASN harus [melayani] warga.", False, "", "harus"),
    ("ASN [melayani] warga.", False, "", ""),
    ("ASN tidak [memihak].", True, "tidak", ""),
    ("Jangan [memihak], pesannya.", True, "jangan", ""),
    ("Pegawai dilarang [berkampanye].", False, "", "dilarang"),
    ("Pegawai tidak dilarang [memilih].", True, "tidak", "dilarang"),
    ("Pelanggar akan dijatuhi [sanksi].", False, "", "akan"),
    ("Belum ada [sanksi] yang jelas.", True, "belum", ""),
    ("Tidak ada pegawai yang [memihak].", True, "tidak", ""),
    ("Tidak ada pegawai yang boleh [memihak].", True, "tidak", "boleh"),
    ("Tidak satu pun ASN [memihak].", True, "tidak", ""),
    ("Jangan sampai, katanya, loket [membedakan] warga.", True, "jangan", ""),
    ("Jangan sampai pegawai yang netral [dipecat].", True, "jangan", ""),
    ("Mereka melayani tanpa [membeda-bedakan] warga.", True, "tanpa", ""),
    ("Mereka [melayani] tanpa membeda-bedakan warga.", False, "", ""),
    # What two of a kind do to each other.
    ("ASN tidak boleh tidak [melayani] warga.", False, "tidak tidak", "boleh"),
    ("Bukan tidak mungkin ia [dipecat].", False, "bukan tidak", "mungkin"),
    ("Tidak ada ASN yang tidak [melayani] warga.", False, "tidak tidak", ""),
    ("ASN harus dapat [melayani] warga.", False, "", "harus dapat"),
    ("ASN wajib tidak [memihak].", True, "tidak", "wajib"),
    ("PNS tidak saling [bergesekan].", True, "tidak", ""),
    ("Ia tidak membolehkan ASN menyukai, apalagi [berkomentar].", True, "tidak", "membolehkan"),
    # False negations.
    ("ASN tidak hanya [melayani] tetapi juga mengayomi.", False, "", ""),
    ("ASN bukan hanya [abdi] negara, melainkan juga pelayan.", False, "", ""),
    ("ASN tidak hanya melayani tetapi juga harus [mengayomi].", False, "", "harus"),
    ("Ia tidak segan menjatuhkan [sanksi].", False, "", ""),
    ("Ia tidak akan ragu-ragu [menindak] pelanggar.", False, "", "akan"),
    ("Pelanggar tidak luput dari [sanksi].", False, "", ""),
    ("Mau tidak mau ia harus [dipecat].", False, "", "harus"),
    # Lists carry on, clauses do not.
    ("ASN tidak boleh memihak atau [berkampanye].", True, "tidak", "boleh"),
    ("ASN tidak boleh memihak dan [berkampanye].", True, "tidak", "boleh"),
    ("ASN tidak boleh memihak, [mengunggah], atau menyukai foto calon.", True, "tidak", "boleh"),
    ("ASN tidak boleh memihak, mengunggah, atau [menyukai] foto calon.", True, "tidak", "boleh"),
    ("ASN tidak boleh memihak dan tetap [melayani] warga.", False, "", ""),
    ("ASN tidak boleh memihak dan harus [melayani] warga.", False, "", "harus"),
    ("Ia tidak datang, [sanksi] menanti.", False, "", ""),
    ("ASN tidak boleh memihak karena [sanksi] menanti.", False, "", ""),
    ("ASN tidak boleh memihak agar [pelayanan] berjalan.", False, "", ""),
    ("ASN tidak memihak, tetapi [melayani] semua.", False, "", ""),
    ("ASN tidak memihak; [sanksi] menanti.", False, "", ""),
    ("ASN tidak memihak \u2013 [sanksi] menanti.", False, "", ""),
    ("Bukan hukuman melainkan [pembinaan] yang perlu.", False, "", ""),
    ("Bukan [hukuman] melainkan pembinaan yang perlu.", True, "bukan", ""),
    ("ASN diminta tidak berkampanye, bijak di [media sosial], dan tidak memihak.", False, "", ""),
    ("Pilkada bukan tempat memfitnah dan ia meminta warga menjaga [kedamaian].", True, "bukan", ""),
    ("Pilkada bukan tempat memfitnah dan meminta warga menjaga [kedamaian].", False, "", ""),
    # A predicate that is complete.
    ("Pegawai yang tidak netral dikenai [sanksi].", False, "", ""),
    ("Pegawai yang tidak netral akan dikenai [sanksi].", False, "", "akan"),
    ("Pegawai yang tidak [melayani] warga dipecat.", True, "tidak", ""),
    ("Pegawai yang tidak melayani warga [dipecat].", False, "", ""),
    ("ASN tidak netral [dipecat].", False, "", ""),
    ("Pegawai yang dilarang memakai [fasilitas negara] sudah tahu.", False, "", "dilarang"),
    # Asides.
    ("ASN tidak boleh, kata dia, [memihak].", True, "tidak", "boleh"),
    ("ASN harus, ujar Sekda Kota Denpasar, [melayani] warga.", False, "", "harus"),
    ("Bila ASN tidak netral, katanya, warga [terpecah].", False, "", ""),
    ("Dengan tidak memihak, kata dia, pegawai menjaga [kondusifitas].", False, "", ""),
    ("Menurut dia, ASN tidak boleh [memihak].", True, "tidak", "boleh"),
    # A governor inside the hit, and the window.
    ("[Jabatan tidak boleh dipakai] untuk calon.", True, "tidak", "boleh"),
    ("Nasib [petahana yang tidak mendukung bisa terkena mutasi].", False, "", "bisa"),
    ("[ASN di kota, kata dia, harus dijaga agar tidak dikerahkan] lagi.", True, "tidak", ""),
    ("Ia melarang [mobil dinas] diparkir di sana.", False, "", "melarang"),
    ("Pejabat tidak memakai [fasilitas negara] di sana.", True, "tidak", ""),
    ("Ia tidak ingin ada pegawai yang [diperiksa] lagi.", True, "tidak", ""),
    ("Hendaknya pegawai [melayani] dengan baik.", False, "", "hendaknya"),
    ("ASN tidak memakai mobil rumah gedung kantor aula lapangan kursi [meja].", False, "", ""),
]  # fmt: skip


def tell(*texts: str, reported: bool = True, start: int = 0) -> pd.DataFrame:
    rows = []
    for number, text in enumerate(texts, 1):
        mode, office = ("indirect", "secretary") if reported else ("narration", "")
        rows.append(("d", number, start, start + len(text), text, reported, "", office, reported, mode, "coded", 1.0))
        start += len(text) + 1
    return pd.DataFrame(rows, columns=tables.list_columns("statements"))


def govern(book, marked: str) -> tuple[bool, str, str]:
    first, last = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    found = find_tokens(text)
    stems = stem_types({token for *_, token in found})
    grammar = read_grammar(book)
    sentence = mark_sentence(text, found, [stems[token] for *_, token in found], grammar)
    inside = [place for place, (begin, end, _) in enumerate(found) if first <= begin and end <= last]
    negators, modals = find_governors(sentence, inside[0], inside[-1] + 1, grammar)
    return len(negators) % 2 == 1, " ".join(negators), " ".join(modals)


@pytest.mark.parametrize(("marked", "negated", "negator", "modal"), GOVERNED)
def test_what_governs_a_hit(book, marked, negated, negator, modal):
    assert govern(book, marked) == (negated, negator, modal)


def test_there_is_a_row_for_every_hit_of_every_cue(book):
    hits = list_hits(tell("Ada sanksi, lalu sanksi lagi: ia dipecat."), book)
    assert hits[["frame", "cue", "text"]].values.tolist() == [
        ["sanctions", "sanction", "sanksi"],
        ["sanctions", "sanction", "sanksi"],
        ["sanctions", "dismissal", "dipecat"],
    ]
    assert hits["start"].tolist() == [4, 17, 33]


def test_the_text_is_unchanged_and_keeps_its_negation_and_its_modals(book):
    text = "Jabatan TIDAK boleh dipakai, ASN tidak boleh memihak."
    statements = tell(text, start=7)
    before = statements.copy(deep=True)
    hits = list_hits(statements, book)
    pd.testing.assert_frame_equal(statements, before)
    assert hits.loc[0, "text"] == "Jabatan TIDAK boleh dipakai"
    assert hits.loc[0, ["start", "stop"]].tolist() == [7, 7 + len("Jabatan TIDAK boleh dipakai")]
    assert tokenise(text)[-3:] == ["tidak", "boleh", "memihak"]
    assert join_phrases("ASN tidak boleh memihak.") == ["asn", "tidak", "boleh", "memihak"]
    terms = count_terms(pd.concat([tell(text), tell(text).assign(document="e")]))
    assert {"tidak", "boleh"} <= set(terms.stems)


def test_negation_changes_no_code(book):
    plain, negated = tell("Ia dipecat."), tell("Ia tidak dipecat.")
    assert code_with_cues(plain, book)["present"].tolist() == code_with_cues(negated, book)["present"].tolist()
    assert list_hits(negated, book)["negated"].tolist() == [True]
    assert list_hits(plain, book)["negated"].tolist() == [False]


def test_narration_and_no_statements_have_no_hits(book):
    assert len(list_hits(tell("Ada sanksi.", reported=False), book)) == 0
    empty = list_hits(tell("x").iloc[:0], book)
    assert len(tables.check_table(empty, "hits")) == 0


def test_a_frame_is_present_where_it_has_a_hit_and_names_the_first_of_them(book, coded):
    frames, hits = code_with_cues(coded.statements, book), list_hits(coded.statements, book)
    key = ["document", "sentence", "frame"]
    parents = {frame.code for frame in book.frames if not any(f.parent == frame.code for f in book.frames)}
    own = frames[frames["present"] & frames["frame"].isin(parents)].sort_values(key, ignore_index=True)
    first = hits.sort_values([*key, "start"], kind="stable").drop_duplicates(key).sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(own[key], first[key])
    assert own["cue_start"].tolist() == first["start"].tolist()
    texts = coded.statements.set_index(["document", "sentence"])
    for row in hits.itertuples():
        statement = texts.loc[(row.document, row.sentence)]
        assert statement["text"][row.start - statement["start"] : row.stop - statement["start"]] == row.text


def test_a_hit_does_not_depend_on_the_sentences_around_it(book):
    texts = ["Jangan beri sanksi.", "Ia tidak dipecat, katanya.", "Jaga persatuan dan layani warga."]
    together = list_hits(tell(*texts), book)
    alone = [list_hits(tell(text), book) for text in texts]
    columns = ["frame", "cue", "text", "negated", "negator", "modal"]
    pd.testing.assert_frame_equal(together[columns], pd.concat(alone, ignore_index=True)[columns])


WORDS = ["tidak", "jangan", "boleh", "harus", "yang", "dan", ",", ", katanya,", "sanksi", "tetap", "melayani", "karena"]


def test_a_hostile_sentence_is_looked_at_no_farther_than_stated(book):
    text = "Tidak ada" + ", katanya" * 40 + ", yang dipecat."
    assert list_hits(tell(text), book)["negator"].tolist() == [""]
    near = "Tidak ada, katanya, yang dipecat."
    assert list_hits(tell(near), book)["negator"].tolist() == ["tidak"]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, "netral", ";", "tidak hanya", "2024", "\u201cdipecat\u201d"]), max_size=14))
def test_any_sentence_can_be_read(book, drawn):
    text = " ".join(drawn) + "."
    hits = list_hits(tell(text), book)
    for row in hits.itertuples():
        assert text[row.start : row.stop] == row.text
        before = tokenise(text[: row.stop])
        for word in [*row.negator.split(), *row.modal.split()]:
            assert word in before
        assert row.negated == (len(row.negator.split()) % 2 == 1)


def test_work_grows_linearly_with_a_hostile_sentence(book, monkeypatch):
    asked = 0
    governs = negation._governs

    def count(*arguments):
        nonlocal asked
        asked += 1
        return governs(*arguments)

    monkeypatch.setattr(negation, "_governs", count)
    work = []
    for size in (200, 400):
        asked = 0
        list_hits(tell("tidak ada yang harus " * 2 + "sanksi dan " * size), book)
        work.append(asked)
    assert 1.8 * work[0] <= work[1] <= 2.2 * work[0]
