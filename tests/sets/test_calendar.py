"""A set changes its own calendar: booking, moving, cancelling, Undo, and what its channel is to hear."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from sets import calendar, session_news
from sets.booking_forms import BookingRefused, Wanted
from sets.calendar import Done
from sets.errors import Problem, Refused
from sets.session_menu import Looked, look
from storage.models import Delivery, LearningSet, Phase, Session
from storage.queries import booking as queries
from storage.queries.calendar import SessionRow
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_membership, add_person, add_session, add_set

THURSDAY = date(2026, 5, 21)
WANTED = Wanted(THURSDAY, time(14, 0), 210, "Room 4")


class Set:
    """Amina and Ben's set with a coach; Olu is in another."""

    def __init__(self, store: WorkspaceStore, set_id: UUID) -> None:
        self.store, self.set_id, self.forms = store, set_id, 0

    def key(self) -> str:
        self.forms += 1
        return f"form:{self.forms}"

    async def book(self, user: str = "UAMINA", wanted: Wanted = WANTED, now: datetime = NOW) -> Done:
        done = await calendar.book(self.store, user, self.set_id, wanted, self.key(), now)
        assert done is not None
        return done

    async def move(self, done: Done, wanted: Wanted, user: str = "UBEN", now: datetime = NOW) -> Done:
        moved = await calendar.move(
            self.store, user, done.session.id, done.session.revision, wanted, self.key(), now
        )  # fmt: skip
        assert moved is not None
        return moved

    async def cancel(self, done: Done, user: str = "UBEN", now: datetime = NOW) -> Done:
        off = await calendar.cancel(self.store, user, done.session.id, done.session.revision, self.key(), now)
        assert off is not None
        return off

    async def undo(self, done: Done, user: str = "UBEN", now: datetime = NOW) -> Done:
        assert done.change_id is not None
        undone = await calendar.take_back(self.store, user, done.change_id, self.key(), now)
        assert undone is not None
        return undone

    async def session(self, session_id: UUID) -> SessionRow:
        async with self.store.read() as uow:
            return next(one for one in await queries.sessions_of(uow, self.set_id) if one.id == session_id)

    async def seen(self, user: str = "UBEN", now: datetime = NOW) -> Looked:
        async with self.store.read() as uow:
            found = await look(uow, user, now)
        assert isinstance(found, Looked)
        return found

    async def news(self) -> list[str]:
        """Open deliveries to the channel, by kind."""
        async with self.store.read() as uow:
            found = await uow.rows(select(Delivery.kind, Delivery.due_at).where(Delivery.channel == "CSET"))
            rows = found.all()
        assert all(row.due_at == NOW + session_news.GRACE for row in rows)
        return sorted(row.kind for row in rows)


@pytest.fixture
async def the_set(store: WorkspaceStore) -> Set:
    cora = await add_coordinator(store)
    amina, ben, olu, coach = [await add_person(store, user) for user in ("UAMINA", "UBEN", "UOLU", "UCOACH")]
    set_id = await add_set(store, cora, members=[amina, ben])
    await add_set(store, cora, members=[olu], name="Other set", channel_id="COTHER")
    async with store.write() as uow:
        await add_membership(uow, set_id, coach, NOW, role="coach")
    return Set(store, set_id)


async def refusal(doing: Any) -> Problem:  # noqa: ANN401 - a use case
    with pytest.raises(Refused) as refused:
        await doing
    return refused.value.problem


async def problems(doing: Any) -> dict[str, Problem]:  # noqa: ANN401 - a use case
    with pytest.raises(BookingRefused) as refused:
        await doing
    return refused.value.problems


async def test_a_session_is_booked_with_its_place_sealed(the_set: Set) -> None:
    done = await the_set.book()
    session = await the_set.session(done.session.id)
    assert (session.local_start, session.zone, session.length_minutes) == ("2026-05-21T14:00", "Europe/London", 210)
    assert session.starts_at == datetime(2026, 5, 21, 13, 0, tzinfo=UTC)
    assert (session.state, session.ordinal, session.revision, session.ics_sequence) == ("planned", 1, 1, 0)
    assert session.place is not None
    assert b"Room" not in session.place
    seen = await the_set.seen()
    assert seen.place is not None
    assert seen.place.reveal() == "Room 4"
    assert await the_set.news() == ["calendar.file", "calendar.line"]


