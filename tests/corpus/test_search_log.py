from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from research import corpus
from research.tables import InputError

REASONS = """# why
stage,group,pattern
seen before,known,*known before*
not eligible,no news,*paper*
not eligible,other place,Riau only
cell full,three taken,*three taken*
"""
HEAD = "cell,query,rank,url,taken,reason\n"
ROWS = [
    "Aceh pilkada-2018,netral Aceh,1,https://a.org/1,yes,",
    "Aceh pilkada-2018,netral Aceh,2,https://a.org/2,no,Policy PAPER; known before",
    "Aceh pilkada-2018,netral Aceh,3,,no,a paper",
    "Nusa Tenggara Barat / pemilu-2019,netral,1,https://a.org/3,no,riau only",
    "Nusa Tenggara Barat / pemilu-2019,netral lagi,1,https://a.org/3,no,(three taken) already",
]


def write_log(folder: Path, rows: list[str] = ROWS, reasons: str = REASONS) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "search_log.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    (folder / "search_reasons.csv").write_text(reasons, encoding="utf-8")
    return folder


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        corpus.read_search_log(folder)
    return [str(fault) for fault in caught.value.faults]


def test_each_page_is_in_the_group_of_the_first_pattern_that_fits_its_reason(tmp_path: Path) -> None:
    log = corpus.read_search_log(write_log(tmp_path))
    assert log["group"].tolist() == ["taken", "known", "no news", "other place", "three taken"]
    assert log["stage"].tolist() == ["taken", "seen before", "not eligible", "not eligible", "cell full"]
    assert log["step"].tolist() == [5, 1, 2, 3, 4]
    assert log["province"].tolist() == ["Aceh"] * 3 + ["Nusa Tenggara Barat"] * 2
    assert log["election"].tolist() == ["pilkada-2018"] * 3 + ["pemilu-2019"] * 2


def test_pages_are_counted_by_group_in_the_order_of_the_reasons_and_by_cell(tmp_path: Path) -> None:
    log = corpus.read_search_log(write_log(tmp_path))
    groups = corpus.count_pages(log, by=["group"])
    assert groups[["group", "pages"]].to_numpy().tolist() == [
        ["known", 1],
        ["no news", 1],
        ["other place", 1],
        ["three taken", 1],
        ["taken", 1],
    ]
    cells = corpus.count_pages(log, by=["province", "election"]).set_index("province")
    assert cells.loc["Aceh", ["pages", "addresses", "taken", "cells", "cells_taken", "searches"]].tolist() == [
        *(3, 2, 1, 1, 1, 1),
    ]
    assert cells.loc["Nusa Tenggara Barat", ["pages", "addresses", "taken", "cells_taken", "searches"]].tolist() == [
        *(2, 1, 0, 0, 2),
    ]


def test_a_reason_that_no_pattern_fits_is_named_once(tmp_path: Path) -> None:
    rows = [*ROWS, *(f"Bali pemilu-2019,netral,{rank},,no,the moon" for rank in (1, 2))]
    (fault,) = faults_of(write_log(tmp_path, rows))
    assert "'the moon'" in fault
    assert "search_reasons.csv" in fault


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Aceh,netral,1,,no,a paper", "'Aceh', expected a place and a period"),
        ("Aceh pilkada-2018,netral,0,,no,a paper", "rank: found '0'"),
        ("Aceh pilkada-2018,netral,1,,maybe,a paper", "taken: found 'maybe', expected yes or no"),
        (ROWS[0], "'netral Aceh', '1' twice"),
    ],
)
def test_a_row_that_cannot_be_counted_is_a_fault(tmp_path: Path, row: str, words: str) -> None:
    faults = faults_of(write_log(tmp_path, [*ROWS, row]))
    assert len(faults) == 1
    assert words in faults[0]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("cell full,no news,x", "'no news', expected a group of one stage"),
        ("cell full,taken,x", "'taken', expected a group of one stage"),
        ("cell full,,x", "row 7: group: found nothing"),
    ],
)
def test_a_group_of_reasons_has_a_name_and_one_stage(tmp_path: Path, row: str, words: str) -> None:
    faults = faults_of(write_log(tmp_path, reasons=f"{REASONS}{row}\n"))
    assert any(words in fault for fault in faults), faults


def test_a_folder_without_a_log_says_so(tmp_path: Path) -> None:
    assert any("search_reasons.csv" in fault for fault in faults_of(tmp_path))


@given(st.lists(st.sampled_from([row.split(",", 4)[4] for row in ROWS]), min_size=1, max_size=30))
def test_every_page_is_in_exactly_one_group(tmp_path_factory: pytest.TempPathFactory, ends: list[str]) -> None:
    rows = [f"Bali pemilu-2019,netral,{rank},u{rank},{end}" for rank, end in enumerate(ends, start=1)]
    log = corpus.read_search_log(write_log(tmp_path_factory.mktemp("log"), rows))
    counts = corpus.count_pages(log, by=["stage", "group"])
    assert counts["pages"].sum() == len(ends)
    assert counts["taken"].sum() == sum(end.startswith("yes") for end in ends) == log["taken"].sum()


def test_the_log_of_the_study_is_what_its_protocol_says(root: Path) -> None:
    folder = root / "corpus"
    log = corpus.read_search_log(folder)
    # PROTOCOL.md and README.md of the sample: 178 cells, 2,320 pages shown, 25 without an address, 316 taken.
    assert len(log) == 2320
    assert log["url"].eq("").sum() == 25
    assert log["taken"].sum() == 316
    cells = corpus.count_pages(log, by=["province", "election"])
    assert len(cells) == 178
    assert cells["taken"].max() == 3
    # The four provinces made in 2022 have no cell before the general election of 2024.
    new = {"Papua Selatan", "Papua Tengah", "Papua Pegunungan", "Papua Barat Daya"}
    assert set(cells.loc[cells["province"].isin(new), "election"]) == {"pemilu-2024", "pilkada-2024"}
    documents = corpus.read_documents(folder)
    drawn = documents[documents["sample"] == "systematic"]
    assert set(log.loc[log["taken"], "url"]) == set(drawn["url"])
    by_place = drawn.groupby(["province", "election"]).size()
    assert by_place.to_dict() == cells[cells["taken"] > 0].set_index(["province", "election"])["taken"].to_dict()
