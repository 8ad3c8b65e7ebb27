from pathlib import Path

import pytest

from research import codebook, preprocess, tables

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
        ('["sanksi"]', '["~pelayanan"]', "found '~pelayanan', expected a stem that words have, such as ~layan"),
        ('["sanksi"]', '["sanksi"], within = -1', "cue sanction: within: found -1, expected a whole number"),
        ('["sanksi"]', '["sanksi"], within = 41', "cue sanction: within: found 41, expected at most 40 tokens"),
        ('["sanksi"]', '["sanksi"], with = ["berat"]', "cue sanction: within: found 0, expected how many tokens"),
        ("present = true", 'present = "yes"', "example 1: present: found 'yes', expected true or false"),
        ('code = "oversight"', 'code = "overseer"', "offices: code: found head, acting_head, secretary, agency, over"),
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
    with pytest.raises(tables.InputError, match=r"frame fear, cue sanction: .* a pattern that frame sanctions has not"):
        codebook.read_codebook(write(tmp_path, SMALL + again.replace('"sanctions"', '"fear"')))


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


def test_half_of_at_least_six_examples_a_frame_are_negative(book):
    for frame in book.frames:
        present = [example.present for example in frame.examples]
        assert len(present) >= 6, frame.code
        assert present.count(True) == present.count(False), frame.code


def test_no_cue_can_fire_on_stop_words_or_negation_alone(book):
    empty = preprocess.read_stop_words() | set(book.negators)
    for frame in book.frames:
        for cue in frame.cues:
            for pattern in cue.patterns:
                assert any(not (e.words | e.stems) & empty for e in pattern.elements), (frame.code, pattern.text)
