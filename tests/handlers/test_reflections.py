"""The question between sessions and the journal, through Slack's own payloads."""

from datetime import timedelta
from typing import Any

from bot.features import FEATURES
from handlers.ids import Field, Form, Press, handle
from sets import journal, reflection_rounds
from storage.confidential import Confidential
from storage.unit_of_work import WorkspaceStore
from tests.handlers.action_kit import Bot, Json, buttons_of, claimed, shown, texts_of
from tests.sets.reflection_kit import ASKED, SHOWN, between

KINDS = {kind.name: kind for feature in FEATURES for kind in feature.kinds}


def filled(form: Json, words: str, audience: str) -> Json:
    """The form as Slack sends it back."""
    view = shown(form, values={Field.REFLECTION_ANSWER: words})
    chosen: dict[str, Any] = {"selected_option": {"value": audience}} if audience else {"selected_option": None}
    view["state"]["values"][Field.REFLECTION_AUDIENCE] = {Field.VALUE: chosen}
    return view


async def test_asked_in_the_channel_answered_and_read_together(store: WorkspaceStore) -> None:
    town = await between(store)
    round_id = await town.asked()
    told = (await claimed(store, ASKED))[reflection_rounds.ASKED]
    async with store.read() as uow:
        call = await KINDS[reflection_rounds.ASKED].prepare(uow, told, ASKED)
    assert call is not None
    assert "New answers will open on Monday 18 May, 12:00." in texts_of(call.arguments)
    bot = Bot(store, ASKED, *FEATURES)
    await bot.press("UAMINA", Press.REFLECT_ANSWER, handle(round_id))
    form = bot.client.calls[-1][1]["view"]
    problems = await bot.submit("UAMINA", filled(form, " ", "set"))
    assert problems["errors"] == {Field.REFLECTION_ANSWER: "Write a few words first."}
    problems = await bot.submit("UAMINA", filled(form, "I waited", ""))
    assert problems["errors"] == {Field.REFLECTION_AUDIENCE: "Choose who sees your answer."}
    answer = await bot.submit("UAMINA", filled(form, "I waited", "set"))
    assert "from Monday 18 May, 12:00." in texts_of(answer["view"])
    await reflection_rounds.tick(store, SHOWN)
    await bot.press("UBEN", Press.REFLECT_READ, handle(round_id))
    assert "I waited" in texts_of(bot.client.calls[-1][1]["view"])
    assert bot.errors == []


async def test_the_journal_is_written_over_another_window_which_stays(store: WorkspaceStore) -> None:
    await between(store)
    bot = Bot(store, ASKED, *FEATURES)
    asked = {"type": "modal", "callback_id": Form.QUESTIONS, "id": "VQ", "blocks": []}
    await bot.press("UAMINA", Press.JOURNAL_WRITE, view=asked)
    method, sent = bot.client.calls[-1]
    assert (method, sent["view"]["callback_id"]) == ("views.push", Form.JOURNAL_APART)
    form = shown(sent["view"], "V2", {Field.REFLECTION_ANSWER: "a line"}, previous_view_id="VQ")
    answer = await bot.submit("UAMINA", form)
    assert (answer["response_action"], answer["view"]["callback_id"]) == ("update", Form.JOURNAL)
    assert "a line" in texts_of(answer["view"])
    assert [sent.get("view_id") for method, sent in bot.client.calls if method == "views.update"] == []
    assert bot.errors == []


async def test_the_journal_is_written_and_erased(store: WorkspaceStore) -> None:
    await between(store)
    bot = Bot(store, ASKED, *FEATURES)
    await bot.press("UAMINA", Press.JOURNAL_OPEN)
    opened = bot.client.calls[-1][1]["view"]
    assert "Your journal is empty." in texts_of(opened)
    await bot.press("UAMINA", Press.JOURNAL_WRITE, view={**opened, "id": "V1"})
    form = bot.client.calls[-1][1]["view"]
    await bot.submit("UAMINA", shown(form, "V2", {Field.REFLECTION_ANSWER: "a line"}, previous_view_id="V1"))
    assert bot.client.calls[-1][0] == "views.update"
    latest = bot.client.calls[-1][1]["view"]
    assert latest["callback_id"] == Form.JOURNAL
    assert "a line" in texts_of(latest)
    (erase,) = [
        element["value"]
        for block in latest["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id") == Press.JOURNAL_ERASE
    ]
    await bot.press("UAMINA", Press.JOURNAL_ERASE, erase, view={**latest, "id": "V1"}, ts="2")
    assert "Erased." in texts_of(bot.client.calls[-1][1]["view"])
    assert bot.errors == []


