"""Bids for time: asked for by a member, ranked as a proposal, decided by the set.

Source of the order: practice.md section 2: by urgency, then by longest since presenting.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from sets import board
from sets.access import May
from sets.errors import Problem, Refused
from sets.sessions import OPEN, PLANNED, Beheld, behold, led, own_issue
from sets.stages import Kind
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.models import Bid as Row
from storage.queries import attendance
from storage.queries import bids as queries
from storage.queries import sessions as session_queries
from storage.queries.attendance import Present
from storage.queries.bids import BidRow
from storage.queries.sessions import StageRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

LINE_LIMIT, WHY_LIMIT = 150, 500
_NEVER = datetime(1, 1, 1, tzinfo=UTC)
_NOTHING: Mapping[str, object] = {"line": "", "why": "", "urgent": False}


@dataclass(frozen=True)
class Bid:
    """One bid, opened. `urgent`: today would help most; last_presented: aware UTC, None: never in this set."""

    row: BidRow
    line: Confidential
    why: Confidential
    urgent: bool
    last_presented: datetime | None = None


@dataclass(frozen=True)
class Choosing:
    """What the set chooses from: the slots, the bids in the order proposed, and who is here."""

    found: Beheld
    slots: list[StageRow]
    bids: list[Bid]
    here: list[Present]


def ranked(found: Sequence[Bid]) -> list[Bid]:
    """The order to propose: urgent first, then who presented longest ago (never: first), then who asked first."""
    return sorted(found, key=lambda bid: (not bid.urgent, bid.last_presented or _NEVER, bid.row.at, bid.row.id))


async def mine(store: WorkspaceStore, slack_user_id: str, session_id: UUID) -> tuple[Beheld, Bid | None]:
    """Somebody's own bid, to fill the form in. Raises Refused: GONE (it is over), NOT_YOUR_SET, FORMER_MEMBER."""
    async with store.read() as uow:
        found = await _biddable(uow, slack_user_id, session_id)
        row = await queries.of_person(uow, session_id, found.person.id)
        return found, await opened(uow, row) if row and row.state == "open" else None


async def ask(
    store: WorkspaceStore,
    slack_user_id: str,
    session_id: UUID,
    line: Confidential,
    why: Confidential,
    *,
    urgent: bool,
    key: str,
    now: datetime,
) -> Beheld:
    """Ask for time, or word one's bid anew. Raises Refused: EMPTY, TOO_LONG (about `line` or `why`), and as `mine`."""
    words = _read(line, why) | {"urgent": urgent}
    async with store.write() as uow:
        found = await _biddable(uow, slack_user_id, session_id)
        if not (await claim(uow, key, now)).first:
            return found
        before = await queries.of_person(uow, session_id, found.person.id)
        bid_id = before.id if before else uow.new_id()
        body = await _sealed(uow, found.session.set_id, bid_id, words)
        if before is not None:
            await queries.change(uow, bid_id, before.revision, body=body, state="open")
        else:
            row = {"id": bid_id, "set_id": found.session.set_id, "session_id": session_id, "person_id": found.person.id}
            await uow.insert_once(Row, **row, state="open", at=now, revision=1, body=body)
        return found


async def withdraw(store: WorkspaceStore, slack_user_id: str, session_id: UUID, *, key: str, now: datetime) -> Beheld:
    """Undo: one's own bid is taken back, and its words go. Raises Refused, as `mine`."""
    async with store.write() as uow:
        found = await _biddable(uow, slack_user_id, session_id)
        row = await queries.of_person(uow, session_id, found.person.id)
        if row is not None and row.state == "open" and (await claim(uow, key, now)).first:
            body = await _sealed(uow, row.set_id, row.id, _NOTHING)
            await queries.change(uow, row.id, row.revision, state="withdrawn", body=body)
        return found


