"""The question whether a set is still right, in the daily message: its buttons lead to the session, and to leaving."""

from collections.abc import Sequence
from datetime import datetime

from handlers.feature import Feature, NudgeKind, Numbers
from handlers.messages import fading as messages
from handlers.messages.bundles import Part
from handlers.words import Reader
from sets import fading
from storage.queries import fading as queries
from storage.queries.nudges import NudgeRow
from storage.unit_of_work import UnitOfWork


async def _part(
    uow: UnitOfWork, reader: Reader, rows: Sequence[NudgeRow], numbers: Numbers, now: datetime
) -> Part | None:
    found = {one.id: one for one in await queries.belonging(uow, [row.subject_id for row in rows])}
    items = [
        messages.item(reader, row, found[row.subject_id], numbers.get(row.id, 0))
        for row in rows
        if row.subject_id in found
    ]
    return Part(items, messages.notice(reader), press_only=True) if items else None


FEATURE = Feature(name="fading", nudges=(NudgeKind(fading.RULES, _part),))
