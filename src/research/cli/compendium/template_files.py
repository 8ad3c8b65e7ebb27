"""The files of a new compendium, made from the templates in template/."""

import json
import re
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable

from jinja2 import Environment, StrictUndefined

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#!|$~&@^=%])")
# A .gitignore among the templates would rule this repository too.
_DOT, _TEMPLATE = "dot-", ".jinja"


def render_files(values: Mapping[str, str]) -> dict[str, bytes]:
    """Render the templates.

    Parameters
    ----------
    values : mapping of str to str
        What the templates name: subject and author.

    Returns
    -------
    dict of str to bytes
        The content of each file by its path in the compendium, sorted.
    """
    # Nothing is escaped by itself: each template says by a filter in which language a value is written.
    environment = Environment(autoescape=False, keep_trailing_newline=True, undefined=StrictUndefined)
    environment.filters |= {"quote": quote_text, "markdown": escape_markdown}
    files = {}
    for name, file in _list_templates(resources.files("research.cli.compendium").joinpath("template"), "").items():
        content = file.read_bytes()
        if name.endswith(_TEMPLATE):
            name = name.removesuffix(_TEMPLATE)
            content = environment.from_string(content.decode("utf-8")).render(values).encode("utf-8")
        files[name] = content
    return dict(sorted(files.items()))


def _list_templates(folder: Traversable, above: str) -> dict[str, Traversable]:
    found: dict[str, Traversable] = {}
    for entry in folder.iterdir():
        name = entry.name.replace(_DOT, ".", 1) if entry.name.startswith(_DOT) else entry.name
        found |= _list_templates(entry, f"{above}{name}/") if entry.is_dir() else {f"{above}{name}": entry}
    return found


def quote_text(text: str) -> str:
    r"""Write a text as a string in quotes, which TOML, YAML and JSON read alike.

    >>> print(quote_text('the "flood" \\ [2024]'))
    "the \"flood\" \\ [2024]"
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def escape_markdown(text: str) -> str:
    r"""Write a text so that Markdown shows it as it is.

    >>> print(escape_markdown("_Banjir_ & {sampah}"))
    \_Banjir\_ \& \{sampah\}
    """
    return _MARKDOWN.sub(r"\\\1", text)
