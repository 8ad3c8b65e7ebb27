"""Frames to shares, contrasts and models; key words, networks, multiverse and correction are under it.

The public names are listed in __init__.pyi; each is loaded when it is first used.
Modules, each importing only from those before it: declared_contrasts, intervals, laplace, regression_fits, rows,
counts_by_document, days_before, multilevel, regression, two_groups, permutation, cluster_samples, omnibus,
keyword_scores, speaker_clusters, topic_groups, frame_information, confirmation.declared_hypotheses,
confirmation.frame_pairs, confirmation.matched_differences, confirmation.sequential_draws,
correction.correction_arguments, correction.estimates, correction.pilot_errors, keyness.permuted_labels,
keyness.word_groups, keyness.log_odds, keyness.word_rows, multiverse.choices, multiverse.readings,
multiverse.specifications, multiverse.verdicts, keyness.carried_words, network.fixed_margins, network.repeats,
network.statement_frames, network.cooccurrence, network.ties, correction.coded_sheets, share_estimates,
correction.corrected_shares, shares, topic_shares, weighting, theme_shares, correction.coverage_trials,
correction.gold_comparison, correction.sample_plan, contrast_sides, power, contrasts, correction.corrected_contrasts,
confirmation.hypothesis_tests.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
