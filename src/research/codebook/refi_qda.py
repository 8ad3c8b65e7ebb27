"""Export the codebook to REFI-QDA (.qdc), an exchange format for qualitative analysis, and import it from there.

The format has codes with a name, a colour, a description and a position in a tree, and sets of codes. All other content
is in the descriptions as YAML: that of a frame at its code, that of the codebook at a set with all codes.
Source: Rotterdam Exchange Format Initiative, REFI-QDA Standard 1.5 (2019), section 5, Codebook.xsd, qdasoftware.org.
"""

import io
import re
import uuid
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

from research.codebook.cue_patterns import Cue, OverlapReason, Pattern
from research.codebook.definitions import Codebook, Frame, Label
from research.codebook.toml_form import format_codebook
from research.tables import Fault, InputError, check_archive, merge_faults, read_bytes

NAMESPACE = "urn:QDA-XML:codebook:1.0"
MAXIMUM_CODEBOOK_FILE = 5_000_000
# Okabe, M. and Ito, K. (2008), Color Universal Design: colours that people with any colour vision can tell apart.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#000000")
MAXIMUM_CODES = 10_000
# Signs between levels in a name: the backslash of Taguette, and those of other programs.
_LEVEL_SIGNS = ("\\", "::", ":", "/", ">", ".")
_RETYPE = "type it anew in codebook.toml"
_UNREAD = (yaml.AliasToken, yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
Raw = dict[str, Any]
# The cause that several codes share, the code, and the message on this code alone.
Note = tuple[str, str, str]


@dataclass(frozen=True)
class Imported:
    """The content of a codebook.toml, and notes on what the import changed or could not read, one line each."""

    toml: str
    notes: tuple[str, ...]


def export_codebook(codebook: Codebook) -> bytes:
    """Write the codebook in the exchange format REFI-QDA.

    Parameters
    ----------
    codebook : Codebook

    Returns
    -------
    bytes
        The content of a .qdc file; equal codebooks give equal bytes.

    Raises
    ------
    InputError
        Where a name has a character that XML does not allow.

    Examples
    --------
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
            faults.append(Fault(f"codebook, frame {frame.code}", "label_en", repr(frame.label_en), expected, _RETYPE))
            elements[frame.code] = codes
            continue
        element.attrib.update({"isCodable": "true", "color": COLOURS[top % len(COLOURS)]})
        elements[frame.code] = element
    described = {key: value for key, value in _list_fields(codebook).items() if key not in ("title", "frames")}
    try:
        whole = _add_element(etree.SubElement(root, f"{{{NAMESPACE}}}Sets"), "Set", "", codebook.title, described)
    except ValueError:
        expected = "characters that XML has a place for"
        raise InputError([*faults, Fault("codebook", "title", repr(codebook.title), expected, _RETYPE)]) from None
    if faults:
        raise InputError(faults)
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


# PyYAML changes special line ends when it reads a text again, except inside double quotes.
class _Dumper(yaml.SafeDumper):
    yaml_representers = {**yaml.SafeDumper.yaml_representers, str: _represent_text}  # noqa: RUF012


def _name_guid(code: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{NAMESPACE}/{code}"))


def _list_fields(item: Codebook | Frame | Label | Cue | OverlapReason | Any) -> Raw:
    """List the fields of the codebook, or one of its tables, as in codebook.toml, without empty ones or defaults."""
    raw: Raw = {}
    for field in fields(item):
        value = getattr(item, field.name)
        if value == field.default or not (value or isinstance(value, bool)):
            continue
        if isinstance(value, tuple):
            value = [_list_item(part) for part in value]
        raw["with" if field.name == "requires" else field.name] = value
    return raw


def _list_item(part: Any) -> str | Raw:
    if isinstance(part, Pattern):
        return part.text
    return part if isinstance(part, str) else _list_fields(part)


def import_codebook(path: Path) -> Imported:
    """Read a codebook in the exchange format REFI-QDA and write it as a codebook.toml.

    A code of another program becomes a frame: its name is the label and the code, its description the definition.
    Comments "# fill in" name missing fields. A code below the second level, or with levels in its name, is a subcode.

    Parameters
    ----------
    path : Path
        A codebook (.qdc), or a project (.qdpx, .qde) with a codebook.

    Returns
    -------
    Imported

    Raises
    ------
    InputError
        Where the file is not XML of this format, is too large, or has no codes, too many, or one without a name.
    """
    root = _read_root(path)
    codes = root.find("{*}Codes")
    if codes is None or not len(codes):
        raise InputError([Fault(path.as_posix(), "Codes", "none", "at least one Code", "export the codebook again")])
    _check_elements(codes, path.as_posix())
    notes = _nest_names(codes)
    frames: list[tuple[str, Raw]] = []
    taken, top = Counter({"none": 1}), ""
    for element, depth in _walk_codes(codes, 1):
        described = _read_description(element, Frame, notes)
        plain = re.sub(r"[^a-z0-9]+", "_", _say_name(element).lower()).strip("_")
        code = _name_code(described.get("code") or plain, taken)
        top = code if depth == 1 else top
        placed = {"code": code, "parent": "" if depth == 1 else top, "label_en": element.get("name")}
        frames.append((element.get("guid", ""), {**placed, **described, **placed}))
        if depth > 2:
            said = f"stood {depth} levels deep and is now a subcode of {top}"
            notes.append(("stood deeper than two levels", code, said))
        if element.get("isCodable") in ("false", "0"):
            notes.append(("were headings", code, "was a heading that nobody codes and is now a frame"))
    whole, order = _read_whole(root, notes)
    places = {guid: place for place, guid in enumerate(order)}
    frames.sort(key=lambda frame: places.get(frame[0], len(places)))
    text = format_codebook({**whole, "frames": [frame for _, frame in frames]}, path.name)
    return Imported(text, tuple(_list_notes(notes)))


def _list_notes(notes: list[Note]) -> list[str]:
    """Write one line for each code, or one for all codes of a cause if there are more than three."""
    causes: dict[str, list[Note]] = {}
    for note in notes:
        causes.setdefault(note[0], []).append(note)
    lines = []
    for cause, found in causes.items():
        if len(found) > 3:
            listed = ", ".join(code for _, code, _ in found[:5])
            more = ", ..." if len(found) > 5 else ""
            lines.append(f"{len(found)} codes {cause} ({listed}{more}); the first {found[0][2]}")
        else:
            lines += [f"{code} {said}" for _, code, said in found]
    return lines


def _say_name(element: etree._Element) -> str:
    return " ".join((element.get("name") or "").split())


def _check_elements(codes: etree._Element, where: str) -> None:
    elements = [element for element, _ in _walk_codes(codes, 1)]
    if len(elements) > MAXIMUM_CODES:
        found = f"{len(elements):,} codes"
        raise InputError([Fault(where, "Codes", found, f"at most {MAXIMUM_CODES:,}", "export the codebook in parts")])
    remedy = "name it in the program that it comes from"
    faults = [
        Fault(f"{where}, line {element.sourceline}", "Code", "no name", "a name", remedy)
        for element in elements
        if not _say_name(element)
    ]
    if faults:
        raise InputError(merge_faults(faults))


def _nest_names(codes: etree._Element) -> list[Note]:
    """Move codes with levels in their names below the first level; signs but the backslash need a known code.

    The name of a code that this package exported is a label, and has no levels.
    """
    tops = {_say_name(element).casefold(): element for element in codes.iterfind("{*}Code")}
    notes: list[Note] = []
    for element in codes.findall("{*}Code"):
        if (element.findtext("{*}Description") or "").startswith("code:"):
            continue
        name = _say_name(element)
        for sign in _LEVEL_SIGNS:
            head, _, rest = (part.strip() for part in name.partition(sign))
            parent = tops.get(head.casefold())
            if not head or not rest or parent is element or (parent is None and sign != _LEVEL_SIGNS[0]):
                continue
            if parent is None:
                parent = element.makeelement(element.tag, {"name": head})
                tops[head.casefold()] = parent
                element.addprevious(parent)
                said = "stood in the names of others alone and is now a frame"
                notes.append(("stood in the names of others alone", head, said))
            element.set("name", rest)
            parent.append(element)
            said = f"had its levels in its name and is now a subcode of {head}"
            notes.append(("had their levels in their names", name, said))
            break
    return notes


def _read_root(path: Path) -> etree._Element:
    where = path.as_posix()
    content = read_bytes(path)
    if content.startswith(b"PK"):
        content = _unpack_project(content, where)
    elif len(content) > MAXIMUM_CODEBOOK_FILE:
        found, remedy = f"{len(content)} bytes", "export the codebook alone"
        raise InputError([Fault(where, "file", found, f"at most {MAXIMUM_CODEBOOK_FILE}", remedy)])
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        tree = etree.fromstring(content, parser).getroottree()
    except etree.XMLSyntaxError as error:
        found = str(error).splitlines()[0]
        raise InputError([Fault(where, "file", found, "XML that can be read safely", "export it again")]) from None
    root = tree.getroot()
    if tree.docinfo is not None and tree.docinfo.internalDTD is not None:
        found = "a document type declaration"
        raise InputError([Fault(where, "file", found, "none: entities are not read", "export it again")])
    if etree.QName(root).localname == "Project":
        inner = root.find("{*}CodeBook")
        if inner is None:
            remedy = "export a project that has codes"
            raise InputError([Fault(where, "CodeBook", "none in the project", "one", remedy)])
        root = inner
    if etree.QName(root).localname != "CodeBook":
        expected = "CodeBook, or a Project that holds one"
        raise InputError([Fault(where, "root element", etree.QName(root).localname, expected, "export it as REFI-QDA")])
    return root


def _unpack_project(content: bytes, where: str) -> bytes:
    """Read the project.qde of a project (.qdpx)."""
    check_archive(content, where)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [entry.filename for entry in archive.infolist() if entry.filename.lower().endswith(".qde")]
        if len(names) != 1:
            found = ", ".join(names) or "none"
            raise InputError([Fault(where, "project.qde", found, "one in the project", "export the project again")])
        try:
            return archive.read(names[0])
        # A damaged or encrypted file in the archive can raise each of these.
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
            expected = "a project that can be unpacked"
            raise InputError([Fault(where, names[0], str(error)[:120], expected, "export the project again")]) from None


def _walk_codes(parent: etree._Element, depth: int) -> Iterator[tuple[etree._Element, int]]:
    """List all codes with their levels, from 1, in the order of the file, each before those inside it."""
    for element in parent.iterfind("{*}Code"):
        yield element, depth
        yield from _walk_codes(element, depth + 1)


def _read_whole(root: etree._Element, notes: list[Note]) -> tuple[Raw, list[str]]:
    """Read the fields of the codebook from the set of an export of ours, and the guids of its codes in order."""
    for element in root.iterfind("{*}Sets/{*}Set"):
        raw = _read_description(element, Codebook, notes)
        torn = raw.get("definition", "")
        if "unit" not in raw and torn.startswith("unit:"):
            raw = {"unit": torn}
        if "unit" in raw:
            members = [member.get("guid", "") for member in element.iterfind("{*}MemberCode")]
            return {"title": element.get("name", ""), **raw}, members
    return {}, []


def _read_description(element: etree._Element, kind: type[Frame] | type[Codebook], notes: list[Note]) -> Raw:
    """Read the fields of a description of this package; any other description is a definition."""
    mark = "code" if kind is Frame else "unit"
    text = (element.findtext("{*}Description") or "").strip(" \t\r\n")
    if not text.startswith(f"{mark}:"):
        return {"definition": text} if text else {}
    raw = None
    try:
        # Aliases can make any number of copies, and brackets can nest without limit: neither is written or read.
        if not any(isinstance(token, _UNREAD) for token in yaml.scan(text)):
            raw = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        raw = None
    if isinstance(raw, dict) and mark in raw and raw.keys() <= {field.name for field in fields(kind)}:
        return {str(key): value for key, value in raw.items()}
    said = (
        "has a description that begins as an export of this package but can't be read as one, as where lines lost "
        "their indents; all of it stands in its definition (of the whole, in unit): take it apart by hand, or import "
        "the file as exported"
    )
    notes.append(("have descriptions of this package that can't be read", _say_name(element), said))
    return {"definition": text}


def _name_code(name: Any, taken: Counter[str]) -> str:
    """Return the name, with a number if it is used already; taken counts how often each name was requested."""
    stem = str(name) or "code"
    code = stem
    while taken[code]:
        taken[stem] += 1
        code = f"{stem}_{taken[stem]}"
    taken[code] += 1
    return code
