"""Executed notebooks as pages: code folded, figures beside their tables, no output that a browser would run."""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from research.report.site.site_guard import disarm_blocks, fence_html
from research.report.site.site_links import Links, rewrite_links
from research.tables import Fault, InputError, read_bytes

_EXPECTED = "a notebook that was run from top to bottom"
_REMEDY = "run research reproduce, then this again"
_FOLDED, _REMOVED = "hide-input", "remove-cell"
# The table of statements with a search, which JupyterLab shows in a frame.
_FRAME = re.compile(r"<iframe\b[^>]*\bsrc=\"[^\"]*figures/pages/[^\"]*\".*?</iframe>", re.DOTALL)
# Outputs that a page can show, the best first.
_KINDS = ("image/png", "text/html", "text/markdown", "text/plain")


@dataclass
class Pictures:
    """The figures that pages show.

    Attributes
    ----------
    known : dict of str to str
        Names of the project's figures by the SHA-256 of their PNG.
    titles : dict of str to str
        The title of each figure that a notebook shows, in their order.
    files : dict of str to bytes
        Pictures to be written below _static/figures/, by file name.
    render : callable
        Makes of name and title the HTML of a figure, and empty where the project has no such figure.
    """

    known: Mapping[str, str]
    render: Callable[[str, str, "Pictures"], str]
    titles: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


def prepare_notebook(path: Path, page: str, *, links: Links, pictures: Pictures, note: str = "") -> bytes:
    """Make of an executed notebook the source of a page.

    Parameters
    ----------
    path : Path
        The notebook.
    page : str
        Its path from the project's folder.
    links : Links
        What the site carries; see rewrite_links.
    pictures : Pictures
        The figures; those of this notebook are added.
    note : str
        Shown under the title, such as that a page is in English.

    Returns
    -------
    bytes
        A notebook whose code cells are folded, whose links lead to pages of the site, and whose outputs hold no
        script.

    Raises
    ------
    InputError
        Where the file is no notebook, or a cell of it was not run.
    """
    import nbformat

    notebook = _read(path)
    cells = [_show_raw(cell) for cell in notebook.cells if cell.source.strip()]
    _check_outputs(path, cells)
    nest_headings([cell for cell in cells if cell.cell_type == "markdown"])
    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source = rewrite_links(disarm_blocks(cell.source), page, links)
            cell.metadata = nbformat.NotebookNode()
        else:
            # What else is written there could set options of sphinx.
            tags = [_FOLDED, *({_REMOVED} & set(cell.metadata.get("tags", [])))]
            cell.metadata = nbformat.NotebookNode(tags=tags)
            cell.outputs = [shown for output in cell.outputs if (shown := _clean(output, page, links, pictures))]
    if note:
        place = 1 if cells and cells[0].cell_type == "markdown" else 0
        cells.insert(place, nbformat.v4.new_markdown_cell(fence_html(note), id="language-note"))
    notebook.cells = cells
    notebook.metadata = nbformat.from_dict({"language_info": {"name": "python", "pygments_lexer": "ipython3"}})
    written: str = nbformat.writes(notebook)
    return f"{written}\n".encode()


def nest_headings(cells: Sequence[Any]) -> None:
    """Leave a notebook one title: where it has several headings of the first level, all after it go one level down.

    Parameters
    ----------
    cells : sequence of NotebookNode
        The cells in Markdown; changed in place.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> cells = [SimpleNamespace(source=text) for text in ("# Title", "# Part\\n\\n## Chapter", "## Other")]
    >>> nest_headings(cells)
    >>> [cell.source for cell in cells]
    ['# Title', '## Part\\n\\n### Chapter', '### Other']
    """
    heading = re.compile(r"^(?=#{1,5} )", re.MULTILINE)
    titles = [cell for cell in cells if re.search(r"^# ", cell.source, re.MULTILINE)]
    if len(titles) < 2:
        return
    place = [cell is titles[0] for cell in cells].index(True)
    for cell in cells[place + 1 :]:
        cell.source = heading.sub("#", cell.source)


def _show_raw(cell: Any) -> Any:
    """A cell that another program would take as it is, as a block of code."""
    import nbformat

    if cell.cell_type != "raw":
        return cell
    fence = "`" * (3 + max(map(len, re.findall("`+", cell.source)), default=0))
    return nbformat.v4.new_markdown_cell(f"{fence}text\n{cell.source}\n{fence}", id=cell.get("id", "raw"))


