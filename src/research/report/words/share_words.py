"""Shares in words: tables and sentences for people, made from the numbers so that they can't drift from them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from research.report.words.number_formats import count_noun, format_interval, format_percent
from research.tables import TOO_FEW, InputError, count_sizes, escape_controls, returns_table

if TYPE_CHECKING:
    from IPython.display import HTML


@returns_table("display")
def table_shares(shares: pd.DataFrame, *, labels: Mapping[str, str]) -> pd.DataFrame:
    """Set out shares for reading: a row for each group, a column for each frame.

    Parameters
    ----------
    shares : DataFrame
        The table shares of compare.measure_shares, with one grouping, and one base or, for all rows as one group,
        several; or the table sample_shares, of one base, which gives each sample and group a row.
    labels : mapping of str to str
        Words for the codes of groups and frames; they decide which frames are shown, and the order of frames and
        groups. Groups without words follow in the order of shares.

    Returns
    -------
    DataFrame
        The table display, with the groups as index: statements, documents, families where some are larger than a
        document, speakers, and a column for each frame with share and interval, such as "18.6 % (15.6 to 22.0)", or
        that there are too few documents.

    Examples
    --------
    >>> shares = pd.DataFrame({"group": ["2018"], "frame": ["f"], "documents": [9], "statements": [80], "hits": [8],
    ...                        "share": [0.1], "low": [0.0512], "high": [0.187], "method": ["logit"]})
    >>> table_shares(shares, labels={"f": "Sanctions"}).to_dict("index")
    {'2018': {'statements': 80, 'documents': 9, 'Sanctions': '10.0 % (5.1 to 18.7)'}}
    """
    shown = shares[shares["frame"].isin(list(labels))]
    if "sample" in shown.columns:
        shown = shown.assign(group=_name_samples(shown, labels))
    if "base" in shown.columns and len(set(shown["base"])) > 1:
        shown = shown.assign(group=shown["base"])
    cells = shown.assign(cell=[format_share(row) for row in shown.to_dict("records")])
    wide = cells.pivot(index="group", columns="frame", values="cell")
    counts = [name for name in ("statements", "documents", "families", "speakers") if name in shown.columns]
    # Where no document is a near copy of another, families say nothing.
    counts = [name for name in counts if name != "families" or not shown[name].equals(shown["documents"])]
    sizes = shown.groupby("group", sort=False)[counts].first()
    groups = list(dict.fromkeys([*(code for code in labels if code in sizes.index), *sizes.index]))
    frames = [code for code in labels if code in wide.columns]
    table = sizes.join(wide[frames]).loc[groups].rename(columns=dict(labels))
    table.index = pd.Index([labels.get(group, group) for group in groups])
    table.columns.name = None
    return table


def _name_samples(shares: pd.DataFrame, labels: Mapping[str, str]) -> list[str]:
    """The words for sample and group of each row, or for the sample alone where all is one group."""
    return [
        labels.get(sample, sample) if group == "all" else f"{labels.get(group, group)}, {labels.get(sample, sample)}"
        for sample, group in zip(shares["sample"], shares["group"], strict=True)
    ]


def format_share(row: Mapping[Any, Any]) -> str:
    """Write one share with its interval in per cent, or that there are too few documents to say.

    Parameters
    ----------
    row : mapping
        A row of the table shares.

    Returns
    -------
    str
        Such as "18.6 % (15.6 to 22.0)"; where there are too few, the hits of the row's base: its documents, its
        speakers, or its statements, as where it names no base.

    Examples
    --------
    >>> row = {"hits": 1, "statements": 17, "documents": 4, "method": TOO_FEW}
    >>> format_share(row), format_share(row | {"base": "documents"})
    ('too few to say (1 of 17)', 'too few to say (1 of 4)')
    """
    if row["method"] == TOO_FEW:
        return f"{TOO_FEW} ({row['hits']} of {row[_read_base(row)]})"
    return f"{format_percent(row['share'])} ({format_interval(row['low'], row['high'])})"


def _read_base(row: Mapping[Any, Any]) -> str:
    """The column that holds a row's base: statements, unless documents or speakers are counted."""
    base = str(row.get("base", ""))
    return base if base in ("documents", "speakers") else "statements"


# The names by which MathJax, of JupyterLab and of exported pages, knows what it is to leave alone.
_NO_MATHEMATICS = "tex2jax_ignore mathjax_ignore"


def display_table(table: pd.DataFrame) -> "HTML":
    """Show a table of texts in a notebook: aligned left, without row numbers, empty where values are missing.

    What is between two dollar signs stays as it is: the table is marked as holding no mathematics. Control characters
    are shown by their codes, and fractions with three digits.

    Parameters
    ----------
    table : DataFrame
        Any table; its index is not shown.

    Returns
    -------
    HTML
        The table as IPython displays it.

    Examples
    --------
    >>> display_table(pd.DataFrame({"frame": ["f"], "share": [0.5]})).data.count("text-align: left")
    4
    """
    from IPython.display import HTML

    # The gaps of a column of whole numbers are no floats, and to_html would name them.
    shown = table.copy()
    for place, kind in enumerate(map(str, table.dtypes)):
        if kind == "Int64":
            whole = table.iloc[:, place]
            shown.isetitem(place, whole.astype("object").where(whole.notna(), "").to_numpy())
    shown.columns.name = None
    html = shown.to_html(index=False, na_rep="", float_format=_say_number, border=0, classes=_NO_MATHEMATICS)
    html = escape_controls(html).replace("$", "&#36;")
    style = ' style="text-align: left; vertical-align: top"'
    return HTML(html.replace("<td>", f"<td{style}>").replace("<th>", f"<th{style}>"))


