"""The guided tour: five steps, each with its person, its moment, and something there to press."""

from playwright.async_api import expect

from sandbox.page.scene import Start
from sandbox.stories import EMPTY
from tests.browser.visitor import Visitor

STEPS = (
    ("A check-in", "Chloe"),
    ("A stuck action", "Chloe"),
    ("A session", "Hanna"),
    ("A confidential update", "Amina"),
    ("The coordinator’s note", "Priya"),
)


async def test_the_tour_leads_through_five_steps(visitor: Visitor) -> None:
    await visitor.begin(Start(EMPTY, 0))
    card = visitor.page.locator("#tour-card")
    await visitor.page.get_by_role("button", name="Take the tour").click()
    await card.get_by_role("button", name="Begin").click()
    for number, (title, person) in enumerate(STEPS, start=1):
        onward = card.get_by_role("button", name="Next step" if number < len(STEPS) else "End the tour")
        await expect(card).to_contain_text(f"Step {number} of 5: {title}", timeout=60_000)
        await expect(onward).to_be_visible(timeout=60_000)
        await expect(card).not_to_contain_text("did not work")
        await expect(visitor.page.locator("#frame-1")).to_have_attribute("title", f"Slack as {person}")
        await what_it_says(visitor, number)
        await onward.click()
    await expect(card).not_to_be_visible()


async def what_it_says(visitor: Visitor, number: int) -> None:
    """Do what the card tells the visitor to."""
    if number == 1:
        await visitor.press("Stuck")
    elif number == 2:
        await visitor.press("Ask my set")
        await expect(visitor.window).to_contain_text("What would you like questions about?")
        await visitor.close_windows()
    elif number == 3:
        await visitor.write("/als-session")
        await visitor.press("Open the session")
        await visitor.close_windows()
    elif number == 4:
        await visitor.write("/als update")
        await expect(visitor.window).to_contain_text("What would you like to share?")
        await visitor.close_windows()
    else:
        await expect(visitor.slack.locator("#log img").last).to_be_visible()


async def test_it_can_be_skipped(visitor: Visitor) -> None:
    await visitor.begin(Start(EMPTY, 0))
    await visitor.page.get_by_role("button", name="Take the tour").click()
    await visitor.page.get_by_role("button", name="Skip the tour").click()
    await expect(visitor.page.locator("#tour-card")).not_to_be_visible()
    await expect(visitor.page.get_by_role("button", name="Take the tour")).to_be_focused()


async def test_a_newcomer_finds_it_and_whoever_goes_on_by_themselves_is_rid_of_it(visitor: Visitor) -> None:
    await visitor.begin(Start(EMPTY, 0))
    card = visitor.page.locator("#tour-card")
    await expect(card).to_contain_text("Five steps")
    await visitor.time("+10 min")
    await expect(card).not_to_be_visible()
    await visitor.page.reload()
    await expect(visitor.page.locator("#frame-1")).to_be_visible()
    await expect(card).not_to_be_visible()
