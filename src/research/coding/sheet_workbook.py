"""Write and read coding sheets as .xlsx: instructions, codebook, and locked texts with drop-down lists for codes."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from research.codebook import Codebook, list_frame_rules
from research.coding.instructions import describe_frame, describe_rules, list_headings, list_steps
from research.coding.sheet_columns import GIVEN_COLUMNS, NO, NOTE_COLUMN, YES, RawSheet, list_codes
from research.tables import Fault, InputError, escape_formula

SHEET = "coding"
# Widths in characters of the standard font.
_WIDTHS = {"item": 9, "source": 10, "before": 44, "text": 70, "first": 22, "second": 22, NOTE_COLUMN: 36}
_CODE_WIDTH, _LINE_HEIGHT = 17, 15.5
# A file that is larger than this, packed or unpacked, is not read.
_MOST_BYTES, _MOST_ROWS = 200_000_000, 100_000
_DAY = datetime(2000, 1, 1)
# Characters that XML does not allow, and the carriage return, which XML turns into a line feed.
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_HEAD = PatternFill("solid", fgColor="FFE7E6E6")
_GREY = PatternFill("solid", bgColor="FFD9D9D9")
_LINE = Border(bottom=Side(style="thin", color="FFBFBFBF"))
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def render_workbook(sheet: pd.DataFrame, codebook: Codebook, *, name: str) -> bytes:
    """Render a sheet as an .xlsx workbook with the pages instructions, codebook and coding.

    Row 1 of the page coding has headings in Indonesian and English, row 2 the codes by which it is read again; both
    remain visible. The cells of codes and notes can be edited, all others are locked without a password. Texts are
    written as texts, even if they begin like a formula.

    Parameters
    ----------
    sheet : DataFrame
        The table sheet.
    codebook : Codebook
        The codebook of the sheet.
    name : str
        The file name of the sheet, for the instructions and for messages.

    Returns
    -------
    bytes
        The workbook; equal sheets give equal bytes.

    Raises
    ------
    InputError
        For a text with characters that a workbook cannot have.
    """
    _refuse_controls(sheet, list(sheet.columns.intersection(["before", "text"])), name)
    book = _open_book(codebook.title, _list_instructions(sheet, codebook, name))
    _write_lines(book.create_sheet("codebook"), _list_codebook(codebook, frozenset(sheet["text"])))
    _write_rows(book.create_sheet(SHEET), sheet, codebook)
    return _save(book)


def render_answer_workbook(sheet: pd.DataFrame, steps: Sequence[tuple[str, bool]], *, name: str, most: int) -> bytes:
    """Render questions as an .xlsx workbook with the pages instructions and coding.

    Parameters
    ----------
    sheet : DataFrame
        The columns item, those of texts, and answer, which is empty.
    steps : sequence of (str, bool)
        The lines of the instructions, each with whether it is a heading.
    name : str
        The file name of the sheet, for messages.
    most : int
        The largest number that may be answered.

    Returns
    -------
    bytes
        The workbook; equal sheets give equal bytes. All cells but those of answers are locked without a password; an
        answer is chosen from a list of the numbers from 1.

    Raises
    ------
    InputError
        For a text with characters that a workbook cannot have.
    """
    texts = [column for column in sheet.columns if column not in ("item", "answer")]
    _refuse_controls(sheet, texts, name)
    book = _open_book(name, steps)
    page = book.create_sheet(SHEET)
    widths = [_WIDTHS["item"], *(max(15, 180 // len(texts)) for _ in texts), _CODE_WIDTH]
    for place, (column, width) in enumerate(zip(sheet.columns, widths, strict=True), start=1):
        page.column_dimensions[get_column_letter(place)].width = width
        head = _write_text(page, 1, place, str(column))
        head.font, head.fill, head.border = Font(bold=True, size=10), _HEAD, _LINE
        for number, value in enumerate(sheet[column], start=2):
            cell = _write_text(page, number, place, str(value))
            cell.protection, cell.border = Protection(locked=column != "answer"), _LINE
    for number, row in enumerate(sheet[texts].itertuples(index=False), start=2):
        page.row_dimensions[number].height = _LINE_HEIGHT * max(_count_lines(text, widths[1]) for text in row) + 3
    rule = DataValidation(type="list", formula1=f'"{",".join(map(str, range(1, most + 1)))}"', allow_blank=True)
    rule.showErrorMessage = True
    page.add_data_validation(rule)
    rule.add(f"{get_column_letter(len(widths))}2:{get_column_letter(len(widths))}{len(sheet) + 1}")
    page.freeze_panes, page.print_title_rows = "B2", "1:1"
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = page.protection.formatCells = False
    _fit_page(page, "landscape")
    return _save(book)


def _refuse_controls(sheet: pd.DataFrame, columns: Sequence[str], name: str) -> None:
    faults = [
        Fault(f"{name}, item {item}", column, repr(text), "a text without control characters", "write it as .csv")
        for column in columns
        for item, text in zip(sheet["item"], sheet[column], strict=True)
        if _ILLEGAL.search(text)
    ]
    if faults:
        raise InputError(faults)


def _open_book(title: str, instructions: Sequence[tuple[str, bool]]) -> Workbook:
    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = "research code"
    book.properties.title = title
    book.properties.created = _DAY
    page = book.worksheets[0]
    page.title = "instructions"
    _write_lines(page, instructions)
    return book


def read_workbook(path: Path) -> RawSheet:
    """Read the page coding of a workbook cell by cell as text; a formula is read as its text.

    Parameters
    ----------
    path : Path
        The workbook.

    Returns
    -------
    RawSheet
        The rows, not yet checked.

    Raises
    ------
    InputError
        Where the file is not a workbook, is too large, or has no page with a column item.
    """
    where = path.as_posix()
    _check_size(path.stat().st_size, where)
    # openpyxl does not close a damaged file, so that it gets bytes.
    content = io.BytesIO(path.read_bytes())
    try:
        with zipfile.ZipFile(content) as archive:
            _check_size(sum(entry.file_size for entry in archive.infolist()), where)
        book = load_workbook(content)
    except InputError:
        raise
    # A damaged workbook can fail anywhere in its zip, its XML or the objects made from it.
    except Exception as error:
        found = f"{type(error).__name__}: {error}".splitlines()[0][:160]
        raise InputError([Fault(where, "file", found, "an .xlsx workbook", "save it again as .xlsx")]) from None
    pages = [book[SHEET]] if SHEET in book.sheetnames else book.worksheets
    for page in pages:
        for number in range(1, min(page.max_row, 10) + 1):
            if _read_cell(page.cell(number, 1)) == "item":
                return _read_page(page, number, path.name)
    expected = f"a page {SHEET} with a row of codes that begins with item"
    raise InputError([Fault(where, "pages", ", ".join(book.sheetnames), expected, "send back the sheet as it was")])


def _check_size(size: int, where: str) -> None:
    if size > _MOST_BYTES:
        found, expected = f"{size} bytes", f"at most {_MOST_BYTES}"
        raise InputError([Fault(where, "file", found, expected, "send back the sheet alone")])


def _read_page(page: Worksheet, head: int, name: str) -> RawSheet:
    titles = [_read_cell(cell) for cell in page[head]]
    faults, fields, places = [], {}, {}
    for place, title in enumerate(titles, start=1):
        field = f"column {get_column_letter(place)}, {title}"
        if title in fields:
            faults.append(Fault(f"{name}, row {head}", field, "the column twice", "each column once", "remove one"))
        elif title:
            fields[title], places[title] = field, place
    rows = []
    for number in range(head + 1, min(page.max_row, head + _MOST_ROWS) + 1):
        values = {title: _read_cell(page.cell(number, place)) for title, place in places.items()}
        if any(values.values()):
            rows.append({"where": f"{name}, row {number}", **values})
    return RawSheet(pd.DataFrame(rows, columns=["where", *fields], dtype="str"), fields, tuple(faults))


def _read_cell(cell: object) -> str:
    value = getattr(cell, "value", None)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def _list_instructions(sheet: pd.DataFrame, codebook: Codebook, name: str) -> list[tuple[str, bool]]:
    lines = []
    for language in ("id", "en"):
        steps = list_steps(sheet, codebook, name=name, language=language)
        lines += [(list_headings(language)["title"], True)]
        lines += [(f"{number}. {step}", False) for number, step in enumerate(steps, start=1)]
    return lines


def _list_codebook(codebook: Codebook, without: frozenset[str]) -> list[tuple[str, bool]]:
    words = list_headings("both")
    lines = [(codebook.title, True), (codebook.unit, False), *((f"• {rule}", False) for rule in codebook.rules)]
    if general := describe_rules(list_frame_rules(codebook), exclude=without):
        lines += [(f"{words['doubt']}:", False), *((f"• {text}", False) for text in general)]
    for frame in codebook.frames:
        parent = f" ({words['subcode']} {frame.parent})" if frame.parent else ""
        lines += [(f"{frame.code}: {frame.label_id} / {frame.label_en}{parent}", True)]
        for heading, texts in describe_frame(frame, codebook, exclude=without):
            lines += [(f"{words[heading]}:", False), *((f"• {text}", False) for text in texts)]
    return lines


def _write_lines(page: Worksheet, lines: Sequence[tuple[str, bool]]) -> None:
    width = 110
    page.column_dimensions["A"].width = width
    for number, (text, heading) in enumerate(lines, start=1):
        cell = _write_text(page, number, 1, text)
        cell.font = Font(bold=heading, size=13 if heading else 11)
        page.row_dimensions[number].height = _LINE_HEIGHT * _count_lines(text, width) + (8 if heading else 2)
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False
    _fit_page(page, "portrait")


def _write_rows(page: Worksheet, sheet: pd.DataFrame, codebook: Codebook) -> None:
    codes = list_codes(codebook)
    words = list_headings("columns") | {
        frame.code: f"{'→ ' if frame.parent else ''}{frame.label_id} / {frame.label_en}" for frame in codebook.frames
    }
    for place, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(place)
        page.column_dimensions[letter].width = _WIDTHS.get(column, _CODE_WIDTH)
        for number, text in enumerate((words.get(column, ""), column), start=1):
            cell = _write_text(page, number, place, text)
            cell.font, cell.fill, cell.border = Font(bold=number == 1, size=10), _HEAD, _LINE
        for number, value in enumerate(sheet[column], start=3):
            given = column in GIVEN_COLUMNS
            cell = _write_text(page, number, place, "" if column in ("item", "source") else str(value))
            if column in ("item", "source"):
                cell.value = int(value)
            cell.alignment = (
                _WRAPPED if given or column == NOTE_COLUMN else Alignment(horizontal="center", vertical="top")
            )
            cell.protection, cell.border = Protection(locked=given), _LINE
    page.row_dimensions[1].height = _LINE_HEIGHT * max(
        _count_lines(words[str(name)], _WIDTHS.get(str(name), _CODE_WIDTH) - 2) for name in sheet.columns
    )
    for number, row in enumerate(sheet.to_dict("records"), start=3):
        tall = max(_count_lines(str(row[name]), _WIDTHS[str(name)]) for name in row if name in _WIDTHS)
        page.row_dimensions[number].height = _LINE_HEIGHT * tall + 3
    first = list(sheet.columns).index("text") + 1
    # Frozen columns must leave room on a small screen: the numbers, and the text if it comes next.
    page.freeze_panes = page.cell(3, first + 1 if "before" not in sheet else 2).coordinate
    _add_lists(page, list(sheet.columns), codes, last=len(sheet) + 2)
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = page.protection.formatCells = False
    page.print_title_rows = "1:2"
    _fit_page(page, "landscape")


def _fit_page(page: Worksheet, orientation: Literal["portrait", "landscape"]) -> None:
    """Print at the width of a page."""
    page.page_setup.orientation, page.page_setup.fitToHeight = orientation, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _add_lists(page: Worksheet, columns: list[str], codes: dict[str, str], *, last: int) -> None:
    """Add drop-down lists of yes and no; a subcode becomes grey where its frame is no."""
    rule = DataValidation(type="list", formula1=f'"{YES},{NO}"', allow_blank=True, showDropDown=False)
    rule.showErrorMessage = True
    rule.errorTitle, rule.error = "yes / no", "Pilih yes (ya) atau no (tidak). Choose yes or no."
    page.add_data_validation(rule)
    for code, parent in codes.items():
        letter = get_column_letter(columns.index(code) + 1)
        span = f"{letter}3:{letter}{last}"
        rule.add(span)
        if parent:
            above = get_column_letter(columns.index(parent) + 1)
            page.conditional_formatting.add(span, FormulaRule(formula=[f'${above}3="{NO}"'], fill=_GREY))  # type: ignore[no-untyped-call]


def _write_text(page: Worksheet, row: int, column: int, text: str) -> Cell:
    cell = page.cell(row, column)
    assert isinstance(cell, Cell)
    if text:
        cell.value = text
        # openpyxl reads "=..." as a formula; marked as a text, it is a formula in no program.
        cell.data_type = "s"
        cell.quotePrefix = escape_formula(text) != text
    cell.alignment = _WRAPPED
    return cell


def _count_lines(text: str, width: int) -> int:
    """Estimate the lines of a text in a column, rather too many, since programs break lines differently."""
    return sum(1 + int(len(line) * 1.12) // max(width, 1) for line in text.split("\n"))


class _MemoryWriter(ExcelWriter):
    """A writer of workbooks without the temporary files of openpyxl, which a killed call would leave behind."""

    def __init__(self, book: Workbook, archive: zipfile.ZipFile) -> None:
        super().__init__(book, archive)
        self._archive = archive

    def write_worksheet(self, ws: Any) -> None:
        """Write a page into the archive by way of memory."""
        content = io.BytesIO()
        writer: Any = WorksheetWriter(ws, out=content)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], content.getvalue())
        self.manifest.append(ws)


def _save(book: Workbook) -> bytes:
    """Save a workbook with fixed times, unpacked: compressed bytes differ between zlib and its replacements."""
    raw, fixed = io.BytesIO(), io.BytesIO()
    book.properties.modified = _DAY
    _MemoryWriter(book, zipfile.ZipFile(raw, "w")).save()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_STORED) as target:
        for entry in source.infolist():
            stored = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            stored.create_system = 0
            target.writestr(stored, source.read(entry))
    return fixed.getvalue()
