"""The ground rules of a set: versions, who agreed, ideas. Nothing here commits or opens a seal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import aliased

from storage.aliases import alias
from storage.models import Agreed, Agreement, Invitation, LearningSet, Membership, Person, Phase, RuleIdea
from storage.queries.beside import Standing, standing_of
from storage.queries.people import PERSON_COLUMNS, PersonRow
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class RulesRow:
    """One version of the ground rules, with its set.

    rules    sealed under the set's key; None: our own words
    newest   the highest version of this set
    agreed   how many of the members of today have agreed; members: how many there are, or still may say that they join
    locale   of who set the set up: a channel has no language of its own
    """

    id: UUID
    set_id: UUID
    phase_id: UUID
    version: int
    rules: bytes | None
    set_name: str
    set_state: str
    zone: str
    channel_id: str | None
    contacts: str
    confidentiality: str | None
    locale: str
    newest: int
    agreed: int
    members: int


_SETS_UP, _OTHER = alias(Person, "sets_up"), alias(Agreement, "other")
_NOW = (
    Membership.workspace_id == Agreement.workspace_id,
    Membership.set_id == Agreement.set_id,
    Membership.role == "member",
    Membership.until_at.is_(None),
)
_ASKED = select(func.count()).where(
    Invitation.workspace_id == Agreement.workspace_id,
    Invitation.set_id == Agreement.set_id,
    Invitation.role == "member",
    Invitation.state == "asked",
)
_MEMBERS = (
    select(func.count()).select_from(Membership).where(*_NOW).correlate(Agreement).scalar_subquery()
    + _ASKED.correlate(Agreement).scalar_subquery()
)
_AGREED = (
    select(func.count())
    .select_from(Agreed)
    .join(
        Membership,
        (Membership.workspace_id == Agreed.workspace_id) & (Membership.person_id == Agreed.person_id),
    )
    .where(Agreed.workspace_id == Agreement.workspace_id, Agreed.agreement_id == Agreement.id, *_NOW)
    .where(Agreed.state == "agreed")
    .correlate(Agreement)
    .scalar_subquery()
)
_NEWEST = (
    select(func.max(_OTHER.version))
    .where(_OTHER.workspace_id == Agreement.workspace_id, _OTHER.set_id == Agreement.set_id)
    .correlate(Agreement)
    .scalar_subquery()
)
_COLUMNS = (
    Agreement.id,
    Agreement.set_id,
    Agreement.phase_id,
    Agreement.version,
    Agreement.rules,
    LearningSet.name,
    LearningSet.state,
    LearningSet.zone,
    LearningSet.channel_id,
    LearningSet.contacts,
    LearningSet.confidentiality,
    _SETS_UP.locale,
    _NEWEST,
    _AGREED,
    _MEMBERS,
)
_RULES = (
    select(*_COLUMNS)
    .join(LearningSet, (LearningSet.workspace_id == Agreement.workspace_id) & (LearningSet.id == Agreement.set_id))
    .join(_SETS_UP, (_SETS_UP.workspace_id == LearningSet.workspace_id) & (_SETS_UP.id == LearningSet.created_by))
)


@dataclass(frozen=True)
class ReaderRow:
    """Somebody who looks at the rules. mine: asked or agreed; None: neither."""

    person: PersonRow
    standing: Standing
    mine: str | None


async def rules(uow: UnitOfWork, agreement_id: UUID) -> RulesRow | None:
    """One version."""
    row = (await uow.rows(_RULES.where(Agreement.id == agreement_id))).first()
    return RulesRow(*tuple[Any, ...](row)) if row else None


async def newest(uow: UnitOfWork, set_id: UUID) -> RulesRow | None:
    """The version of a set that stands."""
    row = (await uow.rows(_RULES.where(Agreement.set_id == set_id, Agreement.version == _NEWEST))).first()
    return RulesRow(*tuple[Any, ...](row)) if row else None


async def read_by(
    uow: UnitOfWork, slack_user_id: str, *, agreement_id: UUID | None = None, set_id: UUID | None = None
) -> tuple[RulesRow, ReaderRow] | None:
    """A version (or the one of a set that stands) with who looks at it, in one statement."""
    standing = standing_of(Person.id, Agreement.set_id, Agreement.workspace_id)
    mine = (
        select(Agreed.state)
        .where(
            Agreed.workspace_id == Agreement.workspace_id,
            Agreed.agreement_id == Agreement.id,
            Agreed.person_id == Person.id,
        )
        .correlate(Agreement, Person)
    )
    statement = (
        select(*_COLUMNS, *PERSON_COLUMNS, standing, mine.scalar_subquery())
        .join(LearningSet, (LearningSet.workspace_id == Agreement.workspace_id) & (LearningSet.id == Agreement.set_id))
        .join(_SETS_UP, (_SETS_UP.workspace_id == LearningSet.workspace_id) & (_SETS_UP.id == LearningSet.created_by))
        .join(Person, Person.workspace_id == Agreement.workspace_id)
        .where(Person.slack_user_id == slack_user_id)
    )
    if set_id is not None:
        statement = statement.where(Agreement.set_id == set_id, Agreement.version == _NEWEST)
    else:
        statement = statement.where(Agreement.id == agreement_id)
    row = (await uow.rows(statement)).first()
    if row is None:
        return None
    values = tuple[Any, ...](row)
    first, second = len(_COLUMNS), len(_COLUMNS) + len(PERSON_COLUMNS)
    reader = ReaderRow(PersonRow(*values[first:second]), *values[second:])
    return RulesRow(*values[:first]), reader


async def agree(uow: UnitOfWork, agreement_id: UUID, person_id: UUID) -> bool:
    """Somebody agrees; False when they had. The row of one who was asked becomes "agreed"."""
    mine = delete(Agreed).where(
        Agreed.agreement_id == agreement_id, Agreed.person_id == person_id, Agreed.state == "asked"
    )
    await uow.execute(mine)
    return await uow.insert_once(
        Agreed, id=uow.new_id(), agreement_id=agreement_id, person_id=person_id, state="agreed"
    )


async def take_back(uow: UnitOfWork, agreement_id: UUID, person_id: UUID) -> bool:
    """Somebody takes their yes back; False when they had not agreed."""
    mine = delete(Agreed).where(
        Agreed.agreement_id == agreement_id, Agreed.person_id == person_id, Agreed.state == "agreed"
    )
    return (await uow.execute(mine)).rowcount == 1


@dataclass(frozen=True)
class IdeaRow:
    """What a member would change; `idea` is sealed under the set's key."""

    id: UUID
    agreement_id: UUID
    person_id: UUID
    name: str
    idea: bytes


