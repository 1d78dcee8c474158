"""The morning after a session: who is asked, about what, when not; and what they write is a line of their journal."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from sqlalchemy import select, update

from sets import afterwards, changing, closing, committing, journal, leaving, progress, reflections
from sets.action_forms import Typed
from sets.afterwards import KIND, RULES
from sets.errors import Problem
from sets.progress import Mark
from sets.question_bank import BANK
from sets.question_bank import afterwards as question_after
from storage.confidential import Confidential
from storage.models import Action, Attendance, Nudge, Reflection, Session
from storage.queries import nudges as nudge_queries
from storage.queries import reflections as answers
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_membership, add_person
from tests.sets.session_kit import Room, make_room
from tests.sets.test_reflections import refusal

MORNING = datetime(2026, 5, 15, 8, 0, tzinfo=UTC)  # nine in London, on the Friday after


async def over(store: WorkspaceStore) -> Room:
    """Amina, Ben and Chloe met; Dev was not there. It ends at 11:30."""
    room = await make_room(store)
    await room.begin(here=("UAMINA", "UBEN", "UCHLOE"))
    room.later(minutes=90)
    await closing.close(store, "UAMINA", room.session, key="close", now=room.now)
    return room


async def planned(room: Room, at: datetime = MORNING) -> set[str]:
    """Who is to be asked, by then."""
    await afterwards.tick(room.store, at)
    found = {person for (person,) in await room.rows(Nudge.person_id, kind=KIND)}
    return {user for user, person in room.people.items() if person.id in found}


async def done_there(room: Room, user: str, label: str, said: Mark = Mark.DONE) -> tuple[UUID, UUID]:
    """An action of theirs, that the facilitator marks in the session; the event."""
    typed = Typed(label, "22 May", set_id=room.set_id)
    made = await committing.draft(room.store, user, label, typed, room.now)
    await committing.confirm(room.store, user, made.action_id, made.revision, f"view:{label}", room.now)
    (revision,) = (await room.rows(Action.revision, id=made.action_id))[0]
    key, now = room.key(), room.now
    marked = await progress.mark(room.store, "UAMINA", room.session, made.action_id, revision, said, key=key, now=now)
    assert marked.event_id is not None
    return made.action_id, marked.event_id


async def test_who_was_there_is_asked_on_the_next_working_morning(store: WorkspaceStore) -> None:
    room = await over(store)
    assert await afterwards.next_wake(store, room.now) == MORNING
    assert await planned(room, MORNING - timedelta(minutes=1)) == set()
    for _ in range(2):
        assert await planned(room) == {"UAMINA", "UBEN", "UCHLOE"}
    assert await afterwards.next_wake(store, MORNING) is None
    ends = {row[0] for row in await room.rows(Nudge.expires_at, kind=KIND)}
    assert ends == {MORNING + afterwards.KEPT}


async def test_a_session_of_a_friday_is_asked_about_on_the_monday(sqlite_store: WorkspaceStore) -> None:
    await over(sqlite_store)
    async with sqlite_store.write() as uow:
        await uow.execute(update(Session).values(closed_at=MORNING + timedelta(hours=5)))
    assert await afterwards.next_wake(sqlite_store, MORNING) == MORNING + timedelta(days=3)


async def test_nobody_is_asked_about_a_session_that_goes_on_after_all(sqlite_store: WorkspaceStore) -> None:
    room = await over(sqlite_store)
    await closing.reopen(sqlite_store, "UAMINA", room.session, key="again", now=room.now)
    assert await planned(room) == set()


async def test_who_paused_the_questions_is_not_asked(sqlite_store: WorkspaceStore) -> None:
    room = await over(sqlite_store)
    async with sqlite_store.write() as uow:
        await answers.pause(uow, room.id_of("UBEN"))
    assert await planned(room) == {"UAMINA", "UCHLOE"}


async def test_an_answer_is_a_line_of_the_journal_and_can_be_changed_and_taken_back(store: WorkspaceStore) -> None:
    room = await over(store)
    for words, key in (("first", "view:1"), ("the same form", "view:1"), ("second", "view:2")):
        await afterwards.answer(store, "UBEN", room.session, Confidential(words), key, MORNING)
    (entry,) = (await journal.page_of(store, "UBEN", 0)).entries
    asked = await afterwards.look(store, "UBEN", room.session)
    assert (entry.words.reveal(), entry.question, entry.asked) == ("second", asked.question, False)
    assert asked.words.reveal() == "second"
    assert (await journal.page_of(store, "UAMINA", 0)).entries == []
    await afterwards.take_back(store, "UBEN", room.session, "press:1", MORNING)
    assert (await journal.page_of(store, "UBEN", 0)).entries == []
    assert not (await afterwards.look(store, "UBEN", room.session)).words


async def test_it_asks_about_an_action_that_was_done_there(store: WorkspaceStore) -> None:
    room = await make_room(store)
    await room.begin(here=("UAMINA", "UBEN", "UCHLOE"))
    _, event_id = await done_there(room, "UBEN", "Ring three wards")
    await done_there(room, "UCHLOE", "Write it down", Mark.STOP)
    room.later(minutes=90)
    await closing.close(store, "UAMINA", room.session, key="close", now=room.now)
    asked = await afterwards.look(store, "UBEN", room.session)
    assert asked.finished is not None
    assert asked.finished.reveal() == "Ring three wards"
    assert asked.question == question_after(2, finished=True)
    for user in ("UAMINA", "UCHLOE"):
        other = await afterwards.look(store, user, room.session)
        assert (other.finished, other.question) == (None, question_after(2, finished=False))
    await changing.take_back(store, "UBEN", event_id, "undo", room.now)
    assert (await afterwards.look(store, "UBEN", room.session)).finished is None


async def test_it_is_skipped_paused_and_undone_like_the_question_between_sessions(store: WorkspaceStore) -> None:
    room = await over(store)
    await planned(room)
    async with store.write() as uow:
        mine = select(Nudge.id).where(Nudge.person_id == room.id_of("UBEN"))
        nudge_id = (await uow.rows(mine)).scalar_one()
        sent = update(Nudge).where(Nudge.id == nudge_id)
        await uow.execute(sent.values(state="sent", delivery_id=nudge_id))
    await reflections.skip(store, "UBEN", nudge_id, 1, MORNING)
    await reflections.undo(store, "UBEN", nudge_id, 2, MORNING)
    await reflections.pause(store, "UBEN", nudge_id, 3, MORNING)
    assert (await room.rows(Nudge.state, Nudge.reason, id=nudge_id)) == [("answered", "paused")]
    await afterwards.answer(store, "UBEN", room.session, Confidential("after all"), "view:1", MORNING)
    assert (await room.rows(Nudge.state, Nudge.reason, id=nudge_id)) == [("answered", None)]
    assert await refusal(reflections.undo(store, "UBEN", nudge_id, 4, MORNING)) is Problem.STALE
    (entry,) = (await journal.page_of(store, "UBEN", 0)).entries
    await journal.erase(store, "UBEN", entry.id, "press:erase", MORNING)
    assert (await room.rows(Nudge.state, id=nudge_id)) == [("sent",)]


async def test_why_it_is_not_asked_any_more(store: WorkspaceStore) -> None:
    room = await over(store)
    await planned(room)
    async with store.read() as uow:
        found = await nudge_queries.planned_for(uow, room.id_of("UBEN"), MORNING)
        rows = [each.row for each in found]
        assert await RULES.why_not(uow, rows, MORNING) == {}

    async def reason() -> str:
        async with store.read() as uow:
            return (await RULES.why_not(uow, rows, MORNING))[rows[0].id]

    await afterwards.answer(store, "UBEN", room.session, Confidential("a line"), "view:1", MORNING)
    assert await reason() == "answered"
    await afterwards.take_back(store, "UBEN", room.session, "press:1", MORNING)
    async with store.write() as uow:
        await answers.pause(uow, room.id_of("UBEN"))
    assert await reason() == "paused"
    async with store.write() as uow:
        await uow.execute(update(Attendance).values(state="cannot"))
    assert await reason() == "closed"
    async with store.write() as uow:
        await leaving.end(uow, room.id_of("UBEN"), room.set_id, MORNING)
    assert await reason() == "left"


async def test_who_may_not(store: WorkspaceStore) -> None:
    room = await over(store)
    coach = await add_person(store, "UCOACH")
    async with store.write() as uow:
        await add_membership(uow, room.set_id, coach, room.now - timedelta(days=9), role="coach")
        await leaving.end(uow, room.id_of("UCHLOE"), room.set_id, MORNING)
    refused = {
        "UDEV": Problem.GONE,
        "UCHLOE": Problem.FORMER_MEMBER,
        "UCOACH": Problem.FOR_MEMBERS,
        "UCORA": Problem.NOT_YOUR_SET,
        "UNOBODY": Problem.NOT_YOUR_SET,
    }
    for user, problem in refused.items():
        assert await refusal(afterwards.look(store, user, room.session)) is problem
        answering = afterwards.answer(store, user, room.session, Confidential("x"), user, MORNING)
        assert await refusal(answering) is problem
    assert await room.rows(Reflection.id) == []


@pytest.mark.parametrize("finished", [True, False])
def test_one_question_after_the_other(finished: bool) -> None:
    numbers = [question_after(ordinal, finished=finished) for ordinal in range(1, 13)]
    assert all(first != second for first, second in pairwise(numbers))
    assert set(numbers) <= {each.number for each in BANK}
