from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from research import report
from research.report import list_condition_rows
from research.report.evidence import evidence_rows
from research.report.evidence.row_filters import match_rows, parse_condition
from research.study import Study, open_study
from research.tables import InputError

TEXTS = ["Sekda meminta ASN netral di media sosial.", "Media sosial pun diawasi; di media mana pun, di media sosial."]


def make_statements() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "document": ["a", "b"],
            "sentence": [1, 3],
            "start": [100, 0],
            "text": TEXTS,
            "speaker": ["Rai", ""],
            "reported": [True, False],
        }
    )


def test_keywords_stand_in_their_context_with_their_place() -> None:
    lines = report.find_keyword(make_statements().iloc[::-1], "media sosial", window=2)
    assert lines[["document", "start", "left", "keyword", "right"]].to_numpy().tolist() == [
        ["a", 128, "netral di", "media sosial", ""],
        ["b", 0, "", "Media sosial", "pun diawasi"],
        ["b", 48, "pun, di", "media sosial", ""],
    ]
    for row in lines.itertuples():
        text, offset = (TEXTS[0], 100) if row.document == "a" else (TEXTS[1], 0)
        assert text[row.start - offset : row.stop - offset] == row.keyword


def test_no_window_shows_the_keyword_alone() -> None:
    lines = report.find_keyword(make_statements(), "netral", window=0)
    assert lines[["left", "keyword", "right"]].to_numpy().tolist() == [["", "netral", ""]]


def test_stems_match_the_forms_of_a_word() -> None:
    assert report.find_keyword(make_statements(), "mengawasi", stems=False).empty
    assert report.find_keyword(make_statements(), "mengawasi", stems=True)["keyword"].tolist() == ["diawasi"]


NUMBERS = [
    "Pasal 71 ayat (2) UU 10/2016 melarang; UU Nomor 5 Tahun 2014 juga.",
    "Sebanyak 5% pegawai, atau 15 orang, didenda Rp500.000 pada 2020–2024.",
    "Pandemi Covid-19 menunda pilkada, kata 19 orang dari P3K.",
    "Jum’at lalu, denda Rp 500.000.000 dan 5 persen; pasal 7.",
]


@pytest.mark.parametrize(
    ("term", "keywords"),
    [
        ("Pasal 71", ["Pasal 71"]),
        ("pasal 7", ["pasal 7"]),
        ("Pasal 999", []),
        ("UU 10", ["UU 10"]),
        ("10/2016", ["10/2016"]),
        ("10 2016", ["10/2016"]),
        ("5/2014", []),
        ("71 ayat (2)", ["71 ayat (2"]),
        ("71 ayat 2", ["71 ayat (2"]),
        ("2014", ["2014"]),
        ("201", []),
        ("5%", ["5"]),
        ("5", ["5", "5", "5"]),
        ("Rp500.000", ["Rp500.000"]),
        ("rp 500.000", ["Rp500.000"]),
        ("500.000.000", ["500.000.000"]),
        ("500", []),
        ("covid-19", ["Covid-19"]),
        ("covid 19", ["Covid-19"]),
        ("2020-2024", ["2020–2024"]),
        ("2020/2024", []),
        ("P3K", ["P3K"]),
        ("jum'at", ["Jum’at"]),
        ("jum at", ["Jum’at"]),
        ("pegawai,", ["pegawai"]),
        ("juga.", ["juga"]),
        ("juga,", []),
    ],
)
def test_numbers_are_words_and_signs_stand_where_the_term_has_them(term: str, keywords: list[str]) -> None:
    statements = pd.DataFrame({"document": list("abcd"), "sentence": 1, "start": 0, "text": NUMBERS})
    found = report.find_keyword(statements.assign(speaker="", reported=False), term)
    assert found["keyword"].tolist() == keywords
    for row in found.itertuples():
        assert NUMBERS["abcd".index(row.document)][row.start : row.stop] == row.keyword


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("sanksi*", "found '\\*' in 'sanksi\\*', expected words, numbers and the signs"),
        ("sanksi|hukuman", "found '\\|' in"),
        ('"netral"', "found '\"' in"),
        ("netral 東", "found '東' in"),
        ("5 €", "found '€' in"),
        ("?", "found '\\?' in"),
        ("%", "found '%', expected one word or number"),
        ("...", "found '...', expected one word or number"),
        ("", "found '', expected one word or number"),
        ("  ", "found '  ', expected one word or number"),
    ],
)
def test_what_cannot_be_searched_is_refused_by_name(term: str, words: str) -> None:
    with pytest.raises(InputError, match=f"^1 fault:\nfind_keyword: term: {words}"):
        report.find_keyword(make_statements(), term)


