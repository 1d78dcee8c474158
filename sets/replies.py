"""Replies in words: matched to the action that was asked about, kept as a sealed note for their writer alone.

Words nobody has placed yet wait sealed under the writer's own key, a week at most; nothing is lost while the bot asks
which action they are about.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sets import people
from sets.access import May, judge
from sets.action_forms import own_action
from sets.action_words import NOTE_LIMIT, label_or_none, open_body
from sets.actions import record, undo_event
from sets.errors import Problem, Refused
from sets.notes import let_set_read
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import actions
from storage.queries import replies as queries
from storage.queries.actions import ActionRow
from storage.queries.replies import ReplyRow, Writer
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

ANSWER_KIND = "replies.answer"
NOTHING_KIND = "replies.nothing_open"
TOO_LONG_KIND = "replies.too_long"
KEPT = timedelta(days=7)
MOST_CHOICES = 5
_OPEN_READ = 100


@dataclass(frozen=True)
class Choice:
    """An action the words may be about. `label`: None when its holder does not want labels in Slack."""

    action_id: UUID
    due_date: date
    label: Confidential | None


@dataclass(frozen=True)
class Shown:
    """The answer to one reply as it stands. state: asking, saved, undone or dropped.

    saved_with  the action it is a note of; too_late: it could not be taken back any more
    """

    reply_id: UUID
    revision: int
    state: str
    warned: bool
    locale: str
    tz: str
    saved_with: Choice | None = None
    choices: Sequence[Choice] = field(default_factory=tuple)
    too_late: bool = False


async def receive(
    store: WorkspaceStore, slack_user_id: str, words: Confidential, key: str, now: datetime, thread_ts: str | None
) -> None:
    """Take one message in words. Its answer goes through the outbox. key: the event's receipt.

    thread_ts  in whose thread it stands, Slack's ts; None: in none
    """
    try:
        async with store.write() as uow:
            await _receive(uow, slack_user_id, words, key, now, thread_ts)
    except Refused as refused:
        if refused.problem is not Problem.STALE:
            raise
        # The action changed at the same moment. Slack takes a refusal for an answer, so it would not send this again.
        async with store.write() as uow:
            await _receive(uow, slack_user_id, words, key, now, thread_ts)


async def _receive(
    uow: UnitOfWork, slack_user_id: str, words: Confidential, key: str, now: datetime, thread_ts: str | None
) -> None:
    if not (await claim(uow, key, now)).first:
        return
    found = await queries.heard(uow, slack_user_id, thread_ts, _OPEN_READ)
    who = found.writer if found else await _met(uow, slack_user_id)
    opened, asked = (found.opened, found.asked) if found else ([], [])
    if len(words.reveal()) > NOTE_LIMIT:
        await _answer(uow, who, TOO_LONG_KIND, key, now, thread_ts)
        return
    subject = asked[0] if len(asked) == 1 else None  # in a thread it may be closed already
    if subject is None and not opened:
        await _answer(uow, who, NOTHING_KIND, key, now, thread_ts)
        return
    reply_id = uow.new_id()
    delivery_id = await _answer(uow, who, ANSWER_KIND, key, now, thread_ts)
    values = await _kept(uow, reply_id, who, subject, words, now)
    await queries.add(
        uow, id=reply_id, person_id=who.id, at=now, warned=who.earlier == 0, delivery_id=delivery_id, **values
    )


async def _kept(
    uow: UnitOfWork, reply_id: UUID, who: Writer, subject: ActionRow | None, words: Confidential, now: datetime
) -> dict[str, object]:
    """Save the words with their action, or keep them until someone says which."""
    if subject is not None:
        try:
            event_id = await record(uow, subject, "note", now, note=words, person_id=who.id)
        except Refused as refused:
            if refused.problem is Problem.STALE:
                raise
        else:
            return {"state": "saved", "action_id": subject.id, "event_id": event_id}
    body = await uow.seal(Field.PENDING_REPLY, Scope("person", who.id), reply_id, words)
    return {"state": "asking", "body": body, "expires_at": now + KEPT}


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
    return await _shown(uow, reply) if reply and reply.state in ("asking", "saved") else None


async def choose(store: WorkspaceStore, slack_user_id: str, ts: str, action_id: UUID, now: datetime) -> UUID:
    """These words are about that action; the reply. Raises Refused: GONE, STALE, or what `sets.access` says.

    ts  of the message in which it was chosen
    """
    async with store.write() as uow:
        found = await queries.by_message(uow, slack_user_id, ts, action_id)
        if found is None:
            raise Refused(Problem.GONE)
        reply = found.reply
        if reply.state != "asking" or reply.body is None:
            return reply.id
        subject = found.subject or await own_action(uow, action_id, slack_user_id)
        words = await uow.unseal(Field.PENDING_REPLY, Scope("person", reply.person_id), reply.id, reply.body)
        event_id = await record(uow, subject, "note", now, note=words, person_id=reply.person_id)
        saved = {"state": "saved", "action_id": subject.id, "event_id": event_id, "body": None, "expires_at": None}
        await _change(uow, reply, saved)
        return reply.id


async def drop(store: WorkspaceStore, slack_user_id: str, reply_id: UUID) -> None:
    """None of these: the words are not kept. Raises Refused: GONE, NOT_YOUR_SET."""
    async with store.write() as uow:
        reply = await _own(uow, slack_user_id, reply_id)
        if reply.state == "asking":
            await _change(uow, reply, {"state": "dropped", "body": None, "expires_at": None})


async def undo(store: WorkspaceStore, slack_user_id: str, reply_id: UUID, now: datetime) -> bool:
    """Take the note back; False when it is too late for that. Raises Refused: GONE, NOT_YOUR_SET."""
    return await _take_back(store, slack_user_id, reply_id, now, ask_again=False)


async def share(store: WorkspaceStore, slack_user_id: str, reply_id: UUID) -> None:
    """Let the set read the note. Undo takes that back too. Raises Refused: GONE, NOT_YOUR_SET, ALREADY_DONE."""
    async with store.write() as uow:
        found = await queries.placed(uow, reply_id)
        reply = _owned(found.reply if found else None, slack_user_id)
        if found is None or found.event is None or found.subject is None or reply.state != "saved":
            raise Refused(Problem.ALREADY_DONE)
        judge(May.CHANGE_OWN_ACTION, found.subject.belongs, person_id=reply.person_id, holder_id=reply.person_id)
        note = (await open_body(uow, reply.person_id, found.event.id, found.event.body)).get("note", "")
        await let_set_read(uow, found.subject, found.event.id, Confidential(note))


async def another(store: WorkspaceStore, slack_user_id: str, reply_id: UUID, now: datetime) -> bool:
    """A different action: take the note back, keep its words, and ask. Returns and raises as `undo`."""
    return await _take_back(store, slack_user_id, reply_id, now, ask_again=True)


async def _take_back(
    store: WorkspaceStore, slack_user_id: str, reply_id: UUID, now: datetime, *, ask_again: bool
) -> bool:
    try:
        async with store.write() as uow:
            found = await queries.placed(uow, reply_id)
            reply = _owned(found.reply if found else None, slack_user_id)
            if found is None or found.event is None or reply.state != "saved":
                return True
            event = found.event
            note = (await open_body(uow, reply.person_id, event.id, event.body)).get("note", "")
            await undo_event(uow, event, reply.person_id, now)
            values: dict[str, object] = {"state": "undone", "action_id": None, "event_id": None}
            if ask_again:
                scope = Scope("person", reply.person_id)
                body = await uow.seal(Field.PENDING_REPLY, scope, reply.id, Confidential(note))
                values |= {"state": "asking", "body": body, "expires_at": now + KEPT}
            await _change(uow, reply, values)
    except Refused as refused:
        if refused.problem not in (Problem.STALE, Problem.ALREADY_DONE):
            raise
        return False
    return True


async def understood(store: WorkspaceStore, slack_user_id: str, reply_id: UUID) -> None:
    """What Slack keeps has been read. Raises Refused: GONE, NOT_YOUR_SET."""
    async with store.write() as uow:
        reply = await _own(uow, slack_user_id, reply_id)
        if reply.warned:
            await _change(uow, reply, {"warned": False})


async def look(store: WorkspaceStore, slack_user_id: str, reply_id: UUID, *, too_late: bool = False) -> Shown:
    """The answer to a reply as it stands. Raises Refused: GONE, NOT_YOUR_SET."""
    async with store.read() as uow:
        return await _shown(uow, await _own(uow, slack_user_id, reply_id), too_late=too_late)


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


async def _shown(uow: UnitOfWork, reply: ReplyRow, *, too_late: bool = False) -> Shown:
    saved_with: Choice | None = None
    choices: Sequence[Choice] = ()
    show_labels = (await people.settings_of(uow, reply.person_id)).show_labels
    if reply.state == "saved" and reply.action_id is not None:
        row = await actions.by_id(uow, reply.action_id)
        saved_with = await _choice(uow, row, show_labels) if row else None
    elif reply.state == "asking":
        asked = await queries.asked_about(uow, reply.person_id, None)
        rows = await actions.open_of(uow, reply.person_id, limit=_OPEN_READ)
        first = sorted(rows, key=lambda row: asked.index(row.id) if row.id in asked else len(asked))
        choices = [await _choice(uow, row, show_labels) for row in first[:MOST_CHOICES]]
    return Shown(
        reply.id, reply.revision, reply.state, reply.warned, reply.locale, reply.tz, saved_with, choices, too_late
    )


async def _choice(uow: UnitOfWork, row: ActionRow, show_labels: bool) -> Choice:
    return Choice(row.id, row.due_date, await label_or_none(uow, row) if show_labels else None)


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
