"""What a visitor does as somebody: each deed of the page becomes an act of a simulated person (`sandbox/people.py`)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.errors import CannotDo
from sandbox.forms import find, places
from sandbox.people import Person
from sandbox.records import JSON, Message, View

Deed = Callable[[Person, JSON], Awaitable[JSON]]


async def do(person: Person, wanted: JSON) -> JSON:
    """Do one deed. Returns {} or {"problems": {block_id: words}}. Raises CannotDo with words for the visitor."""
    deed = DEEDS.get(str(wanted.get("do")))
    if deed is None:
        raise CannotDo("there is no such deed")
    try:
        return await deed(person, wanted)
    except (KeyError, TypeError, ValueError) as error:
        raise CannotDo("that deed is not complete") from error


def _target(person: Person, where: Mapping[str, Any]) -> Message | View:
    """The message or view that is meant, as it now is."""
    if "view" in where:
        for view in (person.top_window(), person.sees().home):
            if view is not None and view.id == where["view"]:
                return view
        raise CannotDo("that window is no longer open")
    found = person.find(str(where["channel"]), str(where["ts"]))
    if found is None:
        raise CannotDo("that message is no longer there")
    return found


def _write_down(person: Person, target: Message | View, wanted: JSON) -> None:
    """What stands in the fields of a window goes along with a press in it, as Slack does it."""
    if isinstance(target, View) and wanted.get("values"):
        kinds = {place.block_id: place.element["type"] for place in places(target.body["blocks"])}
        values = {key: _moment(person, kinds.get(key, ""), value) for key, value in wanted["values"].items()}
        person.put(target, values)


def _moment(person: Person, kind: str, value: Any) -> Any:  # noqa: ANN401 - as in forms.entry_for
    """A browser gives day and time by the person's own clock; Slack wants seconds since 1970."""
    if kind != "datetimepicker" or not isinstance(value, str):
        return value
    local = datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(person.user.tz))
    return int(local.timestamp())


async def _press(person: Person, wanted: JSON) -> JSON:
    target = _target(person, wanted["where"])
    _write_down(person, target, wanted)
    value = wanted.get("value")
    await person.press(target, str(wanted["action_id"]), block_id=wanted.get("block_id"), value=value)
    return {}


async def _choose(person: Person, wanted: JSON) -> JSON:
    target = _target(person, wanted["where"])
    _write_down(person, target, wanted)
    action_id, block_id = str(wanted["action_id"]), wanted.get("block_id")
    blocks = target.body["blocks"] if isinstance(target, View) else target.blocks or []
    kind = str(find(blocks, action_id, block_id).element["type"])
    await person.select(target, action_id, _moment(person, kind, wanted["chosen"]), block_id=block_id)
    return {}


async def _submit(person: Person, wanted: JSON) -> JSON:
    view = person.modal()
    if view.id != wanted["view"]:
        raise CannotDo("that window is no longer on top")
    _write_down(person, view, wanted)
    return {"problems": await person.submit(view)}


async def _close(person: Person, wanted: JSON) -> JSON:
    if person.top_window() is not None:
        await person.close_view(everything=bool(wanted.get("all")))
    return {}


async def _say(person: Person, wanted: JSON) -> JSON:
    text = str(wanted["text"]).strip()
    if text:
        await person.say(text, wanted["place"], wanted.get("thread"))
    return {}


async def _command(person: Person, wanted: JSON) -> JSON:
    name, _, rest = str(wanted["text"]).strip().partition(" ")
    await person.command(name, rest.strip(), wanted["place"])
    return {}


async def _shortcut(person: Person, wanted: JSON) -> JSON:
    where = wanted.get("message")
    message = _target(person, where) if where else None
    if isinstance(message, View):
        raise CannotDo("shortcuts stand on messages")
    await person.shortcut(str(wanted["callback_id"]), message)
    return {}


async def _home(person: Person, wanted: JSON) -> JSON:
    await person.open_home(str(wanted.get("tab", "home")))
    return {}


async def _edit(person: Person, wanted: JSON) -> JSON:
    message = _target(person, wanted["where"])
    if isinstance(message, Message):
        await person.edit(message, str(wanted["text"]))
    return {}


async def _delete(person: Person, wanted: JSON) -> JSON:
    message = _target(person, wanted["where"])
    if isinstance(message, Message):
        await person.delete(message)
    return {}


async def _leave(person: Person, wanted: JSON) -> JSON:
    await person.leave(str(wanted["place"]))
    return {}


DEEDS: dict[str, Deed] = {
    "press": _press,
    "choose": _choose,
    "submit": _submit,
    "close": _close,
    "say": _say,
    "command": _command,
    "shortcut": _shortcut,
    "home": _home,
    "edit": _edit,
    "delete": _delete,
    "leave": _leave,
}