def test_forms_of_a_word_are_found_beside_a_number() -> None:
    statements = make_statements().assign(text=["Melanggar 71 kali.", "Pelanggaran 71 itu, dilanggar 72."])
    assert len(report.find_keyword(statements, "langgar 71", stems=True)) == 2


def test_samples_are_seeded_spread_over_documents_and_leave_out_the_frozen() -> None:
    statements = pd.DataFrame(
        {"document": np.repeat(list("abcd"), 5), "sentence": [1, 2, 3, 4, 5] * 4, "speaker": "Rai", "text": "x"}
    )
    frames = statements[["document", "sentence"]].assign(frame="f", present=True)
    first = report.sample_statements(statements, frames, number=2, seed=1, exclude=["d"])
    again = report.sample_statements(statements, frames.sample(frac=1, random_state=1), number=2, seed=1, exclude=["d"])
    pd.testing.assert_frame_equal(first, again)
    assert first["document"].is_unique
    assert "d" not in set(first["document"])
    seeds = {tuple(report.sample_statements(statements, frames, number=2, seed=n)["sentence"]) for n in range(20)}
    assert len(seeds) > 5


def test_an_unknown_document_is_refused_with_those_near_it(documents: pd.DataFrame, coded, book) -> None:
    from research.frames import make_frames

    gold = make_frames(coded.statements, coded.codings, book)
    with pytest.raises(InputError, match="near it: 2018-01-09-denpasar-balipost"):
        report.render_document("denpasar-bali", documents=documents, statements=coded.statements, frames=gold)


@pytest.fixture(scope="module")
def known(root):
    return open_study(root / "corpus")


@pytest.fixture(scope="module")
def rows(root, known) -> pd.DataFrame:
    return list_condition_rows(known, "frame == 'sanctions'")


@pytest.fixture(scope="module")
def sources(known) -> dict[str, pd.DataFrame]:
    return {"statements": known.statements, "documents": known.documents}


STATEMENT = ["document", "sentence"]
BASES = {"statements": STATEMENT, "documents": ["document"], "speakers": ["document", "speaker"]}
UNITS = {"statement": STATEMENT, "speaker": ["speaker"], "document": ["document"]}


def count(listed: pd.DataFrame, by: list[str]) -> int:
    return len(listed[by].drop_duplicates())


def tell_counts(row: dict[str, Any]) -> dict[str, tuple[list[str], int]]:
    """What a row of a figure's table says of its hits and of its base: the columns that count, and the number."""
    if "stem" in row:
        # A document in which officials of both sides speak is counted on either side.
        by = ["document", *({row["by"]} & {"speaker", "office", "mode"})]
        hits = (by, row["document_frequency_target"] + row["document_frequency_reference"])
        return {"hits": hits, "base": (STATEMENT, row["statements_target"] + row["statements_reference"])}
    if "observed" in row:
        within = row.get("within", "statement")
        either = row["count_a"] + row["count_b"] - row["observed"]
        found = {"hits": (UNITS[within], row["observed"])}
        return found | ({"base": (STATEMENT, either)} if within == "statement" else {})
    if "statements_a" in row:
        sides = {name: row[f"{name}_a"] + row[f"{name}_b"] for name in ("hits", "statements")}
        return {"hits": (STATEMENT, sides["hits"]), "base": (STATEMENT, sides["statements"])}
    if "most_documents" in row:
        return {"base": (["document"], row["most_documents"])}
    if "actor" in row:
        return {"hits": (STATEMENT, row["statements"]), "base": (STATEMENT, row["actor_statements"])}
    if "coded_hits" in row:
        return {"base": (STATEMENT, row["statements"])}
    if "hits" in row:
        # base of a specification says what its shares count; its hits are statements always.
        base = "statements" if "codes" in row else row.get("base", "statements")
        return {"hits": (BASES[base], row["hits"]), "base": (STATEMENT, row["statements"])}
    if "statements" in row:
        return {"base": (STATEMENT, row["statements"])}
    return {"base": (["document"], 1)}


