"""What a figure shows, in words made from the table beside it: title, caption, alternative text and a name a mark."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from research.report.figures.figure_inputs import CSV_ROW, label_code, list_records
from research.report.words.number_formats import format_p, format_percent, format_points
from research.report.words.study_labels import name_column
from research.tables import Fault, InputError, find_data

LANGUAGES = ("en", "id")
# Indonesian writes a comma where English has a point, and the other way round.
_INDONESIAN = str.maketrans(",.", ".,")
# Names that are written out of groups put together.
_MOST = 4
_COMPARED = ("target", "reference")


@dataclass(frozen=True)
class FigureWords:
    """What a figure shows, in words of one language.

    Attributes
    ----------
    title : str
        One line, without a full stop.
    caption : str
        What is drawn, such as what a point and a bar are.
    alt : str
        Alternative text: the title, how many values are drawn and are too few, the largest and the smallest.
    rows : mapping of int to str
        A name for the mark of each row that has a filter, by the row's number: what it is, its value and its counts.
    language : str
        en or id.
    """

    title: str
    caption: str
    alt: str
    rows: Mapping[int, str]
    language: str


@dataclass(frozen=True)
class _Kind:
    """A kind of figure, as data/figure_words.toml describes it."""

    needs: list[str]
    names: list[str]
    value: str
    unit: str
    title: dict[str, str]
    caption: dict[str, str]
    low: str = ""
    high: str = ""
    hits: str = ""
    of: str = ""


@dataclass(frozen=True)
class _Writer:
    """The words and number formats of one language, and the words for codes."""

    language: str
    words: Mapping[str, str]
    labels: Mapping[str, str]
    study: Mapping[str, str]

    def name(self, code: str) -> str:
        """The words for a code, or for several that are joined."""
        for sign in ("; ", " + "):
            if sign in code:
                parts = code.split(sign)
                # Such as all groups but one.
                return self.words["others"] if len(parts) > _MOST else self.words["join"].join(map(self.name, parts))
        return label_code(code, self.labels)

    def count(self, number: float) -> str:
        return self.localise("?" if pd.isna(number) else f"{number:,.0f}")

    def localise(self, text: str) -> str:
        return text.translate(_INDONESIAN) if self.language == "id" else text

    def count_noun(self, number: float, noun: str) -> str:
        """A count with its noun, such as 1 document."""
        several = self.words[noun]
        return f"{self.count(number)} {self.words.get(f'one_{noun}', several) if number == 1 else several}"

    def number(self, value: float, unit: str) -> str:
        """A value without its unit, but for the sign of per cent."""
        texts = {"percent": format_percent(value), "points": format_points(value), "p": format_p(value)}
        return self.localise(texts.get(unit, f"{value:.2f}").replace("-", "\N{MINUS SIGN}"))


def describe_figure(
    table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, language: str = "en"
) -> FigureWords:
    """Describe a figure in words, from the rows of its table that are drawn.

    Parameters
    ----------
    table : DataFrame
        The csv beside a figure, as read_drawn_rows reads it, or the table that a figure was drawn from.
    labels : mapping of str to str, optional
        Words for codes, in the language (label_study).
    language : str
        en or id.

    Returns
    -------
    FigureWords
        Title, caption, alternative text and the names of the marks.

    Raises
    ------
    InputError
        Where the language is another.

    Examples
    --------
    >>> table = pd.DataFrame({"grouping": "office", "group": ["oversight", "head"], "frame": "sanctions",
    ...     "base": "statements", "statements": [896, 20], "hits": [190, 1], "share": [0.212, None],
    ...     "low": [0.170, None], "high": [0.261, None], "filter": "reported"})
    >>> words = describe_figure(table, labels={"oversight": "Oversight body"})
    >>> print(words.rows[1])
    Oversight body, sanctions: 21.2 % (17.0 to 26.1 %), 190 of 896 statements
    >>> print(words.rows[2])
    Head, sanctions: too few to say, 1 of 20 statements
    >>> print(describe_figure(table, labels={"oversight": "Lembaga pengawas"}, language="id").rows[1])
    Lembaga pengawas, sanctions: 21,2 % (17,0 sampai 26,1 %), 190 dari 896 pernyataan
    """
    if language not in LANGUAGES:
        raise InputError([Fault("figure", "language", repr(language), f"one of {', '.join(LANGUAGES)}")])
    known = _read_words()
    writer = _Writer(language, known[language], {**known["codes"][language], **(labels or {})}, labels or {})
    kind = _find_kind(table)
    rows = list_records(table if CSV_ROW in table.columns else table.assign(**{CSV_ROW: range(1, len(table) + 1)}))
    title = _write_title(kind, rows, writer)
    names = {int(row[CSV_ROW]): _name_row(kind, row, writer) for row in rows if _has_text(row.get("filter"))}
    return FigureWords(title, kind.caption[language], _write_alt(kind, rows, title, writer), names, language)


@cache
def _read_words() -> dict[str, Any]:
    return tomllib.loads(find_data("figure_words.toml").read_text(encoding="utf-8"))


def _find_kind(table: pd.DataFrame) -> _Kind:
    for entry in _read_words()["kinds"]:
        if set(entry["needs"]) <= set(table.columns):
            return _Kind(**entry)
    # A table of somebody's own: its rows are counted.
    return _Kind([], [], "", "count", {"en": "Figure", "id": "Gambar"}, dict.fromkeys(LANGUAGES, ""))


def _has_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _read_number(row: Mapping[str, Any], column: str) -> float:
    value = row.get(column)
    return float("nan") if value is None or value == "" else float(pd.to_numeric(pd.Series([value]), "coerce").iloc[0])


def _is_there(value: object) -> bool:
    return value is not None and value != ""


def _write_title(kind: _Kind, rows: list[dict[str, Any]], writer: _Writer) -> str:
    first = rows[0] if rows else {}
    groupings = list(dict.fromkeys(str(row["grouping"]) for row in rows if _is_there(row.get("grouping"))))
    columns = [name_column(name, writer.labels) for name in groupings if name != "all"]
    by = writer.words["by"].format(columns=writer.words["join"].join(columns)) if columns else ""
    base = str(first.get("base") or "statements")
    parts = {"by": by, "what": writer.words.get(f"what_{base}", writer.words.get(base, base))}
    # Laws and acts stand in the column frame too, and have no place among the words of a study.
    known = not writer.study or any(str(row.get("frame")) in writer.study for row in rows)
    single = known and len({row.get("frame") for row in rows}) == 1
    parts["each"] = writer.words["with_frame" if single else "each" if known else "named"]
    parts |= {name: writer.name(str(first.get(name) or "")) for name in ("frame", *_COMPARED)}
    parts["frame"] = _lower(parts["frame"])
    parts["each"] = parts["each"].format(frame=parts["frame"])
    return kind.title[writer.language].format(**parts)


def _lower(name: str) -> str:
    """A name within a line, without its capital, but for abbreviations."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _write_alt(kind: _Kind, rows: list[dict[str, Any]], title: str, writer: _Writer) -> str:
    """The title, how many values are drawn and how many are too few, the largest and the smallest."""
    words = writer.words
    known = [row for row in rows if not kind.value or not pd.isna(_read_number(row, kind.value))]
    few = len(rows) - len(known)
    drawn = words["one"] if len(known) == 1 else words["drawn"].format(n=writer.count(len(known)))
    drawn += words["one_few" if few == 1 else "some_few"].format(few=writer.count(few)) if few else ""
    sentences = [title if title.endswith("?") else f"{title}.", f"{drawn}."]
    if kind.value and known:
        # Of equal values the first row is named.
        ends = {"largest": max(known, key=lambda row: _read_number(row, kind.value))}
        ends["smallest"] = min(known, key=lambda row: _read_number(row, kind.value))
        ends = ends if ends["largest"] is not ends["smallest"] else {"only": ends["largest"]}
        sentences += [words[end].format(row=_name_row(kind, row, writer)) for end, row in ends.items()]
    return " ".join(sentences)


