"""Backing up an action: asked in the daily message, yes or no, what is read then, a word, how it ends."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from handlers.ids import Field, Form, Press, handle
from sets import backing, changing, leaving, my_actions, supporters
from sets.action_forms import FormRefused, Typed
from sets.errors import Problem, Refused
from sets.notes import Line, Reads, keep
from storage.confidential import Confidential
from storage.models import Nudge, Person, Supporter
from storage.queries import supporters as queries
from storage.unit_of_work import WorkspaceStore
from tests.handlers.action_kit import buttons_of, shown, texts_of
from tests.handlers.checkin_kit import Message, World, london, make_world, plain
from tests.handlers.checkin_screen import Screen

MONDAY, TUESDAY = london(5, 4, 14), london(5, 5, 9)
DETAIL = {"about": "The hand over", "sign": "Fewer calls", "support": "My sister", "plan": "One ward first"}


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    return await make_world(store, MONDAY)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> World:
    return await make_world(sqlite_store, MONDAY)


async def ben_of(world: World) -> UUID:
    async with world.store.read() as uow:
        return (await uow.rows(select(Person.id).where(Person.slack_user_id == "UBEN"))).scalar_one()


async def requested(world: World, due: str = "15 May") -> tuple[UUID, Screen]:
    """Amina commits and chooses Ben; his message of the same day."""
    action_id = await world.commit("Ring three wards", due, detail=DETAIL, supporter_id=await ben_of(world))
    message = await ask(world, world.now + timedelta(minutes=5))
    return action_id, Screen(world, message)


async def ask(world: World, now: object) -> Message:
    return await world.ask(now)  # type: ignore[arg-type]


async def backed(world: World) -> tuple[UUID, UUID, Screen]:
    """The same, and Ben said yes, and Amina was told: the action, the supporter's row, and Ben's message."""
    action_id, ben = await requested(world)
    await ben.press(Press.SUPPORT_YES, user="UBEN")
    assert await told(world) == [
        "Ben can back you up. They can read the boxes you filled in, and the notes you mark for them."
    ]
    row = await row_of(world, action_id)
    assert row is not None
    return action_id, row, ben


async def row_of(world: World, action_id: UUID) -> UUID | None:
    async with world.store.read() as uow:
        found = await queries.of_action(uow, action_id)
        return found.id if found else None


async def told(world: World, kind: str = supporters.ANSWER_KIND) -> list[str]:
    world.now += timedelta(minutes=2)
    return [plain(texts_of(each.call.arguments)) for each in await world.deliver(kind)]


async def test_asked_without_a_word_of_the_action_and_yes(world: World) -> None:
    action_id, ben = await requested(world)
    text = plain(texts_of(ben.message))
    assert text.startswith("Could you back up Amina with an action? If you say yes, you can read what it is about.")
    assert ben.message["text"] == "Someone in your set has a short question for you."
    assert "ward" not in str(ben.message)
    assert "Saved. I tell Amina that you can." in await ben.press(Press.SUPPORT_YES, user="UBEN")
    assert len(await told(world)) == 1
    view = plain(texts_of_action(await my_actions.whole(world.store, "UAMINA", action_id, world.now)))
    assert view == "Ben yes"


def texts_of_action(whole: my_actions.Whole) -> str:
    assert whole.supporter is not None
    return f"{whole.supporter.supporter.name} {whole.supporter.state}"


async def test_not_this_time_leaves_no_trace(world: World) -> None:
    action_id, ben = await requested(world)
    assert "That's fine." in await ben.press(Press.SUPPORT_NO, user="UBEN")
    assert await told(world) == ["Ben cannot back you up this time. You can ask someone else when you like."]
    assert await row_of(world, action_id) is None
    with pytest.raises(Refused) as refused:
        async with world.store.read() as uow:
            nudge = (await uow.rows(select(Nudge.id).where(Nudge.kind == "supporter"))).scalar_one()
        await supporters.reply(world.store, "UBEN", nudge, 1, world.now, yes=True)
    assert refused.value.problem is Problem.GONE


async def test_undone_before_it_is_told_and_too_late_afterwards(light: World) -> None:
    _, ben = await requested(light)
    await ben.press(Press.SUPPORT_NO, user="UBEN")
    assert "Undone. You can choose again." in await ben.press(Press.SUPPORT_UNDO, user="UBEN")
    await ben.press(Press.SUPPORT_YES, user="UBEN")
    assert len(await told(light)) == 1  # the yes alone
    assert "I have told Amina already." in await ben.press(Press.SUPPORT_UNDO, user="UBEN")


async def test_it_counts_in_the_budget(light: World) -> None:
    """One message a day: Ben's own check-in and the request travel together."""
    ben = await ben_of(light)
    await light.commit("One", "15 May", supporter_id=ben)
    await light.commit("Two", "15 May", supporter_id=ben)
    message = await light.ask(light.now + timedelta(minutes=5))
    assert sum(each["action_id"] == Press.SUPPORT_YES for b in message.blocks for each in b.get("elements", [])) == 2
    await light.commit("Three", "15 May", supporter_id=ben)
    await light.quiet_until(TUESDAY.replace(hour=7))


