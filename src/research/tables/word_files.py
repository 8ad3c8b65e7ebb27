"""Reader of .docx files: all words of the body, in reading order."""

import io
from collections.abc import Iterator
from typing import Any

from research.tables.bounds import check_archive
from research.tables.faults import Fault, InputError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_CHOICES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
# Deleted and moved text, and the instructions of fields; of a field only the result is shown.
_NOT_SHOWN = {_W + name for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "rt", "tblPr", "sdtPr")}
_MARKS = {_W + "tab": " ", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-", _W + "ptab": " "}
# Parts of a body whose words are in another file of the archive, or in a picture.
_ELSEWHERE = {
    _W + "altChunk": "a part from another file",
    _W + "subDoc": "a part from another file",
    _W + "object": "an embedded object",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": "a diagram",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": "a chart",
}


def read_docx(content: bytes, where: str) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """Read the text of a Word file, including unaccepted insertions, content controls, text boxes and tables.

    Merged cells are read once. A table row whose cells have one paragraph each becomes one paragraph; in other rows
    each paragraph of a cell stays a paragraph. Headers, footers, notes and comments are not part of the body.

    Parameters
    ----------
    content
        The bytes of the file.
    where
        The path of the file, for messages.

    Returns
    -------
    text : str
        The paragraphs, with a blank line between two paragraphs.
    fields : dict of str to str
        title, from the properties of the file, and complete: "false" if words of the body are in another file or a
        picture.
    notes : tuple of str
        What was left out.

    Raises
    ------
    InputError
        If the file is not a valid Word file, or unpacks to too many bytes.
    """
    import docx

    check_archive(content, where)
    try:
        document = docx.Document(io.BytesIO(content))
    # A damaged file can fail anywhere in its zip, its XML or the objects made from it.
    except Exception as error:
        found = f"a broken file ({' '.join(f'{type(error).__name__}: {error}'.split())[:100]})"
        raise InputError([Fault(where, "content", found, "a sound .docx", "save it again as .docx")]) from None
    body = document.element.body
    paragraphs = [text for text in _list_blocks(body) if text]
    lost = sorted({words for element in body.iter() if (words := _ELSEWHERE.get(element.tag))})
    notes: tuple[str, ...] = (f"left out: {', '.join(lost)}",) if lost else ()
    if any(element.tag == _W + "footnoteReference" for element in body.iter()):
        notes += ("footnotes left out",)
    fields = {"title": document.core_properties.title or "", "complete": "false" if lost else "true"}
    return "\n\n".join(paragraphs), fields, notes


def _list_blocks(container: Any) -> Iterator[str]:
    """Yield the paragraphs of a body, a cell, a content control or a text box, including those of its tables."""
    for element in container:
        if element.tag == _W + "p":
            boxes: list[Any] = []
            yield _join_words(element, boxes)
            for box in boxes:
                yield from _list_blocks(box)
        elif element.tag == _W + "tbl":
            for row in _find_rows(element):
                yield from _list_row(row)
        elif element.tag == _CHOICES:
            yield from _list_blocks(_choose(element))
        elif element.tag not in _NOT_SHOWN:
            yield from _list_blocks(element)


def _choose(alternatives: Any) -> Any:
    """Choose one of the versions of the same content for newer and older programs: the first that has words."""
    forms = list(alternatives)
    return next((form for form in forms if any(part.text for part in form.iter(_W + "t"))), forms[0])


def _join_words(paragraph: Any, boxes: list[Any]) -> str:
    lines = "".join(_list_words(paragraph, boxes)).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _list_words(element: Any, boxes: list[Any]) -> Iterator[str]:
    """Yield the words of a paragraph in their order, and collect its text boxes."""
    for child in element:
        if child.tag in (_W + "t", _MATH):
            yield child.text or ""
        elif child.tag in _MARKS:
            yield _MARKS[child.tag]
        elif child.tag == _CHOICES:
            yield from _list_words(_choose(child), boxes)
        elif child.tag == _W + "txbxContent":
            boxes.append(child)
        elif child.tag == _W + "r" and child.find(f"{_W}rPr/{_W}vanish") is not None:
            continue
        elif child.tag not in _NOT_SHOWN:
            yield from _list_words(child, boxes)


def _find_rows(table: Any) -> Iterator[Any]:
    for element in table:
        if element.tag == _W + "tr":
            if element.find(f"{_W}trPr/{_W}del") is None:
                yield element
        elif element.tag not in _NOT_SHOWN:
            yield from _find_rows(element)


def _list_row(row: Any) -> Iterator[str]:
    cells = [[text for text in _list_blocks(cell) if text] for cell in _find_cells(row)]
    if all(len(cell) < 2 for cell in cells):
        yield " ".join(text for cell in cells for text in cell)
        return
    for cell in cells:
        yield from cell


def _find_cells(row: Any) -> Iterator[Any]:
    for element in row:
        if element.tag == _W + "tc":
            # Of vertically merged cells the first has the words; the others are shown empty.
            merged = element.find(f"{_W}tcPr/{_W}vMerge")
            if merged is None or merged.get(_W + "val") == "restart":
                yield element
        elif element.tag not in _NOT_SHOWN:
            yield from _find_cells(element)
