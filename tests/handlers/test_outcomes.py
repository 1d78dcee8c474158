"""After an action: how it turned out, a small test's own questions, the issue it is about; and taking it all back."""

from uuid import UUID

import pytest
from sqlalchemy import select

from handlers.ids import Field, Press
from sets import changing, my_actions, our_actions, outcomes
from sets.action_forms import FormRefused, Typed
from sets.errors import Problem
from sets.notes import Act
from sets.outcomes import TurnedOut
from storage.models import Issue, Outcome, Person
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_issue
from tests.handlers.action_kit import Json, shown, texts_of
from tests.handlers.checkin_kit import World, london, make_world, plain
from tests.handlers.checkin_screen import FRIDAY, Screen

MONDAY = london(5, 4, 14)


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    return await make_world(store, MONDAY)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> World:
    return await make_world(sqlite_store, MONDAY)


async def opened(world: World, press: str = Press.CHECKIN_DONE, **detail: str) -> tuple[UUID, Screen]:
    """An action that was asked about and answered; its window is open."""
    action_id = await world.commit("Ring three wards", "Friday", detail=detail)
    screen = Screen(world, await world.ask(FRIDAY))
    await screen.press(press)
    await screen.press(Press.CHECKIN_OPEN)
    return action_id, screen


def boxes(view: Json) -> list[str]:
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


def filled(screen: Screen, words: str = "", number: int = 1, **chosen: str) -> Json:
    """The window as it is sent: words of the note, and choices by block."""
    form = shown(screen.window, f"V{number}", {Field.NOTE: words} if words else {})
    for block, value in chosen.items():
        form["state"]["values"][block] = {Field.VALUE: {"selected_option": {"value": value}}}
    return form


async def entries(world: World) -> int:
    async with world.store.read() as uow:
        return len((await uow.rows(select(Outcome.id))).all())


async def test_how_it_turned_out_is_asked_once_it_is_done(light: World) -> None:
    _, screen = await opened(light, Press.CHECKIN_STILL)
    assert boxes(screen.window) == [Field.NOTE, Field.NOTE_AUDIENCE]
    await screen.press(Press.CHECKIN_UNDO)
    await screen.press(Press.CHECKIN_DONE)
    await screen.press(Press.CHECKIN_OPEN)
    assert boxes(screen.window) == [Field.NOTE, Field.NOTE_TURNED_OUT, Field.NOTE_AUDIENCE]


async def test_it_goes_into_the_ledger_with_what_was_planned(world: World) -> None:
    action_id, screen = await opened(world, sign="Fewer calls at night")
    answer = await screen.bot.submit("UAMINA", filled(screen, "Half as many", note_turned_out="unexpected"))
    assert texts_of(answer["view"]) == "Saved. I show it only to you."
    async with world.store.read() as uow:
        found = await outcomes.of_action(uow, action_id)
    assert found is not None
    assert (found.turned_out, found.shared) == (TurnedOut.UNEXPECTED, False)
    assert (found.planned.reveal(), found.actual.reveal()) == ("Fewer calls at night", "Half as many")
    ours = await our_actions.ours(world.store, "UBEN", world.set_id)
    assert (list(ours.outcomes), list(ours.lines)) == ([], [])


async def test_a_choice_without_words_is_enough_and_nothing_is_nothing(light: World) -> None:
    _, screen = await opened(light)
    answer = await screen.bot.submit("UAMINA", filled(screen, number=2))
    assert texts_of(answer["view"]) == "That is all. Thank you."
    await screen.bot.submit("UAMINA", filled(screen, number=3, note_turned_out="as_hoped", note_audience="set"))
    ours = await our_actions.ours(light.store, "UBEN", light.set_id)
    assert [(one.name, one.turned_out) for one in ours.outcomes] == [("Amina", TurnedOut.AS_HOPED)]
    assert ours.lines == []


async def test_taking_the_line_back_takes_the_entry_back(world: World) -> None:
    action_id, screen = await opened(world)
    await screen.bot.submit("UAMINA", filled(screen, "Better", note_turned_out="as_hoped", note_audience="set"))
    event_id = (await my_actions.whole(world.store, "UAMINA", action_id)).last_event
    assert event_id is not None
    assert await entries(world) == 1
    await changing.take_back(world.store, "UAMINA", event_id, "press:1", world.now)
    assert await entries(world) == 0
    ours = await our_actions.ours(world.store, "UBEN", world.set_id)
    assert (list(ours.outcomes), list(ours.lines)) == ([], [])


