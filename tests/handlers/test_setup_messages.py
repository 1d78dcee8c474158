"""What people, setup, joining, menu and errors say: golden files, Slack's limits, the catalogue, hostile words."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.ids import BadHandle
from handlers.messages import away, errors, joining, menu, my_actions, people, set_forms, setup
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.errors import Problem, Refused
from sets.home import SetLine, Standing
from sets.joining import Asked
from sets.people import DATE_LANGUAGES, DEFAULTS, Person, Settings
from storage.queries.joining import InvitationRow
from tests.handlers.test_action_messages import HOSTILE
from tests.handlers.wording import unmarked

READER = Reader("en-GB", "Europe/London")
ID = UUID(int=7)
AT = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
NIGHTS = Settings(frozenset({2, 6, 7}), time(21, 0), time(6, 15), 1, False, date(2026, 6, 1))
Shown = dict[str, dict[str, Any]]


def asked(words: str, settings: Settings = DEFAULTS, state: str = "asked", role: str = "member") -> Asked:
    name, contacts = words[:60], words[:300]
    row = InvitationRow(ID, ID, ID, role, state, 1, name, "running", contacts, "CSET", ID, words[:255], "UCORA")
    person = Person(ID, "UAMINA", words[:255], "Europe/London", "en-GB", "member", True, None)
    return Asked(row, person, settings)


def messages(reader: Reader, words: str = "Cora") -> Shown:
    """Every message, with `words` wherever people's words go."""
    one, coach = asked(words), asked(words, role="coach")
    name = words[:255]
    told = replace(one, invitation=replace(one.invitation, purpose=words[:300], theme_audience=words[:300]))
    return {
        "joining, 3, what it is for": joining.screen(reader, told, 3),
        "joining, 2, who hears themes": joining.screen(reader, told, 2),
        "joining, 1": joining.screen(reader, one, 1),
        "joining, 2": joining.screen(reader, one, 2),
        "joining, 3": joining.screen(reader, one, 3),
        "joining, 3, nights": joining.screen(reader, replace(one, settings=NIGHTS), 3),
        "joining, 1, coach": joining.screen(reader, coach, 1),
        "joining, 2, coach": joining.screen(reader, coach, 2),
        "joining, 3, coach": joining.screen(reader, coach, 3),
        "joined": joining.joined(reader, one.invitation),
        "joined, coach": joining.joined(reader, coach.invitation),
        "not now": joining.declined(reader, one.invitation),
        "question": joining.question_for_coordinator(reader, name, "UAMINA", words[:500]),
        "ready": setup.ready(reader, ID, words[:60], 6, []),
        "ready, one failed": setup.ready(reader, ID, words[:60], 5, [(name, "user_disabled")]),
        "ready, nobody": setup.ready(reader, ID, words[:60], 0, [(name, "bot"), (name, "some_new_code")]),
        "begun": setup.begun(reader, words[:60], 4),
        "trying again": setup.trying_again(reader),
        "taken off": setup.taken_off(reader),
        "not added": setup.not_added(reader, words[:60], name, "user_is_restricted"),
        "no channel": setup.no_channel(reader, ID, words[:60], "restricted_action"),
        **{
            f"no channel, {code}": setup.no_channel(reader, ID, words[:60], code, taken=True)
            for code in (
                "channel_not_found",
                "not_private",
                "is_archived",
                "shared",
                "too_many_there",
                "channel_in_use",
                "some_new_code",
            )
        },
        "channel gone": setup.channel_gone(reader, words[:60]),
        "welcome": setup.welcome(reader, words[:60]),
    }


