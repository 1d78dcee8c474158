"""Every listener's payload as Slack would send it, and what must be seen when it works."""

from typing import Any

from handlers.ids import Command, Field, Form, Press, handle
from tests.handlers.matrix_world import Ids, Things

Json = dict[str, Any]
Listener = tuple[str, str]

_NUDGES = (
    Press.CHECKIN_DONE,
    Press.CHECKIN_STILL,
    Press.CHECKIN_KEEP,
    Press.CHECKIN_STUCK,
    Press.CHECKIN_TOMORROW,
    Press.CHECKIN_NEXT_WEEK,
    Press.CHECKIN_STOP,
    Press.CHECKIN_NOT_NOW,
    Press.CHECKIN_CHANGE,
    Press.CHECKIN_SMALLER,
    Press.CHECKIN_OPEN,
    Press.CHECKIN_NOT_UNTIL,
)
_ACTIONS = (Press.ACTION_OPEN, Press.ACTION_CHANGE, Press.ACTION_STOP)
_ACTIONS_ONLY = (Press.STUCK_SMALLER, Press.STUCK_KEEP, Press.REPLY_OPEN, Press.REPLY_FORM, Press.REPLY_CHOOSE)
_SAVED_REPLY = (Press.REPLY_OTHER, Press.REPLY_UNDO, Press.REPLY_UNDERSTOOD)
_INVITATION = (Press.JOIN_NEXT, Press.JOIN_BACK, Press.JOIN_LOOK, Press.JOIN_ASK)
_SET = (Press.SET_RETRY, Press.SET_TAKE_OFF)

_WHOLE = ("{name}-LABEL-0", "{name}-DETAIL", "{name}-NOTE")
_SAVED, _FORM = ('Saved: \\"', "{name}-LABEL-0"), ("{name}-LABEL-0", "{name}-DETAIL")
WROTE = "wrote"
# What stands in the answer when a listener works; WROTE: it answers with nothing, and leaves a row.
SHOWN: dict[Listener, tuple[str, ...]] = {
    ("action", Press.SETTINGS): (Form.SETTINGS,),
    ("view", Form.SETTINGS): ("Saved. You can change this",),
    ("action", Press.SET_NEW): (Form.SET_NEW,),
    ("view", Form.SET_NEW): ("I am asking everyone now.", WROTE),
    ("action", Press.SET_RETRY): ("I am trying again.", WROTE),
    ("action", Press.SET_TAKE_OFF): ("Taken off the list.", WROTE),
    ("action", Press.JOIN_NEXT): ("Who can see what",),
    ("action", Press.JOIN_BACK): ("Who can see what",),
    ("action", Press.JOIN_LOOK): (WROTE,),
    ("action", Press.JOIN_YES): ("You have joined", "Tuesday set", WROTE),
    ("action", Press.JOIN_NOT_NOW): ("You have not joined", WROTE),
    ("action", Press.JOIN_UNDO): ("Your choices",),
    ("action", Press.JOIN_CHOICES): (Form.SETTINGS,),
    ("action", Press.JOIN_ASK): (Form.JOIN_QUESTION, "Priya, on 555 0100"),
    ("view", Form.JOIN_QUESTION): ("Your question is with", WROTE),
    ("action", Press.ACTION_NEW): (Form.ACTION,),
    ("action", Press.ACTION_LIST): (Form.ACTION_LIST, "{name}-LABEL-0", "{name}-LABEL-3"),
    ("action", Press.ACTION_OPEN): _WHOLE,
    ("action", Press.ACTION_CHANGE): _FORM,
    ("action", Press.ACTION_STOP): ("It is off your list.", WROTE),
    ("action", Press.ACTION_UNDO): ("Undone.", WROTE),
    ("view", Form.ACTION): (Form.ACTION_DATE, "I read that as", WROTE),
    ("view", Form.ACTION_DATE): ("clear", WROTE),
    ("view", Form.ACTION_CHANGE): ("typed anew", WROTE),
    **{("action", press): (*_SAVED, WROTE) for press in _NUDGES[:7]},
    ("action", Press.CHECKIN_NOT_NOW): ("hen shall I ask again?", "{name}-LABEL-0", WROTE),
    ("action", Press.CHECKIN_UNDO): ("Undone.", "{name}-LABEL-3", WROTE),
    ("action", Press.CHECKIN_CHANGE): _FORM,
    ("action", Press.CHECKIN_SMALLER): _FORM,
    ("action", Press.CHECKIN_OPEN): _WHOLE,
    ("action", Press.STUCK_SMALLER): _FORM,
    ("action", Press.STUCK_KEEP): ("That's fine.",),
    ("action", Press.CHECKIN_NOT_UNTIL): (Form.CHECKIN_NOT_UNTIL,),
    ("action", Press.CHECKIN_LIFT): ("I can write to you in your usual hours.",),
    ("view", Form.CHECKIN_NOTE): ("Saved. I show it only to you.", WROTE),
    ("view", Form.REPLY_FORM): ("Saved. I show it only to you.", WROTE),
    ("view", Form.CHECKIN_NOT_UNTIL): ("I will not write until", WROTE),
    ("action", Press.REPLY_CHOOSE): ("I saved your note with", "{name}-LABEL-0", WROTE),
    ("action", Press.REPLY_NONE): ("I have not saved it.", WROTE),
    ("action", Press.REPLY_OTHER): ("Which action is this about?", "{name}-LABEL-0", WROTE),
    ("action", Press.REPLY_UNDO): ("I no longer hold your note.", WROTE),
    ("action", Press.REPLY_UNDERSTOOD): ("I saved your note with", "{name}-LABEL-2"),
    ("action", Press.REPLY_OPEN): _WHOLE,
    ("action", Press.REPLY_FORM): (Form.REPLY_FORM,),
    ("event", "app_home_opened"): ("{name}-LABEL-0",),
    ("command", Command.ALS): (Form.MENU,),
}
# What everyone gets who presses it about themselves, where that is not the same as SHOWN.
OWN: dict[Listener, tuple[str, ...]] = {
    ("action", Press.ACTION_LIST): (Form.ACTION_LIST,),
    ("event", "app_home_opened"): ("views.publish",),
}
IN_NO_SET = "You are not in a set yet."


