"""The numbers of docs/validation.md and of the guide are those that the corpus and results/ give."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from research import coding, text
from research.study import evaluate_coders, open_study, read_study

CODERS = ("coder_a", "coder_b")


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "validation.md").read_text(encoding="utf-8")


def flatten(page: str) -> str:
    """The page with its line breaks taken for blanks."""
    return " ".join(page.split())


def load_script(root: Path, name: str) -> ModuleType:
    """A script of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(name, root / "docs" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tables(root: Path) -> ModuleType:
    """The script that writes the scores of the attribution."""
    return load_script(root, "attribution_tables")


def test_scores_of_the_attribution(page: str, root: Path, tables: ModuleType) -> None:
    """If this fails: .venv/bin/python docs/attribution_tables.py."""
    written, corpus, twins = tables.render_corpus(page)
    assert written == page
    for name in ("README.md", "README.id.md"):
        text = (root / name).read_text(encoding="utf-8")
        assert tables.render_readme(text, corpus, twins, comma=name != "README.md") == text
    assert len(tables.list_unread()) == 14 and all(path.is_file() for path in tables.list_unread())


def test_scores_of_the_attribution_on_other_texts(page: str, shared: Path, tables: ModuleType) -> None:
    """If this fails: .venv/bin/python docs/attribution_tables.py FOLDER."""
    assert tables.render_others(page, shared) == page


def test_a_table_of_scores_is_rendered_by_hand(tables: ModuleType) -> None:
    rows = [("reported", 0.9, 0.8, 0.95, 1200), ("attributed", 0.75, 0.7, float("nan"), 1200)]
    scores = pd.DataFrame(rows, columns=["measure", "value", "low", "high", "n"])
    scores = scores.assign(text="x, frozen", read="no", attribution="learnt")
    assert tables.render_scores(scores, ["reported", "mode", "attributed"]).splitlines() == [
        "| text | read before | n | by | reported | attributed | 95 % interval |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        "| x, frozen | no | 1,200 | learnt decisions | 0.900 | 0.750 |  |",
    ]


def test_scores_of_the_cue_coder(page: str, root: Path) -> None:
    """If this fails: .venv/bin/python docs/frame_table.py."""
    script = load_script(root, "frame_table")
    scores = evaluate_coders(root / "corpus")
    assert script.render_page(page, scores) == page
    assert script.render_rows(scores).count("\n") == 1 + 2 * 7
    for name in ("README.md", "README.id.md"):
        text = (root / name).read_text(encoding="utf-8")
        assert "<!-- frames_f1 -->" in text
        assert script.render_readme(text, scores, comma=name != "README.md") == text


def test_a_table_of_frames_is_rendered_by_hand(root: Path) -> None:
    script = load_script(root, "frame_table")
    rows = [("development", 0.9, 0.8, 0.85, 0.8, 0.9), ("frozen", 0.8, 0.7, 0.75, 0.7, 0.8125)]
    scores = pd.DataFrame(rows, columns=["part", "precision", "recall", "f1", "f1_low", "f1_high"])
    scores = scores.assign(sample="systematic", frame="macro")
    last = "| systematic | macro | 0.850 | 0.800 | 0.700 | 0.750 | 0.700 to 0.812 |"
    assert script.render_rows(scores).splitlines()[-1] == last
    readme = "F1 <!-- frames_f1 -->0,1 (0,2 sampai 0,3)"
    expected = "F1 <!-- frames_f1 -->0,750 (0,700 sampai 0,812)"
    assert script.render_readme(readme, scores, comma=True) == expected


def test_coverage_of_the_corrections(page: str, root: Path) -> None:
    study = read_study(root, "correction")
    shares, gaps = study[study["group"].eq("all")], study[study["group"].ne("all")]
    assert len(shares) == 12
    coverages = ("coverage_all_draws", "coverage", "coverage_naive", "coverage_coded")
    for row in shares.to_dict("records"):
        cells = " | ".join(f"{row[column]:.3f}" for column in ("too_few", *coverages, "width_corrected", "width_coded"))
        assert f"| {100 * row['sampling_fraction']:.0f} % | {row['frame']} | {cells} |" in page
    told = flatten(page)
    low, high = shares["coverage_all_draws"].agg(["min", "max"])
    assert f"The aim was 0.930 to 0.975. All rows are within: {low:.3f} to {high:.3f}." in told
    assert low >= 0.93 and high <= 0.975
    ratios = shares["width_corrected"] / shares["width_coded"]
    assert f"{ratios.min():.2f} to {ratios.max():.2f} times the width of those of the coded documents" in told
    assert shares.loc[ratios.groupby(shares["sampling_fraction"]).idxmax(), "frame"].eq("conflict_risk").all()
    naive = 100 * shares["coverage_naive"]
    assert f"Predictions taken as truth contain the share in {naive.min():.0f} to {naive.max():.0f} % of draws" in told
    held = 100 * gaps.loc[gaps["estimated"] > 500, "coverage"]
    assert f"contain the full-gold difference in {held.min():.0f} to {held.max():.0f} % of draws" in told
    few = 100 * gaps.loc[gaps["sampling_fraction"].eq(0.2) & gaps["frame"].ne("sanctions"), "too_few"]
    assert f"the rare frames have too few hits in {few.min():.0f} to {few.max():.0f} % of draws" in told


def test_coverage_of_the_corrections_where_a_coder_errs(page: str, root: Path) -> None:
    study, names = read_study(root, "corrected_coverage"), {"copies": "alike, and copies"}
    study["gap"] = study["estimand"].str.contains("less")
    for (accuracy, errors), part in study.groupby(["accuracy", "errors"]):
        shares, gaps = 100 * part[~part["gap"]].filter(regex="covered|width"), 100 * part.loc[part["gap"], "covered"]
        naive = 100 * part.loc[part["gap"], "naive_covered"]
        cells = [f"{100 * accuracy:.0f} %", names.get(errors, errors), write_range(shares["covered"])]
        cells += [" and ".join(f"{value:.1f}" for value in gaps), write_range(shares["naive_covered"])]
        cells += [" and ".join(f"{value:.1f}" for value in naive)]
        cells += [f"{shares[name].mean():.1f}" for name in ("width", "naive_width")]
        assert f"| {' | '.join(cells)} |" in page
    told, copies, others = flatten(page), study["errors"].eq("copies"), 100 * study["covered"]
    single = others[~copies]
    assert f"All {len(single)} rows of the study without copies are within: {write_range(single)} %" in told
    assert f"on the safe side, {write_range(others[copies])} %: {(others[copies] > 97.5).sum()} of 21 rows" in told
    naive = 100 * study.loc[~study["gap"], "naive_covered"].mean()
    assert f"The naive interval holds a share in {naive:.0f} % of corpora" in told
    by_group = study[study["gap"] & study["errors"].eq("by group")]
    low, high = (-100 * by_group["naive_bias"]).agg(["min", "max"])
    assert f"are told {low:.0f} to {high:.0f} points too low" in told and by_group["naive_covered"].eq(0).all()
    assert f"a coverage is {100 * study['standard_error'].mean():.1f} points" in told
    assert f"({100 * study['standard_error'].max():.1f} at most)" in told


def write_range(values: "pd.Series[float]") -> str:
    """The lowest and the highest value, or 0.0 where all are."""
    return f"{values.min():.1f} to {values.max():.1f}" if values.any() else "0.0"


def test_coverage_of_the_corrections_by_sheets(page: str, root: Path) -> None:
    study = read_study(root, "sheets")
    shares = study[study["group"].eq("all")]
    assert len(shares) == 12 and shares["too_few"].eq(0).all() and shares["coverage_naive"].eq(1).all()
    columns = ("coverage", "coverage_coded", "width_corrected", "width_coded")
    for row in shares.to_dict("records"):
        cells = " | ".join(f"{row[column]:.3f}" for column in columns)
        assert f"| {100 * row['sampling_fraction']:.0f} % | {row['frame']} | {cells} |" in page
    told = flatten(page)
    short = shares[~shares["coverage"].between(0.93, 0.98)]
    assert len(short) == 4 and "Four rows are outside" in told
    assert all(f"{row.frame} ({row.coverage:.3f})" in told for row in short.itertuples())
    for measure, words in (("rmse", "times the root mean squared error"), ("width", "times as wide")):
        ratios = shares[f"{measure}_corrected"] / shares[f"{measure}_coded"]
        assert f"{ratios.min():.2f} to {ratios.max():.2f} {words}" in told
    gaps = study.loc[study["group"].ne("all") & study["estimated"].gt(500), "coverage"]
    assert f"({gaps.min():.3f} to {gaps.max():.3f} where most sheets had ten coded hits in both groups)" in told
    furthest = shares.loc[shares["bias_naive"].abs().idxmax()]
    low, full = -100 * furthest["bias_naive"], 100 * furthest["truth"]
    assert f"they give {furthest['frame']} {low:.1f} points too low ({full - low:.1f} instead of {full:.1f} %)" in told


def test_agreement_of_the_coders(page: str, root: Path) -> None:
    whole = open_study(root / "corpus")
    told = flatten(page)
    options: dict[str, Any] = {"frames": [frame.code for frame in whole.codebook.frames], "coders": CODERS}
    found, same = [], []
    for sample in whole.samples.codes:
        codings = whole.restrict(sample=sample).coder_codings
        table = coding.measure_agreement(codings, **options)
        for row in table.itertuples():
            measures = " | ".join(f"{value:.3f}" for value in (row.prevalence, row.percent_agreement, row.alpha))
            others = " | ".join(f"{value:.3f}" for value in (row.kappa, row.ac1, row.positive_agreement))
            assert f"| {sample} | {row.frame} | {measures} | {row.low:.3f} to {row.high:.3f} | {others} |" in page
        assert f"{table['statements'].max():,} " in told and f" {table['documents'].max()} " in told
        steps = coding.measure_unitizing(codings, **options, reported=coding.read_reported(whole.folder / "coding"))
        measured = steps.set_index(["step", "frame", "measure"])
        finding, sets = measured.loc[("finding", "any", "alpha")], measured.loc[("coding", "any", "identical sets")]
        found.append(f"{finding['value']:.3f}, {finding['low']:.3f} to {finding['high']:.3f}, {sample}")
        same.append((sets["statements"], f"{100 * sets['value']:.1f}"))
    assert f"whether a sentence carries any frame (alpha {'; '.join(found)})" in told
    (one, share), (other, other_share) = same
    assert f"of {one} and {other} sentences in which both found a frame, {share} and {other_share} %" in told


def test_agreement_on_reported_sentences(page: str, root: Path) -> None:
    known = open_study(root / "corpus", sample="systematic")
    reported = known.statements.loc[known.statements["reported"], ["document", "sentence"]]
    frames = [frame.code for frame in known.codebook.frames]
    alphas = coding.measure_agreement(known.coder_codings.merge(reported), frames=frames, coders=CODERS)["alpha"]
    ends = f"{alphas.min():.3f} to {alphas.max():.3f}"
    assert f"Among the {len(reported):,} reported sentences of the systematic sample alone alpha is {ends}." in flatten(
        page
    )


def test_coverage_of_the_intervals(page: str, root: Path) -> None:
    summary = read_study(root, "coverage", table="coverage_summary")
    assert len(summary) == 10
    for row in summary.to_dict("records"):
        kinds = ("share", "percentile", "difference", "ratio")
        ranges = " | ".join(f"{100 * row[f'{kind}_low']:.1f} to {100 * row[f'{kind}_high']:.1f}" for kind in kinds)
        rates = [row[name] for name in ("type_one", "type_one_highest", "type_one_unequal")]
        cells = " | ".join("" if rate != rate else f"{100 * rate:.1f}" for rate in rates)
        assert f"| {row['layout']} | {ranges} | {cells} |" in page
    told, cells = flatten(page), read_study(root, "coverage")
    enough = cells[cells[["documents_a", "documents_b"]].min(axis=1) >= 15]
    chosen = enough.filter(regex="_chosen").drop(columns="width_chosen")
    within = chosen.round(3).ge(0.925).all(axis=1) & chosen.round(3).le(0.975).all(axis=1)
    assert f"from 15 documents a group: {within.sum()} of {len(enough)} settings are within." in told
    outside = enough[~within]
    assert set(outside["layout"]) == {"15, both sides in each"} and set(outside["share"]) == {0.05}
    shares, gaps, ratios = (outside.filter(regex=f"^{kind}_chosen") for kind in ("share", "difference", "ratio"))
    ends = [100 * value for value in (shares.max(axis=None), gaps.max(axis=None), ratios.min(axis=None))]
    assert "(shares up to {:.1f}, differences up to {:.1f}, ratios down to {:.1f})".format(*ends) in told
    assert (
        f"the test rejects in up to {100 * cells['type_one_unequal'].max():.1f} % instead of 5 % in a single setting"
        in told
    )
    assert f"{100 * summary['type_one_unequal'].max():.1f} % in the mean of a row" in told
    sizes = cells.groupby("layout", sort=False)
    assert sizes.size().eq(6).all() and set(sizes["type_one_unequal"].count()) == {0, 3}
    means, highest = sizes["type_one_unequal"].mean(), sizes["type_one"].max()
    rows = summary.set_index("layout")
    assert rows["type_one_unequal"].dropna().to_dict() == pytest.approx(means.dropna().to_dict(), abs=1e-6)
    assert rows["type_one_highest"].to_dict() == pytest.approx(highest.to_dict())
    assert means.idxmax() == "30 against 286"


def test_rates_of_the_regressions(page: str, root: Path) -> None:
    table = read_study(root, "regression", table="regression_null")
    rates = table.set_index(["sample", "term", "frame", "test"])["rate"].sort_index()
    own = table[table["frame"].ne("all") & table["test"].eq("joint")]
    terms = table[["sample", "term"]].drop_duplicates().itertuples(index=False, name=None)
    for sample, term in terms:
        highest = own.loc[own["sample"].eq(sample) & own["term"].eq(term), "rate"].max()
        values = (rates[sample, term, "all", "joint"], rates[sample, term, "all", "levels"], highest)
        cells = " | ".join(f"{100 * value:.1f}" for value in values)
        assert f"| {sample} | {term} | {cells} |" in page
    told = flatten(page)
    overall = 100 * table.loc[table["frame"].eq("all"), "rate"]
    assert f"All are within: {overall.min():.1f} to {overall.max():.1f}." in told and overall.max() <= 6
    assert f"2.2 points: {100 * own['rate'].min():.0f} to {100 * own['rate'].max():.0f} %." in told
    firth = own[own["firth"].eq(1)]
    assert set(zip(firth["sample"], firth["frame"], strict=True)) == {
        ("systematic", "service_priority"),
        ("systematic", "social_media"),
    }
    assert f"have {100 * firth['rate'].min():.0f} to {100 * firth['rate'].max():.0f} %." in told


def test_tables_of_topics(page: str, root: Path) -> None:
    """If this fails: .venv/bin/python docs/topic_tables.py."""
    assert load_script(root, "topic_tables").render_page(page, root) == page


def test_error_rates_of_the_stems(page: str, root: Path) -> None:
    """If this fails: .venv/bin/python docs/stem_table.py."""
    script = load_script(root, "stem_table")
    judged = pd.read_csv(script.JUDGED, keep_default_na=False)
    assert script.render_page(page, judged) == page
    assert len(judged) == judged["word"].nunique() == 300
    words = judged["word"].tolist()
    for column, protect in (("sastrawi", False), ("package", True)):
        stems = text.stem_types(words, protect=protect)
        changed = {word: stems[word] for word, stem in zip(words, judged[column], strict=True) if stems[word] != stem}
        assert changed == {}  # a stem that changes after the judgement is to be judged anew
        assert set(judged[f"{column}_morphology"]) <= {"right", "wrong"}
        assert set(judged[f"{column}_concept"]) == {"right", "wrong", "stop word"}


def test_a_table_of_stems_is_rendered_by_hand(root: Path) -> None:
    """Wilson (1927) for 1 of 10: (0.1 + z2 / 20 +- z sqrt(0.09 / 10 + z2 / 400)) / (1 + z2 / 10), z2 = 3.8415."""
    script = load_script(root, "stem_table")
    judged = pd.DataFrame({"package_concept": ["wrong", "stop word", *["right"] * 8]})
    judged = judged.assign(package_morphology="right", sastrawi_morphology="right", sastrawi_concept="right")
    lines = script.render_rows(judged).splitlines()
    assert "| the package | concept | 1 | 10 | 10.0 | 1.8 to 40.4 |" in lines
    assert "| the package | concept, stop words too | 2 | 10 | 20.0 | 5.7 to 51.0 |" in lines
