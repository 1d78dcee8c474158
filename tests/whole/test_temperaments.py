"""People of each temperament live with the real bot for eight days; each comes to their own ending."""

from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sandbox.residents import Resident
from sandbox.temperaments import LATE, PROMPT, SILENT, STUCK, Temperament
from sandbox.waking import DAYS, NIGHTS, Waking
from tests.conftest import NOW
from tests.whole.village import Village, village

AWAY = Waking(time(8), time(21), away=((date(2026, 5, 14), date(2026, 5, 18)),))


async def live(place: Village, temperament: Temperament, waking: Waking = DAYS, *, tz: str = "") -> Resident:
    """Amina commits to something due tomorrow, then lives for eight days; everybody else is absent."""
    if tz:
        place.slack.admin.change(place.amina.id, tz=tz)
    await place.commit(place.amina)
    if place.amina.sees().modal is not None:
        await place.amina.close_view(everything=True)
    amina = Resident(place.amina, temperament, waking, log=place.slack.log, driver=place.place.driver, seed=3)
    await place.until(NOW + timedelta(days=8))
    place.check()
    assert all(waking.awake(entry.at, place.amina.user.tz) for entry in amina.diary)
    assert amina.did("reads"), "nothing came"
    return amina


def asked(place: Village) -> list[str]:
    """Check-ins still waiting for an answer on Amina's screen."""
    return [message.ts for message in place.amina.sees().direct if "checkins.done" in str(message.blocks)]


async def test_prompt_answers_everything_within_minutes(place: Village) -> None:
    amina = await live(place, PROMPT)
    assert amina.did("presses") == ["Done"]
    assert asked(place) == []
    pressed = next(entry.at for entry in amina.diary if entry.deed == "presses")
    came = next(each.at for each in place.posts(place.amina) if each.at > NOW + timedelta(hours=1))
    assert pressed - came <= PROMPT.latest


async def test_late_answers_hours_later_or_the_next_day(place: Village) -> None:
    amina = await live(place, LATE)
    assert amina.did("presses") == ["Done"]
    assert asked(place) == []
    pressed = next(entry.at for entry in amina.diary if entry.deed == "presses")
    came = next(each.at for each in place.posts(place.amina) if each.at > NOW + timedelta(hours=1))
    assert pressed - came >= LATE.soonest


async def test_stuck_takes_a_way_out_in_the_window(place: Village) -> None:
    amina = await live(place, STUCK)
    assert amina.did("presses")[:2] == ["Stuck", "Keep it to myself"]
    assert amina.did("closes")[0] == "Stuck"
    assert place.amina.sees().modal is None


async def test_silent_reads_everything_and_answers_nothing(place: Village) -> None:
    amina = await live(place, SILENT)
    assert amina.did("presses") == []
    assert len(asked(place)) >= 1


async def test_away_answers_after_coming_back(place: Village) -> None:
    amina = await live(place, PROMPT, AWAY)
    assert {entry.at.date() for entry in amina.diary} & {date(2026, 5, day) for day in range(14, 19)} == set()
    assert amina.did("presses") == ["Done"]


@pytest.mark.parametrize(
    ("tz", "waking"), [("America/New_York", DAYS), ("Pacific/Auckland", DAYS), ("Europe/London", NIGHTS)]
)
async def test_other_zones_and_nights_keep_to_their_own_hours(place: Village, tz: str, waking: Waking) -> None:
    amina = await live(place, PROMPT, waking, tz=tz)
    assert amina.did("presses") == ["Done"]
    assert asked(place) == []
    hours = {entry.at.astimezone(ZoneInfo(tz)).hour for entry in amina.diary}
    assert hours <= (set(range(8, 21)) if waking is DAYS else {19, 20, 21, 22, 23, *range(8)})


async def test_the_same_seed_gives_the_same_days(sqlite_template: Path, tmp_path: Path) -> None:
    diaries = []
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        async with village(folder, sqlite_template) as place:
            diaries.append((await live(place, STUCK)).diary)
    assert diaries[0] == diaries[1]
