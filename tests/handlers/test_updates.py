"""Updates through Slack's own payloads: sharing, reading, answering, the channel's line and the daily message."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.features import FEATURES
from handlers import bundles, updates
from handlers.feature import Feature
from handlers.ids import Field, Form, Press, handle
from sandbox.blocks import problems_in_message, problems_in_view
from sets import away, catching_up
from sets import update_news as news
from sets import updates as use_cases
from sets.errors import Problem, Refused
from storage.models import SharedUpdate, UpdateAnswer
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import EARLIER, add_membership
from tests.handlers.action_kit import Bot, Json, buttons_of, shown, texts_of
from tests.handlers.checkin_kit import Message, World, plain
from tests.sets.update_kit import Circle, circle

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MORNING = datetime(2026, 5, 18, 9, tzinfo=UTC)  # a Monday, in everybody's hours
SECRET = "The ward said yes"


@dataclass
class Sending(World):
    """What Slack gets of updates: the channel's line and daily messages."""

    @property
    def features(self) -> list[Feature]:
        return [updates.FEATURE, bundles.composed([updates.FEATURE])]


class Screens:
    """Everybody's Slack."""

    def __init__(self, town: Circle, now: datetime = NOW) -> None:
        self.town, self.bot = town, Bot(town.store, now, *FEATURES)
        self.sending = Sending(town.store, town.people["AMINA"], town.set_id, now)
        self.presses = 0

    async def press(self, user: str, press: str, value: str = "", view: Json | None = None) -> Json:
        """Press, without an error; the window that is shown afterwards."""
        self.presses += 1
        self.bot.client.calls.clear()
        await self.bot.press(user, press, value, view=view, ts=str(self.presses))
        assert self.bot.errors == []
        found: Json = [sent["view"] for method, sent in self.bot.client.calls if method.startswith("views.")][-1]
        assert problems_in_view(found) == []
        return found

    async def refused(self, user: str, press: str, value: str) -> Problem:
        self.presses += 1
        await self.bot.press(user, press, value, ts=str(self.presses))
        error = self.bot.errors.pop()
        assert isinstance(error, Refused)
        return error.problem

    async def fill(self, form: Json, user: str, number: int = 1, **chosen: str) -> Json:
        """Send a share form; Slack's answer."""
        values: dict[str, Any] = {}
        for name, said in chosen.items():
            element = {"value": said} if name == "words" else {"selected_option": {"value": said}}
            values[f"update_{name}"] = {Field.VALUE: element}
        view = {**shown(form, f"V{number}"), "state": {"values": values}}
        return await self.bot.submit(user, view)

    async def share(self, audience: str = "set", user: str = "UAMINA") -> str:
        """Amina shares in Slack; the value of [Open]."""
        form = await self.press(user, Press.UPDATE_NEW)
        self.presses += 1
        done = await self.fill(form, user, 90 + self.presses, words=SECRET, audience=audience, lasts="days")
        assert done["response_action"] == "update", self.bot.errors
        assert SECRET not in str(done)
        assert problems_in_view(done["view"]) == []
        return str(buttons_of(done["view"])[Press.UPDATE_READ]["value"])

    async def deliver(self, kind: str, now: datetime) -> list[Message]:
        """Run the ticks of the daily message and send what is due: nothing of it holds words of an update."""
        await catching_up.tick(self.town.store, now)
        await self.sending.tick(now)
        sent = await self.sending.deliver(kind)
        for message in sent:
            assert problems_in_message(message.call.arguments) == []
            assert SECRET not in str(message.call.arguments)
        return sent


