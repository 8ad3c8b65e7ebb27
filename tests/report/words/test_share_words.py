import pandas as pd

from research import compare, report, tables

SHARES = pd.DataFrame(
    [
        ("2018", "f", "statements", 80, 9, 8, 0.1, 0.05, 0.19, compare.LOGIT),
        ("2020", "f", "statements", 100, 12, 40, 0.4, 0.31, 0.5, compare.LOGIT),
        ("2024", "f", "statements", 10, 2, 9, None, None, None, tables.TOO_FEW),
        ("2018", "g", "statements", 80, 9, 0, 0.0, 0.0, 0.336, compare.EXACT),
        ("2020", "g", "statements", 100, 12, 5, 0.05, 0.01, 0.2, compare.LOGIT),
        ("2024", "g", "statements", 10, 2, 0, None, None, None, tables.TOO_FEW),
    ],
    columns=["group", "frame", "base", "statements", "documents", "hits", "share", "low", "high", "method"],
)
LABELS = {"g": "Service", "f": "Sanctions", "2018": "Regional 2018"}


def test_the_table_reads_in_the_order_of_the_labels() -> None:
    table = report.table_shares(SHARES, labels=LABELS)
    assert list(table.columns) == ["statements", "documents", "Service", "Sanctions"]
    assert list(table.index) == ["Regional 2018", "2020", "2024"]
    assert table.loc["2024", "Sanctions"] == "too few to say (9 of 10)"
    assert table.loc["Regional 2018", "Service"] == "0.0 % (0.0 to 33.6)"


def test_shares_that_are_too_few_name_what_they_count() -> None:
    """One office in four documents with 17 statements of three speakers, one of which has the frame."""
    sentences = [("a", 5), ("b", 4), ("c", 4), ("d", 4)]
    rows = pd.DataFrame([(name, number, "x") for name, count in sentences for number in range(count)])
    rows = rows.set_axis(["document", "sentence", "office"], axis=1).assign(frame="f", present=False, speaker="X")
    rows.loc[0, "present"] = True
    rows.loc[rows["document"] == "d", "speaker"] = ""
    told = {
        base: report.table_shares(compare.measure_shares(rows, by="office", base=base), labels={"f": "F"})["F"].item()
        for base in ("statements", "documents", "speakers")
    }
    assert told == {
        "statements": "too few to say (1 of 17)",
        "documents": "too few to say (1 of 4)",
        "speakers": "too few to say (1 of 3)",
    }
    framed = {
        "base": "statements with any frame",
        "hits": 1,
        "statements": 2,
        "documents": 1,
        "method": tables.TOO_FEW,
    }
    assert report.format_share(framed) == "too few to say (1 of 2)"


def test_texts_are_shown_in_full_with_gaps_empty() -> None:
    table = pd.DataFrame({"text": ["a < b" + "x" * 200, "c"], "f1": [0.5, None]})
    shown = report.display_table(table).data
    assert "a &lt; b" + "x" * 200 in shown
    assert "0.500" in shown
    assert "NaN" not in shown
    assert repr(report.display_table(table)) == "<IPython.core.display.HTML object>"


def test_a_table_of_texts_holds_no_mathematics_and_no_control_characters() -> None:
    html = report.display_table(pd.DataFrame({"$a$": ["harga $50 juta$ <b>", "\x1b[31m\u202e"]})).data
    assert "$" not in html and "\x1b" not in html and "\u202e" not in html
    assert html.count("&#36;") == 4 and "&lt;b&gt;" in html and "\\u001b[31m\\u202e" in html
    # What pandas writes where mathematics is turned off, in words of MathJax 2 and 3.
    assert 'class="dataframe tex2jax_ignore mathjax_ignore"' in html


def test_what_a_table_rests_on_is_counted_once_a_statement() -> None:
    said = [("a", 1, "X"), ("a", 2, "X"), ("a", 3, ""), ("b", 1, "X"), ("c", 1, "Y")]
    rows = pd.DataFrame(
        [{"document": d, "sentence": s, "speaker": who, "frame": frame} for d, s, who in said for frame in "fg"]
    )
    rows["family"] = rows["document"].map({"a": "a", "b": "a", "c": "c"})
    # X in a, X in b, Y in c: a name in another document may be another person.
    assert report.describe_sizes(rows) == "5 reported statements in 3 documents of 2 families, 3 speakers"
    assert report.describe_sizes(rows.drop(columns="family")) == "5 reported statements in 3 documents, 3 speakers"
    one = rows[rows["document"] == "c"]
    assert report.describe_sizes(one) == "1 reported statement in 1 document, 1 speaker"
    assert report.describe_sizes(rows.iloc[:0]) == "0 reported statements in 0 documents, 0 speakers"
