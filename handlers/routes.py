"""Where features say what they listen to: presses and forms by id, found in one look.

Bolt asks its listeners one after the other whether a request is for them. With two hundred of ours that was much of the
time of a press (docs/decisions/0010-one-look-a-press.md), so Bolt has one listener for presses and one for forms.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

Listener = Callable[[AsyncAck, dict[str, Any]], Awaitable[None]]
ANY = re.compile("")


class Routes:
    """What a Bolt app does, by the id of a button, a form, a command or an event.

    Each method takes an id and returns what takes the listener. Raises ValueError for a press or form that has one.
    """

    def __init__(self, app: AsyncApp) -> None:
        self._app = app
        self._presses: dict[str, Listener] = {}
        self._forms: dict[str, Listener] = {}
        # Named by its type: without it Bolt would bring dialogs and buttons of old attachments here too.
        app.action({"type": "block_actions", "action_id": ANY}, matchers=[self._knows_press])(self._press)
        app.view(ANY, matchers=[self._knows_form])(self._submit)

    def action(self, action_id: str) -> Callable[[Listener], None]:
        """A button or another control."""
        return _into(self._presses, action_id)

    def view(self, callback_id: str) -> Callable[[Listener], None]:
        """A form that was sent."""
        return _into(self._forms, callback_id)

    def command(self, command: str) -> Callable[[Listener], None]:
        """A slash command."""
        return _to_bolt(self._app.command(command))

    def shortcut(self, callback_id: str) -> Callable[[Listener], None]:
        """A shortcut, on a message or anywhere."""
        return _to_bolt(self._app.shortcut(callback_id))

    def event(self, event_type: str) -> Callable[[Listener], None]:
        """An event of Slack's, with every subtype."""
        return _to_bolt(self._app.event(event_type))

    async def _knows_press(self, body: dict[str, Any]) -> bool:
        return _pressed(body) in self._presses

    async def _press(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._presses[_pressed(body)](ack, body)

    async def _knows_form(self, body: dict[str, Any]) -> bool:
        return _sent(body) in self._forms

    async def _submit(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._forms[_sent(body)](ack, body)


def _pressed(body: dict[str, Any]) -> str:
    return str(body["actions"][0].get("action_id"))


def _sent(body: dict[str, Any]) -> str:
    return str(body["view"].get("callback_id"))


def _into(listeners: dict[str, Listener], name: str) -> Callable[[Listener], None]:
    def take(listener: Listener) -> None:
        if name in listeners:
            raise ValueError(f"{name} has a listener")
        listeners[name] = listener

    return take


def _to_bolt(register: Callable[..., Any]) -> Callable[[Listener], None]:
    def take(listener: Listener) -> None:
        register(listener)

    return take
