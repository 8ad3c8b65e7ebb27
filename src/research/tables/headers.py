"""Matching of the column names of an input table to the fields that are needed."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from research.tables.faults import Fault, InputError
from research.tables.word_lists import read_word_lists


def fold_name(name: str) -> str:
    """Fold case, blanks, underscores, hyphens, points, colons, asterisks and brackets of a column name.

    Parameters
    ----------
    name
        The name as the file has it.

    Returns
    -------
    str
        The folded name, its words separated by one blank.

    Examples
    --------
    >>> fold_name(" Isi_Berita "), fold_name("Full Text")
    ('isi berita', 'full text')
    """
    folded = unicodedata.normalize("NFKC", name).casefold().replace("\ufeff", "")
    return " ".join("".join(" " if character in "_-.:()[]*" else character for character in folded).split())


def read_synonyms(*fields: str) -> dict[str, list[str]]:
    """Read the other column names of fields from columns.toml.

    Parameters
    ----------
    fields
        The names of the fields.

    Returns
    -------
    dict of str to list of str
        The other names of each field, in the order of the fields; an empty list if there are none.

    Examples
    --------
    >>> "isi" in read_synonyms("id", "text")["text"]
    True
    """
    known = read_word_lists("columns.toml")
    return {field: known.get(field, []) for field in fields}


def fold_synonyms(synonyms: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Collect the folded names of all fields, which identify the header of a table.

    Parameters
    ----------
    synonyms
        The other names of each field, from read_synonyms.

    Returns
    -------
    frozenset of str
        The folded names of the fields and their other names.

    Examples
    --------
    >>> sorted(fold_synonyms({"text": ["Isi_Berita"]}))
    ['isi berita', 'text']
    """
    return frozenset(fold_name(name) for field, others in synonyms.items() for name in (field, *others))


def check_names(names: Sequence[str], where: str) -> tuple[str, ...]:
    """Check that no column name is repeated, and name columns without a name by their position.

    Parameters
    ----------
    names
        The column names of the header.
    where
        The file and the row of the header, as the fault names them.

    Returns
    -------
    tuple of str
        The names without blanks around them; an empty name becomes "column 2", with its position.

    Raises
    ------
    InputError
        If a name is repeated, with one fault for each such name.

    Examples
    --------
    >>> check_names(["id", ""], "a.csv")
    ('id', 'column 2')
    """
    full = tuple(name.strip() or f"column {place}" for place, name in enumerate(names, start=1))
    twice = [name for name, count in Counter(full).items() if count > 1]
    if twice:
        remedy = "rename or remove one of the two"
        raise InputError([Fault(where, "columns", f"{name!r} twice", "each column once", remedy) for name in twice])
    return full


def match_columns(
    names: Iterable[str],
    synonyms: Mapping[str, Sequence[str]],
    *,
    given: Mapping[str, str] | None = None,
    required: Collection[str] = ("text",),
    where: str = "the table",
) -> dict[str, str]:
    """Choose the column of each field: the caller's choice, else the column of the field's name, else of a synonym.

    Parameters
    ----------
    names
        The column names of the table.
    synonyms
        The fields in their order, each with its other names; case, blanks and underscores make no difference.
    given
        The columns that the caller chose, by field.
    required
        The fields that the table must have.
    where
        The file of the table, for messages.

    Returns
    -------
    dict of str to str
        The column of each field that has one.

    Raises
    ------
    InputError
        If a column of given does not exist, if two columns have the same folded name, or if a required field has no
        column.

    Examples
    --------
    >>> match_columns(["Isi", "Link", "nomor"], {"text": ["isi"], "url": ["link"]})
    {'text': 'Isi', 'url': 'Link'}
    >>> match_columns(["nomor"], {"text": ["isi"]}, where="a.csv")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    a.csv: columns: found nomor, expected one that holds the text; name it with --column text=...
    """
    names = list(names)
    folded: dict[str, list[str]] = {}
    for name in names:
        folded.setdefault(fold_name(name), []).append(name)
    mapping = _find_given(names, folded, given or {}, where)
    for field, others in synonyms.items():
        known = [folded[fold_name(name)] for name in (field, *others) if fold_name(name) in folded]
        if field in mapping or not known:
            continue
        if len(known[0]) > 1:
            found, remedy = " and ".join(map(repr, known[0])), f"choose with --column {field}=..."
            raise InputError([Fault(where, "columns", found, f"one column for {field}", remedy)])
        mapping[field] = known[0][0]
    if lacking := [field for field in required if field not in mapping]:
        remedy = "name it with --column " + " ".join(f"{field}=..." for field in lacking)
        expected = " and ".join(f"one that holds the {field}" for field in lacking)
        raise InputError([Fault(where, "columns", ", ".join(names)[:200] or "none", expected, remedy)])
    return {field: mapping[field] for field in synonyms if field in mapping}


def _find_given(
    names: list[str], folded: Mapping[str, list[str]], given: Mapping[str, str], where: str
) -> dict[str, str]:
    """The columns that the caller chose: named to the letter, or in another case where only one is meant."""
    alike = {field: [name] if name in names else folded.get(fold_name(name), []) for field, name in given.items()}
    if missing := [f"{given[field]!r} for {field}" for field, found in alike.items() if len(found) != 1]:
        expected, listed = "also " + ", ".join(missing), ", ".join(names)[:200] or "none"
        raise InputError([Fault(where, "columns", listed, expected, "mend --column")])
    return {field: found[0] for field, found in alike.items()}


def describe_mapping(where: str, mapping: Mapping[str, str], names: Iterable[str]) -> str:
    """Describe on one line which column is used for which field, and which columns are not used.

    Parameters
    ----------
    where
        The file of the table.
    mapping
        The column of each field, from match_columns.
    names
        All columns of the table.

    Returns
    -------
    str
        The line.

    Examples
    --------
    >>> describe_mapping("a.csv", {"text": "Isi"}, ["Isi", "nomor"])
    'a.csv: columns text=Isi; not used: nomor'
    """
    unused = [name for name in names if name not in mapping.values()]
    rest = f"; not used: {', '.join(unused)}" if unused else ""
    line = f"{where}: columns " + ", ".join(f"{field}={column}" for field, column in mapping.items()) + rest
    return " ".join(line.split())
