"""The statements behind many numbers at once: those that list_evidence lists, for every row of every figure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from research.compare import count_words, mark_stems
from research.report.evidence.evidence_rows import Named, RowSource, gather_rows, list_condition_rows
from research.report.evidence.row_filters import (
    Compared,
    Condition,
    find_unmatched_values,
    list_comparisons,
    list_values,
    match_rows,
    parse_condition,
)
from research.study import Study
from research.tables import Fault, InputError
from research.text import Terms

_UNIT = ["document", "sentence"]
# Columns whose rows are made for the values that a condition names.
_MADE = ("codes", "contrast", "pair", "stem", "within")
# The columns of rows of stems that differ from stem to stem.
_OF_STEM = {"stem", "frame", "present"}
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class EvidenceSet:
    """The statements behind a number.

    Attributes
    ----------
    hits, base : array of int
        The statements that carry the frame, and all that meet the condition: their rows in the table statements, from
        0 on, ascending.
    """

    hits: Positions
    base: Positions


def find_evidence_sets(corpus: Study, conditions: Sequence[str]) -> dict[str, EvidenceSet | InputError]:
    """Find the statements behind each of many conditions: what list_evidence lists, with the corpus read once.

    Parameters
    ----------
    corpus : Study
        As study.open_study opens it.
    conditions : sequence of str
        Filters beside numbers in the csv of figures.

    Returns
    -------
    dict of str to EvidenceSet or InputError
        By condition: its statements, or what list_condition_rows or list_evidence would refuse it with.
    """
    found: dict[str, EvidenceSet | InputError] = {}
    groups: dict[tuple[str, ...], dict[str, Condition]] = {}
    for text in dict.fromkeys(conditions):
        try:
            parsed = parse_condition(text)
        except InputError as error:
            found[text] = error
            continue
        groups.setdefault(_name_group(corpus, text, parsed), {})[text] = parsed
    source, place = RowSource(corpus), _place_statements(corpus)
    for kind, group in groups.items():
        find = _find_stems if kind == ("stem",) else _find_group
        found |= find(source, group, place)
    return found


def _name_group(corpus: Study, text: str, parsed: Condition) -> tuple[str, ...]:
    """What the conditions of one group have in common, so that they can be asked of the same rows."""
    named = list_values(parsed)
    made = [part for part in list_comparisons(parsed) if part.column in _MADE]
    chosen = [part for part in list_comparisons(parsed) if part.column in (*_MADE, "frame")]
    if any(part.operator not in ("==", "in") for part in chosen):
        return ("alone", text)
    columns = {part.column for part in made} | ({"topic", "days_before"} & set(named))
    if columns == {"stem"} and len(named["stem"]) == 1 and len(made) == 1:
        return ("stem",)
    codes = {frame.code for frame in corpus.codebook.frames}
    frames = set(named.get("frame", ()))
    # Laws and acts are among the rows of conditions that name no frame of the codebook.
    return ("frames" if frames and frames <= codes else "none" if not frames else "others", *sorted(columns))


def _place_statements(corpus: Study) -> Callable[[pd.DataFrame], Positions]:
    index = pd.MultiIndex.from_frame(corpus.statements[_UNIT])

    def place(rows: pd.DataFrame) -> Positions:
        return np.asarray(index.get_indexer(pd.MultiIndex.from_frame(rows[_UNIT])), dtype=np.int64)

    return place


def _join_named(group: Mapping[str, Condition]) -> Named:
    """The columns and values that any condition of a group names."""
    joined: dict[str, set[str]] = {}
    for parsed in group.values():
        for column, values in list_values(parsed).items():
            joined.setdefault(column, set()).update(values)
    return joined


def _find_group(
    source: RowSource, group: Mapping[str, Condition], place: Callable[[pd.DataFrame], Positions]
) -> dict[str, EvidenceSet | InputError]:
    try:
        rows = gather_rows(source, _join_named(group))
    except InputError as error:
        if len(group) == 1:
            return dict.fromkeys(group, error)
        single = [_find_group(source, {text: parsed}, place) for text, parsed in group.items()]
        return {text: answer for part in single for text, answer in part.items()}
    positions, compared = place(rows), Compared()
    return {text: _find_set(rows, parsed, positions, compared) for text, parsed in group.items()}


def _find_set(
    rows: pd.DataFrame, parsed: Condition, positions: Positions, compared: Compared
) -> EvidenceSet | InputError:
    try:
        met = match_rows(rows, parsed, compared=compared).to_numpy(dtype=bool)
        if not met.any():
            expected = "a condition that some statement meets"
            return InputError(find_unmatched_values(rows, parsed) or [Fault("evidence", "condition", "none", expected)])
    except InputError as error:
        return error
    hits = met & rows["present"].to_numpy(dtype=bool)
    return EvidenceSet(np.unique(positions[hits]), np.unique(positions[met]))


def _find_stems(
    source: RowSource, group: Mapping[str, Condition], place: Callable[[pd.DataFrame], Positions]
) -> dict[str, EvidenceSet | InputError]:
    """As _find_group for conditions of one stem each: a row for each statement and stem would be millions."""
    terms = count_words(source.corpus.statements, source.corpus.documents)
    stems = {text: next(iter(list_values(parsed)["stem"])) for text, parsed in group.items()}
    counted = [stem for stem in dict.fromkeys(stems.values()) if stem in terms.stems]
    found: dict[str, EvidenceSet | InputError] = {}
    if counted:
        rows = mark_stems(gather_rows(source, {"codes": ()}), terms, counted[:1])
        positions, compared = place(rows), Compared()
        marks = _list_marks(rows, terms, counted)
        rows = rows[[name for name in rows if name in {*_join_named(group), *_OF_STEM}]]
        marked = dict(zip(counted, marks, strict=True))
        for text, parsed in group.items():
            if stems[text] in marked:
                name = stems[text]
                here = rows.assign(stem=name, frame=name, present=marked[name])
                compared = Compared({key: mask for key, mask in compared.items() if key[0] not in _OF_STEM})
                found[text] = _find_set(here, parsed, positions, compared)
    for text in group.keys() - found.keys():
        found |= _refuse(source.corpus, text)
    return found


def _list_marks(rows: pd.DataFrame, terms: Terms, stems: Sequence[str]) -> Iterator[npt.NDArray[np.bool_]]:
    """For each stem, which rows hold a word of it."""
    lines = pd.MultiIndex.from_frame(terms.rows).get_indexer(pd.MultiIndex.from_frame(rows[_UNIT]))
    columns = {stem: number for number, stem in enumerate(terms.stems)}
    matrix = terms.matrix[lines].tocsc()
    for stem in stems:
        number = columns[stem]
        marked = np.zeros(len(rows), dtype=np.bool_)
        marked[matrix.indices[matrix.indptr[number] : matrix.indptr[number + 1]]] = True
        yield marked


def _refuse(corpus: Study, text: str) -> dict[str, EvidenceSet | InputError]:
    try:
        list_condition_rows(corpus, text)
    except InputError as error:
        return {text: error}
    raise AssertionError(f"{text} names a stem that is counted")
