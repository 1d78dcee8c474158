"""What updates say: golden files, Slack's limits, the catalogue, hostile words."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages import update_forms as forms
from handlers.messages import update_news as lines
from handlers.messages import updates
from handlers.messages.bundles import Part, put_together
from handlers.messages.home import home_view
from handlers.messages.menu import menu_view
from handlers.messages.updates import Flash
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.catching_up import Missed
from sets.errors import Problem
from sets.home import SetLine, Standing
from sets.joining import SetBrief
from sets.people import Person
from sets.update_answers import Answered, Sent
from sets.update_changing import Changing
from sets.update_sharing import Blank, Shared, Topic, Typed
from sets.update_words import About, Answering
from sets.updates import Listed, Opened
from storage.confidential import Confidential
from storage.queries.nudges import NudgeRow
from storage.queries.update_answers import AnswerRow
from storage.queries.update_forms import Circle, Named
from storage.queries.updates import SeenRow, UpdateRow
from tests.conftest import NOW
from tests.handlers.test_action_messages import HOSTILE
from tests.handlers.wording import unmarked

READER = Reader("en-GB", "Europe/London")
ID, OTHER = UUID(int=7), UUID(int=8)
Shown = dict[str, dict[str, Any]]
UPDATE = UpdateRow(
    ID, ID, OTHER, "set", "days", None, NOW, NOW + timedelta(days=30), None, None, None, "CSET", "1.1", 3
)


def seen(words: str, *, mine: bool = False, **more: Any) -> SeenRow:  # noqa: ANN401 - columns of an update
    update = replace(UPDATE, author_id=ID if mine else OTHER, **more)
    return SeenRow(
        update,
        person_id=ID,
        locale="en-GB",
        tz="Europe/London",
        standing="member",
        since=True,
        named=True,
        leads=True,
        reaches=True,
        met=False,
        author_name=words[:255],
        author_standing="member",
        set_name=words[:80],
        set_state="running",
        contacts=words[:300],
    )


def opened(words: str, *, mine: bool = False, readers: int | None = None, topic: str = "", **more: Any) -> Opened:  # noqa: ANN401
    about = About(topic, ID) if topic else None
    label = Confidential(words[:60]) if topic else None
    return Opened(seen(words, mine=mine, **more), Confidential(words[:3000]), about, label, readers)


def answer(words: str, kind: Answering) -> Answered:
    row = AnswerRow(ID, ID, OTHER, words[:255], "UBEN", NOW, b"")
    return Answered(row, kind, Confidential("" if kind is Answering.THANKS else words[:1500]))


def blank(words: str, *, buddies: int = 1) -> Blank:
    person = Person(ID, "UAMINA", "Amina", "Europe/London", "en-GB", "member", True, None)
    brief = SetBrief(ID, words[:80], "Europe/London", "CSET", words[:300], NOW)
    named = Named(OTHER, words[:255])
    circle = Circle([named], [named] * buddies, named, OTHER)
    topics = [
        Topic(About("action", ID), Confidential(words[:60])),
        Topic(About("issue", OTHER), Confidential(words[:60])),
    ]
    return Blank(person, [brief], brief, circle, topics)


def missed(words: str, count: int) -> Missed:
    rows = [seen(words, audience=audience) for audience in ("set", "buddy", "next")[:count]]
    return Missed("en-GB", "Europe/London", rows, count)


def share_form(reader: Reader, found: Blank, typed: Typed | None = None, *, others: bool = False) -> dict[str, Any]:
    assert found.brief is not None
    return forms.share_form(reader, found, found.brief, typed, others=others)


def form_views(reader: Reader, words: str) -> Shown:
    """Every form."""
    typed = Typed(words[:3000], "buddy", "session", (OTHER, "issue"))
    alone = replace(blank(words), circle=Circle(), topics=())
    bens = opened(words, mine=True, topic="action")
    who = updates.who_sees(reader, bens.seen)
    return {
        "share, form": share_form(reader, blank(words)),
        "share, form of a set alone": share_form(reader, alone),
        "share, form with two buddies": share_form(reader, blank(words, buddies=2)),
        "share, form with others now": share_form(reader, blank(words), typed, others=True),
        "share, which set": forms.choose_set(reader, blank(words).sets),
        "share, no set": forms.no_set(reader),
        "change, form": forms.change_form(reader, Changing(bens, blank(words).topics), who),
        "answer, question form": forms.answer_form(reader, seen(words), Answering.QUESTION),
        "answer, reply form": forms.answer_form(reader, seen(words), Answering.REPLY),
    }


def views(reader: Reader, words: str = "Ann") -> Shown:
    """Every window, with `words` wherever people's words go."""
    person, named = blank(words).person, [Named(OTHER, words[:255])]
    answers = [answer(words, kind) for kind in Answering]
    mine = opened(words, mine=True, readers=2, topic="issue", changed_at=NOW)
    listed = Listed("en-GB", "Europe/London", ID, [seen(words), seen(words, mine=True)], ID, words[:80])
    buddies = replace(listed, updates=[seen(words, audience="buddy")], page=1, pages=3)
    found = {
        **form_views(reader, words),
        "read, by a member": updates.read_view(reader, opened(words, topic="action", changed_at=NOW)),
        "read, by a member who answered": updates.read_view(reader, replace(opened(words), answers=answers)),
        "read, of someone who left": updates.read_view(
            reader, replace(opened(words), seen=replace(seen(words), author_standing="former"))
        ),
        "read, one's own": updates.read_view(reader, replace(mine, answers=answers)),
        "read, one's own, once opened": updates.read_view(reader, opened(words, mine=True, readers=1)),
        "read, one's own as a leaver": updates.read_view(
            reader, replace(mine, seen=replace(mine.seen, standing="former"))
        ),
        "taken back": updates.taken_back(reader, seen(words, mine=True, taken_back_at=NOW)),
        "taken back by a leaver": updates.taken_back(reader, replace(seen(words, mine=True), standing="former")),
        "answered": updates.answered(reader, Sent(seen(words), ID)),
        "answer taken back": updates.answer_gone(reader),
        "list, of a set": lines.list_view(reader, listed),
        "list, a middle page": lines.list_view(reader, buddies),
        "list, empty": lines.list_view(reader, replace(listed, updates=())),
        "list, to catch up": lines.missed_view(reader, missed(words, 1)),
        "list, to catch up, a middle page": lines.missed_view(
            reader, replace(missed(words, 3), earlier=True, later=True, several=True)
        ),
        "list, nothing to catch up": lines.missed_view(reader, Missed("en-GB", "Europe/London")),
        "list, one's own": lines.list_view(
            reader, replace(listed, updates=[seen(words, mine=True)], set_id=None, set_name="")
        ),
    }
    for flash in Flash:
        found[f"read, {flash.name.lower()}"] = updates.read_view(reader, opened(words), flash)
    for audience in ("set", "coach", "buddy", "next"):
        row = replace(UPDATE, author_id=ID, audience=audience, lasts="session", expires_at=None)
        shown_to = named if audience in ("buddy", "next") else []
        found[f"shared, {audience}"] = updates.shared_view(reader, Shared(person, row, words[:80], shown_to))
        found[f"read, for {audience}"] = updates.read_view(reader, opened(words, audience=audience, lasts="set"))
        found[f"read, one's own for {audience}"] = updates.read_view(
            reader, opened(words, mine=True, readers=0, audience=audience, lasts="set", expires_at=None)
        )
    swapped = replace(seen(words, mine=True, audience="next"), reaches=False)
    found["read, one's own after a swap"] = updates.read_view(reader, Opened(swapped, Confidential(words[:3000])))
    parted = replace(seen(words, mine=True, audience="buddy"), reaches=False)
    found["read, one's own after a buddy left"] = updates.read_view(reader, Opened(parted, Confidential(words[:3000])))
    return {**found, **places(reader, words)}


