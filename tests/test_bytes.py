"""The same input gives the same bytes, whatever the machine is set to and in whatever order the input comes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Writes the statements of some documents and a figure, the documents in the order of the second argument.
WRITE = """
import sys
from pathlib import Path

from research import attribution, corpus, report, tables
from matplotlib.figure import Figure

root, output, order = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
documents = corpus.read_documents(root / "corpus")
some = documents[documents["document"].isin(sorted(documents["document"])[:4])].iloc[::order]
statements = attribution.find_statements(some)
tables.write_table(statements, output / "statements.csv")
counts = statements.groupby("document").size().rename("statements").reset_index()
figure = Figure()
figure.add_subplot().barh(counts["document"], counts["statements"])
report.save_figure(figure, counts, output / "counts")
"""
PLAIN = {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC", "COLUMNS": "80"}
OTHERS = {"PYTHONHASHSEED": "2", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "TZ": "Asia/Jayapura", "COLUMNS": "40"}


def write(root: Path, output: Path, settings: dict[str, str], order: int) -> dict[str, bytes]:
    output.mkdir()
    # OMP_NUM_THREADS is left to the machine: nothing here hangs on it.
    environment = {**os.environ, **settings, "PYTHONPATH": str(root / "src")}
    done = subprocess.run(
        [sys.executable, "-c", WRITE, root, output, str(order)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in output.iterdir()}


@pytest.mark.skipif(sys.platform == "win32", reason="locales and zones are set otherwise there")
def test_bytes_hang_on_no_locale_zone_hash_seed_or_order(root: Path, tmp_path: Path) -> None:
    plain = write(root, tmp_path / "plain", PLAIN, 1)
    assert sorted(plain) == ["counts.csv", "counts.png", "counts.svg", "statements.csv"]
    assert write(root, tmp_path / "others", OTHERS, -1) == plain
