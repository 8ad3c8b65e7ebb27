"""The codebook to and from REFI-QDA (.qdc), in which programs for qualitative analysis exchange codebooks.

The format holds codes with a name, a colour, a description and their place in a tree, and sets of codes. All else
that the codebook says stands in the descriptions as YAML, for people to read: of a frame in that of its code, of the
whole in that of one set with every code. So an export that is imported again is the same codebook.

Source: Rotterdam Exchange Format Initiative, REFI-QDA Standard 1.5 (2019), section 5, Codebook.xsd, qdasoftware.org.
"""

import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

from research.codebook import Codebook, Frame, Label, list_required
from research.cues import Cue, Excuse, Pattern
from research.tables import Fault, InputError

NAMESPACE = "urn:QDA-XML:codebook:1.0"
LARGEST_FILE = 5_000_000
# Okabe, M. and Ito, K. (2008), Color Universal Design: colours that people with any colour vision can tell apart.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#000000")

_UNREAD = (yaml.AliasToken, yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)

Raw = dict[str, Any]


@dataclass(frozen=True)
class Imported:
    """The text of a codebook.toml, and what a person should know of how it came about, one line each."""

    toml: str
    notes: tuple[str, ...]


def export_codebook(codebook: Codebook) -> bytes:
    """Render the codebook as a REFI-QDA codebook: equal codebooks give equal bytes.

    Raises InputError where a name holds a character that XML has no place for.

    >>> from research.codebook import read_codebook
    >>> exported = export_codebook(read_codebook(Path("corpus/codebook.toml")))
    >>> etree.fromstring(exported).tag
    '{urn:QDA-XML:codebook:1.0}CodeBook'
    """
    default: Any = {None: NAMESPACE}
    root = etree.Element(f"{{{NAMESPACE}}}CodeBook", nsmap=default, origin="research codebook export")
    codes = etree.SubElement(root, f"{{{NAMESPACE}}}Codes")
    elements: dict[str, etree._Element] = {"": codes}
    tops = [frame.code for frame in codebook.frames if not frame.parent]
    faults = []
    for frame in sorted(codebook.frames, key=lambda frame: bool(frame.parent)):
        top = tops.index(frame.parent or frame.code)
        described = {key: value for key, value in _list_fields(frame).items() if key not in ("label_en", "parent")}
        try:
            element = _add_element(elements[frame.parent], "Code", frame.code, frame.label_en, described)
        except ValueError:
            expected = "characters that XML has a place for"
            faults.append(Fault(f"codebook, frame {frame.code}", "label_en", repr(frame.label_en), expected))
            continue
        element.attrib.update({"isCodable": "true", "color": COLOURS[top % len(COLOURS)]})
        elements[frame.code] = element
    if faults:
        raise InputError(faults)
    described = {key: value for key, value in _list_fields(codebook).items() if key not in ("title", "frames")}
    title = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", " ", codebook.title)
    whole = _add_element(etree.SubElement(root, f"{{{NAMESPACE}}}Sets"), "Set", "", title, described)
    for frame in codebook.frames:
        etree.SubElement(whole, f"{{{NAMESPACE}}}MemberCode", {"guid": _name_guid(frame.code)})
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add_element(parent: etree._Element, tag: str, code: str, name: str, described: Raw) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", {"guid": _name_guid(code), "name": name})
    text = etree.SubElement(element, f"{{{NAMESPACE}}}Description")
    text.text = yaml.dump(described, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return element


def _represent_text(dumper: Any, text: str) -> Any:
    quoted = '"' if re.search("[\t\n\r\x85\u2028\u2029\ufeff]", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=quoted)


class _Dumper(yaml.SafeDumper):
    """PyYAML reads some ends of lines back as others, but for those between double quotation marks."""

    yaml_representers = {**yaml.SafeDumper.yaml_representers, str: _represent_text}  # noqa: RUF012


def _name_guid(code: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{NAMESPACE}/{code}"))


def _list_fields(item: Codebook | Frame | Label | Cue | Excuse | Any) -> Raw:
    """The fields of the codebook or of a part of it as they stand in codebook.toml, without those that are empty."""
    raw: Raw = {}
    for field in fields(item):
        value = getattr(item, field.name)
        if isinstance(value, tuple):
            value = [_list_item(part) for part in value]
        if value or field.name == "present":
            raw["with" if field.name == "requires" else field.name] = value
    return raw


def _list_item(part: Any) -> str | Raw:
    if isinstance(part, Pattern):
        return part.text
    return part if isinstance(part, str) else _list_fields(part)


def import_codebook(path: Path) -> Imported:
    """Read a REFI-QDA codebook and write it as a codebook.toml.

    An export of ours comes back whole. Of another program's, a code gives a frame: its name the English label and,
    in small letters, the code; its description the definition. What is then missing is named in comments that begin
    with "# fill in", and read_codebook refuses the file until somebody has done so. A code below the second level
    becomes a subcode of the frame at the top. Colours and sets are left out.

    Raises InputError where the file is no such XML, declares a document type, or has a code without a name.
    """
    root = _read_root(path)
    codes = root.find("{*}Codes")
    if codes is None or not len(codes):
        raise InputError([Fault(path.as_posix(), "Codes", "none", "at least one Code", "export the codebook again")])
    notes: list[str] = []
    faults: list[Fault] = []
    frames: list[tuple[str, Raw]] = []
    taken, top = {"none"}, ""
    for element, depth in _walk_codes(codes, 1):
        name = " ".join((element.get("name") or "").split())
        if not name:
            at = f"{path.as_posix()}, line {element.sourceline}"
            faults.append(Fault(at, "Code", "no name", "a name", "name it in the program that it comes from"))
        described = _read_description(element, "code")
        code = _name_code(described.get("code") or re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_"), taken)
        top = code if depth == 1 else top
        placed = {"code": code, "parent": "" if depth == 1 else top, "label_en": element.get("name")}
        frames.append((element.get("guid", ""), {**placed, **described, **placed}))
        if depth > 2:
            notes.append(f"{code} stood {depth} levels deep and is now a subcode of {top}")
        if element.get("isCodable") in ("false", "0"):
            notes.append(f"{code} was a heading that nobody codes and is now a frame")
    if faults:
        raise InputError(faults)
    whole, order = _read_whole(root)
    places = {guid: place for place, guid in enumerate(order)}
    frames.sort(key=lambda frame: places.get(frame[0], len(places)))
    text = _format_codebook({**whole, "frames": [frame for _, frame in frames]}, path.name)
    return Imported(text, tuple(notes))


def _read_root(path: Path) -> etree._Element:
    where = path.as_posix()
    if not path.is_file():
        raise InputError([Fault(where, "file", "nothing there", "a REFI-QDA codebook (.qdc)", "check the path")])
    if path.stat().st_size > LARGEST_FILE:
        raise InputError([Fault(where, "file", f"{path.stat().st_size} bytes", f"at most {LARGEST_FILE}")])
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        tree = etree.fromstring(path.read_bytes(), parser).getroottree()
    except etree.XMLSyntaxError as error:
        found = str(error).splitlines()[0]
        raise InputError([Fault(where, "file", found, "XML that can be read safely", "export it again")]) from None
    root = tree.getroot()
    if tree.docinfo is not None and tree.docinfo.internalDTD is not None:
        found = "a document type declaration"
        raise InputError([Fault(where, "file", found, "none: entities are not read", "export it again")])
    if etree.QName(root).localname != "CodeBook":
        found = etree.QName(root).localname
        remedy = "in a project (.qdpx) the codebook is a part: export it by itself"
        raise InputError([Fault(where, "root element", found, "CodeBook", remedy)])
    return root


def _walk_codes(parent: etree._Element, depth: int) -> Iterator[tuple[etree._Element, int]]:
    """Every code with its level, from 1; in the order of the file, each before those within it."""
    for element in parent.iterfind("{*}Code"):
        yield element, depth
        yield from _walk_codes(element, depth + 1)


def _read_whole(root: etree._Element) -> tuple[Raw, list[str]]:
    """What the set of an export of ours says of the whole codebook, and the guids of its codes in their order."""
    for element in root.iterfind("{*}Sets/{*}Set"):
        raw = _read_description(element, "unit")
        if "unit" in raw:
            members = [member.get("guid", "") for member in element.iterfind("{*}MemberCode")]
            return {"title": element.get("name", ""), **raw}, members
    return {}, []


def _read_description(element: etree._Element, mark: str) -> Raw:
    """The fields of a description that we wrote, which has the field mark; any other is the definition as it stands."""
    text = (element.findtext("{*}Description") or "").strip(" \t\r\n")
    raw = None
    try:
        # Aliases may stand for any number of copies, brackets nest without end: we write neither and read neither.
        if text.startswith(f"{mark}:") and not any(isinstance(token, _UNREAD) for token in yaml.scan(text)):
            raw = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        raw = None
    if isinstance(raw, dict) and mark in raw:
        return {str(key): value for key, value in raw.items()}
    return {"definition": text} if text else {}


def _name_code(name: Any, taken: set[str]) -> str:
    """The name, or where it is taken the name with a number; taken grows by it."""
    stem = str(name) or "code"
    number, code = 1, stem
    while code in taken:
        number += 1
        code = f"{stem}_{number}"
    taken.add(code)
    return code


def _format_codebook(raw: Raw, name: str) -> str:
    lines = [f"# Imported from {json.dumps(name)} (REFI-QDA)."]
    lines += _format_table(raw, "", list_required("codebook"))
    return "\n".join(lines) + "\n"


_KINDS = {
    "functions": "label",
    "offices": "label",
    "modes": "label",
    "frames": "frame",
    "cues": "cue",
    "coder": "coder",
}


def _format_table(raw: Mapping[str, Any], header: str, required: Iterable[str]) -> list[str]:
    """The lines of a table: its values, a comment for each field it lacks, then the tables within it."""
    lines = [f"# fill in: {field}" for field in required if raw.get(field) in (None, "", [])]
    inner: list[str] = []
    for key, value in raw.items():
        if key in (*_KINDS, "examples") and isinstance(value, list) and all(isinstance(v, dict) for v in value):
            name = f"{header}.{key}".strip(".")
            for item in value:
                fields_wanted = list_required(_KINDS.get(key, "example"))
                inner += ["", f"[[{name}]]", *_format_table(item, name, fields_wanted)]
        elif value not in (None, "", []):
            lines.append(f"{_format_key(key)} = {_format_value(value)}")
    return lines + inner


def _format_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _quote(key)


def _format_value(value: Any) -> str:
    """A value of TOML; what TOML has no kind for, as a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        items = [_format_value(item) for item in value]
        return "[\n" + "".join(f"  {item},\n" for item in items) + "]" if items else "[]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_format_key(str(k))} = {_format_value(v)}" for k, v in value.items()) + " }"
    return _quote(str(value))


def _quote(text: str) -> str:
    # What JSON writes between quotation marks is TOML too, but for the one control character it does not escape.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
