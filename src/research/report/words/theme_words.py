"""Themes in words: what officials speak of that no frame covers, as a finding and as a table."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from research.compare import ALL_STATEMENTS
from research.report.words.number_formats import count_noun, format_percent
from research.report.words.sample_words import name_sample
from research.report.words.share_words import format_share
from research.report.words.study_labels import iter_samples
from research.tables import TOO_FEW, returns_table

_MOST_NAMED = 4
# What stands before the themes, all of them or the first few.
_HEADS = {False: "these are, with the documents that speak of them", True: "those in the most documents"}


def describe_themes(shares: pd.DataFrame, *, labels: Mapping[str, str]) -> str:
    """Say of each sample what officials speak of that the frames miss more often than statements at large.

    Parameters
    ----------
    shares : DataFrame
        The table theme_shares.
    labels : mapping of str to str
        Words for themes and samples; they decide which themes are described.

    Returns
    -------
    str
        A paragraph for each sample: the share of all officials' statements without a frame, and the themes whose own
        share is above it by the lower end of its interval, of these the four in the most documents; then the themes
        that are in too few documents to say. Nothing where there are no themes.
    """
    lines = []
    for sample, _, rows in iter_samples(shares, labels):
        themes = {code: part.set_index("share_of").to_dict("index") for code, part in rows.groupby("theme")}
        whole = themes.pop(ALL_STATEMENTS)["unframed"]
        known = [code for code in labels if code in themes]
        few = [labels[code] for code in known if themes[code]["unframed"]["method"] == TOO_FEW]
        missed = [code for code in known if themes[code]["unframed"]["low"] > whole["share"]]
        missed.sort(key=lambda code: -themes[code]["documents"]["share"])
        parts = [_describe_theme(labels[code], themes[code]) for code in missed[:_MOST_NAMED]]
        text = f"{_format_share(whole, 'unframed')} of all officials' statements carry no frame. Of the statements on "
        text += f"{len(missed) or 'none'} of {count_noun(len(known), 'theme')} more carry none, by the whole interval"
        text += f"; {_HEADS[len(missed) > _MOST_NAMED]}: {'; '.join(parts)}" if parts else ""
        text += f". In too few documents to say: {', '.join(few)}" if few else ""
        lines += [f"{name_sample(sample, labels)}{text}."] if known else []
    return "\n\n".join(lines)


def _describe_theme(name: str, shares: Mapping[Any, Mapping[Any, Any]]) -> str:
    unframed = _format_share(shares["unframed"], "unframed")
    return f"{name[:1].lower()}{name[1:]} {unframed}, in {format_percent(shares['documents']['share'])} of documents"


@returns_table("display")
def table_themes(shares: pd.DataFrame, *, labels: Mapping[str, str], words: pd.DataFrame | None = None) -> pd.DataFrame:
    """Set out themes for reading: a row for each theme and sample.

    Parameters
    ----------
    shares : DataFrame
        The table theme_shares.
    labels : mapping of str to str
        Words for themes and samples; they decide which themes are shown, and the order of both.
    words : DataFrame, optional
        The table theme_words; with it the words of each theme are shown.

    Returns
    -------
    DataFrame
        The table display: theme, sample (where there are several), the shares of officials' statements and of documents
        that are on it, and of its statements without a frame, each with its interval, and its words.
    """
    cells = []
    for sample, name, rows in iter_samples(shares, labels):
        themes = {code: part.set_index("share_of").to_dict("index") for code, part in rows.groupby("theme")}
        for place, code in enumerate(code for code in labels if code in themes):
            row = {"place": place, "Theme": labels[code], "Sample": name}
            for head, kind in (
                ("Statements", "statements"),
                ("Documents", "documents"),
                ("Of its statements, without a frame", "unframed"),
            ):
                row[head] = _format_share(themes[code][kind], kind)
            if words is not None:
                terms = words[(words["sample"] == sample) & (words["theme"] == code)].sort_values("rank")["term"]
                row["Words"] = ", ".join(terms)
            cells.append(row)
    table = pd.DataFrame(cells, columns=list(cells[0]) if cells else ["place", "Theme", "Sample"])
    table = table.sort_values("place", kind="stable", ignore_index=True).drop(columns="place")
    return table if len(set(table["Sample"])) > 1 else table.drop(columns="Sample")


def _format_share(row: Mapping[Any, Any], kind: str) -> str:
    return format_share({**row, "base": kind})
