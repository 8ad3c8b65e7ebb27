"""The region that a text is about, or the whole country, proposed from the places of a gazetteer that it names."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from research.tables import read_data_rows
from research.text.lexicon import join_alternatives

Place = tuple[str, str]  # kind and name, as in regions.csv
_PREFIXES = {"regency": "Kabupaten ", "city": "Kota ", "province": "Provinsi "}
# Words before a name that say of which kind it is.
_KIND_BEFORE = {
    "city": re.compile(r"(?:\bkota|\bwali ?kota|\bwawali|\bpemkot|\bsekdakot|\bsetdakot|\bwakot)\s+$", re.IGNORECASE),
    "regency": re.compile(
        r"(?:\bkabupaten|\bkab\.?|\bbupati|\bwabup|\bpemkab|\bsekdakab|\bsetdakab)\s+$", re.IGNORECASE
    ),
    "province": re.compile(
        r"(?:\bprovinsi|\bpropinsi|\bprov\.?|\bgubernur|\bwagub|\bpemprov|\bsekdaprov|\bpolda|\bkejati)\s+$",
        re.IGNORECASE,
    ),
}
_CONTEXT_BEFORE = re.compile(
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
_HOST_ENDING = re.compile(r"\s?\.\s?(?:com|id|co|net|news|tv)\b", re.IGNORECASE)
_KIND_POINTS, _CONTEXT_POINTS, _DATELINE_POINTS, _LEAD_WEIGHT = 2.0, 1.0, 3.0, 2.0
_MINIMUM_POINTS, _MINIMUM_RATIO, _PROVINCE_SHARE = 3.0, 1.5, 0.75
_CENTRAL = {"menteri", "dirjen", "direktur jenderal", "bawaslu ri", "kpu ri"}
_CENTRAL_COMMISSIONS = {"kasn", "komisi aparatur sipil negara", "dkpp"}
NATIONAL = ("Indonesia", "Nasional")
_FREQUENT = 3
_MANY_PROVINCES = 4
_LEAD_LENGTH = 300  # characters
_MAXIMUM_FURNITURE = 300  # characters; a longer paragraph is no furniture


@dataclass(frozen=True)
class Gazetteer:
    """The names of places.

    Attributes
    ----------
    places
        The places (kind and name) that each name, in lower case, may refer to.
    pattern
        Matches every name that starts with a capital letter.
    provinces
        The provinces that each place may be in.
    """

    places: dict[str, tuple[Place, ...]]
    pattern: re.Pattern[str]
    provinces: dict[Place, tuple[str, ...]]


@cache
def read_gazetteer() -> Gazetteer:
    """Read the gazetteer: regions.csv and regencies.csv of the package's data.

    Returns
    -------
    Gazetteer
        Regencies, cities and provinces.

    Examples
    --------
    >>> read_gazetteer().places["tenggarong"], read_gazetteer().provinces["regency", "Kutai Kartanegara"]
    ((('regency', 'Kutai Kartanegara'),), ('Kalimantan Timur',))
    """
    regions, others = read_data_rows("regions.csv"), read_data_rows("regencies.csv")
    places: dict[str, set[Place]] = defaultdict(set)
    provinces: dict[Place, set[str]] = defaultdict(set)
    for row in regions:
        if row["kind"] != "news":
            places[row["region"].lower()].add((row["kind"], row["region"]))
            provinces[row["kind"], row["region"]].add(row["province"])
    for row in others:
        places[row["name"].lower()].add((row["kind"], row["region"]))
    return Gazetteer(
        places={name: tuple(sorted(values)) for name, values in places.items()},
        pattern=re.compile(rf"(?<![\w-])(?=(?-i:[A-Z]))(?:{join_alternatives(places)})(?![\w-])", re.IGNORECASE),
        provinces={place: tuple(sorted(values)) for place, values in provinces.items()},
    )


def propose_region(text: str, *, title: str = "") -> tuple[str, str]:
    """Propose the region and the province that a text is about.

    Parameters
    ----------
    text
        The text of a news item.
    title
        Its title.

    Returns
    -------
    tuple of str
        Region and province, each empty where the names in the text do not agree on one.

    Notes
    -----
    A region needs 3 points and 1.5 times those of the next one. A name behind an office or a kind of region (Bupati
    Berau, Kota Bontang) has 2 points, behind a preposition or a body 1, each doubled in the title and the first 300
    characters; a name in the dateline has 3, but Jakarta there has none.

    Examples
    --------
    >>> propose_region("TENGGARONG - Bupati Kukar meminta ASN netral. Apel ASN Kukar digelar Senin pagi.")
    ('Kabupaten Kutai Kartanegara', 'Kalimantan Timur')
    >>> propose_region("Pemerintah meminta seluruh ASN netral.")
    ('', '')
    """
    points = _count_points(drop_furniture(text), title)
    ranked = sorted(points.items(), key=lambda item: (-item[1], item[0]))
    by_province = _sum_by_province(points)
    runner_up = ranked[1][1] if len(ranked) > 1 else 0.0
    if ranked and ranked[0][1] >= max(_MINIMUM_POINTS, _MINIMUM_RATIO * runner_up):
        place = ranked[0][0]
        provinces_of_place = read_gazetteer().provinces[place]
        return name_region(place), provinces_of_place[0] if len(provinces_of_place) == 1 else ""
    best = max(by_province, key=lambda province: (by_province[province], province), default="")
    is_clear = best and by_province[best] >= max(_MINIMUM_POINTS, _PROVINCE_SHARE * sum(by_province.values()))
    return "", best if is_clear else ""


def propose_national(text: str, *, title: str = "") -> str:
    """Propose that a text without a region is about the whole country.

    Parameters
    ----------
    text
        The text of a news item.
    title
        Its title.

    Returns
    -------
    str
        The evidence for it; empty where there is none.

    Notes
    -----
    Evidence is a central office or body in the title or the first 300 characters, with a dateline of Jakarta and no
    place of 6 points, or without it and no province of 3 points or named three times; or places of four or more
    provinces, none of which has more than a third of the names.

    Examples
    --------
    >>> propose_national("JAKARTA - Menteri Dalam Negeri meminta pegawai netral.")
    "'menteri dalam negeri' under a dateline of Jakarta"
    >>> propose_national("Camat meminta pegawai netral.")
    ''
    """
    text = drop_furniture(text)
    points = _count_points(text, title)
    provinces = [read_gazetteer().provinces[places[0]] for _, places in _match_names(text)]
    mentioned = Counter(alternatives[0] for alternatives in provinces if len(alternatives) == 1)
    maximum = max(points.values(), default=0.0)
    if len(mentioned) >= _MANY_PROVINCES and 3 * max(mentioned.values()) <= mentioned.total():
        return f"places of {len(mentioned)} provinces, none above the others"
    central = make_central_pattern().search(f"{title}\n{text[:_LEAD_LENGTH]}")
    if central and "jakarta" in find_dateline(text).lower() and maximum < 2 * _MINIMUM_POINTS:
        return f"{central[0].lower()!r} under a dateline of Jakarta"
    maximum = max(_sum_by_province(points).values(), default=0.0)
    if central and maximum < _MINIMUM_POINTS and max(mentioned.values(), default=0) < _FREQUENT:
        return f"{central[0].lower()!r} and no region named"
    return ""


@cache
def make_central_pattern() -> re.Pattern[str]:
    """Make the pattern of central offices and bodies, without their branches in the regions."""
    rows = [(row["office"], row["category"]) for row in read_data_rows("offices.csv") if row["use"] == "post"]
    rows += [(row["institution"], row["category"]) for row in read_data_rows("institutions.csv")]
    names = {
        name for name, category in rows if category == "central" and not re.match(r"kakan|kakanwil|kantor reg", name)
    }
    pattern = join_alternatives(names | _CENTRAL | _CENTRAL_COMMISSIONS)
    return re.compile(rf"(?<![\w-])(?<!calon )(?<!pemilihan )(?:{pattern})(?![\w-])", re.IGNORECASE)


# propose_region and propose_national are mostly called for the same text, one after the other.
@lru_cache(maxsize=4)
def drop_furniture(text: str) -> str:
    r"""Remove credits, tags and links to other items, whose places say nothing on the region of a text.

    Parameters
    ----------
    text
        The text of a news item.

    Returns
    -------
    str
        The rest of the text.

    Examples
    --------
    >>> drop_furniture("Camat menegur lurah. Baca juga: Bupati Berau Tegur Camat\nPenulis: Sinta\nWarga setuju.")
    'Camat menegur lurah. \nWarga setuju.'
    """
    kept, under_heading = [], False
    for line in text.split("\n"):
        under_heading = bool(_HEADING.fullmatch(line.strip())) or (
            under_heading and not re.search(r"[.!?”\"]\s*$", line)
        )
        if not under_heading and not (
            len(line) <= _MAXIMUM_FURNITURE and _make_furniture_pattern().match(line.strip())
        ):
            kept.append(_RELATED.sub("", line))
    return "\n".join(kept)


@cache
def _make_furniture_pattern() -> re.Pattern[str]:
    rows = read_data_rows("boilerplate.csv")
    return re.compile("|".join(f"(?:{row['pattern']})" for row in rows if row["place"] == "paragraph"), re.IGNORECASE)


def find_dateline(text: str) -> str:
    """Find the dateline of a text.

    Parameters
    ----------
    text
        The text of a news item.

    Returns
    -------
    str
        What precedes the dash at the beginning: a place, with or without the outlet; empty where there is none.

    Examples
    --------
    >>> find_dateline("DENPASAR, KABAR.com -- Sekda membuka apel.")
    'DENPASAR, KABAR.com'
    """
    match = _DATELINE.match(text)
    return match[1] if match else ""


def name_region(place: Place) -> str:
    """Write the name of a place as the corpus does.

    Parameters
    ----------
    place
        Kind and name.

    Returns
    -------
    str
        The name behind its kind: Kabupaten, Kota or Provinsi.

    Examples
    --------
    >>> name_region(("city", "Bontang")), name_region(("province", "Daerah Istimewa Yogyakarta"))
    ('Kota Bontang', 'Daerah Istimewa Yogyakarta')
    """
    kind, name = place
    return name if name.startswith("Daerah ") else _PREFIXES[kind] + name


@lru_cache(maxsize=4)
def _count_points(text: str, title: str) -> Mapping[Place, float]:
    points: dict[Place, float] = defaultdict(float)
    dateline = _DATELINE.match(text)
    dateline_stop = dateline.end() if dateline else 0
    for match, places in _match_names(dateline[1] if dateline else ""):
        if match[0].lower() != "jakarta" and not _HOST_ENDING.match(match.string, match.end()):
            _add_points(points, places, _DATELINE_POINTS)
    lead_stop = dateline_stop + _LEAD_LENGTH
    parts = ((title, _LEAD_WEIGHT), (text[dateline_stop:lead_stop], _LEAD_WEIGHT), (text[lead_stop:], 1.0))
    for part, weight in parts:
        for match, places in _match_names(part):
            before = part[max(0, match.start() - 25) : match.start()]
            if of_kind := [place for place in places if _KIND_BEFORE[place[0]].search(before)]:
                _add_points(points, of_kind, weight * _KIND_POINTS)
            elif _CONTEXT_BEFORE.search(before):
                _add_points(points, places, weight * _CONTEXT_POINTS)
    return points


def _sum_by_province(points: Mapping[Place, float]) -> dict[str, float]:
    """Sum the points of places by province; those of a place that may be in several are divided among them."""
    by_province: dict[str, float] = defaultdict(float)
    for place, score in sorted(points.items()):
        for province in (provinces_of_place := read_gazetteer().provinces[place]):
            by_province[province] += score / len(provinces_of_place)
    return by_province


def _match_names(text: str) -> Iterator[tuple[re.Match[str], Sequence[Place]]]:
    """Yield the names in a text with the places that each may refer to."""
    gazetteer = read_gazetteer()
    for match in gazetteer.pattern.finditer(text):
        yield match, gazetteer.places[match[0].lower()]


def _add_points(points: dict[Place, float], places: Sequence[Place], weight: float) -> None:
    for place in places:
        points[place] += weight
