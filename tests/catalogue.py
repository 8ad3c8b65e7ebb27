"""A catalogue of bad inputs over every command: each is made, tried in a copy of a small corpus, and judged.

python tests/catalogue.py [WORDS] prints one line for each case that does not hold (whose name holds WORDS), then how
many of each command hold. A case holds where the command ends with exit 1 or 2, says on one of its lines what was
found, names the file or the option, tells what was expected or what to do, prints no traceback and no warning, and
leaves every file as it was.
"""

import contextlib
import csv
import io
import os
import random
import re
import resource
import shutil
import signal
import stat
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd

from research import cli, corpus

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30
Make = Callable[[Path], None]
CITATION = """cff-version: 1.2.0
title: "Study: of a test"
message: "Please cite it."
authors: [{name: "Ani"}]
version: 1.0
license: MIT
"""
TEXT = "Bupati Lebong Ani Rahma meminta ASN netral pada pilkada. Sanksi menanti, kata dia."


@dataclass(frozen=True)
class Case:
    """One bad input: its name, the words after research, what makes it in the folder, and what a message must name."""

    name: str
    words: tuple[str, ...]
    make: Make = field(default=lambda folder: None)
    says: tuple[str, ...] = ()


# What may lie where a file should, and who makes it.


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(150_000_000)


def _bomb(path: Path) -> None:
    """An archive of a few hundred kilobytes that unpacks to 300 MB."""
    member = {".docx": "word/document.xml", ".xlsx": "xl/worksheets/sheet1.xml"}.get(path.suffix, "project.qde")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open(member, "w") as one:
        for _ in range(300):
            one.write(b"\0" * 1_000_000)


def _write(content: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content) and None


PLACED: dict[str, Callable[[Path], object]] = {
    "a named pipe": os.mkfifo,
    "a link to /dev/zero": lambda path: path.symlink_to("/dev/zero"),
    "a link to a pipe": lambda path: (os.mkfifo(path.with_name("pipe")), path.symlink_to(path.with_name("pipe"))),
    "a folder": lambda path: path.mkdir(),
    "a link in a circle": lambda path: path.symlink_to(path),
    "nothing": lambda path: None,
    "no byte": _write(b""),
    "a picture": _write(b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
    "bytes of no encoding": _write(b"\xff\xfe\xfa\x81\x00\xd8" * 20),
    "NUL": _write(b"document,sentence\n\x00\x00,1\n"),
    "150 MB of nothing": _sparse,
}
LISTS = ("codebook.toml", "elections.csv", "officials.csv", "contrasts.toml", "multiverse.toml", "themes.toml")
CODES = ("coding/gold.csv", "coding/coder_a.csv", "coding/frozen.txt")
# A corpus may have none of these, or an empty one.
SPARED = {
    ("contrasts.toml", "nothing"),
    *((name, "nothing") for name in ("multiverse.toml", "themes.toml", "coding/gold.csv", "coding/coder_a.csv")),
    ("coding/frozen.txt", "no byte"),
}


def put(name: str, kind: str) -> Make:
    def make(folder: Path) -> None:
        path = folder / name
        if path.exists():
            path.unlink()
        path.parent.mkdir(parents=True, exist_ok=True)
        PLACED[kind](path)

    return make


def write(name: str, content: str | bytes) -> Make:
    def make(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))

    return make


def change(name: str, pattern: str, new: str) -> Make:
    """Replace the first place of a pattern in a file of the corpus."""

    def make(folder: Path) -> None:
        path = folder / name
        old = path.read_text(encoding="utf-8")
        text = re.sub(pattern, lambda _: new, old, count=1, flags=re.MULTILINE)
        assert text != old, f"{pattern} not in {name}"
        path.write_text(text, encoding="utf-8", errors="surrogatepass")

    return make


