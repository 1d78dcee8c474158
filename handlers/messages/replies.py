"""Answers to replies in words (voice.md 13). Nothing that was typed is said again in a message."""

from typing import Any

from handlers.ids import Press, handle
from handlers.messages.parts import (
    BUTTON_SHOWN,
    Block,
    Button,
    buttons,
    context,
    cut,
    escape,
    message,
    plain_words,
    section,
)
from handlers.words import Reader
from sets.action_words import NOTE_LIMIT
from sets.replies import Choice, Shown


def answer_message(reader: Reader, shown: Shown, *, shared: bool = False) -> dict[str, Any]:
    """What became of someone's words, as it stands now. shared: they have just let their set read them."""
    if shown.state == "asking":
        return _asking(reader, shown)
    if shown.state == "saved" and shown.saved_with is not None:
        return _saved(reader, shown, shown.saved_with, shared=shared)
    if shown.state == "undone":
        return message(reader.t("Undone. I no longer hold your note. Your own message stays here until you delete it."))
    return message(reader.t("That's fine. I have not saved it. Your own message stays here until you delete it."))


def _saved(reader: Reader, shown: Shown, action: Choice, *, shared: bool) -> dict[str, Any]:
    if shared:
        said = reader.t("Shared. The members of your set can read your note in Our actions.")
    elif action.label is None:
        said = reader.t("Thanks. I saved your note with one of your actions, for you only.")
    else:
        said = reader.t('Thanks. I saved your note with "{label}", for you only.', label=escape(action.label.reveal()))
    value = handle(shown.reply_id, shown.revision)
    blocks: list[Block] = [section(said)]
    if shown.too_late:
        blocks.insert(
            0,
            context(reader.t("I cannot undo this any more, because something has changed since. You can open it.")),
        )
    more = [] if shared else [Button(reader.t("Share with my set"), Press.REPLY_SHARE, value)]
    blocks.append(
        buttons(
            Button(reader.t("A different action"), Press.REPLY_OTHER, value),
            *more,
            Button(reader.t("Open"), Press.REPLY_OPEN, handle(action.action_id)),
            Button(reader.t("Undo"), Press.REPLY_UNDO, value, label=reader.t("Undo: your note")),
        )
    )
    return message(reader.t("Thanks. I have saved your words."), [*blocks, *_warning(reader, shown, action)])


def _warning(reader: Reader, shown: Shown, action: Choice) -> list[Block]:
    """The first time: what Slack keeps, and the other way."""
    if not shown.warned:
        return []
    said = reader.t(
        "Slack keeps a copy of what you type here. Your employer may be able to read it. *Write in a form* instead: "
        "you choose who sees it."
    )
    row = buttons(
        Button(reader.t("Write in a form"), Press.REPLY_FORM, handle(action.action_id)),
        Button(reader.t("I understand"), Press.REPLY_UNDERSTOOD, handle(shown.reply_id, shown.revision)),
    )
    return [section(said), row]


def _asking(reader: Reader, shown: Shown) -> dict[str, Any]:
    """One row a choice: several buttons of the same kind cannot stand in one."""
    said = reader.t("Thanks. Which action is this about? I have not saved it yet.")
    rows = [buttons(_choice(reader, shown, choice, number)) for number, choice in enumerate(shown.choices, start=1)]
    none = Button(reader.t("None of these"), Press.REPLY_NONE, handle(shown.reply_id, shown.revision))
    return message(said, [section(said), *rows, buttons(none)])


def _choice(reader: Reader, shown: Shown, choice: Choice, number: int) -> Button:
    if choice.label is None:
        text = aloud = reader.t("{number}: for {date}", number=number, date=reader.date(choice.due_date))
    else:
        words = choice.label.reveal()
        text, aloud = plain_words(cut(words, BUTTON_SHOWN)), plain_words(words)
    return Button(text, Press.REPLY_CHOOSE, handle(choice.action_id, shown.revision), label=aloud)


def nothing_open_message(reader: Reader) -> dict[str, Any]:
    """There is nothing the words could be about."""
    said = reader.t(
        "Thanks. You have nothing open with me, so I have not saved this. Would you like to do one of these?"
    )
    return message(said, [section(said), buttons(Button(reader.t("New action"), Press.ACTION_NEW))])


def too_long_message(reader: Reader) -> dict[str, Any]:
    """Kept whole or not at all."""
    return message(
        reader.t(
            "That is longer than I can keep, so I have not saved it. I can keep up to {limit} letters at a time.",
            limit=NOTE_LIMIT,
        )
    )
