"""Handing over from the coach to the set: the window, the question in the channel, and the pack."""

from datetime import datetime
from typing import Any

from handlers.ids import Form, Press, handle
from handlers.messages.ballots import answer_button
from handlers.messages.parts import Block, Button, buttons, context, escape, message, modal, section
from handlers.messages.session_times import set_time
from handlers.words import Reader
from sets.ballot_kinds import FEWEST
from sets.handover import HandoverRow, Planned, Seen, SetWithCoach
from storage.queries.ballots import RoundRow


def window(reader: Reader, seen: Seen, flash: str = "") -> dict[str, Any]:
    """What it means to run yourselves, and two things to do. `flash`: what was just done."""
    coach = escape(seen.found.coach)
    intro = reader.t(
        "*Running yourselves.* {coach} facilitates your sessions now. You decide when to go on.", coach=coach
    )
    blocks = [section(line) for line in (flash, intro) if line]
    if seen.enough or seen.ready is not None:
        blocks += _readiness(reader, seen)
    if seen.enough or seen.vote is not None:
        blocks += _decision(reader, seen, coach)
    if seen.enough:
        blocks.append(context(reader.t("I do not say who asked.")))
    else:
        said = reader.t(
            "You are fewer than {n} now, so I cannot ask you anything new in private. You could talk about it when "
            "you meet.",
            n=FEWEST,
        )
        blocks.append(section(said))
    value = handle(seen.found.set_id)
    return modal(reader, reader.t("Run ourselves"), blocks, callback_id=Form.HANDOVER, metadata=value)


def _readiness(reader: Reader, seen: Seen) -> list[Block]:
    """The seven questions: to be asked, open, or answered since the last session."""
    said = reader.t(
        "*First, you could ask yourselves if you are ready.* I ask each member seven short questions. You see totals "
        "only, from {n} replies. Nobody sees whose.",
        n=FEWEST,
    )
    row = seen.ready
    if row is None:
        button = Button(reader.t("Ask if we are ready"), Press.HANDOVER_READY, handle(seen.found.set_id))
    elif row.state == "open":
        said = reader.t("*Are we ready?* The questions are open until {when}.", when=_until(reader, row))
        button = answer_button(reader, row.kind, row.id)
    else:
        return [section(reader.t("*Are we ready?* You were asked. You can ask again after your next session."))]
    return [section(said), buttons(button)]


def _decision(reader: Reader, seen: Seen, coach: str) -> list[Block]:
    """The vote: to be asked, open, or counted since the last session."""
    said = reader.t(
        "*Then, you could decide.* I ask in your channel, and each member answers in private. If you say yes, {coach} "
        "hands over, leaves the channel, and can no longer open anything here.",
        coach=coach,
    )
    row = seen.vote
    if row is None:
        button = Button(reader.t("Ask the set to decide"), Press.HANDOVER_PROPOSE, handle(seen.found.set_id))
    elif row.state == "open":
        said = reader.t("*Shall we run ourselves?* You can answer until {when}.", when=_until(reader, row))
        button = answer_button(reader, row.kind, row.id)
    else:
        said = reader.t(
            "*Shall we run ourselves?* You go on with {coach} for now. You can ask again after your next session.",
            coach=coach,
        )
        return [section(said)]
    return [section(said), buttons(button)]


def _until(reader: Reader, row: RoundRow) -> str:
    return reader.t("{date}, {time}", date=reader.date(reader.local_date(row.deadline)), time=reader.time(row.deadline))


def readiness_asked(reader: Reader) -> str:
    """After Ask if we are ready."""
    return reader.t("I have asked the set.")


def proposed(reader: Reader) -> str:
    """After Ask the set to decide."""
    return reader.t("The question is in your channel.")


def readiness(reader: Reader, row: RoundRow) -> dict[str, Any]:
    """In the channel: are we ready? `reader`: in the set's zone."""
    said = reader.t(
        "Are we ready to run ourselves? Seven short questions, open until {when}. Totals only, from {n} replies.",
        when=set_time(reader, row.deadline, reader.tz),
        n=FEWEST,
    )
    return message(said, [section(said), buttons(answer_button(reader, row.kind, row.id))])


