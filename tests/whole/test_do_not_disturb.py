"""A check-in waits for the end of someone's scheduled Do Not Disturb, when that reaches into their hours."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import operator
from bot.simulate import town
from sandbox.people import Person
from sandbox.story import Stage
from tests.conftest import NOW


@pytest.mark.parametrize(("dnd", "local_hour"), [(None, 9), (("22:00", "10:30"), 10)])
async def test_a_check_in_waits_for_do_not_disturb(dnd: Any, local_hour: int, tmp_path: Path) -> None:  # noqa: ANN401
    async with town(tmp_path, NOW) as place:
        stage = Stage(place.slack, place.driver)
        priya = stage.cast("Priya", "Priya")
        await operator.coordinator_add(place.settings, priya.id, place.slack.clock)
        members = [stage.cast(name, name, dnd=dnd) for name in ("Amina", "Ben", "Chloe", "Dev")]
        await _a_set(stage, priya, members)
        await _commits(stage, members[0])
        await stage.at(datetime(2026, 5, 15, 16, 0, tzinfo=UTC))
        (asked,) = [record for record in place.slack.log.of("message") if "short check-in" in record.text]
        assert (asked.at + timedelta(hours=1)).hour == local_hour  # London is an hour ahead of UTC in May


async def _a_set(stage: Stage, priya: Person, members: list[Person]) -> None:
    await stage.command(priya, "/als")
    await stage.press(priya, "setup.new")
    chosen = {
        "set_name": "Thursday set",
        "set_people": [person.id for person in members],
        "set_cadence": "6",
        "set_zone": "Europe/London",
        "set_confidentiality": "full",
        "set_contacts": "Rosa",
    }
    await stage.fill(priya, chosen)
    await stage.wait(180)
    for pressed in ("joining.next", "joining.next", "joining.yes"):
        await stage.press(members[0], pressed, members[0].sees().direct[0])


async def _commits(stage: Stage, person: Person) -> None:
    await stage.command(person, "/als", "action")
    await stage.fill(person, {"action_label": "ring the ward", "action_due": "15 May"})
    await stage.submit(person)
