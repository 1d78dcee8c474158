"""Handing over from the coach to the set: the window, the question in the channel, and the pack."""

from typing import Any
from uuid import UUID

from handlers.ids import Form, Press, handle
from handlers.messages.parts import Button, buttons, context, escape, message, modal, section
from handlers.words import Reader
from sets.handover import Seen, SetWithCoach


def window(reader: Reader, found: SetWithCoach, flash: str = "") -> dict[str, Any]:
    """What it means to run yourselves, and two things to do. `flash`: what was just done."""
    coach = escape(found.coach)
    lines = [
        flash,
        reader.t("*Running yourselves.* {coach} guides your sessions now. You decide when to go on.", coach=coach),
        reader.t(
            "*First, you could ask yourselves if you are ready.* I ask each member seven short questions. You see "
            "totals only, from 4 replies. Nobody sees whose."
        ),
        reader.t(
            "*Then, you could decide.* I ask in your channel. When more than half of you have said yes, {coach} hands "
            "over, leaves the channel, and can no longer open anything here.",
            coach=coach,
        ),
    ]
    value = handle(found.set_id)
    row = [
        Button(reader.t("Ask if we are ready"), Press.HANDOVER_READY, value),
        Button(reader.t("Ask the set to decide"), Press.HANDOVER_PROPOSE, value),
    ]
    foot = context(reader.t("I do not say who asked."))
    blocks = [*(section(line) for line in lines if line), buttons(*row), foot]
    return modal(reader, reader.t("Run ourselves"), blocks, callback_id=Form.HANDOVER, metadata=value)


def readiness_asked(reader: Reader) -> str:
    """After Ask if we are ready."""
    return reader.t("I have asked the set. The questions are open for 4 days.")


def proposed(reader: Reader) -> str:
    """After Ask the set to decide."""
    return reader.t("The question is in your channel.")


def readiness(reader: Reader, button: Button, days: int) -> dict[str, Any]:
    """In the channel: are we ready? `button` opens the ballot."""
    said = reader.n(
        "Are we ready to run ourselves? Seven short questions, open for {n} day. Totals only, from 4 replies.",
        "Are we ready to run ourselves? Seven short questions, open for {n} days. Totals only, from 4 replies.",
        days,
    )
    return message(said, [section(said), buttons(button)])


def question(reader: Reader, coach: str, handover_id: UUID, *, yes: int, needed: int) -> dict[str, Any]:
    """In the channel: shall we run ourselves? How many said yes, never who."""
    said = reader.t(
        "Shall we run ourselves from now on? {coach} would hand over and leave this channel.", coach=escape(coach)
    )
    so_far = reader.n(
        "{yes} of you have said yes. It takes {n}.", "{yes} of you have said yes. It takes {n}.", needed, yes=yes
    )
    value = handle(handover_id)
    row = [
        Button(reader.t("Yes, we are ready"), Press.HANDOVER_YES, value),
        Button(reader.t("Take my yes back"), Press.HANDOVER_BACK, value),
    ]
    notice = reader.t("A question for the whole set: shall we run ourselves?")
    return message(notice, [section(said), section(so_far), buttons(*row)])


def answered(reader: Reader, seen: Seen) -> dict[str, Any]:
    """The question after a press."""
    if seen.row.state == "proposed":
        return question(reader, seen.found.coach, seen.row.id, yes=seen.yes, needed=seen.needed)
    return message(reader.t("Your set decided to run itself."))


def agreed(reader: Reader, coach: str, set_id: UUID) -> dict[str, Any]:
    """In the channel, once the set has decided."""
    said = reader.t(
        "You run yourselves from now on. Thank you, {coach}. I am taking {coach} out of this channel.",
        coach=escape(coach),
    )
    pack_button = Button(reader.t("Hand-over pack"), Press.HANDOVER_PACK, handle(set_id))
    return message(reader.t("Your set runs itself from now on."), [section(said), buttons(pack_button)])


def complete(reader: Reader, coach: str) -> dict[str, Any]:
    """In the channel, when Slack has said that the coach is out."""
    said = reader.t("The hand-over is complete. {coach} has left this channel.", coach=escape(coach))
    return message(reader.t("The hand-over is complete."), [section(said)])


def kept_in(reader: Reader, coach: str) -> dict[str, Any]:
    """In the channel, when Slack refused."""
    said = reader.t(
        "Slack did not let me take {coach} out of this channel. Could one of you do it by hand? I show {coach} nothing "
        "more, but they can still read here until then.",
        coach=escape(coach),
    )
    return message(reader.t("The hand-over needs one more step."), [section(said)])


def pack(reader: Reader, found: SetWithCoach) -> dict[str, Any]:
    """How the set runs itself: what the bot does, and what the set does."""
    lines = [
        reader.t("*Who guides.* Ten days before a session I ask one of you, in turn. Anyone may say no."),
        reader.t("*The guide.* A week before, whoever guides gets the steps and the words, and can practise."),
        reader.t("*The host.* Someone else looks after the date and the place. I ask for that in turn too."),
        reader.t("*On the day.* Open the session. I show each stage and its time. The set decides, I do not."),
        reader.t("*If it slips.* Too much advice? Ask: “Could that be a question?” Stuck? Silence is fine."),
        reader.t("*If it is too much.* Speak to {contacts}. Nobody watches here.", contacts=escape(found.contacts)),
    ]
    title = reader.t("Hand-over pack")
    return modal(reader, title, [section(line) for line in lines], callback_id=Form.HANDOVER_PACK)
