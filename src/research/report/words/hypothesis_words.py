"""What a sample says of hypotheses written before it was drawn, in words made from the numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from research.compare import CONFIRMED, NOT_CONFIRMED, UNDECIDED, Hypotheses
from research.report.words.number_formats import (
    count_noun,
    format_percent,
    format_points,
    format_points_interval,
)
from research.tables import TOO_FEW, returns_table

_SMALLEST = 0.0001
_FIRST = "first difference"
_SEVERAL = 2
_NONE = "No hypothesis is declared."
# What one digit writes as 0 points.
_ROUNDED = 0.0005


def describe_declaration(hypotheses: Hypotheses) -> str:
    """Say how many hypotheses there are, when they were written, and which file that is.

    Parameters
    ----------
    hypotheses : Hypotheses
        From read_hypotheses.

    Returns
    -------
    str
        Two sentences.

    Examples
    --------
    >>> from research.compare import Hypothesis
    >>> declared = (Hypothesis("f", None, ("f",), "less", -0.1, ""),) * 2
    >>> print(describe_declaration(Hypotheses(declared, 0.05, "systematic", "2026-11-26", "166e")))
    2 hypotheses were written on 2026-11-26, before any document of the sample that tests them was looked for; Holm's \
procedure over all of them keeps the chance of one false confirmation at 5 %. The SHA-256 of `hypotheses.toml` is \
`166e`.
    """
    if not hypotheses.declared:
        return _NONE
    number = count_noun(len(hypotheses.declared), "hypothesis", "hypotheses")
    return (
        f"{number} {'was' if len(hypotheses.declared) == 1 else 'were'} written on {hypotheses.date}, before any "
        f"document of the sample that tests them was looked "
        f"for; Holm's procedure over all of them keeps the chance of one false confirmation at "
        f"{format_percent(hypotheses.level, 0)}. The SHA-256 of `hypotheses.toml` is `{hypotheses.sha256}`."
    )


def describe_hypotheses(tests: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> str:
    """Say which hypotheses are confirmed, which are undecided, and which are not confirmed.

    Parameters
    ----------
    tests : DataFrame
        The table hypotheses; of several codes the first is described.
    labels : mapping of str to str, optional
        Words for frames.

    Returns
    -------
    str
        A sentence for each verdict.
    """
    if tests.empty:
        return _NONE
    first = _select_first(tests)
    lines = []
    for verdict in (CONFIRMED, UNDECIDED, NOT_CONFIRMED, TOO_FEW):
        rows = first[first["verdict"] == verdict].to_dict("records")
        if not rows and verdict != CONFIRMED:
            continue
        verb = "are" if len(rows) > 1 else "is"
        few = f"{'have' if len(rows) > 1 else 'has'} too few documents to say"
        said = few if verdict == TOO_FEW else f"{verb} {verdict}"
        names = "; ".join(_name_hypothesis(row, labels) for row in rows)
        number = len(rows) if rows else "None"
        of = f" of the {count_noun(len(first), 'hypothesis', 'hypotheses')}" if verdict == CONFIRMED else ""
        lines.append(f"**{number}{of} {said}**{': ' if names else ''}{names}.")
    return "\n\n".join(lines)


def describe_hypothesis(row: Mapping[Any, Any], *, labels: Mapping[str, str] | None = None) -> str:
    """Describe the test of one hypothesis.

    Parameters
    ----------
    row : mapping
        A row of the table hypotheses.
    labels : mapping of str to str, optional
        Words for frames.

    Returns
    -------
    str
        One sentence or two: what was stated, the difference with its interval beside that of the first sample, p, and
        the verdict with what the interval leaves out.

    Examples
    --------
    >>> row = {"contrast": "r-n", "label": "Releases against news", "frame": "f", "direction": "less", "p": 0.0123,
    ...        "difference": -0.051, "difference_low": -0.092, "difference_high": 0.011, "p_holm": 0.16, "first": 0,
    ...        "raw_difference": -0.051, "first_difference": -0.106, "left_out": "first difference",
    ...        "verdict": "not confirmed", "documents": 316, "statements": 3138, "earlier_difference": -0.11}
    >>> print(describe_hypothesis(row, labels={"f": "Sanctions"}))
    **Sanctions, Releases against news** (stated: less): not confirmed. The difference is -5.1 points (-9.2 to +1.1), \
