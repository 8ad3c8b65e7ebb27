"""What is a secret in a command, or in what a program writes, and is taken out of what is kept."""

import os
import re
from collections.abc import Sequence
from itertools import pairwise

from research.coding.runs.run_records import _SECRET, _SHORTEST_SECRET, NOT_KEPT

_CREDENTIAL = re.compile(r"(?i)\b(bearer|basic|token)\s+\S+")
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+")
_SECRETS = {"secret", "password", "passwd", "passphrase", "credential", "credentials", "bearer", "cookie", "auth"}
_SECRETS |= {"authorization"}
# A name that ends so: --api-key and GITHUB_PAT, but neither --key-frames nor --max-tokens nor --tokenizer.
_LAST = {"key", "token", "pat", "pass", "passw", "pw", "pwd"}
_COMPOUND = re.compile(r"(?:api|access|secret|private|auth)(?:key|token)s?$")
# What stands behind a name in a header, an address or JSON: X-Api-Key: a, ?key=a, {"api_key": "a"}.
_NAMED = re.compile(r"(?<![\w.-])([\w.-]{1,80})([\"']?\s*[:=]\s*[\"']?)([^\"'&]+)")
# Keys as services give them out: their beginning says what they are.
_KEY = re.compile(
    r"\b(?:(?:sk|pk|rk|hf|gsk|r8|nvapi|xai|ghp|gho|glpat|xox[abp])[-_][\w-]{8,}|AIza[\w-]{20,}|eyJ[\w-]+\.[\w-]+\.[\w-]+)"
)
_USER = re.compile(r"//[^/@\s]+@")


def hide_credentials(command: Sequence[str]) -> tuple[str, ...]:
    """Take secrets out of a command for its record.

    Parameters
    ----------
    command : sequence of str
        The program and its arguments.

    Returns
    -------
    tuple of str
        The arguments, with "(not kept)" in place of the value of an option or variable that is named as a secret is, of
        what stands behind Bearer, Basic or Token, or behind such a name in a header, an address or JSON, of the user
        and password of an address, of a key whose beginning is that of a service's, and of the value of a variable of
        the environment that is named as a secret. A secret without any such sign cannot be told from another word: it
        belongs into the environment.

    Examples
    --------
    >>> hide_credentials(["curl", "Authorization: Bearer sk-1", "https://u:pw@host/v1"])
    ('curl', 'Authorization: Bearer (not kept)', 'https://(not kept)@host/v1')
    """
    return tuple(_hide_argument(before, part) for before, part in pairwise(("", *command)))


def _hide_argument(before: str, part: str) -> str:
    """Take secrets out of an argument that stands behind another one."""
    if before.startswith("-") and "=" not in before and _names_secret(before) and not part.startswith("--"):
        return NOT_KEPT
    name, sign, _ = part.partition("=")
    if sign and re.fullmatch(r"[\w.-]+", name) and _names_secret(name):
        return f"{name}={NOT_KEPT}"
    part = _USER.sub(f"//{NOT_KEPT}@", hide_values(part))
    part = _CREDENTIAL.sub(rf"\1 {NOT_KEPT}", part)
    return _KEY.sub(NOT_KEPT, _NAMED.sub(_hide_named, part))


def _hide_named(found: "re.Match[str]") -> str:
    name, sign, value = found.groups()
    # A word key of its own is an argument of many functions, but in an address or in quotes.
    inside = name.lower() != "key" or found.string[: found.start()].endswith(("?", "&", '"', "'"))
    return f"{name}{sign}{NOT_KEPT}" if inside and NOT_KEPT not in value and _names_secret(name) else found[0]


def _names_secret(name: str) -> bool:
    """Whether an option, a variable, a header or a field is that of a secret, by the words of its name."""
    words = [word.lower() for word in _WORD.findall(name)]
    known = bool(words) and (words[-1] in _LAST or not _SECRETS.isdisjoint(words))
    return known or bool(_COMPOUND.search("".join(words)))


def hide_values(text: str) -> str:
    """Take out of what a program writes the values of the variables of the environment that hold secrets.

    Examples
    --------
    >>> hide_values("no answer")
    'no answer'
    """
    values = {value for name, value in os.environ.items() if _SECRET.search(name) and len(value) >= _SHORTEST_SECRET}
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, NOT_KEPT)
    return text
