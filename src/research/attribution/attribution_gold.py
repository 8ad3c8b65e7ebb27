"""Scores of the attribution on files of coded texts: by sentences or by quotations."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from research.attribution.attribution_scores import count_agreement, rate_counts, score_statements
from research.attribution.sentence_pairs import pair_by_text
from research.attribution.statements import attribute_documents
from research.tables import (
    MODES,
    OFFICES,
    RENDITIONS,
    Fault,
    InputError,
    iter_lines,
    merge_faults,
    parse_json,
    read_cells,
    read_data_rows,
    read_text,
    returns_table,
)
from research.text import read_word_group

_MINIMUM_OVERLAP = 0.8
_DOUBLE_MARK = re.compile('["\u201c\u201d]')
_COLUMNS = ("sentence_text", "speaker", "office", "mode", "frames")
_GOLD_COLUMNS = ["document", "sentence", "start", "stop", "text", "reported", "speaker", "office", "mode"]

Span = tuple[int, int] | tuple[int, int, str]

Attribute = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class CodedText:
    """A text with its manual codes.

    Attributes
    ----------
    document, text
        Its id and its text.
    sentences
        The rows of gold, where the text is coded by sentences.
    quotations
        Start, stop and speaker, where it is coded by quotations.
    rendition
        Whose wording the text is: verbatim or restated.
    """

    document: str
    text: str
    sentences: tuple[tuple[Any, ...], ...] = ()
    quotations: tuple[tuple[int, int, str], ...] = ()
    rendition: str = "verbatim"


@returns_table("attribution_scores")
def evaluate_attribution_files(paths: Sequence[Path], *, attribute: Attribute = attribute_documents) -> pd.DataFrame:
    """Score the attribution on files of coded texts.

    Parameters
    ----------
    paths
        Files, or folders of files: X.txt with X.csv (columns sentence_text, speaker, office, mode, frames, in the order
        of the text), or .jsonl with id, text, statements (start, end, speaker) and, where a
        text is restated, rendition.
    attribute
        How the texts are attributed: document, text and rendition to the table attributions.

    Returns
    -------
    pandas.DataFrame
        The table attribution_scores, as of score_statements.

    Raises
    ------
    InputError
        With every fault: a missing file or column, a code that is not declared, a sentence that is not in the text.

    Notes
    -----
    Texts coded by sentences have the measures of score_statements, each sentence paired by its text.

    In texts coded by quotations, two quotations match where their intersection is at least 0.8 of their union.
    quotation_speaker is the share of the matched ones whose speakers are equal, case and titles folded.
    quotation_speaker_named leaves out those whose speaker is a post or a pronoun in gold, and accepts a name with more
    words (Ani Rahma for Rahma). bare_f1 is that of pairing quotation marks alone.
    """
    coded_texts, faults = _read_coded_texts(paths)
    if faults:
        raise InputError(faults)
    rows = [(text.document, text.text, text.rendition) for text in coded_texts]
    texts = pd.DataFrame(rows, columns=["document", "text", "rendition"])
    predicted = attribute(texts)
    scores = []
    with_sentences = [text for text in coded_texts if text.sentences]
    with_quotations = [text for text in coded_texts if not text.sentences]
    if with_sentences:
        scores.append(_score_sentences(predicted, with_sentences))
    if with_quotations:
        scores.append(_score_quotations(predicted, with_quotations))
    return pd.concat(scores, ignore_index=True)


def read_coded_texts(paths: Sequence[Path]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read texts that are coded by sentences.

    Parameters
    ----------
    paths
        As in evaluate_attribution_files.

    Returns
    -------
    tuple of pandas.DataFrame
        The texts, with document, text and rendition, and the codes, with document, sentence, start, stop, text,
        reported, speaker, office and mode; those that are coded by quotations have none.

    Raises
    ------
    InputError
        As evaluate_attribution_files does.
    """
    coded_texts, faults = _read_coded_texts(paths)
    if faults:
        raise InputError(faults)
    rows = [(text.document, text.text, text.rendition) for text in coded_texts]
    texts = pd.DataFrame(rows, columns=["document", "text", "rendition"])
    return texts, pd.DataFrame([row for text in coded_texts for row in text.sentences], columns=_GOLD_COLUMNS)


