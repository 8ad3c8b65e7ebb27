"""A program that is handed lines on its standard input and answers with lines, within a limit of time."""

import contextlib
import os
import queue
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

from research.tables import Fault, InputError

# A line of an answer is no longer; a program without line ends cannot fill the memory.
LONGEST_LINE = 1_000_000
_END = None
# Lines that wait to be looked at; a program that writes faster waits too.
_WAITING = 1000
# How often, in seconds, a waiting reader looks whether it is to end.
_LOOK = 0.2
_SHOWN = 300


class CoderError(Exception):
    """A program that ended with an error or was ended; the text says how."""


def run_program(
    command: Sequence[str],
    lines: bytes,
    *,
    seconds: float,
    environment: Mapping[str, str],
    interrupted: threading.Event,
) -> Iterator[str]:
    """Run a program, hand it lines, and give its own lines back as they come.

    Parameters
    ----------
    command : sequence of str
        The program and its arguments; no shell reads them.
    lines : bytes
        What it reads on its standard input, which then ends.
    seconds : float
        After this time it is ended, with all processes that it started (except on Windows).
    environment : mapping of str to str
        Variables for it beside those of this process.
    interrupted : Event
        Set by the caller to have the program ended at once.

    Yields
    ------
    str
        Each line of its standard output.

    Raises
    ------
    InputError
        Where there is no such program, or it may not be run.
    CoderError
        Where it ends with another exit code than 0, or does not end in time; after the lines that it wrote.
    """
    until = time.monotonic() + seconds
    with tempfile.TemporaryFile() as errors:
        process = _start(command, environment, errors)
        try:
            yield from _read_lines(process, lines, until, interrupted)
            code = process.wait(max(0.1, until - time.monotonic()))
        except (TimeoutError, subprocess.TimeoutExpired):
            raise CoderError(f"it took longer than {seconds:g} seconds and was ended") from None
        finally:
            _end(process)
        if code:
            errors.seek(0, os.SEEK_END)
            errors.seek(max(0, errors.tell() - _SHOWN))
            said = " ".join(errors.read().decode("utf-8", "replace").split())
            raise CoderError(f"it ended with exit code {code}: {said or 'it said nothing'}")


def _start(command: Sequence[str], environment: Mapping[str, str], errors: IO[bytes]) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, **environment},
            start_new_session=os.name != "nt",
        )
    except OSError as error:
        found, expected = f"{command[0]!r}: {error.strerror or error}", "a program that can be run"
        remedy = "give its path after --, such as -- python coder.py"
        raise InputError([Fault("COMMAND", "program", found, expected, remedy)]) from None


def _read_lines(
    process: "subprocess.Popen[bytes]", lines: bytes, until: float, interrupted: threading.Event
) -> Iterator[str]:
    """The lines of a process, read and written by threads, so that neither side waits for the other."""
    came: queue.Queue[bytes | None] = queue.Queue(_WAITING)
    done = threading.Event()
    assert process.stdin and process.stdout
    out = process.stdout

    def write() -> None:
        # A program may end before it has read all.
        with contextlib.suppress(OSError, ValueError), process.stdin as stream:  # type: ignore[union-attr]
            stream.write(lines)

    def read() -> None:
        with contextlib.suppress(OSError, ValueError), out:
            while not done.is_set() and (line := out.readline(LONGEST_LINE)):
                _put(came, line, done)
        _put(came, _END, done)

    for work in (write, read):
        threading.Thread(target=work, daemon=True).start()
    try:
        yield from _take_lines(came, until, interrupted)
    finally:
        done.set()


def _put(came: "queue.Queue[bytes | None]", line: bytes | None, done: threading.Event) -> None:
    """Put a line where it is taken from, or drop it where nobody takes lines any more."""
    while not done.is_set():
        with contextlib.suppress(queue.Full):
            came.put(line, timeout=_LOOK)
            return


def _take_lines(came: "queue.Queue[bytes | None]", until: float, interrupted: threading.Event) -> Iterator[str]:
    while True:
        left = until - time.monotonic()
        if interrupted.is_set():
            raise CoderError("it was interrupted")
        if left <= 0:
            raise TimeoutError
        try:
            line = came.get(timeout=min(left, _LOOK))
        except queue.Empty:
            continue
        if line is _END:
            return
        # Some programs on Windows begin with a byte order mark.
        yield line.decode("utf-8-sig", "replace")


def _end(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(OSError):
        if os.name == "nt":
            process.kill()
        else:
            # What it started may outlive it, and hold its output open.
            os.killpg(process.pid, signal.SIGKILL)
    # The threads that read and write close the streams: a process that left the group may hold them open for long.
    process.wait()
