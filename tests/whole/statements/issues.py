"""Statements before the ack: issues."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy import select

from handlers.ids import Command, Field, Form, Press, handle
from sets import issue_changing
from sets.issue_words import Looking, State
from storage.confidential import Confidential
from storage.models import IssueEvent
from tests.factory import add_issue
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import MONDAY, Scenes
from tests.whole.statements.core import (
    Scene,
    action,
    commanded,
    form,
    home_tab,
    opens,
    pressed,
    still,
    submitted,
    window,
    word,
)

LIST = window(Form.ISSUE_LIST)
LINE = Looking(Confidential("A walk"), Confidential("More"), Confidential("For us"))
Ready = Callable[[Scenes], Awaitable[tuple[UUID, int]]]


async def raised(world: Scenes) -> tuple[UUID, int]:
    """Amina's, with a revision."""
    return await add_issue(world.store, world.set_id, world.amina.id, "Rotas", MONDAY), 1


async def lived(world: Scenes) -> tuple[UUID, int]:
    """With all that a window can show: an action, a settled time, and words of its holder's."""
    issue_id, _ = await raised(world)
    await world.commit("Ring three wards", "Friday", issue_id=issue_id)
    await issue_changing.settle(world.store, "UAMINA", issue_id, LINE, "s", MONDAY)
    await issue_changing.move(world.store, "UAMINA", issue_id, 2, State.MOVING, "m", MONDAY)
    return issue_id, 3


async def parked(world: Scenes) -> tuple[UUID, int]:
    issue_id, _ = await raised(world)
    await issue_changing.move(world.store, "UAMINA", issue_id, 1, State.PARKED, "m", MONDAY)
    return issue_id, 2


def press(name: str, ready: Ready = raised, user: str = "UAMINA") -> Scene:
    async def scene(world: Scenes) -> Json:
        return pressed(user, name, handle(*await ready(world)), view=window(Form.ISSUE_VIEW))

    return scene


def sent(name: str, values: dict[str, Json | str]) -> Scene:
    async def scene(world: Scenes) -> Json:
        payload = submitted("UAMINA", name, handle(*await raised(world)), values)
        payload["view"]["previous_view_id"] = "V8"  # over the window of the issue
        return payload

    return scene


async def new(world: Scenes) -> Json:
    return submitted("UAMINA", Form.ISSUE, handle(world.set_id), {Field.ISSUE_HEADLINE: "Rotas"})


async def undo(world: Scenes) -> Json:
    await parked(world)
    async with world.store.read() as uow:
        event = (await uow.rows(select(IssueEvent.id))).scalar_one()
    return pressed("UAMINA", Press.ISSUE_UNDO, handle(event), view=window(Form.ISSUE_VIEW))


async def ours(world: Scenes) -> Json:
    await lived(world)
    return pressed("UBEN", Press.ISSUES_OURS, handle(world.set_id), view=home_tab())


async def mine(world: Scenes) -> Json:
    await lived(world)
    return pressed("UAMINA", Press.ISSUES_MINE, view=home_tab())


async def typed(world: Scenes) -> Json:
    await lived(world)
    return commanded("UAMINA", Command.ALS, "issue")


LINES = (
    # Who presses with their sets, how many are carried forward, a page of them, and those that were closed.
    opens(Press.ISSUES_MINE, mine, both=True),
    word("issue", typed, 6),
    word("issue", still(commanded("UAMINA", Command.ALS, "issue Rotas")), 4, note="with its words"),
    # Who presses with their sets, what is carried forward, and what was settled.
    opens(Press.ISSUES_OURS, ours, both=True),
    opens(Press.ISSUE_NEW, still(pressed("UAMINA", Press.ISSUE_NEW, view=LIST))),
    # The issue, what happened to it, who holds it, its sessions, its actions.
    opens(Press.ISSUE_OPEN, press(Press.ISSUE_OPEN, lived), 5, both=True),
    opens(Press.ISSUE_OPEN, press(Press.ISSUE_OPEN, lived, "UBEN"), 5, note="by another member"),
    opens(Press.ISSUE_WORDS, press(Press.ISSUE_WORDS)),
    opens(Press.ISSUE_SETTLE, press(Press.ISSUE_SETTLE)),
    # And what can be chosen in the form of an action.
    opens(Press.ISSUE_ACTION, press(Press.ISSUE_ACTION), 5),
    action(Press.ISSUE_MOVING, press(Press.ISSUE_MOVING), both=True),
    action(Press.ISSUE_PARK, press(Press.ISSUE_PARK)),
    action(Press.ISSUE_RESUME, press(Press.ISSUE_RESUME, parked)),
    action(Press.ISSUE_REMOVE, press(Press.ISSUE_REMOVE)),
    # The event, the issue, the receipt, what happened last, both of them saved.
    action(Press.ISSUE_UNDO, undo, 6, both=True),
    form(Form.ISSUE, new),
    form(Form.ISSUE_WORDS, sent(Form.ISSUE_WORDS, {Field.ISSUE_HEADLINE: "Rotas at night"})),
    form(Form.ISSUE_SETTLE, sent(Form.ISSUE_SETTLE, {Field.ISSUE_HELPED: "A walk", Field.ISSUE_LINE: "For us"})),
)
