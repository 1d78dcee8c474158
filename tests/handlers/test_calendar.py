"""A session through its windows, and what goes to the channel: rendered from what is true just before it goes."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bot.features import FEATURES
from handlers.ids import Command, Field, Form, Press, handle
from sandbox.blocks import problems_in_view
from sets import session_news
from sets.errors import Problem, Refused
from storage.outbox import Outbox
from storage.queries import booking as queries
from storage.queries.calendar import SessionRow
from storage.unit_of_work import Storage, WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_membership, add_person, add_session, add_set
from tests.handlers.action_kit import Bot, Json, buttons_of, shown, texts_of
from tests.handlers.test_setup import Directory

KINDS = {kind.name: kind for feature in FEATURES for kind in feature.kinds}
SOON = session_news.GRACE


def form(view: Json, day: str = "2026-05-21", at: str = "14:00", place: str = "PLACE-WORDS") -> Json:
    values: Json = {
        Field.SESSION_DAY: {"selected_date": day},
        Field.SESSION_TIME: {"selected_time": at},
        Field.SESSION_LENGTH: {"selected_option": {"value": "210"}},
        Field.SESSION_PLACE: {"value": place},
    }
    state = {"values": {block: {Field.VALUE: value} for block, value in values.items()}}
    return {**shown(view, f"V{day}{at}"), "state": state}


class Set:
    """Amina, Ben, Olu's other set, a guest and a coach; a bot, and what it showed last."""

    def __init__(self, store: WorkspaceStore, set_id: UUID, other: UUID) -> None:
        self.store, self.set_id, self.other = store, set_id, other
        self.bot = Bot(store, NOW, *FEATURES)
        self.presses = 0

    def view(self) -> Json:
        """The window that was shown last."""
        calls = [sent for method, sent in self.bot.client.calls if method.startswith("views.")]
        view: Json = calls[-1]["view"]
        assert problems_in_view(view) == []
        return view

    async def press(self, press: str, value: str = "", user: str = "UAMINA", *, on: Json | None = None) -> Json:
        self.presses += 1
        await self.bot.press(user, press, value, on, ts=str(self.presses))
        assert self.bot.errors == []
        return self.view()

    async def follow(self, view: Json, press: str, user: str = "UAMINA") -> Json:
        """Press a button of a window."""
        return await self.press(press, buttons_of(view)[press]["value"], user, on=shown(view))

    async def book(self, **more: str) -> Json:
        view = await self.press(Press.SESSION_BOOK, handle(self.set_id))
        answer = await self.bot.submit("UAMINA", form(view, **more))
        assert answer["response_action"] == "update"
        booked: Json = answer["view"]
        return booked

    async def sessions(self) -> list[SessionRow]:
        async with self.store.read() as uow:
            return await queries.sessions_of(uow, self.set_id)

    async def sent(self, minutes: float = 2) -> list[tuple[str, Json, Any]]:
        """What goes out by then: method, arguments and file; confirmed as sent."""
        now = NOW + timedelta(minutes=minutes)
        found = []
        outbox = Outbox(Storage(self.store._database, self.store._vault))
        for delivery in sorted(await outbox.claim(now, 100), key=lambda one: one.kind):
            kind = delivery.kind
            if not kind.startswith("calendar."):
                continue
            async with self.store.read() as uow:
                call = await KINDS[kind].prepare(uow, delivery, now)
            if call is None:
                continue
            found.append((call.method, call.arguments, call.file))
            if sent := KINDS[kind].sent:
                async with self.store.write() as uow:
                    await sent(uow, delivery, {"channel": "CSET", "ts": "200.1", "files": [{"id": "F1"}]}, now)
        return found


@pytest.fixture
async def the_set(sqlite_store: WorkspaceStore) -> Set:
    store = sqlite_store
    cora = await add_coordinator(store)
    amina, ben, coach = [await add_person(store, user) for user in ("UAMINA", "UBEN", "UCOACH")]
    set_id = await add_set(store, cora, members=[amina, ben])
    other = await add_set(store, cora, members=[ben], name="Other set", channel_id="COTHER")
    async with store.write() as uow:
        await add_membership(uow, set_id, coach, NOW, role="coach")
    return Set(store, set_id, other)


