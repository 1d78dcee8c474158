"""Buddies: who is paired with whom. Nothing here commits or asks for permission."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import aliased

from storage.models import Buddy, BuddySide, LearningSet, Membership, Nudge, Person, Phase, Session
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class BuddyRow:
    """One member's place in a pair, and how they read. `name`: as Slack's directory has it."""

    id: UUID
    set_id: UUID
    person_id: UUID
    pair: int
    name: str
    slack_user_id: str
    locale: str
    tz: str
    phase_id: UUID | None = None


@dataclass(frozen=True)
class Unpaired:
    """A running set whose newest phase has no pairs yet. newest: when its last member joined (aware UTC)."""

    set_id: UUID
    phase_id: UUID
    members: int
    newest: datetime
    has_met: bool


_COLUMNS = (
    Buddy.id,
    Buddy.set_id,
    Buddy.person_id,
    Buddy.pair,
    Person.display_name,
    Person.slack_user_id,
    Person.locale,
    Person.tz,
    Buddy.phase_id,
)
_OF_PERSON = (Person.workspace_id == Buddy.workspace_id) & (Person.id == Buddy.person_id)
_IN_SET = (
    (Membership.workspace_id == Buddy.workspace_id)
    & (Membership.set_id == Buddy.set_id)
    & (Membership.person_id == Buddy.person_id)
    & Membership.until_at.is_(None)
)
OPEN_PLACE = select(*_COLUMNS).join(Person, _OF_PERSON).join(Membership, _IN_SET).where(Buddy.until_at.is_(None))


async def unpaired(uow: UnitOfWork) -> list[Unpaired]:
    """Sets whose members have no buddies yet."""
    later = aliased(Phase)
    newer = select(later.id).where(
        later.workspace_id == Phase.workspace_id, later.set_id == Phase.set_id, later.ordinal > Phase.ordinal
    )
    paired = select(Buddy.id).where(
        Buddy.workspace_id == Phase.workspace_id, Buddy.phase_id == Phase.id, Buddy.until_at.is_(None)
    )
    met = select(Session.id).where(
        Session.workspace_id == Phase.workspace_id, Session.set_id == Phase.set_id, Session.state == "closed"
    )
    found = await uow.rows(
        select(Phase.set_id, Phase.id, func.count(), func.max(Membership.from_at), met.exists())
        .join(LearningSet, (LearningSet.workspace_id == Phase.workspace_id) & (LearningSet.id == Phase.set_id))
        .join(Membership, (Membership.workspace_id == Phase.workspace_id) & (Membership.set_id == Phase.set_id))
        .where(
            LearningSet.state == "running",
            Membership.role == "member",
            Membership.until_at.is_(None),
            ~newer.exists(),
            ~paired.exists(),
        )
        .group_by(Phase.workspace_id, Phase.set_id, Phase.id)
        .order_by(Phase.set_id)
    )
    return [Unpaired(row[0], row[1], row[2], row[3], bool(row[4])) for row in found]


async def members(uow: UnitOfWork, set_id: UUID) -> list[UUID]:
    """Who is a member of a set now."""
    found = await uow.rows(
        select(Membership.person_id).where(
            Membership.set_id == set_id, Membership.role == "member", Membership.until_at.is_(None)
        )
    )
    return list(found.scalars())


@dataclass(frozen=True)
class Paired:
    """One place, of now or of before. until_at: aware UTC; None: it stands, unless its phase is over."""

    phase_id: UUID
    pair: int
    person_id: UUID
    until_at: datetime | None


async def history(uow: UnitOfWork, set_id: UUID) -> list[Paired]:
    """Every place there is and was in a set."""
    columns = (Buddy.phase_id, Buddy.pair, Buddy.person_id, Buddy.until_at)
    found = await uow.rows(select(*columns).where(Buddy.set_id == set_id).order_by(Buddy.pair, Buddy.id))
    return [Paired(*row) for row in found]


async def side(uow: UnitOfWork, set_id: UUID) -> list[UUID]:
    """Those of one kind of role; none: pairs need not go across."""
    return list((await uow.rows(select(BuddySide.person_id).where(BuddySide.set_id == set_id))).scalars())


async def newest(uow: UnitOfWork, set_id: UUID) -> UUID | None:
    """The newest phase of a set, when its members have buddies in it."""
    later = aliased(Phase)
    newer = select(later.id).where(
        later.workspace_id == Phase.workspace_id, later.set_id == Phase.set_id, later.ordinal > Phase.ordinal
    )
    paired = select(Buddy.id).where(
        Buddy.workspace_id == Phase.workspace_id, Buddy.phase_id == Phase.id, Buddy.until_at.is_(None)
    )
    found = await uow.rows(select(Phase.id).where(Phase.set_id == set_id, ~newer.exists(), paired.exists()))
    phase_id: UUID | None = found.scalar_one_or_none()
    return phase_id


async def replace(
    uow: UnitOfWork,
    set_id: UUID,
    phase_id: UUID,
    gone: Collection[UUID],
    pairs: Sequence[tuple[int, UUID]],
    now: datetime,
) -> None:
    """End these people's places, and write these (number of the pair, person)."""
    if gone:
        places = update(Buddy).where(Buddy.phase_id == phase_id, Buddy.person_id.in_(gone), Buddy.until_at.is_(None))
        await uow.execute(places.values(until_at=now))
    await uow.insert_many(
        Buddy,
        [
            {"id": uow.new_id(), "set_id": set_id, "phase_id": phase_id, "person_id": person_id, "pair": number}
            for number, person_id in pairs
        ],
    )


