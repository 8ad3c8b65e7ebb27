"""Chromium in tests: where it is missing, what a page asked for, and the name of a picture."""

import importlib.util
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

# Whether a part of a test failed, so that its page is worth a picture.
FAILED = pytest.StashKey[bool]()


def require(chromium: str, *, in_ci: bool) -> None:
    """Skip the test where something is missing that it needs, and say what; in CI, fail."""
    missing = []
    if not chromium:
        missing.append("a browser: on Debian, apt install chromium")
    if importlib.util.find_spec("playwright") is None:
        missing.append("the Python package playwright: pip install 'netralitas[browser]', or python run.py setup")
    if missing:
        (pytest.fail if in_ci else pytest.skip)("needs " + "; and ".join(missing))


@contextmanager
def open_page(chromium: Any, requested: list[str], **options: Any) -> Iterator[Any]:
    """Open a page in a context of its own and note each address that it asks for, web sockets included.

    Options are those of playwright's new_context, such as color_scheme="dark".
    """
    context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    try:
        context.on("request", lambda asked: requested.append(asked.url))
        page = context.new_page()
        page.on("websocket", lambda socket: requested.append(socket.url))
        yield page
    finally:
        context.close()


def list_outside(requested: list[str]) -> list[str]:
    """The addresses that are neither on the disk, nor in the page itself, nor on this machine.

    >>> list_outside(["file:///a", "data:,a", "http://127.0.0.1:8888/b", "https://example.org/", "wss://example.org/"])
    ['https://example.org/', 'wss://example.org/']
    """
    return [
        address
        for address in requested
        if urlsplit(address).scheme not in ("file", "data", "blob", "about")
        and urlsplit(address).hostname not in ("127.0.0.1", "localhost")
    ]


def name_file(test: str) -> str:
    """A test's name as a file may have it.

    >>> name_file("test_a[05_years]")
    'test_a-05_years'
    """
    return re.sub(r"\W+", "-", test).strip("-")
