"""Weights of statements: each family once, each document once, or groups post-stratified to one composition."""

import pandas as pd

from research.compare.rows import check_rows
from research.compare.shares import measure_shares
from research.tables import returns_table

PLAIN, EQUAL = "statements", "documents"


@returns_table("rows")
def weight_families(rows: pd.DataFrame) -> pd.DataFrame:
    """Add weights that count each family of documents once.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames with families.

    Returns
    -------
    DataFrame
        The table rows with the column weight: 1 over the number of documents of the row's family. measure_shares uses
        the weights; its counts of statements, documents and hits stay unweighted.

    Raises
    ------
    InputError
        Where the rows have no families.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": ["a", "a", "b", "c"], "family": ["a", "a", "a", "c"], "frame": "f",
    ...                      "sentence": [1, 2, 1, 1], "present": True})
    >>> weight_families(rows)["weight"].tolist()
    [0.5, 0.5, 0.5, 1.0]
    """
    check_rows(rows, where="weight_families: rows", columns=["sentence"], groups=["family"])
    return rows.assign(weight=1 / rows.groupby("family")["document"].transform("nunique"))


@returns_table("rows")
def weight_documents(rows: pd.DataFrame, *, by: str = "all") -> pd.DataFrame:
    """Add weights that count each document once, so that a share is the mean of the documents' shares.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames.
    by : str
        The column whose values will form the groups, or all.

    Returns
    -------
    DataFrame
        The table rows with the column weight: 1 over the number of statements of the document in the row's group.

    Raises
    ------
    InputError
        For an unknown column.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": ["a", "a", "b"], "sentence": [1, 2, 1], "frame": "f", "present": True})
    >>> weight_documents(rows)["weight"].tolist()
    [0.5, 0.5, 1.0]
    """
    groups = [] if by == "all" else [by]
    check_rows(rows, where="weight_documents: rows", columns=["sentence"], groups=groups)
    return rows.assign(weight=1 / rows.groupby(["document", "frame", *groups])["sentence"].transform("size"))


@returns_table("rows")
def weight_strata(rows: pd.DataFrame, *, by: str, strata: str) -> pd.DataFrame:
    """Add weights that give every group the composition of all rows by strata (post-stratification).

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames.
    by : str
        The column whose values will form the groups.
    strata : str
        The column whose composition is equalised, such as kind or office.

    Returns
    -------
    DataFrame
        The table rows with weight and covered: the part of all rows, from 0 to 1, in strata that the group has. A
        stratum without statements in a group cannot be weighted, and the share describes the part covered.

    Raises
    ------
    InputError
        For an unknown column.

    Notes
    -----
    The interval of measure_shares takes the weights as fixed, which makes it slightly too wide as a rule.

    References
    ----------
    Holt, D. and Smith, T. M. F. (1979), Post stratification. Journal of the Royal Statistical Society A 142, 33-46.

    Examples
    --------
    >>> rows = pd.DataFrame({"year": ["1", "1", "1", "2"], "kind": ["news", "news", "release", "news"], "frame": "f",
    ...                      "document": list("aabc"), "sentence": [1, 2, 1, 1], "present": True})
    >>> weight_strata(rows, by="year", strata="kind")[["weight", "covered"]].round(3).to_numpy().tolist()
    [[1.125, 1.0], [1.125, 1.0], [0.75, 1.0], [0.75, 0.75]]
    """
    check_rows(rows, where="weight_strata: rows", columns=["sentence"], groups=[by, strata])
    statements = rows.drop_duplicates(["document", "sentence"])
    standard = statements[strata].value_counts(normalize=True)
    shares = statements.groupby(by)[strata].value_counts(normalize=True).rename("share").reset_index()
    shares["weight"] = shares[strata].map(standard) / shares["share"]
    covered = shares[strata].map(standard).groupby(shares[by]).sum()
    weights = rows[[by, strata]].merge(shares[[by, strata, "weight"]], how="left", validate="many_to_one")["weight"]
    return rows.assign(weight=weights.to_numpy(dtype=float), covered=rows[by].map(covered))


@returns_table("weightings")
def compare_weightings(
    rows: pd.DataFrame, *, by: str, strata: tuple[str, ...] = ("kind", "office"), seed: int = 2026
) -> pd.DataFrame:
    """Measure the shares of statements under each weighting.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames.
    by : str
        The column whose values form the groups.
    strata : tuple of str
        Columns to post-stratify by, one weighting each.
    seed : int
        Seed of measure_shares.

    Returns
    -------
    DataFrame
        The table weightings: the columns of shares, weighting (statements, each counts once; documents, each counts
        once; or a column of strata) and covered (weight_strata; 1 for the first two). A share that differs between
        weightings depends on the composition of the corpus.

    Raises
    ------
    InputError
        For an unknown column.
    """
    check_rows(rows, where="compare_weightings: rows", columns=["sentence"], groups=[by, *strata])
    rows = rows.drop(columns=[name for name in ("weight", "covered") if name in rows.columns])
    variants = {PLAIN: rows, EQUAL: weight_documents(rows, by=by)}
    variants |= {name: weight_strata(rows, by=by, strata=name) for name in strata if name != by}
    parts = []
    for name, weighted in variants.items():
        table = measure_shares(weighted, by=by, seed=seed, draws=1).assign(weighting=name)
        covered = weighted.groupby(weighted[by].astype("str"))["covered"].first() if name in strata else None
        table["covered"] = 1.0 if covered is None else table["group"].map(covered).clip(upper=1.0)
        parts.append(table)
    return pd.concat(parts, ignore_index=True)
