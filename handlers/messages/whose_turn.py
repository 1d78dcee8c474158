"""Whose turn: the rota of a set, for its members and its coach."""

from typing import Any

from handlers.ids import Form, Press, handle
from handlers.messages.parts import Block, Button, buttons, divider, escape, modal, section
from handlers.messages.session_times import when
from handlers.words import Reader
from sets.whose_turn import RotaLine, WhoseTurn

COMING_SHOWN, PAST_SHOWN = 6, 10


def view(reader: Reader, seen: WhoseTurn) -> dict[str, Any]:
    """What comes, with who guides and who is host; then who guided before."""
    blocks: list[Block] = []
    if not seen.coming:
        blocks.append(section(reader.t("No session is booked yet. When one is, I ask someone to facilitate it.")))
    member = seen.found.standing == "member"
    for line in seen.coming[:COMING_SHOWN]:
        blocks.append(section(_coming(reader, line)))
        free = [] if line.session.state != "planned" or not member else _free(reader, line)
        blocks += [buttons(*free)] if free else []
    if seen.past:
        said = [reader.t("*Before*"), *(_past(reader, line) for line in reversed(seen.past[-PAST_SHOWN:]))]
        blocks += [divider(), section("\n".join(said))]
    value = handle(seen.found.set_id)
    return modal(reader, reader.t("Whose turn"), blocks, callback_id=Form.ROTA, metadata=value)


def _coming(reader: Reader, line: RotaLine) -> str:
    said = [f"*{when(reader, line.session)}*"]
    if line.facilitator:
        said.append(reader.t("{name} facilitates it.", name=escape(line.facilitator)))
    elif line.session.mode == "together":
        said.append(reader.t("You lead it together."))
    else:
        said.append(reader.t("Nobody facilitates it yet."))
    if line.host:
        said.append(reader.t("{name} is host.", name=escape(line.host)))
    else:
        said.append(reader.t("It has no host yet."))
    return " ".join(said)


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


def _past(reader: Reader, line: RotaLine) -> str:
    there = Reader(reader.locale, line.session.zone)
    day = there.date(there.local_date(line.session.starts_at))
    if not line.facilitator:
        return reader.t("{date}: you led it together.", date=day)
    return reader.t("{date}: {name} guided it.", date=day, name=escape(line.facilitator))
