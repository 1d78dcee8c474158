"""What a running session sends: the board and its edits, the notes about time, a wish for a question."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.feature import Call, DeliveryKind, NotYet, Tick
from handlers.messages import board as messages
from handlers.people import reader_of
from handlers.words import Reader
from sets import board, clock, signs, stage_notices
from sets.people import person_by_id
from storage.outbox import Delivery
from storage.unit_of_work import UnitOfWork

LOOK_AGAIN_S = 1


async def _board(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The board, when it goes up."""
    found = await board.read(uow, delivery.set_id) if delivery.set_id else None
    if found is None:
        return None
    return Call("chat.postMessage", messages.board_message(_channels(found), found))


async def _edit(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The board as it stands at this moment, whatever the edit was written for; none when Slack refused the board."""
    found = await board.read(uow, delivery.set_id) if delivery.set_id else None
    if found is None or found.lost:
        return None
    if found.place is None:
        raise NotYet(LOOK_AGAIN_S)
    channel, ts = found.place
    return Call("chat.update", {"channel": channel, "ts": ts, **messages.board_message(_channels(found), found)})


def _channels(found: board.Board) -> Reader:
    """A channel reads English, in its set's zone."""
    return Reader(tz=found.zone)


async def _edited(uow: UnitOfWork, delivery: Delivery, response: Mapping[str, Any], now: datetime) -> None:
    await board.confirmed(uow, delivery, now)


async def _time_note(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """2 minutes left, or Time: for who facilitates, if it is still true when it goes."""
    person = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    if person is None or not await clock.still_true(uow, delivery):
        return None
    said = messages.two_minutes if delivery.args["note"] == clock.SOON else messages.time_is_up
    return Call("chat.postMessage", said(reader_of(person)))


async def _wish(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """Someone would welcome an open question: for who facilitates, while that stage runs."""
    person = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    if person is None or not await signs.wish_stands(uow, delivery):
        return None
    return Call("chat.postMessage", messages.note_for_facilitator(reader_of(person)))


async def _stage_notice(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The stage that has begun, for who chose to be told of each; None: the session has moved on."""
    person = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    if person is None or not await stage_notices.still_there(uow, delivery):
        return None
    found = await board.read(uow, delivery.set_id) if delivery.set_id else None
    if found is None or found.stage is None:
        return None
    return Call("chat.postMessage", messages.stage_notice(reader_of(person), found, found.stage))


KINDS = (
    DeliveryKind(board.POST, _board),
    DeliveryKind(board.EDIT, _edit, sent=_edited),
    DeliveryKind(clock.NOTE, _time_note),
    DeliveryKind(signs.WISH, _wish),
    DeliveryKind(stage_notices.NOTICE, _stage_notice),
)
TICK = Tick("sessions.clock", clock.tick, clock.next_wake)
