"""Check of the content of an input file, such as a codebook, against dataclasses."""

from dataclasses import replace
from typing import Annotated, Any, TypeVar

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from research.tables.faults import Fault, InputError, merge_faults

# An undeclared field of a file is a fault. Set in the outermost dataclass; it also applies to those within it.
SHAPE = ConfigDict(extra="forbid")
FilledText = Annotated[
    str, StringConstraints(strict=True, pattern=r"\S"), Field(description="a text in quotes, not empty")
]
FilledTexts = Annotated[tuple[FilledText, ...], Field(min_length=1, description="a list of texts, none of them empty")]
# For an optional field before required fields; elsewhere the default of the dataclass is enough.
OptionalText = Annotated[FilledText, Field(default="")]
Flag = Annotated[bool, Field(strict=True, description="true or false")]

_Shape = TypeVar("_Shape")
# The fields that may name a table in a list of tables; the first one present is used.
_NAMES = ("code", "name", "id")


def read_shape(raw: Any, shape: type[_Shape], *, where: str) -> _Shape:
    """Make an instance of a dataclass from the content of a file.

    Parameters
    ----------
    raw
        The content of the file: tables, lists, texts, numbers.
    shape
        A dataclass; the types of its fields declare the allowed values, and their descriptions say them in words.
    where
        The file, as the faults name it.

    Returns
    -------
    object
        An instance of the dataclass, with lists as tuples.

    Raises
    ------
    InputError
        With a fault for each field that is missing, unknown or of another type; faults of the same cause are merged.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Person:
    ...     name: FilledText
    ...     languages: FilledTexts = ()
    ...     __pydantic_config__ = SHAPE
    >>> read_shape({"name": "Siti"}, Person, where="a.toml")
    Person(name='Siti', languages=())
    >>> read_shape({"nam": "Siti", "languages": [""]}, Person, where="a.toml")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 3 faults:
    a.toml: name: found no such field, expected a text in quotes, not empty; add name
    a.toml: languages: found '', expected a text in quotes, not empty; rewrite languages
    a.toml: nam: found a field nobody declared, expected only name, languages; rename or remove it
    """
    adapter = TypeAdapter(shape)
    try:
        return adapter.validate_python(raw)
    except ValidationError as error:
        schema = adapter.json_schema()
        # For a list whose items are all invalid, pydantic also reports that it is empty.
        errors = [dict(one) for one in error.errors() if one["type"] != "too_short" or not one["input"]]
        faults = [fault for one in errors for fault in _make_faults(one, raw, schema, where)]
        raise InputError(merge_faults(faults)) from None


def list_required_fields(shape: type) -> tuple[str, ...]:
    """List the required fields of a dataclass.

    Parameters
    ----------
    shape
        A dataclass, as for read_shape.

    Returns
    -------
    tuple of str
        The names of the fields, as a file writes them.

    Examples
    --------
    >>> from dataclasses import make_dataclass
    >>> list_required_fields(make_dataclass("Person", [("name", FilledText), ("born", OptionalText)]))
    ('name',)
    """
    return tuple(TypeAdapter(shape).json_schema().get("required", ()))


def _make_faults(error: dict[str, Any], raw: Any, schema: dict[str, Any], where: str) -> list[Fault]:
    parts, cause = error["loc"], error.get("ctx", {}).get("error")
    if isinstance(cause, InputError):
        return [replace(fault, where=f"{where}, {fault.where}") for fault in cause.faults]
    names = [place for place, part in enumerate(parts) if isinstance(part, str)]
    last = names[-1] if names else 0
    place = _name_table(raw, parts[:last], where)
    field = str(parts[last]) if names else "file"
    if error["type"] == "unexpected_keyword_argument":
        known = ", ".join(_find_node(schema, parts[:last])["properties"])
        return [Fault(place, field, "a field nobody declared", f"only {known}", "rename or remove it")]
    node = _find_node(schema, parts)
    expected = f"a table with {', '.join(node['properties'])}" if "properties" in node else node["description"]
    if error["type"] == "missing":
        return [Fault(place, field, "no such field", expected, f"add {field}")]
    return [Fault(place, field, f"{error['input']!r:.80}", expected, str(cause or f"rewrite {field}"))]


def _find_node(schema: dict[str, Any], parts: tuple[str | int, ...]) -> dict[str, Any]:
    """Return the part of the JSON schema that describes one value."""
    node = schema
    for part in (*parts, None):
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        if part is not None:
            # A table with any names, such as one of labels, has one description for all its values.
            names = node.get("properties", {})
            node = names.get(part, node.get("additionalProperties")) if isinstance(part, str) else node["items"]
    return node


def _name_table(raw: Any, parts: tuple[str | int, ...], where: str) -> str:
    """Name a table within a file: codebook.toml, frame sanctions, cue 3."""
    for part in parts:
        raw = raw[part]
        if isinstance(part, int):
            names = [raw[name] for name in _NAMES if isinstance(raw, dict) and isinstance(raw.get(name), str)]
            where = f"{where.removesuffix('s')} {names[0] if names else part + 1}"
        else:
            where = f"{where}, {part}"
    return where
