"""The comparison of libraries on long documents runs on a small corpus; how long it takes is not tested."""

import subprocess
import sys
from pathlib import Path

LIBRARIES = ["fit_topics", "topica", "scikit-learn"]


def test_each_library_fits_and_is_compared_with_the_truth(root: Path) -> None:
    size = ["--documents", "200", "--words", "60", "--topics", "3", "--passes", "10"]
    command = [sys.executable, "benchmarks/topic_speed.py", *size, "--libraries", *LIBRARIES]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    lines = [line.split() for line in done.stdout.splitlines() if line.split()[0] in ("library", *LIBRARIES)]
    assert [line[0] for line in lines] == ["library", *LIBRARIES], done.stderr
    place = lines[0].index("cosine")
    assert all(0 < float(line[place]) <= 1 for line in lines[1:]), done.stdout
    assert float(lines[1][place]) > 0.7