async def test_what_a_supporter_reads(world: World) -> None:
    action_id, row, ben = await backed(world)
    await keep(world.store, "UAMINA", action_id, Line(Confidential("For me")), "view:1", world.now)
    await keep(world.store, "UAMINA", action_id, Line(Confidential("For Ben"), Reads.SUPPORTER), "view:2", world.now)
    found = await backing.look(world.store, "UBEN", row)
    assert [note.words.reveal() for note in found.notes] == ["For Ben"]
    assert found.detail.about.reveal() == "The hand over"
    await ben.press(Press.SUPPORT_OPEN, user="UBEN")
    seen = plain(str(ben.window))
    for words in ("Ring three wards", "The hand over", "Fewer calls", "One ward first", "For Ben"):
        assert words in seen
    assert "For me" not in seen
    assert "My sister" not in seen  # whom she named outside the set
    for user in ("UAMINA", "UCORA", "UNOBODY"):
        with pytest.raises(Refused):
            await backing.look(world.store, user, row)


async def test_a_note_that_is_taken_back_is_taken_from_the_supporter_too(light: World) -> None:
    action_id, row, _ = await backed(light)
    kept = await keep(light.store, "UAMINA", action_id, Line(Confidential("x"), Reads.SUPPORTER), "view:1", light.now)
    assert (kept.supporter, kept.reads) == ("Ben", Reads.SUPPORTER)
    assert kept.event_id is not None
    await changing.take_back(light.store, "UAMINA", kept.event_id, "press:1", light.now)
    assert (await backing.look(light.store, "UBEN", row)).notes == []


async def test_nothing_can_be_marked_for_nobody(light: World) -> None:
    action_id = await light.commit("Ring three wards", "15 May")
    with pytest.raises(Refused) as refused:
        await keep(light.store, "UAMINA", action_id, Line(Confidential("x"), Reads.SUPPORTER), "view:1", light.now)
    assert refused.value.problem is Problem.NOT_A_MEMBER


async def test_a_word_is_read_by_the_holder_alone_and_comes_in_their_daily_message(world: World) -> None:
    action_id, row, ben = await backed(world)
    await ben.press(Press.SUPPORT_WORD, user="UBEN", value=handle(row))
    assert ben.window["callback_id"] == Form.SUPPORT_WORD
    form = shown(ben.window, "V9", {Field.SUPPORT_WORD: "What would help most?"})
    answer = await ben.bot.submit("UBEN", form)
    assert plain(texts_of(answer["view"])) == "Sent. Amina finds it in their next message from me."
    await ben.bot.submit("UBEN", form)  # sent twice
    world.now = TUESDAY
    await world.tick()
    (message,) = await world.deliver()
    assert plain(texts_of(message.call.arguments)).startswith("Ben has left a word for you about an action.")
    assert "help most" not in str(message.call.arguments)
    whole = await my_actions.whole(world.store, "UAMINA", action_id, world.now)
    assert [(word.name, word.words.reveal()) for word in whole.words] == [("Ben", "What would help most?")]


async def test_an_empty_word_and_a_long_one(light: World) -> None:
    _, row, ben = await backed(light)
    await ben.press(Press.SUPPORT_WORD, user="UBEN", value=handle(row))
    for words in (" ", "x" * 1001):
        answer = await ben.bot.submit("UBEN", shown(ben.window, "V9", {Field.SUPPORT_WORD: words}))
        assert answer["errors"].keys() == {Field.SUPPORT_WORD}


async def test_the_holder_ends_it_and_nobody_is_told(world: World) -> None:
    action_id, row, _ = await backed(world)
    screen = world.bot
    await screen.press("UAMINA", Press.SUPPORT_END, handle(row))
    assert "Ben reads nothing more of this action." in plain(texts_of(screen.client.calls[-1][1]["view"]))
    assert await row_of(world, action_id) is None
    with pytest.raises(Refused) as refused:
        await backing.look(world.store, "UBEN", row)
    assert refused.value.problem is Problem.GONE
    assert await told(world, supporters.ENDED_KIND) == []


