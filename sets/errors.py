"""Why a use case said no: codes, not sentences. The sentences are in handlers/messages/errors.py."""

from enum import Enum


class Problem(Enum):
    """What a person can be told happened."""

    NOT_YOUR_SET = "not_your_set"
    FORMER_MEMBER = "former_member"
    NOT_COORDINATOR = "not_coordinator"
    ALREADY_DONE = "already_done"
    STALE = "stale"
    GONE = "gone"
    TOO_LONG = "too_long"
    EMPTY = "empty"
    DATE_UNREADABLE = "date_unreadable"
    DATE_PAST = "date_past"
    DATE_TOO_FAR = "date_too_far"
    TIME_PAST = "time_past"
    OVERLAPS = "overlaps"
    CHANGED_MEANWHILE = "changed_meanwhile"
    TOO_FEW_PEOPLE = "too_few_people"
    TOO_MANY_PEOPLE = "too_many_people"
    OWN_PROGRAMME = "own_programme"
    NOT_A_MEMBER = "not_a_member"
    COORDINATES = "coordinates"
    BAD_DATES = "bad_dates"
    NO_BUDDY = "no_buddy"
    NO_SESSION = "no_session"
    CALL_CLOSED = "call_closed"
    BEFORE_YOU_JOINED = "before_you_joined"
    ROUND_CLOSED = "round_closed"
    ABOUT_YOU = "about_you"
    NOT_YET = "not_yet"
    FOR_MEMBERS = "for_members"
    NO_AUDIENCE = "no_audience"
    TOO_MANY = "too_many"
    NOT_YOUR_TURN = "not_your_turn"
    NOT_FACILITATOR = "not_facilitator"
    NOT_OPEN = "not_open"
    NOT_ITS_DAY = "not_its_day"
    TWICE_RUNNING = "twice_running"
    OWN_ISSUE = "own_issue"
    NOT_HOLDER = "not_holder"
    NOT_ALONE = "not_alone"
    LAST_HOLDER = "last_holder"
    NOBODY_CHOSEN = "nobody_chosen"
    HANDOVER_TOO_LATE = "handover_too_late"
    ASKED_ALREADY = "asked_already"
    SET_IS_FULL = "set_is_full"
    NO_LONGER_WAITING = "no_longer_waiting"
    NOT_A_PARTNER = "not_a_partner"
    NOT_FOR_YOU = "not_for_you"
    AUTHOR_LEFT = "author_left"


class Refused(Exception):
    """A use case refused, and nothing was changed. `field` names the form field it is about, when it is about one."""

    def __init__(self, problem: Problem, field: str | None = None) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.field = field
