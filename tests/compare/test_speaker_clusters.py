import pandas as pd
import pytest

from research import compare


def make_rows(statements: list[tuple[str, str, str, bool]]) -> pd.DataFrame:
    """Office, document, speaker and whether the frame is there."""
    rows = pd.DataFrame(statements, columns=["office", "document", "speaker", "present"])
    return rows.assign(sentence=range(1, len(rows) + 1), frame="f")


def test_a_name_in_several_documents_is_one_speaker() -> None:
    """Six documents of two statements; Rai speaks in four of them: 8 of 12 statements, and three speakers in all."""
    statements = [("central", f"d{n}", "Rai" if n < 4 else f"s{n}", n % 2 == 0) for n in range(6) for _ in range(2)]
    row = compare.measure_speaker_clusters(make_rows(statements)).iloc[0]
    assert row[["speaker", "speaker_statements", "speaker_documents", "filled"]].tolist() == ["Rai", 8, 4, True]
    assert row[["statements", "documents", "speakers", "hits"]].tolist() == [12, 6, 3, 6]
    share, low, high, _ = compare.estimate_share([2, 0] * 3, [2] * 6)
    assert (row["share"], row["low"], row["high"]) == pytest.approx((share, low, high))
    assert pd.isna(row["speaker_low"]), "three speakers are too few to say"


def test_intervals_by_speaker_have_the_name_as_their_unit() -> None:
    names = ["A", "A", "A", "B", "C", "D", "E", "F", "F"]
    statements = [("head", f"d{n}", name, n in hits) for n, name in enumerate(names) for hits in ((0, 1, 2), (4, 8))]
    row = compare.measure_speaker_clusters(make_rows(statements)).iloc[0]
    _, low, high, _ = compare.estimate_share([3, 0, 1, 0, 0, 1], [6, 2, 2, 2, 2, 4])
    assert (row["speaker_low"], row["speaker_high"]) == pytest.approx((low, high))
    assert not row["filled"]


def test_half_of_the_documents_is_enough_and_no_name_is_nobody() -> None:
    statements = [
        ("head", "a", "Rai", True),
        ("head", "b", "", True),
        ("head", "b", "", False),
        ("head", "b", "", False),
    ]
    row = compare.measure_speaker_clusters(make_rows(statements)).iloc[0]
    assert row[["speaker", "filled", "speakers"]].tolist() == ["Rai", True, 2]
    nobody = compare.measure_speaker_clusters(make_rows([("head", "a", "", True)])).iloc[0]
    assert nobody[["speaker", "filled"]].tolist() == ["", False]


def test_samples_are_measured_apart() -> None:
    rows = make_rows([("head", "a", "Rai", True), ("head", "b", "Sri", True)])
    table = compare.measure_speaker_clusters(rows.assign(sample=["one", "two"]))
    assert table[["sample", "speaker"]].to_numpy().tolist() == [["one", "Rai"], ["two", "Sri"]]
