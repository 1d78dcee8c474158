"""The Home tab (voice.md 27): the person's own next things first. Slack keeps the last one published, so it holds
dates, counts, names of sets and the person's own labels, and no other words."""

from typing import Any

from handlers.ids import Press, handle
from handlers.messages.parts import Block, Button, buttons, context, escape, plain_words, section
from handlers.words import Reader
from sets.home import Home, HomeAction

SETS_SHOWN = 15


def home_view(reader: Reader, home: Home | None) -> dict[str, Any]:
    """Someone's Home; None: for someone the bot has not met."""
    blocks: list[Block] = []
    if home is None or home.is_new:
        blocks += _welcome(reader)
    if home is not None:
        blocks += _invitations(reader, home)
    if home is not None and not home.is_new:
        blocks += [*_next(reader, home), *_actions(reader, home), *_sets(reader, home), *_coordinator(reader, home)]
    blocks.append(buttons(*_row(reader, home)))
    return {"type": "home", "blocks": blocks}


def _welcome(reader: Reader) -> list[Block]:
    return [
        section(reader.t("*Welcome.* You are not in a set yet. If someone asks you to join one, you will see it here."))
    ]


def _invitations(reader: Reader, home: Home) -> list[Block]:
    """What may still be joined. Each in a row of its own: the same action_id."""
    blocks: list[Block] = []
    for one in home.invitations[:SETS_SHOWN]:
        asked = reader.t(
            "{coordinator} asked you to join {set}. It is your choice.",
            coordinator=escape(one.coordinator_name),
            set=escape(one.set_name),
        )
        heard = reader.t("Read more about {set}", set=plain_words(one.set_name))
        button = Button(reader.t("Read more"), Press.JOIN_LOOK, handle(one.id, one.revision), label=heard)
        blocks.append({**section(asked), "accessory": button.element()})
    return blocks


def _next(reader: Reader, home: Home) -> list[Block]:
    if not home.check_ins:
        return []
    said = reader.n(
        "*Next for you.* {n} short check-in waits in your messages with me.",
        "*Next for you.* {n} short check-ins wait in your messages with me.",
        home.check_ins,
    )
    return [section(said)]


def _actions(reader: Reader, home: Home) -> list[Block]:
    if not home.in_a_set and not home.actions:
        return []
    blocks = [section(reader.t("*My actions*"))]
    if not home.actions:
        return [*blocks, section(reader.t("No actions yet. An action is one small step you choose."))]
    blocks += [_action(reader, action) for action in home.actions]
    if home.more:
        blocks.append(context(reader.t("There are more in My actions.")))
    return blocks


def _action(reader: Reader, action: HomeAction) -> Block:
    day, place = reader.date(action.due_date), escape(action.set_name)
    if action.label is None:
        said = reader.t("One of your actions, by {date}, in {set}.", date=day, set=place)
        heard = reader.t("Open your action for {date}", date=day)
    else:
        label = action.label.reveal()
        said = reader.t("{label}, by {date}, in {set}.", label=escape(label), date=day, set=place)
        heard = reader.t("Open: {label}", label=plain_words(label))
    button = Button(reader.t("Open"), Press.ACTION_OPEN, handle(action.id, action.revision), label=heard)
    return {**section(said), "accessory": button.element()}


def _sets(reader: Reader, home: Home) -> list[Block]:
    if not home.sets:
        return []
    lines = [
        section(
            reader.t("{set}. {coordinator} looks after it.", set=escape(one.name), coordinator=escape(one.coordinator))
        )
        for one in home.sets[:SETS_SHOWN]
    ]
    return [section(reader.t("*My sets*")), *lines]


def _coordinator(reader: Reader, home: Home) -> list[Block]:
    if not home.coordinates:
        return []
    promise = context(reader.t("I do not show you what a set writes. No button here does that."))
    if not home.coordinated:
        return [section(reader.t("No sets yet. Start with a name and some people.")), promise]
    lines = [section(reader.t("You look after {set}.", set=escape(name))) for name in home.coordinated[:SETS_SHOWN]]
    return [section(reader.t("*Your sets*")), *lines, promise]


def _row(reader: Reader, home: Home | None) -> list[Button]:
    row: list[Button] = []
    if home is not None and home.in_a_set:
        row += [Button(reader.t("New action"), Press.ACTION_NEW), Button(reader.t("My actions"), Press.ACTION_LIST)]
    elif home is not None and home.actions:
        row.append(Button(reader.t("My actions"), Press.ACTION_LIST))
    if home is not None and home.coordinates:
        row.append(Button(reader.t("New set"), Press.SET_NEW))
    row.append(Button(reader.t("My settings"), Press.SETTINGS))
    return row
