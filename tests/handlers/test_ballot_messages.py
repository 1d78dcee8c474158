"""What secret ballots say: golden files, Slack's limits, the catalogue, hostile words."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages import ballots
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.ballot_kinds import DECIDED, KINDS, SHOWN, Choice, Line
from sets.ballots import Open, Result
from storage.confidential import Confidential
from storage.queries.ballots import ReaderRow, RoundRow
from tests.conftest import NOW
from tests.handlers.test_action_messages import HOSTILE
from tests.handlers.wording import unmarked
from tests.sets.ballot_kit import DEADLINE

READER = Reader("en-GB", "Europe/London")
ID = UUID(int=7)
Shown = dict[str, dict[str, Any]]


def _open(kind: str, words: str, *, answered: bool) -> Open:
    to = ID if kind == "feedback" else None
    row = RoundRow(ID, ID, kind, ID, to, NOW, DEADLINE, "open")
    reader = ReaderRow(row, ID, "en-GB", "Europe/London", "member", True, "Tuesday set", words[:300], words[:255])
    mine = {each.name: each.options[0] if isinstance(each, Choice) else words[:300] for each in KINDS[kind]}
    return Open(row, reader, mine if answered else None)


def _result(kind: str, words: str, answered: int) -> Result:
    found = _open(kind, words, answered=False)
    totals = {each.name: dict.fromkeys(each.options, 2) for each in KINDS[kind] if isinstance(each, Choice)}
    lines = {each.name: [Confidential(words[:300])] * 2 for each in KINDS[kind] if isinstance(each, Line)}
    return Result(found.round, found.reader, answered, totals, lines)


def views(reader: Reader, words: str = "a walk") -> Shown:
    """Every window of every kind, with `words` wherever people's words go."""
    found: Shown = {}
    for kind in KINDS:
        one = _open(kind, words, answered=True)
        found[f"{kind}, form"] = ballots.form(reader, _open(kind, words, answered=False))
        found[f"{kind}, form filled in"] = ballots.form(reader, one)
        found[f"{kind}, saved"] = ballots.saved(reader, one)
        found[f"{kind}, taken back"] = ballots.taken_back(reader, one)
        if kind in DECIDED:
            continue
        found[f"{kind}, result"] = ballots.result_view(reader, _result(kind, words, 6))
        found[f"{kind}, too few"] = ballots.result_view(reader, _result(kind, words, 0))
    feedback = _open("feedback", words, answered=False)
    for state in ("open", "closed", "too_few"):
        seen = replace(feedback, round=replace(feedback.round, state=state), about_them=True)
        found[f"about you, {state}"] = ballots.about_you(reader, seen)
    return found


def messages(reader: Reader, words: str = "a walk") -> Shown:
    """Every message."""
    found: Shown = {}
    for kind in SHOWN:
        found[f"{kind}, closed"] = ballots.closed_message(reader, kind, ID, too_few=False, name=words[:255])
        found[f"{kind}, closed with too few"] = ballots.closed_message(reader, kind, ID, too_few=True, name=words[:255])
    return found


def test_ballots_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert {**views(READER), **messages(READER)} == snapshot


@pytest.mark.parametrize("words", ["a walk", *HOSTILE])
def test_slack_takes_them_and_nothing_acts(words: str) -> None:
    for name, view in views(READER, words).items():
        assert problems_in_view(view) == [], name
        assert live_mentions(view) == [], name
    for name, message in messages(READER, words).items():
        assert problems_in_message(message) == [], name
        assert quality_of_message(message) == [], name


def test_no_sentence_escapes_the_catalogue() -> None:
    reader = Reader(PSEUDO, "Europe/London")
    for name, shown in [*views(reader).items(), *messages(reader).items()]:
        assert unmarked(shown, ["a walk"]) == [], name
