"""Each setting truly does something: what comes, when, and how it reads, with it and without."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.features import FEATURES
from handlers import board as board_room
from handlers.ids import Field, Press
from handlers.messages.people import AS_IN_SLACK
from handlers.words import Reader
from sets import away, running
from sets.people import DATE_LANGUAGES, Person, Settings, dates_of, known, refresh, settings_of, with_dates_in
from sets.stage_notices import NOTICE
from storage.models import Attendance
from storage.unit_of_work import WorkspaceStore
from tests.factory import save_settings
from tests.handlers.action_kit import Bot, Json, buttons_of, texts_of
from tests.handlers.checkin_kit import Message, World, london, make_world, plain
from tests.handlers.test_people import chosen
from tests.sets.session_kit import Room, make_room

MONDAY, FRIDAY = london(5, 4, 14), london(5, 8, 9)
EVERY_DAY = frozenset(range(1, 8))


async def person(store: WorkspaceStore) -> Person:
    async with store.read() as uow:
        found = await known(uow, "UAMINA")
    assert found is not None
    return found


async def settings(store: WorkspaceStore) -> Settings:
    async with store.read() as uow:
        return await settings_of(uow, (await person(store)).id)


async def save(world: World, **changes: Json) -> Json:
    """Amina saves the form; the window that answers."""
    form = {**chosen(**changes), "hash": str(sorted(changes))}
    answer = await Bot(world.store, world.now, *FEATURES).submit("UAMINA", form)
    assert "errors" not in answer, answer
    view: Json = answer["view"]
    return view


async def until(world: World, days: int) -> list[tuple[datetime, Message]]:
    """Every check-in message of the next days, hour by hour, by London's clock."""
    found = []
    for hour in range(1, days * 24):
        await world.tick(MONDAY + timedelta(hours=hour))
        here = world.now.astimezone(ZoneInfo("Europe/London"))
        found += [(here, message) for message in await world.deliver()]
    return found


