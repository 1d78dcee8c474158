"""Somebody edits or deletes a message that was a reply in words: what was kept of it follows.

As long as nothing else has happened to the action, an edit is read anew and a deletion undoes what the words did. Later
only the words follow: what was answered then was acted on since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sets.action_words import NOTE_LIMIT, open_body, read_note, seal_body
from sets.errors import Problem, Refused
from sets.notes import let_set_read
from sets.reply_about import OPEN_READ, About, about, typed_at
from sets.reply_keeping import Kept, Words, place, take_back, wait
from storage.confidential import Confidential
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import actions
from storage.queries import replies as queries
from storage.queries.actions import ActionRow
from storage.queries.replies import Placed, ReplyRow
from storage.queries.reply_about import heard
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

CHANGED_KIND = "replies.changed"


@dataclass(frozen=True)
class Edited:
    """A message as it stands now. ts: Slack's name of it; words: nothing at all when it was deleted."""

    words: Confidential
    ts: str
    thread_ts: str | None = None


async def edited(store: WorkspaceStore, slack_user_id: str, message: Edited, key: str, now: datetime) -> None:
    """Follow an edit or a deletion. key: the event's receipt.

    A message that the bot keeps nothing of is left alone. Who has left the set can take their words back, not change
    them.
    """
    try:
        async with store.write() as uow:
            await _edited(uow, slack_user_id, message, key, now, anew=True)
    except Refused as refused:
        if message.words and refused.problem not in (Problem.STALE, Problem.ALREADY_DONE):
            return
        async with store.write() as uow:
            await _edited(uow, slack_user_id, message, key, now, anew=False)


async def _edited(uow: UnitOfWork, slack_user_id: str, message: Edited, key: str, now: datetime, *, anew: bool) -> None:
    """anew: what the words did is undone first; raises Refused when it is too late for that."""
    words = message.words
    if not (await claim(uow, key, now)).first:
        return
    reply = await queries.by_their_message(uow, slack_user_id, message.ts)
    if reply is None or reply.state not in ("asking", "saved") or len(words.reveal()) > NOTE_LIMIT:
        return
    found = await queries.placed(uow, reply.id)
    parts = found[1] if found else []
    values: dict[str, object] = {} if words else {"state": "deleted", "body": None, "expires_at": None}
    if anew:
        values |= await _again(uow, reply, await take_back(uow, parts, now), message, now)
    else:
        await _words_only(uow, parts, words)
    if not await queries.change(uow, reply, **values):
        raise Refused(Problem.STALE)
    await _tell(uow, reply, now)


async def _again(
    uow: UnitOfWork, reply: ReplyRow, rows: Sequence[ActionRow], message: Edited, now: datetime
) -> dict[str, object]:
    """Read the new words as they would have been at first; unclear, they stay with the one action they were kept with,
    or wait until somebody says which. The columns of the reply that follow."""
    kept = await _place(uow, reply, rows, message, now) if message.words else Kept()
    await queries.replace_parts(uow, reply.id, kept.parts)
    if not message.words:
        return {}
    if kept.parts:
        return {"state": "saved", "unsure": kept.unsure, "body": None, "expires_at": None}
    return await wait(uow, reply.id, reply.person_id, message.words, now)


async def _place(uow: UnitOfWork, reply: ReplyRow, rows: Sequence[ActionRow], message: Edited, now: datetime) -> Kept:
    typed = Words(message.words, typed_at(message.ts, now))
    chosen = reply.asked_in is None and len(rows) == 1
    found = None if chosen else await heard(uow, reply.slack_user_id, OPEN_READ, message_id=reply.asked_in)
    kept = Kept()
    if found is not None:
        kept = await place(uow, typed, about(found, threaded=message.thread_ts is not None), now)
    if not kept.parts and len(rows) == 1:
        kept = await place(uow, typed, About.one(rows[0]), now)
    return kept


async def _words_only(uow: UnitOfWork, parts: Sequence[Placed], words: Confidential) -> None:
    """Each note with the new words, and the copy that the set reads; the answers stay as they are."""
    note = read_note(words)
    for part in parts:
        if part.event is None or part.event.undone_at is not None:
            continue
        body = await open_body(uow, part.subject.holder_id, part.event.id, part.event.body)
        sealed = await seal_body(uow, part.subject.holder_id, part.event.id, {**body, "note": note.reveal()})
        if await actions.reword(uow, part.event.id, sealed, keep_shared=bool(note)):
            await let_set_read(uow, part.subject, part.event.id, note)


async def _tell(uow: UnitOfWork, reply: ReplyRow, now: datetime) -> None:
    """The bot's answer says how it stands now."""
    if reply.delivery_id is not None:
        await schedule(
            uow,
            NewDelivery(
                Effect.UPDATE,
                CHANGED_KIND,
                f"{CHANGED_KIND}:{reply.id}:{reply.revision + 1}",
                due_at=now,
                recipient_id=reply.person_id,
                args={"delivery": str(reply.delivery_id), "reply": str(reply.id)},
            ),
        )
