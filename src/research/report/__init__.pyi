from .archive.citation import (
    Author as Author,
    Citation as Citation,
    make_slug as make_slug,
    read_citation as read_citation,
    render_bibtex as render_bibtex,
    render_zenodo as render_zenodo,
)
from .archive.data_package import render_data_package as render_data_package
from .evidence.evidence_list import (
    list_evidence as list_evidence,
    read_condition as read_condition,
)
from .evidence.evidence_rows import (
    list_condition_rows as list_condition_rows,
)
from .evidence.excerpts import (
    find_candidates as find_candidates,
    find_keyword as find_keyword,
    find_topic_statements as find_topic_statements,
    render_document as render_document,
    sample_errors as sample_errors,
    sample_statements as sample_statements,
)
from .evidence.row_filters import list_values as list_values, parse_condition as parse_condition
from .figures.agreement_plots import (
    plot_agreement as plot_agreement,
)
from .figures.composition_plots import (
    plot_composition as plot_composition,
)
from .figures.contrast_plots import (
    plot_contrasts as plot_contrasts,
)
from .figures.corpus_plots import (
    plot_corpus_time as plot_corpus_time,
)
from .figures.correction_plots import (
    plot_corrections as plot_corrections,
)
from .figures.factor_plots import (
    plot_factors as plot_factors,
)
from .figures.figure_files import (
    add_filter as add_filter,
    render_pdf as render_pdf,
    save_figure as save_figure,
    show_figure as show_figure,
)
from .figures.flow_plots import (
    plot_search_flow as plot_search_flow,
)
from .figures.forest_plots import (
    plot_coefficients as plot_coefficients,
)
from .figures.heatmaps import (
    plot_officials as plot_officials,
)
from .figures.hypothesis_plots import (
    plot_hypotheses as plot_hypotheses,
)
from .figures.keyness_plots import (
    plot_keyness as plot_keyness,
)
from .figures.linked_svg import (
    find_figure as find_figure,
    link_svg as link_svg,
    read_drawn_rows as read_drawn_rows,
)
from .figures.multilevel_plots import (
    plot_multilevel as plot_multilevel,
)
from .figures.multiverse_plots import (
    plot_claims as plot_claims,
)
from .figures.network_plots import (
    plot_cooccurrence as plot_cooccurrence,
    plot_network as plot_network,
)
from .figures.reference_plots import (
    plot_references as plot_references,
)
from .figures.sample_plots import (
    plot_sample_shares as plot_sample_shares,
)
from .figures.share_plots import (
    plot_shares_groups as plot_shares_groups,
    plot_shares_years as plot_shares_years,
)
from .figures.tile_maps import (
    plot_pooled_map as plot_pooled_map,
    plot_province_map as plot_province_map,
)
from .figures.topic_plots import (
    plot_topic_support as plot_topic_support,
    plot_topics as plot_topics,
)
from .publication import (
    MANUSCRIPT as MANUSCRIPT,
    fold as fold,
    publish as publish,
    show as show,
)
from .site.site_build import (
    Site as Site,
    build_site as build_site,
)
from .statement_search import (
    show_statements as show_statements,
    table_statements as table_statements,
)
from .words.coder_words import (
    describe_agreement as describe_agreement,
    describe_correction as describe_correction,
    describe_hits as describe_hits,
    describe_scores as describe_scores,
    describe_trend as describe_trend,
)
from .words.contrast_words import (
    describe_caution as describe_caution,
    describe_contrast as describe_contrast,
    describe_contrasts as describe_contrasts,
    table_contrasts as table_contrasts,
)
from .words.corpus_words import (
    describe_collisions as describe_collisions,
    describe_completeness as describe_completeness,
    describe_corpus as describe_corpus,
    describe_provinces as describe_provinces,
    describe_search as describe_search,
    table_attribution as table_attribution,
    table_cells as table_cells,
)
from .words.corrected_words import (
    describe_coder as describe_coder,
    table_corrected as table_corrected,
)
from .words.error_words import describe_errors as describe_errors
from .words.factor_words import (
    describe_factors as describe_factors,
    describe_speaker_clusters as describe_speaker_clusters,
    table_factors as table_factors,
    table_speaker_clusters as table_speaker_clusters,
)
from .words.figure_words import (
    FigureWords as FigureWords,
    describe_figure as describe_figure,
)
from .words.findings import (
    describe_coverage as describe_coverage,
    describe_keyness as describe_keyness,
    describe_ranges as describe_ranges,
    describe_references as describe_references,
    describe_speakers as describe_speakers,
    describe_weightings as describe_weightings,
)
from .words.hypothesis_words import (
    describe_codes as describe_codes,
    describe_declaration as describe_declaration,
    describe_first_differences as describe_first_differences,
    describe_hypotheses as describe_hypotheses,
    describe_hypothesis as describe_hypothesis,
    list_hypotheses as list_hypotheses,
    table_codes as table_codes,
    table_hypotheses as table_hypotheses,
)
from .words.keyword_topic_words import describe_keyword_topics as describe_keyword_topics
from .words.multilevel_words import (
    describe_multilevel as describe_multilevel,
)
from .words.multiverse_words import (
    describe_carried_words as describe_carried_words,
    describe_claim as describe_claim,
    describe_claims as describe_claims,
    label_choice as label_choice,
    label_level as label_level,
)
from .words.number_formats import (
    count_noun as count_noun,
    format_interval as format_interval,
    format_percent as format_percent,
)
from .words.pair_words import describe_pairs as describe_pairs
from .words.plain_tables import (
    table as table,
)
from .words.power_words import (
    describe_power as describe_power,
    table_power as table_power,
)
from .words.regression_words import (
    describe_adjustment as describe_adjustment,
    describe_coefficients as describe_coefficients,
    table_coefficients as table_coefficients,
)
from .words.sample_words import (
    describe_frames as describe_frames,
    describe_samples as describe_samples,
    name_sample as name_sample,
    table_samples as table_samples,
)
from .words.share_words import (
    describe_renditions as describe_renditions,
    describe_sizes as describe_sizes,
    display_table as display_table,
    format_share as format_share,
    show_faults as show_faults,
    table_shares as table_shares,
)
from .words.study_labels import (
    label_study as label_study,
)
from .words.theme_words import (
    describe_themes as describe_themes,
    table_themes as table_themes,
)
from .words.topic_group_words import (
    describe_topic_groups as describe_topic_groups,
    table_topic_groups as table_topic_groups,
)
from .words.topic_words import (
    describe_topic_matches as describe_topic_matches,
    describe_topic_shares as describe_topic_shares,
    describe_topics as describe_topics,
    table_topic_support as table_topic_support,
)
from .words.trail_words import describe_trail as describe_trail
