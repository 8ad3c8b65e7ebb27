"""What the files of data/ know of the words beside a break, a gap or a quotation mark."""

import re
from functools import cache

from research.tables import read_data_rows

_SHORTEST_VERB = 7
_SHORTEST_OFFICE = 5


@cache
def read_non_final_words() -> frozenset[str]:
    """Words that take another behind them, so that no sentence ends with one: prepositions, kata, yang, dan."""
    groups = [row["words"] for row in read_data_rows("grammar_words.csv") if row["group"] in ("taker", "coordinator")]
    bare = [verb for verb in _list("reporting_verbs.csv", "bare") if " " not in verb]
    return frozenset(" ".join([*groups, *bare]).split())


@cache
def read_long_reporting_verbs() -> frozenset[str]:
    """Verbs of reporting that are long enough to be told at the end of a longer word."""
    verbs = _list("reporting_verbs.csv", "active")
    return frozenset(verb for verb in verbs if len(verb) >= _SHORTEST_VERB and " " not in verb)


@cache
def read_headline_reporting_verbs() -> frozenset[str]:
    """Verbs of reporting in the form that headlines have them in, and hardly a sentence does: ingatkan, imbau."""
    verbs = {verb.removeprefix("di") for verb in _list("reporting_verbs.csv", "passive")}
    return frozenset(verbs.difference(_list("reporting_verbs.csv", "bare")))


@cache
def make_quotation_verb_pattern() -> re.Pattern[str]:
    """A bare verb of reporting, as it follows a quotation."""
    bare = sorted(set(_list("reporting_verbs.csv", "bare")), key=len, reverse=True)
    return re.compile(rf"\s*(?:{'|'.join(map(re.escape, bare))})(?:nya)?\b", re.IGNORECASE)


@cache
def make_office_pattern() -> re.Pattern[str]:
    """A post or a body written with capitals: Wali Kota, Ketua, Bawaslu."""
    names = {name.title() for name in _list_offices() if len(name) >= _SHORTEST_OFFICE}
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})\b")


@cache
def read_office_last_words() -> frozenset[str]:
    """The last words of posts and bodies: what follows is a name or a region."""
    return frozenset(name.split()[-1].lower() for name in _list_offices())


@cache
def read_regions() -> frozenset[str]:
    """The regions, in small letters."""
    return frozenset(name.lower() for name in _list("regions.csv", "region"))


@cache
def read_passive_verbs() -> frozenset[str]:
    """Verbs of reporting before their agent: dijelaskan."""
    return frozenset(_list("reporting_verbs.csv", "passive"))


@cache
def read_abbreviations() -> frozenset[str]:
    """Abbreviations that end no sentence, without their last full stop."""
    return frozenset(row["abbreviation"] for row in read_data_rows("abbreviations.csv") if row["use"] != "either")


@cache
def read_titles() -> frozenset[str]:
    """What stands before a name and is no part of it, without full stops."""
    return frozenset(row["title"] for row in read_data_rows("titles.csv") if row["place"] == "before")


@cache
def read_dotted_abbreviations() -> frozenset[str]:
    """Words behind which a full stop ends no sentence: abbreviations, and titles before a name."""
    return read_abbreviations() | read_titles()


@cache
def make_furniture_pattern() -> re.Pattern[str]:
    """Furniture of a news page, at the start of a line."""
    return re.compile("|".join(f"(?:{row['pattern']})" for row in read_data_rows("boilerplate.csv")), re.IGNORECASE)


def _list(file: str, column: str) -> list[str]:
    return [row[column] for row in read_data_rows(file) if row[column]]


def _list_offices() -> list[str]:
    return [*_list("offices.csv", "office"), *_list("institutions.csv", "institution")]
