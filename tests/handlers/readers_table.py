"""Which listener opens which sealed words. What is new and opens words needs a line here.

Held by test_readers.py, which finds out what each listener opens, and presses those that stand here as people who came
later, left or came back, with every id they could name and every button and window they had before. Who may read what:
privacy.md section 2; for the words in that test's world: readers_world.py.
"""

from collections.abc import Mapping

from handlers.ids import Command, Form, Press, Shortcut
from storage.fields import Field as Sealed
from tests.handlers.matrix.core import Listener

Opens = frozenset[Sealed]

LABEL = frozenset({Sealed.ACTION_LABEL})
HEADLINE = frozenset({Sealed.ISSUE_HEADLINE})
# What something can be about: one's own actions and issues.
TOPICS = LABEL | HEADLINE
# An issue, how it stands, and what was said of it: to its holders, or to the set.
ISSUE = HEADLINE | {
    Sealed.ISSUE_PROGRESS,
    Sealed.ISSUE_EVENT_BODY,
    Sealed.ISSUE_EVENT_OWN,
    Sealed.ISSUE_EVENT_SHARED,
}
EVENT = frozenset({Sealed.ACTION_EVENT_BODY})
MARKED = LABEL | EVENT
FORM = TOPICS | {Sealed.ACTION_DETAIL}
OWN = LABEL | {Sealed.ACTION_DETAIL, Sealed.ACTION_PROGRESS}
# An action with everything its holder may see of it; its supporter a part of that.
WHOLE = OWN | HEADLINE | EVENT | {Sealed.SUPPORTER_WORD, Sealed.OUTCOME}
# What a set reads of its members' actions.
OURS = LABEL | {Sealed.ACTION_EVENT_SHARED, Sealed.OUTCOME}
# A session's window: of the slot that runs its headline, and the line of the bid; one's own list.
PANEL = TOPICS | {Sealed.BID_BODY, Sealed.OWN_LIST, Sealed.ISSUE_PROGRESS}
PLACE = frozenset({Sealed.SESSION_PLACE, Sealed.SESSION_CHANGE_PLACE})
PLAN = HEADLINE | PLACE
IDEAS = frozenset({Sealed.AGREEMENT_RULES, Sealed.RULE_IDEA})
REFLECTION = frozenset({Sealed.REFLECTION})
LINE_TO_SHARE = REFLECTION | TOPICS
PROMPTS = frozenset({Sealed.SET_PROMPT})
QUESTIONS = frozenset({Sealed.OPEN_QUESTION})
CALL = frozenset({Sealed.QUESTION_CALL})
REPLY = LABEL | {Sealed.PENDING_REPLY}
READERS = frozenset({Sealed.UPDATE_READERS})
UPDATE = TOPICS | READERS | {Sealed.UPDATE_BODY, Sealed.UPDATE_ANSWER}
RESULT = frozenset({Sealed.ANSWER})
BALLOT = RESULT | {Sealed.BALLOT}


def _each(kind: str, opens: Opens, *names: str) -> Mapping[Listener, Opens]:
    return {(kind, name): opens for name in names}


