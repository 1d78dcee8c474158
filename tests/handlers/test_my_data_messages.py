"""What My data says: golden files, limits, the catalogue, hostile words."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages import erasing, my_copy
from handlers.messages import my_data as messages
from handlers.messages.my_facts import facts_view
from handlers.messages.my_words import correct_form
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.action_words import DETAIL_LIMITS
from sets.correcting import Correcting
from sets.erasures import ErasureRow, Offer, Place
from sets.issue_events import KEPT, KINDS
from sets.my_data import FACTS, About, Fact, Facts, Item, Kind, Known, Overview, Page, What, page_size
from sets.my_words import Part
from sets.people import DEFAULTS, Person
from storage.confidential import Confidential
from storage.queries.away import Stretch
from tests.handlers.test_action_messages import HOSTILE
from tests.handlers.wording import unmarked

READER = Reader("en-GB", "Europe/London")
ID, OTHER = UUID(int=7), UUID(int=8)
AT, UNTIL = datetime(2026, 5, 14, 9, tzinfo=UTC), datetime(2026, 6, 18, 9, tzinfo=UTC)
Shown = dict[str, dict[str, Any]]

# What is said of each kind, beside words: a state, and codes.
STATES: dict[Kind, list[tuple[str, tuple[str, ...]]]] = {
    Kind.ACTION: [("open", ("stuck",)), ("closed", ("done",)), ("draft", ())],
    Kind.NOTE: [("note", ("adapt", "as_hoped")), ("changed", ()), ("stuck", ())],
    Kind.OUTCOME: [("me", ("unexpected",)), ("set", ("not_as_hoped",))],
    Kind.OWN_LIST: [("", ("one", "two"))],
    Kind.REFLECTION: [("me", ()), ("set", ())],
    Kind.UPDATE: [("set", ()), ("coach", ()), ("buddy", ()), ("next", ())],
    Kind.ANSWER: [("thanks", ()), ("question", ()), ("reply", ())],
    Kind.CALL: [("draft", ()), ("open", ()), ("closed", ())],
    Kind.QUESTION: [("", ())],
    Kind.WORD: [("", ())],
    Kind.ISSUE: [("open", ()), ("open", ("moving",)), ("closed", ("settled",)), ("closed", ("parked",))],
    Kind.BID: [("open", ("urgent",)), ("withdrawn", ())],
    Kind.IDEA: [("", ())],
    Kind.REPLY: [("", ())],
    Kind.PROMPT: [("on", ()), ("off", ())],
    Kind.ISSUE_SAID: [(kind, ()) for kind in sorted(KINDS | {KEPT})],
}
PARTS: dict[Kind, tuple[Part, ...]] = {
    Kind.ACTION: (Part.LABEL, Part.ABOUT, Part.SIGN, Part.SUPPORT, Part.IF_THEN, Part.PLAN, Part.EXPECT),
    Kind.NOTE: (Part.WORDS, Part.COMPARED, Part.BEFORE, Part.BEFORE),
    Kind.OUTCOME: (Part.PLANNED, Part.ACTUAL),
    Kind.OWN_LIST: (),
    Kind.BID: (Part.WORDS, Part.WHY),
    Kind.ISSUE: (Part.HEADLINE,),
    Kind.ISSUE_SAID: (Part.HELPED, Part.SEE, Part.LINE, Part.BEFORE),
}
# As long as each may be: an action, an event and its change.
LONGEST = {
    Part.LABEL: 60,
    **{part: DETAIL_LIMITS[part.value] for part in Part if part.value in DETAIL_LIMITS},
    Part.COMPARED: 500,
    Part.BEFORE: 1550,
    Part.PLANNED: 500,
}
CODES: dict[What, list[tuple[str, ...]]] = {
    What.MEMBERSHIP: [("member",), ("coach",)],
    What.INVITATION: [("asked", "member"), ("joined", "member"), ("declined", "member"), ("withdrawn", "member")],
    What.ROLE: [("coordinator",)],
    What.BUDDY: [()],
    What.SIDE: [()],
    What.BACKING: [("asked",), ("yes",)],
    What.HOLDING: [("yes",), ("asked",), ("no",), ("out",)],
    What.SET_CHANGE: [()],
    What.ARRIVAL: [("waiting", "joined")],
    What.ATTENDANCE: [("here",), ("cannot",), ("left_early",)],
    What.LEADS: [("facilitates",), ("hosts",)],
    What.TURN: [
        *((ledger, "accepted") for ledger in ("facilitating", "hosting", "presenting")),
        *(("presenting", state) for state in ("offered", "passed", "swapped", "owed", "done")),
    ],
    What.SWAP: [("asker", "asked"), ("asked", "agreed")],
    What.SIGN: [("pass",), ("question",)],
    What.CHAT: [("planned", "2026-06-18"), ("happened", "2026-06-18"), ("off", "2026-06-18")],
    What.CONSENT: [("join", "yes"), ("join", "no")],
    What.AGREED: [("agreed",), ("asked",)],
    What.BALLOT: [("process_review",)],
    What.FEEDBACK: [("closed",)],
    What.ASKED: [("checkin",), ("reflection",), ("update",)],
    What.SENT: [()],
    What.COUNTED: [()],
}


def _items(kind: Kind, words: str) -> list[Item]:
    said = [(part, Confidential(words[: LONGEST.get(part, 3000)])) for part in PARTS.get(kind, (Part.WORDS,))]
    about = {"set_id": ID, "set_name": words[:80], "about": OTHER, "day": date(2026, 5, 22), "words": said}
    titled = Confidential(words[:60]) if kind in (Kind.NOTE, Kind.OUTCOME) else None
    more = {"starts_at": UNTIL if kind in (Kind.OWN_LIST, Kind.BID) else None, "title": titled, "number": 22}
    return [
        Item(kind, UUID(int=place), AT, state=state, codes=codes, **about, **more)  # type: ignore[arg-type]
        for place, (state, codes) in enumerate(STATES[kind], 1)
    ]


def erasure(set_name: str) -> ErasureRow:
    return ErasureRow(ID, ID, ID if set_name else None, set_name, AT, UNTIL, "waiting", None, 1, 1)


def _person(words: str) -> Person:
    return Person(ID, "UAMINA", words[:255], READER.tz, READER.locale, "member", True, None)


def _facts(about: About, words: str) -> Facts:
    found = [
        Fact(what, UUID(int=place), words[:80], AT, None if codes == ("member",) else UNTIL, codes, 3)
        for what in FACTS[about]
        for place, codes in enumerate(CODES[what], 1)
    ]
    chosen = replace(DEFAULTS, show_labels=False, paused_until=date(2026, 6, 1), not_until=UNTIL)
    away = [Stretch(ID, ID, date(2026, 6, 3), date(2026, 6, 5))]
    return Facts(_person(words), about, found, Known(chosen, away, paused=True) if about is About.ME else None)


def views(reader: Reader, words: str = "a walk") -> Shown:
    """Every window, with `words` wherever people's words go."""
    person = _person(words)
    pages = {kind: Page(person, kind, _items(kind, words)[: page_size(kind)], 1, more=True) for kind in Kind}
    gone = replace(pages[Kind.CALL], items=[replace(_items(Kind.CALL, words)[0], words=(), broken=True)])
    unasked = replace(_items(Kind.REFLECTION, words)[0], about=None, number=None, set_name="")
    place, of_set = Place(ID, words[:80]), erasure(words[:80])
    rows = [of_set, replace(erasure(""), id=OTHER)]
    rows += [replace(row, state="done", done_at=AT, things=9) for row in rows]
    offer = Offer(person, [place, replace(place, set_id=OTHER)], UNTIL)
    return {
        "all": messages.overview_view(reader, Overview(person, dict.fromkeys(Kind, 3))),
        "all, erasing": messages.overview_view(reader, Overview(person, {}, rows)),
        "copy, ask": my_copy.ask_view(reader),
        "copy, password": my_copy.password_view(reader, "abcde-fghjk"),
        "copy, asked before": my_copy.password_view(reader, ""),
        "erasing, choose": erasing.choose_view(reader, offer),
        "erasing, sure": erasing.sure_view(reader, offer, place),
        "erasing, sure, everything": erasing.sure_view(reader, offer, None),
        "erasing, asked": erasing.asked_view(reader, of_set),
        "erasing, stopped": erasing.stopped_view(reader),
        "all, nothing": messages.overview_view(reader, Overview(person, {})),
        **{f"words, {kind.name}": messages.page_view(reader, page) for kind, page in pages.items()},
        "words, none": messages.page_view(reader, Page(person, Kind.ACTION, [], 0, more=False)),
        "words, gone": messages.page_view(reader, gone),
        "words, a journal": messages.page_view(reader, replace(pages[Kind.REFLECTION], items=[unasked])),
        "words, correct": correct_form(reader, Correcting(person, unasked, [words[:300]])),
        **{f"facts, {about.name}": facts_view(reader, _facts(about, words)) for about in About},
        "facts, none": facts_view(reader, Facts(person, About.SESSIONS)),
    }


