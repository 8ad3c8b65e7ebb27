"""The table of statements that is searched: what is in it, and what a hostile text does in it, in a browser."""

import html
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from research import report, study
from research.report.statement_search import render_page

HEADS = ["Statement", "Frames", "Speaker", "Office", "Period", "Sample", "Document"]
HOSTILE = [
    "<script>window.ran = 1</script>",
    "</script><script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    "<svg onload='window.ran = 1'><a xlink:href='javascript:window.ran = 1'>x</a></svg>",
    "<style>* { display: none }</style>",
    "<a href='https://example.org/'>address</a> <iframe src='https://example.org/'></iframe>",
    "\"]'; window.ran = 1; //",
    "&lt;img src=x onerror='window.ran = 1'&gt;",
    "<!-- ]]> ${window.ran = 1} \\u003cscript\\u003e",
    "a line\u2028and a \x1b[31mcode",
]


@pytest.fixture(scope="module")
def known(root: Path) -> study.Study:
    return study.open_study(root / "corpus", sample="purposive")


def test_every_statement_of_an_official_that_may_be_read_is_listed_once(known: study.Study) -> None:
    listed = report.table_statements(known, labels=report.label_study(known))
    assert list(listed) == HEADS
    official = known.statements[known.statements["official"] & known.statements["reported"]]
    assert set(listed["Document"]) & set(known.frozen) == set()
    kept = official[~official["document"].isin(known.frozen)]
    assert listed["Statement"].tolist() == kept.sort_values(["document", "sentence"])["text"].tolist()
    # A statement with two frames has both, and one without is said to have none.
    assert listed["Frames"].str.contains(", ").any()
    assert (listed["Frames"] == "No frame").any()


def test_a_notebook_holds_a_small_frame_and_the_page_stands_beside_the_figures(
    known: study.Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    pages = []
    for _ in range(2):
        report.show_statements(known, labels=report.label_study(known))
        pages.append((tmp_path / "figures" / "pages" / "statements.html").read_bytes())
    assert pages[0] == pages[1]
    assert shown[0].data == shown[1].data
    assert len(shown[0].data) < 1_000
    source = re.search('src="([^"]+)"', shown[0].data)
    assert source and Path(source[1]).resolve() == tmp_path / "figures" / "pages" / "statements.html"
    written = pages[0].decode("utf-8")
    frozen = known.statements[known.statements["document"].isin(known.frozen)]
    assert not any(html.escape(text) in written for text in frozen["text"] if len(text) > 60)


@pytest.mark.browser
def test_what_is_searched_narrows_the_rows_and_no_text_runs(page: Any, tmp_path: Path) -> None:
    texts = [*HOSTILE, *(f"Kalimat {number} tentang netralitas" for number in range(30))]
    table = pd.DataFrame({head: texts for head in HEADS})
    (tmp_path / "page.html").write_text(render_page(table, title=HOSTILE[1]), encoding="utf-8")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((tmp_path / "page.html").as_uri())
    field = page.locator("input[type=search]")
    field.wait_for()
    page.locator(".dt-length select").select_option("50")
    cells = page.locator("#statements tbody tr td:first-child")
    assert cells.count() == len(texts)
    # Each text is read as it was written; the ones with control characters show their codes.
    seen = {" ".join(text.split()) for text in cells.all_inner_texts()}
    assert {" ".join(text.split()) for text in HOSTILE[:-1]} <= seen
    assert page.evaluate("window.ran") is None
    assert page.locator("#statements tbody").locator("script, img, svg, style, iframe, a").count() == 0
    field.fill("kalimat netralitas 12")
    page.wait_for_function("document.querySelectorAll('#statements tbody tr').length === 1")
    assert cells.all_inner_texts() == ["Kalimat 12 tentang netralitas"]
    field.fill("onerror")
    page.wait_for_function("document.querySelectorAll('#statements tbody tr').length === 2")
    assert page.evaluate("window.ran") is None
    assert faults == []
