"""Every view of the page, light and dark, wide and narrow: axe finds nothing grave, and all goes by keyboard."""

import re
from importlib.resources import files
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, Frame, expect

from sandbox.page.scene import Start
from sandbox.page.server import Page as SandboxPage
from sandbox.stories import EMPTY, SELF_RUN
from tests.browser.visitor import Visitor

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
NARROW = 360
GRAVE = ("serious", "critical")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Colours are looked at by themselves, in both schemes: they do not change with the width, and take axe longest.
SHAPE = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"color-contrast": {"enabled": False}}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


async def grave(frame: Frame, rules: dict[str, Any]) -> list[str]:
    """What axe calls serious or critical in one frame."""
    options = {**rules, "iframes": False, "resultTypes": ["violations"]}
    found: dict[str, Any] = await frame.evaluate("options => axe.run(document, options)", options)
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


class Examiner:
    """Looks at whatever is on the page, and at its colours in both schemes."""

    def __init__(self, visitor: Visitor, *, colours: bool = True) -> None:
        self._visitor = visitor
        self._colours = colours
        self.seen: list[str] = []
        self.problems: list[str] = []

    async def look(self, view: str, *, around: bool = False) -> None:
        """At the first seat, or at what stands around the seats."""
        page = self._visitor.page
        frame = page.main_frame if around else page.frame(url=re.compile("/seat/"))
        assert frame is not None
        self.problems += [f"{view}: {each}" for each in await grave(frame, SHAPE)]
        for theme in ("light", "dark") if self._colours else ():
            await frame.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            self.problems += [f"{view}, {theme}: {each}" for each in await grave(frame, COLOURS)]
        self.seen.append(view)


@pytest.mark.parametrize("width", [1280, NARROW])
async def test_axe_finds_nothing_grave(visitor: Visitor, width: int) -> None:
    """In every view; and it does find what is planted at the end."""
    await visitor.page.context.add_init_script(AXE)
    await visitor.page.set_viewport_size({"width": width, "height": 800})
    await visitor.begin(Start(SELF_RUN, 3))
    examiner = Examiner(visitor, colours=width > NARROW)
    await visitor.be("Amina")
    await examiner.look("messages")
    await visitor.be("Amina", "channel")
    await examiner.look("a channel")
    await visitor.slack.get_by_role("button", name="Reply in a thread").last.click()
    await expect(visitor.slack.locator("#thread")).to_be_visible()
    await examiner.look("a thread")
    await visitor.slack.get_by_role("button", name="Close the thread").click()
    await visitor.be("Amina", "Home")
    await expect(visitor.slack.locator("#home")).to_contain_text("My actions")
    await examiner.look("Home")
    await visitor.press("New action")
    await visitor.press("Save my action")
    await expect(visitor.window.locator("[aria-invalid=true]").first).to_be_focused()
    await examiner.look("a window with errors")
    await visitor.close_windows()
    await visitor.be("Amina")
    await visitor.write("/als settings")
    await expect(visitor.window).to_be_visible()
    await examiner.look("settings")
    await visitor.close_windows()
    await visitor.slack.get_by_label("Write a message").fill("/")
    await examiner.look("commands")
    await visitor.slack.get_by_label("Write a message").fill("")
    await visitor.be("Priya")
    await visitor.write("/als")
    await visitor.press("New set")
    await examiner.look("a new set")
    await visitor.close_windows()
    await visitor.page.get_by_role("button", name="Operator’s eyes").click()
    for tab in ("Behind this screen", "All tables", "What a thief learns", "Outbox", "Traffic"):
        await visitor.page.get_by_role("tab", name=tab).click()
        await visitor.page.locator("#eyes-view details summary").first.click()
        await examiner.look(tab, around=True)
    await visitor.page.get_by_role("button", name="Side by side").click()
    await examiner.look("side by side", around=True)
    await visitor.page.get_by_role("button", name="Start again").click()
    await examiner.look("starting again", around=True)
    await visitor.page.get_by_role("button", name="Go back").click()
    await visitor.page.get_by_role("button", name="Take the tour").click()
    await examiner.look("the tour", around=True)
    assert examiner.problems == []
    assert len(examiner.seen) == 16
    plant = "document.body.insertAdjacentHTML('beforeend', '<input>')"
    await visitor.page.evaluate(plant)
    assert any("label" in each for each in await grave(visitor.page.main_frame, SHAPE))


