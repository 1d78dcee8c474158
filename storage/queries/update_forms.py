"""What the form for an update offers: the sets of its writer, who could read it, what it could be about."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, literal, or_, select
from sqlalchemy.orm import aliased

from storage.models import Action, Buddy, Issue, LearningSet, Membership, Person, Phase, Session
from storage.queries.beside import KeyBeside
from storage.queries.issue_holding import held_by
from storage.queries.joining import SetBrief
from storage.queries.people import PERSON_COLUMNS, PersonRow
from storage.queries.readable import headline_readable, label_readable
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Named:
    """Somebody an update could be for."""

    id: UUID
    name: str


@dataclass(frozen=True)
class Circle:
    """Who stands near a member of a set besides its members.

    coaches  in post; buddies: the member's own, in the set's newest phase
    facilitator  of the earliest session that is planned, `session_id`, when that is somebody else
    """

    coaches: Sequence[Named] = ()
    buddies: Sequence[Named] = ()
    facilitator: Named | None = None
    session_id: UUID | None = None


@dataclass(frozen=True)
class Topic:
    """Something of the writer's own that an update can be about. kind: action or issue; words: sealed."""

    kind: str
    id: UUID
    words: bytes = field(repr=False)


async def writer(uow: UnitOfWork, slack_user_id: str) -> tuple[PersonRow, list[SetBrief]] | None:
    """Somebody with the sets they are a member of, oldest membership first; None when the bot has not met them."""
    belongs = and_(
        Membership.workspace_id == Person.workspace_id,
        Membership.person_id == Person.id,
        Membership.role == "member",
        Membership.until_at.is_(None),
    )
    of_set = and_(
        LearningSet.workspace_id == Membership.workspace_id,
        LearningSet.id == Membership.set_id,
        LearningSet.state != "closed",
    )
    wanted = (
        select(
            *PERSON_COLUMNS,
            LearningSet.id,
            LearningSet.name,
            LearningSet.zone,
            LearningSet.channel_id,
            LearningSet.contacts,
            Membership.from_at,
        )
        .outerjoin(Membership, belongs)
        .outerjoin(LearningSet, of_set)
        .where(Person.slack_user_id == slack_user_id)
        .order_by(Membership.from_at, LearningSet.name)
    )
    rows = [tuple[Any, ...](row) for row in await uow.rows(wanted)]
    if not rows:
        return None
    width = len(PERSON_COLUMNS)
    return PersonRow(*rows[0][:width]), [SetBrief(*row[width:]) for row in rows if row[width] is not None]


async def circle(uow: UnitOfWork, set_id: UUID, person_id: UUID) -> Circle:
    """Who stands near this member of the set now."""
    coach = exists().where(
        Membership.workspace_id == Person.workspace_id,
        Membership.person_id == Person.id,
        Membership.set_id == set_id,
        Membership.role == "coach",
        Membership.until_at.is_(None),
    )
    following = (
        select(Session.id)
        .where(Session.workspace_id == uow.workspace_id, Session.set_id == set_id, Session.state == "planned")
        .order_by(Session.starts_at, Session.id)
        .limit(1)
        .scalar_subquery()
    )
    leads = exists().where(
        Session.workspace_id == Person.workspace_id, Session.id == following, Session.facilitator_id == Person.id
    )
    buddy = _buddy(uow, set_id, person_id)
    member = exists().where(
        Membership.workspace_id == Person.workspace_id,
        Membership.person_id == Person.id,
        Membership.set_id == set_id,
        Membership.role == "member",
        Membership.until_at.is_(None),
    )
    wanted = (
        select(Person.id, Person.display_name, coach, and_(member, buddy), and_(member, leads), following)
        .where(Person.id != person_id, or_(coach, and_(member, or_(buddy, leads))))
        .order_by(Person.display_name, Person.id)
    )
    rows = [tuple[Any, ...](row) for row in await uow.rows(wanted)]
    facilitator = next((row for row in rows if row[4]), None)
    return Circle(
        coaches=[Named(row[0], row[1]) for row in rows if row[2]],
        buddies=[Named(row[0], row[1]) for row in rows if row[3]],
        facilitator=Named(facilitator[0], facilitator[1]) if facilitator else None,
        session_id=facilitator[5] if facilitator else None,
    )


def _buddy(uow: UnitOfWork, set_id: UUID, person_id: UUID) -> Any:  # noqa: ANN401 - an EXISTS of SQLAlchemy's
    """The person of the outer select is in one pair with this member, in the set's newest phase."""
    mine = aliased(Buddy)
    phase = (
        select(Phase.id)
        .where(Phase.workspace_id == uow.workspace_id, Phase.set_id == set_id)
        .order_by(Phase.ordinal.desc())
        .limit(1)
        .scalar_subquery()
    )
    pair = (
        select(mine.pair)
        .where(
            mine.workspace_id == uow.workspace_id,
            mine.phase_id == phase,
            mine.person_id == person_id,
            mine.until_at.is_(None),
        )
        .scalar_subquery()
    )
    return exists().where(
        Buddy.workspace_id == Person.workspace_id,
        Buddy.person_id == Person.id,
        Buddy.phase_id == phase,
        Buddy.pair == pair,
        Buddy.until_at.is_(None),
    )


_ACTION_KEY = KeyBeside.of("set", Action.workspace_id, Action.set_id)
_ISSUE_KEY = KeyBeside.of("set", Issue.workspace_id, Issue.set_id)
_ACTION = _ACTION_KEY.join(select(literal("action"), Action.id, Action.label, *_ACTION_KEY.columns))
_ISSUE = _ISSUE_KEY.join(select(literal("issue"), Issue.id, Issue.headline, *_ISSUE_KEY.columns))


async def open_actions(uow: UnitOfWork, set_id: UUID, person_id: UUID, most: int) -> list[Topic]:
    """Someone's open actions in a set, soonest first."""
    mine = _ACTION.where(Action.set_id == set_id, Action.holder_id == person_id, Action.standing == "open")
    rows = (await uow.rows(mine.order_by(Action.due_date, Action.id).limit(most))).all()
    for row in rows[:1]:
        _ACTION_KEY.note(uow, row, set_id)
    return [Topic(*tuple[Any, ...](row)[:3]) for row in rows]


async def open_issues(uow: UnitOfWork, set_id: UUID, person_id: UUID, most: int) -> list[Topic]:
    """Someone's issues that are carried forward in a set, oldest first."""
    mine = _ISSUE.where(Issue.set_id == set_id, Issue.standing == "open", held_by(person_id))
    rows = (await uow.rows(mine.order_by(Issue.raised_at, Issue.id).limit(most))).all()
    for row in rows[:1]:
        _ISSUE_KEY.note(uow, row, set_id)
    return [Topic(*tuple[Any, ...](row)[:3]) for row in rows]


async def topic(
    uow: UnitOfWork, kind: str, topic_id: UUID, set_id: UUID, author_id: UUID, reader_id: UUID
) -> Topic | None:
    """What an update is about, open or not, while it is its author's own; None: not for this reader's eyes."""
    if kind == "action":
        wanted = _ACTION.where(Action.id == topic_id, Action.set_id == set_id, Action.holder_id == author_id)
        wanted = wanted.where(Action.standing != "draft", label_readable(reader_id))
    else:
        wanted = _ISSUE.where(Issue.id == topic_id, Issue.set_id == set_id, held_by(author_id))
        wanted = wanted.where(Issue.standing != "removed", headline_readable(reader_id))
    row = (await uow.rows(wanted)).one_or_none()
    return Topic(*tuple[Any, ...](row)[:3]) if row else None
