"""Asking one's set for open questions (voice.md 9): looked over first, posted without its words, taken back, closed.

A form that is not posted leaves only a draft, which goes after a day. A call closes after seven days, or when its asker
leaves.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sets.access import May, check, judge
from sets.action_forms import own_action
from sets.errors import Problem, Refused
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import questions as queries
from storage.queries.actions import ActionRow
from storage.queries.questions import CallRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

POST_KIND, EDIT_KIND, POSTED_KIND = "questions.call", "questions.edit", "questions.posted"
ABOUT_LIMIT = 1500
KEPT, DRAFTS_KEPT = timedelta(days=7), timedelta(days=1)
_NOTHING = Confidential("")


@dataclass(frozen=True)
class Call:
    """A call as somebody sees it, what it is about opened."""

    row: CallRow
    about: Confidential


async def blank(store: WorkspaceStore, slack_user_id: str, action_id: UUID) -> ActionRow:
    """The form is opened from an action. Raises Refused: GONE, or what `sets.access` says."""
    async with store.read() as uow:
        return await _own(uow, slack_user_id, action_id)


async def _own(uow: UnitOfWork, slack_user_id: str, action_id: UUID) -> ActionRow:
    row = await own_action(uow, action_id, slack_user_id)
    judge(May.CHANGE_OWN_ACTION, row.belongs, person_id=row.holder_id, holder_id=row.holder_id)
    return row


async def draft(
    store: WorkspaceStore, slack_user_id: str, action_id: UUID, form: str, about: Confidential, now: datetime
) -> Call:
    """Keep what is asked about until it was looked over. The same window sent again changes its own draft.

    form  Slack's id of the window; only its hash is kept
    Raises Refused: EMPTY or TOO_LONG (about the field), ALREADY_DONE when it was posted, or what `sets.access` says.
    """
    words = read_words(about, ABOUT_LIMIT)
    key = sha256(f"question form {form}".encode()).hexdigest()
    async with store.write() as uow:
        action = await _own(uow, slack_user_id, action_id)
        found = await queries.by_key(uow, key)
        if found is None:
            call_id = uow.new_id()
            sealed = await _seal_about(uow, call_id, action.set_id, words)
            ids = {"id": call_id, "set_id": action.set_id, "asker_id": action.holder_id, "draft_key": key}
            await queries.add_draft(uow, **ids, at=now, closes_at=now + DRAFTS_KEPT, about=sealed)
        elif found.asker_id != action.holder_id or found.state != "draft":
            raise Refused(Problem.ALREADY_DONE)
        else:
            await _change(uow, found, about=await _seal_about(uow, found.id, found.set_id, words))
        kept = await queries.by_key(uow, key)
        if kept is None:
            raise Refused(Problem.STALE)
        return Call(kept, words)


async def post(
    store: WorkspaceStore, slack_user_id: str, call_id: UUID, revision: int, key: str, now: datetime
) -> None:
    """Say in the channel that somebody would like open questions. key: the receipt of this submission.

    Raises Refused: GONE (no such draft, or no channel), STALE (sent again with other words), ALREADY_DONE,
    or what `sets.access` says.
    """
    async with store.write() as uow:
        if not (await claim(uow, key, now)).first:
            return
        row = await own_call(uow, slack_user_id, call_id)
        await check(uow, May.ANSWER_CALL, person_id=row.asker_id, set_id=row.set_id)
        if row.revision != revision or row.state != "draft":
            raise Refused(Problem.STALE if row.state == "draft" else Problem.ALREADY_DONE)
        if row.channel_id is None:
            raise Refused(Problem.GONE)
        args, until = {"call": str(row.id)}, now + KEPT
        said = NewDelivery(
            effect=Effect.POST,
            kind=POST_KIND,
            dedupe=f"{POST_KIND}:{row.id}",
            due_at=now,
            expires_at=until,
            set_id=row.set_id,
            channel=row.channel_id,
            args=args,
        )
        delivery_id = await schedule(uow, said)
        await _change(uow, row, state="open", at=now, closes_at=until, delivery_id=delivery_id)
        await schedule(
            uow,
            NewDelivery(
                effect=Effect.POST,
                kind=POSTED_KIND,
                dedupe=f"{POSTED_KIND}:{row.id}",
                due_at=now,
                expires_at=until,
                recipient_id=row.asker_id,
                args=args,
            ),
        )


async def take_back(store: WorkspaceStore, slack_user_id: str, call_id: UUID, now: datetime) -> CallRow:
    """Undo of `post`: nobody can read it any more, though some may have. A call that is closed stays as it is.

    Raises Refused: GONE, NOT_YOUR_SET, STALE.
    """
    async with store.write() as uow:
        row = await own_call(uow, slack_user_id, call_id)
        if row.state == "open":
            empty = await _seal_about(uow, row.id, row.set_id, _NOTHING)
            await _change(uow, row, state="taken_back", about=empty)
            await line_changed(uow, row, "taken_back", now)
        return row


async def left(uow: UnitOfWork, set_id: UUID, person_id: UUID, now: datetime) -> None:
    """Someone left a set: their calls there close."""
    for row in await queries.open_of(uow, set_id, person_id):
        await _close(uow, row, now)


async def close_due(store: WorkspaceStore, now: datetime) -> None:
    """The tick: calls close after seven days, drafts are forgotten after one."""
    due = await next_closing(store, now)
    if due is None or due > now:
        return
    async with store.write() as uow:
        over = await queries.over(uow, now)
        await queries.forget(uow, [row.id for row in over if row.state == "draft"])
        for row in over:
            if row.state == "open":
                await _close(uow, row, now)


async def next_closing(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When a call or a draft is next over (aware UTC)."""
    async with store.read() as uow:
        return await queries.next_over(uow)


async def _close(uow: UnitOfWork, row: CallRow, now: datetime) -> None:
    await _change(uow, row, state="closed")
    await line_changed(uow, row, "closed", now)


async def line_changed(uow: UnitOfWork, row: CallRow, state: str, now: datetime) -> None:
    """Bring the channel's message up to date."""
    dedupe = f"{EDIT_KIND}:{row.id}:{state}"
    await schedule(
        uow,
        NewDelivery(
            effect=Effect.UPDATE,
            kind=EDIT_KIND,
            dedupe=dedupe,
            due_at=now,
            set_id=row.set_id,
            channel=row.channel_id,
            args={"call": str(row.id)},
        ),
    )


async def own_call(uow: UnitOfWork, slack_user_id: str, call_id: UUID) -> CallRow:
    """A call of this person's own. Raises Refused: GONE, NOT_YOUR_SET."""
    row = await queries.call(uow, call_id)
    if row is None:
        raise Refused(Problem.GONE)
    if row.asker_slack_id != slack_user_id:
        raise Refused(Problem.NOT_YOUR_SET)
    return row


def read_words(typed: Confidential, limit: int) -> Confidential:
    """What was typed. Raises Refused(EMPTY | TOO_LONG) about the field `words`."""
    words = typed.reveal().strip()
    if not words:
        raise Refused(Problem.EMPTY, "words")
    if len(words) > limit:
        raise Refused(Problem.TOO_LONG, "words")
    return Confidential(words)


async def _change(uow: UnitOfWork, row: CallRow, **values: object) -> None:
    if not await queries.change(uow, row, **values):
        raise Refused(Problem.STALE)


async def _seal_about(uow: UnitOfWork, call_id: UUID, set_id: UUID, words: Confidential) -> bytes:
    return await uow.seal(Field.QUESTION_CALL, Scope("set", set_id), call_id, words)
