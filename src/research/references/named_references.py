"""Statements to references: the laws, instruments, acts and addressees that they name, each with its place."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, partial

import pandas as pd

from research import codebook
from research.codebook import Codebook, Grammar, mark_sentence, read_grammar
from research.references.laws import Citation, find_citations
from research.references.prohibitions import find_prohibitions
from research.tables import (
    check_columns,
    check_documents,
    check_table,
    hash_code,
    keep_rows,
    make_key,
    map_chunks,
    read_data_rows,
    returns_table,
    split_documents,
)
from research.text import find_tokens, stem_types, tokenise

BACK_SENTENCES = 3
_CHUNK = 6_000
_TITLE_REACH = 8
_VERBS = ("me", "ber", "wajib", "harus")

Row = dict[str, object]


@returns_table("references")
def find_references(statements: pd.DataFrame, documents: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Find the laws, instruments, acts and addressees that statements name, narration included.

    A numbered law has its kind, number and year as code (UU 5/2014); a law with a name (UU ASN) is the law of that name
    in force when the document was published; "that law" and an article alone mean the last law within 3 sentences
    before; what stays open is "UU, unnamed" or "Pasal 9". Instruments, acts and addressees are hits of the patterns of
    data/references.csv; where two of one reference overlap, the longer counts. A group that is part of the speaker's
    title is no addressee. The work grows linearly with the text; tables.map_chunks says where its chunks are done.

    Parameters
    ----------
    statements : DataFrame
        The table statements.
    documents : DataFrame
        Columns document and published.
    codebook : Codebook
        Gives the words of negation and modality.

    Returns
    -------
    DataFrame
        The table references, a row for each reference found, sorted by document, sentence and start: kind, reference
        (its code), label, article, start and stop (code points in the document's text), text, forbidden (true of acts
        alone), prohibition and rule.

    Raises
    ------
    InputError
        Where statements is no statements table, or documents lacks a document.

    Examples
    --------
    >>> from pathlib import Path
    >>> from research.codebook import read_codebook
    >>> statements = pd.DataFrame({
    ...     "document": ["a"], "sentence": [1], "start": [0], "stop": [57],
    ...     "text": ["Menurut UU ASN, pegawai dilarang berfoto dengan kandidat."], "reported": [True],
    ...     "speaker": ["Sekda"], "office": ["secretary"], "mode": ["direct"], "rule": ["coded"], "confidence": [1.0]})
    >>> days = pd.DataFrame({"document": ["a"], "published": pd.to_datetime(["2020-10-01"])})
    >>> found = find_references(statements, days, read_codebook(Path("corpus/codebook.toml")))
    >>> found[["kind", "reference", "text", "forbidden"]].values.tolist()
    [['law', 'UU 5/2014', 'UU ASN', False], ['addressee', 'civil_servants', 'pegawai', False],
     ['act', 'photo', 'berfoto', True]]
    """
    check_table(statements, "statements")
    check_columns(documents, ["document", "published"], where="documents", key=["document"])
    check_documents(statements, documents)
    ordered = statements.sort_values(["document", "sentence"], ignore_index=True)
    published = dict(zip(documents["document"], pd.to_datetime(documents["published"]).dt.date, strict=True))
    grammar = read_grammar(codebook)
    return keep_rows(
        "references",
        _make_keys(ordered, published, codebook),
        lambda names: _find_in_chunks(ordered[ordered["document"].isin(names)], published, grammar),
    )


def _make_keys(statements: pd.DataFrame, published: Mapping[str, date], codebook: Codebook) -> dict[str, str]:
    """Make the key of each document: of its sentences, speakers and day, the words of the grammar, and the code."""
    words = (
        codebook.negators,
        codebook.modals,
        codebook.clause_words,
        codebook.fresh_starts,
        codebook.coordinators,
        codebook.adverbs,
    )
    patterns = [[pattern.text for pattern in kind] for kind in (codebook.false_negations, codebook.wide_negations)]
    mark = make_key(hash_code("references", "codebook", "text"), repr((words, patterns)))
    read: dict[str, list[str]] = {}
    columns = (statements[name].tolist() for name in ("document", "sentence", "start", "text", "speaker"))
    for document, *values in zip(*columns, strict=True):
        read.setdefault(document, []).extend(map(str, values))
    return {name: make_key(mark, name, str(published[name]), *values) for name, values in read.items()}


