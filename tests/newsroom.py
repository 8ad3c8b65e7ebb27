"""A corpus of published news that nobody published: invented items on the sorting of waste, made by a seed.

Names, places, papers and sentences are made up here; the provinces are real, since a corpus knows no others.
"""

import csv
import json
import random
import re
from pathlib import Path

PLACES = [("Kota Randu", "Bali"), ("Kabupaten Lembah Sari", "Jawa Tengah"), ("Kota Tanjung Biru", "Riau")]
ELECTIONS = {"pilkada-2018": "2018-06-27", "pilkada-2020": "2020-12-09", "pilkada-2024": "2024-11-27"}
TITLES = ["Bupati", "Wali Kota", "Sekretaris Daerah", "Kepala Dinas Lingkungan Hidup"]
FIRST = ["Arman", "Bestari", "Candra", "Dewanti", "Elang", "Farida", "Gumilar", "Hanifah"]
LAST = ["Sasmita", "Wirabumi", "Lubuk", "Prawara", "Tanjaya", "Kusnadi", "Rangkuti", "Sembada"]
THINGS = ["botol plastik", "sisa dapur", "kardus bekas", "minyak jelantah", "baterai", "kaca pecah", "daun kering"]
SITES = ["pasar", "terminal", "sekolah", "pelabuhan", "alun-alun", "rumah sakit", "balai desa", "perumahan"]
TEACH = [
    "penyuluhan di {site} menyangkut {thing} sebelum pukul {hour}",
    "sosialisasi kepada {number} keluarga menjauhkan {thing} dari {site}",
    "kader {site} memberi penyuluhan tentang {thing} selama {number} hari",
]
FINE = [
    "pembakar {thing} dekat {site} dikenai denda {number} ribu rupiah",
    "denda bagi {thing} berlaku di {site} bulan depan",
    "petugas {site} menjatuhkan denda atas {thing}",
]
PLAIN = [
    "armada {thing} bertambah {number} unit untuk {site}",
    "warga {site} mengeluhkan {thing} setiap malam",
    "gudang {thing} seluas {number} meter ada di {site}",
    "{number} ton {thing} diangkut dari {site}",
]
SCENES = [
    "Acara di {site} itu selesai pukul {hour} bersama {number} undangan.",
    "Hujan turun di {site}.",
    "Halaman {site} penuh {thing}.",
]
FRAMES = {"education": "penyuluhan|sosialisasi", "fines": "denda"}


def write_item(number: int, *, seed: int) -> dict[str, str]:
    """Write the item of a number as a row of what research add reads."""
    draw = random.Random(f"{seed}.{number}")
    election = list(ELECTIONS)[number % len(ELECTIONS)]
    region, province = PLACES[number % len(PLACES)]
    title, name = draw.choice(TITLES), f"{draw.choice(FIRST)} {draw.choice(LAST)}"

    def make() -> str:
        return "".join(draw.choice("bdgjklmnprst") + draw.choice("aeiou") for _ in range(3))

    def fill(template: str) -> str:
        slots = {"site": f"{draw.choice(SITES)} {make().title()}", "thing": f"{draw.choice(THINGS)} {make()}"}
        return template.format(**slots, number=draw.randint(12, 480), hour=draw.randint(7, 17))

    said = [fill(template) for template in (draw.choice(TEACH), draw.choice(FINE), *draw.sample(PLAIN, 3))]
    draw.shuffle(said)
    text = [
        f"{region} Tata Ulang {make().title()} {draw.choice(THINGS).title()}",
        f"Senin, {draw.randint(2, 27)} Mei {election[-4:]}",
        f"Pemerintah {region} menata {make()} di {draw.choice(SITES)}. {fill(SCENES[0])}",
        f"“{said[0].capitalize()},” kata {title} {region} {name} di {draw.choice(SITES)}.",
        f"Menurut {name}, {said[1]}. Ia menegaskan {said[2]}.",
        f"{fill(SCENES[1 + number % 2])}",
        f"“{said[3].capitalize()}. {said[4].capitalize()},” ujar {name}.",
    ]
    outlet = f"Kabar {region.split()[-1]}"
    return {
        "id": f"{election[-4:]}-05-{number + 10}-item",
        "outlet": outlet,
        "url": f"https://example.org/{number}",
        "published": f"{election[-4:]}-05-{number % 18 + 10}",
        "election": election,
        "region": region,
        "province": province,
        "kind": "press_release" if number % 4 == 3 else "news",
        "text": "\n\n".join(text),
    }


