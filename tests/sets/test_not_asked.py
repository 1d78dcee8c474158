"""Why did you not ask? Each check-in that was not asked on its day says why, to its holder."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from handlers.messages.asked import not_asked_lines
from handlers.words import Reader
from sets import answering, away, changing, leaving, my_actions, quiet
from sets.action_forms import Typed
from sets.actions import get, record
from sets.answering import Answer
from sets.asked import explained
from sets.bundles import KIND
from sets.reasons import WAITS, Why
from storage.models import Nudge
from storage.queries import nudges
from storage.queries.asked import AskedAbout
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_membership, add_session
from tests.handlers.action_kit import claimed
from tests.handlers.checkin_kit import World, london, make_world, plain

MONDAY = london(5, 4, 14)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> World:
    return await make_world(sqlite_store, MONDAY)


async def lines(world: World, action_id: UUID) -> list[str]:
    """What the action's own window says of it."""
    whole = await my_actions.whole(world.store, "UAMINA", action_id, world.now)
    shown = not_asked_lines(Reader("en-GB", "Europe/London"), whole.not_asked)
    return [plain(block["elements"][0]["text"]) for block in shown]


async def newest(world: World) -> tuple[UUID, int]:
    """The nudge that was asked last, and its revision."""
    async with world.store.read() as uow:
        found = await nudges.of_delivery(uow, world.sent[-1].delivery_id)
    return found[-1].id, found[-1].revision


async def press(world: World, said: Answer) -> None:
    await answering.answer(world.store, "UAMINA", *(await newest(world)), said, world.now)


