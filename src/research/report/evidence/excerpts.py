"""Words in their context, samples of statements and of errors, and a document with all that was coded in it."""

import textwrap
import zlib
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

from research.tables import Fault, InputError, check_columns, returns_table
from research.text import find_tokens, normalise, stem_types

# Signs that a term may have: they must stand in the text as they do in the term.
_SIGNS = "%/-.,:()&+@#'"
# Signs that mark-up begins with, which may stand inside a word and is no part of it.
_MARKS = frozenset("<&[*_\\")
_DASHES = str.maketrans(dict.fromkeys("\u2012\u2013\u2014\u2212", "-"))


@returns_table("keyword_lines")
def find_keyword(statements: pd.DataFrame, term: str, *, window: int = 5, stems: bool = False) -> pd.DataFrame:
    """Find a word, a number or a phrase in its context (keyword in context).

    Between two words of the term may be anything that is no word; a sign that the term has (% / - . , : ( ) & + @ # ')
    must be there in the text too.

    Parameters
    ----------
    statements : DataFrame
        Columns document, sentence, start, text, speaker and reported.
    term : str
        One or several words or numbers.
    window : int
        Number of words and numbers shown before and after, from the same sentence.
    stems : bool
        Match all forms that have the same stem as a word.

    Returns
    -------
    DataFrame
        The table keyword_lines, sorted by document and start: document, sentence, start and stop of the keyword (code
        points in the document's text), left, keyword, right, speaker and reported.

    Raises
    ------
    InputError
        Where term has no word or number, or a sign that cannot be searched, or statements lacks a column.

    Examples
    --------
    >>> row = {"document": "a", "sentence": 1, "start": 10, "text": "ASN wajib netral di media sosial (Pasal 71)."}
    >>> statements = pd.DataFrame([row | {"speaker": "Sekda", "reported": True}])
    >>> find_keyword(statements, "Media Sosial", window=2)[["start", "left", "keyword"]].to_dict("records")
    [{'start': 30, 'left': 'netral di', 'keyword': 'media sosial'}]
    >>> [find_keyword(statements, term)["keyword"].tolist() for term in ("pasal 71", "pasal 7")]
    [['Pasal 71'], []]
    >>> find_keyword(statements, "sanksi*")
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    find_keyword: term: found '*' in 'sanksi*', expected words, numbers and the signs % / - . , : ( ) & + @ # '; leave \
    it out (stems finds every form of a word)
    """
    check_columns(statements, ["document", "sentence", "start", "text", "speaker", "reported"], where="statements")
    wanted, gaps = _read_term(term)
    statements = statements if stems else statements[find_candidates(statements["text"], term)]
    texts = statements["text"].tolist()
    found = [find_tokens(text, numbers=True) for text in texts]
    forms: dict[str, str] = {}
    if stems:
        types = {token for tokens in found for _, _, token in tokens} | set(wanted)
        forms = stem_types(word for word in types if not word[0].isdigit())
    wanted = [forms.get(word, word) for word in wanted]
    columns = ["document", "sentence", "start", "stop", "left", "keyword", "right", "speaker", "reported"]
    keys = statements[["document", "sentence", "start", "speaker", "reported"]].itertuples(index=False)
    lines = []
    for (document, sentence, offset, speaker, reported), text, tokens in zip(keys, texts, found, strict=True):
        words = [forms.get(token, token) for _, _, token in tokens]
        for place in _find_sequence(words, wanted):
            if not _has_signs(text, tokens, place, gaps):
                continue
            start, stop = tokens[place][0], tokens[place + len(wanted) - 1][1]
            left = text[tokens[max(0, place - window)][0] : start].strip()
            right = text[stop : tokens[min(len(tokens), place + len(wanted) + window) - 1][1]].strip()
            span = (offset + start, offset + stop, left, text[start:stop], right)
            lines.append((document, sentence, *span, speaker, reported))
    return pd.DataFrame(lines, columns=columns).sort_values(["document", "start"], ignore_index=True)


def find_candidates(texts: "pd.Series[str]", term: str) -> "pd.Series[bool]":
    """Find the texts that may hold a term, by their letters alone: the others need not be divided into words.

    Parameters
    ----------
    texts : Series
        Texts.
    term : str
        One or several words or numbers, as find_keyword takes it without stems.

    Returns
    -------
    Series
        False where find_keyword finds nothing in the text or any part of it.

    Raises
    ------
    InputError
        As find_keyword, for term.

    Examples
    --------
    >>> find_candidates(pd.Series(["ASN ne<b>tr</b>al", "ASN NETRAL", "Rapat usai"]), "netral").tolist()
    [True, True, False]
    """
    words, _ = _read_term(term)
    found = [not _MARKS.isdisjoint(text) or all(map(normalise(text).__contains__, words)) for text in texts]
    return pd.Series(found, index=texts.index, dtype="bool")


