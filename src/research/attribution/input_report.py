"""In what condition the texts of a file came: what cleaning did to them, and how many sentences have no end."""

import html
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from research.attribution.page_furniture import FURNITURE_RULES
from research.text import Cleaned, describe_notes

_ENDS = tuple(".?!\u2026:;\"'\u201d\u2019\u00bb)]*")
# In texts as published by 44 sites at most 7 sentences of 100 have no end mark; in texts broken at links 37.
_MOST_TORN = 0.2
_FEWEST_SENTENCES = 10
_LONGEST_ENTITY = 12
_MOST_FILES = 20


@dataclass(frozen=True)
class TextQuality:
    """The texts of one file: how many, how many needed cleaning, what was done, sentences and those without an end."""

    texts: int = 0
    cleaned: int = 0
    operations: Mapping[str, int] = field(default_factory=Counter)
    sentences: int = 0
    unterminated: int = 0

    @property
    def is_fragmented(self) -> bool:
        """Whether so many sentences have no end mark that their lines may be broken."""
        return self.sentences >= _FEWEST_SENTENCES and self.unterminated > _MOST_TORN * self.sentences

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
    """Measure the condition of each file's texts.

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
        A Condition for each file.
    """
    said = table[~table["rule"].isin(FURNITURE_RULES)]
    sentences = Counter(files[document] for document in said["document"])
    ends = zip(said["document"], said["text"], strict=True)
    torn = Counter(files[document] for document, text in ends if not _has_end(text))
    forms: dict[str, list[Cleaned]] = {}
    for file, form in zip(files.values(), cleaned, strict=True):
        forms.setdefault(file, []).append(form)
    return {
        file: TextQuality(
            len(held), sum(bool(form.notes) for form in held), _add_notes(held), sentences[file], torn[file]
        )
        for file, held in forms.items()
    }


def _add_notes(forms: Iterable[Cleaned]) -> Counter[str]:
    done: Counter[str] = Counter()
    for form in forms:
        done.update(dict(form.notes))
    return done


def _has_end(text: str) -> bool:
    return html.unescape(text[-_LONGEST_ENTITY:]).endswith(_ENDS)


def describe_text_quality(conditions: Mapping[str, TextQuality]) -> list[str]:
    """Say, one line a file, what cleaning did, and where so many sentences have no end that the text is torn.

    Parameters
    ----------
    conditions
        The condition of each file's texts.

    Returns
    -------
    list of str
        Nothing for a file that needed no cleaning and is whole; of more than 20 files the rest together.

    Examples
    --------
    >>> torn = TextQuality(2, 1, {"tags removed": 4}, 20, 9)
    >>> for line in describe_text_quality({"a.csv": torn, "b.txt": TextQuality(1)}):
    ...     print(line)
    a.csv: 1 of 2 texts cleaned for reading, places stay those of the text as given: tags removed (4)
    a.csv: 9 of 20 sentences have no end mark: lines may be broken or texts cut short; look at some before you count
    """
    told = [(file, one) for file, one in conditions.items() if one.cleaned or one.is_fragmented]
    lines = [line for file, one in told[:_MOST_FILES] for line in _describe(file, one)]
    if rest := [one for _, one in told[_MOST_FILES:]]:
        lines += _describe(f"{len(rest)} more files", sum(rest, TextQuality()))
    return lines


def _describe(file: str, one: TextQuality) -> list[str]:
    lines = []
    if one.cleaned:
        how = "cleaned for reading, places stay those of the text as given"
        lines.append(f"{file}: {one.cleaned} of {one.texts} texts {how}: {describe_notes(one.operations.items())}")
    if one.is_fragmented:
        remedy = "lines may be broken or texts cut short; look at some before you count"
        lines.append(f"{file}: {one.unterminated} of {one.sentences} sentences have no end mark: {remedy}")
    return lines


def add_text_quality(total: dict[str, TextQuality], part: Mapping[str, TextQuality]) -> None:
    """Add the conditions of further texts of the same files to the total."""
    for file, one in part.items():
        total[file] = total.get(file, TextQuality()) + one
