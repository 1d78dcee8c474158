"""How we worked together: the secret ballot that opens with that stage, or when the session closes without it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sets.ballots import last_lines, open_round
from sets.mornings import working_morning
from storage.confidential import Confidential
from storage.queries import ballots as queries
from storage.queries.ballots import RoundRow
from storage.queries.calendar import SessionRow
from storage.unit_of_work import UnitOfWork

KIND = "process_review"
OPEN_FOR = timedelta(days=1)
"""At least so long, to answer on the way home or in a quiet minute: it closes in the morning of a working day."""


async def begin(uow: UnitOfWork, session: SessionRow, now: datetime) -> UUID:
    """Ask everyone of the set, once a session."""
    return await open_round(uow, KIND, session.set_id, session.id, working_morning(session.zone, now + OPEN_FOR), now)


async def last_wishes(uow: UnitOfWork, set_id: UUID, slack_user_id: str) -> Sequence[Confidential]:
    """What people wished for next time in the last round that closed, shuffled and unnamed. Raises as `last_lines`."""
    return await last_lines(uow, slack_user_id, KIND, set_id, "wish")


async def open_for(uow: UnitOfWork, session: SessionRow) -> RoundRow | None:
    """The session's round while it can be answered; None before and after."""
    return await queries.open_about(uow, KIND, session.id)