p = 0.0123, 0.1600 after Holm; in the first sample it was -10.6 (-11.0 as that sample is now). The interval leaves out \
the first sample's difference and holds 0.
    """
    head = f"**{_name_hypothesis(row, labels)}** (stated: {row['direction']}): {row['verdict']}."
    if row["verdict"] == TOO_FEW:
        return head
    value, _, ends = write_difference(row).partition(" ")
    size = f"{value} {'points' if row['contrast'] else 'per 100 statements'} {ends}"
    if row["contrast"]:
        raw = row["raw_difference"]
        apart = abs(raw - row["difference"]) > 1e-9
        what = f"The difference is {size}" + (f", {format_points(raw)} without matching" if apart else "")
    else:
        together = count_noun(int(row["together"]), "statement has", "statements have")
        what = f"{together} both where {row['expected']:.1f} are expected, {size}"
    chance = f"p {_write_p(row['p'])}, {_write_p(row['p_holm']).removeprefix('= ')} after Holm"
    now = row["earlier_difference"]
    beside = f" ({_write(row, 'earlier_difference')} as that sample is now)" if pd.notna(now) else ""
    first = f"in the first sample it was {_write(row, 'first_difference')}{beside}"
    return f"{head} {what}, {chance}; {first}. The interval {_say_left_out(row['left_out'])}."


def list_hypotheses(tests: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> str:
    """Describe every hypothesis in a Markdown list, with the verdicts by other codes where they differ.

    Parameters
    ----------
    tests : DataFrame
        The table hypotheses; the first codes decide, the others stand beside.
    labels : mapping of str to str, optional
        Words for frames.

    Returns
    -------
    str
        A line for each hypothesis, in the order of the table.
    """
    _, *others = dict.fromkeys(tests["codes"]) if len(tests) else [""]
    verdicts = tests.set_index(["codes", "hypothesis"])["verdict"].to_dict()
    lines = []
    for row in _select_first(tests).to_dict("records"):
        other = {codes: verdicts[codes, row["hypothesis"]] for codes in others}
        differing = [f"by {codes} {verdict}" for codes, verdict in other.items() if verdict != row["verdict"]]
        beside = f" With other codes: {', '.join(differing)}." if differing else ""
        lines.append(f"- {describe_hypothesis(row, labels=labels)}{beside}")
    return "\n".join(lines)


def describe_codes(tests: pd.DataFrame) -> str:
    """Say whose the verdict is, and in how many hypotheses the frames of each other coder give the same one.

    Parameters
    ----------
    tests : DataFrame
        The table hypotheses, of several codes; the first, which is gold in test_confirmation, is what the others are
        compared with.

    Returns
    -------
    str
        One sentence, or none where there are no other codes.
    """
    first = _select_first(tests).set_index("hypothesis")["verdict"]
    same = {
        str(codes): int((part.set_index("hypothesis")["verdict"] == first).sum())
        for codes, part in tests.groupby("codes", sort=False)
        if codes != tests["codes"].iloc[0]
    }
    if not same:
        return ""
    parts = [f"{number} of {len(first)} by the frames of {codes}" for codes, number in same.items()]
    return f"The verdict is that of {tests['codes'].iloc[0]}, and the same in {' and in '.join(parts)}."


def describe_first_differences(tests: pd.DataFrame) -> str:
    """Say what became of the differences of the first sample as a whole.

    Parameters
    ----------
    tests : DataFrame
        The table hypotheses; of several codes the first is described.

    Returns
    -------
    str
        Two sentences; empty for fewer than two differences, of which each sentence on a test says the same.
    """
    known = _select_first(tests)
    known = known[known["verdict"] != TOO_FEW]
    if len(known) < _SEVERAL:
        return ""
    parts = known["difference"] / known["first_difference"]
    number, same = len(known), int((parts > 0).sum())
    smaller = int((known["difference"].abs() < known["first_difference"].abs()).sum())
    out = int(known["left_out"].str.contains(_FIRST).sum())
    ends = f"{100 * parts.min():.0f} to {100 * parts.max():.0f}"
    leave = "interval leaves" if out == 1 else "intervals leave"
    return (
        f"Of {number} differences of the first sample, {same} have the same sign in the second, and {smaller} are "
        f"smaller there: at the median {100 * parts.median():.0f} % of what they were ({ends} %). {out} {leave} out "
        f"the first sample's difference. What is picked for a small p is mostly overestimated."
    )


@returns_table("display")
def table_hypotheses(tests: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Set out the tests of hypotheses for reading, in the order of the file.

    Parameters
    ----------
    tests : DataFrame
        The table hypotheses; of several codes the first is shown.
    labels : mapping of str to str, optional
        Words for frames.

    Returns
    -------
    DataFrame
        The table display: hypothesis, what was stated, documents, differences of the first and the second sample
        (points; for pairs per 100 statements) with the 95 % interval, p, p after Holm, and the verdict.
    """
    shown = []
    for row in _select_first(tests).to_dict("records"):
        few = row["verdict"] == TOO_FEW
        shown.append(
            {
                "hypothesis": _name_hypothesis(row, labels),
                "stated": row["direction"],
                "documents": f"{row['documents']:,}",
                "first": _write(row, "first_difference"),
                "second": "" if few else write_difference(row),
                "p": "" if few else _write_p(row["p"]).removeprefix("= "),
                "p (Holm)": "" if few else _write_p(row["p_holm"]).removeprefix("= "),
                "verdict": row["verdict"],
            }
        )
    return pd.DataFrame(shown)


