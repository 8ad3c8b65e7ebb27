"""Groups that one speaker fills, and intervals with the speaker as the unit beside those with the document."""

from typing import Any

import pandas as pd

from research.compare.intervals import estimate_share
from research.compare.omnibus import keep_groups, split_samples
from research.compare.rows import check_rows
from research.tables import list_columns, returns_table

# One speaker fills a group of which he has at least this part of the statements or documents.
FILLED = 0.5


@returns_table("speaker_clusters")
def measure_speaker_clusters(rows: pd.DataFrame, *, by: str = "office") -> pd.DataFrame:
    """Measure how much of each group is one speaker, and the shares' intervals by document and by speaker.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames. A name is taken for one speaker in all documents of a sample, which two people of one name
        would make wrong. Where the rows have a column sample, each sample is measured apart.
    by : str
        The column whose values form the groups.

    Returns
    -------
    DataFrame
        The table speaker_clusters, sorted: for each sample, group and frame the speaker with the largest part of the
        statements or documents (of several the first by name), how many are his, and whether that is half or more
        (filled); share with its 95 % interval by document or family (low, high), and by speaker (speaker_low,
        speaker_high; speakers counts them). A document's statements without a name are a speaker of their own.

    Raises
    ------
    InputError
        For a column that the rows do not have.
    """
    check_rows(rows, where="measure_speaker_clusters: rows", columns=["sentence", "speaker"], groups=[by])
    records = []
    for sample, part in split_samples(rows):
        for group, members in keep_groups(part, by).groupby(by, sort=True):
            statements = members.drop_duplicates(["document", "sentence"])
            filler = _find_filler(statements)
            unnamed = members["speaker"] == ""
            members = members.assign(name=members["speaker"].mask(unnamed, "\n" + members["document"]))
            for frame, chosen in members.groupby("frame", sort=True):
                header = {"sample": sample, "group": str(group), "frame": str(frame)}
                records.append(header | filler | _bound_both(chosen))
    return pd.DataFrame(records) if records else pd.DataFrame(columns=list_columns("speaker_clusters"))


def _find_filler(statements: pd.DataFrame) -> dict[str, Any]:
    sizes = {"statements": len(statements), "documents": statements["document"].nunique()}
    counts = statements[statements["speaker"] != ""].groupby("speaker", sort=True)["document"].agg(["size", "nunique"])
    if counts.empty:
        return sizes | {"speaker": "", "speaker_statements": 0, "speaker_documents": 0, "filled": False}
    parts = pd.concat([counts["size"] / sizes["statements"], counts["nunique"] / sizes["documents"]], axis=1).max(
        axis=1
    )
    name = str(parts.idxmax())
    theirs = statements[statements["speaker"] == name]
    found = {"speaker": name, "speaker_statements": len(theirs), "speaker_documents": theirs["document"].nunique()}
    return sizes | found | {"filled": bool(parts.max() >= FILLED)}


def _bound_both(rows: pd.DataFrame) -> dict[str, Any]:
    """The share, its interval by cluster and by speaker, and the number of speakers."""
    ends: dict[str, Any] = {}
    for unit, prefix in (("cluster", ""), ("name", "speaker_")):
        counts = rows.groupby(unit, sort=True)["present"].agg(["sum", "size"])
        _, low, high, _ = estimate_share(counts["sum"].to_numpy(), counts["size"].to_numpy())
        ends |= {f"{prefix}low": low, f"{prefix}high": high}
    return {
        "hits": int(rows["present"].sum()),
        "share": rows["present"].mean(),
        **ends,
        "speakers": rows["name"].nunique(),
    }
