"""Work on several processes and on a Dask cluster gives the tables of one process; what fails is told in a line."""

import gc
import hashlib
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import joblib
import pytest

from research.cli.cluster import hash_package, share_work
from research.tables import InputError, map_chunks


@pytest.fixture(scope="module")
def stages(root: Path) -> Iterator[ModuleType]:
    """The stages of benchmarks/workers.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(root / "benchmarks"))
        patch.setenv("NETRALITAS_CACHE", "off")
        spec = importlib.util.spec_from_file_location("workers", root / "benchmarks" / "workers.py")
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        patch.setitem(sys.modules, "workers", module)
        spec.loader.exec_module(module)
        yield module


@pytest.fixture(scope="module")
def inputs(stages: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return stages.make_inputs(tmp_path_factory.mktemp("stages"), 450)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several chunks in every stage, of so few documents too."""
    sizes = {"frames.frame_files._CHUNK": 500, "references.named_references._CHUNK": 500}
    sizes |= {"text.term_matrix._CHUNK": 100_000, "corpus.shingles._TEXTS": 50}
    for name, size in sizes.items():
        monkeypatch.setattr(f"research.{name}", size)


def digest_stages(stages: ModuleType, inputs: Any) -> dict[str, str]:
    return {name: hashlib.sha256(work(inputs)).hexdigest() for name, work in stages.STAGES.items()}


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.cluster
def test_every_stage_gives_the_same_in_processes_and_on_a_cluster(
    stages: ModuleType, inputs: Any, cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "ROWS", 1000)
    alone = digest_stages(stages, inputs)
    with share_work(2):
        assert digest_stages(stages, inputs) == alone
    with share_work(None, cluster.scheduler_address):
        assert digest_stages(stages, inputs) == alone


def sleep_and_name(number: int) -> tuple[int, int]:
    time.sleep(0.2)
    return number, os.getpid()


@pytest.fixture
def cluster() -> Iterator[Any]:
    from distributed import LocalCluster

    options: dict[str, Any] = {"n_workers": 2, "threads_per_worker": 1, "processes": True}
    with LocalCluster(**options, dashboard_address="127.0.0.1:0") as made:
        yield made


@pytest.mark.cluster
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_run_ends_right_where_a_worker_is_killed_in_the_middle(cluster: Any) -> None:
    seen = []
    with share_work(None, cluster.scheduler_address):
        for number, process in map_chunks(sleep_and_name, range(30)):
            seen.append((number, process))
            if number == 5:
                os.kill(process, signal.SIGKILL)
    assert [number for number, _ in seen] == list(range(30))
    assert len({process for _, process in seen}) >= 2


@pytest.mark.cluster
def test_a_cluster_of_other_code_or_without_workers_is_refused(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("research.tables.hash_code", lambda *rooms: "another")
        with (
            pytest.raises(InputError, match="another version of the package"),
            share_work(None, cluster.scheduler_address),
        ):
            pass
    cluster.scale(0)
    for _ in range(100):
        if not cluster.scheduler.workers:
            break
        time.sleep(0.1)
    monkeypatch.setattr("research.cli.cluster._WORKER", 1)
    with pytest.raises(InputError, match="workers: found none"), share_work(None, cluster.scheduler_address):
        pass


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere", "http://127.0.0.1:9"])
def test_a_scheduler_that_does_not_answer_is_told_within_seconds(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("research.cli.cluster._CONNECT", 1)
    expected = r"--scheduler: address: found .*, expected a Dask scheduler that answers within 1 seconds"
    with pytest.raises(InputError, match=expected), share_work(None, address):
        pass


def test_a_client_that_did_not_connect_is_gone_before_another_one_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Collected while the next one starts, it would wait for that one, and that one for it."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr("research.cli.cluster._CONNECT", 1)
    gc.collect()
    before = {id(each) for each in gc.get_objects() if isinstance(each, distributed.Client)}
    gc.disable()
    try:
        with pytest.raises(InputError, match="expected a Dask scheduler"), share_work(None, "tcp://127.0.0.1:9"):
            pass
        left = [each for each in gc.get_objects() if isinstance(each, distributed.Client) and id(each) not in before]
    finally:
        gc.enable()
    assert left == []


def test_workers_beside_a_scheduler_are_refused() -> None:
    with pytest.raises(InputError, match="--workers beside it"), share_work(2, "tcp://127.0.0.1:9"):
        pass


def kill_itself(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_process_that_the_system_ended_is_told_in_a_line() -> None:
    with pytest.raises(InputError, match="give fewer --workers"), share_work(2):
        list(map_chunks(kill_itself, range(8)))


def test_the_package_is_known_by_all_its_code() -> None:
    assert len(hash_package()) == 64
    with joblib.parallel_config(n_jobs=1):
        assert list(map_chunks(len, [[1], [1, 2]])) == [1, 2]
