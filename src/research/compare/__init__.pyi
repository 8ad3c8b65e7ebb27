from .contrasts import (
    SUPPORTED as SUPPORTED,
    UNSUPPORTED as UNSUPPORTED,
    measure_contrasts as measure_contrasts,
)
from .correction.corrected_shares import (
    BY_STATEMENT as BY_STATEMENT,
    correct_differences as correct_differences,
    correct_shares as correct_shares,
    subtract_corrections as subtract_corrections,
)
from .correction.estimates import (
    Correction as Correction,
    estimate_correction as estimate_correction,
    estimate_population as estimate_population,
)
from .declared_contrasts import (
    Contrast as Contrast,
    Contrasts as Contrasts,
    check_contrasts as check_contrasts,
    find_undeclared as find_undeclared,
    read_contrasts as read_contrasts,
)
from .intervals import (
    EXACT as EXACT,
    FEW as FEW,
    LOGIT as LOGIT,
    LOGIT_FAMILY as LOGIT_FAMILY,
    WILSON as WILSON,
    WILSON_FAMILY as WILSON_FAMILY,
    bound_difference as bound_difference,
    bound_exact as bound_exact,
    bound_logit as bound_logit,
    bound_ratio as bound_ratio,
    bound_shares as bound_shares,
    bound_wilson as bound_wilson,
    estimate_share as estimate_share,
    measure_moments as measure_moments,
)
from .keyness.log_odds import (
    MINIMUM_SPREAD as MINIMUM_SPREAD,
    ONE_PLACE as ONE_PLACE,
    find_log_odds as find_log_odds,
    locate_term as locate_term,
    measure_keyness as measure_keyness,
)
from .keyness.word_groups import (
    pick_sides as pick_sides,
)
from .keyness.word_rows import (
    count_words as count_words,
    mark_stems as mark_stems,
)
from .multiverse.choices import (
    CHOICES as CHOICES,
    Choices as Choices,
    Multiverse as Multiverse,
    Word as Word,
    keep_headlines as keep_headlines,
    read_multiverse as read_multiverse,
)
from .multiverse.readings import (
    join_readings as join_readings,
    mark_words as mark_words,
)
from .multiverse.specifications import (
    CENTRAL as CENTRAL,
    measure_specifications as measure_specifications,
)
from .multiverse.verdicts import (
    HOLDS as HOLDS,
    IN_PART as IN_PART,
    judge_claims as judge_claims,
)
from .network.cooccurrence import (
    measure_cooccurrence as measure_cooccurrence,
)
from .network.ties import (
    build_network as build_network,
    count_ties as count_ties,
    lay_out_network as lay_out_network,
    project_network as project_network,
    write_network as write_network,
)
from .permutation import (
    adjust_p as adjust_p,
    compute_probability as compute_probability,
    compute_statistics as compute_statistics,
    draw_labels as draw_labels,
    invert_test as invert_test,
    shift_difference as shift_difference,
    shift_ratio as shift_ratio,
)
from .pooling import (
    pool_provinces as pool_provinces,
)
from .regression import (
    fit_firth as fit_firth,
    fit_regression as fit_regression,
    fit_regressions as fit_regressions,
)
from .rows import (
    DOCUMENT_COLUMNS as DOCUMENT_COLUMNS,
    NATIONAL_GROUP as NATIONAL_GROUP,
    STATEMENT_COLUMNS as STATEMENT_COLUMNS,
    count_hits as count_hits,
    count_pairs as count_pairs,
    count_sizes as count_sizes,
    join_frames as join_frames,
    keep_coded as keep_coded,
    keep_framed as keep_framed,
    pick_largest as pick_largest,
)
from .shares import (
    measure_composition as measure_composition,
    measure_provinces as measure_provinces,
    measure_shares as measure_shares,
)
from .two_groups import (
    Sides as Sides,
    join_intervals as join_intervals,
)
from .weighting import (
    compare_weightings as compare_weightings,
    weigh_documents as weigh_documents,
    weigh_families as weigh_families,
    weigh_strata as weigh_strata,
)
