"""Figures of the site: the picture, its text for those who do not see it, its table, and the statements behind it."""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from research.report.figures.linked_svg import link_svg, read_drawn_rows
from research.report.site.site_notebooks import Pictures
from research.report.words.answer_words import Row
from research.report.words.figure_words import FigureWords, describe_figure
from research.tables import read_bytes

# Figures are drawn in a few plain colours, which as many stand for without a difference that the eye sees.
_COLOURS = 64


def read_figure_rows(figures: Path) -> dict[str, Sequence[Row]]:
    """Read the tables of the figures as texts, by the names of their files; those without a row are left out."""
    tables: dict[str, Sequence[Row]] = {}
    for path in sorted(figures.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        if rows:
            tables[path.stem] = rows
    return tables


def hash_pictures(figures: Path) -> dict[str, str]:
    """The names of the figures by the SHA-256 of their PNG, by which a notebook's picture is known."""
    return {hashlib.sha256(read_bytes(path)).hexdigest(): path.stem for path in sorted(figures.glob("*.png"))}


def compress_picture(content: bytes) -> bytes:
    """Write a picture as WebP with few colours; its size in pixels stays.

    Parameters
    ----------
    content : bytes
        A PNG.

    Returns
    -------
    bytes
        A WebP.
    """
    from PIL import Image

    buffer = io.BytesIO()
    with Image.open(io.BytesIO(content)) as picture:
        few = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).convert("RGB")
        few.save(buffer, "WEBP", lossless=True)
    return buffer.getvalue()


@dataclass
class FigurePages:
    """The figures of a project as HTML for the pages of one language.

    Attributes
    ----------
    folder : Path
        The folder figures/ of the project.
    labels : mapping of str to str
        Words for codes, in the language.
    words : mapping of str to str
        The words of the site.
    language : str
        en or id.
    """

    folder: Path
    labels: Mapping[str, str]
    words: Mapping[str, str]
    language: str
    _described: dict[str, FigureWords] = field(default_factory=dict, init=False)

    def describe(self, name: str) -> FigureWords | None:
        """The words of a figure; none where its svg or its table is missing."""
        if not all((self.folder / f"{name}.{kind}").is_file() for kind in ("svg", "csv")):
            return None
        if name not in self._described:
            drawn = read_drawn_rows(self.folder, name)
            self._described[name] = describe_figure(drawn, labels=self.labels, language=self.language)
        return self._described[name]

    def render(self, name: str, alt: str, pictures: Pictures) -> str:
        """Render a figure: the picture with a link over each mark, its caption, and links to its table and statements.

        Parameters
        ----------
        name : str
            The name of the figure's files.
        alt : str
            The text that stands for a picture that has no table.
        pictures : Pictures
            Takes the file of the picture.

        Returns
        -------
        str
            HTML whose addresses begin with @/, the top of the site; empty where the project has no such picture.
        """
        if not (self.folder / f"{name}.png").is_file():
            return ""
        if f"{name}.webp" not in pictures.files:
            pictures.files[f"{name}.webp"] = compress_picture(read_bytes(self.folder / f"{name}.png"))
        address, known = f"@/_static/figures/{escape(name)}.webp", self.describe(name)
        if known is None:
            return f'<p><img class="picture" src="{address}" alt="{escape(alt)}"/></p>'
        svg = link_svg(read_bytes(self.folder / f"{name}.svg"), known, name, picture=address, address="@/evidence.html")
        links = [("@/evidence.html#figure=", "figure_statements")] if known.rows else []
        links += [("@/downloads.html#table-", "figure_table")]
        shown = "".join(f'<a href="{page}{escape(name)}">{escape(self.words[key])}</a> ' for page, key in links)
        # The picture has its title and caption in English.
        caption = f"<strong>{escape(known.title)}.</strong> {escape(known.caption)}".strip() + "<br/>"
        caption = "" if self.language == "en" else caption
        return f'<figure class="figure">{svg}<figcaption>{caption}{shown.strip()}</figcaption></figure>'
