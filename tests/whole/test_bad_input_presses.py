"""Pressed twice, sent twice, pressed on what is old, finished or taken back: once is enough, and people hear why."""

import asyncio
import copy

from sandbox import interactions
from sandbox.people import Person
from sandbox.records import Message, View
from sandbox.senders import Delivery
from tests.whole.village import MORNING, Village, value_of

OLD = "This button is from an older message"


async def asked(place: Village, label: str = "ring the ward") -> Message:
    """A check-in as it came, before anything was pressed."""
    await place.commit(place.amina, label)
    await place.until(MORNING)
    return place.amina.latest("checkins.done")


async def actions(place: Village) -> int:
    """How many actions Amina's list holds."""
    await place.amina.open_home()
    await place.rest()
    home = place.amina.sees().home
    assert home is not None
    return str(home.body["blocks"]).count("actions.open")


async def send_copy(place: Village, person: Person, view: View) -> dict[str, object]:
    """Send a window that was open before, as a second device would. Returns the bot's answer."""
    payload = interactions.submission(place.slack.world, person.user, view)
    answer = await place.slack.courier.interact(Delivery("interactive", "view_submission", payload))
    await place.rest()
    assert answer.ok
    return dict(answer.body or {})


async def test_a_form_delivered_twice_is_one_action(both: Village) -> None:
    amina = both.amina
    await both.command(amina)
    both.slack.faults.repeat_interaction(copies=2)
    assert await both.send(amina, {"action_label": "ring the ward", "action_due": "tomorrow"}) == {}
    both.slack.faults.repeat_interaction(copies=2)
    await amina.submit()
    await both.rest()
    assert await actions(both) == 1
    assert len(both.posts(amina)) == 1
    both.check()


async def test_a_stale_copy_of_a_form_changes_nothing(place: Village) -> None:
    amina = place.amina
    await place.command(amina)
    await place.send(amina, {"action_label": "ring the ward", "action_due": "tomorrow"})
    check = copy.deepcopy(amina.modal())
    await amina.submit()
    await place.rest()
    again = await send_copy(place, amina, check)
    assert again == {"response_action": "clear"} or "already done" in str(again)
    assert await actions(place) == 1
    assert len(place.posts(amina)) == 1
    place.check()


async def test_a_date_check_behind_which_the_words_changed_saves_nothing(place: Village) -> None:
    amina = place.amina
    await place.command(amina)
    await place.send(amina, {"action_label": "ring the ward", "action_due": "tomorrow"})
    old = copy.deepcopy(amina.modal())
    await amina.close_view()
    await place.send(amina, {"action_due": "22 May"})
    answer = await send_copy(place, amina, old)
    assert "I no longer hold these words, so I saved nothing" in str(answer)
    assert await amina.submit() == {}
    await place.rest()
    assert await actions(place) == 1
    assert "Friday 22 May" in amina.sees().text()
    place.check()


async def test_a_change_sent_from_two_windows_is_taken_once(place: Village) -> None:
    amina = place.amina
    await place.commit(amina, due="22 May")
    await place.press(amina, "actions.list")
    for action_id in ("actions.open", "actions.change"):
        assert await amina.press(None, action_id)
        await place.rest()
    stale = copy.deepcopy(amina.modal())
    stale.id = "VTABLET0001"
    assert await place.send(amina, {"action_due": "29 May"}) == {}
    stale.values["action_due"]["value"]["value"] = "5 June"
    answer = await send_copy(place, amina, stale)
    assert "Things changed" in str(answer) or OLD in str(answer), answer
    assert await actions(place) == 1
    assert "Friday 29 May" in amina.sees().text()
    place.check()


async def test_a_new_set_delivered_and_sent_twice_is_one_set(place: Village) -> None:
    priya = place.coordinator
    people = [place.slack.add_person(name) for name in ("emil", "fay", "gus", "hal")]
    await place.command(priya, "")
    await priya.press(None, "setup.new")
    await place.rest()
    values = {"set_name": "Ward set", "set_people": [each.id for each in people], "set_contacts": "Rosa Diaz"}
    await priya.fill(None, {**values, "set_cadence": "6", "set_confidentiality": "unknown"})
    stale = copy.deepcopy(priya.modal())
    place.slack.faults.repeat_interaction(copies=2)
    assert await priya.submit() == {}
    await place.rest()
    await send_copy(place, priya, stale)
    await place.later(minutes=10)
    assert [len(place.posts(person)) for person in people] == [1, 1, 1, 1]
    assert len(place.slack.log.calls("conversations.create")) == 1
    place.check()


async def test_an_answer_pressed_twice_counts_once(both: Village) -> None:
    message = await asked(both)
    both.slack.faults.repeat_interaction(copies=3)
    await both.press(both.amina, "checkins.done")
    assert await both.amina.press(message, "checkins.done", stale=True)
    await both.rest()
    assert "Saved" in both.amina.latest("checkins.undo").text + str(both.amina.latest("checkins.undo").blocks)
    assert await actions(both) == 0
    both.check()


