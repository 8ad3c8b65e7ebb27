import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from markdown_it import MarkdownIt

from research import coding
from research.coding.runs.run_records import NamedFile
from research.report.words.trail_words import describe_trail
from research.study import Trail
from research.tables import make_table

RUN = coding.RunRecord(("lex", "a b"), "2026-11-27", "a" * 64, "en", False, 7, 2, prompt_sha256="b" * 64)
TABLES = {"people": "trail_people", "agreement": "pair_agreement", "decisions": "trail_decisions"}
TABLES |= {name: f"trail_{name}" for name in ("sheets", "corrections", "files")}
SHEET = {
    "sheet": "coding/sheets/check.key.csv", "kind": "drawn", "statements": 40, "documents": 20,
    "lowest_probability": 0.1, "highest_probability": 0.5, "draw": "--number 40 --by kind --seed 3",
    "coders": "ani;lex", "in_gold": 0, "sha256": "c" * 64, "note": "",
}  # fmt: skip
SHARE = {
    "coder": "lex", "sheet": SHEET["sheet"], "people": "ani", "frame": "burning", "statements": 90, "documents": 30,
    "uncoded": 2, "coded_statements": 40, "coded_documents": 20, "coded_hits": 12, "shown": 1,
    "predicted_share": 0.5, "predicted_low": 0.4, "predicted_high": 0.6,
    "share": 0.25, "low": 0.2, "high": 0.3125, "method": "m",
}  # fmt: skip


def make_trail(**parts: object) -> Trail:
    empty = {name: make_table([], table) for name, table in TABLES.items()}
    given = {name: make_table(rows, TABLES[name]) if name in TABLES else rows for name, rows in parts.items()}
    return Trail(**{"title": "Smoke", "package": "1.0", "runs": {}, **empty, **given})  # type: ignore[arg-type]


def test_an_empty_folder_says_what_is_not_there() -> None:
    page = describe_trail(make_trail())
    assert page.startswith("# From codebook to share\n\nSmoke. 0 coders of the codebook's list and 0 programs coded. ")
    for words in ("Nobody.", "Fewer than two coders", "No gold.csv", "No key of a sheet", "No program coded"):
        assert words in page


def test_a_program_without_a_sheet_has_a_coders_numbers() -> None:
    page = describe_trail(make_trail(runs={"lex": RUN}))
    assert "The numbers of lex are a coder's, not the officials': no sheet corrects them." in page
    assert "Drawn sheets correct the shares of 0 of 1 program." in page
    assert "- command: `lex 'a b'`" in page


def test_shares_stand_as_coded_and_as_corrected_with_their_sheet() -> None:
    few = SHARE | {"frame": "harm", "share": None, "low": None, "high": None, "method": "too few to say"}
    page = describe_trail(make_trail(runs={"lex": RUN}, sheets=[SHEET], corrections=[SHARE, few]))
    assert "### lex, corrected by coding/sheets/check.key.csv" in page
    assert "| burning | 12 | 50.0 % (40.0 to 60.0) | 25.0 % (20.0 to 31.2) |" in page
    assert "| harm | 12 | 50.0 % (40.0 to 60.0) | too few to say |" in page
    said = (
        "40 drawn statements of 20 documents, coded by ani, correct the shares of 90 statements. 2 statements without"
    )
    assert said in page
    assert "The prompt showed 1 drawn statement with the codes" in page
    assert "| 0.1 to 0.5 | ani, lex | 0 |" in page
    assert "Drawn sheets correct the shares of 1 of 1 program." in page
    assert "a coder's, not the officials'" not in page


def test_a_program_without_any_corrected_frame_is_not_counted() -> None:
    few = SHARE | {"share": None, "low": None, "high": None, "method": "too few to say"}
    page = describe_trail(make_trail(runs={"lex": RUN}, sheets=[SHEET], corrections=[few]))
    assert "Drawn sheets correct the shares of 0 of 1 program." in page


