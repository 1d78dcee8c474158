"""What stands around the seats: the clock, the people one can be, where one can begin."""

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sandbox.mrkdwn import day_of
from sandbox.page.scene import Scene
from sandbox.page.seat import initials, unread
from sandbox.people import Person
from sandbox.records import JSON
from sandbox.stories import PROGRAMMES

if TYPE_CHECKING:
    from sandbox.page.server import Page

OUTSIDER = "in this workspace, in no set"


def starts() -> list[dict[str, Any]]:
    """Every place a visitor can begin at: programme and its title, week (0 where there is none), words."""
    found: list[dict[str, Any]] = []
    for key, programme in PROGRAMMES.items():
        weeks = {week: f"Week {week}: {words}" for week, words in programme.weeks.items()} or {0: "From the beginning"}
        found += [
            {"programme": key, "title": programme.words, "week": week, "words": words} for week, words in weeks.items()
        ]
    return found


def shell_state(page: "Page") -> JSON:
    """The clock and everybody's unread messages; or how far the making ready has come."""
    scene = page.scene
    if scene is None or page.passing is None:
        return {"ready": False, "told": page.told}
    return {
        "ready": True,
        "clock": clock_words(scene),
        "now": scene.now.isoformat(),
        "moving": page.passing.goal is not None,
        "playing": page.passing.playing,
        "lasting": scene.landmarks is not None,
        "untouched": page.untouched,
        "start": {"programme": scene.start.programme, "week": scene.start.week},
        "people": [_of(page, scene, each) for each in scene.slack.people.values() if not each.user.deleted],
    }


def clock_words(scene: Scene, zone: str = "Europe/London") -> str:
    """Day and time as most people of the scene have it."""
    here = scene.now.astimezone(ZoneInfo(zone))
    return f"{day_of(here, year=True)}, {here:%H:%M}"


def _of(page: "Page", scene: Scene, person: Person) -> JSON:
    counts = unread(person, scene.read.get(person.id, {}))
    resident = scene.residents.get(person.id)
    return {
        "id": person.id,
        "name": person.user.real_name,
        "initials": initials(person.user.real_name),
        "role": scene.roles.get(person.id, OUTSIDER),
        "unread": sum(counts.values()),
        "to_them": counts.get("app", 0),
        "window": person.top_window() is not None,
        "can_live": resident is not None,
        "lives": resident is not None and not resident.resting,
        "zone": person.user.tz,
        "local": f"{scene.now.astimezone(ZoneInfo(person.user.tz)):%H:%M}",
    }
