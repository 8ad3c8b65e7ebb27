"""Documents, statements and frames in one table, with filters and counts that need no estimation."""

from collections.abc import Sequence

import pandas as pd

from research.tables import Fault, InputError, check_columns, check_documents, count_sizes, list_columns, returns_table

NATIONAL_GROUP = "national"
# The group of documents without a value: no period, no place, no value of a field that the corpus declares.
NO_GROUP = "none"
CODED = "coded"
# Whose frames rows have that do not name a coder.
GOLD = "gold"
# The code of statements without any frame, where add_unframed counts them like a frame.
UNFRAMED = "unframed"
DOCUMENT_COLUMNS = ("election", "election_year", "island", "province", "region", "outlet", "kind", "sample")
STATEMENT_COLUMNS = ("speaker", "office", "mode")


@returns_table("rows")
def merge_frames(
    documents: pd.DataFrame, statements: pd.DataFrame, frames: pd.DataFrame, *, families: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Merge documents, statements and frames: a row for every statement of an official and frame.

    Parameters
    ----------
    documents : DataFrame
        The table documents.
    statements : DataFrame
        The table statements. Those of officials are kept (official); where it does not say who is one, all that are
        reported.
    frames : DataFrame
        The table frames, of one coder.
    families : DataFrame, optional
        The family of each document (document, family), from corpus.find_families.

    Returns
    -------
    DataFrame
        The table rows, which all comparisons take: document, sentence, frame, present, reported (true) and the columns
        to group by: election, election_year, island (national for documents of no single province), province, region,
        outlet, kind, sample, the fields that the corpus declares, speaker, office, mode, and rule where statements has
        it; family where families are given; coder where the frames are not gold's. A group column is none where a
        document has no value. Sorted by document, sentence and frame. A statement without any frame has its rows too.

    Raises
    ------
    InputError
        For missing columns, several coders, statements that the coder did not code, and documents that are unknown or
        without a family.
    """
    units = ["document", "sentence", "frame"]
    # A document need not have a year, but the table has the column; a corpus need not declare samples.
    dated = "election_year" in getattr(documents, "columns", ())
    needed = [name for name in DOCUMENT_COLUMNS if name != "sample" and (name != "election_year" or not dated)]
    check_columns(documents, ["document", *needed], where="documents", key=["document"])
    check_columns(statements, [*units[:2], "reported", *STATEMENT_COLUMNS], where="statements", key=units[:2])
    check_columns(frames, [*units, "coder", "present"], where="frames")
    coders = sorted(frames["coder"].unique())
    if len(coders) != 1:
        raise InputError([Fault("table frames", "coder", ", ".join(coders) or "none", "one coder", "filter the table")])
    attributes = [*STATEMENT_COLUMNS, *(["rule"] if "rule" in statements.columns else [])]
    counted = statements["official"] if "official" in statements.columns else statements["reported"]
    reported = statements.loc[counted, ["document", "sentence", "reported", *attributes]]
    check_columns(frames, units, where="frames", key=units)
    check_documents(reported, documents)
    groups = _list_groups(documents, excluding=[*units, "present", *reported.columns, "family", "coder"])
    # Sorted before every statement is repeated for each frame, and not after: the order is the same.
    rows = reported.sort_values(units[:2]).merge(groups, on="document", validate="many_to_one")
    columns = [*units, "present", "reported", *groups.columns.drop("document"), *attributes]
    if coders != [GOLD]:
        rows, columns = rows.assign(coder=coders[0]), [*columns, "coder"]
    if families is not None:
        rows, columns = _join_families(rows, families), [*columns, "family"]
    codes = frames[["frame"]].drop_duplicates().sort_values("frame")
    joined = rows.merge(codes, how="cross").merge(
        frames[[*units, "present"]], on=units, how="left", validate="one_to_one"
    )
    unread = joined.loc[joined["present"].isna(), units].head(1)
    for document, sentence, frame in unread.itertuples(index=False):
        missing = f"no row for {document} {sentence} {frame}"
        raise InputError(
            [Fault("table frames", "document and sentence", missing, "a row for each statement and frame")]
        )
    return joined[columns].astype({"present": "bool"})


def _list_groups(documents: pd.DataFrame, *, excluding: Sequence[str]) -> pd.DataFrame:
    """The columns of the documents that form groups, declared fields last, with a text in every row."""
    declared = [name for name in documents.columns if name not in {*list_columns("documents"), *excluding}]
    groups = documents.reindex(columns=["document", *DOCUMENT_COLUMNS, *declared])
    texts = {name: groups[name].astype("object").where(groups[name].notna(), "").astype("str") for name in groups}
    texts["island"] = texts["island"].mask(texts["island"].eq("") & texts["province"].ne(""), NATIONAL_GROUP)
    return pd.DataFrame(texts).replace("", NO_GROUP)


def check_rows(rows: pd.DataFrame, *, where: str, columns: Sequence[str] = (), groups: Sequence[str] = ()) -> None:
    """Check that a table has what every comparison needs: the columns of merge_frames.

    Parameters
    ----------
    rows : DataFrame
        The table to check; speaker, family, weight and rule are checked where it has them.
    where : str
        The name of the table in messages.
    columns : sequence of str
        Further columns that it must have.
    groups : sequence of str
        Columns that form groups, without empty cells.

    Raises
    ------
    InputError
        As check_columns.

    Examples
    --------
    >>> check_rows(pd.DataFrame({"document": ["a"], "frame": ["f"], "present": [True]}), where="rows", groups=["year"])
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    rows: year: found no such column, expected a column year; the table has document, frame, present
    """
    optional = [name for name in ("speaker", "rule") if name in getattr(rows, "columns", ())]
    grouped = [name for name in ("family", "weight") if name in getattr(rows, "columns", ())]
    needed = ["document", "frame", "present", *columns, *optional]
    check_columns(rows, needed, where=where, groups=[*groups, *grouped])


def _join_families(rows: pd.DataFrame, families: pd.DataFrame) -> pd.DataFrame:
    check_columns(families, ["document"], where="families", groups=["family"], key=["document"])
    joined = rows.merge(families[["document", "family"]], on="document", how="left", validate="many_to_one")
    unknown = sorted(set(joined.loc[joined["family"].isna(), "document"]))
    if unknown:
        expected, remedy = "a family for each document", "find the families of all documents"
        raise InputError(
            [Fault("table families", "document", f"no row for {name}", expected, remedy) for name in unknown]
        )
    return joined


@returns_table("rows")
def keep_framed(rows: pd.DataFrame, *, frames: Sequence[str] | None = None) -> pd.DataFrame:
    """Keep the statements that carry at least one of the frames.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames.
    frames : sequence of str, optional
        Codes of frames; all frames of the rows by default.

    Returns
    -------
    DataFrame
        The table rows with all rows of those statements: the base of shares among framed statements.

    Raises
    ------
    InputError
        For a frame that the rows do not have.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": "a", "sentence": [1, 1, 2, 2], "frame": ["f", "g"] * 2,
    ...                      "present": [True, False, False, False]})
    >>> keep_framed(rows)["sentence"].tolist()
    [1, 1]
    """
    check_rows(rows, where="keep_framed: rows", columns=["sentence"])
    codes = sorted(rows["frame"].unique())
    if unknown := [code for code in frames or () if code not in codes]:
        expected = "frames of the rows: " + ", ".join(codes)
        raise InputError([Fault("keep_framed", "frames", ", ".join(unknown), expected)])
    carried = rows["present"] & rows["frame"].isin(list(frames or codes))
    framed = carried.groupby([rows["document"], rows["sentence"]]).transform("any")
    return rows[framed].reset_index(drop=True)


@returns_table("rows")
def add_unframed(rows: pd.DataFrame) -> pd.DataFrame:
    """Add to each statement a row that says whether it carries none of the frames, so that these have a share too.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames, of frames alone: a subcode would count as one.

    Returns
    -------
    DataFrame
        The table rows, those added last, with the frame unframed.

    Raises
    ------
    InputError
        Where the rows lack a column.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": "a", "sentence": [1, 1, 2, 2], "frame": ["f", "g"] * 2,
    ...                      "present": [True, False, False, False]})
    >>> add_unframed(rows).tail(2)[["sentence", "frame", "present"]].to_numpy().tolist()
    [[1, 'unframed', False], [2, 'unframed', True]]
    """
    check_rows(rows, where="add_unframed: rows", columns=["sentence"])
    key = ["document", "sentence"]
    carried = rows.groupby(key)["present"].transform("any")
    added = rows.assign(frame=UNFRAMED, present=~carried).drop_duplicates(key)
    return pd.concat([rows, added], ignore_index=True)


@returns_table("rows")
def keep_coded(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the statements whose speaker, office and mode a coder decided, not a rule.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames. Without the column rule all are kept.

    Returns
    -------
    DataFrame
        The table rows without statements attributed by rule.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": "a", "sentence": [1, 2], "frame": "f", "present": True,
    ...                      "rule": ["coded", "verb"]})
    >>> keep_coded(rows)["sentence"].tolist()
    [1]
    """
    if "rule" in getattr(rows, "columns", ["rule"]):
        check_columns(rows, ["rule"], where="keep_coded: rows")
    return rows[rows["rule"] == CODED].reset_index(drop=True) if "rule" in rows.columns else rows