def planned(reader: Reader, found: Planned) -> dict[str, Any]:
    """In the channel, after the last session that the set planned with its coach."""
    said = reader.n(
        "You planned to run yourselves after {n} session with {coach}. You have had it now. There is no rush: {coach} "
        "stays until you decide. You could ask yourselves if you are ready.",
        "You planned to run yourselves after {n} sessions with {coach}. You have had them now. There is no rush: "
        "{coach} stays until you decide. You could ask yourselves if you are ready.",
        found.sessions,
        coach=escape(found.coach),
    )
    button = Button(reader.t("Run ourselves"), Press.HANDOVER_OPEN, handle(found.set_id))
    return message(reader.t("A thought about your next sessions."), [section(said), buttons(button)])


def question(reader: Reader, coach: str, row: RoundRow) -> dict[str, Any]:
    """In the channel: shall we run ourselves? `reader`: in the set's zone."""
    said = reader.t(
        "*Shall we run ourselves from now on?* {coach} would hand over and leave this channel.", coach=escape(coach)
    )
    how = reader.t(
        "Each member can answer in private until {when}. Then I say what you decided, and no numbers. I show the "
        "answers to nobody, {coach} included, before or after. No answer is fine too.",
        when=set_time(reader, row.deadline, reader.tz),
        coach=escape(coach),
    )
    notice = reader.t("A question for the whole set: shall we run ourselves?")
    return message(notice, [section(said), section(how), buttons(answer_button(reader, row.kind, row.id))])


def agreed(reader: Reader, coach: str, row: HandoverRow) -> dict[str, Any]:
    """In the channel, once the set has decided. `reader`: in the set's zone. `coach`: "" when there is none by now."""
    lines = [reader.t("You decided to run yourselves from now on.")]
    if coach and row.ends_at is not None:
        lines.append(
            reader.t(
                "Thank you, {coach}. {coach} is with you until {when}, and then leaves this channel.",
                coach=escape(coach),
                when=set_time(reader, row.ends_at, reader.tz),
            )
        )
    pack_button = Button(reader.t("Hand-over pack"), Press.HANDOVER_PACK, handle(row.set_id))
    return message(reader.t("Your set runs itself from now on."), [section(" ".join(lines)), buttons(pack_button)])


def not_yet(reader: Reader, coach: str) -> dict[str, Any]:
    """In the channel, when the set did not decide so, whatever the reason."""
    lines = [reader.t("Shall we run ourselves? Not for now.")]
    if coach:
        lines.append(reader.t("{coach} stays with you.", coach=escape(coach)))
    lines.append(reader.t("You can ask again after your next session."))
    return message(reader.t("Your set has answered: shall we run ourselves?"), [section(" ".join(lines))])


def thanks(reader: Reader, set_name: str, ends_at: datetime, zone: str) -> dict[str, Any]:
    """To the coach, before their time with the set ends."""
    lines = [
        reader.t(
            "{set} decided to run itself from now on. Thank you for bringing them this far.", set=escape(set_name)
        ),
        reader.t(
            "You are with them until {when}. You can say goodbye in their channel until then. After that I take "
            "you out of it, and you cannot open what they wrote.",
            when=set_time(reader, ends_at, zone),
        ),
        reader.t("You keep the messages I sent you here."),
    ]
    return message(reader.t("News from a set you coach."), [section(line) for line in lines])


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
        reader.t("*Who facilitates.* Ten days before a session I ask one of you, in turn. Anyone may say no."),
        reader.t("*The guide.* A week before, whoever facilitates gets the steps and the words, and can practise."),
        reader.t("*The host.* Someone else looks after the date and the place. I ask for that in turn too."),
        reader.t("*On the day.* Open the session. I show each stage and its time. The set decides, I do not."),
        reader.t("*If it slips.* Too much advice? Ask: “Could that be a question?” Stuck? Silence is fine."),
        reader.t("*If it is too much.* Speak to {contacts}. Nobody watches here.", contacts=escape(found.contacts)),
    ]
    title = reader.t("Hand-over pack")
    return modal(reader, title, [section(line) for line in lines], callback_id=Form.HANDOVER_PACK)
