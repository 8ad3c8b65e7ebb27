"""Directives are found where sphinx finds them, whatever they stand in."""

import pytest

from research.report.site.site_guard import disarm_blocks, fence_html


@pytest.mark.parametrize(
    "page",
    [
        "```{include} /a\n```",
        "~~~~ {raw} html\n<b>\n~~~~",
        "> 1. ```&#123;raw} html\n>    ```",
        "[^n]: a note\n\n    ```{literalinclude} /a\n    ```",
        "---\nmyst: {}\n---\n\n```{eval-rst}\r\n.. include:: /a\r\n```",
    ],
)
def test_a_directive_becomes_a_plain_block(page: str) -> None:
    made = disarm_blocks(page)
    assert "{" not in made.split("---")[-1].replace("&#123;", "{").split("\n.. ")[0]
    assert "text" in made
    assert disarm_blocks(made) == made


def test_what_is_no_directive_stays() -> None:
    page = "```python\nd = {raw}\n```\n\n`{raw}`, {word} and ``{include} a``\n"
    assert disarm_blocks(page) == page


def test_no_html_ends_its_fence() -> None:
    assert fence_html("a\n````\nb").split("\n") == ["`````{raw} html", "a", "````", "b", "`````"]
