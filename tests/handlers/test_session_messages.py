"""What a running session says: golden files, Slack's limits, the catalogue, hostile words, no words in the channel."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.ids import Press, handle
from handlers.messages import bids, board, closing, leading, panel, progress, scripts, sessions, slots
from handlers.messages.question_bank import question_words
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.bids import Bid, Choosing
from sets.board import Board
from sets.calendar import Blank, Done
from sets.closing import Ahead, Summary
from sets.opening import Opening
from sets.panel import Panel
from sets.progress import Round
from sets.question_bank import BANK
from sets.session_menu import Seat
from sets.sessions import LED, PHONES, TOGETHER, Beheld, RunRow, StageRow
from sets.slots import Ended, Ending, Slot
from sets.stages import Kind
from storage.confidential import Confidential
from storage.queries.attendance import Present
from storage.queries.ballots import RoundRow
from storage.queries.bids import BidRow
from storage.queries.people import PersonRow
from tests.handlers.test_action_messages import HOSTILE, action
from tests.handlers.test_session_menu_messages import session
from tests.handlers.wording import unmarked

READER = Reader("en-GB", "Europe/London")
ID, OTHER = UUID(int=7), UUID(int=8)
NOW = datetime(2026, 5, 21, 13, 0, tzinfo=UTC)
Shown = dict[str, dict[str, Any]]


def stage(kind: Kind = Kind.OPEN, number: int = 0, **more: Any) -> StageRow:  # noqa: ANN401 - of StageRow
    row = StageRow(
        ID, 2, kind.value, number, 2700, None, None, "", NOW, None, NOW + timedelta(minutes=5), None, 0
    )  # fmt: skip
    return replace(row, **more)


def beheld(words: str, mode: str = LED, coming: StageRow | None = None, **more: Any) -> Beheld:  # noqa: ANN401
    person = PersonRow(ID, "UAMINA", words[:255], "Europe/London", "en-GB", "member", True, None)
    found = session(state="open", mode=mode, facilitator_id=None if mode == TOGETHER else ID)
    run = RunRow(ID, ID, 2, "", None, 3)
    name, contacts = words[:80], f"{words[:200]}, 0123"
    row = Beheld(
        found, name, "running", "C1", contacts, person, "member", True, words[:255], run, stage(), coming
    )  # fmt: skip
    return replace(row, **more)


def seen(words: str, here: StageRow, mode: str = LED, *, leads: bool = True, **more: Any) -> Panel:  # noqa: ANN401
    found = replace(beheld(words, mode, stage(Kind.PROCESS_REVIEW)), stage=here)
    return Panel(found, here, leads, 2, NOW, **more)


def slot(words: str, *, named: bool = True) -> Slot:
    here = stage(Kind.ISSUE, 1, presenter_id=OTHER, issue_id=ID if named else None, talk="questions" if named else "")
    headline = Confidential(words[:150]) if named else None
    return Slot(
        beheld(words), here, words[:255], headline, Confidential(words[:150]), ((ID, Confidential(words[:150])),)
    )


def present(words: str, number: int = 7, state: str = "here") -> Present:
    return Present(UUID(int=number), f"U{number}", words[:255], "member", state)


def bid(words: str, *, urgent: bool) -> Bid:
    row = BidRow(ID, ID, ID, ID, words[:255], "open", NOW, 1, b"")
    return Bid(row, Confidential(words[:150]), Confidential(words[:500] if urgent else ""), urgent)


def panels(reader: Reader, words: str) -> Shown:
    """The window of a running session, by stage and by who looks."""
    views: Shown = {}
    for kind in Kind:
        if kind is not Kind.ISSUE:
            views[f"panel, {kind.value}"] = panel.panel_view(reader, seen(words, stage(kind)))
    issue, bare = slot(words), slot(words, named=False)
    now_over = replace(issue.stage, ends_at=NOW - timedelta(minutes=1))
    paused = replace(bare.stage, ends_at=None, paused_left=360)
    named = seen(words, issue.stage, slot=issue)
    asked = panel.panel_view(reader, named, flash=scripts.prompt_title(reader, 0), question=5, card=0)
    noticed = seen(words, stage(Kind.CLOSING_ROUND), passing=(words[:255],), wished=True, own_next=True, unfilled=1)
    noticed = replace(noticed, order=(words[:255], "Ben"))
    brought = seen(words, stage(Kind.PROGRESS_ROUND), brought=[Confidential(words[:600])] * 2)
    coach = seen(words, stage())
    coach = replace(coach, found=replace(coach.found, belongs="coach"))
    views |= {
        "panel, issue": panel.panel_view(reader, named),
        "panel, issue not named": panel.panel_view(reader, seen(words, bare.stage, slot=bare)),
        "panel, paused": panel.panel_view(reader, seen(words, paused, slot=bare)),
        "panel, time is up": panel.panel_view(reader, seen(words, now_over, slot=issue)),
        "panel, nobody presents": panel.panel_view(reader, seen(words, stage(Kind.ISSUE, 1), unfilled=1)),
        "panel, question and prompt": asked,
        "panel, notes": panel.panel_view(reader, noticed),
        "panel, phones": panel.panel_view(reader, seen(words, stage(), PHONES)),
        "panel, together": panel.panel_view(reader, seen(words, stage(), TOGETHER)),
        "panel, own list": panel.panel_view(reader, brought),
        "member, own list": panel.panel_view(reader, replace(brought, leads=False)),
        "member, coach": panel.panel_view(reader, replace(coach, leads=False)),
        "member": panel.panel_view(reader, seen(words, stage(), leads=False)),
        "member, presenting": panel.panel_view(
            reader, replace(named, leads=False, stage=replace(issue.stage, presenter_id=ID))
        ),
    }
    return views


def seat(words: str) -> Seat:
    return Seat(ID, words[:60], "Europe/London", "CSET", words[:60], "running", "member")


def next_date(words: str) -> Blank:
    person = beheld(words).person
    return Blank(person, seat(words), date(2026, 6, 18), time(14), 90, first=False)


def just_booked(words: str) -> Done:
    return Done(beheld(words).person, seat(words), session("2026-06-18T14:00"), OTHER)


def forms(reader: Reader, words: str) -> Shown:
    """Every other window."""
    people = [present(words), present(words, 8, "cannot")]
    opening = Opening(beheld(words), people)
    nobodys = replace(
        opening, found=replace(opening.found, session=replace(opening.found.session, facilitator_id=None))
    )
    bids_of = [bid(words, urgent=True), bid(words, urgent=False)]
    slots_of = [stage(Kind.ISSUE, 1, presenter_id=ID), stage(Kind.ISSUE, 2)]
    turn = Round(beheld(words), [present(words), present(words, 8)], 0, [action(words[:80])])
    planned = session("2026-06-18T14:00")
    return {
        "start": sessions.start_form(reader, opening),
        "start, nobody's turn": sessions.start_form(reader, nobodys),
        "who is here": sessions.who_form(reader, beheld(words), people),
        "begun": panel.begun_view(reader, ID, reader.t("The session is open. The board is in your channel.")),
        "hand over": leading.hand_over_form(reader, beheld(words), people),
        "hand over, nobody": leading.hand_over_form(reader, beheld(words), []),
        "take over": leading.take_over_form(reader, beheld(words)),
        "not yours": leading.not_yours_view(reader, beheld(words)),
        "bid": bids.bid_form(reader, beheld(words), bid(words, urgent=False)),
        "bid, saved": bids.bid_saved(reader, beheld(words)),
        "bid, undone": bids.bid_withdrawn(reader, beheld(words)),
        "choose": bids.choose_form(reader, Choosing(beheld(words), slots_of, bids_of, [present(words)])),
        "choose, no bids": bids.choose_form(reader, Choosing(beheld(words), slots_of, [], [present(words)])),
        "slot": slots.issue_form(reader, slot(words)),
        "slot, end": slots.end_form(reader, slot(words)),
        "progress": progress.round_view(reader, turn),
        "progress, marked": progress.round_view(
            reader, replace(turn, place=1, actions=[]), progress.marked(reader, Press.PROGRESS_DONE), handle(ID)
        ),
        "progress, nobody": progress.round_view(reader, replace(turn, people=[], actions=[])),
        "progress, date": progress.date_form(reader, action(words[:80])),
        "close": closing.close_form(reader, beheld(words), Ahead(planned, words[:255], words[:255])),
        "close, nothing booked": closing.close_form(reader, beheld(words), Ahead(None)),
        "close, just booked": closing.close_form(reader, beheld(words), Ahead(planned), just_booked(words)),
        "close, pick a date": closing.date_form(reader, next_date(words), ID),
        "closed": closing.closed_view(reader, ID),
    }


def messages(reader: Reader, words: str) -> Shown:
    """What stands in the channel, or is said to one person."""
    found = session(state="open")
    put_up = Board(found, "Europe/London", None, stage(), stage(Kind.OPENING_ROUND), 2, 7, 3)
    together = replace(put_up, session=replace(found, mode=TOGETHER), stage=stage(Kind.ISSUE, 1))
    paused = replace(put_up, stage=replace(stage(Kind.ISSUE, 2), ends_at=None, paused_left=60), coming=None)
    summary = Summary(
        found, "Europe/London", 7, Ahead(session("2026-06-18T14:00"), words[:255], words[:255]), reopened=False
    )
    row = RoundRow(ID, ID, "process_review", ID, None, NOW, NOW + timedelta(days=4), "open")
    asking = replace(summary, review=row, feedback=replace(row, kind="feedback", recipient_id=ID), led=words[:255])
    reviewed = replace(put_up, stage=stage(Kind.PROCESS_REVIEW), review=row)
    return {
        "board": board.board_message(reader, put_up),
        "board, phones": board.board_message(reader, replace(put_up, session=replace(found, mode=PHONES))),
        "board, together": board.board_message(reader, together),
        "board, paused": board.board_message(reader, paused),
        "board, review": board.board_message(reader, reviewed),
        "board, closed": board.board_message(reader, replace(put_up, stage=None)),
        "moved": board.moved(reader, stage(), 2, handle(ID, 4)),
        "passed": board.passed(reader, handle(ID)),
        "wished": board.wished(reader, handle(ID), led=True),
        "wished, nobody leads": board.wished(reader, handle(ID), led=False),
        "undone": board.undone(reader),
        "here": board.you_are_here(reader),
        "note": board.note_for_facilitator(reader),
        "stage notice": board.stage_notice(reader, put_up, stage()),
        "stage notice, last": board.stage_notice(reader, paused, stage(Kind.CLOSING_ROUND)),
        "two minutes": board.two_minutes(reader),
        "time": board.time_is_up(reader),
        "told": leading.told(reader, ID, words[:255], words[:255]),
        "told, plain": leading.told(reader, ID, words[:255], ""),
        "not yours, whispered": leading.not_yours(reader, beheld(words)),
        "closed line": closing.closed_line(reader, summary),
        "closed line, nothing booked": closing.closed_line(reader, replace(summary, ahead=Ahead(None))),
        "closed line, with questions": closing.closed_line(reader, asking),
        "reopened": closing.reopened(reader, ID),
    }


def test_panels_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert panels(READER, "Ben") == snapshot


def test_windows_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert forms(READER, "Ben") == snapshot


def test_messages_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert messages(READER, "Ben") == snapshot
    for name, message in messages(READER, "Ben").items():
        assert problems_in_message(message) == [], name
        assert quality_of_message(message) == [], name


def test_every_question_has_words_of_its_own() -> None:
    said = [question_words(READER, question.number) for question in BANK]
    assert len(set(said)) == len(BANK) == 45


def test_every_prompt_and_ending_has_words() -> None:
    said = [scripts.prompt(READER, number, "Priya") for number in range(scripts.PROMPTS)]
    assert len(set(said)) == scripts.PROMPTS
    said = [slots.ended(READER, Ended(ending, settled, "Ben")) for ending in Ending for settled in (True, False)]
    assert len(set(said)) == len(Ending) + 1


def test_slack_takes_the_windows() -> None:
    for name, view in [*panels(READER, "Ben").items(), *forms(READER, "Ben").items()]:
        assert problems_in_view(view) == [], name


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_neither_act_nor_break(words: str) -> None:
    for name, view in [*panels(READER, words).items(), *forms(READER, words).items()]:
        assert live_mentions(view) == [], name
        assert problems_in_view(view) == [], name
    for name, message in messages(READER, words).items():
        assert live_mentions(message) == [], name
        assert problems_in_message(message) == [], name


def test_no_sentence_escapes_the_catalogue() -> None:
    reader = Reader(PSEUDO, "Europe/London")
    for name, shown in [
        *panels(reader, "Ben").items(),
        *forms(reader, "Ben").items(),
        *messages(reader, "Ben").items(),
    ]:
        assert unmarked(shown, ["Ben"]) == [], name