async def test_share_read_thank_ask_and_take_back(store: WorkspaceStore) -> None:
    screens = Screens(await circle(store))
    value = await screens.share()
    assert await screens.deliver(news.LINE, NOW) == []
    (line,) = await screens.deliver(news.LINE, NOW + MINUTE)
    assert line.call.arguments["text"] == "There is a new update for the set."
    read = buttons_of(line.call.arguments)[Press.UPDATE_READ]["value"]
    view = await screens.press("UBEN", Press.UPDATE_READ, read)
    assert SECRET in texts_of(view)
    assert "have opened it" not in texts_of(view)
    assert "Amina sees how many people opened this, not who." in plain(texts_of(view))
    await screens.press("UBEN", Press.UPDATE_READ, read)
    thanked = await screens.press("UBEN", Press.UPDATE_THANKS, read, view=shown(view))
    assert "I have passed your thanks on to" in texts_of(thanked)
    assert Press.UPDATE_THANKS not in buttons_of(thanked)
    form = await screens.press("UBEN", Press.UPDATE_QUESTION, read, view=shown(thanked))
    assert form["callback_id"] == Form.UPDATE_QUESTION
    empty = await screens.bot.submit("UBEN", shown(form, values={Field.UPDATE_ANSWER: " "}))
    assert empty["errors"] == {"update_answer": "Write a few words first."}
    asked = shown(form, values={Field.UPDATE_ANSWER: "What helped you?"})
    for _ in range(2):
        done = await screens.bot.submit("UBEN", asked)
        assert "Sent. I show it only to" in texts_of(done["view"])
    mine = await screens.press("UAMINA", Press.UPDATE_READ, value)
    said = plain(texts_of(mine))
    assert "1 person has opened it." in said
    assert said.count("What helped you?") == 1
    assert "Ben says thanks." in said
    back = await screens.press("UAMINA", Press.UPDATE_TAKE_BACK, value, view=shown(mine))
    assert await screens.refused("UBEN", Press.UPDATE_READ, read) is Problem.GONE
    (gone,) = await screens.deliver(news.CHANGED_LINE, NOW + MINUTE)
    assert gone.call.arguments["text"] == "Somebody shared an update here, and took it back."
    undo = buttons_of(back)[Press.UPDATE_UNDO]["value"]
    again = await screens.press("UAMINA", Press.UPDATE_UNDO, undo, view=shown(back))
    assert SECRET in texts_of(again)
    (there,) = await screens.deliver(news.CHANGED_LINE, NOW + 2 * MINUTE)
    assert there.call.arguments["text"] == line.call.arguments["text"]


async def test_taken_back_at_once_nobody_hears_of_it(store: WorkspaceStore) -> None:
    screens = Screens(await circle(store))
    value = await screens.share()
    await screens.press("UAMINA", Press.UPDATE_TAKE_BACK, value)
    assert await screens.deliver(news.LINE, NOW + MINUTE) == []


async def test_the_line_says_when_its_time_is_over(store: WorkspaceStore) -> None:
    screens = Screens(await circle(store))
    await screens.share()
    await screens.deliver(news.LINE, NOW + MINUTE)
    await use_cases.tick(store, NOW + 31 * DAY)
    (over,) = await screens.deliver(news.CHANGED_LINE, NOW + 31 * DAY)
    assert over.call.arguments["text"] == "Somebody shared an update here. The time they chose for it is over."
    assert over.call.arguments["ts"]


async def test_a_buddy_hears_of_it_once_in_their_daily_message(store: WorkspaceStore) -> None:
    screens = Screens(await circle(store))
    value = await screens.share("buddy")
    (message,) = await screens.deliver("checkins.bundle", NOW + MINUTE)
    assert [sent.kind for sent in screens.sending.sent] == ["checkins.bundle"]  # and no line in the channel
    assert message.call.arguments["text"] == "There is an update for you to read."
    assert "Amina has shared an update with you." in plain(texts_of(message.call.arguments))
    read = buttons_of(message.call.arguments)[Press.UPDATE_READ]["value"]
    assert SECRET in texts_of(await screens.press("UBEN", Press.UPDATE_READ, read))
    assert await screens.deliver("checkins.bundle", MORNING) == []
    await screens.press("UAMINA", Press.UPDATE_TAKE_BACK, value)
    (after,) = await screens.deliver("checkins.refresh", MORNING)
    assert "An update was here. You can no longer read it." in texts_of(after.call.arguments)
    assert Press.UPDATE_READ not in buttons_of(after.call.arguments)


async def test_a_facilitator_who_swapped_does_not_hear_of_it(store: WorkspaceStore) -> None:
    town = await circle(store)
    screens = Screens(town)
    await screens.share("next")
    await town.facilitator(town.people["CARA"])
    assert await screens.deliver("checkins.bundle", MORNING) == []


