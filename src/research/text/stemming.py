"""Indonesian stems: those of PySastrawi, and the reviewed words and rules that correct them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from research.tables import read_data_rows, read_lines
from research.text.affixes import find_roots
from research.text.kept_stems import find_known, keep_stems
from research.text.sastrawi_stems import load_stemmer

MAXIMUM_WORD = 64
_CACHE_SIZE = 1_000_000
_CLITIC = re.compile(r"-?(?:nya|lah|kah|pun)$")
_BOUND_PREFIX = re.compile(r"(antar|anti|non|pasca|(?:eks|pra|pro)(?=-)|ketidak(?=.{3,}an$))(-?)(.{3,})")
_HYPHEN_PREFIX = re.compile(r"(?:me|mem|men|meng|meny|menge|nge|di|ter|ber|ke|se|pe|pem|pen|peng|penge)-(?=.)")
_HYPHEN_SUFFIX = re.compile(r"(?<=.)-(?:an|kan|i|nya|lah|kah|pun|ku|mu)$")
# The initial consonant of a root that each nasal prefix replaces before r: pemrosesan of proses, mengritik of kritik.
_REPLACED_CONSONANT = {"m": "p", "n": "t", "ng": "k"}
_NASAL_BEFORE_R = re.compile(r"[mp]e(m|ng|n)(r.{3,})")
_MINIMUM_LOANWORD = 4
_LOAN_PREFIX = "(?:di|ter|ber|nge|menge|me|mem|men|meng|ke|pe|pem|pen|peng)"
_LOAN_SUFFIX = "(?:-?(?:kan|an|in|i))?"


@lru_cache(maxsize=_CACHE_SIZE)
def strip_clitic(word: str) -> str:
    """Strip -nya, -lah, -kah or -pun, with or without its hyphen, from a word that is no root as it stands.

    Parameters
    ----------
    word
        A word of the letters a to z and single hyphens.

    Returns
    -------
    str
        The word before the clitic, its other affixes kept; the word itself where it has none.

    Examples
    --------
    >>> [strip_clitic(word) for word in ("jabatannya", "ASN-nya".lower(), "kasnlah", "masalah", "hanya")]
    ['jabatan', 'asn', 'kasn', 'masalah', 'hanya']
    """
    base = _CLITIC.sub("", word)
    return word if not base or len(word) > MAXIMUM_WORD or _is_root(word) else base


@cache
def read_root_words() -> frozenset[str]:
    """Read the root words of PySastrawi's dictionary.

    Returns
    -------
    frozenset of str
        The words, in lower case.

    Examples
    --------
    >>> {"mana", "banyak", "kalang"} <= read_root_words()
    True
    """
    return frozenset(StemmerFactory().get_words())


def _stem_word(word: str) -> str:
    known = find_known("sastrawi")
    if word not in known:
        known[word] = load_stemmer().stem_word(word)
    return known[word]


def stem_words(words: Iterable[str]) -> dict[str, str]:
    """Stem words with PySastrawi, each word type once: its stem is kept in the process and on disk.

    Parameters
    ----------
    words
        Words of the letters a to z and single hyphens.

    Returns
    -------
    dict
        PySastrawi's stem of each word; a word of more than 64 letters is its own stem.

    References
    ----------
    Adriani, M., Asian, J., Nazief, B., Tahaghoghi, S. M. M. and Williams, H. E. (2007). Stemming Indonesian: A
    confix-stripping approach. ACM Transactions on Asian Language Information Processing 6(4). As implemented in
    PySastrawi 1.2.1.

    Examples
    --------
    >>> stem_words(["memihak", "pelayanan", "pemilu"])
    {'memihak': 'pihak', 'pelayanan': 'layan', 'pemilu': 'milu'}
    """
    listed = list(dict.fromkeys(words))
    short = [word for word in listed if len(word) <= MAXIMUM_WORD]
    kept = keep_stems("sastrawi", short, lambda missing: {word: _stem_word(word) for word in missing})
    return {word: kept.get(word, word) for word in listed}


def protect_stems(words: Iterable[str]) -> dict[str, str]:
    """Stem words by the reviewed stems and names, the rules of repair_stem and PySastrawi, in this order.

    Parameters
    ----------
    words
        Words of the letters a to z and single hyphens.

    Returns
    -------
    dict
        The stem of each word.
    """
    return keep_stems("protected", words, _make_protected)


def _make_protected(words: list[str]) -> dict[str, str]:
    stems = stem_words(words)
    overrides = {word: explain_stem(word) for word in words}
    return stems | {word: override.stem for word, override in overrides.items() if override}


@dataclass(frozen=True)
class Override:
    """The stem of a word that replaces PySastrawi's.

    Attributes
    ----------
    stem
        The stem to use.
    kind
        apart, joined, broken, or the kind of a protected name.
    reason
        Why PySastrawi's stem is not used.
    """

    stem: str
    kind: str
    reason: str


@cache
def read_overrides() -> Mapping[str, Override]:
    """Read the reviewed stems of data/stem_overrides.csv and data/protected_names.csv.

    Returns
    -------
    Mapping
        The override of each word; a protected name is its own stem.

    Examples
    --------
    >>> read_overrides()["relawan"].stem
    'relawan'
    """
    overrides = dict(_read_reviewed())
    for row in read_data_rows("protected_names.csv"):
        overrides.update({name: Override(name, row["kind"], row["reason"]) for name in row["names"].split()})
    return MappingProxyType(overrides)


@cache
def _read_reviewed() -> Mapping[str, Override]:
    """Read the reviewed words; names, which take few affixes, are not among them."""
    return {
        word: Override(row["stem"], row["kind"], row["reason"])
        for row in read_data_rows("stem_overrides.csv")
        for word in row["words"].split()
    }


def find_override(word: str) -> Override | None:
    """Find the reviewed stem of a word, also where the word is reduplicated or affixed (kepemiluan).

    Parameters
    ----------
    word
        A word of the letters a to z and single hyphens.

    Returns
    -------
    Override or None
        None where the tables do not list the word.

    Examples
    --------
    >>> find_override("pejabat-pejabatnya").stem
    'pejabat'
    >>> find_override("memilih") is None
    True
    """
    overrides = read_overrides()
    base = _CLITIC.sub("", word)
    half, _, other = base.partition("-")
    for form in (word, base, half if half == other else ""):
        if form in overrides:
            return overrides[form]
    return _find_affixed(base)


def _find_affixed(base: str) -> Override | None:
    """Find the reviewed stem of the word inside a prefix, if no root of the dictionary is longer."""
    if len(base) > MAXIMUM_WORD or "-" in base or _is_root(base):
        return None
    listed = _read_reviewed()
    roots = [root for root in find_roots(base, listed) if not base.startswith(root)]
    if not roots or len(roots[0]) < _MINIMUM_LOANWORD:
        return None
    inside = roots[0]
    # peredaran is per-edar-an, not per- before edaran
    if inside.endswith("an") and base.endswith(inside[1:]) and not base.startswith(("ber", "se")):
        return None
    longest = next(iter(find_roots(base, read_root_words())), "")
    return listed[inside] if len(longest) <= len(inside) else None


def repair_stem(word: str) -> Override | None:
    """Repair by rule a stem that PySastrawi leaves unstemmed or cuts too far.

    Parameters
    ----------
    word
        A word of the letters a to z and single hyphens; the tables of overrides are not searched for it.

    Returns
    -------
    Override or None
        None where no rule applies.

    Notes
    -----
    The rules: a root of data/preferred_roots.txt from which affixes make the word too (memetakan); the longest root
    from which they do, where they cannot make it of PySastrawi's stem (kerusakan, melangkah); antar-, anti-, non- and
    pasca- before a known word, and ketidak-an around one; affixes joined by a hyphen to a word that PySastrawi does not
    know (like-nya, meng-upload, gadget-gadget), and -nya after such a word; affixes without a hyphen on a word of
    data/loanwords.txt (dishare); me- and pe- before r (pemrosesan); se- and di- before a root that ends in i (senilai).

    Examples
    --------
    >>> [repair_stem(word).stem for word in ("share-nya", "pemrosesan", "senilai", "memetakan", "antarinstansi")]
    ['share', 'proses', 'nilai', 'peta', 'instansi']
    """
    base = _CLITIC.sub("", word)
    if len(word) > MAXIMUM_WORD or _is_root(word) or _is_root(base):
        return None
    rules = (
        _strip_bound,
        _strip_hyphenated,
        _strip_loan_affixes,
        _restore_before_r,
        _keep_root,
        _choose_root,
        _strip_unknown,
    )
    for rule in rules:
        if (repaired := rule(word, base)) and repaired[0] != word:
            return Override(repaired[0], "broken", repaired[1])
    return None


def _is_root(word: str) -> bool:
    return bool(load_stemmer().get_dictionary().contains(word))


def explain_stem(word: str) -> Override | None:
    """Find what replaces PySastrawi's stem of a word: the tables first, then the rules of repair_stem."""
    return find_override(word) or repair_stem(word)