def append(name: str, line: str) -> Make:
    def make(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    return make


def table(name: str, **columns: object) -> Make:
    return lambda folder: pd.DataFrame(columns).to_parquet(folder / name, index=False)


def list_cases() -> list[Case]:
    """Every case, in the order of the commands; the random ones are the same each time."""
    return [
        *_place_in_corpus(),
        *_place_inputs(),
        *_spoil_documents(),
        *_spoil_lists(),
        *_spoil_texts(),
        *_spoil_statements(),
        *_spoil_parquets(),
        *_misuse_outputs(),
        *_misuse_options(),
        *_misuse_projects(),
        *_scramble(random.Random(2026)),
    ]


def _place_in_corpus() -> Iterator[Case]:
    for name in (*LISTS, *CODES, f"documents/{DOCUMENT}.md"):
        for kind in PLACED:
            if (name, kind) not in SPARED and (kind != "nothing" or "documents" not in name):
                yield Case(f"check: {name} is {kind}", ("check",), put(f"corpus/{name}", kind), (Path(name).name,))


def _place_inputs() -> Iterator[Case]:
    """Each command that reads a file, with something else in its place."""
    commands = {
        "attribute": (("attribute", "{}", "-o", "o.csv"), (".txt", ".md", ".csv", ".jsonl", ".parquet", ".xlsx")),
        "add": (("add", "{}"), (".txt", ".html", ".pdf", ".docx", ".csv", ".jsonl", ".parquet", ".xlsx")),
        "frames": (("frames", "{}", "-o", "o.csv"), (".csv", ".parquet")),
        "evaluate": (("evaluate", "attribution", "{}"), (".txt", ".jsonl")),
        "code import": (("code", "import", "{}", "--coder", "rahma"), (".csv", ".xlsx", ".jsonl", ".json")),
        "codebook import": (("codebook", "import", "{}", "-o", "new.toml"), (".qdc",)),
    }
    for command, (words, endings) in commands.items():
        for ending in endings:
            name = f"input{ending}"
            for kind in PLACED:
                if kind == "a folder" and command in ("attribute", "add", "evaluate"):
                    continue
                given = tuple(word.format(name) for word in words)
                yield Case(f"{command}: {ending} is {kind}", given, put(name, kind), ("input",))
            if ending in (".docx", ".xlsx"):
                given = tuple(word.format(name) for word in words)
                yield Case(f"{command}: {ending} is a bomb", given, lambda f, n=name: _bomb(f / n), ("input",))


FIELDS = ("outlet", "url", "published", "election", "region", "province", "kind", "rendition", "complete")
BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))


def _spoil_documents() -> Iterator[Case]:
    name = f"corpus/documents/{DOCUMENT}.md"
    values = {
        "published": ("2018-W02-2", "2018-02-30", "20180109", "01/02/2018", "3018-01-01", "[2018]"),
        "url": ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//kabar.id/a", "https://"),
        "election": ("2018", "pilkada-3018", "[a, b]"),
        "province": ("Kaltim", "{a: b}"),
        "complete": ("yes", "1"),
        "kind": ("tweet",),
        "rendition": ("translated",),
    }
    for one, given in values.items():
        for value in given:
            made = change(name, rf"^{one}:.*$", f"{one}: {value}")
            yield Case(f"check: {one} is {value}", ("check",), made, (Path(name).name, one))
    for one in ("outlet", "region"):
        for code in (r"\0", r"\e", r"\x9b", r"\u202e", r"\ud800", r"\uffff"):
            made = change(name, rf"^{one}:.*$", f'{one}: "a{code}b"')
            yield Case(f"check: {one} holds {code}", ("check",), made, (Path(name).name,))
    for one in FIELDS:
        yield Case(f"check: no {one}", ("check",), change(name, rf"^{one}:.*\n", ""), (Path(name).name, one))
        twice = change(name, rf"^{one}:", f"{one}: a\n{one}:")
        yield Case(f"check: {one} twice", ("check",), twice, (Path(name).name, "line"))
    for what, front in {
        "a YAML bomb": BOMB,
        "flow lists without end": "a: " + "[" * 3000,
        "block lists without end": "\n".join(" " * n + "-" for n in range(300)),
        "a megabyte of front matter": "a: " + "x" * 1_000_000,
        "a tag of Python": "a: !!python/object/apply:os.system [id]",
        "no YAML": "a: b: c",
        "a list": "- a\n- b",
        "a field nobody declared": "colour: red",
    }.items():
        made = change(name, r"\A---\n", f"---\n{front}\n")
        yield Case(f"check: {what}", ("check",), made, (Path(name).name,))
    for code in ("\x00", "\x1b", "\x08", "\x9b", "\u202e", "\u2066"):
        yield Case(f"check: body holds {code!a}", ("check",), append(name, code), (Path(name).name, "line"))
    yield Case("check: a body of one long line", ("check",), append(name, "kata " * 1_100_000), (Path(name).name,))
    yield Case("check: no front matter", ("check",), write(name, TEXT), (Path(name).name,))
    yield Case("check: a front matter without end", ("check",), write(name, "---\nid: a\n" + TEXT), (Path(name).name,))


