"""The licences of all that is installed with the package: none that an MIT package could not be shipped with."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

# By their SPDX names: permissive ones, and those that bind changes of their own files alone.
SHIPPED = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT", "MIT-0"}
SHIPPED |= {"MIT-CMU", "MPL-1.1", "MPL-2.0", "PSF-2.0", "Zlib"}
# What packages say that name no SPDX licence: the classifiers of the package index, and words of their own.
NAMES = {
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}

Find = Callable[[str], "metadata.PackageMetadata | None"]


def fold(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def read_licence(found: "metadata.PackageMetadata") -> str:
    """What a package says of its licence; the expression before the classifiers before the free text."""
    told = found.get("License-Expression")
    if told:
        return told
    classified = [line.rpartition(" :: ")[2] for line in found.get_all("Classifier", []) if line.startswith("License")]
    classified = [name for name in classified if name != "OSI Approved"]
    free = (found.get("License") or "").strip().partition("\n")[0]
    return " AND ".join(NAMES.get(name, name) for name in classified) or NAMES.get(free, free) or "none told"


def may_be_shipped(licence: str) -> bool:
    """Whether one of the alternatives of a licence may be shipped, all its parts together."""
    while "(" in licence:
        plain = re.sub(r"\(([^()]*)\)", lambda inner: "MIT" if may_be_shipped(inner[1]) else "refused", licence)
        if plain == licence:
            return False
        licence = plain
    return any(
        all(part.strip() in SHIPPED for part in re.split(r"\s+AND\s+", choice))
        for choice in re.split(r"\s+OR\s+", licence.strip())
    )


def follow(names: Iterable[str], find: Find) -> Iterator[tuple[str, str]]:
    """Every package that these requirements lead to on this system, with its licence."""
    waiting = [Requirement(name) for name in names]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        key = (fold(wanted.name), frozenset(wanted.extras))
        found = None if key in seen else find(wanted.name)
        seen.add(key)
        if found is None:
            continue
        yield key[0], read_licence(found)
        for line in found.get_all("Requires-Dist", []):
            inner = Requirement(line)
            extras = wanted.extras or {""}
            if inner.marker is None or any(inner.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(inner)


def list_unshippable(names: Iterable[str], find: Find) -> list[str]:
    return sorted({f"{name}: {told}" for name, told in follow(names, find) if not may_be_shipped(told)})


def find_installed(name: str) -> "metadata.PackageMetadata | None":
    # What is wanted here is installed: a dependency that is not would be found by whoever imports it.
    try:
        return metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None


@pytest.fixture(scope="module")
def dependencies(root: Path) -> list[str]:
    told = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    extras = told["project"]["optional-dependencies"]
    # What people install to use the project; the extras test and browser are for its own tests.
    return [*told["project"]["dependencies"], *extras["notebooks"], *extras["report"]]


def test_all_that_is_installed_with_the_package_may_be_shipped(dependencies: list[str]) -> None:
    found = dict(follow(dependencies, find_installed))
    assert len(found) > 80 and {"numpy", "pandas", "pysastrawi", "trafilatura", "lxml-html-clean"} <= found.keys()
    # Of docutils one file is under the GPL: a mode for an editor, which nothing here loads.
    told = "docutils: Public Domain AND BSD-3-Clause AND GNU General Public License (GPL)"
    assert list_unshippable(dependencies, find_installed) == [told]


def test_every_dependency_is_installed(dependencies: list[str]) -> None:
    assert [name for name in dependencies if find_installed(Requirement(name).name) is None] == []


def test_a_licence_that_may_not_be_shipped_is_caught(dependencies: list[str]) -> None:
    # The oracle of the tests is one.
    assert "krippendorff: GPL-3.0-or-later" in list_unshippable([*dependencies, "krippendorff"], find_installed)


def make_metadata(*lines: str) -> "metadata.PackageMetadata":
    from email.message import Message

    message = Message()
    for line in lines:
        name, _, value = line.partition(": ")
        message[name] = value
    return message  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("lines", "shipped"),
    [
        (("License-Expression: MIT",), True),
        (("License-Expression: GPL-3.0-only",), False),
        (("License-Expression: AGPL-3.0-or-later OR MIT",), True),
        (("License-Expression: MIT AND LGPL-2.1-only",), False),
        (("License-Expression: (MIT OR GPL-2.0-only) AND GPL-3.0-only",), False),
        (("License-Expression: MIT OR (Apache-2.0 AND BSD-3-Clause)",), True),
        (("License-Expression: CC-BY-NC-SA-4.0",), False),
        (("Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)",), False),
        (("Classifier: License :: OSI Approved :: MIT License",), True),
        (
            (
                "Classifier: License :: OSI Approved :: MIT License",
                "Classifier: License :: OSI Approved :: GNU Affero General Public License v3",
            ),
            False,
        ),
        (("License: Apache 2.0",), True),
        (("License: Free for all",), False),
        (("Name: nothing",), False),
    ],
)
def test_licences_are_read_as_they_are_told(lines: tuple[str, ...], shipped: bool) -> None:
    assert may_be_shipped(read_licence(make_metadata(*lines))) == shipped


def test_a_licence_far_down_is_found() -> None:
    known = {
        "one": make_metadata("License-Expression: MIT", "Requires-Dist: two; python_version > '3'"),
        "two": make_metadata(
            "License-Expression: MIT", "Requires-Dist: three[deep]", "Requires-Dist: six; extra == 'x'"
        ),
        "three": make_metadata("License-Expression: MIT", "Requires-Dist: four; extra == 'deep'"),
        "four": make_metadata("License-Expression: GPL-3.0-only", "Requires-Dist: one"),
        "six": make_metadata("License-Expression: GPL-2.0-only"),
    }
    assert list_unshippable(["one>=1"], known.get) == ["four: GPL-3.0-only"]
