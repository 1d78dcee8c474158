"""Actions from the first press to Undo, as Slack sends it."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.actions import FEATURE
from handlers.ids import Field, Form, Press, handle
from sandbox.blocks import problems_in_view
from sets import my_actions
from sets.errors import Problem, Refused
from storage.models import Action, Receipt
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_person, add_set
from tests.handlers.action_kit import Bot, Json, buttons_of, claimed, shown, texts_of

TYPED = {
    Field.ACTION_LABEL: "Ring three wards",
    Field.ACTION_DUE: "next Friday",
    Field.ACTION_ABOUT: "Handover",
}


@dataclass
class Stage:
    store: WorkspaceStore
    bot: Bot

    def last(self, method: str) -> Json:
        """The view or message of the last call, which must be this method."""
        name, sent = self.bot.client.calls[-1]
        assert name == method
        found: Json = sent.get("view", sent)
        return found

    async def committed(self, view_id: str = "V1", **typed: str) -> my_actions.Whole:
        """Amina commits to an action, through both windows."""
        await self.bot.press("UAMINA", Press.ACTION_NEW)
        form = shown(self.last("views.open"), view_id, {**TYPED, **typed})
        check = (await self.bot.submit("UAMINA", form))["view"]
        assert await self.bot.submit("UAMINA", shown(check, f"{view_id}c")) == {"response_action": "clear"}
        listed = await my_actions.list_of(self.store, "UAMINA")
        return await my_actions.whole(self.store, "UAMINA", listed.actions[-1].id)


@pytest.fixture
async def stage(sqlite_store: WorkspaceStore) -> Stage:
    amina, ben = await add_person(sqlite_store, "UAMINA", name="Amina"), await add_person(sqlite_store, "UBEN")
    await add_set(sqlite_store, await add_person(sqlite_store, "UCORA", name="Cora"), members=[amina, ben])
    return Stage(sqlite_store, Bot(sqlite_store, NOW, FEATURE))


async def test_commit_check_and_save(stage: Stage) -> None:
    await stage.bot.press("UAMINA", Press.ACTION_NEW)
    form = stage.last("views.open")
    answer = await stage.bot.submit("UAMINA", shown(form, "V1", TYPED))
    assert answer["response_action"] == "push"
    said = texts_of(answer["view"]).replace("\u2068", "").replace("\u2069", "")
    assert said == (
        'You typed "next Friday". I read that as Friday 22 May 2026. '
        "I plan to ask about it on Friday 22 May and Friday 29 May."
    )
    assert await stage.bot.submit("UAMINA", shown(answer["view"], "V2")) == {"response_action": "clear"}
    assert await stage.bot.submit("UAMINA", shown(answer["view"], "V2")) == {"response_action": "clear"}  # sent again
    listed = await my_actions.list_of(stage.store, "UAMINA")
    assert [action.label.reveal() for action in listed.actions] == ["Ring three wards"]
    assert stage.bot.errors == []


async def test_change_the_date_leads_back_to_the_words_and_one_action(stage: Stage) -> None:
    await stage.bot.press("UAMINA", Press.ACTION_NEW)
    form = stage.last("views.open")
    first = await stage.bot.submit("UAMINA", shown(form, "V1", TYPED))
    # [Change the date] closes the check; Slack keeps the words of the form below, which is sent again.
    second = await stage.bot.submit("UAMINA", shown(form, "V1", {**TYPED, Field.ACTION_DUE: "26 May"}))
    assert "Tuesday 26 May 2026" in texts_of(second["view"])
    stale = await stage.bot.submit("UAMINA", shown(first["view"], "V2"))
    assert stale["response_action"] == "update"
    assert await stage.bot.submit("UAMINA", shown(second["view"], "V3")) == {"response_action": "clear"}
    assert len((await my_actions.list_of(stage.store, "UAMINA")).actions) == 1


async def test_problems_are_said_under_their_fields_and_leave_nothing(stage: Stage) -> None:
    await stage.bot.press("UAMINA", Press.ACTION_NEW)
    form = stage.last("views.open")
    wrong = {Field.ACTION_LABEL: "  ", Field.ACTION_DUE: "22 May 2090", Field.ACTION_SUPPORT: "x" * 3000}
    answer = await stage.bot.submit("UAMINA", shown(form, "V1", wrong))
    assert answer == {
        "response_action": "errors",
        "errors": {
            Field.ACTION_LABEL: "Write a few words about your action.",
            Field.ACTION_DUE: "That date is more than two years away. Choose a nearer one.",
            Field.ACTION_SUPPORT: "Use 200 letters or fewer here.",
        },
    }
    async with stage.store.read() as uow:
        assert (await uow.rows(select(Action.id))).all() == []
        assert (await uow.rows(select(Receipt.key))).all() == []


async def test_someone_in_no_set_is_told_so(stage: Stage) -> None:
    await add_person(stage.store, "UDEE")
    await stage.bot.press("UDEE", Press.ACTION_NEW)
    view = stage.last("views.open")
    assert "submit" not in view
    assert "You are not in a set yet." in texts_of(view)


async def test_with_two_sets_the_form_asks_which(stage: Stage) -> None:
    amina = await add_person(stage.store, "UEVE")
    for cora in ("UC2", "UC3"):
        await add_set(stage.store, await add_person(stage.store, cora), members=[amina])
    await stage.bot.press("UEVE", Press.ACTION_NEW)
    form = stage.last("views.open")
    assert problems_in_view(form) == []
    block = next(block for block in form["blocks"] if block.get("block_id") == Field.ACTION_SET)
    view = shown(form, "V1", TYPED)
    view["state"]["values"][Field.ACTION_SET] = {Field.VALUE: {"type": "static_select", "selected_option": None}}
    answer = await stage.bot.submit("UEVE", view)
    assert answer["errors"] == {Field.ACTION_SET: "Choose the set it is for."}
    view["state"]["values"][Field.ACTION_SET][Field.VALUE]["selected_option"] = block["element"]["options"][1]
    assert (await stage.bot.submit("UEVE", view))["response_action"] == "push"


async def test_my_actions_open_change_and_undo_within_the_windows(stage: Stage) -> None:
    await stage.committed()
    await stage.bot.press("UAMINA", Press.ACTION_LIST)
    listing = stage.last("views.open")
    await stage.bot.press("UAMINA", Press.ACTION_OPEN, buttons_of(listing)[Press.ACTION_OPEN]["value"], shown(listing))
    action = stage.last("views.push")
    assert "Handover" in texts_of(action)
    change = buttons_of(action)[Press.ACTION_CHANGE]["value"]
    await stage.bot.press("UAMINA", Press.ACTION_CHANGE, change, shown(action, "V2"))
    form = stage.last("views.push")
    filled = {
        block["block_id"]: block["element"].get("initial_value", "") for block in form["blocks"] if "element" in block
    }
    assert filled[Field.ACTION_DUE] == "22 May 2026"
    changed = shown(form, "V3", {**filled, Field.ACTION_DUE: "26 May"}, previous_view_id="V2")
    assert await stage.bot.submit("UAMINA", changed) == {}
    latest = stage.last("views.update")
    assert stage.bot.client.calls[-1][1]["view_id"] == "V2"
    assert texts_of(latest).startswith("Changed. Your date is Tuesday 26 May.")
    await stage.bot.press(
        "UAMINA", Press.ACTION_UNDO, buttons_of(latest)[Press.ACTION_UNDO]["value"], shown(latest, "V2")
    )
    assert "Friday 22 May" in texts_of(stage.last("views.update"))
    assert stage.bot.errors == []


async def test_a_change_from_a_message_shows_the_action_in_the_same_window(stage: Stage) -> None:
    whole = await stage.committed()
    await stage.bot.press("UAMINA", Press.ACTION_CHANGE, handle(whole.action.id, whole.action.revision))
    form = shown(stage.last("views.open"), "V7", {**TYPED, Field.ACTION_DUE: "26 May"})
    answer = await stage.bot.submit("UAMINA", form)
    assert answer["response_action"] == "update"
    assert answer["view"]["callback_id"] == Form.ACTION_VIEW
    again = await stage.bot.submit("UAMINA", form)
    assert again["response_action"] == "update"
    assert (await my_actions.whole(stage.store, "UAMINA", whole.action.id)).action.revision == whole.action.revision + 1


async def test_stop_and_undo_from_a_message_edit_it(stage: Stage) -> None:
    whole = await stage.committed()
    value = handle(whole.action.id, whole.action.revision)
    await stage.bot.press("UAMINA", Press.ACTION_STOP, value)
    stopped = stage.last("chat.update")
    assert stopped["text"] == "That's fine. It is off your list."
    await stage.bot.press("UAMINA", Press.ACTION_UNDO, buttons_of(stopped)[Press.ACTION_UNDO]["value"], ts="2")
    assert stage.last("chat.update")["text"] == "Undone. You can choose again."
    assert len((await my_actions.list_of(stage.store, "UAMINA")).actions) == 1


async def test_old_buttons_in_a_window_show_the_latest_and_do_nothing(stage: Stage) -> None:
    whole = await stage.committed()
    await stage.bot.press("UAMINA", Press.ACTION_OPEN, handle(whole.action.id, whole.action.revision))
    old = shown(stage.last("views.open"), "V5")
    stop = buttons_of(old)[Press.ACTION_STOP]["value"]
    await stage.bot.press("UAMINA", Press.ACTION_STOP, stop, old, ts="1")
    await stage.bot.press("UAMINA", Press.ACTION_STOP, stop, old, ts="2")
    assert texts_of(stage.last("views.update")).startswith("This is already done.")
    await stage.bot.press("UAMINA", Press.ACTION_UNDO, buttons_of(old)[Press.ACTION_UNDO]["value"], old, ts="3")
    assert texts_of(stage.last("views.update")).startswith("Things changed while this window was open")
    assert stage.bot.errors == []


@pytest.mark.parametrize("press", [Press.ACTION_OPEN, Press.ACTION_CHANGE, Press.ACTION_STOP])
async def test_nobody_else_gets_at_an_action(stage: Stage, press: str) -> None:
    whole = await stage.committed()
    calls = len(stage.bot.client.calls)
    for user in ("UBEN", "UCORA", "USTRANGER"):
        await stage.bot.press(user, press, handle(whole.action.id, whole.action.revision), ts=user)
        error = stage.bot.errors.pop()
        assert isinstance(error, Refused)
        assert error.problem is Problem.NOT_YOUR_SET
    assert len(stage.bot.client.calls) == calls


async def test_a_confirmation_sends_a_message_without_words(stage: Stage) -> None:
    await stage.committed()
    kind = next(kind for kind in FEATURE.kinds if kind.name == "actions.saved")
    delivery = (await claimed(stage.store, NOW))["actions.saved"]
    async with stage.store.read() as uow:
        call = await kind.prepare(uow, delivery, NOW + timedelta(seconds=1))
    assert call is not None
    assert call.method == "chat.postMessage"
    assert call.arguments["text"] == "Saved. I will ask how it is going on Friday 22 May."
    assert "Ring" not in str(call.arguments)
    await stage.bot.press("UAMINA", Press.ACTION_UNDO, buttons_of(call.arguments)[Press.ACTION_UNDO]["value"])
    async with stage.store.read() as uow:
        assert await kind.prepare(uow, delivery, NOW) is None  # taken back before it went out
