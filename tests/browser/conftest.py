"""A real browser, and the page as a visitor starts it. Without Chromium these tests are skipped, and say so."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright

from bot.theatre import Theatre
from sandbox.page.server import Page as SandboxPage
from tests.browser.visitor import Visitor

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WITHOUT = "there is no Chromium here: on Debian, apt-get install chromium"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """The system's own Chromium, without a window."""
    if CHROMIUM is None:
        pytest.skip(WITHOUT)
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        await opened.close()


@pytest.fixture
async def sandbox() -> AsyncIterator[SandboxPage]:
    """The page with the real bot behind it; a test begins the scene it wants."""
    page = SandboxPage(Theatre())
    await page.listen(0)
    yield page
    await page.close()


@pytest.fixture
async def visitor(browser: Browser, sandbox: SandboxPage) -> AsyncIterator[Visitor]:
    """Somebody at the browser, who complains about every error in its console."""
    found = await Visitor.arrive(browser, sandbox)
    yield found
    if kept := os.environ.get("SETKEEPER_SHOTS"):
        await found.page.screenshot(path=f"{kept}/last.png")
    assert found.complaints == []
