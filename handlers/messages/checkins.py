"""Check-in messages (voice.md 5, 6, 10-12). An answer is never written into one: it says "Saved" and can be opened."""

from handlers.ids import Press, handle
from handlers.messages.parts import Block, Button, buttons, context, escape, message, plain_words, section
from handlers.words import Reader
from sets.answering import Happened
from sets.asking import Ask, Bundle, Item, Standing


def bundle_message(reader: Reader, bundle: Bundle, happened: Happened | None = None, about: object = None) -> Block:
    """The whole message as it stands. happened: what a press just did to the question `about` (a nudge's id)."""
    many = len(bundle.items) > 1
    blocks: list[Block] = [section(reader.t("Answer one, some or none. No need to write."))] if many else []
    for number, item in enumerate(bundle.items, start=1):
        said = happened_line(reader, happened, item) if item.nudge_id == about else ""
        blocks += _item(reader, item, number if many else 0, said)
    waiting = [item for item in bundle.items if item.standing in (Standing.ASKED, Standing.CHOOSING)]
    if waiting:
        blocks.append(_not_until(reader, waiting[0]))
    else:
        blocks.append(section(reader.t("That is all for now. Thank you.")))
    return message(_notice(reader, bundle), blocks)


def on_home(reader: Reader, count: int) -> Block:
    """How many questions wait, for the Home tab."""
    return section(
        reader.n(
            "{n} short check-in waits in your messages with me.",
            "{n} short check-ins wait in your messages with me.",
            count,
        )
    )


def happened_line(reader: Reader, happened: Happened | None, item: Item) -> str:
    """What a press just did, when that needs words; "" otherwise."""
    if happened is Happened.UNDONE:
        return reader.t("Undone. You can choose again.")
    if happened is Happened.TOO_LATE:
        return reader.t("I cannot undo this any more, because something has changed since. You can open it.")
    if happened is not Happened.OVERTAKEN:
        return ""
    if item.standing in (Standing.ANSWERED, Standing.CLOSED):
        return reader.t("This is already done. Nothing has changed.")
    return reader.t("This button is from an older message, so I did nothing. Here is the latest.")


def _notice(reader: Reader, bundle: Bundle) -> str:
    """For lock screens and screen readers: how many questions, never which."""
    count = len(bundle.items)
    asks = {item.ask for item in bundle.items}
    if asks == {Ask.LAST}:
        return reader.n("A last note about {n} action.", "A last note about {n} actions.", count)
    if asks == {Ask.WAITED}:
        return reader.n(
            "You have {n} choice to make, when you are ready.",
            "You have {n} choices to make, when you are ready.",
            count,
        )
    return reader.n("You have {n} short check-in.", "You have {n} short check-ins.", count)


def _item(reader: Reader, item: Item, number: int, said: str) -> list[Block]:
    """One question. number: 0 when it stands alone."""
    blocks: list[Block] = [context(said)] if said else []
    if item.standing in (Standing.ANSWERED, Standing.CLOSED):
        blocks.append(section(_numbered(reader, number, _saved(reader, item))))
        blocks.append(buttons(*_after(reader, item, number)))
        return blocks
    if item.standing is Standing.CHOOSING:
        blocks.append(section(_numbered(reader, number, _when_to_ask(reader, item))))
        blocks.append(buttons(*_when(reader, item, number)))
    else:
        blocks.append(section(_numbered(reader, number, _question(reader, item, alone=not number))))
        blocks.append(buttons(*_choices(reader, item, number)))
    return blocks


def _numbered(reader: Reader, number: int, said: str) -> str:
    return reader.t("*{number}.* {said}", number=number, said=said) if number else said


def _saved(reader: Reader, item: Item) -> str:
    """Neutral: whatever was answered, and wherever."""
    if item.label is None:
        return reader.t("Saved.")
    return reader.t('Saved: "{label}".', label=escape(item.label.reveal()))


def _when_to_ask(reader: Reader, item: Item) -> str:
    if item.label is None:
        return reader.t("When shall I ask about this again?")
    return reader.t('"{label}": when shall I ask again?', label=escape(item.label.reveal()))


def _question(reader: Reader, item: Item, *, alone: bool) -> str:
    """The question that is true today. alone: nothing above it says yet that one press is enough."""
    date = reader.date(item.due_date)
    asked = _question_without_label(reader, item.ask, date) if item.label is None else _with_label(reader, item, date)
    if alone and item.ask in (Ask.TODAY, Ask.DUE):
        return f"{asked} {reader.t('Press one. No need to write.')}"
    return asked