async def ideas(uow: UnitOfWork, agreement_id: UUID) -> list[IdeaRow]:
    """The ideas for a version, oldest first."""
    statement = (
        select(RuleIdea.id, RuleIdea.agreement_id, RuleIdea.person_id, Person.display_name, RuleIdea.idea)
        .join(Person, (Person.workspace_id == RuleIdea.workspace_id) & (Person.id == RuleIdea.person_id))
        .where(RuleIdea.agreement_id == agreement_id)
        .order_by(RuleIdea.at, RuleIdea.id)
    )
    return [IdeaRow(*row) for row in await uow.rows(statement)]


async def drop_idea(uow: UnitOfWork, idea_id: UUID, person_id: UUID) -> bool:
    """Their own idea goes; False when there is none of theirs with this id."""
    mine = delete(RuleIdea).where(RuleIdea.id == idea_id, RuleIdea.person_id == person_id)
    return (await uow.execute(mine)).rowcount == 1


@dataclass(frozen=True)
class Beginning:
    """A set whose newest phase has no ground rules yet; rules: those of the version before, sealed."""

    set_id: UUID
    phase_id: UUID
    version: int
    before: UUID | None
    rules: bytes | None


async def without_rules(uow: UnitOfWork) -> list[Beginning]:
    """Running sets that have a channel and a member, and have agreed on nothing in their newest phase."""
    later, phase_rules, last = aliased(Phase), aliased(Agreement), aliased(Agreement)
    newest_phase = select(func.max(later.ordinal)).where(
        later.workspace_id == LearningSet.workspace_id, later.set_id == LearningSet.id
    )
    in_phase = select(phase_rules.id).where(
        phase_rules.workspace_id == Phase.workspace_id, phase_rules.phase_id == Phase.id
    )
    member = select(Membership.id).where(
        Membership.workspace_id == LearningSet.workspace_id,
        Membership.set_id == LearningSet.id,
        Membership.role == "member",
        Membership.until_at.is_(None),
    )
    highest = select(func.max(last.version)).where(
        last.workspace_id == LearningSet.workspace_id, last.set_id == LearningSet.id
    )
    before = (
        (Agreement.workspace_id == LearningSet.workspace_id)
        & (Agreement.set_id == LearningSet.id)
        & (Agreement.version == highest.scalar_subquery())
    )
    statement = (
        select(LearningSet.id, Phase.id, Agreement.version, Agreement.id, Agreement.rules)
        .join(Phase, (Phase.workspace_id == LearningSet.workspace_id) & (Phase.set_id == LearningSet.id))
        .outerjoin(Agreement, before)
        .where(
            LearningSet.state == "running",
            LearningSet.channel_id.is_not(None),
            Phase.ordinal == newest_phase.scalar_subquery(),
            member.exists(),
            ~in_phase.exists(),
        )
        .order_by(LearningSet.channel_id)
    )
    return [
        Beginning(set_id, phase_id, (version or 0) + 1, before_id, sealed)
        for set_id, phase_id, version, before_id, sealed in await uow.rows(statement)
    ]


@dataclass(frozen=True)
class Late:
    """A member who joined when the rules had stood for a while, and was not asked about them."""

    agreement_id: UUID
    set_id: UUID
    person_id: UUID


async def late(uow: UnitOfWork, after: float) -> Sequence[Late]:
    """Members who joined more than `after` seconds after the version that stands was written, with no row yet."""
    mine = select(Agreed.id).where(
        Agreed.workspace_id == Agreement.workspace_id,
        Agreed.agreement_id == Agreement.id,
        Agreed.person_id == Membership.person_id,
    )
    statement = (
        select(Agreement.id, Agreement.set_id, Membership.person_id, Agreement.at, Membership.from_at)
        .join(
            Membership,
            (Membership.workspace_id == Agreement.workspace_id) & (Membership.set_id == Agreement.set_id),
        )
        .join(LearningSet, (LearningSet.workspace_id == Agreement.workspace_id) & (LearningSet.id == Agreement.set_id))
        .where(
            LearningSet.state == "running",
            Membership.role == "member",
            Membership.until_at.is_(None),
            Membership.from_at > Agreement.at,
            Agreement.version == _NEWEST,
            ~mine.exists(),
        )
        .order_by(Membership.from_at, Membership.person_id)
    )
    return [
        Late(agreement_id, set_id, person_id)
        for agreement_id, set_id, person_id, at, from_at in await uow.rows(statement)
        if _seconds(at, from_at) > after
    ]


def _seconds(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds()


async def note_asked(uow: UnitOfWork, agreement_id: UUID, person_id: UUID) -> bool:
    """A late joiner is asked about the rules, once; False when they were."""
    row = {"agreement_id": agreement_id, "person_id": person_id, "state": "asked"}
    return await uow.insert_once(Agreed, id=uow.new_id(), **row)
