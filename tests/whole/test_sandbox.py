"""The sandbox as a visitor starts it: scenes with the real bot, kept for another day, and the pretend Slack alone."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from bot import playhouse, simulate
from bot.operator import NotDone
from bot.theatre import OUTSIDER, USUAL, Outdoors, Theatre
from sandbox.page import deeds, keep
from sandbox.page.eyes import rows_behind
from sandbox.page.keep import SLACK_FILE
from sandbox.page.scene import Scene, Start
from sandbox.people import Person
from sandbox.records import View
from sandbox.stories import EMPTY, PROGRAMMES, SELF_RUN

WELCOME = Start(SELF_RUN, 2)


def said(_: object) -> None:
    """Nobody watches how far it has come."""


def everything(scene: Scene) -> dict[str, str]:
    """What each person has on their screen, in words."""
    return {name: person.sees().text() for name, person in scene.slack.people.items()}


async def commit(scene: Scene, person: Person, label: str) -> None:
    """Commit to an action by what the page posts."""
    await deeds.do(person, {"do": "command", "text": "/als action", "place": None})
    await scene.driver.calm()
    values = {"action_label": label, "action_due": "next Friday"}
    await deeds.do(person, {"do": "submit", "view": person.modal().id, "values": values})
    await scene.driver.calm()
    await deeds.do(person, {"do": "submit", "view": person.modal().id, "values": {}})
    await scene.driver.calm()


async def test_a_programme_is_played_up_to_the_chosen_week() -> None:
    theatre = Theatre()
    come: list[object] = []
    try:
        scene = await theatre.open(WELCOME, come.append)
        assert scene.now == PROGRAMMES[SELF_RUN].monday(2)
        assert come
        assert set(scene.slack.people) == {*PROGRAMMES[SELF_RUN].roles, OUTSIDER}
        assert "Thursday set" in scene.slack.people["Amina"].sees().text()
        assert scene.slack.people[OUTSIDER].sees().text() == ""
        assert all(person.top_window() is None for person in scene.slack.people.values())
        assert scene.landmarks is not None
        begins = await scene.landmarks.next_session(scene.now)
        assert begins is not None
        assert scene.now < begins < scene.now + timedelta(days=7)
        digest = await scene.landmarks.next_digest(scene.now)
        assert digest is not None
        assert scene.now < digest < scene.now + timedelta(days=7)
    finally:
        await theatre.close()


async def test_every_place_to_begin_lies_within_its_story() -> None:
    programme = PROGRAMMES[SELF_RUN]
    assert USUAL.week in programme.weeks
    assert sorted(programme.weeks) == list(programme.weeks)
    assert all(programme.monday(week).weekday() == 0 for week in programme.weeks)


async def test_what_happened_is_there_another_day(tmp_path: Path) -> None:
    theatre = Theatre(tmp_path)
    scene = await theatre.open(WELCOME, said)
    amina = scene.slack.people["Amina"]
    await commit(scene, amina, "walk the ward")
    scene.read[amina.id] = {"app": "1.000100"}
    await theatre.keep()
    before, now = everything(scene), scene.now
    await theatre.close()

    again = Theatre(tmp_path)
    try:
        scene = await again.open(None, said)
        assert (scene.now, scene.start) == (now, WELCOME)
        assert everything(scene) == before
        assert scene.read[scene.slack.people["Amina"].id] == {"app": "1.000100"}
        amina = scene.slack.people["Amina"]
        await commit(scene, amina, "ring three wards")
        assert "walk the ward" in str((await opened_home(scene, amina)).body)
        scene.residents[amina.id].rest()
        await scene.driver.run_until(scene.now + timedelta(days=12))
        assert "ring three wards" in amina.sees().text()
        assert scene.archive is not None
        asked = [each for each in await rows_behind(amina, "app", scene.archive) if "check-in" in each.what]
        assert {"delivery", "nudge", "action"} <= {record.table for each in asked for record in each.records}
        await again.keep()
        # Beginning elsewhere throws it away.
        scene = await again.open(Start(EMPTY, 0), said)
        assert not any(everything(scene).values())
    finally:
        await again.close()
    assert json.loads((tmp_path / SLACK_FILE).read_text())["start"]["programme"] == EMPTY


async def opened_home(scene: Scene, person: Person) -> View:
    await person.open_home()
    await scene.driver.calm()
    view = person.sees().home
    assert view is not None
    return view


async def test_a_folder_belongs_to_one_sandbox_at_a_time(tmp_path: Path) -> None:
    with keep.alone(tmp_path), pytest.raises(NotDone, match="Another sandbox is open"):
        await playhouse.play(0, tmp_path)
    with keep.alone(tmp_path):
        pass


async def test_a_story_seen_by_nobody_in_it_names_those_who_are() -> None:
    with pytest.raises(NotDone, match=r"Nobody .* is called Nobody\. There are Amina, "):
        await simulate.tell_story("first-action", seen_by="Nobody")


async def test_what_cannot_be_read_is_said_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / SLACK_FILE).write_text("{}")
    theatre = Theatre(tmp_path)
    with pytest.raises(NotDone, match="cannot be read"):
        await theatre.open(None, said)
    assert (tmp_path / SLACK_FILE).read_text() == "{}"


async def test_the_eyes_see_rows_and_no_words() -> None:
    theatre = Theatre()
    try:
        scene = await theatre.open(WELCOME, said)
        amina = scene.slack.people["Amina"]
        canary = "sing kanary sing"
        await commit(scene, amina, canary)
        assert scene.archive is not None
        found = await rows_behind(amina, "app", scene.archive)
        assert "action" in {record.table for each in found for record in each.records}
        assert "delivery" in {record.table for each in found for record in each.records}
        shown = [str(found)]
        for table, _ in await scene.archive.counts():
            shown.append(str(await scene.archive.latest(table)))
        assert canary not in " ".join(shown)
        assert canary.encode().hex() not in " ".join(shown)
        assert await scene.archive.behind([UUID(int=1)]) == []
    finally:
        await theatre.close()


async def test_the_pretend_slack_alone_keeps_real_time() -> None:
    outdoors = Outdoors()
    try:
        scene = await outdoors.open(None, said)
        began = scene.now
        moved = asyncio.Event()
        scene.slack.clock.on_advance.append(lambda _: moved.set())
        async with asyncio.timeout(5):
            await moved.wait()
        assert scene.now > began
        assert scene.archive is None
        assert scene.slack.bot_token.startswith("xoxb-")
    finally:
        await outdoors.close()
