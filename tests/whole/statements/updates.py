"""Statements before the ack: updates."""

from uuid import UUID

from sqlalchemy import update

from handlers.ids import Field, Form, Press, handle
from sets import update_answers, update_changing, update_sharing
from sets.people import known
from sets.update_sharing import Typed
from sets.update_words import Answering
from storage.models import Nudge, SharedUpdate
from storage.outbox import Effect, NewDelivery, schedule
from tests.factory import add_issue, add_set
from tests.handlers.action_kit import Json
from tests.sets.update_kit import pair
from tests.whole.statement_kit import MONDAY, Scenes
from tests.whole.statements.core import Scene, action, form, opens, pressed, submitted, word


def radio(value: str) -> Json:
    return {"type": "radio_buttons", "selected_option": {"value": value}}


async def paired(world: Scenes) -> None:
    """Amina and Ben are buddies."""
    async with world.store.write() as uow:
        ben = await known(uow, "UBEN")
        assert ben is not None
        await pair(uow, world.set_id, world.amina, ben)


async def issue(world: Scenes) -> UUID:
    """An issue of Amina's, so that the form offers one beside an action."""
    return await add_issue(world.store, world.set_id, world.amina.id, "Rotas", MONDAY)


async def shared(world: Scenes, audience: str = "set") -> UUID:
    """Amina's update about her issue."""
    mark = (await update_sharing.blank(world.store, "UAMINA", world.set_id)).mark
    typed = Typed("It went well.", audience, "days", (await issue(world), "issue"), mark)
    done = await update_sharing.share(world.store, "UAMINA", world.set_id, typed, "share", world.now)
    return done.row.id


async def answered(world: Scenes) -> UUID:
    """Ben's question about it."""
    update_id = await shared(world)
    sent = await update_answers.answer(
        world.store, "UBEN", update_id, Answering.QUESTION, "What helped?", "ask", world.now
    )
    assert sent.answer_id is not None
    return sent.answer_id


async def blank_form(world: Scenes) -> Json:
    await world.action()
    await issue(world)
    return pressed("UAMINA", Press.UPDATE_NEW)


async def two_sets(world: Scenes) -> Json:
    async with world.store.read() as uow:
        cora = await known(uow, "UCORA")
    assert cora is not None
    await add_set(world.store, cora, members=[world.amina], name="Other", channel_id="COTHER")
    return pressed("UAMINA", Press.UPDATE_NEW)


