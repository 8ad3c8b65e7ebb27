"""The words of the package's lists that tell where a text was damaged."""

import re
from functools import cache

from research.tables import read_data_rows
from research.text.lexicon import join_alternatives, read_word_group

_MINIMUM_VERB = 7  # letters
_MINIMUM_OFFICE = 5


@cache
def read_non_final_words() -> frozenset[str]:
    """Read the words with which no sentence ends: prepositions, conjunctions, bare reporting verbs."""
    bare = {verb for verb in _read_column("reporting_verbs.csv", "bare") if " " not in verb}
    return read_word_group("taker") | read_word_group("coordinator") | bare


@cache
def read_long_reporting_verbs() -> frozenset[str]:
    """Read the reporting verbs that are long enough to be recognised at the end of a longer word."""
    verbs = _read_column("reporting_verbs.csv", "active")
    return frozenset(verb for verb in verbs if len(verb) >= _MINIMUM_VERB and " " not in verb)


@cache
def read_headline_reporting_verbs() -> frozenset[str]:
    """Read the reporting verbs in the form of headlines, which sentences hardly have: ingatkan, imbau."""
    verbs = {verb.removeprefix("di") for verb in _read_column("reporting_verbs.csv", "passive")}
    return frozenset(verbs.difference(_read_column("reporting_verbs.csv", "bare")))


@cache
def make_quotation_verb_pattern() -> re.Pattern[str]:
    """Make the pattern of a bare reporting verb behind a quotation."""
    verbs = join_alternatives(set(_read_column("reporting_verbs.csv", "bare")))
    return re.compile(rf"\s*(?:{verbs})(?:nya)?\b", re.IGNORECASE)


@cache
def make_office_pattern() -> re.Pattern[str]:
    """Make the pattern of a post or a body with capitals: Wali Kota, Ketua, Bawaslu."""
    names = {name.title() for name in _read_offices() if len(name) >= _MINIMUM_OFFICE}
    return re.compile(rf"(?:{join_alternatives(names)})\b")


@cache
def read_office_last_words() -> frozenset[str]:
    """Read the last words of posts and bodies, which a name or a region follows."""
    return frozenset(name.split()[-1].lower() for name in _read_offices())


@cache
def read_regions() -> frozenset[str]:
    """Read the regions, in lower case."""
    return frozenset(name.lower() for name in _read_column("regions.csv", "region"))


@cache
def read_passive_verbs() -> frozenset[str]:
    """Read the reporting verbs in the passive: dijelaskan."""
    return frozenset(_read_column("reporting_verbs.csv", "passive"))


@cache
def read_abbreviations() -> frozenset[str]:
    """Read the abbreviations that end no sentence, without their last full stop."""
    return frozenset(row["abbreviation"] for row in read_data_rows("abbreviations.csv") if row["use"] != "either")


@cache
def read_titles() -> frozenset[str]:
    """Read the titles before a name, without full stops."""
    return frozenset(row["title"] for row in read_data_rows("titles.csv") if row["place"] == "before")


@cache
def read_dotted_abbreviations() -> frozenset[str]:
    """Read the words behind which a full stop ends no sentence: abbreviations and titles."""
    return read_abbreviations() | read_titles()


@cache
def make_furniture_pattern() -> re.Pattern[str]:
    """Make the pattern of page furniture at the start of a line."""
    return re.compile("|".join(f"(?:{row['pattern']})" for row in read_data_rows("boilerplate.csv")), re.IGNORECASE)


def _read_column(file: str, column: str) -> list[str]:
    return [row[column] for row in read_data_rows(file) if row[column]]


def _read_offices() -> list[str]:
    return [*_read_column("offices.csv", "office"), *_read_column("institutions.csv", "institution")]
