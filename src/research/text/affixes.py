"""The roots that a word can have, by the prefixes and suffixes of Indonesian and a list of roots."""

import re
from collections.abc import Container, Iterator

_CLITIC = re.compile(r"(?:nya|lah|kah|pun|ku|mu)$")
_MINIMUM_ROOT = 3
# The suffixes that go with each prefix: ke-, pe- and per- make nouns, which take -an and never -kan (ke-rusak-an).
_VERBAL = ("", "kan", "i")
_NOMINAL = ("", "an")
_PREFIXES = {
    "di": _VERBAL,
    "ter": _VERBAL,
    "ber": ("", "an", "kan"),
    "ke": _NOMINAL,
    "per": _NOMINAL,
    "se": ("",),
}
_INNER_PREFIXES = ("ber", "per", "ter", "ke", "se")
_BARE = ("an", "kan", "i")
# What me- and pe- become before a root, and the sounds of the root that this hides (menari of tari, memeta- of peta).
_NASALS = (
    ("m", re.compile("[bfvp]"), ""),
    ("m", re.compile("[aeiou]"), "p"),
    ("ny", re.compile("[aeiou]"), "s"),
    ("nge", re.compile(".{3,4}$|.{3,4}(?:kan|an|i)$"), ""),
    ("ng", re.compile("[aeioughk]"), ""),
    ("ng", re.compile("[aeiou]"), "k"),
    ("n", re.compile("[cdjtsz]"), ""),
    ("n", re.compile("[aeiou]"), "t"),
    ("", re.compile("[lrwymn]"), ""),
)


def find_roots(word: str, roots: Container[str]) -> list[str]:
    """Find every root from which affixes can make a word; several, where me- or pe- hides the first sound of the root.

    Parameters
    ----------
    word
        A word of the letters a to z.
    roots
        The roots that are known, as of read_root_words.

    Returns
    -------
    list of str
        The longest root first. Roots of the word before -nya, -lah, -kah, -pun, -ku or -mu only where the whole word
        has none.

    Notes
    -----
    Two prefixes and one suffix at most. A root of fewer than three letters is not looked for.

    Examples
    --------
    >>> find_roots("memetakan", {"meta", "peta"})
    ['meta', 'peta']
    >>> find_roots("melangkah", {"lang", "langkah"}), find_roots("kerusakan", {"rusa", "rusak"})
    (['langkah'], ['rusak'])
    """
    for form in (word, _CLITIC.sub("", word)):
        found = {root for root in _strip_affixes(form) if len(root) >= _MINIMUM_ROOT and root in roots}
        if found:
            return sorted(found, key=lambda root: (-len(root), root))
    return []


def _strip_affixes(word: str) -> Iterator[str]:
    for suffix in _BARE:
        if word.endswith(suffix):
            yield word.removesuffix(suffix)
    for rest, suffixes in _strip_prefix(word):
        inner = [(rest, suffixes), *_strip_inner(word, rest, suffixes)]
        yield from (form.removesuffix(end) for form, ends in inner for end in ends if form.endswith(end))


def _strip_prefix(word: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Strip each prefix that a word can begin with; give what is left and the suffixes that go with the prefix."""
    for prefix, suffixes in _PREFIXES.items():
        if word.startswith(prefix):
            yield word.removeprefix(prefix), suffixes
    if word.startswith(("ber", "ter", "per")):  # one r where the root begins with r: berupa of rupa
        yield word[2:], _PREFIXES[word[:3]]
    for prefix, suffixes in (("me", _VERBAL), ("pe", _NOMINAL)):
        if word.startswith(prefix):
            yield from ((rest, suffixes) for rest in _restore_first_sound(word.removeprefix(prefix)))


def _strip_inner(word: str, rest: str, suffixes: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Strip a second prefix; after ber- and se- the suffixes of the second are possible too (sepengetahuan)."""
    for form, ends in _strip_prefix(rest):
        if rest.startswith((*_INNER_PREFIXES, "pe")) and not rest.startswith("me"):
            yield form, (*suffixes, *ends) if word.startswith(("ber", "se")) else suffixes


def _restore_first_sound(rest: str) -> Iterator[str]:
    for nasal, following, hidden in _NASALS:
        if rest.startswith(nasal) and following.match(rest, len(nasal)):
            yield hidden + rest[len(nasal) :]
