"""What an answer does to the nudges about a row, and what its Undo brings back. Nothing here commits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, update

from storage.models import Nudge
from storage.queries.nudges import CHECK_IN, COMING
from storage.unit_of_work import UnitOfWork

# Why a question was answered without an answer: sets/reflections.py.
PASSED = ("skipped", "paused")


async def pass_over(uow: UnitOfWork, **values: object) -> bool:
    """Write down one that will not be asked, and why, unless it was planned before; True when it is new."""
    return await uow.insert_once(Nudge, id=uow.new_id(), state="dropped", revision=1, **values)


async def answered_elsewhere(
    uow: UnitOfWork, subject_id: UUID, event_id: UUID | None, person_id: UUID | None = None
) -> set[tuple[UUID, UUID]]:
    """Mark what was asked about a row as answered by that event; (delivery, person) of the messages it stood in.

    person_id  None: whoever was asked about it
    What was passed over first, and answered after all, is answered, too.
    """
    passed = and_(Nudge.state == "answered", Nudge.reason.in_(PASSED))
    asked = update(Nudge).where(Nudge.subject_id == subject_id, or_(Nudge.state == "sent", passed))
    if person_id is not None:
        asked = asked.where(Nudge.person_id == person_id)
    answering = asked.values(state="answered", reason=None, answer_id=event_id, revision=Nudge.revision + 1)
    found = await uow.execute(answering.returning(Nudge.delivery_id, Nudge.person_id))
    return {(row.delivery_id, row.person_id) for row in found if row.delivery_id is not None}


async def answered_before(uow: UnitOfWork, subject_id: UUID, event_id: UUID, why: str) -> None:
    """What was still to be asked about a row is not: that event answered it."""
    coming = update(Nudge).where(Nudge.subject_id == subject_id, Nudge.state.in_(COMING), Nudge.kind == CHECK_IN)
    await uow.execute(coming.values(state="dropped", reason=why, answer_id=event_id))


async def to_be_asked_again(uow: UnitOfWork, event_id: UUID) -> None:
    """Undo of `answered_before` and `pass_over`: what that event dropped is planned again."""
    dropped = update(Nudge).where(Nudge.answer_id == event_id, Nudge.state == "dropped")
    await uow.execute(dropped.values(state="planned", reason=None, answer_id=None, delivery_id=None))


async def true_again(uow: UnitOfWork, action_id: UUID, due: int, now: datetime) -> None:
    """An action is open again, or due (an ordinal) on its old day: what was dropped for that is planned again."""
    of_day = or_(Nudge.slot == "again", Nudge.subject_revision == due)
    dropped = and_(Nudge.state == "dropped", Nudge.reason.in_(["closed", "moved"]), Nudge.expires_at > now)
    about = and_(Nudge.subject_id == action_id, Nudge.kind == CHECK_IN, of_day)
    again = update(Nudge).where(about, dropped)
    await uow.execute(again.values(state="planned", reason=None, delivery_id=None))


async def opened_again(uow: UnitOfWork, subject_id: UUID, event_id: UUID, dropped: bool) -> set[tuple[UUID, UUID]]:
    """Undo of `answered_elsewhere`. dropped: the row is gone from the list, so everything about it is dropped."""
    about = update(Nudge).where(Nudge.subject_id == subject_id)
    if dropped:
        changing = about.where(Nudge.state.in_(["planned", "sent"])).values(state="dropped", reason="taken_back")
    else:
        answered = about.where(Nudge.state == "answered", Nudge.answer_id == event_id)
        changing = answered.values(state="sent", answer_id=None, revision=Nudge.revision + 1)
    found = await uow.execute(changing.returning(Nudge.delivery_id, Nudge.person_id))
    return {(row.delivery_id, row.person_id) for row in found if row.delivery_id is not None}
