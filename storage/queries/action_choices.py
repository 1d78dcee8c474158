"""What a form about an action can choose from: people of the set, and one's own open issues. Nothing here commits."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import and_, or_, select

from storage.models import Issue, Membership, Person
from storage.queries.beside import KeyBeside
from storage.queries.issue_holding import held_by
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Companion:
    """Another member of a set. name: as Slack's directory has it."""

    set_id: UUID
    person_id: UUID
    name: str


@dataclass(frozen=True)
class OwnIssue:
    """An open issue of somebody's; headline: sealed under the set's key."""

    id: UUID
    set_id: UUID
    headline: bytes = field(repr=False)


_KEY = KeyBeside.of("set", Issue.workspace_id, Issue.set_id)
_ISSUE = _KEY.join(select(Issue.id, Issue.set_id, Issue.headline, *_KEY.columns))


async def companions(uow: UnitOfWork, person_id: UUID, set_ids: Collection[UUID]) -> list[Companion]:
    """The other members of these sets, by name."""
    of_person = (Person.workspace_id == Membership.workspace_id) & (Person.id == Membership.person_id)
    found = await uow.rows(
        select(Membership.set_id, Person.id, Person.display_name)
        .join(Person, of_person)
        .where(
            Membership.set_id.in_(set_ids),
            Membership.role == "member",
            Membership.until_at.is_(None),
            Membership.person_id != person_id,
            Person.active.is_(True),
        )
        .order_by(Person.display_name, Person.id)
    )
    return [Companion(*row) for row in found]


async def own_issues(
    uow: UnitOfWork, person_id: UUID, set_ids: Collection[UUID], also: UUID | None = None
) -> list[OwnIssue]:
    """Somebody's open issues in these sets, newest first, and the one of the id `also`."""
    mine = and_(Issue.standing == "open", held_by(person_id))
    offered = or_(mine, and_(Issue.id == also, Issue.standing != "removed")) if also else mine
    wanted = _ISSUE.where(Issue.set_id.in_(set_ids), offered).order_by(Issue.raised_at.desc(), Issue.id)
    rows = (await uow.rows(wanted)).all()
    for row in rows:
        _KEY.note(uow, row, row.set_id)
    return [OwnIssue(row.id, row.set_id, row.headline) for row in rows]
