"""Figures for pages: marks carry the rows of the csv, and lead to the statements behind them."""

import re
from pathlib import Path

import pandas as pd
import pytest
from figure_tables import draw_all, make_provinces
from lxml import etree

from research import report
from research.tables import InputError

ROWS = re.compile(r'id="row-(\d+)"')
FILTER = "reported and office == 'oversight' and frame == 'sanctions'"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, pd.DataFrame]]:
    """A figure of each kind of a small table, saved."""
    folder = tmp_path_factory.mktemp("figures")
    drawn = draw_all()
    kept = {
        name: drawn[name]
        for name in ("time", "years", "samples", "flow", "islands", "map_share", "topics", "officials")
    }
    for name, (figure, table) in kept.items():
        report.save_figure(figure, table, folder / name)
    return folder, {name: table for name, (_, table) in kept.items()}


def read_rows(folder: Path, name: str) -> list[int]:
    return [int(number) for number in ROWS.findall((folder / f"{name}.svg").read_text())]


def test_each_mark_is_one_row_of_the_csv(saved: tuple[Path, dict[str, pd.DataFrame]]) -> None:
    folder, tables = saved
    for name, table in tables.items():
        rows = read_rows(folder, name)
        assert len(rows) == len(set(rows)), f"{name}: an id twice"
        assert set(rows) <= set(range(1, len(table) + 1)), name
    assert read_rows(folder, "flow") == [], "its boxes are no rows"
    for name in ("time", "years", "topics", "officials"):
        assert len(read_rows(folder, name)) == len(tables[name]), f"{name}: all rows are drawn"
    # Provinces without a document have no row, and the documents of no province no tile.
    assert len(read_rows(folder, "map_share")) == len(make_provinces()) - 1


def test_a_row_is_numbered_as_its_csv_counts_it(tmp_path: Path) -> None:
    """The table comes in another order than it is drawn in, and with an index of its own."""
    table = pd.DataFrame({
        "document": ["b", "a"], "published": pd.to_datetime(["2020-02-01", "2018-01-03"]),
        "election": "pilkada-2020", "island": "Jawa", "outlet": ["Second", "First"],
    }, index=[7, 7])  # fmt: skip
    report.save_figure(report.plot_corpus_time(table), table, tmp_path / "time")
    svg = (tmp_path / "time.svg").read_text()
    # The later document is drawn further right, and is the first row.
    places = {number: float(x) for number, x in re.findall(r'id="row-(\d)".*?<use [^>]*x="([\d.]+)"', svg, re.DOTALL)}
    assert places["1"] > places["2"]
    assert report.read_drawn_rows(tmp_path, "time")["outlet"].tolist() == ["Second", "First"]


def make_words(rows: dict[int, str]) -> report.FigureWords:
    return report.FigureWords("A title", "What is drawn", "A title. 2 values drawn.", rows, "en")


def embed(svg: str, rows: dict[int, str]) -> etree._Element:
    page = report.link_svg(svg.encode(), make_words(rows), "years", picture="years.svg", address="evidence.html")
    return etree.fromstring(page)


SVG = """<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY e "x">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 504 200">
<g id="row-2"><defs><path id="m" d="M -900 -900 L 900 900"/></defs><use xlink:href="#m" x="100" y="50"/></g>
<g id="interval-2"><path d="M 60 50 L 140 50"/></g>
<g id="row-10"><path d="M 200 80 L 300 80 L 300 120 L 200 120 z"/></g>
<g id="row-11"><use xlink:href="#m" x="106" y="50"/></g><script>alert(1)</script></svg>"""


