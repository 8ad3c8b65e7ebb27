"""Eight longer invented items on smoke in a dry season, each sentence with the frames that it has.

They have the kinds, themes and periods of the short items of tests/haze.py. In each of them a head of a region and a
disaster agency speak. The frames were given by reading the sentences, not by words: b is burning, h is harm.
"""

from collections.abc import Mapping
from pathlib import Path

import haze

OFFICES = {"head": "head of a region", "agency": "disaster agency", "other": "anybody else"}
CODES = {"b": "burning", "h": "harm"}
CONTRAST = """
[[contrast]]
id = "office"
label = "Heads of regions against agencies"
column = "office"
a = ["head"]
b = ["agency"]
"""
SENTENCES = {
    "1": """
  | Hujan belum turun di hulu.
b | “Lahan gambut di hulu jangan lagi dibakar untuk ladang baru,” kata Bupati Arman Sasmita di posko.
b | Arman menegaskan pemilik kebun yang membakar ilalang akan dipanggil polisi.
  | Bupati itu mengatakan bahan bakar perahu patroli ditanggung kabupaten.
b | Ia menyebut kebakaran di hulu tahun ini lebih luas daripada tahun lalu.

b | Kepala BPBD Gunawan Lestari mengatakan api di tepi hutan padam setelah tiga hari disiram.
b | “Bara masih menyala di bawah tanah sedalam dua meter,” ujar Gunawan.
  | Menurut Gunawan, dua helikopter tiba lewat bandara lama pekan depan.
h | Gunawan menyebut tujuh relawan dirawat karena sesak napas.
""",
    "2": """
  | Jarak pandang di pelabuhan kurang dari satu kilometer.
h | Bupati Arman Sasmita menegaskan asap pekat mengancam paru-paru anak balita.
h | “Kami membagikan masker gratis di pasar dan terminal,” kata Arman.
  | Arman memastikan pasar ikan asap di muara tetap buka.
h | Menurut Arman, tiga puskesmas buka sampai tengah malam untuk pasien batuk.
b | Ia mengatakan warga hilir sudah berhenti membakar jerami.
b | Arman meminta camat mendatangi setiap rumah agar tidak ada yang membakar daun kering.

b | Kepala BPBD Gunawan Lestari menyatakan regu jaga menemukan empat titik api di belakang sekolah.
h | “Murid kelas satu mengeluh mata perih sejak pagi,” kata Gunawan.
  | Gunawan meminta setiap desa mencatat nomor telepon posko.
b | Menurut dia, kobaran di kebun kelapa berhasil dikepung sebelum malam.
""",
    "3": """
  | Rapat itu dihadiri kepala desa.
b | “Perusahaan yang membakar hutan kehilangan izin,” ujar Gubernur Dewanti Prawara dalam rapat dewan.
b | Dewanti menyatakan pembakaran sisa panen dilarang sampai November.
  | Gubernur itu mengatakan anggaran darurat naik dua kali lipat.
  | Dewanti menjelaskan bahan bakar mesin pompa dibayar provinsi.
h | Menurut Dewanti, kabut asap membuat nelayan tidak melaut selama sepekan.

b | Kepala BPBD Rukmana Tirta mengatakan api dari kebun sawit yang dibakar merambat ke rawa.
b | “Sekat kanal menahan api di tiga kecamatan,” kata Rukmana.
  | Rukmana mengatakan pesawat penyemai garam menunggu awan yang cukup.
b | Ia mengakui regu kekurangan selang untuk memadamkan semak di lereng utara.
""",
    "4": """
  | Bandara kembali dibuka.
h | Gubernur Dewanti Prawara menyatakan udara di ibu kota provinsi tidak layak dihirup.
h | “Ibu hamil jangan keluar rumah selama asap turun,” kata Dewanti.
h | Dewanti mengatakan empat puluh ribu masker dikirim ke sekolah.
b | Menurut Dewanti, larangan membakar ladang berlaku juga bagi peladang di pegunungan.
  | Gubernur itu berjanji menemui petani karet bulan depan.
b | Ia menegaskan aparat yang membiarkan lahan dibakar akan diganti.

b | Kepala BPBD Rukmana Tirta mengatakan kobaran di hutan lindung menjauh dari permukiman.
  | “Data cuaca kami perbarui setiap enam jam,” ujar Rukmana.
h | Rukmana menyebut dua belas orang lanjut usia dipindahkan ke ruang berpenyaring udara.
b | Menurut Rukmana, sampah yang dibakar memicu kebakaran di dekat gudang beras.
""",
    "5": """
  | Jalan lintas ditutup sejak pagi.
b | “Jangan membakar sampah di halaman,” kata Wali Kota Elang Lubuk.
b | Elang mengatakan denda bagi pembakar lahan dinaikkan menjadi lima puluh juta rupiah.
  | Elang menjanjikan sumur bor untuk empat kelurahan.
  | Menurut Elang, kapal tangki bahan bakar merapat lagi hari Kamis.

b | Kepala BPBD Yusnita Karim menyebut api kecil di tempat pembuangan cepat diatasi.
  | “Warga boleh melapor lewat pesan singkat,” ujar Yusnita.
b | Yusnita menjelaskan padang rumput di pinggir kota hangus dalam semalam.
h | Menurut Yusnita, tiga pengendara motor terjatuh karena jalan tertutup kabut.
""",
    "6": """
  | Sumur warga mulai kering.
h | Wali Kota Elang Lubuk mengatakan sekolah dasar diliburkan sampai udara bersih.
h | “Masker kain tidak cukup untuk melindungi pekerja,” kata Elang.
b | Elang menyatakan pelaku pembakaran di bukit sudah ditangkap.
  | Elang mengajak warga menanam pohon peneduh setelah musim hujan.
b | Menurut Elang, empat kebun di bukit terbakar karena ulah pemburu.

b | Kepala BPBD Yusnita Karim mengatakan titik panas di bukit turun dari sembilan menjadi dua.
b | “Kami menjaga bekas api itu siang dan malam,” kata Yusnita.
h | Yusnita menambahkan asap dari bukit masuk ke rumah sakit kota.
  | Menurut Yusnita, posko pindah ke gedung olahraga.
""",
    "7": """
  | Kapal menunggu di muara.
h | Bupati Salim Marbun mengatakan penderita asma bertambah dua kali lipat.
b | “Kebun yang sengaja dibakar kami segel,” kata Salim.
b | Salim menegaskan kepala desa wajib melaporkan siapa yang membakar semak.
  | Menurut Salim, dana desa dapat dipakai untuk membeli pompa.

b | Kepala BPBD Nurdin Halawa menyatakan api di ladang jagung bermula dari puntung rokok.
h | “Anak-anak di barak pengungsi batuk sepanjang malam,” ujar Nurdin.
b | Nurdin meminta alat berat membuat jalur penahan api sepanjang sungai.
  | Ia mengatakan truk air datang dari kabupaten tetangga.
""",
    "8": """
  | Sungai surut sejak Agustus.
  | Bupati Salim Marbun mengatakan bahan bakar genset rumah dinas dikurangi.
b | Salim menyebut pembakaran lahan menurun sejak patroli malam dimulai.
  | “Kami membuka lagi pasar malam mulai Sabtu,” kata Salim.
b | Menurut Salim, petani yang membuka ladang tanpa membakar mendapat bibit gratis.

b | Kepala BPBD Nurdin Halawa mengatakan api terakhir padam hari Minggu.
  | “Relawan boleh pulang ke desa masing-masing,” kata Nurdin.
h | Nurdin mengakui asap tipis masih mengganggu penerbangan pagi.
b | Nurdin memperkirakan tanah bekas dibakar menyala lagi bila angin kencang.
""",
}  # fmt: skip


