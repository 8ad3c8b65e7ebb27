"""Tags, entities, markdown and two-character escapes in a text."""

import html
import re
from re import Match

from research.text.cleaning.edits import Draft, Edit

# Elements whose content is no text.
_HIDDEN = "script|style|noscript|iframe|svg|template|object|head"
_BLOCKS = (
    "address|article|aside|blockquote|body|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    "h[1-6]|header|hr|html|li|main|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|title|tr|ul"
)
_INLINE = (
    "a|abbr|acronym|amp-[a-z-]+|audio|b|base|bdi|bdo|big|button|canvas|cite|code|col|colgroup|data|del|dfn|em|embed|"
    "font|i|img|input|ins|kbd|label|link|map|mark|meta|o:p|option|param|picture|q|rp|rt|ruby|s|samp|select|small|"
    "source|span|strike|strong|sub|sup|td|textarea|th|time|track|tt|u|var|video|wbr|br"
)
_ATTRIBUTE = r"\s+[\w:@.-]+(?:\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'|[^\s\"'<>]+))?"
_HIDDEN_START = re.compile(rf"<({_HIDDEN})\b[^<>]*>|<!(--)", re.IGNORECASE)
_DECLARATION = re.compile(r"<!\[CDATA\[|\]\]>|<!doctype\b[^<>]*>|<\?xml\b[^<>]*>", re.IGNORECASE)
# In prose, x <a and b> 5 is no tag: attributes have an equals sign.
_TAG = re.compile(
    rf"<\s*(?P<close>/?)\s*(?P<name>{_HIDDEN}|{_BLOCKS}|{_INLINE})"
    rf"(?:\s*/?\s*>|(?=\s[^<>]*=)(?:{_ATTRIBUTE})*\s*/?\s*>|(?=\s[^<>]*=)[^<>]*>)",
    re.IGNORECASE,
)
# A tag cut short: with the end of the text, or where the next tag begins.
_CUT_TAG = re.compile(
    rf"<(?:{_HIDDEN}|{_BLOCKS}|{_INLINE})(?=\s+[\w:-]+\s*=\s*[\"'])"
    r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>\n]*\"|'[^'<>\n]*'))*(?:\s+[\w:-]+\s*=\s*[\"'][^\"'<>\n]*(?=<|\Z))?",
    re.IGNORECASE,
)
_BLOCK = re.compile(rf"(?:{_BLOCKS})\Z", re.IGNORECASE)
_CLITIC = re.compile(r"(?:nya|lah|kah|pun|ku|mu)\b|'s\b")
_ENTITY = re.compile(
    r"&(?:amp;)*(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};|nbsp|(?:quot|amp|lt|gt)(?![\w;=]))"
)
# Within a paragraph of HTML a line end is a space.
_PARAGRAPH = re.compile(
    r"<(?P<close>/?)(?:p|li|td|blockquote|figcaption)\b[^<>]*>|(?P<end>(?<!\n)\n(?!\s*\n))", re.IGNORECASE
)
_SLASHED = re.compile(r"(?:/n){2,}|(?<=[.?!\"\u201d])/n(?=[A-Z\"\u201c\s])")
_BRACKETED = re.compile(r"\[(/?)([A-Za-z_]+)(?:[= ][^\[\]\n]*)?\]")
_WIKI = re.compile(r"(\[\[(?:[^\[\]|\n]*\|)?)([^\[\]|\n]+)(\]\])|(\[)([^\[\]\n]*[A-Za-z][^\[\]\n]*)(\]\[\w*\])")
# The name of a file on Windows is left as it is.
_PATH = r"(?<![A-Za-z])[A-Za-z]:\\\S*|(?<!\S)\\\\\w[\w.-]*\\\S*"
_LINE_END = re.compile(rf"{_PATH}|(?<!\\)(?P<found>\\+r\\+n|\\+n|\\+r(?![a-z]))")
_ESCAPE = re.compile(rf"{_PATH}|(?<!\\)(?P<found>(?:\\+u[0-9a-fA-F]{{4}})+|\\+t|\\+[\"'/])")
_TARGET = (
    r"\(\s*<?(?:[a-z]+:|www\.|/|\.|#)?[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*>?(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)"
)
_LINK = re.compile(rf"(?P<image>!?)\[(?P<words>[^\[\]\n]*)\](?P<target>{_TARGET})", re.IGNORECASE)
_ADDRESS = re.compile(r"\(\s*<?(?:[a-z]+:\S|www\.|/|\.{1,2}/|#|\S+/|\S+\.(?:html?|php|aspx?)\b)", re.IGNORECASE)
_PAIRED = (
    re.compile(r"(?<!\*)(\*\*\*?)(?=[^\s*])([^*\n]{1,500}?)(?<=[^\s*])(\1)(?!\*)"),
    re.compile(r"(?<![\w_])(__)(?=[^\s_])([^_\n]{1,500}?)(?<=[^\s_])(__)(?![\w_])"),
    re.compile(r"(?<![\w*])(\*)(?=[^\s*)])([^*\n]{1,500}?)(?<=[^\s*(])(\*)(?![\w*])"),
    re.compile(r"(?<![\w_@/.])(_)(?=[^\s_])([^_\n]{1,500}?)(?<=[^\s_])(_)(?![\w_])"),
)
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}|>)[ \t]+(?=\S)", re.MULTILINE)