def find_wrong(table: pd.DataFrame, rows: pd.DataFrame, sources: dict[str, pd.DataFrame]) -> list[tuple[Any, ...]]:
    """Every count of the table that the statements listed behind it are not."""
    wrong = []
    for place, row in zip(table.index, table.to_dict("records"), strict=True):
        told = tell_counts(row)
        try:
            base = report.list_evidence(row["filter"], rows, **sources, hits=False)
        except InputError:
            base = pd.DataFrame(columns=[*{name for by, _ in told.values() for name in by}, "present"], dtype="bool")
        for kind, (by, number) in told.items():
            listed = base[base["present"]] if kind == "hits" else base
            if count(listed, by) != number:
                wrong.append((place, kind, number, count(listed, by)))
    return wrong


FIGURES = Path(__file__).resolve().parents[3] / "figures"
# Agreement counts what two coders read before anybody decided; research agreement --apart lists where they part. Tests
# of all groups of a factor and pages of the search are no rows that a condition could name.
WITHOUT = {"agreement", "factors", "topic_support", "search_flow", "hypotheses"}
SHIPPED = sorted(path.stem for path in FIGURES.glob("*.csv") if path.stem not in WITHOUT)


@pytest.mark.parametrize("name", SHIPPED)
def test_behind_each_number_of_each_figure_stand_as_many_statements(root, known, sources, name: str) -> None:
    table = pd.read_csv(FIGURES / f"{name}.csv", dtype={"group": "str", "year": "str"})
    # Words are many, and each has the same statements behind it; every seventh is enough to find a slip.
    table = table.iloc[::7] if "stem" in table or name == "corpus_time" else table
    # Of framed statements a verdict has the documents alone.
    table = table[table["base"] != "framed"] if name == "multiverse" else table
    for _, part in table.groupby(table["filter"].str.contains("pair ==")):
        together = " or ".join(f"({condition})" for condition in part["filter"])
        rows = list_condition_rows(known, together)
        assert find_wrong(part, rows, sources) == []
    # A count that is one too high must be found out.
    counts = ("observed", "document_frequency_target", "hits_a", "actor_statements", "statements")
    for column in (
        [next((name for name in counts if name in part), "")] if name not in ("corpus_time", "multiverse") else []
    ):
        assert find_wrong(part.tail(1).assign(**{column: part[column].iloc[-1] + 1}), rows, sources)


def test_filters_are_those_that_the_package_writes_now() -> None:
    """A csv made before a filter changed would pass by itself."""
    from research import report

    for name in SHIPPED:
        table = pd.read_csv(FIGURES / f"{name}.csv", dtype="str", keep_default_na=False)
        made = report.add_filter(table.drop(columns="filter"))
        pd.testing.assert_series_equal(made["filter"], table["filter"])


def make_known(texts: list[str], carried: list[str]) -> Study:
    """A corpus of statements of one document each, with the frames that each carries, by ";"."""
    names = [f"d{number}" for number in range(len(texts))]
    documents = pd.DataFrame({"document": names, "published": pd.Timestamp("2020-10-01"), "text": texts})
    documents = documents.assign(complete=[number != 0 for number in range(len(texts))], election_year=2020)
    places = {"election": "pilkada-2020", "island": "", "province": "Bali", "region": "Bali"}
    documents = documents.assign(outlet="Bali Post", kind="news", url="", **places)
    said = {"sentence": 1, "reported": True, "speaker": "Rai", "office": "head", "mode": "direct", "start": 0}
    statements = documents[["document", "text"]].assign(
        **said, confidence=1.0, stop=documents["text"].str.len(), rule="coded"
    )
    grid = statements[STATEMENT].merge(pd.DataFrame({"frame": ["f", "g"]}), how="cross")
    lists = dict(zip(names, carried, strict=True))
    present = [frame in lists[name].split(";") for name, frame in zip(grid["document"], grid["frame"], strict=True)]
    gold = grid.assign(present=present, coder="gold", probability=float("nan"), cue="")
    gold = gold.assign(cue_start=pd.array([None] * len(gold), "Int64"), cue_stop=pd.array([None] * len(gold), "Int64"))
    return Study(Path("nowhere"), documents, statements, pd.DataFrame(), gold, None, ())


def list_documents(known: Study, condition: str, *, hits: bool = True) -> list[str]:
    rows = list_condition_rows(known, condition)
    listed = report.list_evidence(condition, rows, statements=known.statements, documents=known.documents, hits=hits)
    return listed["document"].tolist()