async def test_what_was_asked_on_its_day_needs_no_words(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    await light.ask(london(5, 8, 9))
    assert await lines(light, action_id) == []


async def test_away(light: World) -> None:
    action_id = await light.commit("Ring three wards", "14 May")
    await away.save(light.store, "UAMINA", date(2026, 5, 12), date(2026, 5, 15), "view:1", light.now)
    await light.quiet_until(london(5, 14, 12))
    assert await lines(light, action_id) == ["I planned to ask on Thursday 14 May. You are away. So I will ask later."]
    await light.ask(london(5, 18, 8, 30))
    assert await lines(light, action_id) == [
        "I planned to ask on Thursday 14 May. You were away. So I asked on Monday 18 May."
    ]


async def test_away_for_so_long_that_the_next_question_takes_its_place(light: World) -> None:
    action_id = await light.commit("Ring three wards", "14 May")
    await away.save(light.store, "UAMINA", date(2026, 5, 12), date(2026, 5, 24), "view:1", light.now)
    await light.quiet_until(london(5, 25, 8, 30))
    await light.ask(london(5, 25, 8, 30))
    assert await lines(light, action_id) == [
        "I planned to ask on Thursday 21 May. You were away. So I asked on Monday 25 May.",
        "I planned to ask on Thursday 14 May. You were away. So I did not ask.",
    ]


async def test_paused_and_not_until(light: World) -> None:
    first = await light.commit("Ring three wards", "5 May")
    await light.settings(paused_until=date(2026, 5, 7))
    await light.tick(london(5, 5, 9))
    assert "You have paused my reminders." in (await lines(light, first))[0]
    await light.ask(london(5, 7, 9))
    assert "You had paused my reminders. So I asked on Thursday 7 May." in (await lines(light, first))[0]
    second = await light.commit("Ask about the rota", "11 May")
    await quiet.not_until(light.store, "UAMINA", date(2026, 5, 13), "view:1", light.now)
    await light.tick(london(5, 11, 9))
    assert "You asked me not to write yet." in (await lines(light, second))[0]
    await light.ask(london(5, 13, 8, 30))
    assert "You had asked me not to write then." in (await lines(light, second))[0]


async def test_do_not_disturb(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    await light.tick(london(5, 8, 9))
    kind = next(kind for feature in light.features for kind in feature.kinds if kind.name == KIND)
    for delivery in [each for each in (await claimed(light.store, light.now)).values() if each.kind == KIND]:
        assert kind.waits is not None
        async with light.store.write() as uow:
            await kind.waits(uow, delivery)
    assert await lines(light, action_id) == [
        "I planned to ask on Friday 8 May. Slack is set to Do Not Disturb. So I will ask later."
    ]


async def test_a_week_that_was_full(light: World) -> None:
    await light.settings(weekly_limit=1)
    await light.commit("One", "5 May")
    second = await light.commit("Two", "6 May")
    await light.ask(london(5, 5, 9))
    await light.quiet_until(london(5, 7, 12))
    assert "I have written to you often enough this week." in (await lines(light, second))[0]


async def test_moved(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    await light.settings(not_until=london(5, 11, 9))
    await light.tick(london(5, 8, 9))
    whole = await my_actions.whole(light.store, "UAMINA", action_id)
    again = Typed("Ring three wards", "20 May")
    await changing.change(light.store, "UAMINA", action_id, whole.action.revision, again, "view:2", light.now)
    await light.tick(london(5, 11, 9))
    assert await light.deliver() == []
    assert await lines(light, action_id) == [
        "I planned to ask on Friday 8 May. You chose another date. So I did not ask."
    ]


async def test_answered_before_its_day(light: World) -> None:
    """On Tuesday before a Friday, in a session: its day is too near to ask again."""
    action_id = await light.commit("Ring three wards", "22 May")
    await light.ask(london(5, 19, 9))
    light.now = london(5, 20, 12)
    await press(light, Answer.STILL_ON_IT)
    await light.quiet_until(london(5, 29, 9))
    assert await lines(light, action_id) == [
        "I planned to ask on Friday 22 May. You had told me how it was going. So I did not ask."
    ]
    await light.ask(london(5, 29, 9))


async def test_asked_to_wait_and_undone(light: World) -> None:
    """Undo brings the check-in back that "next week" had passed over."""
    action_id = await light.commit("Ring three wards", "22 May")
    await light.ask(london(5, 19, 9))
    nudge_id, revision = await newest(light)
    await press(light, Answer.NEXT_WEEK)
    assert [state for _, state, _ in await light.states()] == ["answered", "dropped"]
    await answering.undo_answer(light.store, "UAMINA", nudge_id, revision + 1, light.now)
    assert [state for _, state, _ in await light.states()] == ["sent", "planned"]
    await light.ask(london(5, 22, 9))
    assert await lines(light, action_id) == []


async def test_what_waits_is_not_asked_once_it_was_answered_elsewhere(light: World) -> None:
    """Said in a session while its question waited for the end of a pause."""
    action_id = await light.commit("Ring three wards", "Friday")
    await light.settings(paused_until=date(2026, 5, 12))
    await light.tick(london(5, 8, 9))
    async with light.store.write() as uow:
        action = await get(uow, action_id)
        assert action is not None
        await record(uow, action, "still_on_it", light.now, person_id=light.amina.id, in_session=True)
    await light.quiet_until(london(5, 15, 9))
    assert await lines(light, action_id) == [
        "I planned to ask on Friday 8 May. You had told me how it was going. So I did not ask."
    ]


async def test_left_to_the_session(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    await add_session(light.store, light.set_id, london(5, 8, 8).replace(tzinfo=None), state="open")
    await light.tick(london(5, 8, 9))
    assert await lines(light, action_id) == [
        "I planned to ask on Friday 8 May. Your set was meeting, so I left it to the session."
    ]


@pytest.mark.parametrize("why", sorted(WAITS))
@pytest.mark.parametrize("state", ["planned", "sent", "dropped"])
def test_whatever_it_waited_for_there_are_words(why: Why, state: str) -> None:
    since = london(5, 7, 9)
    nudge = AskedAbout(state, since, since + timedelta(days=2), "expired" if state == "dropped" else None, why)
    found = explained(nudge, "Europe/London", since + timedelta(days=3))
    assert found is not None
    (block,) = not_asked_lines(Reader("en-GB", "Europe/London"), [found])
    assert block["elements"][0]["text"].count(".") == 3


@pytest.mark.parametrize("why", sorted(set(Why) - WAITS - {Why.TAKEN_BACK, Why.LEFT, Why.GONE, Why.UNKNOWN_KIND}))
def test_whyever_it_is_not_asked_there_are_words(why: Why) -> None:
    since = london(5, 7, 9)
    found = explained(AskedAbout("dropped", since, since, why, None), "Europe/London", since)
    assert found is not None
    (block,) = not_asked_lines(Reader("en-GB", "Europe/London"), [found])
    assert block["elements"][0]["text"].count(".") >= 2


def test_every_reason_fits_its_column() -> None:
    assert max(len(why) for why in Why) <= getattr(Nudge.__table__.c.waited_for.type, "length", 0)


async def test_what_was_dropped_while_it_was_off_the_list_comes_back_with_undo(light: World) -> None:
    """The last question waited for her; she stopped the action, and much later took that back."""
    action_id = await light.commit("Ring three wards", "14 May")
    await light.ask(london(5, 14, 9))
    await away.save(light.store, "UAMINA", date(2026, 5, 18), date(2026, 5, 31), "view:1", light.now)
    await light.tick(london(5, 21, 9))
    whole = await my_actions.whole(light.store, "UAMINA", action_id)
    done = await changing.stop(light.store, "UAMINA", action_id, whole.action.revision, "press:1", light.now)
    assert done is not None
    await light.quiet_until(london(6, 3, 9))
    await changing.take_back(light.store, "UAMINA", done.event_id, "press:2", light.now)
    message = await light.ask(london(6, 3, 9))
    assert "If you press nothing, I will not ask about it again." in plain(str(message.call.arguments))


async def test_back_in_the_set_an_action_has_its_last_word(light: World) -> None:
    """Her check-ins fell due while she was no member."""
    await light.commit("Ring three wards", "14 May")
    await leaving.leave(light.store, "UAMINA", light.set_id, "press:1", light.now)
    await light.quiet_until(london(6, 1, 12))
    async with light.store.write() as uow:
        await add_membership(uow, light.set_id, light.amina, light.now)
        await leaving.joined(uow, light.set_id, light.amina.id, "member", light.now)
    message = await light.ask(london(6, 2, 9))
    assert message.call.arguments["text"] == "A last note about 1 action."