def command(user: str, channel: str) -> Json:
    who = {"user_id": user, "team_id": "T0001", "channel_id": channel, "trigger_id": f"t-{user}-{channel}"}
    return {"command": Command.ALS_SESSION, "text": "", **who}


async def test_booking_from_the_menu_and_undo(the_set: Set) -> None:
    view = await the_set.press(Press.SESSION_MENU, handle(the_set.set_id))
    assert "No session is booked yet." in texts_of(view)
    form_shown = await the_set.follow(view, Press.SESSION_BOOK)
    assert form_shown["callback_id"] == Form.SESSION_BOOK
    booked = await the_set.book()
    assert "Booked: Thursday 21 May, 14:00." in texts_of(booked)
    assert "PLACE-WORDS" not in str(booked)
    undone = await the_set.follow(booked, Press.SESSION_UNDO)
    assert "Undone. That session is not booked." in texts_of(undone)
    assert await the_set.sent() == []  # nobody has heard of it
    assert [one.state for one in await the_set.sessions()] == ["cancelled"]


async def test_the_channel_hears_the_date_and_gets_a_file_without_the_place(the_set: Set) -> None:
    await the_set.book()
    assert await the_set.sent(0.9) == []
    (file, line) = await the_set.sent()
    assert file[0] == "files.completeUploadExternal"
    assert line[0] == "chat.postMessage"
    assert line[1]["text"] == "Our next session is on Thursday 21 May, 14:00 (London)."
    data = file[2].data.decode()
    assert "DTSTART;TZID=Europe/London:20260521T140000" in data
    assert file[2].name == "learning-session.ics"
    for words in (str(line), str(file), data):
        for private in ("PLACE-WORDS", "Amina", "Tuesday set", "LOCATION"):
            assert private not in words


async def test_a_move_changes_the_line_in_place_and_brings_a_new_file(the_set: Set) -> None:
    await the_set.book()
    await the_set.sent()
    view = await the_set.press(Press.SESSION_MENU, handle(the_set.set_id), "UBEN")
    change = await the_set.follow(view, Press.SESSION_MOVE, "UBEN")
    assert "PLACE-WORDS" in str(change)
    answer = await the_set.bot.submit("UBEN", form(change, day="2026-05-28", at="09:30"))
    assert "Saved: Thursday 28 May, 09:30." in texts_of(answer["view"])
    line, file = await the_set.sent(4)
    assert (line[0], line[1]["ts"], line[1]["channel"]) == ("chat.update", "200.1", "CSET")
    assert "Thursday 28 May, 09:30 (London)" in line[1]["text"]
    assert b"SEQUENCE:1\r\n" in file[2].data


async def test_a_cancelled_session_is_said_and_taken_out_and_a_new_date_is_one_press_away(the_set: Set) -> None:
    await the_set.book()
    await the_set.sent()
    view = await the_set.press(Press.SESSION_MENU, handle(the_set.set_id))
    change = await the_set.follow(view, Press.SESSION_MOVE)
    off = await the_set.follow(change, Press.SESSION_CANCEL)
    assert "Cancelled: Thursday 21 May, 14:00." in texts_of(off)
    line, file = await the_set.sent(4)
    assert line[1]["text"] == "The session on Thursday 21 May, 14:00 (London) is cancelled."
    assert b"METHOD:CANCEL" in file[2].data
    again = await the_set.follow(off, Press.SESSION_BOOK)
    assert again["callback_id"] == Form.SESSION_BOOK


async def test_cancel_and_undo_within_the_minute_leave_the_channel_as_it_was(the_set: Set) -> None:
    await the_set.book()
    await the_set.sent()
    (session,) = await the_set.sessions()
    off = await the_set.press(Press.SESSION_CANCEL, handle(session.id, 1))
    await the_set.follow(off, Press.SESSION_UNDO)
    line, file = await the_set.sent(4)
    assert line[1]["text"] == "Our next session is on Thursday 21 May, 14:00 (London)."
    assert b"STATUS:CONFIRMED" in file[2].data


