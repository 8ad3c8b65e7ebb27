"""Every public function that takes a table says which column is wrong, whatever it is handed: no KeyError, no loss."""

import importlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from research import compare, corpus, frames, references, report, text
from research.codebook import Codebook
from research.compare import Contrast, Contrasts, Hypotheses, Hypothesis
from research.tables import Fault, InputError, check_columns, check_number
from research.topics import (
    Topics,
    count_topic_members,
    find_dominant_topics,
    find_typical_statements,
    fit_topics,
    list_top_terms,
    refit_topics,
)

ROOMS = ("text", "corpus", "frames", "topics", "compare", "references", "report")
UNITS = ["document", "sentence"]
ROWS = [*UNITS, "frame", "present"]
STATEMENTS = [*UNITS, "start", "stop", "text", "reported", "speaker", "office", "mode", "rule", "confidence"]
FRAMES = [*UNITS, "frame", "coder", "present", "probability", "cue", "cue_start", "cue_stop"]
WORDS = ["sanksi menanti pegawai", "pegawai netral dilayani", "akun media sosial", "sanksi bagi akun pegawai"]
# Gaps are allowed here, and what is of another type is told by the check of the table, not by this one.
NULLABLE = {"probability", "cue_start", "cue_stop"}
# A document may be of no year; rows have the group none instead.
UNDATED = ("documents", "election_year")


def make_documents(number: int = 24) -> pd.DataFrame:
    names = [f"d{place:02}" for place in range(number)]
    days = pd.date_range("2018-01-01", periods=number, freq="30D").astype("datetime64[s]")
    table = pd.DataFrame({"document": names, "published": days, "text": [WORDS[n % 4] for n in range(number)]})
    years = [2018 if place % 2 else 2020 for place in range(number)]
    table = table.assign(election_year=years, election=[f"pilkada-{year}" for year in years], island="Jawa")
    return table.assign(province="Bali", region="Kota Bontang", outlet="Bali Post", kind="news", family=names)


def make_statements(documents: pd.DataFrame) -> pd.DataFrame:
    said = documents[["document", "text"]].merge(pd.DataFrame({"sentence": [1, 2]}), how="cross")
    said = said.assign(start=0, stop=said["text"].str.len(), reported=True, speaker="Rai", mode="direct")
    said["office"] = ["head" if place % 3 else "agency" for place in range(len(said))]
    return said.assign(rule="coded", confidence=1.0)[STATEMENTS]


