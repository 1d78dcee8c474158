"""What is heard of an update: one wordless line in the set's channel, or one thing in somebody's daily message."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from sets import nudges
from sets.bundles import Rules
from sets.update_rules import problem_of_reading
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import nudges as nudge_queries
from storage.queries import update_answers, updates
from storage.queries.nudges import COMING, NudgeRow
from storage.queries.updates import UpdateRow
from storage.unit_of_work import UnitOfWork

LINE, CHANGED_LINE = "updates.line", "updates.changed_line"
GRACE = timedelta(minutes=1)  # whoever thinks again at once has told nobody
KEPT = timedelta(days=2)
BETWEEN = timedelta(days=1)  # a night's evening and its morning are two dates
ASKED_FOR = timedelta(days=7)  # product.md, nudge budget: a request between people
KEPT_FOR_AUTHOR = timedelta(days=30)  # news for somebody who is away waits, as long as the update itself may
SHARED, ANSWERED = "update", "update_answer"  # kinds of things in the daily message


async def line(uow: UnitOfWork, row: UpdateRow, channel_id: str, now: datetime) -> None:
    """The channel hears that there is an update, in a minute."""
    await _line(uow, LINE, Effect.POST, row, channel_id, now + GRACE, {"update": str(row.id)})


async def line_changed(uow: UnitOfWork, row: UpdateRow, now: datetime) -> None:
    """An update was taken back, or put back: the line says how it stands. A line that is not there yet is enough."""
    if row.notice_channel is not None:
        await _line(uow, CHANGED_LINE, Effect.UPDATE, row, row.notice_channel, now, _place(row))


async def line_over(uow: UnitOfWork, row: UpdateRow, now: datetime) -> None:
    """Its time is over, and its row goes: the line leads nowhere any more. One that was taken back says so already."""
    if row.taken_back_at is None:
        await line_changed(uow, row, now)


def after(row: UpdateRow, taken_back_at: datetime | None) -> UpdateRow:
    """The row as a change of this kind leaves it."""
    return replace(row, taken_back_at=taken_back_at, revision=row.revision + 1)


def _place(row: UpdateRow) -> Mapping[str, str]:
    """taken_back: said even when the row has gone meanwhile."""
    place = {"update": str(row.id), "channel": row.notice_channel or "", "ts": row.notice_ts or ""}
    return place | ({"taken_back": "yes"} if row.taken_back_at else {})


async def _line(
    uow: UnitOfWork, kind: str, effect: Effect, row: UpdateRow, channel: str, at: datetime, args: Mapping[str, str]
) -> None:
    await schedule(
        uow,
        NewDelivery(
            effect=effect,
            kind=kind,
            dedupe=f"{kind}:{row.id}:{row.revision}:{at.isoformat()}",
            due_at=at,
            expires_at=at + KEPT,
            set_id=row.set_id,
            channel=channel,
            args=dict(args),
        ),
    )


async def line_posted(uow: UnitOfWork, update_id: UUID, channel: str, ts: str, now: datetime) -> None:
    """The line stands in the channel. What was taken back while it was on its way is said at once."""
    await updates.note(uow, update_id, notice_channel=channel, notice_ts=ts)
    row = await updates.by_id(uow, update_id)
    if row is not None and row.taken_back_at is not None:
        await line_changed(uow, row, now)


async def tell(uow: UnitOfWork, update_id: UUID, people: Sequence[UUID], now: datetime, revision: int = 1) -> None:
    """Those whom an update was shared with by name hear of it in their daily message. revision: of the update."""
    for person_id in people:
        await nudges.plan_item(
            uow, SHARED, person_id, update_id, "shared", now, now + ASKED_FOR, subject_revision=revision
        )


async def tell_author(uow: UnitOfWork, update_id: UUID, author_id: UUID, now: datetime) -> None:
    """There are answers: one thing for all that come until it is sent, once a day at most, and none once the author has
    looked. What comes after that look is told of again."""
    earlier = await nudge_queries.states_of(uow, ANSWERED, update_id)
    if not set(COMING) & set(earlier):
        about = (author_id, update_id, "answered", now, now + KEPT_FOR_AUTHOR)
        await nudges.plan_item(uow, ANSWERED, *about, subject_revision=len(earlier))


async def back(uow: UnitOfWork, set_id: UUID, person_id: UUID, now: datetime) -> None:
    """Somebody is in a set again: what came to updates of theirs and was not told while they were out, is."""
    for update_id in await update_answers.waiting_for(uow, set_id, person_id):
        await tell_author(uow, update_id, person_id, now)


def moment_of(update_id: UUID, revision: int) -> UUID:
    """The name of one taking back: what it settled, its Undo opens again."""
    return uuid5(NAMESPACE_OID, f"setkeeper update {update_id} {revision}")


async def _why_not_shared(uow: UnitOfWork, rows: Sequence[NudgeRow], now: datetime) -> Mapping[UUID, str]:
    seen = await updates.some(uow, [row.subject_id for row in rows], rows[0].person_id)
    told = {one.update.id for one in seen if problem_of_reading(one, now) is None}
    return {row.id: "not_readable" for row in rows if row.subject_id not in told}


async def _why_not_answered(uow: UnitOfWork, rows: Sequence[NudgeRow], now: datetime) -> Mapping[UUID, str]:
    """Gone, taken back, left, looked at already; and of several about one update all but the newest."""
    subjects = [row.subject_id for row in rows]
    seen = await updates.some(uow, subjects, rows[0].person_id)
    live = {
        one.update.id
        for one in seen
        if one.standing == "member" and one.update.taken_back_at is None and problem_of_reading(one, now) is None
    }
    waiting = live & await update_answers.waiting(uow, subjects)
    newest = {row.subject_id: row.id for row in sorted(rows, key=lambda row: row.subject_revision)}
    reasons = {row.id: "superseded" for row in rows if newest[row.subject_id] != row.id}
    return reasons | {row.id: "nothing_new" for row in rows if row.subject_id not in waiting}


SHARED_RULES = Rules(SHARED, _why_not_shared)
ANSWERED_RULES = Rules(ANSWERED, _why_not_answered, apart=BETWEEN)
