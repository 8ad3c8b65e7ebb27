"""Frames to shares and contrasts: how often each frame is used in each group, with honest intervals.

A room of several modules; its public names are these.
"""

from research.compare.contrasts import SUPPORTED, UNSUPPORTED, measure_contrasts
from research.compare.declaring import Contrast, Contrasts, check_contrasts, find_undeclared, read_contrasts
from research.compare.intervals import (
    EXACT,
    FEW,
    LOGIT,
    LOGIT_FAMILY,
    WILSON,
    WILSON_FAMILY,
    bound_difference,
    bound_exact,
    bound_logit,
    bound_ratio,
    bound_shares,
    bound_wilson,
    estimate_share,
    measure_moments,
)
from research.compare.joining import (
    DOCUMENT_COLUMNS,
    NATIONAL_GROUP,
    STATEMENT_COLUMNS,
    count_hits,
    count_pairs,
    count_sizes,
    join_frames,
    keep_coded,
    keep_framed,
    pick_largest,
)
from research.compare.permuting import (
    compute_probability,
    compute_statistics,
    draw_labels,
    invert_test,
    shift_difference,
    shift_ratio,
)
from research.compare.pooling import pool_provinces
from research.compare.regression import fit_firth, fit_regression, fit_regressions
from research.compare.shares import measure_composition, measure_provinces, measure_shares
from research.compare.sides import Sides, join_intervals
from research.compare.weighting import compare_weightings, weigh_documents, weigh_families, weigh_strata
from research.tables import MINIMUM_DOCUMENTS, TOO_FEW

__all__ = [
    "DOCUMENT_COLUMNS",
    "EXACT",
    "FEW",
    "LOGIT",
    "LOGIT_FAMILY",
    "MINIMUM_DOCUMENTS",
    "NATIONAL_GROUP",
    "STATEMENT_COLUMNS",
    "SUPPORTED",
    "TOO_FEW",
    "UNSUPPORTED",
    "WILSON",
    "WILSON_FAMILY",
    "Contrast",
    "Contrasts",
    "Sides",
    "bound_difference",
    "bound_exact",
    "bound_logit",
    "bound_ratio",
    "bound_shares",
    "bound_wilson",
    "check_contrasts",
    "compare_weightings",
    "compute_probability",
    "compute_statistics",
    "count_hits",
    "count_pairs",
    "count_sizes",
    "draw_labels",
    "estimate_share",
    "find_undeclared",
    "fit_firth",
    "fit_regression",
    "fit_regressions",
    "invert_test",
    "join_frames",
    "join_intervals",
    "keep_coded",
    "keep_framed",
    "measure_composition",
    "measure_contrasts",
    "measure_moments",
    "measure_provinces",
    "measure_shares",
    "pick_largest",
    "pool_provinces",
    "read_contrasts",
    "shift_difference",
    "shift_ratio",
    "weigh_documents",
    "weigh_families",
    "weigh_strata",
]
