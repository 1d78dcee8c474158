"""Calls for open questions, and the questions. Nothing here commits, asks for permission or opens a seal."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, delete, exists, func, select, update

from storage.aliases import alias
from storage.models import Delivery, LearningSet, Membership, OpenQuestion, Person, QuestionCall
from storage.queries.beside import KeyBeside, Standing, standing_of
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class CallRow:
    """One call with its set and who asks. slack_channel, slack_ts: of its message, once Slack has it.

    delivery_state  of that message; None: it was not posted yet
    """

    id: UUID
    set_id: UUID
    asker_id: UUID
    state: str
    closes_at: datetime
    revision: int
    set_name: str
    channel_id: str | None
    contacts: str
    zone: str
    asker_name: str
    asker_slack_id: str
    asker_locale: str
    asker_tz: str
    delivery_state: str | None
    slack_channel: str | None
    slack_ts: str | None
    about: bytes = field(repr=False)


@dataclass(frozen=True)
class QuestionRow:
    """One question, and who asks it."""

    id: UUID
    call_id: UUID
    author_id: UUID
    author_name: str
    at: datetime
    body: bytes = field(repr=False)


_ASKER, _AUTHOR = alias(Person, "asker"), alias(Person, "author")
_SET_KEY = KeyBeside.of("set", QuestionCall.workspace_id, QuestionCall.set_id)
_ASKER_KEY = KeyBeside.of("person", QuestionCall.workspace_id, QuestionCall.asker_id)
_CALL_COLUMNS = (
    QuestionCall.id,
    QuestionCall.set_id,
    QuestionCall.asker_id,
    QuestionCall.state.label("call_state"),
    QuestionCall.closes_at,
    QuestionCall.revision,
    LearningSet.name.label("set_name"),
    LearningSet.channel_id,
    LearningSet.contacts,
    LearningSet.zone,
    _ASKER.display_name.label("asker_name"),
    _ASKER.slack_user_id.label("asker_slack_id"),
    _ASKER.locale.label("asker_locale"),
    _ASKER.tz.label("asker_tz"),
    Delivery.state,
    Delivery.slack_channel,
    Delivery.slack_ts,
    QuestionCall.about,
)
_OF_SET = and_(LearningSet.workspace_id == QuestionCall.workspace_id, LearningSet.id == QuestionCall.set_id)
_BY = and_(_ASKER.workspace_id == QuestionCall.workspace_id, _ASKER.id == QuestionCall.asker_id)
_POSTED = and_(Delivery.workspace_id == QuestionCall.workspace_id, Delivery.id == QuestionCall.delivery_id)
_CALL = _ASKER_KEY.join(
    _SET_KEY.join(
        select(*_CALL_COLUMNS, *_SET_KEY.columns, *_ASKER_KEY.columns)
        .select_from(QuestionCall)
        .join(LearningSet, _OF_SET)
        .join(_ASKER, _BY)
        .outerjoin(Delivery, _POSTED)
    )
)
_QUESTION = select(
    OpenQuestion.id,
    OpenQuestion.call_id,
    OpenQuestion.author_id,
    _AUTHOR.display_name,
    OpenQuestion.at,
    OpenQuestion.body,
).join(_AUTHOR, and_(_AUTHOR.workspace_id == OpenQuestion.workspace_id, _AUTHOR.id == OpenQuestion.author_id))


def _call(uow: UnitOfWork, row: Row[*tuple[Any, ...]]) -> CallRow:
    _SET_KEY.note(uow, row, row.set_id)
    _ASKER_KEY.note(uow, row, row.asker_id)
    return CallRow(*tuple[Any, ...](row)[: len(_CALL_COLUMNS)])


async def call(uow: UnitOfWork, call_id: UUID) -> CallRow | None:
    """One call, a draft too."""
    row = (await uow.rows(_CALL.where(QuestionCall.id == call_id))).one_or_none()
    return _call(uow, row) if row else None


async def stands_to(uow: UnitOfWork, call_id: UUID, person_id: UUID) -> tuple[Standing, bool]:
    """How a person stands in the set of a call, and whether they belonged to it, as now, when the call was posted."""
    since = exists().where(
        Membership.workspace_id == QuestionCall.workspace_id,
        Membership.set_id == QuestionCall.set_id,
        Membership.person_id == Person.id,
        Membership.from_at <= QuestionCall.at,
        Membership.until_at.is_(None),
    )
    standing = standing_of(Person.id, QuestionCall.set_id, QuestionCall.workspace_id)
    wanted = (
        select(standing, since.correlate(QuestionCall, Person))
        .select_from(QuestionCall)
        .join(Person, Person.workspace_id == QuestionCall.workspace_id)
        .where(QuestionCall.id == call_id, Person.id == person_id)
    )
    standing_now, belonged = tuple[Any, ...]((await uow.rows(wanted)).one())
    return standing_now, belonged


async def by_key(uow: UnitOfWork, draft_key: str) -> CallRow | None:
    """The call that a form made."""
    row = (await uow.rows(_CALL.where(QuestionCall.draft_key == draft_key))).one_or_none()
    return _call(uow, row) if row else None


async def add_draft(uow: UnitOfWork, **values: object) -> bool:
    """A new draft; False when that form has made one before."""
    return await uow.insert_once(QuestionCall, state="draft", revision=1, **values)


async def change(uow: UnitOfWork, row: CallRow, **values: object) -> bool:
    """Write `values` and the next revision; False, and nothing written, when it has changed meanwhile."""
    changing = update(QuestionCall).where(QuestionCall.id == row.id, QuestionCall.revision == row.revision)
    return (await uow.execute(changing.values(**values, revision=row.revision + 1))).rowcount == 1


async def open_of(uow: UnitOfWork, set_id: UUID, asker_id: UUID) -> list[CallRow]:
    """Someone's open calls in a set."""
    chosen = _CALL.where(QuestionCall.set_id == set_id, QuestionCall.asker_id == asker_id, QuestionCall.state == "open")
    return [_call(uow, row) for row in await uow.rows(chosen)]


