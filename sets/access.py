"""Who may do what: one checker, asked by every use case, which says no unless a rule says yes.

Source of the rules: privacy.md section 2. A button, a command and a form all come here.
"""

from enum import Enum, auto
from uuid import UUID

from sets.errors import Problem, Refused
from storage.queries import joining, setup
from storage.queries.beside import Standing
from storage.queries.setup import Coordinator
from storage.unit_of_work import UnitOfWork


class May(Enum):
    """What somebody wants to do."""

    SEE_SET = auto()
    ADD_ACTION = auto()
    SEE_OWN_ACTION = auto()
    CHANGE_OWN_ACTION = auto()
    CREATE_SET = auto()
    ANSWER_BALLOT = auto()
    CHANGE_CALENDAR = auto()
    TAKE_TURN = auto()
    ASK_FOR_CALL = auto()
    SEE_SESSION = auto()
    RUN_SESSION = auto()
    ASK_FOR_TIME = auto()
    SPEAK_FOR_SET = auto()
    """Ask one more person, say who is welcome, agree to the rules and change them."""
    ANSWER_CALL = auto()
    ANSWER_REFLECTION = auto()
    SEE_OWN_REFLECTION = auto()
    """And take it back."""
    SHARE_UPDATE = auto()
    READ_UPDATE = auto()
    CHANGE_OWN_UPDATE = auto()
    SEE_OWN_UPDATE = auto()
    TAKE_BACK_OWN_UPDATE = auto()
    RAISE_ISSUE = auto()
    """And hold one together with others."""
    CHANGE_OWN_ISSUE = auto()
    SEE_OWN_ISSUE = auto()
    REMOVE_OWN_ISSUE = auto()
    BACK_UP = auto()
    """Be asked to back up an action, and read of it what its holder shows to its supporter."""


async def coordinating(uow: UnitOfWork, slack_user_id: str) -> Coordinator:
    """Who may CREATE_SET, and for which programme, in one statement. Raises Refused(NOT_COORDINATOR)."""
    found = await setup.coordinator(uow, slack_user_id)
    if found is None:
        raise Refused(Problem.NOT_COORDINATOR)
    return found


# One a line: rooms add theirs side by side.
_AS_MEMBER = frozenset(
    {
        May.SEE_SET,
        May.ADD_ACTION,
        May.ANSWER_BALLOT,
        May.CHANGE_CALENDAR,
        May.ASK_FOR_CALL,
        May.SEE_SESSION,
        May.RUN_SESSION,
        May.ASK_FOR_TIME,
        May.SPEAK_FOR_SET,
        May.ANSWER_CALL,
        May.ANSWER_REFLECTION,
        May.SHARE_UPDATE,
        May.READ_UPDATE,
        May.RAISE_ISSUE,
        May.BACK_UP,
    }
)
# A coach in post sees the buttons of these in the set's channel, and is told kindly whose they are.
_FOR_MEMBERS = _AS_MEMBER | {May.TAKE_TURN}
# privacy.md section 2, "Coach in post"
_AS_COACH = frozenset(
    {
        May.SEE_SET,
        May.CHANGE_CALENDAR,
        May.SEE_SESSION,
        May.RUN_SESSION,
        May.READ_UPDATE,  # one that was shared with the coach too: sets/updates.py
    }
)
_AS_HOLDER = frozenset(
    {
        May.CHANGE_OWN_ACTION,
        May.TAKE_TURN,
        May.CHANGE_OWN_UPDATE,
        May.CHANGE_OWN_ISSUE,
    }
)
# A leaver keeps reading their own words, and so as its coach.
_AS_FORMER_HOLDER = frozenset(
    {
        May.SEE_OWN_ACTION,
        May.SEE_OWN_REFLECTION,
        May.SEE_OWN_UPDATE,
        May.TAKE_BACK_OWN_UPDATE,
        May.SEE_OWN_ISSUE,
        May.REMOVE_OWN_ISSUE,
    }
)


async def check(
    uow: UnitOfWork,
    may: May,
    *,
    person_id: UUID,
    set_id: UUID | None = None,
    holder_id: UUID | None = None,
) -> None:
    """Return when it is allowed. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, NOT_COORDINATOR, or
    FOR_MEMBERS to a coach in post."""
    if may is May.CREATE_SET:
        if not await setup.coordinates(uow, person_id):
            raise Refused(Problem.NOT_COORDINATOR)
        return
    if may in _AS_HOLDER | _AS_FORMER_HOLDER and holder_id != person_id:
        raise Refused(Problem.NOT_YOUR_SET)
    if set_id is None or may not in _AS_MEMBER | _AS_HOLDER | _AS_FORMER_HOLDER:
        raise Refused(Problem.NOT_YOUR_SET)
    judge(may, await joining.standing(uow, person_id, set_id), person_id=person_id, holder_id=holder_id)


def judge(may: May, standing: Standing, *, person_id: UUID, holder_id: UUID | None = None) -> None:
    """The rule of `check` about a set, for a standing of the person in it that was read along with the row.

    The row must have been read in the transaction that acts on the answer. Raises Refused, as `check`.
    """
    if may not in _AS_MEMBER | _AS_HOLDER | _AS_FORMER_HOLDER:
        raise Refused(Problem.NOT_YOUR_SET)
    if may in _AS_HOLDER | _AS_FORMER_HOLDER and holder_id != person_id:
        raise Refused(Problem.NOT_YOUR_SET)
    if standing == "member" or (standing == "coach" and may in _AS_COACH):
        return
    if standing in ("former", "coach") and may in _AS_FORMER_HOLDER:
        return
    if standing == "coach" and may in _FOR_MEMBERS:
        raise Refused(Problem.FOR_MEMBERS)
    raise Refused(Problem.FORMER_MEMBER if standing == "former" else Problem.NOT_YOUR_SET)
