"""What people and administrators do to a set's channel: the coordinator is told once, the set and its actions go on."""

from datetime import timedelta

import pytest

from tests.whole.village import MORNING, Village

TOLD = "channel"


async def goes_on(place: Village) -> None:
    """Actions and check-ins need no channel."""
    await place.commit(place.amina)
    await place.until(MORNING)
    await place.press(place.amina, "checkins.done")
    assert "Saved" in place.amina.sees().text()
    assert await place.deliveries("dead") == []
    place.check()


@pytest.mark.parametrize("how", ["archived", "deleted", "put out"])
async def test_the_channel_goes(both: Village, how: str) -> None:
    if how == "archived":
        await both.amina.archive(both.channel)
    elif how == "deleted":
        both.slack.admin.delete(both.channel)
    else:
        await both.amina.remove(both.channel, both.slack.ws.bot_user)
    await both.later(seconds=30)
    told = [record.text for record in both.posts(both.coordinator)]
    assert len(told) == 1
    assert TOLD in str(both.coordinator.latest().blocks)
    await goes_on(both)


async def test_the_channel_goes_is_told_once_however_often_it_comes(place: Village) -> None:
    place.slack.faults.duplicate(times=1, copies=3, after=timedelta(seconds=20))
    await place.amina.archive(place.channel)
    await place.later(minutes=5)
    assert len(place.posts(place.coordinator)) == 1
    place.check()


async def test_the_channel_is_renamed(place: Village) -> None:
    await place.amina.rename(place.channel, "the-thursday-people")
    await place.later(seconds=30)
    assert place.posts(place.coordinator) == []
    await goes_on(place)


async def test_the_channel_gets_another_id(place: Village) -> None:
    new = place.slack.admin.change_channel_id(place.channel)
    await place.later(seconds=30)
    await place.members[1].leave(new)  # known by its new id: leaving it is leaving the set
    await place.later(seconds=30)
    await place.members[1].open_home()
    await place.rest()
    assert "*My sets*" not in str(place.members[1].sees().home)
    await goes_on(place)


async def test_somebody_joins_after_the_channel_was_archived(place: Village) -> None:
    priya = place.coordinator
    people = [place.slack.add_person(name, name.title()) for name in ("emil", "fay", "gus", "hal")]
    await place.command(priya, "")
    await priya.press(None, "setup.new")
    await place.rest()
    values = {"set_name": "Ward set", "set_people": [each.id for each in people], "set_contacts": "Rosa Diaz"}
    assert await place.send(priya, {**values, "set_cadence": "6", "set_confidentiality": "unknown"}) == {}
    await place.later(minutes=5)
    made = next(
        each
        for each in place.slack.ws.channels.values()
        if each.name.startswith("learning-set-") and each is not place.channel
    )
    place.slack.admin.archive(made)
    await place.later(minutes=1)
    emil = people[0]
    for _ in range(2):
        await place.press(emil, "joining.next")
    await place.press(emil, "joining.yes")
    await place.later(minutes=5)
    assert "You have joined" in emil.sees().text()
    assert "said yes to" in priya.sees().text()
    place.check()
