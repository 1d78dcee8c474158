"""Ids of everything a person can press, fill in or submit: a public contract with messages already sent.

Add, never rename: a message from last month still carries the old id. A retired id keeps its line in RETIRED
and answers kindly. `tests/handlers/test_ids.py` holds the golden list.
"""

from dataclasses import dataclass
from uuid import UUID


class BadHandle(ValueError):
    """The value does not come from a button of ours."""


@dataclass(frozen=True)
class Handle:
    """A row and the revision that was on screen. Never trusted: each use asks for permission anew."""

    row_id: UUID
    revision: int


def handle(row_id: UUID, revision: int = 0) -> str:
    """The value of a button or the private_metadata of a view: `v1:<row uuid>:<revision>`, never words."""
    return f"v1:{row_id}:{revision}"


def parse_handle(text: str | None) -> Handle:
    """Read what Slack sent back. Raises BadHandle."""
    parts = (text or "").split(":")
    if len(parts) != 3 or parts[0] != "v1" or len(parts[1]) != 36 or not parts[2].isdecimal() or len(parts[2]) > 9:
        raise BadHandle
    try:
        return Handle(UUID(parts[1]), int(parts[2]))
    except ValueError:
        raise BadHandle from None


class Command:
    """Slash commands of manifest.yml."""

    ALS = "/als"
    ALS_SESSION = "/als-session"


