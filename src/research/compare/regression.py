"""Logistic regression of a frame on years, islands, offices, modes and kinds of document at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from research.compare.intervals import FEW_CLUSTERS
from research.compare.regression_fits import Design, Fit, fit_design, test_term
from research.compare.rows import check_rows, keep_coded
from research.tables import MINIMUM_HITS, TOO_FEW, Fault, InputError, count_sizes, returns_table

TERMS = ("election_year", "island", "office", "mode", "kind")
# A level of fewer documents has too few clusters of its own for the covariance; see benchmarks/regression.py.
MINIMUM_LEVEL = 10
_JOIN = " + "


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
        odds_ratio with its 95 % interval (low, high), p (of each level by itself, not adjusted for their number), the
        joint test that no level of the term differs (joint_f, joint_df, joint_df_denominator, joint_p, the same in all
        rows of the term), method and note. With fewer than 10 hits, or fewer than 15 clusters more than parameters, the
        method is too few to say and nothing is estimated.

    Raises
    ------
    InputError
        With every column, frame and reference that the rows do not have.

    Notes
    -----
    The frames are taken as true: errors of a coder are not corrected here, as correct_shares corrects shares.

    The model is a binomial GEE with exchangeable correlation within clusters, bias-reduced covariance (Mancl and
    DeRouen) and Student's t of clusters minus parameters. Where levels separate hits from the rest, or the GEE does not
    converge, it is replaced by Firth's penalised likelihood (fit_penalised); method says which was used. Levels with
    fewer than 10 documents (families) are merged with one another, and with the next smallest level while together they
    have fewer than 10; the merged level has the names of all its levels. A term with one level is left out, as its row
    notes. The joint test is Wald's with Hotelling's correction (test_term).

    References
    ----------
    Mancl, L. A. and DeRouen, T. A. (2001), A covariance estimator for GEE with improved small-sample properties.
    Biometrics 57, 126-134.
    """
    references = dict(references or {})
    _check_call(rows, frame, terms, references)
    rows = keep_coded(rows) if "mode" in terms else rows
    selected = rows[rows["frame"] == frame].sort_values(["document", "sentence"], ignore_index=True)
    units = selected["family" if "family" in selected.columns else "document"]
    merged = {term: merge_levels(selected[term].astype("str"), units) for term in terms}
    selected = selected.assign(**merged)
    bases = {term: _choose_reference(selected[term], references.get(term, "")) for term in terms}
    design = _build_design(selected, bases, units)
    fit = _fit(design)
    method = fit.method.format(unit="family" if "family" in selected.columns else "document") if fit else TOO_FEW
    estimates = _estimate(design, fit) if fit else {}
    records: list[dict[str, Any]] = []
    for term, base in bases.items():
        sizes = count_sizes(selected, by=[term])
        sizes["hits"] = selected.groupby(term, sort=True)["present"].sum().to_numpy()
        joint = _test_jointly(design, fit, term)
        for size in sizes.to_dict("records"):
            level = str(size[term])
            row: dict[str, Any] = {"frame": frame, "term": term, "level": level, "reference": base}
            row |= {name: size[name] for name in ("statements", "documents", "families", "speakers", "hits")}
            row |= estimates.get((term, level), dict.fromkeys(("odds_ratio", "low", "high", "p"), np.nan))
            if level == base and fit:
                row["odds_ratio"] = 1.0
            single = len(sizes) == 1
            row |= joint | {"method": method, "note": _note_level(term, level, base, design, single=single)}
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
    frames = sorted(rows["frame"].unique())
    expected = "a column of the rows: " + ", ".join(rows.columns)
    faults = [Fault("fit_regression", "terms", repr(term), expected) for term in terms if term not in rows.columns]
    faults += [] if terms else [Fault("fit_regression", "terms", "none", "at least one column of the rows")]
    if frame not in frames:
        faults.append(Fault("fit_regression", "frame", repr(frame), "a frame of the rows: " + ", ".join(frames)))
    for term, level in references.items():
        levels = sorted(rows[term].astype("str").unique()) if term in rows.columns else []
        if term not in terms or level not in levels:
            expected = f"a term and one of its levels: {', '.join(levels)}" if levels else "a term of the regression"
            faults.append(Fault("fit_regression", "references", f"{term}: {level}", expected))
    if faults:
        raise InputError(faults)
    check_rows(rows, where="fit_regression: rows", groups=terms)


