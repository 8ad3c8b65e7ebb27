"""The site of a small project of another subject: built once in each language, read as files and in a browser."""

import itertools
import json
import re
import shutil
from pathlib import Path
from typing import Any

import browsers
import haze
import nbformat
import pytest
from lxml import html
from typer.testing import CliRunner

from research import report
from research.cli import application
from research.report.site import site_build
from research.tables import InputError

PAGES = ["index", "notebooks/01_haze", "docs/guide/read", "corpus/CODEBOOK", "downloads", "evidence", "trail"]
HOSTILE = '<script>window.hurt = 1</script><img src=x onerror="window.hurt = 1"> {py:obj}`x` [a](javascript:alert(1))'


def call(*words: object) -> Any:
    return CliRunner().invoke(application, [str(word) for word in words])


def write_notebook(path: Path, *, ran: bool = True) -> None:
    code = nbformat.v4.new_code_cell("report.show('x')", execution_count=1 if ran else None, id="b")
    table = '<table><tr><td onclick="window.hurt = 1">7</td></tr></table><script>window.hurt = 1</script>'
    outputs = [{"text/markdown": f"Of 12 statements none. {HOSTILE}"}, {"text/html": table}]
    code.outputs = [nbformat.v4.new_output("display_data", data=data) for data in outputs] if ran else []
    first = nbformat.v4.new_markdown_cell("# Smoke\n\nSee [the guide](../docs/guide/read.md).", id="a")
    method = nbformat.v4.new_markdown_cell("# How we know\n\n## Counts", id="c")
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[first, code, method]), path)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight coded items, a notebook that was run, and two pages of documentation; no CITATION.cff, no figures."""
    base = tmp_path_factory.mktemp("project")
    corpus = haze.write_folder(base / "corpus")
    assert call("add", haze.write_table(base / "items.jsonl"), "--corpus", corpus).exit_code == 0
    for name in ("ani", "budi"):
        sheet = corpus / "coding" / "sheets" / f"{name}.csv"
        named = [word for number, *_ in haze.ITEMS for word in ("--documents", f"item-{number}")]
        call("code", "sample", "-o", sheet, *named, "--corpus", corpus)
        haze.fill_sheet(sheet)
        assert call("code", "import", sheet, "--coder", name, "--corpus", corpus).exit_code == 0
    sheet = corpus / "coding" / "sheets" / "apart.csv"
    call("code", "adjudicate", "--coders", "ani,budi", "-o", sheet, "--corpus", corpus)
    call("code", "adjudicate", sheet, "--by", "citra", "--corpus", corpus)
    write_notebook(base / "notebooks" / "01_haze.ipynb")
    guide = base / "docs" / "guide" / "read.md"
    guide.parent.mkdir(parents=True)
    guide.write_text(
        "# Read\n\n[notebook](../../notebooks/01_haze.ipynb), [columns](../tables.md#documents), [gone](../no.csv), "
        "[codes](../../corpus/CODEBOOK.md), [codebook](../../corpus/codebook.toml)\n\n"
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n"
    )
    (base / "docs" / "tables.md").write_text("# Tables\n\n## documents\n\nGambut.\n")
    return base


@pytest.fixture(scope="module")
def english(project: Path) -> site_build.Site:
    return report.build_site(project, project / "site")


@pytest.fixture(scope="module")
def indonesian(project: Path) -> site_build.Site:
    return report.build_site(project, project / "situs", language="id")


def read(site: site_build.Site, page: str) -> str:
    return (site.folder / f"{page}.html").read_text(encoding="utf-8")


def test_the_site_has_a_page_of_each_kind_and_no_link_that_leads_nowhere(english: site_build.Site) -> None:
    assert english.warnings == ()
    assert [page for page in PAGES if not (english.folder / f"{page}.html").is_file()] == []
    for path in english.folder.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r'(?:href|src)="([^"#?]+)', text):
            if not re.match(r"[a-z]+:", target):
                assert (path.parent / target).exists(), f"{path.name}: {target}"
        assert not re.search(r'(?:src|<link[^>]*href)="(?:https?:)?//', text), path.name


def test_the_answer_is_made_from_the_numbers_of_the_corpus(english: site_build.Site) -> None:
    text = re.sub("<[^>]+>|\\s+", " ", read(english, "index"))
    assert "The corpus holds 8 documents from 2019 to 2023" in " ".join(text.split())
    assert "hypothes" not in text.lower()


def test_nothing_in_an_output_is_run_and_code_is_folded(english: site_build.Site) -> None:
    text = read(english, "notebooks/01_haze")
    tree = html.fromstring(text)
    assert [node for node in tree.iter("script") if "hurt" in (node.text or "")] == []
    assert [node.tag for node in tree.iter() if any("hurt" in value for value in node.attrib.values())] == []
    assert [link for link in tree.iter("a") if link.get("href", "").startswith("javascript")] == []
    assert "window.hurt = 1" in tree.text_content(), "what was written is shown"
    assert "Of 12 statements none." in text
    assert re.search(r"<details[^>]*>.*?report", text, flags=re.DOTALL)
    assert text.count("<h1>") == 1


def test_the_same_project_gives_the_same_site(project: Path, english: site_build.Site) -> None:
    before = {path: path.read_bytes() for path in english.folder.rglob("*") if path.is_file()}
    done = call("report", "--project", project)
    assert (done.exit_code, "index.html" in done.output) == (0, True), done.output
    after = {path: path.read_bytes() for path in english.folder.rglob("*") if path.is_file()}
    assert [str(path) for path in {*before, *after} if before.get(path) != after.get(path)] == []
    assert sorted(path.name for path in project.iterdir() if path.name.startswith(".")) == []


def test_a_folder_with_files_of_somebody_is_left_alone(project: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(InputError, match="files that research report did not make"):
        report.build_site(project, tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "x"


def test_a_notebook_that_was_not_run_is_refused_with_the_remedy(project: Path, tmp_path: Path) -> None:
    (tmp_path / "corpus").symlink_to(project / "corpus")
    write_notebook(tmp_path / "notebooks" / "01_haze.ipynb", ran=False)
    with pytest.raises(InputError, match="run research reproduce"):
        report.build_site(tmp_path, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_language_that_the_site_does_not_speak_is_refused(project: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="one of en, id"):
        report.build_site(project, tmp_path / "site", language="nl")


def list_violations(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = json.loads(json.dumps(Axe().run(page).response))["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found if v["impact"] in ("serious", "critical")]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["english", "indonesian"])
def test_no_page_is_closed_to_a_screen_reader(
    language: str, scheme: str, chromium: Any, screenshots: Path, request: pytest.FixtureRequest
) -> None:
    site, asked = request.getfixturevalue(language), list[str]()
    with browsers.open_page(chromium, asked, color_scheme=scheme) as page:
        for name in PAGES:
            page.goto((site.folder / f"{name}.html").as_uri())
            page.wait_for_load_state("load")
            assert list_violations(page) == [], name
            assert page.evaluate("window.hurt") is None
            page.screenshot(path=screenshots / f"site-{language}-{scheme}-{name.replace('/', '-')}.png")
    assert browsers.list_outside(asked) == []


RUN = "window.hurt=1"
SECRET = "words of a file outside"
# Each would run, ask for an address, or show a file that is not the project's.
TITLES = (
    f"<script>{RUN}</script>",
    f"<svg onload={RUN}>",
    f"</title><script>{RUN}</script>",
    "{{ project }} {% raw %}",
)
MARKDOWN = """
<script>RUN</script><img src=x onerror="RUN"><style>@import "https://example.org/a.css";</style>

