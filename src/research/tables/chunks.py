"""Work on many chunks of whole documents: in this process, in several, or on a Dask cluster, with the same results."""

import signal
import time
import warnings
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, TypeVar

import pandas as pd

from research.tables.faults import InputError

# Rounds of chunks that are given out at a time: a worker that is done has its next chunk, and no more lie in memory.
_ROUNDS = 3
# Seconds after which a worker without work ends, as nobody ends it where this process is killed.
_IDLE = 10
_SETTLE = 0.1

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")
_Answer = tuple[Any, InputError | None]


@dataclass(frozen=True, slots=True)
class _Task:
    """A chunk and what to do with it, in one parcel.

    With slots it cannot be referred to weakly, and joblib hands it to a cluster with the call; what can be, it leaves
    with one worker beforehand, with which it would be lost.
    """

    function: Callable[[Any], Any]
    chunk: Any


def map_chunks(function: Callable[[Chunk], Result], chunks: Iterable[Chunk]) -> Generator[Result, None, None]:
    """Call a function on each chunk, several at a time, and yield the results in the order of the chunks.

    Parameters
    ----------
    function : callable
        A function of a module, or a functools.partial of one, whose result depends on the chunk alone. It travels to
        other processes with every chunk, and the results travel back: arrays and joined texts are fast, lists of words
        slow.
    chunks : iterable
        Read as the work goes on, at most four for each worker ahead of the results.

    Yields
    ------
    object
        The result for each chunk, the same however it was made.

    Raises
    ------
    InputError
        That of the first chunk for which the function raises one, after the results of the chunks before it.

    Notes
    -----
    joblib says where the work is done: in this process; inside joblib.parallel_config(n_jobs=4) in four processes of
    this machine; inside joblib.parallel_config(backend="dask") on the threads of that cluster. For a single chunk no
    process is started.

    Examples
    --------
    >>> list(map_chunks(len, [["a"], ["b", "c"]]))
    [1, 2]
    """
    from joblib import effective_n_jobs

    workers, rest = effective_n_jobs(None), iter(chunks)
    some = list(islice(rest, workers))
    if len(some) < 2:
        yield from map(function, chain(some, rest))
        return
    running: deque[Generator[_Answer, None, None]] = deque()
    try:
        while some or running:
            if some:
                running.append(_start([_Task(function, chunk) for chunk in some], workers))
                some = list(islice(rest, workers))
            if len(running) == _ROUNDS or not some:
                for result, error in running[0]:
                    if error:
                        raise error
                    yield result
                running.popleft()
    finally:
        _stop(running)


def split_documents(table: pd.DataFrame, rows: int) -> Iterator[pd.DataFrame]:
    """Split a table whose documents stand together into chunks of whole documents.

    Parameters
    ----------
    table : DataFrame
        A table with a column document.
    rows : int
        A chunk ends with the document that holds this row of it.

    Yields
    ------
    DataFrame
        The rows of some documents, in their order; of a table without rows, the table.

    Examples
    --------
    >>> table = pd.DataFrame({"document": ["a", "a", "a", "b", "c"]})
    >>> [part["document"].tolist() for part in split_documents(table, 2)]
    [['a', 'a', 'a'], ['b', 'c']]
    """
    ends = table["document"].ne(table["document"].shift(-1)).to_numpy().nonzero()[0] + 1
    start = 0
    while start < len(table):
        stop = int(ends[ends.searchsorted(min(start + rows, len(table)))])
        yield table.iloc[start:stop]
        start = stop
    if table.empty:
        yield table


def _run(task: _Task) -> _Answer:
    """Call the function in a worker; its InputError is told in its turn, any other at once."""
    from joblib import parallel_config

    with parallel_config(backend="sequential"):
        try:
            return task.function(task.chunk), None
        except InputError as error:
            return None, error


def _start(tasks: list[_Task], workers: int) -> Generator[_Answer, None, None]:
    """Give out one round of chunks."""
    from joblib import Parallel, delayed

    with _choose_backend(workers):
        parallel = Parallel(pre_dispatch="all", batch_size=1, return_as="generator")
        answers: Generator[_Answer, None, None] = parallel(delayed(_run)(task) for task in tasks)
    return answers


def _choose_backend(workers: int) -> Any:
    """The backend for one round: rounds overlap, and a Dask backend of joblib can follow one at a time."""
    from joblib import parallel_config
    from joblib.parallel import get_active_backend

    if client := getattr(get_active_backend()[0], "client", None):
        return parallel_config(backend="dask", client=client, n_jobs=-1)
    # This process is interrupted for all, and ends them.
    ignore = (signal.SIGINT, signal.SIG_IGN)
    options: dict[str, Any] = {"initializer": signal.signal, "initargs": ignore, "idle_worker_timeout": _IDLE}
    return parallel_config(backend="loky", n_jobs=workers, max_nbytes=None, **options)


def _stop(running: Collection[Generator[_Answer, None, None]]) -> None:
    """End the work that nobody waits for any longer, as joblib would too, and without its warning."""
    if not running:
        return
    # What was given out last has not reached a worker yet, and joblib's thread stumbles where it is ended before.
    time.sleep(_SETTLE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for answers in running:
            answers.close()
