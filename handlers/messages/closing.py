"""Closing a session (voice.md 24): four steps in one window, and one line in the channel. No words of the set."""

from typing import Any
from uuid import UUID

from handlers.ids import Form, Press, handle
from handlers.messages.ballots import answer_button
from handlers.messages.calendar import book_form
from handlers.messages.parts import Block, Button, buttons, context, escape, message, modal, section
from handlers.messages.session_times import set_time, when
from handlers.words import Reader
from sets import feedback, review
from sets.ballot_kinds import FEWEST
from sets.calendar import Blank, Done
from sets.closing import Ahead, Summary
from sets.sessions import Beheld


def close_form(reader: Reader, found: Beheld, ahead: Ahead, done: Done | None = None) -> dict[str, Any]:
    """The four steps of a close, to talk through; then the button that names the act. `done`: a date just booked."""
    blocks: list[Block] = [
        section(reader.t("*1.* How did we work together? When did our questions help most?")),
        section(
            reader.t(
                "*2.* Is there a theme you would share outside the set: what you learned, with no names? Your ground "
                "rules say what may leave. I pass nothing on by myself."
            )
        ),
        section(reader.t("*3.* {next}", next=_next(reader, ahead))),
        *_about_date(reader, found, ahead, done),
        section(reader.t("*4.* One word as you leave? You can pass.")),
        context(
            reader.t(
                "I keep who was here, and the issues and actions that were written down. I do not hear what was said. "
                "The channel gets one message."
            )
        ),
    ]
    return modal(
        reader,
        reader.t("Close the session"),
        blocks,
        callback_id=Form.CLOSING,
        submit=reader.t("Close session"),
        close=reader.t("Keep going"),
        metadata=handle(found.session.id),
    )


def _about_date(reader: Reader, found: Beheld, ahead: Ahead, done: Done | None) -> list[Block]:
    """While nothing is booked, a way to book it here and now; after that, a way back."""
    if done is not None and done.change_id is not None:
        heard = reader.t("Undo: book the session")
        said = section(reader.t("It is booked. In a minute I tell your set in its channel."))
        return [said, buttons(Button(reader.t("Undo"), Press.SESSION_UNDO, handle(done.change_id), heard))]
    if ahead.session is not None:
        return []
    return [buttons(Button(reader.t("Pick a date"), Press.CLOSING_BOOK, handle(found.session.id)))]


def date_form(reader: Reader, blank: Blank, session_id: UUID) -> dict[str, Any]:
    """The form for the next date, on top of the close."""
    return {**book_form(reader, blank), "callback_id": Form.CLOSING_BOOK, "private_metadata": handle(session_id)}


def _next(reader: Reader, ahead: Ahead) -> str:
    if ahead.session is None:
        return reader.t(
            "Next date, next facilitator and next host: nothing is booked yet. Agree a date before you leave."
        )
    said = [reader.t("Next session: {when}.", when=when(reader, ahead.session))]
    said.append(
        reader.t("{name} facilitates.", name=escape(ahead.facilitator))
        if ahead.facilitator
        else reader.t("Nobody has the turn to facilitate yet.")
    )
    said.append(
        reader.t("{host} is host.", host=escape(ahead.host)) if ahead.host else reader.t("Nobody is down as host yet.")
    )
    return " ".join(said)


def closed_line(reader: Reader, summary: Summary) -> dict[str, Any]:
    """What the channel hears. `reader`: the channel's, in the set's zone."""
    said = [
        reader.t("Session {v} is closed.", v=summary.session.ordinal),
        reader.n("{n} took part.", "{n} took part.", summary.here),
    ]
    ahead = summary.ahead
    if ahead.session is not None:
        date = set_time(reader, ahead.session.starts_at, ahead.session.zone)
        said.append(reader.t("Next: {date}.", date=date))
        if ahead.facilitator:
            said.append(reader.t("{name} facilitates.", name=escape(ahead.facilitator)))
        if ahead.host:
            said.append(reader.t("{host} is host.", host=escape(ahead.host)))
    else:
        said.append(reader.t("No next date is booked yet. Any member can press Session and pick one."))
    row = buttons(
        Button(reader.t("My actions"), Press.ACTION_LIST),
        Button(reader.t("New action"), Press.ACTION_NEW),
        Button(reader.t("Session"), Press.SESSION_MENU, handle(summary.session.set_id)),
        Button(reader.t("Reopen session"), Press.CLOSING_REOPEN, handle(summary.session.id)),
    )
    return message(reader.t("Our session is closed."), [section(" ".join(said)), *_questions(reader, summary), row])


def _questions(reader: Reader, summary: Summary) -> list[Block]:
    """What can be answered privately now, each with its own button beside it."""
    blocks = []
    if summary.review is not None:
        said = reader.t(
            "*How did we work?* If {n} or more people answer, the set sees the answers, with no names. Open "
            "until {when}.",
            n=FEWEST,
            when=set_time(reader, summary.review.deadline, summary.zone),
        )
        blocks.append({**section(said), "accessory": answer_button(reader, review.KIND, summary.review.id).element()})
    if summary.feedback is not None:
        said = reader.t(
            "*A word for {name}.* One strength, and one thing to try next time. If {n} or more people answer, {name} "
            "reads it, with no names. Nobody else does. Open until {when}.",
            name=escape(summary.led),
            n=FEWEST,
            when=set_time(reader, summary.feedback.deadline, summary.zone),
        )
        button = answer_button(reader, feedback.KIND, summary.feedback.id, summary.led)
        blocks.append({**section(said), "accessory": button.element()})
    return blocks


def reopened(reader: Reader, set_id: Any) -> dict[str, Any]:  # noqa: ANN401 - a set's id
    """What that line becomes when the session goes on."""
    said = reader.t("The session is open again.")
    return message(said, [section(said), buttons(Button(reader.t("Session"), Press.SESSION_MENU, handle(set_id)))])


def closed_view(reader: Reader, set_id: Any) -> dict[str, Any]:  # noqa: ANN401 - a set's id
    """For who closed it."""
    said = reader.t("The session is closed. Thank you for looking after it.")
    button = Button(reader.t("Session"), Press.SESSION_MENU, handle(set_id))
    return modal(reader, reader.t("Session"), [section(said), buttons(button)], callback_id=Form.SESSION_PANEL)
