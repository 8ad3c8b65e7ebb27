"""Whether the groups of each factor differ in each frame, as a grid of q."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from research.compare import SUPPORTED
from research.report.figures import layout
from research.report.figures.figure_inputs import check_figure_table, label_code, list_records, order_codes
from research.report.figures.heatmaps import fill_cell, open_grid
from research.report.words.number_formats import format_p
from research.report.words.study_labels import iter_samples, name_column
from research.tables import TOO_FEW

_COLUMNS = ("sample", "factor", "frame", "groups", "documents", "p", "q", "n_tests", "verdict")


@layout.draw_rows
def plot_factors(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, caption: str = "") -> Figure:
    """Draw, factor by frame, the q of the test of whether the factor's groups differ, sample after sample.

    Parameters
    ----------
    table
        The table omnibus, of compare.test_factors.
    labels
        Words for codes; frames and samples are drawn in its order.
    caption
        What the corpus says of itself, under what is drawn.

    Returns
    -------
    Figure
        Cells in which groups differ are coloured.

    Raises
    ------
    InputError
        Where a column is missing or a sample, factor and frame have two rows.

    Examples
    --------
    >>> table = pd.DataFrame({"sample": "", "factor": ["office"], "frame": ["sanctions"], "groups": [9],
    ...     "documents": [103], "p": [0.0001], "q": [0.002], "n_tests": [24], "verdict": ["supported"]})
    >>> [text.get_text() for text in plot_factors(table).axes[0].texts if "q" in text.get_text()]
    ['q 0.002']
    """
    check_figure_table(table, _COLUMNS, key=("sample", "factor", "frame"))
    words = labels or {}
    frames = order_codes(table["frame"], labels)
    ordered = pd.concat([part for _, _, part in iter_samples(table, labels)])
    tests = list_records(ordered.drop_duplicates(["sample", "factor"]))
    rows = []
    for test in tests:
        name = name_column(str(test["factor"]), words).capitalize()
        sample = f"{words.get(test['sample'], test['sample'])}: " if test["sample"] else ""
        rows.append((name, f"{sample}{test['groups']} groups, {test['documents']:,} documents"))
    tried = " and ".join(str(number) for number in dict.fromkeys(ordered["n_tests"]))
    note = f"q: of the test of whether all groups have the same share, over {tried} tests of each sample. Coloured: at "
    note += "most 0.05. Whole documents move between groups; offices and modes are dealt anew inside documents."
    figure, axes = open_grid(
        *(rows, [label_code(frame, labels) for frame in frames]),
        title="Do the groups differ at all?",
        caption=layout.make_caption(note, caption, layout.NO_INTERVALS),
    )
    places = {(test["sample"], test["factor"]): number for number, test in enumerate(tests)}
    for cell in list_records(ordered):
        corner = (frames.index(cell["frame"]), places[cell["sample"], cell["factor"]])
        text = TOO_FEW if cell["verdict"] == TOO_FEW else f"q {format_p(cell['q'])}"
        fill_cell(axes, cell, corner, layout.shade_value(0.5, 1) if cell["verdict"] == SUPPORTED else None, text)
    return figure
