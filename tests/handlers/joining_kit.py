"""Someone who was asked into a set, and what they press."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from handlers.feature import Call, DeliveryKind
from handlers.ids import Press
from handlers.joining import FEATURE
from handlers.people import FEATURE as PEOPLE
from sandbox.blocks import problems_in_message, quality_of_message
from sets.people import Person
from storage.models import Invitation
from storage.outbox import Delivery as Claimed
from storage.outbox import Effect
from storage.queries import joining as queries
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_person, add_set
from tests.handlers.action_kit import Bot, Json, buttons_of, texts_of

KINDS = {kind.name: kind for kind in FEATURE.kinds}


async def rows(store: WorkspaceStore, *columns: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401
    async with store.read() as uow:
        return [tuple(row) for row in await uow.rows(select(*columns))]


class Asked:
    """Amina was asked into a set; her bot, and what she presses."""

    def __init__(self, store: WorkspaceStore, person: Person, set_id: UUID, invitation_id: UUID) -> None:
        self.store, self.person, self.set_id, self.invitation_id = store, person, set_id, invitation_id
        self.bot = Bot(store, NOW, PEOPLE, FEATURE)
        self.message: Json = {}
        self.presses = 0

    async def arrives(self) -> Json:
        """The joining message, as the sender would render it."""
        call = await self.prepared("joining.ask", recipient_id=self.person.id)
        assert call is not None
        assert call.method == "chat.postMessage"
        self.message = call.arguments
        return self.message

    async def press(self, action_id: str, user: str = "UAMINA", ts: str = "") -> Json:
        """Press a button of the message as it stands; the message afterwards."""
        self.presses += 1
        value = buttons_of(self.message)[action_id].get("value", "")
        await self.bot.press(user, action_id, value, ts=ts or str(self.presses))
        if self.bot.client.calls and self.bot.client.calls[-1][0] == "chat.update":
            self.message = self.bot.client.calls[-1][1]
            assert problems_in_message(self.message) == []
            assert quality_of_message(self.message) == []
        return self.message

    async def reads_on(self) -> None:
        """To the third screen."""
        await self.arrives()
        await self.press(Press.JOIN_NEXT)
        await self.press(Press.JOIN_NEXT)

    async def prepared(self, kind: str, now: datetime = NOW, **columns: Any) -> Call | None:  # noqa: ANN401
        return await prepared(self.store, KINDS[kind], now, set_id=self.set_id, **columns)

    async def states(self) -> tuple[str, bool]:
        """The invitation's state, and whether they belong."""
        ((state,),) = await rows(self.store, Invitation.state)
        async with self.store.read() as uow:
            return state, await queries.standing(uow, self.person.id, self.set_id) == "member"


async def prepared(store: WorkspaceStore, kind: DeliveryKind, now: datetime, **columns: Any) -> Call | None:  # noqa: ANN401
    """What the sender would call for a delivery of this kind."""
    new = Claimed(
        id=UUID(int=1),
        workspace_id=store.workspace_id,
        effect=Effect.POST,
        kind=kind.name,
        due_at=NOW,
        lease_token=UUID(int=2),
        lease_until=NOW + timedelta(minutes=1),
        **columns,
    )
    async with store.read() as uow:
        return await kind.prepare(uow, new, now)


async def someone_asked(store: WorkspaceStore) -> Asked:
    """Amina, asked by Cora."""
    amina = await add_person(store, "UAMINA", name="Amina")
    set_id = await add_set(store, await add_coordinator(store, name="Cora"), asked=[amina])
    ((invitation_id,),) = await rows(store, Invitation.id)
    return Asked(store, amina, set_id, invitation_id)


def plain(message: Json) -> str:
    return texts_of(message).replace("\u2068", "").replace("\u2069", "")
