"""The data of the evidence explorer: what its script is given."""

import json
import shutil
from pathlib import Path
from typing import Any

import haze
import numpy as np
import pandas as pd
import pytest

from research.report import add_filter, list_condition_rows, list_evidence
from research.report.site.explorer_page import Explorer, render_explorer
from research.study import Study, open_study
from research.tables import InputError

FROZEN = "item-3"
# Written by hand, not by the package: shares, an open frame, both sides of a contrast, words, pairs, no frame, and what
# no statement meets.
ROWS: list[dict[str, Any]] = [
    {"grouping": "theme", "group": "fire", "frame": "burning", "share": 0.5},
    {"grouping": "kind", "group": "news", "frame": "harm", "share": 1 / 3},
    {"grouping": "all", "group": "all", "frame": "unframed"},
]
CONDITIONS = [
    "reported and kind == 'hearing'",
    "reported and contrast == 'theme' and frame == 'harm'",
    "reported and stem == 'api'",
    "reported and stem == 'api' and kind in ['news', 'hearing']",
    "reported and pair == 'burning + harm'",
    "reported and pair == 'burning + harm' and within == 'document'",
    "reported and theme != 'fire' and frame != 'harm'",
    "reported and codes == 'ani' and frame == 'burning'",
    "reported and speaker == 'Nobody'",
    "reported and stem == 'nowhere'",
    "reported and nothing == 'x'",
]


