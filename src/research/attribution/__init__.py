"""Statements of documents: sentences, their speakers with office and mode, and the scores of both.

The public names are listed in __init__.pyi; each is loaded when it is first used.
Modules, each importing only from those before it: input_texts, checkpoint, name_boundaries, name_forms, entities,
coreference, page_furniture, input_report, reporting_verbs, named_sources, reporting_cues, sentence_pairs,
calibration, attribution_scores, sentences, quotations, segments, verbless_speech, sentence_features,
attribution_rules, decision_features, decision_model, statements, attribution_gold, batches, decision_training.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
