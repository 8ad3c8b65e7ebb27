"""datapackage.json: the tables of a project as a Frictionless Data Package."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from research.report.archive.citation import Citation, make_slug
from research.report.archive.table_schemas import CsvTable, describe_schema, read_csv_table

# Where the licence of the data holds; all else has the licence of the code.
_DATA = ("corpus/", "data/")
_ADDRESSES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "MIT": "https://opensource.org/license/mit",
}


def render_data_package(files: Mapping[str, bytes], citation: Citation) -> str:
    """Describe the tables among files as a data package.

    Parameters
    ----------
    files : mapping of str to bytes
        Files by their paths from where datapackage.json will stand. Those that end with .csv are described, but not
        those that are no tables, such as one with rows of several lengths.
    citation : Citation
        Of read_citation: title, authors, version and licences.

    Returns
    -------
    str
        The content of datapackage.json: for each table its path, size, hash, licence and schema. Columns document refer
        to data/documents.csv where that is among the files. The same files give the same text.

    Examples
    --------
    >>> from research.report.archive.citation import Author
    >>> made = json.loads(render_data_package({"a.csv": b"n\\n1\\n"}, Citation("Kabar", (Author("Citra"),))))
    >>> made["name"], made["resources"][0]["bytes"], made["resources"][0]["schema"]["fields"]
    ('kabar', 4, [{'name': 'n', 'type': 'integer'}])
    """
    read = {path: read_csv_table(files[path]) for path in sorted(files) if path.endswith(".csv")}
    tables = {path: table for path, table in read.items() if table}
    documents = tables.get("data/documents.csv")
    known = set(_list_cells(documents, "document"))
    names: dict[str, str] = {}
    for path in tables:
        slug = make_slug(str(PurePosixPath(path).with_suffix("")))
        names[path] = slug if slug not in names.values() else f"{slug}-{len(names) + 1}"
    resources = [
        _describe_file(path, files[path], table, citation) | {"name": names[path]} for path, table in tables.items()
    ]
    for resource in resources:
        table = tables[resource["path"]]
        named = set(_list_cells(table, "document"))
        if known and named and named <= known and table is not documents:
            reference = {"resource": names["data/documents.csv"], "fields": ["document"]}
            resource["schema"]["foreignKeys"] = [{"fields": ["document"], "reference": reference}]
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": make_slug(citation.title.partition(":")[0]),
        "title": citation.title,
        "description": citation.abstract,
        "version": citation.version,
        "homepage": citation.url,
        "keywords": list(citation.keywords),
        "contributors": [
            {"title": " ".join(filter(None, (author.given, author.name))), "role": "author"}
            for author in citation.authors
        ],
        "licenses": [_make_licence(name) for name in dict.fromkeys((citation.licence, citation.data_licence)) if name],
        "sources": [{"title": "The documents at the addresses in the column url of data/documents.csv"}] * bool(known),
        "resources": resources,
    }
    kept = {name: value for name, value in package.items() if value}
    return json.dumps(kept, ensure_ascii=False, indent=2) + "\n"


def _list_cells(table: CsvTable | None, column: str) -> tuple[str, ...]:
    return table.columns[table.names.index(column)] if table and column in table.names else ()


def _make_licence(name: str) -> dict[str, str]:
    address = _ADDRESSES.get(name)
    return {"name": name} | ({"path": address} if address else {})


def _describe_file(path: str, content: bytes, table: CsvTable, citation: Citation) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "name": "",
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    licence = (citation.data_licence if path.startswith(_DATA) else "") or citation.licence
    resource |= {"licenses": [_make_licence(licence)]} if licence else {}
    name, schema = describe_schema(table)
    dialect = {"delimiter": table.delimiter} if table.delimiter != "," else {}
    dialect |= {"commentChar": "#"} if table.commented else {}
    resource |= {"description": f"The table {name} of docs/tables.md."} if name else {}
    resource |= {"dialect": dialect} if dialect else {}
    encoding = "utf-8-sig" if table.marked else "utf-8"
    return resource | {"profile": "tabular-data-resource", "encoding": encoding, "schema": schema}
