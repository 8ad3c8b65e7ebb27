"""Reader of YAML, TOML and JSON input, with bounds on size and nesting and a clear message for every failure."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from research.tables.bounds import read_bytes
from research.tables.characters import check_characters
from research.tables.faults import Fault, InputError

# A codebook is nested four deep, an export of a coding program about ten.
_DEEPEST = 50
# Characters of the fields of one document; a longer block is text that belongs below them.
_MAXIMUM_FIELDS = 100_000


# A field on one line: its value empty, in quotation marks without an escape, or plain; the parser is 20 times slower.
_FIELD = re.compile(
    r"""([a-z][a-z0-9_]*):(?:\ +(?:"([^"\\]*)"|'([^']*)'|([A-Za-z0-9](?:[^:#]|:(?=[^ ])|(?<=[^ ])[#])*(?<![ ]))))?"""
)


class _FieldLoader(yaml.BaseLoader):
    """Load YAML values as texts; refuse references, deep nesting, and a field that is given twice."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, f"a reference *{event.anchor}", event.start_mark)
        self.depth += 1
        if self.depth > _DEEPEST:
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "lists within lists", event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        # YAML would keep the last of two values without a message.
        names = [name.value for name, _ in node.value]
        for place, (name, _) in enumerate(node.value):
            if name.value in names[:place]:
                raise yaml.constructor.ConstructorError(None, None, f"{name.value} a second time", name.start_mark)
        return super().construct_mapping(node, deep)


def parse_fields(text: str, where: str, *, first_line: int = 1) -> Any:
    r"""Parse the fields above the text of a document (YAML front matter), each value as a text.

    Parameters
    ----------
    text
        The lines between the two lines ---.
    where
        The file, as the fault names it.
    first_line
        The number of their first line in the file.

    Returns
    -------
    object
        Usually a dict of texts; the caller refuses other YAML values.

    Raises
    ------
    InputError
        One fault with the line, if the text is not valid YAML, has a field twice, has a reference to another value, is
        nested too deeply, or is too long.

    Examples
    --------
    >>> parse_fields("outlet: Kabar\ncomplete: no", "a.md")
    {'outlet': 'Kabar', 'complete': 'no'}
    >>> parse_fields("a: &x [1, 2]\nb: [*x, *x]", "a.md", first_line=2)
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    a.md: line 3: found a reference *x, expected YAML of the form field: value; quote values that hold a colon or begin
    with a mark
    """
    expected, remedy = "YAML of the form field: value", "quote values that hold a colon or begin with a mark"
    if len(text) > _MAXIMUM_FIELDS:
        found, expected = f"{len(text):,} characters", f"at most {_MAXIMUM_FIELDS:,}"
        raise InputError([Fault(where, "front matter", found, expected, "move the text below the second line ---")])
    if (fields := _parse_plain_fields(text)) is not None:
        return fields
    try:
        return yaml.load(text, Loader=_FieldLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + first_line}" if mark else "front matter"
        found = str(getattr(error, "problem", None) or error).removeprefix("found ")
        raise InputError([Fault(where, line, found, expected, remedy)]) from None


def _parse_plain_fields(text: str) -> dict[str, str] | None:
    """Parse fields of one line each, which is what most documents have; None where a line needs the parser of YAML."""
    fields: dict[str, str] = {}
    for line in text.removesuffix("\n").split("\n"):
        found = _FIELD.fullmatch(line)
        if not found or found[1] in fields or not line.isprintable():
            return None
        fields[found[1]] = next((value for value in found.groups()[1:] if value is not None), "")
    return fields


def read_toml(path: Path, *, expected: str, remedy: str = "make it, or check the path") -> dict[str, Any]:
    r"""Read a TOML file, such as a codebook.

    Parameters
    ----------
    path
        The file, in UTF-8 with or without a byte order mark.
    expected
        What the file should be, in words, for the fault of a missing file.
    remedy
        What to do if the file is missing.

    Returns
    -------
    dict
        The content of the file.

    Raises
    ------
    InputError
        If the file is missing, is not a regular file, is too large, is not in UTF-8, is not valid TOML, is nested too
        deeply, or contains a number with too many digits or a character that a text must not contain.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a.toml"
    >>> _ = file.write_text('frames = ["sanctions"]', encoding="utf-8")
    >>> read_toml(file, expected="a TOML file of contrasts")
    {'frames': ['sanctions']}
    """
    where = Path(path).as_posix()
    if not Path(path).exists():
        raise InputError([Fault(where, "file", "nothing there", expected, remedy)])
    try:
        tables = tomllib.loads(read_bytes(path).decode("utf-8-sig"))
        _refuse_depth(tables)
    except RecursionError:
        found = f"lists more than {_DEEPEST} deep"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found = str(error)
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        found = "a number of thousands of digits"
    else:
        if faults := list(_find_controls(tables, where, ())):
            raise InputError(faults)
        return tables
    raise InputError([Fault(where, "file", found, "TOML in UTF-8", "repair it in an editor")])


def parse_json(text: str, where: str, *, expected: str, remedy: str = "export it again") -> Any:
    """Parse JSON: one line of a .jsonl file, or a whole file.

    Parameters
    ----------
    text
        The JSON text.
    where
        The file and the line, as the fault names them.
    expected
        What the text should be, in words.
    remedy
        What to do if the text is invalid.

    Returns
    -------
    object
        The value of the JSON text.

    Raises
    ------
    InputError
        One fault, if the text is not valid JSON, is nested too deeply, contains a number with too many digits, or has
        the same name twice in one object (one of the two values would be lost).

    Examples
    --------
    >>> parse_json('{"id": "a"}', "a.jsonl, line 1", expected="a JSON object with id and text")
    {'id': 'a'}
    >>> parse_json("[" * 100_000, "a.jsonl, line 1", expected="a JSON object with id and text")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    a.jsonl, line 1: JSON: found lists more than 50 deep, expected a JSON object with id and text; export it again
    """
    try:
        value = json.loads(text, object_pairs_hook=_make_object)
        _refuse_depth(value)
        return value
    except _RepeatedName as error:
        found = f"{error} twice in one object"
    except RecursionError:
        found = f"lists more than {_DEEPEST} deep"
    except json.JSONDecodeError as error:
        found = repr(text.strip()[:30]) if "\n" not in text.strip() else f"{error.msg} at line {error.lineno}"
    except ValueError:
        found = "a number of thousands of digits"
    raise InputError([Fault(where, "JSON", found, expected, remedy)])


class _RepeatedName(ValueError):
    """A name that one object has twice."""


def _make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise _RepeatedName(repr(next(name for name in names if names.count(name) > 1)))
    return made


def _refuse_depth(value: Any) -> None:
    """Raise RecursionError if lists and tables are nested more than 50 deep, on which repr would fail."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            part
            for one in level
            if isinstance(one, dict | list)
            for part in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return
    raise RecursionError


def _find_controls(value: Any, where: str, place: tuple[str, ...]) -> Iterator[Fault]:
    """Find texts with characters that a text must not contain; TOML can write these characters by their codes."""
    if isinstance(value, str):
        if fault := check_characters(value, where, ", ".join(place)):
            yield fault
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _find_controls(part, where, (*place, name))
    elif isinstance(value, list):
        for number, part in enumerate(value, start=1):
            yield from _find_controls(part, where, (*place[:-1], f"{place[-1]} {number}"))
