"""A session that runs, with whoever acts on it: read in one statement, changed under its revision."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, SQLColumnExpression, and_, case, func, literal, or_, select, update

from storage.aliases import alias
from storage.models import Attendance, LearningSet, Person, Run, Session, Stage
from storage.queries.beside import KeyBeside, Standing, standing_of
from storage.queries.calendar import SESSION_COLUMNS, SessionRow
from storage.queries.people import PERSON_COLUMNS, PersonRow
from storage.types import UtcDateTime
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class RunRow:
    """A session that was opened. `stage`: the ordinal it is in."""

    id: UUID
    board_id: UUID
    stage: int
    asked: str
    led_before_id: UUID | None
    revision: int


@dataclass(frozen=True)
class StageRow:
    """One stage. Moments are aware UTC; `ends_at` is null unless its clock runs; `paused_left`: seconds."""

    id: UUID
    ordinal: int
    kind: str
    number: int
    planned_seconds: int
    presenter_id: UUID | None
    issue_id: UUID | None
    talk: str
    started_at: datetime | None
    ended_at: datetime | None
    ends_at: datetime | None
    paused_left: int | None
    noted: int


@dataclass(frozen=True)
class Beheld:
    """A session as one person comes to it: who they are, how they belong, and how it runs (None: not opened).

    facilitator   name of who facilitates, "" when nobody does
    here          this person was ticked as present
    coming        the stage after the one it is in
    """

    session: SessionRow
    set_name: str
    set_state: str
    channel_id: str | None
    contacts: str
    person: PersonRow
    belongs: Standing
    here: bool
    facilitator: str
    run: RunRow | None
    stage: StageRow | None
    coming: StageRow | None


RUN_COLUMNS = (Run.id, Run.board_id, Run.stage, Run.asked, Run.led_before_id, Run.revision)
STAGE_COLUMNS = (
    Stage.id,
    Stage.ordinal,
    Stage.kind,
    Stage.number,
    Stage.planned_seconds,
    Stage.presenter_id,
    Stage.issue_id,
    Stage.talk,
    Stage.started_at,
    Stage.ended_at,
    Stage.ends_at,
    Stage.paused_left,
    Stage.noted,
)
_LED_BY, _COMING = alias(Person, "led_by"), alias(Stage, "coming")
_COMING_COLUMNS = tuple(getattr(_COMING, column.key).label(f"coming_{column.key}") for column in STAGE_COLUMNS)
_SET_KEY = KeyBeside.of("set", Session.workspace_id, Session.set_id)
_OF_SET = and_(LearningSet.workspace_id == Session.workspace_id, LearningSet.id == Session.set_id)
OF_RUN = and_(Run.workspace_id == Session.workspace_id, Run.session_id == Session.id)
_OF_STAGE = and_(Stage.workspace_id == Session.workspace_id, Stage.session_id == Session.id, Stage.ordinal == Run.stage)
_OF_COMING = and_(
    _COMING.workspace_id == Session.workspace_id, _COMING.session_id == Session.id, _COMING.ordinal == Run.stage + 1
)
_HERE = (
    select(Attendance.id)
    .where(
        Attendance.workspace_id == Session.workspace_id,
        Attendance.session_id == Session.id,
        Attendance.person_id == Person.id,
        Attendance.state == "here",
    )
    .correlate(Session, Person)
    .exists()
)
_BEHELD = _SET_KEY.join(
    select(
        *SESSION_COLUMNS,
        LearningSet.name,
        LearningSet.state,
        LearningSet.channel_id,
        LearningSet.contacts,
        *PERSON_COLUMNS,
        standing_of(Person.id, Session.set_id, Session.workspace_id),
        _HERE,
        func.coalesce(_LED_BY.display_name, ""),
        *RUN_COLUMNS,
        *STAGE_COLUMNS,
        *_COMING_COLUMNS,
        *_SET_KEY.columns,
    )
    .select_from(Session)
    .join(LearningSet, _OF_SET)
    .join(Person, Person.workspace_id == Session.workspace_id)
    .outerjoin(_LED_BY, and_(_LED_BY.workspace_id == Session.workspace_id, _LED_BY.id == Session.facilitator_id))
    .outerjoin(Run, OF_RUN)
    .outerjoin(Stage, _OF_STAGE)
    .outerjoin(_COMING, _OF_COMING)
)


async def beheld(uow: UnitOfWork, slack_user_id: str, session_id: UUID) -> Beheld | None:
    """A session as this person comes to it; None: no such session, or a person the bot has not met."""
    statement = _BEHELD.where(Session.id == session_id, Person.slack_user_id == slack_user_id)
    row = (await uow.rows(statement)).one_or_none()
    return _beheld(uow, row) if row else None


def _beheld(uow: UnitOfWork, row: Row[*tuple[Any, ...]]) -> Beheld:
    values = list(row)

    def take(count: int) -> list[Any]:
        found = values[:count]
        del values[:count]
        return found

    session = SessionRow(*take(len(SESSION_COLUMNS)))
    set_name, set_state, channel_id, contacts = take(4)
    person = PersonRow(*take(len(PERSON_COLUMNS)))
    belongs, here, facilitator = take(3)
    run, stage, coming = take(len(RUN_COLUMNS)), take(len(STAGE_COLUMNS)), take(len(STAGE_COLUMNS))
    _SET_KEY.note(uow, row, session.set_id)
    return Beheld(
        session,
        set_name,
        set_state,
        channel_id,
        contacts,
        person,
        belongs,
        bool(here),
        facilitator,
        RunRow(*run) if run[0] else None,
        StageRow(*stage) if stage[0] else None,
        StageRow(*coming) if coming[0] else None,
    )


_STAGE = select(*STAGE_COLUMNS)


async def stages(uow: UnitOfWork, session_id: UUID) -> list[StageRow]:
    """The stages of an opened session, in order."""
    found = await uow.rows(_STAGE.where(Stage.session_id == session_id).order_by(Stage.ordinal))
    return [StageRow(*tuple[Any, ...](row)) for row in found]


async def run_of(uow: UnitOfWork, session_id: UUID) -> RunRow | None:
    """How a session runs; None: it was not opened."""
    row = (await uow.rows(select(*RUN_COLUMNS).where(Run.session_id == session_id))).one_or_none()
    return RunRow(*tuple[Any, ...](row)) if row else None


async def change_run(uow: UnitOfWork, run_id: UUID, revision: int, **values: object) -> bool:
    """Write values and the next revision; False, and nothing written, when somebody was faster."""
    moving = update(Run).where(Run.id == run_id, Run.revision == revision)
    return (await uow.execute(moving.values(**values, revision=revision + 1))).rowcount == 1


async def change_stage(uow: UnitOfWork, stage_id: UUID, **values: object) -> None:
    """Write columns of one stage."""
    await uow.execute(update(Stage).where(Stage.id == stage_id).values(**values))


async def change_session(uow: UnitOfWork, session_id: UUID, **values: object) -> None:
    """Write columns of a session, and its next revision."""
    changing = update(Session).where(Session.id == session_id)
    await uow.execute(changing.values(**values, revision=Session.revision + 1))


async def step(uow: UnitOfWork, session_id: UUID, ordinal: int, to: int, now: datetime, ends_at: datetime) -> None:
    """One stage ends and another begins, in one statement. Going back, the later one never began."""
    leaving, entering = Stage.ordinal == ordinal, Stage.ordinal == to
    moment, until, never = (literal(each, UtcDateTime()) for each in (now, ends_at, None))
    began: SQLColumnExpression[Any]
    ended: SQLColumnExpression[Any]
    if to > ordinal:
        began, ended = func.coalesce(Stage.started_at, moment), case((leaving, moment), else_=never)
    else:
        began, ended = case((leaving, never), else_=Stage.started_at), never
    moved = (
        update(Stage)
        .where(Stage.session_id == session_id, or_(leaving, entering))
        .values(
            started_at=began,
            ended_at=ended,
            ends_at=case((entering, until), else_=never),
            paused_left=None,
            noted=case((entering, 0), else_=Stage.noted),
        )
    )
    await uow.execute(moved)
