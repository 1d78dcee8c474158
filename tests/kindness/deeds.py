"""What the people of the year do by plan: commit, go away, pause, stop something, look into a window, meet."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sandbox.errors import CannotDo
from sandbox.forms import options_of, places
from sandbox.people import Person
from sandbox.story import Stage
from tests.kindness.holder import Holder, plain
from tests.kindness.measure import Window, Wish


async def command(stage: Stage, person: Person, word: str, values: dict[str, Any]) -> None:
    """`/als word`, and its form filled in."""
    await stage.close(person)
    await stage.command(person, "/als", word)
    await stage.fill(person, values)
    await stage.close(person)


async def go_away(stage: Stage, holder: Holder, first: date, last: date) -> None:
    """Local dates, both included."""
    await command(stage, holder.person, "away", {"away_first": first.isoformat(), "away_last": last.isoformat()})
    holder.wishes.append(Wish(stage.now, first, last, "while they were away"))


async def pause(stage: Stage, holder: Holder, until: date) -> None:
    """No reminders before the local date `until`."""
    await command(stage, holder.person, "settings", {"paused_until": until.isoformat()})
    today = stage.now.astimezone(holder.member.tz).date()
    holder.wishes.append(Wish(stage.now, today, until - timedelta(days=1), "while they had a pause", by_night=False))


async def commit(stage: Stage, holder: Holder, label: str, due: date) -> None:
    """`/als action`: a label and a day, confirmed."""
    person = holder.person
    await stage.close(person)
    await stage.command(person, "/als", "action")
    form = {"action_label": label, "action_due": f"{due:%-d %B %Y}"}
    await stage.fill(person, form | _set_of(person))
    holder.notebook.committed(label, due, stage.now)
    await stage.submit(person)
    await stage.close(person)


def _set_of(person: Person) -> dict[str, str]:
    """Which set it is for, when the form asks: the newest of theirs."""
    for place in places(person.modal().body["blocks"]):
        if place.block_id == "action_set":
            return {"action_set": str(options_of(place.element)[-1]["value"])}
    return {}


async def wonder(stage: Stage, holder: Holder, label: str, due: date) -> None:
    """On the day after its day: somebody whose action was open all that day looks into its window."""
    page = holder.notebook.pages.get(label)
    if page is None or page.now.ended or page.now.due != due:
        return
    await _open(stage, holder.person, label)
    words = plain("\n".join(holder.person.reads(holder.person.modal())))
    holder.windows.append(Window(label, due, stage.now, words))
    await stage.close(holder.person)


async def let_go(stage: Stage, holder: Holder, label: str) -> None:
    """Stop an action in its window, unasked."""
    if label in holder.notebook.pages and not holder.notebook.pages[label].now.ended:
        await _open(stage, holder.person, label)
        await stage.press(holder.person, "Stop this action")
        holder.notebook.ended(label, "stopped", stage.now)
        await stage.close(holder.person)


async def _open(stage: Stage, person: Person, label: str) -> None:
    """The window of an action, from the list of what is open. Raises CannotDo when it does not stand there."""
    await stage.close(person)
    await stage.command(person, "/als")
    await stage.press(person, "My actions")
    while not (found := _buttons_of(person, label)):
        await stage.press(person, "Later ones")
    await person.press(None, found[0]["action_id"], value=found[0]["value"])
    await stage.driver.calm()


def _buttons_of(person: Person, label: str) -> list[dict[str, Any]]:
    beside = [block["accessory"] for block in person.modal().body["blocks"] if "accessory" in block]
    return [each for each in beside if plain(str(each.get("accessibility_label"))) == f"Open: {label}"]


async def book(stage: Stage, person: Person, day: date) -> None:
    """A session of 90 minutes on `day`."""
    await stage.close(person)
    await stage.command(person, "/als-session")
    await stage.press(person, "Pick a date")
    await stage.fill(person, {"session_day": day.isoformat(), "session_time": "13:30", "session_length": "90"})
    await stage.close(person)


async def meet(stage: Stage, people: Sequence[Person]) -> None:
    """Whoever has the turn opens the session, and closes it. Raises CannotDo when nobody may."""
    leader = await _leader(stage, people)
    await stage.press(leader, "Open the session")
    await stage.fill(leader, {})
    await stage.press(leader, "Close session")
    await stage.submit(leader)
    await stage.close(leader)


async def _leader(stage: Stage, people: Sequence[Person]) -> Person:
    """Who is offered to open the session; their window shows it then."""
    for person in people:
        await stage.close(person)
        await stage.command(person, "/als-session")
        if "Open the session" in str(person.modal().body):
            return person
        await stage.close(person)
    raise CannotDo("nobody may open the session")