def _split(block: str) -> list[list[tuple[str, str]]]:
    """The paragraphs of an item: lists of marks and sentence."""
    paragraphs = [paragraph.strip("\n").split("\n") for paragraph in block.split("\n\n")]
    return [[(line[:1].strip(), line[4:]) for line in paragraph] for paragraph in paragraphs]


TEXTS = {
    number: "\n\n".join(" ".join(sentence for _, sentence in paragraph) for paragraph in _split(block))
    for number, block in SENTENCES.items()
}
TRUTH: Mapping[str, set[str]] = {
    sentence: {CODES[mark] for mark in marks}
    for block in SENTENCES.values()
    for paragraph in _split(block)
    for marks, sentence in paragraph
}


def make_corpus(base: Path) -> Path:
    """Make the corpus with its documents, which nobody has coded; base is the project."""
    folder = haze.write_folder(base / "corpus", offices=OFFICES)
    with (folder / "contrasts.toml").open("a", encoding="utf-8") as file:
        file.write(CONTRAST)
    haze.call(folder, "add", haze.write_table(base / "items.jsonl", TEXTS))
    return folder


def fill_sheet(sheet: Path) -> None:
    """Fill a sheet as a coder who sees what is there."""
    haze.fill_sheet(sheet, truth=TRUTH)
