"""Swaps of turns, as those who ask and those who are asked see them. Nothing here commits or opens a seal."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from storage.aliases import alias
from storage.models import LearningSet, Membership, Person, Session, Swap, Turn
from storage.queries.beside import Standing, standing_of
from storage.queries.calendar import SESSION_COLUMNS, SessionRow
from storage.queries.people import PERSON_COLUMNS, PersonRow
from storage.queries.rotation import TURN_COLUMNS, TurnRow
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class SwapRow:
    """One question. `state`: asked, agreed, declined, taken_back or lapsed; other_turn_id: what the asker would get."""

    id: UUID
    turn_id: UUID
    other_turn_id: UUID | None
    asker_id: UUID
    asked_id: UUID
    state: str
    asked_at: datetime
    answered_at: datetime | None
    delivery_id: UUID | None
    revision: int


@dataclass(frozen=True)
class SeenSwap:
    """A swap with both sessions, for one person who looks at it.

    turn, session    what the asker gives; other_turn, other: what they would get, None for nothing yet
    asker, asked     names; standing: of the one who looks; asker_in, asked_in: how those two stand in the set
    """

    swap: SwapRow
    turn: TurnRow
    session: SessionRow
    other_turn: TurnRow | None
    other: SessionRow | None
    set_name: str
    set_state: str
    channel_id: str | None
    asker: str
    asked: str
    standing: Standing
    asker_in: Standing
    asked_in: Standing
    person: PersonRow = field(repr=False)


_SWAP = (
    Swap.id,
    Swap.turn_id,
    Swap.other_turn_id,
    Swap.asker_id,
    Swap.asked_id,
    Swap.state,
    Swap.asked_at,
    Swap.answered_at,
    Swap.delivery_id,
    Swap.revision,
)
_ASKER, _ASKED = alias(Person, "asker"), alias(Person, "asked")
_OTHER_TURN, _OTHER_SESSION = alias(Turn, "other_turn"), alias(Session, "other_session")
_OTHER_TURN_COLUMNS = tuple(getattr(_OTHER_TURN, column.key) for column in TURN_COLUMNS)
_OTHER_SESSION_COLUMNS = tuple(getattr(_OTHER_SESSION, column.key) for column in SESSION_COLUMNS)
_MORE = (
    LearningSet.name,
    LearningSet.state,
    LearningSet.channel_id,
    _ASKER.display_name,
    _ASKED.display_name,
    standing_of(Person.id, Session.set_id, Session.workspace_id),
    standing_of(_ASKER.id, Session.set_id, Session.workspace_id),
    standing_of(_ASKED.id, Session.set_id, Session.workspace_id),
)
_PARTS = (_SWAP, TURN_COLUMNS, SESSION_COLUMNS, _OTHER_TURN_COLUMNS, _OTHER_SESSION_COLUMNS, _MORE, PERSON_COLUMNS)


async def seen(
    uow: UnitOfWork, swap_id: UUID, *, slack_user_id: str = "", person_id: UUID | None = None
) -> SeenSwap | None:
    """A swap, for somebody by Slack's id or by ours."""
    who = Person.id == person_id if person_id else Person.slack_user_id == slack_user_id
    at = Swap.workspace_id
    statement = (
        select(*(column for part in _PARTS for column in part))
        .select_from(Swap)
        .join(Turn, (Turn.workspace_id == at) & (Turn.id == Swap.turn_id))
        .join(Session, (Session.workspace_id == at) & (Session.id == Turn.session_id))
        .join(LearningSet, (LearningSet.workspace_id == at) & (LearningSet.id == Session.set_id))
        .join(Person, (Person.workspace_id == at) & who)
        .join(_ASKER, (_ASKER.workspace_id == at) & (_ASKER.id == Swap.asker_id))
        .join(_ASKED, (_ASKED.workspace_id == at) & (_ASKED.id == Swap.asked_id))
        .outerjoin(_OTHER_TURN, (_OTHER_TURN.workspace_id == at) & (_OTHER_TURN.id == Swap.other_turn_id))
        .outerjoin(_OTHER_SESSION, (_OTHER_SESSION.workspace_id == at) & (_OTHER_SESSION.id == _OTHER_TURN.session_id))
        .where(Swap.id == swap_id)
    )
    row = (await uow.rows(statement)).first()
    return _seen(tuple[Any, ...](row)) if row else None


def _seen(values: tuple[Any, ...]) -> SeenSwap:
    parts: list[tuple[Any, ...]] = []
    for part in _PARTS:
        parts.append(values[: len(part)])
        values = values[len(part) :]
    swap, turn, session, other_turn, other, more, person = parts
    name, state, channel_id, asker, asked, standing, asker_in, asked_in = more
    return SeenSwap(
        swap=SwapRow(*swap),
        turn=TurnRow(*turn),
        session=SessionRow(*session),
        other_turn=TurnRow(*other_turn) if other_turn[0] else None,
        other=SessionRow(*other) if other[0] else None,
        set_name=name,
        set_state=state,
        channel_id=channel_id,
        asker=asker,
        asked=asked,
        standing=standing,
        asker_in=asker_in,
        asked_in=asked_in,
        person=PersonRow(*person),
    )


