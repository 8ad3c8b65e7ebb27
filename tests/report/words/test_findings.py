import pandas as pd

from research import compare, report

LABELS = {"f": "Sanctions", "g": "Service", "2018": "Year 2018"}


def make_rows() -> pd.DataFrame:
    """Two statements in each of twelve documents: f in every first one, g in half of the second ones."""
    rows = pd.DataFrame({"number": range(24)})
    rows = rows.assign(document=[f"d{n // 2:02}" for n in range(24)], sentence=rows["number"] % 2 + 1, speaker="Rai")
    rows = rows.assign(year=["2018", "2020"] * 12, family=rows["document"])
    rows["year"] = ["2018" if n < 12 else "2020" for n in range(24)]
    grid = rows.merge(pd.DataFrame({"frame": ["f", "g"]}), how="cross")
    first = grid["sentence"].eq(1)
    grid["present"] = (grid["frame"].eq("f") & first) | (grid["frame"].eq("g") & ~first & grid["year"].eq("2018"))
    return grid.drop(columns="number")


def test_the_range_of_each_base_and_whether_intervals_overlap() -> None:
    shares = compare.measure_shares(make_rows(), by="year", base=["statements", "documents"])
    statements, documents = report.describe_ranges(shares, labels=LABELS, frames=["g"]).split("\n\n")
    assert statements.startswith("Of officials' statements: Service from 0.0 % (2020) to 50.0 % (Year 2018); ")
    assert documents.startswith("Of documents: Service from 0.0 % (2020) to 100.0 % (Year 2018); ")
    apart = shares.assign(low=shares["share"] - 0.01, high=shares["share"] + 0.01)
    told = report.describe_ranges(apart, labels=LABELS)
    assert told.count("; apart from Service the intervals overlap, and two groups picked") == 2
    assert report.describe_ranges(shares[shares["group"] == "2018"], labels=LABELS).startswith("Only Year 2018 has")


def test_the_ranges_of_each_sample_are_told_apart() -> None:
    rows = make_rows()
    both = pd.concat([rows.assign(sample="drawn"), rows[rows["year"] == "2018"].assign(sample="found")])
    shares = compare.measure_sample_shares(both, by="year")
    found, drawn = report.describe_ranges(shares, labels={**LABELS, "found": "Found items"}).split("\n\n")
    assert found.startswith("**Found items.** Only Year 2018 has documents enough")
    assert drawn.startswith("**drawn.** Of officials' statements: Sanctions from")


def test_words_and_references_are_named_by_their_numbers() -> None:
    side = {"target": "2018", "reference": "2020", "n_tests": 90}
    words = pd.DataFrame({"term": ["denda", "patuh"], "overused_in": ["2018", "2020"], "z": [3.0, -2.0], **side})
    text = report.describe_keyness(words.assign(verdict=[compare.SUPPORTED, "not supported"]), labels=LABELS)
    assert text == "Of 90 words tested, 1 sets Year 2018 and 2020 apart (q at most 0.05): more in Year 2018 *denda*."
    cited = pd.DataFrame({"group": ["2018", "2018", "2020", "2020"], "frame": ["f", "x"] * 2, "hits": [3, 1, 2, 1]})
    text = report.describe_references(cited.assign(documents=[5, 5, 7, 7]), "cite", labels=LABELS)
    assert text == "Of 12 documents, most cite Sanctions (5) and x (2)."


def test_weightings_and_speakers() -> None:
    moved = pd.DataFrame({"group": ["a", "a", "b", "b"], "frame": "f", "weighting": ["s", "d"] * 2, "method": "logit"})
    text = report.describe_weightings(moved.assign(share=[0.1, 0.2, 0.3, 0.3]), labels=LABELS)
    assert "half of the shares move by 5.0 points or less" in text
    assert "moves most by 10.0: Sanctions, a, 10.0 % to 20.0 %." in text
    assert report.describe_speakers(make_rows()).startswith("1 name")
