"""Hostile words in every box and message: taken as words or refused kindly, shown to their writer, alive nowhere."""

import pytest

from sandbox.records import Message, View
from sets.action_words import DETAIL_LIMITS
from tests.whole import hostile
from tests.whole.village import MORNING, Village

EMPTY = "Write a few words about your action."
TOO_LONG = "Use 60 letters or fewer. You can say more in the other boxes."
BY_SLACK = "Please complete this required field."


def plainly(words: str) -> str:
    """The letters of words, without what only says how to draw or where to break them."""
    return "".join(char for char in words if char.isalnum())


def shown(place: Village, seen: Message | View | None) -> str:
    assert seen is not None
    return plainly(" ".join(place.amina.sees().lines(seen)))


@pytest.mark.parametrize("words", hostile.WORDS.values(), ids=hostile.WORDS)
async def test_hostile_words_live_a_whole_life(place: Village, words: str) -> None:
    amina, letters = place.amina, plainly(words)
    await place.command(amina)
    values = dict.fromkeys(("action_about", "action_sign", "action_if_then"), words)
    line = " ".join(words.splitlines())  # Slack lets nobody type a second line into the other boxes
    assert (
        await place.send(amina, {"action_label": line, "action_due": "tomorrow", "action_support": line, **values})
        == {}
    )
    assert await amina.submit() == {}
    await amina.open_home()
    await place.rest()
    assert letters in shown(place, amina.sees().home)
    await amina.say(words)
    await place.later(seconds=5)
    await place.press(amina, "replies.choose")
    await place.until(MORNING)
    assert letters in shown(place, amina.latest("checkins.done"))
    await place.press(amina, "checkins.done")
    await place.press(amina, "checkins.open")
    assert shown(place, amina.modal()).count(letters) >= 6  # label, four boxes, the reply
    assert await place.send(amina, {"note": words}) == {}
    place.check()


async def test_labels_that_cannot_be(place: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    amina = place.amina
    await place.command(amina)
    for typed, said in (("", BY_SLACK), ("   ", BY_SLACK), (hostile.BLANK, EMPTY), ("w" * 61, TOO_LONG)):
        assert await place.send(amina, {"action_label": typed, "action_due": "tomorrow"}) == {"action_label": said}
    monkeypatch.setattr("sandbox.hands.problems_of", lambda _: {})  # a form that was forged gets past Slack
    for typed, said in (("", EMPTY), ("   ", EMPTY), (hostile.LONG, TOO_LONG)):
        assert await place.send(amina, {"action_label": typed, "action_due": "tomorrow"}) == {"action_label": said}
    for box, limit in DETAIL_LIMITS.items():
        values = {"action_label": "ring the ward", "action_due": "tomorrow", f"action_{box}": hostile.LONG}
        problems = await place.send(amina, values)
        assert problems == {f"action_{box}": f"Use {limit:,} letters or fewer here."} or problems == {
            f"action_{box}": f"Use {limit} letters or fewer here."
        }
        await amina.fill(None, {f"action_{box}": ""})
    assert await place.send(amina, {}) == {}
    place.check()


async def test_a_date_is_echoed_as_words_whatever_it_holds(place: Village) -> None:
    await place.command(place.amina)
    values = {"action_label": "ring the ward", "action_due": "by Friday, first thing"}
    assert await place.send(place.amina, values) == {}
    assert "by Friday, first thing" in place.amina.sees().text()
    place.check()


async def test_replies_in_words_that_are_too_long_or_nothing(place: Village) -> None:
    await place.commit(place.amina)
    for words in (" ", hostile.LONG + "w"):
        await place.amina.say(words)
        await place.rest()
    await place.later(minutes=1)
    told = [each.text for each in place.posts(place.amina)][-1]
    assert told.startswith("That is longer than I can keep, so I have not saved it.")
    place.check()


@pytest.mark.parametrize(
    "words", [hostile.WORDS["marks"], hostile.LONG, hostile.WORDS["null"]], ids=["marks", "long", "null"]
)
async def test_notes_in_the_form(place: Village, words: str) -> None:
    await place.commit(place.amina)
    await place.until(MORNING)
    await place.press(place.amina, "checkins.done")
    await place.press(place.amina, "checkins.open")
    assert await place.send(place.amina, {"note": words}) == {}
    await place.amina.close_view(everything=True)
    await place.press(place.amina, "checkins.open")
    assert plainly(words) in shown(place, place.amina.modal())
    place.check()


async def test_people_with_hostile_names(place: Village) -> None:
    amina = place.amina
    for name in hostile.WORDS.values():
        place.slack.admin.change(place.coordinator.id, name=name, real_name=name)
        place.slack.admin.change(amina.id, name=name, real_name=name)
        await place.rest()
        await amina.open_home()
        await place.rest()
        assert plainly(name) in shown(place, amina.sees().home)  # who looks after the set
    await place.commit(amina)
    place.check()
