"""What a person does with elements: pressing, choosing, filling in, submitting and closing modals."""

import copy
from typing import Any

from sandbox import interactions, messages, views
from sandbox.checks import problems_of
from sandbox.courier import Courier
from sandbox.errors import CannotDo, SlackError
from sandbox.forms import STATEFUL, TYPED, Place, entry_for, find, initial_values, option, places
from sandbox.records import JSON, Channel, Message, User, Values, View
from sandbox.response_urls import ResponseUrls
from sandbox.senders import Answer, Delivery
from sandbox.sight import readable
from sandbox.world import World

TROUBLE = "We had some trouble connecting. Try again?"
PEOPLE = ("users_select", "multi_users_select")


class Hands:
    """A person's hands. Every act checks what Slack's own interface would, and raises CannotDo otherwise."""

    def __init__(self, world: World, courier: Courier, urls: ResponseUrls, user: User) -> None:
        self._world = world
        self._courier = courier
        self._urls = urls
        self.user = user

    @property
    def id(self) -> str:
        return self.user.id

    def _able(self, what: str) -> None:
        if self.user.deleted:
            raise CannotDo(f"{self.user.name} is deactivated")
        self._world.note("act", self.user.id, text=what)

    async def _done(self) -> None:
        if self._world.after_act is not None:
            await self._world.after_act()

    async def _interact(self, name: str, payload: JSON, kind: str = "interactive") -> Answer:
        return await self._courier.interact(Delivery(kind, name, payload))

    def _failed(self, where: str) -> None:
        self._world.show_error(self.id, where, f"{self._world.ws.app_name} is not responding. Try again?")

    # Finding what is meant

    def _view(self, view: View | None) -> View:
        """The current state of a view in sight: the top modal, or the Home tab. Raises CannotDo."""
        stack = self._world.ws.stack(self.id)
        home = self._world.ws.homes.get(self.id)
        if view is None:
            if not stack:
                raise CannotDo(f"{self.user.name} has no modal open")
            return stack[-1]
        if stack and stack[-1].id == view.id:
            return stack[-1]
        if home is not None and home.id == view.id:
            return home
        raise CannotDo(f"{self.user.name} does not see that view")

    def _message(self, message: Message) -> Message:
        """The current state of a message in sight. Raises CannotDo."""
        channel = self._world.ws.channels.get(message.channel)
        if channel is not None and self._reads(channel):
            for found in readable(channel, self.id):
                if found.ts == message.ts and found.to == message.to:
                    return found
        raise CannotDo(f"{self.user.name} does not see that message")

    def _reads(self, channel: Channel) -> bool:
        return self.id in channel.members and not channel.deleted

    def _target(self, where: Message | View | None, *, stale: bool) -> Message | View:
        if isinstance(where, Message):
            current = self._message(where)
            return copy.deepcopy(where) if stale else current
        return self._view(where)

    # Pressing and choosing

    async def press(
        self,
        where: Message | View | None,
        action_id: str,
        *,
        block_id: str | None = None,
        value: str | None = None,
        stale: bool = False,
    ) -> bool:
        """Press a button in a message, the Home tab or the top modal (None). True when the app acknowledged it.

        `value` tells buttons with one action_id apart. `stale`: press what a copy of the message still shows, as
        happens when it changes under the finger. Raises CannotDo.
        """
        target = self._target(where, stale=stale)
        place = _button(_blocks(target), action_id, block_id, value)
        self._able(f"presses {place.element['text']['text']}")
        return await self._send_action(target, place, None)

    async def select(
        self,
        where: Message | View | None,
        action_id: str,
        value: Any,  # noqa: ANN401 - as in forms.entry_for
        *,
        block_id: str | None = None,
        stale: bool = False,
    ) -> bool:
        """Choose in a select, radio group, check-boxes, date or time picker, overflow menu. True when acknowledged.

        In an input block without dispatch_action the app hears of it only on submission.
        """
        target = self._target(where, stale=stale)
        place = find(_blocks(target), action_id, block_id)
        self._able(f"chooses {value}")
        if place.element["type"] == "overflow":
            return await self._send_action(target, place, {"selected_option": option(place.element, value)})
        entry = self._entry(place, value)
        self._values(target).setdefault(place.block_id, {})[place.action_id] = entry
        if place.block["type"] == "input" and not place.block.get("dispatch_action"):
            return True
        return await self._send_action(target, place, entry)

    def _entry(self, place: Place, value: Any) -> JSON:  # noqa: ANN401
        entry = entry_for(place.element, value)
        if place.element["type"] in PEOPLE:
            chosen = entry[STATEFUL[str(place.element["type"])][0]]
            for user in chosen if isinstance(chosen, list) else [chosen]:
                if user is not None and user not in self._world.ws.users:
                    raise CannotDo(f"there is nobody with the id {user}")
        return entry

    def _values(self, target: Message | View) -> Values:
        if isinstance(target, View):
            return target.values
        return target.entered.setdefault(self.id, initial_values(target.blocks or []))

    async def _send_action(self, target: Message | View, place: Place, entry: JSON | None) -> bool:
        if not self._world.manifest.interactive:
            raise CannotDo("the app has interactivity switched off")
        acted = interactions.action(self._world, place, entry)
        if isinstance(target, View):
            payload = interactions.press_in_view(self._world, self.user, target, acted)
        else:
            values = self._values(target)
            payload = interactions.press_in_message(self._world, self._urls, self.user, target, acted, values)
        answer = await self._interact("block_actions", payload)
        if not answer.ok:
            self._failed("block_actions")
        await self._done()
        return answer.ok

    # Modals

    async def fill(self, view: View | None, values: dict[str, Any]) -> None:
        """Put something into the input blocks of the top modal (or Home), by block_id. Raises CannotDo."""
        target = self._view(view)
        for block_id, value in values.items():
            inside = [p for p in places(target.body["blocks"]) if p.block_id == block_id]
            stateful = [p for p in inside if p.element["type"] in STATEFUL]
            if len(stateful) != 1:
                there = ", ".join(sorted({p.block_id for p in places(target.body["blocks"])}))
                raise CannotDo(f"{block_id} is not one field to fill in (there is: {there})")
            place = stateful[0]
            target.values[block_id][place.action_id] = self._entry(place, value)
            self._able(f"fills in {block_id}")
            if place.block.get("dispatch_action") and place.element["type"] not in TYPED:
                await self._send_action(target, place, target.values[block_id][place.action_id])

    def put(self, view: View | None, values: dict[str, Any]) -> None:
        """Leave something standing in fields of the top modal (or Home), by block_id: the app hears nothing of it.

        What stood there as the app filled it in stays when it is given back unchanged. Raises CannotDo.
        """
        target = self._view(view)
        for place in places(target.body["blocks"]):
            if place.block["type"] == "input" and place.block_id in values:
                target.values[place.block_id][place.action_id] = self._entry(place, values[place.block_id])

    async def submit(self, view: View | None = None) -> dict[str, str]:
        """Send the top modal. Returns what is shown as wrong by block_id (empty: it went through).

        Slack checks required fields and lengths before the app hears of it. When the app does not answer, the key ""
        holds Slack's own complaint.
        """
        target = self._view(view)
        if target.type != "modal" or not target.body.get("submit"):
            raise CannotDo("there is nothing to submit here")
        self._able(f"submits {target.body['title']['text']}")
        target.errors = problems_of(target)
        if target.errors:
            return dict(target.errors)
        payload = interactions.submission(self._world, self.user, target)
        answer = await self._interact("view_submission", payload)
        problems = self._submitted(target, answer)
        await self._done()
        return problems

    def _submitted(self, view: View, answer: Answer) -> dict[str, str]:
        if not answer.ok:
            self._world.show_error(self.id, "view_submission", TROUBLE)
            return {"": TROUBLE}
        body = answer.body or {}
        try:
            if not isinstance(body, dict):
                raise SlackError("invalid_response")  # noqa: TRY301 - one place tells the person
            views.apply_response(self._world, self.id, view, body)
        except SlackError as error:
            self._world.refusals.append(f"answer to view_submission: {error.code} {error.extra}")
            self._world.show_error(self.id, "view_submission", TROUBLE)
            return {"": TROUBLE}
        return dict(view.errors)

    async def close_view(self, *, everything: bool = False) -> None:
        """Close the top modal (or the whole stack); the app hears of views that asked for it."""
        top = self._view(None)
        self._able(f"closes {top.body['title']['text']}")
        cleared = everything or bool(top.body.get("clear_on_close"))
        gone = views.close_all(self._world, self.id) if cleared else [views.close_top(self._world, self.id)]
        for view in gone:
            if view.body.get("notify_on_close"):
                await self._interact("view_closed", interactions.closing(self._world, self.user, view, cleared=cleared))
        await self._done()

    def _show_answer(self, channel: Channel, command: str, body: Any) -> None:  # noqa: ANN401
        """The immediate answer to a command: text or a message, for the person alone unless it says in_channel."""
        shown = {"text": body} if isinstance(body, str) else body
        if not shown or not (shown.get("text") or shown.get("blocks")):
            return
        try:
            blocks = messages.checked(self._world, shown)
        except SlackError as error:
            self._world.refusals.append(f"answer to {command}: {error.code} {error.extra}")
            self._world.show_error(self.id, command, f'{command} failed with the error "invalid_command_response"')
            return
        to = None if shown.get("response_type") == "in_channel" else self.id
        text = str(shown.get("text", ""))
        messages.post(self._world, channel, self._world.ws.bot_user, text, blocks=blocks, to=to, by_app=True)


def _blocks(target: Message | View) -> list[JSON]:
    if isinstance(target, View):
        found: list[JSON] = target.body["blocks"]
        return found
    return target.blocks or []


def _button(blocks: list[JSON], action_id: str, block_id: str | None, value: str | None) -> Place:
    """Raises CannotDo unless exactly one button is meant."""
    if value is not None:
        hits = [p for p in places(blocks) if p.action_id == action_id and p.element.get("value") == value]
        hits = [p for p in hits if block_id in (None, p.block_id)]
        if len(hits) == 1:
            return hits[0]
        raise CannotDo(f"there are {len(hits)} buttons {action_id} with the value {value!r}")
    place = find(blocks, action_id, block_id)
    if place.element["type"] != "button":
        raise CannotDo(f"{action_id} is a {place.element['type']}, not a button: use select")
    return place
