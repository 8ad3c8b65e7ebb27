"""The citation of a project, as its CITATION.cff declares it, in the forms of BibTeX and of Zenodo."""

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from research.tables import Fault, InputError, escape_latex, parse_fields, read_bytes

FILE = "CITATION.cff"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KEY_LETTERS = 40


@dataclass(frozen=True)
class Author:
    """A person or a body that made a work.

    Attributes
    ----------
    name : str
        The name of a body, or the family name of a person with its particle.
    given : str
        Given names; empty for a body.
    orcid, affiliation : str
        As CITATION.cff has them.
    """

    name: str
    given: str = ""
    orcid: str = ""
    affiliation: str = ""


@dataclass(frozen=True)
class Citation:
    """How a project is cited.

    Attributes
    ----------
    title : str
        The title.
    authors : tuple of Author
        Its authors, in order.
    version, released, licence, abstract, doi, url : str
        As CITATION.cff has them; empty where it does not. Released is a day, the licence an SPDX name.
    keywords : tuple of str
        Its keywords.
    data_licence : str
        The licence of the work of type data among the references; empty where there is none.
    """

    title: str
    authors: tuple[Author, ...]
    version: str = ""
    released: str = ""
    licence: str = ""
    abstract: str = ""
    doi: str = ""
    url: str = ""
    keywords: tuple[str, ...] = ()
    data_licence: str = ""


def read_citation(project: Path) -> Citation:
    """Read the CITATION.cff of a project.

    Parameters
    ----------
    project : Path
        The project folder.

    Returns
    -------
    Citation
        What it says.

    Raises
    ------
    InputError
        Where it is missing, is no YAML, or lacks a title or an author.

    Examples
    --------
    >>> read_citation(Path()).authors[0].name
    'The Netralitas authors'
    """
    path = Path(project) / FILE
    where = path.as_posix()
    if not path.is_file():
        remedy = "write one; https://citation-file-format.github.io says how"
        raise InputError([Fault(where, "file", "nothing there", "who made this, and its title", remedy)])
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([Fault(where, "encoding", str(error), "UTF-8", "save it as UTF-8")]) from None
    fields = parse_fields(text, where)
    if not isinstance(fields, dict):
        raise InputError([Fault(where, "file", type(fields).__name__, "fields with values", "compare a CITATION.cff")])
    return _make_citation(fields, where)


def _make_citation(fields: dict[Any, Any], where: str) -> Citation:
    authors = fields.get("authors")
    people = tuple(filter(None, map(_make_author, authors))) if isinstance(authors, list) else ()
    released = _take(fields, "date-released")
    faults = [
        Fault(where, name, "no such field or an empty one", expected, f"add {name}")
        for name, expected, given in (
            ("title", "a text", _take(fields, "title")),
            ("authors", "at least one, with name or family-names", people),
        )
        if not given
    ]
    if released and not _DAY.fullmatch(released):
        faults.append(Fault(where, "date-released", repr(released), "a day such as 2026-11-22", "correct it"))
    if faults:
        raise InputError(faults)
    keywords = fields.get("keywords")
    references = fields.get("references")
    data = [
        work
        for work in (references if isinstance(references, list) else [])
        if isinstance(work, dict) and work.get("type") in ("data", "dataset")
    ]
    return Citation(
        title=_take(fields, "title"),
        authors=people,
        version=_take(fields, "version"),
        released=released,
        licence=_take(fields, "license"),
        abstract=_take(fields, "abstract"),
        doi=_take(fields, "doi"),
        url=_take(fields, "repository-code") or _take(fields, "url"),
        keywords=tuple(str(word) for word in keywords) if isinstance(keywords, list) else (),
        data_licence=_take(data[0], "license") if data else "",
    )


def _take(fields: dict[Any, Any], name: str) -> str:
    value = fields.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _make_author(fields: Any) -> Author | None:
    if not isinstance(fields, dict):
        return None
    family = " ".join(filter(None, (_take(fields, "name-particle"), _take(fields, "family-names"))))
    orcid, affiliation = _take(fields, "orcid").rpartition("/")[2], _take(fields, "affiliation")
    if family:
        return Author(family, _take(fields, "given-names"), orcid, affiliation)
    name = _take(fields, "name") or _take(fields, "alias")
    return Author(name, "", orcid, affiliation) if name else None


