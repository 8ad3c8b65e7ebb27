"""Sentences about a corpus and its words: what the documents are, where they come from, what stemming does to them."""

from collections.abc import Mapping

import pandas as pd

from research.report.words.number_formats import count_noun, format_percent
from research.report.words.plain_tables import table
from research.tables import MINIMUM_DOCUMENTS, read_provinces, returns_table


def describe_corpus(documents: pd.DataFrame, statements: pd.DataFrame, *, labels: Mapping[str, str]) -> str:
    """Say what the documents are, from when to when, and how many of their statements are reported.

    Parameters
    ----------
    documents, statements : DataFrame
        The tables of these names.
    labels : mapping of str to str
        Words for codes.

    Returns
    -------
    str
        Three sentences.
    """
    kinds = [f"{labels.get(str(kind), kind)} {count}" for kind, count in documents["kind"].value_counts().items()]
    first, last = (f"{day.day} {day:%B %Y}" for day in documents["published"].agg(["min", "max"]))
    periods = documents["election"].replace("", pd.NA).dropna().value_counts()
    sentences = [
        f"The corpus has {count_noun(len(documents), 'document')} ({', '.join(kinds)}) from {first} to {last}.",
        f"They hold {count_noun(len(statements), 'statement')}, {statements['reported'].sum():,} of them reported.",
    ]
    if len(periods) > 1:
        most = [f"{labels.get(str(code), code)} ({count})" for code, count in periods.head(3).items()]
        sentences.append(f"Most documents belong to {', '.join(most)}; the fewest, {periods.min()}, to one period.")
    return " ".join(sentences)


def describe_provinces(provinces: pd.DataFrame) -> str:
    """Say how many provinces have enough documents for a share, and which have none.

    Parameters
    ----------
    provinces : DataFrame
        Of compare.measure_province_shares: province and documents.

    Returns
    -------
    str
        Two sentences; one where no document names a province.
    """
    placed = provinces[provinces["province"].isin(read_provinces()["province"])]
    if not placed["documents"].any():
        return "No document is of a province of Indonesia."
    enough = int((placed["documents"] >= MINIMUM_DOCUMENTS).sum())
    none = placed.loc[placed["documents"].eq(0), "province"]
    first = f"{enough} of {len(placed)} provinces have {MINIMUM_DOCUMENTS} documents or more, which a share needs."
    return f"{first} {len(none)} have none: {', '.join(none)}." if len(none) else f"{first} Each has one at least."


def describe_search(log: pd.DataFrame) -> str:
    """Say how many pages a search showed, how many were taken, and why the others were not.

    Parameters
    ----------
    log : DataFrame
        The table search_log.

    Returns
    -------
    str
        Three sentences; reasons from the commonest on.
    """
    cells = log.groupby(["province", "election"], sort=True)["taken"].sum()
    groups = log.loc[~log["taken"], "group"].value_counts()
    searches = count_noun(len(log.drop_duplicates(["province", "election", "query"])), "search", "searches")
    searches += f" for {count_noun(len(cells), 'cell')}"
    shown = f"{count_noun(len(log), 'page')} ({log.loc[log['url'].ne(''), 'url'].nunique():,} different addresses)"
    empty, most = int(cells.eq(0).sum()), int(cells.max())
    reasons = "; ".join(f"{group} {pages:,}" for group, pages in groups.items())
    taken, left_out = (f"{int(flags.sum()):,}" for flags in (log["taken"], ~log["taken"]))
    return (
        f"In {searches}, each a place and a period, {shown} were shown, and {taken} were taken: at most {most} from a "
        f"cell, and none from {count_noun(empty, 'cell')}. Of the {left_out} left out, by reason: {reasons}."
    )


@returns_table("display")
def table_cells(cells: pd.DataFrame, *, labels: Mapping[str, str]) -> pd.DataFrame:
    """Set out how many pages of each cell were taken, of how many that were shown: a row a place, a column a period.

    Parameters
    ----------
    cells : DataFrame
        The table page_counts by province and election.
    labels : mapping of str to str
        Words for periods; they decide the order of the columns.

    Returns
    -------
    DataFrame
        A table to be shown, such as "2 of 8"; a place that was not searched for a period has nothing there.
    """
    texts = [f"{taken} of {pages}" for taken, pages in zip(cells["taken"], cells["pages"], strict=True)]
    wide = cells.assign(text=texts).pivot(index="province", columns="election", values="text").fillna("")
    known = [code for code in labels if code in wide.columns]
    wide = wide.loc[cells["province"].unique(), [*known, *(code for code in wide.columns if code not in known)]]
    return wide.rename(columns=dict(labels)).rename_axis(None, axis="columns").rename_axis("Province").reset_index()


def describe_completeness(documents: pd.DataFrame, families: pd.DataFrame) -> str:
    """Say how many documents come from an incomplete copy of their original, and how many families they form.

    Parameters
    ----------
    documents, families : DataFrame
        The tables of these names.

    Returns
    -------
    str
        Two sentences.
    """
    missing, groups = int((~documents["complete"]).sum()), families["family"].nunique()
    first = f"{missing} of {count_noun(len(documents), 'document')} come from an incomplete copy of the original."
    if groups == len(documents):
        return f"{first} No document is a near copy of another, so the document is the unit of all intervals."
    return f"{first} They form {count_noun(groups, 'family', 'families')} of near copies, the unit of all intervals."


@returns_table("display")
def table_attribution(scores: pd.DataFrame) -> pd.DataFrame:
    """Put the scores of the attribution on the frozen documents beside those on the others, measures in words.

    Parameters
    ----------
    scores : DataFrame
        Of attribution.score_statements_by_split.

    Returns
    -------
    DataFrame
        A table to be shown, without mode and whole, which restated texts do not show, and calibration_error.
    """
    shown = scores[~scores["measure"].isin(("mode", "whole", "calibration_error"))]
    parts = {part: shown[shown["part"].eq(part)].set_index("measure") for part in ("development", "frozen")}
    rows = pd.DataFrame({"measure": shown["measure"].unique()})
    rows = rows.assign(**{part: rows["measure"].map(scored["value"]) for part, scored in parts.items()})
    rows["n_frozen"] = rows["measure"].map(parts["frozen"]["n"]).fillna(0).astype("int64")
    words = {name: str(name).replace("_", " ") for name in rows["measure"]}
    heads = {"measure": "Measure", "development": "Development", "frozen": "Frozen", "n_frozen": "n, frozen"}
    return table(rows, columns=heads, labels=words, percent=["development", "frozen"], number=None)


def describe_collisions(collisions: pd.DataFrame, tokens: int) -> str:
    """Say how often the stemmer and the reviewed table part.

    Parameters
    ----------
    collisions : DataFrame
        The table of text.report_collisions.
    tokens : int
        How many words the texts have.

    Returns
    -------
    str
        Two sentences.
    """
    counts = collisions.groupby("kind")["count"].agg(["size", "sum"])
    parts = [f"{kind} {entries} ({words:,} words)" for kind, entries, words in counts.itertuples(name=None)]
    share = format_percent(collisions["count"].sum() / tokens)
    first = f"For {share} of {tokens:,} words PySastrawi's stem is not the one of the reviewed table."
    return f"{first} Entries by kind: {', '.join(parts)}."
