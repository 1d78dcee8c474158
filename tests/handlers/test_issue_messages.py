"""What the windows of issues say, kept as golden files; hostile words do nothing anywhere."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages import issue_forms as forms
from handlers.messages import issue_holders as holders
from handlers.messages import issue_lists as lists
from handlers.messages.home import home_view
from handlers.messages.issues import Flash, issue_view, removed_view
from handlers.messages.menu import menu_view
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.errors import Problem
from sets.home import SetLine, Standing
from sets.issue_events import TURNS
from sets.issue_holders import Asking
from sets.issue_lists import Listed, Mine, Ours
from sets.issue_words import OWN_LIMITS, Looking, State
from sets.issues import About, Said, Turned, Whole
from sets.joining import SetBrief
from sets.people import Person
from sets.session_menu import Seat
from storage.confidential import Confidential
from storage.queries.issue_holders import Companion, HoldingRow
from storage.queries.issue_windows import HolderRow
from storage.queries.issues import IssueRow, SeenIssue
from storage.queries.supporters import Party
from tests.handlers.test_action_messages import AT, DUE, EVENT, HOSTILE, ID, texts_in
from tests.handlers.test_supporter_messages import bundle

READER = Reader("en-GB", "Europe/London")
OTHER = UUID(int=9)
LATER = AT + timedelta(days=35)


def seen(words: str, **more: Any) -> SeenIssue:  # noqa: ANN401 - any of SeenIssue
    row = IssueRow(ID, ID, ID, "open", AT, None, 3, b"", None)
    whose = {"person_id": ID, "locale": "en-GB", "tz": "Europe/London", "belongs": "member", "since": AT}
    of_set = {"set_name": words[:255], "set_state": "running", "contacts": words[:255]}
    return SeenIssue(row, **{**whose, "holding": "yes", "held": True, "others": 0, "once": 0, **of_set, **more})


def asking(words: str) -> Asking:
    people = [Companion(UUID(int=n), words[:255]) for n in (1, 2)]
    return Asking(seen(words), Confidential(words[:150]), people)


def holder(words: str, number: int, state: str = "yes") -> HolderRow:
    return HolderRow(UUID(int=number), UUID(int=number), words[:255], state, "member")


def full(words: str, **more: Any) -> Whole:  # noqa: ANN401 - any of Whole
    """With everything that a window can hold."""
    label, own = Confidential(words[:600]), Confidential(words[: OWN_LIMITS["helped"]])
    line = Confidential(words[:500])
    whole = Whole(
        seen(words, others=1, once=1),
        Confidential(words[:150]),
        State.MOVING,
        [holder(words, 7), holder(words, 9), holder(words, 11, "asked")],
        [LATER, AT],
        [
            About(ID, 2, words[:255], DUE, open=True, mine=True, label=label),
            About(EVENT, 2, words[:255], DUE, open=False, mine=True, label=label),
            About(OTHER, 2, words[:255], DUE, open=True, mine=False, label=label),
        ],
        [Turned(kind, AT) for kind in sorted(TURNS)],
        [
            Said(words[:255], AT, mine=True, looking=Looking(own, own, line)),
            Said(words[:255], AT, mine=False, looking=Looking(line=line)),
        ],
        EVENT,
    )
    return replace(whole, **more)


def bare(words: str, state: State = State.OPEN, **more: Any) -> Whole:  # noqa: ANN401 - any of Whole
    return Whole(seen(words), Confidential(words[:150]), state, [holder(words, 7)], **more)


def views(reader: Reader, words: str) -> dict[str, dict[str, Any]]:
    """Every window."""
    briefs = [SetBrief(UUID(int=n), f"{words[:70]}{n}", "UTC", "C1", words[:255], AT) for n in (1, 2)]
    theirs = replace(full(words, state=State.PARKED), seen=seen(words, holding=None, person_id=OTHER), last=None)
    left = replace(bare(words), seen=seen(words, belongs="former", held=False))
    ended = replace(bare(words, State.MOVING), seen=seen(words, set_state="closed"))
    return {
        "raise": forms.new_form(reader, briefs[:1], words[:150]),
        "raise, two sets": forms.new_form(reader, briefs),
        "raise, coach": forms.no_set_view(reader, coach=True),
        "raise, no set": forms.no_set_view(reader, coach=False),
        "words": forms.words_form(reader, bare(words)),
        "settle": forms.settle_form(reader, bare(words)),
        "settle, more": forms.settle_form(reader, bare(words, State.SETTLED)),
        "issue, full": issue_view(reader, full(words)),
        "issue, somebody else's": issue_view(reader, theirs),
        "issue, a leaver's": issue_view(reader, left),
        "issue, its set has ended": issue_view(reader, ended),
        **{f"issue, {state}": issue_view(reader, bare(words, state)) for state in State},
        **{f"issue, after {flash.name}": issue_view(reader, bare(words), flash) for flash in Flash},
        "issue, removed": removed_view(reader, seen(words), f"v1:{EVENT}:0"),
        "issue, removed by a leaver": removed_view(reader, seen(words, belongs="former"), None),
        "hold": holders.ask_form(reader, asking(words), Confidential(words[:150])),
        "hold, nobody left": holders.ask_form(reader, replace(asking(words), people=[]), Confidential(words[:150])),
        "issue, stepped out": holders.stepped_out_view(reader, seen(words), (ID, 2)),
        "list, mine": lists.mine_view(reader, mine(words)),
        "list, mine, none": lists.mine_view(reader, replace(mine(words), issues=[], closed=[], pages=1, page=0)),
        "list, ours": lists.ours_view(reader, ours(words)),
        "list, ours, none": lists.ours_view(reader, Ours(person(words), seat(words, "coach"), [], [])),
    }


def holding(words: str, state: str = "asked") -> HoldingRow:
    """Ben's part in Amina's issue."""
    asker, other = (Party(UUID(int=n), words[:80], f"U{n}", "en-GB", "Europe/London", "member") for n in (7, 9))
    of_set = (ID, words[:255], "running", words[:255])
    return HoldingRow(ID, ID, *of_set, state, 2, "open", 3, other, asker, asker_state="yes")


def told(reader: Reader, words: str) -> dict[str, dict[str, Any]]:
    """Every message."""
    nudge, asked = (EVENT, 1), holders.request_notice(reader)
    row, yes, no = holding(words), holding(words, "yes"), holding(words, "no")
    return {
        "request": bundle(reader, holders.request_blocks(reader, row, nudge, 0), asked),
        "request, second of two": bundle(reader, holders.request_blocks(reader, row, nudge, 2), asked),
        "yes": bundle(reader, holders.replied_blocks(reader, yes, nudge, 0), asked, waiting=False),
        "no": bundle(reader, holders.replied_blocks(reader, no, nudge, 0), asked, waiting=False),
        "over": bundle(reader, holders.over_blocks(reader, 0), asked, waiting=False),
        "answer, yes": holders.answer_message(reader, yes, yes=True),
        "answer, no": holders.answer_message(reader, no, yes=False),
    }


def person(words: str) -> Person:
    return Person(ID, "U1", words[:255], "Europe/London", "en-GB", "member", active=True, dm_id=None)


def seat(words: str, role: str = "member") -> Seat:
    return Seat(ID, words[:255], "Europe/London", "C1", words[:255], "running", role)


def listed(words: str, state: State, **more: Any) -> Listed:  # noqa: ANN401 - any of Listed
    return Listed(UUID(int=40 + len(state)), 2, Confidential(words[:150]), state, words[:255], **more)


def mine(words: str) -> Mine:
    going_on = [listed(words, State.OPEN), listed(words, State.MOVING), listed(words, State.OPEN, left=True)]
    closed = [listed(words, State.SETTLED), listed(words, State.PARKED)]
    return Mine(person(words), going_on, closed, [seat(words)], 1, 3)


def ours(words: str) -> Ours:
    names = (words[:255], words[:255])
    going_on = [listed(words, state, names=names) for state in State]
    return Ours(person(words), seat(words), going_on, [listed(words, State.SETTLED, names=names[:1])], more=True)


def home(reader: Reader, words: str) -> dict[str, Any]:
    sets = tuple(SetLine(UUID(int=n), f"{words[:70]}{n}", "C1", words[:255]) for n in range(3))
    standing = Standing(ID, "en-GB", "Europe/London", sets=sets)
    part = lists.home_part(reader, standing, {UUID(int=0): 1, UUID(int=1): 4})
    return home_view(reader, standing, [part])


def menu(reader: Reader) -> dict[str, Any]:
    standing = Standing(ID, "en-GB", "Europe/London", sets=(SetLine(ID, "Set", "C1", "Cora"),))
    return menu_view(reader, standing, [lists.menu_part(reader)], ask=None)


def test_they_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert views(READER, "Amina") == snapshot(name="windows")
    assert told(READER, "Amina") == snapshot(name="messages")
    for message in told(READER, "Amina").values():
        assert problems_in_message(message) == []
        assert quality_of_message(message) == []
    assert home(READER, "Amina") == snapshot(name="home")
    assert menu(READER) == snapshot(name="menu")


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_neither_act_nor_break(words: str) -> None:
    for name, view in {**views(READER, words), "home": home(READER, words)}.items():
        assert live_mentions(view) == [], name
        assert problems_in_view(view) == [], name
    for name, message in told(READER, words).items():
        assert live_mentions(message) == [], name
        assert problems_in_message(message) == [], name


def test_no_sentence_escapes_the_catalogue() -> None:
    reader = Reader(PSEUDO, "Europe/London")
    for name, view in {
        **views(reader, "0"),
        **told(reader, "0"),
        "home": home(reader, "0"),
        "menu": menu(reader),
    }.items():
        for text in texts_in(view):
            assert "⟦" in text or not any(char.isalpha() for char in text), (name, text)


def test_every_refusal_of_a_form_has_words() -> None:
    for name in ("set", "headline", "helped", "see", "line"):
        for problem in (Problem.EMPTY, Problem.TOO_LONG, Problem.CHANGED_MEANWHILE):
            ((_, said),) = forms.form_errors(READER, name, problem).items()
            assert said


def test_no_word_of_an_issue_stands_on_home() -> None:
    assert "HEADLINE" not in str(home(READER, "Amina"))


def test_what_can_be_pressed() -> None:
    def pressed(whole: Whole) -> list[str]:
        rows = [block for block in issue_view(READER, whole)["blocks"] if block["type"] == "actions"]
        return [element["text"]["text"] for row in rows for element in row["elements"]]

    words, remove, join = "Change the words", "Remove it", "Ask someone to join"
    assert pressed(bare("x")) == ["New action", "It is moving", "It is settled", "Park it", words, join, remove]
    assert pressed(bare("x", State.MOVING)) == ["New action", "It is settled", "Park it", words, join, remove]
    assert pressed(bare("x", State.SETTLED)) == ["Take it up again", "What helped most?", words, remove]
    assert pressed(bare("x", State.PARKED)) == ["Take it up again", "It is settled", words, remove]
    both = pressed(replace(bare("x"), seen=seen("x", others=1, once=1)))
    assert both[-2:] == [join, "Step out"]
    assert pressed(bare("x", last=EVENT))[-1] == "Undo"
    assert remove not in pressed(replace(bare("x"), seen=seen("x", once=1)))
    for nobody in ({"holding": None}, {"holding": "asked"}, {"holding": "out"}):
        assert pressed(replace(bare("x"), seen=seen("x", **nobody))) == []
    for only in ({"belongs": "former"}, {"set_state": "closed"}):
        assert pressed(replace(bare("x", last=EVENT), seen=seen("x", **only))) == [remove]
