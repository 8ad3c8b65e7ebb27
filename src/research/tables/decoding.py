"""Decoding of bytes to text, repair of wrongly decoded text, and joining of broken lines."""

import re

from research.tables.faults import Fault, InputError

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
_SENTENCE_END = (".", "!", "?", '"', "”", ":", "…")
_SAME_AS_CP1252 = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso8859-1", "latin-1", "latin1"}


def decode_bytes(content: bytes, name: str, *, html: bool = False) -> tuple[str, tuple[str, ...]]:
    r"""Decode bytes as UTF-8, UTF-16 with a byte order mark, the encoding that an html page declares, or else cp1252.

    Parameters
    ----------
    content
        The bytes of the file.
    name
        The name of the file, for messages.
    html
        Whether the file is an html page, whose meta element may declare an encoding.

    Returns
    -------
    text : str
        The decoded text.
    notes : tuple of str
        The encoding, if it is not UTF-8.

    Raises
    ------
    InputError
        If the bytes are valid in none of these encodings, or if the text contains a NUL character.

    Examples
    --------
    >>> decode_bytes("é “ya”".encode("cp1252"), "a.txt")
    ('é “ya”', ('read as cp1252',))
    >>> decode_bytes(b"ASN\0netral", "a.txt")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    a.txt: content: found a NUL character at offset 3, expected text; export the file again
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text, notes = _try_decode(content, ["utf-16"], name)
    else:
        declared = _CHARSET.search(content[:4096]) if html else None
        charset = declared[1].decode("ascii").lower() if declared else ""
        between = [charset] if charset and charset not in _SAME_AS_CP1252 else []
        text, notes = _try_decode(content, ["utf-8-sig", *between, "cp1252"], name)
    if (place := text.find("\0")) >= 0:
        raise InputError(
            [Fault(name, "content", f"a NUL character at offset {place}", "text", "export the file again")]
        )
    return text, notes


def _try_decode(content: bytes, encodings: list[str], name: str) -> tuple[str, tuple[str, ...]]:
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return text, () if encoding == "utf-8-sig" else (f"read as {encoding}",)
    found = "bytes of another encoding"
    raise InputError([Fault(name, "encoding", found, " or ".join(encodings), "save the file as UTF-8")])


def repair_text(text: str) -> tuple[str, int]:
    """Repair mojibake (UTF-8 that was read in another encoding) line by line.

    Parameters
    ----------
    text
        The decoded text.

    Returns
    -------
    text : str
        The repaired text.
    changed : int
        The number of lines that were changed.

    Examples
    --------
    >>> repair_text("â€œASN harus netral,â€\x9d ujarnya.")
    ('“ASN harus netral,” ujarnya.', 1)
    >>> repair_text("Ia berkata, “tidak”.")
    ('Ia berkata, “tidak”.', 0)
    """
    import ftfy

    lines = text.split("\n")
    repaired = [line if line.isascii() else ftfy.fix_encoding(line) for line in lines]
    changed = sum(old != new for old, new in zip(lines, repaired, strict=True))
    return "\n".join(repaired), changed


def tidy_text(text: str) -> str:
    r"""Normalise line ends: no blanks at the end of a line, and at most one blank line between two lines.

    Page breaks and all other line ends become line feeds.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        The text with one line end at its end, or an empty text.

    Examples
    --------
    >>> tidy_text(" \r\nSatu. \r\n\r\n\r\n\r\nDua.\fTiga.")
    'Satu.\n\nDua.\nTiga.\n'
    """
    lines = [line.rstrip() for line in re.sub("\r\n?|[\v\f\x85\u2028\u2029]", "\n", text).split("\n")]
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return f"{body}\n" if body else ""


def join_lines(text: str) -> str:
    r"""Join lines that a page layout broke into paragraphs, with a blank line between two paragraphs.

    A full line has the length that nine of ten lines do not exceed. A paragraph ends at a blank line, at a line shorter
    than 0.6 of a full line (a headline, a place and day), and at the end of a sentence on a line shorter than 0.85 of a
    full line. A hyphen at the end of a line is removed, except in a reduplication.

    Parameters
    ----------
    text
        The lines.

    Returns
    -------
    str
        The paragraphs.

    Examples
    --------
    >>> print(join_lines("Bupati mengingatkan seluruh pega-\nwai agar mematuhi undang-\nundang.\nIa berharap netral."))
    Bupati mengingatkan seluruh pegawai agar mematuhi undang-undang.
    <BLANKLINE>
    Ia berharap netral.
    """
    lines = [" ".join(line.split()) for line in text.split("\n")]
    lengths = sorted(len(line) for line in lines if line) or [0]
    full = lengths[int(0.9 * (len(lengths) - 1))]
    paragraphs: list[str] = []
    going_on = False
    for line in lines:
        if line:
            if going_on:
                paragraphs[-1] = _join(paragraphs[-1], line)
            else:
                paragraphs.append(line)
        shortest = 0.85 * full if line.endswith(_SENTENCE_END) else 0.6 * full
        going_on = bool(line) and (len(line) >= shortest or line.endswith("-"))
    return "\n\n".join(paragraphs)


def _join(before: str, after: str) -> str:
    word = re.search(r"(\w+)-$", before)
    if not word:
        return f"{before} {after}"
    return before + after if after.lower().startswith(word[1].lower()) else before[:-1] + after
