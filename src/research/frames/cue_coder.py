"""Coding of frames by cue, with the cue of each hit and its position."""

from collections.abc import Iterable

import pandas as pd

from research.codebook import Codebook, Hit, find_governors, mark_sentence, read_grammar
from research.frames.frame_grid import KEY, fill_frames
from research.frames.statement_tokens import TokenisedStatement, tokenise_statements
from research.tables import check_table, list_columns, returns_table


@returns_table("frames")
def code_with_cues(statements: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Code statements by the codebook's cues: one row for every statement and frame, subcodes included.

    Parameters
    ----------
    statements : DataFrame
        The table statements.
    codebook : Codebook
        The frames and their cues.

    Returns
    -------
    DataFrame
        The table frames with coder cue, in the order of the statements, then of the codebook. cue is the name of the
        cue that fired; of several, the one that begins first. cue_start and cue_stop are offsets in the document's
        text. A frame with subcodes is present where one of its subcodes is, and names that subcode's cue. By the
        codebook's rule narration (reported is False) carries no frame.

    Raises
    ------
    InputError
        Where statements is not a table statements.

    Notes
    -----
    Work grows linearly with the text.

    Examples
    --------
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
    """Code statements that are tokenised already (tokenise_statements, one a row), as code_with_cues does."""
    rows: list[tuple[str, int, str, str, int, int]] = []
    columns = (statements[name].tolist() for name in (*KEY, "start"))
    for document, sentence, statement_start, statement in zip(*columns, tokenised, strict=True):
        first = _find_first(statement.hits)
        for frame in codebook.frames:
            owners = [frame.code, *(other.code for other in codebook.frames if other.parent == frame.code)]
            hits = [first[owner] for owner in owners if owner in first]
            if hits:
                hit = min(hits, key=_get_span)
                start, stop = (
                    statement_start + statement.tokens[hit.start][0],
                    statement_start + statement.tokens[hit.stop - 1][1],
                )
                rows.append((document, sentence, frame.code, hit.cue.name, start, stop))
    fired = pd.DataFrame(rows, columns=[*KEY, "frame", "cue", "cue_start", "cue_stop"])
    return fill_frames(statements, codebook, fired, "cue")


@returns_table("hits")
def list_hits(statements: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """List every hit of every cue in reported statements, with the negators and modals that govern it.

    Parameters
    ----------
    statements : DataFrame
        The table statements.
    codebook : Codebook
        The frames and their cues.

    Returns
    -------
    DataFrame
        The table hits, by statement, position and order of the codebook. frame is the frame or subcode that has the
        cue. start and stop are offsets in the document's text, and text is the words between them. negated is recorded
        and changes no code: text keeps the negator of "tidak boleh memihak".

    Raises
    ------
    InputError
        Where statements is not a table statements.

    Notes
    -----
    codebook.find_governors has the rules of scope. Work grows linearly with the text.

    Examples
    --------
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
    reported = statements[statements["reported"]]
    grammar = read_grammar(codebook)
    owners = [(frame.code, cue.name) for frame in codebook.frames for cue in frame.cues]
    order = {owner: position for position, owner in enumerate(owners)}
    rows: list[tuple[object, ...]] = []
    columns = (reported[name].tolist() for name in (*KEY, "start", "text"))
    for document, sentence, statement_start, text, statement in zip(
        *columns, tokenise_statements(reported, codebook), strict=True
    ):
        hits = {(hit.owner, hit.cue.name, hit.start, hit.stop) for hit in statement.hits}
        marked = mark_sentence(text, statement.tokens, statement.stems, grammar)
        for frame, cue, first, last in sorted(hits, key=lambda hit: (hit[2], hit[3], order[hit[:2]])):
            start, stop = statement.tokens[first][0], statement.tokens[last - 1][1]
            negators, modals = find_governors(marked, first, last, grammar)
            governed = len(negators) % 2 == 1, " ".join(negators), " ".join(modals)
            rows.append(
                (
                    document,
                    sentence,
                    frame,
                    cue,
                    statement_start + start,
                    statement_start + stop,
                    text[start:stop],
                    *governed,
                )
            )
    return pd.DataFrame(rows, columns=list_columns("hits"))


def _get_span(hit: Hit) -> tuple[int, int]:
    return hit.start, hit.stop


def _find_first(hits: Iterable[Hit]) -> dict[str, Hit]:
    """The hit of each owner that begins first; of these the shortest, then the first in the codebook."""
    first: dict[str, Hit] = {}
    for hit in hits:
        earlier = first.get(hit.owner)
        if earlier is None or _get_span(hit) < _get_span(earlier):
            first[hit.owner] = hit
    return first
