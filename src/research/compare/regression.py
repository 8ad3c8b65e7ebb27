"""Logistic regression of a frame on years, islands, offices, modes and kinds of document at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import linalg, optimize, special, stats

from research.compare.intervals import FEW_CLUSTERS, Numbers
from research.compare.rows import check_rows, keep_coded
from research.tables import MINIMUM_HITS, TOO_FEW, Fault, InputError, count_sizes, returns_table

TERMS = ("election_year", "island", "office", "mode", "kind")
GEE = "GEE, exchangeable within {unit}, bias-reduced variance, t"
FIRTH = "Firth's penalty, jackknife over {unit}, t"
_JOIN = " + "


@dataclass(frozen=True)
class _Design:
    """The design of a regression: a column of ones and one for each level that is not a reference."""

    matrix: Numbers
    names: tuple[tuple[str, str], ...]
    outcome: Numbers
    clusters: npt.NDArray[np.int64]


@returns_table("coefficients")
def fit_regression(
    rows: pd.DataFrame,
    *,
    frame: str,
    terms: Sequence[str] = TERMS,
    references: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Fit a logistic regression of one frame on several columns at once.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames. Clusters are families where the rows have them, else documents.
    frame : str
        The code of the frame.
    terms : sequence of str
        The columns whose levels are the predictors. With mode among them, coded rows alone are used (keep_coded).
    references : mapping, optional
        The reference level of a term; by default the level with the most statements.

    Returns
    -------
    DataFrame
        The table coefficients, a row for each level, references too: statements, documents, families, speakers, hits,
        odds_ratio with its 95 % interval (low, high), p (of each level by itself, not adjusted for their number),
        method and note. With fewer than 10 hits, or fewer than 15 clusters more than parameters, the method is too few
        to say and nothing is estimated.

    Raises
    ------
    InputError
        With every column, frame and reference that the rows do not have.

    Notes
    -----
    The model is a binomial GEE with exchangeable correlation within clusters, bias-reduced covariance (Mancl and
    DeRouen) and Student's t of clusters minus parameters. Where levels separate hits from the rest, or the GEE does not
    converge, it is replaced by Firth's penalised likelihood (fit_firth) with a jackknife over clusters; method says
    which was used. Levels with fewer than 10 hits are merged with one another, and with the next smallest level while
    together they have fewer than 10; the merged level has the names of all its levels. A term with one level is left
    out, as its row notes.

    References
    ----------
    Mancl, L. A. and DeRouen, T. A. (2001), A covariance estimator for GEE with improved small-sample properties.
    Biometrics 57, 126-134.
    """
    references = dict(references or {})
    _check_call(rows, frame, terms, references)
    rows = keep_coded(rows) if "mode" in terms else rows
    selected = rows[rows["frame"] == frame].sort_values(["document", "sentence"], ignore_index=True)
    selected = selected.assign(
        **{term: merge_levels(selected[term].astype("str"), selected["present"]) for term in terms}
    )
    bases = {term: _choose_reference(selected[term], references.get(term, "")) for term in terms}
    design = _build_design(selected, bases)
    unit = "families" if "family" in selected.columns else "documents"
    estimates, method = _estimate(design, unit.replace("families", "family").replace("documents", "document"))
    records: list[dict[str, Any]] = []
    for term, base in bases.items():
        sizes = count_sizes(selected, by=[term])
        sizes["hits"] = selected.groupby(term, sort=True)["present"].sum().to_numpy()
        for size in sizes.to_dict("records"):
            level = str(size[term])
            row: dict[str, Any] = {"frame": frame, "term": term, "level": level, "reference": base}
            row |= {name: size[name] for name in ("statements", "documents", "families", "speakers", "hits")}
            row |= estimates.get((term, level), dict.fromkeys(("odds_ratio", "low", "high", "p"), np.nan))
            if level == base and method != TOO_FEW:
                row["odds_ratio"] = 1.0
            single = len(sizes) == 1
            row |= {"method": method, "note": _note_level(term, level, base, design, single=single)}
            records.append(row)
    return pd.DataFrame(records)