def test_marks_are_links_with_names_and_room(saved: tuple[Path, dict[str, pd.DataFrame]]) -> None:
    page = embed(SVG, {2: "Two <b>", 10: "Ten", 99: "not drawn"})
    links = page.findall("{*}a")
    assert [link.get("href") for link in links] == [f"evidence.html#figure=years&row={row}" for row in (2, 10)]
    assert [link.get("aria-label") for link in links] == ["Two <b>", "Ten"]
    assert page.find(".//{*}script") is None, "nothing of the file but its marks' places is taken over"
    (interval, mark), (tile,) = ([*link.iter("{*}rect")] for link in links)
    # 12 units around a point; the tile is larger than that.
    assert [float(mark.get(side)) for side in ("x", "y", "width", "height")] == [88, 38, 24, 24]
    assert [float(tile.get(side)) for side in ("x", "y", "width", "height")] == [200, 80, 100, 40]
    assert [float(interval.get(side)) for side in ("x", "width")] == [60, 80]


def test_two_near_marks_share_the_room_between_them() -> None:
    (mine, other) = (link.findall("{*}rect")[-1] for link in embed(SVG, {2: "Two", 11: "Eleven"}).findall("{*}a"))
    assert float(mine.get("x")) + float(mine.get("width")) <= float(other.get("x"))


def test_without_links_it_is_a_picture() -> None:
    page = embed(SVG, {})
    assert page.get("role") == "img"
    assert (page.findtext("{*}title"), page.findtext("{*}desc")) == ("A title", "2 values drawn.")


@pytest.mark.parametrize("svg", ["<svg", "<html/>", "<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_figure_is_refused(svg: str) -> None:
    with pytest.raises(InputError, match="an svg as figures are saved"):
        embed(svg, {})


def test_entities_name_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("12")
    svg = SVG.replace('"x"', f'SYSTEM "{secret.as_uri()}"').replace("M 60", "M &e;")
    with pytest.raises(InputError):
        embed(svg, {2: "Two"})


def test_the_output_of_a_notebook_names_its_figure(tmp_path: Path) -> None:
    for ending in ("svg", "csv"):
        (tmp_path / f"years.{ending}").write_text("")
    output = {"metadata": {"image/png": {"figure": "years"}}}
    assert report.find_figure(output, tmp_path) == "years"
    assert report.find_figure({"metadata": {"image/png": {"figure": "other"}}}, tmp_path) is None
    assert report.find_figure({"metadata": {"image/png": {"figure": "../years"}}}, tmp_path) is None
    assert report.find_figure({"output_type": "stream"}, tmp_path) is None


@pytest.mark.browser
def test_a_click_and_the_tab_key_lead_to_the_statements(page, requested, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    table = pd.DataFrame({
        "grouping": "office", "group": ["oversight", "head", "agency"], "frame": "sanctions", "base": "statements",
        "statements": [896, 700, 9], "documents": [90, 80, 2], "hits": [190, 70, 1],
        "share": [0.212, 0.1, None], "low": [0.17, 0.07, None], "high": [0.261, 0.13, None],
    })  # fmt: skip
    report.save_figure(report.plot_shares_groups(table), table, tmp_path / "years")
    words = report.describe_figure(report.read_drawn_rows(tmp_path, "years"))
    svg = report.link_svg((tmp_path / "years.svg").read_bytes(), words, "years", picture="years.svg")
    style = "<style>body{background:#131416;color:#eee}</style>"
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Figures</title>{style}'
    (tmp_path / "page.html").write_text(f"{head}<main><h1>Figures</h1><figure>{svg}</figure></main></html>")
    (tmp_path / "evidence.html").write_text("<title>Statements</title>")
    address = (tmp_path / "page.html").as_uri()
    page.goto(address)
    assert requested[-1].endswith("/years.svg"), "the picture is shown"
    result = Axe().run(page)
    assert not result.response["violations"], result.generate_report()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == (
        "Oversight, sanctions: 21.2 % (17.0 to 26.1 %), 190 of 896 statements"
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**/evidence.html#figure=years&row=1")
    page.goto(address)
    box = page.locator("svg a").nth(1).locator("rect").last.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/evidence.html#figure=years&row=2")
