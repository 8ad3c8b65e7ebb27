"""Chunks give the same results in order, in this process and in others; errors and ends are those of one process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import joblib
import pandas as pd
import psutil
import pytest
from hypothesis import given, strategies as st

from research.tables import Fault, InputError, map_chunks, split_documents


def name_process(number: int) -> tuple[int, int]:
    return number, os.getpid()


def refuse_from_five(number: int) -> int:
    if number >= 5:
        raise InputError([Fault("here", "number", str(number), "less than 5")])
    return number


def count(read: list[int], number: int) -> Iterator[int]:
    for place in range(number):
        read.append(place)
        yield place


def test_one_worker_and_one_chunk_start_no_process() -> None:
    assert list(map_chunks(name_process, range(3))) == [(number, os.getpid()) for number in range(3)]
    with joblib.parallel_config(n_jobs=2):
        assert list(map_chunks(name_process, [7])) == [(7, os.getpid())]
        assert list(map_chunks(name_process, [])) == []


def test_processes_give_the_same_in_order_and_read_no_further_than_they_must() -> None:
    read: list[int] = []
    with joblib.parallel_config(n_jobs=2):
        found = map_chunks(name_process, count(read, 40))
        first = next(found)
        assert len(read) <= 8
        rest = [first, *found]
    assert [number for number, _ in rest] == list(range(40))
    assert os.getpid() not in {process for _, process in rest}


def test_the_first_error_comes_in_its_turn_with_its_faults() -> None:
    for workers in (1, 2):
        done = []
        with joblib.parallel_config(n_jobs=workers), pytest.raises(InputError) as caught:
            for number in map_chunks(refuse_from_five, range(20)):
                done.append(number)
        assert done == [0, 1, 2, 3, 4]
        assert caught.value.faults == (Fault("here", "number", "5", "less than 5"),)


# A process that was started in the background ignores Ctrl-C, unless it says otherwise.
SLEEP = """
import signal, sys, time
import joblib
signal.signal(signal.SIGINT, signal.default_int_handler)
from research.tables import map_chunks
def main():
    with joblib.parallel_config(n_jobs=2):
        for number in map_chunks(time.sleep, [0.1, 0.1, 60, 60]):
            print("begun", flush=True)
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for a group")
def test_processes_end_with_an_interruption() -> None:
    call = [sys.executable, "-c", SLEEP]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as run:
        assert run.stdout and run.stdout.readline() == b"begun\n"
        family = psutil.Process(run.pid).children(recursive=True)
        # Two chunks for two workers: with more in its queue, joblib's thread can print a traceback of its own.
        time.sleep(1)
        os.killpg(run.pid, signal.SIGINT)
        _, said = run.communicate(timeout=60)
    assert said.count(b"Traceback") == 1
    assert said.rstrip().endswith(b"KeyboardInterrupt")
    for _ in range(100):
        left = [process for process in family if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
        if not left:
            break
        time.sleep(0.1)
    assert not left


@given(st.lists(st.integers(1, 4), max_size=12), st.integers(1, 6))
def test_parts_are_whole_documents_of_about_so_many_rows(sizes: list[int], rows: int) -> None:
    names = [f"d{number:02}" for number, size in enumerate(sizes) for _ in range(size)]
    table = pd.DataFrame({"document": pd.Series(names, dtype="str"), "row": range(len(names))})
    parts = list(split_documents(table, rows))
    pd.testing.assert_frame_equal(pd.concat(parts), table)
    seen = [set(part["document"]) for part in parts]
    assert sum(map(len, seen)) == table["document"].nunique()
    assert all(len(part) >= rows for part in parts[:-1])
