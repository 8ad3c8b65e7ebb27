"""A corpus of another subject, made for a test: eight invented items on smoke in a dry season.

Its kinds of document, field, periods and offices are its own; it has no places, and its periods have no days.
"""

import csv
import json
from collections.abc import Collection, Mapping
from pathlib import Path

from typer.testing import CliRunner

from research.cli import application

ITEMS = [
    ("1", "news", "fire", "haze-2019", "“{fire},” kata Bupati Arman Sasmita di posko.\n\n{aside}"),
    ("2", "news", "health", "haze-2019", "Bupati Arman Sasmita menegaskan {health}.\n\n{aside}"),
    ("3", "hearing", "fire", "haze-2019", "“{fire},” ujar Gubernur Dewanti Prawara.\n\nMenurut Dewanti, {health}."),
    ("4", "hearing", "health", "haze-2019", "Gubernur Dewanti Prawara menyatakan {health}.\n\n{aside}"),
    ("5", "news", "fire", "late-haze", "“{fire},” kata Wali Kota Elang Lubuk.\n\n{aside}"),
    ("6", "news", "health", "late-haze", "Wali Kota Elang Lubuk mengatakan {health}.\n\n“{fire},” ujarnya."),
    ("7", "hearing", "health", "late-haze", "Ketua DPRD Farida Wirabumi mengatakan {health}.\n\n{aside}"),
    ("8", "news", "", "", "Bupati Arman Sasmita mengatakan {fire}.\n\n{aside}"),
]
WORDS = {
    "fire": ["lahan gambut di hulu jangan dibakar", "pembakar kebun di hilir akan didenda", "sekat kanal mencegah api",
             "regu jaga mencegah api di tepi hutan", "warga jangan membakar sisa panen", "api di kebun sudah padam"],
    "health": ["asap mengancam kesehatan anak", "masker dibagikan di puskesmas", "sekolah ditutup sampai udara bersih",
               "ibu hamil diminta tinggal di rumah", "obat batuk tersedia di setiap desa"],
    "aside": ["Hujan belum turun di hulu.", "Jarak pandang di pelabuhan kurang dari satu kilometer.",
              "Rapat itu dihadiri kepala desa.", "Jalan lintas ditutup sejak pagi.", "Bandara kembali dibuka.",
              "Sumur warga mulai kering.", "Kapal menunggu di muara."],
}  # fmt: skip
MEANINGS = {
    "burning": "The statement speaks of fire on land: who burns it, and how fires are prevented or put out.",
    "harm": "The statement speaks of what smoke does to people: illness, danger, lessons and work that stop.",
}
FRAMES = {"burning": ["dibakar", "membakar", "pembakar", "api"], "harm": ["asap", "masker", "udara", "obat"]}
DECLARED = """
[kinds]
news = "News items"
hearing = "Hearings of the council"

[fields.theme]
meaning = "what the item is mainly about"
values = ["fire", "health"]

[places]
"""
PERIODS = "period,label,kind,year\nhaze-2019,Haze of 2019,dry season,\nlate-haze,The late haze,El Nino,2023\n"
OFFICES = {"head": "head of a region", "bpbd": "disaster agency", "other": "anybody else"}


