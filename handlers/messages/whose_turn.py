"""Whose turn: the rota of a set, for its members and its coach."""

from typing import Any
from uuid import UUID

from handlers.ids import Form, Press, handle
from handlers.messages.parts import Block, Button, buttons, divider, escape, modal, section
from handlers.messages.session_times import when
from handlers.messages.turn_reasons import why
from handlers.words import Reader
from sets.rotation import Ledger
from sets.whose_turn import RotaLine, WhoseTurn

LED, HOSTED = Ledger.FACILITATING, Ledger.HOSTING

COMING_SHOWN, PAST_SHOWN = 6, 10


def view(reader: Reader, seen: WhoseTurn, flash: str = "") -> dict[str, Any]:
    """What comes, with who guides and who is host; then who guided before, each with its why. flash: just done."""
    blocks: list[Block] = [section(flash)] if flash else []
    if not seen.coming:
        blocks.append(section(reader.t("No session is booked yet. When one is, I ask someone to facilitate it.")))
    member = seen.found.standing == "member"
    for line in seen.coming[:COMING_SHOWN]:
        blocks.append(section(_coming(reader, line)))
        planned = line.session.state == "planned" and member
        free = _free(reader, line) if planned else []
        blocks += [buttons(*free)] if free else []
        blocks += [buttons(one) for one in _mine(reader, line, seen.found.person.id) if planned]
    if seen.past:
        blocks += [divider(), section(reader.t("*Before*"))]
        blocks += [section(_past(reader, line)) for line in reversed(seen.past[-PAST_SHOWN:])]
    value = handle(seen.found.set_id)
    return modal(reader, reader.t("Whose turn"), blocks, callback_id=Form.ROTA, metadata=value)


def _coming(reader: Reader, line: RotaLine) -> str:
    said = [f"*{when(reader, line.session)}*"]
    if line.facilitator:
        said += [reader.t("{name} facilitates it.", name=escape(line.facilitator)), _why(reader, line, LED)]
    elif line.session.mode == "together":
        said.append(reader.t("You lead it together."))
    else:
        said.append(reader.t("Nobody facilitates it yet."))
    if line.host:
        said += [reader.t("{name} is host.", name=escape(line.host)), _why(reader, line, HOSTED)]
    else:
        said.append(reader.t("It has no host yet."))
    return " ".join(each for each in said if each)


def _why(reader: Reader, line: RotaLine, ledger: Ledger) -> str:
    turn = line.turn(ledger)
    return why(reader, turn.rule, turn.exceptions) if turn is not None else ""


def _free(reader: Reader, line: RotaLine) -> list[Button]:
    """Volunteers come before the queue."""
    value, at, row = handle(line.session.id), when(reader, line.session), []
    if not line.facilitator:
        heard = reader.t("I’d like to facilitate the session on {when}", when=at)
        row.append(Button(reader.t("I’d like to facilitate"), Press.TURN_VOLUNTEER, value, heard))
    if not line.host:
        heard = reader.t("I’d like to be host on {when}", when=at)
        row.append(Button(reader.t("I’d like to be host"), Press.HOST_VOLUNTEER, value, heard))
    return row


def _mine(reader: Reader, line: RotaLine, person_id: UUID) -> list[Button]:
    """A turn of one's own can be taken back while the session is still to come."""
    at, row = when(reader, line.session), []
    shown = {
        LED: (reader.t("Undo my yes"), reader.t("Undo: I facilitate the session on {when}", when=at)),
        HOSTED: (reader.t("Undo my yes as host"), reader.t("Undo: I am host on {when}", when=at)),
    }
    for ledger, (label, heard) in shown.items():
        turn = line.turn(ledger)
        if turn is not None and turn.person_id == person_id:
            row.append(Button(label, Press.TURN_UNDO, handle(turn.id, turn.revision), heard))
    return row


def _past(reader: Reader, line: RotaLine) -> str:
    """Who had each turn is read from the ledger: whoever led for a while only helped out."""
    there, turn, hosted = Reader(reader.locale, line.session.zone), line.turn(LED), line.turn(HOSTED)
    day, name = there.date(there.local_date(line.session.starts_at)), turn.name if turn else line.facilitator
    if not name:
        said = [reader.t("{date}: you led it together.", date=day)]
    else:
        said = [reader.t("{date}: {name} guided it.", date=day, name=escape(name)), _why(reader, line, LED)]
    if hosted is not None:
        said += [reader.t("{name} was host.", name=escape(hosted.name)), _why(reader, line, HOSTED)]
    if presenters := line.presenters():
        said.append(reader.t("Who had time: {names}.", names=reader.listed([escape(each) for each in presenters])))
    return " ".join(each for each in said if each)