def _find_in_chunks(ordered: pd.DataFrame, published: Mapping[str, date], grammar: Grammar) -> pd.DataFrame:
    parts = split_documents(ordered, _CHUNK)
    chunks = ((part, {name: published[name] for name in part["document"].unique()}) for part in parts)
    found = list(map_chunks(partial(_find_in_documents, grammar=grammar), chunks))
    return pd.concat([part for part in found if len(part)] or found[:1], ignore_index=True)


def _find_in_documents(chunk: tuple[pd.DataFrame, Mapping[str, date]], *, grammar: Grammar) -> pd.DataFrame:
    """Find the references of whole documents, sorted; with them come the days of these documents."""
    ordered, published = chunk
    found = [find_tokens(text) for text in ordered["text"]]
    stems = stem_types({token for tokens in found for _, _, token in tokens})
    rows: list[Row] = []
    before: list[tuple[str, int, str, str]] = []
    columns = (ordered[name].tolist() for name in ("document", "sentence", "start", "text", "speaker"))
    for document, sentence, begin, text, speaker, tokens in zip(*columns, found, strict=True):
        before = [known for known in before if known[0] == document and sentence - known[1] <= BACK_SENTENCES]
        laws = _find_laws(text, published[document], [(kind, code) for _, _, kind, code in before])
        before += [(document, sentence, str(row["reference"]).split()[0], str(row["reference"])) for row in laws]
        named = _find_named(text, tokens, [stems[token] for *_, token in tokens], speaker, grammar)
        named = [row for row in named if not _is_in_law(text, row, laws)]
        for row in sorted([*laws, *named], key=_by_place):
            start, stop = int(str(row["start"])), int(str(row["stop"]))
            place = {"start": begin + start, "stop": begin + stop, "text": text[start:stop]}
            rows.append({"document": document, "sentence": sentence} | row | place)
    return pd.DataFrame(rows)


def _by_place(row: Row) -> tuple[int, int, str, str]:
    return int(str(row["start"])), int(str(row["stop"])), str(row["kind"]), str(row["reference"])


def _find_laws(text: str, published: date, before: Sequence[tuple[str, str]]) -> list[Row]:
    """The laws that a sentence cites; before holds the kind and code of those cited before it, the last one last."""
    known, rows = list(before), []
    for citation in find_citations(text):
        code = _name_law(citation, published, known)
        if not code:
            continue
        known += [(citation.kind or code.split()[0], code)] if not code.endswith("unnamed") else []
        law = {"kind": "law", "reference": code, "label": read_laws()[1].get(code, code), "article": citation.article}
        rows.append(law | {**_place(citation), "forbidden": False, "prohibition": ""})
        rows[-1]["rule"] = "named" if citation.rule == "unnamed" and not code.endswith("unnamed") else citation.rule
    return rows


def _place(citation: Citation) -> Row:
    return {"start": citation.start, "stop": citation.stop}


@cache
def read_laws() -> tuple[Mapping[str, tuple[tuple[date, str], ...]], Mapping[str, str], Mapping[str, date]]:
    """Read the names, titles and days of laws from data/laws.csv.

    Returns
    -------
    tuple of mappings
        Names ("UU asn") to the days and codes of their laws; codes to titles; codes to days.
    """
    names: dict[str, tuple[tuple[date, str], ...]] = {}
    titles, days = {}, {}
    for row in read_data_rows("laws.csv"):
        if row["use"] == "name":
            dated = (date.fromisoformat(row["since"]), row["code"])
            names[row["writing"]] = (*names.get(row["writing"], ()), dated)
        elif row["use"] == "law":
            titles[row["code"]], days[row["code"]] = row["meaning"], date.fromisoformat(row["since"])
    return names, titles, days


def _name_law(citation: Citation, published: date, before: Sequence[tuple[str, str]]) -> str:
    """The code of the law cited; empty where nothing tells which, and none need be meant."""
    names, _, days = read_laws()
    if citation.rule == "numbered":
        return f"{citation.kind} {citation.number}/{citation.year}"
    if citation.rule == "dated":
        same = [code for code in days if code.startswith(f"{citation.kind} ") and code.endswith(f"/{citation.year}")]
        return same[0] if len(same) == 1 else f"{citation.kind} {citation.year}"
    if citation.rule in ("back", "article"):
        meant = [code for kind, code in before if citation.kind in ("", kind)]
        if meant:
            return meant[-1]
        if not citation.kind:
            return f"Pasal {citation.article.split(',')[0]}" if citation.rule == "article" else ""
    name = f"{citation.kind} {citation.name}".strip()
    valid = [code for since, code in names.get(name, ()) if since <= published]
    return valid[-1] if valid else f"{citation.kind}, unnamed"


