"""What the windows, messages and the Home say, kept as golden files; hostile words do nothing anywhere."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from handlers.action_parts import change_view
from handlers.messages import committing as after
from handlers.messages import setup
from handlers.messages.actions import coach_view, commit_form, form_errors, no_set_view, not_yours
from handlers.messages.checkins import on_home
from handlers.messages.home import home_view
from handlers.messages.my_actions import Flash, action_view, home_part, list_view
from handlers.messages.our_actions import ours_view
from handlers.places import HomePart, Place
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.action_choices import Choices, Companion, IssueChoice
from sets.action_words import Detail
from sets.actions import Action
from sets.asked import NotAsked, Then
from sets.backing import Word
from sets.errors import Problem
from sets.home import LookedAfter, SetLine, Standing
from sets.joining import SetBrief
from sets.my_actions import HomeAction, Listed, Note, ToChange, Whole
from sets.notes import Act
from sets.our_actions import OpenAction, Ours, SharedLine
from sets.outcomes import Outcome, TurnedOut
from sets.people import Person
from sets.reasons import Why
from sets.session_menu import Seat
from storage.confidential import Confidential
from storage.queries.actions import ActionRow, Holder
from storage.queries.supporters import Party, SupporterRow

READER = Reader("en-GB", "Europe/London")
ID = UUID(int=7)
EVENT = UUID(int=8)
DUE = date(2026, 5, 22)
AT = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
HOSTILE = [
    "<!channel>",
    "<!here|x> <@U1> <#C1>",
    "<http://x|y> https://evil.example @here #general",
    "*bold* _it_ ~no~ `code` ```block```",
    "\u202eright to left\u202c שלום",
    "🎉" * 60,
    "x" * 3000,
    "a\nb\n\n> quote",
    '"}{label}{0}%s',
    "&lt;!channel&gt;",
]


def brief(words: str = "Tuesday set", number: int = 1) -> SetBrief:
    return SetBrief(UUID(int=number), words[:80], "Europe/London", "C1", f"{words[:200]}, 0123", AT)


NOT_ASKED = [
    NotAsked(DUE, Why.AWAY, Then.WAITS),
    NotAsked(DUE, Why.WEEK, Then.ASKED_LATER, DUE),
    NotAsked(DUE, Why.ASKED_TO_WAIT, Then.NOT_ASKED),
]


def action(words: str = "Ring three wards", standing: str = "open") -> Action:
    holder = Holder("UAMINA", "en-GB", "Europe/London")
    row = ActionRow(
        ID,
        ID,
        ID,
        standing,
        DUE,
        "Europe/London",
        AT,
        AT,
        None,
        2,
        words[:80],
        words[:300],
        holder,
        "member",
        False,
        False,
        None,
        b"",
        None,
        None,
    )
    return Action(ID, ID, ID, standing, DUE, "Europe/London", AT, 2, Confidential(words[:600]), row)


def whole(words: str = "Ring three wards", outcome: str | None = "still_on_it", standing: str = "open") -> Whole:
    detail = Detail.of({"about": words[:1300], "sign": "", "support": words[:200], "if_then": words[:400]})
    return Whole(action(words, standing), detail, outcome, [Note(AT, Confidential(words))], EVENT)


def to_change(words: str) -> ToChange:
    """With someone to back it up, an issue, and a small test."""
    detail = Detail.of({"about": words[:1300], "plan": words[:350], "expect": words[:350]})
    found = action(words)
    found = replace(found, row=replace(found.row, issue_id=ID))
    return ToChange(found, detail, offered(words), ID)


def offered(words: str) -> Choices:
    headline = Confidential(words[:300])
    return Choices([Companion(ID, ID, words[:80])], [IssueChoice(ID, ID, headline)])


def two_sets(words: str) -> Choices:
    other = UUID(int=2)
    return Choices([*offered(words).people, Companion(other, other, words[:80])], offered(words).issues)


def backer(words: str, state: str = "yes") -> SupporterRow:
    party = Party(ID, words[:80], "UBEN", "en-GB", "Europe/London", "member")
    return SupporterRow(ID, ID, ID, words[:80], words[:200], state, 2, "open", DUE, party, party, b"")


def all_of_it(words: str) -> Whole:
    """Everything that can stand in the window of an action."""
    detail = Detail.of({"about": words[:1300], "sign": words[:500], "plan": words[:350], "expect": words[:350]})
    note = Note(AT, Confidential(words), Confidential(words[:500]), Act.ADAPT.value, for_supporter=True)
    said = Confidential(words)
    ledger = Outcome(ID, words[:80], AT, TurnedOut.UNEXPECTED, said, said, Confidential(words[:600]), shared=False)
    return replace(
        whole(words),
        detail=detail,
        notes=[note],
        supporter=backer(words),
        words=[Word(words[:80], AT, Confidential(words[:1000]))],
        issue=Confidential(words[:300]),
        turned_out=ledger,
    )


def person() -> Person:
    return Person(ID, "UAMINA", "Amina", "Europe/London", "en-GB", "member", True, None)


def home(reader: Reader, words: str = "Ring three wards", *, label: bool = True, more: bool = False) -> dict[str, Any]:
    """The Home of a member."""
    shown = HomeAction(ID, 2, DUE, words[:80], Confidential(words[:600]) if label else None)
    sets = (SetLine(ID, words[:80], "C1", words[:255]),)
    standing = Standing(ID, "en-GB", "Europe/London", check_ins=2, sets=sets)
    parts = [HomePart(Place.NEXT, (on_home(reader, 2),)), home_part(reader, standing, [shown], more=more)]
    return home_view(reader, standing, parts)


def coordinators_home(reader: Reader, *looked_after: str) -> dict[str, Any]:
    standing = Standing(ID, "en-GB", "Europe/London", coordinates=True)
    sets = [LookedAfter(ID, name) for name in looked_after]
    return home_view(reader, standing, [setup.home_part(reader)], sets)


def seat(words: str) -> Seat:
    return Seat(ID, words[:80], "Europe/London", "CSET", words[:80], "running", "coach")


def ours(words: str) -> Ours:
    said = Confidential(words)
    line = SharedLine("Ben", said, said, AT)
    came = [Outcome(ID, words[:80], AT, each, said, said, Confidential(words[:600]), shared=True) for each in TurnedOut]
    before = [replace(each, label=None) for each in came]
    return Ours(person(), [OpenAction("Ben", said, DUE)] * 2, [line, replace(line, label=None)], came + before)


def views(reader: Reader, words: str) -> dict[str, dict[str, Any]]:
    """Every window and Home of these features, with `words` wherever people's words go."""
    listed = Listed(person(), [action(words), action(words)], 1, 3)
    finished = Listed(person(), [action(words)], 0, 1, [action(words, "closed")])
    return {
        "commit": commit_form(reader, [brief(words)]),
        "commit, two sets": commit_form(reader, [brief(words), brief(words, 2)]),
        "commit, choices in two sets": commit_form(
            reader, [brief(words, 7), brief(words, 2)], None, two_sets(words), note=not_yours(reader)
        ),
        "change": change_view(reader, to_change(words)),
        "no set": no_set_view(reader),
        "coach": coach_view(reader, [seat(words)]),
        "date check": after.date_check(reader, words, DUE, [DUE], ID, 1),
        "date check, longer": after.date_check(reader, words, DUE, [DUE, DUE, DUE], ID, 1),
        "draft gone": after.draft_gone(reader, Problem.GONE),
        "draft done": after.draft_gone(reader, Problem.ALREADY_DONE),
        "list": list_view(reader, listed),
        "list, finished": list_view(reader, finished),
        "list, brought": list_view(reader, replace(listed, sets=[brief()], brought={ID: DUE})),
        "list of ours": ours_view(reader, ours(words)),
        "list of ours, empty": ours_view(reader, Ours(person(), [], [])),
        "list, empty": list_view(reader, Listed(person(), [], 0, 1)),
        "action": action_view(reader, whole(words)),
        "action, stopped": action_view(reader, whole(words, "stopped", "closed"), Flash.STOPPED),
        "action, in a session": action_view(reader, replace(whole(words, "done", "closed"), in_session=True)),
        "action, not asked about": action_view(reader, replace(whole(words), not_asked=NOT_ASKED)),
        "action, all of it": action_view(reader, all_of_it(words)),
        "action, a supporter was asked": action_view(reader, replace(whole(words), supporter=backer(words, "asked"))),
        "action, changed": action_view(reader, whole(words, "changed"), Flash.CHANGED),
        "home, new": home_view(reader, None),
        "home, member": home(reader, words),
        "home, no labels": home(reader, words, label=False, more=True),
        "home, coordinator": coordinators_home(reader, words[:80]),
        "home, first set": coordinators_home(reader),
    }


