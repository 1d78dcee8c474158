"""The morning of a session, the day after, and sets without a date: once each, on both databases."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from sets import away, calendar, session_reminders
from sets.booking_forms import Wanted
from sets.mornings import morning_of
from sets.people import Person, Settings, change_settings
from storage.models import Delivery, Membership, Phase, Session
from storage.queries import booking as queries
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import EARLIER, add_coordinator, add_person, add_session, add_set

START = datetime(2026, 5, 21, 14, 0)  # noqa: DTZ001 - a wall time, in London
MORNING = datetime(2026, 5, 21, 7, 0, tzinfo=UTC)  # eight there
A_MINUTE = timedelta(minutes=1)


class Set:
    """Amina and Ben's set, which meets every four weeks."""

    def __init__(self, store: WorkspaceStore, set_id: UUID, amina: Person, ben: Person) -> None:
        self.store, self.set_id, self.amina, self.ben = store, set_id, amina, ben

    async def told(self) -> list[tuple[Any, ...]]:
        """What goes out by itself: kind, to whom, when."""
        async with self.store.read() as uow:
            wanted = select(Delivery.kind, Delivery.channel, Delivery.recipient_id, Delivery.due_at)
            found = await uow.rows(wanted.where(Delivery.kind.like("session_reminders.%")).order_by(Delivery.kind))
            return [tuple(row) for row in found]

    async def session(self, **more: Any) -> UUID:  # noqa: ANN401 - of add_session
        return await add_session(self.store, self.set_id, START, **more)

    async def change(self, model: Any, **values: object) -> None:  # noqa: ANN401 - any model
        async with self.store.write() as uow:
            await uow.execute(update(model).values(**values))

    async def state(self) -> list[str]:
        async with self.store.read() as uow:
            return [one.state for one in await queries.sessions_of(uow, self.set_id)]


@pytest.fixture
async def the_set(store: WorkspaceStore) -> Set:
    amina, ben = await add_person(store, "UAMINA"), await add_person(store, "UBEN")
    set_id = await add_set(store, await add_coordinator(store), members=[amina, ben])
    return Set(store, set_id, amina, ben)


async def test_on_the_morning_the_channel_hears_it_and_who_facilitates(the_set: Set) -> None:
    await the_set.session(facilitator=the_set.amina)
    planned = MORNING - session_reminders.BEFORE
    await session_reminders.tick(the_set.store, planned - A_MINUTE)
    assert await the_set.told() == []
    assert await session_reminders.next_wake(the_set.store, planned - A_MINUTE) == planned
    for _ in range(2):
        await session_reminders.tick(the_set.store, planned)
    opens = datetime(2026, 5, 21, 7, 30, tzinfo=UTC)  # her own hours begin at half past eight
    assert await the_set.told() == [
        (session_reminders.TODAY, "CSET", None, MORNING),
        (session_reminders.YOUR_DAY, None, the_set.amina.id, opens),
    ]


@pytest.mark.parametrize(
    ("settings", "at"),
    [
        (Settings(window_start=time(21), window_end=time(6)), datetime(2026, 5, 20, 20, 0, tzinfo=UTC)),  # nights
        (Settings(days=frozenset({1, 2})), datetime(2026, 5, 19, 7, 30, tzinfo=UTC)),  # Mondays and Tuesdays
        (Settings(window_start=time(13, 45), window_end=time(18)), datetime(2026, 5, 20, 12, 45, tzinfo=UTC)),
        (Settings(days=frozenset({5})), None),  # nothing in the days before: their guide has come
    ],
)
async def test_who_facilitates_is_written_to_in_their_last_hours_before_it(
    the_set: Set, settings: Settings, at: datetime | None
) -> None:
    async with the_set.store.write() as uow:
        await change_settings(uow, the_set.amina.id, settings)
    await the_set.session(facilitator=the_set.amina)
    await session_reminders.tick(the_set.store, MORNING - session_reminders.BEFORE)
    assert [row[3] for row in await the_set.told()] == ([MORNING, at] if at else [MORNING])


async def test_who_is_away_is_not_written_to(the_set: Set) -> None:
    await away.save(the_set.store, "UAMINA", date(2026, 5, 15), date(2026, 5, 21), "view:1", NOW)
    await the_set.session(facilitator=the_set.amina)
    await session_reminders.tick(the_set.store, MORNING - session_reminders.BEFORE)
    assert [row[0] for row in await the_set.told()] == [session_reminders.TODAY]


async def test_a_session_nobody_facilitates_yet_has_the_channels_line_alone(the_set: Set) -> None:
    await the_set.session()
    await session_reminders.tick(the_set.store, MORNING)
    assert [row[0] for row in await the_set.told()] == [session_reminders.TODAY]


@pytest.mark.parametrize(
    ("local", "morning"),
    [
        ("2026-05-21T14:00", "07:00"),
        ("2026-05-21T09:00", "07:00"),
        ("2026-05-21T08:30", "06:30"),
        ("2026-05-21T00:30", "22:30"),
    ],
)
async def test_the_morning_is_an_hour_ahead_of_an_early_session(the_set: Set, local: str, morning: str) -> None:
    await add_session(the_set.store, the_set.set_id, datetime.fromisoformat(local))
    async with the_set.store.read() as uow:
        (session,) = await queries.sessions_of(uow, the_set.set_id)
    assert f"{morning_of(session):%H:%M}" == morning


