"""Figures of the site: the picture, its text for those who do not see it, its table, and the statements behind it."""

import csv
import io
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from research.report.site.site_notebooks import Pictures
from research.report.words.answer_words import Row

# Figures are drawn in a few plain colours, which as many stand for without a difference that the eye sees.
_COLOURS = 128


def read_figure_rows(figures: Path) -> dict[str, Sequence[Row]]:
    """Read the tables of the figures as texts, by the names of their files; those without a row are left out."""
    tables: dict[str, Sequence[Row]] = {}
    for path in sorted(figures.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        if rows:
            tables[path.stem] = rows
    return tables


def optimise_png(content: bytes) -> bytes:
    """Write a PNG with a palette where that is smaller; its size in pixels stays.

    Parameters
    ----------
    content : bytes
        A PNG.

    Returns
    -------
    bytes
        A PNG; content itself where it cannot be made smaller.
    """
    # Matplotlib, which drew the figure, depends on it.
    from PIL import Image

    buffer = io.BytesIO()
    with Image.open(io.BytesIO(content)) as picture:
        picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    made = buffer.getvalue()
    return made if len(made) < len(content) else content


def render_figure(figures: Path, name: str, alt: str, pictures: Pictures, *, words: Mapping[str, str]) -> str:
    """Render a figure as HTML, with links to its table; addresses begin with @/, the top of the site.

    Parameters
    ----------
    figures : Path
        The folder figures/ of the project.
    name : str
        The name of the figure's files.
    alt : str
        The text that stands for the picture.
    pictures : Pictures
        Takes the file of the picture.
    words : mapping of str to str
        The words of the site.

    Returns
    -------
    str
        The figure; empty where the project has no such picture.
    """
    picture, table = figures / f"{name}.png", figures / f"{name}.csv"
    if not picture.is_file():
        return ""
    pictures.files[f"{name}.png"] = picture.read_bytes()
    image = f'<img class="picture" src="@/_static/figures/{escape(name)}.png" alt="{escape(alt)}"/>'
    links = []
    if table.is_file():
        links.append(f'<a href="@/downloads.html#{escape(name)}">{escape(words["figure_table"])}</a>')
    caption = f"<figcaption>{' '.join(links)}</figcaption>" if links else ""
    return f'<figure class="figure" id="figure-{escape(name)}">{image}{caption}</figure>'