def _name_row(kind: _Kind, row: Mapping[str, Any], writer: _Writer) -> str:
    """What the row is, its value on its interval, and the counts behind it."""
    parts = [_name_part(column, row, writer) for column in kind.names if _is_there(row.get(column))]
    name = ", ".join(part for part in parts if part)
    said = [part for part in (_write_value(kind, row, writer), _write_counts(kind, row, writer)) if part]
    name = name[:1].upper() + name[1:]
    return f"{name}: {', '.join(said)}" if said else name


def _name_part(column: str, row: Mapping[str, Any], writer: _Writer) -> str:
    code = str(row[column])
    if column == "group" and code == "all":
        return ""
    if column == "contrast":
        return _name_contrast(row, writer)
    if column in ("document", "label", "outlet", "published", "term", "stage", "coder_a", "coder_b"):
        return name_column(code, writer.labels) if column == "term" and "level" in row else code[:160]
    if column == "topics":
        return writer.count_noun(float(code), "topics")
    if column == "topic" and code == "0":
        return writer.words["left_over"]
    if column == "topic":
        # The words of a topic are Indonesian, its label in the csv is English.
        label = str(row.get("label") or "") if writer.language == "en" else ""
        words = f"{name_column('topic', writer.labels)} {code}"
        return f"{words}, {label or ', '.join(str(row['terms']).split(', ')[:_MOST])}"
    return _lower(writer.name(code)) if column in ("frame", "frame_b", "within", "base") else writer.name(code)


