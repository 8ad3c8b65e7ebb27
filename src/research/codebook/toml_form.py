"""Write a codebook as codebook.toml, with a comment for each field that a person must fill in."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from research.codebook.cue_patterns import Cue
from research.codebook.definitions import (
    Codebook,
    Coder,
    Example,
    Frame,
    FrameRule,
    Label,
    OfficeLabel,
    RuleExample,
    SpeakerRule,
)
from research.tables import list_required_fields

Raw = dict[str, Any]


def format_codebook(raw: Raw, name: str) -> str:
    """Write the fields of a codebook, as codebook.toml has them, with a comment for each that is missing.

    Parameters
    ----------
    raw : dict
        The fields.
    name : str
        The name of the file that they come from.

    Returns
    -------
    str
        The content of a codebook.toml.
    """
    lines = [f"# Imported from {json.dumps(name)} (REFI-QDA)."]
    lines += _format_table(raw, "", list_required_fields(Codebook))
    return "\n".join(lines) + "\n"


_KINDS = {
    **dict.fromkeys(("functions", "modes"), Label),
    **{
        "offices": OfficeLabel,
        "frame_rules": FrameRule,
        "frame_rules.examples": RuleExample,
        "speaker_rules": SpeakerRule,
        "frames": Frame,
        "cues": Cue,
        "coder": Coder,
        "examples": Example,
    },
}


# A codebook may have thousands of frames, and few kinds of tables.
_list_required = cache(list_required_fields)


def _format_table(raw: Mapping[str, Any], header: str, required: Iterable[str]) -> list[str]:
    """Write the lines of a table: its values, a comment for each missing field, then the tables inside it."""
    lines = [f"# fill in: {field}" for field in required if raw.get(field) in (None, "", [])]
    inner: list[str] = []
    for key, value in raw.items():
        if key in _KINDS and isinstance(value, list) and all(isinstance(v, dict) for v in value):
            name = f"{header}.{key}".strip(".")
            for item in value:
                fields_wanted = _list_required(_KINDS.get(name, _KINDS[key]))
                inner += ["", f"[[{name}]]", *_format_table(item, name, fields_wanted)]
        elif value not in (None, "", []):
            lines.append(f"{_format_key(key)} = {_format_value(value)}")
    return lines + inner


def _format_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _quote(key)


def _format_value(value: Any) -> str:
    """Write a value as TOML; a value that TOML has no type for becomes a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        items = [_format_value(item) for item in value]
        return "[\n" + "".join(f"  {item},\n" for item in items) + "]" if items else "[]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_format_key(str(k))} = {_format_value(v)}" for k, v in value.items()) + " }"
    return _quote(str(value))


def _quote(text: str) -> str:
    # A JSON string is a valid TOML string, except for the one control character that JSON does not escape.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