class Press:
    """action_id of buttons and other elements that send a press."""

    # joining
    JOIN_NEXT = "joining.next"
    JOIN_BACK = "joining.back"
    JOIN_YES = "joining.yes"
    JOIN_NOT_NOW = "joining.not_now"
    JOIN_ASK = "joining.ask"
    JOIN_CHOICES = "joining.choices"
    JOIN_UNDO = "joining.undo"
    JOIN_LOOK = "joining.look"
    # setup
    SET_NEW = "setup.new"
    SET_RETRY = "setup.retry"
    SET_TAKE_OFF = "setup.take_off"
    SET_NEW_CHANNEL = "setup.new_channel"
    SET_FACTS = "facts.open"
    # one more person, arrivals, leaving
    ONE_MORE = "inviting.one_more"
    ARRIVAL_WELCOME = "arrivals.welcome"
    ARRIVAL_REFUSE = "arrivals.refuse"
    LEAVE = "leaving.leave"
    LEAVE_UNDO = "leaving.undo"
    # ground rules
    RULES_READ = "agreement.read"
    RULES_AGREE = "agreement.agree"
    RULES_UNDO = "agreement.undo"
    RULES_SUGGEST = "agreement.suggest"
    RULES_TAKE_BACK = "agreement.take_back"
    RULES_WRITE = "agreement.write"
    # actions
    ACTION_NEW = "actions.new"
    ACTION_LIST = "actions.list"
    ACTION_OPEN = "actions.open"
    ACTION_CHANGE = "actions.change"
    ACTION_STOP = "actions.stop"
    ACTION_UNDO = "actions.undo"
    # check-ins
    CHECKIN_DONE = "checkins.done"
    CHECKIN_STILL = "checkins.still_on_it"
    CHECKIN_STUCK = "checkins.stuck"
    CHECKIN_NOT_NOW = "checkins.not_now"
    CHECKIN_CHANGE = "checkins.change"
    CHECKIN_TOMORROW = "checkins.tomorrow"
    CHECKIN_NEXT_WEEK = "checkins.next_week"
    CHECKIN_STOP = "checkins.stop"
    CHECKIN_KEEP = "checkins.keep"
    CHECKIN_SMALLER = "checkins.smaller"
    CHECKIN_UNDO = "checkins.undo"
    CHECKIN_OPEN = "checkins.open"
    CHECKIN_NOT_UNTIL = "checkins.not_until"
    CHECKIN_LIFT = "checkins.lift"
    STUCK_SMALLER = "checkins.stuck_smaller"
    STUCK_KEEP = "checkins.stuck_keep"
    STUCK_BUDDY = "checkins.stuck_buddy"
    STUCK_SET = "checkins.stuck_set"
    STUCK_SESSION = "checkins.stuck_session"
    STUCK_SESSION_UNDO = "checkins.stuck_session_undo"
    CHECKIN_BEFORE_SESSION = "checkins.before_session"
    # asking one's set
    QUESTION_CALL_UNDO = "questions.undo"
    QUESTION_CALL_READ = "questions.read"
    QUESTION_UNDO = "questions.take_back"
    QUESTIONS_OPEN = "questions.open"
    # buddies
    BUDDY_UNASK = "buddies.unask"
    BUDDY_YES = "buddies.yes"
    BUDDY_NO = "buddies.no"
    BUDDY_UNDO = "buddies.undo"
    # replies in words
    REPLY_CHOOSE = "replies.choose"
    REPLY_NONE = "replies.none"
    REPLY_OTHER = "replies.other"
    REPLY_UNDO = "replies.undo"
    REPLY_OPEN = "replies.open"
    REPLY_FORM = "replies.form"
    REPLY_UNDERSTOOD = "replies.understood"
    # the calendar
    SESSION_MENU = "calendar.menu"
    # the weekly note, and asking for a call
    DIGEST_TIME = "digest.time"
    DIGEST_FIGURES = "digest.figures"
    DIGEST_SEE = "digest.see"
    CALL_ASK = "calls.ask"
    CALL_TAKE_BACK = "calls.take_back"
    # the question between sessions, and the journal
    REFLECT_ANSWER = "reflections.answer"
    REFLECT_SKIP = "reflections.skip"
    REFLECT_PAUSE = "reflections.pause"
    REFLECT_UNDO = "reflections.undo"
    REFLECT_TAKE_BACK = "reflections.take_back"
    REFLECT_READ = "reflections.read"
    REFLECT_RESUME = "reflections.resume"
    JOURNAL_OPEN = "journal.open"
    JOURNAL_PAGE = "journal.page"
    JOURNAL_WRITE = "journal.write"
    JOURNAL_ERASE = "journal.erase"
    # secret ballots
    BALLOT_ANSWER = "ballots.answer"
    BALLOT_TAKE_BACK = "ballots.take_back"
    BALLOT_RESULT = "ballots.result"
    SESSION_HERE = "calendar.menu_here"
    SESSION_BOOK = "calendar.book"
    SESSION_MOVE = "calendar.move"
    SESSION_CANCEL = "calendar.cancel"
    SESSION_UNDO = "calendar.undo"
    # a session that runs
    SESSION_START = "sessions.start"
    SESSION_NEXT = "sessions.next"
    SESSION_BACK = "sessions.back"
    SESSION_MORE = "sessions.more"
    SESSION_PAUSE = "sessions.pause"
    SESSION_SWITCH = "sessions.switch"
    SESSION_QUESTION = "sessions.question"
    SESSION_PROMPT = "sessions.prompt"
    SESSION_WHO = "sessions.who"
    SIGN_HERE = "signs.here"
    SESSION_PASSING = "sessions.passing"
    SESSION_PASSING_UNDO = "sessions.passing_undo"
    SESSION_PLEASE = "sessions.question_please"
    SESSION_PLEASE_UNDO = "sessions.question_please_undo"
    LEADING_HAND_OVER = "leading.hand_over"
    LEADING_TAKE_OVER = "leading.take_over"
    LEADING_TAKE_BACK = "leading.take_back"
    BID_ASK = "bids.ask"
    BID_UNDO = "bids.undo"
    BID_CHOOSE = "bids.choose"
    SLOT_ISSUE = "slots.issue"
    SLOT_END = "slots.end"
    PROGRESS = "progress.round"
    PROGRESS_DONE = "progress.done"
    PROGRESS_STILL = "progress.still_on_it"
    PROGRESS_STOP = "progress.stop"
    PROGRESS_DATE = "progress.new_date"
    PROGRESS_UNDO = "progress.undo"
    CLOSING = "closing.close"
    CLOSING_REOPEN = "closing.reopen"
    SESSION_CANNOT = "calendar.cannot_come"
    SESSION_CAN = "calendar.can_come"
    # people
    SETTINGS = "people.settings"
    SETTINGS_UNDO = "people.settings_undo"
    # away
    AWAY = "away.open"
    AWAY_REMOVE = "away.remove"
    AWAY_UNDO = "away.undo"
    # menu
    WHAT_IS_A_SET = "menu.what_is_a_set"
    # rotation
    TURN_SHOW = "rotation.show_me"
    TURN_YES = "rotation.yes"
    TURN_NOT = "rotation.not_this_time"
    TURN_UNDO = "rotation.undo"
    TURN_VOLUNTEER = "rotation.volunteer"
    HOST_VOLUNTEER = "rotation.volunteer_host"
    TURN_SWAP = "rotation.swap"
    TURN_SWAP_MINE = "rotation.swap_mine"
    SWAP_YES = "rotation.swap_yes"
    SWAP_NO = "rotation.swap_no"
    SWAP_UNDO = "rotation.swap_undo"
    SWAP_BACK = "rotation.swap_back"
    SWAP_TAKE_BACK = "rotation.swap_take_back"
    SWAP_VOLUNTEER = "rotation.swap_volunteer"
    BRIEF_OPEN = "rotation.open_guide"
    PRACTICE = "rotation.practice"
    PRACTICE_NEXT = "rotation.practice_next"
    PRACTICE_BACK = "rotation.practice_back"
    # handover
    HANDOVER_OPEN = "handover.open"
    HANDOVER_READY = "handover.ask_if_ready"
    HANDOVER_PROPOSE = "handover.propose"
    HANDOVER_YES = "handover.yes"
    HANDOVER_BACK = "handover.take_back"
    HANDOVER_PACK = "handover.pack"
    # a link button or a select inside a form: acknowledged and nothing else
    NOTHING = "parts.nothing"