def messages(reader: Reader) -> dict[str, dict[str, Any]]:
    return {
        "saved": after.saved_message(reader, DUE, EVENT),
        "saved, not asked": after.saved_message(reader, None, EVENT),
        "stopped": after.stopped_message(reader, EVENT),
        "undone": after.undone_message(reader),
    }


def test_windows_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert views(READER, "Ring three wards") == snapshot


def test_messages_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert messages(READER) == snapshot
    for message in messages(READER).values():
        assert problems_in_message(message) == []
        assert quality_of_message(message) == []


def test_every_problem_has_a_sentence() -> None:
    label = {one: form_errors(READER, {"label": one}) for one in (Problem.EMPTY, Problem.TOO_LONG)}
    due = {
        one: form_errors(READER, {"due": one})
        for one in (Problem.DATE_UNREADABLE, Problem.DATE_PAST, Problem.DATE_TOO_FAR)
    }
    said = [sentence for found in (*label.values(), *due.values()) for sentence in found.values()]
    assert len(set(said)) == 5


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_neither_act_nor_break(words: str) -> None:
    for name, view in views(READER, words).items():
        assert live_mentions(view) == [], name
        assert problems_in_view(view) == [], name


@given(st.text(min_size=1, max_size=3000))
def test_no_words_act_or_break(words: str) -> None:
    for name, view in views(READER, words).items():
        assert live_mentions(view) == [], name
        assert problems_in_view(view) == [], name


def texts_in(shown: object) -> Iterator[str]:
    """Every text that a person reads."""
    if isinstance(shown, dict):
        if shown.get("type") in ("mrkdwn", "plain_text"):
            yield shown["text"]
        for value in shown.values():
            yield from texts_in(value)
    elif isinstance(shown, list):
        for value in shown:
            yield from texts_in(value)


def test_no_sentence_escapes_the_catalogue() -> None:
    reader = Reader(PSEUDO, "Europe/London")
    for name, shown in [*views(reader, "").items(), *messages(reader).items()]:
        for text in texts_in(shown):
            assert "⟦" in text or not text.strip("\u2068\u2069"), (name, text)
