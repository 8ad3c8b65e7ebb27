"""The browser of the tests: missing ones are told, and nothing that a page asks for goes unseen."""

from pathlib import Path
from typing import Any

import browsers
import pytest

pytest_plugins = ["pytester"]


def test_without_a_browser_a_test_is_skipped_and_in_ci_an_error() -> None:
    with pytest.raises(pytest.skip.Exception, match="apt install chromium"):
        browsers.require("", in_ci=False)
    with pytest.raises(pytest.fail.Exception, match="apt install chromium"):
        browsers.require("", in_ci=True)


def test_without_playwright_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(pytest.skip.Exception, match=r"netralitas\[browser\]"):
        browsers.require("/usr/bin/chromium", in_ci=False)


@pytest.mark.browser
def test_a_page_that_asks_for_another_machine_is_found_out(chromium: Any, tmp_path: Path) -> None:
    (tmp_path / "hostile.html").write_text(
        "<img src='https://example.org/a.png'><script>new WebSocket('wss://example.org/b'); fetch('c.csv')</script>",
        encoding="utf-8",
    )
    requested: list[str] = []
    with browsers.open_page(chromium, requested) as page:
        page.goto((tmp_path / "hostile.html").as_uri())
        page.wait_for_load_state("networkidle")
    assert sorted(browsers.list_outside(requested)) == ["https://example.org/a.png", "wss://example.org/b"]


@pytest.mark.browser
def test_a_page_starts_with_nothing_and_asks_for_nothing_itself(page: Any, requested: list[str]) -> None:
    page.set_content("<p>Nothing</p>")
    assert page.context.cookies() == []
    assert requested == []


@pytest.mark.browser
def test_a_failed_test_leaves_a_picture(pytester: pytest.Pytester, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same fixtures in a run of their own, with a test that fails and one that does not."""
    pytester.makeconftest(f"""
        import sys
        sys.path.insert(0, {str(root / "tests")!r})
        from browsers import *
    """)
    pytester.makepyfile("""
        def test_bad(page):
            page.set_content("<p>Bad</p>")
            assert False

        def test_good(page):
            page.set_content("<p>Good</p>")
    """)
    monkeypatch.setenv("NETRALITAS_SCREENSHOTS", str(pytester.path / "pictures"))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1, failed=1)
    assert [path.name for path in (pytester.path / "pictures").iterdir()] == ["failed-test_bad.png"]
