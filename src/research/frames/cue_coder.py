"""Statements to frames by cue: each hit with the cue that fired and its place."""

from collections.abc import Iterable

import pandas as pd

from research.codebook import Codebook, Hit, find_governors, mark_sentence, read_grammar
from research.frames.frame_grid import KEY, fill_frames
from research.frames.statement_tokens import TokenisedStatement, tokenise_statements
from research.tables import check_table, list_columns, returns_table


@returns_table("frames")
def code_with_cues(statements: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Code statements by the codebook's cues: one row for every statement and frame, subcodes included.

    Columns: those of the table frames, coder "cue". Where more than one cue fires, the row names the one that begins
    first. cue_start and cue_stop are offsets in the document's text (the statement's start plus the cue's place in it).
    A frame with subcodes is present where one of its subcodes is, and names that subcode's cue. Narration (reported is
    False) carries no frame by the codebook's rule, so nothing is present there, whatever its words. The order is the
    statements', then the codebook's. Work grows linearly with the text.

    Raises InputError where statements is not a statements table.

    >>> from pathlib import Path
    >>> from research.codebook import read_codebook
    >>> statements = pd.DataFrame({
    ...     "document": ["a"], "sentence": [1], "start": [10], "stop": [41],
    ...     "text": ["Pelanggar akan dijatuhi sanksi."], "reported": [True], "speaker": ["Sekda"],
    ...     "office": ["secretary"], "mode": ["indirect"], "rule": ["coded"], "confidence": [1.0]})
    >>> frames = code_with_cues(statements, read_codebook(Path("corpus/codebook.toml")))
    >>> frames.loc[frames["present"], ["frame", "cue", "cue_start", "cue_stop"]].to_string(index=False, header=False)
    'sanctions sanction 34 40'
    """
    check_table(statements, "statements")
    return code_tokens_with_cues(statements, tokenise_statements(statements, codebook), codebook)


def code_tokens_with_cues(
    statements: pd.DataFrame, tokenised: Iterable[TokenisedStatement], codebook: Codebook
) -> pd.DataFrame:
    """Code statements that were read already (read_statements, a reading a row), as code_with_cues does."""
    rows: list[tuple[str, int, str, str, int, int]] = []
    columns = (statements[name].tolist() for name in (*KEY, "start"))
    for document, sentence, begin, reading in zip(*columns, tokenised, strict=True):
        first = _find_first(reading.hits)
        for frame in codebook.frames:
            owners = [frame.code, *(other.code for other in codebook.frames if other.parent == frame.code)]
            hits = [first[owner] for owner in owners if owner in first]
            if hits:
                hit = min(hits, key=_by_place)
                start, stop = begin + reading.tokens[hit.start][0], begin + reading.tokens[hit.stop - 1][1]
                rows.append((document, sentence, frame.code, hit.cue.name, start, stop))
    fired = pd.DataFrame(rows, columns=[*KEY, "frame", "cue", "cue_start", "cue_stop"])
    return fill_frames(statements, codebook, fired, "cue")


@returns_table("hits")
def list_hits(statements: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """List every hit of every cue in reported statements, with the negators and modals that govern it.

    Columns: those of the table hits. start and stop are offsets in the document's text, text is the words as they stand
    there: nothing is taken out, "tidak boleh memihak" keeps its "tidak boleh". negated is recorded, it changes no code.
    frame is the frame or subcode that has the cue. The order is the statements', then by place, then the codebook's.
    frames/scoping.py states the rules. Work grows linearly with the text. Raises InputError where statements is not a
    statements table.

    >>> from pathlib import Path
    >>> from research.codebook import read_codebook
    >>> statements = pd.DataFrame({
    ...     "document": ["a"], "sentence": [1], "start": [0], "stop": [39],
    ...     "text": ["Jabatan tidak boleh dipakai untuk calon."], "reported": [True], "speaker": ["Sekda"],
    ...     "office": ["secretary"], "mode": ["indirect"], "rule": ["coded"], "confidence": [1.0]})
    >>> hits = list_hits(statements, read_codebook(Path("corpus/codebook.toml")))
    >>> hits[["frame", "text", "negated", "negator", "modal"]].values.tolist()
    [['interest_conflict', 'Jabatan tidak boleh dipakai', True, 'tidak', 'boleh']]
    """
    check_table(statements, "statements")
    told = statements[statements["reported"]]
    grammar = read_grammar(codebook)
    owners = [(frame.code, cue.name) for frame in codebook.frames for cue in frame.cues]
    places = {owner: place for place, owner in enumerate(owners)}
    rows: list[tuple[object, ...]] = []
    columns = (told[name].tolist() for name in (*KEY, "start", "text"))
    for document, sentence, begin, text, reading in zip(*columns, tokenise_statements(told, codebook), strict=True):
        hits = {(hit.owner, hit.cue.name, hit.start, hit.stop) for hit in reading.hits}
        marked = mark_sentence(text, reading.tokens, reading.stems, grammar)
        for frame, cue, first, last in sorted(hits, key=lambda hit: (hit[2], hit[3], places[hit[:2]])):
            start, stop = reading.tokens[first][0], reading.tokens[last - 1][1]
            negators, modals = find_governors(marked, first, last, grammar)
            governed = len(negators) % 2 == 1, " ".join(negators), " ".join(modals)
            rows.append((document, sentence, frame, cue, begin + start, begin + stop, text[start:stop], *governed))
    return pd.DataFrame(rows, columns=list_columns("hits"))


def _by_place(hit: Hit) -> tuple[int, int]:
    return hit.start, hit.stop


def _find_first(hits: Iterable[Hit]) -> dict[str, Hit]:
    """The hit of each owner that begins first, the shortest of them, then the first in the codebook."""
    first: dict[str, Hit] = {}
    for hit in hits:
        known = first.get(hit.owner)
        if known is None or _by_place(hit) < _by_place(known):
            first[hit.owner] = hit
    return first
