"""Taking turns in Slack: the offer, what is pressed on it, volunteers, and turns of one's own on Home."""

from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature, Tick
from handlers.home import home_soon
from handlers.ids import Press, parse_handle
from handlers.messages import briefs as brief_messages
from handlers.messages import rotation as messages
from handlers.messages import whose_turn as rota_messages
from handlers.people import reader_of
from handlers.places import HomePart, Place
from handlers.reply import edit_pressed, user_of
from handlers.routes import Routes
from handlers.surfaces import in_modal, pressed_value, show
from handlers.words import Reader
from sets import briefs, offering, turns, whose_turn
from sets.home import Standing
from sets.people import person_by_id
from sets.rotation import Ledger
from sets.turns import Answered, Happened
from storage.outbox import Delivery
from storage.queries import calendar, joining, rotation
from storage.queries import turns as queries
from storage.queries.briefs import count_carried
from storage.queries.checkins import place_of
from storage.unit_of_work import UnitOfWork

_LEDGERS = {Press.TURN_VOLUNTEER: Ledger.FACILITATING, Press.HOST_VOLUNTEER: Ledger.HOSTING}


class Listeners:
    """What members press about their turns."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def yes(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        done = await turns.say_yes(store, user_of(body), pressed.row_id, self._desk.clock.now())
        await ack()
        self._edit(body, done)
        if done.happened is Happened.YES:
            home_soon(self._desk, store, done.seen.person.id)

    async def not_this_time(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        done = await turns.not_this_time(store, user_of(body), pressed.row_id, self._desk.clock.now())
        await ack()
        self._edit(body, done)

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        now = self._desk.clock.now()
        elsewhere = in_modal(body)  # in the rota: the message about the turn follows
        done = await turns.undo(store, user_of(body), pressed.row_id, pressed.revision, now, elsewhere=elsewhere)
        await ack()
        if elsewhere:
            rota = await whose_turn.look(store, user_of(body), done.seen.session.set_id)
            reader = reader_of(done.seen.person)
            show(
                self._desk,
                body,
                rota_messages.view(reader, rota, messages.undone(reader, done.happened)),
                in_place=True,
            )
        else:
            self._edit(body, done)
        home_soon(self._desk, store, done.seen.person.id)

    async def show_me(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        seen = await turns.look(store, user_of(body), pressed.row_id)
        await ack()
        show(self._desk, body, messages.show_me(reader_of(seen.person), seen))

    async def guide(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Open my guide: for whoever has the turn now, however old the button is."""
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        guide = await briefs.guide(store, user_of(body), pressed.row_id)
        await ack()
        show(self._desk, body, brief_messages.guide_view(reader_of(guide.seen.person), guide))

    async def practice(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A step of the practice run; Next and Back change the window in place."""
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        tried = await briefs.practice(store, user_of(body), pressed.row_id)
        await ack()
        view = brief_messages.practice_view(reader_of(tried.seen.person), tried, pressed.revision)
        show(self._desk, body, view, in_place=body["actions"][0]["action_id"] != Press.PRACTICE)

    async def volunteer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """I'd like to: in the channel everyone sees who guides, and nobody sees who was asked. What follows for the one
        who has it now comes to them alone."""
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        ledger = _LEDGERS[body["actions"][0]["action_id"]]
        done = await turns.volunteer(store, user_of(body), pressed.row_id, ledger, self._desk.clock.now())
        await ack()
        if in_modal(body):  # the rota, where the same button stands
            rota = await whose_turn.look(store, user_of(body), done.seen.session.set_id)
            show(self._desk, body, rota_messages.view(reader_of(done.seen.person), rota), in_place=True)
        else:
            edit_pressed(self._desk, body, messages.found(Reader(tz=done.seen.session.zone), done.seen, ledger))
        if done.happened is Happened.YES:
            home_soon(self._desk, store, done.seen.person.id)

    def _edit(self, body: dict[str, Any], done: Answered) -> None:
        edit_pressed(self._desk, body, messages.offer(reader_of(done.seen.person), done.seen, done.happened))


async def _prepare_offer(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The offer while it stands; None: it was settled meanwhile."""
    seen = await queries.seen_turn(uow, UUID(delivery.args["turn"]), None)
    if seen is None or seen.turn is None or seen.turn.state != "offered" or seen.set_state == "closed":
        return None
    if seen.session.state != "planned" or seen.standing != "member":
        return None
    return Call("chat.postMessage", messages.offer(reader_of(seen.person), seen))


async def _prepare_yours(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """To somebody who took a turn elsewhere, in the channel or by a swap; None: it has moved on."""
    seen = await queries.seen_turn(uow, UUID(delivery.args["turn"]), None)
    if seen is None or seen.turn is None or seen.turn.state != "accepted" or seen.session.state != "planned":
        return None
    return Call("chat.postMessage", messages.offer(reader_of(seen.person), seen))


async def _prepare_refresh(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """An offer's message as it stands now; None when Slack does not have it."""
    seen = await queries.seen_turn(uow, UUID(delivery.args["turn"]), None)
    place = await place_of(uow, UUID(delivery.args["offer"]))
    if seen is None or place is None:
        return None
    channel, ts = place
    return Call("chat.update", {"channel": channel, "ts": ts, **messages.offer(reader_of(seen.person), seen)})


async def _prepare_volunteers(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    session = await calendar.session(uow, UUID(delivery.args["session"]))
    ledger = Ledger(delivery.args["ledger"])
    if session is None or session.state != "planned":
        return None
    taken = (session.facilitator_id if ledger is Ledger.FACILITATING else session.host_id) is not None
    if taken and not await rotation.asks_volunteers(uow, session.id, ledger):
        return None
    return Call("chat.postMessage", messages.volunteers(Reader(tz=session.zone), session, ledger))


async def _prepare_together(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    session = await calendar.session(uow, UUID(delivery.args["session"]))
    if session is None or session.state != "planned" or session.mode != "together":
        return None
    return Call("chat.postMessage", messages.together(Reader(tz=session.zone), session))


async def _prepare_brief(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The guide is ready, for whoever has the turn at this moment; None: it was handed on, or the session is over."""
    session = await calendar.session(uow, UUID(delivery.args["session"]))
    person = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    if session is None or person is None or session.state != "planned" or session.facilitator_id != person.id:
        return None
    carried = await count_carried(uow, session.set_id)
    member = await joining.standing(uow, person.id, session.set_id) == "member"
    return Call("chat.postMessage", brief_messages.ready(reader_of(person), session, carried, member=member))


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[HomePart]:
    """Turns of one's own to come."""
    if not standing.sets:
        return []
    mine = await queries.turns_to_come(uow, standing.person_id)
    shown = [messages.on_home(reader, one.session, one.set_name, one.turn) for one in mine]
    return [HomePart(Place.NEXT, tuple(shown))] if shown else []


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.TURN_SHOW)(listeners.show_me)
    app.action(Press.TURN_YES)(listeners.yes)
    app.action(Press.TURN_NOT)(listeners.not_this_time)
    app.action(Press.TURN_UNDO)(listeners.undo)
    app.action(Press.BRIEF_OPEN)(listeners.guide)
    app.action(Press.PRACTICE)(listeners.practice)
    app.action(Press.PRACTICE_NEXT)(listeners.practice)
    app.action(Press.PRACTICE_BACK)(listeners.practice)
    app.action(Press.TURN_VOLUNTEER)(listeners.volunteer)
    app.action(Press.HOST_VOLUNTEER)(listeners.volunteer)


FEATURE = Feature(
    name="rotation",
    register=register,
    ticks=(Tick("rotation.offer", offering.tick, offering.next_wake),),
    kinds=(
        DeliveryKind(offering.OFFER, _prepare_offer, quiet=True),
        DeliveryKind(offering.YOURS, _prepare_yours),
        DeliveryKind(offering.REFRESH, _prepare_refresh),
        DeliveryKind(offering.VOLUNTEERS, _prepare_volunteers),
        DeliveryKind(offering.TOGETHER, _prepare_together),
        DeliveryKind(offering.BRIEF, _prepare_brief, quiet=True),
    ),
    home=_home,
)
