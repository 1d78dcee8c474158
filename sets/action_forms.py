"""What an action's form holds, and reading it: every problem at once, by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sets import action_words as words
from sets.action_words import Detail
from sets.dates import read_date, write_date
from sets.errors import Problem, Refused
from sets.people import Person, known
from storage.confidential import Confidential
from storage.queries import actions as queries
from storage.queries.actions import ActionRow
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Typed:
    """A form as it was sent: every field as typed, and the set that was chosen or that the form was for."""

    label: str = field(repr=False)
    due: str = field(repr=False)
    detail: Mapping[str, str] = field(default_factory=dict, repr=False)
    set_id: UUID | None = None


@dataclass(frozen=True)
class Written:
    """A form that can be taken: label, due date (local to its holder) and detail."""

    label: Confidential
    due: date
    detail: Detail


class FormRefused(Exception):
    """Some fields cannot be taken. Nothing was changed. `problems` by field: set, label, due or one of Detail."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        super().__init__(", ".join(f"{name}: {problem.value}" for name, problem in problems.items()))
        self.problems = dict(problems)


def read_form(typed: Typed, today: date, due_was: date | None = None) -> Written:
    """What was written. Raises FormRefused.

    due_was  the date that stands, when an action is changed: left as it is, it is kept even when it has passed
    """
    problems: dict[str, Problem] = {}
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
        raise FormRefused(problems)
    return Written(label, due, detail)


def local_day(person: Person, now: datetime) -> date:
    """The person's own calendar date."""
    return now.astimezone(ZoneInfo(person.tz)).date()


async def someone(uow: UnitOfWork, slack_user_id: str) -> Person:
    """Who pressed or typed. Raises Refused(NOT_YOUR_SET) for someone the bot has never met."""
    person = await known(uow, slack_user_id)
    if person is None:
        raise Refused(Problem.NOT_YOUR_SET)
    return person


async def own_action(uow: UnitOfWork, action_id: UUID, person: Person) -> ActionRow:
    """An action of this person's as stored. Raises Refused: GONE, or NOT_YOUR_SET for someone else's."""
    row = await queries.by_id(uow, action_id)
    if row is None:
        raise Refused(Problem.GONE)
    if row.holder_id != person.id:
        raise Refused(Problem.NOT_YOUR_SET)
    return row