def _read(path: Path) -> Any:
    import nbformat

    where = path.as_posix()
    try:
        return nbformat.reads(read_bytes(path).decode("utf-8"), as_version=4)
    except (nbformat.ValidationError, AttributeError, KeyError, TypeError, ValueError) as error:
        found = f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"
        raise InputError([Fault(where, "notebook", found, "a Jupyter notebook of version 4", _REMEDY)]) from None


def _check_outputs(path: Path, cells: list[Any]) -> None:
    codes = [cell for cell in cells if cell.cell_type == "code"]
    missing = [number for number, cell in enumerate(codes, start=1) if not cell.get("execution_count")]
    if missing:
        found = f"{len(missing)} of {len(codes)} cells without a run, the first is cell {missing[0]}"
        raise InputError([Fault(path.as_posix(), "outputs", found, _EXPECTED, _REMEDY)])
    broken = [n for n, cell in enumerate(codes, start=1) if any(o.output_type == "error" for o in cell.outputs)]
    if broken:
        raise InputError([Fault(path.as_posix(), "outputs", f"an error in cell {broken[0]}", _EXPECTED, _REMEDY)])


def _clean(output: Any, page: str, links: Links, pictures: Pictures) -> Any:
    """An output in the one form that the page shows; nothing for a form that it cannot."""
    import nbformat

    if output.output_type == "stream":
        return output
    data = output.get("data", {})
    kind = next((kind for kind in _KINDS if kind in data), "")
    if not kind:
        return None
    # A number and its % stay on one line.
    value = data[kind] if kind == "image/png" else re.sub(r"(?<=\d) %", "\u00a0%", data[kind])
    if kind == "image/png":
        alt = str(output.get("metadata", {}).get(kind, {}).get("alt", ""))
        # publish writes the name of the figure beside the text.
        name = str(output.get("metadata", {}).get(kind, {}).get("figure", ""))
        made = {"text/html": _place_picture(base64.b64decode(value), name, alt, page, pictures)}
    elif kind == "text/html":
        plain, frames = _FRAME.subn("", value)
        link = f'<p><a href="@/evidence.html">{escape(links.evidence)}</a></p>' if frames else ""
        made = {kind: f'<div class="scroll" tabindex="0">{clean_html(plain)}</div>{place_addresses(link, page)}'}
    elif kind == "text/markdown":
        # Sentences on a corpus hold words of its labels; a tag among them is shown and not obeyed.
        made = {kind: rewrite_links(re.sub("[<{]", lambda sign: f"&#{ord(sign[0])};", value), page, links)}
    else:
        made = {kind: value}
    return nbformat.v4.new_output("display_data", data=made)


def _place_picture(content: bytes, name: str, alt: str, page: str, pictures: Pictures) -> str:
    name = pictures.known.get(hashlib.sha256(content).hexdigest(), name)
    if name:
        pictures.titles.setdefault(name, alt)
        made = pictures.render(name, alt, pictures)
        if made:
            return place_addresses(made, page)
    file = f"{hashlib.sha256(content).hexdigest()[:16]}.png"
    pictures.files[file] = content
    return place_addresses(f'<p><img class="picture" src="@/_static/figures/{file}" alt="{escape(alt)}"/></p>', page)


def place_addresses(html: str, page: str) -> str:
    """Write addresses that begin at the top of the site, marked by @/, as seen from a page.

    Examples
    --------
    >>> place_addresses('<a href="@/downloads.html">', "docs/guide/read.md")
    '<a href="../../downloads.html">'
    """
    return html.replace('="@/', f'="{"../" * page.count("/")}')


def clean_html(html: str) -> str:
    """Take out of HTML all that a browser would run or fetch: scripts, styles, events, frames and forms.

    Examples
    --------
    >>> clean_html('<td onclick="x()" class="n">1<script>y()</script></td>')
    '<td class="n">1</td>'
    """
    from lxml.html.defs import safe_attrs
    from lxml_html_clean import Cleaner

    cleaner = Cleaner(
        style=True,
        inline_style=True,
        forms=True,
        page_structure=True,
        kill_tags=["svg", "math", "template", "base"],
        remove_unknown_tags=False,
        remove_tags=["img", "a"],
        safe_attrs=safe_attrs | {"open", "scope"},
    )
    cleaned = str(cleaner.clean_html(f"<section>{html}</section>"))
    return cleaned.removeprefix("<section>").removesuffix("</section>").removeprefix("<div>").removesuffix("</div>")
