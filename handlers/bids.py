"""Asking for time, and choosing who presents, in Slack."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature
from handlers.ids import Field, Form, Press, handle
from handlers.intake import press_key, submission_key
from handlers.messages import bids as messages
from handlers.messages.errors import problem
from handlers.messages.parts import Button
from handlers.panel import chosen_row, chosen_word, not_leading, session_of, show_again, values_of
from handlers.people import reader_of
from handlers.places import SessionPart, SessionPlace
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import show
from handlers.words import Reader
from sets import bids
from sets.errors import Problem, Refused
from sets.panel import Panel
from sets.session_menu import Looked, State
from storage.confidential import Confidential
from storage.unit_of_work import WorkspaceStore

_FIELDS = {"line": Field.BID_LINE, "why": Field.BID_WHY}


def _buttons(looked: Looked, reader: Reader, now: datetime) -> Sequence[SessionPart]:
    """[Ask for time] once a session is booked: bids in advance."""
    if looked.state is State.NOTHING or not looked.is_member:
        return ()
    return (SessionPart(SessionPlace.BID, Button(reader.t("Ask for time"), Press.BID_ASK, handle(looked.session.id))),)


class Listeners:
    """What people press and send about time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def ask(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        found, bid = await bids.mine(await self._desk.store_of(body), user_of(body), session_of(body))
        await ack()
        show(self._desk, body, messages.bid_form(reader_of(found.person), found, bid))

    async def asked(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, values = await self._desk.store_of(body), values_of(body)
        line, why = (Confidential(str(values.get(_FIELDS[each], {}).get("value") or "")) for each in ("line", "why"))
        urgent = chosen_word(values.get(Field.BID_SOON, {})) != messages.LATER
        key, now = submission_key(body), self._desk.clock.now()
        try:
            found = await bids.ask(store, user_of(body), session_of(body), line, why, urgent=urgent, key=key, now=now)
        except Refused as refused:
            await self._wrong(ack, body, store, refused)
            return
        await ack(response_action="update", view=messages.bid_saved(reader_of(found.person), found))

    async def _wrong(self, ack: AsyncAck, body: dict[str, Any], store: WorkspaceStore, refused: Refused) -> None:
        """A field that cannot be kept is said under it; anything else is for the error root."""
        if refused.field not in _FIELDS:
            raise refused
        found, _ = await bids.mine(store, user_of(body), session_of(body))
        reader = reader_of(found.person)
        said = (
            reader.t("Write one line about it.")
            if refused.problem is Problem.EMPTY
            else problem(reader, refused.problem)
        )
        await ack(response_action="errors", errors={_FIELDS[refused.field]: said})

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, key, now = await self._desk.store_of(body), press_key(body), self._desk.clock.now()
        found = await bids.withdraw(store, user_of(body), session_of(body), key=key, now=now)
        await ack()
        show(self._desk, body, messages.bid_withdrawn(reader_of(found.person), found), in_place=True)

    async def choose(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        try:
            choosing = await bids.choosing(store, user_of(body), session_id)
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        await ack()
        show(self._desk, body, messages.choose_form(reader_of(choosing.found.person), choosing))

    async def chosen(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        key, now = submission_key(body), self._desk.clock.now()
        try:
            await bids.choose(store, user_of(body), session_id, _presenters(values_of(body)), key=key, now=now)
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        await ack()
        show_again(self._desk, body, store, session_id, _saved)


def _presenters(values: dict[str, dict[str, Any]]) -> dict[int, UUID | None]:
    """Slot number -> person, for every slot that the form shows."""
    found: dict[int, UUID | None] = {}
    for block, value in values.items():
        name, _, number = block.rpartition("_")
        if name == Field.SLOT_PRESENTER and number.isdecimal():
            found[int(number)] = chosen_row(value)
    return found


def _saved(reader: Reader, panel: Panel) -> str:
    return reader.t("Saved. The set can change this at any time.")


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.BID_ASK)(listeners.ask)
    app.view(Form.BID)(listeners.asked)
    app.action(Press.BID_UNDO)(listeners.undo)
    app.action(Press.BID_CHOOSE)(listeners.choose)
    app.view(Form.BID_CHOOSE)(listeners.chosen)


FEATURE = Feature(name="bids", register=register, session=_buttons)
