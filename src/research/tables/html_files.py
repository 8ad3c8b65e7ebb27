"""Extraction of the article of an html page, with its title, site and address; without access to the network."""

import re
from copy import deepcopy
from typing import Any

from research.tables.faults import Fault, InputError
from research.tables.word_lists import read_word_lists

MINIMUM_WORDS = 20
SHORT = 120  # words; a shorter article may be only the part beside an access wall
_ADDRESS = re.compile(r"https?://[^/\s]+/[^\s]+")


def read_article(html: str, name: str) -> tuple[str, dict[str, str], Any]:
    """Extract the article of an html page.

    Parameters
    ----------
    html
        The decoded page.
    name
        The name of the file, for messages.

    Returns
    -------
    text : str
        The article, with a blank line between two paragraphs.
    fields : dict of str to str
        title, window_title and site (empty if the page does not give them), url (only if the page gives a valid one),
        complete ("false" if the page links to a further page of the article, or if a table was left out), and left_out
        (if a table was left out).
    tree : object
        The lxml tree of the page.

    Raises
    ------
    InputError
        If the page has no article of at least 20 words, or shows a cookie or access wall.

    Examples
    --------
    >>> read_article("<html><body><p>We use cookies.</p><p>Accept all cookies?</p></body></html>", "a.html")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    a.html: content: found a cookie or access wall ('accept all cookies'), expected an article; save the page once ...
    """
    import trafilatura
    from trafilatura.utils import load_html

    tree = load_html(html)
    if tree is None:
        raise InputError([Fault(name, "content", "no html", "a page with an article")])
    shown = _show_text(tree)
    # Not favor_precision: a lost paragraph may contain a statement, while a reader notices an additional line.
    extracted = trafilatura.extract(
        deepcopy(tree), include_comments=False, include_tables=False, include_formatting=False
    )
    paragraphs = [line.strip() for line in (extracted or "").split("\n") if line.strip()]
    words = sum(len(paragraph.split()) for paragraph in paragraphs)
    # A short article beside a consent banner is still an article: then only the words of the article are searched.
    suspect = shown if words < MINIMUM_WORDS else extracted if words < SHORT else ""
    if wall := next(
        (phrase for phrase in read_word_lists("pages.toml")["walls"] if phrase in (suspect or "").lower()), ""
    ):
        found, remedy = f"a cookie or access wall ({wall!r})", "save the page once the article is shown"
        raise InputError([Fault(name, "content", found, "an article", remedy)])
    if words < MINIMUM_WORDS:
        found = "no text" if not words else f"only {words} word{'s' if words > 1 else ''}"
        raise InputError([Fault(name, "content", found, f"an article of at least {MINIMUM_WORDS} words")])
    told = trafilatura.extract_metadata(deepcopy(tree), extensive=False)
    title = told.title or ""
    if paragraphs[0].casefold() == title.casefold():
        del paragraphs[0]  # documents of the corpus do not include the headline
    fields = {"title": title, "site": told.sitename or "", "complete": "true"}
    fields["window_title"] = " ".join(tree.findtext(".//title", "").split())
    if told.url and _ADDRESS.fullmatch(told.url):
        fields["url"] = told.url
    if any(phrase in shown.lower() for phrase in read_word_lists("pages.toml")["further_pages"]):
        fields["complete"] = "false"
    text = "\n\n".join(paragraphs)
    if _has_table(tree, text):
        fields["complete"] = "false"
        fields["left_out"] = "a table"
    return text, fields, tree


def _has_table(tree: Any, text: str) -> bool:
    """Return whether the article has a table whose words were not read: a statement may be in it."""
    for table in tree.xpath("//article//table | //main//table"):
        words = " ".join(table.text_content().split())
        if any(map(str.isalpha, words)) and words[:40] not in text and not table.xpath(".//p"):
            return True
    return False


def _show_text(tree: Any) -> str:
    """Return all words of a page, without those of scripts and styles."""
    copy = deepcopy(tree)
    for element in copy.xpath("//script | //style"):
        element.drop_tree()
    return " ".join(copy.text_content().split())
