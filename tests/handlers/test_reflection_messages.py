"""What the question between sessions and the journal say: golden files, limits, the catalogue, hostile words."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages import afterwards, bundles, journal, prompts, reflections, update_forms
from handlers.messages.bundles import Item, Part
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.afterwards import Afterwards
from sets.joining import SetBrief
from sets.journal import Entry, Journal
from sets.people import Person
from sets.prompts import LIMIT, Listed, Prompt
from sets.reflections import Mine, SharedAnswer
from sets.update_sharing import Blank, Typed
from sets.update_words import Lasts
from storage.confidential import Confidential
from storage.queries.afterwards import AfterRow
from storage.queries.nudges import NudgeRow
from storage.queries.prompts import PlaceRow
from storage.queries.reflection_rounds import RoundRow
from storage.queries.reflections import Asked, ReaderRow
from tests.handlers.test_action_messages import HOSTILE
from tests.handlers.wording import unmarked
from tests.sets.reflection_kit import ASKED, SHOWN

READER = Reader("en-GB", "Europe/London")
ID, OTHER = UUID(int=7), UUID(int=8)
Shown = dict[str, dict[str, Any]]
ROUND = RoundRow(ID, ID, ID, 22, None, ASKED, SHOWN, "open", ID)
NUDGE = NudgeRow(ID, "reflection", ID, ID, "ask", 0, ASKED, ASKED, SHOWN, "sent", None, ID, 1, READER.locale, READER.tz)


def _mine(words: str, audience: str, state: str = "open") -> Mine:
    row = ReaderRow(replace(ROUND, state=state), ID, READER.locale, READER.tz, "member", True, words[:60], words[:300])
    return Mine(row, Confidential(words[:3000]) if audience else Confidential(""), audience)


def _asked(words: str, finished: str = "", *, show_labels: bool = True) -> Afterwards:
    session = (ID, ID, 2, "closed", ASKED, ASKED, SHOWN, (words or "Tuesday set")[:80], (words or "Ann")[:300])
    here, paused = True, False
    row = AfterRow(*session, ID, READER.locale, READER.tz, "member", here, paused, show_labels, None, None, None)
    return Afterwards(row, 28 if finished else 44, Confidential(finished) if finished else None, Confidential(words))


def _after(reader: Reader, asked: Afterwards, row: NudgeRow = NUDGE) -> dict[str, Any]:
    item = Item(row.id, row.revision, afterwards.item(reader, row, asked, 0), waiting=row.state != "answered")
    return bundles.put_together(reader, [Part([item], afterwards.notice(reader))], [row.id], ASKED.date())


def _daily(reader: Reader, *rows: NudgeRow, question: int | None = 22, state: str = "open") -> dict[str, Any]:
    asked = {ID: Asked(ID, ID, question, SHOWN, state, member=True, answered=False, paused=False)}
    numbers = {row.id: place for place, row in enumerate(rows, 1)} if len(rows) > 1 else {}
    part = reflections.part(reader, rows, asked, numbers)
    return bundles.put_together(reader, [part], [row.id for row in rows], ASKED.date())


def messages(reader: Reader) -> Shown:
    """Every message."""
    skipped = replace(NUDGE, state="answered", reason="skipped", revision=2)
    paused = replace(NUDGE, id=OTHER, state="answered", reason="paused", revision=2)
    return {
        "daily": _daily(reader, NUDGE),
        "after, daily": _after(reader, _asked("")),
        "after, daily, an action": _after(reader, _asked("", "ring three wards")),
        "after, daily, no label": _after(reader, _asked("", "ring three wards", show_labels=False)),
        "after, daily, answered": _after(reader, _asked("a walk"), replace(NUDGE, state="answered")),
        "after, daily, skipped": _after(reader, _asked(""), replace(NUDGE, state="answered", reason="skipped")),
        "daily, late": _daily(reader, NUDGE, state="shown"),
        "daily, the set's own question": _daily(reader, NUDGE, question=None),
        "daily, of two sets": _daily(reader, NUDGE, replace(NUDGE, id=OTHER)),
        "daily, skipped and paused": _daily(reader, skipped, paused),
        "daily, answered": _daily(reader, replace(NUDGE, state="answered")),
        "channel, asked": reflections.asked_in_channel(reader, ID, SHOWN),
        "channel, open": reflections.shown_in_channel(reader, ID, anything=True),
        "channel, nothing shared": reflections.shown_in_channel(reader, ID, anything=False),
    }


def views(reader: Reader, words: str = "a walk") -> Shown:
    """Every window, with `words` wherever people's words go."""
    name = words[:255]
    answers = [
        SharedAnswer(name, ASKED, late=False, words=Confidential(words)),
        SharedAnswer(name, SHOWN, late=True, words=Confidential(words)),
    ]
    shown, own = _mine(words, "", "shown"), Confidential(words[:LIMIT])
    ours = replace(shown.reader, round=replace(ROUND, question=None, prompt_id=OTHER))
    person = Person(ID, "UAMINA", name, reader.tz, reader.locale, "member", True, None)
    entries = [
        Entry(ID, ASKED, 22, Confidential(words), asked=True),
        Entry(OTHER, SHOWN, None, Confidential(words)),
        Entry(UUID(int=9), SHOWN, None, Confidential(words), asked=True, prompt=own),
    ]
    months = [date(2026, 5, 1), date(2026, 4, 1)]
    brief = SetBrief(ID, words[:80], "Europe/London", "CSET", words[:300], ASKED)
    place = PlaceRow(person, "member", ID, words[:80], "running", words[:300])
    return {
        "form": reflections.form(reader, _mine(words, "")),
        "form, filled in": reflections.form(reader, _mine(words, "set")),
        "saved for me": reflections.saved(reader, _mine(words, "me")),
        "saved for the set": reflections.saved(reader, _mine(words, "set")),
        "saved late": reflections.saved(reader, _mine(words, "set", "shown")),
        "taken back": reflections.taken_back(reader, _mine(words, "")),
        "read": reflections.read_view(reader, shown, answers),
        "read, nothing shared": reflections.read_view(reader, shown, []),
        "form, the set's own question": reflections.form(reader, replace(shown, reader=ours, prompt=own)),
        "form, of a leaver": reflections.form(reader, replace(shown, reader=ours)),
        "read, the set's own question": reflections.read_view(reader, replace(shown, reader=ours, prompt=own), answers),
        "journal": journal.journal_view(reader, Journal(person, entries, 1, more=True, paused=True)),
        "journal, a month": journal.journal_view(
            reader, Journal(person, entries[:1], 1, more=True, paused=False, months=months, month=months[1])
        ),
        "journal, share with": journal.share_with(reader, ID, [brief]),
        "journal, nobody to share with": journal.share_with(reader, ID, []),
        "journal, share": update_forms.share_form(
            reader, Blank(person, [brief], brief), brief, Typed(words[:3000], lasts=Lasts.DAYS), copied=True
        ),
        "after, form": afterwards.form(reader, _asked("")),
        "after, form, an action": afterwards.form(reader, _asked(words[:3000], words[:60])),
        "after, saved": afterwards.saved(reader, _asked(words)),
        "after, taken back": afterwards.taken_back(reader, _asked("")),
        "prompts": prompts.list_view(reader, Listed(place, [Prompt(ID, name, own)])),
        "prompts, none": prompts.list_view(reader, Listed(place)),
        "prompts, add": prompts.add_form(reader, place),
        "prompts, added": prompts.added(reader, place, ID),
        "prompts, taken off": prompts.taken_off(reader, place, ID),
        "prompts, undone": prompts.undone(reader, place),
        "journal, empty": journal.journal_view(reader, Journal(person, [], 0, more=False, paused=False)),
        "journal, write": journal.entry_form(reader, [words[:300]]),
    }


def test_reflections_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert {**messages(READER), **views(READER)} == snapshot


@pytest.mark.parametrize("words", ["a walk", *HOSTILE])
def test_slack_takes_them_and_nothing_acts(words: str) -> None:
    for name, view in views(READER, words).items():
        assert problems_in_view(view) == [], name
        assert live_mentions(view) == [], name
    for name, message in messages(READER).items():
        assert problems_in_message(message) == [], name
        assert quality_of_message(message) == [], name


def test_no_sentence_escapes_the_catalogue() -> None:
    reader = Reader(PSEUDO, "Europe/London")
    dates = ["Thursday 14 May 2026", "Monday 18 May 2026", "May 2026", "April 2026"]
    names = ["Tuesday set", "ring three wards", "Ann"]
    for name, shown in [*views(reader).items(), *messages(reader).items()]:
        assert unmarked(shown, ["a walk", *dates, *names]) == [], name
