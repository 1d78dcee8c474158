"""What is kept about somebody beside their words: where they belong, what they said yes to, when they were asked.

Facts and dates only; every select is of one person's own rows. Nothing here commits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, case, cast, func, literal, select
from sqlalchemy.types import Uuid

from storage.models import (
    Action,
    Agreed,
    Agreement,
    Arrival,
    Attendance,
    Ballot,
    Buddy,
    BuddySide,
    Consent,
    Delivery,
    Invitation,
    Issue,
    IssueHolder,
    LearningSet,
    Membership,
    Nudge,
    PairMeeting,
    Phase,
    Programme,
    ProgrammeRole,
    Round,
    Session,
    SetChange,
    Sign,
    Snapshot,
    SnapshotPerson,
    Supporter,
    Swap,
    Turn,
)
from storage.types import UtcDateTime
from storage.unit_of_work import UnitOfWork


class What(StrEnum):
    """One kind of facts."""

    MEMBERSHIP = "membership"
    INVITATION = "invitation"
    ROLE = "role"
    BUDDY = "buddy"
    SIDE = "side"
    BACKING = "backing"
    HOLDING = "holding"
    SET_CHANGE = "set_change"
    ARRIVAL = "arrival"
    ATTENDANCE = "attendance"
    LEADS = "leads"
    TURN = "turn"
    SWAP = "swap"
    SIGN = "sign"
    CHAT = "chat"
    CONSENT = "consent"
    AGREED = "agreed"
    BALLOT = "ballot"
    FEEDBACK = "feedback"
    ASKED = "asked"
    SENT = "sent"
    COUNTED = "counted"


@dataclass(frozen=True)
class Fact:
    """One fact. name: of the set or programme; at, until: aware UTC; codes: of its table; count: of things that are
    told together; row_id: of what can be opened."""

    what: What
    row_id: UUID | None = None
    name: str = ""
    at: datetime | None = None
    until: datetime | None = None
    codes: tuple[str, ...] = ()
    count: int = 0


def _row(model: Any, named_by: Any) -> ColumnElement[bool]:  # noqa: ANN401 - any model, and a column of another
    """The row of `model` that a column names, in the same workspace."""
    return and_(model.workspace_id == named_by.class_.workspace_id, model.id == named_by)


_NEVER = literal(None, UtcDateTime())
_ONE = literal(0)
_Wanted = Select[*tuple[Any, ...]]


def _selects() -> Mapping[What, _Wanted]:
    """Of each kind: a row, a name, two moments, a count, and then codes; of whoever is `me`. The newest first."""
    me, in_set = bindparam("me", type_=Uuid()), LearningSet.name
    led = case((Session.facilitator_id == me, "facilitates"), else_="hosts")
    asked = case((Swap.asker_id == me, "asker"), else_="asked")
    in_pair = and_(
        Buddy.workspace_id == PairMeeting.workspace_id,
        Buddy.phase_id == PairMeeting.phase_id,
        Buddy.pair == PairMeeting.pair,
    )
    counted = SnapshotPerson.snapshot_id == Snapshot.id
    subject = and_(LearningSet.workspace_id == Consent.workspace_id, LearningSet.id == Consent.subject_id)
    return {
        What.MEMBERSHIP: select(LearningSet.id, in_set, Membership.from_at, Membership.until_at, _ONE, Membership.role)
        .join(LearningSet, _row(LearningSet, Membership.set_id))
        .where(Membership.person_id == me)
        .order_by(Membership.from_at.desc(), Membership.id),
        What.INVITATION: select(
            Invitation.id, in_set, Invitation.asked_at, _NEVER, _ONE, Invitation.state, Invitation.role
        )
        .join(LearningSet, _row(LearningSet, Invitation.set_id))
        .where(Invitation.person_id == me)
        .order_by(Invitation.asked_at.desc(), Invitation.id),
        What.ROLE: select(
            ProgrammeRole.id, Programme.name, ProgrammeRole.from_at, ProgrammeRole.until_at, _ONE, ProgrammeRole.role
        )
        .join(Programme, _row(Programme, ProgrammeRole.programme_id))
        .where(ProgrammeRole.person_id == me)
        .order_by(ProgrammeRole.from_at.desc(), ProgrammeRole.id),
        What.BUDDY: select(Buddy.id, in_set, Phase.from_at, func.coalesce(Buddy.until_at, Phase.until_at), _ONE)
        .join(Phase, _row(Phase, Buddy.phase_id))
        .join(LearningSet, _row(LearningSet, Buddy.set_id))
        .where(Buddy.person_id == me)
        .order_by(Phase.from_at.desc(), Buddy.id),
        What.SIDE: select(BuddySide.id, in_set, _NEVER, _NEVER, _ONE)
        .join(LearningSet, _row(LearningSet, BuddySide.set_id))
        .where(BuddySide.person_id == me)
        .order_by(BuddySide.id),
        What.BACKING: select(Supporter.id, in_set, _NEVER, _NEVER, _ONE, Supporter.state)
        .join(Action, _row(Action, Supporter.action_id))
        .join(LearningSet, _row(LearningSet, Action.set_id))
        .where(Supporter.person_id == me)
        .order_by(Supporter.id),
        What.HOLDING: select(IssueHolder.id, in_set, IssueHolder.since, _NEVER, _ONE, IssueHolder.state)
        .join(Issue, _row(Issue, IssueHolder.issue_id))
        .join(LearningSet, _row(LearningSet, Issue.set_id))
        .where(IssueHolder.person_id == me, Issue.standing != "removed")
        .order_by(IssueHolder.since.desc(), IssueHolder.id),
        What.SET_CHANGE: select(SetChange.id, in_set, SetChange.at, SetChange.undone_at, _ONE)
        .join(LearningSet, _row(LearningSet, SetChange.set_id))
        .where(SetChange.person_id == me)
        .order_by(SetChange.at.desc(), SetChange.id),
        What.ARRIVAL: select(Arrival.id, in_set, Arrival.at, _NEVER, _ONE, Arrival.state, Arrival.how)
        .join(LearningSet, _row(LearningSet, Arrival.set_id))
        .where(Arrival.person_id == me)
        .order_by(Arrival.at.desc(), Arrival.id),
        What.ATTENDANCE: select(Attendance.id, in_set, Session.starts_at, _NEVER, _ONE, Attendance.state)
        .join(Session, _row(Session, Attendance.session_id))
        .join(LearningSet, _row(LearningSet, Session.set_id))
        .where(Attendance.person_id == me)
        .order_by(Session.starts_at.desc(), Attendance.id),
        What.LEADS: select(Session.id, in_set, Session.starts_at, _NEVER, _ONE, led)
        .join(LearningSet, _row(LearningSet, Session.set_id))
        .where((Session.facilitator_id == me) | (Session.host_id == me))
        .order_by(Session.starts_at.desc(), Session.id),
        What.TURN: select(Turn.id, in_set, Session.starts_at, _NEVER, _ONE, Turn.ledger, Turn.state)
        .join(Session, _row(Session, Turn.session_id))
        .join(LearningSet, _row(LearningSet, Turn.set_id))
        .where(Turn.person_id == me)
        .order_by(Session.starts_at.desc(), Turn.id),
        What.SWAP: select(Swap.id, in_set, Swap.asked_at, Swap.answered_at, _ONE, asked, Swap.state)
        .join(Turn, _row(Turn, Swap.turn_id))
        .join(LearningSet, _row(LearningSet, Turn.set_id))
        .where((Swap.asker_id == me) | (Swap.asked_id == me))
        .order_by(Swap.asked_at.desc(), Swap.id),
        What.SIGN: select(Sign.id, in_set, Session.starts_at, _NEVER, _ONE, Sign.kind)
        .join(Session, _row(Session, Sign.session_id))
        .join(LearningSet, _row(LearningSet, Session.set_id))
        .where(Sign.person_id == me)
        .order_by(Sign.stage, Sign.id),
        What.CHAT: select(
            PairMeeting.id,
            in_set,
            PairMeeting.starts_at,
            _NEVER,
            _ONE,
            PairMeeting.state,
            cast(PairMeeting.on_day, String),
        )
        .join(Buddy, in_pair)
        .join(LearningSet, _row(LearningSet, PairMeeting.set_id))
        .where(Buddy.person_id == me)
        .order_by(PairMeeting.on_day.desc(), PairMeeting.id),
        What.CONSENT: select(
            Consent.id, func.coalesce(in_set, ""), Consent.at, _NEVER, _ONE, Consent.scope, Consent.answer
        )
        .outerjoin(LearningSet, subject)
        .where(Consent.person_id == me)
        .order_by(Consent.at.desc(), Consent.id),
        What.AGREED: select(Agreed.id, in_set, Agreement.at, _NEVER, Agreement.version, Agreed.state)
        .join(Agreement, _row(Agreement, Agreed.agreement_id))
        .join(LearningSet, _row(LearningSet, Agreement.set_id))
        .where(Agreed.person_id == me)
        .order_by(Agreement.at.desc(), Agreed.id),
        What.BALLOT: select(Round.id, in_set, Round.opens_at, Round.deadline, _ONE, Round.kind)
        .join(Ballot, and_(Ballot.workspace_id == Round.workspace_id, Ballot.round_id == Round.id))
        .join(LearningSet, _row(LearningSet, Round.set_id))
        .where(Ballot.person_id == me)
        .order_by(Round.opens_at.desc(), Round.id),
        What.FEEDBACK: select(Round.id, in_set, Round.opens_at, Round.deadline, _ONE, Round.state)
        .join(LearningSet, _row(LearningSet, Round.set_id))
        .where(Round.recipient_id == me)
        .order_by(Round.opens_at.desc(), Round.id),
        What.ASKED: select(
            literal(None), literal(""), func.min(Nudge.since), func.max(Nudge.due_at), func.count(), Nudge.kind
        )
        .where(Nudge.person_id == me)
        .group_by(Nudge.kind)
        .order_by(Nudge.kind),
        What.SENT: select(
            literal(None), literal(""), func.min(Delivery.due_at), func.max(Delivery.due_at), func.count()
        ).where(Delivery.recipient_id == me),
        What.COUNTED: select(
            literal(None), literal(""), func.min(Snapshot.made_at), func.max(Snapshot.made_at), func.count()
        )
        .join(SnapshotPerson, and_(SnapshotPerson.workspace_id == Snapshot.workspace_id, counted))
        .where(SnapshotPerson.person_id == me),
    }


_SELECTS = _selects()
_TOGETHER = frozenset({What.ASKED, What.SENT, What.COUNTED})


async def of(uow: UnitOfWork, person_id: UUID, what: What, limit: int) -> list[Fact]:
    """Somebody's facts of one kind, the newest first; none for what was told together and never happened."""
    found = []
    for row in await uow.rows(_SELECTS[what].params(me=person_id).limit(limit)):
        row_id, name, at, until, count, *codes = tuple[Any, ...](row)
        if count or what not in _TOGETHER:
            found.append(Fact(what, row_id, name, at, until, tuple(codes), count))
    return found
