"""Frames to shares, contrasts and models; key words, networks, multiverse and correction are under it.

The public names are listed in __init__.pyi; each is loaded when it is first used.
Modules, each importing only from those before it: declared_contrasts, intervals, laplace, regression_fits, rows,
counts_by_document, days_before, multilevel, regression, shares, topic_shares, two_groups, permutation,
cluster_samples, omnibus, keyword_scores, speaker_clusters, topic_groups, frame_information, weighting,
confirmation.declared_hypotheses, confirmation.frame_pairs, confirmation.matched_differences,
confirmation.sequential_draws, contrasts, power, confirmation.hypothesis_tests, correction.correction_arguments,
correction.estimates, correction.corrected_shares, correction.coverage_trials, correction.gold_comparison,
correction.pilot_errors, correction.sample_plan, keyness.permuted_labels, keyness.word_groups, keyness.log_odds,
keyness.word_rows, theme_shares, multiverse.choices, multiverse.readings, multiverse.specifications,
multiverse.verdicts, keyness.carried_words, network.fixed_margins, network.repeats, network.statement_frames,
network.cooccurrence, network.ties.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