async def test_nothing_needs_a_mouse(visitor: Visitor) -> None:
    await visitor.begin(Start(SELF_RUN, 2))
    await visitor.be("Amina")
    keyboard = visitor.page.keyboard
    box = visitor.slack.get_by_label("Write a message")
    await box.focus()
    await keyboard.type("/")
    await expect(visitor.slack.get_by_role("option")).to_have_count(2)
    await keyboard.press("ArrowDown")
    await keyboard.press("ArrowUp")
    await keyboard.press("Enter")
    await expect(box).to_have_value("/als ")
    await keyboard.type("action")
    await keyboard.press("Enter")
    # The window has the focus in its first field; Tab stays inside; Escape closes it and gives the focus back.
    await expect(visitor.window.get_by_label("In a few words")).to_be_focused()
    for _ in range(25):
        await keyboard.press("Tab")
        inside = "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        assert await visitor.slack.locator("body").evaluate(f"() => {inside}")
    await visitor.window.get_by_label("In a few words").focus()  # Tab may have gone on into the browser's own bars
    await keyboard.press("Escape")
    await expect(visitor.window).not_to_be_visible()
    await expect(box).to_be_focused()
    # What was typed stays while something else changes on the screen.
    await box.fill("half a sentence")
    assert visitor.sandbox.scene is not None
    await visitor.sandbox.scene.slack.people["Amina"].say("from another device")
    visitor.sandbox.live.changed()
    await visitor.sees("from another device")
    await expect(box).to_have_value("half a sentence")
    await expect(box).to_be_focused()


@pytest.mark.parametrize("zoomed", [(640, 450), (360, 740)])
async def test_it_fits_a_phone_and_a_page_at_twice_its_size(visitor: Visitor, zoomed: tuple[int, int]) -> None:
    """1280 px at 200 % are 640 px; nothing has to be scrolled sideways."""
    await visitor.page.set_viewport_size({"width": zoomed[0], "height": zoomed[1]})
    await visitor.begin(Start(EMPTY, 0))
    await visitor.be("Amina")
    await visitor.write("/als settings")
    await expect(visitor.window).to_be_visible()
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for frame in visitor.page.frames:
        if frame.url.startswith("http"):
            assert await frame.evaluate(wide) <= 0
    box = await visitor.window.bounding_box()
    assert box is not None
    assert box["width"] <= zoomed[0]


Scheme = Literal["light", "dark"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_is_as_light_or_dark_as_the_machine(
    browser: Browser, sandbox: SandboxPage, scheme: Scheme
) -> None:
    context = await browser.new_context(color_scheme=scheme)
    page = await context.new_page()
    await page.goto(sandbox.url)
    ground = await page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(36, 43, 47)") == (scheme == "dark")
    await context.close()


async def test_only_the_talk_scrolls_never_the_whole_of_slack(visitor: Visitor) -> None:
    """On a wide screen and on a phone: the channel, a thread, Home and a window on it."""
    await visitor.begin(Start(SELF_RUN, 8))
    for width, height in ((1280, 700), (360, 740)):
        await visitor.page.set_viewport_size({"width": width, "height": height})
        await visitor.be("Chloe", "channel")
        frame = visitor.page.frames[1]
        await expect(visitor.slack.get_by_role("button", name="Reply in a thread").last).to_be_visible()
        beyond = "() => document.documentElement.scrollHeight - innerHeight"
        assert await frame.evaluate(beyond) <= 0
        talk = "() => { const it = document.querySelector('.log-wrap'); return it.scrollHeight - it.clientHeight }"
        assert await frame.evaluate(talk) > 0, "there is more talk than fits"
        await visitor.slack.get_by_role("button", name="Reply in a thread").last.click()
        await expect(visitor.slack.locator("#thread")).to_be_visible()
        assert await frame.evaluate(beyond) <= 0
        await visitor.slack.get_by_role("button", name="Close the thread").click()
        await visitor.be("Chloe", "Home")
        await expect(visitor.slack.locator("#home")).to_contain_text("My actions")
        assert await frame.evaluate(beyond) <= 0
        await visitor.press("My settings")
        await expect(visitor.window).to_be_visible()
        assert await frame.evaluate(beyond) <= 0
        await visitor.close_windows()
