"""A message for each stage of a running session, for who chose that in their settings: for a screen reader, which does
not say that a message of the channel was edited, or for who comes late. It asks nothing, so no budget counts it.
"""

from datetime import datetime, timedelta

from sets.sessions import Beheld
from storage.outbox import Delivery, Effect, NewDelivery, schedule
from storage.queries import board as board_queries
from storage.queries import stage_notices as queries
from storage.unit_of_work import UnitOfWork

NOTICE = "sessions.stage_notice"
KEPT = timedelta(minutes=10)
"""After that the stage is no news, and perhaps another one."""


async def tell(uow: UnitOfWork, found: Beheld, ordinal: int, cause: str, now: datetime) -> None:
    """A stage has begun, in this transaction. ordinal: of it; cause: unique for this session, such as the new revision.

    Who leads has it on their panel, and who pressed has an answer; who said that they cannot come is left in peace.
    """
    know = {found.session.facilitator_id, found.person.id}
    for person_id in await queries.who_wants_them(uow, found.session.set_id, found.session.id):
        if person_id in know:
            continue
        await schedule(
            uow,
            NewDelivery(
                effect=Effect.POST,
                kind=NOTICE,
                dedupe=f"{NOTICE}:{found.session.id}:{cause}:{person_id}",
                due_at=now,
                expires_at=now + KEPT,
                recipient_id=person_id,
                set_id=found.session.set_id,
                args={"session": str(found.session.id), "stage": ordinal},
            ),
        )


async def still_there(uow: UnitOfWork, delivery: Delivery) -> bool:
    """Whether the session is still in that stage, and its reader in the set and still wanting to know."""
    if delivery.set_id is None or delivery.recipient_id is None:
        return False
    newest = await board_queries.newest_run(uow, delivery.set_id)
    if newest is None:
        return False
    session, run = newest
    if str(session.id) != delivery.args["session"] or session.state != "open" or run.stage != delivery.args["stage"]:
        return False
    return delivery.recipient_id in await queries.who_wants_them(uow, delivery.set_id, session.id)
