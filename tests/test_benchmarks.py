"""Benchmarks run at their small size; how fast they are is measured by hand (benchmarks/README.md)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Each ends with exit code 1 where a result is not what it has to be.
SCRIPTS = (
    "attribution",
    "commands",
    "contrasts",
    "duplicates",
    "frames",
    "regression_speed",
    "scale",
    "shares",
    "terms",
)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_benchmark_runs_at_its_small_size(root: Path, script: str) -> None:
    call = [sys.executable, root / "benchmarks" / f"{script}.py", "--small"]
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    done = subprocess.run(call, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| " in done.stdout
