"""Conditions over the columns of a table: read by a small grammar and compared column by column, never run.

    condition  = all { "or" all }           all = one { "and" one }
    one        = "not" one | "(" condition ")" | column [comparison]
    comparison = ("==" | "!=" | "<" | "<=" | ">" | ">=") value | ["not"] "in" "[" value { "," value } "]"
    value      = a text in quotation marks, a number, a day such as 2020-12-09, true or false

A condition may come from a file that somebody else made; anything that is not of this grammar is refused.
"""

import ast
import difflib
import operator
import re
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import pandas as pd

from research.tables import Fault, InputError, find_schema

# Above what figures write, and below what would cost time or depth.
LONGEST, MOST_COMPARISONS, DEEPEST = 50_000, 2_000, 30
REMEDY = "take one from the column filter of a figure's csv"
# Escapes are those that a text in quotation marks can have, so that reading it cannot fail or warn.
_ESCAPE = r"\\(?:[\\'\"nrt]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U000[0-9a-fA-F]{5})"
_TOKEN = re.compile(
    rf"""\s*(?:(?P<text>'(?:[^'\\\n]|{_ESCAPE})*'|"(?:[^"\\\n]|{_ESCAPE})*")|(?P<day>\d{{4}}-\d\d-\d\d)(?![\w.-])
    |(?P<number>-?\d{{1,15}}(?:\.\d{{1,15}})?)(?![\w.])|(?P<name>[^\W\d]\w{{0,99}})|(?P<sign>[=!<>]=|[<>()\[\],]))""",
    re.VERBOSE,
)
_COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TRUTH = {"true": True, "True": True, "false": False, "False": False}
_WORDS = {"and", "or", "not", "in", *_TRUTH}


@dataclass(frozen=True)
class Comparison:
    """A comparison of a column with values.

    Attributes
    ----------
    column : str
        Name of the column.
    operator : str
        One of ==, !=, <, <=, >, >=, in and not in; empty for a column alone.
    values : tuple
        The values: texts, numbers, days, or true and false.
    """

    column: str
    operator: str = ""
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Compound:
    """Conditions joined by and or by or, or a condition negated by not.

    Attributes
    ----------
    operator : str
        One of and, or and not.
    parts : tuple of conditions
        One part for not, two or more otherwise.
    """

    operator: str
    parts: tuple["Condition", ...]


Condition = Comparison | Compound


def parse_condition(text: str) -> Condition:
    """Read a condition such as "election_year == 2020 and frame in ['sanctions', 'social_media']".

    Parameters
    ----------
    text : str
        The condition.

    Returns
    -------
    Comparison or Compound
        The condition as a tree.

    Raises
    ------
    InputError
        Where the text has what the grammar has not (calls, attributes, arithmetic, columns compared with columns), or
        is beyond the bounds on length, depth and number of comparisons.

    Examples
    --------
    >>> parse_condition("not frame == 'sanctions'")
    Compound(operator='not', parts=(Comparison(column='frame', operator='==', values=('sanctions',)),))
    >>> parse_condition("frame.size == 3")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    evidence: condition: found '.' at character 6 of 'frame.size == 3', expected and, or, or the end; a condition \
    compares a column with values by == != < <= > >= or in, joined by and, or, not
    """
    if len(text) > LONGEST:
        expected = f"at most {LONGEST:,}"
        raise InputError([Fault("evidence", "condition", f"{len(text):,} characters", expected, REMEDY)])
    tokens = deque(_split(text))
    condition = _read_any(tokens, 0)
    if tokens[0].kind:
        _refuse(tokens[0], "and, or, or the end")
    number = sum(1 for _ in list_comparisons(condition))
    if number > MOST_COMPARISONS:
        expected = f"at most {MOST_COMPARISONS:,}"
        raise InputError([Fault("evidence", "condition", f"{number:,} comparisons", expected, REMEDY)])
    return condition


def list_comparisons(condition: Condition) -> Iterator[Comparison]:
    """Go through the comparisons of a condition, from left to right.

    Parameters
    ----------
    condition : Comparison or Compound
        Of parse_condition.

    Yields
    ------
    Comparison
        One after the other.
    """
    if isinstance(condition, Comparison):
        yield condition
    else:
        for part in condition.parts:
            yield from list_comparisons(part)


Compared = dict[tuple[Any, ...], "pd.Series[bool]"]


