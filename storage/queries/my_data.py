"""What somebody wrote, wherever it stands: each kind of words with the one table that holds them.

Every select here is of one person's own rows. Nothing here commits or opens a seal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from storage.models import (
    Action,
    ActionEvent,
    Agreement,
    Bid,
    Issue,
    IssueEvent,
    LearningSet,
    OpenQuestion,
    Outcome,
    OwnList,
    PendingReply,
    QuestionCall,
    Reflection,
    ReflectionRound,
    RuleIdea,
    Session,
    SetPrompt,
    SharedUpdate,
    SupporterWord,
    UpdateAnswer,
)
from storage.unit_of_work import UnitOfWork


class Kind(IntEnum):
    """One kind of words. The number stands in buttons: added, never renamed or used again."""

    ACTION = 1
    NOTE = 2
    OUTCOME = 3
    OWN_LIST = 4
    REFLECTION = 5
    UPDATE = 6
    ANSWER = 7
    CALL = 8
    QUESTION = 9
    WORD = 10
    ISSUE = 11
    BID = 12
    IDEA = 13
    REPLY = 14
    PROMPT = 15
    ISSUE_SAID = 16


@dataclass(frozen=True)
class OwnRow:
    """One thing that somebody wrote, still sealed.

    at       when, aware UTC; set_name: "" for what belongs to no set
    state    a code of its table, such as who may read it; number: of the question of ours that it answers
    day      a local date that belongs to it; starts_at: of the session that it is for
    key_id   whose key seals it, where that is a person's and not the set's
    shared   the set has a copy; off: it was taken off the list
    about    the row it hangs on; sealed: its columns, and the label of the action beside them
    """

    id: UUID
    at: datetime
    set_id: UUID | None
    set_name: str
    state: str = ""
    day: date | None = None
    starts_at: datetime | None = None
    number: int | None = None
    key_id: UUID | None = None
    about: UUID | None = None
    shared: bool = False
    off: bool = False
    sealed: tuple[bytes | None, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class _Source:
    """Where words of one kind stand. names: of the columns after the first four, in order; the rest is `sealed`."""

    rows: Select[*tuple[Any, ...]]
    owner: InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None]
    at: InstrumentedAttribute[datetime]
    names: tuple[str, ...] = ()


def _row(model: Any, named_by: Any) -> ColumnElement[bool]:  # noqa: ANN401 - any model, and a column of another
    """The row of `model` that a column names, in the same workspace."""
    return and_(model.workspace_id == named_by.class_.workspace_id, model.id == named_by)


_IN_SET = (LearningSet.id, LearningSet.name)
_NO_SET = (literal(None), literal(""))
_ACTION = select(
    Action.id,
    Action.committed_at,
    *_IN_SET,
    Action.standing,
    Action.due_date,
    Action.holder_id,
    Action.label,
    Action.detail,
    Action.progress,
).join(LearningSet, _row(LearningSet, Action.set_id))
_NOTE = (
    select(
        ActionEvent.id,
        ActionEvent.at,
        *_IN_SET,
        Action.holder_id,
        Action.id,
        ActionEvent.shared.is_not(None),
        ActionEvent.body,
        Action.label,
    )
    .join(Action, _row(Action, ActionEvent.action_id))
    .join(LearningSet, _row(LearningSet, Action.set_id))
    .where(ActionEvent.undone_at.is_(None))
)
_OUTCOME = (
    select(
        Outcome.id,
        Outcome.at,
        *_IN_SET,
        Outcome.audience,
        Outcome.person_id,
        Action.id,
        Outcome.body,
        Action.label,
    )
    .join(Action, _row(Action, Outcome.action_id))
    .join(LearningSet, _row(LearningSet, Outcome.set_id))
)
_OWN_LIST = (
    select(OwnList.id, Session.starts_at, *_IN_SET, Session.starts_at, OwnList.person_id, OwnList.body)
    .join(Session, _row(Session, OwnList.session_id))
    .join(LearningSet, _row(LearningSet, Session.set_id))
)
_REFLECTION = (
    select(
        Reflection.id,
        Reflection.at,
        Reflection.set_id,
        func.coalesce(LearningSet.name, ""),
        Reflection.audience,
        func.coalesce(ReflectionRound.question, Reflection.question),
        Reflection.person_id,
        Reflection.round_id,
        Reflection.body,
    )
    .outerjoin(ReflectionRound, _row(ReflectionRound, Reflection.round_id))
    .outerjoin(LearningSet, _row(LearningSet, Reflection.set_id))
)
_UPDATE = select(SharedUpdate.id, SharedUpdate.shared_at, *_IN_SET, SharedUpdate.audience, SharedUpdate.body).join(
    LearningSet, _row(LearningSet, SharedUpdate.set_id)
)
_ANSWER = (
    select(UpdateAnswer.id, UpdateAnswer.at, *_IN_SET, SharedUpdate.id, UpdateAnswer.body)
    .join(SharedUpdate, _row(SharedUpdate, UpdateAnswer.update_id))
    .join(LearningSet, _row(LearningSet, SharedUpdate.set_id))
)
_CALL = (
    select(QuestionCall.id, QuestionCall.at, *_IN_SET, QuestionCall.state, QuestionCall.about)
    .join(LearningSet, _row(LearningSet, QuestionCall.set_id))
    .where(QuestionCall.state != "taken_back")  # its words went then
)
_QUESTION = (
    select(OpenQuestion.id, OpenQuestion.at, *_IN_SET, QuestionCall.asker_id, QuestionCall.id, OpenQuestion.body)
    .join(QuestionCall, _row(QuestionCall, OpenQuestion.call_id))
    .join(LearningSet, _row(LearningSet, QuestionCall.set_id))
)
_WORD = (
    select(SupporterWord.id, SupporterWord.at, *_IN_SET, Action.holder_id, SupporterWord.body)
    .join(Action, _row(Action, SupporterWord.action_id))
    .join(LearningSet, _row(LearningSet, Action.set_id))
)
_ISSUE = (
    select(Issue.id, Issue.raised_at, *_IN_SET, Issue.standing, Issue.headline, Issue.progress)
    .join(LearningSet, _row(LearningSet, Issue.set_id))
    .where(Issue.standing != "removed")
)
_ISSUE_SAID = (
    select(
        IssueEvent.id,
        IssueEvent.at,
        *_IN_SET,
        IssueEvent.person_id,
        Issue.id,
        IssueEvent.shared.is_not(None),
        IssueEvent.body,
        IssueEvent.own,
        IssueEvent.shared,
    )
    .join(Issue, _row(Issue, IssueEvent.issue_id))
    .join(LearningSet, _row(LearningSet, Issue.set_id))
    .where(IssueEvent.undone_at.is_(None))
)
_BID = (
    select(Bid.id, Bid.at, *_IN_SET, Bid.state, Session.starts_at, Bid.body)
    .join(Session, _row(Session, Bid.session_id))
    .join(LearningSet, _row(LearningSet, Bid.set_id))
)
_IDEA = (
    select(RuleIdea.id, RuleIdea.at, *_IN_SET, Agreement.version, RuleIdea.idea)
    .join(Agreement, _row(Agreement, RuleIdea.agreement_id))
    .join(LearningSet, _row(LearningSet, Agreement.set_id))
)
_REPLY = select(PendingReply.id, PendingReply.at, *_NO_SET, PendingReply.person_id, PendingReply.body).where(
    PendingReply.body.is_not(None)
)
_PROMPT = select(SetPrompt.id, SetPrompt.at, *_IN_SET, SetPrompt.off_at.is_not(None), SetPrompt.body).join(
    LearningSet, _row(LearningSet, SetPrompt.set_id)
)

_SOURCES: Mapping[Kind, _Source] = {
    Kind.ACTION: _Source(_ACTION, Action.holder_id, Action.committed_at, ("state", "day", "key_id")),
    Kind.NOTE: _Source(_NOTE, Action.holder_id, ActionEvent.at, ("key_id", "about", "shared")),
    Kind.OUTCOME: _Source(_OUTCOME, Outcome.person_id, Outcome.at, ("state", "key_id", "about")),
    Kind.OWN_LIST: _Source(_OWN_LIST, OwnList.person_id, Session.starts_at, ("starts_at", "key_id")),
    Kind.REFLECTION: _Source(_REFLECTION, Reflection.person_id, Reflection.at, ("state", "number", "key_id", "about")),
    Kind.UPDATE: _Source(_UPDATE, SharedUpdate.author_id, SharedUpdate.shared_at, ("state",)),
    Kind.ANSWER: _Source(_ANSWER, UpdateAnswer.person_id, UpdateAnswer.at, ("about",)),
    Kind.CALL: _Source(_CALL, QuestionCall.asker_id, QuestionCall.at, ("state",)),
    Kind.QUESTION: _Source(_QUESTION, OpenQuestion.author_id, OpenQuestion.at, ("key_id", "about")),
    Kind.WORD: _Source(_WORD, SupporterWord.author_id, SupporterWord.at, ("key_id",)),
    Kind.ISSUE: _Source(_ISSUE, Issue.author_id, Issue.raised_at, ("state",)),
    Kind.ISSUE_SAID: _Source(_ISSUE_SAID, IssueEvent.person_id, IssueEvent.at, ("key_id", "about", "shared")),
    Kind.BID: _Source(_BID, Bid.person_id, Bid.at, ("state", "starts_at")),
    Kind.IDEA: _Source(_IDEA, RuleIdea.person_id, RuleIdea.at, ("number",)),
    Kind.PROMPT: _Source(_PROMPT, SetPrompt.author_id, SetPrompt.at, ("off",)),
    Kind.REPLY: _Source(_REPLY, PendingReply.person_id, PendingReply.at, ("key_id",)),
}


async def of_kind(uow: UnitOfWork, person_id: UUID, kind: Kind, offset: int, limit: int) -> list[OwnRow]:
    """Somebody's own rows of one kind, the newest first."""
    source = _SOURCES[kind]
    rows, row_id = source.rows.where(source.owner == person_id), source.rows.selected_columns[0]
    return await _found(uow, kind, rows.order_by(source.at.desc(), row_id).offset(offset).limit(limit))


