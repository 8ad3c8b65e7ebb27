"""Terms to topics, and how far they can be trusted.

The public names are listed in __init__.pyi; each is loaded when it is first used.
Modules, each importing only from those before it: covariate_effects, intrusion_items, intrusion_scores,
intrusion_sheets, model_fits, shuffled_text, topic_models, keyword_topics, topic_lists, topic_labels, topic_matches,
topic_refits, topic_support.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
