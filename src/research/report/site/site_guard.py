"""What keeps the pages of a project from running anything and from showing files that are not the project's."""

import re
from functools import cache
from pathlib import Path
from typing import Any

# Marks of Markdown that would call sphinx, set its options or pass HTML through; pages show them as they are written.
DISABLED = ("front_matter", "html_block", "html_inline", "myst_role", "myst_target")
_SCHEMES = ("", "http", "https", "mailto")


@cache
def _make_parser() -> Any:
    """The parser that sphinx will use, so that a block of code begins here where it begins there."""
    from markdown_it.renderer import RendererHTML
    from myst_parser.config.main import MdParserConfig
    from myst_parser.parsers.mdit import create_md_parser

    return create_md_parser(MdParserConfig(disable_syntax=list(DISABLED)), RendererHTML)


def disarm_blocks(text: str) -> str:
    r"""Make plain blocks of code of the directives in a page, which could include files or pass HTML through.

    Parameters
    ----------
    text : str
        A page in Markdown.

    Returns
    -------
    str
        The page; what is inside the blocks is shown as it is written.

    Examples
    --------
    >>> disarm_blocks("> ```{include} /a\n> ```\n\n```python\n{}\n```")
    '> ```text\n> ```\n\n```python\n{}\n```'
    """
    from markdown_it.common.utils import unescapeAll

    lines = re.sub("\r\n?", "\n", text).split("\n")
    for token in _make_parser().parse("\n".join(lines)):
        if token.type == "fence" and unescapeAll(token.info).strip().startswith("{"):
            line = lines[token.map[0]]
            lines[token.map[0]] = line[: line.index(token.markup)] + f"{token.markup}text"
    return "\n".join(lines)


def fence_html(html: str) -> str:
    """Set HTML that this package made into a page, in a fence longer than any that the HTML could hold.

    Examples
    --------
    >>> print(fence_html("<p>a</p>"))
    ```{raw} html
    <p>a</p>
    ```
    """
    # A blank line would end HTML that stands in Markdown without a fence.
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", html)), default=0))
    return f"{fence}{{raw}} html\n{html}\n{fence}"


def setup(app: Any) -> dict[str, Any]:
    """Register as an extension of sphinx."""
    # Before sphinx collects the files that pages show or offer.
    app.connect("doctree-read", _keep_inside, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _keep_inside(app: Any, doctree: Any) -> None:
    """Leave the words of pictures and links that lead out of the sources or to an address that could run."""
    from docutils import nodes
    from sphinx.addnodes import download_reference

    for node in list(doctree.findall(nodes.image)):
        if not _is_inside(app, node["uri"]):
            node.replace_self(nodes.inline("", node.get("alt", "")))
    for node in list(doctree.findall(download_reference)):
        if not _is_inside(app, node["reftarget"]):
            node.replace_self(nodes.inline("", node.astext()))
    for node in list(doctree.findall(nodes.reference)):
        scheme = _find_scheme(re.sub(r"[\x00-\x20]", "", node.get("refuri", "")))
        if scheme not in _SCHEMES:
            node.replace_self(nodes.inline("", node.astext()))


def _find_scheme(address: str) -> str:
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", address)
    return found[1].lower() if found else ""


def _is_inside(app: Any, address: str) -> bool:
    if _find_scheme(address) or address.startswith("//"):
        return False
    source = Path(app.srcdir).resolve()
    place: str = app.env.relfn2path(address)[0]
    return (source / place).resolve().is_relative_to(source)