def select_largest_groups(rows: pd.DataFrame, *, by: str, number: int = 2) -> list[str]:
    """Select the groups with statements from the most documents.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames.
    by : str
        The column whose values form the groups, such as election_year.
    number : int
        How many groups.

    Returns
    -------
    list of str
        Their values, sorted; of groups with equally many documents the first by name.

    Raises
    ------
    InputError
        Where there are fewer groups.

    Examples
    --------
    >>> rows = pd.DataFrame({"document": ["a", "b", "c", "d"], "year": ["2018", "2020", "2020", "2024"]})
    >>> select_largest_groups(rows, by="year")
    ['2018', '2020']
    """
    sizes = rows.groupby(by)["document"].nunique().sort_index().sort_values(ascending=False, kind="stable")
    if len(sizes) < number:
        remedy = "have documents of another group coded"
        raise InputError([Fault(f"groups by {by}", "rows", f"{len(sizes)}", f"{number} to compare", remedy)])
    return sorted(map(str, sizes.index[:number]))


@returns_table("size_counts")
def count_hits(rows: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Count statements, documents, families, speakers and hits of each frame in each group, without estimates.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames.
    by : sequence of str
        The columns whose values form the groups.

    Returns
    -------
    DataFrame
        The table size_counts: the columns of by, frame, the counts of count_sizes, and hits (statements with the
        frame).

    Raises
    ------
    InputError
        For a column that the rows do not have.
    """
    check_rows(rows, where="count_hits: rows")
    if unknown := [str(column) for column in by if column not in set(rows.columns)]:
        expected = "columns of the rows: " + ", ".join(rows.columns)
        raise InputError([Fault("count_hits", "by", ", ".join(unknown), expected)])
    counts = count_sizes(rows, by=[*by, "frame"])
    return counts.assign(hits=rows.groupby([*by, "frame"], sort=True)["present"].sum().to_numpy())