def write_table(path: Path, *, number: int, seed: int = 11) -> Path:
    """Write a table of items, JSON lines."""
    rows = [json.dumps(write_item(place, seed=seed), ensure_ascii=False) for place in range(number)]
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def write_codebook(path: Path, shipped: Path, *, coders: tuple[str, ...] = ("ani", "budi")) -> None:
    """Write a codebook of two frames on waste, with the words of negation, the offices and modes of the shipped one."""
    text = shipped.read_text(encoding="utf-8")
    words = text[text.index("negators = [") : text.index("[[coder]]")]
    labels = text[text.index("[[functions]]") : text.index("[[frames]]")].partition("[[frame_rules]]")[0]
    head = [
        'title = "Codebook: how officials speak of waste"',
        'unit = "One sentence that reports what an official says about waste."',
        'rules = ["A sentence may carry no frame, one, or several.", "Narration carries no frame."]',
        'sample = "Invented items."',
        'coders = "The coders were a script."',
        'speaker = "the name at its fullest"',
    ]
    who = [f'[[coder]]\nname = "{name}"\nwho = "a script"\nsince = "2026"' for name in coders]
    frames = [
        f'[[frames]]\ncode = "{code}"\nlabel_en = "{code.title()}"\nlabel_id = "{code}"\nquestion = "Is it {code}?"\n'
        f'definition = "Waste is a matter of {code}."\nentman = "treatment_recommendation"\n'
        f'include = ["{cue}"]\nexclude = ["anything else"]\n'
        f'[[frames.cues]]\nname = "{code}_word"\npatterns = ["{cue}"]\n'
        + "".join(
            f'[[frames.examples]]\ntext = "{example}"\npresent = {str(present).lower()}\nwhy = "it is {code}"\n'
            for example, present in write_examples(cue)
        )
        for code, cue in FRAMES.items()
    ]
    path.write_text("\n".join([*head, words, *who, labels, *frames]), encoding="utf-8")


def write_examples(cue: str) -> list[tuple[str, bool]]:
    word = cue.split("|")[0]
    some = [(f"Camat menyebut {word} di {site}.", True) for site in SITES[:6]]
    return some + [(f"Camat menyebut gudang di {site}.", False) for site in SITES[:6]]


def write_folder(folder: Path, shipped: Path) -> Path:
    """Write a corpus folder with everything but documents and codes."""
    (folder / "documents").mkdir(parents=True)
    (folder / "coding" / "sheets").mkdir(parents=True)
    write_codebook(folder / "codebook.toml", shipped / "codebook.toml")
    days = "".join(f"{name},Regional {name[-4:]},regional,{day}\n" for name, day in ELECTIONS.items())
    (folder / "elections.csv").write_text(f"election,label,kind,voting_day\n{days}")
    (folder / "officials.csv").write_text("document,speaker,label\n")
    (folder / "coding" / "frozen.txt").write_text("# none\n")
    sides = 'column = "election_year"\na = ["2024"]\nb = ["2018"]'
    contrast = f'[[contrast]]\nid = "late"\nlabel = "2024 against 2018"\n{sides}'
    (folder / "contrasts.toml").write_text(f'frames = ["education", "fines"]\n\n{contrast}\n')
    return folder


def fill_sheet(sheet: Path, *, miss: str = "") -> None:
    """Fill a sheet as a coder would who goes by words and misses a frame where a word stands."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file))
    for row in rows:
        text = row[head.index("text")]
        for code, cue in FRAMES.items():
            seen = re.search(cue, text, re.IGNORECASE) and not (miss and miss in text)
            row[head.index(code)] = "yes" if seen else "no"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
