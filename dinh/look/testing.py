"""For tests of pages in a real browser: a fixture, and the three questions every page must answer.

    @pytest.mark.browser
    def test_the_list_is_fit_to_use(live_server, browser_page):
        browser_page.goto(live_server.url + "/ke-hoach/")
        assert_accessible(browser_page)
        assert_no_sideways_scroll(browser_page)
        shot(browser_page, "ke-hoach")

Named in the root conftest's `pytest_plugins`, so the fixtures are at hand everywhere.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = Path(os.environ.get("DINH_SHOTS", ROOT / "var" / "shots"))
DESK, PHONE, SMALL = (1440, 900), (390, 844), (320, 640)
THEMES = ("light", "dark", "contrast")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium_path() -> str | None:
    """Where this machine keeps Chromium, or None."""
    named = os.environ.get("DINH_CHROMIUM")
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return named or next((path for path in found if path), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the whole run; a machine without one fails, nothing is skipped in silence."""
    path = chromium_path()
    if not path:
        pytest.fail("Máy này không có Chromium: chạy tools/setup.sh test.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open pages of any size: `new_page(PHONE, theme="dark", javascript=False)`. Fails the test on a script error or a
    refusal by the content security policy."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def open_page(size: tuple[int, int] = DESK, *, theme: str = "", javascript: bool = True) -> Any:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=javascript,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
        )
        if theme:
            context.add_cookies([{"name": "giao-dien", "value": theme, "domain": "localhost", "path": "/"}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"lỗi script: {error}"))
        page.on("console", lambda message: _note_refusal(message, wrong))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong, "\n".join(wrong)


def _note_refusal(message: Any, wrong: list[str]) -> None:
    if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
        wrong.append(message.text)


@pytest.fixture
def browser_page(new_page: Callable[..., Any]) -> Any:
    """One page at desk width in the light theme."""
    return new_page(DESK)


def sign_in(page: Any, live_server: Any, account: Any) -> None:
    """Sign an account in without going through the form: gives the browser a session cookie of `account`."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


def violations(page: Any, *, within: str | None = None) -> list[dict[str, Any]]:
    """What axe finds on the page at the levels serious and critical."""
    if not AXE.exists():
        pytest.fail("Chưa có axe-core: chạy tools/setup.sh test.")
    # Through the debugging channel, so the page's own policy against foreign scripts stays on.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "([within, tags]) => axe.run(within || document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
        [within, RULES],
    )
    return [one for one in found["violations"] if one["impact"] in ("serious", "critical")]


def assert_accessible(page: Any, *, within: str | None = None) -> None:
    """No serious or critical finding; the message names each rule and the first three places."""
    found = violations(page, within=within)
    told = [
        f"{one['id']} ({one['impact']}): {one['help']}\n"
        + "\n".join(
            f"    {node['html'][:180]}\n      {node.get('failureSummary', '')[:260]}"
            for node in one["nodes"][:3]
        )
        for one in found
    ]
    assert not found, f"{page.url}\n" + "\n".join(told)


def assert_no_sideways_scroll(page: Any) -> None:
    """The page is no wider than the window (tables scroll inside themselves)."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if wide <= window:
        return
    out = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.tw, pre, .jump'))
            .slice(0, 5).map((e) => `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''}`)"""
    )
    raise AssertionError(f"{page.url} rộng {wide} trong cửa sổ {window}: {', '.join(out)}")


def assert_focus_is_seen(page: Any, presses: int = 12) -> None:
    """Every stop of the Tab key shows a ring and is not under the sticky bar."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const e = document.activeElement; if (!e || e === document.body) return null;
                const s = getComputedStyle(e), r = e.getBoundingClientRect();
                const ring = (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none'
                    || e.closest('.q') !== null;
                return [ring, r.bottom > 0 && r.top < innerHeight, e.outerHTML.slice(0, 120)]; }"""
        )
        if seen is not None:
            ring, inside, what = seen
            assert ring and inside, f"{page.url}: không thấy tiêu điểm ở {what}"


def shot(page: Any, name: str) -> Path:
    """A full-page picture in var/shots/ (or DINH_SHOTS), for people to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    path = SHOTS / f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}.png"
    page.screenshot(path=str(path), full_page=True)
    return path
