"""Word files and PDFs: every word of the body once, in its order, and what is left out is told."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest

from research.tables import InputError, read_text

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def make_docx(body: str, path: Path) -> Path:
    """A Word file whose body is the given XML, w: standing for the namespace of its words."""
    file = io.BytesIO()
    docx.Document().save(file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "word/document.xml":
                content = re.sub(rb"(?s)<w:body>.*</w:body>", f"<w:body>{body}</w:body>".encode(), content)
            new.writestr(entry, content)
    return path


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*parts: str) -> str:
    return f"<w:p>{''.join(parts)}</w:p>"


def cell(*paragraphs: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraphs)}</w:tc>"


def table(*rows: list[str]) -> str:
    return f"<w:tbl>{''.join('<w:tr>' + ''.join(row) + '</w:tr>' for row in rows)}</w:tbl>"


BOX = (
    '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    "<mc:Choice Requires='wps'><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            paragraph(run("“Jangan berpihak, "), f"<w:ins>{run('sanksi ')}</w:ins>", run("menanti,” kata Rina.")),
            ["“Jangan berpihak, sanksi menanti,” kata Rina."],
            id="an insertion that nobody accepted",
        ),
        pytest.param(
            paragraph(run("ASN "), "<w:del><w:r><w:delText>tidak </w:delText></w:r></w:del>", run("netral.")),
            ["ASN netral."],
            id="a deletion",
        ),
        pytest.param(
            paragraph(run("kata "), f"<w:smartTag>{run('Rina Wulandari')}</w:smartTag>", run(" di Bontang.")),
            ["kata Rina Wulandari di Bontang."],
            id="a name in a smart tag",
        ),
        pytest.param(
            f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('Di dalam kontrol.'))}</w:sdtContent></w:sdt>"
            + paragraph(f"<w:sdt><w:sdtContent>{run('Wali Kota')}</w:sdtContent></w:sdt>", run(" hadir.")),
            ["Di dalam kontrol.", "Wali Kota hadir."],
            id="content controls, of a block and in a line",
        ),
        pytest.param(
            paragraph(run("Sebelum kotak."), BOX.format(paragraph(run("Di dalam kotak.")))),
            ["Sebelum kotak.", "Di dalam kotak."],
            id="a text box, written twice for two programs",
        ),
        pytest.param(
            table([cell(paragraph(run("Netral semua.")), properties='<w:gridSpan w:val="3"/>')]),
            ["Netral semua."],
            id="cells merged across",
        ),
        pytest.param(
            table(
                [cell(paragraph(run("Bupati")), properties='<w:vMerge w:val="restart"/>'), cell(paragraph(run("Ani")))],
                [cell(paragraph(run("Bupati")), properties="<w:vMerge/>"), cell(paragraph(run("Budi")))],
            ),
            ["Bupati Ani", "Budi"],
            id="cells merged downwards",
        ),
        pytest.param(
            table(
                [cell(paragraph(run("Luar.")), table([cell(paragraph(run("Dalam."))), cell(paragraph(run("Juga.")))]))]
            ),
            ["Luar.", "Dalam. Juga."],
            id="a table in a cell",
        ),
        pytest.param(
            table([cell(paragraph(run("Kop surat")), paragraph(run("Isi satu.")), paragraph(run("Isi dua.")))]),
            ["Kop surat", "Isi satu.", "Isi dua."],
            id="a letter laid out in a cell",
        ),
        pytest.param(
            paragraph(
                "<w:hyperlink>" + run("netralitas ASN") + "</w:hyperlink>", "<w:r><w:tab/></w:r>", run("penting")
            ),
            ["netralitas ASN penting"],
            id="a link and a tab",
        ),
        pytest.param(
            paragraph(
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>',
                run("23 Oktober 2024"),
            ),
            ["23 Oktober 2024"],
            id="the result of a field and not its instruction",
        ),
    ],
)
def test_every_word_of_the_body_once(tmp_path: Path, body: str, expected: list[str]) -> None:
    read = read_text(make_docx(body, tmp_path / "rilis.docx"))
    assert (read.text.split("\n\n"), read.fields["complete"], read.notes) == (expected, "true", ())


def test_words_that_stand_in_another_part_make_the_document_incomplete(tmp_path: Path) -> None:
    body = paragraph(run("Lihat bagan.")) + '<w:altChunk w:id="x"/>'
    read = read_text(make_docx(body, tmp_path / "a.docx"))
    assert (read.text, read.fields["complete"]) == ("Lihat bagan.", "false")
    assert read.notes == ("left out: a part from another file",)


def test_what_is_no_word_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(InputError, match=r"a\.docx: file: found .*save it again"):
        read_text(tmp_path / "a.docx")


def make_pdf(pages: list[list[str]], path: Path) -> Path:
    """A PDF that shows each page's lines in Helvetica."""
    writer = pypdf.PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        shown = "".join(f"({line}) Tj T* " for line in lines).encode("cp1252")
        stream = pypdf.generic.StreamObject()
        stream.set_data(b"BT /F1 11 Tf 14 TL 60 760 Td " + shown + b"ET")
        font = pypdf.generic.DictionaryObject(
            {
                pypdf.generic.NameObject("/Type"): pypdf.generic.NameObject("/Font"),
                pypdf.generic.NameObject("/Subtype"): pypdf.generic.NameObject("/Type1"),
                pypdf.generic.NameObject("/BaseFont"): pypdf.generic.NameObject("/Helvetica"),
                pypdf.generic.NameObject("/Encoding"): pypdf.generic.NameObject("/WinAnsiEncoding"),
            }
        )
        fonts = pypdf.generic.DictionaryObject({pypdf.generic.NameObject("/F1"): font})
        page[pypdf.generic.NameObject("/Resources")] = pypdf.generic.DictionaryObject(
            {pypdf.generic.NameObject("/Font"): fonts}
        )
        page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream)
    writer.write(path)
    return path


