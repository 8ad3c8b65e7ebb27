"""The package's corrected shares and differences are those of a script that shares no line with it."""

import ast
import importlib.util
import itertools
import json
import math
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from coders import list_coders
from hypothesis import given, settings, strategies as st
from scipy import stats
from typer.testing import CliRunner

from research import cli, coding, compare, frames, study

UNIT = ["document", "sentence"]
FIELDS = {"share": "share", "low": "low", "high": "high", "standard_error": "error", "lambda": "tuning"}
DIFFERENCES = {"difference": "difference", "low": "low", "high": "high", "standard_error": "error"}


def compare_numbers(ours: Mapping[Any, Any], theirs: Mapping[Any, Any], names: dict[str, str]) -> None:
    """The same numbers, and nothing where the script has none."""
    for name, other in names.items():
        value = math.nan if ours[name] is None else float(ours[name])
        expected = math.nan if theirs[other] is None else float(theirs[other])
        assert value == pytest.approx(expected, rel=1e-9, abs=1e-9, nan_ok=True), (name, ours, theirs)


@pytest.fixture(scope="module")
def script(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("recompute", root / "benchmarks" / "recompute_correction.py")
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up by name.
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the corpus with a drawn sheet of 700 statements, which lina codes as gold does; the cues predict."""
    folder = tmp_path_factory.mktemp("project") / "corpus"
    shutil.copytree(root / "corpus", folder)
    list_coders(folder, "lina")
    sheet = folder / "coding" / "sheets" / "may.csv"
    words = ["code", "sample", "--number", "700", "-o", str(sheet), "--corpus", str(folder)]
    assert CliRunner().invoke(cli.application, words).exit_code == 0
    drawn = coding.read_key(coding.make_key_path(sheet))
    gold = pd.read_csv(folder / "coding" / "gold.csv", comment="#", keep_default_na=False)
    gold.merge(drawn[UNIT])[[*UNIT, "frames"]].to_csv(folder / "coding" / "lina.csv", index=False)
    known = study.open_study(folder)
    predicted = frames.code_with_cues(known.statements, known.codebook)
    predicted[[*UNIT, "frame"]].assign(present=predicted["present"].astype(int)).to_csv(
        folder.parent / "cues.csv", index=False
    )
    return folder


def test_the_script_imports_nothing_of_the_package(root: Path) -> None:
    tree = ast.parse((root / "benchmarks" / "recompute_correction.py").read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= {*sys.stdlib_module_names, "scipy"}


@pytest.mark.parametrize("column", ["all", "election_year", "office"])
def test_the_command_gives_what_the_script_makes_of_the_files(project: Path, script: ModuleType, column: str) -> None:
    key, predictions = project / "coding" / "sheets" / "may.key.csv", project.parent / "cues.csv"
    words = ["code", "correct", str(key), "--coder", "lina", "--predictions", str(predictions), "--by", column]
    result = CliRunner().invoke(cli.application, [*words, "--json", "--corpus", str(project)])
    assert result.exit_code == 0, result.output
    ours = {(row["group"], row["frame"]): row for row in json.loads(result.stdout)}
    sheet = script.read_sheet(project, key, "lina")
    found = script.correct(script.read_statements(project), sheet, script.read_rows(predictions), column=column)
    assert {(row["group"], row["frame"]) for row in found} == set(ours)
    estimated = 0
    for row in found:
        own = ours[row["group"], row["frame"]]
        assert (own["coded_statements"], own["coded_hits"]) == (row["coded"], row["hits"])
        compare_numbers(own, row, FIELDS)
        estimated += row["share"] is not None
    assert estimated >= 4, "enough is said to be compared"


@pytest.mark.parametrize(
    ("column", "groups"), [("election_year", ("2024", "2020")), ("office", ("secretary", "oversight"))]
)
def test_differences_are_those_of_the_script(
    project: Path, script: ModuleType, column: str, groups: tuple[str, str]
) -> None:
    """Offices share documents; of a sheet of single statements each is in one group alone."""
    key, predictions = project / "coding" / "sheets" / "may.key.csv", project.parent / "cues.csv"
    known = study.open_study(project)
    rows = compare.merge_frames(
        known.documents, known.statements, pd.read_csv(predictions).astype({"present": bool}).assign(coder="cue")
    )
    drawn = coding.read_key(key)
    gold = known.gold.merge(drawn[UNIT])
    told = compare.correct_differences(rows, gold, by=column, groups=groups, sample=drawn).set_index("frame")
    sheet = script.read_sheet(project, key, "lina")
    shares = script.correct(script.read_statements(project), sheet, script.read_rows(predictions), column=column)
    found = {(row["group"], row["other"], row["frame"]): row for row in script.subtract_all(shares)}
    first, second = sorted(groups)
    sign = 1 if (first, second) == groups else -1
    for frame, own in told.iterrows():
        row = found[first, second, str(frame)]
        if sign < 0 and row["difference"] is not None:
            row |= {"difference": -row["difference"], "low": -row["high"], "high": -row["low"]}
        compare_numbers(dict(own), row, DIFFERENCES)
    assert told["difference"].notna().sum() >= 1


@st.composite
def make_sheets(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Rows of one frame in documents of two groups; a sheet with its probabilities; and its codes."""
    count = draw(st.integers(8, 20))
    sizes = draw(st.lists(st.integers(1, 9), min_size=count, max_size=count))
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    document = np.repeat([f"d{number:02}" for number in range(count)], sizes)
    sentence = np.concatenate([np.arange(1, size + 1) for size in sizes])
    rows = pd.DataFrame({"document": document, "sentence": sentence, "frame": "f"})
    side = generator.random(len(rows)) < 0.5 if draw(st.booleans()) else rows["document"].str[-1].isin(list("02468"))
    rows["side"] = np.where(side, "left", "right")
    gold = generator.random(len(rows)) < draw(st.sampled_from([0.1, 0.5, 0.9, 1.0]))
    right = generator.random(len(rows)) < draw(st.sampled_from([0.5, 0.8, 1.0]))
    rows["present"] = np.where(right, gold, ~gold)
    if draw(st.booleans()):
        low, high = draw(st.sampled_from([(0.1, 0.9), (0.3, 0.3), (0.02, 0.6)]))
        rows["probability"] = np.where(rows["present"], high, low)
    chances = generator.choice(draw(st.sampled_from([[1.0], [0.5, 1.0], [0.3, 0.8], [0.9]])), len(rows))
    taken = generator.random(len(rows)) < chances
    sheet = rows[UNIT].assign(probability=chances)[taken]
    return rows, sheet, rows[[*UNIT, "frame"]].assign(coder="ani", present=gold)[taken]


@settings(max_examples=20, deadline=None)
@given(make_sheets())
def test_made_sheets_give_what_the_script_gives(
    script: ModuleType, made: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]
) -> None:
    rows, sheet, gold = made
    if gold.empty or rows["side"].nunique() < 2:
        return
    statements = rows.assign(all="all").to_dict("records")
    seen = gold["present"].map({True: {"f"}, False: set()})
    drawn = sheet.assign(frames=seen).to_dict("records")
    predictions = rows[[name for name in (*UNIT, "frame", "present", "probability") if name in rows]]
    for column in ("all", "side"):
        ours = compare.correct_shares(rows, gold, by=column, sample=sheet).to_dict("records")
        theirs = script.correct(statements, drawn, predictions.to_dict("records"), column=column)
        for own, row in zip(ours, theirs, strict=True):
            compare_numbers(own, row, FIELDS)
    (gap,) = script.subtract_all(theirs)
    told = compare.correct_differences(rows, gold, by="side", groups=("left", "right"), sample=sheet)
    compare_numbers(told.iloc[0].to_dict(), gap, DIFFERENCES)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(5, 25), st.sampled_from([None, 0.0, 0.7, 1.0]))