async def test_what_was_put_back_before_anyone_heard_is_told_after_all(store: WorkspaceStore) -> None:
    screens = Screens(await circle(store))
    value = await screens.share("buddy")
    back = await screens.press("UAMINA", Press.UPDATE_TAKE_BACK, value)
    assert await screens.deliver("checkins.bundle", MORNING) == []
    await screens.press("UAMINA", Press.UPDATE_UNDO, buttons_of(back)[Press.UPDATE_UNDO]["value"])
    assert len(await screens.deliver("checkins.bundle", MORNING + HOUR)) == 1


async def test_an_author_hears_once_that_there_are_answers_and_not_after_looking(store: WorkspaceStore) -> None:
    screens = Screens(await circle(store))
    value = await screens.share()
    for user in ("UBEN", "UCARA"):
        await screens.press(user, Press.UPDATE_THANKS, value)
    (message,) = await screens.deliver("checkins.bundle", MORNING)
    said = texts_of(message.call.arguments)
    assert "There are answers to an update of yours." in said
    assert "Ben" not in said
    screens.bot.clock.moment = MORNING + DAY
    await screens.press("UDAN", Press.UPDATE_THANKS, value)
    screens.bot.clock.moment = MORNING + DAY + HOUR
    await screens.press("UAMINA", Press.UPDATE_READ, value)
    assert await screens.deliver("checkins.bundle", MORNING + 2 * DAY) == []


async def test_back_from_days_away_one_thing_leads_to_what_was_not_opened(store: WorkspaceStore) -> None:
    """The message has no word, name or number; from the window each is read on top of it."""
    screens = Screens(await circle(store))
    first, last = MORNING.date() - DAY, MORNING.date() + 3 * DAY
    await away.save(store, "UCARA", first, last, "view:away", NOW)
    shared = []
    for hours in range(3):
        screens.bot.clock.moment = MORNING + hours * HOUR
        shared.append(await screens.share())
    await screens.press("UCARA", Press.UPDATE_READ, shared[1])
    assert await screens.deliver("checkins.bundle", MORNING + 3 * DAY) == []
    back = screens.bot.clock.moment = MORNING + 4 * DAY
    (message,) = await screens.deliver("checkins.bundle", back)
    assert message.call.arguments["text"] == "There are updates for you to read."
    said = plain(texts_of(message.call.arguments))
    assert "Updates were shared while you were away. You can catch up when it suits you." in said
    assert "Amina" not in said
    view = await screens.press("UCARA", Press.UPDATE_MISSED)
    assert SECRET not in str(view)
    said = plain(texts_of(view))
    assert "There are 2 updates for you that you have not opened." in said
    assert said.count("From Amina, Monday 18 May.") == 2
    values = [block["accessory"]["value"] for block in view["blocks"] if "accessory" in block]
    assert values == [f"{each.removesuffix(':1')}:0" for each in (shared[0], shared[2])]
    read = await screens.press("UCARA", Press.UPDATE_READ, values[0], view=shown(view))
    assert SECRET in texts_of(read)
    assert screens.bot.client.calls[-1][0] == "views.push"
    await screens.press("UCARA", Press.UPDATE_READ, values[1], view=shown(view))
    done = await screens.press("UCARA", Press.UPDATE_MISSED)
    assert "You have opened every update that is here for you." in texts_of(done)
    for hours in (1, 30, 80):
        assert await screens.deliver("checkins.bundle", back + hours * HOUR) == []


async def test_an_old_form_sent_after_leaving_shares_nothing(store: WorkspaceStore) -> None:
    town = await circle(store)
    screens = Screens(town)
    form = await screens.press("UBEN", Press.UPDATE_NEW)
    value = await screens.share()
    reply = await screens.press("UBEN", Press.UPDATE_REPLY, value)
    await town.leave("UBEN")
    assert await screens.fill(form, "UBEN", words="x", audience="set", lasts="days") == {}
    assert await screens.bot.submit("UBEN", shown(reply, values={Field.UPDATE_ANSWER: "x"})) == {}
    problems = [error.problem for error in screens.bot.errors if isinstance(error, Refused)]
    assert problems == [Problem.FORMER_MEMBER] * 2
    async with store.read() as uow:
        assert len((await uow.rows(select(SharedUpdate.id))).all()) == 1
        assert (await uow.rows(select(UpdateAnswer.id))).all() == []


