"""Whether the groups of a factor differ, and which speakers fill a group, in words made from the numbers."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from research.compare import SUPPORTED
from research.report.words.number_formats import count_noun, format_interval, format_p, format_percent
from research.report.words.study_labels import iter_samples, name_column
from research.tables import TOO_FEW, returns_table

# Intervals that differ by less at both ends are not shown twice.
_POINT = 0.01


def describe_factors(omnibus: pd.DataFrame, *, labels: Mapping[str, str]) -> str:
    """Say in Markdown, for each sample, which factors' groups differ in which frame, and where none was found to.

    Parameters
    ----------
    omnibus : DataFrame
        The table omnibus of compare.test_factors, or some of its rows.
    labels : mapping of str to str
        Words for codes; their order is that of the samples.

    Returns
    -------
    str
        A line for each sample: the factors and frames with a q of at most 0.05, and the least q of the others.
    """
    lines = []
    for _, name, part in iter_samples(omnibus, labels):
        tested = part[part["verdict"] != TOO_FEW].sort_values(["q", "p"], kind="stable")
        if tested.empty:
            lines.append(_begin_line(name, "no factor has two groups of five documents."))
            continue
        here, tried = len(tested), int(tested["n_tests"].iloc[0])
        of = count_noun(here, "test") + (f" here, of {tried} in all," if here < tried else "")
        found = tested[tested["verdict"] == SUPPORTED].to_dict("records")
        rest = tested[tested["verdict"] != SUPPORTED].to_dict("records")
        text = f"of {of} of whether groups differ, {len(found) or 'none'} find{'s' if len(found) < 2 else ''} a "
        text += "difference (q at most 0.05)"
        named = [f"{_name_test(row, labels)} ({_size_test(row)}, q = {format_p(row['q'])})" for row in found]
        text += f": {'; '.join(named)}." if named else "."
        if rest:
            least = f"{_name_test(rest[0], labels)}, q = {format_p(rest[0]['q'])}"
            text += f" {'Of the others the' if found else 'The'} least q is that of {least}."
        lines.append(_begin_line(name, text))
    return "\n".join(lines)


def _begin_line(sample: str, text: str) -> str:
    return f"- {sample}: {text}" if sample else f"- {text[0].upper()}{text[1:]}"


def _name_test(row: Mapping[Any, Any], labels: Mapping[str, str]) -> str:
    return f"{name_column(row['factor'], labels)}, {labels.get(row['frame'], row['frame'])}"


def _size_test(row: Mapping[Any, Any]) -> str:
    return f"{row['groups']} groups, {count_noun(row['documents'], 'document')}"


@returns_table("display")
def table_factors(omnibus: pd.DataFrame, *, labels: Mapping[str, str]) -> pd.DataFrame:
    """Set out which factors' groups differ: a row for each sample and factor, a column for each frame.

    Parameters
    ----------
    omnibus : DataFrame
        The table omnibus of compare.test_factors.
    labels : mapping of str to str
        Words for codes; their order is that of the samples and of the frames.

    Returns
    -------
    DataFrame
        The table display: sample (where there are several), factor, groups, documents, and p and q for each frame.
    """
    frames = [code for code in labels if code in set(omnibus["frame"])]
    rows = []
    for sample, name, part in iter_samples(omnibus, labels):
        for factor, tests in part.groupby("factor", sort=False):
            first, by_frame = tests.iloc[0], tests.set_index("frame").to_dict("index")
            row = {"sample": name} if sample else {}
            row |= {"factor": name_column(str(factor), labels), "groups": str(first["groups"])}
            row |= {"documents": f"{first['documents']:,}"}
            rows.append(row | {labels[code]: write_test(by_frame[code]) for code in frames if code in by_frame})
    return pd.DataFrame(rows)


def write_test(test: Mapping[Any, Any]) -> str:
    """The p and q of a test, or that there is too little to test."""
    if test["verdict"] == TOO_FEW:
        return TOO_FEW
    return f"p {format_p(test['p'])}, q {format_p(test['q'])}"


def describe_speaker_clusters(clusters: pd.DataFrame, *, labels: Mapping[str, str]) -> str:
    """Say in Markdown which groups one name fills, and how their intervals change with the speaker as the unit.

    Parameters
    ----------
    clusters : DataFrame
        The table speaker_clusters of compare.measure_speaker_clusters.
    labels : mapping of str to str
        Words for codes; they decide which frames are told, and their order.

    Returns
    -------
    str
        For each sample a sentence, with a line for each group of which one name makes half of the statements or of the
        documents.
    """
    texts = []
    for sample, name, part in iter_samples(clusters, labels):
        head = f"{name}: " if sample else ""
        filled = part[part["filled"]]
        groups = count_noun(part["group"].nunique(), "group")
        if filled.empty:
            texts.append(f"{head}in none of {groups} has one name half of the statements or of the documents.")
            continue
        lines = [
            f"{head}in {filled['group'].nunique()} of {groups} one name has half of the statements or documents:",
            "",
        ]
        for group, members in filled.groupby("group", sort=False):
            lines.append(f"- {_describe_filled(str(group), members, labels)}")
        texts.append("\n".join(lines))
    return "\n\n".join(texts)


def _describe_filled(group: str, members: pd.DataFrame, labels: Mapping[str, str]) -> str:
    first = members.iloc[0]
    text = f"{labels.get(group, group)}: {first['speaker']} has {first['speaker_statements']} of "
    text += f"{count_noun(first['statements'], 'statement')} and is in {first['speaker_documents']} of "
    text += f"{count_noun(first['documents'], 'document')}"
    by_frame = members.set_index("frame").to_dict("index")
    parts = []
    for code in [code for code in labels if code in by_frame]:
        row = by_frame[code]
        if pd.notna(row["low"]) and pd.notna(row["speaker_low"]):
            ends = [format_interval(row[f"{unit}low"], row[f"{unit}high"]) for unit in ("", "speaker_")]
            parts.append(f"{labels[code]} {format_percent(row['share'])} ({ends[0]} by document, {ends[1]} by speaker)")
    return f"{text}; {', '.join(parts)}." if parts else f"{text}; too few to say for an interval."


@returns_table("display")
def table_speaker_clusters(clusters: pd.DataFrame, *, labels: Mapping[str, str]) -> pd.DataFrame:
    """Set out both intervals of shares where they differ by a point or more at an end.

    Parameters
    ----------
    clusters : DataFrame
        The table speaker_clusters of compare.measure_speaker_clusters.
    labels : mapping of str to str
        Words for codes; they decide which frames are shown.

    Returns
    -------
    DataFrame
        The table display, the rows that differ most first: sample (where there are several), group, frame, share,
        interval by document and by speaker, documents and speakers.
    """
    known = clusters[clusters["frame"].isin(list(labels)) & clusters["low"].notna() & clusters["speaker_low"].notna()]
    apart = [(known[f"speaker_{end}"] - known[end]).abs() for end in ("low", "high")]
    known = known.assign(apart=apart[0].combine(apart[1], max))
    known = known[known["apart"] >= _POINT].sort_values("apart", ascending=False, kind="stable")
    rows = []
    for row in known.to_dict("records"):
        shown = {"sample": labels.get(row["sample"], row["sample"])} if row["sample"] else {}
        shown |= {
            "group": labels.get(row["group"], row["group"]),
            "frame": labels[row["frame"]],
            "share": format_percent(row["share"]),
            "by document": f"{format_interval(row['low'], row['high'])} ({row['documents']})",
            "by speaker": f"{format_interval(row['speaker_low'], row['speaker_high'])} ({row['speakers']})",
        }
        rows.append(shown)
    return pd.DataFrame(rows)
