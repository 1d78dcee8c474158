"""Home and /als are put together from what features give: in a fixed order, and within Slack's limits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from handlers import home, menu
from handlers.feature import Feature, Line, View
from handlers.messages.home import BLOCKS, home_view
from handlers.messages.menu import menu_view
from handlers.messages.parts import Button, section
from handlers.places import AboutSet, HomePart, MenuPart, Place
from handlers.words import Reader
from sandbox.blocks import problems_in_view
from sets.home import LookedAfter, SetLine, Standing
from storage.unit_of_work import UnitOfWork, WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_person, add_set
from tests.handlers.action_kit import Bot, Json, buttons_of, texts_of
from tests.handlers.test_people import als
from tests.statements import statements

READER = Reader("en-GB", "Europe/London")
ONE, TWO, PERSON = UUID(int=1), UUID(int=2), UUID(int=9)
SETS = (SetLine(ONE, "Blue", "C1", "Cora"), SetLine(TWO, "Green", "C2", "Cora"))
MEMBER = Standing(PERSON, "en-GB", "Europe/London", sets=SETS)


def part(place: Place, words: str, **more: Any) -> HomePart:  # noqa: ANN401 - fields of a part
    return HomePart(place, (section(words),), **more)


def lines(view: Json) -> list[str]:
    return texts_of(view).replace("\u2068", "").replace("\u2069", "").splitlines()


def test_parts_stand_in_the_order_of_their_places_whoever_gives_them_first() -> None:
    parts = [
        part(Place.AWAY, "away", buttons=(Button("Away", "away"),)),
        part(Place.ACTIONS, "actions", buttons=(Button("New", "new"),)),
        part(Place.NEXT, "first"),
        part(Place.NEXT, "second"),
        part(Place.INVITED, "invited"),
    ]
    view = home_view(READER, MEMBER, parts)
    assert lines(view) == [
        "invited",
        "*Next for you.* first",
        "second",
        "actions",
        "*My sets*",
        "Blue. Cora looks after it.",
        "Green. Cora looks after it.",
        "away",
    ]
    assert list(buttons_of(view)) == ["new", "away", "people.settings"]
    assert problems_in_view(view) == []


def test_several_features_say_more_about_one_set() -> None:
    more = HomePart(Place.SESSIONS, sets=(AboutSet(TWO, "Next session Friday.", (Button("Open", "open", "v"),)),))
    also = HomePart(Place.UPDATES, sets=(AboutSet(TWO, "2 updates."), AboutSet(ONE, "No updates."), AboutSet(PERSON)))
    view = home_view(READER, MEMBER, [more, also])
    assert lines(view)[1:] == [
        "Blue. Cora looks after it. No updates.",
        "Green. Cora looks after it. Next session Friday. 2 updates.",
    ]
    assert buttons_of(view)["open"]["value"] == "v"


def test_a_coordinators_sets_take_more_as_well() -> None:
    standing = Standing(PERSON, "en-GB", "Europe/London", coordinates=True)
    more = HomePart(Place.COORDINATED, sets=(AboutSet(ONE, "Next session Friday."),))
    view = home_view(READER, standing, [more], [LookedAfter(ONE, "Blue")])
    assert "You look after Blue. Next session Friday." in lines(view)


@pytest.mark.parametrize("number", [90, 99, 100, 300])
def test_home_stays_within_what_slack_takes_and_keeps_its_buttons(number: int) -> None:
    parts = [part(Place.ACTIONS, f"line {each}") for each in range(number)]
    parts += [HomePart(Place.DATA, buttons=tuple(Button("B", f"b{each}") for each in range(30)))]
    view = home_view(READER, Standing(PERSON, "en-GB", "Europe/London"), parts)
    assert len(view["blocks"]) <= BLOCKS
    assert problems_in_view(view) == []
    assert {"b0", "b29", "people.settings"} <= set(buttons_of(view))
    cut = number + 2 > BLOCKS
    assert ("There is more than fits here. Type /als to see everything you can do." in lines(view)) == cut


def test_the_menu_has_each_command_on_a_line_of_its_own() -> None:
    parts = [
        MenuPart(Place.SETTINGS, "last", (Button("S", "s"),), ("/als settings: x",)),
        MenuPart(Place.ACTIONS, "first", (Button("A", "a"),), ("/als action: y",)),
    ]
    view = menu_view(READER, MEMBER, parts, ask=None)
    assert lines(view)[:2] == ["first", "last"]
    typed = ["/als action: y", "/als settings: x", "/als-session: your session, from its date to its end"]
    assert lines(view)[2:7] == ["*You can type*", *typed, "/als help: see this"]
    assert problems_in_view(view) == []


async def test_features_are_asked_and_their_words_open_their_windows(sqlite_store: WorkspaceStore) -> None:
    asked: list[tuple[str, Standing, datetime]] = []

    async def parts(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> Sequence[HomePart]:
        asked.append(("home", standing, now))
        return [part(Place.ACTIONS, "mine")]

    async def menus(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> Sequence[MenuPart]:
        asked.append(("menu", standing, now))
        return [MenuPart(Place.ACTIONS, "mine")]

    async def typed(store: WorkspaceStore, line: Line) -> View:
        return menu_view(READER, MEMBER, [MenuPart(Place.DATA, f"{line.user} {line.rest} {line.channel}")], ask=None)

    amina = await add_person(sqlite_store, "UAMINA", name="Amina")
    set_id = await add_set(sqlite_store, await add_coordinator(sqlite_store, name="Cora"), members=[amina])
    rooms = [Feature("mine", home=parts, menu=menus, words={"mine": typed})]
    bot = Bot(sqlite_store, NOW, home.composed(rooms), menu.composed(rooms))
    event = {"type": "app_home_opened", "user": "UAMINA", "tab": "home", "channel": "D1"}
    with statements(sqlite_store) as seen:
        await bot.send({"type": "event_callback", "team_id": "T0001", "event_id": "Ev1", "event": event})
    assert len(seen) == 2  # who, and their sets: what every part begins from
    assert "mine" in lines(bot.client.calls[-1][1]["view"])
    assert "mine" in lines(await als(bot))
    assert lines(await als(bot, "Mine  of words "))[0] == "UAMINA of words C1"
    assert [(name, standing.person_id, now) for name, standing, now in asked] == [
        ("home", amina.id, NOW),
        ("menu", amina.id, NOW),
    ]
    (line,) = asked[0][1].sets
    assert (line.id, line.name, line.channel_id, line.coordinator) == (set_id, "Tuesday set", "CSET", "Cora")
