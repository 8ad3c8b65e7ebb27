"""All differences at once: a logistic regression of a frame on years, islands, offices, modes and kinds of document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import linalg, optimize, special, stats

from research.compare.intervals import FEW_CLUSTERS, Numbers
from research.compare.rows import check_rows, count_sizes, keep_coded
from research.tables import MINIMUM_HITS, TOO_FEW, Fault, InputError, returns_table

TERMS = ("election_year", "island", "office", "mode", "kind")
GEE = "GEE, exchangeable within {unit}, bias-reduced variance, t"
FIRTH = "Firth's penalty, jackknife over {unit}, t"
_JOIN = " + "


@dataclass(frozen=True)
class _Design:
    """The matrix of a regression: one column a level that is no reference, and one of ones in front."""

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
    """Fit a logistic regression of one frame on several columns at once: the coefficients table.

    rows comes from merge_frames. The model is a GEE, binomial, exchangeable within documents (families, where the rows
    have them), with Mancl and DeRouen's bias-reduced covariance (Biometrics 2001, 57:126-134) and t of clusters less
    parameters. Where levels separate hits from the rest, or the GEE does not settle, Firth's penalised likelihood
    takes its place (fit_firth), its variance by leaving out one cluster at a time; method says so. Levels of under 10
    hits are merged with one another, and with the next smallest level while they have under 10 together; a merged level
    is named after all that are in it, and a term of one level is left out (its row says so). references gives the
    reference level of a term, else the level of most statements. A term mode uses coded rows alone (keep_coded).

    Returns a row for each level, references too: statements, documents, families, speakers, hits, odds_ratio, low, high
    (95 %), p (of each level by itself, not corrected for the number of levels), method, note. Under 10 hits, or under
    15 clusters more than parameters, nothing is estimated: too few to say. Raises InputError with every column, frame
    and reference that the rows do not have.
    """
    references = dict(references or {})
    _check_call(rows, frame, terms, references)
    rows = keep_coded(rows) if "mode" in terms else rows
    own = rows[rows["frame"] == frame].sort_values(["document", "sentence"], ignore_index=True)
    own = own.assign(**{term: merge_levels(own[term].astype("str"), own["present"]) for term in terms})
    bases = {term: _choose_reference(own[term], references.get(term, "")) for term in terms}
    design = _build_design(own, bases)
    unit = "families" if "family" in own.columns else "documents"
    estimates, method = _estimate(design, unit.replace("families", "family").replace("documents", "document"))
    found: list[dict[str, Any]] = []
    for term, base in bases.items():
        sizes = count_sizes(own, by=[term])
        sizes["hits"] = own.groupby(term, sort=True)["present"].sum().to_numpy()
        for size in sizes.to_dict("records"):
            level = str(size[term])
            row: dict[str, Any] = {"frame": frame, "term": term, "level": level, "reference": base}
            row |= {name: size[name] for name in ("statements", "documents", "families", "speakers", "hits")}
            row |= estimates.get((term, level), dict.fromkeys(("odds_ratio", "low", "high", "p"), np.nan))
            if level == base and method != TOO_FEW:
                row["odds_ratio"] = 1.0
            alone = len(sizes) == 1
            row |= {"method": method, "note": _note_level(term, level, base, design, alone=alone)}
            found.append(row)
    return pd.DataFrame(found)


@returns_table("coefficients")
def fit_regressions(
    rows: pd.DataFrame,
    *,
    frames: Sequence[str],
    terms: Sequence[str] = TERMS,
    references: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Fit fit_regression to each of several frames: their coefficients, one table under the other."""
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
        known = sorted(set(rows[term].astype("str"))) if term in rows.columns else []
        if term not in terms or level not in known:
            expected = f"a term and one of its levels: {', '.join(known)}" if known else "a term of the regression"
            faults.append(Fault("fit_regression", "references", f"{term}: {level}", expected))
    if faults:
        raise InputError(faults)
    check_rows(rows, where="fit_regression: rows", groups=terms)