def _spoil_lists() -> Iterator[Case]:
    rows = {
        "elections.csv": (
            "pilkada-2018,Again,regional,2018-06-27",
            *("pilkada-2016,X,regional,2018-06-27", "pilkada--2018,X,regional,2018-06-27", ",X,regional,2018-06-27"),
            *("Pilkada-2018,X,regional,2018-06-27", "x-2031,X,local,x", "x-2031,X,local,2031-02-30"),
            *("x-2031,X,local,2031-1-9", "x-31,X,local,0031-01-09", "x-2031,,local,2031-01-09", "x-2031,X"),
        ),
        "officials.csv": (f"{DOCUMENT},Nobody,Mayor", "no-document,Nobody,Mayor", f"{DOCUMENT},,", f'{DOCUMENT},"a'),
        "coding/gold.csv": (
            *(f"{DOCUMENT},1,A,head,direct,unknown,agreed", f"{DOCUMENT},999,A,head,direct,none,agreed"),
            *(f"{DOCUMENT},{'9' * 30},A,head,direct,none,agreed", f"{DOCUMENT},-1,A,head,direct,none,agreed"),
            *(f"{DOCUMENT},1.5,A,head,direct,none,agreed", f"{DOCUMENT},1,A,king,direct,none,agreed"),
            *(f"{DOCUMENT},1,A,head,sung,none,agreed", "a,b", "no-document,1,A,head,direct,none,agreed"),
        ),
        "coding/coder_a.csv": (
            *(f"{DOCUMENT},1,unknown", f"{DOCUMENT},999,none", f"{DOCUMENT},{'9' * 30},none", "no-document,1,none"),
            *(f"{DOCUMENT},0,none", f"{DOCUMENT},x,none", f"{DOCUMENT},1", f"{DOCUMENT},1,none;sanctions"),
        ),
        "coding/frozen.txt": ("no-document", "../codebook.toml"),
    }
    for name, lines in rows.items():
        for line in lines:
            made = append(f"corpus/{name}", line)
            yield Case(f"check: {name} has the row {line[:60]}", ("check",), made, (Path(name).name,))
    contrast = '[[contrast]]\nid = "x"\nlabel = "X"\ncolumn = "{}"\na = ["{}"]\nb = ["{}"]\n'
    tomls = {
        "contrasts.toml": {
            "an unknown frame": 'frames = ["sanction"]\n' + contrast.format("kind", "news", "press_release"),
            "an unknown column": contrast.format("kinds", "news", "press_release"),
            "an unknown value": contrast.format("kind", "news", "tweet"),
            "a year nobody has": contrast.format("election_year", "1999", "2018"),
            "a value on both sides": contrast.format("kind", "news", "news"),
            "an id twice": 2 * contrast.format("kind", "news", "press_release"),
            "no contrast": "frames = []",
        },
        "multiverse.toml": {
            "no line": "",
            "unknown codes": '[choices]\ncodes = ["nobody"]\n',
            "an unknown choice": '[choices]\ncolour = ["red"]\n',
            "stems, which it had once": 'stems = ["none"]',
            "an unknown contrast": '[[headline]]\ncontrast = "x"\nframe = "sanctions"\n',
            "an unknown frame": '[[headline]]\ncontrast = "sumatera"\nframe = "sanction"\n',
        },
        "themes.toml": {
            "no theme": 'title = "x"',
            "a theme that is a number": 'title = "x"\nthemes = [1]',
            "the fields of a frame": 'title = "x"\n[[themes]]\nentman = "moral_evaluation"\n',
        },
        "codebook.toml": {
            "no frame": 'title = "x"',
            "a frame that is a number": "frames = [1]",
            "a number": "frames = 1",
        },
    }
    common = {
        "lists without end": "a = " + "[" * 5000,
        "names without end": "a" + ".a" * 5000 + " = 1",
        "a number of 5,000 digits": "a = " + "9" * 5000,
        "no TOML": "a = = 1",
        "a name twice": "a = 1\na = 2",
        "a name nobody declared": "colour = 1",
        "half a character": 'a = "\\ud800"',
        "an escape": 'label = "\\u001b[31m"',
        "latin-1": b'label = "caf\xe9"',
    }
    for name, texts in tomls.items():
        for what, text in (texts | common).items():
            made = write(f"corpus/{name}", text)
            yield Case(f"check: {name} with {what}", ("check",), made, (name,))


