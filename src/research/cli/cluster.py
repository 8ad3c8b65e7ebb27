"""Where a command does its work: in processes of this machine, or on a Dask cluster that the user names."""

import gc
import warnings
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from research.cli.options import count_workers

if TYPE_CHECKING:
    from distributed import Client

# Seconds to wait for a scheduler, and then for its first worker.
_CONNECT = 5
_WORKER = 10


@contextmanager
def share_work(workers: int | None, scheduler: str = "") -> Iterator[None]:
    """Have the chunks of tables.map_chunks done in several processes, or on a cluster.

    Parameters
    ----------
    workers : int or None
        Number of processes; None for one for each core.
    scheduler : str
        The address of a Dask scheduler, whose workers take the place of the processes; empty for none.

    Yields
    ------
    None
        What is done inside is shared out.

    Raises
    ------
    InputError
        Where both are given; where the scheduler cannot be reached, has no worker, or its workers have other code than
        this process; and where a worker was ended before its work was done.
    """
    from joblib import parallel_config

    from research.tables import Fault, InputError

    if scheduler and workers is not None:
        found, remedy = "--workers beside it", "leave --workers out: the cluster has as many as it was started with"
        raise InputError([Fault("--scheduler", "options", found, "one of the two", remedy)])
    if scheduler:
        with _connect(scheduler) as client, parallel_config(backend="dask", client=client, n_jobs=-1):
            yield
        return
    try:
        with parallel_config(n_jobs=count_workers(workers)):
            yield
    except BrokenProcessPool as error:
        found, remedy = "one ended by the system", "it may have run out of memory: give fewer --workers and call again"
        raise InputError([Fault("--workers", "processes", found, "all at work to the end", remedy)]) from error


@contextmanager
def _connect(scheduler: str) -> Iterator["Client"]:
    """Connect to a scheduler, and say in one message what goes wrong with the cluster."""
    from distributed import Client
    from distributed.client import FutureCancelledError
    from distributed.comm.core import CommClosedError
    from distributed.scheduler import KilledWorker

    from research.tables import Fault, InputError

    client = None
    # Other versions of libraries on the workers warn; what matters of them is checked below.
    with suppress(OSError, ValueError, TypeError), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        client = Client(scheduler, timeout=_CONNECT, set_as_default=False)
    if client is None:
        # A client that did not connect closes itself when it is collected. If that came while another one starts, the
        # two would wait for each other without end.
        gc.collect()
        remedy = "start one with: dask scheduler; it prints its address"
        expected = f"a Dask scheduler that answers within {_CONNECT} seconds"
        raise InputError([Fault("--scheduler", "address", repr(scheduler), expected, remedy)])
    with client:
        _check_workers(client, scheduler)
        try:
            yield client
        except (KilledWorker, FutureCancelledError, CommClosedError) as error:
            found = "one lost" if isinstance(error, KilledWorker) else "the scheduler lost"
            remedy = "see the log of the cluster (memory, network), then call again"
            raise InputError([Fault("--scheduler", "workers", found, "all at work to the end", remedy)]) from error


def _check_workers(client: "Client", scheduler: str) -> None:
    """Refuse a cluster without workers, or one whose workers would not compute the same."""
    from research.tables import Fault, InputError

    def refuse(found: str, expected: str, remedy: str, cause: Exception | None = None) -> InputError:
        error = InputError([Fault(f"--scheduler {scheduler}", "workers", found, expected, remedy)])
        error.__cause__ = cause
        return error

    try:
        client.wait_for_workers(1, timeout=_WORKER)
    except TimeoutError as error:
        remedy = f"start one with: dask worker {scheduler} --nthreads 1"
        raise refuse("none", f"at least one within {_WORKER} seconds", remedy, error) from error
    remedy = "install this version of the package and its libraries for each worker, and start the workers anew"
    try:
        found = set(client.run(hash_package).values())
    except (ImportError, AttributeError) as error:
        raise refuse("one without this package", "the package for each", remedy, error) from error
    if found != {hash_package()}:
        raise refuse("one with another version of the package", "this version for each", remedy)


def hash_package() -> str:
    """Hash all code and word lists of the package, as this process has them.

    Returns
    -------
    str
        A SHA-256 in hexadecimal digits.
    """
    import pkgutil

    import research
    from research.tables import hash_code

    return hash_code(*(room.name for room in pkgutil.iter_modules(research.__path__) if room.ispkg))
