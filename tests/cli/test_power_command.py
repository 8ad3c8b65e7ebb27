"""The command names its contrast, takes differences in points, and writes the table that it prints."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from research import cli
from research.tables import InputError


def call(*words: str, root: Path) -> str:
    arguments = ["power", *words, "--sample", "purposive", "--corpus", str(root / "corpus")]
    result = CliRunner().invoke(cli.application, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_difference_in_points_is_simulated_for_the_frames_named(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "power.csv"
    call("release-news", "--difference", "30", "--frame", "service_priority", "-o", str(file), root=root)
    table = pd.read_csv(file)
    assert table["difference"].tolist() == [-0.3, 0.3]
    assert table["method"].tolist() == ["impossible", "simulated"], "service first is in some 6 % of statements"
    printed = call("release-news", "--difference", "30", "--frame", "service_priority", root=root)
    assert "Service first, Press releases against news: 30.0 points more" in printed
    assert "Purposive sample" in printed


def test_a_contrast_that_nobody_declared_is_refused(root: Path) -> None:
    with pytest.raises(InputError, match="power: contrast: found 'rain-sun', expected one of 2020-2018, "):
        call("rain-sun", root=root)