def _spoil_texts() -> Iterator[Case]:
    """Tables of texts whose values are no texts, for attribute and add."""
    deep = "[" * 200 + "1" + "]" * 200
    lines = {
        "half a character": '{"id": "a", "text": "ASN \\ud800 netral."}',
        "half a character in its id": '{"id": "a\\ud800", "text": "ASN netral."}',
        "NUL": '{"id": "a", "text": "ASN \\u0000 netral."}',
        "an object for a text": '{"id": "a", "text": {"isi": "ASN netral."}}',
        "nothing for a text": '{"id": "a", "text": null}',
        "no text": '{"id": "a"}',
        "lists without end": f'{{"id": "a", "text": {deep}}}',
        "brackets without end": "[" * 100_000,
        "a number of 5,000 digits": f'{{"id": {"9" * 5000}, "text": "ASN netral."}}',
        "no JSON": "{id: a}",
        "a text": '"ASN netral."',
        "a long line": f'{{"id": "a", "text": "{"kata " * 1_100_000}"}}',
    }
    csvs = {
        "an unquoted comma": "id,text\na,Sanksi, menanti.\n",
        "a column twice": f"text,text\n{TEXT},{TEXT}\n",
        "an open quotation mark": f'id,text\na,"{TEXT}\n',
        "a header alone": "id,text\n",
        "no column of texts": "id,url\na,b\n",
    }
    parquets = {"bytes": [b"ASN netral."], "objects": [{"isi": "ASN netral."}], "no row": []}
    for command, words in {"attribute": ("-o", "o.csv"), "add": ()}.items():
        for what, line in lines.items():
            given = (command, "a.jsonl", *words)
            yield Case(f"{command}: .jsonl with {what}", given, write("a.jsonl", line + "\n"), ("a.jsonl",))
        for what, text in csvs.items():
            yield Case(f"{command}: .csv with {what}", (command, "a.csv", *words), write("a.csv", text), ("a.csv",))
        for what, texts in parquets.items():
            made = table("a.parquet", id=["a"][: len(texts)], text=texts)
            yield Case(f"{command}: .parquet with {what}", (command, "a.parquet", *words), made, ("a.parquet",))
    for ending in (".docx", ".pdf", ".xlsx"):
        yield Case(f"add: {ending} that is a text", ("add", f"a{ending}"), write(f"a{ending}", TEXT), ("a.",))


def _spoil_statements() -> Iterator[Case]:
    head = "document,sentence,text\n"
    csvs = {
        "NUL": head + "a,1,ASN \x00 netral.\n",
        "a number with a point": head + "a,1.5,ASN netral.\n",
        "a number too long": head + f"a,{'9' * 30},ASN netral.\n",
        "a sentence twice": head + "a,1,ASN netral.\na,1,ASN netral.\n",
        "no text": "document,sentence\na,1\n",
        "an unquoted comma": head + "a,1,Sanksi, menanti.\n",
        "an unknown mode": "document,sentence,text,mode\na,1,ASN netral.,sung\n",
    }
    for what, text in csvs.items():
        given = ("frames", "s.csv", "-o", "f.csv")
        yield Case(f"frames: .csv with {what}", given, write("s.csv", text), ("s.csv",))
    for what, texts in {"bytes": [b"ASN netral."], "objects": [{"a": "ASN netral."}]}.items():
        given = ("frames", "s.parquet", "-o", "f.csv")
        made = table("s.parquet", document=["a"], sentence=[1], text=texts)
        yield Case(f"frames: .parquet with {what}", given, made, ("s.parquet",))


def _spoil_parquets() -> Iterator[Case]:
    """A corpus in one parquet file, a column of which holds something else than text."""
    for column in ("document", "text", "outlet", "election", "province"):
        for what, value in {"numbers": 1, "bytes": b"a", "lists": ["a"]}.items():
            given = ("kwic", "netral", "--corpus", "d.parquet")
            made = partial(_spoil_parquet, column=column, value=value)
            yield Case(f"kwic: .parquet whose {column} holds {what}", given, made, ("d.parquet", column))


def _spoil_parquet(folder: Path, *, column: str, value: object) -> None:
    documents = corpus.read_documents(folder / "corpus")
    documents[column] = pd.Series([value] * len(documents), dtype="object")
    documents.to_parquet(folder / "d.parquet", index=False)


