"""A set books its session in the pretend Slack: the menu, the channel's line and file, and a button for guests."""

from pathlib import Path

from handlers.ids import Field, Press
from sandbox.people import Person
from sandbox.render import Viewer, render_view
from tests.handlers.checkin_kit import plain
from tests.whole.village import Village, village

FORM = {
    Field.SESSION_DAY: "2026-05-21",
    Field.SESSION_TIME: "14:00",
    Field.SESSION_LENGTH: "90",
    Field.SESSION_PLACE: "Room 4, second floor",
}


def reads(place: Village, who: Person) -> str:
    """The window on top, in plain lines."""
    viewer = Viewer(who.user.tz, lambda each: each, place.slack.clock.now())
    return plain("\n".join(render_view(who.modal().body, viewer)))


def posts(place: Village) -> list[str]:
    """What the bot posted in the channel for everybody, in order; edits are not counted."""
    log = place.slack.log.of("message")
    return [plain(each.text) for each in log if each.channel == place.channel.id and each.actor == "app"]


async def press(place: Village, who: Person, action_id: str) -> str:
    """A button of the window on top, and what it shows then."""
    assert await who.press(None, action_id)
    await place.rest()
    return reads(place, who)


async def test_a_set_books_moves_and_calls_off_its_session(tmp_path: Path, sqlite_template: Path) -> None:
    async with village(tmp_path, sqlite_template, names=("Amina", "Ben", "Chloe", "Dev")) as place:
        amina, ben = place.members[:2]
        assert await amina.command("/als-session", "", place.channel)
        await place.rest()
        assert "No session is booked yet. You could pick a date." in reads(place, amina)
        assert "At what time, in London?" in await press(place, amina, Press.SESSION_BOOK)
        assert await place.send(amina, FORM) == {}
        assert "Booked: Thursday 21 May, 14:00." in reads(place, amina)
        before = posts(place)
        await place.later(minutes=2)
        said = posts(place)[len(before) :]
        assert "Our next session is on Thursday 21 May, 14:00 (London)." in said
        assert "This file puts the session in your calendar." in said
        # Whoever has no commands presses the button beside the date.
        line = ben.latest("Our next session is on", channel=place.channel)
        assert await ben.press(line, Press.SESSION_MENU)
        await place.rest()
        assert "Room 4, second floor" in reads(place, ben)
        plan = await press(place, ben, Press.SESSION_PLAN)
        assert "14:00 Welcome, 5 min" in plan
        assert "15:20 How we worked together, 3 min" in plan  # after a practice slot
        assert "No one has asked for time yet." in plan
        await press(place, ben, Press.SESSION_MENU)
        await press(place, ben, Press.SESSION_MOVE)
        assert await place.send(ben, FORM | {Field.SESSION_TIME: "15:30"}) == {}
        await place.later(minutes=2)
        assert "Thursday 21 May, 15:30 (London)" in plain(ben.latest("Our next", channel=place.channel).text)
        assert posts(place)[-1] == "The session has changed. This file changes it in your calendar."
        await press(place, ben, Press.SESSION_MENU)
        await press(place, ben, Press.SESSION_MOVE)
        off = await press(place, ben, Press.SESSION_CANCEL)
        assert "Cancelled: Thursday 21 May, 15:30." in off
        await place.later(minutes=2)
        assert posts(place)[-1] == "This file takes the session out of your calendar."
        assert ben.latest("is cancelled", channel=place.channel).ts == line.ts
        assert not [words for words in posts(place) if "Room 4" in words]
        place.check()
