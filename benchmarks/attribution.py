"""Attribution: articles a second, time against length, memory against the number of articles, and a bounded fuzz.

    python benchmarks/attribution.py [--articles 4000] [--seed 1] [--fuzz MINUTES | --against FOLDER [--rounds 5]]

Articles of 300 words are made from seeded templates; they go through `iter_attributions` from a .jsonl file, as in
`research attribute`, with one process and with two. The monotone texts (one sentence of 1 MB, 100,000 quotation marks,
deep nesting and the like) are each measured at half and at full length: about 2 is linear, about 4 quadratic. With
--fuzz the program instead draws random texts until the minutes are over and stops at the first exception or unsound
offset. With --against it compares the CPU time of this checkout with that of another (made by `git worktree add FOLDER
COMMIT`): both attribute the same articles in turn, each time in a new process, and the ratio of the medians is printed.
"""

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

import joblib
import pandas as pd

from research.attribution import attribute_documents, iter_attributions

WORDS = 300
NAMES = ["Ani Rahma", "Dedi Yusuf", "Nurdin Salim", "Sarah Wenas", "Yoga Pratama", "Rida Amalia", "Made Wira"]
POSTS = [
    "Bupati Lebong",
    "Sekda Kaur",
    "Ketua Bawaslu Solok",
    "Pj Gubernur Bali",
    "Kepala BKPSDM Kota Batu",
    "Ketua KPU Natuna",
]
FILL = re.findall(
    r"\w+",
    "pegawai wajib netral dan tidak boleh ikut kampanye karena pelayanan kepada warga harus tetap berjalan di semua"
    " kantor kecamatan maupun kelurahan selama tahapan pemilihan kepala daerah berlangsung tanpa gangguan apa pun",
)
MONOTONE = {
    "one sentence": "pegawai netral dan Bupati Lebong meminta ",
    "straight marks": '"',
    "curly marks": "“a ”",
    "opening marks": "“a ",
    "nested marks": "“a “b ",
    "closing marks": "a” ",
    "apostrophes": "'a ",
    "open paragraphs": "“a\n\n",
    "cues": "kata Ani ",
    "subjects": "Ani Rahma meminta ",
    "sentences": "Ani Rahma meminta. ",
    "offices": "Ketua KPU, ",
    "organisations": "Direktur PT ",
    "brackets": "(",
    "bylines": "a. (b",
    "capitals": "X ",
}
MARKS = re.findall(r"``|\'\'|\n\n|.", "“”\"'‘’«»„``''().,:;?!…–#©\n\n\t\u00a0\u200b")
PIECES = [*FILL, *NAMES, *POSTS, *MARKS]
CUES = [
    "kata",
    "ujarnya,",
    "menurut",
    "Menurutnya,",
    "mengatakan",
    "dikatakan",
    "bahwa",
    "ia",
    "dia",
    "Hal ini",
    "(45)",
    "Dr.",
    "H.",
]


def make_article(random_state: random.Random) -> str:
    """Write an article of about 300 words: who says it, what goes on unmarked, quotations, an event, furniture."""
    parts: list[str] = []
    while sum(len(part.split()) for part in parts) < WORDS:
        name, post = random_state.choice(NAMES), random_state.choice(POSTS)
        said = [" ".join(random_state.sample(FILL, 12)).capitalize() for _ in range(5)]
        parts.append(
            f"{post} {name} meminta {said[0].lower()}. {said[1]}. “{said[2]}. {said[3]},” kata {name.split(' ')[0]}. "
            f"Ia menegaskan {said[4].lower()}. Rapat itu digelar pada Senin (7/9/2020)."
        )
    return "\n\n".join([*parts, "Baca juga: Jadwal kampanye"])


def measure_throughput(file: Path, articles: int) -> None:
    """Print articles a second through one process and through two, the start of the processes included."""
    for workers in (1, 2):
        start = time.perf_counter()
        with joblib.parallel_config(n_jobs=workers):
            rows = sum(len(batch.table) for batch in iter_attributions([file]))
        seconds = time.perf_counter() - start
        print(
            f"{workers} process(es): {articles} articles, {rows} sentences, {articles / seconds:.0f} articles a second"
        )


# Run by both checkouts; the first chunk loads the word lists and is left out.
ONCE = """
import sys, time
from pathlib import Path
from research.attribution import iter_attributions
for path in sys.argv[1:]:
    start = time.process_time()
    rows = sum(len(batch.table) for batch in iter_attributions([Path(path)]))
    seconds = time.process_time() - start
print(seconds, rows)
"""