def told(reader: Reader, words: str = "a walk") -> Shown:
    """Every message."""
    return {
        "erased": erasing.done_message(reader, erasure(words[:80])),
        "erased, everything": erasing.done_message(reader, erasure("")),
    }


def test_my_data_reads_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert {**views(READER), **told(READER)} == snapshot


def test_everything_that_can_be_said_is_said_here() -> None:
    assert set(STATES) == set(Kind)
    assert set(CODES) == set(What)


@pytest.mark.parametrize("words", ["a walk", "🙈" * 3000, *HOSTILE])
def test_slack_takes_them_and_nothing_acts(words: str) -> None:
    for name, view in views(READER, words).items():
        assert problems_in_view(view) == [], name
        assert live_mentions(view) == [], name
    for name, message in told(READER, words).items():
        assert problems_in_message(message) == [], name
        assert live_mentions(message) == [], name
        assert quality_of_message(message) == [], name


def test_no_sentence_escapes_the_catalogue() -> None:
    reader = Reader(PSEUDO, "Europe/London")
    data = ["a walk", "Thursday 14 May 2026", "Friday 22 May 2026", "Thursday 18 June 2026", "Monday 1 June 2026"]
    data += ["Wednesday 3 June 2026", "Friday 5 June 2026", "London", "Monday", "Friday"]
    for name, view in [*views(reader).items(), *told(reader).items()]:
        assert unmarked(view, [*data, "abcde-fghjk"]) == [], name
