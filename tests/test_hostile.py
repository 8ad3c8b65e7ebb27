"""What research check calls sound runs through all notebooks, whatever stands in texts, names and labels."""

import csv
import html
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from catalogue import call, choose_documents, make_corpus

from research.cli.reproduce import recipe

# Marks of html, of mathematics, of spreadsheets and of Markdown, a word of 5,000 letters, a label of 200.
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
MATHEMATICS = "$x^{2$ juta \\frac{"
LONG = "netral" * 850
LABELS = ("Kewajiban netral " * 12, f"{SCRIPT} {MATHEMATICS}", "W" * 200)


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    """Ten documents whose texts, outlets, regions and labels nobody would draw."""
    folder = make_corpus(tmp_path / "corpus")
    for number, name in enumerate(choose_documents()):
        path = folder / "documents" / f"{name}.md"
        text = path.read_text(encoding="utf-8")
        outlet = (f"=1+1 {SCRIPT}", f"@SUM(1) {MATHEMATICS}", "**Kabar** | [klik](https://kabar.example)")[number % 3]
        text = re.sub(r"^outlet:.*$", lambda _, outlet=outlet: f"outlet: '{outlet}'", text, count=1, flags=re.MULTILINE)
        # Words are put behind the first of a sentence, so that borders, speakers and codes stay where they were.
        path.write_text(
            text.replace(" netral ", f" netral {SCRIPT[:8]} {MATHEMATICS[:5]} {LONG} ", 1), encoding="utf-8"
        )
    book = (folder / "codebook.toml").read_text(encoding="utf-8")
    for label, hostile in zip(("Service first", "Sanctions", "Social media"), LABELS, strict=True):
        book = book.replace(f'label_en = "{label}"', f"label_en = '{hostile}'", 1)
    (folder / "codebook.toml").write_text(book, encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "figures").mkdir()
    for path in (root / "notebooks").glob("*.ipynb"):
        (tmp_path / "notebooks" / path.name).write_bytes(path.read_bytes())
    return tmp_path


def list_pages(content: bytes) -> list[str]:
    """The html of a notebook's outputs."""
    cells = json.loads(content)["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return ["".join(output.get("data", {}).get("text/html", "")) for output in outputs]


def test_the_notebooks_run_on_hostile_content_and_hold_none_of_it_alive(project: Path) -> None:
    code, printed = call(project, ("check",))
    assert (code, printed.splitlines()[-1]) == (0, "sound")
    run = recipe.run_notebooks(project)
    assert run.failures == {}
    pages = [page for content in run.notebooks.values() for page in list_pages(content)]
    assert any("&lt;script" in page for page in pages), "the marks are there, as text"
    # The notebook's own frame, whose page is made beside the figures, holds no word of the corpus.
    frame = (
        r'<iframe src="\.\./figures/pages/statements\.html" title="[\w, ]+" width="100%" height="560">[\w .]+</iframe>'
    )
    for page in (re.sub(frame, "", page) for page in pages):
        assert not re.search(r"<(script|img|svg|iframe|a)[ >]", page)
        # Tables of counts that pandas shows by itself hold none of the texts.
        assert "$" not in html.unescape(page) or "mathjax_ignore" in page or "<style scoped>" in page
    for name, content in run.figures.items():
        if name.endswith(".svg"):
            ET.fromstring(content)
        if name.endswith(".csv"):
            cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8"))) for cell in row]
            assert not [cell for cell in cells if cell[:1] in ("=", "+", "@")]
