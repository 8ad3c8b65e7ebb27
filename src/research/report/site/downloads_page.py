"""The page of downloads, and the files that it offers: tables as csv, the citation, the data package."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from research.report.archive.citation import read_citation, render_bibtex
from research.report.archive.data_package import render_data_package
from research.report.site.site_guard import fence_html
from research.study import Study
from research.tables import format_csv, read_bytes

# Every file of an archive has one day, so that equal tables give equal bytes.
_DAY = (1980, 1, 1, 0, 0, 0)
# A larger table is packed: the site is to be sent by mail.
_LARGEST = 150_000
CITATION, PACKAGE = "CITATION.cff", "datapackage.json"


def collect_downloads(known: Study, project: Path) -> dict[str, bytes]:
    """Make the files that the site offers.

    Parameters
    ----------
    known : Study
        As study.open_study opens it.
    project : Path
        The project folder.

    Returns
    -------
    dict of str to bytes
        The files by their path below downloads/. Tables of more than 150 kB are packed.

    Raises
    ------
    InputError
        Where CITATION.cff cannot be read.
    """
    tables = {f"figures/{path.name}": read_bytes(path) for path in sorted((project / "figures").glob("*.csv"))}
    corpus = {
        "documents": known.documents.drop(columns=["text"]),
        "statements": known.shown_statements.sort_values(["document", "sentence"]),
        "frames": known.gold,
    }
    for name, table in corpus.items():
        tables[f"data/{name}.csv"] = format_csv(table)
    files: dict[str, bytes] = {}
    for name, content in tables.items():
        files |= _pack(name, content)
    results = {path.name: read_bytes(path) for path in sorted((project / "results").glob("*.csv"))}
    if results:
        files["results.zip"] = _zip(results)
    if (project / CITATION).is_file():
        citation = read_citation(project)
        files["citation.bib"] = render_bibtex(citation).encode("utf-8")
        files[CITATION] = read_bytes(project / CITATION)
        package = json.loads(render_data_package(tables, citation))
        files[PACKAGE] = json.dumps(package, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return files


def _pack(name: str, content: bytes) -> dict[str, bytes]:
    if len(content) <= _LARGEST:
        return {name: content}
    return {f"{name}.zip": _zip({Path(name).name: content})}


def _zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, date_time=_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=9)
    return buffer.getvalue()


def render_downloads(
    files: Mapping[str, bytes], titles: Mapping[str, str], *, words: Mapping[str, str], tables_page: str
) -> str:
    """Render the page of downloads in Markdown, its tables as HTML.

    Parameters
    ----------
    files : mapping of str to bytes
        From collect_downloads.
    titles : mapping of str to str
        Titles of the figures by their names.
    words : mapping of str to str
        The words of the site.
    tables_page : str
        The page on the columns of tables; empty where the site has none.

    Returns
    -------
    str
        The page.
    """
    figures = [_list_file(name, content, titles) for name, content in files.items() if name.startswith("figures/")]
    corpus = [_list_file(name, content, words) for name, content in files.items() if name.startswith("data/")]
    templates = Environment(
        loader=PackageLoader("research.report.site"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined,
    )  # fmt: skip
    # The tables are escaped; the fence around them is for Markdown.
    templates.filters["fence"] = lambda html: Markup(fence_html(str(html).strip()))
    return templates.get_template("downloads.md.jinja").render(
        figures=figures,
        corpus=corpus,
        results=len(files.get("results.zip", b"")),
        bibtex=files.get("citation.bib", b"").decode("utf-8").replace("`", "'"),
        package=PACKAGE if PACKAGE in files else "",
        words=words,
        tables_page=tables_page,
        size=_write_size,
    )


def _list_file(name: str, content: bytes, titles: Mapping[str, str]) -> dict[str, Any]:
    stem = Path(name).name.split(".")[0]
    text = content
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = archive.read(archive.namelist()[0])
    rows = max(0, sum(1 for _ in csv.reader(io.StringIO(text.decode("utf-8-sig")))) - 1)
    meaning = titles.get(f"{stem}_meaning", titles.get(stem, ""))
    return {
        "path": name,
        "stem": stem,
        "name": Path(name).name,
        "rows": rows,
        "size": _write_size(len(content)),
        "meaning": meaning,
    }


def _write_size(number: int) -> str:
    return f"{max(1, round(number / 1000))} kB"