def compare(other: Path, files: list[Path], articles: int, rounds: int) -> None:
    """Print articles a second of CPU time of this checkout and of another, and the ratio of their medians."""
    places = {"this checkout": Path(__file__).resolve().parents[1], other.name: other}
    seconds: dict[str, list[float]] = {name: [] for name in places}
    for number in range(rounds):
        for name in list(places)[:: -1 if number % 2 else 1]:
            call = [sys.executable, "-c", ONCE, *map(str, files)]
            environment = {**os.environ, "PYTHONPATH": str(places[name] / "src"), "OPENBLAS_NUM_THREADS": "1"}
            said = subprocess.run(call, env=environment, capture_output=True, text=True, check=True).stdout
            seconds[name].append(float(said.split()[0]))
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    for name, values in seconds.items():
        speed, ends = articles / medians[name], f"{articles / max(values):.0f} to {articles / min(values):.0f}"
        print(f"{name}: {speed:.0f} articles a second of CPU time ({ends} in {rounds} rounds)")
    here, there = medians.values()
    print(f"throughput of this checkout against {other.name}: {there / here:.2f}")


def measure_memory(files: dict[int, Path]) -> None:
    """Print the peak of the memory that Python holds while articles stream through one process."""
    peaks = {}
    for count, file in files.items():
        tracemalloc.start()
        for _ in iter_attributions([file]):
            pass
        peaks[count] = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
    first, last = min(peaks), max(peaks)
    print(*(f"peak at {count} articles: {peak:.1f} MB" for count, peak in peaks.items()), sep="; ", end="; ")
    print(f"ratio {peaks[last] / peaks[first]:.2f} at {last / first:.0f} times the articles")


def time_text(text: str) -> float:
    """Measure the seconds of one text."""
    start = time.perf_counter()
    attribute_documents(pd.DataFrame({"document": ["a"], "text": [text]}))
    return time.perf_counter() - start


def measure_growth() -> None:
    """Print seconds at half and at full length, and their ratio."""
    for name, unit in MONOTONE.items():
        full = 1_000_000 if name == "one sentence" else 100_000 * max(len(unit) // 2, 1)
        half, whole = (time_text(unit * (length // len(unit))) for length in (full // 2, full))
        print(f"{name:<16} {full:>9} characters {half:7.2f} s {whole:7.2f} s  ratio {whole / half:.1f}")


def check_text(text: str) -> None:
    """Attribute a text; fail where an offset lies outside it or a slice is not the sentence."""
    found = attribute_documents(pd.DataFrame({"document": ["a"], "text": [text]}))
    for start, stop, sentence in zip(found["start"].tolist(), found["stop"].tolist(), found["text"], strict=True):
        assert text[start:stop] == sentence, text
    quoted = found[found["quote_start"].notna()]
    assert ((quoted["quote_start"] >= 0) & (quoted["quote_stop"] <= len(text))).all(), text
    assert "".join("".join(found["text"]).split()) == "".join(text.split()), text


def fuzz(minutes: float, random_state: random.Random) -> None:
    """Draw texts of pieces, and of any code points, until the minutes are over."""
    end = time.monotonic() + 60 * minutes
    drawn = 0
    while time.monotonic() < end:
        length = random_state.randrange(1, 200)
        joint = random_state.choice([" ", "", " "])
        text = joint.join(random_state.choice(PIECES + CUES) for _ in range(length))
        if random_state.random() < 0.1:
            text = "".join(chr(random_state.randrange(1, 0xD800)) for _ in range(length))
        check_text(text)
        drawn += 1
    print(f"{drawn} texts in {minutes} minutes: no exception, offsets sound")


def main(arguments: list[str]) -> None:
    """Measure and print, or fuzz."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fuzz", type=float, default=0, metavar="MINUTES")
    parser.add_argument("--against", type=Path, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    random_state = random.Random(options.seed)
    if options.fuzz:
        fuzz(options.fuzz, random_state)
        return
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for count in (options.articles // 4, options.articles):
            files[count] = Path(folder) / f"{count}.jsonl"
            lines = (json.dumps({"id": f"a{n}", "text": make_article(random_state)}) for n in range(count))
            files[count].write_text("\n".join(lines), encoding="utf-8")
        if options.against:
            compare(options.against.resolve(), list(files.values()), options.articles, options.rounds)
            return
        measure_throughput(files[options.articles], options.articles)
        measure_memory(files)
    measure_growth()


if __name__ == "__main__":
    main(sys.argv[1:])
