"""What a notebook shows: sentences, tables and figures, and the files of a figure."""

from html import escape
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from research.report.figures.figure_files import render_pdf, save_figure, show_figure
from research.report.words.plain_tables import LONGEST
from research.report.words.share_words import display_table
from research.tables import format_docx, format_latex, replace_file

# Where notebooks/ keeps its figures.
FIGURES = Path("../figures")
# Only the copies in which research export runs the notebooks have this folder.
MANUSCRIPT = Path("../.manuscript")


def show(*parts: str | pd.DataFrame | Figure) -> None:
    """Show in a notebook, one under the other, sentences (in Markdown), tables and figures; nothing for an empty one.

    The index of a table is shown only where it has no numbers: as its first column.

    >>> show("One sentence.")
    <IPython.core.display.Markdown object>
    """
    from IPython.display import Markdown, display

    for part in parts:
        if isinstance(part, Figure):
            display(show_figure(part))
        elif isinstance(part, pd.DataFrame) and len(part):
            plain = pd.api.types.is_integer_dtype(part.index.dtype)
            display(display_table(part if plain else part.reset_index(names=str(part.index.name or ""))))
        elif isinstance(part, str) and part:
            display(Markdown(part))


def publish(
    figure: Figure,
    table: pd.DataFrame,
    name: str,
    *,
    shown: pd.DataFrame | None = None,
    sample: str = "",
) -> None:
    """Write a figure's files to figures/, and show the figure and, under it, a table in words.

    Parameters
    ----------
    figure : Figure
        As a plot_* function draws it.
    table : DataFrame
        The table that the figure was drawn from.
    name : str
        The name of the files: <name>.svg, .png and .csv; the metadata of the output has it too (find_figure).
    shown : DataFrame, optional
        A table in words, such as table or table_shares make it; without it, or where it has no row, the first rows
        of table, folded.
    sample : str
        The sample of all rows of table, written beside them as a column; table may have that column itself.

    Raises
    ------
    InputError
        As save_figure does, of which this writes the files.
    """
    from IPython.display import display

    save_figure(figure, table.assign(sample=sample) if sample else table, FIGURES / name)
    if MANUSCRIPT.is_dir():
        _write_manuscript(figure, shown, name)
    display(show_figure(figure, name=name))
    show(*([] if shown is None else [shown]))
    if shown is None or shown.empty:
        # Tests of notebooks compare tables and no pictures: the table that was drawn is there, folded.
        words = (
            f"The table of the figure: {min(LONGEST, len(table))} of {len(table):,} rows; all are in figures/{name}.csv"
        )
        fold(words, table.head(LONGEST))


def _write_manuscript(figure: Figure, shown: pd.DataFrame | None, name: str) -> None:
    """Write the figure as .pdf, and the table in words under it as .tex and .docx."""
    replace_file(MANUSCRIPT / f"{name}.pdf", render_pdf(figure))
    if shown is None or shown.empty:
        return
    title = str(figure.get_label())
    replace_file(MANUSCRIPT / f"{name}.tex", format_latex(shown, caption=title, label=name).encode("utf-8"))
    replace_file(MANUSCRIPT / f"{name}.docx", format_docx(shown, caption=title))


def fold(words: str, table: pd.DataFrame) -> None:
    """Show in a notebook a table that opens with a click.

    Parameters
    ----------
    words : str
        What is read before.
    table : DataFrame
        Shown without its index.

    Examples
    --------
    >>> fold("Two rows", pd.DataFrame({"n": [1, 2]}))
    <IPython.core.display.HTML object>
    """
    from IPython.display import HTML, display

    display(HTML(f"<details><summary>{escape(words)}</summary>{display_table(table).data}</details>"))
