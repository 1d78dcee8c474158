"""Taking turns in the pretend Slack: an offer, a swap, the guide, and a coach who hands over."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from handlers.ids import Field, Press
from sandbox.people import Person
from storage.models import Phase
from tests import factory
from tests.conftest import NOW
from tests.handlers.checkin_kit import plain
from tests.handlers.rotation_kit import wall
from tests.whole.village import Village, village

NAMES = ("Amina", "Ben", "Chloe", "Dev", "Ewa", "Femi")


@pytest.fixture
async def place(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Village]:
    """A set of six whose next session is on Friday 29 May; nobody guides it yet."""
    async with village(tmp_path, sqlite_template, names=NAMES) as made:
        await factory.add_session(await made.place.bot.store_of({}), made.set_id, wall(5, 29, 14))
        yield made


def posts(place: Village) -> list[str]:
    """What the bot posted in the set's channel, in order."""
    log = place.slack.log.of("message")
    return [plain(each.text) for each in log if each.channel == place.channel.id and each.actor == "app"]


def says(person: Person, seen: object) -> str:
    """What somebody reads there, on one line."""
    return plain(" ".join(person.reads(seen)))  # type: ignore[arg-type]


async def test_an_offer_a_swap_and_the_guide(place: Village) -> None:
    await place.until(NOW + timedelta(days=6))
    (mine,) = [one for one in place.members if any("facilitate the session" in each.text for each in place.posts(one))]
    other = next(one for one in place.members if one is not mine and not place.posts(one))
    await place.press(mine, Press.TURN_SHOW, "Could you facilitate")
    assert "You look after time and questions." in says(mine, mine.modal())
    assert await mine.press(None, Press.PRACTICE)
    await place.rest()
    assert "I open nothing, and nobody else sees it." in says(mine, mine.modal())
    await mine.close_view(everything=True)
    await place.press(mine, Press.TURN_YES, "Could you facilitate")
    assert "You facilitate the session on Friday 29 May, 14:00." in says(mine, mine.latest("You facilitate"))
    assert not any(mine.user.real_name in each for each in posts(place))

    await place.press(mine, Press.TURN_SWAP, "You facilitate")
    choices = mine.modal().body["blocks"][1]["element"]["options"]
    value = next(one["value"] for one in choices if other.user.real_name in one["text"]["text"])
    assert await place.send(mine, {Field.SWAP_WITH: value}) == {}
    assert "You keep the turn until they say yes." in says(mine, mine.modal())
    await mine.close_view()
    await place.press(other, Press.SWAP_YES, "in their place")
    assert "Swapped. It is your turn on Friday 29 May, 14:00." in says(other, other.latest("Swapped."))
    note = other.latest("now has the turn", channel=place.channel)
    assert f"{other.user.real_name} now has the turn on Friday 29 May, 14:00 (London)." in says(other, note)
    await place.until(NOW + timedelta(days=8, hours=8))
    await place.press(other, Press.BRIEF_OPEN, "Open my guide")
    assert "How you could begin" in says(other, other.modal())
    assert "14:05 Opening round, 10 min" in says(other, other.modal()) or "14:00 Welcome" in says(other, other.modal())
    place.check()


async def test_a_coach_hands_over_and_leaves_the_channel(place: Village) -> None:
    store = await place.place.bot.store_of({})
    coach = place.slack.add_person("kofi", "Kofi")
    place.channel.members.append(coach.id)
    row = await factory.add_person(store, coach.id, name="Kofi")
    async with store.write() as uow:
        await factory.add_membership(uow, place.set_id, row, factory.EARLIER, role="coach")
        await uow.execute(update(Phase).values(mode="coached"))
    amina = place.amina
    assert await amina.command("/als-session", "", place.channel)
    await place.rest()
    assert await amina.press(None, Press.HANDOVER_OPEN)
    await place.rest()
    assert "Kofi facilitates your sessions now." in says(amina, amina.modal())
    assert await amina.press(None, Press.HANDOVER_PROPOSE)
    await place.rest()
    await place.later(minutes=1)
    for person in place.members[:4]:
        question = person.latest("Shall we run ourselves", channel=place.channel)
        assert await person.press(question, Press.BALLOT_ANSWER)
        await place.rest()
        assert await place.send(person, {f"{Field.BALLOT_PREFIX}decision": "yes"}) == {}
        await person.close_view(everything=True)
    await place.until(NOW + timedelta(days=8))
    assert coach.id in place.channel.members
    assert "You are with them until" in says(coach, coach.latest("News from a set you coach."))
    await place.until(NOW + timedelta(days=11))
    assert coach.id not in place.channel.members
    assert posts(place).count("Your set runs itself from now on.") == 1
    await coach.open_home()
    await place.rest()
    home = coach.sees().home
    assert home is not None
    assert "Tuesday set" not in says(coach, home)
    place.check()
