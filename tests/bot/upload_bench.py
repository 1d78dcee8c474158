"""A sender of uploads and the pretend Slack: what people see there decides."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from bot.delivery import Deliverer
from bot.sending import SlackSender
from handlers.feature import Call, DeliveryKind, File, upload
from sandbox.records import Message
from storage.deliveries import Delivery, Effect, NewDelivery
from storage.unit_of_work import Storage, UnitOfWork, WorkspaceStore
from tests.bot.delivery_slack import Killed, Killer
from tests.sandbox.world_kit import START, Room, open_room
from tests.storage.outbox_kit import add_person, put

INVITATION = File("session.ics", "Learning session.ics", b"BEGIN:VCALENDAR")
PICTURE = File("week.png", "This week", b"\x89PNG", "All five sets have a date.")


class UploadBench:
    """One worker at a time; `die` kills it, and the next run is a new one, as after a power cut."""

    def __init__(self, storage: Storage, store: WorkspaceStore, room: Room, channel: str, person: UUID) -> None:
        self.storage, self.store, self.room = storage, store, room
        self.channel, self.person = channel, person
        self.killer = Killer()
        self.heard: list[tuple[str, Any]] = []
        self.file = INVITATION
        self.comment = "Here is the date for your calendar."
        self.hook_fails = False

    async def schedule(self, dedupe: str = "f", **where: Any) -> UUID:  # noqa: ANN401 - fields of NewDelivery
        return (await put(self.store, NewDelivery(Effect.UPLOAD, "file", dedupe, START, **where)))[0]

    def place(self, where: str) -> dict[str, Any]:
        """Fields of NewDelivery for the set's channel, for Ana, or for nobody yet."""
        places: dict[str, dict[str, Any]] = {
            "channel": {"channel": self.channel},
            "person": {"recipient_id": self.person},
        }
        return places.get(where, {})

    async def schedule_picture(self, file_id: str) -> None:
        args = {"picture": file_id}
        await put(self.store, NewDelivery(Effect.POST, "digest", "d", START, recipient_id=self.person, args=args))

    def sender(self) -> Deliverer:
        kinds = (
            DeliveryKind("file", self._prepare, self._sent, self._refused),
            DeliveryKind("digest", self._digest, self._sent, self._refused),
        )
        return Deliverer(
            self.storage,
            SlackSender(lambda _: self.room.client),
            {kind.name: kind for kind in kinds},
            self.room.clock,
            random=Random(7),
            failpoints=self.killer,
            workers=1,
            monotonic=lambda: 0.0,
        )

    async def run(self) -> None:
        """What is due now."""
        with suppress(Killed):
            await self.sender().run_due(self.room.clock.now())
        await self.room.slack.settled()

    async def rest(self) -> None:
        """Go on from moment to moment until nothing is open."""
        for _ in range(40):
            await self.run()
            upcoming = await self.sender().next_at()
            if upcoming is None:
                return
            self.room.clock.advance_to(max(upcoming, self.room.clock.now()))
        raise AssertionError("the outbox does not come to rest")

    def seen(self) -> list[Message]:
        """Every message with a file, in the channel and in Ana's direct messages."""
        sight = self.room.ana.sees()
        return [message for message in sight.messages() if message.files]

    async def _prepare(self, uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call:
        return upload(self.file, self.comment)

    async def _digest(self, uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call:
        picture = {"type": "image", "slack_file": {"id": delivery.args["picture"]}, "alt_text": PICTURE.alt_text}
        words = {"type": "section", "text": {"type": "plain_text", "text": "Nothing needs you."}}
        return Call("chat.postMessage", {"text": "Nothing needs you.", "blocks": [words, picture]})

    async def _sent(self, uow: UnitOfWork, delivery: Delivery, response: Mapping[str, Any], now: datetime) -> None:
        if self.hook_fails:
            self.hook_fails = False
            raise KeyError("a bug")
        self.heard.append(("sent", response))

    async def _refused(self, uow: UnitOfWork, delivery: Delivery, code: str, now: datetime) -> None:
        self.heard.append(("refused", code))


@asynccontextmanager
async def upload_bench(storage: Storage, store: WorkspaceStore) -> AsyncIterator[UploadBench]:
    """Ana is in the set's channel; the bot knows her and has not written to her yet."""
    room = await open_room()
    try:
        channel = await room.channel(room.ana)
        yield UploadBench(storage, store, room, channel, await add_person(store, room.ana.id))
    finally:
        await room.close()
