"""Links of Markdown pages: to other pages of the site, to small files beside it, and those that lead nowhere there."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)[^\n]*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<target>[^()\s]+)\)")
_ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//|#)", re.IGNORECASE)
# A larger file is named and not carried along.
_LARGEST = 100_000
# Documents are shown on the page of the evidence, where those kept unread have no words.
_WITHHELD = ("corpus/documents/", "corpus/coding/sheets/", "corpus/originals/")
_PICTURES = {".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp"}


@dataclass
class Links:
    """What the links of the pages of a site lead to.

    Attributes
    ----------
    project : Path
        The project folder.
    moved : dict of str to str
        Pages of the site that stand for a file of the project: its path, and the path of the page.
    reached : set of str
        Files that links lead to, by path from the project's folder: further pages, pictures and small files.
    dropped : list of str
        Links to what the site does not carry; of them the text alone is left.
    evidence : str
        What the page of statements is called.
    """

    project: Path
    moved: dict[str, str] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)
    dropped: list[str] = field(default_factory=list)
    evidence: str = ""


def rewrite_links(text: str, page: str, links: Links) -> str:
    """Lead the links of a page to pages of the site; a link to what it does not carry becomes plain text.

    Parameters
    ----------
    text : str
        A page in Markdown.
    page : str
        Its path from the project's folder.
    links : Links
        What the site carries; the files that the links lead to are added.

    Returns
    -------
    str
        The page. Blocks of code stay as they are.

    Examples
    --------
    >>> links = Links(Path("."), {"README.md": "index.md"})
    >>> rewrite_links("[top](../README.md#cite), [gone](../no-such-file.csv)", "docs/where.md", links)
    '[top](../index.md#cite), gone'
    >>> links.dropped
    ['docs/where.md: no-such-file.csv']
    """
    parts, place = [], 0
    for fence in _FENCE.finditer(text):
        parts += [_LINK.sub(_make_replacer(page, links), text[place : fence.start()]), fence[0]]
        place = fence.end()
    return "".join([*parts, _LINK.sub(_make_replacer(page, links), text[place:])])


def _make_replacer(page: str, links: Links) -> Callable[[re.Match[str]], str]:
    folder = PurePosixPath(page).parent

    def replace(link: re.Match[str]) -> str:
        target, mark, anchor = link["target"].partition("#")
        if _ELSEWHERE.match(link["target"]):
            return link[0]
        path = PurePosixPath(os.path.normpath(folder / target)).as_posix()
        found = links.moved.get(path) or _find_file(path, links.project)
        if not found:
            links.dropped.append(f"{page}: {path}")
            return link["text"]
        links.reached.add(found)
        away = os.path.relpath(found, folder).replace(os.sep, "/")
        return f"{link['image']}[{link['text']}]({away}{mark}{anchor})"

    return replace


def _find_file(path: str, project: Path) -> str:
    """The path of a file that the site can carry, or empty; of a folder that of its README.md."""
    place = project / path
    if place.is_dir():
        path, place = f"{path}/README.md", place / "README.md"
    inside = place.is_file() and place.resolve().is_relative_to(project.resolve())
    if not inside or path.startswith(_WITHHELD):
        return ""
    small = place.stat().st_size <= _LARGEST or place.suffix in {*_PICTURES, ".md", ".ipynb"}
    return path if small else ""