async def over(uow: UnitOfWork, now: datetime) -> list[CallRow]:
    """Open calls and drafts whose time is over."""
    chosen = _CALL.where(QuestionCall.state.in_(["draft", "open"]), QuestionCall.closes_at <= now)
    return [_call(uow, row) for row in await uow.rows(chosen.order_by(QuestionCall.closes_at, QuestionCall.id))]


async def next_over(uow: UnitOfWork) -> datetime | None:
    """When the next such time is over."""
    found = await uow.rows(select(func.min(QuestionCall.closes_at)).where(QuestionCall.state.in_(["draft", "open"])))
    moment: datetime | None = found.scalar_one()
    return moment


async def forget(uow: UnitOfWork, call_ids: Collection[UUID]) -> None:
    """Drafts that nobody posted are gone."""
    if call_ids:
        gone = delete(QuestionCall).where(QuestionCall.id.in_(call_ids), QuestionCall.state == "draft")
        await uow.execute(gone)


async def add_question(uow: UnitOfWork, **values: object) -> None:
    """One question."""
    await uow.insert(OpenQuestion, **values)


async def questions_of(uow: UnitOfWork, call_ids: Collection[UUID]) -> list[QuestionRow]:
    """Every question to these calls, the oldest first."""
    chosen = _QUESTION.where(OpenQuestion.call_id.in_(call_ids)).order_by(OpenQuestion.at, OpenQuestion.id)
    return [QuestionRow(*row) for row in await uow.rows(chosen)]


async def question(uow: UnitOfWork, question_id: UUID) -> tuple[QuestionRow, CallRow] | None:
    """One question with its call."""
    row = (await uow.rows(_QUESTION.where(OpenQuestion.id == question_id))).one_or_none()
    found = await call(uow, row.call_id) if row else None
    return (QuestionRow(*row), found) if row and found else None


async def rewrite(uow: UnitOfWork, question_id: UUID, body: bytes) -> None:
    """A question with another body: it was read."""
    await uow.execute(update(OpenQuestion).where(OpenQuestion.id == question_id).values(body=body))


async def remove(uow: UnitOfWork, question_id: UUID) -> None:
    """A question that was taken back."""
    await uow.execute(delete(OpenQuestion).where(OpenQuestion.id == question_id))
