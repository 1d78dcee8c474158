"""Replies in words: matched to the action that was asked about, kept as a sealed note for their writer alone.

Words nobody has placed yet wait sealed under the writer's own key, a week at most; nothing is lost while the bot asks
which action they are about.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sets import people
from sets import reply_showing as showing
from sets.access import May, judge
from sets.action_forms import own_action
from sets.action_words import NOTE_LIMIT, open_body
from sets.errors import Problem, Refused
from sets.notes import let_set_read
from sets.reply_about import OPEN_READ, About, about, typed_at
from sets.reply_keeping import Words, answer, place, take_back, wait
from sets.reply_showing import Shown
from sets.reply_words import asks_to_stop_writing
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import replies as queries
from storage.queries.replies import Placed, ReplyRow
from storage.queries.reply_about import Heard, Writer, heard
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

ANSWER_KIND = "replies.answer"
NOTHING_KIND = "replies.nothing_open"
TOO_LONG_KIND = "replies.too_long"
STOP_KIND = "replies.stop"


@dataclass(frozen=True)
class Typed:
    """A message in words. ts: Slack's name of it; thread_ts: in whose thread it stands, None: in none."""

    words: Confidential
    ts: str | None = None
    thread_ts: str | None = None


async def receive(store: WorkspaceStore, slack_user_id: str, typed: Typed, key: str, now: datetime) -> None:
    """Take one message in words. Its answer goes through the outbox. key: the event's receipt."""
    try:
        async with store.write() as uow:
            await _receive(uow, slack_user_id, typed, key, now)
    except Refused as refused:
        if refused.problem is not Problem.STALE:
            raise
        # The action changed at the same moment. Slack takes a refusal for an answer, so it would not send this again.
        async with store.write() as uow:
            await _receive(uow, slack_user_id, typed, key, now)


async def _receive(uow: UnitOfWork, slack_user_id: str, typed: Typed, key: str, now: datetime) -> None:
    if not (await claim(uow, key, now)).first:
        return
    found = await heard(uow, slack_user_id, OPEN_READ, thread_ts=typed.thread_ts)
    who = found.writer if found else await _met(uow, slack_user_id)
    if len(typed.words.reveal()) > NOTE_LIMIT:
        await _answer(uow, who, TOO_LONG_KIND, key, now, typed.thread_ts)
    elif asks_to_stop_writing(typed.words.reveal()):
        await _answer(uow, who, STOP_KIND, key, now, typed.thread_ts)
    elif found is None or not about(found, threaded=typed.thread_ts is not None).actions:
        await _answer(uow, who, NOTHING_KIND, key, now, typed.thread_ts)
    else:
        await _take(uow, found, typed, key, now)


async def _take(uow: UnitOfWork, found: Heard, typed: Typed, key: str, now: datetime) -> None:
    """Keep the words where they belong, or until someone says where."""
    who, reply_id = found.writer, uow.new_id()
    words = Words(typed.words, typed_at(typed.ts, now))
    kept = await place(uow, words, about(found, threaded=typed.thread_ts is not None), now)
    if not kept.parts and not found.opened:
        await _answer(uow, who, NOTHING_KIND, key, now, typed.thread_ts)
        return
    delivery_id = await _answer(uow, who, ANSWER_KIND, key, now, typed.thread_ts)
    saved: dict[str, object] = {"state": "saved", "unsure": kept.unsure}
    values = saved if kept.parts else await wait(uow, reply_id, who.id, typed.words, now)
    await queries.add(
        uow,
        kept.parts,
        id=reply_id,
        person_id=who.id,
        at=now,
        message_ts=typed.ts,
        warned=who.earlier == 0,
        delivery_id=delivery_id,
        asked_in=found.message_id,
        **values,
    )


async def _met(uow: UnitOfWork, slack_user_id: str) -> Writer:
    met = await people.meet(uow, slack_user_id)
    return Writer(met.id, met.slack_user_id, met.locale, met.tz, 0)


async def _answer(uow: UnitOfWork, who: Writer, kind: str, key: str, now: datetime, thread_ts: str | None) -> UUID:
    args = {"thread_ts": thread_ts} if thread_ts else {}
    new = NewDelivery(Effect.POST, kind, f"reply:{key}", due_at=now, recipient_id=who.id, args=args)
    return await schedule(uow, new)


async def shown_for(uow: UnitOfWork, delivery_id: UUID) -> Shown | None:
    """The answer that a delivery carries; None when there is nothing to say any more."""
    reply = await queries.by_delivery(uow, delivery_id)
    return await showing.shown(uow, reply) if reply and reply.state in ("asking", "saved") else None


async def choose(store: WorkspaceStore, slack_user_id: str, ts: str, action_id: UUID, now: datetime) -> UUID:
    """These words are about that action; the reply. Raises Refused: GONE, STALE, or what `sets.access` says.

    ts  of the message in which it was chosen
    """
    async with store.write() as uow:
        found = await queries.by_message(uow, slack_user_id, ts, action_id)
        if found is None:
            raise Refused(Problem.GONE)
        reply, subject = found
        if reply.state != "asking" or reply.body is None:
            return reply.id
        words = await uow.unseal(Field.PENDING_REPLY, Scope("person", reply.person_id), reply.id, reply.body)
        chosen = subject or await own_action(uow, action_id, slack_user_id)
        kept = await place(uow, Words(words, typed_at(reply.message_ts, now)), About.one(chosen), now)
        await queries.replace_parts(uow, reply.id, kept.parts)
        # They have said which, so numbers tell no more.
        saved = {"state": "saved", "unsure": kept.unsure, "body": None, "expires_at": None, "asked_in": None}
        await _change(uow, reply, saved)
        return reply.id


