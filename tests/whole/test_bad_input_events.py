"""Events that come again, late, out of order or after a failure: acted on once, and none is lost."""

from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.settings import SandboxSettings
from tests.whole.village import MORNING, Village, village

SAVED = "I saved your note with"


async def asked(place: Village) -> None:
    """A check-in has just come."""
    await place.commit(place.amina)
    await place.until(MORNING)
    assert place.amina.latest("checkins.done")


def answers(place: Village, words: str) -> int:
    """How many of the bot's messages to Amina say this."""
    return sum(words in str(record.shown) for record in place.posts(place.amina))


def in_set(place: Village, person: int) -> bool:
    home = place.members[person].sees().home
    assert home is not None
    return "Tuesday set" in str(home.body["blocks"])


async def home_of(place: Village, person: int) -> None:
    await place.members[person].open_home()
    await place.rest()


async def test_a_message_delivered_again_is_one_note(both: Village) -> None:
    await asked(both)
    both.slack.faults.duplicate(copies=3, after=timedelta(seconds=30))
    await both.amina.say("the night team wants quieter doors")
    await both.later(minutes=5)
    assert answers(both, SAVED) == 1
    await both.press(both.amina, "checkins.done")
    await both.press(both.amina, "checkins.open")
    assert "\n".join(both.amina.sees().lines(both.amina.modal())).count("quieter doors") == 1
    both.check()


async def test_messages_late_and_out_of_order_are_all_kept(place: Village) -> None:
    await asked(place)
    place.slack.faults.shuffle(timedelta(minutes=3), times=4)
    for number in range(4):
        await place.amina.say(f"word {number}")
    await place.later(minutes=10)
    await place.press(place.amina, "checkins.done")
    await place.press(place.amina, "checkins.open")
    window = "\n".join(place.amina.sees().lines(place.amina.modal()))
    assert [f"word {number}" in window for number in range(4)] == [True] * 4
    assert await place.deliveries("dead") == []
    place.check()


@pytest.mark.parametrize("http", [True, False], ids=["http", "socket"])
async def test_a_message_that_the_bot_failed_on_comes_again(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch, *, http: bool
) -> None:
    quick = SandboxSettings(hold_s=0.05, ack_timeout_s=0.7)
    async with village(tmp_path, sqlite_template, sandbox=quick, http=http) as place:
        await asked(place)
        with monkeypatch.context() as broken:
            broken.setattr("handlers.replies.replies.receive", _broken)
            await place.amina.say("the night team wants quieter doors")
            await place.rest()
        assert answers(place, SAVED) == 0
        await place.later(minutes=6)
        assert answers(place, SAVED) == 1
        assert place.slack.courier.lost == []
        place.check()


async def _broken(*_: object) -> None:
    raise RuntimeError("the database is away")


async def test_leaving_the_channel_told_again_and_late_is_leaving_once(place: Village) -> None:
    place.slack.faults.duplicate(copies=2, after=timedelta(minutes=2))
    await place.members[1].leave(place.channel)
    await place.later(minutes=5)
    await home_of(place, 1)
    assert "You are not in a set yet" in str(place.members[1].sees().home) or not in_set(place, 1)
    await home_of(place, 0)
    assert in_set(place, 0)
    place.check()


async def test_coming_back_before_the_leaving_is_heard(place: Village) -> None:
    ben = place.members[1]
    place.slack.faults.delay(timedelta(minutes=2))
    await ben.leave(place.channel)
    await place.amina.invite(place.channel, ben.id)
    await place.later(minutes=5)
    await home_of(place, 1)
    assert ben.sees().home is not None  # whatever the order, the next look is true and offers a way
    place.check()


async def test_the_directory_told_again(place: Village) -> None:
    place.slack.faults.duplicate(copies=3, after=timedelta(seconds=10))
    place.slack.admin.change(place.coordinator.id, name="Priya Rao", real_name="Priya Rao")
    await place.later(minutes=2)
    await home_of(place, 0)
    assert "Priya Rao" in place.amina.sees().text()
    place.check()


async def test_home_opened_many_times_out_of_order(both: Village) -> None:
    both.slack.faults.shuffle(timedelta(minutes=1), times=3)
    both.slack.faults.duplicate(times=2, copies=2)
    for _ in range(5):
        await both.amina.open_home()
    await both.commit(both.amina)
    await both.later(minutes=5)
    assert "ring the ward" in both.amina.sees().text()
    both.check()


async def test_home_of_somebody_never_met(place: Village) -> None:
    zoe = place.slack.add_person("zoe", "Zoe")
    await zoe.open_home()
    await place.rest()
    assert "You are not in a set yet" in zoe.sees().text()
    await zoe.say("hello?")
    await place.later(seconds=10)
    assert "You have nothing open with me" in zoe.sees().text()
    place.check()


async def test_what_bots_files_and_edits_say_is_no_note(place: Village) -> None:
    await asked(place)
    message = await place.amina.say("the night team")
    await place.later(seconds=5)
    await place.amina.edit(message, "the night team, again")
    await place.amina.delete(message)
    await place.later(minutes=1)
    assert answers(place, SAVED) == 1
    place.check()
