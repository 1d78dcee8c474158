"""Other words for a row of one's own. Nothing here commits."""

from uuid import UUID

from sqlalchemy import update

from storage.models import ActionEvent, Reflection, RuleIdea, SupporterWord, UpdateAnswer
from storage.unit_of_work import UnitOfWork


async def note(uow: UnitOfWork, event_id: UUID, body: bytes, shared: bytes | None) -> None:
    """shared: the copy that the set reads, where it has one."""
    values = {"body": body, **({"shared": shared} if shared else {})}
    await uow.execute(update(ActionEvent).where(ActionEvent.id == event_id).values(values))


async def reflection(uow: UnitOfWork, row_id: UUID, body: bytes) -> None:
    changing = update(Reflection).where(Reflection.id == row_id)
    await uow.execute(changing.values(body=body, revision=Reflection.revision + 1))


async def answer(uow: UnitOfWork, row_id: UUID, body: bytes) -> None:
    await uow.execute(update(UpdateAnswer).where(UpdateAnswer.id == row_id).values(body=body))


async def word(uow: UnitOfWork, row_id: UUID, body: bytes) -> None:
    await uow.execute(update(SupporterWord).where(SupporterWord.id == row_id).values(body=body))


async def idea(uow: UnitOfWork, row_id: UUID, body: bytes) -> None:
    await uow.execute(update(RuleIdea).where(RuleIdea.id == row_id).values(idea=body))
