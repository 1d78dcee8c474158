"""An issue's words and how it stands, sealed and opened (privacy.md section 4: progress is confidential).

The headline, what happened and a line for the set are sealed under the set's key; what a holder notes for themselves
when it is settled, under their own.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog

from sets.action_words import writable
from sets.errors import Problem, Refused
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries.issues import EventRow, IssueRow
from storage.unit_of_work import UnitOfWork
from storage.vault_errors import VaultError

HEADLINE_LIMIT = 150
OWN_LIMITS = {"helped": 1000, "see": 1000}
"""Each box of the settled ritual that its writer alone reads; together they fit into one sealed record."""
LINE_LIMIT = 500
_NOTHING = Confidential("")


class State(StrEnum):
    """How an issue stands (product.md C8, practice.md section 3). Open and moving ones are carried forward."""

    OPEN = "open"
    MOVING = "moving"
    SETTLED = "settled"
    PARKED = "parked"


MOVES = {
    State.OPEN: frozenset({State.MOVING, State.SETTLED, State.PARKED}),
    State.MOVING: frozenset({State.SETTLED, State.PARKED}),
    State.SETTLED: frozenset({State.MOVING}),
    State.PARKED: frozenset({State.MOVING, State.SETTLED}),
}
"""What a holder can say next. It goes from open through moving to settled or parked; it may come up again."""
CARRIED = frozenset({State.OPEN, State.MOVING})


@dataclass(frozen=True)
class Looking:
    """What a holder can say when an issue is settled (practice.md section 5: learning). Every part may be empty.

    helped, see  what helped most, and what they can see now: for themselves; line: for the members of the set
    """

    helped: Confidential = _NOTHING
    see: Confidential = _NOTHING
    line: Confidential = _NOTHING

    def __bool__(self) -> bool:
        return bool(self.own() or self.line.reveal())

    def own(self) -> dict[str, str]:
        """What is for its writer alone; {}: nothing."""
        words = {"helped": self.helped.reveal(), "see": self.see.reveal()}
        return words if any(words.values()) else {}


def read_headline(typed: Confidential) -> Confidential:
    """A headline as it is kept: one line. Raises Refused: EMPTY, TOO_LONG (about `headline`)."""
    words = " ".join(writable(typed.reveal()).split())
    if not words:
        raise Refused(Problem.EMPTY, "headline")
    if len(words) > HEADLINE_LIMIT:
        raise Refused(Problem.TOO_LONG, "headline")
    return Confidential(words)


def read_looking(typed: Looking) -> Looking:
    """The boxes of the settled ritual as they are kept. Raises Refused(TOO_LONG) about the one that is."""
    kept = {}
    for name, limit in (*OWN_LIMITS.items(), ("line", LINE_LIMIT)):
        words = writable(getattr(typed, name).reveal()).strip()
        if len(words) > limit:
            raise Refused(Problem.TOO_LONG, name)
        kept[name] = Confidential(words)
    return Looking(**kept)


async def seal_headline(uow: UnitOfWork, set_id: UUID, issue_id: UUID, words: Confidential) -> bytes:
    """For its column."""
    return await uow.seal(Field.ISSUE_HEADLINE, Scope("set", set_id), issue_id, words)


async def open_headline(uow: UnitOfWork, row: IssueRow) -> Confidential:
    """The headline. The caller has asked for permission. Raises SealBroken, KeyGone."""
    return await uow.unseal(Field.ISSUE_HEADLINE, Scope("set", row.set_id), row.id, row.headline)


async def headline_or_none(uow: UnitOfWork, row: IssueRow) -> Confidential | None:
    """The headline, or None when it does not open: in a list, one broken record must not silence the others."""
    try:
        return await open_headline(uow, row)
    except VaultError as error:
        structlog.get_logger().error("seal.broken", exc_info=error)
        return None


async def seal_state(uow: UnitOfWork, set_id: UUID, issue_id: UUID, state: State) -> bytes:
    """For its column."""
    return await uow.seal(Field.ISSUE_PROGRESS, Scope("set", set_id), issue_id, Confidential(state.value))


async def open_state(uow: UnitOfWork, row: IssueRow) -> State:
    """How it stands. Raises as `open_headline`."""
    if row.progress is None:
        return State.OPEN
    return State((await uow.unseal(Field.ISSUE_PROGRESS, Scope("set", row.set_id), row.id, row.progress)).reveal())


async def seal_body(uow: UnitOfWork, set_id: UUID, event_id: UUID, body: dict[str, Any]) -> bytes:
    """An event: `kind`, and `before`, what Undo brings back; of one that is no more, the kind alone."""
    words = Confidential(json.dumps(body, ensure_ascii=False))
    return await uow.seal(Field.ISSUE_EVENT_BODY, Scope("set", set_id), event_id, words)


async def open_body(uow: UnitOfWork, set_id: UUID, row: EventRow) -> dict[str, Any]:
    """The inverse of `seal_body`. Raises as `open_headline`."""
    words = await uow.unseal(Field.ISSUE_EVENT_BODY, Scope("set", set_id), row.id, row.body)
    found: dict[str, Any] = json.loads(words.reveal())
    return found


async def seal_looking(
    uow: UnitOfWork, set_id: UUID, person_id: UUID, event_id: UUID, looking: Looking
) -> dict[str, bytes | None]:
    """The columns `own` and `shared` of an event; None: nothing to seal."""
    own, line = looking.own(), looking.line
    sealed: dict[str, bytes | None] = {"own": None, "shared": None}
    if own:
        words = Confidential(json.dumps(own, ensure_ascii=False))
        sealed["own"] = await uow.seal(Field.ISSUE_EVENT_OWN, Scope("person", person_id), event_id, words)
    if line.reveal():
        sealed["shared"] = await uow.seal(Field.ISSUE_EVENT_SHARED, Scope("set", set_id), event_id, line)
    return sealed


async def open_looking(uow: UnitOfWork, set_id: UUID, row: EventRow, *, own: bool, line: bool) -> Looking:
    """What was said at an event. own, line: whether who asks may read that part. Raises as `open_headline`."""
    words: dict[str, str] = {}
    if own and row.own is not None:
        opened = await uow.unseal(Field.ISSUE_EVENT_OWN, Scope("person", row.person_id), row.id, row.own)
        words = json.loads(opened.reveal())
    shared = Confidential("")
    if line and row.shared is not None:
        shared = await uow.unseal(Field.ISSUE_EVENT_SHARED, Scope("set", set_id), row.id, row.shared)
    return Looking(Confidential(words.get("helped", "")), Confidential(words.get("see", "")), shared)