async def test_the_set_adds_a_question_of_its_own_and_takes_it_off(store: WorkspaceStore) -> None:
    town = await between(store)
    bot = Bot(store, ASKED, *FEATURES)
    await bot.press("UAMINA", Press.PROMPTS, handle(town.set_id))
    opened = bot.client.calls[-1][1]["view"]
    assert "Your set has no questions of its own yet." in texts_of(opened)
    await bot.press("UAMINA", Press.PROMPT_ADD, handle(town.set_id), view={**opened, "id": "V1"}, ts="2")
    form = bot.client.calls[-1][1]["view"]
    problems = await bot.submit("UAMINA", shown(form, "V1", {Field.PROMPT: " "}))
    assert problems["errors"] == {Field.PROMPT: "Write a few words first."}
    answer = await bot.submit("UAMINA", shown(form, "V1", {Field.PROMPT: "What gave us courage?"}))
    assert "Added." in texts_of(answer["view"])
    await bot.press("UBEN", Press.PROMPTS, handle(town.set_id), ts="3")
    opened = bot.client.calls[-1][1]["view"]
    assert "What gave us courage?" in texts_of(opened)
    assert "Amina" in texts_of(opened)
    off = buttons_of(opened)[Press.PROMPT_OFF]["value"]
    await bot.press("UBEN", Press.PROMPT_OFF, off, view={**opened, "id": "V1"}, ts="4")
    gone = bot.client.calls[-1][1]["view"]
    await bot.press("UBEN", Press.PROMPT_UNDO, off, view={**gone, "id": "V1"}, ts="5")
    assert "It is on the list again." in texts_of(bot.client.calls[-1][1]["view"])
    assert bot.errors == []


async def test_a_line_of_the_journal_is_shared_and_a_month_is_chosen(store: WorkspaceStore) -> None:
    town = await between(store)
    bot = Bot(store, ASKED, *FEATURES)
    await journal.write(store, "UAMINA", Confidential("in May"), "view:1", ASKED)
    await journal.write(store, "UAMINA", Confidential("in April"), "view:2", ASKED - timedelta(days=20))
    await bot.press("UAMINA", Press.JOURNAL_OPEN)
    opened = bot.client.calls[-1][1]["view"]
    month: dict[str, Any] = {"type": "static_select", "selected_option": {"value": "2026-04"}}
    await bot.press("UAMINA", Press.JOURNAL_MONTH, view={**opened, "id": "V1"}, ts="2", **month)
    april = bot.client.calls[-1][1]["view"]
    assert "in April" in texts_of(april)
    assert "in May" not in texts_of(april)
    entry = buttons_of(april)[Press.JOURNAL_SHARE]["value"]
    await bot.press("UAMINA", Press.JOURNAL_SHARE, entry, view={**april, "id": "V1"}, ts="3")
    method, sent = bot.client.calls[-1]
    assert (method, sent["view"]["callback_id"]) == ("views.push", Form.UPDATE)
    words = next(block for block in sent["view"]["blocks"] if block.get("block_id") == Field.UPDATE_WORDS)
    assert words["element"]["initial_value"] == "in April"
    form = shown(sent["view"], "V2", {Field.UPDATE_WORDS: "in April"})
    for field, chosen in ((Field.UPDATE_AUDIENCE, "set"), (Field.UPDATE_LASTS, "days")):
        form["state"]["values"][field] = {Field.VALUE: {"selected_option": {"value": chosen}}}
    answer = await bot.submit("UAMINA", form)
    assert "Shared with the members of" in texts_of(answer["view"])
    assert Press.UPDATE_TAKE_BACK in buttons_of(answer["view"])
    assert town.people
    assert bot.errors == []
