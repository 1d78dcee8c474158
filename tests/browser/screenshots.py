"""`make screenshots`: eight views of the page, from one set's life, into docs/images/."""

import asyncio
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, async_playwright, expect

from bot.theatre import Theatre
from sandbox.page.scene import Start
from sandbox.page.server import Page as SandboxPage
from sandbox.page.server import say
from sandbox.stories import SELF_RUN
from tests.browser.conftest import CHROMIUM, WITHOUT
from tests.browser.visitor import Visitor

WIDE, PHONE = (1280, 760), (390, 760)
COLOURS = 128  # so that a picture is small; the page has few
UPDATE = "I said no, and nothing fell down."


class Album:
    """Pictures in a folder, each of what the visitor has before them once it stands still."""

    def __init__(self, visitor: Visitor, folder: Path) -> None:
        self._visitor = visitor
        self._folder = folder

    async def take(self, name: str) -> None:
        """The whole page, without its line of news."""
        await self._visitor.page.evaluate("() => document.getElementById('news').replaceChildren()")
        await self.keep(self._visitor.page, name)

    async def keep(self, page: Page, name: str) -> None:
        """What stands on one page."""
        await page.wait_for_timeout(400)  # pictures and the place they take
        taken = Image.open(BytesIO(await page.screenshot(animations="disabled", caret="hide")))
        taken.convert("RGB").quantize(COLOURS).save(self._folder / f"{name}.png", optimize=True)
        say(f"{name}.png")


async def take_all(visitor: Visitor, album: Album) -> None:
    """One set's third week to its second session, and a note to its coordinator."""
    await visitor.be("Amina")
    await visitor.write("/als action")
    await visitor.fill("In a few words", "write the rota with the team")
    await visitor.fill("By when?", "next Friday")
    await album.take("action")
    await visitor.press("Save my action")
    await visitor.press("Yes, save it")
    await visitor.be("Amina", "Home")
    await visitor.sees("write the rota with the team")
    await album.take("home")
    await visitor.be("Chloe")
    await visitor.time("Next morning")
    await visitor.time("Next morning")
    await visitor.sees("How is it coming along?")
    await album.take("check-in")
    await in_the_dark(visitor, album)
    await visitor.be("Amina")
    await visitor.share_update(UPDATE)
    await visitor.be("Dev", "channel")
    await visitor.press("Read the new update")
    await visitor.sees(UPDATE)
    await album.take("update")
    await visitor.close_windows()
    await eyes(visitor, album)
    await a_session(visitor, album)
    await visitor.time("Next weekly note")
    await visitor.be("Priya")
    await expect(visitor.slack.locator("#log img").last).to_be_visible()
    await album.take("weekly-note")


async def in_the_dark(visitor: Visitor, album: Album) -> None:
    """The same check-in on a phone, at night."""
    address = visitor.page.frames[1].url
    page = await visitor.page.context.new_page()
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    await page.emulate_media(color_scheme="dark")
    await page.goto(address)
    await expect(page.locator("#log")).to_contain_text("How is it coming along?")
    await album.keep(page, "phone")
    await page.close()


async def eyes(visitor: Visitor, album: Album) -> None:
    button = visitor.page.get_by_role("button", name="Operator’s eyes")
    await button.click()
    await visitor.page.locator("#eyes-view summary", has_text="shared_update").first.click()
    await album.take("operators-eyes")
    await button.click()


async def a_session(visitor: Visitor, album: Album) -> None:
    await visitor.time("Next session")
    await visitor.be("Hanna")
    await visitor.write("/als-session")
    await visitor.press("Open the session")
    await visitor.press("Open", whole=True)
    await expect(visitor.window).to_contain_text("Open question")
    await visitor.page.get_by_role("button", name="Side by side").click()
    second = visitor.page.frame_locator("#frame-2")
    chooser = visitor.page.get_by_label("Beside you")
    await chooser.select_option(await chooser.locator("option", has_text="Esi –").first.get_attribute("value"))
    await expect(second.locator("#sidebar")).to_contain_text("You are Esi.")
    await second.get_by_role("navigation").get_by_role("button", name="learning-set").click()
    await expect(second.locator("#log")).to_contain_text("Open, until")
    await album.take("session")
    await visitor.page.get_by_role("button", name="Side by side").click()
    await visitor.close_windows()


async def main(folder: Path) -> int:
    """Take all pictures. Returns the exit code."""
    if CHROMIUM is None:
        say(WITHOUT)
        return 1
    sandbox = SandboxPage(Theatre())
    await sandbox.listen(0)
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            visitor = await Visitor.arrive(browser, sandbox)
            await visitor.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
            await visitor.begin(Start(SELF_RUN, 3))
            await take_all(visitor, Album(visitor, folder))
            await browser.close()
    finally:
        await sandbox.close()
    return 0


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")
    target.mkdir(parents=True, exist_ok=True)
    sys.exit(asyncio.run(main(target)))
