"""Everything of one corpus at once, its check, scores on its gold, and the results of long studies.

The public names are listed in __init__.pyi; each is loaded when it is first used.
Modules, each importing only from those before it: attribution_inputs, corpus_attribution, corpus_study, coder_frames,
run_checks, corpus_check, gold_scores, coder_errors, uncoded_documents, results.study_modules, results.study_inputs,
results.study_runs, coder_studies, drawn_sheets, trail_corrections, trail_tables.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
