"""The automatic stages against what others coded: the attribution, and the coders of frames.

A room of two modules; its public names are these.
"""

from research.evaluation.attributions import evaluate_files, fold_speaker
from research.evaluation.coders import evaluate_coders, evaluate_corpus, evaluate_frames, fit_on_corpus

__all__ = ["evaluate_coders", "evaluate_corpus", "evaluate_files", "evaluate_frames", "fit_on_corpus", "fold_speaker"]