async def pair_of(uow: UnitOfWork, person_id: UUID, set_id: UUID) -> list[BuddyRow]:
    """Someone's place and those of their buddies, in the newest pairing of a set, theirs first; [] when unpaired."""
    mine = aliased(Buddy)
    newest = (
        select(Phase.id)
        .where(Phase.workspace_id == uow.workspace_id, Phase.set_id == set_id)
        .order_by(Phase.ordinal.desc())
        .limit(1)
        .scalar_subquery()
    )
    same = (mine.workspace_id == Buddy.workspace_id) & (mine.phase_id == Buddy.phase_id) & (mine.pair == Buddy.pair)
    chosen = OPEN_PLACE.join(mine, same).where(
        mine.person_id == person_id, mine.phase_id == newest, mine.until_at.is_(None)
    )
    rows = [BuddyRow(*row) for row in await uow.rows(chosen.order_by(Person.display_name, Buddy.id))]
    if not any(row.person_id == person_id for row in rows):
        return []
    return sorted(rows, key=lambda row: row.person_id != person_id)


async def place(uow: UnitOfWork, buddy_id: UUID) -> BuddyRow | None:
    """One member's place; None when it was paired anew since, or they have left."""
    row = (await uow.rows(OPEN_PLACE.where(Buddy.id == buddy_id))).one_or_none()
    return BuddyRow(*row) if row else None


async def asked(uow: UnitOfWork, buddy_id: UUID, slack_user_id: str) -> tuple[BuddyRow, BuddyRow] | None:
    """Who asked (their place), and the place of the one of their pair with that Slack id; None when there is none."""
    asker = await place(uow, buddy_id)
    if asker is None:
        return None
    theirs = aliased(Buddy)
    same = (theirs.workspace_id == Buddy.workspace_id) & (theirs.phase_id == Buddy.phase_id)
    chosen = OPEN_PLACE.join(theirs, same & (theirs.pair == Buddy.pair)).where(theirs.id == buddy_id)
    rows = await uow.rows(chosen.where(Person.slack_user_id == slack_user_id, Buddy.id != buddy_id))
    row = rows.one_or_none()
    return (asker, BuddyRow(*row)) if row else None


async def of_everywhere(uow: UnitOfWork, person_id: UUID) -> list[tuple[UUID, str]]:
    """(set, name of a buddy) of someone's buddies in all their sets."""
    mine = aliased(Buddy)
    same = (mine.workspace_id == Buddy.workspace_id) & (mine.phase_id == Buddy.phase_id) & (mine.pair == Buddy.pair)
    later, phase = aliased(Phase), aliased(Phase)
    current = (phase.workspace_id == Buddy.workspace_id) & (phase.id == Buddy.phase_id)
    newer = select(later.id).where(
        later.workspace_id == phase.workspace_id, later.set_id == phase.set_id, later.ordinal > phase.ordinal
    )
    chosen = (
        OPEN_PLACE.join(mine, same)
        .join(phase, current)
        .where(mine.person_id == person_id, mine.until_at.is_(None), Buddy.person_id != person_id, ~newer.exists())
    )
    found = await uow.rows(chosen.order_by(Person.display_name, Buddy.id))
    return [(row.set_id, row.display_name) for row in found]


async def withdraw(uow: UnitOfWork, kind: str, buddy_id: UUID) -> int:
    """Requests of this asker that were not sent yet are gone without a trace; how many."""
    waiting = delete(Nudge).where(
        Nudge.kind == kind, Nudge.subject_id == buddy_id, Nudge.state.in_(["planned", "composed"])
    )
    return int((await uow.execute(waiting)).rowcount)
