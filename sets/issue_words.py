"""An issue's words and how it stands, sealed and opened (privacy.md section 4: progress is confidential)."""

from enum import StrEnum
from uuid import UUID

from sets.errors import Problem, Refused
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries.issues import IssueRow
from storage.unit_of_work import UnitOfWork

HEADLINE_LIMIT = 150


class State(StrEnum):
    """How an issue stands (product.md C8, practice.md section 3). Open and moving ones are carried forward."""

    OPEN = "open"
    MOVING = "moving"
    SETTLED = "settled"
    PARKED = "parked"


def read_headline(typed: Confidential) -> Confidential:
    """A headline as it is kept: one line. Raises Refused: EMPTY, TOO_LONG (about `headline`)."""
    words = " ".join(typed.reveal().split())
    if not words:
        raise Refused(Problem.EMPTY, "headline")
    if len(words) > HEADLINE_LIMIT:
        raise Refused(Problem.TOO_LONG, "headline")
    return Confidential(words)


async def seal_headline(uow: UnitOfWork, set_id: UUID, issue_id: UUID, words: Confidential) -> bytes:
    """For its column."""
    return await uow.seal(Field.ISSUE_HEADLINE, Scope("set", set_id), issue_id, words)


async def open_headline(uow: UnitOfWork, row: IssueRow) -> Confidential:
    """The headline. The caller has asked for permission. Raises SealBroken, KeyGone."""
    return await uow.unseal(Field.ISSUE_HEADLINE, Scope("set", row.set_id), row.id, row.headline)


async def seal_state(uow: UnitOfWork, set_id: UUID, issue_id: UUID, state: State) -> bytes:
    """For its column."""
    return await uow.seal(Field.ISSUE_PROGRESS, Scope("set", set_id), issue_id, Confidential(state.value))


async def open_state(uow: UnitOfWork, row: IssueRow) -> State:
    """How it stands. Raises as `open_headline`."""
    if row.progress is None:
        return State.OPEN
    return State((await uow.unseal(Field.ISSUE_PROGRESS, Scope("set", row.set_id), row.id, row.progress)).reveal())
