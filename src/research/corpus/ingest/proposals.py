"""Proposals for the fields of a new document: filled if the evidence is clear, otherwise left empty."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from research.corpus.front_matter import RecordRules, is_url
from research.corpus.ingest.date_formats import EARLIEST, parse_day
from research.corpus.ingest.ingest_words import read_ingest_words
from research.corpus.ingest.outlets import find_dateline_outlet, find_domain, find_host, split_title
from research.corpus.ingest.publication_dates import (
    agrees_with_url,
    find_event_words,
    find_text_day,
    find_url_day,
)
from research.corpus.ingest.sources import SourceDocument
from research.text import NATIONAL, propose_national, propose_region, read_gazetteer

MAXIMUM_DAYS_BEFORE = 730  # days: campaigns for the next vote start at most two years before
_KINDS = {"kabupaten": "regency", "kota": "city", "provinsi": "province"}


@dataclass(frozen=True)
class CorpusContext:
    """What the corpus already has.

    Attributes
    ----------
    elections
        The table elections of its periods.
    outlets
        The outlet of each host that has only one outlet.
    rules
        The rules for the fields.
    """

    elections: pd.DataFrame
    outlets: Mapping[str, str]
    rules: RecordRules


def propose_fields(
    reading: SourceDocument, given: Mapping[str, str], context: CorpusContext
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Fill the fields of a document: first from the options, then from its page or row, then from the other fields.

    Parameters
    ----------
    reading
        The document as its source gives it.
    given
        The values that the user set, by field.
    context
        What the corpus already has.

    Returns
    -------
    fields : dict of str to str
        The fields of front matter; empty if there is no evidence.
    notes : tuple of str
        What should be checked.
    """
    rules = context.rules
    fields = {name: reading.fields.get(name, "") for name in rules.fields}
    fields |= {name: " ".join(value.split()) for name, value in given.items()}
    notes: list[str] = []
    if "url" not in given and fields["url"] and not is_url(fields["url"]):
        notes.append(f"url: found {fields['url'][:80]!r}, no address that begins with http:// or https://; left empty")
        fields["url"] = ""
    fields["published"], found = propose_published(reading, given.get("published", ""), fields["url"], rules.today)
    notes += found
    if fields["published"] and not fields["date_precision"]:
        fields["date_precision"] = "day"
    fields[rules.period] = fields[rules.period] or propose_election(fields["published"], context.elections)
    title, suffix = split_title(fields["title"], find_host(fields["url"]))
    fields["title"] = fields["title"] if "title" in given else title
    if suffix and "title" not in given:
        fields["title"] = title  # only the headline; the name after it is the outlet
    if not fields["outlet"]:
        suffix = suffix or split_title(reading.fields.get("window_title", ""), find_host(fields["url"]))[1]
        fields["outlet"], found = _propose_outlet(reading, fields["url"], suffix, context)
        notes += found
    kinds = list(rules.declared.kinds)
    kind = propose_kind(fields["outlet"], fields["url"])
    fields["kind"] = fields["kind"] or (kind if kind in kinds else kinds[0] if len(kinds) == 1 else "")
    if not rules.declared.places:
        return fields, tuple(notes)
    known = fields["province"]
    notes += _fill_place(fields, reading.text, title)
    if not known and fields["province"] not in rules.islands:
        fields["province"] = ""
    return fields, tuple(notes)


def _propose_outlet(reading: SourceDocument, url: str, suffix: str, background: CorpusContext) -> tuple[str, list[str]]:
    """Propose the outlet: from the host in the corpus, the page, its title, its dateline, or else its host."""
    host = find_host(url)
    if known := background.outlets.get(host) or reading.fields.get("site", ""):
        return known, []
    if suffix:
        return suffix, [f"outlet is what stands behind its title, {suffix!r}"]
    if name := find_dateline_outlet(reading.text, host):
        return name, [f"outlet stands in its dateline, {name!r}"]
    if host:
        domain = find_domain(host)
        return domain, [f"outlet is the host of its address, {domain!r}"]
    return "", []


def _fill_place(fields: dict[str, str], text: str, title: str) -> list[str]:
    """Fill region and province if they are empty, with a note if the text is about the whole country."""
    if fields["region"]:
        fields["province"] = fields["province"] or find_province(fields["region"])
        return []
    if fields["province"] in ("", NATIONAL[1]) and (why := propose_national(text, title=title)):
        fields["region"], fields["province"] = NATIONAL
        return [f"region is {NATIONAL[0]}: {why}"]
    region, province = propose_region(text, title=title)
    if not fields["province"] or fields["province"] == province:
        fields["region"], fields["province"] = region, province or fields["province"]
    return []


