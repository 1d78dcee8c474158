"""Supporters: asking a member of the set to back up an action, their answer, and what ends it (privacy.md section 2).

A request travels in the daily message. Who said no leaves no trace once the holder was told. It ends when the holder or
the supporter ends it, when either leaves the set, and for as long as the action is not open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sets import home, nudges
from sets.access import May, judge
from sets.bundles import Rules
from sets.errors import Problem, Refused
from sets.reasons import Why
from storage.outbox import Effect, NewDelivery, cancel, schedule
from storage.queries import nudges as nudge_queries
from storage.queries import supporters as queries
from storage.queries.nudges import NudgeRow
from storage.queries.supporters import Party, SupporterRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

KIND, ANSWER_KIND, ENDED_KIND = "supporter", "supporters.answer", "supporters.ended"
ASK, WORD = "ask", "word"
"""Slots of the nudges: a request, and the news of a word that was left."""
KEPT = timedelta(days=7)
UNDO_FOR = timedelta(minutes=1)  # an answer waits so long, so that a wrong press can be taken back
_ASKED = ("composed", "sent")


async def choose(uow: UnitOfWork, action_id: UUID, person_id: UUID | None) -> SupporterRow | None:
    """Whom to ask for an action; None: nobody. Who was chosen before and is not now is let go. They are not asked yet.

    The caller has checked that the action is the presser's, and that this person is another member of its set.
    """
    found = await queries.of_action(uow, action_id)
    if found is not None and found.supporter.id == person_id and found.state in ("chosen", "asked", "yes"):
        return found
    if found is not None:
        await queries.remove(uow, found.id)
    if person_id is not None:
        await queries.choose(uow, uow.new_id(), action_id, person_id)
        return await queries.of_action(uow, action_id)
    return None


async def chosen_for(uow: UnitOfWork, action_id: UUID) -> SupporterRow | None:
    """Who was chosen for an action, whatever they said."""
    return await queries.of_action(uow, action_id)


async def ask(uow: UnitOfWork, found: SupporterRow | None, now: datetime) -> None:
    """Ask who was chosen, once, in their daily message."""
    if found is None or found.state != "chosen":
        return
    if not await queries.change(uow, found.id, found.revision, "asked"):
        raise Refused(Problem.STALE)
    await nudges.plan_item(uow, KIND, found.supporter.id, found.id, ASK, now, now + KEPT)


async def why_not(uow: UnitOfWork, rows: Sequence[NudgeRow], now: datetime) -> Mapping[UUID, str]:
    """A request that was answered or is over is not sent; nor is news of a word for an action that is gone."""
    reasons: dict[UUID, str] = {}
    for row in rows:
        if row.slot == WORD:
            if not await queries.words_of(uow, row.subject_id, 1):
                reasons[row.id] = Why.TAKEN_BACK
            continue
        found = await queries.by_id(uow, row.subject_id)
        if found is None or found.state != "asked":
            reasons[row.id] = Why.TAKEN_BACK
        elif not found.holds:
            reasons[row.id] = Why.CLOSED if found.standing != "open" else Why.LEFT
    return reasons


RULES = Rules(KIND, why_not)


@dataclass(frozen=True)
class Replied:
    """What a supporter said to a request, and the nudge it stands in. too_late: the holder was told already."""

    row: SupporterRow
    nudge: NudgeRow
    changed: bool
    too_late: bool = False


async def reply(
    store: WorkspaceStore, slack_user_id: str, nudge_id: UUID, revision: int, now: datetime, *, yes: bool
) -> Replied:
    """Yes, I can, or not this time; the holder is told a minute later. Pressed twice, it counts once.

    Raises Refused: GONE when it has ended, NOT_YOUR_SET for anybody else's, FORMER_MEMBER.
    """
    async with store.write() as uow:
        nudge, row = await _asked(uow, slack_user_id, nudge_id)
        if nudge.state not in _ASKED or nudge.revision != revision or row.state != "asked":
            return Replied(row, nudge, changed=False)
        state = "yes" if yes else "no"
        if not await nudge_queries.change(uow, nudge.id, revision, state="answered", reason=None):
            raise Refused(Problem.STALE)
        if not await queries.change(uow, row.id, row.revision, state):
            raise Refused(Problem.STALE)
        await schedule(
            uow,
            NewDelivery(
                effect=Effect.POST,
                kind=ANSWER_KIND,
                dedupe=_dedupe(row, revision),
                due_at=now + UNDO_FOR,
                expires_at=now + KEPT,
                recipient_id=row.holder.id,
                args={"supporter": str(row.id), "said": state},
            ),
        )
        return Replied(row, nudge, changed=True)


async def unreply(store: WorkspaceStore, slack_user_id: str, nudge_id: UUID, revision: int, now: datetime) -> Replied:
    """Undo of `reply`, until the holder was told. Raises Refused, as `reply`."""
    async with store.write() as uow:
        nudge, row = await _asked(uow, slack_user_id, nudge_id)
        if nudge.state != "answered" or nudge.revision != revision or row.state not in ("yes", "no"):
            return Replied(row, nudge, changed=False)
        if not await cancel(uow, _dedupe(row, revision - 1)):
            return Replied(row, nudge, changed=False, too_late=True)
        if not await nudge_queries.change(uow, nudge.id, revision, state="sent"):
            raise Refused(Problem.STALE)
        if not await queries.change(uow, row.id, row.revision, "asked"):
            raise Refused(Problem.STALE)
        return Replied(row, nudge, changed=True)


async def told(uow: UnitOfWork, supporter_id: UUID) -> None:
    """The holder knows. Of a no nothing stays."""
    row = await queries.by_id(uow, supporter_id)
    if row is not None and row.state == "no":
        await queries.remove(uow, row.id)


async def _asked(uow: UnitOfWork, slack_user_id: str, nudge_id: UUID) -> tuple[NudgeRow, SupporterRow]:
    """The request that was pressed, while it is the presser's and both still belong."""
    nudge = await nudge_queries.by_id(uow, nudge_id)
    row = await queries.by_id(uow, nudge.subject_id) if nudge else None
    if nudge is None or row is None:
        raise Refused(Problem.GONE)
    if row.supporter.slack_user_id != slack_user_id or nudge.person_id != row.supporter.id:
        raise Refused(Problem.NOT_YOUR_SET)
    judge(May.BACK_UP, row.supporter.belongs, person_id=row.supporter.id)
    if not row.holds:
        raise Refused(Problem.GONE)
    return nudge, row