def views(reader: Reader, words: str = "Cora") -> Shown:
    """Every window."""
    one = asked(words)
    return {
        "new set": set_forms.new_set_form(reader),
        "on its way": setup.on_its_way(reader),
        "settings": people.settings_form(reader, DEFAULTS, ID, AT),
        "settings, nights": people.settings_form(reader, NIGHTS, ID, AT),
        "settings, not until": people.settings_form(
            reader, replace(DEFAULTS, not_until=AT + timedelta(days=9)), ID, AT
        ),
        "settings, saved": people.saved_view(reader, DEFAULTS, ID),
        "settings, saved, nights": people.saved_view(reader, replace(NIGHTS, paused_until=None), ID),
        "settings, paused": people.saved_view(reader, NIGHTS, ID),
        "settings, saved before": people.saved_view(reader, DEFAULTS, None),
        "settings, undone": people.undone_view(reader),
        "what is a set": menu.set_view(reader),
        "menu, unknown word": menu_of(reader, unknown=True),
        "question": joining.question_form(reader, one.invitation),
        "question, sent": joining.question_sent(reader, one.invitation),
        "menu, member": menu_of(reader, sets=(SetLine(ID, words[:60], None, words[:255]),)),
        "menu, coordinator": menu_of(reader, coordinates=True),
        "menu, new": menu_of(reader, ask=words[:255]),
        "menu, nobody to ask": menu_of(reader),
    }


def menu_of(
    reader: Reader,
    *,
    sets: tuple[SetLine, ...] = (),
    coordinates: bool = False,
    ask: str | None = None,
    unknown: bool = False,
) -> dict[str, Any]:
    """The menu, from the parts of the features this file is about and of actions."""
    standing = Standing(ID, "en-GB", "Europe/London", coordinates=coordinates, sets=sets)
    parts = [people.menu_part(reader)]
    if sets:
        parts.append(away.menu_part(reader))
        parts.append(my_actions.menu_part(reader))
    if coordinates:
        parts.append(setup.menu_part(reader))
    return menu.menu_view(reader, standing, parts, ask=ask, unknown=unknown)


def test_messages_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert messages(READER) == snapshot


def test_windows_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert views(READER) == snapshot


def test_slack_takes_them_and_people_can_use_them() -> None:
    for name, message in messages(READER).items():
        assert problems_in_message(message) == [], name
        assert quality_of_message(message) == [], name
    for name, view in views(READER).items():
        assert problems_in_view(view) == [], name


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_neither_act_nor_break(words: str) -> None:
    for name, message in messages(READER, words).items():
        assert live_mentions(message) == [], name
        assert problems_in_message(message) == [], name
    for name, view in views(READER, words).items():
        assert live_mentions(view) == [], name
        assert problems_in_view(view) == [], name


def test_no_sentence_escapes_the_catalogue() -> None:
    reader = Reader(PSEUDO, "Europe/London")
    zones = [zone.replace("_", " ") for zone in set_forms.ZONES]
    zones += [people.own_name(language) for language in DATE_LANGUAGES]
    for name, shown in [*messages(reader).items(), *views(reader).items()]:
        assert unmarked(shown, [*zones, "Cora"]) == [], name


@pytest.mark.parametrize("role", ["member", "coach"])
def test_the_hash_covers_every_screen(role: str) -> None:
    words = joining.words_shown(READER, asked("Cora", role=role))
    for number in (1, 2, 3):
        for block in joining.screen(READER, asked("Cora", role=role), number)["blocks"]:
            if block["type"] == "section":
                assert block["text"]["text"] in words


AS_IT_WAS_MEANT = {
    "already_done",
    "about_you",
    "for_members",
    "round_closed",
    "call_closed",
    "not_yet",
    "not_its_day",
    "twice_running",
    "not_for_you",
}


def test_errors_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    body = {"type": "block_actions"}
    said = {problem.value: errors.told(Refused(problem), "ABCD", body).text for problem in Problem}
    said["unexpected"] = errors.told(RuntimeError("secret"), "ABCD", body).text
    said["unexpected, a form"] = errors.told(RuntimeError("secret"), "ABCD", {"type": "view_submission"}).text
    said["an older button"] = errors.told(BadHandle(), "ABCD", body).text
    said["a retired button"] = errors.told(RuntimeError(), "ABCD", body, stale=True).text
    assert said == snapshot
    assert "secret" not in str(said)
    for code, text in said.items():
        assert ("ABCD" in text) is (code not in AS_IT_WAS_MEANT), code
    assert "I could not do that." not in " ".join(said.values())  # every code has a sentence of its own


def test_errors_come_from_the_catalogue() -> None:
    body = {"type": "block_actions", "user": {"id": "U1", "locale": PSEUDO}}
    for problem in Problem:
        told = errors.told(Refused(problem), "7", body)
        assert unmarked({"text": told.text}) == []
        assert len(told.title) <= 24
