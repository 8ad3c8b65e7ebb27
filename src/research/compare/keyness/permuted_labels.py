"""Documents change sides: labels as they could have fallen if the sides' words did not differ."""

import numpy as np
import numpy.typing as npt
import pandas as pd

Labels = npt.NDArray[np.bool_]


def permute_labels(groups: pd.DataFrame, *, draws: int, generator: np.random.Generator) -> Labels:
    """Draw labels (true: target) for each row of sides, statements x draws.

    A family of documents that stands wholly on one side changes sides whole, and so does a document of a family that
    stands on both; the number of such units on either side stays the same. In a document with statements on both sides
    the labels move round its statements in a circle, by a step drawn for it, since neighbouring statements resemble one
    another: runs stay runs, and what a document is about weighs on neither side.
    """
    target = groups["side"].eq("target").to_numpy()
    mixed_family = pd.Series(target).groupby(groups["family"].to_numpy()).transform("nunique").gt(1)
    units = groups["document"].where(mixed_family.to_numpy(), "family " + groups["family"].astype("str"))
    codes = pd.factorize(units)[0]
    labels = np.empty((len(groups), draws), dtype=bool)
    parts = [np.flatnonzero(codes == code) for code in range(codes.max() + 1)]
    whole = [part for part in parts if target[part].all() or not target[part].any()]
    if whole:
        held = np.array([target[part[0]] for part in whole])
        drawn = generator.permuted(np.broadcast_to(held, (draws, len(held))), axis=1).T
        for part, row in zip(whole, drawn, strict=True):
            labels[part] = row
    for part in parts:
        if target[part].any() and not target[part].all():
            steps = generator.integers(0, len(part), size=draws)
            labels[part] = target[part][(np.arange(len(part))[:, None] + steps) % len(part)]
    return labels
