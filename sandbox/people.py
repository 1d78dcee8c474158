"""Simulated people: what somebody at a keyboard can do in Slack, and what they see."""

import copy
import re

from sandbox import channels, events, interactions, messages
from sandbox.errors import CannotDo, SlackError
from sandbox.hands import Hands
from sandbox.records import JSON, Channel, Message, View
from sandbox.sight import Sight, readable, reading, sight_of

MENTION = re.compile(r"(?<!\w)@([\w.-]+)")
LINK = re.compile(r"https?://[^\s<>|]+")
BROADCASTS = ("channel", "here", "everyone")


class Person(Hands):
    """One member of the workspace. Acts are awaited until the app acknowledged them (or Slack gave up)."""

    @property
    def name(self) -> str:
        return self.user.name

    def sees(self) -> Sight:
        """What is on this person's screen now, as copies."""
        return sight_of(self._world, self.id)

    def places(self) -> dict[str, list[Message]]:
        """What this person can read now, by place: "app" for the direct messages, a channel's id. Not copies."""
        ws = self._world.ws
        mine = {c.id: c for c in ws.channels.values() if self._reads(c)}
        direct = ws.known_direct(self.id)
        shown = {"app": direct} | {each.id: each for each in mine.values() if not each.is_im}
        return {place: readable(found, self.id) if found is not None else [] for place, found in shown.items()}

    def latest(self, containing: str = "", *, channel: Channel | str | None = None) -> Message:
        """The newest message in sight with these words in text or blocks. Raises CannotDo when there is none."""
        wanted = channel.id if isinstance(channel, Channel) else channel
        found = [m for m in self.sees().messages() if wanted in (None, m.channel)]
        found = [m for m in found if containing in m.text or containing in str(m.blocks)]
        if not found:
            raise CannotDo(f"{self.name} sees no message with {containing!r}")
        return max(found, key=lambda m: (len(m.ts), m.ts))

    def find(self, channel: str, ts: str) -> Message | None:
        """A copy of the message in sight that stands there; None when it does not, or not any more."""
        found = self._world.ws.channels.get(channel)
        if found is None or not self._reads(found):
            return None
        return next((copy.deepcopy(each) for each in readable(found, self.id) if each.ts == ts), None)

    def reads(self, seen: Message | View) -> list[str]:
        """A message or view as this person reads it, in plain lines."""
        return reading(self._world, self.id, seen)

    def top_window(self) -> View | None:
        """A copy of the window on top, if one is open."""
        stack = self._world.ws.stack(self.id)
        return copy.deepcopy(stack[-1]) if stack else None

    def modal(self) -> View:
        """The top modal. Raises CannotDo when none is open."""
        return self._view(None)

    # Talking

    def _channel(self, channel: Channel | str | None) -> Channel:
        """None means the direct messages with the app. Raises CannotDo for what this person is not in."""
        ws = self._world.ws
        if channel is None:
            if not self._world.manifest.messages_tab:
                raise CannotDo("the app has no Messages tab")
            return ws.direct(self.id)
        found = ws.channels.get(channel.id if isinstance(channel, Channel) else channel)
        if found is None or not self._reads(found):
            raise CannotDo(f"{self.name} is not in that channel")
        return found

    def typed(self, text: str) -> str:
        """Text as Slack stores what somebody typed: &, <, > escaped; @names and links made live."""
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        linked = LINK.sub(lambda m: f"<{m.group()}>", escaped)
        return MENTION.sub(self._mention, linked)

    def _mention(self, match: re.Match[str]) -> str:
        name = match.group(1)
        if name in BROADCASTS:
            return f"<!{name}>"
        known = [u.id for u in self._world.ws.users.values() if u.name == name]
        return f"<@{known[0]}>" if known else match.group()

    async def say(self, text: str, channel: Channel | str | None = None, thread_ts: str | None = None) -> Message:
        """Write a message to the app (channel None) or into a channel; `thread_ts` makes it a reply."""
        target = self._channel(channel)
        if target.is_im and not self._world.manifest.messages_writable:
            raise CannotDo("the Messages tab of the app is read-only")
        if target.archived:
            raise CannotDo("the channel is archived")
        self._able(f"writes: {text}")
        stored = self.typed(text)
        message = messages.post(
            self._world,
            target,
            self.id,
            stored,
            blocks=[self._rich(text)],
            thread_ts=thread_ts,
            client_msg_id=self._world.ids.uuid(),
        )
        await self._done()
        return message

    def _rich(self, text: str) -> JSON:
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        return {"type": "rich_text", "block_id": self._world.ids.short(), "elements": [section]}

    def _mine(self, message: Message) -> Message:
        current = self._message(message)
        if current.author != self.id:
            raise CannotDo(f"that message is not {self.name}'s")
        return current

    async def edit(self, message: Message, text: str) -> None:
        current = self._mine(message)
        self._able(f"edits: {text}")
        messages.edit(self._world, current, self.typed(text), [self._rich(text)])
        await self._done()

    async def delete(self, message: Message) -> None:
        current = self._mine(message)
        self._able("deletes a message")
        messages.delete(self._world, current)
        await self._done()

    # Asking the app for something

    def _local(self) -> None:
        if self.user.is_stranger:
            raise CannotDo("commands and shortcuts do not work for people of another organisation")
        if self.user.no_commands:
            raise CannotDo("an administrator keeps commands and shortcuts from this guest")

    async def command(self, name: str, text: str = "", channel: Channel | str | None = None) -> bool:
        """Use a slash command, in the direct messages with the app or in a channel. True when acknowledged."""
        if name not in self._world.manifest.commands:
            raise CannotDo(f"{name} is not a valid command")
        self._local()
        target = self._channel(channel)
        self._able(f"{name} {text}".strip())
        if self._world.manifest.commands[name].get("should_escape"):
            text = self.typed(text)
        payload = interactions.command(self._world, self._urls, self.user, target, name, text)
        answer = await self._interact(name, payload, "slash_commands")
        if answer.ok:
            self._show_answer(target, name, answer.body)
        else:
            error = "operation_timeout" if "timeout" in answer.reason else "dispatch_failed"
            self._world.show_error(self.id, name, f'{name} failed with the error "{error}"')
        await self._done()
        return answer.ok

    async def shortcut(self, callback_id: str, message: Message | None = None) -> bool:
        """Use a global shortcut, or one on a message. True when acknowledged."""
        known = self._world.manifest.shortcuts.get(callback_id)
        if known is None or (known.kind == "message") != (message is not None):
            raise CannotDo(f"there is no such shortcut here: {callback_id}")
        self._local()
        current = self._message(message) if message is not None else None
        self._able(f"shortcut: {known.name}")
        if current is None:
            payload = interactions.global_shortcut(self._world, self.user, callback_id)
        else:
            payload = interactions.message_shortcut(self._world, self._urls, self.user, callback_id, current)
        answer = await self._interact(callback_id, payload)
        if not answer.ok:
            self._failed(callback_id)
        await self._done()
        return answer.ok

    async def open_home(self, tab: str = "home") -> View | None:
        """Open the app's Home (or "messages") tab; the app gets app_home_opened. Returns the Home view, if any."""
        open_tabs = {"home": self._world.manifest.home_tab, "messages": self._world.manifest.messages_tab}
        if not open_tabs.get(tab):
            raise CannotDo(f"the app has no {tab} tab")
        self._able(f"opens the {tab} tab")
        direct = self._world.ws.direct(self.id)
        events.app_home_opened(self._world, self.id, direct.id, tab, self._world.ws.homes.get(self.id))
        await self._done()
        return self._world.ws.homes.get(self.id)

    # Channels

    async def create_channel(self, name: str, *, is_private: bool = False) -> Channel:
        if self._world.ws.name_taken(name):
            raise CannotDo(f"the name {name} is taken")
        self._able(f"creates #{name}")
        return self._world.ws.add_channel(name, self.id, is_private=is_private)

    async def join(self, channel: Channel | str) -> None:
        """Join a public channel; a private one wants an invitation."""
        found = self._world.ws.channel(channel.id if isinstance(channel, Channel) else channel)
        if found.is_private or found.archived or self.user.is_restricted:
            raise CannotDo(f"{self.name} cannot join that channel without an invitation")
        if self.id not in found.members:
            self._able(f"joins #{found.name}")
            channels.join(self._world, found, self.id)
        await self._done()

    async def leave(self, channel: Channel | str) -> None:
        found = self._channel(channel)
        self._able(f"leaves #{found.name}")
        channels.leave(self._world, found, self.id)
        await self._done()

    async def invite(self, channel: Channel | str, user: str) -> None:
        """Bring somebody into a channel this person is in; the app's bot user too, as `/invite @app` does."""
        found = self._channel(channel)
        if self.user.is_restricted:
            raise CannotDo("guests invite nobody")
        if found.archived or self._world.ws.user(user).deleted:
            raise CannotDo("nobody can be invited there")
        if user not in found.members:
            self._able(f"invites {user}")
            channels.join(self._world, found, user, self.id)
        await self._done()

    async def remove(self, channel: Channel | str, user: str) -> None:
        """Take somebody (or the app) out of a channel."""
        found = self._channel(channel)
        if user not in found.members:
            raise CannotDo("they are not in that channel")
        self._able(f"removes {user}")
        channels.leave(self._world, found, user, self.id)
        await self._done()

    async def archive(self, channel: Channel | str) -> None:
        found = self._channel(channel)
        self._able(f"archives #{found.name}")
        channels.archive(self._world, found, self.id)
        await self._done()

    async def rename(self, channel: Channel | str, name: str) -> None:
        found = self._channel(channel)
        self._able(f"renames #{found.name} to #{name}")
        try:
            channels.rename(self._world, found, name, self.id)
        except SlackError as error:
            raise CannotDo(error.code) from error
        await self._done()