<svg onload="RUN"></svg> <https://example.org/a> <javascript:RUN> [a](javascript:RUN) [b](file:///etc/hosts)
[c][d] ![e][d]

![f](<OUTSIDE>) ![g](https://example.org/a.png) {raw}`x` {download}`OUTSIDE` {{ project }} [h](<OUTSIDE> "h")

[d]: OUTSIDE

```{raw} html
<script>RUN</script>
```

> - ```&#123;include} OUTSIDE
>   ```

~~~{eval-rst}
.. include:: OUTSIDE
.. raw:: html

   <script>RUN</script>
~~~

[^n]: note

    ```{literalinclude} OUTSIDE
    ```

```{toctree}
evil <javascript:RUN>
OUTSIDE
```

```{figure} OUTSIDE
```

## <img src=x onerror=RUN> gambutjahat
"""


@pytest.fixture(scope="module")
def hostile(project: Path, tmp_path_factory: pytest.TempPathFactory) -> site_build.Site:
    """The site of the project with hostile title, labels, outlets, speakers, periods, pages and outputs."""
    base = tmp_path_factory.mktemp("hostile")
    outside = base / "outside.txt"
    outside.write_text(SECRET)
    folder = base / "project"
    shutil.copytree(project, folder, ignore=shutil.ignore_patterns("site", "situs"))
    for name in ("codebook.toml", "corpus.toml", "contrasts.toml"):
        path = folder / "corpus" / name
        # The values of keys that hold words, whatever they are.
        words = r'(?m)^((?:title|unit|label_\w+|label|definition|meaning|speaker|sample|coders) = )".*"$'
        titles = itertools.cycle(json.dumps(f"{text} {number}") for number, text in enumerate(TITLES))
        path.write_text(re.sub(words, lambda found, titles=titles: found[1] + next(titles), path.read_text()))
    periods = folder / "corpus" / "periods.csv"
    periods.write_text(periods.read_text().replace("Haze of 2019", TITLES[0]).replace("The late haze", TITLES[1]))
    for path in (folder / "corpus" / "documents").glob("*.md"):
        path.write_text(path.read_text().replace("Kabar Hulu", TITLES[1]))
    citation = {"cff-version": "1.2.0", "message": TITLES[0], "title": f"{TITLES[0]}: {TITLES[3]}", "type": "dataset"}
    citation |= {"authors": [{"family-names": TITLES[1], "given-names": TITLES[2]}]}
    (folder / "CITATION.cff").write_text(json.dumps(citation))
    text = MARKDOWN.replace("RUN", RUN)
    near, deep = text.replace("OUTSIDE", "../../outside.txt"), text.replace("OUTSIDE", outside.as_posix())
    guide = folder / "docs" / "guide"
    (guide / "evil.md").write_text(
        f"---\nmyst:\n  enable_extensions: [colon_fence, substitution]\n---\n# {TITLES[0]}\n{near}"
    )
    (guide / "deep.md").write_text(f"# {TITLES[3]}\n{deep}")
    (guide / "linked.md").symlink_to(outside)
    (guide / "x <b onclick=alert(1)>.md").write_text("# Odd name\n")
    notebook = nbformat.read(folder / "notebooks" / "01_haze.ipynb", as_version=4)
    output = nbformat.v4.new_output("display_data", data={"text/markdown": deep})
    notebook.cells += [nbformat.v4.new_markdown_cell(deep, id="m"), nbformat.v4.new_raw_cell(text, id="r")]
    notebook.cells[-1].metadata = {"raw_mimetype": "text/html", "format": "text/html"}
    notebook.cells[1].outputs.append(output)
    notebook.cells[1].outputs.append(nbformat.v4.new_output("display_data", data={"text/html": text}))
    notebook.cells[1].outputs.append(nbformat.v4.new_output("display_data", data={"image/svg+xml": TITLES[1]}))
    notebook.metadata["myst"] = {"enable_extensions": ["substitution"], "substitutions": {"project": TITLES[0]}}
    nbformat.write(notebook, folder / "notebooks" / "01_haze.ipynb")
    return report.build_site(folder, base / "site")


@pytest.mark.browser
def test_nothing_of_a_hostile_project_runs_and_nothing_outside_it_is_shown(
    hostile: site_build.Site, chromium: Any
) -> None:
    asked, pages = list[str](), sorted(hostile.folder.rglob("*.html"))
    assert len(pages) > 9
    held = [path for path in hostile.folder.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert held == []
    with browsers.open_page(chromium, asked) as page:
        searched = hostile.folder / "search.html"
        for address in [*(path.as_uri() for path in pages), f"{searched.as_uri()}?q=gambutjahat"]:
            page.goto(address)
            page.wait_for_load_state("load")
            page.wait_for_timeout(100)
            assert page.evaluate("window.hurt") is None, address
            events = "all => all.flatMap(one => [...one.attributes]).filter(one => /^on/i.test(one.name)).length"
            assert page.locator("article *").evaluate_all(events) == 0, address
            schemes = page.locator("a[href]").evaluate_all("all => all.map(one => one.protocol)")
            assert set(schemes) <= {"file:", "http:", "https:"}, address
    assert browsers.list_outside(asked) == []
    assert "window.hurt=1" in (hostile.folder / "index.html").read_text(), "what was written is shown"


@pytest.mark.browser
def test_search_finds_a_word_from_the_disk(english: site_build.Site, page: Any) -> None:
    page.goto((english.folder / "search.html").as_uri() + "?q=gambut")
    page.locator("#search-results li a", has_text="Tables").first.wait_for()


@pytest.mark.browser
def test_dark_mode_is_switched_by_a_button_and_legible(english: site_build.Site, page: Any) -> None:
    page.goto((english.folder / "index.html").as_uri())
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for _ in range(3):
        page.locator("button.theme-toggle:visible").first.click()
        if page.evaluate("document.body.dataset.theme") == "dark":
            break
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    assert list_violations(page) == []


@pytest.mark.browser
def test_keys_reach_the_navigation(english: site_build.Site, page: Any) -> None:
    page.goto((english.folder / "index.html").as_uri())
    reached = []
    for _ in range(25):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert "Smoke" in reached


@pytest.mark.browser
def test_paper_has_the_text_without_the_navigation(english: site_build.Site, page: Any, screenshots: Path) -> None:
    page.goto((english.folder / "index.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator(".sidebar-drawer").is_visible()
    assert page.get_by_text("The corpus holds 8 documents").is_visible()
    page.screenshot(path=screenshots / "site-print.png")


@pytest.mark.browser
@pytest.mark.parametrize("name", ["index", "trail"])
def test_a_phone_shows_a_page_without_scrolling_sideways(
    english: site_build.Site, chromium: Any, screenshots: Path, name: str
) -> None:
    with browsers.open_page(chromium, [], viewport={"width": 390, "height": 800}) as page:
        page.goto((english.folder / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.screenshot(path=screenshots / f"site-phone-{name}.png")
