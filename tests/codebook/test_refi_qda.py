import shutil
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings, strategies as st
from lxml import etree
from typer.testing import CliRunner

from research import cli, codebook, tables
from research.codebook import Codebook, Cue, Frame, parse_pattern, refi_qda
from research.codebook.cue_patterns import OverlapReason
from research.codebook.definitions import Example, FrameRule, RuleExample

# What the standard's schema asks for, told anew: elements and their order, attributes, the form of guid and colour.
GUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
RULES = f"""
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="urn:QDA-XML:codebook:1.0"
  datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
<start><element name="CodeBook">
  <optional><attribute name="origin" ns=""/></optional>
  <element name="Codes"><oneOrMore><ref name="code"/></oneOrMore></element>
  <optional><element name="Sets"><oneOrMore><element name="Set">
    <ref name="guid"/><attribute name="name" ns=""/><ref name="description"/>
    <zeroOrMore><element name="MemberCode"><ref name="guid"/></element></zeroOrMore>
  </element></oneOrMore></element></optional>
</element></start>
<define name="code"><element name="Code">
  <ref name="guid"/><attribute name="name" ns=""/>
  <attribute name="isCodable" ns=""><data type="boolean"/></attribute>
  <optional><attribute name="color" ns=""><data type="token">
    <param name="pattern">#([A-Fa-f0-9]{{6}}|[A-Fa-f0-9]{{3}})</param></data></attribute></optional>
  <ref name="description"/><zeroOrMore><ref name="code"/></zeroOrMore>
</element></define>
<define name="guid"><attribute name="guid" ns=""><data type="token">
  <param name="pattern">({GUID})|(\\{{{GUID}\\}})</param></data></attribute></define>
<define name="description"><optional><element name="Description"><text/></element></optional></define>
</grammar>
"""
FOREIGN = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook origin="Another program" xmlns="urn:QDA-XML:codebook:1.0"><Codes>
<Code guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294" name="Fear &amp; hope" isCodable="true" color="#46AA00">
  <Description>What "people" fear.
Or hope.</Description>
  <Code guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55295" name="Other" isCodable="true">
    <Code guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55296" name="Other" isCodable="true"/></Code></Code>
