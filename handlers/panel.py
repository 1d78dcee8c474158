"""Showing a running session's window again after a press, and saying kindly that somebody else facilitates."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk
from handlers.ids import Field, parse_handle
from handlers.messages import leading as messages
from handlers.messages.panel import panel_view
from handlers.people import reader_of
from handlers.reply import open_modal, update_modal, user_of, whisper
from handlers.surfaces import in_modal, pressed_value
from handlers.words import Reader
from sets import panel
from sets.errors import Problem, Refused
from sets.panel import Panel
from sets.sessions import behold
from storage.unit_of_work import WorkspaceStore

Said = Callable[[Reader, Panel], str]


def nothing_said(_reader: Reader, _panel: Panel) -> str:
    """The window speaks for itself."""
    return ""


def channel_of(body: Mapping[str, Any]) -> str:
    """The channel in which a message was pressed; "" in a window."""
    return str((body.get("channel") or {}).get("id") or "")


def values_of(body: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What a form holds, by block_id."""
    state = body["view"].get("state", {}).get("values", {})
    return {block: next(iter(fields.values()), {}) for block, fields in state.items()}


def chosen_row(value: Mapping[str, Any]) -> UUID | None:
    """The row of the option chosen in a select or in radio buttons; None for none, or for one that names no row."""
    chosen = str((value.get("selected_option") or {}).get("value") or "")
    return parse_handle(chosen).row_id if chosen.startswith("v1:") else None


def chosen_word(value: Mapping[str, Any]) -> str:
    """The option chosen, as it stands."""
    return str((value.get("selected_option") or {}).get("value") or "")


def show_again(
    desk: Desk,
    body: Mapping[str, Any],
    store: WorkspaceStore,
    session_id: UUID,
    said: Said = nothing_said,
    *,
    question: int | None = None,
    card: int | None = None,
) -> None:
    """The window as the session stands now, read once Slack has its answer: in place, or in the one beneath a form."""
    view = body.get("view") or {}
    view_id = str(view.get("previous_view_id") or view.get("id") or "")

    async def look_and_show() -> None:
        seen = await panel.look(store, user_of(body), session_id, desk.clock.now())
        reader = reader_of(seen.found.person)
        shown = panel_view(reader, seen, flash=said(reader, seen), question=question, card=card)
        if view_id:
            update_modal(desk, view_id, shown)
        else:
            open_modal(desk, str(body.get("trigger_id", "")), shown)

    desk.background.start(look_and_show(), "sessions.panel")


async def not_leading(
    desk: Desk, ack: AsyncAck, body: Mapping[str, Any], store: WorkspaceStore, session_id: UUID, refused: Refused
) -> None:
    """Somebody else facilitates: say so, with a way to take over. Any other refusal is for the error root."""
    if refused.problem is not Problem.NOT_FACILITATOR:
        raise refused
    async with store.read() as uow:
        found = await behold(uow, user_of(body), session_id)
    reader = reader_of(found.person)
    if body.get("type") == "view_submission":
        await ack(response_action="update", view=messages.not_yours_view(reader, found))
        return
    await ack()
    if in_modal(body):
        update_modal(desk, body["view"]["id"], messages.not_yours_view(reader, found))
    else:
        whisper(desk, channel_of(body), user_of(body), messages.not_yours(reader, found))


def session_of(body: Mapping[str, Any]) -> UUID:
    """Which session a button or a form is about. Raises BadHandle."""
    if body.get("type") == "view_submission":
        return parse_handle(body["view"]["private_metadata"]).row_id
    return parse_handle(pressed_value(body)).row_id


def ticked(values: dict[str, dict[str, Any]]) -> list[UUID]:
    """The people ticked in a form's lists."""
    lists = [value for block, value in values.items() if block.startswith(Field.SESSION_HERE)]
    return [parse_handle(each["value"]).row_id for value in lists for each in value.get("selected_options") or []]
