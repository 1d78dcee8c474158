"""The whole round by clicking: a set is made, lives through a session, and nobody outside sees any of it."""

import re

from playwright.async_api import Browser, expect

from bot.theatre import OUTSIDER
from sandbox.page.scene import Start
from sandbox.page.server import Page as SandboxPage
from sandbox.stories import EMPTY
from tests.browser.visitor import Visitor

SET = "Thursday set"
LABEL, ASKED, QUESTION, UPDATE = (
    "walk the ward at night",
    "How to begin a talk that I have put off.",
    "What are you taking as given?",
    "I said no, and nothing fell down.",
)


async def test_the_whole_round(visitor: Visitor, browser: Browser, sandbox: SandboxPage) -> None:
    await visitor.begin(Start(EMPTY, 0))
    await a_set_is_made(visitor)
    await amina_joins(visitor)
    await amina_commits(visitor)
    await amina_is_stuck_and_asks(visitor)
    await femi_answers(visitor)
    await a_session_is_booked_and_run(visitor)
    await an_update_is_shared_and_read(visitor)
    await the_coordinator_reads_the_note(visitor)
    await nobody_outside_sees_any_of_it(browser, sandbox)


async def a_set_is_made(visitor: Visitor) -> None:
    await visitor.be("Priya")
    await visitor.write("/als")
    await visitor.press("New set")
    await visitor.fill("Set name", SET)
    await visitor.tick("Who is in it?", "Amina", "Chloe", "Dev", "Esi", "Femi")
    await visitor.choose("How often will it meet?", "Every 6 weeks")
    await visitor.tick("What may leave the set?", "Themes, never who said what")
    await visitor.fill("Who can people speak to", "Rosa Diaz, ext. 2040")
    await visitor.press("Check and create")
    await visitor.sees("About this set")
    await visitor.close_windows()


async def amina_joins(visitor: Visitor) -> None:
    await visitor.be("Amina")
    await visitor.press("Next: who sees what")
    await visitor.press("Next: my choices")
    await visitor.press("Join the set")
    await visitor.sees(f"You have joined {SET}")
    await visitor.time("+1 hour")


async def amina_commits(visitor: Visitor) -> None:
    await visitor.write("/als action")
    await visitor.fill("In a few words, I will", LABEL)
    await visitor.fill("By when?", "8 September")
    await visitor.press("Save my action")
    await visitor.sees("I read that as Tuesday 8 September")
    await visitor.press("Yes, save it")
    await visitor.sees("I will ask how it is going on Tuesday 8 September")


async def amina_is_stuck_and_asks(visitor: Visitor) -> None:
    await visitor.time("Next morning")
    await visitor.sees(f'"{LABEL}" is for Tuesday 8 September')
    await visitor.press("Stuck")
    await visitor.sees("I have told nobody")
    await visitor.press("Ask my set")
    await visitor.fill("What would you like questions about?", ASKED)
    await visitor.press("Preview")
    await visitor.sees("Check before you ask")
    await visitor.press("Ask my set")
    await visitor.sees("Questions will come to you here")


async def femi_answers(visitor: Visitor) -> None:
    await visitor.be("Femi", "channel")
    await visitor.sees("Amina would like open questions")
    await visitor.press("Read, then ask Amina")
    await visitor.sees(ASKED)
    await visitor.fill("Your question", QUESTION)
    await visitor.press("Send question")
    await visitor.sees("You can take it back until Amina reads it")
    await visitor.close_windows()
    await visitor.time("Next morning")  # Amina has had her message of the day
    await visitor.be("Amina")
    await visitor.press("Read privately")
    await visitor.sees(QUESTION)
    await visitor.close_windows()


async def a_session_is_booked_and_run(visitor: Visitor) -> None:
    await visitor.write("/als-session")
    await visitor.press("Pick a date")
    await visitor.fill("On which day?", "2026-09-10")
    await visitor.fill("At what time", "13:30")
    await visitor.press("Book it")
    await visitor.sees("Booked: Thursday 10 September, 13:30")
    await visitor.close_windows()
    await visitor.time("Next session")
    await expect(visitor.page.locator("#clock")).to_have_text("Thursday 10 September 2026, 13:28")
    await visitor.write("/als-session")
    await visitor.press("Open the session")
    await visitor.press("Open", whole=True)
    await expect(visitor.window).to_contain_text("Open question")
    stages = 0
    while await visitor.window.get_by_role("button", name="Next stage").is_visible():
        before = await visitor.window.inner_text()
        await visitor.press("Next stage")
        await expect(visitor.window).not_to_have_text(before, use_inner_text=True)
        stages += 1
    assert stages >= 4
    await visitor.press("Close session")
    await visitor.sees("How did we work together?")
    await visitor.press("Close session")
    await visitor.sees("The session is closed")
    await visitor.close_windows()
    await visitor.be("Femi", "channel")
    await visitor.sees("Session 1 is closed")


async def an_update_is_shared_and_read(visitor: Visitor) -> None:
    await visitor.be("Amina")
    await visitor.share_update(UPDATE)
    await visitor.be("Femi", "channel")
    await expect(visitor.slack.locator("#log")).not_to_contain_text(UPDATE)
    await visitor.press("Read the new update")
    await visitor.sees(UPDATE)
    await visitor.close_windows()


async def the_coordinator_reads_the_note(visitor: Visitor) -> None:
    await visitor.time("Next weekly note")
    await visitor.be("Priya")
    picture = visitor.slack.locator("#log img").last
    await expect(picture).to_be_visible()
    assert re.search(r"\b1\b", await picture.get_attribute("alt") or "")
    for words in (LABEL, ASKED, QUESTION, UPDATE):
        await expect(visitor.slack.locator("body")).not_to_contain_text(words)


async def nobody_outside_sees_any_of_it(browser: Browser, sandbox: SandboxPage) -> None:
    assert sandbox.scene is not None
    olu = sandbox.scene.slack.people[OUTSIDER]
    context = await browser.new_context()
    page = await context.new_page()
    for place in ("app", "home", *sandbox.scene.slack.ws.channels):
        await page.goto(f"{sandbox.url}seat/{olu.id}#{place}")
        await page.reload()
        await expect(page.locator("#sidebar")).to_contain_text("You are in no channel.")
        html = await page.content()
        for words in (SET, LABEL, ASKED, QUESTION, UPDATE, "learning-set"):
            assert words not in html
        state = await page.request.get(f"{sandbox.url}seat/{olu.id}/state?place={place}")
        told = await state.text()
        assert not [words for words in (SET, LABEL, ASKED, QUESTION, UPDATE) if words in told]
    await context.close()
