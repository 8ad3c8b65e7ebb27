"""What a reading tells of its document's fields: proposed where the evidence is plain, left empty where it is not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from research.ingest.dates import find_byline_day, find_event_day, parse_day
from research.ingest.places import propose_region, read_gazetteer
from research.ingest.reading import Reading
from research.ingest.words import read_words
from research.records import FIELDS

NATIONAL = ("Indonesia", "Nasional")
LONGEST_WAIT = 730  # days: campaigns for the next vote start at most two years before
_SHORT_LINE, _LINES = 100, 8  # a byline, or the place and day over a signature, stands on a short line near either end
_HOST = re.compile(r"https?://(?:www\.)?([^/:\s]+)", re.IGNORECASE)
_KINDS = {"kabupaten": "regency", "kota": "city", "provinsi": "province"}


@dataclass(frozen=True)
class Background:
    """What the corpus already knows: its elections, and the outlet of each host that has but one."""

    elections: pd.DataFrame
    outlets: Mapping[str, str]
    today: date


def propose_fields(
    reading: Reading, given: Mapping[str, str], background: Background
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Fill the fields of a document: given first, then what its page or row says, then what follows from the rest.

    Returns the fields of records.FIELDS, empty where nothing tells, and notes on what needs a second look.
    """
    fields = {name: reading.fields.get(name, "") for name in FIELDS}
    fields |= {name: " ".join(value.split()) for name, value in given.items()}
    notes: list[str] = []
    if fields["published"]:
        day = parse_day(fields["published"])
        fields["published"] = day.isoformat() if day else fields["published"]
    elif found := _find_day(reading.text, background.today):
        fields["published"] = found[0].isoformat()
        notes.append(f"published is the day in its text, {found[1]!r}")
    if fields["published"] and not fields["date_precision"]:
        fields["date_precision"] = "day"
    fields["election"] = fields["election"] or propose_election(fields["published"], background.elections)
    site = background.outlets.get(find_host(fields["url"]), reading.fields.get("site", ""))
    fields["outlet"] = fields["outlet"] or site
    fields["kind"] = fields["kind"] or propose_kind(fields["outlet"], fields["url"])
    if not fields["region"]:
        region, province = propose_region(reading.text, title=reading.fields.get("title", ""))
        if not fields["province"] or fields["province"] == province:
            fields["region"], fields["province"] = region, province or fields["province"]
    elif not fields["province"]:
        fields["province"] = find_province(fields["region"])
    return fields, tuple(notes)


def _find_day(text: str, today: date) -> tuple[date, str] | None:
    lines = [line for line in text.split("\n") if line.strip()]
    ends = lines if len(lines) < 2 * _LINES else [*lines[:_LINES], *lines[-_LINES:]]
    short = "\n".join(line for line in ends if len(line) <= _SHORT_LINE)
    return find_byline_day(short, today=today) or find_event_day(text, today=today)


def propose_election(published: str, elections: pd.DataFrame) -> str:
    """Propose the election with the nearest voting day from published on; none where that is over two years away.

    >>> table = pd.DataFrame({"election": ["pemilu-2024", "pilkada-2024"],
    ...                       "voting_day": pd.to_datetime(["2024-02-14", "2024-11-27"])})
    >>> propose_election("2024-02-15", table), propose_election("2024-11-28", table)
    ('pilkada-2024', '')
    """
    day = parse_day(published)
    if day is None:
        return ""
    waits = [(vote.date() - day).days for vote in elections["voting_day"]]
    coming = [pair for pair in zip(waits, elections["election"], strict=True) if 0 <= pair[0] <= LONGEST_WAIT]
    return str(min(coming)[1]) if coming else ""


def propose_kind(outlet: str, url: str) -> str:
    """Propose press_release for public bodies by host or outlet, news for any other outlet, nothing without an outlet.

    >>> propose_kind("Pemkot Bontang", ""), propose_kind("Kabar", ""), propose_kind("", "https://kabar.example/1")
    ('press_release', 'news', '')
    """
    words, host = read_words(), find_host(url)
    public = any(host.endswith(ending) for ending in words["government_hosts"]) or any(
        re.match(rf"{re.escape(name)}\b", outlet, re.IGNORECASE) for name in words["government_outlets"]
    )
    if public:
        return "press_release"
    return "news" if outlet else ""


def find_host(url: str) -> str:
    """The host of an address without www.

    >>> find_host("https://www.Example.id/berita/1")
    'example.id'
    """
    match = _HOST.match(url)
    return match[1].lower() if match else ""


def find_province(region: str) -> str:
    """The province of a region named as in the corpus, empty where the gazetteer does not know it.

    >>> find_province("Kota Bontang"), find_province("Indonesia"), find_province("Kota Atlantis")
    ('Kalimantan Timur', 'Nasional', '')
    """
    if region == NATIONAL[0]:
        return NATIONAL[1]
    word, _, name = region.partition(" ")
    place = (_KINDS[word.lower()], name) if word.lower() in _KINDS else ("province", region)
    provinces = read_gazetteer().provinces.get(place, ())
    return provinces[0] if len(provinces) == 1 else ""


def make_id(fields: Mapping[str, str], reading: Reading) -> str:
    """Make an id of day, region and outlet, or of the file's name where all are unknown.

    >>> known = {"published": "2024-10-23", "region": "Kota Bontang", "outlet": "Kaltim Kita.com"}
    >>> make_id(known, Reading("a.txt", "")), make_id({}, Reading("in/Berita 1.txt, row 2", ""))
    ('2024-10-23-bontang-kaltimkita', 'berita-1-row-2')
    """
    place = re.sub(r"^(?:kabupaten|kota|provinsi)\s", "", fields.get("region", "").lower())
    outlet = re.sub(
        r"[^a-z0-9]", "", re.sub(r"\.(?:com|co\.id|go\.id|id|net)\b.*", "", fields.get("outlet", "").lower())
    )
    day = fields.get("published", "")
    parts = [day if parse_day(day) else "", place, outlet]
    words = "-".join(part for part in parts if part) or re.sub(r"\.\w+(?=$|,)", "", reading.name.split("/")[-1])
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:80].strip("-") or "document"
