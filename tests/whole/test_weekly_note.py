"""The weekly note from the tick to the screen: bands, too few, a leaver, a quiet week, and what members see of it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.simulate import Town, town
from handlers.ids import Press
from sandbox.log import LogRecord
from sandbox.people import Person
from sandbox.story import Stage
from tests.conftest import NOW
from tests.factory import add_coordinator, add_person, add_set
from tests.handlers.checkin_kit import plain
from tests.sets.digest_kit import Programme
from tests.sets.test_digest import NINE

WEEK = timedelta(days=7)


@dataclass
class Year:
    """A programme in the pretend Slack; Priya coordinates it."""

    place: Town
    stage: Stage
    programme: Programme
    priya: Person
    members: Sequence[Sequence[Person]]

    async def monday(self, number: int) -> LogRecord:
        """The one note of that Monday, 1 or later; the bot's own ticks and deliveries have brought it."""
        await self.stage.at(NINE + (number - 1) * WEEK + timedelta(hours=1))
        since = self.stage.now - timedelta(days=1)
        direct = self.place.slack.ws.direct(self.priya.id).id
        notes = [
            each
            for each in self.place.slack.log.of("message")
            if each.channel == direct and each.actor == "app" and each.at > since
        ]
        (note,) = notes
        return note

    def said(self, note: LogRecord) -> str:
        message = self.priya.find(note.channel, note.ts)
        assert message is not None
        return plain("\n".join(self.priya.reads(message)))


@asynccontextmanager
async def year(folder: Path, url: str, sets: int, each: int) -> AsyncIterator[Year]:
    """So many sets of so many people, who have been in them for two weeks."""
    keystore = f"sqlite:///{folder / 'keys.db'}"
    async with town(folder, NOW, database_url=url, keystore_url=keystore) as place:
        store = await place.bot.store_of({})
        stage = Stage(place.slack, place.driver)
        priya = stage.cast("Priya", "Priya")
        kept = Programme(store, await add_coordinator(store, priya.id, name="Priya"))
        members = []
        for number in range(1, sets + 1):
            name = f"Set {number}"
            people = [stage.cast(f"m{number}x{one}", f"Member {number} {one}") for one in range(each)]
            channel = place.slack.ws.add_channel(f"learning-set-{number}", place.slack.ws.bot_user, is_private=True)
            channel.members += [person.id for person in people]
            joined = [await add_person(store, person.id, name=person.user.real_name) for person in people]
            kept.people[name] = joined
            kept.sets[name] = await add_set(
                store, kept.coordinator, members=joined, name=name, channel_id=channel.id, contacts="Rosa"
            )
            members.append(people)
        yield Year(place, stage, kept, priya, members)
        assert place.slack.refusals == []
        assert [each.text for each in place.slack.visible_errors] == []


async def test_four_sets_of_seven_week_by_week(database_url: str, tmp_path: Path) -> None:
    """A week with sessions, a week after somebody left, a quiet week; and what a member sees of it."""
    async with year(tmp_path, database_url, 4, 7) as told:
        for name in told.programme.sets:
            await told.programme.met(name, NINE - timedelta(days=2), came=6)
            await told.programme.booked(name, NINE + timedelta(days=60))
        first = await told.monday(1)
        assert "All 4 sets have a date. You could tell me more about them." in told.said(first)
        assert "Across 4 sets and 28 people." in told.said(first)
        assert "Came to sessions: nearly all." in told.said(first)
        _has_its_picture(told, first, "4 sets: 4 met, 4 with a date, 0 with no date.")
        await _leaves(told, told.members[1][6])
        second = told.said(await told.monday(2))
        assert "Across 2 sets and 14 people." in second  # not 27: one week cannot be taken from the other
        third = told.said(await told.monday(3))
        assert "As last week, all 4 sets have a date." in third
        assert "Across 2 sets and 14 people." in third
        assert "Came to sessions: too few to say." in third
        await _sees_the_same(told, told.members[0][0], third)


def _has_its_picture(told: Year, note: LogRecord, alt_text: str) -> None:
    (image,) = [block for block in note.shown["blocks"] if block["type"] == "image"]
    assert image["alt_text"] == alt_text
    file = told.place.slack.ws.files[image["slack_file"]["id"]]
    assert file.alt_txt == alt_text
    assert (file.data or b"").startswith(b"\x89PNG")
    assert file.channels == []  # shared nowhere by itself


async def _leaves(told: Year, person: Person) -> None:
    await told.stage.home(person)
    await told.stage.press(person, Press.LEAVE, person.sees().home)
    await told.stage.submit(person)
    await told.stage.close(person)


async def _sees_the_same(told: Year, member: Person, note: str) -> None:
    """The figures word for word, and no other set's name."""
    await told.stage.home(member)
    await told.stage.press(member, Press.DIGEST_SEE, member.sees().home)
    shown = plain("\n".join(member.reads(member.modal())))
    (figures,) = [line for line in note.splitlines() if line.startswith("Across")]
    assert figures in shown
    assert "Date booked: Set 1." in shown
    assert "Set 2" not in shown


async def test_nine_people_are_too_few(database_url: str, tmp_path: Path) -> None:
    async with year(tmp_path, database_url, 1, 9) as told:
        await told.programme.asked(NINE - timedelta(days=1), answered=9)
        note = await told.monday(1)
        assert "Too few people to show. I show group figures for 10 people or more." in told.said(note)
        assert "Across" not in told.said(note)
        _has_its_picture(told, note, "1 set: 0 met, 0 with a date, 1 with no date.")
