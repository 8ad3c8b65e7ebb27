import numpy as np
import pandas as pd
import pytest

from research import compare, report
from research.compare import Contrast, Contrasts
from research.tables import InputError


def make_table() -> pd.DataFrame:
    """Of three contrasts one is supported, one has too few documents, and one shows nothing."""
    generator = np.random.default_rng(1)
    chances = {"x": (0.5, 20), "y": (0.15, 20), "z": (0.17, 10), "few": (0.2, 3)}
    rows = pd.DataFrame(
        [
            {"document": f"{name}-{n}", "sentence": s, "frame": "social_media", "year": name, "speaker": "Rai"}
            | {"present": bool(generator.random() < chance)}
            for name, (chance, size) in chances.items()
            for n in range(size)
            for s in range(8)
        ]
    )
    pairs = [("x", "y"), ("y", "z"), ("y", "few")]
    declared = (Contrast(f"{a}-{b}", f"{a} against {b}", "year", (a,), (b,)) for a, b in pairs)
    return compare.measure_contrasts(rows, Contrasts(tuple(declared)))


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return make_table()


def test_each_verdict_has_its_sentence_from_its_numbers(table: pd.DataFrame) -> None:
    supported, unsupported, few = (report.say_contrast(row) for row in table.to_dict("records"))
    row = table.iloc[0]
    assert supported.startswith("Supported: more social media, x against y. ")
    assert f"{100 * row['share_a']:.1f} % against {100 * row['share_b']:.1f} %" in supported
    assert f"ratio {row['ratio']:.2f} ({row['ratio_low']:.2f} to {row['ratio_high']:.2f})" in supported
    assert unsupported.startswith("Not supported by these data: a difference in social media, y against z. ")
    assert f"30 documents find a difference of {100 * table.loc[1, 'detectable']:.1f} points" in unsupported
    hits = tuple(table.loc[2, ["hits_a", "hits_b"]])
    assert few == f"Too few to say: social media, y against few. 20 and 3 documents, {hits[0]} and {hits[1]} hits."


def test_sentences_follow_their_numbers(table: pd.DataFrame) -> None:
    """Turned round, more becomes less; no number of the table, no sentence of it."""
    row = table.iloc[0].to_dict() | {"difference": -0.2, "difference_low": -0.3, "difference_high": -0.1}
    assert "Supported: less social media" in report.say_contrast(row)
    assert "difference -20.0 points (-30.0 to -10.0)" in report.say_contrast(row)
    needed = table.iloc[1].to_dict() | {"difference": 0.05, "within": 0.05, "documents_needed": 412}
    assert "one of 5.0 points would need about 412 in all." in report.say_contrast(needed)
    held = report.say_contrast(table.iloc[0].to_dict() | {"within": 0.123})
    assert ", +12.3 with documents that have both held against themselves, p = " in held
    none = table.iloc[1].to_dict() | {"documents_needed": pd.NA}
    assert report.say_contrast(none).endswith("at the 5 % level.")


def test_all_that_was_tried_is_told_first(table: pd.DataFrame) -> None:
    text = report.describe_contrasts(table, labels={"social_media": "Social media"})
    first, blank, *others = text.splitlines()
    assert first == (
        "2 comparisons tried in all. Of the 3 here (3 contrasts, 1 frame), 1 supported, 1 not supported by these data, "
        "1 with too few documents to say."
    )
    assert blank == ""
    assert [line.split(":")[0] for line in others] == ["- Supported"]


def test_what_looks_different_and_is_not_supported_is_told_as_such(table: pd.DataFrame) -> None:
    picked = table.assign(p=[0.001, 0.03, np.nan], q=[0.002, 0.2, np.nan])
    lines = report.describe_contrasts(picked).splitlines()[2:]
    assert [line.split(":")[0] for line in lines] == ["- Supported", "- Not supported by these data"]


def test_the_caution_counts_what_is_supported(table: pd.DataFrame) -> None:
    assert "2 comparisons tried" in report.say_caution(table)
    assert "1 is supported." in report.say_caution(table)
    assert report.say_caution(table).endswith("the interval is a permutation test turned round.")
    assert "none is supported" in report.say_caution(table.iloc[1:])
    both = pd.concat([table.iloc[:1]] * 2)
    assert report.say_caution(both).endswith("2 are supported.")


