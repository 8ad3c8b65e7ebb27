"""The day of publication that an html page declares: in meta elements, JSON-LD, time elements, or a byline."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Any

from research.corpus.ingest.date_formats import EARLIEST, parse_day
from research.corpus.ingest.ingest_words import read_ingest_words
from research.corpus.ingest.publication_dates import find_text_day

_BELOW_TITLE = 10  # lines in which a byline is searched
_ARTICLES = re.compile(r"article|posting|report", re.IGNORECASE)
_NO_PUBLICATION = re.compile(r"update|modif|perbarui", re.IGNORECASE)
# Parts of a page with other days than that of the page: comments of readers, and links to other pages.
_OTHER_PARTS = re.compile(
    r"(?:^|\s)(?:comment|komentar|disqus|respon[ds]|balasan|reply|related|terkait|baca-?juga|popul|terpopuler|rekomend|recommend|"
    r"sidebar|widget|latest|terkini|trending|most)",
    re.IGNORECASE,
)
_BLOCKS = (
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "li",
    "ul",
    "ol",
    "section",
    "article",
    "header",
    "tr",
    "td",
    "br",
    "time",
    "figure",
)


def find_page_day(tree: Any, title: str) -> str:
    """Find the day of publication that an html page declares.

    A time with an offset is converted to the day in Jakarta. Days in comments, in links to other pages, and days of a
    change are not days of publication.

    Parameters
    ----------
    tree
        The lxml tree of the page; it is not changed.
    title
        The title of the article, below which a byline is searched.

    Returns
    -------
    str
        The day in ISO form; empty if the page declares none.

    Examples
    --------
    >>> from trafilatura.utils import load_html
    >>> page = "<html><head><meta property='article:published_time' content='2024-10-22T18:30:00+00:00'></head></html>"
    >>> find_page_day(load_html(page), "")
    '2024-10-23'
    """
    tree = _drop_other_parts(deepcopy(tree))
    for words in (*_iter_meta(tree), *_iter_json(tree), *_iter_times(tree)):
        if (day := parse_day(words)) and day >= EARLIEST:
            return day.isoformat()
    lines = _list_lines(tree)
    places = [
        place for place, line in enumerate(lines) if title and " ".join(title.split()).casefold() in line.casefold()
    ]
    below = lines[places[-1] + 1 :][:_BELOW_TITLE] if places else []
    found = find_text_day("\n".join(below), today=date.max)
    return found.day.isoformat() if found else ""


def _drop_other_parts(tree: Any) -> Any:
    for element in tree.xpath("//aside | //footer | //nav | //form"):
        element.drop_tree()
    for element in tree.xpath("//div | //section | //ul | //ol | //li"):
        named = f"{element.get('id') or ''} {element.get('class') or ''}"
        if element.getparent() is not None and _OTHER_PARTS.search(named) and not element.xpath(".//h1"):
            element.drop_tree()
    return tree


def _iter_meta(tree: Any) -> Iterator[str]:
    """Yield the content of meta and marked elements, in the order of the names in data/ingest.toml."""
    told: dict[str, str] = {}
    for element in tree.xpath("//meta[@content] | //*[@itemprop='datePublished']"):
        name = next((element.get(key) for key in ("property", "name", "itemprop") if element.get(key)), "")
        words = element.get("content") or element.get("datetime") or element.text_content()
        told.setdefault(name.lower(), words)
    return (told[name] for name in read_ingest_words()["page_days"] if name in told)


def _iter_json(tree: Any) -> Iterator[str]:
    """Yield the datePublished of the items of JSON-LD, articles first; nested items (comments) are not read."""
    items: list[dict[str, Any]] = []
    for element in tree.xpath("//script[@type='application/ld+json']"):
        try:
            found = json.loads(element.text or "")
        except (ValueError, RecursionError):
            continue
        parts = found if isinstance(found, list) else [found]
        parts += [item for part in parts if isinstance(part, dict) for item in _as_list(part.get("@graph"))]
        items += [part for part in parts if isinstance(part, dict)]
    items.sort(key=lambda item: not _ARTICLES.search(str(item.get("@type", ""))))
    return (str(item["datePublished"]) for item in items if isinstance(item.get("datePublished"), str | int))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _iter_times(tree: Any) -> Iterator[str]:
    """Yield the time elements of the article, or of the page if no article is marked, except those of a change."""
    for element in tree.xpath("//article//time[@datetime]") or tree.xpath("//time[@datetime]"):
        named = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        if not _NO_PUBLICATION.search(named):
            yield element.get("datetime")


def _list_lines(tree: Any) -> list[str]:
    """List the lines of a page as a reader sees them, without scripts and styles."""
    for element in tree.xpath("//script | //style | //head"):
        element.drop_tree()
    for element in tree.iter(*_BLOCKS):
        element.text, element.tail = f"\n{element.text or ''}", f"\n{element.tail or ''}"
    return [" ".join(line.split()) for line in tree.text_content().split("\n") if line.strip()]
