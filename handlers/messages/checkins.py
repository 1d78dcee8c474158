"""Check-in messages (voice.md 5, 6, 10-12). An answer is never written into one: it says "Saved" and can be opened."""

from collections.abc import Mapping
from uuid import UUID

from handlers.ids import Press, handle
from handlers.messages.bundles import Item as Shown
from handlers.messages.bundles import Part, numbered, put_together
from handlers.messages.parts import Block, Button, buttons, escape, plain_words, section
from handlers.words import Reader
from sets.answering import Happened
from sets.asking import Ask, Bundle, Item, Standing

_OPEN = (Standing.ASKED, Standing.CHOOSING)


def bundle_message(
    reader: Reader, bundle: Bundle, happened: Happened | None = None, about: UUID | None = None
) -> Block:
    """The whole message of check-ins alone. happened: what a press just did to the question `about` (a nudge)."""
    order = [item.nudge_id for item in bundle.items]
    numbers = {nudge_id: place for place, nudge_id in enumerate(order, start=1)} if len(order) > 1 else {}
    said = what_happened(reader, bundle, happened, about)
    return put_together(reader, [check_ins(reader, bundle, numbers)], order, bundle.items[0].asked_on, said)


def check_ins(reader: Reader, bundle: Bundle, numbers: Mapping[UUID, int]) -> Part:
    """The check-ins of a message. numbers: each one's number in it; none when it stands alone."""
    items = [
        Shown(
            item.nudge_id,
            item.revision,
            _item(reader, item, numbers.get(item.nudge_id, 0), bundle),
            item.standing in _OPEN,
        )
        for item in bundle.items
    ]
    return Part(items, _notice(reader, bundle), press_only=bundle.first)


def what_happened(
    reader: Reader, bundle: Bundle, happened: Happened | None, about: UUID | None
) -> tuple[UUID, str] | None:
    """What a press did, in words, and to which question; None when nothing needs to be said."""
    item = bundle.item(about) if about else None
    return (item.nudge_id, happened_line(reader, happened, item)) if item else None


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


def _item(reader: Reader, item: Item, number: int, bundle: Bundle) -> list[Block]:
    """One question. number: 0 when it stands alone."""
    if item.standing is Standing.IN_SESSION:
        said, row = _comes_up(reader, item), _after(reader, item, number)
    elif item.standing in (Standing.ANSWERED, Standing.CLOSED):
        said, row = _saved(reader, item), _after(reader, item, number)
    elif item.standing is Standing.CHOOSING:
        said, row = _when_to_ask(reader, item), _when(reader, item, number)
    else:
        said, row = _question(reader, item, teach=bundle.first and not number), _choices(reader, item, number)
    return [section(numbered(reader, number, said)), buttons(*row)]


def _comes_up(reader: Reader, item: Item) -> str:
    """The set is meeting: its progress round is the place for this."""
    if item.label is None:
        return reader.t("This action comes up in your session. You need not answer here.")
    return reader.t('"{label}" comes up in your session. You need not answer here.', label=escape(item.label.reveal()))


def _saved(reader: Reader, item: Item) -> str:
    """Neutral: whatever was answered, and wherever."""
    if item.label is None:
        return reader.t("Saved.")
    return reader.t('Saved: "{label}".', label=escape(item.label.reveal()))


def _when_to_ask(reader: Reader, item: Item) -> str:
    if item.label is None:
        return reader.t("When shall I ask about this again?")
    return reader.t('"{label}": when shall I ask again?', label=escape(item.label.reveal()))


def _question(reader: Reader, item: Item, *, teach: bool) -> str:
    """The question that is true today. teach: say that one press is enough, which nobody has to read twice."""
    date = reader.date(item.due_date)
    if item.away and item.ask in (Ask.DUE, Ask.AFTER):
        asked = f"{_while_away(reader, item, date)} {_about_it(reader, item)}"
    elif item.ask in (Ask.WAITED, Ask.LAST):
        asked = _last_questions(reader, item, date)
    else:
        asked = f"{_planned(reader, item, date)} {_about_it(reader, item)}"
    if teach and item.ask in (Ask.TODAY, Ask.DUE):
        return f"{asked} {reader.t('Press one. No need to write.')}"
    return asked


def _while_away(reader: Reader, item: Item, date: str) -> str:
    """Its day came while they were away: nothing is late."""
    if item.label is None:
        return reader.t("One of your actions was planned for {date}, while you were away.", date=date)
    return reader.t('"{label}" was planned for {date}, while you were away.', label=_label(item), date=date)


def _planned(reader: Reader, item: Item, date: str) -> str:
    """Which action, and for when."""
    if item.label is None:
        if item.ask is Ask.BEFORE:
            return reader.t("One of your actions is due {date}.", date=date)
        if item.ask is Ask.TODAY:
            return reader.t("One of your actions is for {date}.", date=date)
        return reader.t("One of your actions was for {date}.", date=date)
    if item.ask is Ask.BEFORE:
        return reader.t('Your action "{label}" is due {date}.', label=_label(item), date=date)
    if item.ask is Ask.TODAY:
        return reader.t('"{label}" is for {date}.', label=_label(item), date=date)
    return reader.t('"{label}" was for {date}.', label=_label(item), date=date)


def _about_it(reader: Reader, item: Item) -> str:
    """The question itself. Each weekday has its own words: nobody reads the same question twice within a week."""
    day = item.asked_on.toordinal() % 7
    if item.ask is Ask.AFTER:
        return reader.t("New date, smaller step, or stop? If you press nothing, I will not ask about it again.")
    if item.ask is Ask.DUE and not item.away:
        return (
            reader.t("How did it go?"),
            reader.t("How did you get on?"),
            reader.t("How did it turn out?"),
            reader.t("What came of it?"),
            reader.t("How has it gone?"),
            reader.t("How did that go?"),
            reader.t("What happened?"),
        )[day]
    return (
        reader.t("How is it going?"),
        reader.t("How are you getting on?"),
        reader.t("How is it coming along?"),
        reader.t("Where have you got to?"),
        reader.t("How is it going so far?"),
        reader.t("How do things stand?"),
        reader.t("How are things with it?"),
    )[day]


def _last_questions(reader: Reader, item: Item, date: str) -> str:
    """The two that are not about a day (voice.md 11, 12)."""
    if item.ask is Ask.WAITED:
        if item.label is None:
            return reader.t("One of your actions has waited a while. Is it still the right step for you?")
        return reader.t('"{label}" has waited a while. Is it still the right step for you?', label=_label(item))
    if item.label is None:
        return reader.t(
            "I will not ask again about the action for {date}. I have not sent it to anyone. It stays in your list.",
            date=date,
        )
    return reader.t(
        'I will not ask about "{label}" again. I have not sent it to anyone. It stays in your list.',
        label=_label(item),
    )


def _label(item: Item) -> str:
    if item.label is None:
        raise ValueError("the holder does not want labels in Slack")
    return escape(item.label.reveal())


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
    row = [(reader.t("Tomorrow"), Press.CHECKIN_TOMORROW), (reader.t("Next week"), Press.CHECKIN_NEXT_WEEK)]
    if item.before_session is not None:
        row.append((reader.t("Before the session"), Press.CHECKIN_BEFORE_SESSION))
    row.append((reader.t("Undo"), Press.CHECKIN_UNDO))
    return [_button(reader, item, number, text, press) for text, press in row]


def _after(reader: Reader, item: Item, number: int) -> list[Button]:
    opening = _button(reader, item, number, reader.t("Open"), Press.CHECKIN_OPEN)
    if item.standing is not Standing.ANSWERED or item.event_id is None:
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
