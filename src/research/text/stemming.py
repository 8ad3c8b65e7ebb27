"""Indonesian stems: PySastrawi's own, several times as fast, and the reviewed table of words that need another stem."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import FunctionType, MappingProxyType
from typing import Any

import pandas as pd
from Sastrawi.Stemmer.ConfixStripping.PrecedenceAdjustmentSpecification import PrecedenceAdjustmentSpecification
from Sastrawi.Stemmer.Context.Context import Context
from Sastrawi.Stemmer.Context.Visitor.VisitorProvider import VisitorProvider
from Sastrawi.Stemmer.Stemmer import Stemmer
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from research.tables import read_data_rows

MAXIMUM_WORD = 64
KINDS = ("merged", "split", "broken")
_CLITIC = re.compile(r"-?(?:nya|lah|kah|pun)$")
_HYPHEN_PREFIX = re.compile(r"(?:me|mem|men|meng|meny|menge|nge|di|ter|ber|ke|se|pe|pem|pen|peng|penge)-(?=.)")
_HYPHEN_SUFFIX = re.compile(r"(?<=.)-(?:an|kan|i|nya|lah|kah|pun|ku|mu)$")
# The sound that a prefix takes the place of before r: pemrosesan of proses, mengritik of kritik.
_LOST_SOUND = {"m": "p", "n": "t", "ng": "k"}
_BEFORE_R = re.compile(r"[mp]e(m|ng|n)(r.{3,})")
_SHORTEST_LOAN = 4
_LITERAL_START = re.compile(r"\^?([a-z]*)")


class _Patterns:
    """Stands in for the module `re` inside PySastrawi's functions.

    They hand each pattern over as text for every word, and compile a new one for every affix they take off; re keeps
    512 compiled patterns at best, 50 in a process with an older numpy. Here a pattern is compiled once, and what is not
    a pattern at all, a word to be cut out of another, never is.
    """

    def __init__(self) -> None:
        self._compiled: dict[str, re.Pattern[str]] = {}

    def match(self, pattern: str, word: str) -> re.Match[str] | None:
        compiled = self._compiled.get(pattern)
        if compiled is None:
            compiled = self._compiled[pattern] = re.compile(pattern)
        return compiled.match(word)

    def sub(self, pattern: str, replacement: str, word: str, count: int) -> str:
        if "(" not in pattern:
            return word.replace(pattern, replacement, count)
        compiled = self._compiled.get(pattern)
        if compiled is None:
            compiled = self._compiled[pattern] = re.compile(pattern)
        return compiled.sub(replacement, word, count)


class _FirstPattern(Exception):
    """Carries the first pattern that a rule tries."""


class _Probe:
    @staticmethod
    def match(pattern: str, word: str) -> None:
        raise _FirstPattern(pattern)


def _see(original: type, **names: Any) -> Any:
    """Derive a class whose methods see names in place of their module's globals; the module itself stays as it is."""
    methods: dict[str, FunctionType] = {}
    for owner in reversed(original.__mro__):
        for name, method in vars(owner).items():
            if isinstance(method, FunctionType):
                seen = {**method.__globals__, **names}
                methods[name] = FunctionType(method.__code__, seen, name, method.__defaults__, method.__closure__)
    return type(original.__name__, (original,), methods)


def _literal_start(rule: Any) -> str:
    """Letters that every word the rule changes begins with; empty where the rule tries no pattern."""
    try:
        _see(type(rule), re=_Probe)().disambiguate("")
    except _FirstPattern as found:
        start = _LITERAL_START.match(str(found))
        return start.group(1) if start else ""
    return ""


def _select_by_letter(visitors: list[Any]) -> Callable[[str], list[Any]]:
    """Make the function that picks, for a word, the prefix rules that can apply to its first letter, in their order.

    The first one (di-, ke-, se-) always runs: PySastrawi looks the word up after each rule it ran, even one in vain.
    """
    starts = [[""], *({_literal_start(rule) for rule in visitor.disambiguators} for visitor in visitors[1:])]

    def select(letter: str) -> list[Any]:
        return [
            visitor
            for visitor, prefixes in zip(visitors, starts, strict=True)
            if any(not prefix or prefix[0] == letter for prefix in prefixes)
        ]

    rows = {letter: select(letter) for letter in "abcdefghijklmnopqrstuvwxyz"}
    return lambda word: rows.get(word[:1], visitors)


@cache
def _load_dictionary() -> Any:
    return StemmerFactory().create_stemmer().delegatedStemmer.get_dictionary()