@dataclass(frozen=True)
class Ended:
    """It is over. by: who ended it; other: who else was in it; row: as it was."""

    row: SupporterRow
    by: Party
    other: Party


async def end(store: WorkspaceStore, slack_user_id: str, supporter_id: UUID, key: str, now: datetime) -> Ended | None:
    """The holder lets their supporter go, or the supporter steps back, without a reason; None: this press was taken.

    A holder who hears of it had counted on it, so they are told; a supporter is not.
    Raises Refused: GONE when it has ended, NOT_YOUR_SET for anybody else's.
    """
    async with store.write() as uow:
        row = await queries.by_id(uow, supporter_id)
        if row is not None and slack_user_id not in (row.supporter.slack_user_id, row.holder.slack_user_id):
            raise Refused(Problem.NOT_YOUR_SET)
        if not (await claim(uow, key, now)).first:
            return None
        if row is None or not await queries.remove(uow, row.id):
            raise Refused(Problem.GONE)
        by_holder = slack_user_id == row.holder.slack_user_id
        if not by_holder and row.state == "yes":
            await _tell_holder(uow, row, now)
        await home.changed(uow, row.supporter.id, now)
        return Ended(row, *((row.holder, row.supporter) if by_holder else (row.supporter, row.holder)))


async def _tell_holder(uow: UnitOfWork, row: SupporterRow, now: datetime) -> None:
    await schedule(
        uow,
        NewDelivery(
            effect=Effect.POST,
            kind=ENDED_KIND,
            dedupe=f"{ENDED_KIND}:{row.id}",
            due_at=now,
            expires_at=now + KEPT,
            recipient_id=row.holder.id,
            args={"action": str(row.action_id), "name": row.supporter.name},
        ),
    )


async def left(uow: UnitOfWork, set_id: UUID, person_id: UUID) -> None:
    """Somebody is no member any more: nobody there reads their actions, and they read nobody's."""
    await queries.leave(uow, set_id, person_id)


def _dedupe(row: SupporterRow, revision: int) -> str:
    return f"{ANSWER_KIND}:{row.id}:{revision}"
