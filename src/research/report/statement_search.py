"""Statements as a table that is searched in a notebook: a page of its own, which JupyterLab shows in a frame."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

import pandas as pd

from research.compare import UNFRAMED
from research.report.publication import FIGURES
from research.report.words.number_formats import count_noun
from research.report.words.plain_tables import table
from research.study import Study
from research.tables import escape_controls, replace_file, returns_table

_KEY = ["document", "sentence"]
_HEADS = {
    "text": "Statement",
    "frames": "Frames",
    "speaker": "Speaker",
    "office": "Office",
    "election": "Period",
    "sample": "Sample",
    "document": "Document",
}
# Beside figures/, whose own files are those that are drawn: the page is as large as its library, and not in git.
PAGES = "pages"
# What the page may load: nothing but itself. JupyterLab shows it without the rights of the page around it.
_POLICY = "default-src 'none'; script-src 'unsafe-inline' blob:; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
:root { color-scheme: only light; background: #fff; color: #000; }
body { font: 14px/1.4 system-ui, sans-serif; margin: 4px; }
table.dataTable { width: 100% !important; }
table.dataTable td { vertical-align: top; overflow-wrap: break-word; }
table.dataTable td:first-child { min-width: 24em; }
"""


@returns_table("display")
def table_statements(study: Study, *, labels: Mapping[str, str]) -> pd.DataFrame:
    """List officials' statements with their frames, speakers and documents, in words.

    Those of frozen documents are left out: nobody reads them.

    Parameters
    ----------
    study : Study
        As study.open_study opens it.
    labels : mapping of str to str
        Words for codes, of label_study.

    Returns
    -------
    DataFrame
        A table of texts, one row for each statement, sorted by document and sentence.
    """
    rows = study.frame_rows
    words = rows["frame"].map(lambda code: labels.get(code, code))
    frames = words[rows["present"]].groupby([rows[name] for name in _KEY]).agg(", ".join).rename("frames")
    units = rows.drop_duplicates(_KEY)[[*_KEY, "speaker", "office", "election", "sample"]]
    # The words of frozen documents alone differ from those that are shown.
    read = study.statements[study.statements["text"].eq(study.shown_statements["text"])]
    units = units.merge(read[[*_KEY, "text"]], on=_KEY, validate="one_to_one")
    units = units.merge(frames, on=_KEY, how="left").fillna({"frames": labels.get(UNFRAMED, "")})
    return table(units.sort_values(_KEY), columns=_HEADS, labels=labels, number=None).astype("string").fillna("")


def show_statements(study: Study, *, labels: Mapping[str, str]) -> None:
    """Show in a notebook a table of officials' statements with a field to search them.

    The table is a page that is made here, and works without a network: figures/pages/statements.html. The notebook
    holds no more than a frame that shows it, so that a saved notebook stays small and the same.

    Parameters
    ----------
    study : Study
        As study.open_study opens it.
    labels : mapping of str to str
        Words for codes, of label_study.

    Raises
    ------
    ImportError
        Where itables is missing, which the extra notebooks brings.
    """
    from IPython.display import HTML, display

    listed = table_statements(study, labels=labels)
    total = len(study.frame_rows.drop_duplicates(_KEY))
    path = FIGURES / PAGES / "statements.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, render_page(listed, title="Statements of officials").encode("utf-8"))
    left = f"{total - len(listed):,} of frozen documents, which nobody reads, are left out."
    note = f"{count_noun(len(listed), 'statement')} of officials; {left}"
    # What is inside a frame is read only where it is not shown: in a notebook that nobody has run yet, or on GitHub.
    hint = "Run this cell in JupyterLab to search them."
    source = escape(path.as_posix())
    frame = f'<iframe src="{source}" title="Statements, with a search" width="100%" height="560">{hint}</iframe>'
    display(HTML(f"<p>{note}</p>{frame}"))


def render_page(listed: pd.DataFrame, *, title: str) -> str:
    """Make the page of a table that can be searched and sorted; texts are shown as they are, never as mark-up.

    Parameters
    ----------
    listed : DataFrame
        Texts; its index is not shown.
    title : str
        Of the page.

    Returns
    -------
    str
        HTML that loads nothing. Equal tables give equal pages.

    Raises
    ------
    ImportError
        Where itables is missing.
    """
    from itables import options, to_html_datatable
    from itables.javascript import generate_init_offline_itables_html

    safe = listed.reset_index(drop=True).map(escape_controls)
    shown = to_html_datatable(
        safe,
        connected=False,
        table_id="statements",
        showIndex=False,
        allow_html=False,
        display_logo_when_loading=False,
        maxBytes=0,
        pageLength=10,
        classes="display compact",
        layout={"topStart": "search", "topEnd": "info", "bottomStart": "pageLength", "bottomEnd": "paging"},
    )
    library = generate_init_offline_itables_html(Path(options.dt_bundle))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><style>{_STYLE}</style></head>'
        f"<body>{library}{shown}</body></html>\n"
    )
