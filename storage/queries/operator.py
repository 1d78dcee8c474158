"""What the operator should know: codes and references, never content."""

from datetime import datetime
from uuid import UUID

from storage.models import OperatorLog
from storage.unit_of_work import UnitOfWork


async def note(uow: UnitOfWork, code: str, reference: UUID, now: datetime) -> None:
    """Write one line of the operator's log. `code` is a constant of ours, `reference` the id of a row."""
    await uow.insert(OperatorLog, id=uow.new_id(), at=now, code=code, reference=str(reference))
