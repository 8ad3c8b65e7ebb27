import math

import numpy as np
import pandas as pd
import pytest

from research import compare

UNIT = ["document", "sentence"]


def make_rows(present: list[bool], topics: list[int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One statement a document."""
    names = [f"d{number:04}" for number in range(len(present))]
    rows = pd.DataFrame({"document": names, "sentence": 1, "frame": "f", "present": present})
    return rows, rows[UNIT].assign(topic=topics)


def compute_entropy(share: float) -> float:
    return -sum(p * math.log2(p) for p in (share, 1 - share) if p)


def test_what_a_topic_tells_is_worked_out_by_hand() -> None:
    """Topic 1 has the frame in 3 of 4 statements, topic 2 in 1 of 4: 1 - H(1/4) bits of 1."""
    rows, dominant = make_rows([True] * 3 + [False] + [True] + [False] * 3, [1] * 4 + [2] * 4)
    row = compare.measure_frame_information(rows, dominant).iloc[0]
    assert row[["statements", "documents", "hits", "topics"]].tolist() == [8, 8, 4, 2]
    assert row["entropy"] == pytest.approx(1.0)
    assert row["explained"] == pytest.approx(1 - compute_entropy(0.25))
    # Of 70 ways to deal four frames to the statements 2 put all into one topic, 32 three and 36 two.
    assert row["chance"] == pytest.approx(2 / 70 + 32 / 70 * (1 - compute_entropy(0.25)))
    assert row["excess"] == pytest.approx(row["explained"] - row["chance"])


def test_chance_is_the_mean_over_permutations() -> None:
    generator = np.random.default_rng(1)
    present, topics = generator.random(300) < 0.1, generator.integers(0, 9, 300)
    rows, dominant = make_rows(present.tolist(), topics.tolist())
    chance = compare.measure_frame_information(rows, dominant)["chance"].iloc[0]
    told = [
        compare.measure_frame_information(rows, dominant.assign(topic=generator.permutation(topics)))["explained"].iloc[
            0
        ]
        for _ in range(60)
    ]
    assert chance == pytest.approx(np.mean(told), abs=4 * np.std(told) / math.sqrt(60))


def test_topics_that_say_nothing_exceed_nothing() -> None:
    generator = np.random.default_rng(2)
    excess = []
    for _ in range(50):
        rows, dominant = make_rows((generator.random(200) < 0.2).tolist(), generator.integers(1, 9, 200).tolist())
        excess.append(compare.measure_frame_information(rows, dominant)["excess"].iloc[0])
    assert abs(np.mean(excess)) < 4 * np.std(excess) / math.sqrt(50)


def test_frames_of_all_or_no_statements_have_nothing_to_tell() -> None:
    rows, dominant = make_rows([False] * 6, [1, 1, 1, 2, 2, 2])
    row = compare.measure_frame_information(rows, dominant).iloc[0]
    assert row["entropy"] == 0 and row[["explained", "chance", "excess"]].isna().all()


def test_statements_without_a_topic_count_and_order_does_not() -> None:
    rows, dominant = make_rows([True, True, False, False], [1, 1, 2, 2])
    rows = pd.concat([rows, rows.assign(sentence=2, present=False)])
    table = compare.measure_frame_information(rows, dominant)
    assert table[["statements", "topics"]].iloc[0].tolist() == [8, 3]
    mixed = compare.measure_frame_information(rows.sample(frac=1, random_state=1), dominant[::-1])
    pd.testing.assert_frame_equal(table, mixed, check_exact=True)
