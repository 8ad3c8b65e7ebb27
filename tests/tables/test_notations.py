"""YAML, TOML and JSON that people hand in: what is read, and what is told of bombs and of what has no end."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings, strategies as st

from research.tables import InputError, parse_fields, parse_json, read_toml
from research.tables.notations import _parse_plain_fields

BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (BOMB, "a.md: line 3: found a reference *a0"),
        ("a: " + "[" * 5000, "a.md: line 2: found lists within lists"),
        ("a: " + "{a: " * 300 + "}" * 300, "a.md: line 2: found lists within lists"),
        ("".join(" " * n + "- \n" for n in range(200)), "found lists within lists"),
        ("a: 1\nb: 2\na: 3", "a.md: line 4: found a a second time"),
        ("a: x: y", "a.md: line 2: found mapping values are not allowed here"),
        ("a: " + "x" * 100_000, "a.md: front matter: found 100,003 characters, expected at most 100,000"),
    ],
)
def test_fields_that_cannot_be_read_are_told_with_their_line(text: str, fault: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_fields(text, "a.md", first_line=2)
    assert fault in str(caught.value)
    assert caught.value.faults[0].remedy


def test_fields_are_the_texts_that_stand_there() -> None:
    text = "a: no\nb: 2018-01-09\nc: 1e3\nd:\ne: 'x: y'\nf: [a, [b]]"
    expected = {"a": "no", "b": "2018-01-09", "c": "1e3", "d": "", "e": "x: y", "f": ["a", ["b"]]}
    assert parse_fields(text, "a.md") == expected


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"a = " + b"[" * 100_000, "lists more than 50 deep"),
        (b"a = " + b"[" * 51 + b"]" * 51, "lists more than 50 deep"),
        (b"a" + b".a" * 20_000 + b" = 1", "lists more than 50 deep"),
        (b"a = " + b"9" * 5000, "a number of thousands of digits"),
        (b'a = "\xff"', "'utf-8' codec"),
        (b'a = "\\ud800"', "Escaped character is not a Unicode scalar value"),
        (b"a = 1\na = 2", "Cannot overwrite a value"),
    ],
)
def test_toml_that_cannot_be_read_is_told_with_its_path(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "codebook.toml"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_toml(path, expected="the codebook")
    (fault,) = caught.value.faults
    assert (fault.where, fault.remedy) == (path.as_posix(), "repair it in an editor")
    assert fault.found.startswith(found)


def test_toml_with_a_byte_order_mark_is_toml(tmp_path: Path) -> None:
    path = tmp_path / "codebook.toml"
    path.write_bytes(b"\xef\xbb\xbfa = " + b"[" * 40 + b"]" * 40)
    assert list(read_toml(path, expected="the codebook")) == ["a"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[" * 1_000_000, "lists more than 50 deep"),
        ('{"a": ' * 60 + "1" + "}" * 60, "lists more than 50 deep"),
        ("9" * 5000, "a number of thousands of digits"),
        ("{id: 1}", "'{id: 1}'"),
        ("[1,\n2,\nx]", "Expecting value at line 3"),
    ],
)
def test_json_that_cannot_be_read_is_told(text: str, found: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_json(text, "a.jsonl, line 1", expected="a JSON object")
    assert caught.value.faults[0].remedy
    assert found in str(caught.value)


@settings(deadline=None)
@given(st.lists(st.text(alphabet="ab1:# '\"-,.\\\t\u00e9\u2028[]{}&*!|>%@`?~", max_size=8), min_size=1, max_size=3))
def test_simple_fields_are_read_as_the_parser_of_yaml_reads_them(values: list[str]) -> None:
    text = "\n".join(f"f{place}:{value}" for place, value in enumerate(values))
    fields = _parse_plain_fields(text)
    assert fields is None or fields == yaml.load(text, Loader=yaml.BaseLoader)


@pytest.mark.parametrize("text", ["a: b", "a:", "a: 'b: c'", 'a: "b # c"', "a: b:c#d", "a: 2020-01-01\nb: no\n"])
def test_simple_fields_need_no_parser(text: str) -> None:
    assert _parse_plain_fields(text) == yaml.load(text, Loader=yaml.BaseLoader)


@pytest.mark.parametrize(
    "text", ["a: b: c", "a: b #c", "a: [b]", "a: &x b", "a: 'it''s'", "a: b\n c", "a: 1\na: 2", "a: b ", ""]
)
def test_other_fields_are_left_to_the_parser(text: str) -> None:
    assert _parse_plain_fields(text) is None
