"""The benchmarks run: each at its small size, with the same results on all its sides; no time is asserted."""

import subprocess
import sys
from pathlib import Path

import pytest

# Benchmarks that measure one thing beside another, and what they need that is no dependency.
SCRIPTS = ("commands", "contrasts", "duplicates", "frames", "regression_speed", "scale", "shares", "terms")


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_benchmark_runs_at_its_small_size(name: str, root: Path) -> None:
    command = [sys.executable, str(root / "benchmarks" / f"{name}.py"), "--small"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "|" in done.stdout
