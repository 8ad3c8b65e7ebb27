"""The statements behind each row of each figure's table, as the script of the evidence explorer takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from research.report.evidence.evidence_list import read_figure_csv
from research.report.evidence.evidence_sets import EvidenceSet, find_evidence_sets
from research.report.site.explorer_data import label_values, read_explorer_words
from research.study import Study
from research.tables import glob_files

# The columns that tell what a row is, in the order in which they are named.
_DESCRIBED = (
    "sample", "codes", "hypothesis", "label", "contrast", "a", "b", "group", "composition", "part", "province",
    "document", "speaker", "year", "topic", "term", "level", "target", "reference", "actor", "frame", "frame_a",
    "frame_b", "within", "hits", "statements", "documents", "share",
)  # fmt: skip


@dataclass(frozen=True)
class FigureSets:
    """The statements behind the rows of figures.

    Attributes
    ----------
    data : dict
        As the script takes it: names and texts, sets of statements, and for each figure its rows; a row has the numbers
        of its hits and its base among the sets (-1 where there are none), then numbers of names and texts by turns.
    refused : dict of str to str
        Why no statements stand behind a row, by FILE.csv:ROW.
    """

    data: dict[str, Any]
    refused: dict[str, str]


def find_figure_sets(known: Study, figures: Path, language: str) -> FigureSets:
    """Find the statements behind each row of each csv of a folder that has a column filter."""
    tables = {path.stem: table for path in glob_files(figures, "*.csv") if "filter" in (table := read_figure_csv(path))}
    conditions = [condition for table in tables.values() for condition in table["filter"]]
    found = find_evidence_sets(known, conditions)
    sets, texts, names = _Numbers(), _Numbers(), _Numbers()
    words, labels = read_explorer_words("columns", language), label_values(known, language)
    listed, refused = [], {}
    for name, table in tables.items():
        rows = []
        for number, row in enumerate(table.to_dict("records"), start=1):
            answer = found[row["filter"]]
            numbers = [-1, -1]
            if isinstance(answer, EvidenceSet):
                numbers = [sets.place(write_set(answer.hits)), sets.place(write_set(answer.base))]
            else:
                refused[f"{name}.csv:{number}"] = str(answer)
            described = _describe_row(row, words, labels, language)
            rows.append(
                [*numbers, *(at for label, text in described for at in (names.place(label), texts.place(text)))]
            )
        listed.append({"name": name, "rows": rows})
    data = {"names": names.values, "texts": texts.values, "sets": sets.values, "figures": listed}
    return FigureSets(data, refused)


def list_figures(figures: Path) -> list[str]:
    """List the figures of a folder whose rows lead to statements."""
    return [path.stem for path in glob_files(figures, "*.csv") if "filter" in read_figure_csv(path)]


def write_set(positions: npt.NDArray[np.int64]) -> str:
    """Write ascending numbers as runs of neighbours: what lies between two runs, and how many follow the first.

    Examples
    --------
    >>> write_set(np.array([3, 4, 5, 50]))
    '3:2 18'
    """
    if not len(positions):
        return ""
    breaks = np.flatnonzero(np.diff(positions) != 1)
    starts, stops = positions[np.r_[0, breaks + 1]], positions[np.r_[breaks, len(positions) - 1]]
    gaps = starts - np.r_[0, stops[:-1] + 1]
    runs = zip(gaps.tolist(), (stops - starts).tolist(), strict=True)
    return " ".join(
        np.base_repr(gap, 36).lower() + (f":{np.base_repr(more, 36).lower()}" if more else "") for gap, more in runs
    )


class _Numbers:
    """Texts, each kept once, by number."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._numbers: dict[str, int] = {}

    def place(self, text: str) -> int:
        if text not in self._numbers:
            self._numbers[text] = len(self.values)
            self.values.append(text)
        return self._numbers[text]


def _describe_row(
    row: Mapping[Any, Any], words: Mapping[str, str], labels: Mapping[str, str], language: str
) -> Sequence[tuple[str, str]]:
    """What a row is, in names of columns and of values."""
    described, seen = [], set()
    for column in _DESCRIBED:
        value = str(row.get(column, ""))
        if (
            not value
            or (column == "contrast" and "label" in row)
            or (column == "group" and row.get("grouping") == "all")
        ):
            continue
        name = words[row["grouping"]] if column == "group" and row.get("grouping") in words else words[column]
        if column == "share":
            value = _write_percent(value, language)
        shown = "; ".join(labels.get(part, part) for part in value.split("; "))
        if (name, shown) not in seen:
            described.append((name, shown))
        seen.add((name, shown))
    return described


def _write_percent(value: str, language: str) -> str:
    text = f"{100 * float(value):.1f} %"
    return text.replace(".", ",") if language == "id" else text