def match_rows(rows: pd.DataFrame, condition: Condition, *, compared: Compared | None = None) -> "pd.Series[bool]":
    """Mark the rows that meet a condition.

    A column of texts is compared with texts, one of numbers with numbers (in quotation marks or not), one of days with
    days, one of true and false with these. A missing value equals nothing.

    Parameters
    ----------
    rows : DataFrame
        Any table with the columns of the condition.
    condition : Comparison or Compound
        Of parse_condition.
    compared : dict, optional
        What comparisons of these rows gave before, for many conditions on the same rows; it is added to.

    Returns
    -------
    Series of bool
        True where the row meets the condition, on the index of rows.

    Raises
    ------
    InputError
        Where rows lack a column, or a value is of another type than its column.

    Examples
    --------
    >>> rows = pd.DataFrame({"election_year": ["2018", "2020"], "present": [True, False]})
    >>> match_rows(rows, parse_condition("election_year >= 2019 and not present")).tolist()
    [False, True]
    """
    if isinstance(condition, Comparison):
        # 1 and True, or a day and its text, are equal and compared otherwise.
        key = (condition.column, condition.operator, *((type(value), value) for value in condition.values))
        known = {} if compared is None else compared
        if key not in known:
            known[key] = _compare(rows, condition)
        return known[key]
    masks = [match_rows(rows, part, compared=compared) for part in condition.parts]
    if condition.operator == "not":
        return ~masks[0]
    whole = masks[0]
    for mask in masks[1:]:
        whole = whole & mask if condition.operator == "and" else whole | mask
    return whole


def find_unmatched_values(rows: pd.DataFrame, condition: Condition) -> list[Fault]:
    """List the values of a condition that its column does not have, with the nearest that it has.

    Parameters
    ----------
    rows : DataFrame
        Any table with the columns of the condition.
    condition : Comparison or Compound
        Of parse_condition.

    Returns
    -------
    list of Fault
        A fault for each comparison by == or in of which no value is in the column.

    Raises
    ------
    InputError
        Where rows lack a column, or a value is of another type than its column.
    """
    faults = []
    for comparison in list_comparisons(condition):
        if comparison.operator not in ("==", "in"):
            continue
        column = _read_column(rows, comparison.column)
        wanted = [_read_value(comparison, value, column) for value in comparison.values]
        if not any((column == value).any() for value in wanted):
            known = {str(value).casefold(): str(value) for value in column.dropna().unique()}
            quoted = ", ".join(map(repr, comparison.values[:5]))
            near = difflib.get_close_matches(str(comparison.values[0]).casefold(), list(known), n=3)
            values = [known[name] for name in near] or sorted(known.values())[:12]
            more = ", ..." if not near and len(known) > len(values) else ""
            expected = f"a value that some row has, such as {', '.join(values)}{more}"
            faults.append(Fault("evidence", comparison.column, quoted, expected, REMEDY))
    return faults


@dataclass(frozen=True)
class _Token:
    """A word of a condition; kind is text, day, number, name, sign, unknown, or empty for the end."""

    kind: str
    word: str
    start: int
    condition: str


def _split(text: str) -> Iterator[_Token]:
    place = 0
    while match := _TOKEN.match(text, place):
        kind = str(match.lastgroup)
        yield _Token(kind, match[kind], match.start(kind), text)
        place = match.end()
    place = len(text) - len(text[place:].lstrip())
    if place < len(text):
        yield _Token("unknown", text[place], place, text)
    yield _Token("", "", len(text), text)


def _refuse(token: _Token, expected: str) -> NoReturn:
    text = token.condition
    whole = repr(text) if len(text) <= 120 else f"{text[:120]!r} ..."
    found = f"{token.word[:40]!r} at character {token.start + 1} of {whole}" if token.kind else f"the end of {whole}"
    remedy = "a condition compares a column with values by == != < <= > >= or in, joined by and, or, not"
    raise InputError([Fault("evidence", "condition", found, expected, remedy)])


def _take(tokens: deque[_Token], *words: str) -> bool:
    found = tokens[0].kind in ("name", "sign") and tokens[0].word in words
    if found:
        tokens.popleft()
    return found


def _read_any(tokens: deque[_Token], depth: int) -> Condition:
    parts = [_read_all(tokens, depth)]
    while _take(tokens, "or"):
        parts.append(_read_all(tokens, depth))
    return parts[0] if len(parts) == 1 else Compound("or", tuple(parts))


def _read_all(tokens: deque[_Token], depth: int) -> Condition:
    parts = [_read_one(tokens, depth)]
    while _take(tokens, "and"):
        parts.append(_read_one(tokens, depth))
    return parts[0] if len(parts) == 1 else Compound("and", tuple(parts))


def _read_one(tokens: deque[_Token], depth: int) -> Condition:
    if depth > DEEPEST:
        _refuse(tokens[0], f"at most {DEEPEST} conditions inside each other")
    if _take(tokens, "not"):
        return Compound("not", (_read_one(tokens, depth + 1),))
    if _take(tokens, "("):
        inside = _read_any(tokens, depth + 1)
        if not _take(tokens, ")"):
            _refuse(tokens[0], "and, or, or a closing )")
        return inside
    return _read_comparison(tokens)


def _read_comparison(tokens: deque[_Token]) -> Comparison:
    if tokens[0].kind != "name" or tokens[0].word in _WORDS:
        _refuse(tokens[0], "the name of a column")
    column = tokens.popleft().word
    for sign in _COMPARISONS:
        if _take(tokens, sign):
            return Comparison(column, sign, (_read_constant(tokens),))
    turned = _take(tokens, "not")
    if _take(tokens, "in"):
        return Comparison(column, "not in" if turned else "in", _read_list(tokens))
    if turned:
        _refuse(tokens[0], "in behind not")
    return Comparison(column)