def write_table(path: Path, texts: Mapping[str, str] | None = None) -> Path:
    """Write the items as JSON lines, as research add reads them; texts are other ones, by number."""
    drawn = {name: iter(sentences) for name, sentences in WORDS.items()}
    lines = []
    for number, kind, theme, period, text in ITEMS:
        said = {name: next(sentences) for name, sentences in drawn.items() if f"{{{name}}}" in text}
        day = "2023-10-04" if period == "late-haze" else f"2019-09-0{number}"
        row = {"id": f"item-{number}", "outlet": "Kabar Hulu", "published": day, "kind": kind, "theme": theme}
        lines.append(json.dumps(row | {"period": period, "text": texts[number] if texts else text.format(**said)}))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_folder(folder: Path, *, offices: Mapping[str, str] = OFFICES) -> Path:
    """Write a corpus folder with everything but documents and codes."""
    (folder / "documents").mkdir(parents=True)
    (folder / "coding" / "sheets").mkdir(parents=True)
    (folder / "corpus.toml").write_text(DECLARED, encoding="utf-8")
    (folder / "periods.csv").write_text(PERIODS, encoding="utf-8")
    (folder / "officials.csv").write_text("document,speaker,label\n")
    (folder / "coding" / "frozen.txt").write_text("# none\n")
    (folder / "contrasts.toml").write_text(
        'frames = ["burning", "harm"]\n\n'
        '[[contrast]]\nid = "theme"\nlabel = "Fire against health"\ncolumn = "theme"\na = ["fire"]\nb = ["health"]\n\n'
        '[[contrast]]\nid = "kind"\nlabel = "News against hearings"\ncolumn = "kind"\na = ["news"]\nb = ["hearing"]\n\n'
        '[[contrast]]\nid = "season"\nlabel = "Late"\ncolumn = "period"\na = ["late-haze"]\nb = ["haze-2019"]\n'
    )
    labels = [("offices", offices), ("modes", {"direct": "direct", "indirect": "indirect", "narration": "narration"})]
    lines = [
        'title = "Codebook: how officials speak of smoke"\nunit = "a sentence"\nrules = ["any number of frames"]',
        'speaker = "a name"\nnegators = ["tidak"]\nsample = "Invented."\ncoders = "A script."',
        '[[functions]]\ncode = "problem"\nlabel_en = "problem"\nlabel_id = "masalah"',
        *(f'[[coder]]\nname = "{name}"\nwho = "a script"\nsince = "2026"' for name in ("ani", "budi")),
    ]
    for kind, codes in labels:
        lines += [
            f'[[{kind}]]\ncode = "{code}"\nlabel_en = "{word}"\nlabel_id = "{word}"' for code, word in codes.items()
        ]
    for code, cues in FRAMES.items():
        lines.append(
            f'[[frames]]\ncode = "{code}"\nlabel_en = "{code}"\nlabel_id = "{code}"\nquestion = "?"\n'
            f'definition = "{MEANINGS[code]}"\n'
            f'entman = "problem"\ninclude = ["yes"]\nexclude = ["no"]\n'
            f'[[frames.cues]]\nname = "word"\npatterns = ["{"|".join(cues)}"]\n'
            f'[[frames.examples]]\ntext = "Ada {cues[0]}."\npresent = true'
        )
    (folder / "codebook.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def fill_sheet(sheet: Path, *, miss: str = "", truth: Mapping[str, Collection[str]] | None = None) -> None:
    """Fill a sheet as a coder who goes by words, and sees nothing where a word stands; or by the truth."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file))
    for row in rows:
        sentence = row[head.index("text")]
        text = sentence.lower()
        for code, cues in FRAMES.items():
            by_words = any(cue in text for cue in cues) and not (miss and miss in text)
            seen = code in truth[sentence] if truth else by_words
            row[head.index(code)] = "yes" if seen else "no"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def call(folder: Path, *words: object) -> str:
    """Run a command on a corpus folder."""
    done = CliRunner().invoke(application, [str(word) for word in (*words, "--corpus", folder)])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def make_coded(base: Path) -> Path:
    """Make the corpus with its documents, coded by two people who agree, and with gold; base is the project."""
    folder = write_folder(base / "corpus")
    call(folder, "add", write_table(base / "items.jsonl"))
    named = [word for number, *_ in ITEMS for word in ("--documents", f"item-{number}")]
    for name in ("ani", "budi"):
        sheet = folder / "coding" / "sheets" / f"{name}.csv"
        call(folder, "code", "sample", "-o", sheet, *named)
        fill_sheet(sheet)
        call(folder, "code", "import", sheet, "--coder", name)
    call(folder, "code", "adjudicate", "--coders", "ani,budi", "-o", base / "apart.csv")
    return folder
