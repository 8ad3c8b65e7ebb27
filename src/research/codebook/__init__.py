"""Read the codebook: frames, cue patterns, labels and examples; render it for coders and exchange it as REFI-QDA.

The public names are listed in __init__.pyi; each is loaded when it is first used.
Modules, each importing only from those before it: cue_patterns, definitions, codebook_checks, cue_terms, labels,
codebook_page, negation, themes, toml_form, refi_qda.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
