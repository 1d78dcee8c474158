"""A person's own journal. Nothing here commits, asks for permission or opens a seal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, case, func, null, select

from storage.models import Membership, Person, Reflection, ReflectionRound, SetPrompt
from storage.queries.beside import KeyBeside
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class EntryRow:
    """One thing somebody wrote for themselves. Moments: aware UTC.

    round_id, set_id     of the question between sessions that it answers; None: another one, or written unasked
    session_id           after which session it was asked for
    question, prompt_id  which question that was: its number in the bank, or one of the set's own
    prompt               its sealed words, while the person is a member of that set; None: one of the bank, or they left
    """

    id: UUID
    person_id: UUID
    at: datetime
    round_id: UUID | None
    session_id: UUID | None
    set_id: UUID | None
    question: int | None
    prompt_id: UUID | None
    body: bytes = field(repr=False)
    prompt: bytes | None = field(default=None, repr=False)


_ROUND = and_(ReflectionRound.workspace_id == Reflection.workspace_id, ReflectionRound.id == Reflection.round_id)
_PROMPT = and_(SetPrompt.workspace_id == ReflectionRound.workspace_id, SetPrompt.id == ReflectionRound.prompt_id)
_MEMBER = (
    select(Membership.id)
    .where(
        Membership.workspace_id == Reflection.workspace_id,
        Membership.set_id == Reflection.set_id,
        Membership.person_id == Reflection.person_id,
        Membership.role == "member",
        Membership.until_at.is_(None),
    )
    .correlate(Reflection)
    .exists()
)
_OWN_KEY = KeyBeside.of("person", Reflection.workspace_id, Reflection.person_id)
_SET_KEY = KeyBeside.of("set", Reflection.workspace_id, Reflection.set_id)  # type: ignore[arg-type]  # null: no key
_COLUMNS = (
    Reflection.id,
    Reflection.person_id,
    Reflection.at,
    Reflection.round_id,
    Reflection.session_id,
    Reflection.set_id,
    func.coalesce(ReflectionRound.question, Reflection.question),
    ReflectionRound.prompt_id,
    Reflection.body,
    case((_MEMBER, SetPrompt.body), else_=null()).label("prompt"),
)
_ENTRY = _SET_KEY.join(
    _OWN_KEY.join(
        select(*_COLUMNS, *_OWN_KEY.columns, *_SET_KEY.columns)
        .select_from(Reflection)
        .outerjoin(ReflectionRound, _ROUND)
        .outerjoin(SetPrompt, _PROMPT)
    )
).where(Reflection.audience == "me")


async def entries(
    uow: UnitOfWork, person_id: UUID, offset: int, limit: int, within: tuple[datetime, datetime] | None = None
) -> list[EntryRow]:
    """What somebody wrote for themselves, the newest first. within: from when, and before when (aware UTC)."""
    own = _ENTRY.where(Reflection.person_id == person_id)
    if within is not None:
        own = own.where(Reflection.at >= within[0], Reflection.at < within[1])
    found = await uow.rows(own.order_by(Reflection.at.desc(), Reflection.id).offset(offset).limit(limit))
    return [_row(uow, row) for row in found]


async def moments(uow: UnitOfWork, person_id: UUID) -> Sequence[datetime]:
    """When each of them was written (aware UTC), the newest first."""
    own = select(Reflection.at).where(Reflection.person_id == person_id, Reflection.audience == "me")
    return list((await uow.rows(own.order_by(Reflection.at.desc()))).scalars())


async def by_id(uow: UnitOfWork, entry_id: UUID) -> tuple[EntryRow, str] | None:
    """One of them, and the Slack id of whose it is."""
    owner = and_(Person.workspace_id == Reflection.workspace_id, Person.id == Reflection.person_id)
    wanted = _ENTRY.add_columns(Person.slack_user_id).join(Person, owner).where(Reflection.id == entry_id)
    row = (await uow.rows(wanted)).first()
    return (_row(uow, row), row.slack_user_id) if row else None


def _row(uow: UnitOfWork, row: Row[*tuple[Any, ...]]) -> EntryRow:
    _OWN_KEY.note(uow, row, row.person_id)
    if row.set_id is not None:
        _SET_KEY.note(uow, row, row.set_id)
    return EntryRow(*tuple[Any, ...](row)[: len(_COLUMNS)])
