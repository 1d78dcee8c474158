"""Placing somebody's words: kept as a note of each action they are about, and recorded as the answer that was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sets import home, nudges
from sets.actions import CLOSING, record, undo_event
from sets.answering import again
from sets.checkins import ask_moment
from sets.errors import Problem, Refused
from sets.hours import local_date
from sets.reply_about import About, read_labels
from sets.reply_words import Said, read
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries.actions import ActionRow
from storage.queries.replies import Part, Placed
from storage.unit_of_work import UnitOfWork

WEEK = timedelta(days=7)
WAITS_FOR = WEEK


@dataclass(frozen=True)
class Words:
    """What somebody typed, and when (aware UTC)."""

    words: Confidential
    typed_at: datetime


@dataclass(frozen=True)
class Kept:
    """What words became. parts: none when it has to be asked first; unsure: a note, and it is asked what they say."""

    parts: Sequence[Part] = ()
    unsure: bool = False


async def place(uow: UnitOfWork, typed: Words, about: About, now: datetime) -> Kept:
    """Keep the words with every action they are about.

    With the one action that was asked about they are kept whatever they say; else only where an answer was read. Raises
    Refused: STALE, or what `sets.access` says.
    """
    actions = about.actions
    whose = next((row for row in actions if row is not None), None)
    if whose is None:
        return Kept()
    today = local_date(typed.typed_at, whose.holder.tz)
    reading = read(typed.words.reveal(), await read_labels(uow, about), today)
    asks = any(about.moved_on(number) for number in reading.answers)
    answers = {} if asks else reading.answers
    if about.only is not None and not answers:
        note = await _keep(uow, about.only, typed.words, None, 0, now)
        return Kept([note], unsure=(asks or reading.unsure) and about.only.standing == "open")
    found = [(number, actions[number], said) for number, said in sorted(answers.items())]
    parts = [await _keep(uow, row, typed.words, said, number, now) for number, row, said in found if row is not None]
    return Kept(parts)


async def answer(uow: UnitOfWork, row: ActionRow, words: Confidential, kind: str, number: int, now: datetime) -> Part:
    """Keep words as this answer, as their writer says. kind: as for `sets.actions.record`. Raises as `place`."""
    return await _keep(uow, row, words, Said(kind), number, now)


async def _keep(
    uow: UnitOfWork, row: ActionRow, words: Confidential, said: Said | None, number: int, now: datetime
) -> Part:
    """One action: the answer, when one was read and it is still open; else a note."""
    if said is None or row.standing != "open":
        event_id = await record(uow, row, "note", now, note=words, person_id=row.holder_id)
        return Part(row.id, event_id, number, answered=False)
    changes = _changes(row, said, now)
    event_id = await record(uow, row, said.kind, now, changes=changes, note=words, person_id=row.holder_id)
    await nudges.settle(uow, row.id, event_id, now)
    await home.changed(uow, row.holder_id, now)
    return Part(row.id, event_id, number, answered=True)


def _changes(row: ActionRow, said: Said, now: datetime) -> dict[str, object]:
    """What follows from an answer, as if its button had been pressed."""
    tz = row.holder.tz
    if said.kind in CLOSING:
        return {}
    today = local_date(now, tz)
    day = said.day if said.day is not None and said.day >= today else None  # words may come late
    if said.kind == "not_now":
        return {"next_ask_at": ask_moment(day or today + WEEK, tz)}
    if day is not None:
        return {"due_date": day}
    return {"next_ask_at": again(row, now)}


async def take_back(uow: UnitOfWork, parts: Sequence[Placed], now: datetime) -> list[ActionRow]:
    """Undo everything that words became; the actions as they stand then.

    Raises Refused: STALE when something has happened to one of them since, ALREADY_DONE when it was taken back before.
    """
    rows = []
    for part in parts:
        if part.event is None:
            raise Refused(Problem.ALREADY_DONE)
        row = await undo_event(uow, part.event, part.subject.holder_id, now)
        if part.answered:
            await nudges.unsettle(uow, row.id, part.event.id, now, dropped=row.standing != "open")
            await home.changed(uow, row.holder_id, now)
        rows.append(row)
    return rows


async def wait(
    uow: UnitOfWork, reply_id: UUID, person_id: UUID, words: Confidential, now: datetime
) -> dict[str, object]:
    """Words that wait until it is clear what they are about."""
    body = await uow.seal(Field.PENDING_REPLY, Scope("person", person_id), reply_id, words)
    return {"state": "asking", "body": body, "expires_at": now + WAITS_FOR}
