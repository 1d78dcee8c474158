"""The matrix: what a holder writes to the bot in words, and where it belongs."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from handlers.ids import Form, Press, handle
from sets import replies
from sets.replies import Typed
from storage.confidential import Confidential
from storage.models import PendingReply
from tests.handlers.matrix.actions import WHOLE, Actions, first
from tests.handlers.matrix.core import (
    FRIDAY,
    HOLDER,
    WROTE,
    Ids,
    Json,
    Room,
    Things,
    Town,
    action,
    event,
    happened,
    in_message,
)


@dataclass(frozen=True)
class Replied:
    """Two replies of a holder: one kept with their third action, one still asked about, in the message `asking_ts`."""

    saved: UUID
    asking: UUID
    asking_ts: str


async def make(town: Town) -> None:
    for things in town.ids.things.values():
        saved, ts = await _received(town, things, 0)
        await replies.choose(town.store, things.user, ts, things.get(Actions).ids[2], FRIDAY)
        asking, asking_ts = await _received(town, things, 1)
        things.put(Replied(saved, asking, asking_ts))


async def _received(town: Town, things: Things, number: int) -> tuple[UUID, str]:
    """The reply, and the ts of the message that asks what it is about."""
    words = Confidential(f"{things.name}-REPLY-{number}, done or so")  # so it is asked what it says
    await replies.receive(town.store, things.user, Typed(words), f"event:{things.name}{number}", FRIDAY)
    (message,) = await town.sender.deliver(replies.ANSWER_KIND)
    async with town.store.read() as uow:
        asked = select(PendingReply.id).where(PendingReply.delivery_id == message.delivery_id)
        return (await uow.rows(asked)).scalar_one(), message.ts


def saved_reply(_ids: Ids, things: Things) -> str:
    return handle(things.get(Replied).saved)


def asking_reply(_ids: Ids, things: Things) -> str:
    return handle(things.get(Replied).asking)


def where_it_asks(_user: str, _ids: Ids, things: Things) -> Json:
    return in_message(things.get(Replied).asking_ts)


def written(user: str, _ids: Ids, _things: Things) -> Json:
    return happened("message", user, channel="D1", channel_type="im", text="words of mine")


ROOM = Room(
    rows=(
        event("message", sent=written),
        action(
            Press.REPLY_CHOOSE,
            "SGGGGGGGGG",
            left="F",
            shown=("I saved your note with", "{name}-LABEL-0", WROTE),
            value=first,
            sent=where_it_asks,
        ),
        action(
            Press.REPLY_NONE,
            HOLDER,
            left="S",
            shown=("I have not saved it.", WROTE),
            value=asking_reply,
            sent=where_it_asks,
        ),
        action(
            Press.REPLY_OTHER,
            HOLDER,
            left="F",
            shown=("Which action is this about?", "{name}-LABEL-0", WROTE),
            value=saved_reply,
        ),
        action(Press.REPLY_SHARE, HOLDER, left="F", shown=("can read your note", WROTE), value=saved_reply),
        action(Press.REPLY_UNDO, HOLDER, left="F", shown=("I no longer hold your note.", WROTE), value=saved_reply),
        action(
            Press.REPLY_UNDERSTOOD,
            HOLDER,
            left="S",
            shown=("I saved your note with", "{name}-LABEL-2"),
            value=saved_reply,
        ),
        *(
            action(press, HOLDER, left="F", shown=("as an answer.", "{name}-LABEL-2", WROTE), value=saved_reply)
            for press in (Press.REPLY_DONE, Press.REPLY_STILL, Press.REPLY_STUCK, Press.REPLY_NOT_NOW)
        ),
        action(Press.REPLY_OPEN, HOLDER, left="S", shown=WHOLE, value=first),
        action(Press.REPLY_FORM, HOLDER, left="S", shown=(Form.REPLY_FORM,), value=first),
    ),
    make=make,
    needs=("actions", "checkins"),
    tables=("pending_reply", "reply_part"),
)
