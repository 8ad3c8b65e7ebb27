"""How often references are named, by year or any other group, and citations of laws that did not exist yet."""

import pandas as pd

from research.references.named_references import read_laws
from research.tables import REFERENCE_KINDS, Fault, InputError, check_columns, count_sizes, returns_table

_UNIT = ["document", "sentence"]


@returns_table("rows")
def mark_references(
    rows: pd.DataFrame, references: pd.DataFrame, *, kind: str, forbidden: bool = False
) -> pd.DataFrame:
    """Combine each reported statement with each reference of a kind, as compare.measure_shares takes rows.

    Parameters
    ----------
    rows : DataFrame
        The table rows, of compare.merge_frames.
    references : DataFrame
        The table references, of find_references.
    kind : str
        Kind of reference: law, instrument, act or addressee.
    forbidden : bool
        Count only acts that the statement forbids.

    Returns
    -------
    DataFrame
        The table rows, sorted by document, sentence and frame: the statements of rows with their other columns; frame
        is the reference, and present says whether the statement names it. A reference that no statement names has no
        rows.

    Raises
    ------
    InputError
        Where the kind is unknown, forbidden is asked of another kind than act, or there are no rows.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": ["a", "a", "b"], "sentence": [1, 2, 1], "frame": "sanctions", "present": True})
    >>> named = pd.DataFrame({"document": ["a", "a"], "sentence": [2, 2], "kind": "law", "reference": "UU 5/2014",
    ...                       "forbidden": False})
    >>> mark_references(rows, named, kind="law")[["document", "sentence", "frame", "present"]].values.tolist()
    [['a', 1, 'UU 5/2014', False], ['a', 2, 'UU 5/2014', True], ['b', 1, 'UU 5/2014', False]]
    """
    check_columns(references, [*_UNIT, "kind", "reference", "forbidden"], where="references")
    units = _list_units(rows)
    named = _choose(references, units, kind, forbidden)
    grid = units.merge(named[["reference"]].drop_duplicates().rename(columns={"reference": "frame"}), how="cross")
    marks = named[[*_UNIT, "reference"]].drop_duplicates().rename(columns={"reference": "frame"}).assign(present=True)
    joined = grid.merge(marks, on=[*_UNIT, "frame"], how="left", validate="one_to_one")
    joined["present"] = joined["present"].eq(True)
    columns = [*_UNIT, "frame", "present", *(name for name in units if name not in _UNIT)]
    return joined[columns].sort_values([*_UNIT, "frame"], ignore_index=True)


@returns_table("reference_counts")
def count_references(
    references: pd.DataFrame, rows: pd.DataFrame, *, by: str, kind: str, forbidden: bool = False
) -> pd.DataFrame:
    """Count how often each reference of a kind is named in the reported statements of each group.

    The share of documents that name a reference, with its interval, is that of
    compare.measure_shares(mark_references(rows, references, kind=kind), by=by, base="documents").

    Parameters
    ----------
    references : DataFrame
        The table references, of find_references.
    rows : DataFrame
        The table rows, of compare.merge_frames.
    by : str
        The column of rows whose values form the groups, or all for one group.
    kind : str
        Kind of reference: law, instrument, act or addressee.
    forbidden : bool
        Count only acts that the statement forbids.

    Returns
    -------
    DataFrame
        The table reference_counts, sorted by group and reference: hits, and the statements, documents, families and
        speakers that name the reference, beside those of the group (group_statements and so on). A reference has a row
        in each group, with 0 where nobody names it.

    Raises
    ------
    InputError
        Where the column or the kind is unknown, forbidden is asked of another kind than act, or there are no rows.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": ["a", "a", "b"], "sentence": [1, 2, 1], "frame": "sanctions", "present": True,
    ...                      "speaker": ["X", "X", "Y"], "election_year": ["2018", "2018", "2020"]})
    >>> named = pd.DataFrame({"document": ["a", "a"], "sentence": [2, 2], "kind": "law", "reference": "UU 5/2014",
    ...                       "label": "State Civil Apparatus", "forbidden": False})
    >>> counted = count_references(named, rows, by="election_year", kind="law")
    >>> counted[["group", "hits", "statements", "documents", "speakers", "group_documents"]].values.tolist()
    [['2018', 2, 1, 1, 1, 1], ['2020', 0, 0, 0, 0, 1]]
    """
    check_columns(references, [*_UNIT, "kind", "reference", "label", "forbidden"], where="references")
    check_columns(rows, [*_UNIT, "frame", "present", "speaker"], where="rows")
    if not isinstance(by, str) or (by != "all" and by not in rows.columns):
        expected = "all, or a column of the rows: " + ", ".join(rows.columns)
        raise InputError([Fault("count_references", "by", repr(by), expected)])
    check_columns(rows, [], where="rows", groups=[] if by == "all" else [by])
    units = _list_units(rows)
    units["group"] = "all" if by == "all" else units[by].astype("str")
    units = units[[*_UNIT, "group", "speaker", *(["family"] if "family" in units else [])]]
    named = _choose(references, units, kind, forbidden).merge(units, on=_UNIT)
    place = ["group", "reference"]
    counts = count_sizes(named.drop_duplicates([*place, *_UNIT]), by=place).set_index(place)
    counts.insert(0, "hits", named.groupby(place).size())
    whole = count_sizes(units, by=["group"]).set_index("group").add_prefix("group_")
    labels = named.drop_duplicates("reference").set_index("reference")["label"]
    places = pd.MultiIndex.from_product([whole.index, sorted(labels.index)], names=["group", "reference"])
    table = counts.reindex(places, fill_value=0).reset_index().merge(whole.reset_index(), on="group")
    return table.assign(grouping=by, kind=kind, label=table["reference"].map(labels))


