"""What somebody sees of a running session in their own window: the leader's panel, or what a member may do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sets import go_round, own_lists, slots
from sets.access import May
from sets.actions import opened
from sets.sessions import Beheld, StageRow, behold, leads, running
from sets.signs import PASS, QUESTION
from sets.slots import Slot
from sets.stages import Kind
from storage.confidential import Confidential
from storage.queries import actions, attendance, signs
from storage.queries import sessions as queries
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["Panel", "look", "read"]

ROUNDS = (Kind.OPENING_ROUND, Kind.PROGRESS_ROUND, Kind.CLOSING_ROUND)
"""Everyone speaks once in order, and may pass."""
OWN_LIST = 30
"""Of so many open actions of one person, the first by date, those on their own list are shown."""


@dataclass(frozen=True)
class Panel:
    """A running session for one person.

    leads      they may move it on: they facilitate, or nobody does
    issues     how many slots it has
    now        when this was read, aware UTC
    slot       the issue slot that runs, for its leader and its presenter
    own_next   the next slot is the leader's own: somebody else will lead it
    unfilled   slots ahead that have no presenter yet
    order      in a go-round, for who leads: the names of those here, in a shuffled order
    passing    names of who passes in this stage; wished: somebody would welcome an open question
    brought    labels of their own open actions which they wanted to bring here; in the progress round, for them alone
    """

    found: Beheld
    stage: StageRow
    leads: bool
    issues: int
    now: datetime
    slot: Slot | None = None
    own_next: bool = False
    unfilled: int = 0
    order: tuple[str, ...] = field(default=())
    passing: tuple[str, ...] = field(default=())
    wished: bool = False
    brought: Sequence[Confidential] = field(default=(), repr=False)

    @property
    def revision(self) -> int:
        return self.found.run.revision if self.found.run else 0

    @property
    def presents(self) -> bool:
        return self.stage.presenter_id == self.found.person.id


async def look(store: WorkspaceStore, slack_user_id: str, session_id: UUID, now: datetime) -> Panel:
    """The panel of one person. Raises Refused: NOT_OPEN, NOT_YOUR_SET, FORMER_MEMBER."""
    async with store.read() as uow:
        return await read(uow, await behold(uow, slack_user_id, session_id, May.SEE_SESSION), now)


async def read(uow: UnitOfWork, found: Beheld, now: datetime) -> Panel:
    """The panel of somebody whose permission was asked. Raises Refused(NOT_OPEN)."""
    _, stage = running(found)
    all_stages = await queries.stages(uow, found.session.id)
    issues = [one for one in all_stages if one.kind == Kind.ISSUE]
    mine = leads(found)
    presenter = stage.presenter_id if stage.kind == Kind.ISSUE else None
    slot = None
    if presenter is not None and (mine or presenter == found.person.id):
        slot = await slots.read(uow, found, stage, presenter)
    given = await signs.of_stage(uow, found.session.id, stage.ordinal) if mine else []
    coming = found.coming
    return Panel(
        found,
        stage,
        mine,
        len(issues),
        now,
        slot,
        own_next=bool(coming and coming.presenter_id and coming.presenter_id == found.session.facilitator_id),
        unfilled=sum(1 for one in issues if one.presenter_id is None and one.ended_at is None),
        order=await _order(uow, found, stage) if mine and stage.kind in ROUNDS else (),
        passing=tuple(one.name for one in given if one.kind == PASS),
        wished=any(one.kind == QUESTION for one in given),
        brought=await _brought(uow, found) if stage.kind == Kind.PROGRESS_ROUND else (),
    )


async def _order(uow: UnitOfWork, found: Beheld, stage: StageRow) -> tuple[str, ...]:
    """Who speaks after whom in this round."""
    people = await attendance.people(uow, found.session.set_id, found.session.id)
    return tuple(one.name for one in go_round.order(found.session.id, stage.ordinal, people))


async def _brought(uow: UnitOfWork, found: Beheld) -> Sequence[Confidential]:
    """What is on this person's own list for the session and still open."""
    wanted = await own_lists.for_session(uow, found.person.id, found.session.id)
    if not wanted:
        return ()
    rows = await actions.open_in_set(uow, found.session.set_id, found.person.id, OWN_LIST)
    return [(await opened(uow, row)).label for row in rows if row.id in wanted]
