"""Taking turns (voice.md 16): the offer and what it becomes, volunteers in the channel, leading together.

Nobody is told who was asked or who said no.
"""

from typing import Any

from handlers.ids import Form, Press, handle
from handlers.messages.parts import Block, Button, buttons, context, escape, message, modal, plain_words, section
from handlers.messages.session_times import for_you, set_time, when
from handlers.words import Reader
from sets.rotation import BRIEF_BEFORE, Ledger, Rule
from sets.turns import Happened, SeenRow
from storage.queries.calendar import SessionRow
from storage.queries.rotation import TurnRow


def offer(reader: Reader, seen: SeenRow, happened: Happened | None = None) -> dict[str, Any]:
    """The message of one offer, as it stands. `happened`: what a press just did."""
    turn = seen.turn
    if turn is None:
        raise ValueError("an offer is about a turn")
    if seen.session.state != "planned" or seen.set_state == "closed":
        return message(reader.t("There is nothing to do here any more. Thank you."))
    if turn.state == "offered":
        said = _asked(reader, seen, turn)
        undone = [section(reader.t("Undone. You can choose again."))] if happened is Happened.UNDONE else []
        return message(
            _notice(reader, seen, turn),
            [*undone, section(said), *_zone(reader, seen.session), buttons(*_choices(reader, turn))],
        )
    if turn.state == "accepted" and seen.swap_id is not None:
        return _asking(reader, seen, turn)
    if turn.state == "accepted":
        said = _taken(reader, seen, turn)
        return message(reader.t("Thank you. The turn is yours."), [section(said), buttons(*_after_yes(reader, turn))])
    return _passed(reader, seen, turn, happened)


def _notice(reader: Reader, seen: SeenRow, turn: TurnRow) -> str:
    """For lock screens: Slack makes links even of names here, so no name stands in it."""
    if turn.ledger == Ledger.HOSTING:
        return reader.t("Could you be the host on {when}?", when=when(reader, seen.session))
    return reader.t("Could you facilitate the session on {when}?", when=when(reader, seen.session))


def _asked(reader: Reader, seen: SeenRow, turn: TurnRow) -> str:
    at = when(reader, seen.session)
    if turn.ledger == Ledger.HOSTING:
        return reader.t(
            "Could you be the host of the session of {set} on {when}? The host looks after date, place and reminders. "
            "Someone else facilitates it.",
            set=escape(seen.set_name),
            when=at,
        )
    return reader.t(
        "Could you facilitate the session of {set} on {when}? I give you each step and the words. You look after "
        "time and questions. You do not need answers.",
        set=escape(seen.set_name),
        when=at,
    )


def _zone(reader: Reader, session: SessionRow) -> list[Block]:
    there = for_you(reader, session)
    return [context(there)] if there else []


def _choices(reader: Reader, turn: TurnRow) -> list[Button]:
    value = handle(turn.id, turn.revision)
    yes = Button(reader.t("Yes"), Press.TURN_YES, value, reader.t("Yes, I will take this turn"))
    no = Button(reader.t("Not this time"), Press.TURN_NOT, value)
    if turn.ledger == Ledger.HOSTING:
        return [yes, no]
    swap = Button(reader.t("Swap"), Press.TURN_SWAP, value, reader.t("Swap: ask someone else to take this turn"))
    return [Button(reader.t("Show me"), Press.TURN_SHOW, value), yes, swap, no]


def _taken(reader: Reader, seen: SeenRow, turn: TurnRow) -> str:
    at, guide_at = when(reader, seen.session), seen.session.starts_at - BRIEF_BEFORE
    if turn.ledger == Ledger.HOSTING:
        return reader.t("Thank you. You are host on {when}. You look after date, place and reminders.", when=at)
    if turn.answered_at is not None and turn.answered_at >= guide_at:
        return reader.t("Thank you. You facilitate the session on {when}. I will send your guide soon.", when=at)
    return reader.t(
        "Thank you. You facilitate the session on {when}. I will send your guide on {date}.",
        when=at,
        date=reader.date(reader.local_date(guide_at)),
    )


def _after_yes(reader: Reader, turn: TurnRow) -> list[Button]:
    value = handle(turn.id, turn.revision)
    undo = Button(reader.t("Undo"), Press.TURN_UNDO, value, reader.t("Undo: Yes"))
    if turn.ledger == Ledger.HOSTING:
        return [undo]
    swap = Button(reader.t("Swap"), Press.TURN_SWAP, value, reader.t("Swap: ask someone else to take this turn"))
    return [Button(reader.t("Show me"), Press.TURN_SHOW, value), swap, undo]


def _asking(reader: Reader, seen: SeenRow, turn: TurnRow) -> dict[str, Any]:
    """While somebody is asked to swap."""
    said = reader.t(
        "I asked {name}. You keep the turn on {when} until they say yes.",
        name=escape(seen.swap_with),
        when=when(reader, seen.session),
    )
    back = Button(reader.t("Take it back"), Press.SWAP_TAKE_BACK, handle(turn.id, turn.revision))
    return message(reader.t("I have asked. You keep the turn until then."), [section(said), buttons(back)])