@cache
def _index_patterns() -> tuple[codebook.CueIndex, Mapping[str, str]]:
    """The patterns of data/references.csv in the order of their first words, and the label of each owner."""
    owned, labels = [], {}
    for row in read_data_rows("references.csv"):
        if row["kind"] == "prohibition":
            continue
        owner = f"{row['kind']}:{row['reference']}"
        labels[owner] = row["label"]
        unless = tuple(codebook.parse_pattern(text) for text in row["unless"].split(";") if text)
        patterns = tuple(codebook.parse_pattern(text) for text in row["patterns"].split(";"))
        owned.append((owner, codebook.Cue(owner, patterns, unless, (), int(row["within"]))))
    return codebook.index_cues(owned), labels


def _find_named(
    text: str, found: Sequence[tuple[int, int, str]], stems: Sequence[str], speaker: str, grammar: Grammar
) -> list[Row]:
    """The instruments, acts and addressees that a sentence names."""
    tokens = [token for *_, token in found]
    index, labels = _index_patterns()
    hits = sorted({(hit.owner, hit.start, hit.stop) for hit in codebook.find_hits(index, tokens, stems)})
    if not hits:
        return []
    kept = [hit for hit in _keep_longest(hits) if not (_is_post(hit) and _is_title(text, found, hit[2], speaker))]
    acts = sorted({(first, last) for owner, first, last in kept if owner.startswith("act:")})
    forbidden = find_prohibitions(text, found, mark_sentence(text, found, stems, grammar), acts, grammar)
    rows: list[Row] = []
    for owner, first, last in kept:
        kind, _, reference = owner.partition(":")
        words = forbidden[first, last] if kind == "act" else ""
        values: Row = {"kind": kind, "reference": reference, "label": labels[owner], "article": ""}
        place: Row = {"start": found[first][0], "stop": found[last - 1][1]}
        rule = " ".join(tokens[first:last])
        rows.append(values | place | {"forbidden": bool(words), "prohibition": words, "rule": rule})
    return rows


def _keep_longest(hits: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Of the hits of one owner that overlap, keep the longest, of several the first."""
    kept: list[tuple[str, int, int]] = []
    covered: set[tuple[str, int]] = set()
    for owner, first, last in sorted(hits, key=lambda hit: (hit[0], hit[1] - hit[2], hit[1])):
        places = {(owner, place) for place in range(first, last)}
        if not places & covered:
            kept.append((owner, first, last))
            covered |= places
    return kept


def _is_in_law(text: str, row: Row, laws: Sequence[Row]) -> bool:
    """Whether a group is named as the matter of a law alone: UU ASN, UU 5/2014 tentang Aparatur Sipil Negara."""
    start = int(str(row["start"]))
    places = [(int(str(law["start"])), int(str(law["stop"]))) for law in laws if row["kind"] == "addressee"]
    return any(first <= start < last or _is_heading(text[last:start]) for first, last in places)


def _is_heading(between: str) -> bool:
    """Whether the words behind a law are still its heading: tentang, and neither comma nor verb after it."""
    words = between.lower().split()
    return words[:1] == ["tentang"] and "," not in between and not any(word.startswith(_VERBS) for word in words)


def _is_post(hit: tuple[str, int, int]) -> bool:
    return hit[0].startswith("addressee:") and hit[0].endswith(("_heads", "teachers", "officials", "police"))


def _is_title(text: str, found: Sequence[tuple[int, int, str]], last: int, speaker: str) -> bool:
    """Whether the speaker's name follows so closely, with no comma between, that the group is the speaker's title."""
    comma = text.find(",", found[last - 1][1])
    end = comma if comma >= 0 else len(text)
    tokens = [token for start, _, token in found[last : last + _TITLE_REACH] if start < end]
    names = tokenise(speaker)
    return bool(names) and names[0] in tokens