async def test_two_sessions_of_one_day_have_a_line_each(the_set: Set) -> None:
    await the_set.book(at="09:00")
    await the_set.book(at="14:00")
    async with the_set.store.read() as uow:
        rows = await queries.sessions_of(uow, the_set.set_id)
        told = [await queries.posted(uow, row.id) for row in rows]
    assert len(told) == 2
    now, said = NOW + SOON, []
    for row in rows:
        async with the_set.store.read() as uow:
            found = await session_news.still_news(uow, _about(row))
            assert found is not None
            call = await KINDS[session_news.LINE].prepare(uow, _about(row), now)
            assert call is not None
            said.append(call.arguments["text"].split(" on ")[0])
    assert said == ["Our next session is", "We also meet"]


def _about(row: SessionRow) -> Any:  # noqa: ANN401 - the part of a Delivery that is read
    class About:
        args = {"session": str(row.id), "sequence": row.ics_sequence}  # noqa: RUF012

    return About


async def test_problems_stand_under_their_fields(the_set: Set) -> None:
    view = await the_set.press(Press.SESSION_BOOK, handle(the_set.set_id))
    answer = await the_set.bot.submit("UAMINA", form(view, day="2026-05-13"))
    assert answer["errors"] == {Field.SESSION_DAY: "That day has passed. Choose a later one."}
    assert await the_set.sessions() == []


async def test_cannot_come_and_back(the_set: Set) -> None:
    await the_set.book()
    view = await the_set.press(Press.SESSION_MENU, handle(the_set.set_id), "UBEN")
    said = await the_set.follow(view, Press.SESSION_CANNOT, "UBEN")
    assert "I show this only to the people who facilitate and host this session." in texts_of(said)
    view = await the_set.press(Press.SESSION_MENU, handle(the_set.set_id), "UBEN")
    assert "You said that you cannot come." in texts_of(view)
    assert "cannot come." not in texts_of(await the_set.press(Press.SESSION_MENU, handle(the_set.set_id)))
    await the_set.follow(view, Press.SESSION_CAN, "UBEN")
    view = await the_set.press(Press.SESSION_MENU, handle(the_set.set_id), "UBEN")
    assert "You said" not in texts_of(view)


async def test_who_is_in_two_sets_is_asked_which_unless_the_channel_says(the_set: Set) -> None:
    await the_set.bot.send(command("UBEN", "CELSEWHERE"))
    view = the_set.view()
    assert "You are in 2 sets." in texts_of(view)
    assert handle(the_set.other) in str(view)
    await the_set.bot.send(command("UBEN", "COTHER"))
    assert "Other set" in texts_of(the_set.view())
    await the_set.bot.send(command("UAMINA", "COTHER"))  # the channel of another set: her own
    assert "Tuesday set" in texts_of(the_set.view())


async def test_outsiders_are_told_kindly(the_set: Set) -> None:
    the_set.bot.client.users_info = Directory()  # type: ignore[method-assign, assignment]
    for user in ("UCORA", "UNOBODY"):
        await the_set.bot.send(command(user, "CSET"))
        assert "You are not in a set yet." in texts_of(the_set.view())
    await the_set.bot.press("UCORA", Press.SESSION_MENU, handle(the_set.set_id))
    (error,) = the_set.bot.errors
    assert isinstance(error, Refused)
    assert error.problem is Problem.NOT_YOUR_SET


async def test_home_says_when_each_set_meets_next(the_set: Set) -> None:
    await add_session(the_set.store, the_set.set_id, datetime(2026, 5, 21, 14, 0))  # noqa: DTZ001
    event = {"type": "app_home_opened", "user": "UBEN", "tab": "home", "channel": "D1"}
    await the_set.bot.send({"type": "event_callback", "event_id": "Ev1", "team_id": "T0001", "event": event})
    home = the_set.bot.client.calls[-1][1]["view"]
    assert "Next session: Thursday 21 May, 14:00." in texts_of(home)
    assert "No session is booked yet." in texts_of(home)
    assert handle(the_set.other) in str(home)
