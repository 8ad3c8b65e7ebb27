"""Tables as Word files: read back with python-docx, and by their XML where that knows no name for it."""

import io
import zipfile

import docx
import pandas as pd
from docx.oxml.ns import qn

from research.tables import format_docx

TABLE = pd.DataFrame({"Sanctions": ["10.0 % (5.1 to 18.7)", "<w:p>&amp;\x1b"], "n": [1234, 2]}, index=["2018", "2020"])


def read(content: bytes) -> "docx.document.Document":
    return docx.Document(io.BytesIO(content))


def test_caption_table_and_note_are_there_with_every_cell() -> None:
    made = read(format_docx(TABLE, caption="Shares by year", note="Too few: fewer than 5 documents."))
    (table,) = made.tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells == [
        ["", "Sanctions", "n"],
        ["2018", "10.0 % (5.1 to 18.7)", "1,234"],
        ["2020", "<w:p>&amp;", "2"],
    ]
    caption, note = made.paragraphs
    assert caption.style is not None and caption.style.name == "Caption"
    assert caption.text.endswith(". Shares by year")
    (field,) = caption._p.iter(qn("w:fldSimple"))
    assert field.get(qn("w:instr")).split() == ["SEQ", "Table", "\\*", "ARABIC"]
    assert note.text == "Too few: fewer than 5 documents."


def test_the_header_alone_is_repeated_and_no_row_is_broken() -> None:
    (table,) = read(format_docx(TABLE)).tables
    headers = [bool(row._tr.findall(f"{qn('w:trPr')}/{qn('w:tblHeader')}")) for row in table.rows]
    assert headers == [True, False, False]
    assert all(row._tr.findall(f"{qn('w:trPr')}/{qn('w:cantSplit')}") for row in table.rows)
    assert all(run.bold for cell in table.rows[0].cells for run in cell.paragraphs[0].runs)


def test_a_wide_table_lies_on_its_side() -> None:
    wide = read(format_docx(pd.DataFrame({f"Frame {n}": ["10.0 % (5.1 to 18.7)"] for n in range(6)})))
    narrow = read(format_docx(TABLE))
    shapes = [made.sections[0].page_width > made.sections[0].page_height for made in (wide, narrow)]
    assert shapes == [True, False]


def test_the_same_table_gives_the_same_bytes_without_the_time() -> None:
    content = format_docx(TABLE, caption="Shares")
    assert content == format_docx(TABLE, caption="Shares")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