async def choosing(store: WorkspaceStore, slack_user_id: str, session_id: UUID) -> Choosing:
    """What the set chooses from, for who leads. Raises Refused, as `sets.sessions.led`."""
    async with store.read() as uow:
        found, _, _ = await led(uow, slack_user_id, session_id)
        people = await attendance.people(uow, found.session.set_id, session_id)
        return Choosing(
            found, await _slots(uow, session_id), await in_order(uow, found), [one for one in people if _can(one)]
        )


async def choose(
    store: WorkspaceStore,
    slack_user_id: str,
    session_id: UUID,
    presenters: dict[int, UUID | None],
    *,
    key: str,
    now: datetime,
) -> None:
    """The set has decided who presents: slot number -> person. A slot that has begun keeps its presenter.

    Raises Refused: as `sets.sessions.led`, NOBODY_CHOSEN (someone who is not here), OWN_ISSUE (the slot runs now and
    would be the facilitator's own).
    """
    async with store.write() as uow:
        if not (await claim(uow, key, now)).first:
            return
        found, run, stage = await led(uow, slack_user_id, session_id)
        people = {one.person_id for one in await attendance.people(uow, found.session.set_id, session_id) if _can(one)}
        for slot in await _slots(uow, session_id):
            chosen = presenters.get(slot.number, slot.presenter_id)
            if chosen == slot.presenter_id or slot.ended_at is not None:
                continue
            if chosen is not None and chosen not in people:
                raise Refused(Problem.NOBODY_CHOSEN)
            if slot.id == stage.id and own_issue(found.session.facilitator_id, replace(slot, presenter_id=chosen)):
                raise Refused(Problem.OWN_ISSUE)
            await session_queries.change_stage(uow, slot.id, presenter_id=chosen, issue_id=None, talk="")
        if not await session_queries.change_run(uow, run.id, run.revision):
            raise Refused(Problem.STALE)
        await board.changed(uow, found, str(run.revision + 1), now)


async def in_order(uow: UnitOfWork, found: Beheld) -> list[Bid]:
    """The open bids of a session in the order proposed. The caller has asked for permission."""
    rows = await queries.of_session(uow, found.session.id)
    last = await queries.last_presented(uow, found.session.set_id, [row.person_id for row in rows]) if rows else {}
    return ranked([await opened(uow, row, last.get(row.person_id)) for row in rows])


async def opened(uow: UnitOfWork, row: BidRow, last_presented: datetime | None = None) -> Bid:
    """The words of a bid. Raises SealBroken, KeyGone."""
    content = await uow.unseal(Field.BID_BODY, Scope("set", row.set_id), row.id, row.body)
    read = json.loads(content.reveal())
    return Bid(row, Confidential(read["line"]), Confidential(read["why"]), bool(read["urgent"]), last_presented)


async def _slots(uow: UnitOfWork, session_id: UUID) -> list[StageRow]:
    return [stage for stage in await session_queries.stages(uow, session_id) if stage.kind == Kind.ISSUE]


def _can(person: Present) -> bool:
    return person.state == "here" and person.role == "member"


async def _biddable(uow: UnitOfWork, slack_user_id: str, session_id: UUID) -> Beheld:
    found = await behold(uow, slack_user_id, session_id, May.ASK_FOR_TIME)
    if found.session.state not in (PLANNED, OPEN):
        raise Refused(Problem.GONE)
    return found


async def _sealed(uow: UnitOfWork, set_id: UUID, bid_id: UUID, words: Mapping[str, object]) -> bytes:
    content = Confidential(json.dumps(words, ensure_ascii=False))
    return await uow.seal(Field.BID_BODY, Scope("set", set_id), bid_id, content)


def _read(line: Confidential, why: Confidential) -> dict[str, str]:
    """The words as kept. Raises Refused(EMPTY | TOO_LONG)."""
    words = {"line": " ".join(line.reveal().split()), "why": why.reveal().strip()}
    if not words["line"]:
        raise Refused(Problem.EMPTY, "line")
    for name, limit in (("line", LINE_LIMIT), ("why", WHY_LIMIT)):
        if len(words[name]) > limit:
            raise Refused(Problem.TOO_LONG, name)
    return words