async def test_two_fingers_at_once(place: Village) -> None:
    message = await asked(place)
    presses = (place.amina.press(message, each, stale=True) for each in ("checkins.done", "checkins.still_on_it"))
    assert await asyncio.gather(*presses) == [True, True]
    await place.rest()
    await place.press(place.amina, "checkins.undo")
    assert "checkins.done" in str(place.amina.latest().blocks)
    place.check()


async def test_an_old_button_after_another_answer_says_so(place: Village) -> None:
    message = await asked(place)
    await place.press(place.amina, "checkins.done")
    await place.press(place.amina, "checkins.undo")
    assert await place.amina.press(message, "checkins.stuck", stale=True)
    await place.rest()
    assert OLD in str(place.amina.latest().blocks)
    assert await actions(place) == 1
    place.check()


async def test_undo_pressed_twice_takes_back_once(place: Village) -> None:
    await asked(place)
    await place.press(place.amina, "checkins.done")
    saved = place.amina.latest("checkins.undo")
    place.slack.faults.repeat_interaction(copies=2)
    await place.press(place.amina, "checkins.undo")
    await place.press(place.amina, "checkins.done")
    assert await place.amina.press(saved, "checkins.undo", stale=True)
    await place.rest()
    assert "already done" in str(place.amina.latest().blocks)
    assert await actions(place) == 0
    place.check()


async def test_a_finished_action_cannot_be_changed(place: Village) -> None:
    amina = place.amina
    await place.commit(amina)
    await place.press(amina, "actions.list")
    assert await amina.press(None, "actions.open")
    await place.rest()
    opened = copy.deepcopy(amina.modal())
    assert await amina.press(None, "actions.stop")
    await place.rest()
    assert "It is off your list" in amina.sees().text()
    top = place.slack.ws.stack(amina.id)[-1]  # as if the window still showed what it did before
    top.body["blocks"] += [
        block | {"block_id": "old"} for block in opened.body["blocks"] if "actions.stop" in str(block)
    ]
    assert await amina.press(None, "actions.stop")
    await place.rest()
    assert "already done" in amina.sees().text()
    place.check()


async def test_undo_of_saved_pressed_twice(place: Village) -> None:
    amina = place.amina
    await place.commit(amina)
    saved = amina.latest("actions.undo")
    await place.press(amina, "actions.undo")
    assert await actions(place) == 0
    assert await amina.press(saved, "actions.undo", stale=True)
    await place.rest()
    assert "already done" in amina.sees().text() or OLD in amina.sees().text()
    assert await actions(place) == 0
    await place.until(MORNING)
    assert await place.deliveries("dead", "open") == []
    place.check()


async def test_joining_pressed_twice_and_taken_back_twice(place: Village) -> None:
    people = [place.slack.add_person(name) for name in ("emil", "fay", "gus", "hal")]
    priya = place.coordinator
    await place.command(priya, "")
    await priya.press(None, "setup.new")
    await place.rest()
    values = {"set_name": "Ward set", "set_people": [each.id for each in people], "set_contacts": "Rosa Diaz"}
    await place.send(priya, {**values, "set_cadence": "6", "set_confidentiality": "unknown"})
    await place.later(minutes=5)
    emil = people[0]
    for _ in range(2):
        await place.press(emil, "joining.next")
    before = emil.latest("joining.yes")
    place.slack.faults.repeat_interaction(copies=2)
    await place.press(emil, "joining.yes")
    assert await emil.press(before, "joining.yes", stale=True)
    await place.rest()
    assert len(place.slack.log.calls("conversations.invite")) == 1
    joined = emil.latest("joining.undo")
    await place.press(emil, "joining.undo")
    assert await emil.press(joined, "joining.undo", stale=True)
    await place.later(minutes=1)
    assert len(place.slack.log.calls("conversations.kick")) == 1
    place.check()


async def test_a_button_that_no_bot_of_ours_made(place: Village) -> None:
    message = await asked(place)
    for value in ("", "nonsense", "v1:x:1", "v9:" + value_of(message, "checkins.done")):
        payload = {"type": "button", "text": {"type": "plain_text", "text": "Done"}, "action_id": "checkins.done"}
        forged = copy.deepcopy(message)
        forged.blocks = [
            {"type": "actions", "block_id": "x", "elements": [payload | ({"value": value} if value else {})]}
        ]
        assert await place.amina.press(forged, "checkins.done", stale=True)
        await place.rest()
        assert OLD in place.amina.sees().text()
    assert await actions(place) == 1
    place.check()


async def test_somebody_elses_button(place: Village) -> None:
    message = await asked(place)
    ben = place.members[1]
    forged = copy.deepcopy(message)
    forged.channel = place.slack.ws.direct(ben.id).id
    place.slack.ws.direct(ben.id).messages.append(forged)
    assert await ben.press(forged, "checkins.done", stale=True)
    await place.rest()
    assert "This is for a set you are not in" in ben.sees().text()
    assert await actions(place) == 1
    place.check()