def propose_published(reading: SourceDocument, given: str, url: str, today: date) -> tuple[str, list[str]]:
    """Propose the day of publication: from the options, the column or page, the address, the byline or the text.

    A day after today is refused, and so is a day of the text in another month than the address of the page gives. Words
    in given that are not a day are kept, so that the check of the record refuses them.

    Parameters
    ----------
    reading
        The document as its source gives it.
    given
        The value that the user set; may be empty.
    url
        The address of the document.
    today
        The last possible day of publication.

    Returns
    -------
    day : str
        The day in ISO form; empty if there is no evidence.
    notes : list of str
        What should be checked, such as the source of the day.
    """
    if given:
        day = parse_day(given)
        return (day.isoformat() if day else given), []
    notes = []
    in_address = find_url_day(url, today=today)
    if told := reading.fields.get("published", ""):
        day = parse_day(told)
        if day and EARLIEST <= day <= today:
            if in_address and in_address.day != day:
                notes.append(f"its address has another day, {in_address.words!r}")
            return day.isoformat(), notes
        reason = f"a day outside {EARLIEST} to {today}" if day else "no day"
        notes.append(f"published: found {told[:80]!r}, {reason}; not used")
    found = in_address or find_text_day(reading.text, today=today, title=reading.fields.get("title", ""))
    if found and found.source != "address" and not agrees_with_url(found.day, url):
        notes.append(f"the {found.source} has {found.words!r}, which its address contradicts; not used")
        found = None
    if found:
        return found.day.isoformat(), [*notes, f"published is the day in its {found.source}, {found.words!r}"]
    if words := find_event_words(reading.text):
        notes.append(f"its text dates an event, {words!r}, which need not be the day of publication; left empty")
    return "", notes


def propose_election(published: str, elections: pd.DataFrame) -> str:
    """Propose the election that follows the day of publication, if it is at most two years later.

    Parameters
    ----------
    published
        The day of publication in ISO form; may be empty.
    elections
        The table elections.

    Returns
    -------
    str
        The id of the next election from that day on; empty if there is none, or if published is not a day.

    Examples
    --------
    >>> table = pd.DataFrame({"election": ["pemilu-2024", "pilkada-2024"],
    ...                       "voting_day": pd.to_datetime(["2024-02-14", "2024-11-27"])})
    >>> propose_election("2024-02-15", table), propose_election("2024-11-28", table)
    ('pilkada-2024', '')
    """
    try:
        day = date.fromisoformat(published)
    except ValueError:
        return ""
    dated = zip(elections["voting_day"], elections["election"], strict=True)
    waits = [((vote.date() - day).days, election) for vote, election in dated if not pd.isna(vote)]
    coming = [pair for pair in waits if 0 <= pair[0] <= MAXIMUM_DAYS_BEFORE]
    return str(min(coming)[1]) if coming else ""


def propose_kind(outlet: str, url: str) -> str:
    """Propose the kind of a document: press_release for a public body by host or outlet, news for any other outlet.

    Parameters
    ----------
    outlet
        The outlet.
    url
        The address of the document.

    Returns
    -------
    str
        The kind; empty without an outlet, unless the host is that of a public body.

    Examples
    --------
    >>> propose_kind("Pemkot Bontang", ""), propose_kind("Kabar", ""), propose_kind("", "https://kabar.example/1")
    ('press_release', 'news', '')
    """
    words, host = read_ingest_words(), find_host(url)
    public = any(host.endswith(ending) for ending in words["government_hosts"]) or any(
        re.match(rf"{re.escape(name)}\b", outlet, re.IGNORECASE) for name in words["government_outlets"]
    )
    if public:
        return "press_release"
    return "news" if outlet else ""


def find_province(region: str) -> str:
    """Return the province of a region.

    Parameters
    ----------
    region
        The region as the corpus names it, such as Kota Bontang.

    Returns
    -------
    str
        The province; empty if the gazetteer does not have the region, or has it in several provinces.

    Examples
    --------
    >>> find_province("Kota Bontang"), find_province("Indonesia"), find_province("Kota Atlantis")
    ('Kalimantan Timur', 'Nasional', '')
    """
    if region == NATIONAL[0]:
        return NATIONAL[1]
    word, _, name = region.partition(" ")
    place = (_KINDS[word.lower()], name) if word.lower() in _KINDS else ("province", region)
    provinces = read_gazetteer().provinces.get(place, ())
    return provinces[0] if len(provinces) == 1 else ""


def make_id(fields: Mapping[str, str], reading: SourceDocument) -> str:
    """Make an id from day, region and outlet, or from the name of the file if all three are unknown.

    Parameters
    ----------
    fields
        The fields of front matter.
    reading
        The document as its source gives it.

    Returns
    -------
    str
        The id, with at most 80 lower-case letters, digits and hyphens.

    Examples
    --------
    >>> known = {"published": "2024-10-23", "region": "Kota Bontang", "outlet": "Kaltim Kita.com"}
    >>> make_id(known, SourceDocument("a.txt", "")), make_id({}, SourceDocument("in/Berita 1.txt, row 2", ""))
    ('2024-10-23-bontang-kaltimkita', 'berita-1-row-2')
    """
    place = re.sub(r"^(?:kabupaten|kota|provinsi)\s", "", fields.get("region", "").lower())
    outlet = re.sub(
        r"[^a-z0-9]", "", re.sub(r"\.(?:com|co\.id|go\.id|id|net)\b.*", "", fields.get("outlet", "").lower())
    )
    parts = [fields.get("published", ""), place, outlet]
    words = "-".join(part for part in parts if part) or re.sub(r"\.\w+(?=$|,)", "", reading.name.split("/")[-1])
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:80].strip("-") or "document"