def places(reader: Reader, words: str) -> Shown:
    """What stands on Home and in the menu."""
    sets = (SetLine(ID, words[:80], "CSET", words[:255]), SetLine(OTHER, words[:80], "COTHER", words[:255]))
    standing = Standing(ID, "en-GB", "Europe/London", sets=sets)
    home = lines.home_part(reader, standing, {ID: 1, OTHER: 3})
    return {
        "home": home_view(reader, standing, [home]),
        "menu": menu_view(reader, standing, [lines.menu_part(reader, may_share=True)], ask=None),
        "menu of a leaver": menu_view(
            reader, replace(standing, sets=()), [lines.menu_part(reader, may_share=False)], ask=None
        ),
    }


def messages(reader: Reader, words: str = "Ann") -> Shown:
    """Every message."""
    row = NudgeRow(ID, "update", ID, ID, "shared", 1, NOW, NOW, NOW, "sent", None, ID, 1, "en-GB", "Europe/London")
    items = {
        "daily, shared": lines.shared_item(reader, row, seen(words), 0, readable=True),
        "daily, no longer readable": lines.shared_item(reader, row, seen(words), 0, readable=False),
        "daily, answered": lines.answered_item(reader, row, 0, there=True),
        "daily, to catch up": lines.missed_item(reader, row, 0),
        "daily, to catch up, beside others": lines.missed_item(reader, row, 2),
        "daily, answered and gone": lines.answered_item(reader, row, 0, there=False),
    }
    notice = reader.t("There is an update for you to read.")
    daily = {
        name: put_together(reader, [Part([item], notice, press_only=True)], [ID], date(2026, 5, 14))
        for name, item in items.items()
    }
    return {
        "line": lines.line(reader, ID),
        "line, taken back": lines.line_taken_back(reader),
        "line, over": lines.line_over(reader),
        **daily,
    }