async def test_a_small_test_has_its_own_questions(world: World) -> None:
    action_id, screen = await opened(world, Press.CHECKIN_STILL, plan="One ward first", expect="Two calls fewer")
    assert boxes(screen.window) == [Field.NOTE, Field.NOTE_COMPARED, Field.NOTE_ACT, Field.NOTE_AUDIENCE]
    asked = [block["label"]["text"] for block in screen.window["blocks"] if block["type"] == "input"]
    assert asked[:3] == [
        "What happened when you tried it?",
        "How did that compare with what you expected?",
        "Will you adopt, adapt or stop it?",
    ]
    form = filled(screen, "One call fewer", note_act="adapt")
    form["state"]["values"][Field.NOTE_COMPARED] = {Field.VALUE: {"value": "Less than I thought"}}
    await screen.bot.submit("UAMINA", form)
    (note,) = (await my_actions.whole(world.store, "UAMINA", action_id)).notes
    assert (note.words.reveal(), note.compared.reveal()) == ("One call fewer", "Less than I thought")
    assert note.act == Act.ADAPT.value


async def test_too_long_a_comparison_is_said_at_its_box(light: World) -> None:
    _, screen = await opened(light, plan="One ward first")
    form = filled(screen)
    form["state"]["values"][Field.NOTE_COMPARED] = {Field.VALUE: {"value": "x" * 501}}
    answer = await screen.bot.submit("UAMINA", form)
    assert answer["errors"].keys() == {Field.NOTE_COMPARED}


async def issue_of(world: World, holder: UUID, headline: str, standing: str = "open") -> UUID:
    return await add_issue(world.store, world.set_id, holder, headline, MONDAY, standing=standing)


async def test_an_action_about_an_issue_of_mine(world: World) -> None:
    mine = await issue_of(world, world.amina.id, "Handing over at night")
    action_id = await world.commit("Ring three wards", "Friday", issue_id=mine)
    whole = await my_actions.whole(world.store, "UAMINA", action_id, world.now)
    assert whole.issue is not None
    assert whole.issue.reveal() == "Handing over at night"
    form = await my_actions.to_change(world.store, "UAMINA", action_id)
    assert [(one.id, one.headline.reveal()) for one in form.choices.issues] == [(mine, "Handing over at night")]


async def test_changed_and_undone_the_issue_is_as_it_was(world: World) -> None:
    mine = await issue_of(world, world.amina.id, "Handing over at night")
    action_id = await world.commit("Ring three wards", "Friday", issue_id=mine)
    whole = await my_actions.whole(world.store, "UAMINA", action_id)
    typed = Typed("Ring three wards", "Friday")
    done = await changing.change(world.store, "UAMINA", action_id, whole.action.revision, typed, "view:1", world.now)
    assert done is not None
    assert (await my_actions.whole(world.store, "UAMINA", action_id, world.now)).issue is None
    await changing.take_back(world.store, "UAMINA", done.event_id, "press:1", world.now)
    assert (await my_actions.whole(world.store, "UAMINA", action_id, world.now)).issue is not None


async def test_only_an_open_issue_of_my_own(light: World) -> None:
    async with light.store.read() as uow:
        ben = (await uow.rows(select(Person.id).where(Person.slack_user_id == "UBEN"))).scalar_one()
    theirs = await issue_of(light, ben, "Theirs")
    settled = await issue_of(light, light.amina.id, "Settled", "closed")
    for issue_id in (theirs, settled):
        with pytest.raises(FormRefused) as refused:
            await light.commit("Ring three wards", "Friday", issue_id=issue_id)
        assert refused.value.problems == {"issue": Problem.GONE}


async def test_a_settled_issue_stays_with_its_action(light: World) -> None:
    mine = await issue_of(light, light.amina.id, "Handing over at night")
    action_id = await light.commit("Ring three wards", "Friday", issue_id=mine)
    async with light.store.write() as uow:
        await uow.execute(Issue.__table__.update().where(Issue.id == mine).values(standing="closed"))  # type: ignore[attr-defined]
    form = await my_actions.to_change(light.store, "UAMINA", action_id)
    assert [one.id for one in form.choices.issues] == [mine]
    typed = Typed("Ring four wards", "Friday", issue_id=mine)
    await changing.change(light.store, "UAMINA", action_id, form.action.revision, typed, "view:1", light.now)
    assert plain((await my_actions.whole(light.store, "UAMINA", action_id)).action.label.reveal()) == "Ring four wards"
