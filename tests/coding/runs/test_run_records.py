import shlex
import tomllib
from dataclasses import asdict, replace

import pytest
from hypothesis import given, strategies as st

from research import coding
from research.coding.runs.run_records import NamedFile, hide_secrets, render_run
from research.tables import InputError

RECORD = coding.RunRecord(
    command=("python", "coder.py", 'a "quoted" one\\'),
    day="2026-11-27",
    codebook_sha256="a" * 64,
    language="en",
    context=True,
    seed=7,
    seconds=3,
    shots=(coding.Shot("2018-a", 4), coding.Shot("2020-b", 1)),
    prompt_sha256="b" * 64,
    codes_sha256="c" * 64,
    model="model-1",
    statements=10,
    not_coded=1,
    unanswered=2,
    tokens=99,
    batch=5,
    key="coding/sheets/check.key.csv",
    key_sha256="d" * 64,
    package="1.0",
    files=(NamedFile("coder.py", "e" * 64),),
)
VARIABLES = {"OPENAI_API_KEY": "sk-12345678", "PLACE": "/data/siti", "TOKEN": "ab"}


def test_a_record_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "lex.run.toml"
    path.write_bytes(render_run(RECORD))
    assert coding.read_run(path) == RECORD
    assert coding.list_run_names(tmp_path) == ["lex"]
    row = coding.read_runs(tmp_path).iloc[0]
    assert (row["coder"], row["statements"], row["shots"], row["files"]) == ("lex", 10, 2, f"coder.py {'e' * 64}")
    # The arguments as a shell takes them.
    assert shlex.split(row["command"]) == list(RECORD.command)


def test_a_record_from_before_a_field_was_added_is_read(tmp_path):
    path = tmp_path / "lex.run.toml"
    older = render_run(replace(RECORD, files=()))
    path.write_bytes(
        b"\n".join(line for line in older.splitlines() if not line.startswith((b"batch", b"key", b"pack")))
    )
    record = coding.read_run(path)
    assert (record.batch, record.key, record.package, record.files) == (0, "", "", ())
    assert replace(record, batch=5, key=RECORD.key, key_sha256="d" * 64, package="1.0") == replace(RECORD, files=())


def test_a_corpus_without_runs_gives_an_empty_table(tmp_path):
    assert coding.read_runs(tmp_path).empty


@given(words=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1), model=st.text())
def test_any_words_make_a_file_of_toml(words, model):
    record = replace(RECORD, command=tuple(words), model=model.encode("utf-8", "replace").decode())
    read = tomllib.loads(render_run(record).decode("utf-8"))
    assert read["command"] == words
    assert read["model"] == record.model
    assert read["shots"] == [asdict(shot) for shot in RECORD.shots]


def test_a_field_that_is_wrong_is_named(tmp_path):
    path = tmp_path / "lex.run.toml"
    path.write_bytes(render_run(RECORD).replace(b"seed = 7", b'seed = "7"').replace(b"language", b"tongue"))
    with pytest.raises(InputError) as caught:
        coding.read_run(path)
    assert {fault.field for fault in caught.value.faults} == {"seed", "language", "tongue"}


@pytest.mark.parametrize(
    ("given_arguments", "kept"),
    [
        (["c", "--api-key", "k1", "x"], ["c", "--api-key", "(not kept)", "x"]),
        (["c", "--token=k1"], ["c", "--token=(not kept)"]),
        (["c", "API_KEY=k1"], ["c", "API_KEY=(not kept)"]),
        (["c", "--key", "--model", "m"], ["c", "--key", "--model", "m"]),
        (["c", "https://x/?k=sk-12345678&b"], ["c", "https://x/?k=(not kept)&b"]),
        (["c", "/data/siti/coder.py", "ab"], ["c", "/data/siti/coder.py", "ab"]),
        (["c", "--model=m", "--monkey", "m"], ["c", "--model=m", "--monkey", "(not kept)"]),
    ],
)
def test_secrets_are_taken_out(given_arguments, kept):
    assert list(hide_secrets(given_arguments, environment=VARIABLES)) == kept