def test_a_sheet_that_corrects_nothing_says_why() -> None:
    sheet = SHEET | {"note": "it corrects no share: coded whole by nobody, expected one person"}
    page = describe_trail(make_trail(runs={"lex": RUN}, sheets=[sheet]))
    assert f"- {SHEET['sheet']}: it corrects no share: coded whole by nobody" in page


def test_a_run_over_a_sheet_alone_has_no_shares() -> None:
    run = replace(RUN, key="coding/sheets/check.key.csv", key_sha256="d" * 64)
    page = describe_trail(make_trail(runs={"lex": run}))
    assert "lex coded the statements of coding/sheets/check.key.csv alone, which says nothing of the others" in page


@pytest.mark.parametrize(("fits", "said"), [("no", True), ("missing", True), ("yes", False)])
def test_a_prompt_that_is_another_one_now_is_said(fits: str, said: bool) -> None:
    file = {"file": "coding/runs/lex.prompt.md", "kind": "prompt", "sha256": "" if fits == "missing" else "d" * 64}
    page = describe_trail(make_trail(runs={"lex": RUN}, files=[file | {"recorded": "b" * 64, "fits": fits}]))
    assert f"coding/runs/lex.prompt.md, SHA-256 `{'b' * 64}`" in page
    assert ("**the file is another one now, or missing**" in page) == said
    assert ("all are as they were" in page) != said


def test_decisions_are_in_words() -> None:
    kinds = ["adjudicated", "adjudicated by citra", "agreed", "once"]
    page = describe_trail(make_trail(decisions=[{"decided": kind, "statements": 2, "documents": 1} for kind in kinds]))
    assert "| adjudicated by citra | two coders gave it different codes, and citra decided | 2 | 1 |" in page
    assert "8 statements are decided in gold.csv." in page
    for word in kinds:
        assert re.search(rf"^\| {word} \| [a-z].* \| 2 \| 1 \|$", page, flags=re.MULTILINE)


def test_what_a_command_or_an_answer_says_stays_text() -> None:
    """A fence, a line end or markup in what others wrote does not end the block or make a picture."""
    hostile = "x`![a](https://example.org/a.png)\n```\n# b\n|"
    run = replace(RUN, command=("lex", hostile), model=f"{hostile}``", files=(NamedFile(hostile, "e" * 64),))
    file = {"file": hostile, "kind": "file of a command", "sha256": "", "recorded": "e" * 64, "fits": "missing"}
    plain = describe_trail(make_trail(runs={"lex": RUN}, files=[file | {"file": "a"}]))
    page = describe_trail(make_trail(runs={"lex": run}, files=[file]))
    kinds = [[token.type for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text)] for text in (plain, page)]
    # One line more, the file of the command.
    more = ["list_item_open", "paragraph_open", "inline", "paragraph_close", "list_item_close"]
    assert sorted(kinds[1]) == sorted(kinds[0] + more)
    tokens = [child.type for token in MarkdownIt().enable("table").parse(page) for child in token.children or []]
    assert "image" not in tokens and "link_open" not in tokens


def test_the_command_alone_has_a_path_of_the_machine() -> None:
    """It is kept as it was given, for who runs it again, and the page says so."""
    home = Path("/", "home", "siti", "coder.py")
    run = replace(RUN, command=("python", str(home)), files=(NamedFile(str(home), "e" * 64),))
    page = describe_trail(make_trail(runs={"lex": run}))
    assert "a path in a home folder names its user" in page
    lines = [line for line in page.splitlines() if str(home) in line]
    assert [line.split(":")[0].split(" -- ")[0] for line in lines] == [
        "- command",
        f"- file `{home}`",
        "research code run lex --language en --seed 7",
    ]


def test_agreement_says_what_a_pair_compares() -> None:
    row = dict.fromkeys(make_table([], "pair_agreement").columns, 0.5)
    names = {"coder_a": "ani", "coder_b": "lex", "compared": "listed coder and run", "frame": "harm", "method": "m"}
    pairs = pd.DataFrame([row | names | {"statements": 9, "documents": 5, "low": None, "high": None}])
    page = describe_trail(make_trail(agreement=pairs))
    assert "| ani | lex | listed coder and run | harm | 9 | 0.500 | 0.500 |" in page
