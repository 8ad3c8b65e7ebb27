"""Findings in two or three sentences, made from their tables: what a notebook opens with."""

from collections.abc import Iterable, Mapping

import pandas as pd

from research.compare import NO_GROUP, SUPPORTED
from research.report.words.corrected_words import take_corrected
from research.report.words.number_formats import count_noun, format_interval, format_percent
from research.report.words.sample_words import name_sample
from research.report.words.share_words import describe_sizes
from research.report.words.study_labels import iter_samples
from research.tables import TOO_FEW, count_sizes

_FEWEST = 2
_MOST_NAMED = 3
_BASES = {
    "statements": "Of officials' statements",
    "framed": "Of the statements with any frame",
    "documents": "Of documents",
    "speakers": "Of speakers",
}


def describe_ranges(shares: pd.DataFrame, *, labels: Mapping[str, str], frames: Iterable[str] = ()) -> str:
    """Say from which group to which the share of each frame runs, and whether their intervals overlap.

    Parameters
    ----------
    shares : DataFrame
        The table shares of one grouping, of one base or of several, or the table sample_shares, of one grouping or of
        several: each has a line.
    labels : mapping of str to str
        Words for codes; they decide which frames are described, and their order.
    frames : iterable of str, optional
        The frames that are described; all, if none is given.

    Returns
    -------
    str
        A sentence for each sample and base; groups with too few documents are left out.
    """
    shares = take_corrected(shares)
    if "sample" in shares.columns:
        lines = [
            name_sample(sample, labels) + describe_ranges(part.drop(columns="sample"), labels=labels, frames=frames)
            for _, grouped in shares.groupby("grouping", sort=False)
            for sample, _, part in iter_samples(grouped, labels)
        ]
        return "\n\n".join(lines)
    known = shares[(shares["method"] != TOO_FEW) & (shares["group"] != NO_GROUP)]
    if known["group"].nunique() < _FEWEST:
        names = [str(labels.get(group, group)) for group in known["group"].unique()]
        what = "coded statements" if "corrected_share" in shares.columns else "documents"
        return f"Only {names[0]} has {what} enough to be estimated." if names else f"No group has {what} enough."
    lines = []
    for base, part in known.groupby("base", sort=False):
        ranges, apart = [], []
        for code in [code for code in (list(frames) or labels) if code in set(part["frame"])]:
            ranked = part[part["frame"] == code].sort_values(["share", "group"])
            if len(ranked) < _FEWEST:
                continue
            low, high = ranked.iloc[0], ranked.iloc[-1]
            ends = [f"{format_percent(row['share'])} ({labels.get(row['group'], row['group'])})" for row in (low, high)]
            ranges.append(f"{labels[code]} from {ends[0]} to {ends[1]}")
            apart += [labels[code]] if low["high"] < high["low"] else []
        ending = f"apart from {_join(apart)} the intervals overlap" if apart else "the intervals overlap"
        ending += ", and two groups picked out of several for being apart may be so by chance" if apart else ""
        if ranges:
            lines.append(f"{_BASES.get(str(base), str(base))}: {'; '.join(ranges)}; {ending}.")
    return "\n\n".join(lines)


def describe_keyness(words: pd.DataFrame, *, labels: Mapping[str, str]) -> str:
    """Say how many words set two groups of statements apart, and which these are.

    Parameters
    ----------
    words : DataFrame
        The table keyness of one comparison.
    labels : mapping of str to str
        Words for the groups.

    Returns
    -------
    str
        One or two sentences, the words with the largest z first.
    """
    first = words.iloc[0]
    groups = [str(first[side]) for side in ("target", "reference")]
    names = [labels.get(group, group) for group in groups]
    found = words[words["verdict"] == SUPPORTED]
    if not first["n_tests"]:
        return f"{names[0]} and {names[1]} have too few documents for their words to be compared."
    head = f"Of {count_noun(int(first['n_tests']), 'word')} tested, {len(found) or 'none'} set"
    text = f"{head}{'s' if len(found) < 2 else ''} {names[0]} and {names[1]} apart (q at most 0.05)"
    sides = []
    for group, name in zip(groups, names, strict=True):
        terms = found[found["overused_in"] == group].sort_values("z", key=abs, ascending=False)["term"]
        sides += [f"more in {name} {_join([f'*{term}*' for term in terms])}"] if len(terms) else []
    return f"{text}: {'; '.join(sides)}." if sides else f"{text}."