def _stem_remainder(word: str) -> str:
    """Stem what is left of a word, by the tables and rules again, else by PySastrawi."""
    override = explain_stem(word)
    return override.stem if override else _stem_word(word)


def _strip_bound(word: str, base: str) -> tuple[str, str] | None:
    """Strip a prefix that PySastrawi does not know (antar-, anti-, non-, pasca-) from a known word."""
    match = _BOUND_PREFIX.fullmatch(base)
    if match is None or base in _read_reviewed():
        return None
    prefix, hyphen, rest = match.groups()
    rest = f"ke{rest}" if prefix == "ketidak" else rest
    stem = _stem_remainder(rest)
    is_unmistakable = bool(hyphen) or prefix == "pasca" or rest in _read_reviewed() or rest in _list_reviewed_stems()
    is_known = len(rest) >= _MINIMUM_LOANWORD and (_is_root(rest) or (stem != rest and _is_root(stem)))
    return (stem, f"from {rest}; PySastrawi does not know the prefix") if is_unmistakable or is_known else None


@cache
def _list_reviewed_stems() -> frozenset[str]:
    return frozenset(override.stem for override in _read_reviewed().values())


@cache
def _read_preferred_roots() -> frozenset[str]:
    return frozenset(read_lines("preferred_roots.txt"))