def test_pairs_are_those_with_both_and_their_base_those_with_either() -> None:
    known = make_known(["satu", "dua", "tiga", "empat"], ["f;g", "f", "", "g"])
    assert list_documents(known, "pair == 'f + g'") == ["d0"]
    assert list_documents(known, "pair == 'f + g'", hits=False) == ["d0", "d1", "d3"]
    # One speaker says all four: both frames stand together in what he says.
    assert list_documents(known, "pair == 'f + g' and within == 'speaker'") == ["d0", "d1", "d3"]
    assert list_documents(known, "pair == 'f + g' and within == 'document'") == ["d0"]


def test_a_document_printed_twice_counts_once_within_speakers_and_documents_and_twice_in_statements() -> None:
    # Copies are rotated together in statements, so that they all count there (compare.measure_cooccurrence).
    release = "Pemerintah kota mengingatkan seluruh pegawai agar tidak ikut berkampanye menjelang pencoblosan."
    known = make_known([release, release], ["f;g", "f;g"])
    assert list_documents(known, "pair == 'f + g'") == ["d0", "d1"]
    assert list_documents(known, "pair == 'f + g' and within == 'statement'") == ["d0", "d1"]
    assert list_documents(known, "pair == 'f + g' and within == 'document'") == ["d0"]


def test_words_are_found_by_their_stem_with_names_masked() -> None:
    texts = ["Layanan publik Bali Post.", "Melayani warga, kata Rai.", "Sanksi menanti Rai.", "Sanksi layanan."]
    known = make_known(texts, ["", "", "", ""])
    assert list_documents(known, "stem == 'layan'") == ["d0", "d1", "d3"]
    assert list_documents(known, "stem == 'layan'", hits=False) == ["d0", "d1", "d2", "d3"]
    assert list_documents(known, "stem == 'sanksi' and document in ['d2', 'd1']") == ["d2"]
    with pytest.raises(InputError, match=r"stem: found 'melayani', .*; its stem is 'layan'"):
        list_documents(known, "stem == 'melayani'")
    with pytest.raises(InputError, match="stem: found 'rai', expected a stem that is counted"):
        list_documents(known, "stem == 'rai'")


def test_topics_are_those_of_the_study(monkeypatch: pytest.MonkeyPatch) -> None:
    main = pd.DataFrame({"sample": "pooled", "document": ["d0", "d1"], "sentence": 1, "topic": [1, 0]})
    asked = []
    monkeypatch.setattr(evidence_rows, "read_study", lambda *of, table: asked.append((*of, table)) or main)
    known = make_known(["satu", "dua", "tiga"], ["", "", ""])
    for topic, wanted in ((1, ["d0"]), (0, ["d1"])):
        condition = f"topic == {topic} and frame == 'f' and codes == 'gold'"
        assert list_documents(known, condition, hits=False) == wanted
    assert asked[0] == (Path(), "topics", "topics_main")
    with pytest.raises(InputError, match="topic: found 2, expected a value that some row has"):
        list_documents(known, "topic == 2 and frame == 'f' and codes == 'gold'", hits=False)


def test_a_topic_without_the_study_is_one_clear_fault(tmp_path: Path, root: Path) -> None:
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "topics.py").write_bytes((root / "benchmarks" / "topics.py").read_bytes())
    known = replace(make_known(["satu"], [""]), folder=tmp_path / "corpus")
    with pytest.raises(InputError, match="research study topics"):
        list_condition_rows(known, "topic == 1 and frame == 'f' and codes == 'gold'")


def test_completeness_and_any_frame_are_columns_of_the_rows(tmp_path) -> None:
    known = make_known(["satu", "dua", "tiga"], ["f", "f", ""])
    conditions = {"framed": ["d0", "d1"], "complete": ["d1", "d2"], "complete and framed": ["d1"]}
    for condition, expected in conditions.items():
        asked = f"frame == 'g' and codes == 'gold' and {condition}"
        assert list_documents(known, asked, hits=False) == expected


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("pair == 'sanctions'", "pair: found 'sanctions', expected two frames joined by ' \\+ '"),
        ("pair == 'sanctions + colour'", "pair: found 'sanctions \\+ colour'"),
        ("pair == 'sanctions + social_media' and within == 'town'", "within: found 'town', expected one of statement"),
        ("contrast == '2031-2030'", "contrast: found '2031-2030', expected a declared contrast: 2020-2018"),
        ("contrast", "contrast: found nothing"),
        ("codes == 'coder_z'", "codes: found 'coder_z', expected one of gold, coder_a, coder_b, cues, cue"),
        ("stem == 'qqqq'", "stem: found 'qqqq', expected a stem that is counted"),
    ],
)
def test_values_that_are_not_there_are_one_clear_fault(root, known, condition: str, words: str) -> None:
    with pytest.raises(InputError, match=f"^1 fault:\n.*{words}"):
        list_condition_rows(known, condition)


