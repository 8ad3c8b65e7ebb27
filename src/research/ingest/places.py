"""Which region a text speaks of: names from the gazetteer, weighed by the words before them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from research.data import read_rows

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
_NAME_OF_A_SITE = re.compile(r"\s?\.\s?(?:com|id|co|net|news|tv)\b", re.IGNORECASE)
TYPED, UNTYPED, DATELINE, FIRST = 2.0, 1.0, 3.0, 2.0
LEAST, LEAD, PROVINCE_SHARE = 3.0, 1.5, 0.75


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
    regions, others = read_rows("regions.csv"), read_rows("regencies.csv")
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
    points = _count_points(text, title)
    ranked = sorted(points.items(), key=lambda item: (-item[1], item[0]))
    provinces: dict[str, float] = defaultdict(float)
    for place, score in ranked:
        for province in (known := read_gazetteer().provinces[place]):
            provinces[province] += score / len(known)
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    if ranked and ranked[0][1] >= max(LEAST, LEAD * second):
        place = ranked[0][0]
        known = read_gazetteer().provinces[place]
        return name_region(place), known[0] if len(known) == 1 else ""
    best = max(provinces, key=lambda province: (provinces[province], province), default="")
    sure = best and provinces[best] >= max(LEAST, PROVINCE_SHARE * sum(provinces.values()))
    return "", best if sure else ""


def name_region(place: Place) -> str:
    """Name a place as the corpus does.

    >>> name_region(("city", "Bontang")), name_region(("province", "Daerah Istimewa Yogyakarta"))
    ('Kota Bontang', 'Daerah Istimewa Yogyakarta')
    """
    kind, name = place
    return name if name.startswith("Daerah ") else _TITLES[kind] + name


def _count_points(text: str, title: str) -> dict[Place, float]:
    points: dict[Place, float] = defaultdict(float)
    dateline = _DATELINE.match(text)
    end = dateline.end() if dateline else 0
    for match, places in _find_names(dateline[1] if dateline else ""):
        if match[0].lower() != "jakarta" and not _NAME_OF_A_SITE.match(match.string, match.end()):
            _share_points(points, places, DATELINE)
    for part, weight in ((title, FIRST), (text[end : end + 300], FIRST), (text[end + 300 :], 1.0)):
        for match, places in _find_names(part):
            before = part[max(0, match.start() - 25) : match.start()]
            if typed := [place for place in places if _BEFORE[place[0]].search(before)]:
                _share_points(points, typed, weight * TYPED)
            elif _UNTYPED.search(before):
                _share_points(points, places, weight * UNTYPED)
    return points


def _find_names(text: str) -> Iterator[tuple[re.Match[str], Sequence[Place]]]:
    """The names in text with the places they may mean."""
    gazetteer = read_gazetteer()
    for match in gazetteer.pattern.finditer(text):
        yield match, gazetteer.places[match[0].lower()]


def _share_points(points: dict[Place, float], places: Sequence[Place], weight: float) -> None:
    for place in places:
        points[place] += weight