<Code guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55297" name="None" isCodable="false"/>
<Code guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55298" name="\u6050\u60e7" isCodable="true"/>
</Codes></CodeBook>
"""


def write(folder: Path, text: str | bytes, name: str = "book.qdc") -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return path


def turn_round(book: Codebook, folder: Path) -> Codebook:
    imported = codebook.import_codebook(write(folder, codebook.export_codebook(book)))
    assert imported.notes == ()
    return codebook.read_codebook(write(folder, imported.toml, "codebook.toml"))


def test_the_shipped_codebook_comes_back_whole(book, tmp_path):
    assert turn_round(book, tmp_path) == book


def test_an_export_keeps_the_rules_of_the_standard(book):
    rules = etree.RelaxNG(etree.fromstring(RULES))
    root = etree.fromstring(codebook.export_codebook(book))
    assert rules.validate(root), rules.error_log
    guids = root.xpath("//*[local-name()='Code']/@guid")
    assert len(set(guids)) == len(book.frames)
    assert sorted(root.xpath("//*[local-name()='MemberCode']/@guid")) == sorted(guids)
    root[0][0].set("color", "red")
    assert not rules.validate(root), "the rules must be able to fail"


def test_equal_codebooks_give_equal_bytes_and_guids_hang_on_codes_alone(book):
    assert codebook.export_codebook(book) == codebook.export_codebook(replace(book))
    renamed = replace(book, frames=(replace(book.frames[0], label_en="Other"), *book.frames[1:]))
    roots = [etree.fromstring(codebook.export_codebook(each)) for each in (book, renamed)]
    assert [root[0][0].get("guid") for root in roots] == [roots[0][0][0].get("guid")] * 2
    assert roots[1][0][0].get("name") == "Other"


def test_rules_cues_and_examples_can_be_read_in_the_description(book):
    root = etree.fromstring(codebook.export_codebook(book))
    told = " ".join(root.findtext(".//{*}Code/{*}Description").split())
    frame = book.frames[0]
    for text in (frame.question.replace("'", "''"), frame.definition, frame.include[0], frame.cues[1].patterns[0].text):
        assert text in told
    assert sum(example.text in told for example in frame.examples) >= len(frame.examples) / 2


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1).filter(
    lambda text: bool(text.strip()) and tables.check_characters(text, "codebook.toml", "text") is None
)
LINES = st.lists(TEXTS, min_size=1, max_size=3).map("\n".join)
EXAMPLES = st.builds(Example, TEXTS, st.booleans(), st.booleans(), st.just("") | TEXTS, st.just("") | TEXTS)


@st.composite
def draw_codebooks(draw, book):
    names = st.from_regex(r"[a-zA-Z]{1,6}(_[a-z]{1,6})?", fullmatch=True)
    codes = draw(st.lists(names, unique=True, min_size=1, max_size=5))
    codes = [code for code in codes if code != "none"] or ["a"]
    parents: list[str] = []
    for place in range(len(codes)):
        tops = [code for code, parent in zip(codes[:place], parents, strict=True) if not parent]
        parents.append(draw(st.sampled_from(["", *tops])))
    labels = st.tuples(TEXTS, TEXTS, LINES, LINES)
    frames = []
    for place, (code, parent) in enumerate(zip(codes, parents, strict=True)):
        texts = draw(labels)
        rules = [tuple(draw(st.lists(LINES, min_size=1, max_size=3))) for _ in range(2)]
        cue = Cue(
            f"cue_{code}",
            (parse_pattern(f"kata-{place}-x".translate(str.maketrans("01234", "abcde"))),),
            (),
            (),
            draw(st.integers(0, 40)),
            (),
            draw(st.booleans()),
        )
        cues = () if code in parents else (cue,)
        examples = tuple(draw(st.lists(EXAMPLES, min_size=1, max_size=3)))
        frames.append(Frame(code, parent, *texts, book.functions[0].code, *rules, cues, examples))
    given = {"frame": codes[0], "text": draw(TEXTS), "before": draw(st.just("") | TEXTS)}
    pair = tuple(RuleExample(**given, present=present) for present in (True, False))
    rule = FrameRule(draw(TEXTS), draw(TEXTS), draw(LINES), pair, tuple(codes[: draw(st.integers(0, 2))]))
    book = replace(book, frame_rules=(rule,))
    return replace(book, title=draw(TEXTS), unit=draw(LINES), rules=(draw(LINES),), frames=tuple(frames))


# Without shrinking: a whole codebook is too much to make small in the time that a test has.
@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.data())
def test_any_codebook_comes_back_whole(book, tmp_path_factory, data):
    drawn = data.draw(draw_codebooks(book))
    back = turn_round(drawn, tmp_path_factory.mktemp("round"))
    for name in ("code", "parent", "label_en", "label_id", "question", "definition", "include", "exclude", "examples"):
        assert [getattr(frame, name) for frame in back.frames] == [getattr(frame, name) for frame in drawn.frames]
    assert back == drawn


@pytest.mark.parametrize("label", ["A\\B", "Takut: takut", "a/b"])
def test_a_label_of_an_export_has_no_levels(book, tmp_path, label):
    first, *others = book.frames
    other = replace(others[0], label_en=label.partition("/")[0].partition(":")[0])
    drawn = replace(book, frames=(replace(first, label_en=label), other, *others[1:]))
    assert turn_round(drawn, tmp_path) == drawn


def test_excuses_and_every_field_of_a_cue_come_back(book, tmp_path):
    parse = parse_pattern
    one = Cue("one", (parse("sanksi"),), (parse("belum"),), (parse("~berat"),), 3)
    other = Cue("other", (parse("sanksi"),), (), (), 0, (OverlapReason("a", "one", "both: 'x' # y"),))
    carried = Cue("carried", (parse("aturan itu"),), carried=True)
    frames = [replace(book.frames[0], code=code, cues=cues) for code, cues in (("a", (one, carried)), ("b", (other,)))]
    drawn = replace(book, frames=tuple(frames), frame_rules=())
    assert turn_round(drawn, tmp_path) == drawn


def test_a_codebook_of_another_program_says_what_is_still_to_fill_in(tmp_path):
    imported = codebook.import_codebook(write(tmp_path, FOREIGN))
    raw = tomllib.loads(imported.toml)
    told = [(frame["code"], frame.get("parent", ""), frame["label_en"]) for frame in raw["frames"]]
    assert told == [
        ("fear_hope", "", "Fear & hope"),
        ("other", "fear_hope", "Other"),
        ("other_2", "fear_hope", "Other"),
        ("none_2", "", "None"),
        ("code", "", "\u6050\u60e7"),
    ]
    assert raw["frames"][0]["definition"] == 'What "people" fear.\nOr hope.'
    assert imported.notes == (
        "other_2 stood 3 levels deep and is now a subcode of fear_hope",
        "none_2 was a heading that nobody codes and is now a frame",
    )
    with pytest.raises(tables.InputError) as raised:
        codebook.read_codebook(write(tmp_path, imported.toml, "codebook.toml"))
    missing = {fault.field: fault.where.rpartition(", frame ")[2].split(", ") for fault in raised.value.faults}
    assert missing["question"] == ["fear_hope", "other", "other_2", "none_2", "code"]
    assert missing["definition"] == ["other", "other_2", "none_2", "code"]
    lines = {line for line in imported.toml.splitlines() if line.startswith("# fill in: ")}
    assert lines == {f"# fill in: {field}" for field in missing}, "one fault for each field, however many codes lack it"
    assert len(missing) == len(raised.value.faults)


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
START = '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "book.qdc: file: found "),
        ("no xml", "expected XML that can be read safely; export it again"),
        ("<Project/>", "CodeBook: found none in the project"),
        ("<CodeBook/>", "Codes: found none, expected at least one Code"),
        (f"{START}</Codes></CodeBook>", "Codes: found none, expected at least one Code"),
        ("<Notes/>", "root element: found Notes, expected CodeBook, or a Project that holds one"),
        (f'{START}\n<Code guid="x"/><Code name=" "/></Codes></CodeBook>', "line 2: Code: found no name"),
        (f"{START}<Code name='a'/></Codes>", "expected XML that can be read safely"),
        (f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>{START}<Code name="&a11;"/></Codes></CodeBook>', "file: found "),
        (
            f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>{START}<Code name="a"><Description>&a11;</Description></Code>'
            "</Codes></CodeBook>",
            "file: found ",
        ),
        (
            f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{START}<Code name="a"><Description>&e;'
            "</Description></Code></Codes></CodeBook>",
            "found a document type declaration, expected none: entities are not read",
        ),
        (START + '<Code name="a">' * 400 + "</Code>" * 400 + "</Codes></CodeBook>", "file: found "),
        (b"\xff\xfe\x00", "file: found "),
    ],
)
def test_what_cannot_be_read_safely_is_one_clear_fault(tmp_path, text, message):
    with pytest.raises(tables.InputError) as raised:
        codebook.import_codebook(write(tmp_path, text))
    assert message in str(raised.value)
    assert "root:" not in str(raised.value)
    assert len(raised.value.faults) == 1


def test_a_missing_and_an_oversized_file_are_told(tmp_path, monkeypatch):
    with pytest.raises(tables.InputError, match=r"book\.qdc: file: found nothing there"):
        codebook.import_codebook(tmp_path / "book.qdc")
    monkeypatch.setattr(refi_qda, "MAXIMUM_CODEBOOK_FILE", 10)
    with pytest.raises(tables.InputError, match="bytes, expected at most 10"):
        codebook.import_codebook(write(tmp_path, FOREIGN))


@pytest.mark.parametrize(
    "description",
    [
        "code: a\nx: &amp;x b\ny: *x",
        "code: " + "[" * 100_000,
        "code: a\n" + "- " * 3000 + "x",
        "code: [unclosed",
        "2020-99-99",
        "!!python/object:os.system x",
        "just: words",
        "- a list",
    ],
)
def test_a_description_that_is_not_ours_is_a_definition_as_it_stands(tmp_path, description):
    text = f'{START}<Code name="A"><Description>{description}</Description></Code></Codes></CodeBook>'
    raw = tomllib.loads(codebook.import_codebook(write(tmp_path, text)).toml)
    assert raw["frames"] == [
        {"code": "a", "label_en": "A", "definition": description.replace("&amp;", "&")},
    ]


@pytest.mark.parametrize("end", ["\n", "\t", "\r\n", "\u2028", "\u2029", "\ufeff", "\xa0", " ", "\u200b"])
def test_ends_of_lines_and_odd_blanks_come_back_as_they_were(book, tmp_path, end):
    text = f"{end}a{end}b: {end}{end}# c{end}"
    odd = replace(book.frames[0], definition=text, question=text, include=(text, text))
    drawn = replace(book, unit=text, frames=(odd,), frame_rules=())
    assert turn_round(drawn, tmp_path) == drawn


def test_a_name_without_a_place_in_xml_is_refused(book):
    odd = replace(book, frames=(replace(book.frames[0], label_en="a\x0bb"),))
    with pytest.raises(tables.InputError, match=r"frame service_priority: label_en: found 'a\\x0bb', expected charact"):
        codebook.export_codebook(odd)


def test_the_commands_go_out_and_back(root, book, tmp_path):
    runner = CliRunner()
    corpus, qdc, toml = str(root / "corpus"), str(tmp_path / "a.qdc"), tmp_path / "new.toml"
    assert runner.invoke(cli.application, ["codebook", "export", "-o", qdc, "--corpus", corpus]).exit_code == 0
    done = runner.invoke(cli.application, ["codebook", "import", qdc, "-o", str(toml)])
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "complete: 6 frames and subcodes")
    assert codebook.read_codebook(toml) == book
    again = runner.invoke(cli.application, ["codebook", "import", qdc, "-o", str(toml)])
    assert isinstance(again.exception, tables.InputError)
    assert "found a file that is there already, expected a new file" in str(again.exception)


def test_the_import_of_another_programs_codebook_lists_what_to_fill_in(tmp_path):
    path = write(tmp_path, FOREIGN)
    done = CliRunner().invoke(cli.application, ["codebook", "import", str(path), "-o", str(tmp_path / "new.toml")])
    assert done.exit_code == 0
    assert "It is no codebook yet" in done.output
    assert "note: other_2 stood 3 levels deep" in done.output
    assert (
        "new.toml, frame fear_hope, other, other_2, none_2, code: question: found no such field, expected a text"
        in done.output
    )


def zip_project(folder: Path, parts: dict[str, str], name: str = "project.qdpx") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
    return path


# REFI-QDA 1.5, section 4: a project is a zip with project.qde, whose root Project holds CodeBook among other parts.
PROJECT = """<?xml version="1.0" encoding="utf-8"?>
<Project name="uji" origin="A program" xmlns="urn:QDA-XML:project:1.0">
<Users><User guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55290" name="siti"/></Users>
<CodeBook><Codes><Code guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294" name="Sanksi" isCodable="true">
<Description>Ada ancaman hukuman.</Description>
<Code guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55295" name="Disiplin" isCodable="true"/></Code></Codes></CodeBook>
<Sources><TextSource guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55299" name="berita"/></Sources></Project>
"""


def list_codes(imported: codebook.Imported) -> list[tuple[str, str, str]]:
    frames = tomllib.loads(imported.toml)["frames"]
    return [(frame["code"], frame.get("parent", ""), frame["label_en"]) for frame in frames]


@pytest.mark.parametrize("name", ["project.qdpx", "PROJECT.QDPX", "project.zip"])
def test_the_codebook_of_a_project_is_read(tmp_path, name):
    path = zip_project(tmp_path, {"project.qde": PROJECT, "Sources/berita.txt": "Sanksi menanti."}, name)
    imported = codebook.import_codebook(path)
    assert list_codes(imported) == [("sanksi", "", "Sanksi"), ("disiplin", "sanksi", "Disiplin")]
    assert tomllib.loads(imported.toml)["frames"][0]["definition"] == "Ada ancaman hukuman."
    assert list_codes(codebook.import_codebook(write(tmp_path, PROJECT, "project.qde"))) == list_codes(imported)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"a.txt": "x"}, "project.qde: found none, expected one in the project"),
        ({"a.qde": PROJECT, "b.qde": PROJECT}, "project.qde: found a.qde, b.qde"),
        ({"project.qde": "<Project/>"}, "CodeBook: found none in the project"),
        ({"project.qde": "no xml"}, "expected XML that can be read safely"),
        ({"project.qde": PROJECT, "Sources/bomb": " " * 120_000_000}, "size: found one that unpacks to"),
    ],
)
def test_projects_that_hold_no_codebook(tmp_path, parts, message):
    with pytest.raises(tables.InputError) as raised:
        codebook.import_codebook(zip_project(tmp_path, parts))
    assert message in str(raised.value) and "project.qdpx" in str(raised.value)
    assert len(raised.value.faults) == 1


def test_a_damaged_project_is_one_fault(tmp_path):
    path = zip_project(tmp_path, {"project.qde": PROJECT})
    whole = path.read_bytes()
    for place in range(10, len(whole), 23):
        path.write_bytes(whole[:place] + b"\xff\x00\xff" + whole[place + 3 :])
        try:
            codebook.import_codebook(path)
        except tables.InputError as error:
            assert len(error.faults) == 1, error


def make_codebook(*names: str) -> str:
    codes = "".join(f'<Code guid="" name="{name}" isCodable="true"/>' for name in names)
    return f"{START}{codes}</Codes></CodeBook>"


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        # Taguette writes the path of a tag as its name, here with the child before its parent.
        (
            ("sanksi\\disiplin", "sanksi", "media sosial"),
            [("sanksi", "", "sanksi"), ("disiplin", "sanksi", "disiplin"), ("media_sosial", "", "media sosial")],
        ),
        (("sanksi\\disiplin",), [("sanksi", "", "sanksi"), ("disiplin", "sanksi", "disiplin")]),
        (
            ("a\\b\\c", "A"),
            [("a", "", "A"), ("b_c", "a", "b\\c")],
        ),
        (
            ("interesting", "interesting.places"),
            [("interesting", "", "interesting"), ("places", "interesting", "places")],
        ),
        (("a :: b", "a"), [("a", "", "a"), ("b", "a", "b")]),
        # Without such a code these signs part nothing.
        (("PNS/ASN", "vs. lawan"), [("pns_asn", "", "PNS/ASN"), ("vs_lawan", "", "vs. lawan")]),
        (("\\", "a\\"), [("code", "", "\\"), ("a", "", "a\\")]),
    ],
)
def test_levels_in_names_become_subcodes_with_a_note(tmp_path, names, codes):
    imported = codebook.import_codebook(write(tmp_path, make_codebook(*names)))
    assert sorted(list_codes(imported)) == sorted(codes)
    told = [note for note in imported.notes if "had its levels in its name" in note]
    assert len(told) == sum(bool(parent) for _, parent, _ in codes)


def test_a_description_of_ours_that_lost_its_indents_is_told(book, tmp_path):
    lines = codebook.export_codebook(book).decode("utf-8").splitlines()
    torn = codebook.import_codebook(write(tmp_path, "\n".join(line.strip() for line in lines)))
    (note,) = [note for note in torn.notes if "service_priority" not in note or "can't be read" in note]
    assert "can't be read" in note and note.startswith("7 codes have descriptions of this package")
    frames = tomllib.loads(torn.toml)["frames"]
    assert [frame["label_en"] for frame in frames] == [frame.label_en for frame in book.frames]
    assert all(frame["definition"].startswith("code: ") for frame in frames), "nothing is lost"
    whole = tomllib.loads(torn.toml)
    assert whole["title"] == book.title and whole["unit"].startswith("unit: ") and book.speaker[:30] in whole["unit"]
    other = codebook.import_codebook(write(tmp_path, FOREIGN))
    assert not [note for note in other.notes if "can't be read" in note]


def test_a_large_codebook_prints_a_line_for_each_field_and_each_cause(tmp_path):
    names = [f"code {number}" for number in range(262)]
    inner = "".join(
        f'<Code name="top {place}"><Code name="mid {place}"><Code name="{name}" isCodable="false"/></Code></Code>'
        for place, name in enumerate(names)
    )
    path = write(tmp_path, f"{START}{inner}</Codes></CodeBook>")
    done = CliRunner().invoke(cli.application, ["codebook", "import", str(path), "-o", str(tmp_path / "new.toml")])
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert len(lines) < 30, "262 codes of three levels: a line for each cause"
    assert "note: 262 codes stood deeper than two levels (code_0, code_1, code_2, code_3, code_4, ...)" in done.output
    assert "(786 in all): question: found no such field" in done.output


def test_codes_alike_by_the_thousand_are_named_or_refused_at_once(tmp_path):
    imported = codebook.import_codebook(write(tmp_path, make_codebook(*["a"] * 9_000)))
    codes = [frame["code"] for frame in tomllib.loads(imported.toml)["frames"]]
    assert len(set(codes)) == 9_000 and codes[:3] == ["a", "a_2", "a_3"]
    with pytest.raises(tables.InputError, match="Codes: found 10,001 codes, expected at most 10,000"):
        codebook.import_codebook(write(tmp_path, make_codebook(*["a"] * 10_001)))


def test_an_export_replaces_neither_the_codebook_nor_anybodys_file(root, tmp_path):
    shutil.copy(root / "corpus" / "codebook.toml", tmp_path)
    toml, notes = tmp_path / "codebook.toml", tmp_path / "notes.md"
    notes.write_text("mine", encoding="utf-8")
    kept = toml.read_bytes()

    def call(*words: str) -> object:
        return CliRunner().invoke(cli.application, ["codebook", "export", "--corpus", str(tmp_path), *words]).exception

    assert "found a file that is read, expected a new name" in str(call("-o", str(toml), "--force"))
    assert "found another file there already" in str(call("-o", str(notes)))
    assert (toml.read_bytes(), notes.read_bytes()) == (kept, b"mine")
    assert call("-o", str(notes), "--force") is None and call("-o", str(notes)) is None
    assert notes.read_bytes().startswith(b"<?xml")


def test_a_title_without_a_place_in_xml_is_refused(book):
    with pytest.raises(tables.InputError, match=r"codebook: title: found 'a\\x0bb', expected characters"):
        codebook.export_codebook(replace(book, title="a\x0bb"))


def test_codebooks_that_people_sent(shared, book, tmp_path):
    folder = shared / "wild" / "qdc"
    assert list_codes(codebook.import_codebook(folder / "project.qdpx")) == [("sanksi", "", "Sanksi")]
    flat = codebook.import_codebook(folder / "taguette_flat.qdc")
    assert ("disiplin", "sanksi", "disiplin") in list_codes(flat)
    assert any("had its levels in its name and is now a subcode of sanksi" in note for note in flat.notes)
    torn = codebook.import_codebook(folder / "ours_indented_trim.qdc")
    assert any("can't be read" in note for note in torn.notes)
