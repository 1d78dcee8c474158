"""Accounts that close while something is under way: nothing goes to them, nothing breaks, nobody else is told."""

from datetime import timedelta

import pytest

from sandbox.faults import Fault
from tests.whole.village import MORNING, Village


async def test_closed_before_the_check_in_is_planned(place: Village) -> None:
    await place.commit(place.amina)
    await place.commit(place.members[1])
    place.slack.admin.deactivate(place.amina.id)
    before = len(place.posts(place.amina))
    await place.until(MORNING)
    await place.later(days=40)
    assert len(place.posts(place.amina)) == before
    assert len(place.posts(place.members[1])) >= 3  # saved, and what Ben is asked
    assert "checkins.bundle" not in await place.deliveries("dead")
    place.check()


async def test_closed_after_the_check_in_is_planned(place: Village) -> None:
    """Slack tells of it three hours late: the check-in is on its way by then, and is refused."""
    await place.commit(place.amina)
    await place.until(MORNING.replace(hour=6))
    place.slack.faults.delay(timedelta(hours=3))
    place.slack.admin.deactivate(place.amina.id)
    before = len(place.posts(place.amina))
    await place.until(MORNING)
    await place.later(days=40)
    assert len(place.posts(place.amina)) == before
    assert await place.deliveries("open") == []
    # The daily comparison misses them in the channel before Slack's news comes, and Slack refuses their Home as well.
    assert await place.deliveries("dead") == ["checkins.bundle", "home.publish"]
    place.check()


async def test_closed_between_claim_and_answer(place: Village) -> None:
    await place.commit(place.amina)
    place.slack.faults.queue("chat.postMessage", Fault.TIMEOUT)
    await place.until(MORNING.replace(hour=7, minute=30))
    place.slack.admin.deactivate(place.amina.id)
    await place.later(days=3)
    assert await place.deliveries("open") == []
    place.check()


async def test_opened_again_after_closing(place: Village) -> None:
    amina = place.amina
    await place.commit(amina)
    place.slack.admin.deactivate(amina.id)
    await place.rest()
    place.slack.admin.reactivate(amina.id)
    await place.rest()
    await amina.open_home()
    await place.rest()
    assert amina.sees().home is not None
    assert await amina.command("/als", "action")
    await place.rest()
    assert "You are not in a set yet" in amina.sees().text()
    place.check()


async def test_the_coordinators_account_closes(place: Village) -> None:
    place.slack.admin.deactivate(place.coordinator.id)
    await place.rest()
    place.slack.admin.archive(place.channel)
    await place.commit(place.amina)
    await place.until(MORNING)
    assert place.amina.latest("checkins.done")
    place.check()


@pytest.mark.parametrize("code", ["user_is_restricted", "cant_invite", "org_user_not_in_team", "ura_max_channels"])
async def test_one_person_slack_will_not_let_in(place: Village, code: str) -> None:
    priya = place.coordinator
    people = [place.slack.add_person(name, name.title()) for name in ("emil", "fay", "gus", "hal")]
    place.slack.admin.refuse_invites(people[0].id, code)
    await place.command(priya, "")
    await priya.press(None, "setup.new")
    await place.rest()
    values = {"set_name": "Ward set", "set_people": [each.id for each in people], "set_contacts": "Rosa Diaz"}
    assert await place.send(priya, {**values, "set_cadence": "6", "set_confidentiality": "unknown"}) == {}
    await place.later(minutes=5)
    for person in people[:2]:
        for _ in range(2):
            await place.press(person, "joining.next")
        await place.press(person, "joining.yes")
    await place.later(minutes=5)
    told = priya.sees().text()
    assert "said yes to" in told
    assert "The others are not affected." in told
    assert "fay" not in told.split("said yes to")[1]
    inside = next(
        each
        for each in place.slack.ws.channels.values()
        if each.name.startswith("learning-set-") and each is not place.channel
    )
    assert people[1].id in inside.members
    assert people[0].id not in inside.members
    place.check()


async def test_one_of_those_asked_has_no_account_any_more(place: Village) -> None:
    priya = place.coordinator
    people = [place.slack.add_person(name, name.title()) for name in ("emil", "fay", "gus", "hal")]
    place.slack.ws.users[people[0].id].deleted = True
    await place.command(priya, "")
    await priya.press(None, "setup.new")
    await place.rest()
    values = {"set_name": "Ward set", "set_people": [each.id for each in people], "set_contacts": "Rosa Diaz"}
    assert await place.send(priya, {**values, "set_cadence": "6", "set_confidentiality": "unknown"}) == {}
    await place.later(minutes=70)
    assert "their Slack account is closed." in priya.sees().text()
    assert [len(place.posts(person)) for person in people] == [0, 1, 1, 1]
    await place.press(priya, "setup.take_off")
    assert "Taken off the list." in priya.sees().text()
    place.check()
