"""The Home tab: published when someone opens it, and again after changes, by the outbox."""

from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck, AsyncApp

from handlers.feature import Call, DeliveryKind, Desk, Feature
from handlers.messages.home import home_view
from handlers.reply import publish_home, user_of
from handlers.words import Reader
from sets import home
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


def view_of(found: home.Home | None) -> dict[str, Any]:
    """The view of a Home, in its owner's language and zone."""
    return home_view(Reader(found.locale, found.tz) if found else Reader(), found)


async def _publish(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """Someone's Home as it is now."""
    found = await home.of_person(uow, delivery.recipient_id) if delivery.recipient_id else None
    return Call("views.publish", {"view": view_of(found)}) if found else None


def register(app: AsyncApp, desk: Desk) -> None:
    """Every listener of this feature."""

    async def opened(ack: AsyncAck, body: dict[str, Any]) -> None:
        user = user_of(body)
        store = await desk.store_of(body)
        await ack()
        if body.get("event", {}).get("tab") == "home":
            async with store.read() as uow:
                view = view_of(await home.of_user(uow, user))
            publish_home(desk, user, view)

    app.event("app_home_opened")(opened)


FEATURE = Feature(name="home", register=register, kinds=(DeliveryKind(home.KIND, _publish),))