def _read_term(term: str) -> tuple[list[str], list[str]]:
    """The words of a term, and the signs before, between and behind them."""
    tokens = find_tokens(term, numbers=True)
    borders = [0, *(border for start, stop, _ in tokens for border in (start, stop)), len(term)]
    gaps = [_list_signs(term[start:stop]) for start, stop in zip(borders[::2], borders[1::2], strict=True)]
    remedy = "leave it out (stems finds every form of a word)"
    expected = "words, numbers and the signs " + " ".join(_SIGNS)
    faults = [
        Fault("find_keyword", "term", f"{sign!r} in {term!r}", expected, remedy)
        for sign in dict.fromkeys("".join(gaps))
        if sign not in _SIGNS
    ]
    if not tokens or faults:
        raise InputError(faults or [Fault("find_keyword", "term", repr(term), "one word or number, or several")])
    return [token for _, _, token in tokens], gaps


def _list_signs(text: str) -> str:
    return "".join(normalise(text).translate(_DASHES).split())


def _has_signs(text: str, tokens: Sequence[tuple[int, int, str]], place: int, gaps: Sequence[str]) -> bool:
    """Whether the signs of a term stand around and between its words, found from place on."""
    if not any(gaps):
        return True
    last = place + len(gaps) - 1
    starts = [tokens[place - 1][1] if place else 0, *(stop for _, stop, _ in tokens[place:last])]
    stops = [*(start for start, _, _ in tokens[place:last]), tokens[last][0] if last < len(tokens) else len(text)]
    found = [_list_signs(text[start:stop]) for start, stop in zip(starts, stops, strict=True)]
    inside = all(gap in ("", sign) for gap, sign in zip(gaps[1:-1], found[1:-1], strict=True))
    return inside and found[0].endswith(gaps[0]) and found[-1].startswith(gaps[-1])


@returns_table("sample")
def sample_statements(
    statements: pd.DataFrame, frames: pd.DataFrame, *, number: int, seed: int, exclude: Collection[str] = ()
) -> pd.DataFrame:
    """Draw statements that carry each frame at random, at most one of a document for a frame.

    Parameters
    ----------
    statements : DataFrame
        The table statements.
    frames : DataFrame
        The table frames.
    number : int
        Number of statements of a frame; a frame in fewer documents gives all that it has.
    seed : int
        Seed of the draw, together with the code of the frame.
    exclude : collection of str
        Documents that are left out.

    Returns
    -------
    DataFrame
        The table sample, by frame in the order of frames: frame, document, sentence, speaker and text.

    Examples
    --------
    >>> statements = pd.DataFrame({"document": ["a", "a", "b"], "sentence": [1, 2, 1], "speaker": "Sekda", "text": "x"})
    >>> frames = statements[["document", "sentence"]].assign(frame="f", present=True)
    >>> sample_statements(statements, frames, number=5, seed=1)["document"].tolist()
    ['a', 'b']
    """
    key = ["document", "sentence"]
    carried = frames[frames["present"] & ~frames["document"].isin(list(exclude))]
    drawn: list[pd.DataFrame] = []
    for frame in dict.fromkeys(frames["frame"]):
        part = carried[carried["frame"] == frame].sort_values(key)
        generator = np.random.default_rng([seed, zlib.crc32(str(frame).encode())])
        chosen = part.iloc[generator.permutation(len(part))].drop_duplicates("document").head(number)
        drawn.append(chosen[["frame", *key]].sort_values(key))
    texts = statements[[*key, "speaker", "text"]]
    sample: pd.DataFrame = pd.concat(drawn) if drawn else frames[["frame", *key]].iloc[:0]
    return sample.merge(texts, on=key, how="left", validate="many_to_one")


@returns_table("typical_statements")
def find_topic_statements(
    statements: pd.DataFrame, dominant: pd.DataFrame, *, number: int = 3, exclude: Collection[str] = ()
) -> pd.DataFrame:
    """Find the statements of which each topic takes most, at most one of a document for a topic.

    Parameters
    ----------
    statements : DataFrame
        The table statements.
    dominant : DataFrame
        The table dominant_topics; topic 0, what is left over, is not asked for.
    number : int
        Number of statements of a topic.
    exclude : collection of str
        Documents that are left out.

    Returns
    -------
    DataFrame
        The table typical_statements without likeness; equal weights are in the order of document and sentence.

    Examples
    --------
    >>> statements = pd.DataFrame({"document": ["a", "a", "b"], "sentence": [1, 2, 1], "text": ["x", "y", "z"]})
    >>> dominant = statements[["document", "sentence"]].assign(topic=1, weight=[0.5, 0.9, 0.7])
    >>> find_topic_statements(statements, dominant)["text"].tolist()
    ['y', 'z']
    """
    key = ["document", "sentence"]
    known = dominant[dominant["topic"].gt(0) & ~dominant["document"].isin(list(exclude))]
    ordered = known.assign(least=-known["weight"].round(6)).sort_values(["topic", "least", *key])
    first = ordered.drop_duplicates(["topic", "document"]).groupby("topic").head(number)
    first = first.assign(rank=first.groupby("topic").cumcount() + 1, likeness=np.nan)
    table = first.merge(statements[[*key, "text"]], on=key, how="left", validate="many_to_one")
    return table[["topic", "rank", *key, "likeness", "weight", "text"]]


