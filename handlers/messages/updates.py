"""Updates as they are read (voice.md 15), and what is said after sharing, taking back and answering."""

from enum import Enum, auto
from typing import Any

from handlers.ids import Form, Press, handle
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    modal,
    section,
    words_of_people,
)
from handlers.words import Reader
from sets.update_answers import Answered, Sent
from sets.update_sharing import Shared
from sets.update_words import Answering, Audience, Lasts
from sets.updates import Opened
from storage.queries.updates import SeenRow, UpdateRow


class Flash(Enum):
    """What just happened, said on top of an update."""

    CHANGED = auto()
    THANKED = auto()
    PUT_BACK = auto()
    ANSWER_GONE = auto()


def _flash(reader: Reader, opened: Opened, flash: Flash) -> str:
    if flash is Flash.THANKED:
        return reader.t("I have passed your thanks on to {name}.", name=escape(opened.seen.author_name))
    if flash is Flash.PUT_BACK:
        return reader.t("Undone. Your update is there again.")
    if flash is Flash.ANSWER_GONE:
        return _answer_gone(reader)
    return reader.t("Changed. I say so beside your words.")


def read_view(reader: Reader, opened: Opened, flash: Flash | None = None) -> dict[str, Any]:
    """One update for somebody who may read it."""
    seen, update = opened.seen, opened.seen.update
    blocks: list[Block] = [section(_flash(reader, opened, flash))] if flash else []
    blocks += [words_of_people(opened.text.reveal()), context(_from(reader, opened))]
    if opened.topic:
        blocks.append(section(_topic(reader, opened)))
    if opened.readers:
        blocks.append(section(_opened_by(reader, opened.readers)))
    blocks += [context(who_sees(reader, seen)), context(_until(reader, update))]
    if not opened.mine:
        known = reader.t("{name} sees how many people opened this, not who.", name=escape(seen.author_name))
        blocks.append(context(known))
    blocks += _answers(reader, opened)
    blocks += _row(reader, opened)
    return modal(
        reader,
        reader.t("Update"),
        blocks,
        callback_id=Form.UPDATE_VIEW,
        metadata=handle(update.id, update.revision),
    )


def _from(reader: Reader, opened: Opened) -> str:
    update = opened.seen.update
    day, name = reader.date(reader.local_date(update.shared_at)), escape(opened.seen.author_name)
    if update.changed_at is None:
        return (
            reader.t("From you, {date}.", date=day)
            if opened.mine
            else reader.t("From {name}, {date}.", name=name, date=day)
        )
    changed = reader.date(reader.local_date(update.changed_at))
    if opened.mine:
        return reader.t("From you, {date}. Changed on {changed}.", date=day, changed=changed)
    return reader.t("From {name}, {date}. Changed on {changed}.", name=name, date=day, changed=changed)


def _topic(reader: Reader, opened: Opened) -> str:
    topic = escape(opened.topic.reveal()) if opened.topic else ""
    if opened.about is not None and opened.about.kind == "issue":
        return reader.t("It is about this issue: {topic}", topic=topic)
    return reader.t("It is about this action: {topic}", topic=topic)


def _opened_by(reader: Reader, count: int) -> str:
    return reader.n("{n} person has opened it.", "{n} people have opened it.", count)


def who_sees(reader: Reader, seen: SeenRow) -> str:
    """The line about who reads an update that stands."""
    update, place = seen.update, escape(seen.set_name)
    mine = seen.person_id == update.author_id
    if update.audience == Audience.SET:
        return reader.t("I show this only to people who were members of {set} that day.", set=place)
    if update.audience == Audience.COACH:
        return reader.t("I show this only to people who were members of {set} that day, and to its coach.", set=place)
    if update.audience == Audience.BUDDY:
        if mine and not seen.reaches:
            return reader.t("Your buddy has left the set, so I show this only to you. You could share a new one.")
        if mine:
            return reader.n(
                "I show this only to you and your buddy.", "I show this only to you and your {n} buddies.", 1
            )
        return reader.t("I show this only to {name} and their buddy.", name=escape(seen.author_name))
    if not mine:
        return reader.t("I show this only to {name} and you, who facilitate next.", name=escape(seen.author_name))
    if not seen.reaches:
        return reader.t("Someone else facilitates now, so I show this only to you. You could share a new one.")
    return reader.t("I show this only to you and the person who facilitates next.")


def _until(reader: Reader, update: UpdateRow) -> str:
    with_session = update.lasts == Lasts.SESSION or update.audience in (Audience.BUDDY, Audience.NEXT)
    if update.expires_at is not None:
        day = reader.date(reader.local_date(update.expires_at))
        if with_session:
            return reader.t("It is here until the next session has ended, and until {date} at most.", date=day)
        return reader.t("It is here until {date}.", date=day)
    if with_session:
        return reader.t("It is here until the next session has ended.")
    return reader.t("It is here while the set runs.")


def _answers(reader: Reader, opened: Opened) -> list[Block]:
    blocks: list[Block] = []
    for each in opened.answers:
        blocks += _to_me(reader, each) if opened.mine else _from_me(reader, each)
    return blocks


