"""Quality of the input texts: what cleaning did to them, and how many sentences have no end mark."""

import html
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from research.attribution.page_furniture import FURNITURE_RULES
from research.text import Cleaned, describe_notes

_END_MARKS = tuple(".?!\u2026:;\"'\u201d\u2019\u00bb)]*")
# In texts as published by 44 sites at most 7 per cent of the sentences have no end mark; in texts broken at links 37.
_MAXIMUM_UNTERMINATED = 0.2
_MINIMUM_SENTENCES = 10
_MAXIMUM_ENTITY = 12
_MAXIMUM_FILES = 20


@dataclass(frozen=True)
class TextQuality:
    """The quality of the texts of one file.

    Attributes
    ----------
    texts, cleaned
        Number of texts, and of those that needed cleaning.
    operations
        What cleaning did, and how often.
    sentences, unterminated
        Number of sentences, and of those without an end mark.
    """

    texts: int = 0
    cleaned: int = 0
    operations: Mapping[str, int] = field(default_factory=Counter)
    sentences: int = 0
    unterminated: int = 0

    @property
    def is_fragmented(self) -> bool:
        """Whether so many sentences have no end mark that lines may be broken."""
        return self.sentences >= _MINIMUM_SENTENCES and self.unterminated > _MAXIMUM_UNTERMINATED * self.sentences

    def __add__(self, other: "TextQuality") -> "TextQuality":
        return TextQuality(
            self.texts + other.texts,
            self.cleaned + other.cleaned,
            Counter(self.operations) + Counter(other.operations),
            self.sentences + other.sentences,
            self.unterminated + other.unterminated,
        )


def measure_text_quality(
    files: Mapping[str, str], cleaned: Sequence[Cleaned], table: pd.DataFrame
) -> dict[str, TextQuality]:
    """Measure the quality of the texts of each file.

    Parameters
    ----------
    files
        The file of each document.
    cleaned
        The cleaned form of each document's text, in the same order.
    table
        Their attributions; document, rule and text are read.

    Returns
    -------
    dict
        The quality of the texts of each file.
    """
    rows = table[~table["rule"].isin(FURNITURE_RULES)]
    sentences = Counter(files[document] for document in rows["document"])
    texts = zip(rows["document"], rows["text"], strict=True)
    unterminated = Counter(files[document] for document, text in texts if not _has_end_mark(text))
    cleaned_of_file: dict[str, list[Cleaned]] = {}
    for file, text in zip(files.values(), cleaned, strict=True):
        cleaned_of_file.setdefault(file, []).append(text)
    return {
        file: TextQuality(
            len(cleaned_texts),
            sum(bool(text.notes) for text in cleaned_texts),
            _sum_operations(cleaned_texts),
            sentences[file],
            unterminated[file],
        )
        for file, cleaned_texts in cleaned_of_file.items()
    }


def _sum_operations(texts: Iterable[Cleaned]) -> Counter[str]:
    operations: Counter[str] = Counter()
    for text in texts:
        operations.update(dict(text.notes))
    return operations


def _has_end_mark(text: str) -> bool:
    return html.unescape(text[-_MAXIMUM_ENTITY:]).endswith(_END_MARKS)


def describe_text_quality(conditions: Mapping[str, TextQuality]) -> list[str]:
    """Describe what cleaning did, and which files have many sentences without an end mark.

    Parameters
    ----------
    conditions
        The quality of the texts of each file.

    Returns
    -------
    list of str
        No line for a file without problems; the files after the first 20 together.

    Examples
    --------
    >>> torn = TextQuality(2, 1, {"tags removed": 4}, 20, 9)
    >>> for line in describe_text_quality({"a.csv": torn, "b.txt": TextQuality(1)}):
    ...     print(line)
    a.csv: 1 of 2 texts cleaned before attribution, offsets are those of the texts as given: tags removed (4)
    a.csv: 9 of 20 sentences have no end mark: lines may be broken or texts cut short; look at some before you count
    """
    reported = [(file, quality) for file, quality in conditions.items() if quality.cleaned or quality.is_fragmented]
    lines = [line for file, quality in reported[:_MAXIMUM_FILES] for line in _describe(file, quality)]
    if rest := [quality for _, quality in reported[_MAXIMUM_FILES:]]:
        lines += _describe(f"{len(rest)} more files", sum(rest, TextQuality()))
    return lines


def _describe(file: str, quality: TextQuality) -> list[str]:
    lines = []
    if quality.cleaned:
        action = "cleaned before attribution, offsets are those of the texts as given"
        lines.append(
            f"{file}: {quality.cleaned} of {quality.texts} texts {action}: {describe_notes(quality.operations.items())}"
        )
    if quality.is_fragmented:
        remedy = "lines may be broken or texts cut short; look at some before you count"
        lines.append(f"{file}: {quality.unterminated} of {quality.sentences} sentences have no end mark: {remedy}")
    return lines


def add_text_quality(total: dict[str, TextQuality], part: Mapping[str, TextQuality]) -> None:
    """Add the quality of further texts of the same files to the total, in place.

    Parameters
    ----------
    total
        The quality of the texts of each file so far.
    part
        The quality of further texts.
    """
    for file, quality in part.items():
        total[file] = total.get(file, TextQuality()) + quality
