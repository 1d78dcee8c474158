"""Who was asked to hold an issue with others, and what they said. Nothing here commits or asks for permission."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from storage.aliases import alias
from storage.models import Issue, IssueHolder, LearningSet, Membership, Person
from storage.queries.beside import standing_of
from storage.queries.supporters import Party
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class HoldingRow:
    """Somebody's part in an issue. state: yes, asked, no or out; standing: of the issue.

    asker    who asked them, and in `asker_state` whether they hold it still; None: they raised it themselves
    contacts  whom to speak to in that set when it is urgent
    """

    id: UUID
    issue_id: UUID
    set_id: UUID
    set_name: str
    set_state: str
    contacts: str
    state: str
    revision: int
    standing: str
    issue_revision: int
    person: Party
    asker: Party | None = None
    asker_state: str = ""

    @property
    def stands(self) -> bool:
        """Whether a request goes on: the issue is carried forward, and both are members, one of them its holder."""
        return (
            self.standing == "open"
            and self.set_state != "closed"
            and self.asker is not None
            and self.asker_state == "yes"
            and self.person.belongs == self.asker.belongs == "member"
        )


_ASKER, _ASKING = alias(Person, "asker"), alias(IssueHolder, "asking")
_ROW = (
    select(
        IssueHolder.id,
        IssueHolder.issue_id,
        Issue.set_id,
        LearningSet.name,
        LearningSet.state,
        LearningSet.contacts,
        IssueHolder.state,
        IssueHolder.revision,
        Issue.standing,
        Issue.revision,
        _ASKING.state,
        Person.id,
        Person.display_name,
        Person.slack_user_id,
        Person.locale,
        Person.tz,
        standing_of(IssueHolder.person_id, Issue.set_id, Issue.workspace_id),
        _ASKER.id,
        _ASKER.display_name,
        _ASKER.slack_user_id,
        _ASKER.locale,
        _ASKER.tz,
        standing_of(cast("InstrumentedAttribute[UUID]", IssueHolder.asked_by_id), Issue.set_id, Issue.workspace_id),
    )
    .select_from(IssueHolder)
    .join(Issue, and_(Issue.workspace_id == IssueHolder.workspace_id, Issue.id == IssueHolder.issue_id))
    .join(LearningSet, and_(LearningSet.workspace_id == Issue.workspace_id, LearningSet.id == Issue.set_id))
    .join(Person, and_(Person.workspace_id == IssueHolder.workspace_id, Person.id == IssueHolder.person_id))
    .outerjoin(_ASKER, and_(_ASKER.workspace_id == IssueHolder.workspace_id, _ASKER.id == IssueHolder.asked_by_id))
    .outerjoin(
        _ASKING,
        and_(
            _ASKING.workspace_id == IssueHolder.workspace_id,
            _ASKING.issue_id == IssueHolder.issue_id,
            _ASKING.person_id == IssueHolder.asked_by_id,
        ),
    )
)


async def by_id(uow: UnitOfWork, holder_id: UUID) -> HoldingRow | None:
    """One."""
    row = (await uow.rows(_ROW.where(IssueHolder.id == holder_id))).one_or_none()
    if row is None:
        return None
    values = tuple[Any, ...](row)
    own, asking, person, asker = values[:10], values[10], values[11:17], values[17:]
    fields: tuple[Any, ...] = (*own, Party(*person), Party(*asker) if asker[0] else None, asking or "")
    return HoldingRow(*fields)


@dataclass(frozen=True)
class Companion:
    """Another member of the set who could be asked."""

    person_id: UUID
    name: str


async def could_hold(uow: UnitOfWork, issue_id: UUID, set_id: UUID) -> list[Companion]:
    """Members of the set who neither hold the issue nor were asked to, by name."""
    taken = (
        select(IssueHolder.id)
        .where(
            IssueHolder.workspace_id == Person.workspace_id,
            IssueHolder.issue_id == issue_id,
            IssueHolder.person_id == Person.id,
            IssueHolder.state.in_(["yes", "asked"]),
        )
        .exists()
    )
    belongs = and_(Membership.workspace_id == Person.workspace_id, Membership.person_id == Person.id)
    wanted = (
        select(Person.id, Person.display_name)
        .join(Membership, belongs)
        .where(
            Membership.set_id == set_id,
            Membership.role == "member",
            Membership.until_at.is_(None),
            Person.active.is_(True),
            ~taken,
        )
        .order_by(Person.display_name, Person.id)
    )
    return [Companion(*row) for row in await uow.rows(wanted)]


async def ask(uow: UnitOfWork, issue_id: UUID, person_id: UUID, asked_by_id: UUID, now: datetime) -> HoldingRow | None:
    """Somebody is asked, whatever they said before; the caller has checked that they neither hold it nor were asked."""
    again = update(IssueHolder).where(
        IssueHolder.issue_id == issue_id, IssueHolder.person_id == person_id, IssueHolder.state.in_(["no", "out"])
    )
    values = {"state": "asked", "asked_by_id": asked_by_id, "since": now}
    found = await uow.execute(again.values(**values, revision=IssueHolder.revision + 1).returning(IssueHolder.id))
    holder_id: UUID | None = found.scalar_one_or_none()
    if holder_id is None:
        holder_id = uow.new_id()
        row = {"issue_id": issue_id, "person_id": person_id, "revision": 1, **values}
        if not await uow.insert_once(IssueHolder, id=holder_id, **row):
            return None
    return await by_id(uow, holder_id)


async def change(uow: UnitOfWork, holder_id: UUID, revision: int, state: str, now: datetime) -> bool:
    """Write a state and the next revision; False when it was changed meanwhile."""
    changing = update(IssueHolder).where(IssueHolder.id == holder_id, IssueHolder.revision == revision)
    return (await uow.execute(changing.values(state=state, since=now, revision=revision + 1))).rowcount == 1


async def remove(uow: UnitOfWork, holder_id: UUID, states: Collection[str]) -> bool:
    """It is gone; False when it was not in one of these states."""
    removing = delete(IssueHolder).where(IssueHolder.id == holder_id, IssueHolder.state.in_(states))
    return (await uow.execute(removing)).rowcount == 1


async def own_part(uow: UnitOfWork, issue_id: UUID, person_id: UUID) -> UUID | None:
    """The row of somebody's part in an issue."""
    wanted = select(IssueHolder.id).where(IssueHolder.issue_id == issue_id, IssueHolder.person_id == person_id)
    return (await uow.rows(wanted)).scalar_one_or_none()


async def drop_requests(uow: UnitOfWork, person_id: UUID, *, set_id: UUID | None = None, issue_id: UUID | None) -> None:
    """Requests that somebody made, about an issue; or, in a set, those they made and those made to them."""
    mine = IssueHolder.asked_by_id == person_id
    if issue_id is not None:
        which = and_(IssueHolder.issue_id == issue_id, mine)
    else:
        of_set = select(Issue.id).where(Issue.workspace_id == uow.workspace_id, Issue.set_id == set_id)
        which = and_(IssueHolder.issue_id.in_(of_set), or_(mine, IssueHolder.person_id == person_id))
    await uow.execute(delete(IssueHolder).where(which, IssueHolder.state.in_(["asked", "no"])))