async def one(uow: UnitOfWork, person_id: UUID, kind: Kind, row_id: UUID) -> OwnRow | None:
    """One of somebody's own rows; None when there is none of theirs with this id."""
    source = _SOURCES[kind]
    mine = source.rows.where(source.owner == person_id, source.rows.selected_columns[0] == row_id)
    return next(iter(await _found(uow, kind, mine)), None)


async def _found(uow: UnitOfWork, kind: Kind, wanted: Select[*tuple[Any, ...]]) -> list[OwnRow]:
    names = _SOURCES[kind].names
    found = []
    for row in await uow.rows(wanted):
        row_id, at, set_id, set_name, *rest = tuple[Any, ...](row)
        beside = dict(zip(names, rest, strict=False))
        found.append(OwnRow(row_id, at, set_id, set_name, **beside, sealed=tuple(rest[len(names) :])))
    return found


async def counts(uow: UnitOfWork, person_id: UUID) -> Mapping[Kind, int]:
    """How many rows of each kind are somebody's own, in one statement."""
    numbers = [_count(source, uow.workspace_id, person_id).scalar_subquery() for source in _SOURCES.values()]
    row = (await uow.rows(select(*numbers))).one()
    return dict(zip(_SOURCES, row, strict=True))


def _count(source: _Source, workspace_id: UUID, person_id: UUID) -> Select[tuple[int]]:
    """Bound to the workspace here: a unit of work binds the tables of a FROM, not those inside a column."""
    mine = source.rows.where(source.owner == person_id, source.owner.class_.workspace_id == workspace_id)
    return mine.with_only_columns(func.count(), maintain_column_froms=True)