def _name_contrast(row: Mapping[str, Any], writer: _Writer) -> str:
    if writer.language == "en" and row.get("origin") == "declared":
        return str(row["label"])
    return writer.words["against"].format(**{side: writer.name(str(row.get(side, ""))) for side in ("a", "b")})


def _write_value(kind: _Kind, row: Mapping[str, Any], writer: _Writer) -> str:
    # The value of a count with its base is said with it.
    if not kind.value or kind.value == kind.hits:
        return ""
    value, low, high = (_read_number(row, column) for column in (kind.value, kind.low, kind.high))
    if pd.isna(value):
        return writer.words["few"]
    if kind.unit in ("documents", "pages"):
        return writer.count_noun(value, kind.unit)
    text, unit = writer.number(value, kind.unit), writer.words.get(kind.unit, "")
    text = f"q {text}" if kind.value == "q" else text
    if pd.isna(low) or pd.isna(high):
        return f"{text} {unit}".strip()
    # The sign of per cent stands once, at the end of the interval.
    ends = {"low": writer.number(low, kind.unit).removesuffix(" %"), "high": writer.number(high, kind.unit)}
    return writer.words["interval_unit" if unit else "interval"].format(value=text, unit=unit, **ends)


def _write_counts(kind: _Kind, row: Mapping[str, Any], writer: _Writer) -> str:
    base = str(row.get("base") or "statements")
    of = base if kind.of == "statements" and base in row else kind.of
    if kind.hits and _is_there(row.get(kind.hits)) and _is_there(row.get(of)):
        noun = of if of in writer.words else "statements"
        counts = writer.count_noun(_read_number(row, of), noun)
        return writer.words["hits"].format(hits=writer.count(_read_number(row, kind.hits)), of=counts)
    pairs = {"documents": ("documents_a", "documents_b"), "times": ("count_target", "count_reference")}
    for noun, columns in pairs.items():
        if all(_is_there(row.get(column)) for column in columns):
            a, b = (_read_number(row, column) for column in columns)
            return writer.words["sides"].format(a=writer.count(a), b=writer.count_noun(b, noun))
    nouns = [
        name for name in ("documents", "statements") if kind.value and name != kind.value and _is_there(row.get(name))
    ]
    return writer.count_noun(_read_number(row, nouns[0]), nouns[0]) if nouns else ""