async def test_members_and_the_coach_change_it_and_nobody_else(the_set: Set, store: WorkspaceStore) -> None:
    done = await the_set.book("UCOACH")
    moved = await the_set.move(done, Wanted(THURSDAY, time(15, 0), 90), "UCOACH")
    for user in ("UOLU", "UCORA", "U404"):
        session = moved.session
        doings = (
            calendar.blank(store, user, the_set.set_id, NOW),
            calendar.booked(store, user, session.id),
            calendar.book(store, user, the_set.set_id, Wanted(THURSDAY, time(9, 0), 90), the_set.key(), NOW),
            calendar.move(store, user, session.id, session.revision, WANTED, the_set.key(), NOW),
            calendar.cancel(store, user, session.id, session.revision, the_set.key(), NOW),
            calendar.take_back(store, user, moved.change_id or UUID(int=0), the_set.key(), NOW),
        )
        for doing in doings:
            assert await refusal(doing) is Problem.NOT_YOUR_SET
    assert await the_set.session(done.session.id) == moved.session


async def test_a_form_sent_twice_books_once(the_set: Set, store: WorkspaceStore) -> None:
    first = await calendar.book(store, "UAMINA", the_set.set_id, WANTED, "view:1", NOW)
    assert first is not None
    assert await calendar.book(store, "UAMINA", the_set.set_id, WANTED, "view:1", NOW) is None
    async with store.read() as uow:
        assert len(await queries.sessions_of(uow, the_set.set_id)) == 1


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(None, None, None), {"day": Problem.DATE_UNREADABLE, "at": Problem.EMPTY, "length": Problem.EMPTY}),
        (Wanted(date(2026, 5, 13), time(14), 90), {"day": Problem.DATE_PAST}),
        (Wanted(date(2026, 5, 14), time(10, 0), 90), {"at": Problem.TIME_PAST}),  # it is 10:00 in London
        (Wanted(date(1, 1, 1), time(0), 90), {"day": Problem.DATE_PAST}),
        (Wanted(date(9999, 12, 31), time(23, 59), 90), {"day": Problem.DATE_TOO_FAR}),
        (Wanted(THURSDAY, time(14), 44), {"length": Problem.EMPTY}),
        (Wanted(THURSDAY, time(14), 601), {"length": Problem.EMPTY}),
        (Wanted(THURSDAY, time(14), 90, "x" * 301), {"place": Problem.TOO_LONG}),
    ],
)
async def test_what_cannot_be_taken(the_set: Set, wanted: Wanted, found: dict[str, Problem]) -> None:
    assert await problems(the_set.book(wanted=wanted)) == found
    assert await the_set.news() == []
    assert (await the_set.book(wanted=Wanted(date(2026, 5, 14), time(10, 1), 90))).session.ordinal == 1


async def test_two_sessions_on_one_day_but_not_at_one_time(the_set: Set) -> None:
    await the_set.book(wanted=Wanted(THURSDAY, time(9, 30), 120))
    overlapping = [Wanted(THURSDAY, time(11, 29), 90), Wanted(THURSDAY, time(8, 1), 90), Wanted(THURSDAY, time(9), 390)]
    for wanted in overlapping:
        assert await problems(the_set.book(wanted=wanted)) == {"at": Problem.OVERLAPS}
    after = await the_set.book(wanted=Wanted(THURSDAY, time(11, 30), 90))
    assert after.session.ordinal == 2
    assert await problems(the_set.move(after, Wanted(THURSDAY, time(11, 0), 90))) == {"at": Problem.OVERLAPS}
    await the_set.move(after, Wanted(THURSDAY, time(11, 45), 90))  # over its own old time
    assert (await the_set.seen()).session.local_start == "2026-05-21T09:30"


async def test_a_time_in_the_skipped_hour_is_the_next_there_is_and_kept_as_agreed(the_set: Set) -> None:
    done = await the_set.book(wanted=Wanted(date(2027, 3, 28), time(1, 30), 90))
    assert done.session.local_start == "2027-03-28T01:30"
    assert done.session.starts_at == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


