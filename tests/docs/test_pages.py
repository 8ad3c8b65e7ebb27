"""The pages for people: short, true of the package and of the results, alike in both languages."""

import ast
import csv
import importlib
import importlib.util
import json
import re
import shlex
from collections import Counter
from functools import reduce
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
import typer

from research import cli, codebook, tables

LIMIT = 9 * 1024
PAGES = [
    "README.md",
    "README.id.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/*.md",
    "docs/guide/*.md",
    "corpus/README.md",
]
FRAMES = ["service_priority", "sanctions", "social_media", "conflict_risk"]


def read_page(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


def list_pages(root: Path) -> list[Path]:
    return [path for pattern in PAGES for path in sorted(root.glob(pattern))]


def list_code(text: str) -> list[str]:
    """The lines of fenced blocks, without comments, and the code spans outside them."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line.split(" #")[0].strip() for block in blocks for line in block.splitlines()]
    outside = re.sub(r"^```\w*\n.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return [line for line in lines if line] + re.findall(r"`([^`\n]+)`", outside)


def list_numbers(text: str, *, thousands: str, decimal: str) -> list[float]:
    """The numbers of the prose, sorted; code and addresses left out."""
    text = re.sub(r"```.*?```|`[^`\n]+`|\]\([^)]*\)|(?:Python|BY) \d\.\d+", " ", text, flags=re.DOTALL)
    numbers = re.findall(rf"\d+(?:{re.escape(thousands)}\d{{3}})*(?:{re.escape(decimal)}\d+)?", text)
    return sorted(float(number.replace(thousands, "").replace(decimal, ".")) for number in numbers)


@pytest.fixture(scope="module")
def maker(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_make", root / "docs" / "make.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["README.md", "README.id.md"])
def test_the_readme_is_short(root: Path, name: str) -> None:
    assert len((root / name).read_bytes()) <= LIMIT


def test_both_languages_say_the_same(root: Path) -> None:
    english, indonesian = read_page(root, "README.md"), read_page(root, "README.id.md")
    headings = [re.findall(r"^(#+) ", text, flags=re.MULTILINE) for text in (english, indonesian)]
    assert headings[0] == headings[1]
    codes = [sorted(code for code in list_code(text)) for text in (english, indonesian)]
    assert codes[0] == codes[1]
    links = [sorted(re.findall(r"\]\(([^)]*)\)", text)) for text in (english, indonesian)]
    swapped = [link.replace("README.id.md", "README.md") if link.startswith("README") else link for link in links[0]]
    assert sorted(swapped) == links[1]
    shapes = [re.findall(r"^(?=(\||\d\. |- ))", text, flags=re.MULTILINE) for text in (english, indonesian)]
    assert shapes[0] == shapes[1]
    numbers = list_numbers(english, thousands=",", decimal=".")
    assert numbers == list_numbers(indonesian, thousands=".", decimal=",")
    assert len(numbers) > 30


def test_numbers_of_the_finding(root: Path) -> None:
    """Counted anew from gold and from the tables of the figures, without the package."""
    text = " ".join(read_page(root, "README.md").split())
    samples = {
        path.stem: re.search(r"^sample: (\w+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for path in (root / "corpus" / "documents").glob("*.md")
    }
    drawn = Counter(found[1] for found in samples.values() if found)
    assert f"{len(samples)} news items and press releases" in text
    assert f"{drawn['purposive']} items found by searching" in text and f"and {drawn['systematic']} drawn" in text
    with (root / "corpus" / "coding" / "gold.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if samples[row["document"]][1] == "systematic"]  # type: ignore[index]
    said = [row for row in rows if row["mode"] != "narration" and row["office"] != "other"]
    carried = [set(row["frames"].split(";")) & set(FRAMES) for row in said]
    total = len(carried)
    shares = {frame: f"{100 * sum(frame in frames for frames in carried) / total:.1f} %" for frame in FRAMES}
    none = 100 * sum(not frames for frames in carried) / total
    assert f"Of {total:,} officials' statements in the systematic sample, {none:.1f} % carry none" in text
    assert f"{shares['sanctions']} speak of sanctions, {shares['conflict_risk']} of a risk of conflict" in text
    assert f"{shares['social_media']} of social media and {shares['service_priority']} of service first" in text


def test_comparisons_of_the_finding(root: Path) -> None:
    text = " ".join(read_page(root, "README.md").split())
    table = pd.read_csv(root / "figures" / "contrasts_all.csv")
    found = table[table["sample"].eq("systematic") & table["verdict"].eq("supported")].set_index(["contrast", "frame"])
    assert set(found.index) == {("head-oversight", "sanctions"), ("direct-indirect", "sanctions")}
    office, mode = (found.loc[(name, "sanctions")] for name in ("head-oversight", "direct-indirect"))
    percent = "{:.1f} % against {:.1f} %"
    of = percent.format(100 * office["share_b"], 100 * office["share_a"])
    assert f"{of} of their statements (q = {office['q']:.3f})" in text
    assert f"({percent.format(100 * mode['share_a'], 100 * mode['share_b'])}, q = {mode['q']:.3f})" in text
    factors = pd.read_csv(root / "figures" / "factors.csv")
    passed = factors[factors["sample"].eq("systematic") & factors["verdict"].eq("supported")]
    assert set(passed["factor"]) == {"office", "mode"}

    tests = pd.read_csv(root / "figures" / "hypotheses.csv")
    gold = tests[tests["codes"].eq("gold")]
    confirmed = gold[gold["verdict"].eq("confirmed")].set_index("hypothesis")
    assert f"Of {len(gold)} hypotheses" in text and f"{len(confirmed)} are confirmed" in text
    service, risk = (confirmed.loc[f"sanctions + {frame}"] for frame in ("service_priority", "conflict_risk"))
    assert f"service first ({service['together']:.0f} where chance gives {service['expected']:.1f})" in text
    assert f"a risk of conflict ({risk['together']:.0f} where chance gives {risk['expected']:.1f})" in text
    left = (gold["difference"] / gold["first_difference"]).median()
    assert f"at the median, {100 * left:.0f} % of a difference is left" in text


def test_numbers_of_what_can_be_trusted(root: Path) -> None:
    """The README repeats numbers of docs/validation.md, which are tested there, and of the study of coverage."""
    text, page = read_page(root, "README.md"), read_page(root, "docs/validation.md")
    agreement = page.split("## How far")[1].split("\n## ")[0]
    for sample in ("systematic", "purposive"):
        pattern = rf"^\| {sample} \| \w+ \| [\d.]+ \| [\d.]+ \| ([\d.]+)"
        alphas = re.findall(pattern, agreement, flags=re.MULTILINE)
        assert len(alphas) == 6 and f"{min(alphas)} to {max(alphas)} ({sample})" in text
    # The lines between are written by scripts of docs/, and tested with docs/validation.md.

    coverage = pd.read_csv(root / "results" / "coverage.csv")
    coverage = coverage[coverage[["documents_a", "documents_b"]].min(axis=1) >= 15]
    chosen = coverage.filter(regex="_chosen").drop(columns="width_chosen")
    held = int(chosen.map(lambda share: 0.925 <= round(share, 3) <= 0.975).all(axis=1).sum())
    assert f"in {held} of {len(coverage)} simulated settings" in text
    folder = root / "corpus" / "documents"
    incomplete = sum(
        "complete: false" in path.read_text(encoding="utf-8").split("---")[1] for path in folder.glob("*.md")
    )
    assert f"{incomplete} items were" in text


def test_made_pages_are_those_of_the_declarations(root: Path, maker: ModuleType) -> None:
    """Where this fails, run .venv/bin/python docs/make.py."""
    for name, render in maker.PAGES.items():
        assert read_page(root, name) == render(), name


def resolve(name: str) -> object:
    """What a dotted name of the package leads to. Raises AttributeError where it leads nowhere."""
    parts = name.removeprefix("research.").split(".")
    for count in range(len(parts), 0, -1):
        try:
            thing: object = importlib.import_module(".".join(["research", *parts[:count]]))
        except ModuleNotFoundError:
            continue
        return reduce(getattr, parts[count:], thing)
    raise AttributeError(name)


def test_names_of_the_package_on_the_pages_exist(root: Path) -> None:
    names = {
        name
        for page in list_pages(root)
        for name in re.findall(r"`(research(?:\.\w+)+)", page.read_text(encoding="utf-8"))
    }
    assert len(names) > 15
    for name in sorted(names):
        resolve(name)
    with pytest.raises(AttributeError):
        resolve("research.compare.measure_nothing")


def test_every_room_is_in_contributing_with_its_level(root: Path) -> None:
    text = read_page(root, "CONTRIBUTING.md")
    rooms = {name: int(level) for level, name in re.findall(r"^\| (\d) \| `(\w+)` \|", text, flags=re.MULTILINE)}
    assert sorted(rooms) == sorted(path.parent.name for path in root.glob("src/research/*/__init__.py"))
    law = re.search(r"^LEVELS = (\{.*?^\})", read_page(root, "tests/test_house.py"), flags=re.MULTILINE | re.DOTALL)
    assert law and rooms == ast.literal_eval(law[1])


def test_ten_changes_and_their_modules(root: Path) -> None:
    rows = re.findall(r"^\| (.+\.) \| `(\S+)` \| `(\w+)` \|$", read_page(root, "docs/where.md"), flags=re.MULTILINE)
    assert len(rows) == len({place for _, place, _ in rows}) == 10
    listed = read_page(root, "CONTRIBUTING.md")
    for question, place, name in rows:
        if "/" in place:
            assert name in read_page(root, place), question
            assert str(Path(place).parent) in listed
        else:
            assert hasattr(importlib.import_module(place), name), question
            assert re.search(rf"\b{place.split('.')[-1]}\b", listed), question


def test_columns_of_the_glossary_exist(root: Path) -> None:
    columns = {name: set(tables.describe_table(name)["column"]) for name in tables.TABLES}
    page = read_page(root, "docs/glossary.md")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    assert [row[0] for row in rows if len(row) != 4] == [], "a term without columns or without a source"
    named = [name for row in rows for name in re.findall(r"`([\w.]+)`", row[2])]
    known = {*columns, *(f"{table}.{column}" for table, names in columns.items() for column in names)}
    assert len(named) > 50
    assert sorted(set(named) - known) == []
    offices = codebook.read_codebook(root / "corpus" / "codebook.toml").offices
    assert [
        office.label_id for office in offices if office.code != "other" and f"| {office.label_id} |" not in page
    ] == []


def test_links_lead_somewhere(root: Path) -> None:
    broken = []
    for page in list_pages(root):
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#\s]+)", text):
            if "://" not in link and not (page.parent / link).exists():
                broken.append(f"{page.relative_to(root)}: {link}")
    assert broken == []


def find_faults(command: str) -> list[str]:
    """What a command line of the pages has that the command line does not."""
    words = shlex.split(command)
    # What is behind -- is another program's.
    words = words[: words.index("--")] if "--" in words else words
    node = typer.main.get_command(cli.application)
    while words and hasattr(node, "commands") and not words[0].startswith("-"):
        name = words.pop(0)
        if name not in node.commands:
            return [f"{command}: no command {name}"]
        node = node.commands[name]
    options = {option for parameter in getattr(node, "params", []) for option in parameter.opts} | {"--help"}
    return [f"{command}: no option {word}" for word in words if word.startswith("-") and word not in options]


def test_commands_on_the_pages_exist(root: Path) -> None:
    lines = []
    for page in list_pages(root):
        for code in list_code(page.read_text(encoding="utf-8")):
            for start in ("python run.py research ", "research "):
                if code.startswith(start):
                    lines.append(code.removeprefix(start))
    assert len(lines) > 40
    assert [fault for line in lines for fault in find_faults(line)] == []
    assert find_faults("kwic netral --wide") == ["kwic netral --wide: no option --wide"]
    assert find_faults("code simple") == ["code simple: no command simple"]


def test_commands_of_run_py_exist(root: Path) -> None:
    usage = read_page(root, "run.py")
    words = [
        code.split()[2]
        for page in list_pages(root)
        for code in list_code(page.read_text(encoding="utf-8"))
        if re.match("python run.py [a-z]", code)
    ]
    assert len(words) > 20 and all(f'"{word}"' in usage for word in words)


def test_notebooks_on_the_pages_are_all(root: Path) -> None:
    text = read_page(root, "docs/guide/read.md")
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        json.loads(path.read_text(encoding="utf-8"))
        assert f"[{path.stem}](../../notebooks/{path.name})" in text
