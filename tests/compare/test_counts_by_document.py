import zlib
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest

from research import compare
from research.tables import InputError

FRAMES = ("f", "g")
Cells = dict[tuple[str, str, str], set[object]]


def make_rows(*, documents: int = 30, families: bool = True) -> pd.DataFrame:
    """Documents of one to six statements, some without a name, with copies of the one before and two groups."""
    generator = np.random.default_rng(7)
    records = []
    for number in range(documents):
        for sentence in range(1, int(generator.integers(1, 7)) + 1):
            speaker = str(generator.choice(["", "Rai", "Ani"]))
            office = str(generator.choice(["head", "agency"]))
            for frame in FRAMES:
                cells = {"document": f"d{number:02}", "sentence": sentence, "frame": frame, "speaker": speaker}
                family = {"family": f"d{number - number % 3:02}"} if families else {}
                records.append(cells | {"present": bool(generator.random() < 0.4), "office": office} | family)
    return pd.DataFrame(records)


def count_slowly(rows: pd.DataFrame, base: str) -> dict[tuple[str, str, str], tuple[int, int, int, int]]:
    """Statements, speakers, totals and hits by group, frame and document, from sets of what was seen."""
    statements: Cells = defaultdict(set)
    speakers: Cells = defaultdict(set)
    carrying: Cells = defaultdict(set)
    for row in rows.to_dict("records"):
        cell = row["office"], row["frame"], row["document"]
        statements[cell].add(row["sentence"])
        speakers[cell] |= {row["speaker"]} - {""}
        unit = {"statements": row["sentence"], "documents": row["document"], "speakers": row["speaker"]}[base]
        carrying[cell] |= {unit} - {""} if row["present"] else set()
    single: Cells = defaultdict(set, {cell: {1} for cell in statements})
    totals: Cells = {"statements": statements, "documents": single, "speakers": speakers}[base]
    return {
        cell: (len(statements[cell]), len(speakers[cell]), len(totals[cell]), len(carrying[cell]))
        for cell in statements
    }


@pytest.mark.parametrize("base", ["statements", "documents", "speakers"])
def test_counts_are_those_of_counting_one_by_one(base: str) -> None:
    rows = make_rows()
    counts = compare.count_by_document(rows.sample(frac=1, random_state=1), by="office", base=base)
    found = {
        (row["group"], row["frame"], row["document"]): tuple(
            int(row[name]) for name in ("statements", "speakers", "totals", "hits")
        )
        for row in counts.to_dict("records")
    }
    assert found == count_slowly(rows, base)
    assert len(counts) == len(found)
    assert counts.equals(counts.sort_values(["group", "frame", "family", "document"], ignore_index=True))


@pytest.mark.parametrize("families", [True, False])
@pytest.mark.parametrize("base", ["statements", "framed", "documents", "speakers"])
def test_shares_of_chunks_of_documents_are_those_of_all(base: str, families: bool) -> None:
    rows = make_rows(families=families)
    chunks = [part for _, part in rows.groupby(rows["document"].str[-1])]
    counts = [compare.count_by_document(part, by="office", base=base) for part in reversed(chunks)]
    shares = compare.measure_counted_shares(pd.concat(counts), draws=200)
    pd.testing.assert_frame_equal(shares, compare.measure_shares(rows, by="office", base=base, draws=200))


def test_the_bootstrap_in_parts_is_that_of_one_resampling_after_another() -> None:
    """20,000 documents make parts of 8 resamples; each is drawn here by itself from one generator."""
    generator = np.random.default_rng(3)
    level = np.repeat(generator.beta(2, 5, 20_000), 2)
    rows = pd.DataFrame({"document": np.repeat([f"d{n:05}" for n in range(20_000)], 2), "frame": "f"})
    rows = rows.assign(present=generator.random(len(rows)) < level)
    found = compare.measure_shares(rows, by="all", draws=20).iloc[0]
    hits = rows.groupby("document")["present"].sum().to_numpy()
    again = np.random.default_rng([2026, zlib.crc32(b"all=all")])
    drawn = [again.multinomial(len(hits), np.full(len(hits), 1 / len(hits))) for _ in range(20)]
    shares = [int((times * hits).sum()) / (2 * len(hits)) for times in drawn]
    assert found[["bootstrap_low", "bootstrap_high"]].tolist() == np.quantile(shares, [0.025, 0.975]).tolist()


def test_counts_of_a_document_come_once_and_of_one_grouping() -> None:
    rows = make_rows()
    counts = compare.count_by_document(rows, by="office")
    with pytest.raises(InputError, match="document"):
        compare.measure_counted_shares(pd.concat([counts, counts.head(1)]))
    other = compare.count_by_document(rows, by="speaker")
    with pytest.raises(InputError, match="grouping: found office, speaker"):
        compare.measure_counted_shares(pd.concat([counts, other]))
    with pytest.raises(InputError, match="grouping: found none"):
        compare.measure_counted_shares(counts.head(0))
