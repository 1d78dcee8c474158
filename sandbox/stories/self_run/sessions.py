"""What every session has: opening it, going on from stage to stage, and closing it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sandbox.people import Person
from sandbox.records import JSON
from sandbox.story import Stage
from sandbox.temperaments import buttons_of

CALM = "Nobody is in a hurry"


async def session_window(stage: Stage, person: Person) -> None:
    """/als-session, or its button in the channel for somebody whose commands are kept from them."""
    await stage.close(person)
    if person.user.no_commands:
        await stage.press(person, "Session", person.latest("Welcome to"))
    else:
        await stage.command(person, "/als-session")


async def panel(stage: Stage, person: Person) -> None:
    """The leader's window, opened again when it was closed or something else came in between."""
    window = person.top_window()
    shown: Sequence[JSON] = window.body["blocks"] if window is not None else ()
    if not any(button.label == "Close session" for button in buttons_of(shown)):
        await session_window(stage, person)


async def begin(stage: Stage, leader: Person, **chosen: Any) -> None:  # noqa: ANN401 - values of the form
    """Open the session: who is here, and whose phones."""
    await session_window(stage, leader)
    await stage.press(leader, "Open the session")
    await stage.fill(leader, chosen)


async def go_on(stage: Stage, leader: Person, minutes: int) -> None:
    """So many minutes of talk, then the next stage."""
    await stage.at(stage.now + timedelta(minutes=minutes))
    await panel(stage, leader)
    await stage.press(leader, "Next stage")


async def tool(stage: Stage, leader: Person, button: str, values: Mapping[str, Any]) -> None:
    """A form of the panel: who presents, the issue, how it ends, hand over."""
    await panel(stage, leader)
    await stage.press(leader, button)
    await stage.fill(leader, values)


async def end(stage: Stage, leader: Person, minutes: int) -> None:
    """The closing round, and the end."""
    await stage.at(stage.now + timedelta(minutes=minutes))
    await panel(stage, leader)
    await stage.press(leader, "Close session")
    await stage.submit(leader)
    await stage.close(leader)


async def book_next(stage: Stage, person: Person) -> None:
    """The date that the set's rhythm proposes."""
    await session_window(stage, person)
    await stage.press(person, "Pick a date")
    await stage.fill(person, {"session_place": "Room 4"})
    await stage.close(person)
    await stage.wait(150)


async def ask_for_time(stage: Stage, person: Person, line: str) -> None:
    """A bid, in one line."""
    await session_window(stage, person)
    await stage.press(person, "Ask for time")
    await stage.fill(person, {"bid_line": line})
    await stage.close(person)
