"""What an action's form holds, and reading it: every problem at once, by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from sets import action_choices
from sets import action_words as words
from sets.action_words import Detail
from sets.dates import read_date, write_date
from sets.errors import Problem, Refused
from sets.hours import zone_of
from sets.people import Person, known
from storage.confidential import Confidential
from storage.queries import actions as queries
from storage.queries.actions import ActionRow
from storage.unit_of_work import UnitOfWork


class Writer(Protocol):
    """Who writes: the language and the IANA zone that their words and dates are in. A Person or a Holder."""

    @property
    def locale(self) -> str: ...

    @property
    def tz(self) -> str: ...


@dataclass(frozen=True)
class Typed:
    """A form as it was sent: every field as typed, and the set that was chosen or that the form was for.

    supporter_id  whom to ask to back it up; issue_id: of the writer's own, which it is about
    left_out  which of these two the form did not offer: they stay as they are
    """

    label: str = field(repr=False)
    due: str = field(repr=False)
    detail: Mapping[str, str] = field(default_factory=dict, repr=False)
    set_id: UUID | None = None
    supporter_id: UUID | None = None
    issue_id: UUID | None = None
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Written:
    """A form that can be taken: label, due date (local to its holder) and detail."""

    label: Confidential
    due: date
    detail: Detail


class FormRefused(Exception):
    """Some fields cannot be taken. Nothing was changed.

    problems  by field: set, label, due, supporter, issue, or one of Detail
    writer  who is to be told, in their language
    """

    def __init__(self, problems: Mapping[str, Problem], writer: Writer) -> None:
        super().__init__(", ".join(f"{name}: {problem.value}" for name, problem in problems.items()))
        self.problems = dict(problems)
        self.writer = writer


def read_form(typed: Typed, writer: Writer, now: datetime, due_was: date | None = None) -> Written:
    """What was written; dates are read on the writer's own day. Raises FormRefused.

    due_was  the date that stands, when an action is changed: left as it is, it is kept even when it has passed
    """
    problems: dict[str, Problem] = {}
    today = now.astimezone(zone_of(writer.tz)).date()
    label, due, detail = Confidential(""), today, Detail()
    try:
        label = words.read_label(typed.label)
    except Refused as refused:
        problems["label"] = refused.problem
    try:
        kept = due_was is not None and typed.due.strip() == write_date(due_was)
        due = due_was if kept and due_was else read_date(typed.due, today)
    except Refused as refused:
        problems["due"] = refused.problem
    try:
        detail = words.read_detail(typed.detail)
    except Refused as refused:
        problems[refused.field or "about"] = refused.problem
    if problems:
        raise FormRefused(problems, writer)
    return Written(label, due, detail)


async def chosen_well(
    uow: UnitOfWork, typed: Typed, writer: Writer, set_id: UUID, holder_id: UUID, issue_was: UUID | None = None
) -> None:
    """That the form chose a member of the set, and an open issue of the writer's there. Raises FormRefused.

    issue_was  the issue that stands: it may stay, even if it is settled
    """
    issue_id = typed.issue_id if typed.issue_id != issue_was else None
    try:
        await action_choices.check(uow, holder_id, set_id, typed.supporter_id, issue_id)
    except Refused as refused:
        raise FormRefused({refused.field or "supporter": refused.problem}, writer) from None


async def someone(uow: UnitOfWork, slack_user_id: str) -> Person:
    """Who pressed or typed. Raises Refused(NOT_YOUR_SET) for someone the bot has never met."""
    person = await known(uow, slack_user_id)
    if person is None:
        raise Refused(Problem.NOT_YOUR_SET)
    return person


async def own_action(uow: UnitOfWork, action_id: UUID, slack_user_id: str) -> ActionRow:
    """An action of this person's as stored. Raises Refused: GONE, or NOT_YOUR_SET for someone else's.

    Whether they may still use it is for `sets.access`: the caller asks.
    """
    row = await queries.by_id(uow, action_id)
    if row is None:
        raise Refused(Problem.GONE)
    if row.holder.slack_user_id != slack_user_id:
        raise Refused(Problem.NOT_YOUR_SET)
    return row
