"""The sides of a contrast: the rows of both groups, their counts, and the factor that the contrast belongs to."""

import numpy as np
import pandas as pd

from research.compare.declared_contrasts import Contrast, Contrasts
from research.compare.omnibus import FACTORS, keep_groups
from research.compare.two_groups import TwoGroups
from research.tables import number_cells

# A contrast of years belongs to the factor whose groups are elections.
_FACTORS = {"election_year": "election"}


def list_factors(contrasts: Contrasts) -> list[str]:
    """List the factors to test before contrasts are opened: the usual ones, and those of a study's own contrasts.

    Parameters
    ----------
    contrasts : Contrasts
        The declared contrasts.

    Returns
    -------
    list of str
        Columns for test_factors.

    Examples
    --------
    >>> declared = Contrast("a-b", "A against B", "theme", ("a",), ("b",))
    >>> list_factors(Contrasts((declared,)))
    ['election', 'island', 'province', 'kind', 'office', 'mode', 'theme']
    """
    return list(dict.fromkeys([*FACTORS, *(find_factor(contrast.column) for contrast in contrasts.declared)]))


def find_factor(column: str) -> str:
    """Find the factor that a column of contrasts belongs to.

    Parameters
    ----------
    column : str
        A column of merge_frames.

    Returns
    -------
    str
        A factor of test_factors: election for election_year, else the column itself.

    Examples
    --------
    >>> find_factor("election_year"), find_factor("office")
    ('election', 'office')
    """
    return _FACTORS.get(column, column)


def split_members(rows: pd.DataFrame, contrast: Contrast) -> pd.DataFrame:
    """Keep the rows of both groups of a contrast, with the columns group (a or b) and cluster (family or document)."""
    rows = keep_groups(rows, contrast.column)
    values = rows[contrast.column].astype("str")
    members = rows.assign(group=np.where(values.isin(contrast.a), "a", np.where(values.isin(contrast.b), "b", "")))
    return members[members["group"] != ""]


def count_groups(rows: pd.DataFrame, frames: list[str]) -> TwoGroups:
    """Hits and totals by frame and cluster in each group; every cluster of the contrast has its column."""
    cells, names, places = number_cells([rows["cluster"], rows["group"], rows["frame"]])
    present = rows["present"].to_numpy(dtype=bool)
    rank = pd.Index(frames).get_indexer(names[2])
    parts = []
    for name in ("a", "b"):
        chosen = (names[1] == name)[places[1]] & (rank[places[2]] >= 0)
        for counted in (cells[present], cells):
            grid = np.zeros((len(frames), len(names[0])))
            grid[rank[places[2][chosen]], places[0][chosen]] = np.bincount(counted, minlength=len(places[0]))[chosen]
            parts.append(grid)
    return TwoGroups(*parts)
