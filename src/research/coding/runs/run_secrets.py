"""What is a secret in a command, or in what a program writes, and is taken out of what is kept."""

import json
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
# What names a value in a header, an address, JSON or a shell's line: X-Api-Key: a, ?key=a, {"api_key": "a"}, --key a.
_NAMED = re.compile(r"(?<![\w.-])([\w.-]{1,80})([\"']?\s*[:=]\s*[\"']?)|(?<!\S)(--?[\w.-]{1,80})(\s+)(?!-)")
# The end of a value: a header's goes on over blanks.
_QUOTED, _BARE = re.compile(r"[\"'&]|$"), re.compile(r"[\s\"'&;]|$")
# Keys as services give them out: their beginning says what they are. The name of a file or model has an ending or no
# digit.
_KEY = re.compile(
    r"\b(?:(?:sk|pk|rk|hf|gsk|r8|nvapi|xai|ghp|gho|ghs|glpat|xox[abp]|github_pat|pplx)[-_](?=[\w-]{0,200}?\d)"
    r"[\w-]{8,400}+(?![./]\w)|AIza[\w-]{20,}|AKIA\w{12,}|eyJ[\w-]+\.[\w-]+\.[\w-]+)"
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
    return _KEY.sub(NOT_KEPT, _hide_named(part))


def _hide_named(part: str) -> str:
    """Take out of an argument the values that stand in it behind the name of a secret."""
    kept, last = [], 0
    for found in _NAMED.finditer(part):
        name, sign = (found[1], found[2]) if found[1] else (found[3], found[4])
        # A word key of its own is an argument of many functions, but in an address or in quotes.
        inside = name.lower() != "key" or part[: found.start()].endswith(("?", "&", '"', "'"))
        if found.start() < last or not inside or not _names_secret(name):
            continue
        end = (_QUOTED if ":" in sign or "'" in sign or '"' in sign else _BARE).search(part, found.end())
        assert end
        if NOT_KEPT not in part[found.end() : end.start()]:
            kept += [part[last : found.end()], NOT_KEPT]
            last = end.start()
    return "".join([*kept, part[last:]])


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
    values = {value.strip() for name, value in os.environ.items() if _SECRET.search(name)}
    # In JSON a value may stand escaped.
    values |= {json.dumps(value, ensure_ascii=ascii)[1:-1] for value in values for ascii in (True, False)}
    for value in sorted(values, key=lambda value: (-len(value), value)):
        if len(value) >= _SHORTEST_SECRET:
            text = text.replace(value, NOT_KEPT)
    return text
