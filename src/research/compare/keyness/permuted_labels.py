"""Permutation of whole documents between target and reference."""

import numpy as np
import numpy.typing as npt
import pandas as pd

Labels = npt.NDArray[np.bool_]


def permute_labels(groups: pd.DataFrame, *, draws: int, generator: np.random.Generator) -> Labels:
    """Draw labels (true: target) for each row of the groups, statements x draws.

    A family of documents that is in one group only is permuted as a whole, and so is a document of a family that is in
    both; the number of such units in each group stays the same. In a document with statements in both groups the
    sequence of labels is rotated by a random number of statements, since neighbouring statements resemble one another:
    runs stay runs, and the subject of the document favours neither group.
    """
    target = groups["side"].eq("target").to_numpy()
    mixed_family = pd.Series(target).groupby(groups["family"].to_numpy()).transform("nunique").gt(1)
    units = groups["document"].where(mixed_family.to_numpy(), "family " + groups["family"].astype("str"))
    codes = pd.factorize(units)[0]
    labels = np.empty((len(groups), draws), dtype=bool)
    parts = [np.flatnonzero(codes == code) for code in range(codes.max() + 1)]
    whole = [part for part in parts if target[part].all() or not target[part].any()]
    if whole:
        labels_of_units = np.array([target[part[0]] for part in whole])
        drawn = generator.permuted(np.broadcast_to(labels_of_units, (draws, len(labels_of_units))), axis=1).T
        for part, row in zip(whole, drawn, strict=True):
            labels[part] = row
    for part in parts:
        if target[part].any() and not target[part].all():
            steps = generator.integers(0, len(part), size=draws)
            labels[part] = target[part][(np.arange(len(part))[:, None] + steps) % len(part)]
    return labels
