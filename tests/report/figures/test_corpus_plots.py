"""Documents in time: each is one mark on its day."""

import numpy as np
import pandas as pd
import pytest
from drawn import read_words

from research import report


def test_every_document_is_one_mark_on_its_day(drawn) -> None:
    figure, table = drawn["time"]
    marks = np.concatenate([line.get_xydata() for line in figure.axes[0].lines if line.get_marker() in ("o", "D")])
    assert len(marks) == len(table)
    assert len({tuple(mark) for mark in marks}) == len(table)
    days = table["published"].dt
    expected = days.year + (days.day_of_year - 1) / np.where(days.is_leap_year, 366, 365)
    assert np.allclose(sorted(marks[:, 0]), sorted(expected))
    words = read_words(figure)
    for island, n in table["island"].value_counts().items():
        assert (island or "National") in words and f"{n} documents" in words


@pytest.mark.parametrize("name", ["time", "time_plain"])
def test_no_mark_hides_another(drawn, name: str) -> None:
    figure, _ = drawn[name]
    axes = figure.axes[0]
    lines = [line for line in axes.lines if line.get_marker() in ("o", "D")]
    places = axes.transData.transform(np.concatenate([line.get_xydata() for line in lines])) * 72 / figure.dpi
    apart = np.linalg.norm(places[:, None] - places[None], axis=2) + np.eye(len(places)) * 99
    assert apart.min() >= max(line.get_markersize() for line in lines)


def test_order_of_documents_changes_nothing(drawn) -> None:
    figure, table = drawn["time_plain"]
    shuffled = report.plot_corpus_time(table.sample(frac=1, random_state=2))
    assert report.show_figure(shuffled).data == report.show_figure(figure).data


def test_time_draws_the_real_corpus(documents: pd.DataFrame) -> None:
    figure = report.plot_corpus_time(documents)
    counted = [word for word in read_words(figure) if word.isdigit() and len(word) < 4]
    assert sum(map(int, counted)) == len(documents)
