"""What happens to an issue, and taking it back.

Every change of an issue goes through `record`, which writes one sealed event holding what stood before. Undo takes back
the latest of them: it is honest for as long as nothing else has happened to the issue since.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sets import issue_words as words
from sets.errors import Problem, Refused
from sets.issue_words import CARRIED, Looking, State
from storage.confidential import Confidential
from storage.queries import issues as queries
from storage.queries.issues import EventRow, IssueRow
from storage.unit_of_work import UnitOfWork
from storage.vault_errors import VaultError

REWORDED, LOOKED_BACK, REMOVED = "reworded", "looked_back", "removed"
RESUMED = "resumed"
TURNS = frozenset({State.MOVING, State.SETTLED, State.PARKED, RESUMED})
"""How it stands from now on."""
KEPT = "kept"
"""Words of one holder, kept as theirs while another's stand: what Undo of that needs."""
UNDONE, ERASED = "undone", "erased"
"""It was taken back; its words were erased by whose they were, so that what came before can no more be undone."""
KINDS = TURNS | {REWORDED, LOOKED_BACK, REMOVED}
APART = frozenset({KEPT, UNDONE})
"""These stand in no Undo's way."""
LATEST = 60


async def record(
    uow: UnitOfWork,
    row: IssueRow,
    kind: str,
    now: datetime,
    *,
    person_id: UUID,
    headline: Confidential | None = None,
    looking: Looking | None = None,
) -> UUID:
    """Write one event and apply what it changes; the event's id. The caller has asked for permission.

    kind      one of KINDS; `resumed`: it is moving again
    person_id which holder it is; headline: with `reworded`; looking: what they said with it
    Raises Refused(STALE) when the issue has changed since it was read.
    """
    if kind not in KINDS:
        raise ValueError("unknown kind of event")
    event_id = uow.new_id()
    if kind == REWORDED:
        values, before = await _reworded(uow, row, headline, person_id, now)
    else:
        values, before = await _changes(uow, row, kind, now)
    body = await words.seal_body(uow, row.set_id, event_id, {"kind": kind, "before": before})
    said = await words.seal_looking(uow, row.set_id, person_id, event_id, looking or Looking())
    if not await queries.change(uow, row.id, row.revision, **values):
        raise Refused(Problem.STALE)
    await _write(uow, row, event_id, person_id, now, body=body, **said)
    return event_id


async def _write(
    uow: UnitOfWork, row: IssueRow, event_id: UUID, person_id: UUID, now: datetime, **sealed: bytes | None
) -> None:
    whose = {"issue_id": row.id, "person_id": person_id, "at": now, "undone_at": None, "revision": row.revision + 1}
    await queries.add_event(uow, id=event_id, **whose, **sealed)


async def _reworded(
    uow: UnitOfWork, row: IssueRow, headline: Confidential | None, person_id: UUID, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """As `_changes`. Words that were somebody else's are kept in a row of theirs, for them to see and to erase."""
    if headline is None:
        raise ValueError("other words are missing")
    values = {"headline": await words.seal_headline(uow, row.set_id, row.id, headline), "author_id": person_id}
    stood = {"headline": (await words.open_headline(uow, row)).reveal(), "author_id": str(row.author_id)}
    if row.author_id == person_id:
        return values, stood
    kept_id = uow.new_id()
    body = await words.seal_body(uow, row.set_id, kept_id, {"kind": KEPT, "before": stood})
    await _write(uow, row, kept_id, row.author_id, now, body=body, own=None, shared=None)
    return values, {"kept": str(kept_id)}


async def _changes(uow: UnitOfWork, row: IssueRow, kind: str, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns to write, and what stands in them now as JSON values."""
    shut = {"standing": row.standing, "closed_at": row.closed_at.isoformat() if row.closed_at else None}
    if kind == REMOVED:
        return {"standing": "removed", "closed_at": now}, shut
    if kind == LOOKED_BACK:
        return {}, {}
    state = State.MOVING if kind == RESUMED else State(kind)
    sealed = await words.seal_state(uow, row.set_id, row.id, state)
    standing = {"standing": "open", "closed_at": None} if state in CARRIED else {"standing": "closed", "closed_at": now}
    return {**standing, "progress": sealed}, {**shut, "state": (await words.open_state(uow, row)).value}


async def latest(uow: UnitOfWork, row: IssueRow) -> tuple[EventRow, dict[str, Any]] | None:
    """The event that Undo would take back, opened; None: nothing has happened since it was raised, or all is undone."""
    for event in await queries.events_of(uow, row.id, LATEST):
        body = await words.open_body(uow, row.set_id, event)
        if body["kind"] not in APART:
            return (event, body) if body["kind"] != ERASED else None
    return None


async def undo(uow: UnitOfWork, row: IssueRow, event: EventRow, body: dict[str, Any], now: datetime) -> None:
    """What stood before an event stands again; what was said with it goes.

    Raises Refused: STALE, as `record`; GONE when the words that stood were erased by whose they were.
    """
    emptied = await words.seal_body(uow, row.set_id, event.id, {"kind": UNDONE})
    before = await _taken_out(uow, row, body["before"], now)
    if not await queries.change(uow, row.id, row.revision, **(await _restored(uow, row, before))):
        raise Refused(Problem.STALE)
    if not await queries.take_back(uow, event.id, now, emptied):
        raise Refused(Problem.ALREADY_DONE)


async def _taken_out(uow: UnitOfWork, row: IssueRow, before: dict[str, Any], now: datetime) -> dict[str, Any]:
    """What Undo brings back, with words that were kept as somebody else's: they stand in the issue again."""
    if "kept" not in before:
        return before
    kept = await queries.one_event(uow, UUID(before["kept"]))
    body: dict[str, Any] = await words.open_body(uow, row.set_id, kept) if kept else {"kind": ERASED}
    if kept is None or body["kind"] != KEPT:
        raise Refused(Problem.GONE)
    await queries.take_back(uow, kept.id, now, await words.seal_body(uow, row.set_id, kept.id, {"kind": UNDONE}))
    found: dict[str, Any] = body["before"]
    return found


async def erase(uow: UnitOfWork, set_id: UUID, event_id: UUID, now: datetime) -> None:
    """What somebody said goes for good, also when its set's key is gone. The caller has read the event as theirs."""
    event = await queries.one_event(uow, event_id)
    if event is None:
        return
    try:
        kept = (await words.open_body(uow, set_id, event))["kind"] == KEPT
        body = await words.seal_body(uow, set_id, event_id, {"kind": UNDONE if kept else ERASED})
    except VaultError:
        await queries.drop_event(uow, event_id)
        return
    await queries.take_back(uow, event_id, now, body)


async def _restored(uow: UnitOfWork, row: IssueRow, before: dict[str, Any]) -> dict[str, Any]:
    """The columns that bring back what stood before."""
    values: dict[str, Any] = {}
    for name, value in before.items():
        if name == "headline":
            values[name] = await words.seal_headline(uow, row.set_id, row.id, Confidential(value))
        elif name == "state":
            values["progress"] = await words.seal_state(uow, row.set_id, row.id, State(value))
        elif name == "closed_at":
            values[name] = datetime.fromisoformat(value) if value else None
        elif name == "author_id":
            values[name] = UUID(value)
        else:
            values[name] = value
    return values
