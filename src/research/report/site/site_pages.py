"""The sources of the site's pages: notebooks, docs/, the corpus and what they link to, in groups for the side bar."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from research.codebook import Codebook, render_markdown
from research.report.site.site_guard import disarm_blocks, fence_html
from research.report.site.site_links import Links, rewrite_links
from research.report.site.site_notebooks import Pictures, prepare_notebook
from research.tables import read_bytes, read_data_rows

CODEBOOK = "corpus/CODEBOOK.md"
# Headings of the side bar, by the words of the site, and the pages under each, by path.
_GROUPS = {
    "notebooks": ("notebooks/*.ipynb",),
    "corpus": (CODEBOOK, "corpus/README.md"),
    "guide": ("docs/README.md", "docs/guide/*.md"),
    "reference": ("docs/*.md",),
    "project": ("README*.md", "CONTRIBUTING.md", "CHANGELOG.md"),
}
_INDONESIAN = ".id.md"


@dataclass
class Source:
    """The sources of a site.

    Attributes
    ----------
    files : dict of str to bytes
        The files that sphinx reads, by path.
    groups : dict of str to list of str
        The pages of each group of the side bar, without their endings.
    languages : dict of str to str
        The language of each page whose prose is in another language than the site.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)


def collect_pages(
    codebook: Codebook, links: Links, pictures: Pictures, *, words: Mapping[str, str], language: str
) -> Source:
    """Make the sources of all pages that come from files of the project.

    Parameters
    ----------
    codebook : Codebook
        The codebook, rendered as a page of its own.
    links : Links
        The project, and what links lead to.
    pictures : Pictures
        The figures; those that notebooks show are added.
    words : mapping of str to str
        The words of the site.
    language : str
        en or id.

    Returns
    -------
    Source
        The pages, each at the path of its file, and what they link to.

    Raises
    ------
    InputError
        Where a notebook cannot be read or was not run.
    """
    source = Source()
    made = {CODEBOOK: translate_codebook(render_markdown(codebook), language).encode("utf-8")}
    for group, patterns in _GROUPS.items():
        for page in _list_pages(links.project, patterns, made):
            if page not in source.files:
                source.groups.setdefault(group, []).append(_drop_ending(page))
                _add_page(page, source, links, pictures, (words, language, made))
    while waiting := sorted(links.reached - source.files.keys()):
        for page in waiting:
            if page.endswith((".md", ".ipynb")):
                group = "corpus" if page.startswith("corpus/") else "project"
                source.groups.setdefault(group, []).append(_drop_ending(page))
                _add_page(page, source, links, pictures, (words, language, made))
            else:
                source.files[page] = read_bytes(links.project / page)
    return source


def _list_pages(project: Path, patterns: Iterable[str], made: Iterable[str]) -> list[str]:
    found = []
    for pattern in patterns:
        inside = [path for path in sorted(project.glob(pattern)) if path.resolve().is_relative_to(project.resolve())]
        paths = [path.relative_to(project).as_posix() for path in inside]
        found += [pattern] if pattern in made and pattern not in paths else paths
    return list(dict.fromkeys(found))


def _add_page(
    page: str,
    source: Source,
    links: Links,
    pictures: Pictures,
    setting: tuple[Mapping[str, str], str, Mapping[str, bytes]],
) -> None:
    words, language, made = setting
    spoken = "id" if page.endswith(_INDONESIAN) else "en"
    key = {CODEBOOK: "english_codebook"}.get(page, "english_notebook" if page.endswith(".ipynb") else "english_page")
    note = f'<p class="language-note" lang="{language}">{words[key]}</p>' if spoken != language and words[key] else ""
    if spoken != language:
        source.languages[_drop_ending(page)] = spoken
    path = links.project / page
    if page.endswith(".ipynb"):
        source.files[page] = prepare_notebook(path, page, links=links, pictures=pictures, note=note)
        return
    text = made[page].decode("utf-8") if page in made else read_bytes(path).decode("utf-8-sig", errors="replace")
    # What is written to those who change the file; a page would show it.
    text = re.sub(r"^<!--.*?-->[ \t]*$", "", text, flags=re.DOTALL | re.MULTILINE)
    text = rewrite_links(disarm_blocks(text), page, links)
    # Under the first heading, which sphinx takes for the title.
    if note:
        text = re.sub(r"^(# .*\n)", lambda head: f"{head[0]}\n{fence_html(note)}\n\n", text, count=1, flags=re.M)
    source.files[page] = text.encode("utf-8")


def _drop_ending(page: str) -> str:
    return page.rpartition(".")[0]


def render_groups(groups: Mapping[str, Iterable[str]], *, words: Mapping[str, str]) -> str:
    """Render the lists of pages for the side bar, which the front page holds and does not show.

    Examples
    --------
    >>> print(render_groups({"guide": ["docs/README"]}, words={"guide": "Guide"}))
    ```{toctree}
    :hidden:
    :caption: Guide
    <BLANKLINE>
    docs/README
    ```
    """
    trees = []
    for group, pages in groups.items():
        trees.append("\n".join(["```{toctree}", ":hidden:", f":caption: {words[group]}", "", *pages, "```"]))
    return "\n\n".join(trees)


def translate_codebook(page: str, language: str) -> str:
    """Write the headings and the heads of tables of a codebook's page in Indonesian; all else stays as it is.

    Parameters
    ----------
    page : str
        From render_markdown.
    language : str
        id for Indonesian; with any other the page is returned as it is.

    Returns
    -------
    str
        The page. In the heading of a frame its Indonesian name comes first.

    Examples
    --------
    >>> print(translate_codebook("## Frame `f`: Sanctions (*Sanksi*)\\n\\n### Include\\n\\n- Include it", "id"))
    ## Bingkai `f`: Sanksi (Sanctions)
    <BLANKLINE>
    ### Termasuk
    <BLANKLINE>
    - Include it
    """
    if language != "id":
        return page
    heads = {row["en"]: row["id"] for row in read_data_rows("codebook_headings.csv")}
    lines = page.split("\n")
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else ""
        mark, _, heading = line.partition(" ")
        if named := re.fullmatch(r"(#+) (Frame|Subcode) (`[^`]+`): (.*) \(\*(.*)\*\)", line):
            kind = "Bingkai" if named[2] == "Frame" else "Subkode"
            lines[place] = f"{named[1]} {kind} {named[3]}: {named[5]} ({named[4]})"
        elif mark and not mark.strip("#"):
            lines[place] = f"{mark} {heads.get(heading, heading)}"
        elif following.startswith("| ---"):
            cells = [heads.get(cell.strip(), cell.strip()) for cell in line.strip("|").split("|")]
            lines[place] = f"| {' | '.join(cells)} |"
        else:
            lines[place] = heads.get(line, line)
    return "\n".join(lines)
