"""Member-facing flows are easy to read: median grade at most 6, none above 8 (voice.md section 6)."""

from collections.abc import Iterable
from statistics import median

import pytest

from handlers.messages import errors
from handlers.words import Reader
from sets.errors import Problem, Refused
from tests.handlers import test_action_messages as acting
from tests.handlers import test_ballot_messages as voting
from tests.handlers import test_belonging_messages as belonging
from tests.handlers import test_buddy_messages as chatting
from tests.handlers import test_calendar_messages as booking
from tests.handlers import test_checkin_messages as asking
from tests.handlers import test_digest_messages as weekly
from tests.handlers import test_handover_messages as handing
from tests.handlers import test_issue_messages as holding
from tests.handlers import test_my_data_messages as taking
from tests.handlers import test_question_messages as wondering
from tests.handlers import test_reflection_messages as reflecting
from tests.handlers import test_rotation_messages as turning
from tests.handlers import test_session_menu_messages as meeting
from tests.handlers import test_session_messages as leading
from tests.handlers import test_session_plan as planning
from tests.handlers import test_set_settings as agreeing
from tests.handlers import test_setup_messages as joining
from tests.handlers import test_update_messages as updating
from tests.handlers.reading import grade, prose, syllables, words_in
from tests.handlers.wording import visible

READER = Reader("en-GB", "Europe/London")
NAME, LABEL = "Ann", "call a friend"
SHORTEST = 100  # words; below that a grade says little


def screens() -> dict[str, object]:
    """Every message and window there is, by the feature and its name."""
    told = {problem.value: errors.told(Refused(problem), "ABCD", {"type": "block_actions"}).text for problem in Problem}
    return {
        **{f"setting up, {name}": shown for name, shown in joining.messages(READER, NAME).items()},
        **{f"setting up, {name}": shown for name, shown in joining.views(READER, NAME).items()},
        **{f"acting, {name}": shown for name, shown in acting.views(READER, LABEL).items()},
        **{f"acting, {name}": shown for name, shown in acting.messages(READER).items()},
        **{f"asking, {name}": shown for name, shown in asking.messages(READER, LABEL).items()},
        **{f"asking, {name}": shown for name, shown in asking.views(READER, LABEL).items()},
        **{f"buddies, {name}": shown for name, shown in chatting.messages(READER, NAME).items()},
        **{f"buddies, {name}": shown for name, shown in chatting.views(READER, NAME).items()},
        **{f"issues, {name}": shown for name, shown in holding.views(READER, LABEL).items()},
        **{f"issues, told, {name}": shown for name, shown in holding.told(READER, NAME).items()},
        **{f"questions, {name}": shown for name, shown in wondering.messages(READER, NAME).items()},
        **{f"questions, {name}": shown for name, shown in wondering.views(READER, NAME, LABEL).items()},
        **{f"session, {name}": shown for name, shown in planning.plans(READER, NAME, NAME).items()},
        **{f"session, {name}": shown for name, shown in meeting.menus(READER, NAME, NAME).items()},
        **{f"voting, {name}": shown for name, shown in voting.views(READER, LABEL).items()},
        **{f"voting, {name}": shown for name, shown in voting.messages(READER).items()},
        **{f"booking, {name}": shown for name, shown in booking.windows(READER, NAME, NAME).items()},
        **{f"booking, {name}": shown for name, shown in booking.lines(READER).items()},
        **{f"hand-over, {name}": shown for name, shown in handing.messages(READER, NAME).items()},
        **{f"hand-over, {name}": shown for name, shown in handing.views(READER, NAME).items()},
        **{f"turns, {name}": shown for name, shown in turning.messages(READER, NAME).items()},
        **{f"turns, {name}": shown for name, shown in turning.views(READER, NAME).items()},
        **{f"weekly, {name}": shown for name, shown in weekly.messages_(READER, NAME).items()},
        **{f"weekly, {name}": shown for name, shown in weekly.views(READER, NAME).items()},
        **{f"running, {name}": shown for name, shown in leading.panels(READER, NAME).items()},
        **{f"running, {name}": shown for name, shown in leading.forms(READER, NAME).items()},
        **{f"running, {name}": shown for name, shown in leading.messages(READER, NAME).items()},
        **{f"belonging, {name}": shown for name, shown in belonging.messages(READER, NAME).items()},
        **{f"belonging, {name}": shown for name, shown in belonging.views(READER, NAME).items()},
        **{f"reflecting, {name}": shown for name, shown in reflecting.messages(READER).items()},
        **{f"reflecting, {name}": shown for name, shown in reflecting.views(READER, LABEL).items()},
        **{f"updates, {name}": shown for name, shown in updating.views(READER, NAME).items()},
        **{f"updates, {name}": shown for name, shown in updating.messages(READER, NAME).items()},
        **{f"my data, {name}": shown for name, shown in taking.views(READER, LABEL).items()},
        **{f"my data, {name}": shown for name, shown in taking.told(READER, LABEL).items()},
        **{f"our settings, {name}": shown for name, shown in agreeing.views(READER, NAME).items()},
        **{f"our settings, {name}": shown for name, shown in agreeing.told(READER, NAME).items()},
        **{f"errors, {name}": {"text": text} for name, text in told.items()},
    }


