"""Render the codebook as a page for people, in Markdown and HTML, from the templates in templates/.

Emphasised text is Indonesian, so that the HTML can mark the language of each passage.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.token import Token

from research.codebook.cue_patterns import Pattern
from research.codebook.definitions import Codebook
from research.codebook.labels import list_frame_rules

_NOTE = "<!-- Rendered from codebook.toml: change that file, not this page. -->"


def render_markdown(codebook: Codebook) -> str:
    """Render the codebook as a page in Markdown for people who code.

    The file corpus/CODEBOOK.md has exactly this text.

    Parameters
    ----------
    codebook : Codebook
        The codebook.

    Returns
    -------
    str
        The page.
    """
    return _render(codebook, _NOTE)


def _render(codebook: Codebook, note: str) -> str:
    text = _load_templates().get_template("codebook.md.jinja").render(codebook=codebook, note=note)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


@cache
def _load_templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("research.codebook"),
        autoescape=False,  # the page is Markdown; what goes into HTML passes markdown-it or is escaped by name
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    templates.filters |= {"plain": _escape_markdown, "indonesian": _mark_indonesian, "code": _quote_patterns}
    templates.globals["list_frame_rules"] = list_frame_rules
    return templates


def render_html(codebook: Codebook) -> str:
    """Render the codebook as a page in HTML that needs no other file.

    The file corpus/codebook.html has exactly this text. Headings have ids for the table of contents, tables have
    labels, and Indonesian is marked as such.

    Parameters
    ----------
    codebook : Codebook
        The codebook.

    Returns
    -------
    str
        The page.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(_render(codebook, ""))
    contents = _number_headings(tokens, parser)
    for token in tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")
        for child in token.children or []:
            if child.type == "em_open":
                child.attrSet("lang", "id")
    body = parser.renderer.render(tokens, parser.options, {})
    for opening, words in re.findall(r"(<table>\n<thead>\n<tr>\n<th scope=\"col\">(.*?)</th>)", body):
        kind = "table cues" if words == "cue" else "table"
        label = f"Table: {words}"
        region = f'<div class="{kind}" role="region" aria-label="{label}" tabindex="0">{opening}'
        body = body.replace(f"\n{opening}", f"\n{region}")
    body = body.replace("</table>", "</table></div>")
    # A long list of words may break after each word, and so may a long name.
    body = re.sub(r"<code>(.*?)</code>", lambda code: re.sub(r"([|_])", r"\1<wbr>", code[0]), body)
    heading, _, rest = body.partition("</h1>")
    template = _load_templates().get_template("codebook.html.jinja")
    return template.render(title=codebook.title, heading=heading, contents=contents, body=rest) + "\n"


def _number_headings(tokens: Sequence[Token], parser: MarkdownIt) -> str:
    """Add an id to each chapter and each code of a frame or subcode in the headings, and list them as HTML."""
    lines, depth = [], 1
    for place, token in enumerate(tokens):
        inline = tokens[min(place + 1, len(tokens) - 1)]
        coded = any(child.type == "code_inline" for child in inline.children or [])
        if token.type != "heading_open" or not (token.tag == "h2" or (token.tag == "h3" and coded)):
            continue
        name = re.sub(r"[^a-z0-9]+", "-", inline.content.lower()).strip("-")
        token.attrSet("id", name)
        words = parser.renderer.render([inline], parser.options, {}).replace("<em>", '<em lang="id">')
        level = int(token.tag[1])
        lines += ["<ul>"] * (level - depth) + ["</ul></li>"] * (depth - level)
        lines.append(f'<li><a href="#{name}">{words}</a>')
        depth = level
    return "\n".join(lines + ["</li></ul>"] * (depth - 1)) + "\n"


def _escape_markdown(text: str) -> str:
    """Escape the characters that Markdown would read as marks."""
    marked = re.sub(r"([\\`*\[\]<>]|\b_|_\b|&(?=#?\w+;))", r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d*)([-+#=~.)](?=\s|[-#=~]))", r"\1\\\2", marked)


def _mark_indonesian(text: str) -> str:
    return f"*{_escape_markdown(text)}*"


def _quote_patterns(patterns: Iterable[Pattern]) -> str:
    return " ".join(f"`{pattern.text}`" for pattern in patterns)