def _misuse_outputs() -> Iterator[Case]:
    """Outputs in the place of inputs, of people's files, and where nothing can be written."""
    own = write("a.csv", f'id,text\na,"{TEXT}"\n')
    statements = write("s.csv", "document,sentence,text\na,1,ASN netral.\n")
    commands = {
        "attribute": ("attribute", "a.csv", "-o"),
        "frames": ("frames", "s.csv", "-o"),
        "evidence": ("evidence", "frame == 'sanctions'", "-o"),
        "keyness": ("keyness", "election_year", "2018", "2020", "--draws", "50", "-o"),
        "compare": ("compare", "outlet", "-o"),
        "references": ("references", "-o"),
        "network": ("network", "-o"),
        "code sample": ("code", "sample", "--number", "5", "-o"),
        "codebook export": ("codebook", "export", "-o"),
    }
    places = {
        "attribute": ("a.csv", "corpus/coding/gold.csv", "corpus", "a.csv/o.csv", "o.txt", "/proc/o.csv"),
        "frames": ("s.csv", "corpus/coding/gold.csv", "corpus", "s.csv/o.csv", "o.txt", "/proc/o.csv"),
        "evidence": ("corpus/coding/gold.csv", "corpus/elections.csv", "corpus", "o.txt", "/proc/o.csv"),
        "keyness": ("corpus/coding/gold.csv", "corpus", "o.txt"),
        "compare": ("corpus/coding/gold.csv", "corpus", "o.txt", "/proc/o.csv"),
        "references": ("corpus/coding/gold.csv", "corpus", "o.txt", "/proc/o.csv"),
        "network": ("corpus/coding/gold.csv", "corpus", "o.txt", "/proc/o.csv"),
        "code sample": ("corpus/coding/coder_a.csv", "corpus", "o.txt", "/proc/o.csv"),
        "codebook export": ("corpus/codebook.toml", "corpus", "/proc/o.qdc"),
    }
    for command, words in commands.items():
        for place in places[command]:

            def make(folder: Path) -> None:
                own(folder)
                statements(folder)

            yield Case(
                f"{command}: -o {place}",
                (*words, place),
                make,
                ("/proc" if place[:5] == "/proc" else Path(place).name,),
            )