def fold_speaker(name: str) -> str:
    """Fold case, titles, degrees and punctuation of a speaker's name.

    Parameters
    ----------
    name
        The name of a speaker.

    Returns
    -------
    str
        The folded name; empty for a pronoun or a post without a name.

    Examples
    --------
    >>> fold_speaker("Komisaris Besar (Pol) Rina SALIM, S.H."), fold_speaker("dia"), fold_speaker("Panglima TNI")
    ('rina salim', '', '')
    """
    words = re.findall(r"[\w\u2019']+", name.split(",")[0].casefold().replace("\u2019", "'"))
    titles = {word for row in read_data_rows("titles.csv") for word in row["title"].split()}
    posts = {row["office"] for row in read_data_rows("offices.csv") if row["use"] == "post"}
    unnamed = posts | read_word_group("pronoun")
    rest = [word for word in words if word not in titles]
    return "" if " ".join(rest) in unnamed or " ".join(words) in unnamed else " ".join(rest)


def _read_coded_texts(paths: Sequence[Path]) -> tuple[list[CodedText], list[Fault]]:
    coded_texts: list[CodedText] = []
    faults: list[Fault] = []
    for path in _list_files(paths):
        try:
            for item in _read_json_lines(path) if path.suffix.lower() == ".jsonl" else _read_text_and_codes(path):
                if isinstance(item, Fault):
                    faults.append(item)
                else:
                    coded_texts.append(item)
        except InputError as error:
            faults += error.faults
        except UnicodeDecodeError as error:
            faults.append(Fault(str(path), "encoding", f"a byte at offset {error.start}", "UTF-8", "save it as UTF-8"))
    seen: set[str] = set()
    for text in coded_texts:
        if text.document in seen:
            faults.append(Fault(text.document, "id", "a second time", "an id of its own"))
        seen.add(text.document)
    if not coded_texts and not faults:
        faults.append(Fault("the input", "file", "none", "X.txt beside X.csv, or a .jsonl file"))
    return coded_texts, faults


def _list_files(paths: Sequence[Path]) -> list[Path]:
    """List the .txt and .jsonl files of paths and folders; X.csv means X.txt."""
    files: dict[Path, None] = {}
    for path in map(Path, paths):
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        for file in inside:
            file = file.with_suffix(".txt") if file.suffix == ".csv" else file
            if not path.is_dir() or file.suffix in (".txt", ".jsonl"):
                files[file] = None
    return list(files)


def _read_text_and_codes(path: Path) -> Iterator[CodedText | Fault]:
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
    offset = 0
    for number, (row, values) in enumerate(table.iterrows(), start=1):
        pattern = r"\s+".join(map(re.escape, values["sentence_text"].split()))
        match = re.compile(pattern).search(text, offset) if pattern else None
        if match is None:
            found, expected = repr(values["sentence_text"][:40]), f"a sentence of {path.name}, in its order"
            yield Fault(f"{codes}, row {int(str(row)) + 2}", "sentence_text", found, expected, "copy it from the text")
            return
        offset = match.end()
        speaker, office, mode = (values[column] for column in ("speaker", "office", "mode"))
        sentences.append((path.stem, number, *match.span(), match[0], mode != "narration", speaker, office, mode))
    yield CodedText(path.stem, text, tuple(sentences))


def _check_codes(table: pd.DataFrame, codes: Path) -> list[Fault]:
    """Find modes and offices that are not declared, which would count as errors of the rules."""
    faults = []
    for column, allowed in (("mode", MODES), ("office", (*OFFICES, ""))):
        for row, value in table.loc[~table[column].isin(allowed), column].items():
            expected = "one of " + ", ".join(name or "nothing" for name in allowed)
            faults.append(Fault(f"{codes}, row {int(str(row)) + 2}", column, repr(value), expected, "correct the code"))
    return merge_faults(faults)


