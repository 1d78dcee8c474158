"""A week of a set in which everything that people write is a canary, and in which much goes wrong."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot import operator
from bot.simulate import Town
from handlers.messages.checkins import check_ins
from sandbox.faults import Fault
from sandbox.people import Person
from sandbox.records import Message
from storage.engine import Database
from tests.whole.canary import Canaries
from tests.whole.sealed_columns import Filled, WatchedStage

BEGINS = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
# What stands in a direct message by design, and in whose: the form says so before it is sent.
QUESTION, AMINA, BEN = "Q", "LA", "LB"
DETAILS = {
    "action_about": "DA",
    "action_sign": "DS",
    "action_support": "DU",
    "action_if_then": "DI",
    "action_plan": "DP",
    "action_expect": "DE",
}

_FAILING = {
    "sqlite": (
        "CREATE TRIGGER fails BEFORE INSERT ON action_event BEGIN SELECT RAISE(ABORT, 'made to fail'); END",
        "DROP TRIGGER fails",
    ),
    "postgresql": (
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'made to fail: %%', NEW; END$$; "
        "CREATE TRIGGER fails BEFORE INSERT ON action_event FOR EACH ROW EXECUTE FUNCTION fail()",
        "DROP FUNCTION fail() CASCADE",
    ),
}


class Week:
    """The story, in acts. `priya` coordinates; Chloe shows no labels; Dev only asks a question, Efe only joins."""

    def __init__(self, place: Town, canaries: Canaries, monkeypatch: pytest.MonkeyPatch) -> None:
        self.place, self.canaries, self.patch = place, canaries, monkeypatch
        self.stage = WatchedStage(place.slack, place.driver)
        self.stage.filled = Filled(canaries.stem, monkeypatch)
        self.stage.database = place.bot.storage.database
        self.priya, self.amina, self.ben, self.chloe, self.dev, self.efe = (
            self.stage.cast(name, name) for name in ("Priya", "Amina", "Ben", "Chloe", "Dev", "Efe")
        )

    async def tell(self) -> None:
        await operator.coordinator_add(self.place.settings, self.priya.id, self.place.slack.clock)
        await self._a_set_begins()
        await self._actions()
        await self.stage.at(BEGINS + timedelta(hours=22))
        await self._morning()
        await self._in_forms()
        await self._backed_up()
        await self._in_words()
        await self._changed_and_stopped()
        await self.stage.at(self.stage.now + timedelta(days=3))

    async def _a_set_begins(self) -> None:
        members = [self.amina, self.ben, self.chloe, self.dev, self.efe]
        await self.stage.command(self.priya, "/als")
        await self.stage.press(self.priya, "setup.new")
        chosen = {"set_name": "Thursday set", "set_people": [each.id for each in members], "set_zone": "Europe/London"}
        more = {"set_cadence": "6", "set_confidentiality": "unknown", "set_contacts": "Rosa, ext. 2040"}
        await self.stage.fill(self.priya, {**chosen, **more})
        await self.stage.close(self.priya)
        await self.stage.wait(180)
        for person in members:
            await self.stage.press(person, "joining.next", person.sees().direct[0])
            await self.stage.press(person, "joining.next", person.sees().direct[0])
        self.place.slack.faults.queue("chat.postMessage", Fault.TIMEOUT_AFTER, Fault.TRUNCATED)
        await self.stage.press(self.dev, "joining.ask", self.dev.sees().direct[0])
        await self.stage.fill(self.dev, {"question": self.canaries[QUESTION]})
        for person in (self.amina, self.ben, self.chloe, self.efe):
            await self.stage.press(person, "joining.yes", person.sees().direct[0])
            await self.stage.wait(60)
        await self.stage.command(self.chloe, "/als", "settings")
        await self.stage.fill(self.chloe, {"show_labels": "no"})
        await self.stage.close(self.chloe)

    async def _commit(self, person: Person, label: str, **more: str) -> None:
        await self.stage.command(person, "/als", "action")
        await self.stage.fill(person, {"action_label": self.canaries[label], "action_due": "tomorrow", **more})
        await self.stage.submit(person)
        await self.stage.wait()

    async def _actions(self) -> None:
        details = {block: self.canaries[name] for block, name in DETAILS.items()}
        await self.stage.command(self.amina, "/als", "action")
        wrong = {"action_label": self.canaries["W"] * 9, "action_due": self.canaries["T"]}
        await self.stage.fill(self.amina, {**wrong, "action_about": self.canaries["X"]})
        await self.stage.close(self.amina)
        await self._commit(self.amina, AMINA, **details, action_supporter="Ben")
        await self._commit(self.chloe, "LC", **details)
        await self._commit(self.ben, BEN)
        await self._commit(self.ben, BEN)

    async def _morning(self) -> None:
        """Check-ins, after rendering has failed once with words in its error, and Slack has stumbled."""
        failures = []

        def failing(*given: object) -> object:
            failures.append(given)
            if len(failures) == 1:
                raise ValueError(self.canaries["E"], given)
            return check_ins(*given)  # type: ignore[arg-type]

        self.patch.setattr("handlers.checkins.check_ins", failing)
        faults = (Fault.INTERNAL_ERROR_AFTER, Fault.RESET_AFTER, Fault.LIMITED, Fault.UNAVAILABLE)
        self.place.slack.faults.queue("chat.postMessage", *faults)
        await self.stage.at(self.stage.now + timedelta(hours=2))
        assert failures
        for person in (self.amina, self.ben, self.chloe):
            assert self.asked(person)

    def asked(self, person: Person) -> Message:
        return person.latest("checkins.not_until")

    async def _in_forms(self) -> None:
        """A line kept, after each way in which keeping it can fail."""
        await self.stage.press(self.amina, "checkins.stuck", self.asked(self.amina))
        await self.stage.press(self.amina, "checkins.stuck_smaller")
        await self.stage.fill(self.amina, {"action_about": self.canaries["DN"], "action_due": "30 May"})
        await self.stage.close(self.amina)
        await self.stage.press(self.chloe, "checkins.done", self.asked(self.chloe))
        for failing in (self._database_fails, self._listener_fails, self._nothing_fails):
            async with failing():
                await self.stage.press(self.chloe, "checkins.open", self.chloe.latest("checkins.open"))
                compared = {"note_compared": self.canaries["NK"], "note_turned_out": "unexpected"}
                await self.stage.fill(self.chloe, {"note": self.canaries["NF"], **compared})
                await self.stage.close(self.chloe)
        self.place.slack.faults.queue("views.open", Fault.UNAVAILABLE_AFTER, Fault.RESET)
        for _ in range(2):
            await self.stage.press(self.chloe, "checkins.open", self.chloe.latest("checkins.open"))

    @asynccontextmanager
    async def _database_fails(self) -> AsyncIterator[None]:
        database = Database.connect(self.place.settings.main_database)
        make, drop = _FAILING[database.dialect]
        await _run(database, make)
        yield
        await _run(database, drop)
        await database.close()

    @asynccontextmanager
    async def _listener_fails(self) -> AsyncIterator[None]:
        async def failing(*_: object, **given: object) -> None:
            words = given["note"]
            raise RuntimeError(words.reveal(), words) from ValueError(words.reveal())  # type: ignore[attr-defined]

        with self.patch.context() as patch:
            patch.setattr("sets.notes.record", failing)
            yield

    @asynccontextmanager
    async def _nothing_fails(self) -> AsyncIterator[None]:
        yield

    async def _backed_up(self) -> None:
        """Ben says that he can back Amina up, reads what it is about, and leaves a word for her."""
        await self.stage.press(self.ben, "supporters.yes", self.ben.latest("supporters.yes"))
        await self.stage.wait(120)
        await self.stage.press(self.ben, "supporters.open", self.ben.latest("supporters.open"))
        assert self.canaries["DN"] in self.ben.sees().text()
        await self.stage.press(self.ben, "supporters.word")
        await self.stage.fill(self.ben, {"support_word": self.canaries["SW"]})
        await self.stage.close(self.ben)

    async def _in_words(self) -> None:
        await self.stage.say(self.chloe, self.canaries["NC"])
        await self.stage.say(self.amina, self.canaries["NA"])
        await self.stage.wait(60)
        await self.stage.press(self.amina, "replies.choose", self.amina.latest("replies.choose"))
        await self.stage.press(self.amina, "replies.form", self.amina.latest("replies.form"))
        await self.stage.fill(self.amina, {"note": self.canaries["NR"], "note_audience": "set"})
        await self.stage.close(self.amina)
        async with self._database_fails():
            await self.stage.say(self.amina, self.canaries["NX"])
        await self.stage.wait(60)
        await self.stage.say(self.amina, self.canaries["NL"] * 200)
        await self.stage.say(self.ben, self.canaries["NP"])  # two actions: it waits until he says which
        await self.stage.wait(60)
        await self.stage.press(self.ben, "replies.choose", self.ben.latest("replies.choose"))
        await self.stage.press(self.ben, "replies.other", self.ben.latest("replies.other"))
        await self.stage.say(self.priya, self.canaries["NO"])
        await self.stage.wait(60)

    async def _changed_and_stopped(self) -> None:
        await self.stage.press(self.ben, "checkins.change", self.asked(self.ben))
        await self.stage.fill(self.ben, {"action_sign": self.canaries["DC"]})
        await self.stage.close(self.ben)
        await self.stage.command(self.ben, "/als", "action")
        await self.stage.fill(self.ben, {"action_label": self.canaries["LD"], "action_due": "tomorrow"})
        await self.stage.close(self.ben)  # a draft that nobody confirms
        await self.stage.home(self.chloe)
        await self.stage.home(self.amina)


async def _run(database: Database, statement: str) -> None:
    async with database.write() as connection:
        await connection.exec_driver_sql(statement)
