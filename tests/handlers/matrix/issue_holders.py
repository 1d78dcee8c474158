"""The matrix: holding an issue together. Each holder has three more issues: one that Ben was asked to hold, one that he
said yes to, and one from which they stepped out, which is Ben's now.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select, update

from handlers.ids import Field, Form, Press, handle
from sets import issue_changing, issue_holders
from storage.confidential import Confidential
from storage.models import Issue, IssueHolder, Nudge
from tests.factory import add_membership, add_person
from tests.handlers.matrix.core import HOLDERS, MONDAY, WROTE, Ids, Json, Room, Things, Town, action, view
from tests.handlers.matrix.issues import HOLDER, HOLDER_CLOSED
from tests.handlers.matrix.sessions import window

BEN = "NSNNNNNNNN"  # who was asked; nobody else may answer
BEN_CLOSED = "NGNNNNNNNN"
BOTH = "SSNFNNNFHF"
BOTH_CLOSED = "GGNFNNNFHF"
OWN_PART = "SNNNNNNNNN"  # a part in an issue is one person's


@dataclass(frozen=True)
class Together:
    """Each issue with its revision; nudges with theirs; the rows of Ben's request and of the holder's own part."""

    asked: tuple[UUID, int]
    both: tuple[UUID, int]
    request: tuple[UUID, int]
    answered: tuple[UUID, int]
    bens: UUID
    out: tuple[UUID, int]


async def make(town: Town) -> None:
    for user in HOLDERS:
        await _together(town, town.ids.things[user])


async def _together(town: Town, things: Things) -> None:
    asked, both, left = [await _raised(town, things, what) for what in ("ASKED", "BOTH", "LEFT")]
    request, answered = await _ask(town, things, asked), await _ask(town, things, both)
    for nudge in (answered, await _ask(town, things, left)):
        await issue_holders.reply(town.store, "UBEN", *nudge, MONDAY, yes=True)
    key = f"out:{things.name}"
    out = await issue_holders.step_out(town.store, things.user, left, await _revision(town, left), key, MONDAY)
    assert out.part is not None
    async with town.store.read() as uow:
        bens = (
            await uow.rows(select(IssueHolder.id).where(IssueHolder.issue_id == asked, IssueHolder.state == "asked"))
        ).scalar_one()
    now = [(issue_id, await _revision(town, issue_id)) for issue_id in (asked, both)]
    things.put(Together(now[0], now[1], request, (answered[0], answered[1] + 1), bens, out.part))


async def _raised(town: Town, things: Things, what: str) -> UUID:
    # In no holder's own words: more than one person reads it as theirs.
    headline, key = Confidential(f"OURS-{what}"), f"raise:{what}:{things.name}"
    return await issue_changing.raise_issue(town.store, things.user, town.ids.set_id, headline, key, MONDAY)


async def _revision(town: Town, issue_id: UUID) -> int:
    async with town.store.read() as uow:
        return (await uow.rows(select(Issue.revision).where(Issue.id == issue_id))).scalar_one()


async def _ask(town: Town, things: Things, issue_id: UUID) -> tuple[UUID, int]:
    """Ben is asked, and has the message."""
    ben = town.people["UBEN"].id
    await issue_holders.ask(town.store, things.user, issue_id, ben, f"ask:{issue_id}", MONDAY)
    async with town.store.write() as uow:
        part = select(IssueHolder.id).where(
            IssueHolder.workspace_id == uow.workspace_id, IssueHolder.issue_id == issue_id, IssueHolder.person_id == ben
        )
        found = select(Nudge.id, Nudge.revision).where(Nudge.subject_id == part.scalar_subquery())
        row = (await uow.rows(found)).one()
        await uow.execute(update(Nudge).where(Nudge.id == row.id).values(state="sent", delivery_id=uuid4()))
    return row.id, row.revision


def asked(_ids: Ids, things: Things) -> str:
    return handle(*things.get(Together).asked)


def both(_ids: Ids, things: Things) -> str:
    return handle(*things.get(Together).both)


def request(_ids: Ids, things: Things) -> str:
    return handle(*things.get(Together).request)


def answered(_ids: Ids, things: Things) -> str:
    return handle(*things.get(Together).answered)


def bens(_ids: Ids, things: Things) -> str:
    return handle(things.get(Together).bens)


def out(_ids: Ids, things: Things) -> str:
    return handle(*things.get(Together).out)


def to_ida(_user: str, ids: Ids, things: Things) -> Json:
    """Somebody who is in the set, and holds nothing."""
    chosen = {"selected_option": {"value": handle(ids.get(Spare).person)}}
    return window(Form.ISSUE_ASK, asked(ids, things), {Field.ISSUE_PERSON: chosen})


@dataclass(frozen=True)
class Spare:
    """A member who could be asked."""

    person: UUID


async def after_leaving(town: Town) -> None:
    """Ida joins when the others have left: there is one to ask."""
    ida = await add_person(town.store, "UIDA")
    async with town.store.write() as uow:
        await add_membership(uow, town.ids.set_id, ida, MONDAY)
    town.ids.put(Spare(ida.id))


HOLDS = {"closed": HOLDER_CLOSED, "left": "F"}
TOGETHER = {"closed": BOTH_CLOSED, "left": "F"}
OUT = {"closed": "GNNNNNNNNN", "left": "F"}
ASKED = {"closed": BEN_CLOSED}

ROOM = Room(
    rows=(
        action(Press.ISSUE_ASK, HOLDER, shown=(Form.ISSUE_ASK, "OURS-ASKED"), value=asked, **HOLDS),
        view(Form.ISSUE_ASK, HOLDER, shown=("I ask them in their", WROTE), value=asked, sent=to_ida, **HOLDS),
        action(Press.ISSUE_UNASK, HOLDER, closed=HOLDER_CLOSED, left="G", shown=("I took it back.", WROTE), value=bens),
        action(Press.ISSUE_STEP_OUT, BOTH, shown=("It is no more your issue.", WROTE), value=both, **TOGETHER),
        action(Press.ISSUE_STEP_IN, OWN_PART, shown=("Undone.", WROTE), value=out, **OUT),
        action(Press.HOLD_YES, BEN, shown=("You hold it together with", WROTE), value=request, **ASKED),
        action(Press.HOLD_NO, BEN, shown=("That's fine.", WROTE), value=request, **ASKED),
        action(Press.HOLD_UNDO, BEN, shown=("Undone. You can choose again.", WROTE), value=answered, **ASKED),
    ),
    make=make,
    after_leaving=after_leaving,
    needs=("issues", "sessions"),
)
