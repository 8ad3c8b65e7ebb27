"""The attribution against what others coded: sentences of verbatim texts, spans of quotations, the corpus' own gold."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from research.attribution.attribution_scores import score_statements
from research.attribution.statements import attribute_documents
from research.tables import (
    MODES,
    OFFICES,
    Fault,
    InputError,
    iter_lines,
    merge_faults,
    parse_json,
    read_cells,
    read_data_rows,
    read_text,
)
from research.text import read_word_group

_OVERLAP = 0.8
_DOUBLE = re.compile('["\u201c\u201d]')
_COLUMNS = ("sentence_text", "speaker", "office", "mode", "frames")
_GOLD = ["document", "sentence", "start", "stop", "reported", "speaker", "office", "mode"]

Span = tuple[int, int]


@dataclass(frozen=True)
class CodedText:
    """A text with what a reader coded in it: rows of sentences, or quotations as start, stop and speaker."""

    document: str
    text: str
    sentences: tuple[tuple[Any, ...], ...] = ()
    quotations: tuple[tuple[int, int, str], ...] = ()


def evaluate_attribution_files(paths: Sequence[Path]) -> pd.DataFrame:
    """Score the attribution against files; returns measure, value (0 to 1, empty where nothing can be counted) and n.

    A file X.txt beside X.csv (columns sentence_text, speaker, office, mode, frames; in the order of the text) is scored
    sentence by sentence: the measures of attribution.score_statements, and mode, the share of the sentences reported in
    both of which direct or indirect is right. Furniture of the page that nobody coded is left out.

    A .jsonl file with id, text and statements (start, end, speaker) is scored by quotations: spans of both are matched
    one to one, in order, where their intersection is at least 0.8 of their union. quotation_speaker is the share of
    the matched ones whose speaker is right, case and titles folded; quotation_speaker_named leaves out those whose
    reference names nobody (a post or a pronoun) and takes a shorter form of the same name (Rahma for Ani Rahma)
    as right. bare_precision and so on are what pairing the quotation marks alone reaches. A folder stands for the
    files in it.

    Raises InputError with every fault: a file missing, without its partner, without a column or a sentence's place.
    """
    references, faults = _read_references(paths)
    if faults:
        raise InputError(faults)
    texts = pd.DataFrame([(one.document, one.text) for one in references], columns=["document", "text"])
    found = attribute_documents(texts)
    scores = []
    coded = [one for one in references if one.sentences]
    marked = [one for one in references if not one.sentences]
    if coded:
        scores.append(_score_sentences(found, coded))
    if marked:
        scores.append(_score_quotations(found, marked))
    return pd.concat(scores, ignore_index=True)


def fold_speaker(name: str) -> str:
    """Fold case, titles, degrees and punctuation of a name; a post alone or a pronoun leaves nothing.

    >>> fold_speaker("Komisaris Besar (Pol) Rina SALIM, S.H."), fold_speaker("dia"), fold_speaker("Panglima TNI")
    ('rina salim', '', '')
    """
    words = re.findall(r"[\w\u2019']+", name.split(",")[0].casefold().replace("\u2019", "'"))
    titles = {word for row in read_data_rows("titles.csv") for word in row["title"].split()}
    posts = {row["office"] for row in read_data_rows("offices.csv") if row["use"] == "post"} | read_word_group(
        "pronoun"
    )
    left = [word for word in words if word not in titles]
    return "" if " ".join(left) in posts or " ".join(words) in posts else " ".join(left)


def _read_references(paths: Sequence[Path]) -> tuple[list[CodedText], list[Fault]]:
    references: list[CodedText] = []
    faults: list[Fault] = []
    for path in _list_files(paths):
        try:
            for item in _read_lines(path) if path.suffix.lower() == ".jsonl" else _read_pair(path):
                if isinstance(item, Fault):
                    faults.append(item)
                else:
                    references.append(item)
        except InputError as error:
            faults += error.faults
        except UnicodeDecodeError as error:
            faults.append(Fault(str(path), "encoding", f"a byte at offset {error.start}", "UTF-8", "save it as UTF-8"))
    seen: set[str] = set()
    for one in references:
        if one.document in seen:
            faults.append(Fault(one.document, "id", "a second time", "an id of its own"))
        seen.add(one.document)
    if not references and not faults:
        faults.append(Fault("the input", "file", "none", "X.txt beside X.csv, or a .jsonl file"))
    return references, faults


def _list_files(paths: Sequence[Path]) -> list[Path]:
    """The .txt and .jsonl files that paths name or hold; X.csv stands for X.txt."""
    files: dict[Path, None] = {}
    for path in map(Path, paths):
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        for file in inside:
            file = file.with_suffix(".txt") if file.suffix == ".csv" else file
            if not path.is_dir() or file.suffix in (".txt", ".jsonl"):
                files[file] = None
    return list(files)


def _read_pair(path: Path) -> Iterator[CodedText | Fault]:
    if path.suffix.lower() != ".txt":
        yield Fault(str(path), "file ending", repr(path.suffix), ".txt, .csv or .jsonl, or a folder", "convert it")
        return
    text, codes = read_text(path).text, path.with_suffix(".csv")
    table = read_cells(codes, columns=_COLUMNS)
    if missing := [column for column in _COLUMNS[:4] if column not in table.columns]:
        expected, remedy = "also " + ", ".join(missing), "add them"
        yield Fault(str(codes), "columns", ", ".join(table.columns)[:200], expected, remedy)
        return
    if table.empty:
        yield Fault(str(codes), "rows", "none", "a row for every sentence", "code the text")
        return
    if faults := _check_codes(table, codes):
        yield from faults
        return
    sentences = []
    here = 0
    for number, (row, values) in enumerate(table.iterrows(), start=1):
        pattern = r"\s+".join(map(re.escape, values["sentence_text"].split()))
        place = re.compile(pattern).search(text, here) if pattern else None
        if place is None:
            found, expected = repr(values["sentence_text"][:40]), f"a sentence of {path.name}, in its order"
            yield Fault(f"{codes}, row {int(str(row)) + 2}", "sentence_text", found, expected, "copy it from the text")
            return
        here = place.end()
        speaker, office, mode = (values[column] for column in ("speaker", "office", "mode"))
        sentences.append((path.stem, number, *place.span(), mode != "narration", speaker, office, mode))
    yield CodedText(path.stem, text, tuple(sentences))


def _check_codes(table: pd.DataFrame, codes: Path) -> list[Fault]:
    """Modes and offices that nobody declared would count as errors of the rules."""
    faults = []
    for column, known in (("mode", MODES), ("office", (*OFFICES, ""))):
        for row, value in table.loc[~table[column].isin(known), column].items():
            expected = "one of " + ", ".join(name or "nothing" for name in known)
            faults.append(Fault(f"{codes}, row {int(str(row)) + 2}", column, repr(value), expected, "correct the code"))
    return merge_faults(faults)


def _read_lines(path: Path) -> Iterator[CodedText | Fault]:
    expected = "an object with id, text and statements (start, end, speaker)"
    for number, line in enumerate(iter_lines(path), start=1):
        where = f"{path}, line {number}"
        if not line.strip():
            continue
        try:
            row = parse_json(line, where, expected=expected)
            spans = tuple((int(one["start"]), int(one["end"]), str(one["speaker"])) for one in row["statements"])
            yield CodedText(str(row["id"]), str(row["text"]), quotations=spans)
        except InputError as error:
            yield from error.faults
        except (ValueError, TypeError, KeyError, OverflowError):
            yield Fault(where, "line", repr(line[:30]), expected, "correct the line")


def _score_sentences(found: pd.DataFrame, references: Sequence[CodedText]) -> pd.DataFrame:
    gold = pd.DataFrame([row for one in references for row in one.sentences], columns=_GOLD)
    found = found[found["document"].isin(gold["document"])]
    scores = score_statements(found, gold)
    both = gold.merge(found[["document", "start", "stop", "mode"]], on=["document", "start", "stop"])
    both = both[(both["mode_x"] != "narration") & (both["mode_y"] != "narration")]
    right = int((both["mode_x"] == both["mode_y"]).sum())
    mode = pd.DataFrame([("mode", right / len(both) if len(both) else float("nan"), len(both))], columns=scores.columns)
    return pd.concat([scores, mode], ignore_index=True)


def _score_quotations(found: pd.DataFrame, references: Sequence[CodedText]) -> pd.DataFrame:
    quoted = found[found["quote_start"].notna()].drop_duplicates(["document", "quote_start", "quote_stop"])
    spans: dict[str, list[tuple[int, int, str]]] = {
        str(document): list(
            zip(rows["quote_start"].astype(int), rows["quote_stop"].astype(int), rows["speaker"], strict=True)
        )
        for document, rows in quoted.groupby("document")
    }
    matched = bare = total = pairs = wanted = right = named = named_right = 0
    for one in references:
        ours = spans.get(one.document, [])
        gold = sorted(one.quotations)
        for a, b in _match([(start, stop) for start, stop, _ in gold], [(start, stop) for start, stop, _ in ours]):
            matched += 1
            speakers = fold_speaker(gold[a][2]), fold_speaker(ours[b][2])
            right += speakers[0] == speakers[1]
            named += speakers[0] != ""
            named_right += speakers[0] != "" and set(speakers[0].split()) <= set(speakers[1].split())
        marks = _pair_marks(one.text)
        bare += len(list(_match([(start, stop) for start, stop, _ in gold], marks)))
        total, pairs, wanted = total + len(ours), pairs + len(marks), wanted + len(gold)
    rows = [
        *_rate("quotation", matched, total, wanted),
        *_rate("bare", bare, pairs, wanted),
        ("quotation_speaker", right / matched if matched else float("nan"), matched),
        ("quotation_speaker_named", named_right / named if named else float("nan"), named),
    ]
    return pd.DataFrame(rows, columns=["measure", "value", "n"])


def _rate(name: str, right: int, found: int, wanted: int) -> list[tuple[str, float, int]]:
    none = float("nan")
    return [
        (f"{name}_precision", right / found if found else none, found),
        (f"{name}_recall", right / wanted if wanted else none, wanted),
        (f"{name}_f1", 2 * right / (found + wanted) if found + wanted else none, wanted),
    ]


def _match(gold: Sequence[Span], found: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Match spans that overlap by 0.8 and more, each once; both are in order and without overlap among themselves."""
    here = 0
    for number, (start, stop) in enumerate(gold):
        while here < len(found) and found[here][1] <= start:
            here += 1
        for other in range(here, len(found)):
            if found[other][0] >= stop:
                break
            shared = min(stop, found[other][1]) - max(start, found[other][0])
            if shared >= _OVERLAP * (max(stop, found[other][1]) - min(start, found[other][0])):
                yield number, other
                here = other + 1
                break


def _pair_marks(text: str) -> list[Span]:
    """Every opening double mark with the next closing one, and straight marks by twos."""
    spans = []
    opened = -1
    for mark in _DOUBLE.finditer(text):
        if opened < 0 and mark[0] != "\u201d":
            opened = mark.start()
        elif opened >= 0 and mark[0] != "\u201c":
            spans.append((opened, mark.end()))
            opened = -1
    return spans
