"""What the queue for one session stands on: who can come, how they stand in the ledger, what was asked so far. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sets.budget import Hours
from sets.hours import local_date
from sets.ledger import Books
from sets.rotation import FIRM, Bar, Ledger, Member, Stage, bars, soft_rules_give_way, stage_at, twice_running
from sets.stages import plan_for
from storage.queries.calendar import PhaseRow, SessionRow
from storage.queries.rotation import LIVE, MemberRow, Present, TurnRow


@dataclass(frozen=True)
class Known:
    """All there is to know of a set, as it was read.

    people    members and coaches, whose accounts are open; hours: when each of them may be written to
    sessions  but those that were called off, the earliest first
    led, hosted  every turn to facilitate, and to host
    attended  who was where, and who said that they cannot come
    bids      who asked for time in which session: session -> people
    """

    people: Sequence[MemberRow]
    hours: Mapping[UUID, Hours] = field(repr=False)
    sessions: Sequence[SessionRow]
    led: Sequence[TurnRow]
    hosted: Sequence[TurnRow]
    attended: Sequence[Present]
    bids: Mapping[UUID, Collection[UUID]]
    phase: PhaseRow | None


@dataclass(frozen=True)
class Situation:
    """Everything about one planned session that decides whose turn it is in one ledger.

    there     members who can come, with their counts; hours: when each may be written to
    coach     a coach in post, when one leads this session by the set's own agreement
    turns     of this session
    previous  the session before, unless it has been closed
    """

    there: Sequence[Member]
    hours: Mapping[UUID, Hours] = field(repr=False)
    coach: UUID | None
    turns: Sequence[TurnRow]
    previous: SessionRow | None

    @property
    def live(self) -> TurnRow | None:
        return next((one for one in self.turns if one.state in LIVE), None)

    @property
    def few(self) -> bool:
        return soft_rules_give_way(len(self.there))

    def bars_of(self, person_id: UUID, ledger: Ledger) -> frozenset[Bar]:
        """The soft rules that speak against this person; none for somebody who cannot come."""
        me = next((one for one in self.there if one.id == person_id), None)
        return bars(me, ledger) - FIRM if me else frozenset()

    @property
    def passed(self) -> set[UUID]:
        """Whom this session was offered to before, or who gave it away."""
        return {one.person_id for one in self.turns if one.state not in LIVE}


def situation_of(session: SessionRow, ledger: Ledger, known: Known) -> Situation:
    """How things stand for one session in one ledger."""
    books = _books(session, ledger, known)
    cannot = {one.person_id for one in known.attended if one.session_id == session.id and one.state == "cannot"}
    come = [one for one in known.people if one.role == "member" and one.id not in cannot and one.id in known.hours]
    there = [one for one in come if not _away(known.hours[one.id], session.starts_at)]
    coaches = [one.id for one in known.people if one.role == "coach"]
    earlier = [one for one in known.sessions if one.starts_at < session.starts_at]
    before = earlier[-1] if earlier else None
    return Situation(
        there=[books.of(one) for one in there],
        hours={one.id: known.hours[one.id] for one in there},
        coach=coaches[0] if coaches and _coached(session, earlier, known.phase) else None,
        turns=[one for one in books.history if one.session_id == session.id],
        previous=before if before and before.state != "closed" else None,
    )


def volunteering(
    session: SessionRow, ledger: Ledger, seen: Situation, person_id: UUID, now: datetime
) -> frozenset[Bar] | None:
    """The soft rules that give way when somebody takes a turn by their own wish.

    None: they would facilitate twice running, and it could still be someone else's. On the day before, when the set
    would else lead together, they may.
    """
    against = seen.bars_of(person_id, ledger)
    twice = ledger is Ledger.FACILITATING and Bar.TWICE_RUNNING in against
    if twice and not seen.few and stage_at(session.starts_at, now) is not Stage.TOGETHER:
        return None
    return against


def swapping(
    session_id: UUID, taker: UUID, order: Sequence[UUID], holders: Mapping[UUID, UUID], seen: Situation
) -> frozenset[Bar] | None:
    """The soft rules that give way when somebody takes this session's turn to facilitate in a swap.

    order    sessions by time; holders: who would have which turn after the swap
    None: they would facilitate twice running, and enough people can come for others to do so.
    """
    twice = session_id in order and twice_running(order, holders, session_id)
    if twice and not seen.few:
        return None
    others = seen.bars_of(taker, Ledger.FACILITATING) - {Bar.TWICE_RUNNING}
    return others | {Bar.TWICE_RUNNING} if twice else others


def _books(session: SessionRow, ledger: Ledger, known: Known) -> Books:
    if ledger is not Ledger.HOSTING:
        return Books(session, known.sessions, known.led, known.attended, presenters=_presenters(session, known))
    guides = {one.person_id for one in known.led if one.session_id == session.id and one.state in LIVE}
    guides |= {session.facilitator_id} if session.facilitator_id else set()
    return Books(session, known.sessions, known.hosted, known.attended, guides=guides, duties=known.led)


def _presenters(session: SessionRow, known: Known) -> Collection[UUID]:
    """Who asked for time in this session beforehand. Where everybody has time, that is no reason not to facilitate."""
    heads = sum(1 for one in known.people if one.role == "member")
    planned = plan_for(session.length_minutes, session.ordinal, heads, by_bids=session.by_bids)
    return () if planned.equal else known.bids.get(session.id, ())


def _away(hours: Hours, starts_at: datetime) -> bool:
    day = local_date(starts_at, hours.zone)
    return any(one.first_day <= day <= one.last_day for one in hours.away)


def _coached(session: SessionRow, earlier: Sequence[SessionRow], phase: PhaseRow | None) -> bool:
    """Whether a coach leads this one. No number agreed: until the set says that it can run itself."""
    if phase is None or phase.mode != "coached" or session.phase_id != phase.id:
        return False
    number = len([one for one in earlier if one.phase_id == phase.id])
    return phase.coached_sessions is None or number < phase.coached_sessions