@cache
def _load_stemmer() -> Callable[[str], str]:
    patterns = _Patterns()
    provider = VisitorProvider()
    for visitor in (*provider.suffix_visitors, *provider.prefix_visitors):
        for rule in getattr(visitor, "disambiguators", ()):
            rule.__class__ = _see(type(rule), re=patterns)
        visitor.__class__ = _see(type(visitor), re=patterns)
    select = _select_by_letter(provider.prefix_visitors)
    precedence = _see(PrecedenceAdjustmentSpecification, re=patterns)()
    context = _see(Context, PrecedenceAdjustmentSpecification=lambda: precedence)
    try_all = context.accept_prefix_visitors
    context.accept_prefix_visitors = lambda self, visitors: try_all(self, select(self.current_word))
    dictionary = _load_dictionary()
    dictionary.contains = dictionary.words.__contains__
    stemmer = _see(Stemmer, re=patterns, Context=context)(dictionary)
    stemmer.visitor_provider = provider
    stem: Callable[[str], str] = stemmer.stem_word
    return stem


def stem_words(words: Iterable[str]) -> dict[str, str]:
    """Map each word, a to z and single hyphens, to PySastrawi's stem of it; a word over 64 letters is its own stem.

    >>> stem_words(["memihak", "pelayanan", "pemilu"])
    {'memihak': 'pihak', 'pelayanan': 'layan', 'pemilu': 'milu'}
    """
    stem = _load_stemmer()
    return {word: stem(word) if len(word) <= MAXIMUM_WORD else word for word in words}


@dataclass(frozen=True)
class Override:
    """The stem of a word where it isn't to be PySastrawi's: kind is apart, joined, broken or the kind of a name."""

    stem: str
    kind: str
    reason: str


@cache
def read_overrides() -> Mapping[str, Override]:
    """Read data/stem_overrides.csv and data/protected_names.csv: word to override; a protected name is its own stem."""
    overrides = {
        word: Override(row["stem"], row["kind"], row["reason"])
        for row in read_data_rows("stem_overrides.csv")
        for word in row["words"].split()
    }
    for row in read_data_rows("protected_names.csv"):
        overrides.update({name: Override(name, row["kind"], row["reason"]) for name in row["names"].split()})
    return MappingProxyType(overrides)


def find_override(word: str) -> Override | None:
    """Find the override of a word in the tables, also where it is doubled or carries -nya, -lah, -kah or -pun.

    >>> find_override("pejabat-pejabatnya").stem
    'pejabat'
    >>> find_override("memilih") is None
    True
    """
    overrides = read_overrides()
    bare = _CLITIC.sub("", word)
    half, _, other = bare.partition("-")
    for form in (word, bare, half if half == other else ""):
        if form in overrides:
            return overrides[form]
    return None


def repair_stem(word: str, stem: str | None = None) -> Override | None:
    """Mend by rule what PySastrawi leaves whole or cuts too far; None where nothing is to be mended.

    own is PySastrawi's stem, looked up where not given; the tables are not asked for the word itself. The rules:
    affixes joined by a hyphen to a word that PySastrawi does not know (like-nya, meng-upload, gadget-gadget) and -nya
    behind such a word; me- and pe- before r (pemrosesan); se- and di- before a root that ends in i (senilai).

    >>> [repair_stem(word).stem for word in ("share-nya", "pemrosesan", "senilai")]
    ['share', 'proses', 'nilai']
    """
    bare = _CLITIC.sub("", word)
    if len(word) > MAXIMUM_WORD or _is_root(word) or _is_root(bare):
        return None
    for rule in (_mend_hyphen, _mend_before_r, _mend_root, _mend_clitic):
        if (found := rule(word, bare, stem)) and found[0] != word:
            return Override(found[0], "broken", found[1])
    return None


def _is_root(word: str) -> bool:
    return bool(_load_dictionary().contains(word))


def _stem_rest(word: str) -> str:
    """The stem of what is left of a word, by the tables and rules again, else PySastrawi's."""
    own = _load_stemmer()(word)
    found = _find_reason(word, own)
    return found.stem if found else own


def _mend_hyphen(word: str, bare: str, own: str | None) -> tuple[str, str] | None:
    """Take an affix with its hyphen, or the doubling, off a word that PySastrawi leaves whole."""
    if "-" not in word or (own or _load_stemmer()(word)) != word:
        return None
    first, _, second = bare.partition("-")
    if first == second and len(first) >= _SHORTEST_LOAN:
        return _stem_rest(first), f"from {first}, doubled; a word that PySastrawi does not know"
    for affix in (_HYPHEN_SUFFIX, _HYPHEN_PREFIX):
        rest = affix.sub("", word, count=1)
        if affix.search(word) and rest.strip("-"):
            return _stem_rest(rest), f"from {rest}; PySastrawi takes no affix with a hyphen off a word it does not know"
    return None


