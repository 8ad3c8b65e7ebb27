"""The codebook for people: its page as Markdown and as HTML, its tables, and words in place of codes.

In the page what is emphasised is Indonesian: so the HTML knows which language each part is in.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd
from markdown_it import MarkdownIt
from markdown_it.token import Token

from research.codebook.cue_patterns import Pattern
from research.codebook.definitions import Codebook, Example, Frame, Label


@dataclass(frozen=True)
class Labels:
    """Words for codes, in the codebook's order; frames are those without a parent, functions are Entman's."""

    frames: dict[str, str]
    subcodes: dict[str, str]
    offices: dict[str, str]
    modes: dict[str, str]
    functions: dict[str, str]


def label_codes(codebook: Codebook, *, language: str = "en") -> Labels:
    """Read the labels of a codebook, in English (en) or Indonesian (id)."""

    def read(items: Iterable[Frame | Label]) -> dict[str, str]:
        return {item.code: item.label_id if language == "id" else item.label_en for item in items}

    return Labels(
        frames=read(frame for frame in codebook.frames if not frame.parent),
        subcodes=read(frame for frame in codebook.frames if frame.parent),
        offices=read(codebook.offices),
        modes=read(codebook.modes),
        functions=read(codebook.functions),
    )


def list_examples(codebook: Codebook) -> pd.DataFrame:
    """List the codebook's examples: frame, present (yes or no), example, why, and where the cue coder is wrong."""
    rows = [
        (frame.label_en, "yes" if item.present else "no", item.text, item.why, _say_miss(item))
        for frame in codebook.frames
        for item in sorted(frame.examples, key=lambda item: not item.present)
    ]
    return pd.DataFrame(rows, columns=["frame", "present", "example", "why", "cue coder"])


def _say_miss(example: Example) -> str:
    return ("misses it" if example.present else "fires wrongly") if example.cue_misses else ""


def list_frames(codebook: Codebook) -> pd.DataFrame:
    """List the frames and subcodes, in the codebook's order.

    Columns: code, parent (empty for a frame), label_en, label_id, entman, question, definition, cues and examples
    (how many).
    """
    fields = ["code", "parent", "label_en", "label_id", "entman", "question", "definition"]
    rows = [
        [*(getattr(frame, field) for field in fields), len(frame.cues), len(frame.examples)]
        for frame in codebook.frames
    ]
    return pd.DataFrame(rows, columns=[*fields, "cues", "examples"])


_NOTE = "<!-- Rendered from codebook.toml: change that file, not this page. -->"
_LABEL_HEADS = ["code", "English", "Indonesian", "meaning"]
_STYLE = """
:root { color-scheme: light; }
body { margin: 0 auto; padding: 1.5rem; max-width: 52rem; color: #1a1a1a; background: #fff;
  font: 1rem/1.55 "Noto Sans", "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
h1, h2, h3, h4 { line-height: 1.25; margin: 2em 0 .5em; }
h1 { margin-top: 0; font-size: 1.8rem; }
h2 { font-size: 1.4rem; border-bottom: 2px solid #767676; padding-bottom: .2em; }
h3 { font-size: 1.2rem; }
h4 { font-size: 1rem; margin-top: 1.4em; }
a { color: #0b4f9e; }
a:focus-visible, .table:focus-visible { outline: 3px solid #0b4f9e; outline-offset: 2px; }
nav ul { padding-left: 1.2rem; }
li { margin: .3em 0; }
li:has(> em:first-child) { color: #444; font-size: .94rem; margin: .6em 0; }
li > em:first-child { display: block; font-style: normal; font-size: 1.05em; color: #1a1a1a; }
li > strong { color: #8a1c00; }
.table { overflow-x: auto; margin: 1em 0; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { border: 1px solid #767676; padding: .35em .5em; text-align: left; vertical-align: top; }
th { background: #eee; }
code { font-family: "DejaVu Sans Mono", Consolas, monospace; font-size: .88em; }
p, li, h2, h3 { overflow-wrap: break-word; }
.table:not(.cues) code { white-space: nowrap; }
.cues table { table-layout: fixed; min-width: 44rem; }
.cues th:nth-child(1) { width: 17%; }
.cues th:nth-child(2) { width: 37%; }
.cues th:nth-child(3) { width: 12%; }
.cues th:nth-child(5) { width: 8%; }
.cues td { overflow-wrap: break-word; }
.cues td code { display: block; margin-bottom: .45em; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { break-after: page; }
  h2, h3, h4 { break-after: avoid; }
  li, tr { break-inside: avoid; }
  .table { overflow: visible; }
  .cues table { min-width: 0; }
  a { color: inherit; text-decoration: none; }
}
@page { margin: 2cm; }
"""


def render_codebook(codebook: Codebook) -> str:
    """Render the codebook as a Markdown page for people who code; corpus/CODEBOOK.md is exactly this."""
    title, *rest = _list_parts(codebook)
    return "\n\n".join([title, _NOTE, *rest]) + "\n"


