"""Statements to frames: gold, cue coder, scores.

The public names are listed in __init__.pyi; each is loaded when it is first used.
Modules, each importing only from those before it: frame_grid, frame_files, frame_scores, gold_frames, label_files,
statement_tokens, cue_coder, example_tests.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