@returns_table("coefficients")
def fit_regressions(
    rows: pd.DataFrame,
    *,
    frames: Sequence[str],
    terms: Sequence[str] = TERMS,
    references: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Fit fit_regression to each of several frames.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames.
    frames : sequence of str
        The codes of the frames.
    terms, references
        As in fit_regression.

    Returns
    -------
    DataFrame
        The tables coefficients of the frames, one under the other.

    Raises
    ------
    InputError
        As fit_regression.
    """
    tables = [fit_regression(rows, frame=frame, terms=terms, references=references) for frame in frames]
    return pd.concat(tables, ignore_index=True)


def _check_call(rows: pd.DataFrame, frame: str, terms: Sequence[str], references: Mapping[str, str]) -> None:
    check_rows(rows, where="fit_regression: rows", columns=["sentence"])
    frames = sorted(set(rows["frame"]))
    expected = "a column of the rows: " + ", ".join(rows.columns)
    faults = [Fault("fit_regression", "terms", repr(term), expected) for term in terms if term not in rows.columns]
    faults += [] if terms else [Fault("fit_regression", "terms", "none", "at least one column of the rows")]
    if frame not in frames:
        faults.append(Fault("fit_regression", "frame", repr(frame), "a frame of the rows: " + ", ".join(frames)))
    for term, level in references.items():
        levels = sorted(set(rows[term].astype("str"))) if term in rows.columns else []
        if term not in terms or level not in levels:
            expected = f"a term and one of its levels: {', '.join(levels)}" if levels else "a term of the regression"
            faults.append(Fault("fit_regression", "references", f"{term}: {level}", expected))
    if faults:
        raise InputError(faults)
    check_rows(rows, where="fit_regression: rows", groups=terms)


def merge_levels(values: pd.Series, present: pd.Series, *, minimum: int = MINIMUM_HITS) -> pd.Series:
    """Merge levels with fewer than minimum hits, and the next smallest level while together they have too few.

    Examples
    --------
    >>> values, present = pd.Series(list("aaabbcc")), pd.Series([True, True, True, True, False, False, True])
    >>> merge_levels(values, present, minimum=2).tolist()
    ['a', 'a', 'a', 'b + c', 'b + c', 'b + c', 'b + c']
    """
    hits = present.groupby(values).sum().sort_values(kind="stable")
    small = list(hits.index[hits < minimum])
    for level in hits.index[hits >= minimum]:
        if not small or hits[small].sum() >= minimum:
            break
        small.append(level)
    name = _JOIN.join(sorted(map(str, small)))
    return values.where(~values.isin(small), name)


def _choose_reference(values: pd.Series, wanted: str) -> str:
    """The requested level, or the merged one that contains it; else the level of most statements."""
    for level in sorted(set(values)):
        if wanted and wanted in level.split(_JOIN):
            return str(level)
    counts = values.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return str(counts.index[0])


def _build_design(rows: pd.DataFrame, bases: Mapping[str, str]) -> _Design:
    """Build the matrix, leaving out columns that depend linearly on those before them."""
    columns, names = [np.ones(len(rows))], [("", "")]
    for term, base in bases.items():
        for level in sorted(set(rows[term]) - {base}):
            column = (rows[term] == level).to_numpy(dtype=float)
            if np.linalg.matrix_rank(np.column_stack([*columns, column])) > len(columns):
                columns.append(column)
                names.append((term, level))
    unit = rows["family"] if "family" in rows.columns else rows["document"]
    clusters = np.unique(unit.to_numpy(dtype=str), return_inverse=True)[1]
    return _Design(np.column_stack(columns), tuple(names), rows["present"].to_numpy(dtype=float), clusters)


def _note_level(term: str, level: str, base: str, design: _Design, *, single: bool) -> str:
    notes = [f"levels of under {MINIMUM_HITS} hits merged"] if _JOIN in level else []
    if single:
        notes.append("one level is left: the term is not in the model")
    elif level == base:
        notes.append("reference")
    elif (term, level) not in design.names:
        notes.append("cannot be told apart from the levels before it: not in the model")
    return "; ".join(notes)


def _estimate(design: _Design, unit: str) -> tuple[dict[tuple[str, str], dict[str, float]], str]:
    """Odds ratios with their intervals and p by term and level, and the method that gave them."""
    clusters, parameters = len(set(design.clusters)), design.matrix.shape[1]
    hits = design.outcome.sum()
    if hits < MINIMUM_HITS or len(design.outcome) - hits < MINIMUM_HITS or clusters - parameters < FEW_CLUSTERS:
        return {}, TOO_FEW
    fitted = None if find_separation(design.matrix, design.outcome) else _fit_gee(design)
    method = GEE
    if fitted is None:
        fitted, method = _jackknife_firth(design), FIRTH
    values, errors = fitted
    freedom = clusters - parameters
    reach = stats.t.ppf(0.975, freedom) * errors
    p = 2 * stats.t.sf(np.abs(values) / errors, freedom)
    ratios = {
        name: {
            "odds_ratio": float(np.exp(values[position])),
            "low": float(np.exp(values[position] - reach[position])),
            "high": float(np.exp(values[position] + reach[position])),
            "p": float(p[position]),
        }
        for position, name in enumerate(design.names)
    }
    return ratios, method.format(unit=unit)


def _fit_gee(design: _Design) -> tuple[Numbers, Numbers] | None:
    """Coefficients and bias-reduced standard errors; None where the fit does not converge."""
    import warnings

    import statsmodels.api as sm  # type: ignore[import-untyped]

    structure = sm.cov_struct.Exchangeable()
    model = sm.GEE(design.outcome, design.matrix, design.clusters, family=sm.families.Binomial(), cov_struct=structure)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            fit = model.fit(cov_type="bias_reduced", maxiter=200)
        except (Warning, np.linalg.LinAlgError):
            return None
    values, errors = np.asarray(fit.params, dtype=float), np.asarray(fit.bse, dtype=float)
    settled = fit.converged and np.isfinite(errors).all() and bool((errors > 0).all())
    return (values, errors) if settled else None


def find_separation(matrix: Numbers, outcome: Numbers) -> bool:
    """Whether a linear combination of the columns separates hits from the rest, so that no fit is finite.

    A linear programme looks for a direction in which every row moves towards its own outcome or stays, and at least one
    moves (Konis 2007, Linear programming algorithms for detecting separated data in binary logistic regression models,
    Oxford).

    Examples
    --------
    >>> ones = np.ones(4)
    >>> find_separation(np.column_stack([ones, [0.0, 0, 1, 1]]), np.array([0.0, 1, 1, 1]))
    True
    >>> find_separation(np.column_stack([ones, [0.0, 0, 1, 1]]), np.array([0.0, 1, 0, 1]))
    False
    """
    signed = np.unique(matrix * (2 * outcome - 1)[:, None], axis=0)
    solution = optimize.linprog(
        -signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=[(-1, 1)] * matrix.shape[1]
    )
    return solution.fun is not None and bool(solution.fun < -1e-6)


def fit_firth(matrix: Numbers, outcome: Numbers, *, start: Numbers | None = None) -> Numbers:
    """Fit a logistic regression by Firth's penalised likelihood, which is finite even under separation.

    Parameters
    ----------
    matrix : array of float
        The design matrix, observations x parameters.
    outcome : array of float
        0 or 1 for each observation.
    start : array of float, optional
        Initial coefficients; zeros by default.

    Returns
    -------
    array of float
        The coefficients.

    Raises
    ------
    InputError
        Where the columns are linearly dependent, or 200 steps do not converge.

    Notes
    -----
    Newton's method on the modified score X'(y - m + h(1/2 - m)), with h the diagonal of the hat matrix, as in R's
    logistf.

    References
    ----------
    Firth, D. (1993), Bias reduction of maximum likelihood estimates. Biometrika 80, 27-38.

    Heinze, G. and Schemper, M. (2002), A solution to the problem of separation in logistic regression. Statistics in
    Medicine 21, 2409-2419.

    Examples
    --------
    >>> fit_firth(np.ones((10, 1)), np.zeros(10)).round(4).tolist()
    [-3.0445]
    """
    if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        raise InputError([Fault("fit_firth", "matrix", "columns that tell the same", "none that others tell")])
    values = np.zeros(matrix.shape[1]) if start is None else start
    for _ in range(200):
        means = special.expit(matrix @ values)
        weights = means * (1 - means)
        inverse = linalg.inv((matrix * weights[:, None]).T @ matrix)
        hat = weights * np.einsum("ij,jk,ik->i", matrix, inverse, matrix)
        step = inverse @ (matrix.T @ (outcome - means + hat * (0.5 - means)))
        # Steps are limited to 5, so that the first ones do not overshoot.
        values = values + step * min(1.0, 5 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-8:
            return np.asarray(values)
    raise InputError([Fault("fit_firth", "fit", "no end after 200 steps", "one that settles", "merge small levels")])


def _jackknife_firth(design: _Design) -> tuple[Numbers, Numbers]:
    """Firth's coefficients, and standard errors by leaving out one cluster at a time."""
    values = fit_firth(design.matrix, design.outcome)
    clusters = int(design.clusters.max()) + 1
    others = np.empty((clusters, len(values)))
    for number in range(clusters):
        kept = design.clusters != number
        others[number] = _refit_firth(design.matrix[kept], design.outcome[kept], values)
    errors = np.sqrt((clusters - 1) / clusters * ((others - values) ** 2).sum(axis=0))
    return values, errors


def _refit_firth(matrix: Numbers, outcome: Numbers, values: Numbers) -> Numbers:
    """Fit without a cluster; a level that occurs in no other cluster keeps its coefficient."""
    estimable = matrix.any(axis=0)
    refitted = values.copy()
    refitted[estimable] = fit_firth(matrix[:, estimable], outcome, start=values[estimable])
    return refitted
