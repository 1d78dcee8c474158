"""Statements before the ack: the question between sessions."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from handlers.ids import Field, Form, Press, handle
from sets import reflection_rounds
from storage.models import Nudge, ReflectionRound
from tests.factory import add_session
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import Scene, action, form, opens, pressed, submitted

FORM: dict[str, Json | str] = {
    Field.REFLECTION_ANSWER: "I waited",
    Field.REFLECTION_AUDIENCE: {"type": "radio_buttons", "selected_option": {"value": "set"}},
}


async def asked(world: Scenes, state: str = "open") -> UUID:
    """A question that Amina was asked."""
    session_id = await add_session(world.store, world.set_id, datetime(2026, 3, 2, 14), state="closed")  # noqa: DTZ001
    async with world.store.write() as uow:
        round_id = uow.new_id()
        about = {"set_id": world.set_id, "after_session_id": session_id, "question": 22, "post_id": None}
        moments = {"opens_at": world.now, "deadline": world.now + timedelta(days=4)}
        await uow.insert(ReflectionRound, id=round_id, **about, **moments, state=state)
    return round_id


def about_round(press: str, state: str = "open") -> Scene:
    async def scene(world: Scenes) -> Json:
        return pressed("UAMINA", press, handle(await asked(world, state)))

    return scene


async def answering(world: Scenes) -> Json:
    return submitted("UAMINA", Form.REFLECTION, handle(await asked(world)), FORM)


def about_nudge(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        round_id = await asked(world)
        async with world.store.write() as uow:
            nudge_id = uow.new_id()
            when = {"since": world.now, "due_at": world.now, "expires_at": world.now + timedelta(days=4)}
            about = {"kind": reflection_rounds.NUDGE, "person_id": world.amina.id, "subject_id": round_id}
            state = {"state": "sent", "delivery_id": nudge_id, "revision": 1}
            await uow.insert(Nudge, id=nudge_id, **about, slot="ask", subject_revision=0, **when, **state)
            if press == Press.REFLECT_UNDO:
                await uow.execute(update(Nudge).where(Nudge.id == nudge_id).values(state="answered", reason="paused"))
        return pressed("UAMINA", press, handle(nudge_id, 1))

    return scene


LINES = (
    opens(Press.REFLECT_ANSWER, about_round(Press.REFLECT_ANSWER)),
    opens(Press.REFLECT_READ, about_round(Press.REFLECT_READ, "shown")),
    action(Press.REFLECT_TAKE_BACK, about_round(Press.REFLECT_TAKE_BACK)),
    action(Press.REFLECT_SKIP, about_nudge(Press.REFLECT_SKIP)),
    action(Press.REFLECT_PAUSE, about_nudge(Press.REFLECT_PAUSE)),
    action(Press.REFLECT_UNDO, about_nudge(Press.REFLECT_UNDO)),
    form(Form.REFLECTION, answering, both=True),
)
