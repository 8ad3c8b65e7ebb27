import os
import signal
import sys
import threading
from collections.abc import Mapping

import pytest

from research.coding.runs import coder_process
from research.coding.runs.coder_process import CoderError, run_program
from research.tables import InputError


def run(
    code: str, lines: bytes = b"", seconds: float = 60, environment: Mapping[str, str] | None = None
) -> tuple[list[str], str]:
    """The lines of a program, and how it failed."""
    found, said = [], ""
    try:
        for line in run_program(
            [sys.executable, "-c", code],
            lines,
            seconds=seconds,
            environment=environment or {},
            interrupted=threading.Event(),
        ):
            found.append(line.strip())
    except CoderError as error:
        said = str(error)
    return found, said


def test_lines_go_in_and_come_out():
    code = "import sys\nfor line in sys.stdin: print(line.strip().upper())"
    assert run(code, b"a\nb\n") == (["A", "B"], "")


def test_a_byte_order_mark_is_no_part_of_a_line():
    assert run("import sys\nsys.stdout.reconfigure(encoding='utf-8-sig')\nprint('a')\nprint('b')") == (["a", "b"], "")


def test_a_variable_is_handed_over():
    assert run("import os\nprint(os.environ['X'])", environment={"X": "y"}) == (["y"], "")


def test_more_than_a_pipe_holds_goes_both_ways():
    lines = b"x" * 999 + b"\n"
    code = "import sys\nfor line in sys.stdin: print(line.strip(), flush=True)"
    assert run(code, lines * 1000)[0] == [lines.decode().strip()] * 1000


def test_a_program_that_reads_nothing_is_no_error():
    assert run("print(1)", b"x\n" * 100_000) == (["1"], "")


def test_an_exit_code_is_told_with_the_last_words_of_the_program():
    lines, said = run("import sys\nprint('a', flush=True)\nsys.exit('x' * 1000 + ' no key')")
    assert lines == ["a"]
    assert said.startswith("it ended with exit code 1: ")
    assert said.endswith("no key")
    assert len(said) < 400


def test_a_program_that_takes_too_long_is_ended_with_its_children():
    code = (
        "import subprocess, sys, time\nprint('first', flush=True)\n"
        "subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
    )
    lines, said = run(code, seconds=5)
    assert lines in ([], ["first"])
    assert said == "it took longer than 5 seconds and was ended"


def test_an_interruption_ends_the_program():
    interrupted = threading.Event()
    interrupted.set()
    program = run_program(
        [sys.executable, "-c", "import time; time.sleep(600)"],
        b"",
        seconds=600,
        environment={},
        interrupted=interrupted,
    )
    with pytest.raises(CoderError, match="it was interrupted"):
        next(program)


def test_a_line_without_end_is_cut(monkeypatch):
    monkeypatch.setattr(coder_process, "LONGEST_LINE", 10)
    assert run("print('x' * 25)")[0] == ["x" * 10, "x" * 10, "x" * 5]


def test_bytes_that_are_no_utf_8_are_shown_as_such():
    assert run("import sys\nsys.stdout.buffer.write(b'\\xff\\n')")[0] == ["\ufffd"]


def test_no_program_of_that_name_is_one_message():
    program = run_program(["no-such-program"], b"", seconds=5, environment={}, interrupted=threading.Event())
    with pytest.raises(InputError, match=r"COMMAND: program: found 'no-such-program': No such file"):
        next(program)


def test_no_shell_reads_the_arguments(tmp_path):
    code = "import sys\nprint(sys.argv[1])"
    argument = f"; touch {tmp_path / 'x'} $(id) `id` | cat"
    program = run_program(
        [sys.executable, "-c", code, argument], b"", seconds=60, environment={}, interrupted=threading.Event()
    )
    assert [line.strip() for line in program] == [argument]
    assert not (tmp_path / "x").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no groups of processes")
def test_what_a_program_leaves_behind_is_ended_with_it():
    code = "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])"
    assert run(code, seconds=3) == ([], "it took longer than 3 seconds and was ended")


@pytest.mark.skipif(sys.platform == "win32", reason="no groups of processes")
def test_what_left_the_group_of_a_program_is_not_waited_for(tmp_path):
    child = f"import os, time\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"
    code = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {child!r}], start_new_session=True)"
    assert run(code, seconds=3) == ([], "it took longer than 3 seconds and was ended")
    # It ends with this test: it lives as long as what it does is its own.
    os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)


def test_a_program_that_never_ends_writing_is_ended():
    lines, said = run("while True: print('y')", seconds=2)
    assert set(lines) == {"y"}
    assert said == "it took longer than 2 seconds and was ended"
