"""What a pair of coders compares."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from research import coding
from research.coding.runs.run_comparisons import name_comparison
from research.coding.runs.run_records import NamedFile, render_run
from research.tables import COMPARISONS, InputError

BASE = coding.RunRecord(
    command=("python", "coder.py", "--model", "m"),
    day="2026-11-27",
    codebook_sha256="0" * 64,
    codes_sha256="1" * 64,
    prompt_sha256="2" * 64,
    language="en",
    context=False,
    seed=1,
    seconds=3,
    model="m",
    files=(NamedFile("coder.py", "5" * 64),),
)
OTHER_MODEL = replace(BASE, command=("python", "coder.py", "--model=n"), model="n")
OTHER_PROMPT = replace(BASE, prompt_sha256="3" * 64, language="id")
# Each run beside BASE.
RUNS = {
    "again": (replace(BASE, seed=2, day="2026-11-28", codes_sha256="4" * 64), "repeated runs"),
    "prompt": (OTHER_PROMPT, "two prompts"),
    "context": (replace(BASE, context=True), "two prompts"),
    "asked": (OTHER_MODEL, "two models"),
    "answered": (replace(BASE, model="m-2026"), "two models"),
    "both": (replace(OTHER_MODEL, prompt_sha256="3" * 64), "two models and prompts"),
    "settings": (replace(BASE, command=(*BASE.command, "--temperature", "1")), "two programs or settings"),
    "changed": (replace(BASE, files=(NamedFile("coder.py", "6" * 64),)), "two programs or settings"),
    "older": (replace(BASE, files=()), "repeated runs"),
    "weights": (
        replace(
            BASE,
            command=("python", "coder.py", "--model", "n.gguf"),
            files=(*BASE.files, NamedFile("n.gguf", "7" * 64)),
        ),
        "two models",
    ),
    "program": (replace(OTHER_PROMPT, command=("lexicon",), model=""), "two programs or settings"),
}


@pytest.fixture
def runs(tmp_path: Path) -> pd.DataFrame:
    for name, record in {"base": BASE, **{name: record for name, (record, _) in RUNS.items()}}.items():
        (tmp_path / f"{name}.run.toml").write_bytes(render_run(record))
    return coding.read_runs(tmp_path)


def test_two_runs_differ_in_what_their_records_say(runs: pd.DataFrame) -> None:
    told = {name: name_comparison("base", name, runs) for name in RUNS}
    assert told == {name: compared for name, (_, compared) in RUNS.items()}


def test_a_coder_without_a_record_is_one_of_the_codebook(runs: pd.DataFrame) -> None:
    assert name_comparison("siti", "ani", runs) == "two listed coders"
    assert name_comparison("siti", "base", runs) == name_comparison("base", "siti", runs) == "listed coder and run"


def test_every_declared_value_is_one_that_a_pair_can_have(runs: pd.DataFrame) -> None:
    names = ["siti", "ani", *runs["coder"]]
    pairs = list(combinations(names, 2))
    told = [name_comparison(*pair, runs) for pair in pairs]
    assert told == [name_comparison(*pair[::-1], runs) for pair in pairs], "the order of a pair does not matter"
    assert set(told) == set(COMPARISONS)


def test_pairs_say_what_they_compare(runs: pd.DataFrame) -> None:
    rows = [("d", 1, name, "f") for name in ("siti", "base", "prompt")]
    codings = pd.DataFrame(rows, columns=["document", "sentence", "coder", "frame"])
    coders = ("siti", "base", "prompt")
    table = coding.measure_pairwise_agreement(codings, frames=["f"], coders=coders, runs=runs)
    assert table["compared"].tolist() == ["listed coder and run", "listed coder and run", "two prompts"]
    alone = coding.measure_pairwise_agreement(codings, frames=["f"], coders=coders)
    assert set(alone["compared"]) == {"two listed coders"}


def test_a_table_that_lacks_a_column_of_runs_is_refused(runs: pd.DataFrame) -> None:
    rows = [("d", 1, name, "f") for name in ("base", "prompt")]
    codings = pd.DataFrame(rows, columns=["document", "sentence", "coder", "frame"])
    with pytest.raises(InputError, match="prompt_sha256"):
        coding.measure_pairwise_agreement(
            codings, frames=["f"], coders=("base", "prompt"), runs=runs.drop(columns="prompt_sha256")
        )


CODES = st.lists(st.tuples(*[st.booleans()] * 3), min_size=6, max_size=12)


@settings(max_examples=8, deadline=None)
@given(CODES)
def test_the_order_of_coders_changes_no_alpha_and_a_copy_agrees_fully(codes: list[tuple[bool, ...]]) -> None:
    rows = [
        (f"d{place % 6}", place, name, "f" if seen else "none")
        for place, line in enumerate(codes)
        for name, seen in zip(("x", "y", "z", "copy"), (*line, line[0]), strict=True)
    ]
    codings = pd.DataFrame(rows, columns=["document", "sentence", "coder", "frame"])
    told = []
    for order in (("x", "y", "z", "copy"), ("copy", "z", "y", "x")):
        table = coding.measure_pairwise_agreement(codings, frames=["f"], coders=order)
        keys = [frozenset(pair) for pair in zip(table["coder_a"], table["coder_b"], strict=True)]
        told.append(dict(zip(keys, table["alpha"].round(12).fillna(-9), strict=True)))
    assert all(one == told[0] for one in told)
    several = len({line[0] for line in codes}) > 1
    assert told[0][frozenset(("x", "copy"))] == (1 if several else -9)


def test_examples_of_its_own_prompt_are_left_out(tmp_path: Path) -> None:
    shots = (coding.Shot("d", 1), coding.Shot("e", 2))
    (tmp_path / "shown.run.toml").write_bytes(render_run(replace(BASE, shots=shots)))
    (tmp_path / "bare.run.toml").write_bytes(render_run(BASE))
    rows = [("d", place, name, "f") for place in (1, 2) for name in ("ani", "shown", "bare")]
    codings = pd.DataFrame(rows, columns=["document", "sentence", "coder", "frame"])
    kept = coding.leave_out_shots(codings, tmp_path)
    assert kept[["sentence", "coder"]].to_dict("list") == {
        "sentence": [1, 1, 2, 2, 2],
        "coder": ["ani", "bare", "ani", "shown", "bare"],
    }
