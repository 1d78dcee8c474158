"""Somebody at a browser: chooses who to be, types, presses what they see, and moves time."""

import asyncio
import re
from contextlib import suppress
from typing import Self

from playwright.async_api import Browser, ConsoleMessage, FrameLocator, Locator, Page, expect
from playwright.async_api import TimeoutError as PlaywrightTimeout

from sandbox.page.scene import Start
from sandbox.page.server import Page as SandboxPage

PATIENCE_S = 8


def as_seen(words: str) -> re.Pattern[str]:
    """These words, whatever marks of direction stand between them."""
    return re.compile("[\u2066-\u2069]*".join(re.escape(each) for each in words))


def _is_wrong(message: ConsoleMessage) -> bool:
    """An error, but for "a moment, please": what is asked for while another start is being made."""
    return message.type == "error" and "503 (Service Unavailable)" not in message.text


class Visitor:
    """A visitor of the page. Everything is found as a person finds it: by label, by role, by the words on it."""

    def __init__(self, page: Page, sandbox: SandboxPage) -> None:
        self.page = page
        self.sandbox = sandbox
        self.complaints: list[str] = []

    @classmethod
    async def arrive(cls, browser: Browser, sandbox: SandboxPage) -> Self:
        context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        context.set_default_timeout(10_000)
        visitor = cls(await context.new_page(), sandbox)
        visitor.page.on("pageerror", lambda problem: visitor.complaints.append(str(problem)))
        visitor.page.on(
            "console", lambda message: visitor.complaints.append(message.text) if _is_wrong(message) else None
        )
        return visitor

    async def begin(self, start: Start) -> None:
        """Open the page once the scene is ready."""
        self.sandbox.begin(start)
        await self.sandbox.ready()
        await self.page.goto(self.sandbox.url)
        await expect(self.page.locator("#frame-1")).to_be_visible()

    @property
    def slack(self) -> FrameLocator:
        """The chat client of the first seat."""
        return self.page.frame_locator("#frame-1")

    @property
    def window(self) -> Locator:
        return self.slack.locator("dialog#window")

    async def be(self, name: str, place: str = "Messages") -> None:
        """Choose who to be, and where to look: "Messages", "Home", or the "channel"."""
        chooser = self.page.get_by_label("You are", exact=True)
        value = await chooser.locator("option", has_text=f"{name} –").first.get_attribute("value")
        await chooser.select_option(value)
        await expect(self.page.locator("#frame-1")).to_have_attribute("title", f"Slack as {name}")
        await expect(self.slack.locator("#sidebar")).to_contain_text(f"You are {name}.")
        if place == "channel":
            await self.slack.get_by_role("navigation").get_by_role("button", name="learning-set").click()
        else:
            await self.slack.get_by_role("navigation").get_by_role("button", name="Setkeeper").click()
            if place == "Home":
                await self.slack.get_by_role("button", name="Home", exact=True).click()

    async def write(self, text: str) -> None:
        """Type into the message box and press Enter."""
        box = self.slack.get_by_label("Write a message")
        await box.fill(text)
        await box.press("Enter")

    async def press(self, words: str, *, whole: bool = False) -> None:
        """Press a button by its words, once it is there: in the open window, else the newest one in the place.

        whole  these are all its words; else they may be a part of them
        """
        async with asyncio.timeout(PATIENCE_S):
            while True:
                inside = self.window if await self.window.is_visible() else self.slack.locator("main")
                found = inside.get_by_role("button", name=words if whole else as_seen(words), exact=whole).last
                if await found.is_visible():
                    await found.click()
                    return
                await self.page.wait_for_timeout(50)

    async def fill(self, label: str, value: str) -> None:
        """Fill in a field of the open window."""
        await self.window.get_by_label(as_seen(label)).first.fill(value)

    async def choose(self, label: str, option: str) -> None:
        """Choose in a menu of the open window."""
        await self.window.get_by_label(as_seen(label)).first.select_option(label=option)

    async def tick(self, legend: str, *options: str) -> None:
        """Tick boxes, or press a radio button, of one group in the open window."""
        group = self.window.get_by_role("group", name=as_seen(legend))
        for option in options:
            await group.get_by_label(option, exact=True).check()

    async def share_update(self, words: str) -> None:
        """Share an update with one's set."""
        await self.write("/als update")
        await self.fill("What would you like to share?", words)
        await self.tick("Who sees it?", "My set")
        await self.press("Share it")
        await self.close_windows()
        await self.time("+10 min")  # the channel's line comes a moment later

    async def sees(self, words: str) -> None:
        """Wait until these words stand there."""
        await expect(self.slack.locator("body")).to_contain_text(as_seen(words))

    async def close_windows(self) -> None:
        """Close whatever is open, one after the other; some close by themselves meanwhile."""
        while await self.window.is_visible():
            with suppress(PlaywrightTimeout):
                await self.window.get_by_role("button", name="Close this window").click(timeout=2000)
            await self.page.wait_for_timeout(100)

    async def time(self, step: str) -> None:
        """Press a button of the clock, and wait until time stands still again."""
        before = await self.page.locator("#clock").inner_text()
        await self.page.get_by_role("button", name=step, exact=True).click()
        await expect(self.page.locator("#clock")).not_to_have_text(before)
        await expect(self.page.locator("#play")).to_have_text("Play", timeout=60_000)
