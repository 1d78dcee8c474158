"""Being asked into a set: one direct message, edited through three screens. Their text is privacy.md section 6."""

import re
from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
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
from handlers.messages.people import days_in_words
from handlers.words import Reader
from sets.joining import Asked, InvitationRow, fingerprint
from sets.people import Settings

GROUP_OF, KEPT_DAYS = 10, 90  # the smallest group whose figures are shown; days words are kept after a set ends
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
    name = _LINKING.sub("\u200b", _coordinator(row)) if row.coordinator_name else _coordinator(row)
    return reader.t("{coordinator} has asked you to join a group. It is your choice.", coordinator=name)


def _coordinator(row: InvitationRow) -> str:
    return escape(row.coordinator_name) if row.coordinator_name else f"<@{row.coordinator_slack_id}>"


def what_this_is(reader: Reader, row: InvitationRow) -> list[str]:
    """Screen 1."""
    if row.role == "coach":
        asks = reader.t(
            "{coordinator} has asked you to coach the action learning set {set}. It is your choice.",
            coordinator=_coordinator(row),
            set=escape(row.set_name),
        )
    else:
        asks = reader.t(
            "{coordinator} has asked you to join the action learning set {set}. It is your choice.",
            coordinator=_coordinator(row),
            set=escape(row.set_name),
        )
    return [asks, *(_for_coach(reader) if row.role == "coach" else _for_member(reader)), _no_watch(reader, row)]


def _for_coach(reader: Reader) -> list[str]:
    return [
        reader.t(
            "Setkeeper helps a set keep going between meetings. You guide its first sessions, and it learns to guide "
            "them itself. Then you hand over, and I take you out of its channel."
        ),
        reader.t(
            "It is for learning, not for judging anyone’s work. You can skip anything, pause, or leave, without giving "
            "a reason."
        ),
    ]


def _for_member(reader: Reader) -> list[str]:
    return [
        reader.t(
            "Setkeeper helps your set keep going between meetings. It reminds you of actions you chose, asks a "
            "question now and then, and shares out whose turn it is to facilitate."
        ),
        reader.t(
            "It is for learning, not for judging your work. The bot gives managers no view of what you do. You can "
            "skip anything, pause, or leave, without giving a reason."
        ),
    ]


def _no_watch(reader: Reader, row: InvitationRow) -> str:
    return reader.t(
        "It does not watch for risk or call for help. If you are worried about someone’s safety, speak to {contacts}.",
        contacts=escape(row.contacts),
    )


def who_sees_what(reader: Reader, row: InvitationRow) -> list[str]:
    """Screen 2."""
    return [
        *(_what_a_coach_sees(reader) if row.role == "coach" else ()),
        reader.t(
            "Each box says who will see your words. {coordinator} sees who is in your set, whether it is meeting, "
            "totals over {k} or more people, and themes your set releases. The bot shows them nothing else.",
            coordinator=_coordinator(row),
            k=GROUP_OF,
        ),
        *_who_hears_themes(reader, row),
        reader.t("I keep who was at each session, for your set and its coach. I do not hear what is said there."),
        reader.t("Be aware: whoever runs the bot holds the keys and could read what we store."),
        reader.t(
            "Slack handles everything you type. Messages, including replies to me and action labels, may be exported "
            "by your employer. *Write in a form* keeps words out of messages. Please never enter patient details."
        ),
    ]


def _who_hears_themes(reader: Reader, row: InvitationRow) -> list[str]:
    """As the coordinator stated it; nothing while nobody has."""
    if not row.theme_audience:
        return []
    said = reader.t(
        "A theme is what your set has learned, with no names. Themes that may leave the set go to: {audience}",
        audience=escape(row.theme_audience),
    )
    return [said]


def _what_a_coach_sees(reader: Reader) -> list[str]:
    """privacy.md section 2, the column of a coach in post."""
    return [
        reader.t(
            "As its coach you see the dates, the turns, who came, the ground rules, the names of actions and issues, "
            "and an update when its author shares it with you."
        ),
        reader.t(
            "You do not see what people write for themselves or answer together, or how they vote. When you hand over, "
            "you see nothing more."
        ),
    ]


def _what_for(reader: Reader, row: InvitationRow) -> list[str]:
    """What the coordinator says that the set is for; on the last screen, as it is often filled in after the asking."""
    if not row.purpose:
        return []
    name = _coordinator(row)
    return [
        reader.t("{coordinator} says what the set is for: {purpose}", coordinator=name, purpose=escape(row.purpose))
    ]


def my_choices(reader: Reader, settings: Settings) -> list[str]:
    """Screen 3."""
    limit = reader.n("At most {n} reminder a week.", "At most {n} reminders a week.", settings.weekly_limit)
    labels = (
        reader.t("Reminders show the names of your actions: yes.")
        if settings.show_labels
        else reader.t("Reminders show the names of your actions: no.")
    )
    hours = reader.t(
        "I can write on {days}, {start} to {end}, {city} time.",
        days=days_in_words(reader, settings),
        start=f"{settings.window_start:%H:%M}",
        end=f"{settings.window_end:%H:%M}",
        city=reader.city(),
    )
    return [
        f"{hours} {limit} {labels}",
        reader.t(
            "You can see, export, correct or delete your own named words. Surveys and votes stay linked to you until "
            "they close. Then we drop the link, so we cannot find, change or delete yours. In a small set, people may "
            "still guess."
        ),
        reader.t("When your set ends we keep its words {retention} days, then destroy the keys.", retention=KEPT_DAYS),
    ]


def words_shown(reader: Reader, asked: Asked) -> str:
    """Every sentence someone saw before Join: its hash is kept with their answer."""
    row = asked.invitation
    choices = my_choices(reader, asked.settings)
    return "\n".join([*what_this_is(reader, row), *who_sees_what(reader, row), *_what_for(reader, row), *choices])


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
        title, lines = reader.t("Your choices"), [*_what_for(reader, row), *my_choices(reader, settings)]
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
        coordinator=_coordinator(row),
    )
    undo = Button(reader.t("Undo"), Press.JOIN_UNDO, handle(row.id, row.revision), reader.t("Undo: Not now"))
    return message(reader.t("That’s fine. You have not joined."), [section(said), buttons(undo)])


def question_form(reader: Reader, row: InvitationRow) -> dict[str, Any]:
    """Ask the coordinator something."""
    blocks: list[Block] = [
        text_input(Field.QUESTION, reader.t("What would you like to ask?"), multiline=True, max_length=500),
        context(
            reader.t("{coordinator} will see this in Slack, with your name.", coordinator=_coordinator(row)),
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
    said = reader.t("Your question is with {coordinator}. You can still join or say no.", coordinator=_coordinator(row))
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