OPENS: Mapping[Listener, Opens] = {
    **_each(
        "action",
        LABEL,
        Press.ACTION_LIST,
        Press.CHECKIN_BEFORE_SESSION,
        Press.CHECKIN_DONE,
        Press.CHECKIN_KEEP,
        Press.CHECKIN_NEXT_WEEK,
        Press.CHECKIN_NOT_NOW,
        Press.CHECKIN_STILL,
        Press.CHECKIN_STOP,
        Press.CHECKIN_STUCK,
        Press.CHECKIN_TOMORROW,
        Press.PROGRESS,
        Press.PROGRESS_DATE,
        Press.PROGRESS_DONE,
        Press.PROGRESS_STILL,
        Press.PROGRESS_STOP,
        Press.REFLECT_PAUSE,
        Press.REFLECT_SKIP,
        Press.REFLECT_UNDO,
        Press.REPLY_UNDERSTOOD,
    ),
    **_each("event", LABEL, "app_home_opened", "message"),
    **_each("action", HEADLINE, Press.ACTION_NEW),
    **_each("action", HEADLINE | RESULT, Press.BRIEF_OPEN),
    **_each("action", HEADLINE, Press.ISSUE_ASK, Press.ISSUE_STEP_IN, Press.ISSUE_UNASK),
    **_each("shortcut", HEADLINE, Shortcut.MAKE_ACTION),
    **_each("view", HEADLINE, Form.ISSUE, Form.ISSUE_ASK),
    **_each("word", HEADLINE, "action"),
    **_each("action", TOPICS, Press.UPDATE_NEW),
    **_each("shortcut", TOPICS, Shortcut.SHARE_UPDATE),
    **_each("word", TOPICS, "update"),
    **_each(
        "action", ISSUE, Press.ISSUE_MOVING, Press.ISSUE_OPEN, Press.ISSUE_PARK, Press.ISSUE_RESUME, Press.ISSUE_UNDO
    ),
    **_each("view", ISSUE, Form.ISSUE_SETTLE, Form.ISSUE_WORDS),
    **_each("action", EVENT, Press.ACTION_UNDO, Press.REPLY_UNDO),
    **_each(
        "action",
        MARKED,
        Press.CHECKIN_UNDO,
        Press.PROGRESS_UNDO,
        Press.REPLY_DONE,
        Press.REPLY_NOT_NOW,
        Press.REPLY_OTHER,
        Press.REPLY_SHARE,
        Press.REPLY_STILL,
        Press.REPLY_STUCK,
    ),
    **_each("action", FORM, Press.ACTION_CHANGE, Press.CHECKIN_CHANGE, Press.CHECKIN_SMALLER, Press.STUCK_SMALLER),
    **_each("action", OWN, Press.DATA_ERASE, Press.DATA_PAGE),
    **_each(
        "action",
        WHOLE,
        Press.ACTION_LINE,
        Press.ACTION_OPEN,
        Press.CHECKIN_OPEN,
        Press.REPLY_FORM,
        Press.REPLY_OPEN,
        Press.STUCK_KEEP,
        Press.SUPPORT_OPEN,
    ),
    **_each("view", WHOLE, Form.ACTION_CHANGE),
    **_each("action", OURS, Press.OUR_ACTIONS),
    **_each(
        "action",
        PANEL,
        Press.BID_ASK,
        Press.BID_CHOOSE,
        Press.ISSUES_MINE,
        Press.ISSUES_OURS,
        Press.ISSUE_ACTION,
        Press.ISSUE_NEW,
        Press.ISSUE_SETTLE,
        Press.ISSUE_WORDS,
        Press.LEADING_TAKE_BACK,
        Press.SESSION_HERE,
        Press.SESSION_MENU,
        Press.SESSION_MORE,
        Press.SESSION_PAUSE,
        Press.SESSION_PROMPT,
        Press.SESSION_QUESTION,
        Press.SESSION_SWITCH,
        Press.SLOT_END,
        Press.SLOT_ISSUE,
    ),
    **_each("command", PANEL, Command.ALS_SESSION),
    **_each(
        "view",
        PANEL,
        Form.BID_CHOOSE,
        Form.LEADING_HAND_OVER,
        Form.LEADING_TAKE_OVER,
        Form.SESSION_WHO,
        Form.SLOT_END,
        Form.SLOT_ISSUE,
    ),
    **_each("word", PANEL, "issue"),
    **_each("action", PLACE, Press.SESSION_CANCEL, Press.SESSION_MOVE),
    **_each("view", PLACE, Form.SESSION_MOVE),
    **_each("action", PLAN, Press.SESSION_PLAN),
    **_each("action", IDEAS, Press.RULES_READ, Press.RULES_SUGGEST, Press.RULES_WRITE),
    **_each(
        "action",
        REFLECTION,
        Press.AFTER_ANSWER,
        Press.DATA_CORRECT,
        Press.JOURNAL_ERASE,
        Press.JOURNAL_MONTH,
        Press.JOURNAL_OPEN,
        Press.JOURNAL_PAGE,
        Press.REFLECT_READ,
        Press.REFLECT_RESUME,
    ),
    **_each("view", REFLECTION, Form.AFTERWARDS, Form.DATA_CORRECT, Form.JOURNAL_APART, Form.JOURNAL_ENTRY),
    **_each("word", REFLECTION, "journal"),
    **_each("action", LINE_TO_SHARE, Press.JOURNAL_SHARE, Press.JOURNAL_SHARE_WITH),
    **_each("action", PROMPTS, Press.PROMPTS, Press.PROMPT_ADD),
    **_each("action", QUESTIONS, Press.QUESTIONS_OPEN, Press.QUESTION_UNDO),
    **_each("action", CALL, Press.QUESTION_CALL_READ),
    **_each("action", REPLY, Press.REPLY_CHOOSE),
    **_each("action", READERS, Press.UPDATE_MISSED),
    **_each(
        "action",
        UPDATE,
        Press.UPDATE_ANSWER_TAKE_BACK,
        Press.UPDATE_CHANGE,
        Press.UPDATE_READ,
        Press.UPDATE_THANKS,
        Press.UPDATE_UNDO,
    ),
    **_each("view", UPDATE, Form.UPDATE_CHANGE),
    **_each("action", RESULT, Press.BALLOT_RESULT),
    **_each("action", BALLOT, Press.BALLOT_ANSWER, Press.BALLOT_TAKE_BACK),
    **_each("view", BALLOT, Form.BALLOT, Form.LEAVE),
}
