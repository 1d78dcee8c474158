"""Actions: reading one, recording what happened to it, and taking that back.

Every change goes through `record`, which writes one sealed event holding what stood before. So Undo is the same for all
of them, and is honest: it works only while nothing else has happened to the action since.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sets import action_words as words
from sets.access import May, judge
from sets.action_words import Detail
from sets.checkins import Planned, ask_moment, slots
from sets.errors import Problem, Refused
from sets.hours import zone_of
from sets.unasked import told
from storage.confidential import Confidential
from storage.queries import actions as queries
from storage.queries import nudge_answers, outcomes
from storage.queries.actions import ActionRow, EventRow
from storage.unit_of_work import UnitOfWork

CLOSING = frozenset({"done", "stopped"})
# What the holder said last. A note says nothing about how the action stands.
OUTCOMES = CLOSING | {"still_on_it", "stuck", "not_now", "changed"}
KINDS = OUTCOMES | {"committed", "note"}


@dataclass(frozen=True)
class Action:
    """An action with its label opened. `due_date` is a local date in `zone`; moments are aware UTC.

    standing  draft, open or closed; how it ended is sealed in `row`
    """

    id: UUID
    set_id: UUID
    holder_id: UUID
    standing: str
    due_date: date
    zone: str
    next_ask_at: datetime | None
    revision: int
    label: Confidential
    row: ActionRow = field(repr=False, compare=False)

    @property
    def committed_at(self) -> datetime:
        return self.row.committed_at

    @property
    def set_name(self) -> str:
        return self.row.set_name


async def get(uow: UnitOfWork, action_id: UUID) -> Action | None:
    """An action, a draft too. Asks for no permission: the caller does. Raises SealBroken, KeyGone."""
    row = await queries.by_id(uow, action_id)
    return await opened(uow, row) if row else None


async def opened(uow: UnitOfWork, row: ActionRow) -> Action:
    """The action of a row, its label unsealed."""
    label = await words.open_label(uow, row)
    return Action(
        row.id,
        row.set_id,
        row.holder_id,
        row.standing,
        row.due_date,
        row.zone,
        row.next_ask_at,
        row.revision,
        label,
        row,
    )


def ask_days(
    committed: datetime, due: date, zone: str, now: datetime, plan: Planned, *, chosen_now: bool = False
) -> list[date]:
    """The local dates on which an action is still to be asked about, soonest first (product.md C5).

    committed   when it was written, aware UTC: the time from then to `due` decides how often is asked
    plan        of its set: how long before and after is asked
    chosen_now  the date was chosen this moment: when that is today, past the hour of asking, it is asked next morning
    """
    written, today = committed.astimezone(zone_of(zone)).date(), now.astimezone(zone_of(zone)).date()
    late = chosen_now and due == today and ask_moment(due, zone) <= now
    days = [day + timedelta(days=1) if late and slot == "due" else day for slot, day in slots(written, due, plan)]
    return sorted(day for day in days if ask_moment(day, zone) > now)


def next_ask(
    committed: datetime, due: date, zone: str, now: datetime, plan: Planned, *, chosen_now: bool = False
) -> datetime | None:
    """When to ask next (aware UTC); None when every check-in has passed. Arguments as for `ask_days`."""
    days = ask_days(committed, due, zone, now, plan, chosen_now=chosen_now)
    return ask_moment(days[0], zone) if days else None


async def record(
    uow: UnitOfWork,
    action: Action | ActionRow,
    kind: str,
    now: datetime,
    *,
    changes: Mapping[str, object] | None = None,
    note: Confidential | None = None,
    person_id: UUID,
    in_session: bool = False,
    beside: Mapping[str, str] | None = None,
    for_supporter: bool = False,
) -> UUID:
    """Write one event and apply its changes; returns the event's id, which Undo takes.

    action   as read in this transaction, with how its holder stands; a bare row saves opening its label
    kind     one of KINDS. done and stopped close the action; any but note and committed becomes its outcome
    changes  any of due_date, next_ask_at, standing, closed_at, issue_id, label (Confidential), detail (Detail); a new
             due date brings its own next_ask_at, unless one is given
    in_session  the holder said so in a session, and who facilitated it wrote it down
    beside   more that the note says, by name; for_supporter: who backs the action up may read the note
    Raises Refused: STALE when the action has changed since it was read, ALREADY_DONE when it is not open (a note may
    still be added), TOO_LONG for the note, and what `sets.access` says when it is not theirs.
    """
    if kind not in KINDS:
        raise ValueError("unknown kind of event")
    row = action.row if isinstance(action, Action) else action
    judge(May.CHANGE_OWN_ACTION, row.belongs, person_id=person_id, holder_id=row.holder_id)
    if kind != "note" and row.standing != ("draft" if kind == "committed" else "open"):
        raise Refused(Problem.ALREADY_DONE)
    kept = words.read_note(note).reveal() if note else ""
    values, before = await _sealed(uow, row, _with_schedule(row, kind, changes or {}, now))
    if kind in OUTCOMES:
        values["progress"] = await words.seal_outcome(uow, row, kind)
        before["outcome"] = await words.open_outcome(uow, row)
    event_id = uow.new_id()
    body = {"kind": kind, "revision": row.revision + 1, "before": before, "note": kept}
    if in_session:
        body["in_session"] = True
    if beside:
        body["beside"] = dict(beside)
    if await told(uow, row, kind, event_id, now, until=values.get("next_ask_at", row.next_ask_at)):
        body["unasked"] = True
    sealed = await words.seal_body(uow, row.holder_id, event_id, body)
    if not await queries.change(uow, row.id, row.revision, values):
        raise Refused(Problem.STALE)
    await queries.add_event(uow, event_id, row.id, person_id, now, sealed, for_supporter=for_supporter)
    return event_id


async def undo(uow: UnitOfWork, event_id: UUID, person_id: UUID, now: datetime) -> Action:
    """Take an event back: what stood before stands again, and the words of its note are dropped.

    Raises Refused: GONE (no such event), ALREADY_DONE (taken back before), STALE (something happened since).
    """
    return await opened(uow, await undo_event(uow, await event_row(uow, event_id), person_id, now))


async def event_row(uow: UnitOfWork, event_id: UUID) -> EventRow:
    """One event with its action. Raises Refused(GONE)."""
    event = await queries.event_by_id(uow, event_id)
    if event is None:
        raise Refused(Problem.GONE)
    return event


async def undo_event(uow: UnitOfWork, event: EventRow, person_id: UUID, now: datetime) -> ActionRow:
    """`undo` for an event that was read in this transaction; the action as it stands then, still sealed."""
    row = event.action
    judge(May.CHANGE_OWN_ACTION, row.belongs, person_id=person_id, holder_id=row.holder_id)
    if event.undone_at is not None:
        raise Refused(Problem.ALREADY_DONE)
    # Sealed before anything is opened: the one look-up of the person's key then serves both.
    emptied = await words.seal_body(uow, row.holder_id, event.id, {"kind": "undone"})
    body = await words.open_body(uow, row.holder_id, event.id, event.body)
    if row.revision != body["revision"]:
        raise Refused(Problem.STALE)
    values = await _restored(uow, row, body["before"])
    if not await queries.change(uow, row.id, row.revision, values):
        raise Refused(Problem.STALE)
    await queries.take_back(uow, event.id, now, emptied)
    back = replace(row, **values, revision=row.revision + 1)
    if body.get("unasked"):
        await nudge_answers.to_be_asked_again(uow, event.id)
    if back.standing == "open" and {"standing", "due_date"} & set(body["before"]):
        await nudge_answers.true_again(uow, row.id, back.due_date.toordinal(), now)
    if "turned_out" in body.get("beside", {}):
        await outcomes.forget(uow, event.id)
    return back


def _with_schedule(row: ActionRow, kind: str, changes: Mapping[str, object], now: datetime) -> dict[str, Any]:
    """The changes with what follows from them: a closed action is not asked about, a moved one at its new times."""
    wanted: dict[str, Any] = dict(changes)
    if kind in CLOSING:
        return {"standing": "closed", "closed_at": now, "next_ask_at": None, **wanted}
    if "due_date" in wanted and "next_ask_at" not in wanted:
        wanted["next_ask_at"] = next_ask(row.committed_at, wanted["due_date"], row.zone, now, row, chosen_now=True)
    return wanted


async def _sealed(uow: UnitOfWork, row: ActionRow, wanted: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns to write, and what stands in them now as JSON values."""
    values: dict[str, Any] = {}
    before: dict[str, Any] = {}
    for name, value in wanted.items():
        if name == "label":
            values[name] = await words.seal_label(uow, row.id, row.set_id, value)
            before[name] = (await words.open_label(uow, row)).reveal()
        elif name == "detail":
            values[name] = await words.seal_detail(uow, row.id, row.holder_id, value)
            before[name] = (await words.open_detail(uow, row)).words()
        elif name in ("standing", "due_date", "next_ask_at", "closed_at", "issue_id"):
            values[name] = value
            stood = getattr(row, name)
            before[name] = stood.isoformat() if isinstance(stood, date) else str(stood) if stood else None
        else:
            raise ValueError("an action has no such part")
    return values, before


async def _restored(uow: UnitOfWork, row: ActionRow, before: dict[str, Any]) -> dict[str, Any]:
    """The columns that bring back what stood before."""
    values: dict[str, Any] = {}
    for name, value in before.items():
        if name == "label":
            values[name] = await words.seal_label(uow, row.id, row.set_id, Confidential(value))
        elif name == "detail":
            values[name] = await words.seal_detail(uow, row.id, row.holder_id, Detail.of(value))
        elif name == "outcome":
            values["progress"] = await words.seal_outcome(uow, row, value)
        elif name == "due_date":
            values[name] = date.fromisoformat(value)
        elif name in ("next_ask_at", "closed_at"):
            values[name] = datetime.fromisoformat(value) if value else None
        elif name == "issue_id":
            values[name] = UUID(value) if value else None
        else:
            values[name] = value
    return values
