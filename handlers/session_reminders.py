"""The morning of a session, a set without a date, a session few can come to: what goes out by itself."""

from datetime import datetime
from uuid import UUID

from handlers.feature import Call, DeliveryKind, Feature, Tick
from handlers.messages import session_reminders as messages
from handlers.people import reader_of
from handlers.words import Reader
from sets import quorum
from sets import session_reminders as reminders
from sets.people import person_by_id
from storage.outbox import Delivery
from storage.queries import joining, setup
from storage.unit_of_work import UnitOfWork


async def _prepare_today(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await reminders.still_today(uow, UUID(delivery.args["session"]), delivery.args["starts_at"])
    if found is None or found.set_state == "closed":
        return None
    reader = Reader.of_channel(found.locale, found.session.zone)
    return Call("chat.postMessage", messages.today_line(reader, found.session))


async def _prepare_your_day(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    session_id, starts_at = UUID(delivery.args["session"]), delivery.args["starts_at"]
    found = await reminders.still_today(uow, session_id, starts_at, to=delivery.recipient_id)
    person = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    if found is None or person is None or found.set_state == "closed":
        return None
    return Call("chat.postMessage", messages.your_day(reader_of(person), found.session, now))


async def _prepare_ask_host(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    person = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    found = await setup.learning_set(uow, delivery.set_id) if delivery.set_id else None
    if person is None or found is None or found.state != "running" or not await reminders.still_dateless(uow, found.id):
        return None
    if await joining.standing(uow, person.id, found.id) != "member":
        return None
    return Call("chat.postMessage", messages.ask_host(reader_of(person), found.id, found.name))


async def _prepare_ask_set(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await setup.learning_set(uow, delivery.set_id) if delivery.set_id else None
    if found is None or found.state != "running" or not await reminders.still_dateless(uow, found.id):
        return None
    coordinator = await person_by_id(uow, found.created_by)
    reader = Reader.of_channel(coordinator.locale, found.zone) if coordinator else Reader(tz=found.zone)
    return Call("chat.postMessage", messages.ask_set(reader, found.id))


async def _prepare_few(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await quorum.still_few(uow, UUID(delivery.args["session"]), delivery.args["starts_at"])
    if found is None:
        return None
    posted, expected = found
    if delivery.recipient_id is None:
        reader = Reader.of_channel(posted.locale, posted.session.zone)
        return Call("chat.postMessage", messages.few_can_come(reader, posted.session, expected))
    host = await person_by_id(uow, delivery.recipient_id)
    if host is None or await joining.standing(uow, host.id, posted.session.set_id) != "member":
        return None
    return Call("chat.postMessage", messages.few_can_come(reader_of(host), posted.session, expected))


FEATURE = Feature(
    name="session_reminders",
    ticks=(Tick("session_reminders", reminders.tick, reminders.next_wake),),
    kinds=(
        DeliveryKind(reminders.TODAY, _prepare_today),
        DeliveryKind(reminders.YOUR_DAY, _prepare_your_day),
        DeliveryKind(reminders.ASK_HOST, _prepare_ask_host, quiet=True),
        DeliveryKind(reminders.ASK_SET, _prepare_ask_set),
        DeliveryKind(quorum.FEW, _prepare_few, quiet=True),
    ),
)