async def test_who_books_in_the_course_of_the_day_has_just_told_all(the_set: Set) -> None:
    now = MORNING + timedelta(hours=2)
    wanted = Wanted(date(2026, 5, 21), time(14, 0), 90)
    done = await calendar.book(the_set.store, "UAMINA", the_set.set_id, wanted, "view:1", now)
    assert done is not None
    await session_reminders.tick(the_set.store, now)
    assert await the_set.told() == []
    # Moved to another day, that day has its morning.
    later = Wanted(date(2026, 5, 28), time(14, 0), 90)
    await calendar.move(the_set.store, "UAMINA", done.session.id, 1, later, "view:2", now)
    await session_reminders.tick(the_set.store, MORNING + timedelta(days=7))
    assert [row[0] for row in await the_set.told()] == [session_reminders.TODAY]


async def test_after_a_night_without_the_bot_the_morning_still_comes_but_not_after_the_start(the_set: Set) -> None:
    await the_set.session()
    await session_reminders.tick(the_set.store, MORNING + timedelta(hours=7))  # it has begun
    assert await the_set.told() == []
    await session_reminders.tick(the_set.store, MORNING + timedelta(hours=5))
    assert len(await the_set.told()) == 1


async def test_what_was_cancelled_or_moved_is_not_said(the_set: Set) -> None:
    session_id = await the_set.session(facilitator=the_set.amina)
    at = MORNING + timedelta(hours=6)
    async with the_set.store.read() as uow:
        assert await session_reminders.still_today(uow, session_id, at.isoformat(), the_set.amina.id) is not None
        assert await session_reminders.still_today(uow, session_id, at.isoformat(), the_set.ben.id) is None
        assert await session_reminders.still_today(uow, session_id, MORNING.isoformat()) is None
    await the_set.change(Session, state="cancelled")
    async with the_set.store.read() as uow:
        assert await session_reminders.still_today(uow, session_id, at.isoformat()) is None


async def test_a_session_nobody_opened_lapses_quietly(the_set: Set) -> None:
    await the_set.session()
    start = MORNING + timedelta(hours=6)
    await session_reminders.tick(the_set.store, start + timedelta(hours=36) - A_MINUTE)
    assert await the_set.state() == ["planned"]
    wake = await session_reminders.next_wake(the_set.store, start + timedelta(hours=1))
    assert wake == start + timedelta(hours=36)
    await session_reminders.tick(the_set.store, wake)
    assert await the_set.state() == ["lapsed"]
    assert await the_set.told() == []
    blank = await calendar.blank(the_set.store, "UAMINA", the_set.set_id, wake)
    assert blank.day == date(2026, 6, 18)  # the rhythm goes on from it


async def test_a_set_without_a_date_is_asked_once_a_cadence_later(the_set: Set) -> None:
    await the_set.session(state="closed")
    due = MORNING + timedelta(hours=6, weeks=4)
    assert await session_reminders.next_wake(the_set.store, MORNING) == due
    await session_reminders.tick(the_set.store, due - A_MINUTE)
    assert await the_set.told() == []
    for _ in range(2):
        await session_reminders.tick(the_set.store, due)
    assert await the_set.told() == [(session_reminders.ASK_SET, "CSET", None, due)]
    assert await session_reminders.next_wake(the_set.store, due) is None
    async with the_set.store.read() as uow:
        assert await session_reminders.still_dateless(uow, the_set.set_id)


async def test_a_channel_is_asked_in_the_day(the_set: Set) -> None:
    await the_set.session(state="closed")
    saturday, monday = datetime(2026, 6, 20, 12, 0, tzinfo=UTC), datetime(2026, 6, 22, 7, 0, tzinfo=UTC)
    await session_reminders.tick(the_set.store, saturday)
    assert await the_set.told() == [(session_reminders.ASK_SET, "CSET", None, monday)]


async def test_the_host_is_asked_in_their_hours(the_set: Set) -> None:
    await the_set.session(state="closed", host=the_set.ben)
    due = datetime(2026, 6, 20, 12, 0, tzinfo=UTC)  # a Saturday
    await session_reminders.tick(the_set.store, due)
    monday = datetime(2026, 6, 22, 7, 30, tzinfo=UTC)
    assert await the_set.told() == [(session_reminders.ASK_HOST, None, the_set.ben.id, monday)]


async def test_a_host_who_has_left_is_not_asked(the_set: Set) -> None:
    await the_set.session(state="closed", host=the_set.ben)
    await the_set.change(Membership, until_at=NOW)
    await session_reminders.tick(the_set.store, MORNING + timedelta(weeks=5))
    assert [row[0] for row in await the_set.told()] == [session_reminders.ASK_SET]


@pytest.mark.parametrize(
    "values",
    [{"cadence_weeks": None}, {"planned_sessions": 1}, {"until_at": NOW}],
    ids=["no cadence", "all held", "phase over"],
)
async def test_sets_that_are_left_in_peace(the_set: Set, values: dict[str, Any]) -> None:
    await the_set.session(state="closed")
    await the_set.change(Phase, **values)
    await session_reminders.tick(the_set.store, MORNING + timedelta(weeks=9))
    assert await the_set.told() == []


async def test_a_booked_set_is_not_asked_and_a_new_one_is_after_a_cadence(the_set: Set) -> None:
    await session_reminders.tick(the_set.store, EARLIER + timedelta(weeks=4) - A_MINUTE)
    assert await the_set.told() == []
    await add_session(the_set.store, the_set.set_id, datetime(2026, 9, 1, 9, 0))  # noqa: DTZ001
    await session_reminders.tick(the_set.store, EARLIER + timedelta(weeks=4))
    assert await the_set.told() == []
    await the_set.change(Session, state="cancelled")
    await session_reminders.tick(the_set.store, EARLIER + timedelta(weeks=4))
    assert [row[0] for row in await the_set.told()] == [session_reminders.ASK_SET]
