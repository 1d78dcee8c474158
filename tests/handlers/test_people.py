"""The settings form, the directory's news, and /als with everything that can follow it."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from bot.features import FEATURES
from handlers.ids import Field, Form, Press
from handlers.intake import command_key, event_key, press_key, submission_key
from sandbox.blocks import problems_in_view
from sets.errors import Problem, Refused
from sets.people import DEFAULTS, Settings, known, set_not_until, settings_of
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_person, add_set
from tests.handlers.action_kit import Bot, Json, buttons_of, shown
from tests.handlers.joining_kit import plain
from tests.handlers.test_setup import Directory
from tests.statements import statements


def bot_of(store: WorkspaceStore) -> Bot:
    bot = Bot(store, NOW, *FEATURES)
    bot.client.users_info = Directory()  # type: ignore[method-assign, assignment]
    return bot


async def als(bot: Bot, text: str = "", user: str = "UAMINA") -> Json:
    """Type /als; the window that opens."""
    await bot.send(
        {
            "command": "/als",
            "text": text,
            "user_id": user,
            "team_id": "T0001",
            "channel_id": "C1",
            "trigger_id": f"trigger {text}",
            "response_url": "http://localhost/none",
        }
    )
    assert bot.errors == []
    method, sent = bot.client.calls[-1]
    assert method == "views.open"
    assert problems_in_view(sent["view"]) == []
    view: Json = sent["view"]
    return view


def chosen(**changes: Any) -> Json:  # noqa: ANN401
    """The settings form, filled in."""
    values: Json = {
        Field.DAYS: {"selected_options": [{"value": day} for day in "123"]},
        Field.WINDOW_START: {"selected_time": "21:00"},
        Field.WINDOW_END: {"selected_time": "06:15"},
        Field.WEEKLY_LIMIT: {"selected_option": {"value": "2"}},
        Field.SHOW_LABELS: {"selected_option": {"value": "no"}},
        Field.PAUSED_UNTIL: {"selected_date": "2026-06-01"},
        **changes,
    }
    state = {"values": {block: {Field.VALUE: value} for block, value in values.items()}}
    return {**shown({"type": "modal", "callback_id": Form.SETTINGS, "private_metadata": ""}), "state": state}


async def settings(store: WorkspaceStore, user: str = "UAMINA") -> Settings:
    async with store.read() as uow:
        person = await known(uow, user)
        assert person is not None
        return await settings_of(uow, person.id)


async def test_settings_show_what_stands_and_keep_what_is_chosen(store: WorkspaceStore) -> None:
    await add_person(store, "UAMINA")
    bot = bot_of(store)
    with statements(store) as seen:
        await bot.press("UAMINA", Press.SETTINGS)
    assert not [one for one in seen if not one.startswith("SELECT")]
    form = bot.client.calls[-1][1]["view"]
    assert form["callback_id"] == Form.SETTINGS
    assert "I show this only to you." in plain(form)
    with statements(store) as saving:
        answer = await bot.submit("UAMINA", chosen())
    assert len(saving) <= 10
    assert plain(answer["view"]).startswith("Saved.")
    night = Settings(frozenset({1, 2, 3}), time(21, 0), time(6, 15), 2, False, date(2026, 6, 1))
    assert await settings(store) == night


async def test_a_pause_is_said_and_undone(store: WorkspaceStore) -> None:
    await add_person(store, "UAMINA")
    bot = bot_of(store)
    await bot.submit("UAMINA", chosen(**{Field.PAUSED_UNTIL: {"selected_date": None}}))
    before = await settings(store)
    answer = await bot.submit("UAMINA", shown(chosen(), view_id="V2") | {"state": chosen()["state"]})
    assert plain(answer["view"]).startswith("Saved. I will not remind you until Monday 1 June.")
    undo = buttons_of(answer["view"])[Press.SETTINGS_UNDO]
    await bot.press("UAMINA", Press.SETTINGS_UNDO, undo["value"], view=shown(answer["view"]))
    assert plain(bot.client.calls[-1][1]["view"]).startswith("Undone.")
    assert await settings(store) == before
    await bot.press("UAMINA", Press.SETTINGS_UNDO, undo["value"], view=shown(answer["view"]))  # delivered twice
    assert bot.errors == []
    await bot.press("UAMINA", Press.SETTINGS_UNDO, undo["value"], view=shown(answer["view"]), ts="2")
    error = bot.errors.pop()
    assert isinstance(error, Refused)
    assert error.problem is Problem.STALE
    assert await settings(store) == before


async def test_undo_of_an_older_save_changes_nothing(sqlite_store: WorkspaceStore) -> None:
    await add_person(sqlite_store, "UAMINA")
    bot = bot_of(sqlite_store)
    older = await bot.submit("UAMINA", chosen())
    later = chosen(**{Field.WEEKLY_LIMIT: {"selected_option": {"value": "1"}}})
    await bot.submit("UAMINA", later | {"id": "V2"})
    await bot.press("UAMINA", Press.SETTINGS_UNDO, buttons_of(older["view"])[Press.SETTINGS_UNDO]["value"])
    assert len(bot.errors) == 1
    assert (await settings(sqlite_store)).weekly_limit == 1


async def test_saving_leaves_not_until_alone_and_shows_it(store: WorkspaceStore) -> None:
    person = await add_person(store, "UAMINA")
    moment = NOW + timedelta(days=5)
    async with store.write() as uow:
        await set_not_until(uow, person.id, moment)
    bot = bot_of(store)
    form = await als(bot, "settings")
    assert "You asked me not to write until Tuesday 19 May." in plain(form)
    assert buttons_of(form)[Press.CHECKIN_LIFT]["value"] == f"v1:{person.id}:0"
    await bot.submit("UAMINA", chosen())
    assert (await settings(store)).not_until == moment
    await bot.press("UAMINA", Press.CHECKIN_LIFT, buttons_of(form)[Press.CHECKIN_LIFT]["value"], view=shown(form))
    assert (await settings(store)).not_until is None


@pytest.mark.parametrize(("day", "said"), [("2026-05-14", "has passed"), ("2099-01-01", "within two years")])
async def test_a_pause_that_pauses_nothing_is_refused(sqlite_store: WorkspaceStore, day: str, said: str) -> None:
    await add_person(sqlite_store, "UAMINA")
    answer = await bot_of(sqlite_store).submit("UAMINA", chosen(**{Field.PAUSED_UNTIL: {"selected_date": day}}))
    assert said in answer["errors"][Field.PAUSED_UNTIL]


async def test_what_a_set_is(sqlite_store: WorkspaceStore) -> None:
    bot = bot_of(sqlite_store)
    menu = await als(bot, user="UNEW")
    await bot.press("UNEW", Press.WHAT_IS_A_SET, view=shown(menu))
    assert bot.client.calls[-1][0] == "views.push"
    assert plain(bot.client.calls[-1][1]["view"]).startswith("A set is a group of 4 to 10 people.")


async def test_someone_new_may_choose_too(store: WorkspaceStore) -> None:
    bot = bot_of(store)
    await bot.press("UNEW", Press.SETTINGS)
    assert bot.client.calls[-1][1]["view"]["callback_id"] == Form.SETTINGS
    await bot.submit("UNEW", chosen())
    assert bot.errors == []
    assert (await settings(store, "UNEW")).weekly_limit == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({Field.DAYS: {"selected_options": []}}, Field.DAYS),
        ({Field.WINDOW_END: {"selected_time": "21:00"}}, Field.WINDOW_END),
        ({Field.WINDOW_START: {"selected_time": None}}, Field.WINDOW_END),
    ],
)
async def test_what_makes_no_sense_is_said_by_field(sqlite_store: WorkspaceStore, changes: Json, field: str) -> None:
    await add_person(sqlite_store, "UAMINA")
    answer = await bot_of(sqlite_store).submit("UAMINA", chosen(**changes))
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == [field]
    assert await settings(sqlite_store) == DEFAULTS


async def test_a_forged_form_is_tamed(sqlite_store: WorkspaceStore) -> None:
    await add_person(sqlite_store, "UAMINA")
    forged = {
        Field.DAYS: {"selected_options": [{"value": "9"}, {"value": "2"}]},
        Field.WEEKLY_LIMIT: {"selected_option": {"value": "99"}},
    }
    await bot_of(sqlite_store).submit("UAMINA", chosen(**forged))
    found = await settings(sqlite_store)
    assert (found.days, found.weekly_limit) == (frozenset({2}), 3)


async def test_a_pause_that_is_no_date_is_refused(sqlite_store: WorkspaceStore) -> None:
    await add_person(sqlite_store, "UAMINA")
    bot = bot_of(sqlite_store)
    answer = await bot.submit("UAMINA", chosen(**{Field.PAUSED_UNTIL: {"selected_date": "soon"}}))
    assert bot.errors == []
    assert list(answer["errors"]) == [Field.PAUSED_UNTIL]


async def test_news_of_the_directory_once(store: WorkspaceStore) -> None:
    await add_person(store, "UAMINA", tz="Europe/London")
    bot = bot_of(store)
    event = {"type": "user_change", "user": {"id": "UAMINA", "real_name": "Amina K", "tz": "Asia/Kolkata"}}
    payload = {"type": "event_callback", "team_id": "T0001", "event_id": "Ev1", "event": event}
    with statements(store) as seen:
        await bot.send(payload)
    assert len(seen) <= 6, seen
    async with store.read() as uow:
        person = await known(uow, "UAMINA")
    assert person is not None
    assert (person.display_name, person.tz) == ("Amina K", "Asia/Kolkata")
    assert bot.client.calls == []


@pytest.mark.parametrize("text", ["", "help", "something else"])
async def test_the_menu_of_someone_new_says_whom_to_ask(sqlite_store: WorkspaceStore, text: str) -> None:
    await add_coordinator(sqlite_store, name="Cora")
    view = await als(bot_of(sqlite_store), text, "UNEW")
    assert "To start one, ask Cora." in plain(view)
    assert set(buttons_of(view)) == {Press.WHAT_IS_A_SET, Press.SETTINGS, Press.DATA}
    assert ("I do not know that word" in plain(view)) == (text == "something else")
    assert "something else" not in str(view)
    async with sqlite_store.read() as uow:
        met = await known(uow, "UNEW")
    assert met is not None
    assert met.display_name == "Person UNEW"  # learnt after the ack


async def test_the_menu_of_a_workspace_without_coordinators(sqlite_store: WorkspaceStore) -> None:
    assert "ask the person who installed me" in plain(await als(bot_of(sqlite_store)))


async def test_the_menu_of_a_member_and_of_a_coordinator(store: WorkspaceStore) -> None:
    amina = await add_person(store, "UAMINA")
    await add_set(store, await add_coordinator(store), members=[amina])
    bot = bot_of(store)
    with statements(store) as seen:
        member = await als(bot)
    assert not [one for one in seen if not one.startswith("SELECT")]
    own = {Press.ACTION_NEW, Press.ACTION_LIST, Press.AWAY, Press.SETTINGS}
    assert own <= set(buttons_of(member))
    assert Press.SET_NEW not in buttons_of(member)
    coordinator = buttons_of(await als(bot, user="UCORA"))
    assert {Press.SET_NEW, Press.SETTINGS} <= set(coordinator)
    assert Press.ACTION_NEW not in coordinator


async def test_the_short_ways(sqlite_store: WorkspaceStore) -> None:
    amina = await add_person(sqlite_store, "UAMINA")
    await add_set(sqlite_store, await add_coordinator(sqlite_store), members=[amina])
    bot = bot_of(sqlite_store)
    assert (await als(bot, "settings"))["callback_id"] == Form.SETTINGS
    assert (await als(bot, "  SETTINGS "))["callback_id"] == Form.SETTINGS
    form = await als(bot, "action Ring three wards")
    assert form["callback_id"] == Form.ACTION
    typed = {block.get("block_id"): block.get("element", {}).get("initial_value") for block in form["blocks"]}
    assert typed[Field.ACTION_LABEL] == "Ring three wards"


def test_keys_tell_repeats_from_new_things() -> None:
    press = {"user": {"id": "U1"}, "actions": [{"action_ts": "1.0", "action_id": "a"}]}
    later = {"user": {"id": "U1"}, "actions": [{"action_ts": "2.0", "action_id": "a"}]}
    assert press_key(press) == press_key({**press, "trigger_id": "other"})
    assert len({press_key(press), press_key(later), press_key({**press, "user": {"id": "U2"}})}) == 3
    form = {"view": {"id": "V1", "callback_id": "one"}}
    assert submission_key(form) != submission_key({"view": {"id": "V1", "callback_id": "two"}})
    assert event_key({"event_id": "E1"}) != command_key({"trigger_id": "E1"})
    broken: list[Json] = [{}, {"actions": []}, {"view": None}, {"user": None}]
    assert all(press_key(one) and submission_key(one) for one in broken)