def render_page(codebook: Codebook) -> str:
    """Render the same page as HTML, one file that needs no other; corpus/codebook.html is exactly this.

    Headings carry their place in the contents, tables say what their columns are, Indonesian is marked as such.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse("\n\n".join(_list_parts(codebook)))
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
    # A long list of words may break after each of them, a long name after each of its words.
    body = re.sub(r"<code>(.*?)</code>", lambda code: re.sub(r"([|_])", r"\1<wbr>", code[0]), body)
    heading, _, rest = body.partition("</h1>")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(codebook.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<header>\n{heading}</h1>\n</header>\n<nav aria-label="Contents">\n{contents}</nav>\n'
        f"<main>{rest}</main>\n</body>\n</html>\n"
    )


def _number_headings(tokens: Sequence[Token], parser: MarkdownIt) -> str:
    """Give each chapter and each subcode, the headings of the third level that name a code, an id, and list them."""
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


def _list_parts(codebook: Codebook) -> list[str]:
    return [
        f"# {_plain(codebook.title)}",
        "## What is coded",
        _plain(codebook.unit),
        _bullets(map(_plain, codebook.rules)),
        *(_plain(text) for text in (f"{codebook.sample} {codebook.coders}".strip(),) if text),
        *_list_coders(codebook),
        "## The frames",
        _table(
            ["code", "frame", "bingkai", "Entman (1993)", "question the coder answers"],
            [
                (
                    " / ".join(f"`{code}`" for code in (frame.parent, frame.code) if code),
                    _plain(frame.label_en),
                    _name(frame.label_id),
                    _name_function(codebook, frame.entman),
                    _plain(frame.question),
                )
                for frame in codebook.frames
            ],
        ),
        *(part for frame in codebook.frames for part in _render_frame(codebook, frame)),
        "## Who speaks",
        f"`speaker`: {_plain(codebook.speaker)}",
        "`office`, one of:",
        _table(_LABEL_HEADS, [_label_row(label) for label in codebook.offices]),
        "`mode`, one of:",
        _table(_LABEL_HEADS, [_label_row(label) for label in codebook.modes]),
        "## How the automatic coder reads",
        _EXPLANATION,
        *_render_words(codebook),
    ]


def _list_coders(codebook: Codebook) -> list[str]:
    rows = [(f"`{coder.name}`", _plain(coder.who), coder.since) for coder in codebook.coder]
    return ["Whose codes may stand in the corpus:", _table(["coder", "who", "since"], rows)] if rows else []


_EXPLANATION = """A cue fires where one of its patterns is found among the words of a sentence: `~layan` is every word \
with the stem layan, `a|b` is either word, `[0-2]` leaves room for none to two words. "Only with" and "unless" name \
patterns that must, or must not, lie within so many words of the hit. Narration carries no frame, whatever its words.

Negation and modality are recorded beside each hit and change no code: "tidak boleh memihak" keeps its "tidak boleh"."""


def _render_words(codebook: Codebook) -> list[str]:
    words = [("Words of negation", codebook.negators), ("Words of modality", codebook.modals)]
    return [f"{name}: {', '.join(_name(word) for word in listed)}." for name, listed in words if listed]


def _label_row(label: Label) -> tuple[str, ...]:
    return f"`{label.code}`", _plain(label.label_en), _name(label.label_id), _plain(label.definition)


def _name_function(codebook: Codebook, code: str) -> str:
    found = next(label for label in codebook.functions if label.code == code)
    return f"{_plain(found.label_en)} ({_name(found.label_id)})"


def _render_frame(codebook: Codebook, frame: Frame) -> list[str]:
    level, kind = ("###", "Subcode") if frame.parent else ("##", "Frame")
    parts = [
        f"{level} {kind} `{frame.code}`: {_plain(frame.label_en)} ({_name(frame.label_id)})",
        _plain(frame.question),
        _plain(frame.definition),
        f"Entman (1993): it mostly serves the {_name_function(codebook, frame.entman)}.",
    ]
    for heading, lines in (
        ("Include", [_plain(text) for text in frame.include]),
        ("Exclude", [_plain(text) for text in frame.exclude]),
        ("Sentences that carry it", [_describe_example(e) for e in frame.examples if e.present]),
        ("Sentences that do not", [_describe_example(e) for e in frame.examples if not e.present]),
    ):
        parts += [f"{level}# {heading}", _bullets(lines)] if lines else []
    if frame.cues:
        rows = [
            (
                f"`{cue.name}`",
                _join_patterns(cue.patterns),
                _join_patterns(cue.requires),
                _join_patterns(cue.unless),
                cue.within,
            )
            for cue in frame.cues
        ]
        head = ["cue", "patterns", "only with", "unless", "within"]
        parts += [f"{level}# Cues of the automatic coder", _table(head, rows)]
    shared = [
        f"Cue `{cue.name}` shares words with cue `{other.cue}` of `{other.frame}`: {_plain(other.reason)}."
        for cue in frame.cues
        for other in cue.shared
    ]
    return [*parts, _bullets(shared)] if shared else parts


def _describe_example(example: Example) -> str:
    why = f" \u2013 {_plain(example.why)}." if example.why else ""
    drawn = f" Drawn: `{example.document}`, sentence {example.sentence}." if example.document else ""
    missed = " **The cue coder gets this one wrong.**" if example.cue_misses else ""
    return f"{_name(example.text)}{why}{drawn}{missed}"


def _plain(text: str) -> str:
    """Keep what would be a mark of Markdown as the character that it is."""
    marked = re.sub(r"([\\`*\[\]<>]|\b_|_\b|&(?=#?\w+;))", r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d*)([-+#=~.)](?=\s|[-#=~]))", r"\1\\\2", marked)


def _name(text: str) -> str:
    return f"*{_plain(text)}*"


def _join_patterns(patterns: tuple[Pattern, ...]) -> str:
    return " ".join(f"`{pattern.text}`" for pattern in patterns)


def _bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _table(head: list[str], rows: Iterable[tuple[object, ...]]) -> str:
    cells = [[str(cell).replace("|", "\\|") for cell in row] for row in rows]
    lines = [head, ["---"] * len(head), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