def _misuse_options() -> Iterator[Case]:
    named = {
        "kwic: nothing": (("kwic",), ("term",)),
        "kwic: an empty word": (("kwic", ""), ("term",)),
        "kwic: a negative window": (("kwic", "netral", "--window", "-1"), ("--window",)),
        "kwic: no corpus": (("kwic", "netral", "--corpus", "nowhere"), ("nowhere",)),
        "show: nothing": (("show",), ("document",)),
        "show: no document": (("show", "no-document"), ("no-document",)),
        "check: no day": (("check", "--today", "2024-13-01"), ("--today",)),
        "check: no corpus": (("check", "--corpus", "nowhere"), ("nowhere",)),
        "check: an option without a value": (("check", "--corpus"), ("--corpus",)),
        "evidence: nothing": (("evidence", ""), ("condition",)),
        "evidence: code": (("evidence", "__import__('os').system('id') == 0"), ("condition",)),
        "evidence: a power": (("evidence", "9**9**9**9 == 1"), ("condition",)),
        "evidence: no column": (("evidence", "colour == 'red'"), ("colour",)),
        "evidence: a row of 5,000 digits": (("evidence", f"f.csv:{'9' * 5000}"), ("f.csv",)),
        "evidence: a filter that is code": (("evidence", "f.csv:1"), ("f.csv:1",)),
        "evidence: a filter that is blank": (("evidence", "f.csv:2"), ("f.csv:2",)),
        "evidence: no file": (("evidence", "nowhere.csv:1"), ("nowhere.csv",)),
        "evidence: brackets without end": (("evidence", "(" * 5000 + "1" + ")" * 5000), ("condition",)),
        "add: nothing": (("add",), ("FILE",)),
        "add: no file": (("add", "nowhere.txt"), ("nowhere.txt",)),
        "add: no field": (("add", "a.txt", "--set", "colour=red"), ("--set",)),
        "add: no address": (("add", "a.txt", "--url", "javascript:alert(1)"), ("--url",)),
        "attribute: nothing": (("attribute", "-o", "o.csv"), ("FILE",)),
        "attribute: no output": (("attribute", "a.txt"), ("--output",)),
        "attribute: no worker": (("attribute", "a.txt", "-o", "o.csv", "--workers", "0"), ("--workers",)),
        "evaluate: nothing": (("evaluate",), ("stage",)),
        "evaluate: no stage": (("evaluate", "colours"), ("stage",)),
        "compare: nothing": (("compare",), ("BY",)),
        "compare: no column": (("compare", "colour"), ("BY", "election_year")),
        "compare: a column that is no group": (("compare", "sentence"), ("BY",)),
        "compare: a column nearly right": (("compare", "ofice"), ("did you mean office",)),
        "compare: no frame": (("compare", "mode", "--frame", "sanction"), ("did you mean sanctions",)),
        "compare: no base": (("compare", "mode", "--base", "speakers"), ("--base",)),
        "compare: no sample": (("compare", "mode", "--sample", "colour"), ("colour",)),
        "compare: no seed": (("compare", "mode", "--seed", "-1"), ("--seed",)),
        "compare: no corpus": (("compare", "mode", "--corpus", "nowhere"), ("nowhere",)),
        "confirm: no hypotheses": (("confirm",), ("hypotheses.toml",)),
        "keyness: no column": (("keyness", "colour", "red"), ("colour",)),
        "keyness: no value": (("keyness", "election_year", "1999"), ("1999",)),
        "keyness: no prior": (("keyness", "election_year", "2018", "--prior", "inf"), ("prior",)),
        "keyness: no number": (("keyness", "election_year", "2018", "--prior", "nan"), ("prior",)),
        "keyness: a billion draws": (("keyness", "election_year", "2018", "--draws", "1000000000"), ("--draws",)),
        "keyness: no stems": (("keyness", "election_year", "2018", "--stems", "porter"), ("stems",)),
        "topics: one topic": (("topics", "--topics", "1"), ("--topics",)),
        "topics: no seed": (("topics", "--seed", "-1"), ("--seed",)),
        "topics: no sample": (("topics", "--sample", "colour"), ("colour",)),
        "topics: a resample of one": (("topics", "--resamples", "1"), ("--resamples",)),
        "references: no kind": (("references", "--kind", "colour"), ("kind",)),
        "references: no column": (("references", "--by", "text"), ("by",)),
        "network: no actor": (("network", "--actor", "colour"), ("actor",)),
        "network: no frame": (("network", "--frames", "colour"), ("colour",)),
        "network: no unit": (("network", "--within", "week"), ("within",)),
        "code sample: no stratum": (("code", "sample", "-o", "s.csv", "--by", "colour"), ("colour",)),
        "code sample: no coders": (("code", "sample", "-o", "s.csv", "--by", "disagreement"), ("--coders",)),
        "code plan: no coder": (("code", "plan", "x"), ("x",)),
        "code plan: no column": (("code", "plan", "cue", "--by", "colour", "--draws", "2"), ("colour",)),
        "code plan: one group": (("code", "plan", "cue", "--groups", "x"), ("--groups",)),
        "code plan: no frame": (("code", "plan", "cue", "--frame", "colour"), ("colour",)),
        "code plan: people of no sheet": (("code", "plan", "cue", "--people", "ani"), ("--people",)),
        "code plan: no key": (("code", "plan", "cue", "--pilot", "x.key.csv"), ("x.key.csv",)),
        "compare: no coder": (("compare", "office", "--coder", "nobody"), ("nobody",)),
        "compare: gold corrected": (("compare", "office", "--corrected-by", "x.key.csv"), ("--coder",)),
        "code sample: no document": (("code", "sample", "-o", "s.csv", "--documents", "x"), ("x",)),
        "code import: no sheet": (("code", "import", "nowhere.csv", "--coder", "rahma"), ("nowhere.",)),
        "code adjudicate: nothing": (("code", "adjudicate"), ("--coders",)),
        "code adjudicate: no coder": (("code", "adjudicate", "--coders", "x,y", "-o", "s.csv"), ("x",)),
        "code agreement: no coder": (("code", "agreement", "--coders", "x,y"), ("x",)),
        "code correct: no key": (("code", "correct", "nowhere.key.csv", "--coder", "coder_a"), ("nowhere.key.csv",)),
        "codebook check: no corpus": (("codebook", "check", "--corpus", "nowhere"), ("nowhere",)),
        "codebook render: no corpus": (("codebook", "render", "--corpus", "nowhere"), ("nowhere",)),
        "codebook export: no corpus": (("codebook", "export", "-o", "x.qdc", "--corpus", "nowhere"), ("nowhere",)),
        "study: no study": (("study", "nowhere"), ("nowhere",)),
        "no command": (("colour",), ("colour",)),
    }
    for name, (words, says) in named.items():

        def make(folder: Path) -> None:
            write("a.txt", TEXT)(folder)
            write("f.csv", "year,filter\n2018,\"@pd.io.common.os.system('id') == 0\"\n2020,\n")(folder)

        yield Case(name, words, make, says)