def describe_references(shares: pd.DataFrame, what: str, *, labels: Mapping[str, str]) -> str:
    """Say what most documents name, such as a law.

    Parameters
    ----------
    shares : DataFrame
        The table shares of references among documents, in groups that share no document.
    what : str
        What the documents do, such as "cite" or "forbid".
    labels : mapping of str to str
        Words for the references.

    Returns
    -------
    str
        One sentence, which names the three with the most documents.
    """
    hits = shares.groupby("frame")["hits"].sum().sort_values(ascending=False, kind="stable")
    parts = [f"{labels.get(str(code), str(code))} ({count})" for code, count in hits.head(_MOST_NAMED).items()]
    documents = shares.drop_duplicates("group")["documents"].sum()
    return f"Of {count_noun(int(documents), 'document')}, most {what} {_join(parts)}."


def describe_weightings(weightings: pd.DataFrame, *, labels: Mapping[str, str]) -> str:
    """Say how far the share of a group moves with what counts alike.

    Parameters
    ----------
    weightings : DataFrame
        The table weightings.
    labels : mapping of str to str
        Words for codes; they decide which frames count.

    Returns
    -------
    str
        One sentence on the share that moves most; groups with too few documents are left out.
    """
    known = weightings[weightings["frame"].isin(list(labels)) & (weightings["method"] != TOO_FEW)]
    known = known[known["group"] != NO_GROUP]
    if known.empty:
        return "No group has documents enough to be weighted."
    shares = known.groupby(["group", "frame"])["share"]
    ends = pd.DataFrame({"least": shares.min(), "most": shares.max()}).reset_index()
    moves = ends["most"] - ends["least"]
    row = ends.to_dict("records")[int(moves.to_numpy().argmax())]
    half, largest = (f"{100 * move:.1f}" for move in (moves.median(), moves.max()))
    return (
        f"Under the {known['weighting'].nunique()} weightings half of the shares move by {half} points or less, and "
        f"the one that moves most by {largest}: {labels[row['frame']]}, {labels.get(row['group'], row['group'])}, "
        f"{format_percent(row['least'])} to {format_percent(row['most'])}."
    )


def describe_coverage(summary: pd.DataFrame) -> str:
    """Say how often the intervals hold the truth in simulated corpora, and how often a test is wrong.

    Parameters
    ----------
    summary : DataFrame
        The table coverage_summary of the study coverage.

    Returns
    -------
    str
        Two sentences.
    """
    parts = [
        f"of a {name} in {format_interval(summary[f'{name}_low'].min(), summary[f'{name}_high'].max())} %"
        for name in ("share", "difference", "ratio")
    ]
    boot = format_interval(summary["percentile_low"].min(), summary["percentile_high"].max())
    wrong = format_percent(summary["type_one_highest"].max())
    return (
        f"In corpora simulated with known truth the 95 % intervals hold it, {_join(parts)} of the draws, a percentile "
        f"bootstrap in {boot} %. The permutation test at 5 % finds what is not there in {wrong} at most."
    )


def describe_speakers(rows: pd.DataFrame) -> str:
    """Say how many names are reported as speaking, and whose statements are most.

    Parameters
    ----------
    rows : DataFrame
        Reported statements times frames, such as Study.frame_rows.

    Returns
    -------
    str
        One sentence. A name may be that of a body, and the same name in two documents of two people.
    """
    named = rows[rows["speaker"] != ""].drop_duplicates(["document", "sentence"])
    if named.empty:
        return "No speaker is named."
    heard = count_sizes(named, by=["speaker"]).sort_values("statements", ascending=False, kind="stable")
    first = heard.iloc[0]
    return (
        f"{count_noun(len(heard), 'name')} are reported as speaking; the most reported, {first['speaker']}, has "
        f"{first['statements']} of {describe_sizes(rows)}."
    )


def _join(parts: list[str]) -> str:
    """Words in a row, and before the last."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