def test_whole_documents_give_what_the_script_gives(
    script: ModuleType, seed: int, count: int, tuning: float | None
) -> None:
    """Documents of several statements with probabilities of their own, also the degrees of freedom."""
    generator = np.random.default_rng(seed)
    totals = generator.integers(1, 9, count)
    gold = generator.binomial(totals, 0.4).astype(float)
    predicted = generator.binomial(totals, 0.4).astype(float)
    chances = generator.uniform(0.3, 1, count)
    codes = np.where(generator.random(count) < chances, gold, np.nan)
    ours = compare.estimate_correction(predicted, totals, codes, probabilities=chances, tuning=tuning)
    units = [
        script.Unit(float(p), float(t), float(q), None if math.isnan(g) else float(g))
        for p, t, q, g in zip(predicted, totals, chances, codes, strict=True)
    ]
    theirs = vars(script.estimate_share(units, tuning=tuning))
    if theirs["share"] is None:
        assert ours.method == "too few to say"
        return
    names = {"share": "share", "low": "low", "high": "high", "standard_error": "error"}
    compare_numbers(vars(ours), theirs, names | {"degrees_of_freedom": "freedom", "tuning": "tuning"})


def make_small_corpus() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, "pd.Series[bool]"]:
    """Statements, documents and predictions of four statements with the frame by the coder, nine without; and gold."""
    words = ["babi", "cacu", "dedo", "fifa", "gogu", "hihe", "jaju", "kiko", "lalu", "mimo", "nunu", "papi", "rere"]
    documents = pd.DataFrame({"document": words, "published": pd.to_datetime("2020-01-01"), "text": words})
    statements = pd.DataFrame({"document": words, "sentence": 1, "speaker": words, "reported": True})
    statements["text"] = [" ".join(f"{word}{number}" for number in range(9)) for word in words]
    present = np.arange(13) < 4
    predicted = statements[UNIT].assign(frame="f", present=present)
    gold = pd.Series([True, True, False, True, False, True, False, False, False, True, False, False, False])
    return statements, documents, predicted, gold


