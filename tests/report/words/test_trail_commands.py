import re
import shlex
from dataclasses import replace

import pandas as pd

from research import coding
from research.report.words.trail_commands import list_commands
from research.study import Trail
from research.tables import make_table

RUN = coding.RunRecord(("python", "coder.py", "a b"), "2026-11-27", "a" * 64, "id", True, 7, 2, batch=5)
SHOTS = (coding.Shot("x", 1), coding.Shot("x", 2))


def make_trail(runs: dict[str, coding.RunRecord], draws: dict[str, str], coders: str = "ani") -> Trail:
    rows = [
        {
            "sheet": f"coding/sheets/{name}.key.csv", "kind": "drawn", "statements": 2, "documents": 2, "draw": draw,
            "lowest_probability": 0.1, "highest_probability": 0.5, "coders": coders, "in_gold": 0, "sha256": "c" * 64,
            "note": "",
        }
        for name, draw in draws.items()
    ]  # fmt: skip
    tables = ("people", "decisions", "sheets", "corrections", "files")
    empty = {name: make_table([], f"trail_{name}") for name in tables}
    sheets = make_table(pd.DataFrame(rows), "trail_sheets") if rows else empty["sheets"]
    return Trail("t", "1.0", runs=runs, agreement=make_table([], "pair_agreement"), **(empty | {"sheets": sheets}))


def list_lines(trail: Trail) -> list[str]:
    found = re.search(r"^(`{3,})sh\n(.*)\n\1$", list_commands(trail), flags=re.MULTILINE | re.DOTALL)
    assert found
    return found[2].splitlines()


def test_a_run_has_all_options_that_change_its_codes() -> None:
    run = replace(RUN, shots=SHOTS, key="coding/sheets/a.key.csv")
    (line,) = (line for line in list_lines(make_trail({"lex": run}, {})) if " run " in line)
    words = shlex.split(line)
    options = "--language id --seed 7 --batch 5 --context --shots 2 --key corpus/coding/sheets/a.key.csv"
    assert " ".join(words[: words.index("--")]) == f"research code run lex {options}"
    assert words[words.index("--") + 1 :] == ["python", "coder.py", "a b"]
    # A record from before the batch was kept.
    (line,) = (line for line in list_lines(make_trail({"lex": replace(RUN, batch=0)}, {})) if " run " in line)
    assert "--batch" not in line


def test_a_sheet_that_needs_a_run_is_drawn_after_it() -> None:
    draws = {"a": "--number 2 --by disagreement --coders lex,cue --seed 1", "b": "--number 3 --by kind --seed 2"}
    lines = list_lines(make_trail({"lex": RUN}, draws))
    kinds = [(line.split()[2], line.split()[4] if " sample " in line else "") for line in lines[1:4]]
    assert kinds == [("sample", "corpus/coding/sheets/b.csv"), ("run", ""), ("sample", "corpus/coding/sheets/a.csv")]
    assert "research code import corpus/coding/sheets/a.csv --coder ani" in lines


def test_a_sheet_whose_draw_is_not_known_is_a_remark() -> None:
    lines = list_lines(make_trail({}, {"a": "", "b": "--by 'kind"}))
    assert [line for line in lines if "research code sample" in line] == []
    assert len([line for line in lines if line.startswith("# corpus/coding/sheets/")]) == 2


def test_no_text_of_a_key_or_a_record_is_more_than_an_argument() -> None:
    run = replace(RUN, command=("lex", "$(touch a); `b`\n```"))
    trail = make_trail({"lex": run}, {"a": "--seed 1; touch b"})
    text = list_commands(trail)
    assert "research code sample -o corpus/coding/sheets/a.csv --seed '1;' touch b" in text
    assert text.endswith("\n````")
    assert "-- lex '$(touch a); `b`\n```'" in text