def label_references(references: pd.DataFrame, *, kind: str) -> dict[str, str]:
    """Return the words for the codes of a kind of reference.

    Parameters
    ----------
    references : DataFrame
        The table references, of find_references.
    kind : str
        Kind of reference: law, instrument, act or addressee.

    Returns
    -------
    dict of str to str
        The words by code, sorted by code: a law has its title behind its code, the others have their label.

    Raises
    ------
    InputError
        Where references lacks a column.

    Examples
    --------
    >>> named = pd.DataFrame({"kind": ["law", "law", "act"], "reference": ["UU 5/2014", "UU, unnamed", "like"],
    ...                       "label": ["State Civil Apparatus", "UU, unnamed", "liking a post"]})
    >>> label_references(named, kind="law"), label_references(named, kind="act")
    ({'UU 5/2014': 'UU 5/2014: State Civil Apparatus', 'UU, unnamed': 'UU, unnamed'}, {'like': 'liking a post'})
    """
    check_columns(references, ["kind", "reference", "label"], where="references")
    named = references[references["kind"] == kind].drop_duplicates("reference").sort_values("reference")
    pairs = zip(named["reference"], named["label"], strict=True)
    return {code: f"{code}: {label}" if kind == "law" and label != code else label for code, label in pairs}


@returns_table("anachronisms")
def list_anachronisms(references: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """List the citations of laws that did not exist when the document was published.

    Either the source erred, or the law was read wrongly.

    Parameters
    ----------
    references : DataFrame
        The table references, of find_references.
    documents : DataFrame
        Columns document and published.

    Returns
    -------
    DataFrame
        The table anachronisms, in the order of references: document, sentence, reference, text, since (the day of a law
        that data/laws.csv knows, else the first day of its year) and published.

    Raises
    ------
    InputError
        Where a table lacks a column, or documents has a document twice.

    Examples
    --------
    >>> cited = pd.DataFrame({"document": ["a", "a"], "sentence": [1, 2], "kind": "law", "text": "",
    ...                       "reference": ["UU 20/2023", "UU 5/2014"]})
    >>> days = pd.DataFrame({"document": ["a"], "published": pd.to_datetime(["2023-10-30"])})
    >>> list_anachronisms(cited, days)["reference"].tolist()
    ['UU 20/2023']
    """
    check_columns(references, [*_UNIT, "kind", "reference", "text"], where="references")
    check_columns(documents, ["document", "published"], where="documents", key=["document"])
    days = read_laws()[2]
    laws = references[references["kind"] == "law"].merge(documents[["document", "published"]], on="document")
    years = laws["reference"].str.extract(r"(?:/| )(\d{4})$")[0]
    since = [
        pd.Timestamp(days[code]) if code in days else pd.Timestamp(f"{year}-01-01") if isinstance(year, str) else pd.NaT
        for code, year in zip(laws["reference"], years, strict=True)
    ]
    laws = laws.assign(since=pd.Series(since, index=laws.index, dtype="datetime64[s]"))
    early = laws[laws["since"] > laws["published"]]
    return early[["document", "sentence", "reference", "text", "since", "published"]].reset_index(drop=True)


def _list_units(rows: pd.DataFrame) -> pd.DataFrame:
    check_columns(rows, [*_UNIT, "frame", "present"], where="rows")
    units = rows.drop(columns=["frame", "present"]).drop_duplicates(_UNIT)
    if units.empty:
        raise InputError([Fault("references", "rows", "none", "reported statements, from merge_frames")])
    return units.sort_values(_UNIT, ignore_index=True)


def _choose(references: pd.DataFrame, units: pd.DataFrame, kind: str, forbidden: bool) -> pd.DataFrame:
    """The references of a kind in the given statements."""
    faults = []
    if kind not in REFERENCE_KINDS:
        faults.append(Fault("references", "kind", repr(kind), "one of " + ", ".join(REFERENCE_KINDS)))
    if forbidden and kind != "act":
        faults.append(Fault("references", "forbidden", f"kind {kind!r}", "kind 'act'", "only acts are forbidden"))
    if faults:
        raise InputError(faults)
    named = references[(references["kind"] == kind) & (references["forbidden"] | (not forbidden))]
    return named.merge(units[_UNIT], on=_UNIT)
