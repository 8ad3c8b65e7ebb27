"""Sentences about coders of frames, people and programs."""

from collections.abc import Mapping

import pandas as pd

from research.report.words.number_formats import (
    count_noun,
    format_interval,
    format_points,
    format_points_interval,
)


def describe_agreement(agreement: pd.DataFrame) -> str:
    """Say from where to where Krippendorff's alpha of the frames runs.

    Parameters
    ----------
    agreement : DataFrame
        The table agreement, a row a frame.

    Returns
    -------
    str
        One sentence, or none where no alpha can be computed.
    """
    known = agreement.dropna(subset=["alpha"])
    if known.empty:
        return ""
    least, most = known["alpha"].min(), known["alpha"].max()
    read = count_noun(int(known["statements"].max()), "sentence")
    alphas = f"of {least:.3f}" if least == most else f"from {least:.3f} to {most:.3f} by frame"
    return f"The coders agree with Krippendorff's alpha {alphas}, over {read}."


def describe_trend(trend: pd.DataFrame) -> str:
    """Say whether the share that two coders coded apart changes from the first document to the last.

    Parameters
    ----------
    trend : DataFrame
        The table trend, a row a frame and one for any frame.

    Returns
    -------
    str
        One sentence, or none where nothing can be said.
    """
    whole = trend[trend["frame"].eq("any") & trend["change"].notna()]
    if whole.empty:
        return ""
    row = whole.iloc[0]
    ends = format_points_interval(row["low"], row["high"])
    return (
        "From the first document to the last the share of sentences coded apart changes by "
        f"{format_points(row['change'])} points ({ends}; p = {row['p']:.3f})."
    )


def describe_scores(scores: pd.DataFrame) -> str:
    """Say how well each automatic coder finds the frames in documents that it was not written or fitted with.

    Parameters
    ----------
    scores : DataFrame
        Of frames.compare_coders.

    Returns
    -------
    str
        One sentence, or none where no documents were kept apart.
    """
    kept = scores[scores["part"].eq("frozen") & scores["frame"].eq("macro")]
    parts = [
        f"{row['f1']:.3f} ({row['f1_low']:.3f} to {row['f1_high']:.3f}) of the {row['coder']} coder"
        for row in kept.to_dict("records")
    ]
    return f"On the documents kept apart the mean F1 is {' and '.join(parts)}." if parts else ""


def describe_hits(hits: pd.DataFrame, *, labels: Mapping[str, str]) -> str:
    """Say how many hits of cues are negated, and how many have a modal word.

    Parameters
    ----------
    hits : DataFrame
        Of frames.list_hits.
    labels : mapping of str to str
        Words for frames; they decide which are described, and their order.

    Returns
    -------
    str
        One sentence.
    """
    found = {str(code): part for code, part in hits.groupby("frame")}
    counts = {code: (int(part["negated"].sum()), int(part["modal"].ne("").sum())) for code, part in found.items()}
    parts = [f"{labels[c]} {counts[c][0]} and {counts[c][1]} of {len(found[c])}" for c in labels if c in found]
    return f"Hits of cues that are negated, and those with a modal word: {'; '.join(parts)}." if parts else ""


def describe_correction(study: pd.DataFrame, unit: str) -> str:
    """Say how often corrected intervals contain the share of the full gold, and how often uncorrected ones do.

    Parameters
    ----------
    study : DataFrame
        Of the study correction or sheets.
    unit : str
        What was drawn: documents or statements.

    Returns
    -------
    str
        Two sentences.
    """
    whole = study[study["group"].eq("all")]
    sizes = ", ".join(f"{size:,}" for size in sorted(whole["sample_size"].unique()))
    corrected, naive = whole["coverage"], whole["coverage_naive"]
    first = (
        f"In samples of {sizes} {unit}, repeated draws give corrected intervals that contain the share of the full gold"
    )
    return (
        f"{first} in {_format_range(corrected)} % of draws. "
        f"Predictions taken as true do so in {_format_range(naive)} %."
    )


def _format_range(shares: pd.Series) -> str:
    """The least and the most of some shares in per cent, or one number where both print alike."""
    ends = format_interval(shares.min(), shares.max())
    least, most = ends.split(" to ")
    return least if least == most else ends
