"""Which region a text speaks of, or that it is all the country: names of the gazetteer, weighed by the words before."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from research import tables

Place = tuple[str, str]  # kind and name, as in regions.csv
_TITLES = {"regency": "Kabupaten ", "city": "Kota ", "province": "Provinsi "}
# The end of what stands before a name, and the kind that the name then has.
_BEFORE = {
    "city": re.compile(r"(?:\bkota|\bwali ?kota|\bwawali|\bpemkot|\bsekdakot|\bsetdakot|\bwakot)\s+$", re.IGNORECASE),
    "regency": re.compile(
        r"(?:\bkabupaten|\bkab\.?|\bbupati|\bwabup|\bpemkab|\bsekdakab|\bsetdakab)\s+$", re.IGNORECASE
    ),
    "province": re.compile(
        r"(?:\bprovinsi|\bpropinsi|\bprov\.?|\bgubernur|\bwagub|\bpemprov|\bsekdaprov|\bpolda|\bkejati)\s+$",
        re.IGNORECASE,
    ),
}
_UNTYPED = re.compile(
    r"\b(?:di|ke|dari|se-?|bawaslu|panwaslu|panwaslih|kpud?|kip|sekda|daerah|bkd|bkpsdmd?|bkpp|dprd|polres|polresta|"
    r"kejari|inspektorat|asn|pns|masyarakat|warga|pilkada|pilbup|pilwali|pilwalkot|pilgub|diskominfo|kominfo|"
    r"kesbangpol|satpol pp)\s*$",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"\s*([^\n]{3,70}?)\s*(?:\s[-–—]{1,2}|[–—]|\s?:)\s")
_RELATED = re.compile(
    r"\(?\b(?:baca|simak|lihat|tonton) (?:juga|pula)\b(?:[^\n]{0,160}?(?:[.!?](?=\s|$)|\)|$)|[^\n]{0,160})",
    re.IGNORECASE | re.MULTILINE,
)
_HEADING = re.compile(
    r"(?:baca|simak|lihat|tonton) (?:juga|pula)\W*|"
    r"(?:berita|artikel) (?:terkait|lainnya|populer|terpopuler|terkini|rekomendasi)\W*|"
    r"terpopuler\W*|terkait\W*|rekomendasi\W*|\w*\s?komentar\W*",
    re.IGNORECASE,
)
_NAME_OF_A_SITE = re.compile(r"\s?\.\s?(?:com|id|co|net|news|tv)\b", re.IGNORECASE)
TYPED, UNTYPED, DATELINE, FIRST = 2.0, 1.0, 3.0, 2.0
LEAST, LEAD, PROVINCE_SHARE = 3.0, 1.5, 0.75
NATIONAL = ("Indonesia", "Nasional")
_NAMED_OFTEN = 3
MANY_PROVINCES = 4  # an item that names so many, and none above the others, speaks of the whole country
_BEGINNING = 300
_LONGEST_FURNITURE = 300  # characters; a longer paragraph is text, however it begins


@dataclass(frozen=True)
class Gazetteer:
    """Every name with the places it may mean, one pattern that finds them, and the provinces each place may lie in."""

    places: dict[str, tuple[Place, ...]]
    pattern: re.Pattern[str]
    provinces: dict[Place, tuple[str, ...]]


@cache
def read_gazetteer() -> Gazetteer:
    """Read regions.csv and regencies.csv of the package's data.

    >>> read_gazetteer().places["tenggarong"], read_gazetteer().provinces["regency", "Kutai Kartanegara"]
    ((('regency', 'Kutai Kartanegara'),), ('Kalimantan Timur',))
    """
    regions, others = tables.read_data_rows("regions.csv"), tables.read_data_rows("regencies.csv")
    places: dict[str, set[Place]] = defaultdict(set)
    provinces: dict[Place, set[str]] = defaultdict(set)
    for row in regions:
        if row["kind"] != "news":
            places[row["region"].lower()].add((row["kind"], row["region"]))
            provinces[row["kind"], row["region"]].add(row["province"])
    for row in others:
        places[row["name"].lower()].add((row["kind"], row["region"]))
    alternatives = "|".join(sorted(map(re.escape, places), key=lambda name: (-len(name), name)))
    return Gazetteer(
        places={name: tuple(sorted(found)) for name, found in places.items()},
        pattern=re.compile(rf"(?<![\w-])(?=(?-i:[A-Z]))(?:{alternatives})(?![\w-])", re.IGNORECASE),
        provinces={place: tuple(sorted(found)) for place, found in provinces.items()},
    )


def propose_region(text: str, *, title: str = "") -> tuple[str, str]:
    """Propose region and province of a text; empty where its names do not agree.

    A place must have at least LEAST points and LEAD times those of the next one: a name with its office or kind before
    it (Bupati Berau, Kota Bontang) counts TYPED, with a preposition or a body UNTYPED, both FIRST times over in
    the title and the first 300 characters, and in the dateline DATELINE. Jakarta in a dateline is no evidence.

    >>> propose_region("TENGGARONG - Bupati Kukar meminta ASN netral. Apel ASN Kukar digelar Senin pagi.")
    ('Kabupaten Kutai Kartanegara', 'Kalimantan Timur')
    >>> propose_region("Pemerintah meminta seluruh ASN netral.")
    ('', '')
    """
    points = _count_points(drop_furniture(text), title)
    ranked = sorted(points.items(), key=lambda item: (-item[1], item[0]))
    provinces = _share_provinces(points)
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    if ranked and ranked[0][1] >= max(LEAST, LEAD * second):
        place = ranked[0][0]
        known = read_gazetteer().provinces[place]
        return name_region(place), known[0] if len(known) == 1 else ""
    best = max(provinces, key=lambda province: (provinces[province], province), default="")
    sure = best and provinces[best] >= max(LEAST, PROVINCE_SHARE * sum(provinces.values()))
    return "", best if sure else ""


def propose_national(text: str, *, title: str = "") -> str:
    """Say why a text without a region of its own speaks of the whole country; empty where nothing shows it.

    A central office or body stands in the title or in the first 300 characters, under a dateline of Jakarta where no
    place has twice LEAST points, or without one where no province has LEAST or is named three times; or places of
    MANY_PROVINCES provinces or more are named, and no more than a third of the names are of one of them.

    >>> propose_national("JAKARTA - Menteri Dalam Negeri meminta pegawai netral.")
    "'menteri dalam negeri' under a dateline of Jakarta"
    >>> propose_national("Camat meminta pegawai netral.")
    ''
    """
    text = drop_furniture(text)
    points = _count_points(text, title)
    known = [read_gazetteer().provinces[places[0]] for _, places in _find_names(text)]
    named = Counter(provinces[0] for provinces in known if len(provinces) == 1)
    best = max(points.values(), default=0.0)
    if len(named) >= MANY_PROVINCES and 3 * max(named.values()) <= named.total():
        return f"places of {len(named)} provinces, none above the others"
    central = make_central_pattern().search(f"{title}\n{text[:_BEGINNING]}")
    if central and "jakarta" in find_dateline(text).lower() and best < 2 * LEAST:
        return f"{central[0].lower()!r} under a dateline of Jakarta"
    told = max(_share_provinces(points).values(), default=0.0)
    if central and told < LEAST and max(named.values(), default=0) < _NAMED_OFTEN:
        return f"{central[0].lower()!r} and no region named"
    return ""


@cache
def make_central_pattern() -> re.Pattern[str]:
    """The pattern of central offices and bodies: those of the two lists but for branches, and the commissions."""
    rows = [(row["office"], row["category"]) for row in tables.read_data_rows("offices.csv") if row["use"] == "post"]
    rows += [(row["institution"], row["category"]) for row in tables.read_data_rows("institutions.csv")]
    names = {
        name for name, category in rows if category == "central" and not re.match(r"kakan|kakanwil|kantor reg", name)
    }
    names |= {
        "menteri",
        "dirjen",
        "direktur jenderal",
        "bawaslu ri",
        "kpu ri",
        "kasn",
        "komisi aparatur sipil negara",
        "dkpp",
    }
    alternatives = "|".join(sorted(map(re.escape, names), key=lambda name: (-len(name), name)))
    return re.compile(rf"(?<![\w-])(?<!calon )(?<!pemilihan )(?:{alternatives})(?![\w-])", re.IGNORECASE)


# Both questions put to a text, which region and whether all the country, begin with the same count.
@lru_cache(maxsize=4)
def drop_furniture(text: str) -> str:
    r"""Leave out of a text what is no evidence of where it plays: credits, tags, and links to other items.

    >>> drop_furniture("Camat menegur lurah. Baca juga: Bupati Berau Tegur Camat\nPenulis: Sinta\nWarga setuju.")
    'Camat menegur lurah. \nWarga setuju.'
    """
    kept, below_heading = [], False
    for line in text.split("\n"):
        below_heading = bool(_HEADING.fullmatch(line.strip())) or (
            below_heading and not re.search(r"[.!?”\"]\s*$", line)
        )
        if not below_heading and not (len(line) <= _LONGEST_FURNITURE and _find_furniture().match(line.strip())):
            kept.append(_RELATED.sub("", line))
    return "\n".join(kept)


@cache
def _find_furniture() -> re.Pattern[str]:
    rows = tables.read_data_rows("boilerplate.csv")
    return re.compile("|".join(f"(?:{row['pattern']})" for row in rows if row["place"] == "paragraph"), re.IGNORECASE)


def find_dateline(text: str) -> str:
    """The place, and what stands beside it, before the dash with which news begins; empty where there is none.

    >>> find_dateline("DENPASAR, KABAR.com -- Sekda membuka apel.")
    'DENPASAR, KABAR.com'
    """
    match = _DATELINE.match(text)
    return match[1] if match else ""


def name_region(place: Place) -> str:
    """Name a place as the corpus does.

    >>> name_region(("city", "Bontang")), name_region(("province", "Daerah Istimewa Yogyakarta"))
    ('Kota Bontang', 'Daerah Istimewa Yogyakarta')
    """
    kind, name = place
    return name if name.startswith("Daerah ") else _TITLES[kind] + name


@lru_cache(maxsize=4)
def _count_points(text: str, title: str) -> Mapping[Place, float]:
    points: dict[Place, float] = defaultdict(float)
    dateline = _DATELINE.match(text)
    end = dateline.end() if dateline else 0
    for match, places in _find_names(dateline[1] if dateline else ""):
        if match[0].lower() != "jakarta" and not _NAME_OF_A_SITE.match(match.string, match.end()):
            _share_points(points, places, DATELINE)
    for part, weight in ((title, FIRST), (text[end : end + _BEGINNING], FIRST), (text[end + _BEGINNING :], 1.0)):
        for match, places in _find_names(part):
            before = part[max(0, match.start() - 25) : match.start()]
            if typed := [place for place in places if _BEFORE[place[0]].search(before)]:
                _share_points(points, typed, weight * TYPED)
            elif _UNTYPED.search(before):
                _share_points(points, places, weight * UNTYPED)
    return points


def _share_provinces(points: Mapping[Place, float]) -> dict[str, float]:
    """The points of places by province, those of a place that may lie in several shared out."""
    provinces: dict[str, float] = defaultdict(float)
    for place, score in sorted(points.items()):
        for province in (known := read_gazetteer().provinces[place]):
            provinces[province] += score / len(known)
    return provinces


def _find_names(text: str) -> Iterator[tuple[re.Match[str], Sequence[Place]]]:
    """The names in text with the places they may mean."""
    gazetteer = read_gazetteer()
    for match in gazetteer.pattern.finditer(text):
        yield match, gazetteer.places[match[0].lower()]


def _share_points(points: dict[Place, float], places: Sequence[Place], weight: float) -> None:
    for place in places:
        points[place] += weight