def test_each_statement_leads_back_to_its_text_and_address(rows, documents, coded):
    found = report.list_evidence("frame == 'sanctions'", rows, statements=coded.statements, documents=documents)
    texts = documents.set_index("document")["text"]
    assert all(texts[row.document][row.start : row.stop] == row.text for row in found.itertuples())
    assert found["url"].str.startswith("http").mean() > 0.9


@pytest.mark.parametrize(
    "condition",
    ["frame = 'sanctions'", "colour == 'red'", "frame == 'sanction'", "", "sentence", "sentence + 1", "1", "True"],
)
def test_a_condition_that_cannot_be_met_is_one_clear_fault(rows, documents, coded, condition: str):
    with pytest.raises(InputError, match=r"evidence: (condition|frame): found"):
        report.list_evidence(condition, rows, statements=coded.statements, documents=documents)


CONDITIONS = pd.DataFrame(
    {
        "document": list("abcd"),
        "election_year": ["2015", "2018", "2020", "2024"],
        "frame": ["sanctions", "sanctions", "media", 'a "b"'],
        "present": [True, False, True, True],
        "published": pd.to_datetime(["2015-03-01", "2018-03-01", "2020-03-01", "2024-03-01"]),
        "topic": [1.0, 2.0, None, 3.0],
    }
)


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        ("election_year == 2020", "c"),
        ("election_year == '2020'", "c"),
        ("election_year in [2015, '2024']", "ad"),
        ("election_year not in [2015, '2024']", "bc"),
        ("election_year > 2015 and election_year <= 2020", "bc"),
        ("election_year != 2018.0", "acd"),
        ("published >= 2018-03-01 and published < '2024-01-01'", "bc"),
        ("present", "acd"),
        ("present == false", "b"),
        ("not present or frame == 'media'", "bc"),
        ("not (present or frame == 'media')", "b"),
        # and binds closer than or, as in the grammar.
        ("frame == 'media' or present and election_year == 2015", "ac"),
        ("topic == 2", "b"),
        ("topic != 2", "acd"),
        ("""frame == 'a "b"'""", "d"),
        ('frame == "a \\"b\\""', "d"),
        ("frame=='media'", "c"),
        ("\n frame\t== 'media' ", "c"),
    ],
)
def test_a_condition_compares_by_the_types_that_are_declared(condition: str, met: str) -> None:
    mask = match_rows(CONDITIONS, parse_condition(condition))
    assert "".join(CONDITIONS.loc[mask, "document"]) == met


RUN = [
    "@pd.io.common.os.system('touch made') == 0 and frame == 'sanctions'",
    "document.to_csv('made') == 0",
    "reported == @pd.read_pickle('made')",
    "__import__('os').system('touch made') == 0",
    "frame.str.len() == 3",
    "frame == document",
    "frame == open('made', 'w')",
    "[x for x in 'a'] == frame",
    "(lambda: 1)() == 1",
    "frame == f'{1}'",
    "frame == 'a' if present else present",
    "election_year == 9**9**9**9",
    "election_year == 1e999",
    "election_year == " + "9" * 5000,
    "election_year + 1 == 2021",
    "frame == 'a' 'b'",
    r"frame == '\q'",
    r"frame == '\N{BULLET}'",
    "frame == ['sanctions']",
    "frame in []",
    "frame in 'sanctions'",
    "2020 == election_year",
    "2015 < election_year < 2020",
    "present == 1",
    "election_year == 'x'",
    "election_year == true",
    "frame == 3",
    "published == 2020-13-45",
    "published == 2020",
    "not",
    "frame not 'a'",
    "present and",
    "present present",
    "(present",
    "present)",
    "(" * 5000 + "present" + ")" * 5000,
    "not " * 5000 + "present",
    " or ".join(["present"] * 5000),
    "present" + " " * 100_000,
    "present\0",
    "frame == 'a\nb'",
    "colour == 'red'",
    "presént",
    "and",
]


