"""Chats of pairs: the nudge once a cycle, dates, that it happened; who hears of what, and who may not."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from sets import buddies, buddy_calls, buddy_nudges, leaving, reflections
from sets.buddy_calls import Picked
from sets.buddy_nudges import CALL, CALL_RULES, DATE, DAY, MEETING, MEETING_RULES, NOT_ON, Pair
from sets.bundles import Rules
from sets.errors import Problem
from sets.people import Person
from storage.models import Nudge, PairMeeting, Phase, Session
from storage.queries import buddies as pairs
from storage.queries import nudges as nudge_queries
from storage.queries.nudges import NudgeRow
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_coordinator, add_membership, add_person, add_session, add_set
from tests.sets.test_reflections import refusal

# Thursday 30 April and Thursday 28 May: a quarter of the way is Thursday 7 May.
MET = datetime(2026, 4, 30, 14, 0)  # noqa: DTZ001 - wall time in London
MEETS = datetime(2026, 5, 28, 14, 0)  # noqa: DTZ001
BEGINS = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
ASKED = datetime(2026, 5, 8, 8, 0, tzinfo=UTC)  # the first nine o'clock after 14:00 on the 7th
TUESDAY, NOON = date(2026, 5, 12), time(12, 30)
USERS = ("UAMINA", "UBEN", "UCARA", "UDAN")


@dataclass
class Town:
    """A set of four or three, paired; one of them and who their buddies are."""

    store: WorkspaceStore
    set_id: UUID
    people: dict[str, Person]
    user: str = "UAMINA"

    async def place(self, user: str = "") -> UUID:
        async with self.store.read() as uow:
            return (await pairs.pair_of(uow, self.people[user or self.user].id, self.set_id))[0].id

    async def buddy(self) -> str:
        async with self.store.read() as uow:
            return (await pairs.pair_of(uow, self.people[self.user].id, self.set_id))[1].slack_user_id

    async def pick(self, now: datetime = BEGINS, revision: int = 0, day: date = TUESDAY, key: str = "") -> Pair:
        place, picked = await self.place(), Picked(day, NOON, revision)
        return await buddy_calls.pick(self.store, self.user, place, picked, key or f"{now}:{revision}", now)

    async def told(self, slot: str) -> set[str]:
        """Whom something is planned for, that is still true."""
        users = {person.id: user for user, person in self.people.items()}
        async with self.store.read() as uow:
            rows = (
                await uow.rows(select(Nudge.id).where(Nudge.slot == slot, Nudge.kind.in_([CALL, MEETING])))
            ).scalars()
            found = [row for each in rows if (row := await nudge_queries.by_id(uow, each)) is not None]
            true = [row for row in found if not await self._why(uow, row)]
        return {users[row.person_id] for row in true}

    async def _why(self, uow: object, row: NudgeRow) -> dict[UUID, str]:
        rules: Rules = CALL_RULES if row.kind == CALL else MEETING_RULES
        return dict(await rules.why_not(uow, [row], ASKED))  # type: ignore[arg-type]


async def make(store: WorkspaceStore, many: int = 4, *, next_session: bool = True) -> Town:
    people = {user: await add_person(store, user) for user in USERS[:many]}
    set_id = await add_set(store, await add_coordinator(store), members=list(people.values()))
    await add_session(store, set_id, MET, state="closed")
    if next_session:
        await add_session(store, set_id, MEETS, ordinal=2)
    await buddies.pair_up(store, BEGINS)
    return Town(store, set_id, people)


async def test_each_is_reminded_once_a_cycle(store: WorkspaceStore) -> None:
    town = await make(store)
    assert await buddy_nudges.next_wake(store, BEGINS) == ASKED
    await buddy_nudges.tick(store, ASKED - timedelta(minutes=1))
    assert await town.told("ask") == set()
    for _ in range(2):
        await buddy_nudges.tick(store, ASKED)
    assert await town.told("ask") == set(USERS)
    assert await buddy_nudges.next_wake(store, ASKED) is None
    async with store.read() as uow:
        ends = set((await uow.rows(select(Nudge.expires_at))).scalars())
    assert ends == {ASKED + buddy_nudges.KEPT}


async def test_by_the_rhythm_when_nothing_is_booked_and_not_without_either(sqlite_store: WorkspaceStore) -> None:
    await make(sqlite_store, next_session=False)  # every four weeks
    assert await buddy_nudges.next_wake(sqlite_store, BEGINS) == ASKED
    async with sqlite_store.write() as uow:
        await uow.execute(update(Phase).values(cadence_weeks=None))
    assert await buddy_nudges.next_wake(sqlite_store, BEGINS) is None


async def test_not_between_sessions_that_are_near(sqlite_store: WorkspaceStore) -> None:
    await make(sqlite_store)
    async with sqlite_store.write() as uow:
        soon = update(Session).where(Session.state == "planned")
        await uow.execute(soon.values(starts_at=MET.replace(tzinfo=UTC) + timedelta(days=5)))
    assert await buddy_nudges.next_wake(sqlite_store, BEGINS) is None


async def test_a_date_is_told_to_the_other_and_both_are_reminded_on_its_day(store: WorkspaceStore) -> None:
    town = await make(store)
    pair, buddy = await town.pick(), await town.buddy()
    assert pair.meeting is not None
    assert pair.meeting.starts_at == datetime(2026, 5, 12, 11, 30, tzinfo=UTC)
    assert (await town.told(DATE), await town.told(DAY)) == ({buddy}, {town.user, buddy})
    await buddy_nudges.tick(store, ASKED)
    assert await town.told("ask") == set(USERS) - {town.user, buddy}  # they have a date
    async with store.read() as uow:
        dawn = set((await uow.rows(select(Nudge.due_at).where(Nudge.slot == DAY))).scalars())
    assert dawn == {datetime(2026, 5, 11, 23, 0, tzinfo=UTC)}


async def test_the_same_form_twice_picks_once(sqlite_store: WorkspaceStore) -> None:
    town = await make(sqlite_store)
    first, again = await town.pick(key="view:1"), await town.pick(key="view:1")
    assert first.meeting == again.meeting


async def test_either_moves_it_and_what_was_told_before_is_not_told(store: WorkspaceStore) -> None:
    town = await make(store)
    await town.pick()
    first, town.user = town.user, await town.buddy()
    moved = await town.pick(revision=1, day=TUESDAY + timedelta(days=1))
    assert moved.meeting is not None
    assert moved.meeting.revision == 2
    assert (await town.told(DATE), await town.told(DAY)) == ({first}, {first, town.user})
    assert await refusal(town.pick(revision=1, key="late")) is Problem.STALE
    assert await refusal(town.pick(revision=0, key="later")) is Problem.STALE


async def test_it_is_called_off_and_that_is_undone(store: WorkspaceStore) -> None:
    town = await make(store)
    pair, buddy = await town.pick(), await town.buddy()
    assert pair.meeting is not None
    off = await buddy_calls.call_off(store, town.user, pair.meeting.id, BEGINS)
    assert off.meeting is not None
    assert (await town.told(NOT_ON), await town.told(DATE), await town.told(DAY)) == ({buddy}, set(), set())
    assert await refusal(buddy_calls.met(store, buddy, pair.meeting.id, BEGINS)) is Problem.STALE
    back = await buddy_calls.undo(store, town.user, pair.meeting.id, off.meeting.revision, BEGINS)
    assert back.meeting is not None
    assert back.meeting.state == "planned"
    assert (await town.told(NOT_ON), await town.told(DATE)) == (set(), {buddy})
    undoing = buddy_calls.undo(store, town.user, pair.meeting.id, off.meeting.revision, BEGINS)
    assert await refusal(undoing) is Problem.STALE


async def test_another_date_was_picked_before_undo(sqlite_store: WorkspaceStore) -> None:
    town = await make(sqlite_store)
    pair = await town.pick()
    assert pair.meeting is not None
    off = await buddy_calls.call_off(sqlite_store, town.user, pair.meeting.id, BEGINS)
    await town.pick(key="another")
    assert off.meeting is not None
    undoing = buddy_calls.undo(sqlite_store, town.user, pair.meeting.id, off.meeting.revision, BEGINS)
    assert await refusal(undoing) is Problem.STALE


async def test_it_happened_is_kept_once_without_a_word(store: WorkspaceStore) -> None:
    town = await make(store)
    pair, buddy = await town.pick(), await town.buddy()
    assert pair.meeting is not None
    later = datetime(2026, 5, 12, 13, 0, tzinfo=UTC)
    for user in (town.user, buddy, buddy):
        said = await buddy_calls.met(store, user, pair.meeting.id, later)
        assert said.meeting is not None
        assert (said.meeting.state, said.meeting.revision) == ("happened", 2)
    seen = await buddy_calls.look(store, buddy, town.set_id)
    assert (seen.meeting, seen.last) == (None, said.meeting)
    await buddy_nudges.tick(store, ASKED)
    assert await town.told("ask") == set(USERS) - {town.user, buddy}
    undone = await buddy_calls.undo(store, buddy, pair.meeting.id, 2, later)
    assert undone.meeting is not None
    assert undone.meeting.state == "planned"
    columns = {column.name for column in PairMeeting.__table__.columns}
    kept = {"id", "workspace_id", "set_id", "phase_id", "pair", "on_day", "starts_at", "state", "revision"}
    assert columns == kept  # neither words nor who said so


async def test_they_talked_without_a_date(store: WorkspaceStore) -> None:
    town = await make(store)
    buddy = await town.buddy()
    first = await buddy_calls.talked(store, town.user, await town.place(), "press:1", ASKED)
    again = await buddy_calls.talked(store, buddy, await town.place(buddy), "press:2", ASKED)
    assert first.meeting is not None
    assert again.meeting is not None
    assert first.meeting.id == again.meeting.id
    async with store.read() as uow:
        assert len((await uow.rows(select(PairMeeting.id))).all()) == 1
    await buddy_calls.undo(store, town.user, first.meeting.id, 1, ASKED)
    async with store.read() as uow:
        assert (await uow.rows(select(PairMeeting.id))).all() == []


async def test_a_triad_has_one_chat(store: WorkspaceStore) -> None:
    town = await make(store, 3)
    pair = await town.pick()
    assert len(pair.others) == 2
    assert await town.told(DATE) == set(USERS[:3]) - {town.user}
    assert await town.told(DAY) == set(USERS[:3])


@pytest.mark.parametrize(
    ("picked", "problem"),
    [
        (Picked(None, NOON), Problem.DATE_UNREADABLE),
        (Picked(date(2026, 4, 30), NOON), Problem.DATE_PAST),
        (Picked(date(2028, 4, 30), NOON), Problem.DATE_TOO_FAR),
        (Picked(TUESDAY, None), Problem.EMPTY),
        (Picked(BEGINS.date(), time(9, 30)), Problem.TIME_PAST),
    ],
)
async def test_what_is_no_time(sqlite_store: WorkspaceStore, picked: Picked, problem: Problem) -> None:
    town = await make(sqlite_store)
    picking = buddy_calls.pick(sqlite_store, town.user, await town.place(), picked, "view:1", BEGINS)
    assert await refusal(picking) is problem


async def test_a_pair_that_is_no_more_hears_and_does_nothing(store: WorkspaceStore) -> None:
    town = await make(store)
    pair, place, buddy = await town.pick(), await town.place(), await town.buddy()
    await buddy_nudges.tick(store, ASKED)
    assert pair.meeting is not None
    async with store.write() as uow:
        await leaving.end(uow, town.people[buddy].id, town.set_id, ASKED)
    assert (await town.told(DATE), await town.told(DAY)) == (set(), set())
    assert not {town.user, buddy} & await town.told("ask")
    for user in (town.user, buddy):
        assert await refusal(buddy_calls.met(store, user, pair.meeting.id, ASKED)) is Problem.GONE
        assert await refusal(buddy_calls.to_pick(store, user, place)) is Problem.GONE
    assert await refusal(buddy_calls.look(store, buddy, town.set_id)) is Problem.FORMER_MEMBER


async def test_who_may_not(store: WorkspaceStore) -> None:
    town = await make(store)
    pair, place, buddy = await town.pick(), await town.place(), await town.buddy()
    assert pair.meeting is not None
    coach = await add_person(store, "UCOACH")
    async with store.write() as uow:
        await add_membership(uow, town.set_id, coach, BEGINS, role="coach")
    strangers = [*(set(USERS) - {town.user, buddy}), "UCOACH", "UCORA", "UNOBODY"]
    for user in strangers:
        assert await refusal(buddy_calls.to_pick(store, user, place)) is Problem.NOT_YOUR_SET
        assert await refusal(buddy_calls.talked(store, user, place, user, ASKED)) is Problem.NOT_YOUR_SET
        assert await refusal(buddy_calls.met(store, user, pair.meeting.id, ASKED)) is Problem.NOT_YOUR_SET
        assert await refusal(buddy_calls.call_off(store, user, pair.meeting.id, ASKED)) is Problem.NOT_YOUR_SET
    assert await refusal(buddy_calls.look(store, "UCOACH", town.set_id)) is Problem.FOR_MEMBERS
    for user in ("UCORA", "UNOBODY"):
        assert await refusal(buddy_calls.look(store, user, town.set_id)) is Problem.NOT_YOUR_SET
    assert await refusal(buddy_calls.to_pick(store, buddy, place)) is Problem.NOT_YOUR_SET  # it is another's place


async def test_not_this_time_is_undone(sqlite_store: WorkspaceStore) -> None:
    town = await make(sqlite_store)
    await buddy_nudges.tick(sqlite_store, ASKED)
    async with sqlite_store.write() as uow:
        mine = select(Nudge.id).where(Nudge.person_id == town.people[town.user].id, Nudge.kind == CALL)
        nudge_id = (await uow.rows(mine)).scalar_one()
        await uow.execute(update(Nudge).where(Nudge.id == nudge_id).values(state="sent", delivery_id=nudge_id))
    skipped = await reflections.skip(sqlite_store, town.user, nudge_id, 1, ASKED)
    assert skipped.id == nudge_id
    await reflections.undo(sqlite_store, town.user, nudge_id, 2, ASKED)
    async with sqlite_store.read() as uow:
        assert (await uow.rows(select(Nudge.state).where(Nudge.id == nudge_id))).scalar_one() == "sent"


async def test_home_says_when_they_talk_until_then(sqlite_store: WorkspaceStore) -> None:
    town = await make(sqlite_store)
    pair = await town.pick()
    assert pair.meeting is not None
    async with sqlite_store.read() as uow:
        person_id, starts_at = town.people[town.user].id, pair.meeting.starts_at
        assert starts_at is not None
        assert (await buddies.on_home(uow, person_id, BEGINS))[town.set_id].talk_at == starts_at
        assert (await buddies.on_home(uow, person_id, starts_at))[town.set_id].talk_at is None


async def test_who_is_alone_in_their_set_has_no_buddy(sqlite_store: WorkspaceStore) -> None:
    town = await make(sqlite_store)
    async with sqlite_store.write() as uow:
        for user in USERS[1:]:
            await leaving.end(uow, town.people[user].id, town.set_id, BEGINS)
    assert await refusal(buddy_calls.look(sqlite_store, "UAMINA", town.set_id)) is Problem.NO_BUDDY
