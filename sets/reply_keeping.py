"""Placing somebody's words: kept as a note of each action they are about, and recorded as the answer that was read."""

from collections.abc import Sequence
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
from storage.queries.reply_about import Question
from storage.unit_of_work import UnitOfWork

WEEK = timedelta(days=7)
WAITS_FOR = WEEK


async def place(uow: UnitOfWork, words: Confidential, about: About, now: datetime) -> list[Part]:
    """Keep the words with every action they are about; none when that has to be asked first.

    With one action that was asked about they are kept whatever they say; else only where an answer was read. Raises
    Refused: STALE, or what `sets.access` says.
    """
    whose = next((row for row in about.actions if row is not None), None)
    if whose is None:
        return []
    today = local_date(now, whose.holder.tz)
    answers = read(words.reveal(), await read_labels(uow, about), today, numbered=about.asked).answers
    if about.settled and any(_moved_on(about.questions[number]) for number in answers):
        answers = {}
    if about.only is not None:
        return [await _keep(uow, about.only, words, answers.get(0), 0, now)]
    found = [(number, about.actions[number], said) for number, said in sorted(answers.items())]
    return [await _keep(uow, row, words, said, number, now) for number, row, said in found if row is not None]


def _moved_on(question: Question) -> bool:
    """Whether something else was said about it since, and it goes on."""
    return not question.waiting and question.subject is not None and question.subject.standing == "open"


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
    if said.kind == "not_now":
        return {"next_ask_at": ask_moment(said.day or local_date(now, tz) + WEEK, tz)}
    if said.day is not None:
        return {"due_date": said.day}
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
