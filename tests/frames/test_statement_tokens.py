"""Cues in statements: words with a clitic or an affix of Indonesian, and cues that stand for the sentence before."""

import pandas as pd
import pytest

from research import frames, tables


def tell(*rows: tuple[str, str], document: str = "d") -> pd.DataFrame:
    """A statements table of one document: speaker and text of each sentence; narration has the speaker -."""
    said = [(number, speaker != "-", speaker.strip("-"), text) for number, (speaker, text) in enumerate(rows, 1)]
    told = [
        (document, number, 0, len(text), text, reported, speaker, "head", True, "indirect", "coded", 1.0)
        for number, reported, speaker, text in said
    ]
    return pd.DataFrame(told, columns=tables.list_columns("statements"))


def find(statements: pd.DataFrame, book) -> set[tuple[int, str]]:
    table = frames.code_with_cues(statements, book)
    kept = table[table["present"]]
    return set(zip(kept["sentence"], kept["frame"], strict=True))


SANCTION = ("Budi", "ASN yang berkampanye dapat dipecat.")
RULE = ("Budi", "Aturan itu, katanya, sudah lama berlaku.")


@pytest.mark.parametrize(
    ("rows", "carried"),
    [
        ([SANCTION, RULE], {1, 2}),
        ([SANCTION, RULE, ("Budi", "Ketentuan tersebut mengikat semua pegawai.")], {1, 2, 3}),
        ([SANCTION, ("Sari", RULE[1])], {1}),
        ([("", SANCTION[1]), ("", RULE[1])], {1}),
        ([RULE], set()),
        ([SANCTION, ("-", "Acara itu dihadiri camat."), RULE], {1}),
        ([SANCTION, ("Budi", "Pegawai wajib netral."), RULE], {1}),
        ([SANCTION, ("Budi", "Karena itu, katanya, ASN harus netral.")], {1}),
        ([("Budi", "Pegawai wajib netral."), RULE], set()),
        ([("-", SANCTION[1]), RULE], set()),
    ],
)
def test_words_for_the_sentence_before_carry_its_frame_where_the_speaker_goes_on(book, rows, carried):
    assert find(tell(*rows), book) == {(number, "sanctions") for number in carried}


def test_a_frame_is_carried_in_any_order_of_the_rows_and_never_from_another_document(book):
    told = tell(SANCTION, RULE)
    assert find(told.iloc[::-1], book) == {(1, "sanctions"), (2, "sanctions")}
    other = pd.concat([tell(SANCTION, document="a"), tell(("Budi", "Ia datang."), RULE, document="b")])
    assert find(other, book) == {(1, "sanctions")}


@pytest.mark.parametrize(
    "text",
    [
        "Isi Facebook-nya selalu membela satu calon.",
        "Isi Facebooknya selalu membela satu calon.",
        "Isi IG-nya dan Instagramnya sama saja.",
        "Di WA Group-nya, FB-nya, dan medsosnya ia membela satu calon.",
        "Video calon jangan dishare pegawai.",
        "Video calon jangan di-share pegawai.",
        "Kampanye calon dilike dan direpost pegawai.",
        "Ada pegawai yang ngelike foto calon.",
        "Pegawai mengupload gambar calon.",
        "Akun TikTok calon difollow pegawai.",
    ],
)
def test_loanwords_of_social_media_are_found_with_affixes_and_clitics(book, text):
    assert (1, "social_media") in find(tell(("Budi", text)), book)


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("Kami bakal melakukan peneguran.", "sanctions"),
        ("Besok dia saya berhentikan dari jabatannya.", "sanctions"),
        ("Dua pegawai sedang kami selidiki.", "sanctions"),
        ("Jika terbukti, kita serahkan kepada aparat penegak hukum.", "sanctions"),
        ("Kontrak honorer itu tidak akan diperpanjang.", "sanctions"),
        ("Mereka akan mendapat peringatan secara tertulis.", "sanctions"),
        ("Kenaikan pangkatnya bisa ditunda setahun.", "sanctions"),
        ("Tunjangan pegawai itu akan dipotong.", "sanctions"),
        ("Ia dijatuhi hukdis dan didemosi.", "sanctions"),
        ("Pelanggar bisa PTDH.", "sanctions"),
        ("Sudah empat laporan tentang ASN berpihak yang kami terima.", "sanctions"),
        ("Dugaan terhadap dua camat itu sedang ditelusuri Bawaslu.", "sanctions"),
        ("Tugaslah yang diutamakan pegawai.", "service_priority"),
        ("Pegawai tetap ngantor dan bekerja seperti biasa.", "service_priority"),
        ("Pekerjaanlah pusat perhatian pegawai.", "service_priority"),
        ("Pegawai, pintanya, jangan ikut menyebarkan isu SARA dan ujaran kebencian.", "social_conflict"),
        ("Pegawai jangan memecah belah warga.", "social_conflict"),
        ("Camat jangan ikut memenangkan calon dengan melibatkan pegawainya.", "interest_conflict"),
        ("Lurah jangan mengarahkan warga kepada calon tertentu.", "interest_conflict"),
        ("Seragam dinas jangan dibawa ke kampanye.", "interest_conflict"),
        ("Pegawai dilarang memakai sumber daya birokrasi untuk calon.", "interest_conflict"),
    ],
)
def test_words_of_the_frames(book, text, frame):
    assert (1, frame) in find(tell(("Budi", text)), book)


@pytest.mark.parametrize(
    "text",
    [
        "Bupati menegaskan tidak ragu menindak tegas ASN yang berpihak.",
        "Bawaslu akan mengawasi semua camat selama kampanye.",
        "Perbuatan itu termasuk pelanggaran disiplin, bukan pelanggaran pemilu.",
        "Pelanggaran netralitas ASN tahun ini lebih banyak daripada tahun lalu.",
        "Netralitas ASN penting agar pilkada berlangsung lancar, tertib, dan damai.",
        "Pegawai jangan mudah percaya pada berita bohong.",
        "Jangan ikut menyebarkan hoaks.",
        "ASN berpihak karena berharap cepat naik pangkat.",
        "Netralitas dijaga agar pilkada jujur dan adil.",
        "Ketidaknetralan mencoreng profesionalisme ASN dan mengurangi kepercayaan warga.",
        "Keadaan di Wonosobo sampai hari ini kondusif.",
        "Berkas pegawai itu nanti diarahkan ke KASN.",
        "Panitia diminta menjalankan tugas dan fungsinya.",
        "Ia menerangkan tugas pokok panitia.",
        "ASN harus bebas dari pengaruh golongan.",
        "Bupati mengajak warga menjaga kerukunan.",
        "Pemeriksaan kesehatan calon digelar di rumah sakit.",
        "Gubernur mengarahkan jajarannya agar netral.",
        "Saat dihubungi lewat WhatsApp, ia membenarkan kabar itu.",
    ],
)
def test_words_that_are_no_frame(book, text):
    assert find(tell(("Budi", text)), book) == set()
