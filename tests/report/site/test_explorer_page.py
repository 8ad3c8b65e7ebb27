"""The evidence explorer in Chromium, opened from a file: filters, words, links, Back, documents, hostile corpora."""

import json
import shutil
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import haze
import pandas as pd
import pytest
from browsers import open_page

from research.report import add_filter, list_condition_rows, list_evidence
from research.report.site.explorer_page import Explorer, render_explorer
from research.study import Study, open_study

pytestmark = pytest.mark.browser

FROZEN = "item-3"
SHARES = [
    {"grouping": "theme", "group": "fire", "frame": "burning", "share": 0.5},
    {"grouping": "kind", "group": "news", "frame": "harm", "share": 0.25},
]
RUN = "window.hacked=1"
# Each would run, or ask for an address, in a page that takes it for more than text.
VECTORS = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}><style>@import 'https://example.org/x.css'</style></svg>",
    f"</script><script>{RUN}</script>",
    f"'\"><iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f'" autofocus onfocus="{RUN}" x="',
    f"{{{{ ''.constructor.constructor('{RUN}')() }}}} ${{{RUN}}} `+{RUN}+`",
    f"\u2028{RUN}\u2029//",
    "%3Cscript%3E &lt;b&gt; &#60;i&#62; %E0%A4%A {0} {1} \\u003c",
    "<!--<script>", "]]>", "__proto__", "constructor",
)  # fmt: skip
ADDRESSES = (f"javascript:{RUN}", f"data:text/html,<script>{RUN}</script>", f" java\tscript:{RUN}",
             f"https://example.org/\"onclick=\"{RUN}", "//example.org/x", "vbscript:x", "file:///etc/hosts",
             "https://example.org/a<script>")  # fmt: skip


