"""Tables and sentences in words, figures, key words in context, evidence.

The public names are listed in __init__.pyi; each is loaded when it is first used.
Modules, each importing only from those before it: archive.citation, archive.table_schemas, archive.data_package,
evidence.excerpts, evidence.row_filters, evidence.evidence_list, evidence.evidence_rows, evidence.evidence_sets,
site.site_guard, site.downloads_page, site.site_links, site.site_notebooks, site.site_pages, site.site_words,
words.number_formats, words.coder_words, words.error_words, words.hypothesis_words, words.plain_tables,
words.corpus_words, words.power_words, words.regression_words, words.share_words, words.study_labels,
words.answer_words, words.factor_words, words.multilevel_words, words.multiverse_words, words.pair_words,
words.sample_words, words.keyword_topic_words, words.theme_words, words.topic_group_words, words.topic_words,
figures.figure_inputs, site.explorer_data, site.explorer_figures, site.explorer_page, site.front_page,
words.figure_words, figures.layout, figures.composition_plots, figures.figure_files, figures.flow_plots,
figures.heatmaps, figures.factor_plots, figures.linked_svg, figures.reference_plots, figures.tile_maps, publication,
statement_search, site.site_figures, words.corrected_words, words.contrast_words, words.findings,
figures.interval_plots, figures.agreement_plots, figures.contrast_plots, figures.corpus_plots, figures.correction_plots,
figures.forest_plots, figures.hypothesis_plots, figures.keyness_plots, figures.multilevel_plots,
figures.multiverse_plots, figures.network_plots, figures.sample_plots, figures.share_plots, figures.topic_plots,
words.trail_commands, words.trail_words, site.site_build.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
