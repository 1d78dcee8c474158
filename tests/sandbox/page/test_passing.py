"""Moving time: to landmarks and by steps, every moment lived through, stopped when the visitor says so."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.page import passing
from sandbox.page.passing import Passing, next_morning
from tests.sandbox.page.hall import Hall
from tests.sandbox.world_kit import START


def _passing(place: Hall) -> Passing:
    assert place.page.passing is not None
    return place.page.passing


async def _step(place: Hall, step: str) -> datetime:
    status, said = await place.post("/time", {"step": step, "seat": place.id("ana")})
    assert status == 200, said
    await _passing(place).arrived()
    return place.slack.clock.now()


async def test_steps_go_where_they_say(place: Hall) -> None:
    assert await _step(place, "minutes") == START + timedelta(minutes=10)
    assert await _step(place, "hour") == START + timedelta(minutes=70)
    assert await _step(place, "morning") == datetime(2026, 5, 15, 8, 15, tzinfo=UTC)
    place.theatre.moments.session = datetime(2026, 5, 20, 12, 30, tzinfo=UTC)
    place.theatre.moments.digest = datetime(2026, 5, 25, 8, 0, tzinfo=UTC)
    assert await _step(place, "session") == datetime(2026, 5, 20, 12, 28, tzinfo=UTC)
    assert await _step(place, "digest") == datetime(2026, 5, 25, 8, 1, tzinfo=UTC)


async def test_without_a_landmark_the_visitor_is_told(place: Hall) -> None:
    status, said = await place.post("/time", {"step": "session", "seat": place.id("ana")})
    assert (status, "No session is booked" in said["refused"]) == (409, True)
    assert place.slack.clock.now() == START


async def test_an_unknown_step_is_refused(place: Hall) -> None:
    assert (await place.post("/time", {"step": "century"}))[0] == 400


async def test_every_moment_on_the_way_is_lived_through(place: Hall) -> None:
    assert place.page.scene is not None
    lived: list[datetime] = []

    async def live() -> None:
        lived.append(place.slack.clock.now())

    for minutes in (5, 50, 50, 70):
        place.page.scene.driver.at(START + timedelta(minutes=minutes), live)
    await _step(place, "hour")
    assert [(each - START).seconds // 60 for each in lived] == [5, 50, 50]


async def test_playing_goes_on_until_it_is_stopped(place: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "TICK_S", 0.0)
    assert (await place.post("/time", {"step": "play"}))[0] == 200
    assert (await place.json("/now"))["playing"]
    while place.slack.clock.now() < START + timedelta(minutes=3):
        await place.json("/now")
    await place.post("/time", {"step": "stop"})
    stood = place.slack.clock.now()
    for _ in range(5):
        await place.json("/now")
    assert place.slack.clock.now() == stood
    assert not (await place.json("/now"))["playing"]


@pytest.mark.parametrize(
    ("zone", "now", "then"),
    [
        ("Europe/London", datetime(2026, 10, 24, 12, 0, tzinfo=UTC), datetime(2026, 10, 25, 9, 15, tzinfo=UTC)),
        ("Europe/London", datetime(2026, 7, 1, 6, 0, tzinfo=UTC), datetime(2026, 7, 1, 8, 15, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 7, 1, 6, 0, tzinfo=UTC), datetime(2026, 7, 1, 13, 15, tzinfo=UTC)),
    ],
)
def test_a_morning_is_the_readers_own(zone: str, now: datetime, then: datetime) -> None:
    assert next_morning(now, zone) == then
