from .cluster_samples import (
    Clusters as Clusters,
    draw_sample as draw_sample,
    estimate_correlation as estimate_correlation,
    estimate_power as estimate_power,
)
from .confirmation.declared_hypotheses import (
    Hypotheses as Hypotheses,
    Hypothesis as Hypothesis,
    read_hypotheses as read_hypotheses,
)
from .confirmation.hypothesis_tests import (
    CONFIRMED as CONFIRMED,
    NOT_CONFIRMED as NOT_CONFIRMED,
    UNDECIDED as UNDECIDED,
    test_hypotheses as test_hypotheses,
)
from .contrast_sides import find_factor as find_factor, list_factors as list_factors
from .contrasts import (
    DECLARED as DECLARED,
    EQUIVALENCE_MARGIN as EQUIVALENCE_MARGIN,
    EXPLORATION as EXPLORATION,
    measure_contrasts as measure_contrasts,
)
from .correction.coded_sheets import CodedSheet as CodedSheet
from .correction.corrected_contrasts import NO_TEST as NO_TEST, correct_contrasts as correct_contrasts
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
from .correction.gold_comparison import compare_with_gold as compare_with_gold
from .correction.pilot_errors import measure_pilot_errors as measure_pilot_errors
from .correction.sample_plan import (
    PlanSettings as PlanSettings,
    plan_sample as plan_sample,
)
from .counts_by_document import count_by_document as count_by_document
from .days_before import DAY_GROUPS as DAY_GROUPS, group_days as group_days
from .declared_contrasts import (
    Contrast as Contrast,
    Contrasts as Contrasts,
    check_contrasts as check_contrasts,
    find_unknown_names as find_unknown_names,
    read_contrasts as read_contrasts,
)
from .frame_information import measure_frame_information as measure_frame_information
from .intervals import (
    EXACT as EXACT,
    FEW_CLUSTERS as FEW_CLUSTERS,
    LOGIT as LOGIT,
    LOGIT_FAMILY as LOGIT_FAMILY,
    WILSON as WILSON,
    WILSON_FAMILY as WILSON_FAMILY,
    estimate_difference_interval as estimate_difference_interval,
    estimate_exact_interval as estimate_exact_interval,
    estimate_logit_interval as estimate_logit_interval,
    estimate_moments as estimate_moments,
    estimate_ratio_interval as estimate_ratio_interval,
    estimate_share as estimate_share,
    estimate_share_intervals as estimate_share_intervals,
    estimate_wilson_interval as estimate_wilson_interval,
)
from .keyness.carried_words import carry_words as carry_words
from .keyness.log_odds import (
    MINIMUM_SPREAD as MINIMUM_SPREAD,
    TOO_NARROW as TOO_NARROW,
    find_term as find_term,
    measure_keyness as measure_keyness,
    measure_log_odds as measure_log_odds,
)
from .keyness.word_groups import (
    split_groups as split_groups,
)
from .keyness.word_rows import (
    count_words as count_words,
    mark_stems as mark_stems,
)
from .keyword_scores import score_keyword_topics as score_keyword_topics
from .multilevel import (
    NO_SPREAD as NO_SPREAD,
    fit_multilevel as fit_multilevel,
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
    stack_codings as stack_codings,
)
from .multiverse.specifications import (
    CENTRAL as CENTRAL,
    measure_specifications as measure_specifications,
)
from .multiverse.verdicts import (
    HOLDS as HOLDS,
    IN_PART as IN_PART,
    assess_claims as assess_claims,
)
from .network.cooccurrence import (
    measure_cooccurrence as measure_cooccurrence,
)
from .network.repeats import DUPLICATE_RULES as DUPLICATE_RULES, drop_repeats as drop_repeats
from .network.ties import (
    count_ties as count_ties,
    lay_out_network as lay_out_network,
    make_network as make_network,
    project_network as project_network,
    write_network as write_network,
)
from .omnibus import (
    FACTORS as FACTORS,
    SUPPORTED as SUPPORTED,
    UNSUPPORTED as UNSUPPORTED,
    test_factors as test_factors,
)
from .permutation import (
    adjust_p as adjust_p,
    compute_p_value as compute_p_value,
    compute_test_statistics as compute_test_statistics,
    draw_permutations as draw_permutations,
    invert_test as invert_test,
    settle_p as settle_p,
    shift_difference as shift_difference,
    shift_ratio as shift_ratio,
)
from .power import (
    AS_NOW as AS_NOW,
    DIFFERENCES as DIFFERENCES,
    FEWEST as FEWEST,
    IMPOSSIBLE as IMPOSSIBLE,
    MORE_A as MORE_A,
    MORE_B as MORE_B,
    NOW as NOW,
    OUT_OF_REACH as OUT_OF_REACH,
    SIMULATED as SIMULATED,
    simulate_power as simulate_power,
)
from .regression import (
    fit_regression as fit_regression,
    fit_regressions as fit_regressions,
)
from .regression_fits import fit_firth as fit_firth
from .rows import (
    DOCUMENT_COLUMNS as DOCUMENT_COLUMNS,
    GOLD as GOLD,
    NATIONAL_GROUP as NATIONAL_GROUP,
    NO_GROUP as NO_GROUP,
    STATEMENT_COLUMNS as STATEMENT_COLUMNS,
    UNFRAMED as UNFRAMED,
    add_unframed as add_unframed,
    count_hits as count_hits,
    keep_coded as keep_coded,
    keep_framed as keep_framed,
    merge_frames as merge_frames,
    select_largest_groups as select_largest_groups,
)
from .share_estimates import measure_counted_shares as measure_counted_shares
from .shares import (
    measure_composition as measure_composition,
    measure_province_shares as measure_province_shares,
    measure_sample_shares as measure_sample_shares,
    measure_shares as measure_shares,
)
from .speaker_clusters import (
    measure_speaker_clusters as measure_speaker_clusters,
)
from .theme_shares import (
    ALL_STATEMENTS as ALL_STATEMENTS,
    find_theme_words as find_theme_words,
    measure_themes as measure_themes,
)
from .topic_groups import (
    TOPIC_CODE as TOPIC_CODE,
    add_topics as add_topics,
    measure_topic_groups as measure_topic_groups,
)
from .topic_shares import measure_topic_shares as measure_topic_shares
from .two_groups import (
    TwoGroups as TwoGroups,
    combine_intervals as combine_intervals,
)
from .weighting import (
    compare_weightings as compare_weightings,
    weight_documents as weight_documents,
    weight_families as weight_families,
    weight_strata as weight_strata,
)