def write_page(made: Explorer, folder: Path) -> str:
    """Write the page in the clothes of the theme, as sphinx would; returns its address."""
    files = folder / "_static" / "evidence"
    files.mkdir(parents=True)
    for name, content in made.files.items():
        (files / name).write_bytes(content)
    furo = find_spec("furo")
    assert furo and furo.origin
    styles = Path(furo.origin).parent / "theme" / "furo" / "static" / "styles"
    (folder / "_static" / "furo.css").write_bytes((styles / "furo.css").read_bytes())
    (folder / "evidence.html").write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<title>Evidence</title><link rel="stylesheet" href="_static/furo.css"></head><body data-theme="auto">'
        f'<main style="padding:1rem"><article><h1>Evidence</h1>{made.body}</article></main></body></html>',
        encoding="utf-8",
    )
    return (folder / "evidence.html").as_uri()


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = haze.make_coded(tmp_path_factory.mktemp("haze"))
    (folder / "coding" / "frozen.txt").write_text(f"# kept unread\n{FROZEN}\n", encoding="utf-8")
    return open_study(folder)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("figures")
    add_filter(pd.DataFrame(SHARES)).to_csv(folder / "shares.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def address(known: Study, figures: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_page(render_explorer(known, figures), tmp_path_factory.mktemp("page"))


@pytest.fixture
def faults(page: Any) -> list[str]:
    """What the page complains of, or asks."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("dialog", lambda dialog: (found.append(dialog.message), dialog.dismiss()))
    return found


def expect_total(page: Any, *numbers: int) -> None:
    """Wait for the statements shown, and where given those of all, and documents.

    The page hears of a new address after the browser has it, so that what it shows has to be waited for.
    """
    page.wait_for_function(
        """numbers => {
            const said = document.getElementById("evidence-total").innerText.match(/\\b\\d+\\b/g) ?? [];
            return numbers.every((number, at) => Number(said[at]) === number);
        }""",
        arg=list(numbers),
    )


def count_marks(known: Study, keep: pd.Series, frame: str) -> int:
    """Statements of officials with a frame, counted from the tables."""
    carried = known.gold[known.gold["present"] & known.gold["frame"].eq(frame)]
    return len(known.statements[keep].merge(carried, on=["document", "sentence"]))


def test_filters_narrow_and_go_into_the_address_and_back(
    page: Any, faults: list[str], known: Study, address: str
) -> None:
    page.goto(address)
    officials = known.statements["official"]
    expect_total(page, int(officials.sum()), len(known.statements), 8)
    page.locator("summary", has_text="Frame").click()
    page.get_by_label("burning", exact=False).check()
    burning = count_marks(known, officials, "burning")
    page.wait_for_url("**#frame=burning")
    expect_total(page, burning)
    assert page.locator("#evidence-list > li").count() == burning
    page.locator("summary", has_text="Theme").click()
    page.get_by_label("health", exact=False).check()
    health = set(known.documents.loc[known.documents["theme"].eq("health"), "document"])
    both = count_marks(known, officials & known.statements["document"].isin(health), "burning")
    page.wait_for_url("**&field.theme=health")
    assert both < burning
    expect_total(page, both)
    page.go_back()
    expect_total(page, burning)
    page.get_by_role("radio", name="narration").check()
    page.get_by_role("link", name="Clear all filters").click()
    expect_total(page, int(officials.sum()))
    assert faults == []


def test_words_are_looked_for_in_any_order_and_phrases_as_they_stand(
    page: Any, faults: list[str], known: Study, address: str
) -> None:
    page.goto(f"{address}#who=all")
    texts = known.statements.loc[known.statements["document"] != FROZEN, "text"].str.casefold()
    for words, found in [
        ("API mencegah", texts.str.contains("api") & texts.str.contains("mencegah")),
        ('"mencegah api"', texts.str.contains("mencegah api")),
        ('"cegah api"', texts.str.contains(r"\bcegah api")),
        ("cegah", texts.str.contains("cegah")),
        ("[.*", texts.str.contains("nowhere")),
    ]:
        page.get_by_role("searchbox", name="Words").fill(words)
        page.wait_for_function("words => new URLSearchParams(location.hash.slice(1)).get('words') === words", arg=words)
        expect_total(page, int(found.sum()))
        assert page.locator("mark").count() >= int(found.sum())
    assert faults == []


def test_a_link_to_a_row_of_a_figure_lists_what_python_lists(
    page: Any, faults: list[str], known: Study, figures: Path, address: str
) -> None:
    for number, condition in enumerate(pd.read_csv(figures / "shares.csv")["filter"], start=1):
        rows = list_condition_rows(known, condition)
        for base in (False, True):
            sources = {"statements": known.statements, "documents": known.documents}
            listed = list_evidence(condition, rows, **sources, hits=not base)[["document", "sentence"]]
            page.goto(f"{address}#figure=shares&row={number}{'&base=yes' if base else ''}")
            page.wait_for_selector("#evidence-figure h2")
            page.wait_for_function(
                """wanted => {
                    const links = [...document.querySelectorAll("#evidence-list h3 a")].map(one => one.hash);
                    return JSON.stringify(links) === JSON.stringify(wanted);
                }""",
                arg=[f"#document={name}&sentence={sentence}" for name, sentence in listed.to_numpy()],
            )
    page.goto(f"{address}#figure=shares")
    page.get_by_role("link", name="Theme: fire; Frame: Burning").or_(
        page.get_by_role("link", name="Group: fire; Frame: Burning")
    ).click()
    page.wait_for_url("**#figure=shares&row=1")
    page.locator("#evidence-figure", has_text="50.0 %").wait_for()
    assert faults == []


def test_a_document_shows_its_sentences_in_order_and_a_frozen_one_none(
    page: Any, faults: list[str], known: Study, address: str
) -> None:
    page.goto(f"{address}#document=item-6&sentence=2")
    mine = known.statements[known.statements["document"].eq("item-6")]
    assert page.locator("#evidence-document blockquote").all_inner_texts() == mine["text"].tolist()
    assert page.evaluate("document.activeElement.value") == 2
    page.goto(f"{address}#document={FROZEN}")
    page.wait_for_function("document.querySelectorAll('#evidence-document blockquote').length === 0")
    assert page.get_by_text("(kept unread)").count() == 2
    page.get_by_role("link", name="Back to the list").click()
    page.wait_for_function("document.querySelectorAll('#evidence-list > li').length > 3")
    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_serious_violation_and_nothing_wider_than_the_page(
    chromium: Any, address: str, screenshots: Path, scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for name, hash in [
        ("list", ""),
        ("row", "#figure=shares&row=1"),
        ("rows", "#figure=shares"),
        ("document", f"#document={FROZEN}&sentence=1"),
        ("words", "#words=api&frame=burning&frame=none&office=zzz"),
    ]:
        with open_page(chromium, [], viewport={"width": width, "height": 900}, color_scheme=scheme) as page:
            page.goto(f"{address}{hash}")
            page.wait_for_timeout(200)
            found = Axe().run(page).response["violations"]
            assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == [], (name, found)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert (sum(map(int, dark[4:-1].split(","))) < 200) == (scheme == "dark")
            page.screenshot(path=screenshots / f"evidence-{name}-{width}-{scheme}.png")


def make_hostile(known: Study, folder: Path) -> Study:
    """The corpus with hostile labels of codes, texts, sources, speakers and addresses."""

    shutil.copytree(known.folder, folder)
    path = folder / "codebook.toml"
    content = path.read_text(encoding="utf-8")
    for at, label in enumerate(("burning", "harm", "head of a region", "direct")):
        for language in ("en", "id"):
            content = content.replace(f'label_{language} = "{label}"', f"label_{language} = {json.dumps(VECTORS[at])}")
    path.write_text(content, encoding="utf-8")
    opened = open_study(folder)
    size, documents, statements = len(VECTORS), opened.documents.copy(), opened.statements.copy()
    for offset, column in enumerate(("outlet", "title", "region", "theme", "kind", "rendition", "election")):
        documents[column] = [VECTORS[(at + offset) % size] for at in range(len(documents))]
    documents["url"] = [ADDRESSES[at % len(ADDRESSES)] for at in range(len(documents))]
    statements["text"] = [f"api {VECTORS[at % size]}" for at in range(len(statements))]
    statements["speaker"] = [VECTORS[(at + 1) % size] if said else "" for at, said in enumerate(statements["reported"])]
    return replace(opened, documents=documents, statements=statements)


QUOTED = [quote(one) for one in VECTORS]
HASHES = [
    "", "who=all", "words=api", f"<img src=x onerror={RUN}>", "%E0%A4%A", "page=99999999999", "page=-1", "base=yes",
    "figure=shares&row=1e9", "figure=shares&row=-1", "figure=constructor", "document=__proto__", "figure=shares&row=1",
    *(f"document=item-{number}&sentence=1" for number in range(1, 9)),
    *(form.replace("*", one) for one in QUOTED
      for form in ("words=*", "frame=*", "figure=*&row=*", "document=*&sentence=*", "*=*", "figure=shares&row=*")),
]  # fmt: skip


def test_nothing_of_a_hostile_corpus_runs_and_all_is_shown_as_text(
    page: Any, faults: list[str], requested: list[str], known: Study, tmp_path: Path
) -> None:
    hostile = make_hostile(known, tmp_path / "corpus")
    bad = tmp_path / "figures"
    bad.mkdir()
    rows = [{"filter": "reported and frame == 'burning'", "label": one, "a": one, "group": one} for one in VECTORS]
    pd.DataFrame(rows).to_csv(bad / "shares.csv", index=False)
    for language in ("en", "id"):
        made = render_explorer(hostile, bad, language=language)
        assert not any(
            sign in made.files[name].decode() for name in ("statements.js", "figures.js") for sign in "<>\u2028"
        )
        address = write_page(made, tmp_path / language)
        for hash in HASHES:
            page.goto("about:blank")
            page.goto(f"{address}#{hash}")
            page.wait_for_load_state()
            assert page.evaluate("[window.hacked, document.querySelectorAll('iframe, svg, img').length]") == [None, 0]
            links = page.locator("#evidence a").evaluate_all("all => all.map(one => one.protocol)")
            assert set(links) <= {"file:", "https:"}, hash
        page.goto("about:blank")
        page.goto(f"{address}#who=all")
        shown = page.locator("#evidence-list blockquote").all_text_contents()
        kept = hostile.statements.loc[hostile.statements["document"] != FROZEN, "text"]
        assert [text.strip() for text in shown] == [text.strip() for text in kept]
    assert faults == []
    assert all(one.startswith(("file:", "about:")) for one in requested)
