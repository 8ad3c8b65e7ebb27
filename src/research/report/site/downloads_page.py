"""The page of downloads, and the files that it offers: tables as csv, the citation, the data package."""

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from research.coding import hide_frozen
from research.study import Study
from research.tables import Fault, InputError, format_csv, read_bytes

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
    files: dict[str, bytes] = {}
    for path in sorted((project / "figures").glob("*.csv")):
        files |= _pack(f"figures/{path.name}", read_bytes(path))
    texts = hide_frozen(known.statements, known.folder)
    corpus = {
        "documents": known.documents.drop(columns=["text"]),
        "statements": texts.sort_values(["document", "sentence"]),
        "frames": known.gold,
    }
    for name, table in corpus.items():
        files |= _pack(f"corpus/{name}.csv", format_csv(table))
    results = {path.name: read_bytes(path) for path in sorted((project / "results").glob("*.csv"))}
    if results:
        files["results.zip"] = _zip(results)
    if (project / CITATION).is_file():
        files["citation.bib"] = write_bibtex(project / CITATION).encode("utf-8")
        files[CITATION] = read_bytes(project / CITATION)
    if (project / PACKAGE).is_file():
        files[PACKAGE] = read_bytes(project / PACKAGE)
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


def write_bibtex(path: Path) -> str:
    """Make an entry for BibTeX of a CITATION.cff.

    Parameters
    ----------
    path : Path
        The file, in the Citation File Format 1.2.

    Returns
    -------
    str
        An entry @software, or @dataset where the file says so. Braces and backslashes of the file are left out.

    Raises
    ------
    InputError
        Where the file is no YAML, or has no title.
    """
    where = path.as_posix()
    try:
        read: Any = yaml.safe_load(read_bytes(path).decode("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        found = " ".join(str(error).split())[:120]
        raise InputError([Fault(where, "citation", found, "a Citation File Format in YAML", "correct it")]) from None
    if not isinstance(read, dict) or not read.get("title"):
        raise InputError([Fault(where, "title", "none", "a title", "add it; cite.readthedocs has the format")])
    authors = [author for author in read.get("authors") or [] if isinstance(author, dict)]
    released = str(read.get("date-released") or "")
    fields = {
        "title": _plain(read["title"]),
        "author": " and ".join(filter(None, map(_name_author, authors))),
        "year": released[:4] if re.match(r"\d{4}", released) else "",
        "version": _plain(read.get("version", "")),
        "doi": _plain(read.get("doi", "")),
        "url": _plain(read.get("url") or read.get("repository-code") or ""),
        "license": _plain(read.get("license", "")),
    }
    first = re.sub(r"[^a-z0-9]", "", fields["title"].split()[0].lower()) if fields["title"] else ""
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    kind = "dataset" if read.get("type") == "dataset" else "software"
    return "\n".join([f"@{kind}{{{first or 'study'}{fields['year']},", *lines, "}"]) + "\n"


def _plain(value: Any) -> str:
    return re.sub(r"[{}\\`]", "", " ".join(str(value).split()))


def _name_author(author: Mapping[str, Any]) -> str:
    if author.get("name"):
        # A body: in braces, so that no program makes a family name of its last word.
        return f"{{{_plain(author['name'])}}}"
    given, family = _plain(author.get("given-names", "")), _plain(author.get("family-names", ""))
    return f"{family}, {given}" if family and given else family or given


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
    corpus = [_list_file(name, content, words) for name, content in files.items() if name.startswith("corpus/")]
    templates = Environment(
        loader=PackageLoader("research.report.site"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined,
    )  # fmt: skip
    return templates.get_template("downloads.md.jinja").render(
        figures=figures,
        corpus=corpus,
        results=len(files.get("results.zip", b"")),
        bibtex=files.get("citation.bib", b"").decode("utf-8"),
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
    return {"path": name, "name": Path(name).name, "rows": rows, "size": _write_size(len(content)), "meaning": meaning}


def _write_size(number: int) -> str:
    return f"{max(1, round(number / 1000))} kB"