def _say_number(value: float) -> str:
    """Three digits; what they would make nothing of is said to be under the least of them."""
    return "under 0.001" if 0 < value < 0.0005 else f"{value:.3f}"


@contextmanager
def show_faults() -> Iterator[None]:
    """Show in a notebook why a part of it is missing, and go on: too little gold, or a study not run on this corpus.

    Only an InputError is shown so; any other error stops the notebook.

    Yields
    ------
    None
        The part of the notebook runs inside.

    Examples
    --------
    >>> with show_faults():
    ...     raise InputError([])
    <IPython.core.display.HTML object>
    """
    try:
        yield
    except InputError as error:
        from IPython.display import HTML, display

        message = escape(escape_controls(str(error))).replace("$", "&#36;")
        display(HTML(f'<p class="{_NO_MATHEMATICS}"><b>Not shown.</b> {message}</p>'))


def describe_sizes(rows: pd.DataFrame) -> str:
    """Describe how many reported statements, documents, families and speakers a table rests on.

    Parameters
    ----------
    rows : DataFrame
        Columns document, sentence and, where they are known, family and speaker; a statement has one row or several,
        such as those of compare.merge_frames. A speaker is a name in one document.

    Returns
    -------
    str
        A clause without a full stop; families are left out where each document is one, speakers where rows name none.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": ["a", "a", "b"], "sentence": 1, "family": "a", "speaker": ["X", "X", ""]})
    >>> describe_sizes(rows), describe_sizes(rows[["document", "sentence"]])
    ('2 reported statements in 2 documents of 1 family, 1 speaker', '2 reported statements in 2 documents')
    """
    statements = rows.drop_duplicates(["document", "sentence"])
    counts = count_sizes(statements.assign(whole=True), by=["whole"]).sum()
    single = "family" not in rows.columns or counts["families"] == counts["documents"]
    families = "" if single else f" of {count_noun(counts['families'], 'family', 'families')}"
    speakers = f", {count_noun(counts['speakers'], 'speaker')}" if "speaker" in rows.columns else ""
    sentences = count_noun(len(statements), "reported statement")
    return f"{sentences} in {count_noun(counts['documents'], 'document')}{families}{speakers}"


# What to know of texts that are restated: of all, of some, and of none.
_RENDITIONS = {
    "texts": (
        "All {all} texts are restated, sentence by sentence.",
        "{some} of {all} texts are restated, sentence by sentence; the others are as they were published.",
        "All {all} texts are as they were published.",
    ),
    "words": (
        "The words are those of the restated texts, not of the officials.",
        "{some} of {all} texts are restated: their words are not those of the officials.",
        "The words are those of the texts as they were published.",
    ),
    "modes": (
        "Whether the original quoted the official or reported indirectly was coded from the original: a restated text "
        "has no quotation marks.",
        "Direct speech is what stands in quotation marks; in the {some} of {all} texts that are restated it was coded "
        "from the original.",
        "Direct speech is what stands in quotation marks in the text as it was published.",
    ),
    "copies": (
        "Restating hides copies of the originals: two restatements of one release need not share their words.",
        "{some} of {all} texts are restated, which hides copies: two restatements of one release need not share their "
        "words.",
        "The texts are as they were published, so that copies show.",
    ),
}


def describe_renditions(documents: pd.DataFrame, about: str = "words") -> str:
    """Say what follows from the texts being restated or as they were published, and of how many, where both occur.

    Parameters
    ----------
    documents : DataFrame
        A documents table; documents without a text (rendition metadata) do not count.
    about : str
        What the sentence is about: texts (which they are), words (whose they are), modes (how direct speech is
        recognised) or copies (whether they can be seen).

    Returns
    -------
    str
        One sentence.

    Examples
    --------
    >>> describe_renditions(pd.DataFrame({"rendition": ["restated", "restated"]}))
    'The words are those of the restated texts, not of the officials.'
    >>> describe_renditions(pd.DataFrame({"rendition": ["restated", "verbatim", "metadata"]}))
    '1 of 2 texts are restated: their words are not those of the officials.'
    >>> describe_renditions(pd.DataFrame({"rendition": ["verbatim"]}), "texts")
    'All 1 texts are as they were published.'
    """
    renditions = documents.loc[documents["rendition"] != "metadata", "rendition"]
    some, total = int((renditions == "restated").sum()), len(renditions)
    place = 2 if some == 0 else 0 if some == total else 1
    return _RENDITIONS[about][place].format(some=some, all=total)