def test_over_all_samples_of_the_drawn_design_the_difference_estimator_is_unbiased() -> None:
    """Strata of 4 and 9 have roots 2 and 3: of five drawn they give 2 and 3, in 6 * 84 equally likely samples.

    With lambda 1 the mean over all of them is the truth, 5 of 13, for a coder whose labels are the strata and for
    another; the mean of the squared standard errors is over the variance, which strata lower. Samples that the package
    draws are of these, each about as often.
    """
    statements, documents, predicted, gold = make_small_corpus()
    chances = np.where(predicted["present"], 2 / 4, 3 / 9)
    another = np.arange(13) % 3 == 0
    samples = list(itertools.product(itertools.combinations(range(4), 2), itertools.combinations(range(4, 13), 3)))
    for labels in (predicted["present"].to_numpy(), another):
        shares, squares = [], []
        for one, other in samples:
            codes = np.full(13, np.nan)
            codes[[*one, *other]] = gold[[*one, *other]]
            found = compare.estimate_correction(labels, [1] * 13, codes, probabilities=chances, tuning=1)
            errors = gold.astype(float) - labels
            by_hand = 2 * errors[list(one)].sum() + 3 * errors[list(other)].sum()
            assert found.share == pytest.approx(min(max((labels.sum() + by_hand) / 13, 0), 1))
            shares.append((labels.sum() + by_hand) / 13)
            squares.append(found.standard_error**2)
        assert np.mean(shares) == pytest.approx(5 / 13)
        assert np.mean(squares) > np.var(shares)
    places = {name: place for place, name in enumerate(documents["document"])}
    counts: dict[tuple[int, ...], int] = dict.fromkeys(((*one, *other) for one, other in samples), 0)
    designs = [coding.SamplingDesign(5, ("frame",), seed) for seed in range(1008)]
    for key in coding.draw_samples(statements, documents, predicted, designs=designs):
        drawn = tuple(sorted(places[name] for name in key["document"]))
        counts[drawn] += 1
        assert key["probability"].to_numpy() == pytest.approx(chances[[places[name] for name in key["document"]]])
    assert stats.chisquare(list(counts.values())).pvalue > 0.001
