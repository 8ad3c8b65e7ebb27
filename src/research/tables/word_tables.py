"""Writer of tables in words as Word files (.docx), for a manuscript."""

import io
import zipfile
from typing import Any

import pandas as pd

from research.tables.characters import drop_controls
from research.tables.latex_files import lay_out, measure_columns

# Word has no year before 1980 in its archives; the same table gives the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PORTRAIT_LETTERS = 90
# A letter of 9 points, in Word's unit (12,700 to a point), is about 5.5 points wide with the room around a cell.
_LETTER = 70_000


def format_docx(table: pd.DataFrame, *, caption: str = "", note: str = "") -> bytes:
    """Format a table in words as a Word file: a caption that Word numbers, the table, and a note under it.

    Parameters
    ----------
    table : DataFrame
        A table such as report.table_shares makes it; an index of texts is its first column.
    caption, note : str
        What stands above and below it; the caption becomes "Table 1. ..." with a number that Word counts on.

    Returns
    -------
    bytes
        The .docx file. Its header row is repeated on each page, and no row is broken over two pages.

    Examples
    --------
    >>> import docx
    >>> made = docx.Document(io.BytesIO(format_docx(pd.DataFrame({"n": [2]}), caption="Counts")))
    >>> made.tables[0].cell(0, 0).text, made.tables[0].cell(1, 0).text
    ('n', '2')
    """
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    shown = lay_out(table)
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(9)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if sum(measure_columns(shown, 10 * _PORTRAIT_LETTERS)) > _PORTRAIT_LETTERS:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    if caption:
        _add_caption(document, caption)
    _fill_table(document, shown)
    if note:
        document.add_paragraph().add_run(_clean(note)).font.size = Pt(8)
    return _fix_archive(document)


def _clean(text: str) -> str:
    return drop_controls(" ".join(text.splitlines()))


def _make_element(name: str, **values: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element: Any = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _add_caption(document: Any, caption: str) -> None:
    """Add the caption with Word's own numbering of tables: a field SEQ, which shows 1 until Word counts."""
    from docx.shared import Pt, RGBColor

    style = document.styles["Caption"]
    style.font.size, style.font.color.rgb = Pt(9), RGBColor(0, 0, 0)
    paragraph = document.add_paragraph(style="Caption")
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run("Table ")
    field = _make_element("w:fldSimple", instr=" SEQ Table \\* ARABIC ")
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)
    paragraph.add_run(f". {_clean(caption)}")


def _fill_table(document: Any, shown: pd.DataFrame) -> None:
    from docx.shared import Pt

    rows = [list(shown.columns), *shown.to_numpy().tolist()]
    made = document.add_table(rows=len(rows), cols=shown.shape[1])
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    # Two letters more: the margins of a cell, and bold letters of the header.
    sizes = [size + 2 for size in measure_columns(shown, room // _LETTER - 2 * shown.shape[1])]
    widths = [int(min(room * size / sum(sizes), size * _LETTER)) for size in sizes]
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    # Rules above and below the table and under its header, and no others.
    borders = _make_element("w:tblBorders")
    for side in ("top", "bottom"):
        borders.append(_make_element(f"w:{side}", val="single", sz="8", space="0", color="000000"))
    made._tbl.tblPr.append(borders)
    for place, (row, texts) in enumerate(zip(made.rows, rows, strict=True)):
        properties = row._tr.get_or_add_trPr()
        properties.append(_make_element("w:cantSplit"))
        if place == 0:
            properties.append(_make_element("w:tblHeader"))
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            run = cell.paragraphs[0].add_run(_clean(str(text)))
            run.bold = place == 0
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)
            if place == 0:
                under = _make_element("w:tcBorders")
                under.append(_make_element("w:bottom", val="single", sz="4", space="0", color="000000"))
                cell._tc.get_or_add_tcPr().append(under)


def _fix_archive(document: Any) -> bytes:
    """The file with the times of its parts, and of its making, fixed."""
    raw, fixed = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            stored = zipfile.ZipInfo(entry.filename, _EPOCH)
            stored.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(stored, source.read(entry))
    return fixed.getvalue()
