"""What somebody can choose in a form about an action: who could back them up, and which open issue it is about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sets.errors import Problem, Refused
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import action_choices as queries
from storage.queries.action_choices import Companion
from storage.unit_of_work import UnitOfWork

__all__ = ["Choices", "Companion", "IssueChoice", "check", "choices"]


@dataclass(frozen=True)
class IssueChoice:
    """One's own open issue, with its headline."""

    set_id: UUID
    id: UUID
    headline: Confidential


@dataclass(frozen=True)
class Choices:
    """What the form offers, over all the sets it could be for."""

    people: Sequence[Companion] = ()
    issues: Sequence[IssueChoice] = ()


async def choices(
    uow: UnitOfWork, person_id: UUID, set_ids: Collection[UUID], issue_was: UUID | None = None
) -> Choices:
    """For the holder of the action alone. Two statements. issue_was: offered too, even if it is settled."""
    if not set_ids:
        return Choices()
    people = await queries.companions(uow, person_id, set_ids)
    issues = [
        IssueChoice(row.set_id, row.id, await headline(uow, row.set_id, row.id, row.headline))
        for row in await queries.own_issues(uow, person_id, set_ids, issue_was)
    ]
    return Choices(people, issues)


async def headline(uow: UnitOfWork, set_id: UUID, issue_id: UUID, sealed: bytes) -> Confidential:
    """The headline of an issue, which the whole set may read."""
    return await uow.unseal(Field.ISSUE_HEADLINE, Scope("set", set_id), issue_id, sealed)


async def check(
    uow: UnitOfWork, person_id: UUID, set_id: UUID, supporter_id: UUID | None, issue_id: UUID | None
) -> None:
    """That a form chose from what it was offered. Raises Refused: NOT_A_MEMBER (`supporter`), GONE (`issue`)."""
    if supporter_id is not None:
        people = await queries.companions(uow, person_id, [set_id])
        if supporter_id not in [one.person_id for one in people]:
            raise Refused(Problem.NOT_A_MEMBER, "supporter")
    if issue_id is not None and issue_id not in await _own_issues(uow, person_id, set_id):
        raise Refused(Problem.GONE, "issue")


async def _own_issues(uow: UnitOfWork, person_id: UUID, set_id: UUID) -> list[UUID]:
    return [one.id for one in await queries.own_issues(uow, person_id, [set_id])]