@pytest.mark.parametrize("condition", RUN, ids=[text[:40] for text in RUN])
def test_what_is_no_comparison_is_refused_and_never_run(condition: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"^1 fault:\nevidence: condition: found ") as caught:
        match_rows(CONDITIONS, parse_condition(condition))
    assert len(str(caught.value)) < 600
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("condition", [*RUN[:3], "election_year == 2020 and frame == 'sanctions'"])
def test_a_filter_of_a_csv_is_compared_and_not_run(root, tmp_path, monkeypatch, capsys, condition: str) -> None:
    from research.cli import main

    table = pd.DataFrame({"year": ["2020"], "share": [0.1], "filter": [condition]})
    table.to_csv(tmp_path / "f.csv", index=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["research", "evidence", "f.csv:1", "--corpus", str(root / "corpus")])
    with pytest.raises(SystemExit) as left:
        main()
    told = capsys.readouterr()
    refused = condition in RUN
    assert left.value.code in ((2,) if refused else (0, None))
    assert ("joined by and, or, not" in told.err) == refused
    assert ("statements in" in told.err) != refused
    assert [path.name for path in tmp_path.iterdir()] == ["f.csv"]


def test_a_value_that_no_row_has_is_named_with_those_near_it(rows, documents, coded) -> None:
    for condition, words in (
        ("frame == 'Sanctions'", "evidence: frame: found 'Sanctions', expected a value that some row has, such as san"),
        ("frame == 'sanctions' and election_year == 1999", "evidence: election_year: found 1999, expected a value"),
        ("present and frame == 'sanctions' and not present", "condition that some statement meets"),
    ):
        with pytest.raises(InputError, match=f"^1 fault:\n.*{words}"):
            report.list_evidence(condition, rows, statements=coded.statements, documents=documents)


def test_a_place_that_is_no_row_of_a_figures_table_is_refused(tmp_path):
    (tmp_path / "x.csv").write_text("a,filter\n1,frame == 'b'\n", encoding="utf-8")
    (tmp_path / "y.csv").write_text("a\n1\n", encoding="utf-8")
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "torn.csv").write_text('filter,a\n"x,1\n', encoding="utf-8")
    (tmp_path / "long.csv").write_text("a,filter\n1,frame == 'b',c\n", encoding="utf-8")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00filter")
    assert report.read_condition(f"{tmp_path / 'x.csv'}:1") == "frame == 'b'"
    for place, words in (
        ("x.csv:2", "1 to 1"),
        ("x.csv:0", "1 to 1"),
        ("y.csv:1", "also filter"),
        ("z.csv:1", "nothing"),
        ("empty.csv:1", "found no row, expected a figure's csv"),
        ("torn.csv:1", "torn.csv, row 2: cells: found a quotation mark that is never closed"),
        ("binary.csv:1", "in UTF-8"),
        ("long.csv:1", "long.csv, row 2: cells: found 3, expected 2"),
        ("x.csv", "FILE.csv:ROW"),
    ):
        with pytest.raises(InputError, match=words):
            report.read_condition(str(tmp_path / place))


def test_errors_are_shown_surest_first_and_never_of_documents_left_out():
    statements = pd.DataFrame({"document": list("abcd"), "sentence": 1, "text": list("wxyz")})
    gold = statements[["document", "sentence"]].assign(frame="f", present=[True, True, False, True])
    ours = gold.assign(present=[False, False, True, False], probability=[0.3, 0.1, 0.8, 0.0], cue=["", "", "c", ""])
    found = report.sample_errors(statements, ours, gold, number=1, exclude=["d"])
    assert found[["error", "document", "cue", "text"]].to_dict("records") == [
        {"error": "missed", "document": "b", "cue": "", "text": "x"},
        {"error": "false", "document": "c", "cue": "c", "text": "y"},
    ]
    assert len(report.sample_errors(statements, ours, gold, number=5)) == 4


@pytest.mark.parametrize("term", ["netral", "UU 5/2014", "pegawai negeri sipil", "71", "zzz", "ikut-ikutan"])
def test_nothing_is_found_in_texts_that_are_no_candidates(documents: pd.DataFrame, term: str) -> None:
    texts = [
        *documents["text"],
        "ne<b>t</b>ral",
        "ne&shy;tral",
        "ne**tr**al",
        "N\u00c9TRAL",
        "UU 5/2014/nbaru",
        "7\\n1",
    ]
    statements = pd.DataFrame({"document": [f"d{place}" for place in range(len(texts))], "text": texts})
    statements = statements.assign(sentence=1, start=0, speaker="", reported=False)
    found = report.find_keyword(statements.assign(text=statements["text"] + "<br>"), term)
    lines = report.find_keyword(statements, term)
    pd.testing.assert_frame_equal(lines[["document", "start", "keyword"]], found[["document", "start", "keyword"]])
    candidates = report.find_candidates(statements["text"], term)
    assert set(lines["document"]) <= set(statements.loc[candidates, "document"])