def make_frames(statements: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    grid = statements[UNITS].merge(pd.DataFrame({"frame": codes}, dtype="str"), how="cross")
    present = [place % 3 == 0 for place in range(len(grid))]
    gaps = {"cue_start": pd.array([None] * len(grid), dtype="Int64"), "cue_stop": pd.array([None] * len(grid), "Int64")}
    return grid.assign(coder="gold", present=present, probability=np.nan, cue="", **gaps)[FRAMES]


class Known(NamedTuple):
    """What the calls below are made with: tables, and what goes with them."""

    tables: dict[str, pd.DataFrame]
    terms: text.Terms
    topics: Topics
    book: Codebook


@pytest.fixture(scope="module")
def known(book: Codebook) -> Known:
    documents = make_documents()
    statements = make_statements(documents)
    coded = make_frames(statements, [frame.code for frame in book.frames])
    families = documents[["document", "family"]]
    rows = compare.merge_frames(documents, statements, coded, families=families)
    terms = text.count_terms(statements)
    sides = compare.split_groups(rows, by="election_year", target="2018")
    ties = compare.count_ties(rows, documents, frames=["sanctions", "social_media"])
    named = statements[UNITS].head(9).assign(kind="law", reference="UU 5/2014", label="Law", forbidden=False, text="UU")
    tables = {"documents": documents, "statements": statements, "frames": coded, "families": families, "rows": rows}
    tables["omnibus"] = compare.test_factors(rows, factors=["election"], draws=9)
    tables |= {"sides": sides, "ties": ties, "references": named, "codings": coded.query("present")[FRAMES[:4]]}
    tables |= {
        "provinces": pd.DataFrame({"province": ["Bali", "Aceh", "Riau"]}),
        "gold": coded[coded["document"] < "d10"],
    }
    tables |= {"dominant": statements[UNITS].assign(topic=[place % 3 for place in range(len(statements))])}
    tables |= {"gates": pd.DataFrame({"topic": [1, 2, 3], "number": [1, 0, 2]})}
    tables |= {"sample": documents[["document"]].head(10).assign(probability=0.5)}
    tables |= {"coded": coded[["frame", "present"]].assign(coded=True)}
    return Known(tables, terms, fit_topics(terms, topics=2, starts=1), book)


CONTRASTS = Contrasts((Contrast("a-b", "A against B", "election_year", ("2018",), ("2020",)),))
HYPOTHESES = Hypotheses((Hypothesis("a-b, sanctions", CONTRASTS.declared[0], ("sanctions",), "less", -0.1, ""),))
TWO = ["sanctions", "social_media"]
JOINED = ["election", "election_year", "island", "province", "region", "outlet", "kind"]
Call = tuple[Callable[..., Any], dict[str, list[str]]]
# Each function: how it is called with its tables, and the columns that it needs of each.
CALLS: dict[str, Call] = {
    "text.count_terms": (lambda k, t: text.count_terms(t["statements"]), {"statements": [*UNITS, "text"]}),
    "text.report_collisions": (
        lambda k, t: text.report_collisions(t["statements"]),
        {"statements": [*UNITS, "text"]},
    ),
    "compare.merge_frames": (
        lambda k, t: compare.merge_frames(t["documents"], t["statements"], t["frames"], families=t["families"]),
        {
            "documents": ["document", *JOINED],
            "statements": [*UNITS, "reported", "speaker", "office", "mode"],
            "frames": [*ROWS, "coder"],
            "families": ["document", "family"],
        },
    ),
    "compare.check_contrasts": (
        lambda k, t: compare.check_contrasts(CONTRASTS, t["rows"]),
        {"rows": ["frame", "election_year"]},
    ),
    "compare.compare_weightings": (
        lambda k, t: compare.compare_weightings(t["rows"], by="election_year", strata=("office",)),
        {"rows": [*ROWS, "election_year", "office"]},
    ),
    "compare.count_hits": (
        lambda k, t: compare.count_hits(t["rows"], by=["office"]),
        {"rows": ["document", "frame", "present", "office"]},
    ),
    "compare.fit_regression": (
        lambda k, t: compare.fit_regression(t["rows"], frame="sanctions", terms=("office", "election_year")),
        {"rows": [*ROWS, "office", "election_year"]},
    ),
    "compare.fit_regressions": (
        lambda k, t: compare.fit_regressions(t["rows"], frames=["sanctions"], terms=("office",)),
        {"rows": [*ROWS, "office"]},
    ),
    "compare.keep_coded": (lambda k, t: compare.keep_coded(t["rows"]), {"rows": []}),
    "compare.keep_framed": (lambda k, t: compare.keep_framed(t["rows"]), {"rows": ROWS}),
    "compare.measure_composition": (
        lambda k, t: compare.measure_composition(t["rows"], by="election_year", of="office"),
        {"rows": [*UNITS, "election_year", "office"]},
    ),
    "compare.fit_multilevel": (
        lambda k, t: compare.fit_multilevel(t["rows"], by="office"),
        {"rows": ["document", "frame", "present", "office"]},
    ),
    "compare.measure_contrasts": (
        lambda k, t: compare.measure_contrasts(t["rows"], CONTRASTS, t["omnibus"], draws=9),
        {
            "rows": ["document", "frame", "present", "election_year"],
            "omnibus": ["sample", "factor", "frame", "verdict"],
        },
    ),
    "compare.measure_province_shares": (
        lambda k, t: compare.measure_province_shares(t["rows"], t["provinces"]),
        {"rows": ["document", "frame", "present", "province"], "provinces": ["province"]},
    ),
    "compare.measure_speaker_clusters": (
        lambda k, t: compare.measure_speaker_clusters(t["rows"]),
        {"rows": [*UNITS, "frame", "present", "speaker", "office"]},
    ),
    "compare.add_unframed": (
        lambda k, t: compare.add_unframed(t["rows"]),
        {"rows": ["document", "sentence", "frame", "present"]},
    ),
    "compare.measure_sample_shares": (
        lambda k, t: compare.measure_sample_shares(t["rows"], by="office"),
        {"rows": ["document", "frame", "present", "office", "sample"]},
    ),
    "compare.test_factors": (
        lambda k, t: compare.test_factors(t["rows"], factors=["election"], draws=9),
        {"rows": [*UNITS, "frame", "present", "election"]},
    ),
    "compare.test_hypotheses": (
        lambda k, t: compare.test_hypotheses(t["rows"], HYPOTHESES, draws=9),
        {"rows": [*ROWS, "election_year"]},
    ),
    "compare.count_by_document": (
        lambda k, t: compare.count_by_document(t["rows"], by="office"),
        {"rows": ["document", "frame", "present", "office"]},
    ),
    "compare.measure_shares": (
        lambda k, t: compare.measure_shares(t["rows"], by="office", draws=9),
        {"rows": ["document", "frame", "present", "office"]},
    ),
    "compare.weight_documents": (
        lambda k, t: compare.weight_documents(t["rows"], by="office"),
        {"rows": [*UNITS, "frame", "present", "office"]},
    ),
    "compare.weight_families": (
        lambda k, t: compare.weight_families(t["rows"]),
        {"rows": [*UNITS, "frame", "present", "family"]},
    ),
    "compare.weight_strata": (
        lambda k, t: compare.weight_strata(t["rows"], by="election_year", strata="office"),
        {"rows": [*UNITS, "frame", "present", "election_year", "office"]},
    ),
    "compare.count_words": (
        lambda k, t: compare.count_words(t["statements"], t["documents"]),
        {"statements": [*UNITS, "text", "speaker", "reported"], "documents": ["document", "outlet", "region"]},
    ),
    "text.find_names": (
        lambda k, t: text.find_names(t["statements"], t["documents"]),
        {"statements": [*UNITS, "text", "speaker"], "documents": ["document", "outlet", "region"]},
    ),
    "text.mask_names": (
        lambda k, t: text.mask_names(t["statements"], t["documents"]),
        {"statements": [*UNITS, "text", "speaker"], "documents": ["document", "outlet", "region"]},
    ),
    "compare.find_term": (
        lambda k, t: compare.find_term(k.terms, "sanksi", groups=t["sides"]),
        {"sides": [*UNITS, "side"]},
    ),
    "compare.mark_stems": (lambda k, t: compare.mark_stems(t["rows"], k.terms, ["sanksi"]), {"rows": UNITS}),
    "compare.measure_keyness": (
        lambda k, t: compare.measure_keyness(k.terms, t["sides"], draws=9),
        {"sides": [*UNITS, "speaker", "family", "side", "group", "by"]},
    ),
    "compare.split_groups": (
        lambda k, t: compare.split_groups(t["rows"], by="office", target="head"),
        {"rows": [*UNITS, "speaker", "office"]},
    ),
    "compare.make_network": (
        lambda k, t: compare.make_network(t["ties"]),
        {"ties": ["actor", "frame", "statements", "documents", "actor_statements", "actor_documents", "in_figure"]},
    ),
    "compare.count_ties": (
        lambda k, t: compare.count_ties(t["rows"], t["documents"], frames=TWO),
        {"rows": [*ROWS, "office", "speaker"], "documents": ["document", "published"]},
    ),
    "compare.lay_out_network": (
        lambda k, t: compare.lay_out_network(t["ties"]),
        {"ties": ["actor", "frame", "statements", "in_figure"]},
    ),
    "compare.measure_cooccurrence": (
        lambda k, t: compare.measure_cooccurrence(t["rows"], frames=TWO),
        {"rows": [*ROWS, "speaker"]},
    ),
    "compare.project_network": (
        lambda k, t: compare.project_network(t["ties"]),
        {"ties": ["actor", "frame", "statements"]},
    ),
    "references.count_references": (
        lambda k, t: references.count_references(t["references"], t["rows"], by="office", kind="law"),
        {"references": [*UNITS, "kind", "reference", "label", "forbidden"], "rows": [*ROWS, "speaker", "office"]},
    ),
    "references.find_references": (
        lambda k, t: references.find_references(t["statements"], t["documents"], k.book),
        {"statements": STATEMENTS, "documents": ["document", "published"]},
    ),
    "references.label_references": (
        lambda k, t: references.label_references(t["references"], kind="law"),
        {"references": ["kind", "reference", "label"]},
    ),
    "references.list_anachronisms": (
        lambda k, t: references.list_anachronisms(t["references"], t["documents"]),
        {"references": [*UNITS, "kind", "reference", "text"], "documents": ["document", "published"]},
    ),
    "references.mark_references": (
        lambda k, t: references.mark_references(t["rows"], t["references"], kind="law"),
        {"rows": ROWS, "references": [*UNITS, "kind", "reference", "forbidden"]},
    ),
    "topics.find_typical_statements": (
        lambda k, t: find_typical_statements(k.topics, k.terms, t["statements"]),
        {"statements": [*UNITS, "text"]},
    ),
    "topics.find_dominant_topics": (
        lambda k, t: find_dominant_topics(k.topics, t["gates"]),
        {"gates": ["topic", "number"]},
    ),
    "topics.list_top_terms": (lambda k, t: list_top_terms(k.topics, t["gates"]), {"gates": ["topic", "number"]}),
    "topics.refit_topics": (
        lambda k, t: refit_topics(k.terms, k.topics, resamples=1, families=t["families"]),
        {"families": ["document", "family"]},
    ),
    "topics.count_topic_members": (
        lambda k, t: count_topic_members(t["dominant"]),
        {"dominant": [*UNITS, "topic"]},
    ),
    "compare.add_topics": (
        lambda k, t: compare.add_topics(t["rows"], t["dominant"]),
        {"rows": ROWS, "dominant": [*UNITS, "topic"]},
    ),
    "compare.measure_frame_information": (
        lambda k, t: compare.measure_frame_information(t["rows"], t["dominant"]),
        {"rows": ROWS, "dominant": [*UNITS, "topic"]},
    ),
    "compare.correct_shares": (
        lambda k, t: compare.correct_shares(t["rows"], t["gold"], by="office", sample=t["sample"]),
        {"rows": [*ROWS, "office"], "gold": [*ROWS, "coder"], "sample": ["document", "probability"]},
    ),
    "compare.measure_pilot_errors": (
        lambda k, t: compare.measure_pilot_errors(t["rows"], t["gold"], sample=t["sample"]),
        {"rows": ROWS, "gold": [*ROWS, "coder"], "sample": ["document", "probability"]},
    ),
    "compare.correct_differences": (
        lambda k, t: compare.correct_differences(
            t["rows"], t["gold"], by="election_year", groups=("2018", "2020"), sample=t["sample"]
        ),
        {"rows": [*ROWS, "election_year"], "gold": [*ROWS, "coder"], "sample": ["document", "probability"]},
    ),
    "frames.check_example_sources": (
        lambda k, t: frames.check_example_sources(k.book, t["statements"], t["codings"]),
        {"statements": [*UNITS, "text"], "codings": [*UNITS, "coder", "frame"]},
    ),
    "frames.score_frames_by_split": (
        lambda k, t: frames.score_frames_by_split(t["predicted"], t["gold"], k.book, frozen=[]),
        {"predicted": FRAMES, "gold": FRAMES},
    ),
    "frames.count_examples": (
        lambda k, t: frames.count_examples(t["coded"]),
        {"coded": ["frame", "present", "coded"]},
    ),
    "frames.list_hits": (lambda k, t: frames.list_hits(t["statements"], k.book), {"statements": STATEMENTS}),
    "frames.code_with_cues": (lambda k, t: frames.code_with_cues(t["statements"], k.book), {"statements": STATEMENTS}),
    "frames.score_frames": (
        lambda k, t: frames.score_frames(t["predicted"], t["gold"], k.book),
        {"predicted": FRAMES, "gold": FRAMES},
    ),
    "frames.make_frames": (
        lambda k, t: frames.make_frames(t["statements"], t["codings"], k.book),
        {"statements": STATEMENTS, "codings": FRAMES[:4]},
    ),
    "compare.drop_repeats": (
        lambda k, t: compare.drop_repeats(t["statements"], t["documents"], rule="week", same=["office"]),
        {"statements": [*UNITS, "speaker", "office"], "documents": ["document", "published"]},
    ),
    "corpus.find_families": (
        lambda k, t: corpus.find_families(t["documents"]),
        {"documents": ["document", "published", "text"]},
    ),
    "corpus.find_matches": (
        lambda k, t: corpus.find_matches(["netral"], t["documents"]),
        {"documents": ["document", "text"]},
    ),
    "corpus.find_repeats": (
        lambda k, t: corpus.find_repeats(t["statements"], t["documents"]),
        {"statements": [*UNITS, "speaker", "text"], "documents": ["document", "published"]},
    ),
    "report.find_keyword": (
        lambda k, t: report.find_keyword(t["statements"], "sanksi"),
        {"statements": [*UNITS, "start", "text", "speaker", "reported"]},
    ),
}
# Tried elsewhere: a coder's own, a file's, several tables by name; or they read what the package itself has made.
ELSEWHERE = {
    "compare.carry_words",
    "compare.group_days",
    "compare.simulate_power",
    "compare.plan_sample",
    "corpus.count_pages",
    "compare.compare_with_gold",
    "compare.correct_contrasts",
    "compare.measure_counted_shares",
    "compare.measure_topic_shares",
    "compare.stack_codings",
    "compare.assess_claims",
    "compare.keep_headlines",
    "compare.measure_specifications",
    "corpus.count_documents",
    "corpus.find_warnings",
    "frames.code_file",
    "frames.code_piece",
    "compare.select_largest_groups",
    "report.list_evidence",
    "report.render_document",
    "report.sample_errors",
    "report.sample_statements",
    "frames.compare_coders",
    "frames.score_groups",
    "compare.write_network",
    "compare.find_theme_words",
    "compare.measure_themes",
    "compare.measure_topic_groups",
    "compare.score_keyword_topics",
    "report.find_topic_statements",
    "topics.apply_topic_labels",
    "topics.choose_topic_count",
    "topics.draw_statement_intrusion",
    "topics.draw_word_intrusion",
    "topics.estimate_topic_effects",
    "topics.list_labelled_topics",
    "topics.measure_intrusion_agreement",
    "topics.measure_topic_support",
    "topics.number_topics",
    "topics.read_intrusion_answers",
    "topics.score_intrusion",
    "topics.search_topic_count",
    "topics.write_intrusion_sheet",
}


def list_functions() -> Iterator[str]:
    """The public functions of the rooms that take a table of pandas."""
    for room in ROOMS:
        module = importlib.import_module(f"research.{room}")
        for name in module.__all__:
            function = getattr(module, name)
            # Figures and words have tests of their own.
            drawn = room == "report" and ".evidence." not in getattr(function, "__module__", "")
            if inspect.isfunction(function) and not drawn:
                kinds = [str(parameter.annotation) for parameter in inspect.signature(function).parameters.values()]
                if any("DataFrame" in kind for kind in kinds):
                    yield f"{room}.{name}"


def test_every_public_function_that_takes_a_table_is_tried() -> None:
    assert set(list_functions()) == set(CALLS) | ELSEWHERE


def take_tables(known: Known, needed: dict[str, list[str]]) -> dict[str, pd.DataFrame]:
    tables = known.tables | {"predicted": known.tables["frames"].assign(coder="cue")}
    taken = {name: tables[name][columns].copy() if columns else tables[name].copy() for name, columns in needed.items()}
    if ("gold" in needed and "predicted" in needed) or ("gold" in needed and "statements" in needed):
        taken["gold"] = known.tables["frames"].copy()
    return taken


CASES = [(name, table, column) for name, (_, needed) in CALLS.items() for table in needed for column in needed[table]]


def spoil(column: "pd.Series[Any]", how: str) -> "pd.Series[Any]":
    """A column with a gap in its third row, or with a list there, which is of no column's type."""
    spoilt = column.astype("object").copy()
    spoilt.iloc[2] = None if how == "gap" else ["x"]
    if how == "gap" and column.dtype.kind == "M":
        return column.where(spoilt.notna())
    return spoilt


@pytest.mark.parametrize(("name", "table", "column"), CASES, ids=[".".join(case) for case in CASES])
def test_a_column_that_lacks_or_has_a_gap_or_is_of_another_type_is_named(
    known: Known, name: str, table: str, column: str
) -> None:
    call, needed = CALLS[name]
    tables = take_tables(known, needed)
    wrong = {"none": tables[table].drop(columns=column)}
    if column not in NULLABLE and (table, column) != UNDATED:
        spoilt = {how: spoil(tables[table][column], how) for how in ("gap", "list")}
        wrong |= {how: tables[table].assign(**{column: values}) for how, values in spoilt.items()}
    for how, handed in wrong.items():
        with pytest.raises(InputError) as caught:
            call(known, tables | {table: handed})
        told = str(caught.value)
        assert column in told, how
        assert len(caught.value.faults) == 1, told


@pytest.mark.parametrize("name", CALLS)
def test_what_is_no_table_is_refused(known: Known, name: str) -> None:
    call, needed = CALLS[name]
    tables = take_tables(known, needed)
    for table in needed:
        with pytest.raises(InputError):
            call(known, tables | {table: tables[table].to_dict("records")})


@pytest.mark.parametrize("name", list(CALLS))
def test_the_columns_that_are_asked_for_are_enough(known: Known, name: str) -> None:
    call, needed = CALLS[name]
    if name == "frames.make_frames":
        # Codings of this test leave statements out: that is told, and no column.
        with pytest.raises(InputError, match=r"^\d+ faults?:\ncodings of gold"):
            call(known, take_tables(known, needed))
        return
    call(known, take_tables(known, needed))


def test_empty_groups_are_a_fault_and_no_statement_is_left_out(known: Known) -> None:
    rows = known.tables["rows"].assign(island=known.tables["rows"]["island"].where(lambda island: island.index > 5))
    for call in (
        lambda: compare.measure_shares(rows, by="island"),
        lambda: compare.fit_regression(rows, frame="sanctions", terms=("island",)),
        lambda: compare.split_groups(rows, by="island", target="Jawa"),
    ):
        with pytest.raises(InputError, match=r"row 0: island: found no value \(and in 5 more\)"):
            call()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda k: fit_topics(k.terms, topics=3.0), "fit_topics: topics: found 3.0, expected from 2"),
        (lambda k: fit_topics(k.terms, topics="3"), "fit_topics: topics: found 3, expected from 2"),
        (
            lambda k: fit_topics(k.terms, topics=2, seed=-1),
            "fit_topics: seed: found -1, expected a whole number from 0",
        ),
        (
            lambda k: find_typical_statements(k.topics, k.terms, k.tables["statements"], number=0.5),
            "find_typical_statements: number: found 0.5",
        ),
        (
            lambda k: text.count_terms(k.tables["statements"], minimum_documents=0),
            "count_terms: minimum_documents: found 0",
        ),
        (
            lambda k: compare.fit_regression(k.tables["rows"], frame="sanctions", terms=()),
            "fit_regression: terms: found none",
        ),
        (lambda k: compare.measure_shares(k.tables["rows"], by=["office", "mode"]), "measure_shares: by: found "),
        (
            lambda k: compare.measure_shares(k.tables["rows"], by="office", draws=10**9),
            "measure_shares: draws: found 1000000000",
        ),
        (lambda k: compare.measure_shares(k.tables["rows"], by="office", draws=0), "measure_shares: draws: found 0"),
        (
            lambda k: compare.measure_contrasts(k.tables["rows"], CONTRASTS, k.tables["omnibus"], draws=10**9),
            "measure_contrasts: draws: found 1000000000",
        ),
        (lambda k: compare.fit_multilevel(k.tables["rows"], by=["a"]), "fit_multilevel: by: found "),
        (
            lambda k: compare.measure_keyness(k.terms, k.tables["sides"], prior=float("inf")),
            "measure_keyness: prior: found inf",
        ),
        (
            lambda k: compare.measure_keyness(k.terms, k.tables["sides"], prior=float("nan")),
            "measure_keyness: prior: found nan",
        ),
        (lambda k: compare.measure_keyness(k.terms, k.tables["sides"], prior=0), "measure_keyness: prior: found 0"),
        (
            lambda k: compare.measure_keyness(k.terms, k.tables["sides"], draws=10**9),
            "measure_keyness: draws: found 1000000000",
        ),
        (lambda k: compare.measure_keyness(k.terms, k.tables["sides"], draws=2.5), "measure_keyness: draws: found 2.5"),
        (lambda k: compare.split_groups(k.tables["rows"], by=["office"], target="head"), "split_groups: by: found "),
        (
            lambda k: references.count_references(k.tables["references"], k.tables["rows"], by=["x"], kind="law"),
            "count_references: by: ",
        ),
    ],
)
def test_numbers_and_names_out_of_bounds_are_refused(known: Known, call: Callable[[Known], Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        call(known)
    assert words in str(caught.value)


def test_rows_that_stand_twice_are_told_of() -> None:
    table = pd.DataFrame({"document": ["a", "b", "a"], "sentence": [1, 1, 1]})
    with pytest.raises(InputError) as caught:
        check_columns(table, UNITS, where="rows", key=UNITS)
    assert caught.value.faults == (
        Fault("rows, row 2", "document and sentence", "a 1 twice", "one row for each", "keep one of them"),
    )


@pytest.mark.parametrize("value", [True, None, "3", 3.5, float("inf"), 0, 10**30, [1]])
def test_what_is_no_number_within_bounds_is_refused(value: Any) -> None:
    with pytest.raises(InputError, match=r"n: found .*, expected a whole number from 1 to 9"):
        check_number(value, where="f", field="n", bounds=(1, 9))
    check_number(np.int64(9), where="f", field="n", bounds=(1, 9))
    check_number(0.5, where="f", field="n", bounds=(0, 1), whole=False)
