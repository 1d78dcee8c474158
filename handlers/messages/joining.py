"""Being asked into a set: one direct message, edited through three screens. Their text is privacy.md section 6."""

import re
from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from handlers.messages.joining_screens import coordinator_of, my_choices, what_for, what_this_is, who_sees_what
from handlers.messages.parts import (
    BUTTON_SHOWN,
    Block,
    Button,
    buttons,
    context,
    cut,
    escape,
    header,
    message,
    modal,
    plain_words,
    section,
    text_input,
    urgent,
)
from handlers.words import Reader
from sets.joining import Asked, InvitationRow, fingerprint

_LINKING = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)", re.IGNORECASE)  # where addresses break apart


def on_home(reader: Reader, row: InvitationRow) -> Block:
    """What may still be joined, on the Home tab. Each in a block of its own: the same action_id."""
    asked = reader.t(
        "{coordinator} asked you to join {set}. It is your choice.",
        coordinator=escape(row.coordinator_name),
        set=escape(row.set_name),
    )
    heard = reader.t("Read more about {set}", set=plain_words(row.set_name))
    button = Button(reader.t("Read more"), Press.JOIN_LOOK, handle(row.id, row.revision), label=heard)
    return {**section(asked), "accessory": button.element()}


def notification(reader: Reader, row: InvitationRow) -> str:
    """What a lock screen says."""
    # Slack makes links of addresses here, even in somebody's name: the text of a message cannot be verbatim.
    name = _LINKING.sub("\u200b", coordinator_of(row)) if row.coordinator_name else coordinator_of(row)
    return reader.t("{coordinator} has asked you to join a group. It is your choice.", coordinator=name)


def words_shown(reader: Reader, asked: Asked) -> str:
    """Every sentence someone saw before Join: its hash is kept with their answer."""
    row = asked.invitation
    choices = my_choices(reader, asked.settings)
    return "\n".join([*what_this_is(reader, row), *who_sees_what(reader, row), *what_for(reader, row), *choices])


def as_it_stands(reader: Reader, asked: Asked, number: int, note: str = "") -> dict[str, Any]:
    """A screen of the invitation, which may be read again after "Not now"; after Join, that they have joined."""
    if asked.invitation.state == "joined":
        return joined(reader, asked.invitation)
    return screen(reader, asked, number, note)


def screen(reader: Reader, asked: Asked, number: int, note: str = "") -> dict[str, Any]:
    """Screen 1, 2 or 3 of the joining message; `note` stands above it."""
    row, settings = asked.invitation, asked.settings
    value = handle(row.id, row.revision)
    not_now = Button(reader.t("Not now"), Press.JOIN_NOT_NOW, value)
    if number <= 1:
        title, lines = reader.t("What this is"), what_this_is(reader, row)
        pressed = [Button(reader.t("Next: who sees what"), Press.JOIN_NEXT, handle(row.id, 2), style="primary")]
    elif number == 2:
        title, lines = reader.t("Who can see what"), who_sees_what(reader, row)
        pressed = [
            Button(reader.t("Next: my choices"), Press.JOIN_NEXT, handle(row.id, 3), style="primary"),
            Button(reader.t("Back"), Press.JOIN_BACK, handle(row.id, 1)),
        ]
    else:
        title, lines = reader.t("Your choices"), [*what_for(reader, row), *my_choices(reader, settings)]
        seen = handle(row.id, fingerprint(words_shown(reader, asked)))
        pressed = [
            Button(_yes(reader, row), Press.JOIN_YES, seen, style="primary"),
            Button(reader.t("Change my choices"), Press.JOIN_CHOICES, value),
            Button(reader.t("Ask a question"), Press.JOIN_ASK, value),
            Button(reader.t("Back"), Press.JOIN_BACK, handle(row.id, 2)),
        ]
    above = [section(note)] if note else []
    blocks = [*above, header(title), *(section(line) for line in lines), buttons(*pressed, not_now)]
    return message(notification(reader, row), blocks)


def _yes(reader: Reader, row: InvitationRow) -> str:
    return reader.t("Coach the set") if row.role == "coach" else reader.t("Join the set")


def joined(reader: Reader, row: InvitationRow) -> dict[str, Any]:
    """After Join."""
    undo = Button(reader.t("Undo: leave again"), Press.JOIN_UNDO, handle(row.id, row.revision))
    if row.role == "coach":
        said = reader.t("You coach {set} now. I am adding you to its private channel.", set=escape(row.set_name))
        return message(reader.t("You have joined. Welcome."), [section(said), buttons(undo)])
    said = reader.t(
        "You have joined {set}. I am adding you to its private channel. I will help you keep going between meetings.",
        set=escape(row.set_name),
    )
    rules = reader.t("Next, read the ground rules there. They come when the channel is ready.")
    hint = reader.t("To commit to an action, type /als action, or press the button.")
    new = Button(reader.t("New action"), Press.ACTION_NEW)
    return message(
        reader.t("You have joined. Welcome."), [section(said), section(rules), section(hint), buttons(new, undo)]
    )


def declined(reader: Reader, row: InvitationRow) -> dict[str, Any]:
    """After Not now."""
    said = reader.t(
        "That’s fine. You have not joined, and I will not ask again. You can join later from my Home tab. "
        "{coordinator} sees only that you have not joined.",
        coordinator=coordinator_of(row),
    )
    undo = Button(reader.t("Undo"), Press.JOIN_UNDO, handle(row.id, row.revision), reader.t("Undo: Not now"))
    return message(reader.t("That’s fine. You have not joined."), [section(said), buttons(undo)])


def question_form(reader: Reader, row: InvitationRow) -> dict[str, Any]:
    """Ask the coordinator something."""
    blocks: list[Block] = [
        text_input(Field.QUESTION, reader.t("What would you like to ask?"), multiline=True, max_length=500),
        context(
            reader.t("{coordinator} will see this in Slack, with your name.", coordinator=coordinator_of(row)),
        ),
        urgent(reader, row.contacts),
    ]
    return modal(
        reader,
        reader.t("Ask a question"),
        blocks,
        callback_id=Form.JOIN_QUESTION,
        submit=reader.t("Send"),
        metadata=handle(row.id),
    )


def question_sent(reader: Reader, row: InvitationRow) -> dict[str, Any]:
    """After Send."""
    said = reader.t(
        "Your question is with {coordinator}. You can still join or say no.", coordinator=coordinator_of(row)
    )
    return modal(reader, reader.t("Ask a question"), [section(said)], callback_id=Form.MENU)


def question_for_coordinator(reader: Reader, name: str, slack_user_id: str, question: str) -> dict[str, Any]:
    """What the coordinator gets: the asker was told that it stands in Slack with their name."""
    who = escape(name) if name else f"<@{slack_user_id}>"
    said = reader.t("{name} has a question before they choose:", name=who)
    return message(
        reader.t("Someone you asked to join has a question."),
        [
            section(said),
            section("> " + escape(cut(question, 500))),
            context(reader.t("You could answer them in Slack.")),
        ],
    )


def join_button(reader: Reader, invitation_id: UUID, set_name: str) -> Button:
    """For the Home tab: look at the invitation again."""
    label = reader.t("Join {set}", set=set_name)
    return Button(cut(label, BUTTON_SHOWN), Press.JOIN_LOOK, handle(invitation_id, 1), label)
