"""Partial pooling of shares: the estimates of small groups are shrunk towards the mean."""

import numpy as np
import pandas as pd
from scipy import special

from research.compare.intervals import Numbers
from research.compare.rows import check_rows
from research.tables import MINIMUM_DOCUMENTS, TOO_FEW, Fault, InputError, count_sizes, returns_table

MODEL = "model's estimate: beta-binomial documents, logit-normal groups"
# Grids: logits of a group's share, their mean, the spread between groups, the correlation within documents.
_LOGITS = np.linspace(-8, 4, 241)
_MEANS = np.linspace(-6, 2, 65)
_SPREADS = (np.arange(24) + 0.5) / 12
_CORRELATIONS = np.array([0.01, 0.03, 0.05, 0.08, 0.11, 0.15, 0.2, 0.26, 0.33, 0.41, 0.5])


@returns_table("pooled")
def pool_shares(rows: pd.DataFrame, *, frame: str, by: str = "province") -> pd.DataFrame:
    """Estimate the share of a frame in every group with a model that shrinks small groups towards the mean.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames. Clusters are families where the rows have them, else documents.
    frame : str
        The code of the frame.
    by : str
        The column whose values form the groups.

    Returns
    -------
    DataFrame
        The table pooled, a row for each group with documents: counts; share, low and high, the posterior mean and the
        middle 95 %; observed_share, hits over statements; grand_mean, the model's mean of all groups; method. With
        fewer than 5 groups the method is too few to say and nothing is estimated.

    Raises
    ------
    InputError
        For an unknown frame or column.

    Notes
    -----
    Hits of a cluster are beta-binomial with the mean of its group and one correlation within clusters; logits of the
    groups' shares are normal about a common mean. Mean, spread and correlation are integrated over a grid, with priors
    flat from logit -6 to 2 for the mean, half-normal(1) for the spread and flat for the correlation: no draws, no seed.

    References
    ----------
    Gelman, A. and Hill, J. (2007), Data analysis using regression and multilevel/hierarchical models, chapter 12.
    """
    check_rows(rows, where="pool_shares: rows")
    codes = sorted(set(rows["frame"]))
    faults = []
    if frame not in codes:
        faults.append(Fault("pool_shares", "frame", repr(frame), "a frame of the rows: " + ", ".join(codes)))
    if not isinstance(by, str) or by not in rows.columns:
        faults.append(Fault("pool_shares", "by", repr(by), "a column of the rows: " + ", ".join(rows.columns)))
    if faults:
        raise InputError(faults)
    check_rows(rows, where="pool_shares: rows", groups=[by])
    selected = rows[rows["frame"] == frame]
    selected = selected.assign(
        group=selected[by].astype("str"),
        cluster=selected["family"] if "family" in selected.columns else selected["document"],
    )
    table = count_sizes(selected, by=["group"])
    counts = selected.groupby(["group", "cluster"], sort=True)["present"].agg(["sum", "size"]).reset_index()
    table["hits"] = counts.groupby("group", sort=True)["sum"].sum().to_numpy(dtype="int64")
    table["observed_share"] = table["hits"] / table["statements"]
    if len(table) < MINIMUM_DOCUMENTS:
        table = table.assign(share=np.nan, low=np.nan, high=np.nan, grand_mean=np.nan, method=TOO_FEW)
    else:
        positions = np.unique(counts["group"].to_numpy(dtype=str), return_inverse=True)[1]
        hits, totals = counts["sum"].to_numpy(dtype=float), counts["size"].to_numpy(dtype=float)
        share, low, high, mean = integrate_shares(hits, totals, positions)
        table = table.assign(share=share, low=low, high=high, grand_mean=mean, method=MODEL)
    return table.assign(grouping=by, frame=frame)


def integrate_shares(hits: Numbers, totals: Numbers, points: np.ndarray) -> tuple[Numbers, Numbers, Numbers, float]:
    """Posterior mean and middle 95 % of each group's share, and the mean of all groups.

    points is the number of each cluster's group, from 0. The last value is the posterior mean of a group without data.
    """
    likelihood = _compute_likelihood(hits, totals, points)
    steps = (_LOGITS - _MEANS[:, None, None]) / _SPREADS[None, :, None]
    prior = np.exp(-0.5 * steps**2)
    prior /= prior.sum(axis=-1, keepdims=True)
    flat = prior.reshape(-1, len(_LOGITS))
    peaks = likelihood.max(axis=-1, keepdims=True)
    scaled = np.exp(likelihood - peaks)
    # correlation x (mean, spread) x group: how well each setting predicts each group.
    evidence = np.log(np.einsum("cgl,hl->chg", scaled, flat, optimize=True) + 1e-300)
    settings = (evidence + peaks[:, None, :, 0]).sum(axis=-1)
    settings += np.tile(-0.5 * _SPREADS**2, len(_MEANS))
    settings = np.exp(settings - settings.max())
    settings /= settings.sum()
    # A group's posterior under each setting, weighted by how likely the setting is.
    ratio = settings[:, :, None] / np.exp(evidence)
    posterior = scaled * np.einsum("chg,hl->cgl", ratio, flat, optimize=True)
    density = posterior.sum(axis=0)
    density /= density.sum(axis=-1, keepdims=True)
    shares = special.expit(_LOGITS)
    cumulated = np.cumsum(density, axis=-1)
    low, high = (np.array([np.interp(end, curve, shares) for curve in cumulated]) for end in (0.025, 0.975))
    new_group = settings.sum(axis=0) @ flat
    return density @ shares, low, high, float(new_group @ shares)


def _compute_likelihood(hits: Numbers, totals: Numbers, positions: np.ndarray) -> Numbers:
    """Log-likelihood of each group's clusters: correlation x group x logit."""
    shares = special.expit(_LOGITS)
    likelihood = np.zeros((len(_CORRELATIONS), int(positions.max()) + 1, len(_LOGITS)))
    for number, correlation in enumerate(_CORRELATIONS):
        size = (1 - correlation) / correlation
        a, b = shares * size, (1 - shares) * size
        densities = special.betaln(hits[:, None] + a, (totals - hits)[:, None] + b) - special.betaln(a, b)
        np.add.at(likelihood[number], positions, densities)
    return likelihood