async def drop(store: WorkspaceStore, slack_user_id: str, reply_id: UUID) -> None:
    """None of these: the words are not kept. Raises Refused: GONE, NOT_YOUR_SET."""
    async with store.write() as uow:
        reply = await _own(uow, slack_user_id, reply_id)
        if reply.state == "asking":
            await _change(uow, reply, {"state": "dropped", "body": None, "expires_at": None})


async def undo(store: WorkspaceStore, slack_user_id: str, reply_id: UUID, now: datetime) -> bool:
    """Take everything back that the words became; False when it is too late. Raises Refused: GONE, NOT_YOUR_SET."""
    return await _take_back(store, slack_user_id, reply_id, now, ask_again=False)


async def share(store: WorkspaceStore, slack_user_id: str, reply_id: UUID) -> None:
    """Let the set read the note. Undo takes that back too. Raises Refused: GONE, NOT_YOUR_SET, ALREADY_DONE."""
    async with store.write() as uow:
        reply, parts = await _placed(uow, slack_user_id, reply_id)
        if reply.state != "saved" or not parts:
            raise Refused(Problem.ALREADY_DONE)
        for part in parts:
            judge(May.CHANGE_OWN_ACTION, part.subject.belongs, person_id=reply.person_id, holder_id=reply.person_id)
            await let_set_read(uow, part.subject, *await _note(uow, reply, part))


async def _note(uow: UnitOfWork, reply: ReplyRow, part: Placed) -> tuple[UUID, Confidential]:
    """The event of a part, and its words. Raises Refused(ALREADY_DONE) when there is none."""
    if part.event is None:
        raise Refused(Problem.ALREADY_DONE)
    body = await open_body(uow, reply.person_id, part.event.id, part.event.body)
    return part.event.id, Confidential(body.get("note", ""))


async def another(store: WorkspaceStore, slack_user_id: str, reply_id: UUID, now: datetime) -> bool:
    """A different action: take it back, keep the words, and ask. Returns and raises as `undo`."""
    return await _take_back(store, slack_user_id, reply_id, now, ask_again=True)


async def say(store: WorkspaceStore, slack_user_id: str, reply_id: UUID, kind: str, now: datetime) -> bool:
    """The note is this answer; False when it is too late. kind: as for `sets.actions.record`. Raises as `undo`."""
    try:
        async with store.write() as uow:
            reply, parts = await _placed(uow, slack_user_id, reply_id)
            if reply.state != "saved" or not reply.unsure or len(parts) != 1:
                return True
            _, words = await _note(uow, reply, parts[0])
            (row,) = await take_back(uow, parts, now)
            await queries.replace_parts(uow, reply.id, [await answer(uow, row, words, kind, parts[0].place, now)])
            await _change(uow, reply, {"unsure": False})
    except Refused as refused:
        return _too_late(refused)
    return True


def _too_late(refused: Refused) -> bool:
    """False: something has changed since. Any other refusal rises."""
    if refused.problem not in (Problem.STALE, Problem.ALREADY_DONE):
        raise refused
    return False


async def _take_back(
    store: WorkspaceStore, slack_user_id: str, reply_id: UUID, now: datetime, *, ask_again: bool
) -> bool:
    try:
        async with store.write() as uow:
            reply, parts = await _placed(uow, slack_user_id, reply_id)
            if reply.state != "saved" or not parts:
                return True
            _, words = await _note(uow, reply, parts[0])
            await take_back(uow, parts, now)
            await queries.replace_parts(uow, reply.id, [])
            again = await wait(uow, reply.id, reply.person_id, words, now) if ask_again else {}
            await _change(uow, reply, {"state": "undone", "unsure": False, **again})
    except Refused as refused:
        return _too_late(refused)
    return True


async def _placed(uow: UnitOfWork, slack_user_id: str, reply_id: UUID) -> tuple[ReplyRow, list[Placed]]:
    found = await queries.placed(uow, reply_id)
    return _owned(found[0] if found else None, slack_user_id), found[1] if found else []


async def understood(store: WorkspaceStore, slack_user_id: str, reply_id: UUID) -> None:
    """What Slack keeps has been read. Raises Refused: GONE, NOT_YOUR_SET."""
    async with store.write() as uow:
        reply = await _own(uow, slack_user_id, reply_id)
        if reply.warned:
            await _change(uow, reply, {"warned": False})


async def look(store: WorkspaceStore, slack_user_id: str, reply_id: UUID, *, too_late: bool = False) -> Shown:
    """The answer to a reply as it stands. Raises Refused: GONE, NOT_YOUR_SET."""
    async with store.read() as uow:
        return await showing.shown(uow, await _own(uow, slack_user_id, reply_id), too_late=too_late)


async def _own(uow: UnitOfWork, slack_user_id: str, reply_id: UUID) -> ReplyRow:
    return _owned(await queries.by_id(uow, reply_id), slack_user_id)


def _owned(reply: ReplyRow | None, slack_user_id: str) -> ReplyRow:
    if reply is None:
        raise Refused(Problem.GONE)
    if reply.slack_user_id != slack_user_id:
        raise Refused(Problem.NOT_YOUR_SET)
    return reply


async def _change(uow: UnitOfWork, reply: ReplyRow, values: dict[str, object]) -> None:
    if not await queries.change(uow, reply, **values):
        raise Refused(Problem.STALE)


async def forget(store: WorkspaceStore, now: datetime) -> None:
    """The tick: words nobody placed within a week are dropped."""
    due = await next_forgetting(store, now)
    if due is not None and due <= now:
        async with store.write() as uow:
            await queries.drop_old(uow, now)


async def next_forgetting(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When the next such words are to be dropped (aware UTC)."""
    async with store.read() as uow:
        return await queries.next_to_drop(uow)
