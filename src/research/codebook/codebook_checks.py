"""Read the codebook from codebook.toml and check it before it is used."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import pandas as pd

from research.codebook.cue_patterns import Cue, find_shared_words, make_cues_key
from research.codebook.definitions import OTHER, Codebook, is_coder_name
from research.tables import (
    MODES,
    Fault,
    InputError,
    load_cached,
    merge_faults,
    read_shape,
    read_toml,
    returns_table,
    save_cached,
)
from research.text import read_stop_words, stem_types


def read_codebook(path: Path) -> Codebook:
    """Read codebook.toml and check it.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Codebook
        The codebook.

    Raises
    ------
    InputError
        With all faults, each with file, frame, field, found, expected and remedy: a field that is missing or unknown, a
        code used twice, an unknown parent, a rule of an unknown frame, or without an example that carries it and one
        that does not, a pattern that cannot be read, a cue that could match stop words, negators or modals alone, words
        that the cues of two frames share without a reason, a reason that is not needed.

    Examples
    --------
    >>> read_codebook(Path("no/such/codebook.toml"))
    Traceback (most recent call last):
        ...
    research.tables.InputError: 1 fault:
    no/such/codebook.toml: file: found nothing there, expected the codebook; write it, or give its path
    """
    where = path.as_posix()
    raw = read_toml(path, expected="the codebook", remedy="write it, or give its path")
    codebook = read_shape(raw, Codebook, where=where)
    check_codebook(codebook, where)
    return codebook


def check_codebook(codebook: Codebook, where: str) -> None:
    """Check the codes, rules, coders and cues of a codebook. Raises InputError with all faults."""
    checks = (_check_codes, _check_rules, _check_coders, _check_cues)
    if faults := [fault for check in checks for fault in check(codebook, where)]:
        raise InputError(merge_faults(faults))


def _check_codes(codebook: Codebook, where: str) -> list[Fault]:
    faults: list[Fault] = []
    frames = {frame.code: frame for frame in codebook.frames}
    functions = [label.code for label in codebook.functions]
    offices = [label.code for label in codebook.offices]
    frames_given = [frame.code for frame in codebook.frames]
    rules = [rule.code for rule in codebook.frame_rules]
    listed = (("frames", frames_given), ("functions", functions), ("offices", offices), ("frame_rules", rules))
    for kind, codes in listed:
        for code in sorted(code for code, count in Counter(codes).items() if code and count > 1):
            faults.append(Fault(f"{where}, {kind}", "code", f"{code!r} twice", "every code once", "rename one"))
    if OTHER not in offices:
        remedy = f"add {OTHER}: it is the office of speakers whose own office the list has not"
        faults.append(Fault(f"{where}, offices", "code", ", ".join(offices), f"also {OTHER}", remedy))
    modes = [label.code for label in codebook.modes]
    if modes and sorted(modes) != sorted(MODES):
        expected = f"{', '.join(MODES)}, each once"
        faults.append(Fault(f"{where}, modes", "code", ", ".join(modes), expected, "correct them"))
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


def _check_rules(codebook: Codebook, where: str) -> list[Fault]:
    faults = []
    known = [frame.code for frame in codebook.frames]
    for rule in codebook.frame_rules:
        at = f"{where}, frame_rule {rule.code}"
        expected = f"one of {', '.join(known)}"
        unknown = [frame for frame in rule.frames if frame not in known]
        faults += [Fault(at, "frames", repr(frame), expected, "correct the code") for frame in unknown]
        decided = rule.frames or known
        expected = f"a frame that the rule decides: {', '.join(decided)}"
        faults += [
            Fault(f"{at}, example {number}", "frame", repr(example.frame), expected, "correct it, or add it to frames")
            for number, example in enumerate(rule.examples, 1)
            if example.frame not in decided
        ]
        for present in (True, False):
            if not any(example.present is present for example in rule.examples):
                flag = f"present = {str(present).lower()}"
                expected = "at least one that carries the frame and one that does not"
                faults.append(Fault(at, "examples", f"none with {flag}", expected, "write one"))
    return faults


def _check_coders(codebook: Codebook, where: str) -> list[Fault]:
    expected = "small letters and digits, such as siti_aminah, not gold, and every coder once"
    names = [coder.name for coder in codebook.coder]
    return [
        Fault(f"{where}, coder {place}", "name", repr(name), expected, "rename the coder and the file alike")
        for place, name in enumerate(names, 1)
        if name and (not is_coder_name(name) or name in names[: place - 1])
    ]


def _check_cues(codebook: Codebook, where: str) -> list[Fault]:
    """Check the cues; every one is compared with every other, so that those found sound once are not checked again."""
    owned = [(frame.code, cue) for frame in codebook.frames for cue in frame.cues]
    key = make_cues_key(owned, *codebook.negators, "modals", *codebook.modals)
    if load_cached("sound cues", [key]):
        return []
    if not (faults := [*_check_each_cue(codebook, where), *_check_overlaps(codebook, where)]):
        save_cached("sound cues", {key: b"sound"})
    return faults


def _check_each_cue(codebook: Codebook, where: str) -> list[Fault]:
    empty = read_stop_words() | set(codebook.negators) | set(codebook.modals)
    stems = stem_types({stem for frame in codebook.frames for cue in frame.cues for stem in _list_stems(cue)})
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
                if not cue.carried and all((one.words | one.stems) & empty for one in pattern.elements):
                    expected = "a word that means something by itself"
                    remedy = "it fires on stop words alone"
                    faults.append(Fault(at, "patterns", repr(pattern.text), expected, remedy))
    return faults


@returns_table("overlaps")
def list_cue_overlaps(codebook: Codebook) -> pd.DataFrame:
    """List the patterns of different frames that share words, all words of the shorter pattern; without carried cues.

    Parameters
    ----------
    codebook : Codebook
        The codebook.

    Returns
    -------
    DataFrame
        The table overlaps, one row for each pair of patterns: frame, cue and pattern of both; words, those that are
        shared (gaps are ignored); reason, why the codebook allows it, empty where it does not.

    Examples
    --------
    >>> overlaps = list_cue_overlaps(read_codebook(Path("corpus/codebook.toml")))
    >>> overlaps.loc[overlaps["words"].eq("konflik"), ["frame", "other_frame"]].values.tolist()
    [['social_conflict', 'interest_conflict']]
    """
    owned = [(frame.code, cue) for frame in codebook.frames for cue in frame.cues if not cue.carried]
    patterns = [(code, cue, pattern) for code, cue in owned for pattern in cue.patterns]
    stems = stem_types({w for *_, pattern in patterns for element in pattern.elements for w in element.words})
    rows = []
    for (frame, cue, pattern), (other_frame, other, other_pattern) in combinations(patterns, 2):
        words = "" if frame == other_frame else find_shared_words(pattern, other_pattern, stems)
        if words:
            excuses = [e.reason for e in cue.shared if (e.frame, e.cue) == (other_frame, other.name)]
            excuses += [e.reason for e in other.shared if (e.frame, e.cue) == (frame, cue.name)]
            reason = excuses[0] if excuses else ""
            rows.append((frame, cue.name, pattern.text, other_frame, other.name, other_pattern.text, words, reason))
    columns = ["frame", "cue", "pattern", "other_frame", "other_cue", "other_pattern", "words", "reason"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _check_overlaps(codebook: Codebook, where: str) -> list[Fault]:
    faults, excused = [], set()
    for row in list_cue_overlaps(codebook).itertuples():
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