FIRST = [
    "Wali Kota Bontang mengingatkan seluruh aparatur sipil negara agar menjaga netralitas",
    "selama tahapan pemilihan berlangsung. Ia berkata sanksi menanti bagi siapa yang melanggar aturan",
]
SECOND = ["ini, lalu menutup apel pagi di halaman kantor wali kota pada hari Rabu bersama kepala dinas."]
WHOLE = " ".join([*FIRST, *SECOND])


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("Siaran Pers Pemerintah Kota Bontang - Nomor 12/HMS/X/2024", "Halaman {page} dari 2"),
        ("Humas Kota Bontang", "{page}"),
        ("", "- {page} -"),
        ("Lampiran surat, hal. {page}", ""),
    ],
)
def test_heads_feet_and_numbers_of_pages_do_not_stand_inside_a_sentence(tmp_path: Path, head: str, foot: str) -> None:
    pages = [
        [line for line in (head.format(page=page), *lines, foot.format(page=page)) if line]
        for page, lines in enumerate((FIRST, SECOND), start=1)
    ]
    read = read_text(make_pdf(pages, tmp_path / "rilis.pdf"))
    assert (read.text, read.fields["complete"]) == (WHOLE, "true")
    told = "; ".join(read.notes)
    assert not head or head.format(page=1) in told


def test_left_and_right_pages_may_have_heads_of_their_own(tmp_path: Path) -> None:
    heads = ["Kabupaten Lebong", "Siaran pers"]
    lines = [f"Kalimat nomor {word} cukup panjang agar mengisi satu baris penuh di halaman itu." for word in "abcdef"]
    pages = [[heads[place % 2], line, "Bupati hadir." * (place + 1)] for place, line in enumerate(lines)]
    read = read_text(make_pdf(pages, tmp_path / "a.pdf"))
    assert not any(head in read.text for head in heads)
    assert all(line in read.text for line in lines)


def test_a_page_of_its_own_keeps_its_lines(tmp_path: Path) -> None:
    read = read_text(make_pdf([["Pengumuman", *FIRST]], tmp_path / "a.pdf"))
    assert read.text.startswith("Pengumuman") and read.notes == ()


def test_what_reads_like_a_sentence_is_no_head_or_foot_however_often_it_stands(tmp_path: Path) -> None:
    closing = "kata Bupati Lembata Matheos Tan."
    pages = [
        [*FIRST, "\u201cKami siap,\u201d"],
        [closing, *SECOND, "Semua hadir."],
        [closing, "Warga pulang.", "Semua hadir."],
    ]
    read = read_text(make_pdf(pages, tmp_path / "a.pdf"))
    assert (read.text.count(closing), read.text.count("Semua hadir."), read.notes) == (2, 2, ())


def test_a_number_that_a_sentence_goes_on_with_stays(tmp_path: Path) -> None:
    pages = [["Buletin Pesisir", *FIRST, "yang ditanam pada tahun"], ["Buletin Pesisir", "2024", *SECOND, "2"]]
    read = read_text(make_pdf(pages, tmp_path / "a.pdf"))
    assert "pada tahun\n\n2024\n\nini" in read.text
    assert "Buletin" not in read.text and not read.text.endswith("2")


def test_a_table_of_a_page_that_is_not_read_makes_the_document_incomplete(tmp_path: Path) -> None:
    words = " ".join(["Wali Kota Bontang meminta seluruh pegawai netral selama tahapan pemilihan."] * 3)
    table = "<table><tr><td>Pasar</td><td>Harga</td></tr><tr><td>Oeba</td><td>9000</td></tr></table>"
    page = f"<html><body><article><p>{words}</p>{{}}<p>Ia menutup apel pagi itu.</p></article></body></html>"
    for name, part, complete in (("a.html", table, "false"), ("b.html", "", "true")):
        (tmp_path / name).write_text(page.format(part), encoding="utf-8")
        read = read_text(tmp_path / name)
        assert (read.fields["complete"], "left out: a table" in read.notes) == (complete, complete == "false")
