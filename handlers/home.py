"""The Home tab: published when someone opens it, and again after changes, by the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature, HomeParts
from handlers.messages.home import home_view
from handlers.reply import publish_home, user_of
from handlers.routes import Routes
from handlers.words import Reader
from sets import home
from sets.home import Standing
from storage.outbox import Delivery
from storage.unit_of_work import UnitOfWork, WorkspaceStore

# What other features call in their own transaction after a change that shows on someone's Home.
enqueue_home = home.changed


def home_soon(desk: Desk, store: WorkspaceStore, person_id: UUID) -> None:
    """After a press, have that person's Home published again, once Slack has its answer.

    What was pressed is saved by then. Should the process end in between, Home is as it was until they open it: that
    makes it anew.
    """
    desk.background.start(home.publish_soon(store, person_id, desk.clock.now()), "home.changed")


def homes_soon(desk: Desk, store: WorkspaceStore, set_id: UUID) -> None:
    """As `home_soon`, for everyone of a set."""
    desk.background.start(home.set_changed_soon(store, set_id, desk.clock.now()), "home.set_changed")


def composed(features: Sequence[Feature]) -> Feature:
    """The Home tab, put together from the parts of these features."""
    makers = [feature.home for feature in features if feature.home is not None]

    async def publish(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
        """Someone's Home as it is now."""
        found = await home.of_person(uow, delivery.recipient_id) if delivery.recipient_id else None
        return Call("views.publish", {"view": await _view(uow, makers, found, now)}) if found else None

    def register(app: Routes, desk: Desk) -> None:
        async def opened(ack: AsyncAck, body: dict[str, Any]) -> None:
            user, now = user_of(body), desk.clock.now()
            store = await desk.store_of(body)
            await ack()
            if body.get("event", {}).get("tab") == "home":
                async with store.read() as uow:
                    view = await _view(uow, makers, await home.of_user(uow, user), now)
                publish_home(desk, user, view)

        app.event("app_home_opened")(opened)

    return Feature(name="home", register=register, kinds=(DeliveryKind(home.KIND, publish),))


async def _view(
    uow: UnitOfWork, makers: Sequence[HomeParts], standing: Standing | None, now: datetime
) -> dict[str, Any]:
    """The view of somebody's Home, in their language and zone."""
    if standing is None:
        return home_view(Reader(), None)
    reader = Reader(standing.locale, standing.tz)
    parts = [part for make in makers for part in await make(uow, standing, reader, now)]
    return home_view(reader, standing, parts, await home.looked_after(uow, standing))
