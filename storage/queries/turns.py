"""A turn or a session as the person who presses sees it, in one statement. Nothing here commits or opens a seal."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, update

from storage.aliases import alias
from storage.models import LearningSet, Person, Session, Swap, Turn
from storage.queries.beside import Standing, standing_of
from storage.queries.calendar import SESSION_COLUMNS, SessionRow
from storage.queries.people import PERSON_COLUMNS, PersonRow
from storage.queries.rotation import LIVE, TURN_COLUMNS, TurnRow
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class SeenRow:
    """A session, the person who looks at it, and how they stand in its set.

    facilitator, host  names; "" for nobody
    turn        that was pressed, when one was
    others_turn  somebody else has a live turn in the same ledger of this session
    swap_id, swap_with  the open question to swap it, and the name of who was asked
    """

    session: SessionRow
    set_name: str
    set_state: str
    channel_id: str | None
    contacts: str
    facilitator: str
    host: str
    standing: Standing
    person: PersonRow = field(repr=False)
    turn: TurnRow | None = None
    others_turn: bool = False
    swap_id: UUID | None = None
    swap_with: str = ""


_FACILITATOR, _HOST, _ASKED, _OTHER = (
    alias(Person, "facilitator"),
    alias(Person, "host"),
    alias(Person, "asked"),
    alias(Turn, "other"),
)
_SEEN = (
    *SESSION_COLUMNS,
    LearningSet.name,
    LearningSet.state,
    LearningSet.channel_id,
    LearningSet.contacts,
    _FACILITATOR.display_name,
    _HOST.display_name,
    standing_of(Person.id, Session.set_id, Session.workspace_id),
    *PERSON_COLUMNS,
)
_OTHERS_TURN = (
    select(_OTHER.id)
    .where(
        _OTHER.workspace_id == Turn.workspace_id,
        _OTHER.session_id == Turn.session_id,
        _OTHER.ledger == Turn.ledger,
        _OTHER.state.in_(LIVE),
        _OTHER.id != Turn.id,
    )
    .correlate(Turn)
    .exists()
)


def _joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """With the set and the names of who facilitates and hosts. `Person` is who looks, joined by the caller."""
    return (
        statement.join(
            LearningSet, (LearningSet.workspace_id == Session.workspace_id) & (LearningSet.id == Session.set_id)
        )
        .outerjoin(
            _FACILITATOR,
            (_FACILITATOR.workspace_id == Session.workspace_id) & (_FACILITATOR.id == Session.facilitator_id),
        )
        .outerjoin(_HOST, (_HOST.workspace_id == Session.workspace_id) & (_HOST.id == Session.host_id))
    )


def _seen(row: Row[*tuple[Any, ...]], *, with_turn: bool) -> SeenRow:
    values = tuple(row)
    first, second = len(SESSION_COLUMNS), len(SESSION_COLUMNS) + 7
    third = second + len(PERSON_COLUMNS)
    name, state, channel_id, contacts, facilitator, host, standing = values[first:second]
    return SeenRow(
        session=SessionRow(*values[:first]),
        set_name=name,
        set_state=state,
        channel_id=channel_id,
        contacts=contacts,
        facilitator=facilitator or "",
        host=host or "",
        standing=standing,
        person=PersonRow(*values[second:third]),
        turn=TurnRow(*values[third:-3]) if with_turn else None,
        others_turn=bool(values[-3]) if with_turn else False,
        swap_id=values[-2] if with_turn else None,
        swap_with=(values[-1] or "") if with_turn else "",
    )


async def hold(uow: UnitOfWork, session_id: UUID | None = None, turn_id: UUID | None = None) -> None:
    """Nobody else answers for this session (or a turn's) until the transaction ends, so that what is read next is true.

    On PostgreSQL; SQLite has one writer anyway, so there it costs nothing.
    """
    if uow.dialect == "postgresql":
        of_turn = select(Turn.session_id).where(Turn.workspace_id == uow.workspace_id, Turn.id == turn_id)
        mine = Session.id == session_id if turn_id is None else Session.id == of_turn.scalar_subquery()
        await uow.rows(select(Session.id).where(mine).with_for_update())


async def seen_turn(uow: UnitOfWork, turn_id: UUID, slack_user_id: str | None) -> SeenRow | None:
    """A turn, for whoever presses; None as `slack_user_id`: for the person whose turn it is."""
    statement = (
        select(*_SEEN, *TURN_COLUMNS, _OTHERS_TURN, Swap.id, _ASKED.display_name)
        .select_from(Session)
        .join(Turn, (Turn.workspace_id == Session.workspace_id) & (Turn.session_id == Session.id))
    )
    who = Person.id == Turn.person_id if slack_user_id is None else Person.slack_user_id == slack_user_id
    statement = statement.join(Person, (Person.workspace_id == Session.workspace_id) & who)
    open_swap = (Swap.workspace_id == Turn.workspace_id) & (Swap.turn_id == Turn.id) & (Swap.state == "asked")
    asked = (_ASKED.workspace_id == Swap.workspace_id) & (_ASKED.id == Swap.asked_id)
    whole = _joined(statement).outerjoin(Swap, open_swap).outerjoin(_ASKED, asked)
    row = (await uow.rows(whole.where(Turn.id == turn_id))).first()
    return _seen(row, with_turn=True) if row else None


async def seen_session(uow: UnitOfWork, session_id: UUID, slack_user_id: str) -> SeenRow | None:
    """A session, for whoever presses."""
    statement = (
        select(*_SEEN)
        .select_from(Session)
        .join(Person, (Person.workspace_id == Session.workspace_id) & (Person.slack_user_id == slack_user_id))
    )
    row = (await uow.rows(_joined(statement).where(Session.id == session_id))).first()
    return _seen(row, with_turn=False) if row else None


async def give_up(uow: UnitOfWork, person_id: UUID, set_id: UUID) -> None:
    """Someone has left a set: their live turns end, and sessions to come are nobody's again."""
    live = update(Turn).where(Turn.person_id == person_id, Turn.set_id == set_id, Turn.state.in_(LIVE))
    await uow.execute(live.values(state="passed", expires_at=None, revision=Turn.revision + 1))
    for column in (Session.facilitator_id, Session.host_id):
        theirs = update(Session).where(Session.set_id == set_id, Session.state == "planned", column == person_id)
        await uow.execute(theirs.values({column.key: None}))


@dataclass(frozen=True)
class ToCome:
    """A turn of someone's for a session that is still to come."""

    turn: TurnRow
    session: SessionRow
    set_name: str


async def turns_to_come(uow: UnitOfWork, person_id: UUID) -> list[ToCome]:
    """Sessions someone facilitates, the earliest first."""
    found = (
        select(*TURN_COLUMNS, *SESSION_COLUMNS, LearningSet.name)
        .select_from(Turn)
        .join(Session, (Session.workspace_id == Turn.workspace_id) & (Session.id == Turn.session_id))
        .join(LearningSet, (LearningSet.workspace_id == Turn.workspace_id) & (LearningSet.id == Turn.set_id))
        .where(
            Turn.person_id == person_id,
            Turn.ledger == "facilitating",
            Turn.state == "accepted",
            Session.state == "planned",
            Session.facilitator_id == person_id,
            LearningSet.state != "closed",
        )
        .order_by(Session.starts_at, Session.id)
    )
    wide, first = len(TURN_COLUMNS), len(TURN_COLUMNS) + len(SESSION_COLUMNS)
    rows = [tuple[Any, ...](row) for row in await uow.rows(found)]
    return [ToCome(TurnRow(*row[:wide]), SessionRow(*row[wide:first]), row[first]) for row in rows]
