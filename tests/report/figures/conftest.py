"""Figures of invented tables, drawn once."""

import pandas as pd
import pytest
from figure_tables import draw_all
from matplotlib.figure import Figure


@pytest.fixture(scope="session")
def drawn() -> dict[str, tuple[Figure, pd.DataFrame]]:
    return draw_all()
