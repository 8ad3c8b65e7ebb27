import csv
import re
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from research import cli, codebook, coding
from research.codebook import Codebook
from research.tables import InputError

GOLD = """document,sentence,speaker,office,mode,frames,decided
a,1,"Rai, Iswara",secretary,direct,social_media; sanctions,agreed
a,2,,,narration,,agreed
a,3,Eka,head,indirect,sanctions,adjudicated
b,1,Eka,head,indirect,,adjudicated by ani
"""
SEEN = {
    "x": {("a", 1): "sanctions;social_media", ("a", 2): "", ("a", 3): "sanctions", ("b", 1): "sanctions"},
    "y": {("a", 1): "social_media;sanctions", ("a", 2): "", ("a", 3): "", ("b", 1): "sanctions"},
}
COLUMNS = ["document", "sentence"]


def make_codings(seen: dict[str, dict[tuple[str, int], str]] = SEEN) -> pd.DataFrame:
    rows = [
        (*unit, coder, code or "none")
        for coder, codes in seen.items()
        for unit, frames in codes.items()
        for code in frames.split(";")
    ]
    return pd.DataFrame(rows, columns=[*COLUMNS, "coder", "frame"])


def make_statements(units: list[tuple[str, int]]) -> pd.DataFrame:
    table = pd.DataFrame(units, columns=COLUMNS)
    return table.assign(
        text=[f"Kalimat {document}{sentence}." for document, sentence in units],
        reported=True,
        speaker="Budi",
        office="agency",
        mode="indirect",
    )


UNITS = [("a", 1), ("a", 2), ("a", 3), ("b", 1)]


def decide(rows: list[tuple[str, int, str]], by: str = "siti") -> coding.Decisions:
    return coding.Decisions(by, ("x", "y"), pd.DataFrame(rows, columns=[*COLUMNS, "frames"]))


def merge(
    folder: Path, decisions: coding.Decisions, codings: pd.DataFrame, statements: pd.DataFrame, gold: str = GOLD
) -> coding.MergedGold:
    path = folder / "gold.csv"
    path.write_text(gold, encoding="utf-8", newline="")
    return coding.merge_decisions(path, decisions, codings=codings, statements=statements)


def test_the_sheet_of_disagreements_shows_both_sides_and_no_names(book: Codebook) -> None:
    seen = {
        "x": {("a", number): "conflict_risk;social_conflict;sanctions" for number in range(1, 31)},
        "y": {("a", number): "conflict_risk;interest_conflict" for number in range(1, 31)} | {("a", 31): ""},
    }
    statements = make_statements([("a", number) for number in range(1, 32)])
    sheet, key = coding.make_adjudication_sheet(make_codings(seen), statements, book, coders=("x", "y"))
    assert len(sheet) == 30, "what one of them did not read is no disagreement"
    sides = {"sanctions, conflict_risk, social_conflict", "conflict_risk, interest_conflict"}
    assert {frozenset(pair) for pair in zip(sheet["first"], sheet["second"], strict=True)} == {frozenset(sides)}
    assert 5 < (sheet["first"] == "conflict_risk, interest_conflict").sum() < 25, "no side is always the first"
    assert key["sentence"].tolist() != sorted(key["sentence"])
    assert set(sheet["conflict_risk"]) == {"yes"}
    assert set(sheet["service_priority"]) == set(sheet["social_media"]) == {"no"}
    assert set(sheet["sanctions"]) == set(sheet["social_conflict"]) == {""}
    assert set(key["disputed"]) == {"sanctions;social_conflict;interest_conflict"}
    again = coding.make_adjudication_sheet(
        make_codings(seen).sample(frac=1, random_state=1), statements[::-1], book, coders=("x", "y")
    )
    pd.testing.assert_frame_equal(sheet, again[0])
    pd.testing.assert_frame_equal(key, again[1])
    named, _ = coding.make_adjudication_sheet(make_codings(seen), statements, book, coders=("x", "y"), seed=None)
    assert set(named["first"]) == {"x: sanctions, conflict_risk, social_conflict"}
    assert named["before"].tolist() == ["", *(f"Kalimat a{number}." for number in range(1, 30))]


