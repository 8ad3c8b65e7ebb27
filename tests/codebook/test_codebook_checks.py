import random
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from research import cli, codebook, coding, tables
from research.text import read_stop_words

OFFICES, MODES = (
    ", ".join(f'{{code = "{code}", label_en = "x", label_id = "y"}}' for code in codes)
    for codes in (tables.OFFICES, tables.MODES)
)
SMALL = """
title = "A codebook"
unit = "a sentence"
rules = ["a rule"]
speaker = "a name"
negators = ["tidak"]
modals = ["harus"]
functions = [{code = "moral_evaluation", label_en = "moral evaluation", label_id = "penilaian moral"}]
offices = [OFFICES]
modes = [MODES]

[[frames]]
code = "sanctions"
label_en = "Sanctions"
label_id = "Sanksi"
question = "Is a consequence named?"
definition = "A consequence."
entman = "moral_evaluation"
include = ["yes"]
exclude = ["no"]
cues = [{name = "sanction", patterns = ["sanksi"]}]
examples = [{text = "Ada sanksi.", present = true}]
""".replace("OFFICES", OFFICES).replace("MODES", MODES)
RULE = """
[[frame_rules]]
code = "A"
name = "Reported"
rule = "A report counts."
frames = ["sanctions"]
[[frame_rules.examples]]
frame = "sanctions"
text = "Ada sanksi."
before = "Ada laporan."
present = true
[[frame_rules.examples]]
frame = "sanctions"
text = "Ia datang."
present = false
"""
SECOND = """
[[frames]]
code = "fear"
label_en = "Fear"
label_id = "Takut"
question = "?"
definition = "."
entman = "moral_evaluation"
include = ["yes"]
exclude = ["no"]
examples = [{text = "Takut.", present = false}]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "codebook.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_smallest_codebook_is_read(tmp_path):
    book = codebook.read_codebook(write(tmp_path, SMALL))
    frame = book.frames[0]
    assert (frame.code, frame.parent, frame.cues[0].within, frame.examples[0].cue_misses) == ("sanctions", "", 0, False)
    assert [pattern.text for pattern in frame.cues[0].patterns] == ["sanksi"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('unit = "a sentence"', "", "codebook.toml: unit: found no such field, expected a text in quotes"),
        ('unit = "a sentence"', "unit = 3", "codebook.toml: unit: found 3, expected a text in quotes"),
        ('unit = "a', 'colour = "red"\nunit = "a', "codebook.toml: colour: found a field nobody declared, expected"),
        ('question = "Is a consequence named?"', "", "frame sanctions: question: found no such field"),
        ('entman = "moral', 'entman = "amoral', "frame sanctions: entman: found 'amoral_evaluation', expected one of"),
        ('code = "sanctions"', 'code = "sanctions"\nparent = "fear"', "frame sanctions: parent: found 'fear'"),
        ('code = "sanctions"', 'code = "none"', "frame none: code: found 'none'"),
        ("[[frames]]", "[[frames]]\ncolour = 1", "frame sanctions: colour: found a field nobody declared"),
        ('["sanksi"]', '["Sanksi!"]', "cue sanction: patterns: found 'Sanksi!', expected a pattern"),
        ('["sanksi"]', '["sanksi [0-99] berat"]', r"it has the gap [0-99], where"),
        ('["sanksi"]', '["yang"]', "cue sanction: patterns: found 'yang', expected a word that means something"),
        ('["sanksi"]', '["tidak [0-2] dan"]', "found 'tidak [0-2] dan', expected a word that means something"),
        ('["sanksi"]', '["harus"]', "cue sanction: patterns: found 'harus', expected a word that means something"),
        ('["sanksi"]}', '["sanksi"], shared = [{frame = "x"}]}', "shared 1: cue: found no such field"),
        ("present = true", 'present = true, sentence = "one"', "example 1: sentence: found 'one', expected a whole"),
        ('["sanksi"]', '["~pelayanan"]', "found '~pelayanan', expected a stem that words have, such as ~layan"),
        ('["sanksi"]', '["sanksi"], within = -1', "cue sanction: within: found -1, expected a whole number"),
        ('["sanksi"]', '["sanksi"], within = 41', "cue sanction: within: found 41, expected a whole number, 0 to 40"),
        ('["sanksi"]', '["sanksi"], with = ["berat"]', "cue sanction: within: found 0, expected how many tokens"),
        ("present = true", 'present = "yes"', "example 1: present: found 'yes', expected true or false"),
        ('code = "other"', 'code = "others"', "offices: code: found head, acting_head, secretary, agency, over"),
        ('code = "oversight"', 'code = "central"', "offices: code: found 'central' twice, expected every code once"),
        ('title = "A codebook"', "title = ", "codebook.toml: file: found"),
    ],
)  # fmt: skip
def test_a_fault_names_file_place_field_found_and_expected(tmp_path, old, new, message):
    assert SMALL.count(old) == 1
    with pytest.raises(tables.InputError) as raised:
        codebook.read_codebook(write(tmp_path, SMALL.replace(old, new)))
    assert message in str(raised.value)
    assert tmp_path.as_posix() in str(raised.value)


def test_all_faults_come_in_one_report(tmp_path):
    broken = SMALL.replace('unit = "a sentence"', "").replace('["sanksi"]', '["sanksi ["]').replace("= true", "= 1")
    with pytest.raises(tables.InputError) as raised:
        codebook.read_codebook(write(tmp_path, broken))
    assert [fault.field for fault in raised.value.faults] == ["unit", "patterns", "present"]


def test_two_frames_may_share_neither_code_nor_pattern(tmp_path):
    again = SMALL[SMALL.index("[[frames]]") :]
    with pytest.raises(tables.InputError, match=r"frames: code: found 'sanctions' twice, expected every code once"):
        codebook.read_codebook(write(tmp_path, SMALL + again))
    with pytest.raises(
        tables.InputError, match=r"fear, cue sanction: .* words that cue sanction of frame sanctions has"
    ):
        codebook.read_codebook(write(tmp_path, SMALL + again.replace('"sanctions"', '"fear"')))


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("sanksi", "sanksi", "sanksi"),
        ("sanksi|hukuman berat", "hukuman|denda [0-3] berat|ringan", "hukuman berat"),
        ("~layan", "melayani|abdi", "melayani"),
        ("~layan warga", "~layan|abdi [0-2] warga", "~layan warga"),
        ("konflik", "benturan|konflik [0-1] kepentingan", "konflik"),
        ("kepentingan", "konflik kepentingan", "kepentingan"),
        ("sanksi berat", "sanksi [0-2] ringan", ""),
        ("sanksi berat", "berat sanksi", ""),
        ("a b", "a c b", ""),
    ],
)
def test_words_that_two_frames_share_need_an_excuse(tmp_path, one, other, words):
    def share(excuse=""):
        cue = f'cues = [{{name = "fright", patterns = ["{other}"]{excuse}}}]\nexamples'
        first = SMALL.replace('["sanksi"]', f'["{one}"]')
        return codebook.read_codebook(write(tmp_path, first + SECOND.replace("examples", cue)))

    excuse = ', shared = [{frame = "sanctions", cue = "sanction", reason = "both"}]'
    if words:
        with pytest.raises(tables.InputError, match=rf"cue sanction of frame sanctions has not: {re.escape(words)};"):
            share()
        listed = codebook.list_cue_overlaps(share(excuse))
        assert listed[["frame", "other_frame", "words", "reason"]].values.tolist() == [
            ["sanctions", "fear", words, "both"]
        ]
    else:
        assert len(codebook.list_cue_overlaps(share())) == 0
        with pytest.raises(
            tables.InputError, match=r"fright: shared: found sanctions, sanction, expected a cue that sha"
        ):
            share(excuse)


def test_every_overlap_of_the_shipped_cues_has_its_reason(book):
    overlaps = codebook.list_cue_overlaps(book)
    assert overlaps["words"].tolist() == ["~hambat pekerjaannya", "mengadu", "konflik", "pertentangan"]
    assert overlaps["reason"].ne("").all()


def test_a_subcode_needs_a_frame_above_it_that_has_no_cues(tmp_path):
    child = SECOND.replace('code = "fear"', 'code = "fear"\nparent = "sanctions"')
    with pytest.raises(
        tables.InputError, match="frame sanctions: cues: found 1 cues, expected none in a frame with sub"
    ):
        codebook.read_codebook(write(tmp_path, SMALL + child))
    cueless = SMALL.replace('cues = [{name = "sanction", patterns = ["sanksi"]}]\n', "")
    assert codebook.read_codebook(write(tmp_path, cueless + child)).frames[1].parent == "sanctions"
    grandchild = child.replace('"fear"', '"panic"').replace('parent = "sanctions"', 'parent = "fear"')
    with pytest.raises(tables.InputError, match="frame panic: parent: found 'fear', expected a frame without a parent"):
        codebook.read_codebook(write(tmp_path, cueless + child + grandchild))


def test_a_rule_is_read_with_its_examples_and_none_is_needed(tmp_path):
    assert codebook.read_codebook(write(tmp_path, SMALL)).frame_rules == ()
    book = codebook.read_codebook(write(tmp_path, SMALL + RULE))
    (rule,) = book.frame_rules
    assert (rule.code, rule.name, rule.rule, rule.frames) == ("A", "Reported", "A report counts.", ("sanctions",))
    assert [(one.before, one.present) for one in rule.examples] == [("Ada laporan.", True), ("", False)]
    assert [one.place for one in codebook.list_examples(book)] == [
        "frame sanctions, example 1", "rule A, example 1", "rule A, example 2",
    ]  # fmt: skip
    assert codebook.list_frames(book)["examples"].tolist() == [3]
    assert codebook.list_frame_rules(book, "sanctions") == [rule]
    assert codebook.list_frame_rules(book) == codebook.list_frame_rules(book, "fear") == []


def test_a_rule_without_frames_decides_every_frame(tmp_path):
    book = codebook.read_codebook(write(tmp_path, SMALL + RULE.replace('frames = ["sanctions"]', "")))
    assert codebook.list_frame_rules(book) == list(book.frame_rules)
    assert codebook.list_frame_rules(book, "sanctions") == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('frames = ["sanctions"]', 'frames = ["fear"]', "frame_rule A: frames: found 'fear', expected one of"),
        ('frames = ["sanctions"]', "frames = []", "frame_rule A: frames: found [], expected a list of texts"),
        ('frame = "sanctions"', 'frame = "fear"', "frame_rule A, example 1: frame: found 'fear', expected a frame"),
        ('frame = "sanctions"', "", "frame_rule A, example 1: frame: found no such field, expected a text in quotes"),
        ("present = true", "present = false", "frame_rule A: examples: found none with present = true, expected at"),
        ("present = false", "present = true", "frame_rule A: examples: found none with present = false, expected at"),
        ('rule = "A report counts."', "", "frame_rule A: rule: found no such field, expected a text in quotes"),
        ('code = "A"', 'code = "A"\ncolour = 1', "frame_rule A: colour: found a field nobody declared, expected only"),
    ],
)  # fmt: skip
def test_a_fault_of_a_rule_names_the_rule(tmp_path, old, new, message):
    with pytest.raises(tables.InputError) as raised:
        codebook.read_codebook(write(tmp_path, SMALL + RULE.replace(old, new, 1)))
    assert f"codebook.toml, {message}" in str(raised.value)


def test_two_rules_share_no_code(tmp_path):
    with pytest.raises(tables.InputError, match="frame_rules: code: found 'A' twice, expected every code once"):
        codebook.read_codebook(write(tmp_path, SMALL + RULE + RULE))


def test_the_rules_are_those_of_the_adjudication(root, book):
    """The record of the second sample, read anew: same kinds, same examples, and the frame that each says."""
    record = (root / "corpus" / "coding" / "rules.md").read_text(encoding="utf-8")
    kinds = re.findall(r"^\*\*([A-Z])\. ", record, flags=re.MULTILINE)
    assert [rule.code for rule in book.frame_rules] == kinds
    lines = re.findall(r'^- (For|Against)[^"(]*(?:\(before: "(.*?)"\) )?"(.*)"(?: -> `\w+`)?$', record, re.MULTILINE)
    stated = [(kind == "For", before, text) for kind, before, text in lines]
    told = [(one.present, one.before, one.text) for rule in book.frame_rules for one in rule.examples]
    assert told == stated and len(told) == 22


def test_a_missing_or_wrongly_encoded_file_is_one_clear_fault(tmp_path):
    with pytest.raises(tables.InputError, match="file: found nothing there"):
        codebook.read_codebook(tmp_path / "codebook.toml")
    path = tmp_path / "codebook.toml"
    path.write_bytes(b'title = "\xff"')
    with pytest.raises(tables.InputError, match=r"expected TOML in UTF-8"):
        codebook.read_codebook(path)


def test_the_codes_are_those_that_the_coders_used(root, book):
    lines = (root / "corpus" / "coding" / "gold.csv").read_text(encoding="utf-8").splitlines()[1:]
    used = {code for line in lines for code in line.split(",")[-2].split(";") if code}
    assert used == {frame.code for frame in book.frames}


def test_half_of_at_least_twelve_examples_a_frame_are_negative(book):
    for frame in book.frames:
        present = [example.present for example in frame.examples]
        assert len(present) >= 12, frame.code
        assert present.count(True) == present.count(False), frame.code
        assert len({example.text for example in frame.examples}) == len(present)
        assert all(example.why for example in frame.examples)


# The draw from the purposive sample with the codes of commit 2514dcd. Three of the sentences are of documents that were
# restated since, and have the numbers of their new text.
FIRST_DRAW = {
    "service_priority": [
        ("2018-01-03-jawa-timur-republika", 11),
        ("2020-02-24-pegunungan-arfak-pemkab", 4),
        ("2020-10-01-kepri-suarabatam", 7),
        ("2024-04-22-nunukan-kabarnunukan", 1),
    ],
    "sanctions": [
        ("2018-02-01-prabumulih-kabarakyatsumsel", 12),
        ("2019-11-08-bantul-idntimes", 2),
        ("2020-09-29-bantul-kompas", 7),
        ("2024-10-14-pekalongan-lingkarjateng", 8),
    ],
    "social_media": [("2016-12-02-yogyakarta-tribunjogja", 11), ("2020-10-13-padang-pariaman-pariamantoday", 11)],
    "conflict_risk": [
        ("2015-10-30-indonesia-kompas", 3),
        ("2019-12-19-depok-hariansederhana", 6),
        ("2020-10-20-sidoarjo-lingkarjatim", 6),
        ("2024-08-21-bali-pemprov", 17),
    ],
    "social_conflict": [
        ("2018-01-10-tarakan-radarkaltara", 6),
        ("2018-03-05-papua-papuasatu", 5),
        ("2024-08-21-bali-pemprov", 15),
        ("2024-08-21-bali-pemprov", 17),
    ],
    "interest_conflict": [
        ("2015-10-30-indonesia-kompas", 3),
        ("2018-01-18-riau-detik", 8),
        ("2020-09-21-bontang-pemkot", 32),
        ("2020-10-20-sidoarjo-lingkarjatim", 6),
    ],
}


def test_examples_of_the_corpus_are_those_of_the_two_stated_draws(root, book, documents):
    codings = coding.read_codings(root / "corpus" / "coding")
    frozen = coding.read_frozen(root / "corpus" / "coding" / "frozen.txt")
    second = set(documents.loc[documents["sample"].eq("systematic"), "document"]) - set(frozen)
    development = codings[codings["document"].isin(second)]
    generator = random.Random(2026)
    for frame in book.frames:
        apart = coding.list_disagreements(development, frames=[frame.code], coders=("coder_a", "coder_b"))
        pairs = sorted(set(apart[["document", "sentence"]].itertuples(index=False, name=None)))
        drawn = sorted(generator.sample(pairs, min(4, len(pairs))))
        listed = [(example.document, example.sentence) for example in frame.examples if example.document]
        assert listed == [*FIRST_DRAW[frame.code], *drawn], frame.code
        assert len(drawn) == (1 if frame.code == "social_media" else 4)


def test_no_cue_can_fire_on_stop_words_or_negation_alone(book):
    empty = read_stop_words() | set(book.negators) | set(book.modals)
    for frame in book.frames:
        for cue in frame.cues:
            for pattern in () if cue.carried else cue.patterns:
                assert any(not (e.words | e.stems) & empty for e in pattern.elements), (frame.code, pattern.text)


def run_check(corpus: Path):
    return CliRunner().invoke(cli.application, ["codebook", "check", "--corpus", str(corpus)])


def test_the_shipped_codebook_passes_its_check_and_the_rate_is_printed(root, book):
    done = run_check(root / "corpus")
    assert done.exit_code == 0, done.output
    lines = [line.split() for line in done.output.splitlines()]
    assert lines[0] == ["frame", "examples", "right", "missed", "false_alarms", "miss_rate", "marked"]
    examples = list(codebook.list_examples(book))
    for line, frame in zip(lines[1:], book.frames, strict=False):
        own = [one.example for one in examples if one.frame == frame.code]
        missed = sum(example.cue_misses for example in own)
        assert line[:3] == [frame.code, str(len(own)), str(len(own) - missed)]
        assert (float(line[5]), line[6]) == (pytest.approx(missed / len(own), abs=6e-4), str(missed))
    _, _, listed = done.output.partition("examples coded otherwise than the codebook says:\n")
    wrong = [one for one in examples if one.example.cue_misses]
    for line, one in zip(listed.splitlines()[1:], wrong, strict=False):
        error = "missed" if one.example.present else "false alarm"
        start = " ".join(f"{one.frame} {one.rule} {one.number} {error} {one.example.text[:80]}".split())
        assert " ".join(line.split()) == start
    assert sum(line[:1] == ["shared"] for line in lines) == len(codebook.list_cue_overlaps(book))
    assert lines[-1] == ["sound"]


@pytest.mark.parametrize(
    ("examples", "message"),
    [
        ('{text = "Ada sanksi.", present = true}', ""),
        ('{text = "Ia datang.", present = false}', ""),
        ('{text = "Ia datang.", present = true}', "'Ia datang.': present = true, but no cue fires; mend the cue, or"),
        ('{text = "Ada sanksi.", present = false}', "present = false, but cue sanction fires"),
        ('{text = "Ada sanksi.", present = true, cue_misses = true}', "cue_misses = true, but the cue coder is right"),
        ('{text = "Ia datang.", present = false, cue_misses = true}', "cue_misses = true, but the cue coder is right"),
        ('{text = "Ia datang.", present = true, cue_misses = true}', ""),
        ('{text = "Ada sanksi.", present = false, cue_misses = true}', ""),
    ],
)
def test_a_miss_without_a_mark_and_a_mark_without_a_miss_fail_the_check(tmp_path, examples, message):
    write(tmp_path, SMALL.replace('{text = "Ada sanksi.", present = true}', examples))
    done = run_check(tmp_path)
    assert done.exit_code == (1 if message else 0)
    assert message in done.output
    assert "1 fault\n" in done.output if message else done.output.splitlines()[-1] == "sound"


def test_an_unusable_codebook_is_not_checked(tmp_path):
    write(tmp_path, SMALL.replace('["sanksi"]', '["yang"]'))
    assert isinstance(run_check(tmp_path).exception, tables.InputError)