def merge_levels(values: pd.Series, units: pd.Series, *, minimum: int = MINIMUM_LEVEL) -> pd.Series:
    """Merge levels of fewer than minimum units, and the next smallest level while together they have too few.

    The units are documents or families. The outcome decides nothing here: levels merged by their hits would put low
    ones together and hold every other level against them.

    Examples
    --------
    >>> values, units = pd.Series(list("aaabbcd")), pd.Series([1, 2, 3, 1, 2, 3, 4])
    >>> merge_levels(values, units, minimum=2).tolist()
    ['a', 'a', 'a', 'b', 'b', 'c + d', 'c + d']
    """
    counts = units.groupby(values).nunique().sort_values(kind="stable")
    small = list(counts.index[counts < minimum])
    for level in counts.index[counts >= minimum]:
        if not small or units[values.isin(small)].nunique() >= minimum:
            break
        small.append(level)
    name = _JOIN.join(sorted(map(str, small)))
    return values.where(~values.isin(small), name)


def _choose_reference(values: pd.Series, wanted: str) -> str:
    """The requested level, or the merged one that contains it; else the level of most statements."""
    for level in sorted(values.unique()):
        if wanted and wanted in level.split(_JOIN):
            return str(level)
    counts = values.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return str(counts.index[0])


def _build_design(rows: pd.DataFrame, bases: Mapping[str, str], units: pd.Series) -> Design:
    """Build the matrix, leaving out columns that depend linearly on those before them."""
    columns, names = [np.ones(len(rows))], [("", "")]
    for term, base in bases.items():
        for level in sorted(set(rows[term].unique()) - {base}):
            column = (rows[term] == level).to_numpy(dtype=float)
            if np.linalg.matrix_rank(np.column_stack([*columns, column])) > len(columns):
                columns.append(column)
                names.append((term, level))
    clusters = np.unique(units.to_numpy(dtype=str), return_inverse=True)[1]
    return Design(np.column_stack(columns), tuple(names), rows["present"].to_numpy(dtype=float), clusters)


def _note_level(term: str, level: str, base: str, design: Design, *, single: bool) -> str:
    notes = [f"levels of under {MINIMUM_LEVEL} documents merged"] if _JOIN in level else []
    if single:
        notes.append("one level is left: the term is not in the model")
    elif level == base:
        notes.append("reference")
    elif (term, level) not in design.names:
        notes.append("cannot be told apart from the levels before it: not in the model")
    return "; ".join(notes)


def _fit(design: Design) -> Fit | None:
    """The fit; None where there are too few hits or clusters."""
    hits = design.outcome.sum()
    few = hits < MINIMUM_HITS or len(design.outcome) - hits < MINIMUM_HITS or design.freedom < FEW_CLUSTERS
    return None if few else fit_design(design)


def _estimate(design: Design, fit: Fit) -> dict[tuple[str, str], dict[str, float]]:
    """Odds ratios with their intervals and p by term and level."""
    errors = np.sqrt(np.diag(fit.covariance))
    reach = stats.t.ppf(0.975, design.freedom) * errors
    p = 2 * stats.t.sf(np.abs(fit.values) / errors, design.freedom)
    ends = (fit.values, fit.values - reach, fit.values + reach)
    columns = [*(np.exp(end) for end in ends), p]
    return {
        name: dict(zip(("odds_ratio", "low", "high", "p"), map(float, numbers), strict=True))
        for name, *numbers in zip(design.names, *columns, strict=True)
    }


def _test_jointly(design: Design, fit: Fit | None, term: str) -> dict[str, float]:
    positions = [place for place, (name, _) in enumerate(design.names) if name == term]
    if fit is None:
        return dict.fromkeys(("joint_f", "joint_df", "joint_df_denominator", "joint_p"), np.nan)
    return test_term(fit, positions, design.freedom)
