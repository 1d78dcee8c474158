"""The life of one set, session by session, as its people's will has it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.fairness.facts import HOSTED, LED, LEDGERS
from tests.fairness.house import COACH, House, Offer
from tests.fairness.notebook import Line, Notebook
from tests.fairness.will import SEATS, Will

LONDON = ZoneInfo("Europe/London")
BEGINS = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)  # a Monday
FIRST = datetime(2026, 1, 23, 14, 0)  # noqa: DTZ001 - a Friday: a wall time in London
EVERY = timedelta(weeks=2)
BOOKED = timedelta(days=12)  # before it starts; turns are offered two days later
LENGTHS = (90, 120, 210)
FULL_DAY = 390

Deed = Callable[[datetime], Awaitable[None]]
Plan = list[tuple[datetime, Deed]]


def london(wall: datetime) -> datetime:
    """The moment of a wall time there."""
    return wall.replace(tzinfo=LONDON).astimezone(UTC)


@dataclass
class Life:
    """One set. `people` belong now; `asked`: offers that stand, by session and ledger."""

    house: House
    will: Will
    book: Notebook
    now: datetime = BEGINS
    people: list[int] = field(default_factory=list)
    newest: int = 0
    asked: dict[tuple[int, str], Offer] = field(default_factory=dict)
    booked: set[int] = field(default_factory=set)
    coached: set[int] = field(default_factory=set)
    off: set[int] = field(default_factory=set)
    cannot: set[tuple[int, int]] = field(default_factory=set)

    async def live(self, sessions: int) -> Notebook:
        """Everything, up to the close of the last session."""
        await self._found()
        number, fortnight = 1, 0
        while number <= sessions:
            pair = number < sessions and self.will.does(self.will.twice, "twice", number)
            await self._meeting([number, number + 1] if pair else [number], FIRST + fortnight * EVERY)
            number, fortnight = number + 1 + pair, fortnight + 1
        await self.house.tick(self.now)
        return self.book

    async def _found(self) -> None:
        for number in range(1, self.will.founding + 1):
            await self._join(number, BEGINS + timedelta(minutes=number))
        if self.will.coached:
            await self.house.join(COACH, BEGINS, "coach")

    def _write(self, what: str, at: datetime, **more: Any) -> None:  # noqa: ANN401 - as Line says
        self.book.write(replace(Line(what, at), **more))

    async def _join(self, person: int, at: datetime) -> None:
        await self.house.join(person, at)
        self.people.append(person)
        self.newest = person
        self._write("join", at, person=person)

    async def _meeting(self, sessions: list[int], wall: datetime) -> None:
        """One day with a session or two: from booking to the last close."""
        deeds: Plan = []
        starts: dict[int, datetime] = {}
        for place, number in enumerate(sessions):
            begin = wall + timedelta(hours=3 * place)
            starts[number] = london(begin)
            length = FULL_DAY if len(sessions) == 1 and self.will.does(self.will.full_days, "full", number) else 0
            minutes = length or (LENGTHS[number % 3] if len(sessions) == 1 else 90)
            deeds += self._plan(number, begin, minutes)
        await self._until(starts[sessions[0]], deeds, starts)
        for number in sessions:
            if number not in self.off:
                self.now = max(self.now, starts[number])
                await self.house.tick(self.now)
                await self._look(self.now)
                await self._meet(number, self.now)

    def _plan(self, number: int, wall: datetime, minutes: int) -> Plan:
        """What happens around one session besides the clock's own work."""
        starts, will = london(wall), self.will
        booked = starts - BOOKED

        async def book(at: datetime) -> None:
            await self._come_and_go(number, at)
            await self.house.book(number, wall, minutes, at)
            self.booked.add(number)
            self._write("book", at, session=number, starts=starts, full=minutes == FULL_DAY)
            await self._beforehand(number, starts, at)

        async def keen(at: datetime) -> None:
            for ledger in LEDGERS:
                for person in will.some(will.keen, f"keen {ledger} {at:%A}", number, self._can(number))[:1]:
                    await self._volunteer(number, ledger, person, at)

        async def swap(at: datetime) -> None:
            if will.does(will.swaps, "swap", number):
                await self._swap(number, at)

        async def sick(at: datetime) -> None:
            for ledger in LEDGERS:
                holder = await self.house.holder(number, ledger)
                if holder and holder.person != COACH and will.does(will.sick, "sick", number, holder.person):
                    await self._cannot(number, holder.person, at)

        async def call_off(at: datetime) -> None:
            if will.does(will.off, "off", number):
                await self.house.call_off(number, at)
                self.off.add(number)
                self._write("off", at, session=number)

        async def volunteers(at: datetime) -> None:
            for ledger in LEDGERS:
                await self._answer_the_channel(number, ledger, at)

        return [
            (booked, book),
            (booked + timedelta(days=1), keen),
            (booked + timedelta(days=3), keen),
            (starts - timedelta(days=7, hours=1), swap),
            (starts - timedelta(days=5, hours=2), sick),
            (starts - timedelta(days=4, hours=1), call_off),
            (starts - timedelta(days=3) + timedelta(hours=1), volunteers),
            (starts - timedelta(hours=20), volunteers),
        ]

    async def _come_and_go(self, number: int, at: datetime) -> None:
        will = self.will
        goers = will.some(will.goes / max(1, len(self.people)), "goes", number, self.people)
        for person in goers[: max(0, len(self.people) - 3)]:
            await self.house.leave(person, at)
            self.people.remove(person)
            self._write("leave", at, person=person)
        if len(self.people) < SEATS and will.does(will.comes, "comes", number):
            await self._join(self.newest + 1, at + timedelta(minutes=1))

    async def _beforehand(self, number: int, starts: datetime, at: datetime) -> None:
        will = self.will
        for place, person in enumerate(will.some(will.bids, "bid", number, self.people)):
            later = at + timedelta(minutes=2, seconds=place)
            await self.house.bid(number, person, later, urgent=will.does(0.5, "urgent", number, person))
            self._write("bid", later, session=number, person=person)
        for person in will.some(will.holiday, "holiday", number, self.people):
            last = starts - timedelta(days=3)  # volunteers are asked by then
            await self.house.holiday(person, at.date(), last.date(), at)
            self._write("holiday", at, person=person, until=last)
        for person in will.some(will.away, "away", number, self.people):
            await self._cannot(number, person, at + timedelta(minutes=3))

    def _can(self, number: int) -> list[int]:
        return [one for one in self.people if (number, one) not in self.cannot]

    async def _cannot(self, number: int, person: int, at: datetime) -> None:
        await self.house.cannot(number, person, at)
        self.cannot.add((number, person))
        self._write("cannot", at, session=number, person=person)
        for ledger in LEDGERS:
            if (offer := self.asked.get((number, ledger))) and offer.person == person:
                del self.asked[(number, ledger)]

    async def _volunteer(self, number: int, ledger: str, person: int, at: datetime) -> None:
        took = await self.house.volunteer(number, ledger, person, at)
        if took is not None:
            self.asked.pop((number, ledger), None)
            self._write("volunteer", at, **took._asdict())

    async def _answer_the_channel(self, number: int, ledger: str, at: datetime) -> None:
        if await self.house.stage(number, ledger) not in ("volunteers", "together"):
            return
        for person in self.will.some(self.will.willing, f"willing {ledger} {at.hour}", number, self._can(number)):
            if await self.house.holder(number, ledger) is None:
                await self._volunteer(number, ledger, person, at)

    async def _swap(self, number: int, at: datetime) -> None:
        holder = await self.house.holder(number, LED)
        others = [one for one in self._can(number) if holder and one != holder.person]
        if holder is None or holder.person == COACH or not others:
            return
        asked = self.will.order("swap with", number, others)[0]
        agrees = self.will.does(self.will.kind, "kind", number, asked)
        moved, back = await self.house.swap(number, asked, at, agrees=agrees)
        if moved:
            self._write("swap", at, session=number, person=holder.person, other=asked, back=back)

    async def _until(self, end: datetime, deeds: Plan, starts: dict[int, datetime]) -> None:
        """The clock, and what is planned, in order of time."""
        deeds.sort(key=lambda each: each[0])
        while True:
            wake = await self.house.next_wake(self.now)
            moments = [each for each in (wake, deeds[0][0] if deeds else None) if each is not None]
            following = max(min(moments, default=end), self.now)
            if following >= end:
                break
            self.now = following
            await self.house.tick(self.now)
            await self._look(self.now)
            while deeds and deeds[0][0] <= self.now:
                await deeds.pop(0)[1](self.now)
                await self._forget_settled()
        self.now = end
        await self.house.tick(end)
        await self._look(end)

    async def _look(self, at: datetime) -> None:
        """Who is asked now, who is no longer; and everybody answers who does."""
        for number in self.booked - self.coached:
            holder = await self.house.holder(number, LED)
            if holder is not None and holder.person == COACH:
                self.coached.add(number)
                self._write("coach", at, session=number)
        standing = {(one.session, one.ledger): one for one in await self.house.offers()}
        for place, offer in list(self.asked.items()):
            if standing.get(place, offer).person != offer.person or place not in standing:
                self._write("lapse", at, session=offer.session, ledger=offer.ledger, person=offer.person)
                del self.asked[place]
        new = sorted(standing.keys() - self.asked.keys(), key=lambda each: (LEDGERS.index(each[1]), each[0]))
        for place in new:
            self._write("ask", at, **standing[place]._asdict())
            self.asked[place] = standing[place]
        for place in new:
            await self._answer(standing[place], at)

    async def _answer(self, offer: Offer, at: datetime) -> None:
        says = self.will.says(offer.session, offer.ledger, offer.person)
        if says == "nothing":
            return
        if says == "yes":
            await self.house.yes(offer, at)
        else:
            await self.house.no(offer, at)
        self._write(says, at, session=offer.session, ledger=offer.ledger, person=offer.person)
        del self.asked[(offer.session, offer.ledger)]

    async def _forget_settled(self) -> None:
        """What was called off, and who left, needs no answer."""
        gone = [each for each, one in self.asked.items() if one.session in self.off or one.person not in self.people]
        for place in gone:
            del self.asked[place]

    async def _meet(self, number: int, at: datetime) -> None:
        """The session itself."""
        will, house = self.will, self.house
        there = [one for one in self._can(number) if not will.does(will.missing, "missing", number, one)]
        there = there or self.people[:1]
        holder = await house.holder(number, LED)
        led = holder.person if holder else None
        opener = led if led in (COACH, *there) and led is not None else will.order("opens", number, there)[0]
        together = holder is None and will.does(0.5, "together", number)
        await house.open(number, opener, there, at, together=together)
        await self._work(number, there, opener, at)
        host = await house.holder(number, HOSTED)
        lead = ((LED, await house.leader(number)), (HOSTED, host.person if host else None))
        await house.close(number, at + timedelta(hours=1))
        self._write("held", at, session=number, people=tuple(there), lead=lead)
        self.now = at + timedelta(hours=2)

    async def _work(self, number: int, there: list[int], opener: int, at: datetime) -> None:
        """Bids, and a slot for each of the first; nobody leads their own."""
        will, house = self.will, self.house
        for place, person in enumerate(will.some(0.4, "bid there", number, there)):
            later = at + timedelta(minutes=1, seconds=place)
            await house.bid(number, person, later, urgent=will.does(0.5, "urgent", number, person))
        numbers, order = await house.slots(number), await house.order(number)
        urgent = tuple(one for one in order if will.does(0.5, "urgent", number, one))
        self._write("order", at, session=number, people=tuple(order), urgent=urgent)
        wish = [*(one for one in order if one in there), *(one for one in there if one not in order)]
        chosen = wish if len(numbers) >= len(there) else [one for one in order if one in there]
        presenters: dict[int, int | None] = dict(zip(numbers, chosen, strict=False))
        if presenters:
            await house.choose(number, presenters, at)
        for slot in presenters:
            await self._slot(number, slot, presenters, opener, at)

    async def _slot(self, number: int, slot: int, presenters: dict[int, int | None], opener: int, at: datetime) -> None:
        house = self.house
        if not await house.to_slot(number, slot, at):
            helpers = self.will.order("helps", number + 100 * slot, list(await house.helpers(number)))
            if helpers:
                await house.hand_over(number, helpers[0], at)
            else:
                presenters[slot] = None  # there is nobody who could lead it
                await house.choose(number, {slot: None}, at)
            await house.to_slot(number, slot, at)
        elif await house.leader(number) not in (None, opener) and self.will.does(0.8, "takes back", number, slot):
            await house.take_back(number, opener, at)
        presenter = presenters[slot]
        if presenter is not None:
            leads = await house.leader(number)
            self._write("slot", at, session=number, person=presenter, other=leads)
