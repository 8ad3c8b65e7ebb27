"""The codebook: frames, their cues and tested examples, read from codebook.toml and checked before anything uses it."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from research import preprocess
from research.cues import WIDEST_WINDOW, Cue, Excuse, Pattern, find_overlap, parse_pattern
from research.tables import MODES, OFFICES, Fault, InputError, merge_faults, read_toml

_WORDS = ("modals", "clause_words", "coordinators", "adverbs", "fresh_starts")
# The fields of each kind of table in the file, by the kind of their value; a ? marks those that may be left out.
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "codebook": {
        **dict.fromkeys(("title", "unit", "speaker"), "text"),
        **dict.fromkeys(("sample", "coders"), "text?"),
        **dict.fromkeys(("rules", "negators"), "texts"),
        **dict.fromkeys((*_WORDS, "false_negations", "wide_negations"), "texts?"),
        **dict.fromkeys(("functions", "offices", "modes", "frames"), "tables"),
        "coder": "tables?",
    },
    "coder": {"name": "text", "who": "text", "since": "day"},
    "label": {"code": "text", "label_en": "text", "label_id": "text", "definition": "text?"},
    "frame": {
        **{"code": "text", "parent": "text?"},
        **dict.fromkeys(("label_en", "label_id", "question", "definition", "entman"), "text"),
        **{"include": "texts", "exclude": "texts", "cues": "tables?", "examples": "tables"},
    },
    "cue": {
        **{"name": "text", "patterns": "texts", "unless": "texts?", "with": "texts?", "within": "count?"},
        "shared": "tables?",
    },
    "excuse": {"frame": "text", "cue": "text", "reason": "text"},
    "example": {
        **{"text": "text", "present": "flag", "cue_misses": "flag?", "why": "text?"},
        **{"document": "text?", "sentence": "count?"},
    },
}
_KINDS: Mapping[str, tuple[str, Any]] = {
    "text": ("a text in quotes, not empty", ""),
    "texts": ("a list of texts, none of them empty", []),
    "tables": ("one or more tables", []),
    "flag": ("true or false", False),
    "count": ("a whole number, 0 or more", 0),
    "day": ('a day, month or year, as "2026-12-31", "2026-12" or "2026"', ""),
}
# Names of coders are names of files on every system; gold is the result, the other words are devices on Windows.
_CODER = re.compile(
    r"(?!(?:gold|con|prn|aux|nul|(?:com|lpt)[0-9])\Z)(?=.{1,40}\Z)[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*", re.DOTALL
)


@dataclass(frozen=True)
class Example:
    """A sentence that does or does not carry the frame; cue_misses where the cue coder is known to err.

    Where it was drawn from the corpus, document and sentence say which one it is; else they are empty and 0.
    """

    text: str
    present: bool
    cue_misses: bool
    why: str
    document: str = ""
    sentence: int = 0


@dataclass(frozen=True)
class Frame:
    """One frame or, where parent names another frame, one subcode of it."""

    code: str
    parent: str
    label_en: str
    label_id: str
    question: str
    definition: str
    entman: str
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    cues: tuple[Cue, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Label:
    """A code with its names and, where it needs one, its definition: an office, a mode or an Entman function."""

    code: str
    label_en: str
    label_id: str
    definition: str


@dataclass(frozen=True)
class Coder:
    """Somebody who codes: the name of the file in corpus/coding, who it is, and since when (2026, 2026-12, a day)."""

    name: str
    who: str
    since: str


@dataclass(frozen=True)
class Codebook:
    """All that a coder, a person or a program, is told; sample and coders are the caution that figures carry.

    coder lists everybody whose file may stand in corpus/coding.

    The fields after frames, and negators, are words and patterns by which frames.list_hits tells what is negated and
    what is modal; the file says what each is.
    """

    title: str
    unit: str
    rules: tuple[str, ...]
    speaker: str
    sample: str
    coders: str
    negators: tuple[str, ...]
    functions: tuple[Label, ...]
    offices: tuple[Label, ...]
    modes: tuple[Label, ...]
    frames: tuple[Frame, ...]
    modals: tuple[str, ...] = ()
    clause_words: tuple[str, ...] = ()
    coordinators: tuple[str, ...] = ()
    adverbs: tuple[str, ...] = ()
    fresh_starts: tuple[str, ...] = ()
    false_negations: tuple[Pattern, ...] = ()
    wide_negations: tuple[Pattern, ...] = ()
    coder: tuple[Coder, ...] = ()


def names_coder(name: str) -> bool:
    """Say whether a text can be the name of a coder: small letters, digits, single - or _ between them, and not gold.

    >>> names_coder("siti_aminah"), names_coder("siti copy"), names_coder("gold")
    (True, False, False)
    """
    return bool(_CODER.fullmatch(name))


def read_codebook(path: Path) -> Codebook:
    """Read codebook.toml and check all of it.

    Raises InputError with every fault, each with file, frame, field, found, expected and remedy: a missing or unknown
    field, a code used twice, a parent that is not there, a pattern that cannot be read, a cue that could fire on stop
    words, negation or modality alone, words that the cues of two frames share without an excuse, an excuse for nothing.

    >>> read_codebook(Path("no/such/codebook.toml"))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    no/such/codebook.toml: file: found nothing there, expected the codebook; give the path of codebook.toml
    """
    where = path.as_posix()
    raw = read_toml(path, expected="the codebook", remedy="give the path of codebook.toml")
    faults: list[Fault] = []
    codebook = _build_codebook(raw, where, faults)
    faults += _check_codes(codebook, where)
    faults += _check_coders(codebook, where)
    faults += _check_cues(codebook, where)
    if faults:
        raise InputError(merge_faults(faults))
    return codebook


def list_required(kind: str) -> tuple[str, ...]:
    """List the fields that a kind of table must have: codebook, label, frame, cue, excuse, example.

    >>> list_required("cue")
    ('name', 'patterns')
    """
    return tuple(name for name, sort in _FIELDS[kind].items() if not sort.endswith("?"))


def _take(raw: Any, kind: str, where: str, faults: list[Fault]) -> dict[str, Any]:
    """The declared fields of one table, with an empty value in place of each one that is missing or wrong."""
    fields = _FIELDS[kind]
    if not isinstance(raw, dict):
        faults.append(Fault(where, kind, repr(raw), "a table", f"write it as [[...]] with {', '.join(fields)}"))
        raw = {}
    for name in sorted(raw.keys() - fields.keys()):
        faults.append(Fault(where, name, "a field nobody declared", f"only {', '.join(fields)}", "rename or remove it"))
    taken: dict[str, Any] = {}
    for name, declared in fields.items():
        sort = declared.removesuffix("?")
        wanted, empty = _KINDS[sort]
        taken[name] = raw.get(name, empty)
        if name not in raw and sort == declared:
            faults.append(Fault(where, name, "no such field", wanted, f"add {name}"))
        elif name in raw and not _fits(raw[name], sort):
            faults.append(Fault(where, name, repr(raw[name]), wanted, f"rewrite {name}"))
            taken[name] = empty
    return taken


def _fits(value: Any, sort: str) -> bool:
    match sort:
        case "text":
            return isinstance(value, str) and bool(value.strip())
        case "texts":
            return isinstance(value, list) and bool(value) and all(_fits(item, "text") for item in value)
        case "tables":
            return isinstance(value, list) and bool(value)
        case "flag":
            return isinstance(value, bool)
        case "day":
            return _read_day(value) is not None
        case _:
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _read_day(value: Any) -> str | None:
    """A day, month or year in ISO form, from a text or a date of TOML; nothing where it is none."""
    text = value.isoformat() if isinstance(value, date) else value
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
        return None
    try:
        date.fromisoformat(text + "2000-01-01"[len(text) :])
    except ValueError:
        return None
    return text


def _build_codebook(raw: dict[str, Any], where: str, faults: list[Fault]) -> Codebook:
    taken = _take(raw, "codebook", where, faults)
    labels: dict[str, tuple[Any, ...]] = {
        name: tuple(
            Label(**_take(item, "label", f"{where}, {name} {place}", faults))
            for place, item in enumerate(taken[name], 1)
        )
        for name in ("functions", "offices", "modes")
    }
    coders = [_take(item, "coder", f"{where}, coder {place}", faults) for place, item in enumerate(taken["coder"], 1)]
    labels["coder"] = tuple(Coder(**{**item, "since": _read_day(item["since"]) or ""}) for item in coders)
    frames = tuple(_build_frame(item, where, place, faults) for place, item in enumerate(taken["frames"], 1))
    texts: dict[str, tuple[Any, ...]] = {name: tuple(taken[name]) for name in ("rules", "negators", *_WORDS)}
    for name in ("false_negations", "wide_negations"):
        texts[name] = _parse_patterns(taken[name], where, name, faults)
    return Codebook(**{**taken, **labels, **texts, "frames": frames})


def _build_frame(raw: Any, where: str, place: int, faults: list[Fault]) -> Frame:
    code = raw.get("code") if isinstance(raw, dict) else None
    where = f"{where}, frame {code or place}"
    taken = _take(raw, "frame", where, faults)
    taken["cues"] = tuple(_build_cue(item, where, number, faults) for number, item in enumerate(taken["cues"], 1))
    taken["examples"] = tuple(
        Example(**_take(item, "example", f"{where}, example {number}", faults))
        for number, item in enumerate(taken["examples"], 1)
    )
    return Frame(**{**taken, "include": tuple(taken["include"]), "exclude": tuple(taken["exclude"])})


def _build_cue(raw: Any, where: str, number: int, faults: list[Fault]) -> Cue:
    name = raw.get("name") if isinstance(raw, dict) else None
    where = f"{where}, cue {name or number}"
    taken = _take(raw, "cue", where, faults)
    patterns, unless, requires = (
        _parse_patterns(taken[field], where, field, faults) for field in ("patterns", "unless", "with")
    )
    if taken["within"] > WIDEST_WINDOW:
        faults.append(Fault(where, "within", str(taken["within"]), f"at most {WIDEST_WINDOW} tokens", "narrow it"))
    shared = tuple(Excuse(**_take(item, "excuse", f"{where}, shared", faults)) for item in taken["shared"])
    return Cue(taken["name"], patterns, unless, requires, taken["within"], shared)


def _parse_patterns(texts: list[str], where: str, field: str, faults: list[Fault]) -> tuple[Pattern, ...]:
    parsed = []
    for text in texts:
        try:
            parsed.append(parse_pattern(text))
        except ValueError as error:
            faults.append(Fault(where, field, repr(text), "a pattern as codebook.toml explains", f"it has {error}"))
    return tuple(parsed)


def _check_codes(codebook: Codebook, where: str) -> list[Fault]:
    faults: list[Fault] = []
    frames = {frame.code: frame for frame in codebook.frames}
    functions = [label.code for label in codebook.functions]
    for kind, codes in (("frames", [frame.code for frame in codebook.frames]), ("functions", functions)):
        for code in sorted(code for code, count in Counter(codes).items() if code and count > 1):
            faults.append(Fault(f"{where}, {kind}", "code", f"{code!r} twice", "every code once", "rename one"))
    for kind, labels, known in (("offices", codebook.offices, OFFICES), ("modes", codebook.modes, MODES)):
        codes = [label.code for label in labels]
        if codes and sorted(codes) != sorted(known):
            faults.append(
                Fault(f"{where}, {kind}", "code", ", ".join(codes), f"{', '.join(known)}, each once", "correct them")
            )
    for frame in codebook.frames:
        at = f"{where}, frame {frame.code}"
        parent = frames.get(frame.parent)
        if frame.code == "none":
            faults.append(Fault(at, "code", "'none'", "another word: none says that no frame was seen", "rename it"))
        if frame.parent and (parent is None or parent.parent):
            tops = ", ".join(code for code, other in frames.items() if not other.parent)
            faults.append(Fault(at, "parent", repr(frame.parent), f"a frame without a parent: {tops}", "correct it"))
        if frame.entman and functions and frame.entman not in functions:
            expected = f"one of {', '.join(functions)}"
            faults.append(Fault(at, "entman", repr(frame.entman), expected, "correct it or add the function"))
        if frame.cues and any(other.parent == frame.code for other in codebook.frames):
            remedy = "move them to the subcodes"
            faults.append(Fault(at, "cues", f"{len(frame.cues)} cues", "none in a frame with subcodes", remedy))
    return faults


def _check_coders(codebook: Codebook, where: str) -> list[Fault]:
    expected = "small letters and digits, such as siti_aminah, not gold, and every coder once"
    names = [coder.name for coder in codebook.coder]
    return [
        Fault(f"{where}, coder {place}", "name", repr(name), expected, "rename the coder and the file alike")
        for place, name in enumerate(names, 1)
        if name and (not names_coder(name) or name in names[: place - 1])
    ]


def _check_cues(codebook: Codebook, where: str) -> list[Fault]:
    empty = preprocess.read_stop_words() | set(codebook.negators) | set(codebook.modals)
    stems = preprocess.stem_types(
        {stem for frame in codebook.frames for cue in frame.cues for stem in _list_stems(cue)}
    )
    faults: list[Fault] = []
    for frame in codebook.frames:
        names = [cue.name for cue in frame.cues]
        for cue in frame.cues:
            at = f"{where}, frame {frame.code}, cue {cue.name}"
            if names.count(cue.name) > 1:
                faults.append(Fault(at, "name", "the name twice", "every cue its own name", "rename one"))
            if cue.within == 0 and cue.requires:
                faults.append(Fault(at, "within", "0", "how many tokens either side 'with' may lie", "add within"))
            for stem in sorted(stem for stem in _list_stems(cue) if stems[stem] != stem):
                expected = f"a stem that words have, such as ~{stems[stem]}"
                faults.append(Fault(at, "patterns", f"'~{stem}'", expected, "no word has this stem: correct it"))
            for pattern in cue.patterns:
                if all((element.words | element.stems) & empty for element in pattern.elements):
                    expected = "a word that means something by itself"
                    remedy = "it fires on stop words alone"
                    faults.append(Fault(at, "patterns", repr(pattern.text), expected, remedy))
    return [*faults, *_check_overlaps(codebook, where)]


def list_overlaps(codebook: Codebook) -> pd.DataFrame:
    """List where the cues of two frames share words: where all the words of a pattern stand in a pattern of the other.

    Columns: frame, cue, pattern, other_frame, other_cue, other_pattern, words (those shared; a gap between them is left
    out of account), reason (what the file excuses it with, empty where it does not).

    >>> overlaps = list_overlaps(read_codebook(Path("corpus/codebook.toml")))
    >>> overlaps.loc[overlaps["words"].eq("konflik"), ["frame", "other_frame"]].values.tolist()
    [['social_conflict', 'interest_conflict']]
    """
    owned = [(frame.code, cue) for frame in codebook.frames for cue in frame.cues]
    patterns = [(code, cue, pattern) for code, cue in owned for pattern in cue.patterns]
    stems = preprocess.stem_types(
        {w for *_, pattern in patterns for element in pattern.elements for w in element.words}
    )
    rows = []
    for (frame, cue, pattern), (other_frame, other, other_pattern) in combinations(patterns, 2):
        words = "" if frame == other_frame else find_overlap(pattern, other_pattern, stems)
        if words:
            excuses = [e.reason for e in cue.shared if (e.frame, e.cue) == (other_frame, other.name)]
            excuses += [e.reason for e in other.shared if (e.frame, e.cue) == (frame, cue.name)]
            reason = excuses[0] if excuses else ""
            rows.append((frame, cue.name, pattern.text, other_frame, other.name, other_pattern.text, words, reason))
    columns = ["frame", "cue", "pattern", "other_frame", "other_cue", "other_pattern", "words", "reason"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _check_overlaps(codebook: Codebook, where: str) -> list[Fault]:
    faults, excused = [], set()
    for row in list_overlaps(codebook).itertuples():
        one, other = (row.frame, row.cue), (row.other_frame, row.other_cue)
        excused |= {(*one, *other), (*other, *one)}
        if not row.reason:
            at = f"{where}, frame {row.other_frame}, cue {row.other_cue}"
            expected = f"words that cue {row.cue} of frame {row.frame} has not: {row.words}"
            remedy = "change one, or excuse it there with shared = [{frame = ..., cue = ..., reason = ...}]"
            faults.append(Fault(at, "patterns", repr(row.other_pattern), expected, remedy))
    for frame in codebook.frames:
        for cue in frame.cues:
            for excuse in cue.shared:
                if (frame.code, cue.name, excuse.frame, excuse.cue) not in excused:
                    at, found = f"{where}, frame {frame.code}, cue {cue.name}", f"{excuse.frame}, {excuse.cue}"
                    faults.append(Fault(at, "shared", found, "a cue that shares words with this one", "remove it"))
    return faults


def _list_stems(cue: Cue) -> set[str]:
    patterns = (*cue.patterns, *cue.unless, *cue.requires)
    return {stem for pattern in patterns for element in pattern.elements for stem in element.stems}
