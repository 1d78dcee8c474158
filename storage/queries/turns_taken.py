"""What the ledgers of turns keep of a session: who facilitated, who was host, who presented."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update

from storage.models import Sign, Turn
from storage.unit_of_work import UnitOfWork


async def note(
    uow: UnitOfWork, set_id: UUID, session_id: UUID, ledger: str, people: Sequence[UUID], now: datetime
) -> None:
    """These people had their turn, whether it was offered to them before or not."""
    for person_id in people:
        theirs = update(Turn).where(Turn.session_id == session_id, Turn.ledger == ledger, Turn.person_id == person_id)
        had = await uow.execute(theirs.values(state="done", answered_at=now, revision=Turn.revision + 1))
        if had.rowcount == 0:
            ids = {"id": uow.new_id(), "set_id": set_id, "session_id": session_id, "person_id": person_id}
            moments = {"offered_at": now, "answered_at": now, "expires_at": None}
            await uow.insert(Turn, **ids, **moments, ledger=ledger, state="done", rule="in_session", revision=1)


async def owe(uow: UnitOfWork, session_id: UUID, ledger: str, but: Sequence[UUID]) -> None:
    """Whoever else had this turn owes it, without comment: they keep their place."""
    others = update(Turn).where(
        Turn.session_id == session_id, Turn.ledger == ledger, Turn.state == "accepted", Turn.person_id.not_in(but)
    )
    await uow.execute(others.values(state="owed", revision=Turn.revision + 1))


async def forget(uow: UnitOfWork, session_id: UUID) -> None:
    """The session goes on: its turns are not over yet."""
    await uow.execute(
        delete(Turn).where(Turn.session_id == session_id, Turn.state == "done", Turn.rule == "in_session")
    )
    ended = update(Turn).where(Turn.session_id == session_id, Turn.state == "done")
    await uow.execute(ended.values(state="accepted", revision=Turn.revision + 1))


async def drop_signs(uow: UnitOfWork, session_id: UUID) -> None:
    """Who passed, and who would have welcomed a question, is not kept."""
    await uow.execute(delete(Sign).where(Sign.session_id == session_id))
