"""Slack away, slow, or answering with half a sentence: what was promised comes once, when Slack is back."""

from datetime import timedelta

import pytest

from sandbox.faults import Fault
from sandbox.log import LogRecord
from sandbox.people import Person
from tests.conftest import NOW
from tests.whole.village import MORNING, Village

ALL = list(Fault)
BEFORE = [fault for fault in ALL if not fault.accepted]


def bundles(place: Village) -> list[LogRecord]:
    return [record for record in place.posts(place.amina) if "checkins.done" in str(record.shown)]


@pytest.mark.parametrize("how", ["503", "reset"])
async def test_away_for_an_hour_around_the_check_in(both: Village, how: str) -> None:
    await both.commit(both.amina)
    opens = MORNING.replace(hour=7, minute=30)
    await both.until(opens - timedelta(minutes=20))
    both.slack.faults.away(opens + timedelta(minutes=40), how)
    await both.until(opens + timedelta(hours=6))
    found = bundles(both)
    assert len(found) == 1
    assert found[0].at >= opens + timedelta(minutes=40)
    await both.press(both.amina, "checkins.done")
    assert await both.deliveries("dead") == []
    both.check()


@pytest.mark.parametrize("fault", ALL, ids=[fault.name for fault in ALL])
async def test_each_fault_of_posting_gives_one_check_in(place: Village, fault: Fault) -> None:
    await place.commit(place.amina)
    await place.until(NOW + timedelta(hours=1))
    place.slack.faults.queue("chat.postMessage", fault)
    await place.until(MORNING + timedelta(hours=2))
    assert len(bundles(place)) == 1
    await place.press(place.amina, "checkins.still_on_it")
    assert "Saved" in place.amina.sees().text()
    assert await place.deliveries("dead") == []
    place.check()


@pytest.mark.parametrize("fault", [Fault.LIMITED, Fault.LIMITED_BARE, Fault.UNAVAILABLE, Fault.TIMEOUT])
async def test_a_fault_that_lasts_loses_nothing(place: Village, fault: Fault) -> None:
    for person in place.members:
        await place.commit(person)
    await place.until(NOW + timedelta(hours=1))
    place.slack.faults.queue("chat.postMessage", fault, times=6)
    await place.until(MORNING + timedelta(hours=6))
    for person in place.members:
        found = [each for each in place.posts(person) if "checkins.done" in str(each.shown)]
        assert len(found) == 1
    assert await place.deliveries("dead") == []
    place.check()


async def new_set(place: Village) -> list[Person]:
    people = [place.slack.add_person(name, name.title()) for name in ("emil", "fay", "gus", "hal")]
    priya = place.coordinator
    await place.command(priya, "")
    await priya.press(None, "setup.new")
    await place.rest()
    values = {"set_name": "Ward set", "set_people": [each.id for each in people], "set_contacts": "Rosa Diaz"}
    assert await place.send(priya, {**values, "set_cadence": "6", "set_confidentiality": "unknown"}) == {}
    return people


@pytest.mark.parametrize("fault", ALL, ids=[fault.name for fault in ALL])
async def test_each_fault_of_a_channel_gives_one_channel_with_everyone(place: Village, fault: Fault) -> None:
    place.slack.faults.queue("conversations.create", fault)
    place.slack.faults.queue("conversations.invite", fault)
    people = await new_set(place)
    await place.later(minutes=10)
    for person in people:
        for _ in range(2):
            await place.press(person, "joining.next")
        await place.press(person, "joining.yes")
    await place.later(hours=2)
    made = [each for each in place.slack.ws.channels.values() if each.name.startswith("learning-set-")]
    assert len(made) == 2  # the one that was there, and the new one
    assert {person.id for person in people} <= set(made[1].members)
    assert "could not" not in place.coordinator.sees().text()
    assert await place.deliveries("dead") == []
    place.check()


async def test_each_fault_of_opening_a_window_leaves_another_try(place: Village) -> None:
    amina = place.amina
    for fault in ALL:
        place.slack.faults.queue("views.open", fault)
        assert await amina.command("/als", "action")
        await place.rest()
        if amina.sees().modal is None:
            assert not fault.accepted
            await place.command(amina)
        assert await place.send(amina, {"action_label": fault.name, "action_due": "tomorrow"}) == {}
        await amina.close_view(everything=True)
    place.check()


async def test_each_fault_of_home_leaves_another_try(place: Village) -> None:
    for fault in ALL:
        place.slack.faults.queue("views.publish", fault)
        await place.commit(place.amina, fault.name)
        await place.later(hours=1)
        home = place.amina.sees().home
        assert home is not None
        assert str(home.body["blocks"]).count("actions.open") == min(ALL.index(fault) + 1, 10)
        await place.amina.open_home()
        await place.rest()
    assert await place.deliveries("dead") == []
    place.check()


@pytest.mark.parametrize("fault", [*BEFORE, Fault.TRUNCATED])
async def test_an_edit_that_failed_leaves_a_button_that_still_works(place: Village, fault: Fault) -> None:
    await place.commit(place.amina)
    await place.until(MORNING)
    message = place.amina.latest("checkins.done")
    place.slack.faults.queue("chat.update", fault)
    await place.press(place.amina, "checkins.done")
    await place.later(minutes=5)
    if "checkins.done" in str(place.amina.latest().blocks):
        assert await place.amina.press(message, "checkins.done", stale=True)
        await place.rest()
    assert "Saved" in place.amina.sees().text()
    place.check()
