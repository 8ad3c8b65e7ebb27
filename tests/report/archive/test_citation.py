"""CITATION.cff against the schema of its format, and what is made from it."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

import research
from research.report import Author, Citation, read_citation, render_bibtex, render_zenodo
from research.tables import InputError


class Plain(yaml.SafeLoader):
    """YAML as the format means it: a day is a text."""


Plain.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.fixture(scope="module")
def schema(root: Path) -> jsonschema.Draft7Validator:
    content = json.loads((root / "tests" / "data" / "cff" / "schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft7Validator(content, format_checker=jsonschema.FormatChecker())


def test_it_is_valid(root: Path, schema: jsonschema.Draft7Validator) -> None:
    told = yaml.load((root / "CITATION.cff").read_text(encoding="utf-8"), Loader=Plain)
    assert [error.message for error in schema.iter_errors(told)] == []
    assert {"abstract", "keywords", "type", "version", "date-released", "license"} <= told.keys()
    assert list(schema.iter_errors({**told, "version": None, "keywords": []}))


def test_it_says_what_the_package_says(root: Path) -> None:
    citation = read_citation(root)
    assert citation.version == research.__version__
    assert citation.licence == "MIT"
    assert citation.data_licence == "CC-BY-4.0"
    assert citation.authors == (Author("The Netralitas authors"),)
    documents = len(list((root / "corpus" / "documents").glob("*.md")))
    assert f"{documents} Indonesian news items" in citation.abstract


SITI = Author("van der Rai", "Siti & Ani", "0000-0002-1825-0097", "Universitas {X}")
HOSTILE = Citation(
    r"50 % of $x_1 \input{a} #2 ~ and {braces", (SITI, Author("Ani and Budi")), "1.0", "2026-03-01", "MIT", url="a}b"
)


def test_bibtex_with_signs_of_tex() -> None:
    made = render_bibtex(HOSTILE)
    # BibTeX counts every brace, escaped or not.
    depth = 0
    for sign in re.findall(r"[{}]", made):
        depth += 1 if sign == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert r"50 \% of \$x\_1 \textbackslash{}input\textbraceleft{}a\textbraceright{} \#2" in made
    assert r"author = {van der Rai, Siti \& Ani and {Ani {and} Budi}}," in made
    assert "  month = {3},\n" in made and "  url = {ab},\n" in made
    assert made.startswith("@misc{van_der_rai_2026,\n") and made.endswith("}\n")


def test_zenodo_has_what_an_upload_needs() -> None:
    made = json.loads(render_zenodo(HOSTILE))
    assert made["creators"][0] == {
        "name": "van der Rai, Siti & Ani",
        "orcid": "0000-0002-1825-0097",
        "affiliation": "Universitas {X}",
    }
    assert {"title", "description", "upload_type", "creators"} <= made.keys()
    assert (made["publication_date"], made["version"], made["license"]) == ("2026-03-01", "1.0", "mit")
    assert "keywords" not in made


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title: A\n", "authors: found no such field or an empty one"),
        ("authors:\n  - name: A\n", "title: found no such field"),
        ("title: A\nauthors:\n  - 5\n", "authors: found no such field"),
        ("title: A\nauthors:\n  - name: A\ndate-released: soon\n", "date-released: found 'soon'"),
        ("- a\n", "file: found list, expected fields with values"),
        ("title: [\n", "expected YAML"),
        ("a: &x 1\ntitle: *x\n", "found a reference *x"),
    ],
)
def test_what_is_no_citation_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "CITATION.cff").write_text(text)
    with pytest.raises(InputError, match=re.escape(told)):
        read_citation(tmp_path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"CITATION\.cff: file: found nothing there"):
        read_citation(tmp_path)