@pytest.mark.parametrize(
    ("coders", "words"),
    [
        (("x", "z"), "coders: found 'z', expected one of x, y"),
        (("x", "x"), "found 'x' twice, expected two coders"),
    ],
)
def test_coders_that_cannot_be_set_against_each_other(coders: tuple[str, str], words: str, book: Codebook) -> None:
    with pytest.raises(InputError) as caught:
        coding.make_adjudication_sheet(make_codings(), make_statements(UNITS), book, coders=coders)
    assert words in str(caught.value)


def test_coders_who_agree_leave_nothing_to_decide(book: Codebook) -> None:
    same = make_codings({"x": SEEN["x"], "y": SEEN["x"]})
    with pytest.raises(InputError, match="found no disagreement in the 4 statements that both read"):
        coding.make_adjudication_sheet(same, make_statements(UNITS), book, coders=("x", "y"))


def test_decisions_enter_gold_and_the_rest_keeps_its_bytes(tmp_path: Path) -> None:
    merged = merge(tmp_path, decide([("a", 3, "")]), make_codings(), make_statements(UNITS))
    lines, old = merged.content.decode().splitlines(), GOLD.splitlines()
    assert lines[3] == "a,3,Eka,head,indirect,,adjudicated by siti"
    assert [line for place, line in enumerate(lines) if place != 3] == [
        line for place, line in enumerate(old) if place != 3
    ]
    assert (merged.adjudicated, merged.agreed, merged.kept) == (1, 0, 3)
    (tmp_path / "gold.csv").write_bytes(merged.content)
    assert coding.read_gold(tmp_path / "gold.csv")["decided"].tolist() == [
        "agreed",
        "agreed",
        "adjudicated by siti",
        "adjudicated by ani",
    ]


def test_what_both_coded_alike_replaces_gold_but_not_what_a_person_decided(tmp_path: Path) -> None:
    seen = {coder: codes | {("a", 1): "service_priority"} for coder, codes in SEEN.items()}
    merged = merge(tmp_path, decide([]), make_codings(seen), make_statements(UNITS))
    lines = merged.content.decode().splitlines()
    assert lines[1] == 'a,1,"Rai, Iswara",secretary,direct,service_priority,agreed'
    assert lines[3] == "a,3,Eka,head,indirect,sanctions,adjudicated", "undecided: as it was"
    assert lines[4] == "b,1,Eka,head,indirect,,adjudicated by ani", "both saw sanctions, but ani decided"
    decided = merge(tmp_path, decide([("b", 1, "sanctions")]), make_codings(seen), make_statements(UNITS))
    assert decided.content.decode().splitlines()[4] == "b,1,Eka,head,indirect,sanctions,adjudicated by siti"


def test_a_document_new_to_gold_takes_its_speakers_from_the_rules(tmp_path: Path) -> None:
    units = [*UNITS, ("aa", 1), ("aa", 2), ("c", 1), ("c", 2), ("d", 1)]
    seen = {coder: codes | {("aa", 1): "sanctions", ("aa", 2): "", ("c", 1): ""} for coder, codes in SEEN.items()}
    seen["x"] |= {("d", 1): "sanctions", ("aa", 2): "sanctions"}
    seen["y"] |= {("d", 1): "sanctions"}
    statements = make_statements(units)
    quiet = (statements["document"] == "aa") & (statements["sentence"] == 2)
    statements.loc[quiet, ["reported", "speaker", "office", "mode"]] = [False, "", "", "narration"]
    statements.loc[statements["document"] == "d", "speaker"] = ""
    merged = merge(tmp_path, decide([("aa", 2, ""), ("a", 3, "sanctions")]), make_codings(seen), statements)
    lines = merged.content.decode().splitlines()
    assert lines[4:6] == ["aa,1,Budi,agency,indirect,sanctions,agreed", "aa,2,,,narration,,adjudicated by siti"]
    assert merged.left_out.to_numpy().tolist() == [
        ["c", "undecided: sentence 2 of 2 sentences"],
        [
            "d",
            "the rules name no speaker: sentence 1; write the rows of these into gold.csv by hand, "
            "then take the sheet in again",
        ],
    ]
    (tmp_path / "gold.csv").write_bytes(merged.content)
    assert len(coding.read_gold(tmp_path / "gold.csv")) == 6


