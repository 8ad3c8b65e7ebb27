"""The answers of a program, line by line, checked against the codebook: what does not fit is listed, never guessed."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from research.codebook import NO_FRAME, Codebook, check_codes
from research.coding.runs.coder_prompt import NOT_CODED
from research.tables import InputError, drop_controls, parse_json

_LONGEST = 2000
# No statement takes more; a number beyond is no count, and no table could hold it.
_MOST_TOKENS = 1_000_000_000


@dataclass(frozen=True)
class Answer:
    """What a program answered on one statement.

    Attributes
    ----------
    item : int
        The number of the statement in the run.
    frames : str
        Its codes, joined by ;, none for a statement without a frame, or "not coded".
    confidence : float or None
        From 0 to 1, where the program gives it.
    reason, model : str
        What else the program says; empty where it says nothing.
    tokens : int
        Tokens that were used, 0 where it does not say or says no count up to a billion.
    program : str
        The hash of the files that its command named then; empty where it names none.
    """

    item: int
    frames: str
    confidence: float | None = None
    reason: str = ""
    model: str = ""
    tokens: int = 0
    program: str = ""


@dataclass(frozen=True)
class Problem:
    """A line of an answer that is of no use, or a statement without an answer.

    Attributes
    ----------
    item : int
        The number of the statement; 0 where the line has none that was handed over.
    problem : str
        What is wrong.
    found : str
        What the line has, shortened.
    """

    item: int
    problem: str
    found: str = ""


def read_answer(line: str, items: Collection[int], codebook: Codebook) -> Answer | Problem:
    """Read a line that a program answered, and check it.

    Parameters
    ----------
    line : str
        A JSON object with id and frames (a list of codes, or "not coded"), and optionally confidence (from 0 to 1),
        reason, model and tokens; or with id and error.
    items : collection of int
        The numbers that were handed over.
    codebook : Codebook
        The codebook of the run.

    Returns
    -------
    Answer or Problem
        A problem where the line does not fit; no code is guessed.

    Examples
    --------
    >>> from pathlib import Path
    >>> from research.codebook import read_codebook
    >>> codebook = read_codebook(Path("corpus/codebook.toml"))
    >>> read_answer('{"id": 1, "frames": ["sanctions"]}', {1}, codebook).frames
    'sanctions'
    >>> read_answer('{"id": 1, "frames": ["sanction"]}', {1}, codebook).problem
    'codes that the codebook does not have so'
    >>> read_answer('{"id": 1, "frames": "not coded", "reason": "in Dutch"}', {1}, codebook).frames
    'not coded'
    """
    try:
        value = parse_json(line, "the answer", expected="an object", remedy="write one on each line")
    except InputError:
        value = None
    if not isinstance(value, dict):
        return Problem(0, "no JSON object", _shorten(line))
    item = value.get("id")
    if isinstance(item, bool) or not isinstance(item, int) or item not in items:
        # As JSON, so that "1" is told from 1.
        return Problem(0, "an id that was not handed over", _shorten(json.dumps(item, ensure_ascii=False)))
    if "error" in value:
        return Problem(item, "an error of the program", _shorten(value["error"]))
    frames = _read_frames(value.get("frames"))
    if frames is None:
        return Problem(item, "frames that are no list of codes", _shorten(value.get("frames")))
    if frames != [NOT_CODED] and (faults := check_codes(frames, codebook)):
        return Problem(item, "codes that the codebook does not have so", f"{faults[0][0]}, expected {faults[0][1]}")
    confidence = value.get("confidence")
    if confidence is not None and not _is_share(confidence):
        return Problem(item, "a confidence that is no number from 0 to 1", _shorten(confidence))
    tokens = value.get("tokens", 0)
    return Answer(
        item,
        ";".join(frames) or NO_FRAME,
        None if confidence is None else float(confidence),
        _clean(value.get("reason")),
        _clean(value.get("model")),
        tokens if isinstance(tokens, int) and 0 < tokens <= _MOST_TOKENS else 0,
    )


def _read_frames(value: Any) -> list[str] | None:
    """The codes of an answer, each once; None where it is no list of texts."""
    if value == NOT_CODED:
        return [NOT_CODED]
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        return None
    codes = sorted({code.strip() for code in value} - {""})
    return [NOT_CODED] if codes == [NOT_CODED] else codes


def _clean(value: Any) -> str:
    """What a program says of itself, without characters that a file of the corpus may not have."""
    return drop_controls(str(value or ""))[:_LONGEST]


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _shorten(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return " ".join(text.split())[:120] or "nothing"


def render_items(items: Iterable[tuple[int, str, str]], *, context: bool) -> bytes:
    """Write statements as a program reads them: an object on each line, with id, text and, with context, before.

    Parameters
    ----------
    items : iterable of (int, str, str)
        Number, text and the sentence before.
    context : bool
        Whether the sentence before is handed over.

    Returns
    -------
    bytes
        The lines in UTF-8.

    Examples
    --------
    >>> render_items([(7, "ASN netral.", "")], context=False)
    b'{"id": 7, "text": "ASN netral."}\\n'
    """
    rows = ({"id": number, "text": text, **({"before": before} if context else {})} for number, text, before in items)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8", "replace")