def write_figures(folder: Path) -> Path:
    folder.mkdir()
    add_filter(pd.DataFrame(ROWS)).to_csv(folder / "shares.csv", index=False)
    pd.DataFrame({"filter": CONDITIONS}).to_csv(folder / "conditions.csv", index=False)
    pd.DataFrame({"stage": ["read"], "pages": [3]}).to_csv(folder / "flow.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_figures(tmp_path_factory.mktemp("drawn") / "figures")


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = haze.make_coded(tmp_path_factory.mktemp("haze"))
    (folder / "coding" / "frozen.txt").write_text(f"# kept unread\n{FROZEN}\n", encoding="utf-8")
    return open_study(folder)


@pytest.fixture(scope="module")
def made(known: Study, figures: Path) -> Explorer:
    return render_explorer(known, figures)


def read(made: Explorer, name: str) -> Any:
    """What a script gives the page."""
    return json.loads(made.files[name].decode().partition(" = ")[2].removesuffix(";\n"))


def read_set(text: str) -> list[int]:
    found, last = [], -1
    for run in text.split():
        gap, _, more = run.partition(":")
        first = last + 1 + int(gap, 36)
        last = first + int(more or "0", 36)
        found += range(first, last + 1)
    return found


def test_statements_are_those_of_the_study(known: Study, made: Explorer) -> None:
    data = read(made, "statements.js")
    said = data["statements"]
    names = [data["documents"][place][0] for place in said["document"]]
    assert list(zip(names, said["sentence"], strict=True)) == [
        tuple(unit) for unit in known.statements[["document", "sentence"]].to_numpy()
    ]
    shown = [text for name, text in zip(names, said["text"], strict=True) if name != FROZEN]
    assert shown == known.statements.loc[known.statements["document"] != FROZEN, "text"].tolist()
    spoken = known.statements["reported"].tolist()
    assert [who != 2 for who in said["who"]] == spoken
    # Nobody in these items speaks but officials: of a district, a province, a city and a council.
    assert set(said["who"]) == {0, 2}


def test_filters_have_the_values_of_the_corpus_in_the_order_of_its_files(made: Explorer) -> None:
    facets = {facet["key"]: facet for facet in read(made, "statements.js")["facets"]}
    assert list(facets) == ["frame", "office", "period", "year", "kind", "mode", "speaker", "field.theme"]
    assert facets["frame"]["codes"] == ["burning", "harm", "none"]
    assert facets["period"]["codes"] == ["haze-2019", "late-haze", "none"]
    assert facets["period"]["names"] == ["Haze of 2019", "The late haze", "None given"]
    assert facets["period"]["of"] == [0, 0, 0, 0, 1, 1, 1, 2]
    assert facets["year"]["codes"] == ["2019", "2023"]
    assert facets["field.theme"]["codes"] == ["fire", "health", "none"]


def test_each_row_of_each_figure_leads_to_the_statements_that_python_lists(
    known: Study, figures: Path, made: Explorer
) -> None:
    data, units = read(made, "figures.js"), ["document", "sentence"]
    assert [figure["name"] for figure in data["figures"]] == ["conditions", "shares"]
    linked, refused = 0, []
    for figure in data["figures"]:
        table = pd.read_csv(figures / f"{figure['name']}.csv")
        for number, (condition, row) in enumerate(zip(table["filter"], figure["rows"], strict=True), start=1):
            try:
                rows = list_condition_rows(known, condition)
                sources = {"statements": known.statements, "documents": known.documents}
                both = [list_evidence(condition, rows, **sources, hits=hits)[units] for hits in (True, False)]
            except InputError:
                refused.append(f"{figure['name']}.csv:{number}")
                assert row[:2] == [-1, -1]
                continue
            for place, listed in zip(row[:2], both, strict=True):
                found = known.statements.iloc[read_set(data["sets"][place])][units]
                assert found.to_numpy().tolist() == listed.drop_duplicates().to_numpy().tolist(), condition
            linked += 1
    assert sorted(refused) == sorted(made.refused)
    # No sentence is both; nobody has that name, that stem and that column.
    assert refused == [f"conditions.csv:{number}" for number in (9, 10, 11)]
    assert linked == len(ROWS) + len(CONDITIONS) - 3


def test_a_row_is_told_in_words(made: Explorer) -> None:
    data = read(made, "figures.js")
    row = next(figure for figure in data["figures"] if figure["name"] == "shares")["rows"][0][2:]
    told = {data["names"][name]: data["texts"][text] for name, text in zip(row[::2], row[1::2], strict=True)}
    assert told == {"Group": "fire", "Frame": "Burning", "Share": "50.0 %"}


def test_no_sentence_of_a_frozen_document_is_in_any_file(known: Study, made: Explorer) -> None:
    hidden = known.statements["document"].eq(FROZEN)
    assert hidden.sum() == 2
    whole = made.body + "".join(content.decode() for content in made.files.values())
    for text in known.statements.loc[hidden, "text"]:
        assert json.dumps(text, ensure_ascii=False)[1:-1] not in whole
    assert "1 documents are kept unread" in made.body


def test_texts_in_originals_alone_are_not_passed_on(known: Study, tmp_path: Path) -> None:
    folder = shutil.copytree(known.folder, tmp_path / "corpus")
    file = folder / "documents" / "item-5.md"
    (folder / "originals").mkdir()
    front, _, body = file.read_text(encoding="utf-8").partition("\n---\n")
    (folder / "originals" / "item-5.txt").write_text(body, encoding="utf-8")
    file.write_text(front.replace("rendition: verbatim", "rendition: metadata") + "\n---\n", encoding="utf-8")
    known = open_study(folder)
    assert known.statements["document"].eq("item-5").any()
    whole = "".join(content.decode() for content in render_explorer(known, tmp_path / "no").files.values())
    for text in known.statements.loc[known.statements["document"].eq("item-5"), "text"]:
        assert json.dumps(text, ensure_ascii=False)[1:-1] not in whole


def test_indonesian_words_and_the_same_bytes_again(known: Study, tmp_path: Path) -> None:
    first, again = (render_explorer(known, tmp_path, language="id") for _ in range(2))
    assert "Filter" in first.body and read(first, "statements.js")["words"]["frames"] == "Bingkai"
    assert first == again


def test_runs_hold_any_set() -> None:
    from research.report.site.explorer_figures import write_set

    generator = np.random.default_rng(1)
    for size in (0, 1, 40, 300):
        numbers = np.sort(generator.choice(2000, size, replace=False))
        assert read_set(write_set(numbers)) == numbers.tolist()