def test_a_gold_file_that_is_not_there_is_begun(tmp_path: Path) -> None:
    merged = coding.merge_decisions(
        tmp_path / "gold.csv", decide([("a", 3, "")]), codings=make_codings(), statements=make_statements(UNITS)
    )
    lines = [line.rsplit(",", 1) for line in merged.content.decode().splitlines()]
    assert lines[1][1] == coding.hash_text("Kalimat a1.")
    assert [line for line, _ in lines[1:]] == [
        "a,1,Budi,agency,indirect,sanctions;social_media,agreed",
        "a,2,Budi,agency,indirect,,agreed",
        "a,3,Budi,agency,indirect,,adjudicated by siti",
        "b,1,Budi,agency,indirect,sanctions,agreed",
    ]


def test_narration_gets_no_frame(tmp_path: Path) -> None:
    seen = {coder: codes | {("a", 2): "sanctions"} for coder, codes in SEEN.items()}
    with pytest.raises(InputError) as caught:
        merge(tmp_path, decide([]), make_codings(seen), make_statements(UNITS))
    assert "adjudicate: frames: found a frame in narration (1): a sentence 2, expected no frame where" in str(
        caught.value
    )
    with pytest.raises(InputError, match="a sentence 2"):
        merge(tmp_path, decide([("a", 2, "sanctions")]), make_codings(), make_statements(UNITS))
    # gold, not the rules, says who speaks where it has the row.
    quiet = make_statements(UNITS).assign(reported=False, mode="narration")
    merged = merge(tmp_path, decide([("a", 3, "sanctions")]), make_codings(), quiet)
    assert merged.adjudicated == 1


def test_rows_written_into_gold_by_hand_are_completed_by_the_rest_of_their_document(tmp_path: Path) -> None:
    statements = make_statements(UNITS)
    statements.loc[statements["sentence"] == 2, "speaker"] = ""
    seen = {coder: {unit: "sanctions" for unit in UNITS} for coder in ("x", "y")}
    head = GOLD.splitlines()[0]
    merged = merge(tmp_path, decide([]), make_codings(seen), statements, f"{head}\n")
    assert merged.left_out["document"].tolist() == ["a"]
    merged = merge(tmp_path, decide([]), make_codings(seen), statements, f"{head}\na,2,Eka,head,direct,,agreed\n")
    assert merged.left_out.empty
    assert merged.content.decode().splitlines()[1:3] == [
        "a,1,Budi,agency,indirect,sanctions,agreed",
        "a,2,Eka,head,direct,sanctions,agreed",
    ]


def test_line_ends_blank_lines_and_further_columns_survive(tmp_path: Path) -> None:
    lines = GOLD.splitlines()
    wide = "\r\n".join([lines[0] + ",why", *(f'{line},"so\r\nit is"' for line in lines[1:])])
    merged = merge(tmp_path, decide([("a", 3, "")]), make_codings(), make_statements(UNITS), wide)
    text = merged.content.decode()
    assert 'a,3,Eka,head,indirect,,adjudicated by siti,"so\r\nit is"\r\n' in text
    assert text.startswith(wide[: wide.index("a,3")])


def test_a_gold_file_with_faults_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="decided: found 'adjudicated by"):
        merge(tmp_path, decide([]), make_codings(), make_statements(UNITS), GOLD.replace("by ani", "by ../x"))


