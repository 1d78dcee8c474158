"""The Home tab: what one person may see there, and when it is published again.

Slack keeps the last Home it was given, so it holds dates, counts and own labels only (privacy.md section 1).
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sets.action_words import label_or_none
from storage.confidential import Confidential
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import actions as action_queries
from storage.queries import home as queries
from storage.queries.actions import ActionRow
from storage.queries.home import Owner, SetLine
from storage.queries.joining import InvitationRow, open_invitations
from storage.unit_of_work import UnitOfWork, WorkspaceStore

KIND = "home.publish"
ACTIONS_SHOWN = 10
# Changes within one span are published together, a little after its end: a transaction that began in the span has
# committed by then, since Slack gives no listener longer than three seconds.
SPAN_S = 10
MARGIN = timedelta(seconds=5)


@dataclass(frozen=True)
class HomeAction:
    """One open action. `label`: None when its holder does not want labels in Slack."""

    id: UUID
    revision: int
    due_date: date
    set_name: str
    label: Confidential | None


@dataclass(frozen=True)
class Home:
    """Everything on one person's Home. `locale` and `tz` are how they read."""

    locale: str
    tz: str
    check_ins: int = 0
    coordinates: bool = False
    more: bool = False
    actions: list[HomeAction] = field(default_factory=list)
    sets: list[SetLine] = field(default_factory=list)
    coordinated: list[str] = field(default_factory=list)
    invitations: list[InvitationRow] = field(default_factory=list)

    @property
    def in_a_set(self) -> bool:
        return bool(self.sets)

    @property
    def is_new(self) -> bool:
        """Nothing of theirs is here yet."""
        return not (self.sets or self.actions or self.coordinates)


async def of_user(uow: UnitOfWork, slack_user_id: str) -> Home | None:
    """The Home of someone who is looking at it; None when the bot has not met them."""
    owner = await queries.owner(uow, slack_user_id=slack_user_id)
    return await _home(uow, owner) if owner else None


async def of_person(uow: UnitOfWork, person_id: UUID) -> Home | None:
    """The Home of a person row."""
    owner = await queries.owner(uow, person_id=person_id)
    return await _home(uow, owner) if owner else None


async def _home(uow: UnitOfWork, owner: Owner) -> Home:
    every = await action_queries.open_of(uow, owner.id, limit=ACTIONS_SHOWN + 1)
    # Slack keeps the last Home it was given, so nothing of a set that someone has left stands there.
    rows = [row for row in every if row.belongs == "member"]
    show_labels = owner.show_labels is not False  # never chosen: shown
    return Home(
        owner.locale,
        owner.tz,
        check_ins=owner.check_ins,
        coordinates=bool(owner.coordinates),
        more=len(rows) > ACTIONS_SHOWN,
        actions=[await _action(uow, row, show_labels) for row in rows[:ACTIONS_SHOWN]],
        sets=await queries.sets_joined(uow, owner.id),
        coordinated=await queries.sets_coordinated(uow, owner.id) if owner.coordinates else [],
        invitations=await open_invitations(uow, owner.id) if owner.invitations else [],
    )


async def _action(uow: UnitOfWork, row: ActionRow, show_labels: bool) -> HomeAction:
    label = await label_or_none(uow, row) if show_labels else None
    return HomeAction(row.id, row.revision, row.due_date, row.set_name, label)


async def publish_soon(store: WorkspaceStore, person_id: UUID, now: datetime) -> None:
    """`changed` in a transaction of its own, for after an ack: a person who presses does not wait for this."""
    async with store.write() as uow:
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
