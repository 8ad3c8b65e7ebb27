"""Every stage in one process, in two of this machine, and on two workers of a Dask cluster: wall times, same results.

    python benchmarks/workers.py [--documents 4000] [--rounds 2] [--small] [--write]

The documents are drawn with a seed, line by line, from those of the corpus that are not frozen. The three ways take
turns; the least wall time of the rounds counts, workers being started before. Two processes need two idle cores.
"""

import argparse
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import side_by_side

from research import attribution, codebook, compare, corpus, frames, references, tables, text

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
WAYS = ("one process", "2 processes", "2 Dask workers")
ROWS = 20_000


@dataclass(frozen=True, eq=False)
class Inputs:
    """What the stages take: a folder of their files, and tables."""

    folder: Path
    documents: pd.DataFrame
    statements: pd.DataFrame
    rows: pd.DataFrame
    book: codebook.Codebook


def draw_documents(number: int, seed: int = 2026) -> pd.DataFrame:
    """Draw documents of ten lines each."""
    frozen = (CORPUS / "coding" / "frozen.txt").read_text(encoding="utf-8").split()
    known = corpus.read_documents(CORPUS)
    texts = known.loc[~known["document"].isin(frozen), "text"]
    lines = np.array([line for whole in texts for line in whole.split("\n") if line.strip()], dtype=object)
    drawn = np.random.default_rng(seed).choice(lines, (number, 10))
    days = pd.date_range("2018-01-01", periods=number, freq="h").astype("datetime64[s]")
    ids = [f"d{place:08}" for place in range(number)]
    return pd.DataFrame({"document": ids, "published": days, "text": ["\n".join(row) for row in drawn]})


def make_inputs(folder: Path, number: int) -> Inputs:
    """Make the documents, with their statements and frames, and the files that two of the stages read."""
    documents = draw_documents(number)
    documents[["document", "text"]].rename(columns={"document": "id"}).to_json(
        folder / "texts.jsonl", orient="records", lines=True
    )
    with joblib.parallel_config(n_jobs=joblib.cpu_count()):
        attribution.write_attributions(
            attribution.iter_attributions([folder / "texts.jsonl"]), folder / "attributions.csv"
        )
    read = tables.read_table(folder / "attributions.csv", "attributions")
    statements = read.drop(columns=["quote_start", "quote_stop"]).assign(office="secretary")
    book = codebook.read_codebook(CORPUS / "codebook.toml")
    coded = frames.code_with_cues(statements, book)
    rows = coded[["document", "sentence", "frame", "present"]].merge(
        statements[["document", "sentence", "speaker"]], on=["document", "sentence"]
    )
    years = documents.set_index("document")["published"].dt.year.astype("str")
    return Inputs(folder, documents, statements, rows.assign(year=rows["document"].map(years)), book)


def attribute(inputs: Inputs) -> bytes:
    """Attribute the texts of a file."""
    output = inputs.folder / "made.csv"
    attribution.write_attributions(attribution.iter_attributions([inputs.folder / "texts.jsonl"]), output)
    return output.read_bytes()


def code_frames(inputs: Inputs) -> bytes:
    """Code the statements of a file by cue."""
    output = inputs.folder / "frames.csv"
    code = partial(frames.code_with_cues, codebook=inputs.book)
    frames.code_file(inputs.folder / "attributions.csv", output, code)
    return output.read_bytes()


def find_references(inputs: Inputs) -> bytes:
    """Find what statements name."""
    return references.find_references(inputs.statements, inputs.documents, inputs.book).to_csv().encode()


def count_terms(inputs: Inputs) -> bytes:
    """Count the stems of the documents' texts."""
    terms = text.count_terms(inputs.documents.assign(sentence=1))
    arrays = (terms.matrix.indptr, terms.matrix.indices, terms.matrix.data)
    return b"".join(array.astype("int64").tobytes() for array in arrays) + terms.forms.to_csv().encode()


