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
from sets.reply_showing import Became, Choice, Shown
from storage.confidential import Confidential


def answer_message(reader: Reader, shown: Shown, *, shared: bool = False) -> dict[str, Any]:
    """What became of someone's words, as it stands now. shared: they have just let their set read them."""
    if shown.state == "asking":
        return _asking(reader, shown)
    if shown.state == "saved" and shown.kept:
        return _saved(reader, shown, shared=shared)
    if shown.state == "undone":
        return message(reader.t("Undone. I no longer hold your note. Your own message stays here until you delete it."))
    if shown.state == "deleted":
        return message(reader.t("You deleted your message, so I no longer hold what it said."))
    return message(reader.t("That's fine. I have not saved it. Your own message stays here until you delete it."))


def _saved(reader: Reader, shown: Shown, *, shared: bool) -> dict[str, Any]:
    """Where the words were kept, and what follows. What they were taken for stands behind Open (privacy.md)."""
    value = handle(shown.reply_id, shown.revision)
    blocks: list[Block] = []
    if shown.too_late:
        said = reader.t("I cannot undo this any more, because something has changed since. You can open it.")
        blocks.append(context(said))
    if shared:
        blocks.append(section(reader.t("Shared. The members of your set can read your note in Our actions.")))
    elif len(shown.kept) > 1:
        blocks.append(section(reader.t("Thanks. I saved your words, for you only, and took them as answers to these:")))
    blocks += [_kept(reader, kept, shown, shared=shared) for kept in shown.kept]
    row = [Button(reader.t("Undo"), Press.REPLY_UNDO, value, label=reader.t("Undo: what I made of your words"))]
    if not shared:
        row.insert(0, Button(reader.t("Share with my set"), Press.REPLY_SHARE, value))
    row.insert(0, Button(reader.t("A different action"), Press.REPLY_OTHER, value))
    notice = reader.t("Thanks. I have saved your words.")
    asks = _what_it_says(reader, value) if shown.unsure and not shared else []
    return message(notice, [*blocks, *asks, buttons(*row), *_warning(reader, shown, shown.kept[0].choice)])


def _what_it_says(reader: Reader, value: str) -> list[Block]:
    """Kept as a note, and it may have been an answer too."""
    row = buttons(
        Button(reader.t("Done"), Press.REPLY_DONE, value),
        Button(reader.t("Still on it"), Press.REPLY_STILL, value),
        Button(reader.t("Stuck"), Press.REPLY_STUCK, value),
        Button(reader.t("Not now"), Press.REPLY_NOT_NOW, value),
    )
    return [section(reader.t("I was not sure how it is going. Press one if you like.")), row]


def _kept(reader: Reader, kept: Became, shown: Shown, *, shared: bool) -> Block:
    """One action that the words were kept with, and opening it."""
    label = kept.choice.label
    dated = shared or len(shown.kept) > 1
    if dated:
        said = _named(reader, kept)
    elif kept.answered:
        said = _one_answer(reader, label)
    elif label is None:
        said = reader.t("Thanks. I saved your note with one of your actions, for you only.")
    else:
        said = reader.t('Thanks. I saved your note with "{label}", for you only.', label=escape(label.reveal()))
    if kept.answered and not shared:
        said = f"{said} {_what_follows(reader, kept, dated=dated)}"
    heard = plain_words(label.reveal()) if label is not None else str(kept.choice.number)
    opening = Button(
        reader.t("Open"), Press.REPLY_OPEN, handle(kept.choice.action_id), label=reader.t("Open: {label}", label=heard)
    )
    return {**section(said), "accessory": opening.element()}


def _one_answer(reader: Reader, label: Confidential | None) -> str:
    if label is None:
        return reader.t("Thanks. I saved your words with one of your actions, for you only, as an answer.")
    return reader.t(
        'Thanks. I saved your words with "{label}", for you only, as an answer.', label=escape(label.reveal())
    )


def _named(reader: Reader, kept: Became) -> str:
    if kept.choice.label is None:
        return reader.t("Your action for {date}.", date=reader.date(kept.choice.due_date))
    label = escape(kept.choice.label.reveal())
    return reader.t('"{label}", for {date}.', label=label, date=reader.date(kept.choice.due_date))


def _what_follows(reader: Reader, kept: Became, *, dated: bool) -> str:
    """The days, so that a wrong reading is seen at once. dated: the action's own day stands there already."""
    if kept.next_ask is None:
        return reader.t("I will not ask about it again.")
    asked = reader.t("I will ask again on {date}.", date=reader.date(kept.next_ask))
    if dated or kept.next_ask == kept.choice.due_date:
        return asked
    return f"{reader.t('It is for {date}.', date=reader.date(kept.choice.due_date))} {asked}"


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
    rows = [buttons(_choice(reader, shown, choice)) for choice in shown.choices]
    none = Button(reader.t("None of these"), Press.REPLY_NONE, handle(shown.reply_id, shown.revision))
    return message(said, [section(said), *rows, buttons(none)])


def _choice(reader: Reader, shown: Shown, choice: Choice) -> Button:
    if choice.label is None:
        text = aloud = reader.t("{number}: for {date}", number=choice.number, date=reader.date(choice.due_date))
    else:
        words = choice.label.reveal()
        text, aloud = plain_words(cut(words, BUTTON_SHOWN)), plain_words(words)
    return Button(text, Press.REPLY_CHOOSE, handle(choice.action_id, shown.revision), label=aloud)


def nothing_open_message(reader: Reader) -> dict[str, Any]:
    """There is nothing the words could be about."""
    said = reader.t(
        "Thanks. You have nothing open with me, so I have not saved this. Would you like to do one of these?"
    )
    row = (
        Button(reader.t("New action"), Press.ACTION_NEW),
        Button(reader.t("Share an update"), Press.UPDATE_NEW),
        Button(reader.t("Write in my journal"), Press.JOURNAL_WRITE),
    )
    return message(said, [section(said), buttons(*row)])


def stop_message(reader: Reader) -> dict[str, Any]:
    """Somebody typed "stop": what can be stopped, and nothing has been yet."""
    said = reader.t(
        "Would you like fewer messages from me, or none for a while? Choose it in your settings. To stop one action, "
        "open it in your list. I have changed nothing yet."
    )
    row = buttons(Button(reader.t("My settings"), Press.SETTINGS), Button(reader.t("My actions"), Press.ACTION_LIST))
    return message(reader.t("You can have fewer messages from me."), [section(said), row])


def too_long_message(reader: Reader) -> dict[str, Any]:
    """Became whole or not at all."""
    return message(
        reader.t(
            "That is longer than I can keep, so I have not saved it. I can keep up to {limit} letters at a time.",
            limit=NOTE_LIMIT,
        )
    )
