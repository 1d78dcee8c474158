"""Away dates in Slack: the window from everywhere, what it says, taking days back, Home."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.features import FEATURES
from handlers.ids import Field, Form, Press
from handlers.messages import away as messages
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_view
from sets import away, my_actions
from sets.errors import Problem, Refused
from sets.people import Person
from storage.queries.away import Stretch
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_person, add_set
from tests.handlers.action_kit import Bot, Json, buttons_of, shown, texts_of
from tests.handlers.checkin_kit import make_world, plain
from tests.handlers.test_people import als, bot_of
from tests.handlers.wording import unmarked

TODAY = NOW.date()
FIRST, LAST = TODAY + timedelta(days=3), TODAY + timedelta(days=9)


async def member(store: WorkspaceStore, **fields: Any) -> Person:  # noqa: ANN401 - fields of a person
    amina = await add_person(store, "UAMINA", name="Amina", **fields)
    await add_set(store, await add_coordinator(store, name="Cora"), members=[amina])
    return amina


def form(first: str | None = FIRST.isoformat(), last: str | None = LAST.isoformat()) -> Json:
    chosen = {Field.AWAY_FIRST: first, Field.AWAY_LAST: last}
    state = {"values": {block: {Field.VALUE: {"selected_date": day}} for block, day in chosen.items()}}
    return {**shown({"type": "modal", "callback_id": Form.AWAY, "private_metadata": ""}), "state": state}


def window(bot: Bot) -> Json:
    """What was shown last."""
    view: Json = bot.client.calls[-1][1]["view"]
    assert problems_in_view(view) == []
    return view


async def kept(store: WorkspaceStore) -> list[Stretch]:
    found = await away.listed(store, "UAMINA", NOW)
    return found.stretches if found else []


async def test_typed_or_pressed_the_same_window_opens_and_nothing_is_asked_about_why(store: WorkspaceStore) -> None:
    await member(store)
    bot = bot_of(store)
    typed = await als(bot, "away")
    await bot.press("UAMINA", Press.AWAY)
    pressed = window(bot)
    assert typed == pressed
    inputs = [block["block_id"] for block in pressed["blocks"] if block["type"] == "input"]
    assert inputs == [Field.AWAY_FIRST, Field.AWAY_LAST]


async def test_saved_undone_and_saved_again(store: WorkspaceStore) -> None:
    await member(store)
    bot = bot_of(store)
    answer = await bot.submit("UAMINA", form())
    view = answer["view"]
    assert texts_of(view).startswith("Saved. I will not remind you from Sunday 17 May to Saturday 23 May.")
    assert len(await kept(store)) == 1
    assert "What I had planned to ask you then waits until you are back." in texts_of(view)
    undo = buttons_of(view)[Press.AWAY_UNDO]
    await bot.press("UAMINA", Press.AWAY_UNDO, undo["value"], view=shown(view))
    assert texts_of(window(bot)).startswith("Undone.")
    assert await kept(store) == []
    assert bot.errors == []


async def test_what_is_planned_for_those_days_can_be_moved(store: WorkspaceStore) -> None:
    """Only what falls into them, and only if its holder likes."""
    world = await make_world(store, NOW)
    inside, _ = await world.commit("Ring three wards", "20 May"), await world.commit("Ask about the rota", "30 May")
    bot = bot_of(store)
    view = (await bot.submit("UAMINA", form()))["view"]
    assert problems_in_view(view) == []
    said = plain(texts_of(view))
    assert "*Ring three wards*, by Wednesday 20 May." in said
    assert "rota" not in said
    await bot.press("UAMINA", Press.ACTION_CHANGE, buttons_of(view)[Press.ACTION_CHANGE]["value"], view=shown(view))
    typed = {Field.ACTION_LABEL: "Ring three wards", Field.ACTION_DUE: "27 May"}
    await bot.submit("UAMINA", shown(window(bot), "V2", typed))
    whole = await my_actions.whole(store, "UAMINA", inside)
    assert whole.action.due_date == date(2026, 5, 27)
    assert bot.errors == []


async def test_kept_days_are_listed_and_one_is_taken_away(store: WorkspaceStore) -> None:
    await member(store)
    bot = bot_of(store)
    await away.save(store, "UAMINA", FIRST, LAST, "view:1", NOW)
    await away.save(store, "UAMINA", LAST + timedelta(days=5), LAST + timedelta(days=5), "view:2", NOW)
    listed = await als(bot, "away")
    lines = texts_of(listed).splitlines()
    assert lines[:2] == ["You are away from Sunday 17 May to Saturday 23 May.", "You are away on Thursday 28 May."]
    heard = [block["accessory"]["accessibility_label"] for block in listed["blocks"][:2]]
    assert len(set(heard)) == 2
    await bot.press("UAMINA", Press.AWAY_REMOVE, listed["blocks"][0]["accessory"]["value"], view=shown(listed), ts="2")
    assert bot.client.calls[-1][0] == "views.update"
    assert texts_of(window(bot)).splitlines()[:2] == [
        "Removed. On those days I can write to you again.",
        "You are away on Thursday 28 May.",
    ]
    assert len(await kept(store)) == 1


@pytest.mark.parametrize(
    ("first", "last", "field", "said"),
    [
        (LAST.isoformat(), FIRST.isoformat(), Field.AWAY_LAST, "The last day comes before the first day."),
        (None, LAST.isoformat(), Field.AWAY_FIRST, "I could not read that date. Try “22 May”."),
        (FIRST.isoformat(), "soon", Field.AWAY_LAST, "I could not read that date. Try “22 May”."),
        ("2020-01-01", "2020-01-02", Field.AWAY_LAST, "That date has passed. Choose a later one."),
    ],
)
async def test_refused_in_words_by_field(
    sqlite_store: WorkspaceStore, first: str | None, last: str | None, field: str, said: str
) -> None:
    await member(sqlite_store)
    bot = bot_of(sqlite_store)
    assert await bot.submit("UAMINA", form(first, last)) == {"response_action": "errors", "errors": {field: said}}
    assert bot.errors == []
    assert await kept(sqlite_store) == []


async def test_a_refusal_is_in_the_persons_language(sqlite_store: WorkspaceStore) -> None:
    await member(sqlite_store, locale=PSEUDO)
    answer = await bot_of(sqlite_store).submit("UAMINA", form(LAST.isoformat(), FIRST.isoformat()))
    assert answer["errors"][Field.AWAY_LAST].startswith("⟦")


async def test_a_missing_form_field_is_refused_and_not_a_fault(sqlite_store: WorkspaceStore) -> None:
    await member(sqlite_store)
    bot = bot_of(sqlite_store)
    answer = await bot.submit("UAMINA", form() | {"state": {"values": {}}})
    assert list(answer["errors"]) == [Field.AWAY_FIRST]
    assert bot.errors == []


async def test_someone_new_may_be_away_too(sqlite_store: WorkspaceStore) -> None:
    bot = bot_of(sqlite_store)
    await bot.press("UNEW", Press.AWAY)
    assert window(bot)["callback_id"] == Form.AWAY
    answer = await bot.submit("UNEW", form())
    assert texts_of(answer["view"]).startswith("Saved.")


async def test_anybody_elses_days_stay(sqlite_store: WorkspaceStore) -> None:
    await member(sqlite_store)
    await add_person(sqlite_store, "UBEN")
    _, stretch = await away.save(sqlite_store, "UAMINA", FIRST, LAST, "view:1", NOW)
    assert stretch is not None
    bot = bot_of(sqlite_store)
    for press in (Press.AWAY_REMOVE, Press.AWAY_UNDO):
        await bot.press("UBEN", press, f"v1:{stretch.id}:0", ts=press)
        error = bot.errors.pop()
        assert isinstance(error, Refused)
        assert error.problem is Problem.NOT_YOUR_SET
    assert len(await kept(sqlite_store)) == 1


async def test_from_the_settings_it_opens_on_top_so_that_nothing_chosen_is_lost(sqlite_store: WorkspaceStore) -> None:
    await member(sqlite_store)
    bot = bot_of(sqlite_store)
    settings = await als(bot, "settings")
    assert Press.AWAY in buttons_of(settings)
    await bot.press("UAMINA", Press.AWAY, view=shown(settings))
    assert bot.client.calls[-1][0] == "views.push"
    menu = await als(bot)
    await bot.press("UAMINA", Press.AWAY, view=shown(menu), ts="2")
    assert bot.client.calls[-1][0] == "views.update"


async def test_home_shows_the_days_to_their_owner(store: WorkspaceStore) -> None:
    await member(store)
    await away.save(store, "UAMINA", FIRST, LAST, "view:1", NOW)
    bot = Bot(store, NOW, *FEATURES)
    event = {"type": "app_home_opened", "user": "UAMINA", "tab": "home", "channel": "D1"}
    await bot.send({"type": "event_callback", "team_id": "T0001", "event_id": "Ev1", "event": event})
    assert "You are away from Sunday 17 May to Saturday 23 May." in texts_of(window(bot))
    assert Press.AWAY in buttons_of(window(bot))


def views(reader: Reader) -> dict[str, Json]:
    """Every window."""
    days = Stretch(away_id(1), away_id(9), FIRST, LAST)
    day = Stretch(away_id(2), away_id(9), FIRST, FIRST)
    home = messages.home_part(reader, [days, day])
    return {
        "empty": messages.away_form(reader),
        "some": messages.away_form(reader, [day, days]),
        "removed": messages.away_form(reader, [days], removed=True),
        "saved": messages.saved_view(reader, days),
        "saved, one day": messages.saved_view(reader, day),
        "saved, gone": messages.saved_view(reader, None),
        "undone": messages.undone_view(reader),
        "home": {"type": "home", "blocks": [*home.blocks, {"type": "divider"}]},
    }


def away_id(number: int) -> UUID:
    return UUID(int=number)


def test_windows_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert views(Reader("en-GB", "Europe/London")) == snapshot
    for view in views(Reader("en-GB", "Europe/London")).values():
        assert problems_in_view(view) == []


def test_no_sentence_escapes_the_catalogue() -> None:
    for name, view in views(Reader(PSEUDO, "Europe/London")).items():
        assert unmarked(view, []) == [], name