async def test_days_and_hours_say_when_it_comes(sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    await world.settings(days=frozenset({6}), window_start=time(10), window_end=time(12))
    await world.commit("ring the ward", "Friday")
    ((when, _),) = await until(world, 7)
    assert (when.isoweekday(), when.hour) == (6, 10)


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_the_weekly_limit_is_kept(limit: int, sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    await world.settings(days=EVERY_DAY, weekly_limit=limit)
    for day in ("Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"):
        await world.commit(f"one for {day}", day)
    assert len(await until(world, 7)) == limit


async def test_a_pause_holds_it_back(sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    await world.settings(paused_until=date(2026, 5, 12))
    await world.commit("ring the ward", "Friday")
    ((when, _),) = await until(world, 10)
    assert when.date() == date(2026, 5, 12)


async def test_days_away_hold_it_back(sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    await away.save(sqlite_store, "UAMINA", date(2026, 5, 7), date(2026, 5, 12), "view:away", MONDAY)
    await world.commit("ring the ward", "Friday")
    ((when, _),) = await until(world, 10)
    assert when.date() == date(2026, 5, 13)


@pytest.mark.parametrize("labels", [True, False])
async def test_labels_stand_in_reminders_or_do_not(labels: bool, sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    await world.settings(show_labels=labels)
    await world.commit("ring the ward", "Friday")
    message = await world.ask(FRIDAY)
    assert ("ring the ward" in str(message.call.arguments)) is labels


@pytest.mark.parametrize("one", [True, False])
async def test_one_thing_in_each_message(one: bool, sqlite_store: WorkspaceStore) -> None:
    """The budget stays: one message a day; what waits comes on the next days."""
    world = await make_world(sqlite_store, MONDAY)
    await world.settings(one_item=one, days=EVERY_DAY)
    for number in range(3):
        await world.commit(f"action {number}", "Friday")
    came = [
        (when.date(), [number for number in range(3) if f"action {number}" in str(message.call.arguments)])
        for when, message in await until(world, 8)
    ]
    days = [date(2026, 5, 8), date(2026, 5, 9), date(2026, 5, 10)]
    assert came == ([(day, [number]) for number, day in enumerate(days)] if one else [(days[0], [0, 1, 2])])


DAYS = {"": "Thursday 7 May", "en": "Thursday 7 May", "cy": "Dydd Iau 7 Mai", "de": "Donnerstag 7 Mai"}
DAYS |= {"fr": "jeudi 7 mai", "pl": "czwartek 7 maja"}


@pytest.mark.parametrize("language", ["", *DATE_LANGUAGES])
async def test_dates_are_in_the_language_that_was_chosen(language: str, sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    wanted: Json = {"selected_option": {"value": language or AS_IN_SLACK}}
    changes: Json = {Field.DATE_LANGUAGE: wanted, Field.PAUSED_UNTIL: {"selected_date": "2026-05-07"}}
    view = await save(world, **changes)
    assert DAYS.get(language, "") in plain(texts_of(view)), "at once, in what is said about it"
    await world.commit("ring the ward", "Friday")
    bot = Bot(world.store, MONDAY, *FEATURES)
    await bot.press("UAMINA", Press.ACTION_LIST)
    listed = plain(texts_of(bot.client.calls[-1][1]["view"]))
    assert ("Friday 8 May" in listed) is (language in ("", "en"))
    assert "in Tuesday set" in listed, "sentences stay as they are"


def test_a_set_hears_dates_in_its_own_language() -> None:
    assert Reader.of_channel("en-GB-x-cy", "Europe/London").date(date(2026, 5, 7)) == "Thursday 7 May"


async def test_undo_brings_every_setting_back(sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    before = await settings(sqlite_store)
    view = await save(world, **ALL)
    assert dates_of((await person(sqlite_store)).locale) == "cy"
    bot = Bot(world.store, MONDAY, *FEATURES)
    await bot.press("UAMINA", Press.SETTINGS_UNDO, buttons_of(view)[Press.SETTINGS_UNDO]["value"])
    assert (await person(sqlite_store)).locale == "en-GB"
    assert await settings(sqlite_store) == before
    await bot.press("UAMINA", Press.SETTINGS, ts="9")
    form = bot.client.calls[-1][1]["view"]
    inputs = {block["block_id"]: block["element"] for block in form["blocks"] if block["type"] == "input"}
    shown = {name: inputs[name]["initial_option"]["value"] for name in ALL}
    assert shown == {Field.ONE_ITEM: "no", Field.STAGE_NOTICES: "no", Field.DATE_LANGUAGE: AS_IN_SLACK}


YES = {"selected_option": {"value": "yes"}}
ALL: Json = {Field.ONE_ITEM: YES, Field.STAGE_NOTICES: YES, Field.DATE_LANGUAGE: {"selected_option": {"value": "cy"}}}


async def test_a_form_of_before_leaves_the_new_answers_as_they_are(sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    await save(world, **ALL)
    await save(world)  # without these boxes
    forged: Json = {
        Field.DATE_LANGUAGE: {"selected_option": {"value": "xx-evil"}},
        Field.ONE_ITEM: {"selected_option": None},
    }
    await save(world, **forged)
    found = await settings(sqlite_store)
    assert (found.one_item, found.stage_notices, found.date_language) == (True, True, "cy")


async def test_slacks_directory_changes_the_language_and_leaves_that_of_dates(sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    await save(world, **ALL)
    async with world.store.write() as uow:
        await refresh(uow, {"id": "UAMINA", "name": "amina", "locale": "de-DE"})
    assert (await person(sqlite_store)).locale == "de-DE-x-cy"


@pytest.mark.parametrize("locale", ["en-GB", "pt-BR", "zh-Hans-CN-abcdefgh"])
@pytest.mark.parametrize("language", ["", *DATE_LANGUAGES])
def test_a_locale_with_dates_fits_its_column(locale: str, language: str) -> None:
    made = with_dates_in(with_dates_in(locale, "de"), language)
    assert len(made) <= 16
    assert dates_of(made) == language


async def noticed(room: Room) -> dict[str, str]:
    """Who is told of a stage now, and how."""
    (kind,) = [kind for kind in board_room.KINDS if kind.name == NOTICE]
    names = {each.id: user for user, each in room.people.items()}
    found = {}
    for delivery in [each for each in await room.due() if each.kind == NOTICE]:
        async with room.store.read() as uow:
            call = await kind.prepare(uow, delivery, room.now)
        if call is not None and delivery.recipient_id:
            found[names[delivery.recipient_id]] = texts_of(call.arguments)
    return found


async def wants(room: Room, *users: str) -> None:
    async with room.store.write() as uow:
        for user in users:
            await save_settings(uow, room.id_of(user), Settings(stage_notices=True))


async def test_a_message_for_each_stage(sqlite_store: WorkspaceStore) -> None:
    """For those who chose it, but not for who leads and has the panel."""
    room = await make_room(sqlite_store)
    await wants(room, "UAMINA", "UBEN")
    await room.begin()
    first = await noticed(room)
    assert set(first) == {"UBEN"}
    room.later(minutes=11)
    await room.forward()
    second = await noticed(room)
    assert set(second) == {"UBEN"}
    assert first["UBEN"] != second["UBEN"]
    assert "until" in second["UBEN"]


async def test_nobody_is_told_who_did_not_choose_it(sqlite_store: WorkspaceStore) -> None:
    room = await make_room(sqlite_store)
    await room.begin()
    await room.forward()
    assert await noticed(room) == {}


async def test_who_comes_late_is_told_and_who_cannot_come_is_not(sqlite_store: WorkspaceStore) -> None:
    room = await make_room(sqlite_store)
    await wants(room, "UBEN", "UCHLOE")
    async with room.store.write() as uow:
        cannot = {"session_id": room.session, "person_id": room.id_of("UCHLOE"), "state": "cannot", "at": room.now}
        await uow.insert(Attendance, id=uow.new_id(), **cannot)
    await room.begin(here=("UDEV",))
    assert set(await noticed(room)) == {"UBEN"}


async def test_a_stage_that_is_over_is_no_news(sqlite_store: WorkspaceStore) -> None:
    room = await make_room(sqlite_store)
    await wants(room, "UBEN")
    await room.begin()
    await room.forward()
    told = await noticed(room)
    assert len(told) == 1
    await running.back(room.store, "UAMINA", room.session, (await room.run()).revision, room.now)
    again = await noticed(room)
    assert again != told
