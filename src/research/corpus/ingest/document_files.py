"""Formatting of a planned document as the bytes of its file."""

import re
from collections.abc import Mapping

import yaml

from research.corpus.front_matter import OPTIONAL

# Nearly every value: YAML reads it unchanged, and this pattern is faster than a call of YAML.
_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w./()&,'?=%+ -]|:(?=\S))*(?<! )", re.ASCII)


def render_document(fields: Mapping[str, str], text: str) -> bytes:
    r"""Format front matter and text for front_matter.read_file; values that YAML would misread are quoted.

    Parameters
    ----------
    fields
        The fields of front matter in their order; an empty title is left out.
    text
        The text of the document.

    Returns
    -------
    bytes
        The file in UTF-8.

    Examples
    --------
    >>> fields = {"id": "a", "title": "", "outlet": "Kabar: Pagi", "url": ""}
    >>> render_document(fields, "Satu.\n").decode().split("\n")[:4]
    ['---', 'id: a', 'outlet: "Kabar: Pagi"', 'url:']
    """
    lines = [f"{name}: {_quote(fields[name])}".rstrip() for name in fields if fields[name] or name not in OPTIONAL]
    return "\n".join(["---", *lines, "---", text]).encode("utf-8")


def _quote(value: str) -> str:
    if not value or _PLAIN.fullmatch(value):
        return value
    try:
        plain = yaml.load(f"x: {value}", Loader=yaml.BaseLoader) == {"x": value}
    except yaml.YAMLError:
        plain = False
    if plain:
        return value
    return str(yaml.safe_dump(value, default_style='"', allow_unicode=True, width=float("inf"))).strip()