def write_difference(row: Mapping[Any, Any]) -> str:
    """Write the difference of a row of the table hypotheses and its interval, in points or statements of 100."""
    ends = format_points_interval(row["difference_low"], row["difference_high"], digits=_digits(row))
    return f"{_write(row, 'difference')} ({ends})"


@returns_table("display")
def table_codes(tests: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Set out the differences of hypotheses by each of the codes.

    Parameters
    ----------
    tests : DataFrame
        The table hypotheses.
    labels : mapping of str to str, optional
        Words for frames.

    Returns
    -------
    DataFrame
        The table display: hypothesis, and for each of the codes the difference with its 95 % interval (points; for
        pairs per 100 statements) and the verdict.
    """
    table = pd.DataFrame(
        {"hypothesis": [_name_hypothesis(row, labels) for row in _select_first(tests).to_dict("records")]}
    )
    for codes, part in tests.groupby("codes", sort=False):
        table[f"by {codes}"] = [
            row["verdict"] if row["verdict"] == TOO_FEW else f"{write_difference(row)}: {row['verdict']}"
            for row in part.to_dict("records")
        ]
    return table


def _select_first(tests: pd.DataFrame) -> pd.DataFrame:
    first: pd.DataFrame = tests[tests["codes"] == tests["codes"].iloc[0]] if len(tests) else tests
    return first


def _name_hypothesis(row: Mapping[Any, Any], labels: Mapping[str, str] | None) -> str:
    names = [(labels or {}).get(frame, frame) for frame in str(row["frame"]).split(" + ")]
    if row["contrast"]:
        return f"{names[0]}, {row['label']}"
    return f"{join_names(names)}, {row['label']}"


def join_names(names: Sequence[str]) -> str:
    """Join names of frames by and, those after the first with a small letter."""
    return " and ".join([names[0], *(name[0].lower() + name[1:] for name in names[1:])])


def _digits(row: Mapping[Any, Any]) -> int:
    """Two where frames in one statement are counted, which are rare, and where an end would be rounded to 0."""
    near = any(abs(row[end]) < _ROUNDED for end in ("difference_low", "difference_high"))
    return 2 if near or not row["contrast"] else 1


def _write(row: Mapping[Any, Any], column: str) -> str:
    return format_points(row[column], digits=_digits(row))


def _write_p(p: float) -> str:
    return f"= {p:.4f}" if p >= _SMALLEST else f"< {_SMALLEST:.4f}"


def _say_left_out(left: str) -> str:
    first = "the first sample's difference"
    if not left:
        return f"holds both 0 and {first}"
    if left == _FIRST:
        return f"leaves out {first} and holds 0"
    return f"leaves out 0 and holds {first}" if left == "0" else f"leaves out both 0 and {first}"