def render_bibtex(citation: Citation) -> str:
    r"""Write a citation as an entry of BibTeX.

    Parameters
    ----------
    citation : Citation
        Of read_citation.

    Returns
    -------
    str
        An entry @misc, which every style of BibTeX and biblatex knows.

    Examples
    --------
    >>> print(render_bibtex(Citation("Kabar & suara", (Author("Citra"),), version="1.0", released="2026-11-22")))
    @misc{citra_2026,
      author = {{Citra}},
      title = {{Kabar \& suara}},
      year = {2026},
      month = {11},
      note = {Version 1.0},
    }
    <BLANKLINE>
    """
    people = [
        f"{_escape(author.name)}, {_escape(author.given)}" if author.given else f"{{{_escape(author.name)}}}"
        for author in citation.authors
    ]
    year, month = citation.released[:4], citation.released[5:7]
    licence = f", licence {citation.licence}" if citation.licence else ""
    fields = {
        "author": " and ".join(people),
        # A second pair of braces keeps capitals, which styles would make small.
        "title": f"{{{_escape(citation.title)}}}",
        "year": year,
        "month": month.lstrip("0"),
        "note": _escape(f"Version {citation.version}{licence}") if citation.version else "",
        "doi": _strip_address(citation.doi),
        "url": _strip_address(citation.url),
    }
    key = "_".join(filter(None, (make_slug(citation.authors[0].name.removeprefix("The "), "_"), year)))
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}", ""])


def _escape(text: str) -> str:
    """For BibTeX too, which counts braces even behind a backslash and joins authors at the word and."""
    escaped = escape_latex(text).replace(r"\{", r"\textbraceleft{}").replace(r"\}", r"\textbraceright{}")
    return re.sub(r"(?i)(?<= )and(?= )", "{and}", escaped)


def _strip_address(text: str) -> str:
    """An address or DOI keeps its own signs, as styles print it with a command of its own; braces can't stand in it."""
    return re.sub(r"[\\{}\s]", "", text)


def make_slug(text: str, joint: str = "-") -> str:
    """Make a name of small letters and digits from a text.

    Parameters
    ----------
    text : str
        Any text.
    joint : str
        What stands between words.

    Returns
    -------
    str
        At most 40 letters of ASCII; "work" where no letter is left.

    Examples
    --------
    >>> make_slug("Kabar: é, dan suara"), make_slug("…")
    ('kabar-e-dan-suara', 'work')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", joint, plain).strip(joint)[:_KEY_LETTERS].strip(joint) or "work"


def render_zenodo(citation: Citation) -> str:
    """Write a citation as the metadata that Zenodo reads with an upload (.zenodo.json).

    Parameters
    ----------
    citation : Citation
        Of read_citation.

    Returns
    -------
    str
        JSON: title, description, creators and, where they are known, version, date, keywords, licence and address.

    Examples
    --------
    >>> made = json.loads(render_zenodo(Citation("Kabar", (Author("Rai", "Siti"),), licence="MIT")))
    >>> made["creators"], made["license"], made["upload_type"]
    ([{'name': 'Rai, Siti'}], 'mit', 'software')
    """
    creators = [
        {
            name: value
            for name, value in {
                "name": ", ".join(filter(None, (author.name, author.given))),
                "orcid": author.orcid,
                "affiliation": author.affiliation,
            }.items()
            if value
        }
        for author in citation.authors
    ]
    data = f" The data have the licence {citation.data_licence}." if citation.data_licence else ""
    fields: dict[str, Any] = {
        "title": citation.title,
        "description": f"{citation.abstract or citation.title}{data}",
        "upload_type": "software",
        "creators": creators,
        "version": citation.version,
        "publication_date": citation.released,
        "keywords": list(citation.keywords),
        "license": citation.licence.lower(),
        "access_right": "open",
    }
    if citation.url:
        address = {"identifier": citation.url, "relation": "isSupplementTo", "scheme": "url"}
        fields["related_identifiers"] = [address]
    return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False, indent=2) + "\n"
