"""What the queue for one session stands on: who can come, how often each had a turn, and who owes one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sets.budget import Hours, hours_of
from sets.hours import local_date
from sets.rotation import Ledger, Member, Rule
from storage.queries import calendar, rotation
from storage.queries.calendar import PhaseRow, SessionRow
from storage.queries.rotation import MemberRow, Present, TurnRow
from storage.unit_of_work import UnitOfWork

HERE = ("here", "left_early")
# A turn in one of these states counts as someone's own.
COUNTED = ("offered", "accepted", "done")


@dataclass(frozen=True)
class Situation:
    """Everything about one session that decides whose turn it is in one ledger.

    there     members who can come, with their counts; hours: when each may be written to
    coach     a coach in post, when one leads this session by the set's own agreement
    turns     of this session
    previous  the session before, unless it has been closed
    """

    there: list[Member]
    hours: dict[UUID, Hours] = field(repr=False)
    coach: UUID | None
    turns: list[TurnRow]
    previous: SessionRow | None

    @property
    def live(self) -> TurnRow | None:
        return next((one for one in self.turns if one.state in rotation.LIVE), None)

    @property
    def passed(self) -> set[UUID]:
        """Whom this session was offered to before, or who gave it away."""
        return {one.person_id for one in self.turns if one.state not in rotation.LIVE}


async def situation(uow: UnitOfWork, session: SessionRow, ledger: Ledger, now: datetime) -> Situation:
    """As things stand in this transaction."""
    people = await rotation.members(uow, session.set_id)
    sessions = await rotation.sessions_of(uow, session.set_id)
    history = await rotation.turns_of_set(uow, session.set_id, ledger)
    presents = await rotation.turns_of_session(uow, session.id, Ledger.PRESENTING)
    busy = await _guides(uow, session) if ledger is Ledger.HOSTING else set()
    attended = await rotation.attendance(uow, session.set_id)
    coaches = [one.id for one in people if one.role == "coach"]
    cannot = {one.person_id for one in attended if one.session_id == session.id and one.state == "cannot"}
    hours: dict[UUID, Hours] = {}
    for one in people:
        found = await hours_of(uow, one.id, now)
        if one.role == "member" and one.id not in cannot | busy and found and not _away(found, session.starts_at):
            hours[one.id] = found
    ledgers = _Books(session, sessions, history, attended, {one.person_id for one in presents})
    phase = await calendar.current_phase(uow, session.set_id)
    earlier = [one for one in sessions if one.starts_at < session.starts_at]
    before = earlier[-1] if earlier else None
    return Situation(
        there=[ledgers.of(one) for one in people if one.id in hours],
        hours=hours,
        coach=coaches[0] if coaches and _coached(session, earlier, phase) else None,
        turns=[one for one in history if one.session_id == session.id],
        previous=before if before and before.state != "closed" else None,
    )


async def _guides(uow: UnitOfWork, session: SessionRow) -> set[UUID]:
    """Who guides this session, or is being asked: they are not asked to be its host as well."""
    turns = await rotation.turns_of_session(uow, session.id, Ledger.FACILITATING)
    return {one.person_id for one in turns if one.state in rotation.LIVE} | {session.facilitator_id or session.id}


def _away(hours: Hours, starts_at: datetime) -> bool:
    day = local_date(starts_at, hours.zone)
    return any(one.first_day <= day <= one.last_day for one in hours.away)


def _coached(session: SessionRow, earlier: Sequence[SessionRow], phase: PhaseRow | None) -> bool:
    """Whether a coach leads this one. No number agreed: until the set says that it can run itself."""
    if phase is None or phase.mode != "coached" or session.phase_id != phase.id:
        return False
    number = len([one for one in earlier if one.phase_id == phase.id])
    return phase.coached_sessions is None or number < phase.coached_sessions


@dataclass(frozen=True)
class _Books:
    """The ledger and the attendance of a set, looked at from one session."""

    session: SessionRow
    sessions: list[SessionRow]
    history: list[TurnRow]
    attended: list[Present]
    presenters: set[UUID]

    def of(self, member: MemberRow) -> Member:
        starts = {one.id: one.starts_at for one in self.sessions}
        coached = {one.session_id for one in self.history if one.rule == Rule.COACH}
        held = [
            one
            for one in self.sessions
            if one.state == "closed" and one.starts_at >= member.joined and one.id not in coached
        ]
        mine = sorted(
            (
                one
                for one in self.history
                if one.person_id == member.id
                and one.session_id in starts
                and one.session_id != self.session.id
                and starts[one.session_id] >= member.joined
            ),
            key=lambda one: starts[one.session_id],
        )
        counted = [one for one in mine if one.state in COUNTED]
        was_at = {one.session_id for one in self.attended if one.person_id == member.id and one.state in HERE}
        first = next((one.starts_at for one in self.sessions if one.state == "closed"), None)
        return Member(
            id=member.id,
            turns=len(counted),
            held=len(held),
            attended=len([one for one in held if one.id in was_at]),
            joined=member.joined,
            last=starts[counted[-1].session_id] if counted else None,
            founding=first is None or member.joined <= first,
            owes=bool(mine) and mine[-1].state == "owed",
            led_last=self._led_last(member.id),
            presents=member.id in self.presenters,
        )

    def _led_last(self, person_id: UUID) -> bool:
        before = [one for one in self.sessions if one.starts_at < self.session.starts_at]
        if not before:
            return False
        last = before[-1].id
        return any(
            one.session_id == last and one.person_id == person_id and one.state in COUNTED for one in self.history
        )


def person_of(session: SessionRow, ledger: Ledger) -> UUID | None:
    """Who facilitates, or hosts, a session."""
    return session.facilitator_id if ledger is Ledger.FACILITATING else session.host_id


def reachable(hours: Hours, now: datetime, within: timedelta, before: datetime) -> datetime | None:
    """When someone could be written to, if that is soon enough to ask them; aware UTC."""
    due = hours.next_open(now)
    return due if due <= now + within and due < before else None
