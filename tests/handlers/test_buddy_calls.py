"""Chats with one's buddy, through Slack's own payloads: reminded, picked, told, kept, and undone."""

from datetime import datetime, timedelta

from bot.features import FEATURES
from handlers.ids import Field, Form, Press, handle
from sets import buddy_nudges, nudges
from sets.bundles import KIND, REFRESH_KIND
from storage import leases
from storage.outbox import Outbox
from storage.unit_of_work import Storage, WorkspaceStore
from tests.handlers.action_kit import Bot, Json, buttons_of, shown, texts_of
from tests.handlers.checkin_kit import plain
from tests.sets.test_buddy_calls import ASKED, BEGINS, make

KINDS = {kind.name: kind for feature in FEATURES for kind in feature.kinds}
NAMES = {"UAMINA": "Amina", "UBEN": "Ben", "UCARA": "Cara", "UDAN": "Dan"}
RULES = [kind.rules for feature in FEATURES for kind in feature.nudges]


async def sent(store: WorkspaceStore, now: datetime, kind: str) -> dict[str, Json]:
    """The daily messages that go out now, or are brought up to date: by whom they are for."""
    await nudges.tick(store, now, RULES)
    found = {}
    for delivery in await Outbox(Storage(store._database, store._vault)).claim(now, 100):
        known = KINDS[delivery.kind]
        async with store.read() as uow:
            call = await known.prepare(uow, delivery, now)
        async with store.write() as uow:
            if call is None:
                assert await leases.drop(uow, delivery)
                continue
            assert await leases.confirm(uow, delivery, now, channel="D1", ts=f"{delivery.id.int % 10**9}.1")
            if known.sent:
                await known.sent(uow, delivery, {"ok": True, "channel": "D1", "ts": "1.1"}, now)
        if delivery.kind == kind:
            found[str(delivery.recipient_id)] = call.arguments
    return found


def when(form: Json, day: str, at: str | None) -> Json:
    view = shown(form, "V1")
    view["state"]["values"][Field.BUDDY_DAY] = {Field.VALUE: {"type": "datepicker", "selected_date": day}}
    view["state"]["values"][Field.BUDDY_AT] = {Field.VALUE: {"type": "timepicker", "selected_time": at}}
    return view


async def test_reminded_picked_told_and_kept(store: WorkspaceStore) -> None:
    town = await make(store)
    ids = {user: str(person.id) for user, person in town.people.items()}
    buddy = await town.buddy()
    await buddy_nudges.tick(store, ASKED)
    daily = await sent(store, ASKED, KIND)
    assert set(daily) == set(ids.values())
    mine = daily[ids[town.user]]
    assert mine["text"] == "A short note about your buddy."
    assert f"You and {NAMES[buddy]} could have a short chat" in plain(texts_of(mine))
    bot = Bot(store, ASKED, *FEATURES)
    await bot.press(town.user, Press.BUDDY_TIME, buttons_of(mine)[Press.BUDDY_TIME]["value"])
    form = bot.client.calls[-1][1]["view"]
    assert form["callback_id"] == Form.BUDDY_TIME
    problems = await bot.submit(town.user, when(form, "2026-05-12", None))
    assert problems["errors"] == {Field.BUDDY_AT: "Choose a time."}
    answer = await bot.submit(town.user, when(form, "2026-05-12", "12:30"))
    assert "talk on Tuesday 12 May, 12:30." in plain(texts_of(answer["view"]))
    renewed = await sent(store, ASKED, REFRESH_KIND)
    assert all("talk on Tuesday 12 May, 12:30." in plain(texts_of(each)) for each in renewed.values())
    assert set(renewed) == {ids[town.user], ids[buddy]}  # both had been reminded
    monday = ASKED + timedelta(days=3)
    told = await sent(store, monday, KIND)
    assert set(told) == {ids[buddy]}
    date = told[ids[buddy]]
    await bot.press(buddy, Press.BUDDY_MET, buttons_of(date)[Press.BUDDY_MET]["value"], ts="2")
    renewed = await sent(store, monday, REFRESH_KIND)
    assert "Noted. I keep only that you have talked" in plain(texts_of(renewed[ids[buddy]]))
    await bot.press(town.user, Press.BUDDY_OPEN, handle(town.set_id), ts="3")
    assert "You last talked on Tuesday 12 May." in plain(texts_of(bot.client.calls[-1][1]["view"]))
    assert bot.errors == []


async def test_talked_and_undone_in_the_window(store: WorkspaceStore) -> None:
    town = await make(store)
    bot = Bot(store, BEGINS, *FEATURES)
    await bot.press(town.user, Press.BUDDY_OPEN, handle(town.set_id))
    mine = {**bot.client.calls[-1][1]["view"], "id": "V1"}
    await bot.press(town.user, Press.BUDDY_TALKED, buttons_of(mine)[Press.BUDDY_TALKED]["value"], view=mine, ts="2")
    kept = {**window(bot), "id": "V1"}
    assert "Noted. I keep only that you have talked" in texts_of(kept)
    undo = buttons_of(kept)[Press.BUDDY_MEETING_UNDO]["value"]
    await bot.press(town.user, Press.BUDDY_MEETING_UNDO, undo, view=kept, ts="3")
    assert "Undone." in texts_of(window(bot))
    assert bot.errors == []


def window(bot: Bot) -> Json:
    """The window that was shown last."""
    return next(sent["view"] for method, sent in reversed(bot.client.calls) if method.startswith("views.u"))
