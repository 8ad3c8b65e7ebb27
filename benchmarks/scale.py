"""Ladder of sizes: a corpus in one parquet file through attribute, frames, check and compare; CPU, memory, exponents.

    python benchmarks/scale.py [--sizes 2000 10000] [--commands attribute check ...] [--small] [--write] [--keep FOLDER]

Articles of about 300 words in invented words are made by seed: officials speak, in six elections and all provinces,
with set phrases on which cues of the shipped codebook fire. `research attribute` and `research frames` are run on them,
their tables become codes as people would have made them (coding/gold.csv), and `research check` and `research compare`
read the whole. Each command is a process of its own with one worker, and nothing is kept from earlier runs. What grows
faster than size ** LARGEST_EXPONENT from one size to the next, or takes more than LARGEST_MEMORY, ends the program with
exit code 1.
"""

import argparse
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from planted import make_language
from side_by_side import ONE_THREAD, ROOT, write_section

SIZES = (2000, 10_000)
SMALL = 60
WORDS = 300
LARGEST_MEMORY = 4096
LARGEST_EXPONENT = 1.1
# Below these CPU seconds the time of a command is that of its imports.
LEAST_SECONDS = 10.0
NAMES = ("Ani Rahma", "Dedi Yusuf", "Nurdin Salim", "Sarah Wenas", "Yoga Pratama", "Rida Amalia", "Made Wira")
POSTS = ("Bupati", "Sekda", "Ketua Bawaslu", "Pj Bupati", "Kepala BKPSDM", "Ketua KPU")
PHRASES = (
    "ASN yang melanggar akan dikenai sanksi disiplin",
    "pelayanan kepada masyarakat harus tetap berjalan",
    "jangan menyukai unggahan calon di media sosial",
    "netralitas mencegah konflik dan menjaga situasi kondusif",
)
ELECTIONS = ("pilkada-2015", "pilkada-2017", "pilkada-2018", "pemilu-2019", "pilkada-2020", "pemilu-2024")
COMMANDS = {
    "attribute": ["attribute", "corpus/documents", "-o", "statements.parquet", "--workers", "1"],
    "frames": ["frames", "statements.parquet", "-o", "frames.parquet"],
    "check": ["check"],
    "compare": ["compare", "election_year", "-o", "shares.csv"],
}


def make_rows(size: int, seed: int) -> Iterator[dict[str, str]]:
    """Make the rows of documents.parquet."""
    generator = np.random.default_rng(seed)
    draw, _ = make_language(generator)
    provinces = pd.read_csv(ROOT / "src" / "research" / "tables" / "data" / "provinces.csv", comment="#")["province"]
    for number in range(size):
        words = draw(WORDS + 40)
        election = ELECTIONS[number % len(ELECTIONS)]
        province = provinces[int(generator.integers(len(provinces)))]
        yield {
            "id": f"d{number:07}",
            "title": "",
            "outlet": f"Kabar {number % 40}",
            "url": f"https://kabar.example/{number}",
            "published": f"{election[-4:]}-0{1 + number % 9}-1{number % 10}",
            "date_precision": "day",
            "election": election,
            "region": f"Kabupaten {words[0].capitalize()}",
            "province": province,
            "kind": "press_release" if number % 5 == 0 else "news",
            "rendition": "verbatim",
            "sample": "",
            "complete": "true",
            "text": write_article(generator, words),
        }


def write_article(generator: np.random.Generator, words: list[str]) -> str:
    """Write paragraphs of four sentences, of which one has a set phrase, until there are about 300 words."""
    paragraphs, place = [], 0
    while place < WORDS - 40:
        name, post = NAMES[int(generator.integers(len(NAMES)))], POSTS[int(generator.integers(len(POSTS)))]
        said = [" ".join(words[place + 11 * part : place + 11 * (part + 1)]) for part in range(4)]
        phrase = PHRASES[int(generator.integers(len(PHRASES)))] if generator.random() < 0.5 else said[3]
        paragraphs.append(
            f"{post} Lebong {name} meminta {said[0]}. {said[1].capitalize()}. “{phrase.capitalize()} {said[2]},” "
            f"kata {name.split()[0]}. Rapat itu dihadiri {said[3]}."
        )
        place += 44
    return "\n\n".join(paragraphs) + "\n"


def lay_out(folder: Path, size: int, seed: int) -> None:
    """Make a corpus folder without codes."""
    (folder / "corpus" / "documents").mkdir(parents=True)
    (folder / "corpus" / "coding").mkdir()
    for name in ("codebook.toml", "elections.csv", "contrasts.toml"):
        shutil.copy(ROOT / "corpus" / name, folder / "corpus")
    (folder / "corpus" / "officials.csv").write_text("document,speaker,label\n")
    (folder / "corpus" / "coding" / "frozen.txt").write_text("# none\n")
    rows = list(make_rows(size, seed))
    table = pa.Table.from_pylist(rows)
    pq.write_table(table, folder / "corpus" / "documents" / "part-0001.parquet", row_group_size=1000)


