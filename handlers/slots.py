"""An issue slot, in Slack: naming the issue, and saying how it ends."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature
from handlers.ids import Field, Form, Press
from handlers.intake import submission_key
from handlers.messages import slots as messages
from handlers.messages.errors import problem
from handlers.panel import chosen_row, chosen_word, not_leading, session_of, show_again, values_of
from handlers.people import reader_of
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import show
from handlers.words import Reader
from sets import slots
from sets.errors import Refused
from sets.panel import Panel
from sets.slots import Ending, Talk
from storage.confidential import Confidential


class Listeners:
    """What who leads, or who presents, presses and sends about a slot."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def issue(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        try:
            slot = await slots.look(store, user_of(body), session_id)
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        await ack()
        show(self._desk, body, messages.issue_form(reader_of(slot.found.person), slot))

    async def named(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id, values = await self._desk.store_of(body), session_of(body), values_of(body)
        headline = Confidential(str(values.get(Field.SLOT_HEADLINE, {}).get("value") or ""))
        carried = chosen_row(values.get(Field.SLOT_CARRIED, {}))
        talk = Talk.IDEAS if chosen_word(values.get(Field.SLOT_TALK, {})) == Talk.IDEAS else Talk.QUESTIONS
        key, now = submission_key(body), self._desk.clock.now()
        try:
            await slots.name_issue(store, user_of(body), session_id, headline, carried, talk, key=key, now=now)
        except Refused as refused:
            if refused.field == "headline":
                said = problem(Reader(), refused.problem)
                await ack(response_action="errors", errors={Field.SLOT_HEADLINE: said})
                return
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        await ack()
        show_again(self._desk, body, store, session_id, _saved)

    async def end(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        try:
            slot = await slots.look(store, user_of(body), session_id)
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        await ack()
        show(self._desk, body, messages.end_form(reader_of(slot.found.person), slot))

    async def ended(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        ending = Ending(chosen_word(values_of(body).get(Field.SLOT_ENDING, {})) or Ending.CARRIED.value)
        key, now = submission_key(body), self._desk.clock.now()
        try:
            done = await slots.end(store, user_of(body), session_id, ending, key=key, now=now)
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return

        def said(reader: Reader, _: Panel) -> str:
            return messages.ended(reader, done)

        await ack()
        show_again(self._desk, body, store, session_id, said)


def _saved(reader: Reader, _: Panel) -> str:
    return reader.t("Saved.")


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.SLOT_ISSUE)(listeners.issue)
    app.view(Form.SLOT_ISSUE)(listeners.named)
    app.action(Press.SLOT_END)(listeners.end)
    app.view(Form.SLOT_END)(listeners.ended)


FEATURE = Feature(name="slots", register=register)
