"""From a tidy table to a figure: nothing is counted over statements, tested or estimated here.

A package, since one module would outgrow its room; its public names are these.
"""

from research.figures.agreement import plot_agreement
from research.figures.composition import plot_composition
from research.figures.contrasts import plot_contrasts
from research.figures.corrections import plot_corrections
from research.figures.documents import plot_corpus_time
from research.figures.forest import plot_coefficients
from research.figures.grids import plot_frame_pairs, plot_officials, plot_topic_frames
from research.figures.keyness import plot_keyness
from research.figures.multiverse import plot_specifications
from research.figures.network import plot_cooccurrence, plot_network
from research.figures.provinces import plot_pooled_map, plot_province_map
from research.figures.references import plot_references
from research.figures.saving import add_filter, save_figure, show_figure
from research.figures.shares import plot_shares_groups, plot_shares_years

__all__ = [
    "add_filter",
    "plot_agreement",
    "plot_coefficients",
    "plot_composition",
    "plot_contrasts",
    "plot_cooccurrence",
    "plot_corpus_time",
    "plot_corrections",
    "plot_frame_pairs",
    "plot_keyness",
    "plot_network",
    "plot_officials",
    "plot_pooled_map",
    "plot_province_map",
    "plot_references",
    "plot_shares_groups",
    "plot_shares_years",
    "plot_specifications",
    "plot_topic_frames",
    "save_figure",
    "show_figure",
]
