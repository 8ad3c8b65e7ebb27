"""Other ways to weigh statements: each family once, each document once, or the groups made alike in their make-up."""

import pandas as pd

from research.compare.rows import check_rows
from research.compare.shares import measure_shares
from research.tables import returns_table

PLAIN, EQUAL = "statements", "documents"


@returns_table("rows")
def weight_families(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the column weight: one over the number of documents of the row's family in all rows: a release counts once.

    rows comes from merge_frames with families. measure_shares weights by the column where it is there; its counts of
    statements, documents and hits stay those of the rows. Raises InputError where the rows have no families.

    >>> rows = pd.DataFrame({"document": ["a", "a", "b", "c"], "family": ["a", "a", "a", "c"]})
    >>> weight_families(rows)["weight"].tolist()
    [0.5, 0.5, 0.5, 1.0]
    """
    check_rows(rows, where="weight_families: rows", columns=["sentence"], groups=["family"])
    return rows.assign(weight=1 / rows.groupby("family")["document"].transform("nunique"))


@returns_table("rows")
def weight_documents(rows: pd.DataFrame, *, by: str = "all") -> pd.DataFrame:
    """Add the column weight: one over the document's statements in the row's group, so that each document counts once.

    by is the column that will form the groups, or all. The share is then the mean of the documents' own shares. Raises
    InputError for an unknown column.

    >>> rows = pd.DataFrame({"document": ["a", "a", "b"], "sentence": [1, 2, 1], "frame": "f"})
    >>> weight_documents(rows)["weight"].tolist()
    [0.5, 0.5, 1.0]
    """
    groups = [] if by == "all" else [by]
    check_rows(rows, where="weight_documents: rows", columns=["sentence"], groups=groups)
    return rows.assign(weight=1 / rows.groupby(["document", "frame", *groups])["sentence"].transform("size"))


@returns_table("rows")
def weight_strata(rows: pd.DataFrame, *, by: str, strata: str) -> pd.DataFrame:
    """Add the columns weight and covered: every group gets the make-up, by strata, of all the rows (post-stratified).

    by is the column that will form the groups; strata (kind, office, ...) is made alike between them. A stratum that a
    group has no statement of cannot be weighted up: covered is the part of all rows whose strata the group has, and its
    share speaks of that part alone. Weights are taken as given in the interval of measure_shares, which is as a rule a
    little too wide for that. Holt and Smith 1979, Journal of the Royal Statistical Society A 142:33-46. Raises
    InputError for an unknown column.

    >>> rows = pd.DataFrame({"year": ["1", "1", "1", "2"], "kind": ["news", "news", "release", "news"], "frame": "f",
    ...                      "document": list("aabc"), "sentence": [1, 2, 1, 1]})
    >>> weight_strata(rows, by="year", strata="kind")[["weight", "covered"]].round(3).to_numpy().tolist()
    [[1.125, 1.0], [1.125, 1.0], [0.75, 1.0], [0.75, 0.75]]
    """
    check_rows(rows, where="weight_strata: rows", columns=["sentence"], groups=[by, strata])
    told = rows.drop_duplicates(["document", "sentence"])
    wanted = told[strata].value_counts(normalize=True)
    shares = told.groupby(by)[strata].value_counts(normalize=True).rename("own").reset_index()
    shares["weight"] = shares[strata].map(wanted) / shares["own"]
    covered = shares[strata].map(wanted).groupby(shares[by]).sum()
    weights = rows[[by, strata]].merge(shares[[by, strata, "weight"]], how="left", validate="many_to_one")["weight"]
    return rows.assign(weight=weights.to_numpy(dtype=float), covered=rows[by].map(covered))


@returns_table("weightings")
def compare_weightings(
    rows: pd.DataFrame, *, by: str, strata: tuple[str, ...] = ("kind", "office"), seed: int = 2026
) -> pd.DataFrame:
    """Measure the shares of statements under each weighting, side by side: the weightings table.

    weighting is statements (each counts once), documents (each counts once), or the name of a column of strata
    (post-stratified by it: weight_strata); covered is 1 for the first two. A share that moves from one weighting to the
    next hangs on the make-up of the corpus. Raises InputError for an unknown column.
    """
    check_rows(rows, where="compare_weightings: rows", columns=["sentence"], groups=[by, *strata])
    rows = rows.drop(columns=[name for name in ("weight", "covered") if name in rows.columns])
    variants = {PLAIN: rows, EQUAL: weight_documents(rows, by=by)}
    variants |= {name: weight_strata(rows, by=by, strata=name) for name in strata if name != by}
    found = []
    for name, weighted in variants.items():
        table = measure_shares(weighted, by=by, seed=seed, draws=1).assign(weighting=name)
        covered = weighted.groupby(weighted[by].astype("str"))["covered"].first() if name in strata else None
        table["covered"] = 1.0 if covered is None else table["group"].map(covered).clip(upper=1.0)
        found.append(table)
    return pd.concat(found, ignore_index=True)