def test_updates_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert {**views(READER), **messages(READER)} == snapshot


@pytest.mark.parametrize("words", ["Ann", *HOSTILE])
def test_slack_takes_them_and_nothing_acts(words: str) -> None:
    for name, view in views(READER, words).items():
        assert problems_in_view(view) == [], name
        assert live_mentions(view) == [], name
    for name, message in messages(READER, words).items():
        assert problems_in_message(message) == [], name
        assert quality_of_message(message) == [], name
        assert live_mentions(message) == [], name


def test_no_sentence_escapes_the_catalogue() -> None:
    reader = Reader(PSEUDO, "Europe/London")
    for name, shown in [*views(reader).items(), *messages(reader).items()]:
        assert unmarked(shown, ["Ann"]) == [], name


def test_no_words_of_an_update_stand_in_a_message_or_on_home() -> None:
    """An update's text is never even given to these; the names of its people are."""
    secret = "SECRET"
    item = opened(secret)
    assert secret in str(updates.read_view(READER, item))
    plain = replace(item.seen, author_name="Ann", set_name="Set", contacts="Priya")
    listed = Listed("en-GB", "Europe/London", ID, [plain], ID, "Set")
    row = NudgeRow(ID, "update", ID, ID, "shared", 1, NOW, NOW, NOW, "sent", None, ID, 1, "en-GB", "Europe/London")
    shown = [lines.list_view(READER, listed), lines.shared_item(READER, row, plain, 0, readable=True)]
    assert secret not in str([*shown, lines.line(READER, ID)])


def test_every_problem_is_said_under_its_field() -> None:
    said = forms.form_errors(READER, {"words": Problem.EMPTY, "audience": Problem.EMPTY, "lasts": Problem.EMPTY})
    assert said["update_words"] == "Write a few words to share."
    assert said["update_audience"] == "Choose who sees your update."
    assert len(said) == 3
    too_long = forms.form_errors(READER, {"words": Problem.TOO_LONG})
    assert too_long == {"update_words": "Use 3000 letters or fewer."}


def test_who_sees_it_is_never_cut() -> None:
    """Long names are left out of the line under a choice, not cut in the middle."""
    form = share_form(READER, blank("Bartholomew " * 6))
    described = [
        one["description"]["text"]
        for block in form["blocks"]
        for one in (block.get("element") or {}).get("options", [])
        if "description" in one
    ]
    assert len(described) == 4
    assert all(line.startswith("I show this only to") and line.endswith(".") for line in described)
