"""Signs that people give in a stage, and which questions of the bank were shown."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, delete, select, update

from storage.models import Person, Run, Session, Sign
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Given:
    """One sign: pass or question, and who gave it."""

    kind: str
    name: str


async def of_stage(uow: UnitOfWork, session_id: UUID, stage: int) -> list[Given]:
    """The signs of one stage, by name."""
    statement = (
        select(Sign.kind, Person.display_name)
        .join(Person, and_(Person.workspace_id == Sign.workspace_id, Person.id == Sign.person_id))
        .where(Sign.session_id == session_id, Sign.stage == stage)
        .order_by(Person.display_name, Person.id)
    )
    return [Given(row[0], row[1]) for row in await uow.rows(statement)]


async def stands(uow: UnitOfWork, session_id: UUID, stage: int, kind: str) -> bool:
    """Whether somebody gave that sign in a stage which the session is still in."""
    statement = (
        select(Sign.id)
        .join(Run, and_(Run.workspace_id == Sign.workspace_id, Run.session_id == Sign.session_id))
        .join(Session, and_(Session.workspace_id == Sign.workspace_id, Session.id == Sign.session_id))
        .where(
            Sign.session_id == session_id,
            Sign.stage == stage,
            Sign.kind == kind,
            Run.stage == stage,
            Session.state == "open",
        )
        .limit(1)
    )
    return (await uow.rows(statement)).first() is not None


async def drop(uow: UnitOfWork, session_id: UUID, stage: int, person_id: UUID, kind: str) -> None:
    """Take one sign back."""
    theirs = delete(Sign).where(Sign.session_id == session_id, Sign.stage == stage, Sign.person_id == person_id)
    await uow.execute(theirs.where(Sign.kind == kind))


async def drop_all(uow: UnitOfWork, session_id: UUID) -> None:
    """Who passed, and who would have welcomed a question, is not kept."""
    await uow.execute(delete(Sign).where(Sign.session_id == session_id))


async def note_asked(uow: UnitOfWork, run_id: UUID, asked: str) -> None:
    """Which questions were shown. No revision: nothing that a press could overtake."""
    await uow.execute(update(Run).where(Run.id == run_id).values(asked=asked))
