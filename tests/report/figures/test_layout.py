"""Figures of names that nobody chose for a figure: no letter, too many, controls, marks of XML and of mathematics."""

import inspect
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from figure_tables import draw_all
from matplotlib.figure import Figure
from test_contrast_plots import draw_all as draw_compare, make_tables
from test_correction_plots import make_corrections
from test_keyness_plots import make_table as make_keyness
from test_multiverse_plots import make_verdicts
from test_network_plots import make_ties

from research import report
from research.report.figures import figure_inputs, layout

NAMES = {
    "5,000 letters": "W" * 5000,
    "controls and marks": "\x1b[31m=sanksi\x07 \u202e\x9b <b>]]> --> &amp; \"' $x^{2$ \\frac{ " + "Kewajiban " * 20,
}


class Named(dict[str, str]):
    """One name for every code."""

    def __init__(self, name: str) -> None:
        super().__init__({"any": name})

    def get(self, key: str, default: Any = None) -> Any:
        return self["any"]


def draw_every(monkeypatch: pytest.MonkeyPatch, name: str) -> list[tuple[str, Figure]]:
    """All figures of the other tests, each with this name in place of every label."""
    drawn: list[tuple[str, Figure]] = []

    def wrap(plot: Callable[..., Figure]) -> Callable[..., Figure]:
        def draw(*tables: Any, **options: Any) -> Figure:
            if "labels" in inspect.signature(plot).parameters:
                options["labels"] = Named(name)
            figure = plot(*tables, **options)
            drawn.append((plot.__name__, figure))
            return figure

        return draw

    for plot in [getattr(report, key) for key in report.__all__ if key.startswith("plot_")]:
        monkeypatch.setattr(report, plot.__name__, wrap(plot))
    draw_all()
    draw_compare(make_tables())
    report.plot_corrections(make_corrections("election", ("pilkada-2018", "pilkada-2020")))
    report.plot_keyness(make_keyness().assign(term=name))
    report.plot_claims(make_verdicts())
    report.plot_network(make_ties([[3, 1], [0, 2]]))
    return drawn


@pytest.mark.parametrize("kind", NAMES)
def test_every_figure_is_drawn_and_is_xml(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str) -> None:
    drawn = draw_every(monkeypatch, NAMES[kind])
    assert {plot for plot, _ in drawn} > {
        "plot_topics",
        "plot_topic_support",
        "plot_network",
        "plot_agreement",
        "plot_keyness",
    }
    for plot, figure in drawn:
        report.save_figure(figure, pd.DataFrame({"n": [1]}), tmp_path / plot)
        ET.parse(tmp_path / f"{plot}.svg")


def test_a_long_word_of_the_texts_names_a_topic_and_an_official() -> None:
    long = "w" * 5000
    table = pd.DataFrame(
        {"topic": [1], "terms": [f"media sosial, {long}"], "frame": ["f"], "statements": [40], "documents": [9]}
    ).assign(share=0.75, part=0.2, kept=0.8, noise=0.4)
    (name,) = [text for text in report.plot_topics(table).axes[0].texts if "media sosial" in text.get_text()]
    assert name.get_text().endswith("…")
    table = pd.DataFrame({"label": [long], "year": [2018], "frame": ["f"], "hits": [3], "statements": [16]})
    assert any("…" in text.get_text() for text in report.plot_officials(table).axes[0].texts)


def test_words_that_fit_are_not_cut() -> None:
    assert layout.wrap_text("peraturan perundang-undangan", 0.2) == "peraturan\nperundang-undangan"
    assert figure_inputs.label_code("x", {"x": "a" * 80}) == "A" + "a" * 79
    assert figure_inputs.label_code("x", {"x": "a" * 81}) == "A" + "a" * 78 + "…"