async def test_the_supporter_steps_back_and_the_holder_hears_of_it(world: World) -> None:
    action_id, row, ben = await backed(world)
    await ben.press(Press.SUPPORT_END, user="UBEN", value=handle(row))
    assert await row_of(world, action_id) is None
    assert await told(world, supporters.ENDED_KIND) == [
        "Ben cannot back you up any more, and reads nothing of it now. You can ask someone else when you like."
    ]


@pytest.mark.parametrize("leaver", ["UAMINA", "UBEN"])
async def test_leaving_the_set_ends_it(world: World, leaver: str) -> None:
    action_id, row, _ = await backed(world)
    await leaving.leave(world.store, leaver, world.set_id, "press:leave", world.now)
    assert await row_of(world, action_id) is None
    with pytest.raises(Refused):
        await backing.look(world.store, "UBEN", row)


async def test_it_rests_while_the_action_is_off_the_list(light: World) -> None:
    """And stands again with Undo."""
    action_id, row, _ = await backed(light)
    whole = await my_actions.whole(light.store, "UAMINA", action_id)
    done = await changing.stop(light.store, "UAMINA", action_id, whole.action.revision, "press:1", light.now)
    assert done is not None
    with pytest.raises(Refused) as refused:
        await backing.look(light.store, "UBEN", row)
    assert refused.value.problem is Problem.GONE
    async with light.store.read() as uow:
        assert await backing.on_home(uow, await ben_of(light)) == []
    await changing.take_back(light.store, "UAMINA", done.event_id, "press:2", light.now)
    assert (await backing.look(light.store, "UBEN", row)).row.id == row


async def test_a_request_for_an_action_that_is_gone_is_not_sent(light: World) -> None:
    action_id = await light.commit("Ring three wards", "15 May", supporter_id=await ben_of(light))
    whole = await my_actions.whole(light.store, "UAMINA", action_id)
    await changing.stop(light.store, "UAMINA", action_id, whole.action.revision, "press:1", light.now)
    await light.tick(light.now + timedelta(minutes=5))
    assert await light.deliver() == []


async def test_only_another_member_can_be_chosen(light: World) -> None:
    async with light.store.read() as uow:
        cora = (await uow.rows(select(Person.id).where(Person.slack_user_id == "UCORA"))).scalar_one()
    for person_id in (light.amina.id, cora, UUID(int=0)):
        with pytest.raises(FormRefused) as refused:
            await light.commit("Ring three wards", "15 May", supporter_id=person_id)
        assert refused.value.problems == {"supporter": Problem.NOT_A_MEMBER}
    async with light.store.read() as uow:
        assert (await uow.rows(select(Supporter.id))).all() == []


async def test_another_is_chosen_or_nobody(light: World) -> None:
    """In the form that changes an action. A form that offers nobody leaves it as it is."""
    action_id, row, _ = await backed(light)
    for left_out, stays in (({"supporter"}, True), (set(), False)):
        whole = await my_actions.whole(light.store, "UAMINA", action_id)
        typed = Typed("Ring three wards", "15 May", DETAIL, left_out=frozenset(left_out))
        key = f"view:{stays}"
        await changing.change(light.store, "UAMINA", action_id, whole.action.revision, typed, key, light.now)
        assert (await row_of(light, action_id) == row) is stays


async def test_the_form_offers_the_others_and_sends_who_was_chosen(light: World) -> None:
    bot = light.bot
    await bot.press("UAMINA", Press.ACTION_NEW)
    view = bot.client.calls[-1][1]["view"]
    (select_block,) = [block for block in view["blocks"] if block.get("block_id") == Field.ACTION_SUPPORTER]
    (offered,) = select_block["element"]["options"]
    assert plain(offered["text"]["text"]) == "Ben"
    filled = shown(view, "V1", {Field.ACTION_LABEL: "Ring three wards", Field.ACTION_DUE: "15 May"})
    filled["state"]["values"][Field.ACTION_SUPPORTER] = {Field.VALUE: {"selected_option": offered}}
    pushed = (await bot.submit("UAMINA", filled))["view"]
    await bot.submit("UAMINA", shown(pushed, "V2"))
    async with light.store.read() as uow:
        assert (await uow.rows(select(Supporter.state))).scalar_one() == "asked"
    assert Press.ACTION_LIST in buttons_of((await light.deliver("actions.saved"))[-1].call.arguments)