def _misuse_projects() -> Iterator[Case]:
    """The commands that lay out, build, pack or export a whole project, and the one that looks at the machine."""
    own = write("own/a.txt", TEXT)
    file = write("a.txt", TEXT)
    cited = write("CITATION.cff", CITATION)
    book = put("corpus/codebook.toml", "no byte")

    def together(*makes: Make) -> Make:
        return lambda folder: [make(folder) for make in makes] and None

    named: dict[str, tuple[tuple[str, ...], Make, tuple[str, ...]]] = {
        "doctor: no corpus": (("doctor", "--corpus", "nowhere"), file, ("nowhere",)),
        "doctor: no such option": (("doctor", "--colour"), file, ("--colour",)),
        "new: nothing": (("new",), file, ("FILE",)),
        "new: no subject": (("new", "made"), file, ("--subject",)),
        "new: an empty subject": (("new", "made", "--subject", ""), file, ("--subject",)),
        "new: a subject of 201 characters": (("new", "made", "--subject", "x" * 201), file, ("--subject", "201")),
        "new: an escape": (("new", "made", "--subject", "a\x1b[31mb"), file, ("--subject", "U+001B")),
        "new: an empty author": (("new", "made", "--subject", "x", "--author", " "), file, ("--author",)),
        "new: a folder in use": (("new", "own", "--subject", "x"), own, ("own", "a.txt")),
        "new: a file": (("new", "a.txt", "--subject", "x"), file, ("a.txt",)),
        "new: below a file": (("new", "a.txt/made", "--subject", "x"), file, ("a.txt",)),
        "new: where nothing can be written": (("new", "/proc/made", "--subject", "x"), file, ("/proc",)),
        "new: a name that is no name": (("new", "a b", "--subject", "x"), file, ("a b",)),
        "report: no language": (("report", "site", "--lang", "fr"), file, ("--lang",)),
        "report: no project": (("report", "site", "--project", "nowhere"), file, ("nowhere",)),
        "report: a folder in use": (("report", "own"), own, ("own",)),
        "report: a file": (("report", "a.txt"), file, ("a.txt",)),
        "report: the corpus": (("report", "corpus"), file, ("corpus",)),
        "report: a codebook of no byte": (("report", "site"), book, ("codebook.toml",)),
        "archive: nobody to cite": (("archive", "a.zip"), file, ("CITATION.cff",)),
        "archive: no .zip": (("archive", "a.tar"), cited, ("a.tar",)),
        "archive: no project": (("archive", "a.zip", "--project", "nowhere"), file, ("nowhere",)),
        "archive: a file of people": (("archive", "own.zip"), together(cited, write("own.zip", TEXT)), ("own.zip",)),
        "archive: a codebook of no byte": (("archive", "a.zip"), together(cited, book), ("codebook.toml",)),
        "archive: where nothing can be written": (("archive", "/proc/a.zip"), cited, ("/proc",)),
        "archive: below a file": (("archive", "a.txt/a.zip"), together(cited, file), ("a.txt",)),
        "export: nothing": (("export",), file, ("FOLDER",)),
        "export: no project": (("export", "out", "--project", "nowhere"), file, ("nowhere",)),
        "export: no worker": (("export", "out", "--workers", "0"), file, ("--workers",)),
        "export: a file": (("export", "a.txt"), file, ("a.txt",)),
        "export: the corpus": (("export", "corpus"), file, ("corpus",)),
        "export: below a file": (("export", "a.txt/out"), file, ("a.txt",)),
    }
    for name, (words, make, says) in named.items():
        yield Case(name, words, make, says)


def _scramble(draw: random.Random) -> Iterator[Case]:
    """Files of the corpus with bytes put in at random, of which none can be what is meant."""
    for name in ("codebook.toml", "elections.csv", "coding/gold.csv", f"documents/{DOCUMENT}.md"):
        for number in range(4):
            byte, part = bytes([draw.choice([0, 7, 8, 0x1B, 0xFF, 0xC0])]), draw.random()

            def make(folder: Path, name: str = name, byte: bytes = byte, part: float = part) -> None:
                path = folder / "corpus" / name
                content = path.read_bytes()
                place = int(part * len(content))
                path.write_bytes(content[:place] + byte + content[place:])

            yield Case(f"check: {name} with a byte put in, {number}", ("check",), make, (Path(name).name,))


# The corpus that each case spoils: ten documents of the project, none of those that nobody reads.


def choose_documents() -> list[str]:
    frozen = set((ROOT / "corpus" / "coding" / "frozen.txt").read_text(encoding="utf-8").split())
    with (ROOT / "corpus" / "officials.csv").open(encoding="utf-8") as file:
        central = {row[0] for row in csv.reader(file) if row[0][:1] == "2"}
    names = sorted(path.stem for path in (ROOT / "corpus" / "documents").glob("*.md"))
    return sorted(
        (name for name in names if name in central or name not in frozen), key=lambda name: name not in central
    )[:10]


DOCUMENT = choose_documents()[0]