def sharing(audience: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        await paired(world)
        about = {"type": "static_select", "selected_option": {"value": handle(await issue(world), 1)}}
        mark = (await update_sharing.blank(world.store, "UAMINA", world.set_id)).mark
        values: dict[str, Json | str] = {
            Field.UPDATE_WORDS: "It went well.",
            Field.UPDATE_ABOUT: about,
            Field.UPDATE_AUDIENCE: radio(audience),
            Field.UPDATE_LASTS: radio("days"),
        }
        return submitted("UAMINA", Form.UPDATE, handle(world.set_id, mark), values)

    return scene


async def changed(world: Scenes) -> Json:
    update_id = await shared(world)
    values: dict[str, Json | str] = {Field.UPDATE_WORDS: "It went.", Field.UPDATE_LASTS: radio("days")}
    return submitted("UAMINA", Form.UPDATE_CHANGE, handle(update_id, 1), values)


def on_shared(user: str, press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        return pressed(user, press, handle(await shared(world), 1))

    return scene


async def own_answered(world: Scenes) -> Json:
    await answered(world)
    return pressed("UAMINA", Press.UPDATE_READ, handle(await world.one(SharedUpdate.id)))


async def listed(world: Scenes) -> Json:
    await shared(world)
    return pressed("UBEN", Press.UPDATE_LIST, handle(world.set_id))


async def nothing_listed(world: Scenes) -> Json:
    return pressed("UBEN", Press.UPDATE_LIST, handle(world.set_id))


async def take_back(world: Scenes) -> Json:
    """Its line stands in the channel."""
    update_id = await shared(world)
    async with world.store.write() as uow:
        await uow.execute(update(SharedUpdate).values(notice_channel="CSET", notice_ts="5.5"))
    return pressed("UAMINA", Press.UPDATE_TAKE_BACK, handle(update_id, 1))


async def told(world: Scenes) -> UUID:
    """Ben heard of it in his daily message."""
    await paired(world)
    update_id = await shared(world, "buddy")
    daily = NewDelivery(Effect.POST, "checkins.bundle", "daily", world.now, recipient_id=world.amina.id)
    async with world.store.write() as uow:
        delivery_id = await schedule(uow, daily)
        await uow.execute(update(Nudge).values(state="sent", delivery_id=delivery_id))
    return update_id


async def take_back_told(world: Scenes) -> Json:
    return pressed("UAMINA", Press.UPDATE_TAKE_BACK, handle(await told(world), 1))


async def put_back(world: Scenes) -> Json:
    taken = await take_back(world)
    update_id = UUID(taken["actions"][0]["value"].split(":")[1])
    await update_changing.take_back(world.store, "UAMINA", update_id, world.now)
    return pressed("UAMINA", Press.UPDATE_UNDO, handle(update_id, 2))


async def put_back_told(world: Scenes) -> Json:
    update_id = await told(world)
    await update_changing.take_back(world.store, "UAMINA", update_id, world.now)
    return pressed("UAMINA", Press.UPDATE_UNDO, handle(update_id, 2))


async def answer_back(world: Scenes) -> Json:
    return pressed("UBEN", Press.UPDATE_ANSWER_TAKE_BACK, handle(await answered(world)))


def answering(name: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        return submitted("UBEN", name, handle(await shared(world)), {Field.UPDATE_ANSWER: "What helped?"})

    return scene


LINES = (
    opens(Press.UPDATE_NEW, blank_form),
    opens(Press.UPDATE_NEW, two_sets, note="of two sets"),
    # Whoever types is met first; the rest is what the button takes.
    word("update", most=5),
    # Who writes where, who would read it, what it is about, the receipt; the update, its key, and the channel's line.
    form(Form.UPDATE, sharing("set"), both=True),
    form(Form.UPDATE, sharing("buddy"), note="to a buddy"),
    opens(Press.UPDATE_READ, on_shared("UBEN", Press.UPDATE_READ), both=True),
    opens(Press.UPDATE_READ, own_answered, note="one's own"),
    opens(Press.UPDATE_LIST, listed),
    opens(Press.UPDATE_LIST, nothing_listed, note="with nothing in it"),
    opens(Press.UPDATE_MINE, on_shared("UAMINA", Press.UPDATE_MINE)),
    opens(Press.UPDATE_MISSED, on_shared("UBEN", Press.UPDATE_MISSED), both=True),
    opens(Press.UPDATE_CHANGE, on_shared("UAMINA", Press.UPDATE_CHANGE)),
    form(Form.UPDATE_CHANGE, changed),
    action(Press.UPDATE_TAKE_BACK, take_back, both=True),
    # The daily messages of those who heard of it are brought up to date in the same transaction.
    action(Press.UPDATE_TAKE_BACK, take_back_told, 6, note="that a buddy heard of"),
    action(Press.UPDATE_UNDO, put_back),
    action(Press.UPDATE_UNDO, put_back_told, 7, note="that a buddy heard of"),
    # The update, what they said before, the thanks; what the author is going to hear of already, and the news.
    action(Press.UPDATE_THANKS, on_shared("UBEN", Press.UPDATE_THANKS), 5, both=True),
    opens(Press.UPDATE_QUESTION, on_shared("UBEN", Press.UPDATE_QUESTION)),
    opens(Press.UPDATE_REPLY, on_shared("UBEN", Press.UPDATE_REPLY)),
    form(Form.UPDATE_QUESTION, answering(Form.UPDATE_QUESTION)),
    form(Form.UPDATE_REPLY, answering(Form.UPDATE_REPLY)),
    action(Press.UPDATE_ANSWER_TAKE_BACK, answer_back),
)
