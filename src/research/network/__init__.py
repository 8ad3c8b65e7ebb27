"""Who with what: actors and the frames they use as a network, and frames that stand together.

A room of several modules; its public names are these. reading stands at the bottom.
"""

from research.network.cooccurrence import measure_cooccurrence
from research.network.ties import build_network, count_ties, lay_out_network, project_network, write_network

__all__ = [
    "build_network",
    "count_ties",
    "lay_out_network",
    "measure_cooccurrence",
    "project_network",
    "write_network",
]
