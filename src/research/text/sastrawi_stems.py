"""Stems and root words of PySastrawi."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from Sastrawi.Stemmer.Context.Removal import Removal
from Sastrawi.Stemmer.Context.Visitor.VisitorProvider import VisitorProvider
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory


class _SuffixVisitor:
    """A step of PySastrawi that removes a suffix, or di-, ke- or se-.

    PySastrawi compiles a regular expression of each word that it makes, which takes most of its time; for words of
    letters and hyphens that is the search for the word as it is.
    """

    def __init__(self, visitor: Any, kind: str) -> None:
        self.remove, self.kind = visitor.remove, kind

    def visit(self, context: Any) -> None:
        """Remove the affix of the word in hand."""
        word = context.current_word
        result = self.remove(word)
        if result != word:
            _record(self, context, result, self.kind)


class _PrefixVisitor:
    """A step of PySastrawi that removes a prefix by the first of several rules that makes a root."""

    def __init__(self, visitor: Any) -> None:
        self.rules = [(_make_match(rule.disambiguate), rule.disambiguate) for rule in visitor.disambiguators]

    def visit(self, context: Any) -> None:
        """Remove the prefix of the word in hand."""
        result = None
        for matches, rule in self.rules:
            result = rule(context.current_word) if matches(context.current_word) else None
            if context.dictionary.contains(result):
                break
        if result is not None:
            _record(self, context, result, "DP")


def _make_match(rule: Any) -> Callable[[str], object]:
    """Compile the patterns of a rule, one of which a word must match, once; a rule without any takes every word."""
    patterns = [text for text in rule.__code__.co_consts if isinstance(text, str) and text.startswith("^")]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)).match if patterns else len


def _record(visitor: object, context: Any, result: str, kind: str) -> None:
    word = context.current_word
    context.add_removal(Removal(visitor, word, result, word.replace(result, "", 1), kind))
    context.current_word = result


class _Visitors:
    """The steps of PySastrawi in its order."""

    def __init__(self) -> None:
        given = VisitorProvider()
        suffixes = zip(given.get_suffix_visitors(), ("P", "PP", "DS"), strict=True)
        plain, *others = given.get_prefix_visitors()
        self._visitors = given.get_visitors()
        self._suffixes = [_SuffixVisitor(visitor, kind) for visitor, kind in suffixes]
        self._prefixes: list[_SuffixVisitor | _PrefixVisitor]
        self._prefixes = [_SuffixVisitor(plain, "DP"), *map(_PrefixVisitor, others)]

    def get_visitors(self) -> list[Any]:
        """Get the steps before all others."""
        return list(self._visitors)

    def get_suffix_visitors(self) -> list[_SuffixVisitor]:
        """Get the steps that remove suffixes."""
        return self._suffixes

    def get_prefix_visitors(self) -> list[_SuffixVisitor | _PrefixVisitor]:
        """Get the steps that remove prefixes."""
        return self._prefixes


@cache
def load_stemmer() -> Any:
    """Load PySastrawi's stemmer, whose method stem_word takes words of the letters a to z and hyphens."""
    stemmer = StemmerFactory().create_stemmer().delegatedStemmer
    stemmer.visitor_provider = _Visitors()
    return stemmer
