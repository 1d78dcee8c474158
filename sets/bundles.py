"""A composed message on its way: what of it is still true just before it goes, and what became of it."""

from datetime import datetime
from uuid import UUID

from sets.nudges import GONE, hours_of, why_not
from storage.queries import nudges as queries
from storage.unit_of_work import UnitOfWork


async def still_true(uow: UnitOfWork, delivery_id: UUID, person_id: UUID, now: datetime) -> list[UUID]:
    """The nudges of a message that may go out now; none when the person's hours have shut, or nothing is left to ask.

    What does not go out is planned again by the next tick, or dropped there with its reason.
    """
    hours = await hours_of(uow, person_id, now)
    if hours is None or not hours.is_open(now):
        return []
    return [nudge.id for nudge in await queries.composed_in(uow, delivery_id) if why_not(nudge, now) is None]


async def was_sent(uow: UnitOfWork, delivery_id: UUID, now: datetime) -> None:
    """The message is in Slack: its questions were asked. One that was overtaken on the way counts as not asked."""
    composed = await queries.composed_in(uow, delivery_id)
    reasons = {nudge.id: why for nudge in composed if (why := why_not(nudge, now))}
    await queries.drop(uow, reasons)
    await queries.sent(uow, [nudge.id for nudge in composed if nudge.id not in reasons], now)


async def was_refused(uow: UnitOfWork, delivery_id: UUID, code: str) -> None:
    """Slack does not take the message. To an account that is closed nothing is tried again."""
    if code in GONE:
        composed = await queries.composed_in(uow, delivery_id)
        await queries.drop(uow, {nudge.id: "gone" for nudge in composed})