def _choose_root(word: str, _base: str) -> tuple[str, str] | None:
    """Choose the root of which affixes make the word, where PySastrawi's is another, or the reader's choice is."""
    theirs = _stem_word(word)
    roots = find_roots(word, read_root_words())
    preferred = [root for root in roots if root in _read_preferred_roots()]
    if not roots or (theirs in roots and not preferred):
        return None
    stem = (preferred or roots)[0]
    return None if stem == theirs else (_stem_remainder(stem), f"from {stem}; PySastrawi makes {theirs} of it")


def _strip_hyphenated(word: str, base: str) -> tuple[str, str] | None:
    """Strip a hyphenated affix, or the reduplication, of a word that PySastrawi leaves unstemmed."""
    if "-" not in word or _stem_word(word) != word:
        return None
    half, _, other = base.partition("-")
    if half == other and len(half) >= _MINIMUM_LOANWORD:
        return _stem_remainder(half), f"from {half}, doubled; a word that PySastrawi does not know"
    for affix in (_HYPHEN_SUFFIX, _HYPHEN_PREFIX):
        rest = affix.sub("", word, count=1)
        if affix.search(word) and rest.strip("-"):
            reason = f"from {rest}; PySastrawi takes no affix with a hyphen off a word it does not know"
            return _stem_remainder(rest), reason
    return None


def _restore_before_r(word: str, base: str) -> tuple[str, str] | None:
    """Restore the consonant that me- or pe- replaces in a root whose second consonant is r."""
    match = _NASAL_BEFORE_R.fullmatch(base)
    if match is None or _stem_word(word) not in (word, base):
        return None
    stem = _stem_remainder(_REPLACED_CONSONANT[match[1]] + match[2])
    if not _is_root(stem):
        return None
    return stem, f"from {stem}, whose first sound the prefix takes; PySastrawi leaves it whole"


def _keep_root(word: str, base: str) -> tuple[str, str] | None:
    """Keep a root that ends in i, and a word of the tables, after se- or di-, where PySastrawi cuts its end."""
    root = base[2:]
    if base[:2] == "se" and root in read_overrides():
        return read_overrides()[root].stem, read_overrides()[root].reason
    if base[:2] not in ("se", "di") or root[-1:] != "i" or not _is_root(root):
        return None
    stem = _stem_word(word)
    if stem not in (root[:-1], base[:-1]):
        return None
    return _stem_remainder(root), f"from {root}; PySastrawi takes its i for a suffix and makes {stem} of it"


@cache
def _make_loan_pattern() -> re.Pattern[str]:
    words = "|".join(read_lines("loanwords.txt"))
    return re.compile(f"{_LOAN_PREFIX}({words}){_LOAN_SUFFIX}|({words})-?(?:kan|in)")


def _strip_loan_affixes(word: str, base: str) -> tuple[str, str] | None:
    """Strip the affixes of a word of the table of loanwords (dishare, ngelike, diuploadkan)."""
    match = _make_loan_pattern().fullmatch(base)
    if match is None or _stem_word(word) not in (word, base):
        return None
    stem = match[1] or match[2]
    return _stem_remainder(stem), f"from {stem}, a loanword; PySastrawi takes no affix off a word it does not know"


def _strip_unknown(word: str, _base: str) -> tuple[str, str] | None:
    """Strip -nya from a word that PySastrawi does not know (Facebooknya)."""
    rest = word.removesuffix("nya")
    if rest == word or "-" in word or len(rest) < _MINIMUM_LOANWORD or _stem_word(word) != word:
        return None
    return _stem_remainder(rest), f"from {rest}; PySastrawi takes -nya off no word that it does not know"
