"""Committing, what is recorded about an action, and taking it back; on both databases."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from sets import action_words, changing, committing, my_actions
from sets.action_forms import FormRefused, Typed
from sets.actions import get, record, undo
from sets.errors import Problem, Refused
from sets.people import Person
from storage import models
from storage.confidential import Confidential
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_person, add_set
from tests.statements import statements

FORM = Typed("Ring three wards", "next Friday", {"about": "Handover", "if_then": "Ask Ola"})
FRIDAY = date(2026, 5, 22)


@dataclass(frozen=True)
class World:
    store: WorkspaceStore
    amina: Person
    ben: Person
    set_id: UUID


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    coordinator = await add_person(store, "UCORA", name="Cora")
    amina = await add_person(store, "UAMINA", name="Amina", tz="Europe/London")
    ben = await add_person(store, "UBEN", name="Ben")
    return World(store, amina, ben, await add_set(store, coordinator, members=[amina, ben]))


async def commit(world: World, typed: Typed = FORM, form: str = "V1", now: datetime = NOW) -> UUID:
    made = await committing.draft(world.store, "UAMINA", form, typed, now)
    await committing.confirm(world.store, "UAMINA", made.action_id, made.revision, f"view:{form}-check", now)
    return made.action_id


async def revision_of(world: World, action_id: UUID) -> int:
    async with world.store.read() as uow:
        action = await get(uow, action_id)
    assert action is not None
    return action.revision


async def count(world: World, model: type[models.Base]) -> int:
    async with world.store.read() as uow:
        return len((await uow.rows(select(model.workspace_id))).all())  # type: ignore[attr-defined]


async def test_a_draft_is_not_an_action_until_its_date_is_confirmed(world: World) -> None:
    made = await committing.draft(world.store, "UAMINA", "V1", FORM, NOW)
    assert made.due == FRIDAY
    assert made.ask_days == [FRIDAY, FRIDAY + timedelta(days=7)]
    assert (await my_actions.list_of(world.store, "UAMINA")).actions == []
    assert await count(world, models.Receipt) == await count(world, models.Delivery) == 0


async def test_confirming_opens_it_and_says_so_once(world: World) -> None:
    action_id = await commit(world)
    await committing.confirm(world.store, "UAMINA", action_id, 1, "view:V1-check", NOW)  # Slack sends it again
    whole = await my_actions.whole(world.store, "UAMINA", action_id)
    assert whole.action.label.reveal() == "Ring three wards"
    assert whole.action.next_ask_at == datetime(2026, 5, 22, 8, 0, tzinfo=UTC)  # 09:00 in London in summer
    written = {name: words for name, words in whole.detail.words().items() if words}
    assert written == {"about": "Handover", "if_then": "Ask Ola"}
    assert whole.last_event is not None
    async with world.store.read() as uow:
        kinds = (await uow.rows(select(models.Delivery.kind))).scalars().all()
    assert sorted(kinds) == ["actions.saved", "home.publish"]


async def test_the_same_form_sent_again_changes_its_own_draft(world: World) -> None:
    first = await committing.draft(world.store, "UAMINA", "V1", FORM, NOW)
    again = await committing.draft(world.store, "UAMINA", "V1", Typed("Ring two wards", "26 May"), NOW)
    assert (again.action_id, again.revision) == (first.action_id, first.revision + 1)
    with pytest.raises(Refused) as refused:  # the older date check is of no use any more
        await committing.confirm(world.store, "UAMINA", first.action_id, first.revision, "view:old", NOW)
    assert refused.value.problem is Problem.STALE
    await committing.confirm(world.store, "UAMINA", again.action_id, again.revision, "view:new", NOW)
    whole = await my_actions.whole(world.store, "UAMINA", first.action_id)
    assert (whole.action.label.reveal(), whole.action.due_date) == ("Ring two wards", date(2026, 5, 26))
    assert not whole.detail


async def test_a_confirmed_form_sent_again_changes_nothing(world: World) -> None:
    action_id = await commit(world)
    late = await committing.draft(world.store, "UAMINA", "V1", Typed("Other words", "26 May"), NOW)
    assert late.action_id == action_id
    with pytest.raises(Refused) as refused:
        await committing.confirm(world.store, "UAMINA", late.action_id, 1, "view:late", NOW)
    assert refused.value.problem is Problem.ALREADY_DONE
    assert (await my_actions.whole(world.store, "UAMINA", action_id)).action.label.reveal() == "Ring three wards"


async def test_every_problem_of_a_form_is_told_at_once(world: World) -> None:
    typed = Typed("  \n ", "31 February", {"support": "x" * 201})
    with pytest.raises(FormRefused) as refused:
        await committing.draft(world.store, "UAMINA", "V1", typed, NOW)
    assert refused.value.problems == {
        "label": Problem.EMPTY,
        "due": Problem.DATE_UNREADABLE,
        "support": Problem.TOO_LONG,
    }
    assert await count(world, models.Action) == 0


@pytest.mark.parametrize(
    ("tz", "first_ask"),
    [
        ("Australia/Lord_Howe", datetime(2026, 5, 14, 22, 30, tzinfo=UTC)),  # "tomorrow" there, 10:30 ahead in winter
        ("America/New_York", datetime(2026, 5, 15, 13, 0, tzinfo=UTC)),
        ("Mars/Base", datetime(2026, 5, 15, 9, 0, tzinfo=UTC)),  # unknown to us: UTC
    ],
)
async def test_dates_and_times_are_those_of_the_person(
    sqlite_store: WorkspaceStore, tz: str, first_ask: datetime
) -> None:
    eve = await add_person(sqlite_store, "UEVE", tz=tz)
    await add_set(sqlite_store, await add_person(sqlite_store, "UCORA"), members=[eve])
    made = await committing.draft(sqlite_store, "UEVE", "V1", Typed("Ring", "tomorrow"), NOW)
    await committing.confirm(sqlite_store, "UEVE", made.action_id, made.revision, "view:1", NOW)
    whole = await my_actions.whole(sqlite_store, "UEVE", made.action_id)
    assert whole.action.next_ask_at == first_ask


async def test_an_action_for_today_is_asked_about_today_or_next_morning(world: World) -> None:
    early, late = NOW.replace(hour=6), NOW.replace(hour=15)  # 07:00 and 16:00 in London
    made = await committing.draft(world.store, "UAMINA", "V1", Typed("Ring", "today"), early)
    assert made.ask_days == [NOW.date(), NOW.date() + timedelta(days=7)]
    made = await committing.draft(world.store, "UAMINA", "V2", Typed("Ring", "today"), late)
    assert made.ask_days == [NOW.date() + timedelta(days=1), NOW.date() + timedelta(days=7)]


async def test_with_two_sets_one_must_be_chosen(world: World) -> None:
    other = await add_set(world.store, await add_person(world.store, "UCORA2"), members=[world.amina])
    with pytest.raises(FormRefused) as refused:
        await committing.draft(world.store, "UAMINA", "V1", FORM, NOW)
    assert refused.value.problems == {"set": Problem.EMPTY}
    typed = Typed(FORM.label, FORM.due, set_id=other)
    made = await committing.draft(world.store, "UAMINA", "V1", typed, NOW)
    async with world.store.read() as uow:
        action = await get(uow, made.action_id)
    assert action is not None
    assert action.set_id == other


async def test_nobody_commits_to_a_set_they_are_not_in(world: World) -> None:
    elsewhere = await add_set(world.store, await add_person(world.store, "UCORA2"), members=[world.ben])
    for user, set_id in (("UAMINA", elsewhere), ("UAMINA", uuid4()), ("USTRANGER", None), ("UCORA", world.set_id)):
        with pytest.raises(Refused):
            await committing.draft(world.store, user, "V1", Typed("Ring", "26 May", set_id=set_id), NOW)
    assert await count(world, models.Action) == 0


async def test_only_the_holder_sees_and_changes_an_action(world: World) -> None:
    action_id = await commit(world)
    whole = await my_actions.whole(world.store, "UAMINA", action_id)
    assert whole.last_event is not None
    for user in ("UBEN", "UCORA", "USTRANGER"):
        with pytest.raises(Refused):
            await my_actions.whole(world.store, user, action_id)
        with pytest.raises(Refused):
            await changing.stop(world.store, user, action_id, whole.action.revision, "press:1", NOW)
        with pytest.raises(Refused):
            await changing.change(world.store, user, action_id, whole.action.revision, FORM, "view:2", NOW)
        with pytest.raises(Refused):
            await changing.take_back(world.store, user, whole.last_event, "press:3", NOW)
    assert (await my_actions.whole(world.store, "UAMINA", action_id)).action.revision == whole.action.revision


async def test_a_change_moves_the_schedule_and_undo_moves_it_back(world: World) -> None:
    action_id = await commit(world)
    before = await my_actions.whole(world.store, "UAMINA", action_id)
    typed = Typed("Ring one ward", "18 June", {"about": "Beds"})
    done = await changing.change(world.store, "UAMINA", action_id, before.action.revision, typed, "view:c", NOW)
    assert done is not None
    after = await my_actions.whole(world.store, "UAMINA", action_id)
    assert (after.action.label.reveal(), after.action.due_date) == ("Ring one ward", date(2026, 6, 18))
    assert after.action.next_ask_at == datetime(2026, 6, 15, 8, 0, tzinfo=UTC)  # three working days before
    assert after.outcome == "changed"
    await changing.take_back(world.store, "UAMINA", done.event_id, "press:u", NOW)
    back = await my_actions.whole(world.store, "UAMINA", action_id)
    assert back.action.label == before.action.label
    assert (back.action.due_date, back.action.next_ask_at) == (before.action.due_date, before.action.next_ask_at)
    assert (back.detail.words(), back.outcome) == (before.detail.words(), None)


async def test_an_unchanged_date_may_have_passed(world: World) -> None:
    action_id = await commit(world)
    later = NOW + timedelta(days=12)
    typed = Typed("Ring one ward", "22 May 2026")
    done = await changing.change(
        world.store, "UAMINA", action_id, await revision_of(world, action_id), typed, "view:c", later
    )
    assert done is not None
    assert done.due == FRIDAY
    with pytest.raises(FormRefused) as refused:
        typed = Typed("Ring one ward", "21 May 2026")
        await changing.change(world.store, "UAMINA", action_id, 3, typed, "view:d", later)
    assert refused.value.problems == {"due": Problem.DATE_PAST}


async def test_stopping_takes_it_off_the_list_and_undo_brings_it_back(world: World) -> None:
    action_id = await commit(world)
    revision = await revision_of(world, action_id)
    done = await changing.stop(world.store, "UAMINA", action_id, revision, "press:s", NOW)
    assert done is not None
    assert await changing.stop(world.store, "UAMINA", action_id, revision, "press:s", NOW) is None  # sent again
    with pytest.raises(Refused) as refused:  # pressed again
        await changing.stop(world.store, "UAMINA", action_id, revision, "press:s2", NOW)
    assert refused.value.problem is Problem.ALREADY_DONE
    whole = await my_actions.whole(world.store, "UAMINA", action_id)
    assert (whole.action.standing, whole.action.next_ask_at, whole.outcome) == ("closed", None, "stopped")
    assert (await my_actions.list_of(world.store, "UAMINA")).actions == []
    await changing.take_back(world.store, "UAMINA", done.event_id, "press:u", NOW)
    assert len((await my_actions.list_of(world.store, "UAMINA")).actions) == 1


async def test_undo_is_for_the_latest_event_only(world: World) -> None:
    action_id = await commit(world)
    async with world.store.write() as uow:
        action = await get(uow, action_id)
        assert action is not None
        note = await record(uow, action, "note", NOW, note=Confidential("Two of three rung"), person_id=world.amina.id)
    whole = await my_actions.whole(world.store, "UAMINA", action_id)
    assert [one.words.reveal() for one in whole.notes] == ["Two of three rung"]
    async with world.store.write() as uow:
        action = await get(uow, action_id)
        assert action is not None
        stuck = await record(uow, action, "stuck", NOW, person_id=world.amina.id)
    for event_id, problem in ((note, Problem.STALE), (uuid4(), Problem.GONE)):
        with pytest.raises(Refused) as refused:
            await changing.take_back(world.store, "UAMINA", event_id, f"press:{event_id}", NOW)
        assert refused.value.problem is problem
    await changing.take_back(world.store, "UAMINA", stuck, "press:u", NOW)
    with pytest.raises(Refused) as refused:
        await changing.take_back(world.store, "UAMINA", stuck, "press:u2", NOW)
    assert refused.value.problem is Problem.ALREADY_DONE


async def test_a_note_taken_back_is_no_longer_held(world: World) -> None:
    action_id = await commit(world)
    async with world.store.write() as uow:
        action = await get(uow, action_id)
        assert action is not None
        note = await record(uow, action, "note", NOW, note=Confidential("Canary words"), person_id=world.amina.id)
    async with world.store.write() as uow:
        await undo(uow, note, world.amina.id, NOW)
    async with world.store.read() as uow:
        body = (await uow.rows(select(models.ActionEvent.body).where(models.ActionEvent.id == note))).scalar_one()
        opened = await action_words.open_body(uow, world.amina.id, note, body)
    assert opened == {"kind": "undone"}


async def test_two_writers_of_one_action_do_not_overwrite_each_other(world: World) -> None:
    action_id = await commit(world)
    async with world.store.read() as uow:
        old = await get(uow, action_id)
    assert old is not None
    async with world.store.write() as uow:
        await record(uow, old, "still_on_it", NOW, person_id=world.amina.id)
    with pytest.raises(Refused) as refused:
        async with world.store.write() as uow:
            await record(uow, old, "done", NOW, person_id=world.amina.id)
    assert refused.value.problem is Problem.STALE
    assert (await my_actions.whole(world.store, "UAMINA", action_id)).outcome == "still_on_it"


async def test_undoing_a_commitment_leaves_a_draft_that_goes(world: World) -> None:
    action_id = await commit(world)
    event_id = (await my_actions.whole(world.store, "UAMINA", action_id)).last_event
    assert event_id is not None
    await changing.take_back(world.store, "UAMINA", event_id, "press:u", NOW)
    assert (await my_actions.list_of(world.store, "UAMINA")).actions == []
    wake = await committing.next_forgetting(world.store, NOW)
    assert wake is not None
    await committing.forget_drafts(world.store, wake)
    assert await count(world, models.Action) == await count(world, models.ActionEvent) == 0


async def test_drafts_go_after_a_day_and_actions_stay(world: World) -> None:
    kept = await commit(world, form="V0")
    await committing.draft(world.store, "UAMINA", "V1", FORM, NOW)
    await committing.forget_drafts(world.store, NOW + timedelta(hours=23))
    assert await count(world, models.Action) == 2
    wake = await committing.next_forgetting(world.store, NOW)
    assert wake == NOW + timedelta(hours=24, seconds=1)
    await committing.forget_drafts(world.store, wake)
    assert await committing.next_forgetting(world.store, wake) is None
    assert (await my_actions.whole(world.store, "UAMINA", kept)).action.standing == "open"


async def test_a_forgotten_draft_is_said_to_be_gone(world: World) -> None:
    made = await committing.draft(world.store, "UAMINA", "V1", FORM, NOW)
    later = NOW + timedelta(days=2)
    await committing.forget_drafts(world.store, later)
    with pytest.raises(Refused) as refused:
        await committing.confirm(world.store, "UAMINA", made.action_id, made.revision, "view:late", later)
    assert refused.value.problem is Problem.GONE
    assert await count(world, models.Receipt) == 0


async def test_a_submission_takes_at_most_ten_statements(world: World) -> None:
    await commit(world, form="V0")  # the keys of set and person are there from now on
    with statements(world.store) as drafting:
        made = await committing.draft(world.store, "UAMINA", "V1", FORM, NOW)
    with statements(world.store) as confirming:
        await committing.confirm(world.store, "UAMINA", made.action_id, made.revision, "view:check", NOW)
    typed = Typed("Ring one ward", "18 June", {"about": "Beds"})
    with statements(world.store) as changed:
        await changing.change(world.store, "UAMINA", made.action_id, made.revision + 1, typed, "view:change", NOW)
    assert max(len(drafting), len(confirming), len(changed)) <= 10, (drafting, confirming, changed)


async def test_opening_a_window_writes_nothing(world: World) -> None:
    action_id = await commit(world)
    with statements(world.store) as seen:
        await my_actions.blank(world.store, "UAMINA")
        await my_actions.list_of(world.store, "UAMINA")
        await my_actions.whole(world.store, "UAMINA", action_id)
    assert all(statement.startswith("SELECT") for statement in seen)


async def test_sixty_open_actions_come_in_pages(sqlite_store: WorkspaceStore) -> None:
    amina = await add_person(sqlite_store, "UAMINA", name="Amina")
    await add_set(sqlite_store, await add_person(sqlite_store, "UCORA"), members=[amina])
    for number in range(61):
        made = await committing.draft(sqlite_store, "UAMINA", f"V{number}", Typed(f"Step {number}", "26 May"), NOW)
        await committing.confirm(sqlite_store, "UAMINA", made.action_id, made.revision, f"view:{number}", NOW)
    pages = [await my_actions.list_of(sqlite_store, "UAMINA", page) for page in range(4)]
    assert [len(page.actions) for page in pages] == [30, 30, 1, 1]
    assert len({action.id for page in pages[:3] for action in page.actions}) == 61


async def test_a_press_takes_few_statements(world: World) -> None:
    action_id = await commit(world)
    revision, later = await revision_of(world, action_id), NOW + timedelta(minutes=1)
    with statements(world.store) as stopping:
        done = await changing.stop(world.store, "UAMINA", action_id, revision, "press:s", later)
    assert done is not None
    with statements(world.store) as undoing:
        await changing.take_back(world.store, "UAMINA", done.event_id, "press:u", later + timedelta(minutes=1))
    # Receipt, action, membership, key, action, event, the questions in messages, Home: one each.
    assert max(len(stopping), len(undoing)) <= 8, (stopping, undoing)