def _read_list(tokens: deque[_Token]) -> tuple[Any, ...]:
    if not _take(tokens, "["):
        _refuse(tokens[0], "a list in brackets, such as ['sanctions', 'social_media']")
    values = [_read_constant(tokens)]
    while _take(tokens, ","):
        values.append(_read_constant(tokens))
    if not _take(tokens, "]"):
        _refuse(tokens[0], "a comma or a closing ]")
    return tuple(values)


def _read_constant(tokens: deque[_Token]) -> Any:
    kind, word = tokens[0].kind, tokens[0].word
    if kind not in ("text", "number", "day") and word not in _TRUTH:
        _refuse(tokens[0], "a text in quotation marks, a number, a day such as 2020-12-09, true or false")
    tokens.popleft()
    if kind == "text":
        return ast.literal_eval(word)
    if kind == "number":
        return float(word) if "." in word else int(word)
    return _Day(word) if kind == "day" else _TRUTH[word]


class _Day(str):
    """A day without quotation marks; no text, though it is written as one."""

    __slots__ = ()


def _declared(column: str) -> str:
    """The type that the tables of documents and statements declare for a column."""
    for name in ("documents", "statements"):
        if column in find_schema(name).columns:
            return find_schema(name).columns[column].dtype
    return ""


def _read_column(rows: pd.DataFrame, name: str) -> "pd.Series[Any]":
    if name not in rows.columns:
        near = difflib.get_close_matches(name, list(rows.columns), n=1)
        expected = "a condition over " + ", ".join(rows.columns)
        remedy = f"did you mean {near[0]}" if near else REMEDY
        raise InputError([Fault("evidence", "condition", f"the column {name!r}", expected, remedy)])
    # Groups are texts in rows, the year of an election among them; a condition sees the type that is declared.
    column = rows[name]
    if _declared(name).lower() != "int64" or pd.api.types.is_numeric_dtype(column):
        return column
    # Rows are many and years few: each is read once.
    places, values = pd.factorize(column)
    return pd.to_numeric(pd.Series(values), errors="coerce").reindex(places).set_axis(column.index)


def _compare(rows: pd.DataFrame, comparison: Comparison) -> "pd.Series[bool]":
    column = _read_column(rows, comparison.column)
    if not comparison.operator:
        if not pd.api.types.is_bool_dtype(column):
            expected = f"{comparison.column} compared with a value"
            raise InputError([Fault("evidence", "condition", f"{comparison.column} alone", expected, REMEDY)])
        return column.astype("bool")
    values = [_read_value(comparison, value, column) for value in comparison.values]
    if comparison.operator in ("in", "not in"):
        mask = column.isin(values)
        return ~mask if comparison.operator == "not in" else mask
    compared: pd.Series[bool] = _COMPARISONS[comparison.operator](column, values[0])
    return compared.fillna(comparison.operator == "!=").astype("bool")


def _read_value(comparison: Comparison, value: Any, column: "pd.Series[Any]") -> Any:
    """The value as the column's type has it."""
    kind, expected = _describe_kind(column)
    found: Any = None
    if kind == "bool":
        found = value if isinstance(value, bool) and comparison.operator in ("==", "!=", "in", "not in") else None
    elif kind == "number":
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        found = value if numeric else int(value) if re.fullmatch(r"-?\d{1,15}", str(value), re.ASCII) else None
    elif kind == "day":
        day = pd.to_datetime(value, format="%Y-%m-%d", errors="coerce") if isinstance(value, str) else pd.NaT
        found = None if pd.isna(day) else day
    elif isinstance(value, str) and not isinstance(value, _Day):
        found = value
    if found is None:
        written = f"{comparison.column} {comparison.operator} {str(value) if isinstance(value, _Day) else repr(value)}"
        raise InputError([Fault("evidence", "condition", written, f"{expected} behind {comparison.column}")])
    return found


def _describe_kind(column: "pd.Series[Any]") -> tuple[str, str]:
    if pd.api.types.is_bool_dtype(column):
        return "bool", "true or false, by == or !=,"
    if pd.api.types.is_numeric_dtype(column):
        return "number", "a number"
    if pd.api.types.is_datetime64_any_dtype(column):
        return "day", "a day such as 2020-12-09"
    return "text", "a text in quotation marks"


def list_values(condition: Condition) -> dict[str, Collection[str]]:
    """List the columns that a condition names, each with the texts that it is compared with.

    Parameters
    ----------
    condition : Comparison or Compound
        Of parse_condition.

    Returns
    -------
    dict of str to collection of str
        The texts by column.
    """
    found: dict[str, set[str]] = {}
    for comparison in list_comparisons(condition):
        texts = {value for value in comparison.values if isinstance(value, str)}
        found.setdefault(comparison.column, set()).update(texts)
    return dict(found)