# What somebody goes through in one sitting: the beginnings of names in screens().
FLOWS = {
    "joining": ("setting up, join", "setting up, not now", "setting up, question"),
    "the joining message": ("setting up, joining, ",),
    "a new set": (
        "setting up, new set",
        "setting up, ready",
        "setting up, begun",
        "setting up, not added",
        "setting up, no channel",
    ),
    "a set's channel": ("setting up, welcome", "setting up, joined", "setting up, channel gone"),
    "settings and menu": ("setting up, settings", "setting up, menu", "setting up, what is a set"),
    "committing": ("acting, commit", "acting, date check", "acting, draft", "acting, saved", "acting, undone"),
    "my actions": ("acting, list", "acting, action", "acting, change"),
    "Home": ("acting, home",),
    "a check-in": ("asking, one",),
    "a check-in of three": ("asking, three", "asking, answer", "asking, kept", "asking, not until"),
    "replies in words": ("asking, note", "asking, which", "asking, nothing", "asking, too long", "asking, stop"),
    "stuck, and not until": ("asking, stuck", "asking, kept", "asking, not until", "asking, lifted"),
    "asking the set": ("questions, ",),
    "raising an issue": ("issues, raise", "issues, list"),
    "an issue": ("issues, issue", "issues, words"),
    "holding an issue together": ("issues, hold", "issues, told", "issues, issue, stepped out"),
    "settling an issue": ("issues, settle", "issues, issue, after", "issues, issue, settled"),
    "buddies": ("buddies, ",),
    "the session menu": ("session, ",),
    "the weekly note": ("weekly, note", "weekly, time", "weekly, figures"),
    "what they see, and a call": ("weekly, what they see", "weekly, call"),
    "opening a session": ("running, start", "running, begun", "running, who"),
    "leading a session": ("running, panel, open", "running, panel, progress", "running, panel, bids"),
    "leading an issue": ("running, panel, issue", "running, panel, question", "running, panel, notes"),
    "leading a first session": ("running, panel, welcome", "running, panel, how", "running, panel, ground"),
    "every other stage": ("running, panel, ",),
    "a member in a session": ("running, member", "running, take over", "running, not yours", "running, undone"),
    "bids and issues": ("running, bid", "running, choose", "running, slot"),
    "the progress round": ("running, progress",),
    "each stage told": ("running, stage notice",),
    "the board": ("running, board", "running, moved", "running, passed", "running, wished", "running, here"),
    "handing over": (
        "running, hand over",
        "running, told",
        "running, note",
        "running, two minutes",
        "running, time",
        "running, stage notice",
    ),
    "closing a session": ("running, close", "running, closed", "running, reopened"),
    "the question between sessions": (
        "reflecting, daily",
        "reflecting, channel",
        "reflecting, form",
        "reflecting, saved",
        "reflecting, taken back",
        "reflecting, read",
    ),
    "a journal": ("reflecting, journal",),
    "after a session": ("reflecting, after",),
    "a set's own questions": ("reflecting, prompts",),
    "how we worked": ("voting, process_review",),
    "feedback to a facilitator": ("voting, feedback", "voting, about you"),
    "are we ready": ("voting, readiness",),
    "booking a session": ("booking, ",),
    "a turn": ("turns, ",),
    "a set that runs itself": ("hand-over, ", "voting, handover"),
    "ground rules": ("belonging, rules",),
    "what a set was not told": ("belonging, facts",),
    "who is in a set": ("belonging, arrival", "belonging, one more", "belonging, leave"),
    "sharing an update": ("updates, share", "updates, change", "updates, taken back", "updates, line"),
    "reading updates": (
        "updates, read",
        "updates, list",
        "updates, answer",
        "updates, daily",
        "updates, home",
        "updates, menu",
    ),
    "my data": ("my data, all", "my data, facts"),
    "erasing my words": ("my data, erasing", "my data, erased", "my data, copy"),
    "my own words": ("my data, words",),
    "our settings": ("our settings, ",),
    "errors": ("errors, ",),
}


def told(beginnings: Iterable[str]) -> list[str]:
    """The sentences of the screens whose names begin so, and of what a person must hear to use them."""
    chosen = [shown for name, shown in screens().items() if name.startswith(tuple(beginnings))]
    assert chosen, beginnings
    return prose(text for shown in chosen for text in visible(shown))


def measured() -> dict[str, float]:
    """The grade of each flow that is long enough, and of each single screen that is."""
    flows = {name: told(beginnings) for name, beginnings in FLOWS.items()}
    flows.update({name: prose(visible(shown)) for name, shown in screens().items()})
    return {name: grade(lines) for name, lines in flows.items() if len(words_in(lines)) >= SHORTEST}


def test_every_flow_is_easy_to_read() -> None:
    grades = measured()
    print({name: round(each, 1) for name, each in sorted(grades.items(), key=lambda pair: -pair[1])})
    assert len(grades) >= 8
    assert {name: round(each, 1) for name, each in grades.items() if each > 8} == {}
    assert median(grades.values()) <= 6


def test_every_screen_belongs_to_a_flow() -> None:
    beginnings = tuple(each for chosen in FLOWS.values() for each in chosen)
    alone = {name for name in screens() if not name.startswith(beginnings)}
    assert alone <= {
        "setting up, on its way",
        "setting up, trying again",
        "setting up, taken off",
        "acting, stopped",
    } | {
        "acting, no set",
        "acting, coach",
    }


def test_hard_words_would_be_noticed() -> None:
    hard = (
        "Participants demonstrating insufficient accountability regarding previously established commitments "
        "necessitate additional organisational intervention."
    )
    assert grade([hard]) > 20
    assert grade(["You can stop. I will not ask again."]) < 3


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("set", 1), ("time", 1), ("saved", 1), ("wanted", 2), ("action", 2), ("people", 2), ("table", 2),
        ("reminders", 3),
        ("question", 2), ("information", 4), ("employer", 3), ("messages", 3), ("idea", 3), ("12", 1), ("until", 2),
        ("choose", 1), ("someone", 2), ("private", 2), ("created", 3), ("usual", 3),
    ],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count