def remove_markup(draft: Draft) -> None:
    """Remove the mark-up of a text."""
    if "\\" in draft.text:
        _decode_escapes(draft)
    if "/n" in draft.text:
        draft.replace(_SLASHED, lambda match: "\n" * match[0].count("/n"), "line ends written as letters")
    if "<" in draft.text:
        if "\n" in draft.text:
            draft.apply(_cut_line_ends(draft.text), "line ends inside tags")
        draft.apply(_cut_hidden(draft.text), "scripts, styles and comments removed")
        draft.replace(_DECLARATION, "", "tags removed")
        draft.replace(_TAG, _replace_tag, "tags removed")
        draft.replace(_CUT_TAG, "", "tags removed")
    if "&" in draft.text:
        draft.replace(_ENTITY, _decode_entity, "entities decoded")
    _remove_markdown(draft)


def _decode_escapes(draft: Draft) -> None:
    draft.replace(_LINE_END, lambda match: "\n" if match["found"] else None, "line ends written as letters")
    draft.replace(_ESCAPE, lambda match: _decode_escape(match["found"]), "escapes decoded")


def _decode_escape(escape: str | None) -> str | None:
    if not escape:
        return None
    body = escape.lstrip("\\")
    if body[0] == "t":
        return " "
    if body[0] != "u":
        return body
    units = b"".join(int(unit, 16).to_bytes(2, "big") for unit in re.findall(r"u([0-9a-fA-F]{4})", escape))
    try:
        return units.decode("utf-16-be")
    except UnicodeDecodeError:  # half of a pair
        return escape


def _cut_hidden(text: str) -> list[Edit]:
    """Cut the content of scripts, styles and comments; an unclosed one is left to the other rules."""
    edits: list[Edit] = []
    previous_stop = 0
    unclosed: set[str] = set()
    for match in _HIDDEN_START.finditer(text):
        name = (match[1] or match[2]).lower()
        if match.start() < previous_stop or name in unclosed:
            continue
        closing = re.compile("-->" if name == "--" else rf"</{name}\s*>", re.IGNORECASE).search(text, match.end())
        if closing is None:
            unclosed.add(name)
            continue
        previous_stop = closing.end()
        edits.append((match.start(), previous_stop, " "))
    return edits


def _cut_line_ends(text: str) -> list[Edit]:
    edits: list[Edit] = []
    pending: list[Edit] | None = None
    for match in _PARAGRAPH.finditer(text):
        if match["end"] and pending is not None:
            pending.append((match.start(), match.end(), " "))
        elif match["close"] and pending is not None:
            edits += pending
            pending = None
        elif not match["end"]:
            pending = None if match["close"] else []
    return edits


def _replace_tag(match: Match[str]) -> str:
    name, closes = match["name"].lower(), bool(match["close"])
    if name == "br":
        return "\n"
    if name == "q":
        return "\u201d" if closes else "\u201c"
    if _BLOCK.match(name):
        return "\n\n"
    if name in ("td", "th"):
        return " "
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 5]
    glued = before.isalnum() and after[:1].isalnum() and not _CLITIC.match(after)
    return " " if name == "a" and glued else ""


def _decode_entity(match: Match[str]) -> str | None:
    decoded = html.unescape(f"&{match[1]}")
    if decoded == f"&{match[1]}":
        return None
    return " " if decoded == "\u00a0" else decoded


def _remove_markdown(draft: Draft) -> None:
    if "](" in draft.text:
        edits = _cut_links(draft.text)
        draft.apply(edits, "markdown links removed", count=len(edits) // 2)
    if "]" in draft.text:
        edits = _cut_brackets(draft.text)
        draft.apply(edits, "tags in brackets removed")
        edits = _cut_references(draft.text)
        draft.apply(edits, "markdown links removed", count=len(edits) // 2)
    if "*" in draft.text or "_" in draft.text:
        for pattern in _PAIRED:
            edits = _cut_pairs(draft.text, pattern)
            draft.apply(edits, "markdown emphasis removed", count=len(edits) // 2)
    if "#" in draft.text or ">" in draft.text:
        draft.replace(_LINE_MARK, "", "markdown line marks removed")


def _cut_links(text: str) -> list[Edit]:
    edits: list[Edit] = []
    for match in _LINK.finditer(text):
        if not _ADDRESS.match(match["target"]):
            continue
        start, stop = match.span("words")
        if match["image"]:
            start = stop
        edits += [(match.start(), start, ""), (stop, match.end(), "")]
    return edits


def _cut_brackets(text: str) -> list[Edit]:
    """Cut the tags of forums and of WordPress: [b]..[/b], [caption id=1]..[/caption]."""
    tags = list(_BRACKETED.finditer(text))
    closed = {tag[2].lower() for tag in tags if tag[1]}
    return [(tag.start(), tag.end(), "") for tag in tags if tag[2].lower() in closed]


def _cut_references(text: str) -> list[Edit]:
    """Cut reference links and wiki links down to their words."""
    edits: list[Edit] = []
    for match in _WIKI.finditer(text):
        start, stop = match.span(2) if match[2] else match.span(5)
        edits += [(match.start(), start, ""), (stop, match.end(), "")]
    return edits


def _cut_pairs(text: str, pattern: re.Pattern[str]) -> list[Edit]:
    spans = (span for match in pattern.finditer(text) for span in (match.span(1), match.span(3)))
    return [(start, stop, "") for start, stop in spans]