def _passed(reader: Reader, seen: SeenRow, turn: TurnRow, happened: Happened | None) -> dict[str, Any]:
    """After "Not this time"; when it passed on by itself; when it is somebody else's, never whose."""
    if happened is Happened.TOO_LATE:
        said = reader.t("I cannot undo this any more, because the turn has moved on. That’s fine.")
        return message(said)
    if turn.state == "passed" and turn.answered_at is not None and happened is not Happened.TAKEN:
        said = reader.t("That’s fine. You do not need a reason. I will ask someone else.")
        value = handle(turn.id, turn.revision)
        undo = Button(reader.t("Undo"), Press.TURN_UNDO, value, reader.t("Undo: Not this time"))
        return message(said, [section(said), buttons(undo)])
    if turn.state == "swapped" or turn.rule == Rule.SWAP or turn.state in ("owed", "repaid"):
        return message(reader.t("Someone else has this turn now. Thank you."))
    if happened is Happened.TAKEN:
        return message(reader.t("Thank you. This turn has moved on, so there is nothing to do."))
    return message(reader.t("That’s fine. This turn has moved on, so there is nothing to do."))


def undone(reader: Reader, happened: Happened) -> str:
    """After Undo in the rota."""
    if happened is Happened.UNDONE:
        return reader.t("Undone. You can choose again in our messages.")
    return reader.t("I cannot undo this any more, because the turn has moved on. That’s fine.")


def show_me(reader: Reader, seen: SeenRow) -> dict[str, Any]:
    """What guiding a session involves: for someone who has never done it."""
    lines = [
        reader.t("*What you do.* You look after time and questions. You do not need to know about the issues."),
        reader.t("*A week before.* I send you a guide. It takes 3 minutes to read."),
        reader.t(
            "*On the day.* Open the session. I show you one stage at a time, with what to say and how long it takes. "
            "You press Next when the set is ready."
        ),
        reader.t("*If it gets stuck.* I have an open question for each stage. Silence is fine too."),
        reader.t(
            "*Your own issue.* If you bring one, someone else facilitates that part. You can hand over at any time."
        ),
        reader.t("*If you cannot.* Say so, without a reason. I will ask someone else."),
    ]
    title = reader.t("Guiding a session")
    practice = Button(reader.t("Practice run"), Press.PRACTICE, handle(seen.session.id, 1))
    return modal(reader, title, [*(section(line) for line in lines), buttons(practice)], callback_id=Form.TURN_SHOW)


def volunteers(reader: Reader, session: SessionRow, ledger: Ledger) -> dict[str, Any]:
    """In the set's channel. It never says who was asked."""
    at = set_time(reader, session.starts_at, session.zone)
    if ledger is Ledger.HOSTING:
        said = reader.t(
            "Who would like to be host on {when}? The host looks after date, place and reminders.",
            when=at,
        )
        press = Press.HOST_VOLUNTEER
    else:
        said = reader.t("Who would like to facilitate the session on {when}? I will lead you through it.", when=at)
        press = Press.TURN_VOLUNTEER
    return message(said, [section(said), buttons(Button(reader.t("I’d like to"), press, handle(session.id)))])


def together(reader: Reader, session: SessionRow) -> dict[str, Any]:
    """In the set's channel, when nobody guides: the set leads together, and someone may still step in."""
    said = reader.t(
        "Next session: {when}. You can lead this one together. I will put the steps on the board.",
        when=set_time(reader, session.starts_at, session.zone),
    )
    step_in = Button(reader.t("I’d like to facilitate"), Press.TURN_VOLUNTEER, handle(session.id))
    return message(said, [section(said), buttons(step_in)])


def found(reader: Reader, seen: SeenRow, ledger: Ledger) -> dict[str, Any]:
    """What the question for volunteers becomes once somebody has the turn, or the session is over."""
    if seen.session.state != "planned":
        return message(reader.t("There is nothing to do here any more. Thank you."))
    at = set_time(reader, seen.session.starts_at, seen.session.zone)
    if ledger is Ledger.HOSTING:
        said = reader.t("{name} is host on {when}. Thank you.", name=escape(seen.host), when=at)
        return message(reader.t("The next session has a host."), [section(said)])
    said = reader.t("{name} facilitates the session on {when}. Thank you.", name=escape(seen.facilitator), when=at)
    return message(reader.t("The next session has someone to facilitate it."), [section(said)])


def on_home(reader: Reader, session: SessionRow, set_name: str, turn: TurnRow) -> Block:
    """A turn of one's own to come, on the Home tab."""
    said = reader.t("Your turn to facilitate in {set} on {when}.", set=escape(set_name), when=when(reader, session))
    heard = reader.t("Show me my turn in {set}", set=plain_words(set_name))
    show = Button(reader.t("Show me"), Press.TURN_SHOW, handle(turn.id, turn.revision), label=heard)
    return {**section(said), "accessory": show.element()}