async def test_a_form_whose_people_changed_comes_back_with_the_words(sqlite_store: WorkspaceStore) -> None:
    town = await circle(sqlite_store)
    screens = Screens(town)
    form = await screens.press("UAMINA", Press.UPDATE_NEW)
    await town.facilitator(town.people["CARA"])
    back = await screens.fill(form, "UAMINA", words=SECRET, audience="next", lasts="session")
    view = back["view"]
    assert "People’s roles changed" in texts_of(view)
    inputs = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert inputs["update_words"]["initial_value"] == SECRET
    assert "initial_option" not in inputs["update_audience"]
    assert "Cara" in str(inputs["update_audience"])
    again = await screens.fill(view, "UAMINA", 2, words=SECRET, audience="next", lasts="session")
    assert "Shared with" in texts_of(again["view"])


async def test_errors_are_said_under_their_boxes(sqlite_store: WorkspaceStore) -> None:
    screens = Screens(await circle(sqlite_store))
    form = await screens.press("UAMINA", Press.UPDATE_NEW)
    assert (await screens.fill(form, "UAMINA", words=" "))["errors"] == {
        "update_words": "Write a few words to share.",
        "update_audience": "Choose who sees your update.",
        "update_lasts": "Choose how long it stays.",
    }


async def test_change_says_so_and_keeps_the_count(sqlite_store: WorkspaceStore) -> None:
    screens = Screens(await circle(sqlite_store))
    value = await screens.share()
    await screens.press("UBEN", Press.UPDATE_READ, value)
    form = await screens.press("UAMINA", Press.UPDATE_CHANGE, value)
    assert SECRET in str(form)
    done = await screens.fill(form, "UAMINA", words="Better words", lasts="set")
    said = texts_of(done["view"])
    assert "Better words" in said
    assert "Changed on" in said
    assert "1 person has opened it." in said
    old = await screens.fill(form, "UAMINA", 2, words="From an old window", lasts="set")
    assert old == {}
    (error,) = screens.bot.errors
    assert isinstance(error, Refused)
    assert error.problem is Problem.CHANGED_MEANWHILE


async def test_home_counts_what_may_be_read_and_lists_it(sqlite_store: WorkspaceStore) -> None:
    town = await circle(sqlite_store)
    screens = Screens(town)
    for audience in ("set", "buddy", "next"):
        await screens.share(audience)
    for user, counted in (
        ("UAMINA", "There are 3 updates."),
        ("UBEN", "There are 2 updates."),
        ("UCARA", "There is 1"),
    ):
        event = {"type": "app_home_opened", "user": user, "tab": "home", "channel": "D1", "event_ts": "1.0"}
        screens.bot.client.calls.clear()
        await screens.bot.send({"type": "event_callback", "team_id": "T0001", "event_id": f"Ev{user}", "event": event})
        home = screens.bot.client.calls[-1][1]["view"]
        assert counted in texts_of(home)
        assert SECRET not in str(home)
        listed = await screens.press(user, Press.UPDATE_LIST, buttons_of(home)[Press.UPDATE_LIST]["value"])
        assert listed["callback_id"] == Form.UPDATE_LIST
        assert SECRET not in str(listed)


@pytest.mark.parametrize(("typed", "callback"), [("update", Form.UPDATE), (f"update {SECRET}", Form.UPDATE)])
async def test_typed_words_are_left_alone(sqlite_store: WorkspaceStore, typed: str, callback: str) -> None:
    screens = Screens(await circle(sqlite_store))
    command = {"command": "/als", "text": typed, "user_id": "UAMINA", "team_id": "T0001", "trigger_id": "t"}
    await screens.bot.send({**command, "channel_id": "C1"})
    (view,) = [sent["view"] for method, sent in screens.bot.client.calls if method == "views.open"]
    assert view["callback_id"] == callback
    assert SECRET not in str(view)


async def test_with_two_sets_the_set_comes_first(sqlite_store: WorkspaceStore) -> None:
    town = await circle(sqlite_store)
    async with sqlite_store.write() as uow:
        await add_membership(uow, town.set_id, town.people["OTTO"], EARLIER)
    screens = Screens(town)
    choice = await screens.press("UOTTO", Press.UPDATE_NEW)
    assert "Which set is your update for?" in texts_of(choice)
    form = await screens.press("UOTTO", Press.UPDATE_NEW, handle(town.set_id), view=shown(choice))
    assert form["callback_id"] == Form.UPDATE
    assert screens.bot.client.calls[-1][0] == "views.update"