def merge_levels(values: pd.Series, present: pd.Series, *, minimum: int = MINIMUM_HITS) -> pd.Series:
    """Merge levels of under minimum hits with one another, and with the next smallest while they have too few together.

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
    """The level asked for, or the merged one that it is in; else that of most statements, by the alphabet if tied."""
    for level in sorted(set(values)):
        if wanted and wanted in level.split(_JOIN):
            return str(level)
    counts = values.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return str(counts.index[0])


def _build_design(rows: pd.DataFrame, bases: Mapping[str, str]) -> _Design:
    """Build the matrix, leaving out columns that the ones before them already tell."""
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


def _note_level(term: str, level: str, base: str, design: _Design, *, alone: bool) -> str:
    notes = [f"levels of under {MINIMUM_HITS} hits merged"] if _JOIN in level else []
    if alone:
        notes.append("one level is left: the term is not in the model")
    elif level == base:
        notes.append("reference")
    elif (term, level) not in design.names:
        notes.append("cannot be told apart from the levels before it: not in the model")
    return "; ".join(notes)


def _estimate(design: _Design, unit: str) -> tuple[dict[tuple[str, str], dict[str, float]], str]:
    """Odds ratios with their ends and p by term and level, and the method that gave them."""
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
    found = {
        name: {
            "odds_ratio": float(np.exp(values[place])),
            "low": float(np.exp(values[place] - reach[place])),
            "high": float(np.exp(values[place] + reach[place])),
            "p": float(p[place]),
        }
        for place, name in enumerate(design.names)
    }
    return found, method.format(unit=unit)


def _fit_gee(design: _Design) -> tuple[Numbers, Numbers] | None:
    """Coefficients and bias-reduced standard errors; none where the fit does not settle."""
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
    """Whether some combination of the columns parts hits from the rest, wholly or nearly, so that no fit is finite.

    Looks for a direction in which every row moves towards its own outcome or stays, and one at least moves: a linear
    programme (Konis 2007, Linear programming algorithms for detecting separated data in binary logistic regression
    models, Oxford).

    >>> ones = np.ones(4)
    >>> find_separation(np.column_stack([ones, [0.0, 0, 1, 1]]), np.array([0.0, 1, 1, 1]))
    True
    >>> find_separation(np.column_stack([ones, [0.0, 0, 1, 1]]), np.array([0.0, 1, 0, 1]))
    False
    """
    signed = np.unique(matrix * (2 * outcome - 1)[:, None], axis=0)
    found = optimize.linprog(
        -signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=[(-1, 1)] * matrix.shape[1]
    )
    return found.fun is not None and bool(found.fun < -1e-6)


def fit_firth(matrix: Numbers, outcome: Numbers, *, start: Numbers | None = None) -> Numbers:
    """Coefficients of a logistic regression by Firth's penalised likelihood, finite however the levels separate.

    Newton's method on the modified score X'(y - m + h(1/2 - m)), with h the diagonal of the hat matrix (Firth 1993,
    Biometrika 80:27-38; Heinze and Schemper 2002, Statistics in Medicine 21:2409-2419; R's logistf). start is where to
    begin. Raises InputError where columns tell the same, or 200 steps do not settle it.

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
        # A step of more than 5 is halved until it is none, lest the first ones overshoot.
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
        others[number] = _fit_without(design.matrix[kept], design.outcome[kept], values)
    errors = np.sqrt((clusters - 1) / clusters * ((others - values) ** 2).sum(axis=0))
    return values, errors


def _fit_without(matrix: Numbers, outcome: Numbers, values: Numbers) -> Numbers:
    """Fit again without a cluster; a level that only the cluster had keeps the coefficient it had with it."""
    known = matrix.any(axis=0)
    found = values.copy()
    found[known] = fit_firth(matrix[:, known], outcome, start=values[known])
    return found