def _to_me(reader: Reader, answer: Answered) -> list[Block]:
    name, day = escape(answer.row.name), reader.date(reader.local_date(answer.row.at))
    if answer.kind is Answering.THANKS:
        return [section(reader.t("{name} says thanks.", name=name))]
    if answer.kind is Answering.QUESTION:
        said = reader.t("*{name} asks, {date}:*", name=name, date=day)
    else:
        said = reader.t("*{name} replies, {date}:*", name=name, date=day)
    return [section(said), words_of_people(answer.text.reveal())]


def _from_me(reader: Reader, answer: Answered) -> list[Block]:
    if answer.kind is Answering.THANKS:
        said, heard = reader.t("You said thanks."), reader.t("Take your thanks back")
    elif answer.kind is Answering.QUESTION:
        said, heard = reader.t("*You asked:*"), reader.t("Take your question back")
    else:
        said, heard = reader.t("*You replied:*"), reader.t("Take your reply back")
    back = Button(reader.t("Take it back"), Press.UPDATE_ANSWER_TAKE_BACK, handle(answer.row.id), label=heard)
    first = {**section(said), "accessory": back.element()}
    return [first] if answer.kind is Answering.THANKS else [first, words_of_people(answer.text.reveal())]


def _row(reader: Reader, opened: Opened) -> list[Block]:
    """What can be done with it now."""
    update, seen = opened.seen.update, opened.seen
    value = handle(update.id, update.revision)
    if opened.mine:
        back = Button(reader.t("Take it back"), Press.UPDATE_TAKE_BACK, value, label=reader.t("Take this update back"))
        change = Button(reader.t("Change it"), Press.UPDATE_CHANGE, value)
        return [buttons(change, back) if seen.standing == "member" else buttons(back)]
    if not opened.may_answer:
        return []
    row = []
    if not any(each.kind is Answering.THANKS for each in opened.answers):
        row.append(Button(reader.t("Thanks"), Press.UPDATE_THANKS, value))
    row.append(Button(reader.t("Ask an open question"), Press.UPDATE_QUESTION, value))
    row.append(Button(reader.t("Reply"), Press.UPDATE_REPLY, value))
    who = reader.t("Thanks, questions and replies go only to {name}, with your name.", name=escape(seen.author_name))
    return [buttons(*row), context(who)]


def shared_view(reader: Reader, shared: Shared) -> dict[str, Any]:
    """After Share it."""
    value = handle(shared.row.id, shared.row.revision)
    row = buttons(
        Button(reader.t("Open"), Press.UPDATE_READ, value, label=reader.t("Open your update")),
        Button(reader.t("Change it"), Press.UPDATE_CHANGE, value),
        Button(reader.t("Take it back"), Press.UPDATE_TAKE_BACK, value, label=reader.t("Take this update back")),
    )
    blocks = [section(_shared(reader, shared)), context(_until(reader, shared.row)), row]
    return modal(reader, reader.t("Share an update"), blocks, callback_id=Form.UPDATE_VIEW)


def _shared(reader: Reader, shared: Shared) -> str:
    place = escape(shared.set_name)
    if shared.row.audience == Audience.SET:
        return reader.t("Shared with the members of {set}. Your channel hears only that it is there.", set=place)
    if shared.row.audience == Audience.COACH:
        return reader.t(
            "Shared with the members of {set} and its coach. Your channel hears only that it is there.", set=place
        )
    names = ", ".join(escape(each.name) for each in shared.named)
    return reader.t("Shared with {names}. I tell them in their next daily message, without your words.", names=names)


def taken_back(reader: Reader, seen: SeenRow) -> dict[str, Any]:
    """After Take it back, and for as long as it can be undone."""
    blocks = [section(reader.t("I took it back. I cannot undo what people have read."))]
    if seen.standing == "member":
        undo = Button(
            reader.t("Undo"),
            Press.UPDATE_UNDO,
            handle(seen.update.id, seen.update.revision),
            label=reader.t("Undo: Take it back"),
        )
        blocks += [context(reader.t("For one hour you can undo this. Then I delete your words.")), buttons(undo)]
    else:
        blocks.append(context(reader.t("In one hour I delete your words.")))
    return modal(reader, reader.t("Update"), blocks, callback_id=Form.UPDATE_VIEW)


def answered(reader: Reader, sent: Sent) -> dict[str, Any]:
    """After a question or a reply was sent."""
    said = reader.t("Sent. I show it only to {name}.", name=escape(sent.seen.author_name))
    row = [Button(reader.t("Open"), Press.UPDATE_READ, handle(sent.seen.update.id), label=reader.t("Open the update"))]
    if sent.answer_id is not None:
        row.append(Button(reader.t("Take it back"), Press.UPDATE_ANSWER_TAKE_BACK, handle(sent.answer_id)))
    return modal(reader, reader.t("Update"), [section(said), buttons(*row)], callback_id=Form.UPDATE_VIEW)


def _answer_gone(reader: Reader) -> str:
    return reader.t("I took it back. I no longer hold it.")


def answer_gone(reader: Reader) -> dict[str, Any]:
    """After an answer was taken back by somebody who cannot read the update any more."""
    return modal(reader, reader.t("Update"), [section(_answer_gone(reader))], callback_id=Form.UPDATE_VIEW)
