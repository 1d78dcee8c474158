"""The question after a session, through Slack's own payloads: in the daily message, answered in a window."""

from bot.features import FEATURES
from handlers.ids import Field, Press
from sets import afterwards, nudges
from sets.bundles import KIND
from storage.unit_of_work import WorkspaceStore
from tests.handlers.action_kit import Bot, buttons_of, claimed, shown, texts_of
from tests.sets.test_afterwards import MORNING, over

KINDS = {kind.name: kind for feature in FEATURES for kind in feature.kinds}
RULES = [kind.rules for feature in FEATURES for kind in feature.nudges]


async def test_asked_the_morning_after_and_answered_for_oneself(store: WorkspaceStore) -> None:
    room = await over(store)
    await afterwards.tick(store, MORNING)
    await nudges.tick(store, MORNING, RULES)
    daily = (await claimed(store, MORNING))[KIND]
    async with store.read() as uow:
        call = await KINDS[KIND].prepare(uow, daily, MORNING)
    assert call is not None
    message = call.arguments
    assert message["text"] == "I have a short question about your session."
    assert "met on Thursday 14 May." in texts_of(message)
    bot = Bot(store, MORNING, *FEATURES)
    await bot.press("UAMINA", Press.AFTER_ANSWER, buttons_of(message)[Press.AFTER_ANSWER]["value"])
    form = bot.client.calls[-1][1]["view"]
    problems = await bot.submit("UAMINA", shown(form, "V1", {Field.REFLECTION_ANSWER: " "}))
    assert problems["errors"] == {Field.REFLECTION_ANSWER: "Write a few words first."}
    answer = await bot.submit("UAMINA", shown(form, "V1", {Field.REFLECTION_ANSWER: "the silence"}))
    assert "I show it only to you." in texts_of(answer["view"])
    await bot.press("UAMINA", Press.JOURNAL_OPEN, ts="2")
    journal = texts_of(bot.client.calls[-1][1]["view"])
    assert "the silence" in journal
    assert afterwards_question(message) in journal
    back = {**answer["view"], "id": "V1"}
    await bot.press(
        "UAMINA", Press.AFTER_TAKE_BACK, buttons_of(back)[Press.AFTER_TAKE_BACK]["value"], view=back, ts="3"
    )
    assert "I no longer hold your answer." in texts_of(bot.client.calls[-1][1]["view"])
    assert room.people
    assert bot.errors == []


def afterwards_question(message: dict[str, object]) -> str:
    """The question that stands in the daily message."""
    return texts_of(message).split("May. ")[1].split("?")[0]
