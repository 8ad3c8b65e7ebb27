"""From a tidy table to a figure: nothing is counted over statements, tested or estimated here.

A package, since one module would outgrow its room; its public names are these.
"""

from research.figures.agreement import plot_agreement
from research.figures.documents import plot_corpus_time
from research.figures.grids import plot_frame_pairs, plot_officials, plot_topic_frames
from research.figures.provinces import plot_province_map
from research.figures.saving import add_filter, save_figure, show_figure
from research.figures.shares import plot_shares_groups, plot_shares_years

__all__ = [
    "add_filter",
    "plot_agreement",
    "plot_corpus_time",
    "plot_frame_pairs",
    "plot_officials",
    "plot_province_map",
    "plot_shares_groups",
    "plot_shares_years",
    "plot_topic_frames",
    "save_figure",
    "show_figure",
]