def _mend_before_r(word: str, bare: str, own: str | None) -> tuple[str, str] | None:
    """Give back the sound that me- or pe- took from a root with a second consonant r."""
    match = _BEFORE_R.fullmatch(bare)
    if match is None or (own or _load_stemmer()(word)) not in (word, bare):
        return None
    stem = _stem_rest(_LOST_SOUND[match[1]] + match[2])
    return (
        (stem, f"from {stem}, whose first sound the prefix takes; PySastrawi leaves it whole")
        if _is_root(stem)
        else None
    )


def _mend_root(word: str, bare: str, own: str | None) -> tuple[str, str] | None:
    """Keep a root in i, and a word of the tables, whole behind se- or di-, where PySastrawi takes its end away."""
    root = bare[2:]
    if bare[:2] == "se" and root in read_overrides():
        return read_overrides()[root].stem, read_overrides()[root].reason
    if bare[:2] not in ("se", "di") or root[-1:] != "i" or not _is_root(root):
        return None
    stem = own or _load_stemmer()(word)
    if stem not in (root[:-1], bare[:-1]):
        return None
    return _stem_rest(root), f"from {root}; PySastrawi takes its i for a suffix and makes {stem} of it"


def _mend_clitic(word: str, bare: str, own: str | None) -> tuple[str, str] | None:
    """Take -nya off a word that PySastrawi does not know (Facebooknya)."""
    rest = word.removesuffix("nya")
    if rest == word or "-" in word or len(rest) < _SHORTEST_LOAN or (own or _load_stemmer()(word)) != word:
        return None
    return _stem_rest(rest), f"from {rest}; PySastrawi takes -nya off no word that it does not know"


def _find_reason(word: str, own: str) -> Override | None:
    return find_override(word) or repair_stem(word, own)


def compare_stems(counts: Mapping[str, int], *, ours: Mapping[str, str]) -> pd.DataFrame:
    """Compare PySastrawi's stem of every word with ours, for words with their counts.

    One row a case. kind: merged (one PySastrawi stem for several of ours), split (several for one of ours, or for a
    family the other members of which aren't here), broken (another word, or none, in place of the stem). sastrawi_stem
    and protected_stem: several are separated by " | ". forms: words with counts, in groups of the side that has
    several. count: tokens of the row. reason: from tables/data. A word whose stems differ is in at
    least one row. Sorted by kind, then commonest first.

    >>> words = {"relawan": 2, "rawan": 5, "pemilu": 3}
    >>> table = compare_stems(words, ours={word: word for word in words})
    >>> table.drop(columns="reason").values.tolist()
    [['merged', 'rawan', 'rawan | relawan', 'rawan (5) | relawan (2)', 7],
     ['broken', 'milu', 'pemilu', 'pemilu (3)', 3]]
    """
    theirs = stem_words(counts)
    kinds = {word: override.kind for word in counts if (override := _find_reason(word, theirs[word]))}
    broken = {w for w in counts if theirs[w] != ours[w] and kinds.get(w) not in ("apart", "joined")}
    classes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for word in sorted(set(counts) - broken):
        classes["merged", theirs[word]].append(word)
        classes["split", ours[word]].append(word)
    sides = {"merged": ours, "split": theirs}
    cases = [(kind, words) for (kind, _), words in classes.items() if len({sides[kind][w] for w in words}) > 1]
    told = broken.union(*(words for _, words in cases))
    left = {word for word in counts if theirs[word] != ours[word]} - told
    cases += [("split" if kinds[word] == "joined" else "broken", [word]) for word in sorted(left)]
    classes.clear()
    for word in sorted(broken):
        classes[theirs[word], ours[word]].append(word)
    cases += [("broken", words) for words in classes.values()]
    rows = [_describe_case(kind, words, counts, theirs, ours) for kind, words in cases]
    table = pd.DataFrame(rows, columns=["kind", "sastrawi_stem", "protected_stem", "forms", "count", "reason"])
    order = table["kind"].map(KINDS.index)
    keys = table.assign(order=order).sort_values(["order", "count", "sastrawi_stem"], ascending=[True, False, True])
    return table.loc[keys.index].reset_index(drop=True)


def _describe_case(
    kind: str, words: list[str], counts: Mapping[str, int], theirs: Mapping[str, str], ours: Mapping[str, str]
) -> tuple[str, str, str, str, int, str]:
    side = theirs if kind == "split" else ours
    ordered = sorted(words, key=lambda word: (side[word], -counts[word], word))
    groups: dict[str, list[str]] = defaultdict(list)
    for word in ordered:
        groups[side[word]].append(f"{word} ({counts[word]})")
    overrides = [_find_reason(word, theirs[word]) for word in ordered if theirs[word] != ours[word]]
    return (
        kind,
        " | ".join(sorted({theirs[word] for word in words})),
        " | ".join(sorted({ours[word] for word in words})),
        " | ".join(", ".join(group) for group in groups.values()),
        sum(counts[word] for word in words),
        "; ".join(dict.fromkeys(override.reason for override in overrides if override)),
    )