def find_families(inputs: Inputs) -> bytes:
    """Find the families of documents by their shingles."""
    return corpus.find_families(inputs.documents).to_csv().encode()


def measure_shares(inputs: Inputs) -> bytes:
    """Measure the shares of frames, from counts of the documents of each chunk."""
    chunks = tables.split_documents(inputs.rows, ROWS)
    counted = tables.map_chunks(partial(compare.count_by_document, by="year"), chunks)
    return compare.measure_counted_shares(pd.concat(counted, ignore_index=True), draws=200).to_csv().encode()


STAGES: Mapping[str, Callable[[Inputs], bytes]] = {
    "attribution": attribute,
    "frames": code_frames,
    "references": find_references,
    "terms": count_terms,
    "families": find_families,
    "shares": measure_shares,
}


@contextmanager
def open_ways() -> Iterator[dict[str, Callable[[], object]]]:
    """Start the cluster; the context of each way to work."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0") as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        contexts = (
            nullcontext,
            partial(joblib.parallel_config, n_jobs=2),
            partial(joblib.parallel_config, backend="dask", client=client, n_jobs=-1),
        )
        yield dict(zip(WAYS, contexts, strict=True))


def measure_ways(inputs: Inputs, rounds: int) -> pd.DataFrame:
    """Measure each stage in each way: the least wall time of the rounds, and whether its result is always the same."""
    seconds: dict[tuple[str, str], list[float]] = {}
    digests: dict[str, set[str]] = {name: set() for name in STAGES}
    few = inputs.documents[["document", "text"]].head(4)
    with open_ways() as ways:
        for _ in range(rounds):
            for stage, work in STAGES.items():
                for way, context in ways.items():
                    with context():  # type: ignore[attr-defined]
                        list(tables.map_chunks(attribution.attribute_documents, [few] * 4))
                        start = time.perf_counter()
                        made = work(inputs)
                        seconds.setdefault((stage, way), []).append(time.perf_counter() - start)
                    digests[stage].add(hashlib.sha256(made).hexdigest())
    least = {place: min(found) for place, found in seconds.items()}
    table = pd.DataFrame([[least[stage, way] for way in WAYS] for stage in STAGES], columns=list(WAYS))
    table.insert(0, "stage", list(STAGES))
    table.loc[len(table)] = {"stage": "all", **table[list(WAYS)].sum()}
    table["processes' gain"] = table[WAYS[0]] / table[WAYS[1]]
    table["Dask over processes"] = table[WAYS[2]] / table[WAYS[1]]
    same = {stage: len(found) == 1 for stage, found in digests.items()}
    return table.assign(same=table["stage"].map(same | {"all": all(same.values())}))


def print_rows(table: pd.DataFrame) -> str:
    """Lay the table out in Markdown."""
    lines = [f"| {' | '.join(table.columns)} |", "| --- |" + " ---: |" * (len(table.columns) - 2) + " --- |"]
    for row in table.to_dict("records"):
        cells = [f"{value:.2f}" if isinstance(value, float) else str(value) for value in row.values()]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> int:
    """Measure and print; exit 1 where a result differs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--small", action="store_true", help="few documents, once: whether it runs")
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/README.md")
    options = parser.parse_args()
    os.environ.setdefault("NETRALITAS_CACHE", "off")
    os.environ.update(dict.fromkeys(side_by_side.ONE_THREAD, "1"))
    number, rounds = (450, 1) if options.small else (options.documents, options.rounds)
    with tempfile.TemporaryDirectory() as folder:
        table = measure_ways(make_inputs(Path(folder), number), rounds)
    words = print_rows(table)
    print(words)
    if options.write:
        said = f"Wall seconds for {number:,} documents of ten lines.\n\n{words}"
        side_by_side.write_section(
            "Every stage on several processes and on a cluster", "python benchmarks/workers.py", said
        )
    return 0 if table["same"].all() else 1


if __name__ == "__main__":
    sys.exit(main())