def make_corpus(folder: Path) -> Path:
    """Write the corpus of ten documents into folder."""
    names = set(choose_documents())
    for part in ("documents", "coding"):
        (folder / part).mkdir(parents=True)
    for name in names:
        shutil.copy(ROOT / "corpus" / "documents" / f"{name}.md", folder / "documents")
    for name in LISTS[:2] + LISTS[3:]:
        shutil.copy(ROOT / "corpus" / name, folder / name)
    for name in ("officials.csv", "coding/gold.csv", "coding/coder_a.csv", "coding/coder_b.csv"):
        head, *rows = [
            row
            for row in (ROOT / "corpus" / name).read_text(encoding="utf-8").splitlines(keepends=True)
            if row[0] != "#"
        ]
        kept = [row for row in rows if row.split(",")[0] in names]
        (folder / name).write_text(head + "".join(kept), encoding="utf-8")
    (folder / "coding" / "frozen.txt").write_text("# none\n", encoding="utf-8")
    return folder


def see(folder: Path) -> dict[str, tuple[int, bytes]]:
    """What lies in a folder: the kind of each thing, and its content."""
    seen = {}
    for path in sorted(folder.rglob("*")):
        kind = stat.S_IFMT(path.lstat().st_mode)
        small = kind == stat.S_IFREG and path.stat().st_size < 20_000_000
        content = path.read_bytes() if small else os.fsencode(path.readlink()) if kind == stat.S_IFLNK else b""
        seen[path.relative_to(folder).as_posix()] = (kind, content)
    return seen


def call(folder: Path, words: tuple[str, ...]) -> tuple[int, str]:
    """Call the command line in folder, in this process; exit code and what it printed."""
    printed, before, arguments = io.StringIO(), Path.cwd(), sys.argv

    def stop(*_: object) -> None:
        raise TimeoutError("hangs")

    former = signal.signal(signal.SIGALRM, stop)
    signal.alarm(PATIENCE)
    code: object = 0
    try:
        os.chdir(folder)
        sys.argv = ["research", *words]
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            cli.main()
    except SystemExit as end:
        code = end.code
    except BaseException as error:
        code = 70
        printed.write(f"Traceback {type(error).__name__}: {error}")
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)
        os.chdir(before)
        sys.argv = arguments
    return int(code) if isinstance(code, int) else 0 if code is None else 1, printed.getvalue()


def judge(case: Case, model: Path, room: Path) -> list[str]:
    """Try a case in a copy of the model corpus; what does not hold."""
    shutil.copytree(model, room / "corpus")
    case.make(room)
    before = see(room)
    code, printed = call(room, case.words)
    wrong = [] if code in (1, 2) else [f"exit {code}"]
    wrong += [f"changed: {name}" for name in sorted({*before.items()} ^ {*see(room).items()})][:3]
    wrong += ["a traceback"] if "Traceback" in printed else []
    wrong += ["a warning"] if "Warning:" in printed else []
    wrong += [f"does not name {name!r}" for name in case.says if name.lower() not in printed.lower()]
    told = any(word in printed for word in ("expected", "; ", "Try 'research", "Missing", "requires", "Invalid value"))
    wrong += [] if told else ["says neither what was expected nor what to do"]
    return [*wrong, f"said: {' / '.join(printed.split(chr(10)))[:300]}"] if wrong else []


def try_cases(cases: list[Case], room: Path, *, told: bool = False) -> dict[str, list[str]]:
    """Each case that does not hold, and why."""
    model = make_corpus(room / "model")
    failures = {}
    for number, case in enumerate(cases):
        place = room / str(number)
        place.mkdir()
        if wrong := judge(case, model, place):
            failures[case.name] = wrong
            if told:
                print(f"{case.name}\n    " + "\n    ".join(wrong), flush=True)
        shutil.rmtree(place, ignore_errors=True)
    return failures


def main() -> None:
    words = " ".join(sys.argv[1:])
    cases = [case for case in list_cases() if words in case.name]
    # What eats memory is to end with a MemoryError here, not with this machine.
    resource.setrlimit(resource.RLIMIT_AS, (6_000_000_000, 6_000_000_000))
    with tempfile.TemporaryDirectory() as room:
        failures = try_cases(cases, Path(room), told=True)
    tried = Counter(case.name.partition(":")[0] for case in cases)
    lost = Counter(name.partition(":")[0] for name in failures)
    print(pd.DataFrame({"cases": tried, "hold": tried - lost}).fillna(0).astype(int).to_string())
    print(f"{len(cases)} bad inputs, {len(cases) - len(failures)} hold")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
