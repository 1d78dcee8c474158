"""The matrix: supporters. Ben backs up a holder's first action, and was asked to back up the second."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, update

from handlers.ids import Field, Form, Press, handle
from sets import backing, supporters
from storage.confidential import Confidential
from storage.models import ActionEvent, Nudge
from storage.queries import supporters as queries
from tests.handlers.matrix.actions import WHOLE, Actions
from tests.handlers.matrix.core import FRIDAY, WROTE, Ids, Room, Things, Town, action, view

BEN = "NRNNNNNNNN"  # who was asked; nobody else may answer, or read
EITHER = "SRNNNNNNNN"


@dataclass(frozen=True)
class Backing:
    """The nudges of the request and of one that was answered, each with its revision; who backs the first one up."""

    asked: tuple[UUID, int]
    answered: tuple[UUID, int]
    backs: UUID


async def make(town: Town) -> None:
    for things in town.ids.things.values():
        ids = things.get(Actions).ids
        backs = await _ask(town, ids[0])
        await supporters.reply(town.store, "UBEN", *await _nudge(town, backs), FRIDAY, yes=True)
        async with town.store.write() as uow:  # marked without an event: other rooms press on the action as it stood
            await uow.execute(update(ActionEvent).where(ActionEvent.action_id == ids[0]).values(for_supporter=True))
        await backing.leave_word(town.store, "UBEN", backs, Confidential("A word"), f"word:{things.name}", FRIDAY)
        asked = await _ask(town, ids[1])
        things.put(Backing(await _nudge(town, asked), await _nudge(town, backs), backs))


async def _ask(town: Town, action_id: UUID) -> UUID:
    """Ben is asked, and has the message."""
    async with town.store.write() as uow:
        row = await supporters.choose(uow, action_id, town.people["UBEN"].id)
        assert row is not None
        await supporters.ask(uow, row, FRIDAY - timedelta(hours=1))
        asked = update(Nudge).where(Nudge.subject_id == row.id, Nudge.state == "planned")
        await uow.execute(asked.values(state="sent", delivery_id=uuid4()))
        return row.id


async def _nudge(town: Town, supporter_id: UUID) -> tuple[UUID, int]:
    async with town.store.read() as uow:
        row = (await uow.rows(select(Nudge.id, Nudge.revision).where(Nudge.subject_id == supporter_id))).one()
        assert await queries.by_id(uow, supporter_id) is not None
    return row.id, row.revision


def asked(_ids: Ids, things: Things) -> str:
    return handle(*things.get(Backing).asked)


def answered(_ids: Ids, things: Things) -> str:
    return handle(*things.get(Backing).answered)


def backs(_ids: Ids, things: Things) -> str:
    return handle(things.get(Backing).backs)


ROOM = Room(
    rows=(
        action(Press.SUPPORT_YES, BEN, shown=("Saved. I tell", WROTE), value=asked),
        action(Press.SUPPORT_NO, BEN, shown=("Saved. I tell", WROTE), value=asked),
        action(Press.SUPPORT_UNDO, BEN, shown=("Undone. You can choose again.", WROTE), value=answered),
        # The detail and what was marked.
        action(Press.SUPPORT_OPEN, BEN, shown=WHOLE, value=backs),
        action(Press.SUPPORT_WORD, BEN, shown=(Form.SUPPORT_WORD,), value=backs),
        view(Form.SUPPORT_WORD, BEN, shown=("finds it in their next message", WROTE), value=backs),
        action(Press.SUPPORT_END, EITHER, shown=("Done.", WROTE), value=backs),
    ),
    fields={Field.SUPPORT_WORD: {"value": "What would help most?"}},
    make=make,
    needs=("actions", "checkins"),
)
