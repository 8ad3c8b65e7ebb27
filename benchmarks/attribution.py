"""Attribution: news items, one long document, and texts of one repeated piece.

    python benchmarks/attribution.py [--sizes 100 400] [--before FOLDER] [--small] [--write]

The texts are made from seeded templates. Sizes are news items of 300 words in the first table, words of one document in
the second, and characters of each text in the third, whose texts repeat one piece (quotation marks, nested quotations,
names, offices) as no news item does: there an exponent near 1 says that no piece makes the time grow with the square.
The peer is another checkout (--before); the result that must be the same is the whole table of statements.
"""

import hashlib
import random
import re
import sys
from collections.abc import Callable, Sequence

import pandas as pd
import side_by_side

from research.attribution import attribute_documents

WORDS = 300
GIVEN = ("Ani", "Dedi", "Nurdin", "Sarah", "Yoga", "Rida", "Made", "Budi", "Siti", "Agus", "Rina", "Wayan")
FAMILY = ("Rahma", "Yusuf", "Salim", "Wenas", "Pratama", "Amalia", "Wira", "Hartono", "Wijaya", "Lubis")
POSTS = ("Bupati Lebong", "Sekda Kaur", "Ketua Bawaslu Solok", "Pj Gubernur Bali", "Kepala BKPSDM Kota Batu")
FILL = re.findall(
    r"\w+",
    "pegawai wajib netral dan tidak boleh ikut kampanye karena pelayanan kepada warga harus tetap berjalan di semua"
    " kantor kecamatan maupun kelurahan selama tahapan pemilihan kepala daerah berlangsung tanpa gangguan apa pun",
)
REPEATED = (
    "pegawai netral dan Bupati Lebong meminta ",
    '"',
    "“a ”",
    "“a ",
    "“a “b ",
    "a” ",
    "'a ",
    "“a\n\n",
    "kata Ani ",
    "Ani Rahma meminta ",
    "Ani Rahma meminta. ",
    "Ketua KPU, ",
    "Direktur PT ",
    "(",
    "a. (b",
    "X ",
)


def make_article(draw: random.Random, words: int = WORDS) -> str:
    """Write an item of so many words: who says it, what goes on unmarked, quotations, an event, a link."""
    parts: list[str] = []
    written = 0
    while written < words:
        given, family, post = (draw.choice(names) for names in (GIVEN, FAMILY, POSTS))
        said = [" ".join(draw.sample(FILL, 12)).capitalize() for _ in range(5)]
        part = (
            f"{post} {given} {family} meminta {said[0].lower()}. {said[1]}. “{said[2]}. {said[3]},” kata {given}. "
            f"Ia menegaskan {said[4].lower()}. Rapat itu digelar pada Senin (7/9/2020)."
        )
        written += len(part.split())
        parts.append(part)
    return "\n\n".join([*parts, "Baca juga: Jadwal kampanye"])


def attribute(texts: Sequence[str]) -> Callable[[], str]:
    """Attribute texts; a first one, which loads the word lists, is not timed."""
    documents = pd.DataFrame({"document": [f"a{number:05}" for number in range(len(texts))], "text": list(texts)})
    attribute_documents(pd.DataFrame({"document": ["a"], "text": [make_article(random.Random(2))]}))

    def run() -> str:
        table = attribute_documents(documents)
        return hashlib.sha256(table.to_csv(index=False).encode()).hexdigest()

    return run


def articles(size: int) -> Callable[[], str]:
    """Attribute so many items, each a document."""
    draw = random.Random(1)
    return attribute([make_article(draw) for _ in range(size)])


def document(size: int) -> Callable[[], str]:
    """Attribute one document of so many words."""
    return attribute([make_article(random.Random(1), size)])


def repeated(size: int) -> Callable[[], str]:
    """Attribute texts of one repeated piece, each of so many characters."""
    return attribute([piece * (size // len(piece)) for piece in REPEATED])


# For each table: its side, the sizes, the small size.
TABLES = {
    "Attribution of news items of 300 words": ({"items": articles}, (100, 400), 3),
    "Attribution of one document, by its words": ({"one document": document}, (3_000, 30_000, 100_000), 600),
    "Attribution of texts of one repeated piece": ({"repeated": repeated}, (5_000, 20_000), 300),
}

if __name__ == "__main__":
    if "--side" in sys.argv:
        every = {name: side for sides, _, _ in TABLES.values() for name, side in sides.items()}
        sys.exit(side_by_side.main(__file__, "", every, sizes=(), small=0))
    found = [
        side_by_side.main(__file__, title, sides, sizes=sizes, small=small)
        for title, (sides, sizes, small) in TABLES.items()
    ]
    sys.exit(max(found))
