"""Statements before the ack: a session that runs."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from handlers.ids import Form, Press, handle
from sets import bids, opening, own_lists, running, slots
from sets.people import known
from storage.confidential import Confidential
from storage.queries import sessions as queries
from tests.factory import add_session
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import Scene, action, form, opens, pressed, submitted, window

MONDAY = datetime(2026, 5, 4, 14, 0)  # noqa: DTZ001 - a wall time
SLOT = 5  # ordinal of the issue slot in ninety minutes

Ready = Callable[[Scenes], Awaitable[UUID]]


async def booked(world: Scenes) -> UUID:
    """The session of today, whose turn is Amina's."""
    return await add_session(world.store, world.set_id, MONDAY, facilitator=world.amina, ordinal=2)


async def opened(world: Scenes) -> UUID:
    """A session that runs; Amina leads, Ben is there."""
    session_id = await booked(world)
    await opening.begin(
        world.store, "UAMINA", session_id, [await ben(world)], together=False, phones=True, key="o", now=world.now
    )
    return session_id


async def ben(world: Scenes) -> UUID:
    async with world.store.read() as uow:
        person = await known(uow, "UBEN")
    assert person is not None
    return person.id


async def in_slot(world: Scenes) -> UUID:
    """A session in its issue slot, which Ben has asked for and has."""
    session_id = await opened(world)
    line, why = Confidential("My team and I"), Confidential("")
    await bids.ask(world.store, "UBEN", session_id, line, why, urgent=True, key="b", now=world.now)
    await bids.choose(world.store, "UAMINA", session_id, {1: await ben(world)}, key="c", now=world.now)
    for _ in range(SLOT - 1):
        await running.forward(world.store, "UAMINA", session_id, await revision(world, session_id), world.now)
    return session_id


async def named(world: Scenes) -> UUID:
    """A slot whose issue has its headline."""
    session_id = await in_slot(world)
    talk = slots.Talk.QUESTIONS
    headline = Confidential("My team and I")
    await slots.name_issue(world.store, "UBEN", session_id, headline, None, talk, key="n", now=world.now)
    return session_id


async def with_own_list(world: Scenes) -> UUID:
    """A session in its progress round; Amina wanted to bring an action to it."""
    session_id = await booked(world)
    await own_lists.bring(world.store, "UAMINA", await world.action(), world.now)
    await opening.begin(world.store, "UAMINA", session_id, [], together=False, phones=True, key="o", now=world.now)
    for _ in range(2):
        await running.forward(world.store, "UAMINA", session_id, await revision(world, session_id), world.now)
    return session_id


async def revision(world: Scenes, session_id: UUID) -> int:
    async with world.store.read() as uow:
        run = await queries.run_of(uow, session_id)
    return run.revision if run else 0


def press(name: str, ready: Ready = opened, user: str = "UAMINA", **more: Any) -> Scene:  # noqa: ANN401 - of pressed()
    """A button about the session as it stands."""

    async def scene(world: Scenes) -> Json:
        session_id = await ready(world)
        return pressed(user, name, handle(session_id, await revision(world, session_id)), **more)

    return scene


def sent(name: str, ready: Ready = opened, values: dict[str, Json | str] | None = None, user: str = "UAMINA") -> Scene:
    """A window about the session."""

    async def scene(world: Scenes) -> Json:
        return submitted(user, name, handle(await ready(world)), values)

    return scene


PANEL = window(Form.SESSION_PANEL)

LINES = (
    opens(Press.SESSION_START, press(Press.SESSION_START, booked)),
    # It writes a session whole: whether another one was left open, the board, how it runs, every stage, who is here,
    # and who wants a message for each stage.
    form(Form.SESSION_START, sent(Form.SESSION_START, booked), 12, both=True),
    # Who wants a message for each stage.
    action(Press.SESSION_NEXT, press(Press.SESSION_NEXT, view=PANEL), 5, both=True),
    # The stage before is read too.
    action(Press.SESSION_BACK, press(Press.SESSION_BACK, in_slot, view=PANEL), 6, both=True),
    action(Press.SESSION_MORE, press(Press.SESSION_MORE, view=PANEL)),
    action(Press.SESSION_PAUSE, press(Press.SESSION_PAUSE, view=PANEL), both=True),
    action(Press.SESSION_SWITCH, press(Press.SESSION_SWITCH, view=PANEL)),
    action(Press.SESSION_QUESTION, press(Press.SESSION_QUESTION, view=PANEL)),
    # The panel whole: how it runs, its stages, signs; in a slot also who presents, their issues, their bid and words.
    opens(Press.SESSION_PROMPT, press(Press.SESSION_PROMPT, view=PANEL)),
    opens(Press.SESSION_PROMPT, press(Press.SESSION_PROMPT, named, view=PANEL), 8, "in a slot"),
    # In the progress round also who is here, for its order, and one's own list with the labels on it.
    opens(Press.SESSION_PROMPT, press(Press.SESSION_PROMPT, with_own_list, view=PANEL), 7, "with an own list"),
)
