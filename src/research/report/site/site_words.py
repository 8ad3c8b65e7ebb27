"""Words of the site that belong to no study, in two languages, and text that Markdown leaves as it is."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache

from research.tables import Fault, InputError, find_data

LANGUAGES = ("en", "id")


@cache
def read_site_words(language: str) -> Mapping[str, str]:
    """Read the words of the site in one language, from site_words.toml of tables/data.

    Parameters
    ----------
    language : str
        en for English, id for Indonesian.

    Returns
    -------
    mapping of str to str
        The words by their keys. The result is cached: do not change it.

    Raises
    ------
    InputError
        Where the site has no words in that language.

    Examples
    --------
    >>> read_site_words("id")["downloads"]
    'Unduhan'
    """
    if language not in LANGUAGES:
        raise InputError([Fault("research report", "--lang", repr(language), f"one of {', '.join(LANGUAGES)}")])
    words = tomllib.loads(find_data("site_words.toml").read_text(encoding="utf-8"))
    return {key: row[language] for key, row in words.items()}


def escape_markdown(text: str) -> str:
    r"""Escape all that Markdown could read as a mark, so that a text is shown as it is.

    Examples
    --------
    >>> print(escape_markdown("<script> [x](y) *z* {role}"))
    \<script\> \[x\]\(y\) \*z\* \{role\}
    """
    # Not split(), which would take the space that never breaks a line for one that does.
    plain = re.sub(r"[ \t\r\n]+", " ", text).strip()
    # Marks and digits at the beginning would make a list of a sentence; inside, points and commas mean nothing.
    marked = re.sub(r"([\\`*_{}\[\]()<>#+!|~$&\"'=:^@-])", r"\\\1", plain)
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", marked)