def write_codes(folder: Path) -> None:
    """Write the found speakers and frames as codes that a coder and gold have."""
    statements = pd.read_parquet(
        folder / "statements.parquet", columns=["document", "sentence", "speaker", "office", "mode"]
    )
    frames = pd.read_parquet(folder / "frames.parquet", columns=["document", "sentence", "frame", "present"])
    carried = frames[frames["present"].eq(1)].groupby(["document", "sentence"])["frame"].agg(";".join)
    narration = statements["mode"].eq("narration")
    speaker = statements["speaker"].mask(statements["speaker"].eq(""), "Seorang pejabat").mask(narration, "")
    office = statements["office"].mask(statements["office"].eq(""), "other").mask(narration, "")
    rows = statements.assign(speaker=speaker, office=office).join(carried.rename("frames"), on=["document", "sentence"])
    rows["frames"] = rows["frames"].fillna("").mask(narration, "")
    rows.assign(decided="agreed").to_csv(folder / "corpus" / "coding" / "gold.csv", index=False)
    rows[["document", "sentence", "frames"]].to_csv(folder / "corpus" / "coding" / "coder_a.csv", index=False)


def call_apart(make: Callable[..., None], *arguments: object) -> None:
    """Call a function in a process of its own: the peak of a command begins with the memory of what started it."""
    process = get_context("spawn").Process(target=make, args=arguments)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)


def run(folder: Path, arguments: list[str]) -> tuple[float, float]:
    """Run a command in a folder: seconds of CPU and peak memory in MB."""
    environment = {**os.environ, **dict.fromkeys(ONE_THREAD, "1"), "PYTHONPATH": str(ROOT / "src")}
    environment.setdefault("NETRALITAS_CACHE", "off")
    call = [sys.executable, "-m", "research", *arguments]
    process = subprocess.Popen(call, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout
    said = process.stdout.read().decode("utf-8", "replace")
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"research {' '.join(arguments)} ended with {process.returncode}:\n{said[-3000:]}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measure(sizes: list[int], commands: list[str], seed: int, place: Path) -> pd.DataFrame:
    """Run the commands at each size: a row for each with seconds of CPU, MB at the peak and the exponent."""
    rows = []
    for size in sizes:
        folder = place / str(size)
        if not folder.is_dir():
            call_apart(lay_out, folder, size, seed)
        for command, arguments in COMMANDS.items():
            made = folder / arguments[3] if command in ("attribute", "frames") else None
            if command in commands or (made and not made.is_file()):
                seconds, peak = run(folder, [*arguments, *(["--force"] if "-o" in arguments else [])])
                rows.append({"size": size, "command": command, "seconds": seconds, "peak": peak})
                print(f"{size:,} {command}: {seconds:.1f} s, {peak:.0f} MB", file=sys.stderr, flush=True)
            if command == "frames" and not (folder / "corpus" / "coding" / "gold.csv").is_file():
                call_apart(write_codes, folder)
    table = pd.DataFrame(rows)
    for _, part in table.groupby("command"):
        steps = np.log(part["seconds"]).diff() / np.log(part["size"]).diff()
        table.loc[part.index, "exponent"] = steps.where(part["seconds"].shift() >= LEAST_SECONDS)
    return table


def render(table: pd.DataFrame) -> str:
    """Lay the table out in Markdown."""
    lines = [
        "| documents | command | CPU s | s a 1,000 documents | peak MB | exponent |",
        "| ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    for row in table.to_dict("records"):
        exponent = "" if math.isnan(row["exponent"]) else f"{row['exponent']:.2f}"
        numbers = f"{row['seconds']:.1f} | {1000 * row['seconds'] / row['size']:.2f} | {row['peak']:.0f}"
        lines.append(f"| {row['size']:,} | {row['command']} | {numbers} | {exponent} |")
    return "\n".join(lines)


def main() -> int:
    """Measure, print, and say by the exit code whether time and memory stay in their bounds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--commands", nargs="+", choices=list(COMMANDS), default=list(COMMANDS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="one small size: whether it runs")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the corpora are made, and found again")
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/README.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sizes = [SMALL] if options.small else options.sizes
        table = measure(sizes, options.commands, options.seed, options.keep or Path(folder))
    words = render(table)
    print(words)
    if options.write:
        write_section("Ladder of sizes", "python benchmarks/scale.py", words)
    return int(bool((table["peak"] > LARGEST_MEMORY).any() or (table["exponent"] > LARGEST_EXPONENT).any()))


if __name__ == "__main__":
    sys.exit(main())