def test_the_table_for_people_has_every_n(table: pd.DataFrame) -> None:
    shown = report.table_contrasts(table, labels={"social_media": "Social media"})
    row = table.iloc[0]
    assert shown.loc[0, "n, side a"] == f"{row['hits_a']} of 160 statements, 20 documents, 20 families, 20 speakers"
    assert shown["verdict"].tolist() == table["verdict"].tolist()
    assert shown.loc[2, "p"] == ""
    assert report.table_contrasts(table, labels={"other": "Other"}).empty


def test_ratios_without_an_end_or_a_base_say_so(table: pd.DataFrame) -> None:
    row = table.iloc[0].to_dict()
    endless = report.table_contrasts(pd.DataFrame([row | {"ratio_high": np.inf}]))
    assert endless.loc[0, "ratio"].endswith("to no end)")
    baseless = report.table_contrasts(pd.DataFrame([row | {"ratio": np.nan}]))
    assert baseless.loc[0, "ratio"] == "none: no hit on side b"


def test_nothing_to_tell_is_a_fault() -> None:
    with pytest.raises(InputError, match="found no rows"):
        report.describe_contrasts(make_table().iloc[:0])


def make_coefficients() -> pd.DataFrame:
    rows = {"frame": "f", "term": "office", "level": ["agency", "head", "other"], "reference": "agency"}
    numbers = {
        "odds_ratio": [1, 3.0, 0.4],
        "low": [np.nan, 1.8, 0.2],
        "high": [np.nan, 5.0, 0.9],
        "p": [np.nan, 0.001, 0.04],
    }
    return pd.DataFrame(rows | numbers | {"method": "GEE"})


def test_levels_are_told_with_the_number_that_was_tried() -> None:
    """p 0.001 and 0.04 of two: q 0.002 and 0.04, both hold; among twenty that show nothing, 0.04 holds no more."""
    text = report.describe_coefficients(make_coefficients(), labels={"f": "Sanctions"})
    assert text.splitlines()[0] == (
        "2 levels were held against their references, all terms at once: 2 are set apart by these data."
    )
    assert "- Supported: sanctions, head against agency, odds ratio 3.00 (1.80 to 5.00), p = 0.001, q = 0.002." in text
    nothing = make_coefficients().iloc[[2] * 18].assign(level="x", odds_ratio=1.0, p=0.5)
    text = report.describe_coefficients(pd.concat([make_coefficients(), nothing]))
    assert "1 is set apart" in text
    assert "- Not supported by these data, for all that p is small by itself: f, other against agency" in text
    assert report.describe_coefficients(make_coefficients().iloc[:1]) == "Regression: too few to say."


def test_weightings_stand_side_by_side() -> None:
    generator = np.random.default_rng(2)
    rows = pd.DataFrame(
        [
            {"document": f"{year}-{n}", "sentence": s, "frame": "f", "year": year, "speaker": "Rai"}
            | {"kind": "news" if n % 4 or year == "2020" else "release", "present": bool(generator.random() < 0.3)}
            for year, size in (("2018", 16), ("2020", 9), ("2024", 3))
            for n in range(size)
            for s in range(5)
        ]
    )
    found = compare.compare_weightings(rows, by="year", strata=("kind",))
    table = report.table_weightings(found, labels={"f": "Sanctions", "kind": "kind of document"})
    assert table.columns.tolist() == [
        *("group", "frame", "statements", "documents", "families", "speakers", "hits"),
        *("by statements", "by documents", "by kind of document"),
    ]
    assert table["documents"].tolist() == [16, 9, 3]
    share = found.query("weighting == 'documents' and group == '2018'").iloc[0]
    assert table.loc[0, "by documents"] == (
        f"{100 * share['share']:.1f} % ({100 * share['low']:.1f} to {100 * share['high']:.1f})"
    )
    covered = 100 * (1 - rows["kind"].eq("release").mean())
    assert table.loc[1, "by kind of document"].endswith(f", of {covered:.0f} % of the mix")
    assert table.loc[2, "by statements"] == "too few to say"