async def test_moving_counts_the_entry_up_and_undo_brings_all_back(the_set: Set) -> None:
    done = await the_set.book()
    moved = await the_set.move(done, Wanted(date(2026, 5, 28), time(9, 0), 90, "Room 5"))
    session = await the_set.session(done.session.id)
    assert session == moved.session
    assert (session.revision, session.ics_sequence, session.ics_uid) == (2, 1, done.session.ics_uid)
    assert await the_set.news() == sorted(2 * ["calendar.file", "calendar.line"] + ["calendar.changed_line"])
    await the_set.undo(moved)
    again = await the_set.session(done.session.id)
    assert (again.local_start, again.length_minutes, again.revision) == ("2026-05-21T14:00", 210, 3)
    assert again.ics_sequence == 2
    seen = await the_set.seen()
    assert seen.place is not None
    assert seen.place.reveal() == "Room 4"


async def test_a_full_day_by_bids_is_kept_and_undone(the_set: Set) -> None:
    done = await the_set.book(wanted=Wanted(THURSDAY, time(9, 0), 390))
    assert not (await the_set.session(done.session.id)).by_bids
    moved = await the_set.move(done, Wanted(THURSDAY, time(9, 0), 390, by_bids=True))
    assert (await the_set.session(done.session.id)).by_bids
    await the_set.undo(moved)
    assert not (await the_set.session(done.session.id)).by_bids


async def test_a_new_place_alone_is_no_news(the_set: Set) -> None:
    done = await the_set.book()
    before = await the_set.news()
    moved = await the_set.move(done, Wanted(THURSDAY, time(14, 0), 210, ""))
    assert moved.session.ics_sequence == 0
    assert await the_set.news() == before
    assert (await the_set.seen()).place is None
    await the_set.undo(moved)
    place = (await the_set.seen()).place
    assert place is not None
    assert place.reveal() == "Room 4"


async def test_a_session_that_was_called_off_makes_room(the_set: Set) -> None:
    done = await the_set.book()
    off = await the_set.cancel(done)
    assert off.session.state == "cancelled"
    async with the_set.store.read() as uow:
        found = await look(uow, "UAMINA", NOW)
    assert isinstance(found, Looked)
    assert found.meeting is None
    again = await the_set.book()
    assert again.session.ordinal == 1  # it is the set's first session now
    assert again.session.ics_uid != done.session.ics_uid


async def test_undo_of_booking_and_of_cancelling(the_set: Set) -> None:
    done = await the_set.book()
    assert (await the_set.undo(done, "UAMINA")).session.state == "cancelled"
    other = await the_set.book(wanted=Wanted(THURSDAY, time(9), 90))
    off = await the_set.cancel(other)
    back = await the_set.undo(off)
    assert (back.session.state, back.session.ics_sequence) == ("planned", 2)
    assert back.change_id is None


async def test_undo_takes_no_time_that_another_session_has_by_now(the_set: Set) -> None:
    done = await the_set.book()
    off = await the_set.cancel(done)
    await the_set.book(wanted=Wanted(THURSDAY, time(15, 0), 90))
    before = await the_set.session(done.session.id)
    assert await refusal(the_set.undo(off)) is Problem.OVERLAPS
    assert await the_set.session(done.session.id) == before
    other = await the_set.book(wanted=Wanted(date(2026, 5, 28), time(9), 90))
    moved = await the_set.move(other, Wanted(date(2026, 5, 29), time(9), 90))
    await the_set.book(wanted=Wanted(date(2026, 5, 28), time(10), 90))
    assert await refusal(the_set.undo(moved)) is Problem.OVERLAPS


async def test_undo_only_while_it_is_honest(the_set: Set, store: WorkspaceStore) -> None:
    done = await the_set.book()
    moved = await the_set.move(done, Wanted(date(2026, 5, 28), time(9, 0), 90))
    assert await refusal(the_set.undo(done)) is Problem.STALE  # it was moved since
    late = datetime(2026, 5, 22, 9, 0, tzinfo=UTC)
    assert await refusal(the_set.undo(moved, now=late)) is Problem.STALE  # the old day has passed
    async with store.write() as uow:
        await uow.execute(update(Session).values(state="open"))
    assert await refusal(the_set.undo(moved)) is Problem.STALE
    assert await refusal(the_set.cancel(moved)) is Problem.STALE
    assert await refusal(the_set.move(moved, WANTED)) is Problem.STALE


