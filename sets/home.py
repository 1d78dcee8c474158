"""The Home tab: what each part of it begins from, and when it is published again.

Slack keeps the last Home it was given, so it holds dates, counts and own labels only (privacy.md section 1).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import home as queries
from storage.queries.booking import people_of
from storage.queries.home import LookedAfter, Owner, SetLine
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["LookedAfter", "SetLine", "Standing"]

KIND = "home.publish"
# Changes within one span are published together, a little after its end: a transaction that began in the span has
# committed by then, since Slack gives no listener longer than three seconds.
SPAN_S = 10
MARGIN = timedelta(seconds=5)


@dataclass(frozen=True)
class Standing:
    """Where a person stands: what every part of their Home and of their menu begins from.

    locale, tz     how they read
    name           as Slack's directory has it; "" until it was asked
    show_labels    whether their own labels may stand in Slack
    check_ins      questions that wait for them in their direct messages
    invitations    sets they may still join
    sets           the sets they are in now, by name
    coordinates    they look after a programme
    """

    person_id: UUID
    locale: str
    tz: str
    name: str = ""
    show_labels: bool = True
    check_ins: int = 0
    invitations: int = 0
    coordinates: bool = False
    sets: tuple[SetLine, ...] = ()

    @property
    def in_a_set(self) -> bool:
        """As a member or as a coach."""
        return bool(self.sets)

    @property
    def is_member(self) -> bool:
        """Of some set: they may commit to actions there. A coach is in a set, and no member of it."""
        return any(one.role == "member" for one in self.sets)


async def of_user(uow: UnitOfWork, slack_user_id: str) -> Standing | None:
    """Where someone with this Slack id stands, in two statements; None when the bot has not met them."""
    owner = await queries.owner(uow, slack_user_id=slack_user_id)
    return await _standing(uow, owner) if owner else None


async def of_person(uow: UnitOfWork, person_id: UUID) -> Standing | None:
    """Where the person of this row stands."""
    owner = await queries.owner(uow, person_id=person_id)
    return await _standing(uow, owner) if owner else None


async def _standing(uow: UnitOfWork, owner: Owner) -> Standing:
    return Standing(
        owner.id,
        owner.locale,
        owner.tz,
        name=owner.display_name,
        show_labels=owner.show_labels is not False,  # never chosen: shown
        check_ins=owner.check_ins,
        invitations=owner.invitations,
        coordinates=bool(owner.coordinates),
        sets=tuple(await queries.sets_joined(uow, owner.id)),
    )


async def looked_after(uow: UnitOfWork, standing: Standing) -> list[LookedAfter]:
    """The sets this person looks after, by name."""
    return await queries.sets_coordinated(uow, standing.person_id) if standing.coordinates else []


async def publish_soon(store: WorkspaceStore, person_id: UUID, now: datetime) -> None:
    """`changed` in a transaction of its own, for after an ack: a person who presses does not wait for this."""
    async with store.write() as uow:
        await changed(uow, person_id, now)


async def set_changed_soon(store: WorkspaceStore, set_id: UUID, now: datetime) -> None:
    """`changed` for everyone of a set, after an ack: something of the set's own changed, such as its next date."""
    async with store.write() as uow:
        for person_id in await people_of(uow, set_id):
            await changed(uow, person_id, now)


async def changed(uow: UnitOfWork, person_id: UUID, now: datetime) -> None:
    """Publish someone's Home again soon, in this transaction; many changes make one publication."""
    span = int(now.timestamp()) // SPAN_S
    due = datetime.fromtimestamp((span + 1) * SPAN_S, tz=now.tzinfo) + MARGIN
    await schedule(
        uow,
        NewDelivery(
            effect=Effect.PUBLISH_HOME,
            kind=KIND,
            dedupe=f"home:{person_id}:{span}",
            due_at=due,
            recipient_id=person_id,
        ),
    )
