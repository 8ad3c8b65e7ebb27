"""The outlet of a document: the host of its address, and the name of the site after its title."""

import re

from research.corpus.ingest.date_formats import find_days
from research.corpus.ingest.ingest_words import read_ingest_words
from research.text import find_dateline

_HOST = re.compile(r"https?://(?:www\.)?([^/:\s?#]+)", re.IGNORECASE)
_SUFFIX = re.compile(r"(?P<title>.+?)\s(?:[|•·»–—-]{1,2}|::)\s(?P<name>[^|•·»–—]{2,40})", re.DOTALL)
_SITE = re.compile(r"\.(?:com|id|co|net|org|news|tv|info)\b", re.IGNORECASE)
# Under these second levels a domain has three parts: kabar.co.id.
_SECOND_LEVEL = {"co", "go", "or", "ac", "sch", "web", "my", "net", "mil", "desa", "biz", "com", "org"}


def find_host(url: str) -> str:
    """Return the host of an address without www.

    Parameters
    ----------
    url
        The address.

    Returns
    -------
    str
        The host in lower case; empty if the text is not an http or https address.

    Examples
    --------
    >>> find_host("https://www.Example.id/berita/1")
    'example.id'
    """
    match = _HOST.match(url)
    return match[1].lower() if match else ""


def find_domain(host: str) -> str:
    """Return the registered domain of a host, without the parts for the sections of a site.

    Parameters
    ----------
    host
        The host.

    Returns
    -------
    str
        Its last two parts, or three under a second level such as co.id.

    Examples
    --------
    >>> find_domain("regional.kompas.com"), find_domain("kaltim.antaranews.co.id"), find_domain("m.kabar.id")
    ('kompas.com', 'antaranews.co.id', 'kabar.id')
    """
    parts = host.split(".")
    length = 3 if len(parts) > 2 and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == 2 else 2
    return ".".join(parts[-length:])


def split_title(title: str, host: str = "") -> tuple[str, str]:
    """Split a page title into the headline and the name of the site after it.

    A name has at most five words and either the ending of a host, the letters of the host of the address, or a word
    that is typical of outlets (data/ingest.toml).

    Parameters
    ----------
    title
        The title of the page.
    host
        The host of its address.

    Returns
    -------
    headline : str
        The title without the name.
    name : str
        The name of the site; empty if the last part is not such a name.

    Examples
    --------
    >>> split_title("Rina Ingatkan ASN Netral - Kompas.com"), split_title("Rina Ingatkan ASN | detikNews")
    (('Rina Ingatkan ASN Netral', 'Kompas.com'), ('Rina Ingatkan ASN', 'detikNews'))
    >>> split_title("Netralitas ASN - Bupati Angkat Bicara")
    ('Netralitas ASN - Bupati Angkat Bicara', '')
    """
    name, rest = "", title
    while match := _SUFFIX.fullmatch(rest):
        last = re.split(r"\s(?:[|•·»–—-]{1,2}|::)\s", match.string)[-1].strip()
        if not _is_outlet(last, host):
            break
        name, rest = last, rest[: rest.rindex(last)].rstrip(" |•·»–—-:")
    return rest, name


def find_dateline_outlet(text: str, host: str = "") -> str:
    """Return the outlet that a dateline names after the place.

    Parameters
    ----------
    text
        The text of the document.
    host
        The host of its address.

    Returns
    -------
    str
        The outlet; empty if the dateline names none.

    Examples
    --------
    >>> find_dateline_outlet("SAMPIT, Kabar Mentaya - Camat menegur lurah."), find_dateline_outlet("SAMPIT - Camat.")
    ('Kabar Mentaya', '')
    """
    place, _, name = find_dateline(text).partition(",")
    return name.strip() if place and _is_outlet(name.strip(), host) and not find_days(name) else ""


def _is_outlet(name: str, host: str) -> bool:
    words = name.split()
    if not 1 <= len(words) <= 5:
        return False
    letters = re.sub(r"[^a-z0-9]", "", name.lower())
    first = find_domain(host).split(".")[0] if host else ""
    known = [
        word for word in read_ingest_words()["outlet_words"] if re.search(rf"(?<![a-z]){re.escape(word)}", name.lower())
    ]
    return bool(_SITE.search(name) or (first and letters and (letters in first or first in letters)) or known)
