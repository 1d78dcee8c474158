"""A set's own settings: any member changes them, each does something, the set hears of it, Undo brings it back."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from sets import committing, leaving, my_actions, opening, reflection_rounds, set_settings
from sets.action_forms import Typed
from sets.checkins import Schedule, slots
from sets.errors import Problem, Refused
from sets.set_settings import AFTER, BEFORE, SetSettings
from storage.models import Action, Delivery, LearningSet, ReflectionRound
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_membership, add_person, add_session, add_set
from tests.handlers.checkin_kit import World, london, make_world

CONTACTS = "Priya, on 555 0100"
STANDARD = SetSettings(CONTACTS)
MONDAY = london(5, 4, 14)


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    """On both databases."""
    return await make_world(store, MONDAY)


async def save(world: World, user: str = "UBEN", key: str = "", **changes: Any) -> UUID | None:  # noqa: ANN401
    chosen = replace(set_settings.of(await set_settings.look(world.store, user, world.set_id)), **changes)
    saved = await set_settings.save(world.store, user, world.set_id, chosen, key or f"view:{changes}", world.now)
    return saved.change_id


async def stand(world: World) -> SetSettings:
    return set_settings.of(await set_settings.look(world.store, "UAMINA", world.set_id))


async def next_asks(world: World) -> list[date | None]:
    async with world.store.read() as uow:
        found = (await uow.rows(select(Action.next_ask_at).order_by(Action.committed_at))).scalars().all()
    return [moment.date() if moment else None for moment in found]


async def sent(world: World) -> list[str]:
    async with world.store.read() as uow:
        kinds = select(Delivery.kind).where(Delivery.kind.like("set_settings.%")).order_by(Delivery.kind)
        return list((await uow.rows(kinds)).scalars())


@pytest.mark.parametrize(("before", "day"), [(0, None), (3, 26), (5, 22)])
@pytest.mark.parametrize("after", AFTER)
def test_the_days_of_check_ins(before: int, day: int | None, after: int) -> None:
    committed, due = date(2026, 5, 4), date(2026, 5, 29)  # a Friday
    found = dict(slots(committed, due, Schedule(before, after)))
    assert found.get("before") == (date(2026, 5, day) if day else None)
    assert found["due"] == due
    assert found["after"] == due + timedelta(days=after)
    assert "before" not in dict(slots(due - timedelta(days=10), due, Schedule(before, after)))


async def test_check_ins_come_on_the_days_the_set_chose(world: World) -> None:
    await save(world, ask_before=5, ask_after=14)
    typed = Typed("ring the ward", "29 May", set_id=world.set_id)
    draft = await committing.draft(world.store, "UAMINA", "F9", typed, MONDAY)
    assert draft.ask_days == DAYS, "said before it is saved"
    await committing.confirm(world.store, "UAMINA", draft.action_id, draft.revision, "view:F9", MONDAY)
    came = []
    for hour in range(24 * 40):
        await world.tick(MONDAY + timedelta(hours=hour))
        came += [world.now.date() for _ in await world.deliver()]
    assert came == DAYS


DAYS = [date(2026, 5, 22), date(2026, 5, 29), date(2026, 6, 12)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"ask_before": 0}, date(2026, 5, 29)),
        ({"ask_before": 5}, date(2026, 5, 22)),
        ({"ask_before": 0, "ask_after": 14}, date(2026, 5, 29)),
        ({"ask_after": 14}, date(2026, 5, 26)),
    ],
)
async def test_open_actions_follow_a_change_and_its_undo(changes: dict[str, Any], expected: date, world: World) -> None:
    await world.commit("ring the ward", "29 May")
    assert await next_asks(world) == [date(2026, 5, 26)]
    change_id = await save(world, **changes)
    assert change_id is not None
    assert await next_asks(world) == [expected]
    await set_settings.undo(world.store, "UAMINA", change_id, "press:1", world.now)
    assert await next_asks(world) == [date(2026, 5, 26)]


async def test_the_day_its_holder_chose_stays(world: World) -> None:
    await world.commit("ring the ward", "29 May")
    chosen = london(5, 13)
    async with world.store.write() as uow:
        await uow.execute(Action.__table__.update().values(next_ask_at=chosen))  # type: ignore[attr-defined]
    await save(world, ask_before=0)
    assert await next_asks(world) == [chosen.date()]


async def test_other_sets_actions_stay_as_they_were(world: World) -> None:
    await world.commit("ring the ward", "29 May")
    cora = await add_coordinator(world.store, "UPRIYA")
    olu = await add_person(world.store, "UOLU")
    other = await add_set(world.store, cora, members=[olu], channel_id="COTHER")
    place = await set_settings.look(world.store, "UOLU", other)
    await set_settings.save(world.store, "UOLU", other, replace(set_settings.of(place), ask_before=0), "v", world.now)
    assert await next_asks(world) == [date(2026, 5, 26)]
    assert await stand(world) == STANDARD


MET, MEETS = datetime(2026, 4, 30, 14, 0), datetime(2026, 5, 28, 14, 0)  # noqa: DTZ001 - wall times


async def asked_on(world: World, hours: int = 24 * 24) -> list[date]:
    """The days on which a question between sessions was asked."""
    for hour in range(0, hours, 6):
        await reflection_rounds.tick(world.store, MONDAY + timedelta(hours=hour))
    async with world.store.read() as uow:
        found = await uow.rows(select(ReflectionRound.opens_at).where(ReflectionRound.state.in_(["open", "shown"])))
        return [moment.date() for moment in found.scalars()]


async def met(world: World) -> None:
    await add_session(world.store, world.set_id, MET, state="closed")
    await add_session(world.store, world.set_id, MEETS, ordinal=2)


@pytest.mark.parametrize(("wish", "day"), [("midway", date(2026, 5, 14)), ("early", date(2026, 5, 4)), ("off", None)])
async def test_the_question_between_sessions_comes_when_the_set_wishes(
    wish: str, day: date | None, world: World
) -> None:
    await met(world)
    await save(world, reflections=wish)
    assert await asked_on(world) == ([day] if day else [])


async def test_a_question_that_is_planned_follows_a_change(world: World) -> None:
    await met(world)
    await reflection_rounds.tick(world.store, MONDAY)
    await save(world, reflections="off")
    assert await asked_on(world) == []


@pytest.mark.parametrize("phones", [True, False])
async def test_whose_phones_is_chosen_beforehand_where_a_session_opens(phones: bool, world: World) -> None:
    await save(world, phones=phones)
    session = await add_session(world.store, world.set_id, datetime(2026, 5, 4, 15, 0))  # noqa: DTZ001 - wall time
    assert (await opening.asked(world.store, "UAMINA", session, MONDAY)).phones is phones


async def test_contacts_stand_under_every_form_at_once(world: World) -> None:
    await save(world, contacts="Ada,  on\n555 0199")
    blank = await my_actions.blank(world.store, "UAMINA")
    assert [one.contacts for one in blank.sets] == ["Ada, on 555 0199"]


async def test_the_set_is_told_once_and_of_the_undo(world: World) -> None:
    for _ in range(2):
        change_id = await save(world, key="view:1", ask_before=0)
    assert change_id is None, "the same form sent twice"
    assert await sent(world) == ["set_settings.changed"]
    assert await save(world, key="view:2") is None, "nothing new"
    assert await sent(world) == ["set_settings.changed"]


async def test_undo_is_anybodys_once_and_for_the_newest_alone(world: World) -> None:
    first, second = await save(world, ask_before=0), None
    world.now += timedelta(minutes=1)
    second = await save(world, user="UAMINA", ask_after=14)
    assert first
    assert second
    with pytest.raises(Refused) as refused:
        await set_settings.undo(world.store, "UAMINA", first, "press:1", world.now)
    assert refused.value.problem is Problem.STALE
    for _ in range(2):
        await set_settings.undo(world.store, "UBEN", second, "press:2", world.now)
    assert await stand(world) == replace(STANDARD, ask_before=0)
    with pytest.raises(Refused) as refused:
        await set_settings.undo(world.store, "UAMINA", second, "press:3", world.now)
    assert refused.value.problem is Problem.ALREADY_DONE
    assert await sent(world) == ["set_settings.changed"] * 2 + ["set_settings.undone"]


@pytest.mark.parametrize(
    ("field", "value"), [("ask_before", 1), ("ask_before", -1), ("ask_after", 3), ("reflections", "hourly")]
)
async def test_what_was_never_offered_changes_nothing(field: str, value: Any, world: World) -> None:  # noqa: ANN401
    assert await save(world, **{field: value}) is None
    assert await stand(world) == STANDARD
    assert min(each for each in BEFORE if each) >= 3
    assert min(AFTER) > 3


async def test_contacts_are_never_empty(world: World) -> None:
    for words, problem in ((" \n ", Problem.EMPTY), ("x" * 301, Problem.TOO_LONG)):
        with pytest.raises(Refused) as refused:
            await save(world, contacts=words)
        assert (refused.value.problem, refused.value.field) == (problem, "contacts")


async def test_who_may(world: World) -> None:
    """privacy.md section 2: the set changes its calendar and agreement, and so this; a coach and a leaver do not."""
    change_id = await save(world, ask_before=0)
    assert change_id
    rosa, olu = await add_person(world.store, "UROSA"), await add_person(world.store, "UOLU")
    async with world.store.write() as uow:
        await add_membership(uow, world.set_id, rosa, NOW - timedelta(days=20), role="coach")
        await leaving.end(uow, world.amina.id, world.set_id, MONDAY)
    refusals = {
        "UROSA": Problem.FOR_MEMBERS,
        "UAMINA": Problem.FORMER_MEMBER,
        olu.slack_user_id: Problem.NOT_YOUR_SET,
        "UCORA": Problem.NOT_YOUR_SET,
        "UNOBODY": Problem.NOT_YOUR_SET,
    }
    for user, problem in refusals.items():
        for attempt in (
            set_settings.look(world.store, user, world.set_id),
            set_settings.save(world.store, user, world.set_id, STANDARD, f"view:{user}", MONDAY),
            set_settings.undo(world.store, user, change_id, f"press:{user}", MONDAY),
        ):
            with pytest.raises(Refused) as refused:
                await attempt
            assert refused.value.problem is problem, user
    with pytest.raises(Refused) as refused:
        await set_settings.undo(world.store, "UBEN", uuid4(), "press:9", MONDAY)
    assert refused.value.problem is Problem.GONE


async def test_a_closed_set_is_left_alone(world: World) -> None:
    async with world.store.write() as uow:
        await uow.execute(LearningSet.__table__.update().values(state="closed"))  # type: ignore[attr-defined]
    with pytest.raises(Refused) as refused:
        await set_settings.look(world.store, "UBEN", world.set_id)
    assert refused.value.problem is Problem.GONE
