"""Opening a session: who may, who is here, and the stages it will go through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sets import board, closing, stage_notices
from sets.access import May
from sets.errors import Problem, Refused
from sets.session_menu import on_its_day
from sets.sessions import LED, OPEN, PHONES, PLANNED, TOGETHER, Beheld, behold
from sets.stages import Plan, plan_for
from storage.models import Run, Stage
from storage.queries import attendance
from storage.queries import sessions as queries
from storage.queries.attendance import Present
from storage.queries.setup import learning_set
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore


@dataclass(frozen=True)
class Opening:
    """What is asked before a session opens. phones: the set wants everyone to use a phone, unless said otherwise."""

    found: Beheld
    people: list[Present]
    phones: bool = False

    @property
    def nobodys_turn(self) -> bool:
        return self.found.session.facilitator_id is None

    @property
    def expected(self) -> list[Present]:
        """Everyone who did not say that they cannot come."""
        return [one for one in self.people if one.state != "cannot"]


async def asked(store: WorkspaceStore, slack_user_id: str, session_id: UUID, now: datetime) -> Opening:
    """What to ask who wants to open. Raises Refused: as `may_open`, and as `behold`."""
    async with store.read() as uow:
        found = await behold(uow, slack_user_id, session_id, May.RUN_SESSION)
        may_open(found, now)
        of_set = await learning_set(uow, found.session.set_id)
        people = await attendance.people(uow, found.session.set_id, session_id)
        return Opening(found, people, phones=of_set is not None and of_set.phones)


def may_open(found: Beheld, now: datetime) -> None:
    """Who has the turn, the coach in a coached session, or anybody when nobody has it; on its day.

    Raises Refused: NOT_FACILITATOR, ALREADY_DONE (it is open), GONE (it is over, or was called off), NOT_ITS_DAY.
    """
    if found.session.state == OPEN:
        raise Refused(Problem.ALREADY_DONE)
    if found.session.state != PLANNED:
        raise Refused(Problem.GONE)
    on_its_day(found.session, now)
    if found.session.facilitator_id in (None, found.person.id) or found.belongs == "coach":
        return
    raise Refused(Problem.NOT_FACILITATOR)


async def begin(
    store: WorkspaceStore,
    slack_user_id: str,
    session_id: UUID,
    here: Sequence[UUID],
    *,
    together: bool,
    phones: bool,
    key: str,
    now: datetime,
) -> Beheld:
    """Open the session. Of two who open it at once, one does; the other finds it open.

    here      who is in the room; who opens it is there too
    together  nobody facilitates: only when nobody has the turn
    phones    everybody uses a phone; else only the facilitator does
    Raises Refused as `asked`, NOBODY_CHOSEN, and NOT_YOUR_SET when somebody of `here` is not in the set.
    """
    async with store.write() as uow:
        found = await behold(uow, slack_user_id, session_id, May.RUN_SESSION)
        if not (await claim(uow, key, now)).first:
            return found
        may_open(found, now)
        people = await attendance.people(uow, found.session.set_id, session_id)
        present = {*here, found.person.id}
        if not present <= {one.person_id for one in people}:
            raise Refused(Problem.NOT_YOUR_SET)
        alone = together and found.session.facilitator_id is None
        await _start(uow, found, people, alone=alone, phones=phones, now=now)
        gone = [one.person_id for one in people if one.person_id not in present]
        await attendance.set_here(uow, session_id, sorted(present), gone, now)
        await stage_notices.tell(uow, found, 1, "opened", now)
        return found


async def _start(
    uow: UnitOfWork, found: Beheld, people: Sequence[Present], *, alone: bool, phones: bool, now: datetime
) -> None:
    session = found.session
    await closing.end_forgotten(uow, session.set_id, now)
    board_id = await board.post(uow, found, now)
    run = {"id": uow.new_id(), "set_id": session.set_id, "session_id": session.id, "board_id": board_id}
    if not await uow.insert_once(Run, **run, stage=1, asked="", led_before_id=None, opened_at=now, revision=1):
        raise Refused(Problem.ALREADY_DONE)
    leader = (
        None if alone else found.person.id if found.belongs == "coach" else (session.facilitator_id or found.person.id)
    )
    mode = TOGETHER if alone else PHONES if phones else LED
    await queries.change_session(uow, session.id, state=OPEN, mode=mode, facilitator_id=leader, opened_at=now)
    heads = sum(1 for one in people if one.role == "member" and one.state != "cannot")
    planned = plan_for(session.length_minutes, session.ordinal, heads, by_bids=session.by_bids)
    await uow.insert_many(Stage, _rows(uow, session.id, planned, now))


def _rows(uow: UnitOfWork, session_id: UUID, planned: Plan, now: datetime) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for ordinal, stage in enumerate(planned.stages, 1):
        began = ordinal == 1
        rows.append(
            {
                "id": uow.new_id(),
                "session_id": session_id,
                "ordinal": ordinal,
                "kind": stage.kind.value,
                "number": stage.number,
                "planned_seconds": stage.minutes * 60,
                "talk": "",
                "started_at": now if began else None,
                "ends_at": now + timedelta(minutes=stage.minutes) if began else None,
                "noted": 0,
            }
        )
    return rows
