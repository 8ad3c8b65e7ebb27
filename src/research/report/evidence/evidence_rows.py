"""The rows that a condition speaks of: statements beside frames, topics, laws and acts, words and pairs of frames.

What costs time, or would give every statement many rows, is made only where the condition names it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from research import compare, references
from research.compare import UNFRAMED, Contrasts, check_contrasts, group_days, keep_coded, stack_codings
from research.report.evidence.row_filters import list_values, parse_condition
from research.study import Study, read_codes, read_study
from research.tables import COOCCURRENCE_UNITS, JOINT, Fault, InputError, returns_table

_UNIT = ["document", "sentence"]
Named = Mapping[str, Collection[str]]


@returns_table("rows")
def list_condition_rows(corpus: Study, condition: str) -> pd.DataFrame:
    """Gather the rows that a condition is true or false of, for list_evidence.

    They are those of Study.rows with the further columns published and complete (of the document), framed (whether the
    statement carries any frame) and codes (whose frames they are, gold where the condition says nothing). Laws and
    forbidden acts are among the frames, unless the condition names frames and none of them. Further columns are there
    where the condition names them:

    frame unframed: present says that the statement carries no frame.

    days_before: the days from the document to the day of its period, in the groups of compare.group_days.

    topic: the number of the statement's main topic in the study topics, in the model of its sample; 0 for what is left
    over.

    contrast: a contrast of contrasts.toml; the rows are those of its two groups.

    codes: gold, a coder of corpus/coding, or cue (the cue coder).

    stem: a stem as counted for keyness, names masked; present says whether the statement holds a word of it.

    pair: two frames, as "sanctions + social_media"; the rows are the statements with either, and present is true of
    those with both. Where within is named too, it is the unit in which they occur together: a statement, or all
    statements of its speaker or document, of the first document of each family alone.

    Parameters
    ----------
    corpus : Study
        As study.open_study opens it.
    condition : str
        The filter beside a number in a figure's csv.

    Returns
    -------
    DataFrame
        The table rows with the columns above.

    Raises
    ------
    InputError
        Where the condition cannot be read, a value of the columns above is unknown, the corpus cannot be read, or the
        condition names topics and the study topics was not run or is stale.
    """
    return gather_rows(RowSource(corpus), list_values(parse_condition(condition)))


@dataclass(frozen=True)
class RowSource:
    """A corpus with what costs time and is the same for all conditions."""

    corpus: Study

    @cached_property
    def references(self) -> pd.DataFrame:
        """The laws and acts that statements name."""
        return references.find_references(self.corpus.statements, self.corpus.documents, self.corpus.codebook)


def gather_rows(source: RowSource, named: Named) -> pd.DataFrame:
    """Gather the rows of list_condition_rows for the columns, and the values of these, that conditions name."""
    corpus = source.corpus
    joined = rows = _join_codes(corpus, named)
    if "days_before" in named:
        rows = group_days(rows, corpus.documents, corpus.elections)
    if "topic" in named:
        rows = _add_topics(rows, corpus)
    if "stem" in named:
        terms = compare.count_words(corpus.statements, corpus.documents)
        rows = compare.mark_stems(rows, terms, sorted(named["stem"]))
    elif "pair" in named:
        rows = _mark_pairs(rows, named)
    elif "codes" not in named and not _names_frames_alone(named, corpus):
        rows = _add_references(rows, source.references)
    if "contrast" not in named:
        return rows
    contrasts = _pick_contrasts(corpus, named["contrast"])
    check_contrasts(contrasts, joined)
    return _pick_sides(rows, contrasts)


def _names_frames_alone(named: Named, known: Study) -> bool:
    """Whether the condition names frames and no law or act; finding these takes as long as all else."""
    wanted = set(named.get("frame", ()))
    return bool(wanted) and wanted <= {UNFRAMED, *(frame.code for frame in known.codebook.frames)}


def _join_codes(known: Study, named: Named) -> pd.DataFrame:
    """The rows of each reading that the condition names, one under the other."""
    readings = {name: read_codes(known, name) for name in sorted(named.get("codes", ())) or ["gold"]}
    rows = stack_codings(known.documents, known.statements, readings, families=known.families)
    if UNFRAMED in named.get("frame", ()):
        bare = rows.drop_duplicates([*_UNIT, "codes"])
        rows = pd.concat([rows, bare.assign(frame=UNFRAMED, present=~bare["framed"])], ignore_index=True)
    return rows.merge(known.documents[["document", "published"]], on="document", validate="many_to_one")


def _add_topics(rows: pd.DataFrame, known: Study) -> pd.DataFrame:
    """The main topics that notebook 04 shows; of a corpus without samples those of all documents."""
    dominant = read_study(known.folder.parent, "topics", table="topics_main")
    unit = ["sample", *_UNIT] if known.samples.codes else _UNIT
    # A statement without a known term has no topic, and a number that is none equals no number.
    dominant = dominant[[*unit, "topic"]].astype({"topic": "float64"})
    return rows.merge(dominant, on=unit, how="left", validate="many_to_one")


def _add_references(rows: pd.DataFrame, cited: pd.DataFrame) -> pd.DataFrame:
    """What laws and acts the figures count: conditions may name them in place of a frame."""
    marks = [
        references.mark_references(rows, cited, kind="law"),
        references.mark_references(rows, cited, kind="act", forbidden=True),
    ]
    return pd.concat([rows, *marks], ignore_index=True)


def _mark_pairs(rows: pd.DataFrame, named: Named) -> pd.DataFrame:
    wide = rows.pivot(index=_UNIT, columns="frame", values="present").reset_index()
    frames = [name for name in wide.columns if name not in _UNIT]
    units = rows.drop(columns=["frame", "present"]).drop_duplicates(_UNIT)
    units = units.merge(wide, on=_UNIT, validate="one_to_one")
    pairs = {pair: pair.split(JOINT) for pair in sorted(named["pair"])}
    expected = f"two frames joined by {JOINT!r}, of " + ", ".join(frames)
    faults = [
        Fault("evidence", "pair", repr(pair), expected)
        for pair, parts in pairs.items()
        if len(parts) != 2 or not set(parts) <= set(frames)
    ]
    withins = sorted(named["within"]) or list(COOCCURRENCE_UNITS) if "within" in named else [""]
    expected = "one of " + ", ".join(COOCCURRENCE_UNITS)
    faults += [
        Fault("evidence", "within", repr(name), expected) for name in withins if name not in ("", *COOCCURRENCE_UNITS)
    ]
    if faults or not pairs:
        raise InputError(faults or [Fault("evidence", "pair", "nothing", f"two frames joined by {JOINT!r}")])
    marked = [_mark_pair(units, pair, pairs[pair], within=within) for pair in pairs for within in withins]
    return pd.concat(marked, ignore_index=True).drop(columns=frames)


def _mark_pair(units: pd.DataFrame, pair: str, parts: list[str], *, within: str) -> pd.DataFrame:
    """The statements with either frame, present where both are in the statement, or in the unit that it is part of."""
    if within in ("speaker", "document"):
        # The rule of compare.measure_cooccurrence: a release printed ten times is one.
        units = units[units["document"] == units.groupby(["sample", "family"])["document"].transform("min")]
    if within == "speaker":
        units = units[units["speaker"] != ""]
    carried = units[parts]
    either = carried.any(axis=1)
    if within in ("speaker", "document"):
        # Samples are measured apart: a name that both have is a unit in each.
        carried = carried.groupby([units["sample"], units[within]]).transform("any")
    marked = units.assign(frame=pair, present=carried.all(axis=1), pair=pair, within=within)
    return marked[either]


def _pick_contrasts(known: Study, wanted: Collection[str]) -> Contrasts:
    declared = {contrast.contrast: contrast for contrast in known.contrasts.declared}
    expected = "a declared contrast: " + ", ".join(declared)
    faults = [Fault("evidence", "contrast", repr(name), expected) for name in sorted(wanted) if name not in declared]
    if faults or not wanted:
        raise InputError(faults or [Fault("evidence", "contrast", "nothing that it is compared with", expected)])
    return Contrasts(tuple(declared[name] for name in sorted(wanted)))


def _pick_sides(rows: pd.DataFrame, contrasts: Contrasts) -> pd.DataFrame:
    """The statements of both sides of each contrast."""
    parts = []
    for contrast in contrasts.declared:
        kept = keep_coded(rows) if contrast.column == "mode" else rows
        sides = kept[contrast.column].astype("str").isin([*contrast.a, *contrast.b])
        parts.append(kept[sides].assign(contrast=contrast.contrast))
    return pd.concat(parts, ignore_index=True)