def list_changed_by_rule(root: Path) -> set[str]:
    """Documents in which a rule of the adjudication changed what both coders had coded alike."""
    codes = {}
    for name in ("coder_a", "coder_b", "gold"):
        with (root / "corpus" / "coding" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            codes[name] = {
                (row["document"], row["sentence"]): set(row["frames"].split(";")) for row in csv.DictReader(file)
            }
    coded = codes["coder_a"].items()
    return {unit[0] for unit, frames in coded if codes["coder_b"][unit] == frames != codes["gold"][unit]}


# The frozen documents stay out: what is decided here is decided on the others.
def test_there_and_back_on_the_shipped_codings(root: Path, tmp_path: Path) -> None:
    """The shipped disagreements, decided as gold has them, change nothing in gold but who decided."""
    corpus = tmp_path / "corpus"
    frozen = {*coding.read_frozen(root / "corpus" / "coding" / "frozen.txt"), *list_changed_by_rule(root)}
    for part in ("documents", "coding"):
        (corpus / part).mkdir(parents=True)
    for path in [*(root / "corpus" / "documents").glob("*.md"), root / "corpus" / "codebook.toml"]:
        if path.stem not in frozen:
            (corpus / path.relative_to(root / "corpus")).write_bytes(path.read_bytes())
    for name in ("coder_a", "coder_b", "gold"):
        lines = (root / "corpus" / "coding" / f"{name}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        kept = "".join(line for line in lines if line.partition(",")[0] not in frozen)
        (corpus / "coding" / f"{name}.csv").write_text(kept, encoding="utf-8")
    gold = corpus / "coding" / "gold.csv"
    before = gold.read_text(encoding="utf-8").splitlines()
    sheet = tmp_path / "apart.csv"
    end = ["--corpus", str(corpus)]
    opened = CliRunner().invoke(
        cli.application, ["code", "adjudicate", "--coders", "coder_a,coder_b", "-o", str(sheet), *end]
    )
    assert opened.exit_code == 0, opened.output
    apart = coding.list_disagreements(
        coding.read_codings(corpus / "coding"),
        frames=[frame.code for frame in codebook.read_codebook(corpus / "codebook.toml").frames],
        coders=("coder_a", "coder_b"),
    )
    count = len(apart[COLUMNS].drop_duplicates())
    assert count > 50
    assert f"{count} sentences of " in opened.output
    frames = coding.read_gold(gold).set_index(COLUMNS)["frames"]
    key = coding.read_key(coding.make_key_path(sheet)).set_index("item")
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file))
    for row in rows:
        document, sentence, *_ = key.loc[int(row[0])]
        codes = set(str(frames[document, sentence]).split(";"))
        for name in str(key.loc[int(row[0]), "disputed"]).split(";"):
            assert row[head.index(name)] == "", "what is disputed is open"
            row[head.index(name)] = "yes" if name in codes else "no"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    done = CliRunner().invoke(cli.application, ["code", "adjudicate", str(sheet), "--by", "siti", *end])
    assert done.exit_code == 0, done.output or done.exception
    assert f"{count} rows adjudicated by siti, 0 agreed, {len(before) - 1 - count} kept" in done.output
    after = gold.read_text(encoding="utf-8").splitlines()
    assert [re.sub(" by siti$", "", line) for line in after] == before


def test_a_sheet_decided_in_part_and_faults_of_the_command(book: Codebook, tmp_path: Path) -> None:
    seen = {"x": {("a", 1): "sanctions", ("a", 2): "sanctions"}, "y": {("a", 1): "", ("a", 2): ""}}
    statements = make_statements([("a", 1), ("a", 2)])
    sheet, key = coding.make_adjudication_sheet(make_codings(seen), statements, book, coders=("x", "y"))
    path = tmp_path / "apart.csv"
    with pytest.raises(InputError, match=r"expected .xlsx or .csv for disagreements"):
        coding.write_sheet(sheet, key, tmp_path / "apart.jsonl", codebook=book)
    coding.write_sheet(sheet.assign(sanctions=["yes", ""]), key, path, codebook=book)
    with pytest.raises(InputError, match="unread: found 1 empty rows"):
        coding.read_coded_sheet(path, coding.make_key_path(path), book)
    reading = coding.read_coded_sheet(path, coding.make_key_path(path), book, partial=True)
    assert (len(reading.rows), reading.uncoded) == (1, 1)
    run = CliRunner().invoke
    assert "found 'x', expected two names" in str(
        run(cli.application, ["code", "adjudicate", "--coders", "x"]).exception
    )
    assert "--by: name: found ''" in str(run(cli.application, ["code", "adjudicate", str(path)]).exception)
    plain = coding.select_documents(statements, ["a"])
    coding.write_sheet(coding.make_sheet(plain, statements, book), plain, tmp_path / "whole.csv", codebook=book)
    wrong = run(cli.application, ["code", "adjudicate", str(tmp_path / "whole.csv"), "--by", "siti"])
    assert "whole.key.csv: coders: found no such column" in str(wrong.exception)
