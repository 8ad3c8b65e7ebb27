"""The page of the evidence explorer: statements with filters, documents, and what is behind each row of a figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from jinja2 import Environment

from research.report.site.explorer_data import (
    UNREAD,
    WITHHELD,
    list_statement_data,
    list_states,
    read_explorer_words,
    write_script,
)
from research.report.site.explorer_figures import find_figure_sets
from research.study import Study


@dataclass(frozen=True)
class Explorer:
    """The evidence explorer of a study.

    Attributes
    ----------
    body : str
        HTML of the page's body, without its title; it loads the files from _static/evidence/ beside the page.
    files : mapping of str to bytes
        The files of _static/evidence/ by name.
    refused : mapping of str to str
        Rows of figures behind which no statements could be found, as FILE.csv:ROW, with the reason.
    """

    body: str
    files: Mapping[str, bytes]
    refused: Mapping[str, str]


def render_explorer(known: Study, figures: Path, *, language: str = "en") -> Explorer:
    """Make the page on which all statements can be read, with filters and with what stands behind each figure.

    The sentences of frozen documents are nowhere in it, nor are texts that are in originals/ alone; the source, the
    speakers and the codes of these documents are.

    Parameters
    ----------
    known : Study
        As study.open_study opens it.
    figures : Path
        The folder of figures with their tables; those with a column filter lead to their statements.
    language : str
        en for English, id for Indonesian.

    Returns
    -------
    Explorer
        The page and its files.

    Raises
    ------
    InputError
        Where a table of a figure cannot be read.
    """
    states = list_states(known)
    rows = find_figure_sets(known, figures, language)
    names = [figure["name"] for figure in rows.data["figures"]]
    statements = list_statement_data(known, language, states=states, figures=names)
    files = {
        "statements.js": write_script("researchEvidence", statements),
        "figures.js": write_script("researchFigures", rows.data),
        "explorer.js": _read_asset("explorer.js"),
        "explorer.css": _read_asset("explorer.css"),
    }
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        _read_asset("explorer.html").decode()
    )
    words = read_explorer_words("page", language)
    notes = [
        words[name].replace("{0}", str(states.count(state)))
        for name, state in (("documents", UNREAD), ("withheld", WITHHELD))
        if state in states
    ]
    return Explorer(template.render(words=words, notes=notes), files, rows.refused)


def _read_asset(name: str) -> bytes:
    return resources.files("research").joinpath("report", "site", "assets", name).read_bytes()