@returns_table("coder_errors")
def sample_errors(
    statements: pd.DataFrame, predicted: pd.DataFrame, gold: pd.DataFrame, *, number: int, exclude: Collection[str] = ()
) -> pd.DataFrame:
    """Pick statements in which a coder missed a frame of the gold codes, or marked one falsely.

    Those are picked that the coder was surest of, by its probability; where it has none, the first by document.

    Parameters
    ----------
    statements : DataFrame
        The table statements.
    predicted : DataFrame
        The table frames of the coder.
    gold : DataFrame
        The table frames of the gold codes.
    number : int
        Number of statements for each frame and kind of error.
    exclude : collection of str
        Documents that are left out.

    Returns
    -------
    DataFrame
        The table coder_errors, by frame in the order of predicted: frame, error (missed or false), document, sentence,
        probability (from 0 to 1), cue and text.

    Examples
    --------
    >>> statements = pd.DataFrame({"document": ["a", "b"], "sentence": [1, 1], "text": ["x", "y"]})
    >>> gold = statements[["document", "sentence"]].assign(frame="f", present=[True, False], probability=None, cue="")
    >>> sample_errors(statements, gold.assign(present=[False, True]), gold, number=1)["error"].tolist()
    ['missed', 'false']
    """
    key = ["document", "sentence"]
    pairs = predicted.merge(gold[[*key, "frame", "present"]], on=[*key, "frame"], suffixes=("", "_gold"))
    apart = pairs[pairs["present"].ne(pairs["present_gold"]) & ~pairs["document"].isin(list(exclude))]
    apart = apart.assign(error=apart["present"].map({True: "false", False: "missed"}))
    wrong = apart["probability"].astype("float64").fillna(0.5)
    apart = apart.assign(sure=wrong.where(apart["present"], 1 - wrong)).sort_values(
        ["sure", *key], ascending=[False, True, True], kind="stable"
    )
    chosen = [
        apart[apart["frame"].eq(frame) & apart["error"].eq(error)].head(number)
        for frame in dict.fromkeys(predicted["frame"])
        for error in ("missed", "false")
    ]
    errors = pd.concat(chosen).merge(statements[[*key, "text"]], on=key, how="left", validate="many_to_one")
    return errors[["frame", "error", *key, "probability", "cue", "text"]]


def render_document(
    document: str, *, documents: pd.DataFrame, statements: pd.DataFrame, frames: pd.DataFrame | None
) -> str:
    """Write out a document: its source, then each sentence with its speaker, office, mode and frames.

    Parameters
    ----------
    document : str
        Id of the document.
    documents : DataFrame
        The table documents.
    statements : DataFrame
        The table statements.
    frames : DataFrame or None
        The table frames; None where nobody has coded.

    Returns
    -------
    str
        Lines of plain text.

    Raises
    ------
    InputError
        Where there is no such document; the message names ids that contain the words given.
    """
    here = documents[documents["document"] == document]
    if here.empty:
        near = [name for name in documents["document"] if document.lower() in name]
        remedy = "near it: " + ", ".join(near[:5]) if near else "research check lists them"
        raise InputError([Fault("show", "document", repr(document), "the id of a document in the corpus", remedy)])
    record = here.iloc[0]
    period = f" ({record['election']})" if record["election"] else ""
    lines = [
        document,
        ", ".join(filter(None, [record["outlet"], f"{record['published']:%Y-%m-%d}{period}", record["region"]])),
        f"{record['rendition']}, from {'the whole' if record['complete'] else 'an incomplete'} original",
        str(record["url"]) or "no address",
        "",
    ]
    names: dict[Any, str] = {}
    if frames is not None:
        carried = frames[frames["present"] & (frames["document"] == document)]
        names = carried.groupby("sentence")["frame"].agg(", ".join).to_dict()
    mine = statements[statements["document"] == document]
    for row in mine.sort_values("sentence").to_dict("records"):
        who = f"{row['speaker']} ({row['office']}, {row['mode']})" if row["reported"] else "narration"
        marks = names.get(row["sentence"], "")
        text = textwrap.fill(row["text"], 100, initial_indent=f"{row['sentence']:>3}  ", subsequent_indent=" " * 5)
        lines += [text, f"     - {who}{': ' + marks if marks else ''}"]
    return "\n".join(lines)


def _find_sequence(words: Sequence[str], wanted: Sequence[str]) -> list[int]:
    size = len(wanted)
    return [place for place in range(len(words) - size + 1) if list(words[place : place + size]) == list(wanted)]
