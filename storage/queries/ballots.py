"""Rounds, ballots and answers. Nothing here commits or opens a seal, and nothing tells one ballot from another."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, delete, func, select, update

from storage.aliases import alias
from storage.models import Answer, Ballot, LearningSet, Membership, Person, Round
from storage.queries.beside import Standing, standing_of
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class RoundRow:
    """A round. Moments are aware UTC; `state`: open, closed or too_few."""

    id: UUID
    set_id: UUID
    kind: str
    subject_id: UUID
    recipient_id: UUID | None
    opens_at: datetime
    deadline: datetime
    state: str


@dataclass(frozen=True)
class ReaderRow:
    """A round as somebody meets it. belonged_at_opening: they were in the set when it opened.

    recipient  the name of who alone reads the result; "": the set
    """

    round: RoundRow
    person_id: UUID
    locale: str
    tz: str
    standing: Standing
    belonged_at_opening: bool
    set_name: str
    contacts: str
    recipient: str = ""


@dataclass(frozen=True)
class BallotRow:
    """One sealed ballot."""

    id: UUID
    person_id: UUID
    blob: bytes


_ROUND = (
    Round.id,
    Round.set_id,
    Round.kind,
    Round.subject_id,
    Round.recipient_id,
    Round.opens_at,
    Round.deadline,
    Round.state,
)


_TO = alias(Person, "recipient")


async def by_id(uow: UnitOfWork, round_id: UUID, *, lock: bool = False) -> RoundRow | None:
    """One round; `lock`: held until this transaction ends (SQLite has one writer anyway)."""
    wanted = select(*_ROUND).where(Round.id == round_id)
    row = (await uow.rows(wanted.with_for_update() if lock else wanted)).first()
    return RoundRow(*tuple[Any, ...](row)) if row else None


async def met_by(uow: UnitOfWork, round_id: UUID, slack_user_id: str) -> ReaderRow | None:
    """A round with somebody and how they stand to it; None: there is no such round, or the bot never met them."""
    return await _met(uow, _meeting(slack_user_id).where(Round.id == round_id))


async def last_met_by(uow: UnitOfWork, kind: str, set_id: UUID, slack_user_id: str) -> ReaderRow | None:
    """The round of a kind that was the last to close in a set, whether it has something to show or not; as `met_by`."""
    closed = _meeting(slack_user_id).where(Round.kind == kind, Round.set_id == set_id, Round.state != "open")
    return await _met(uow, closed.order_by(Round.deadline.desc(), Round.id).limit(1))


def _meeting(slack_user_id: str) -> Select[*tuple[Any, ...]]:
    """Rounds with somebody and how they stand to each."""
    then = (
        select(Membership.id)
        .where(
            Membership.workspace_id == Round.workspace_id,
            Membership.set_id == Round.set_id,
            Membership.person_id == Person.id,
            Membership.role == "member",
            Membership.from_at <= Round.opens_at,
            Membership.until_at.is_(None),
        )
        .correlate(Round, Person)
        .exists()
    )
    standing = standing_of(Person.id, Round.set_id, Round.workspace_id)
    met = (Person.id, Person.locale, Person.tz, standing, then, LearningSet.name, LearningSet.contacts)
    return (
        select(*_ROUND, *met, func.coalesce(_TO.display_name, ""))
        .join(LearningSet, LearningSet.id == Round.set_id)
        .join(Person, Person.workspace_id == Round.workspace_id)
        .outerjoin(_TO, (_TO.workspace_id == Round.workspace_id) & (_TO.id == Round.recipient_id))
        .where(Person.slack_user_id == slack_user_id)
    )


async def _met(uow: UnitOfWork, wanted: Select[*tuple[Any, ...]]) -> ReaderRow | None:
    row = (await uow.rows(wanted)).first()
    if row is None:
        return None
    values = tuple[Any, ...](row)
    return ReaderRow(RoundRow(*values[: len(_ROUND)]), *values[len(_ROUND) :])


async def members(uow: UnitOfWork, set_id: UUID) -> list[UUID]:
    """Everyone who is a member of a set now, in an order that says nothing."""
    wanted = select(Membership.person_id).where(
        Membership.set_id == set_id, Membership.role == "member", Membership.until_at.is_(None)
    )
    return list((await uow.rows(wanted.order_by(Membership.person_id))).scalars())


async def open_once(uow: UnitOfWork, row: RoundRow) -> bool:
    """Add a round; False when the same was opened before."""
    return await uow.insert_once(Round, **vars(row))


async def of_subject(uow: UnitOfWork, kind: str, subject_id: UUID) -> UUID | None:
    """The round of this kind about something."""
    wanted = select(Round.id).where(Round.kind == kind, Round.subject_id == subject_id)
    return (await uow.rows(wanted)).scalar_one_or_none()


async def open_about(uow: UnitOfWork, kind: str, subject_id: UUID) -> RoundRow | None:
    """The round of this kind about something, while it is open."""
    wanted = select(*_ROUND).where(Round.kind == kind, Round.subject_id == subject_id, Round.state == "open")
    row = (await uow.rows(wanted)).first()
    return RoundRow(*tuple[Any, ...](row)) if row else None


async def newest(uow: UnitOfWork, set_id: UUID, kinds: Collection[str]) -> dict[str, RoundRow]:
    """The round of each kind that a set was asked last, whether it is open or not; without those that never were."""
    wanted = select(*_ROUND).where(Round.set_id == set_id, Round.kind.in_(kinds)).order_by(Round.opens_at, Round.id)
    found = [RoundRow(*tuple[Any, ...](row)) for row in await uow.rows(wanted)]
    return {row.kind: row for row in found}


async def add_ballots(uow: UnitOfWork, round_id: UUID, blobs: Sequence[tuple[UUID, UUID, bytes]]) -> None:
    """A ballot (id, person, blob) for everyone."""
    rows = [{"id": id_, "round_id": round_id, "person_id": person, "blob": blob} for id_, person, blob in blobs]
    await uow.insert_many(Ballot, rows)


async def ballots(uow: UnitOfWork, round_id: UUID) -> list[BallotRow]:
    """Every ballot of a round."""
    wanted = select(Ballot.id, Ballot.person_id, Ballot.blob).where(Ballot.round_id == round_id)
    return [BallotRow(*row) for row in await uow.rows(wanted.order_by(Ballot.id))]


async def rewrite(uow: UnitOfWork, round_id: UUID, blobs: Mapping[UUID, bytes]) -> None:
    """Write every ballot of a round anew, in one statement, so that no row is newer than another."""
    every = update(Ballot).where(Ballot.round_id == round_id)
    await uow.execute(every.values(blob=case(blobs, value=Ballot.id)))


async def due(uow: UnitOfWork, now: datetime, kinds: Collection[str]) -> list[UUID]:
    """Open rounds of these kinds whose deadline has come."""
    wanted = select(Round.id).where(Round.state == "open", Round.deadline <= now, Round.kind.in_(kinds))
    return list((await uow.rows(wanted.order_by(Round.deadline, Round.id))).scalars())


async def next_deadline(uow: UnitOfWork, kinds: Collection[str]) -> datetime | None:
    """The earliest deadline of an open round of these kinds (aware UTC)."""
    wanted = select(func.min(Round.deadline)).where(Round.state == "open", Round.kind.in_(kinds))
    return (await uow.rows(wanted)).scalar_one_or_none()


async def open_in(uow: UnitOfWork, set_id: UUID) -> list[UUID]:
    """The open rounds of a set."""
    wanted = select(Round.id).where(Round.set_id == set_id, Round.state == "open")
    return list((await uow.rows(wanted.order_by(Round.id))).scalars())


async def close(uow: UnitOfWork, round_id: UUID, state: str, bodies: Sequence[tuple[UUID, bytes]]) -> None:
    """Close a round: its ballots go, its answers (id, body) come, in the order given."""
    await uow.execute(update(Round).where(Round.id == round_id).values(state=state))
    await uow.execute(delete(Ballot).where(Ballot.round_id == round_id))
    await uow.insert_many(Answer, [{"id": id_, "round_id": round_id, "body": body} for id_, body in bodies])


async def answers(uow: UnitOfWork, round_id: UUID) -> list[tuple[UUID, bytes]]:
    """Every answer of a closed round: id and sealed body."""
    wanted = select(Answer.id, Answer.body).where(Answer.round_id == round_id)
    return [(row.id, row.body) for row in await uow.rows(wanted)]


async def closed_to(uow: UnitOfWork, person_id: UUID) -> list[UUID]:
    """The closed rounds whose result is for one person alone, the newest first."""
    theirs = select(Round.id).where(Round.recipient_id == person_id, Round.state == "closed")
    return list((await uow.rows(theirs.order_by(Round.deadline.desc(), Round.id))).scalars())


async def rewrite_answers(uow: UnitOfWork, bodies: Mapping[UUID, bytes]) -> None:
    """The same answers, sealed anew."""
    for id_, body in bodies.items():
        await uow.execute(update(Answer).where(Answer.id == id_).values(body=body))
