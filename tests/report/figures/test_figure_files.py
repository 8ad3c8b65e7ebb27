"""Files of figures: the same bytes from the same table, and a way back from every row."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pypdf
import pytest
from drawn import read_title
from figure_tables import SAVED, make_agreement, make_documents, make_officials, make_provinces, make_topics
from matplotlib.figure import Figure

from research import compare, report
from research.report import render_pdf
from research.tables import read_table


def test_files_are_equal_in_two_processes_whatever_the_readers_settings(tmp_path: Path) -> None:
    hostile = "figure.facecolor: pink\nfont.size: 23\nfont.family: serif\nsvg.fonttype: none\naxes.grid: True\n"
    hostile += "savefig.dpi: 40\nlines.linewidth: 9\nsavefig.bbox: tight\ntimezone: Asia/Jakarta\nsvg.hashsalt: x\n"
    # The size is read back, so that the test fails if the settings were never seen.
    script = (
        "import matplotlib, figure_tables; figure_tables.save_each_kind('out'); print(matplotlib.rcParams['font.size'])"
    )
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    runs = []
    for place, settings in (("plain", ""), ("hostile", hostile)):
        (tmp_path / place).mkdir()
        (tmp_path / place / "matplotlibrc").write_text(settings, encoding="utf-8")
        environment = os.environ | {"PYTHONPATH": path, "PYTHONHASHSEED": str(len(settings)), "TZ": "Asia/Jayapura"}
        run = [sys.executable, "-c", script]
        runs.append(subprocess.Popen(run, cwd=tmp_path / place, env=environment, stdout=subprocess.PIPE, text=True))
    assert [float(run.communicate()[0]) for run in runs] == [10, 23]
    assert [run.returncode for run in runs] == [0, 0]
    saved = sorted(path.name for path in (tmp_path / "plain" / "out").iterdir())
    assert saved == sorted(f"{name}.{ending}" for name in SAVED for ending in ("csv", "png", "svg"))
    for name in saved:
        one, other = ((tmp_path / place / "out" / name).read_bytes() for place in ("plain", "hostile"))
        assert one == other, name


def test_csv_is_the_table_and_its_filter(drawn, tmp_path: Path) -> None:
    figure, table = drawn["islands"]
    report.save_figure(figure, table, tmp_path / "made" / "regions.v1")
    assert sorted(p.name for p in (tmp_path / "made").iterdir()) == [f"regions.v1.{e}" for e in ("csv", "png", "svg")]
    saved = pd.read_csv(tmp_path / "made" / "regions.v1.csv")
    assert saved.columns.tolist() == [*table.columns, "filter"]
    saved.drop(columns="filter").to_csv(tmp_path / "back.csv", index=False)
    pd.testing.assert_frame_equal(read_table(tmp_path / "back.csv", "shares"), table, atol=1e-6, rtol=0)


def test_csv_of_a_table_with_its_own_filter_is_that_table(tmp_path: Path) -> None:
    table = pd.DataFrame({"grouping": "mode", "group": ["direct"], "frame": "sanctions", "filter": "mode == 'direct'"})
    report.save_figure(Figure(), table, tmp_path / "x")
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "x.csv"), table)


@pytest.mark.parametrize("grouping", ["election", "election_year", "island", "office", "all"])
def test_filter_finds_the_statements_behind_a_share(grouping: str) -> None:
    documents = pd.DataFrame({"document": ["a", "b", "c"], "election": ["pilkada-2018", "pemilu-2019", "pilkada-2018"]})
    documents = documents.assign(election_year=[2018, 2019, 2018], island=["Jawa", "", "Bali and Nusa Tenggara"])
    others = dict.fromkeys(("province", "region", "outlet", "kind"), "")
    statements = pd.DataFrame({"document": list("aabbcc"), "sentence": [1, 2] * 3, "office": ["head", "other"] * 3})
    statements = statements.assign(speaker="", mode="direct", reported=[True, True, True, False, True, True])
    frames = statements[["document", "sentence"]].merge(pd.DataFrame({"frame": ["sanctions", "social_media"]}), "cross")
    frames = frames.assign(present=frames.index % 3 == 0, coder="gold")
    rows = compare.merge_frames(documents.assign(**others), statements, frames)
    shares = report.add_filter(compare.measure_shares(rows, by=grouping))
    for row in shares.itertuples():
        found = rows.query(row.filter)
        assert (len(found), found["present"].sum()) == (row.statements, row.hits)


def test_filter_of_other_tables() -> None:
    spoken = report.add_filter(make_officials().assign(speaker="Rai Iswara"))["filter"]
    assert spoken.str.contains("and speaker == 'Rai Iswara' and frame == ", regex=False).all()
    filters = report.add_filter(make_officials())["filter"]
    assert filters.iloc[0] == "reported and document == 'd4' and frame == 'conflict_risk'"
    assert report.add_filter(make_topics())["filter"].iloc[-1] == "reported and topic == 8 and frame == 'conflict_risk'"
    assert report.add_filter(make_provinces())["filter"].iloc[0] == "reported and province == 'Aceh'"
    assert "filter" not in report.add_filter(make_agreement()) and "filter" in report.add_filter(
        make_documents().assign(province="Bali")
    )


def test_notebook_shows_the_png_that_is_saved(drawn, tmp_path: Path) -> None:
    figure, table = drawn["modes"]
    report.save_figure(figure, table, tmp_path / "modes")
    image = report.show_figure(figure)
    assert image.data == (tmp_path / "modes.png").read_bytes()
    assert repr(image) == "<IPython.core.display.Image object>"
    assert read_title(figure) == "Share of officials\u2019 statements with each frame, by mode"
    assert image.alt == figure.get_label(), "the alternative text that describe_figure makes"
    assert image.alt.startswith(read_title(figure))


def test_tables_stay_as_they_were() -> None:
    table = make_officials()
    before = table.copy()
    report.add_filter(table)
    report.plot_officials(table)
    pd.testing.assert_frame_equal(table, before)


def list_fonts(content: bytes) -> list[tuple[str, bool]]:
    """The kind of each font of a pdf, and whether its letters are in the file."""
    fonts = []
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        for name in page["/Resources"].get("/Font", {}):
            font = page["/Resources"]["/Font"][name].get_object()
            for inner in [one.get_object() for one in font.get("/DescendantFonts", [font])]:
                described = inner.get("/FontDescriptor", {})
                fonts.append((inner["/Subtype"], bool({"/FontFile2", "/FontFile3"} & set(described))))
    return fonts


def test_a_pdf_has_its_fonts_in_it_and_the_same_bytes() -> None:
    figure = Figure()
    figure.text(0.1, 0.5, "Sanksi \u2212 é \x1b", weight="bold")
    figure.text(0.1, 0.3, "netralitas")
    content = render_pdf(figure)
    fonts = list_fonts(content)
    assert len(fonts) >= 2
    assert {embedded for _, embedded in fonts} == {True}
    assert {kind for kind, _ in fonts} <= {"/TrueType", "/CIDFontType2"}
    assert content == render_pdf(figure)
    page = pypdf.PdfReader(io.BytesIO(content))
    assert "netralitas" in page.pages[0].extract_text()
    assert not page.metadata or "/CreationDate" not in page.metadata