class Form:
    """callback_id of modals, with a version: a form opened before an upgrade still submits."""

    SET_NEW = "setup.new.v1"
    SET_FACTS = "facts.fill_in.v1"
    ONE_MORE = "inviting.one_more.v1"
    LEAVE = "leaving.leave.v1"
    RULES = "agreement.rules.v1"
    RULES_SUGGEST = "agreement.suggest.v1"
    RULES_WRITE = "agreement.write.v1"
    JOIN_QUESTION = "joining.question.v1"
    ACTION = "actions.commit.v1"
    ACTION_DATE = "actions.date_check.v1"
    ACTION_CHANGE = "actions.change.v1"
    ACTION_VIEW = "actions.view.v1"
    ACTION_LIST = "actions.list.v1"
    CHECKIN_NOTE = "checkins.note.v1"
    CHECKIN_STUCK = "checkins.stuck.v1"
    QUESTION_CALL = "questions.call.v1"
    QUESTION_CALL_CHECK = "questions.check.v1"
    OPEN_QUESTION = "questions.ask.v1"
    QUESTIONS = "questions.list.v1"
    CHECKIN_NOT_UNTIL = "checkins.not_until.v1"
    REPLY_FORM = "replies.form.v1"
    SETTINGS = "people.settings.v1"
    DIGEST_TIME = "digest.time.v1"
    DIGEST_FIGURES = "digest.figures.v1"
    DIGEST_SEEN = "digest.seen.v1"
    CALL = "calls.ask.v1"
    REFLECTION = "reflections.answer.v1"
    REFLECTIONS_READ = "reflections.read.v1"
    JOURNAL = "journal.v1"
    JOURNAL_ENTRY = "journal.entry.v1"
    BALLOT = "ballots.answer.v1"
    BALLOT_RESULT = "ballots.result.v1"
    AWAY = "away.dates.v1"
    TURN_SHOW = "rotation.show_me.v1"
    SWAP = "rotation.swap.v1"
    HANDOVER = "handover.v1"
    HANDOVER_PACK = "handover.pack.v1"
    BRIEF = "rotation.guide.v1"
    PRACTICE = "rotation.practice.v1"
    MENU = "menu.v1"
    SESSION_MENU = "calendar.menu.v1"
    SESSION_BOOK = "calendar.book.v1"
    SESSION_MOVE = "calendar.move.v1"
    SESSION_START = "sessions.start.v1"
    SESSION_PANEL = "sessions.panel.v1"
    SESSION_WHO = "sessions.who.v1"
    LEADING_HAND_OVER = "leading.hand_over.v1"
    LEADING_TAKE_OVER = "leading.take_over.v1"
    BID = "bids.ask.v1"
    BID_CHOOSE = "bids.choose.v1"
    SLOT_ISSUE = "slots.issue.v1"
    SLOT_END = "slots.end.v1"
    PROGRESS = "progress.round.v1"
    PROGRESS_DATE = "progress.new_date.v1"
    CLOSING = "closing.close.v1"