@dataclass(frozen=True)
class Partner:
    """Whom one could swap with. turn_id, starts_at: their next turn to facilitate; None: they have none yet."""

    person_id: UUID
    name: str
    turn_id: UUID | None
    session: SessionRow | None


async def partners(uow: UnitOfWork, set_id: UUID, but: UUID) -> list[Partner]:
    """Members of a set but one, by name, each with their earliest turn to come."""
    at = Membership.workspace_id
    theirs = (
        (Turn.workspace_id == at)
        & (Turn.person_id == Membership.person_id)
        & (Turn.set_id == Membership.set_id)
        & (Turn.ledger == "facilitating")
        & (Turn.state == "accepted")
    )
    coming = (Session.workspace_id == at) & (Session.id == Turn.session_id) & (Session.state == "planned")
    statement = (
        select(Person.id, Person.display_name, Turn.id, *SESSION_COLUMNS)
        .select_from(Membership)
        .join(Person, (Person.workspace_id == at) & (Person.id == Membership.person_id))
        .outerjoin(Turn, theirs)
        .outerjoin(Session, coming)
        .where(
            Membership.set_id == set_id,
            Membership.role == "member",
            Membership.until_at.is_(None),
            Person.active.is_(True),
            Person.id != but,
        )
        .order_by(Person.display_name, Person.id, Session.starts_at)
    )
    found: dict[UUID, Partner] = {}
    for row in await uow.rows(statement):
        person_id, name, turn_id, *session = tuple[Any, ...](row)
        has = session[0] is not None
        known = found.get(person_id)
        if known is None or (known.turn_id is None and has):
            found[person_id] = Partner(person_id, name, turn_id if has else None, SessionRow(*session) if has else None)
    return list(found.values())


async def add(
    uow: UnitOfWork, turn_id: UUID, other_turn_id: UUID | None, asker_id: UUID, asked_id: UUID, now: datetime
) -> UUID | None:
    """A question is asked; None when this turn has an open one already."""
    swap_id = uow.new_id()
    row = {"turn_id": turn_id, "other_turn_id": other_turn_id, "asker_id": asker_id, "asked_id": asked_id}
    new = await uow.insert_once(Swap, id=swap_id, **row, state="asked", asked_at=now, revision=1)
    return swap_id if new else None


async def note_message(uow: UnitOfWork, swap_id: UUID, delivery_id: UUID) -> None:
    """The message in which the question stands."""
    await uow.execute(update(Swap).where(Swap.id == swap_id).values(delivery_id=delivery_id))


async def change(uow: UnitOfWork, swap_id: UUID, before: str, after: str, now: datetime) -> bool:
    """From one state to another; False when it is in another already."""
    mine = update(Swap).where(Swap.id == swap_id, Swap.state == before)
    return (await uow.execute(mine.values(state=after, answered_at=now, revision=Swap.revision + 1))).rowcount == 1


async def close_open(uow: UnitOfWork, turn_id: UUID, after: str) -> list[UUID]:
    """The open question about a turn ends; its id."""
    mine = update(Swap).where(Swap.turn_id == turn_id, Swap.state == "asked")
    found = await uow.execute(mine.values(state=after, revision=Swap.revision + 1).returning(Swap.id))
    return [row.id for row in found]


async def lapse(uow: UnitOfWork, person_id: UUID, set_id: UUID) -> None:
    """Someone left a set: what they asked or were asked there is over."""
    theirs = select(Turn.id).where(Turn.workspace_id == uow.workspace_id, Turn.set_id == set_id)
    mine = update(Swap).where(
        Swap.state == "asked", or_(Swap.asker_id == person_id, Swap.asked_id == person_id), Swap.turn_id.in_(theirs)
    )
    await uow.execute(mine.values(state="lapsed", revision=Swap.revision + 1))


async def forget_noes(uow: UnitOfWork, session_id: UUID) -> None:
    """A session is over: who did not want to swap is not kept."""
    theirs = select(Turn.id).where(Turn.workspace_id == uow.workspace_id, Turn.session_id == session_id)
    declined = update(Swap).where(Swap.state == "declined", Swap.turn_id.in_(theirs))
    await uow.execute(declined.values(state="lapsed", answered_at=None, revision=Swap.revision + 1))


async def asked_of(uow: UnitOfWork, swap_id: UUID) -> UUID:
    """Who was asked."""
    return (await uow.rows(select(Swap.asked_id).where(Swap.id == swap_id))).scalar_one()


async def open_for(uow: UnitOfWork, turn_id: UUID) -> bool:
    """Whether a turn has an open question."""
    mine = select(Swap.id).where(Swap.turn_id == turn_id, Swap.state == "asked")
    return (await uow.rows(mine)).first() is not None