async def test_of_two_who_change_it_one_is_told(the_set: Set) -> None:
    done = await the_set.book()
    await the_set.move(done, Wanted(date(2026, 5, 28), time(9, 0), 90))
    assert await refusal(the_set.move(done, WANTED, "UAMINA")) is Problem.CHANGED_MEANWHILE
    assert await refusal(the_set.cancel(done, "UAMINA")) is Problem.CHANGED_MEANWHILE
    latest = await the_set.session(done.session.id)
    off = await the_set.cancel(Done(done.person, done.seat, latest))
    assert await refusal(the_set.cancel(off)) is Problem.ALREADY_DONE


async def test_a_press_that_slack_sends_twice_counts_once(the_set: Set, store: WorkspaceStore) -> None:
    done = await the_set.book()
    session = done.session
    assert await calendar.cancel(store, "UBEN", session.id, 1, "press:1", NOW) is not None
    assert await calendar.cancel(store, "UBEN", session.id, 1, "press:1", NOW) is None
    assert (await the_set.session(session.id)).revision == 2


async def test_the_form_is_filled_in_by_the_rhythm(the_set: Set, store: WorkspaceStore) -> None:
    blank = await calendar.blank(store, "UAMINA", the_set.set_id, NOW)
    assert (blank.day, blank.at, blank.length, blank.first) == (None, None, 210, True)  # nobody stated a weekday
    async with store.write() as uow:
        await uow.execute(update(Phase).values(weekday=4, local_time="14:00", length_minutes=120))
    blank = await calendar.blank(store, "UAMINA", the_set.set_id, NOW)
    assert (blank.day, blank.at, blank.first) == (THURSDAY, time(14, 0), True)
    await add_session(store, the_set.set_id, datetime(2026, 5, 7, 14, 0), state="closed")  # noqa: DTZ001
    off = await the_set.book(wanted=Wanted(date(2026, 12, 1), time(9), 90))
    await the_set.cancel(off)
    blank = await calendar.blank(store, "UCOACH", the_set.set_id, NOW)
    assert (blank.day, blank.at, blank.length, blank.first) == (date(2026, 6, 4), time(14, 0), 120, False)


async def test_a_set_without_a_channel_has_nobody_to_tell(the_set: Set, store: WorkspaceStore) -> None:
    async with store.write() as uow:
        await uow.execute(update(LearningSet).where(LearningSet.id == the_set.set_id).values(channel_id=None))
    await the_set.book()
    assert await the_set.news() == []


async def test_it_may_be_booked_up_to_two_years_ahead(the_set: Set) -> None:
    far = (NOW + timedelta(days=731)).date()
    assert (await the_set.book(wanted=Wanted(far, time(9), 90))).session.ordinal == 1


async def test_sessions_that_stand_are_numbered_in_order_of_time(the_set: Set) -> None:
    async def numbers() -> dict[str, int]:
        async with the_set.store.read() as uow:
            found = await queries.sessions_of(uow, the_set.set_id)
        return {one.local_start[8:10]: one.ordinal for one in found if one.state != "cancelled"}

    booked = {day: await the_set.book(wanted=Wanted(date(2026, 5, day), time(14), 90)) for day in (20, 28, 24)}
    assert await numbers() == {"20": 1, "24": 2, "28": 3}
    off = await the_set.cancel(booked[20])
    assert await numbers() == {"24": 1, "28": 2}
    await the_set.cancel(booked[24])
    assert await numbers() == {"28": 1}
    await the_set.undo(off)
    assert await numbers() == {"20": 1, "28": 2}
    moved = await the_set.session(booked[28].session.id)
    await the_set.move(Done(off.person, off.seat, moved), Wanted(date(2026, 5, 18), time(14), 90))
    assert await numbers() == {"18": 1, "20": 2}
