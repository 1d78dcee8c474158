"""Bids for time, the presenters of the slots, and who presented when. Nothing here opens a seal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, func, select, update

from storage.models import Bid, Membership, Person, Session, Turn
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class BidRow:
    """One bid; its words are sealed under the set's key."""

    id: UUID
    set_id: UUID
    session_id: UUID
    person_id: UUID
    name: str
    state: str
    at: datetime
    revision: int
    body: bytes = field(repr=False)


_BID = select(
    Bid.id, Bid.set_id, Bid.session_id, Bid.person_id, Person.display_name, Bid.state, Bid.at, Bid.revision, Bid.body
).join(Person, and_(Person.workspace_id == Bid.workspace_id, Person.id == Bid.person_id))


async def of_session(uow: UnitOfWork, session_id: UUID) -> list[BidRow]:
    """The open bids of a session, of people who are in the set still, oldest first."""
    belongs = select(Membership.id).where(
        Membership.workspace_id == Bid.workspace_id,
        Membership.set_id == Bid.set_id,
        Membership.person_id == Bid.person_id,
        Membership.role == "member",
        Membership.until_at.is_(None),
    )
    statement = _BID.where(belongs.exists(), Bid.session_id == session_id, Bid.state == "open").order_by(Bid.at, Bid.id)
    return [BidRow(*tuple[Any, ...](row)) for row in await uow.rows(statement)]


async def askers(uow: UnitOfWork, set_id: UUID) -> dict[UUID, set[UUID]]:
    """Who has an open bid in which session of a set: session -> people."""
    found: dict[UUID, set[UUID]] = {}
    for session_id, person_id in await uow.rows(
        select(Bid.session_id, Bid.person_id).where(Bid.set_id == set_id, Bid.state == "open")
    ):
        found.setdefault(session_id, set()).add(person_id)
    return found


async def of_person(uow: UnitOfWork, session_id: UUID, person_id: UUID) -> BidRow | None:
    """Somebody's bid in a session, withdrawn or not."""
    row = (await uow.rows(_BID.where(Bid.session_id == session_id, Bid.person_id == person_id))).first()
    return BidRow(*tuple[Any, ...](row)) if row else None


async def change(uow: UnitOfWork, bid_id: UUID, revision: int, **values: object) -> bool:
    """Write values and the next revision; False when somebody was faster."""
    changing = update(Bid).where(Bid.id == bid_id, Bid.revision == revision)
    return (await uow.execute(changing.values(**values, revision=revision + 1))).rowcount == 1


async def last_presented(uow: UnitOfWork, set_id: UUID, people: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each of these last presented in this set; who never did is not in it."""
    statement = (
        select(Turn.person_id, func.max(Session.starts_at))
        .join(Session, and_(Session.workspace_id == Turn.workspace_id, Session.id == Turn.session_id))
        .where(Turn.set_id == set_id, Turn.ledger == "presenting", Turn.state == "done", Turn.person_id.in_(people))
        .group_by(Turn.person_id)
    )
    return {row[0]: row[1] for row in await uow.rows(statement)}


async def forget_presented(uow: UnitOfWork, session_id: UUID) -> None:
    """The session goes on: who presented in it is noted when it closes."""
    theirs = delete(Turn).where(Turn.session_id == session_id, Turn.ledger == "presenting", Turn.state == "done")
    await uow.execute(theirs)