def _with_label(reader: Reader, item: Item, date: str) -> str:
    if item.label is None:
        raise ValueError("the holder does not want labels in Slack")
    label = escape(item.label.reveal())
    if item.ask is Ask.BEFORE:
        return reader.t('Your action "{label}" is due {date}. How is it going?', label=label, date=date)
    if item.ask is Ask.TODAY:
        return reader.t('"{label}" is for {date}. How is it going?', label=label, date=date)
    if item.ask is Ask.DUE:
        return reader.t('"{label}" was for {date}. How did it go?', label=label, date=date)
    if item.ask is Ask.AFTER:
        return reader.t(
            '"{label}" was for {date}. New date, smaller step, or stop? I will not ask about it again after this.',
            label=label,
            date=date,
        )
    if item.ask is Ask.WAITED:
        return reader.t('"{label}" has waited a while. Is it still the right step for you?', label=label)
    return reader.t(
        'I will not ask about "{label}" again. I have not sent it to anyone. It stays in your list.', label=label
    )


def _question_without_label(reader: Reader, ask: Ask, date: str) -> str:
    if ask is Ask.BEFORE:
        return reader.t("One of your actions is due {date}. How is it going?", date=date)
    if ask is Ask.TODAY:
        return reader.t("One of your actions is for {date}. How is it going?", date=date)
    if ask is Ask.DUE:
        return reader.t("One of your actions was for {date}. How did it go?", date=date)
    if ask is Ask.AFTER:
        return reader.t(
            "One of your actions was for {date}. New date, smaller step, or stop? I will not ask about it again "
            "after this.",
            date=date,
        )
    if ask is Ask.WAITED:
        return reader.t("One of your actions has waited a while. Is it still the right step for you?")
    return reader.t(
        "I will not ask again about the action for {date}. I have not sent it to anyone. It stays in your list.",
        date=date,
    )


def _choices(reader: Reader, item: Item, number: int) -> list[Button]:
    """What can be answered; the last two questions offer fewer (voice.md 11, 12)."""
    done = (reader.t("Done"), Press.CHECKIN_DONE)
    change = (reader.t("Change"), Press.CHECKIN_CHANGE)
    stop = (reader.t("Stop this action"), Press.CHECKIN_STOP)
    if item.ask is Ask.WAITED:
        keep = (reader.t("Keep"), Press.CHECKIN_KEEP)
        row = [keep, (reader.t("Make smaller"), Press.CHECKIN_SMALLER), stop]
    elif item.ask is Ask.LAST:
        row = [done, change, stop]
    else:
        row = [
            done,
            (reader.t("Still on it"), Press.CHECKIN_STILL),
            (reader.t("Stuck"), Press.CHECKIN_STUCK),
            (reader.t("Not now"), Press.CHECKIN_NOT_NOW),
            change,
        ]
    return [_button(reader, item, number, text, press) for text, press in row]


def _when(reader: Reader, item: Item, number: int) -> list[Button]:
    return [
        _button(reader, item, number, reader.t("Tomorrow"), Press.CHECKIN_TOMORROW),
        _button(reader, item, number, reader.t("Next week"), Press.CHECKIN_NEXT_WEEK),
        _button(reader, item, number, reader.t("Undo"), Press.CHECKIN_UNDO),
    ]


def _after(reader: Reader, item: Item, number: int) -> list[Button]:
    opening = _button(reader, item, number, reader.t("Open"), Press.CHECKIN_OPEN)
    if item.standing is Standing.CLOSED or item.event_id is None:
        return [opening]
    return [_button(reader, item, number, reader.t("Undo"), Press.CHECKIN_UNDO), opening]


def _button(reader: Reader, item: Item, number: int, text: str, press: str) -> Button:
    """A button that says to a screen reader which question it belongs to."""
    if item.label is not None and number:
        label = plain_words(item.label.reveal())
        aloud = reader.t("{choice} {number}: {label}", choice=text, number=number, label=label)
    elif item.label is not None:
        aloud = reader.t("{choice}: {label}", choice=text, label=plain_words(item.label.reveal()))
    else:
        aloud = reader.t("{choice} {number}", choice=text, number=number) if number else ""
    return Button(text, press, handle(item.nudge_id, item.revision), label=aloud)


def _not_until(reader: Reader, item: Item) -> Block:
    """For the whole message; its handle is that of a question, whose message it is."""
    return buttons(
        Button(
            reader.t("Not until ..."),
            Press.CHECKIN_NOT_UNTIL,
            handle(item.nudge_id, item.revision),
            label=reader.t("Not until: choose a date before which I do not write"),
        )
    )