def _read_json_lines(path: Path) -> Iterator[CodedText | Fault]:
    expected = "an object with id, text, statements (start, end, speaker) and, if you like, rendition"
    for number, line in enumerate(iter_lines(path), start=1):
        where = f"{path}, line {number}"
        if not line.strip():
            continue
        try:
            row = parse_json(line, where, expected=expected)
            spans = tuple(
                (int(statement["start"]), int(statement["end"]), str(statement["speaker"]))
                for statement in row["statements"]
            )
            rendition = RENDITIONS[RENDITIONS.index(row.get("rendition") or "verbatim")]
            yield CodedText(str(row["id"]), str(row["text"]), quotations=spans, rendition=rendition)
        except InputError as error:
            yield from error.faults
        except (ValueError, TypeError, KeyError, OverflowError):
            yield Fault(where, "line", repr(line[:30]), expected, "correct the line")


def _score_sentences(predicted: pd.DataFrame, coded_texts: Sequence[CodedText]) -> pd.DataFrame:
    gold = pd.DataFrame([row for text in coded_texts for row in text.sentences], columns=_GOLD_COLUMNS)
    return score_statements(predicted[predicted["document"].isin(gold["document"])], gold, pair=pair_by_text)


def _score_quotations(predicted: pd.DataFrame, coded_texts: Sequence[CodedText]) -> pd.DataFrame:
    quoted = predicted[predicted["quote_start"].notna()].drop_duplicates(["document", "quote_start", "quote_stop"])
    columns = (quoted["quote_start"].astype(int), quoted["quote_stop"].astype(int), quoted["speaker"])
    quotations: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for document, *quotation in zip(quoted["document"], *columns, strict=True):
        quotations[document].append(tuple(quotation))
    rows = {text.document: _count_quotations(text, quotations[text.document]) for text in coded_texts}
    hits = pd.DataFrame.from_dict(rows, orient="index")
    bare = hits[["bare_matched", "bare", "gold"]].set_axis(["matched", "predicted", "gold"], axis="columns")
    named = hits[["named_correct", "named"]].set_axis(["right", "total"], axis="columns")
    matched = hits[["correct", "matched"]].set_axis(["right", "total"], axis="columns")
    counts = {
        **count_agreement("quotation", hits),
        "bare_f1": count_agreement("bare", bare)["bare_f1"],
        "quotation_speaker": matched.assign(n=matched["total"]),
        "quotation_speaker_named": named.assign(n=named["total"]),
    }
    return rate_counts(counts)


def _count_quotations(text: CodedText, ours: Sequence[tuple[int, int, str]]) -> Counter[str]:
    """Count the quotations of a text: of gold, found, matched, and with the right speaker."""
    gold, marks = sorted(text.quotations), _pair_double_marks(text.text)
    counts = Counter(predicted=len(ours), bare=len(marks), gold=len(gold))
    counts.update(dict.fromkeys(("matched", "correct", "named", "named_correct", "bare_matched"), 0))
    for gold_index, index in _match_spans(gold, ours):
        gold_words, words = (fold_speaker(name).split() for name in (gold[gold_index][2], ours[index][2]))
        counts["matched"] += 1
        counts["correct"] += gold_words == words
        counts["named"] += bool(gold_words)
        counts["named_correct"] += bool(gold_words) and set(gold_words) <= set(words)
    counts["bare_matched"] = len(list(_match_spans(gold, marks)))
    return counts


def _match_spans(gold: Sequence[Span], predicted: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Match spans whose intersection is at least 0.8 of their union, one to one; both are in order."""
    position = 0
    for index, (start, stop, *_) in enumerate(gold):
        while position < len(predicted) and predicted[position][1] <= start:
            position += 1
        for other in range(position, len(predicted)):
            other_start, other_stop = predicted[other][:2]
            if other_start >= stop:
                break
            intersection = min(stop, other_stop) - max(start, other_start)
            if intersection >= _MINIMUM_OVERLAP * (max(stop, other_stop) - min(start, other_start)):
                yield index, other
                position = other + 1
                break


def _pair_double_marks(text: str) -> list[tuple[int, int]]:
    """Pair each opening double mark with the next closing one, and straight marks in turn."""
    spans = []
    opened = -1
    for mark in _DOUBLE_MARK.finditer(text):
        if opened < 0 and mark[0] != "\u201d":
            opened = mark.start()
        elif opened >= 0 and mark[0] != "\u201c":
            spans.append((opened, mark.end()))
            opened = -1
    return spans
