"""Shares of themes in officials' statements and documents, how much of each no frame covers, and its words."""

import numpy as np
import pandas as pd

from research.compare.keyness.log_odds import MINIMUM_SPREAD, measure_keyness
from research.compare.keyness.word_groups import split_groups
from research.compare.rows import UNFRAMED, add_unframed, check_rows
from research.compare.shares import measure_sample_shares
from research.tables import TOO_FEW, Fault, InputError, check_number, list_columns, returns_table
from research.text import Terms

# Stands in the column theme for all statements, whatever they are on.
ALL_STATEMENTS = "all"
_KEY = ["document", "sentence"]


@returns_table("theme_shares")
def measure_themes(themes: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Measure how often officials speak of each theme, and which share of these statements carries no frame.

    Parameters
    ----------
    themes : DataFrame
        The table rows whose frames are themes (Study.theme_rows); without rows the result has none.
    rows : DataFrame
        The table rows of the frames (Study.frame_rows), of the same statements.

    Returns
    -------
    DataFrame
        The table theme_shares: three rows for each sample and theme. By share_of, hits and share are of the officials'
        statements that are on the theme (statements); of the documents with at least one of them (documents); and of
        the statements on the theme that carry none of the frames (unframed), with one row more for the share of all
        statements that carry none (theme all). The interval treats the document (or
        family) as the unit, as in measure_shares; where fewer than 5 documents are looked at, there are counts alone.

    Raises
    ------
    InputError
        Where a table lacks a column, or a statement on a theme is not among the rows of the frames.
    """
    if themes.empty:
        return pd.DataFrame(columns=list_columns("theme_shares"))
    check_rows(themes, where="measure_themes: themes", columns=["sentence"])
    check_rows(rows, where="measure_themes: rows", columns=["sentence"])
    # The codebook's words find themes and a coder finds frames, so a row of both is of neither alone.
    themes, rows = (table.drop(columns="coder", errors="ignore") for table in (themes, rows))
    of_all = measure_sample_shares(themes, by="all", base=["statements", "documents"])
    unframed = add_unframed(rows)
    unframed = unframed[unframed["frame"] == UNFRAMED].assign(frame=ALL_STATEMENTS)
    spoken = themes[themes["present"]].drop(columns="present")
    spoken = spoken.merge(unframed[[*_KEY, "present"]], on=_KEY, how="left", validate="many_to_one")
    for document, sentence in spoken.loc[spoken["present"].isna(), _KEY].head(1).itertuples(index=False):
        expected = "a row for each statement of the themes"
        raise InputError([Fault("measure_themes: rows", "sentence", f"no row for {document} {sentence}", expected)])
    both = pd.concat([unframed, spoken.astype({"present": "bool"})], ignore_index=True)
    of_spoken = measure_sample_shares(both, by="all").assign(base="unframed")
    # What nobody of a sample speaks of has a row that says so.
    silent = of_all[(of_all["base"] == "statements") & (of_all["hits"] == 0)]
    nothing = dict.fromkeys(["statements", "documents", "families", "speakers"], 0)
    silent = silent.assign(base="unframed", method=TOO_FEW, share=np.nan, low=np.nan, high=np.nan, **nothing)
    parts = [part for part in (of_all, of_spoken, silent) if len(part)]
    table = pd.concat(parts).rename(columns={"frame": "theme", "base": "share_of"})
    return table.sort_values(["sample", "theme", "share_of"], ignore_index=True)[list_columns("theme_shares")]


@returns_table("theme_words")
def find_theme_words(themes: pd.DataFrame, terms: Terms, *, number: int = 8) -> pd.DataFrame:
    """Find the words that set the statements on each theme apart from all others of their sample.

    Parameters
    ----------
    themes : DataFrame
        The table rows whose frames are themes (Study.theme_rows).
    terms : Terms
        The words of all reported statements, from count_words.
    number : int
        How many words of a theme.

    Returns
    -------
    DataFrame
        The table theme_words, by sample, theme and rank: term, in its commonest surface form, z of its log-odds ratio
        (measure_log_odds), and the documents in which it stands in a statement on the theme, at least 3. The words of
        the cues lead, as they make a statement one on the theme; none is tested. A theme in fewer than 5 documents of a
        sample has no words.

    Raises
    ------
    InputError
        As measure_keyness, and for a number below 1.
    """
    check_number(number, where="find_theme_words", field="number")
    parts = []
    for (sample, theme), part in themes.groupby(["sample", "frame"], sort=True):
        if part["present"].all() or not part["present"].any():
            continue
        # One draw: the words are described, and p is not shown.
        words = measure_keyness(terms, split_groups(part, by="frame", target=str(theme)), draws=1)
        words = words.rename(columns={"document_frequency_target": "documents"})
        # A single letter is a part of some number, as in B-2900.
        kept = (words["log_odds"] > 0) & (words["documents"] >= MINIMUM_SPREAD) & (words["term"].str.len() > 1)
        words = words[kept].head(number)
        parts.append(words.assign(sample=str(sample), theme=str(theme), rank=np.arange(1, len(words) + 1)))
    columns = list_columns("theme_words")
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