class Field:
    """block_id of inputs; the element inside has the action_id VALUE."""

    VALUE = "value"
    SET_NAME = "set_name"
    SET_PEOPLE = "set_people"
    SET_CADENCE = "set_cadence"
    SET_ZONE = "set_zone"
    SET_CONFIDENTIALITY = "set_confidentiality"
    SET_CONTACTS = "set_contacts"
    SET_COACH = "set_coach"
    SET_COACH_LATER = "set_coach_later"
    SET_CHANNEL = "set_channel"
    SET_WEEKDAY = "set_weekday"
    SET_TIME = "set_time"
    SET_LENGTH = "set_length"
    SET_SESSIONS = "set_sessions"
    SET_COACHED = "set_coached_sessions"
    SET_AUDIENCE = "set_theme_audience"
    SET_PURPOSE = "set_purpose"
    ONE_MORE = "one_more"
    RULE_IDEA = "rule_idea"
    RULES = "rules"
    QUESTION = "question"
    SWAP_WITH = "swap_with"
    ACTION_SET = "action_set"
    ACTION_LABEL = "action_label"
    ACTION_DUE = "action_due"
    ACTION_ABOUT = "action_about"
    ACTION_SIGN = "action_sign"
    ACTION_SUPPORT = "action_support"
    ACTION_IF_THEN = "action_if_then"
    NOTE = "note"
    CALL_ABOUT = "call_about"
    OPEN_QUESTION = "open_question"
    NOT_UNTIL = "not_until"
    DAYS = "days"
    WINDOW_START = "window_start"
    WINDOW_END = "window_end"
    WEEKLY_LIMIT = "weekly_limit"
    SHOW_LABELS = "show_labels"
    PAUSED_UNTIL = "paused_until"
    DIGEST_DAY = "digest_day"
    DIGEST_TIME = "digest_time"
    REFLECTION_ANSWER = "reflection_answer"
    REFLECTION_AUDIENCE = "reflection_audience"
    BALLOT_PREFIX = "ballot."  # and the name of a question of sets/ballot_kinds.py
    AWAY_FIRST = "away_first"
    AWAY_LAST = "away_last"
    SESSION_DAY = "session_day"
    SESSION_TIME = "session_time"
    SESSION_LENGTH = "session_length"
    SESSION_PLACE = "session_place"
    SESSION_HERE = "session_here"
    SESSION_LEAD = "session_lead"
    SESSION_PHONES = "session_phones"
    LEADING_PERSON = "leading_person"
    BID_LINE = "bid_line"
    BID_WHY = "bid_why"
    BID_SOON = "bid_soon"
    SLOT_PRESENTER = "slot_presenter"
    SLOT_HEADLINE = "slot_headline"
    SLOT_CARRIED = "slot_carried"
    SLOT_TALK = "slot_talk"
    SLOT_ENDING = "slot_ending"


RETIRED: dict[str, str] = {}
"""Retired id -> the id that took over, or "" when nothing did: then the press says so kindly."""