def value_of(press: str, ids: Ids, things: Things) -> str:
    """The value of the button that the thing's own people would press."""
    if press in _NUDGES:
        return handle(*things.nudges[0])
    if press == Press.CHECKIN_UNDO:
        return handle(*things.nudges[3])
    if press in _ACTIONS:
        return handle(things.actions[0], things.revisions[0])
    if press in _ACTIONS_ONLY:
        return handle(things.actions[0])
    if press in _SAVED_REPLY:
        return handle(things.saved_reply)
    if press in _INVITATION:
        return handle(ids.invitation, 2)
    if press in _SET:
        return handle(ids.set_id)
    special = {
        Press.JOIN_YES: handle(ids.invitation, ids.fingerprint),
        Press.JOIN_NOT_NOW: handle(ids.invitation, 1),
        Press.JOIN_UNDO: handle(ids.invitation, 1),
        Press.ACTION_UNDO: handle(things.changed),
        Press.CHECKIN_LIFT: handle(things.person_id),
        Press.REPLY_NONE: handle(things.asking_reply),
    }
    return special.get(press, "")


def payload(listener: Listener, user: str, ids: Ids, things: Things, number: int = 0) -> Json:
    """What Slack sends when `user` does this to these things. `number` makes each delivery its own."""
    kind, name = listener
    who = {"id": user, "team_id": "T0001"}
    common: Json = {"team": {"id": "T0001"}, "team_id": "T0001", "user": who, "trigger_id": f"trigger{number}"}
    if kind == "action":
        return common | press(name, value_of(name, ids, things), things.asking_ts, number)
    if kind == "view":
        return common | {"type": "view_submission", "view": form(name, ids, things, number)}
    if kind == "command":
        return {**common, "command": name, "text": "", "user_id": user, "user": user}
    return {"type": "event_callback", "team_id": "T0001", "event_id": f"Ev{number}", "event": event(name, user)}


def press(name: str, value: str, ts: str = "1.1", number: int = 0) -> Json:
    """A button in a direct message."""
    button = {"type": "button", "action_id": name, "block_id": "b", "value": value, "action_ts": str(number)}
    where = {"type": "message", "channel_id": "D1", "message_ts": ts}
    return {"type": "block_actions", "container": where, "channel": {"id": "D1"}, "actions": [button]}


def form(name: str, ids: Ids, things: Things, number: int = 0) -> Json:
    """A window sent, filled in as its owner would."""
    metadata = {
        Form.ACTION: handle(ids.set_id),
        Form.ACTION_DATE: handle(*things.draft),
        Form.ACTION_CHANGE: handle(things.actions[0], things.revisions[0]),
        Form.CHECKIN_NOTE: handle(things.actions[0]),
        Form.REPLY_FORM: handle(things.actions[0]),
        Form.CHECKIN_NOT_UNTIL: handle(*things.nudges[0]),
        Form.JOIN_QUESTION: handle(ids.invitation),
    }
    return window(name, metadata.get(name, ""), number)


def window(name: str, metadata: str, number: int = 0, chosen: Json | None = None) -> Json:
    """A window with every field of ours filled in: each form reads its own. `chosen`: other fields, by block_id."""
    typed = {Field.ACTION_LABEL: "typed anew", Field.ACTION_DUE: "15 May", Field.NOTE: "typed", Field.QUESTION: "typed"}
    named = {Field.SET_NAME: "New", Field.SET_CONTACTS: "Rosa"}
    values: Json = {block: {"value": text} for block, text in (typed | named).items()}
    values[Field.SET_PEOPLE] = {"selected_users": ["U1", "U2", "U3", "U4"]}
    values[Field.NOT_UNTIL] = {"selected_date": "2026-05-20"}
    values[Field.DAYS] = {"selected_options": [{"value": "1"}]}
    values[Field.WINDOW_START], values[Field.WINDOW_END] = {"selected_time": "09:00"}, {"selected_time": "16:00"}
    values |= chosen or {}
    state = {"values": {block: {Field.VALUE: value} for block, value in values.items()}}
    view = {"id": f"V{number}", "type": "modal", "callback_id": name, "private_metadata": metadata}
    return {**view, "state": state, "blocks": []}


def event(name: str, user: str) -> Json:
    """An event about this person, or about the holder's channel."""
    happened: Json = {"type": name, "user": user, "channel": "CSET", "event_ts": "5.5", "ts": "5.5"}
    if name == "user_change":
        return happened | {"user": {"id": user, "name": user.lower(), "profile": {"display_name": user}}}
    if name == "channel_id_changed":
        return happened | {"old_channel_id": "CELSE", "new_channel_id": "CNEW"}
    if name == "message":
        return happened | {"channel": "D1", "channel_type": "im", "text": "words of mine"}
    if name == "app_home_opened":
        return happened | {"tab": "home", "channel": "D1"}
    return happened
