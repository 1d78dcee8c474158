"""Opening a session, and ticking who is here."""

from collections.abc import Sequence
from typing import Any

from handlers.ids import Field, Form, handle
from handlers.messages.panel import checkboxes
from handlers.messages.parts import Block, input_block, modal, option, plain_words, section
from handlers.words import Reader
from sets.opening import Opening
from sets.sessions import Beheld
from storage.queries.attendance import Present

TICKS = 10
LEAD_MYSELF, LEAD_TOGETHER = "myself", "together"
ONE_PHONE, ALL_PHONES = "one", "all"


def people_ticks(reader: Reader, people: Sequence[Present], ticked: Sequence[Present]) -> list[Block]:
    """Who is here: lists of ten at most, as Slack takes them."""
    chosen = {one.person_id for one in ticked}
    blocks = []
    for start in range(0, len(people), TICKS):
        part = people[start : start + TICKS]
        choices = {
            one.person_id: option(plain_words(one.name or one.slack_user_id), handle(one.person_id)) for one in part
        }
        label = reader.t("Who is here?") if start == 0 else reader.t("And who else?")
        initial = [choice for person, choice in choices.items() if person in chosen]
        blocks.append(checkboxes(f"{Field.SESSION_HERE}_{start // TICKS}", label, list(choices.values()), initial))
    return blocks


def start_form(reader: Reader, opening: Opening) -> dict[str, Any]:
    """Open the session: who is here, who leads, and whose phones."""
    blocks: list[Block] = [section(reader.t("I put one message in your channel. It shows the stage and the time."))]
    blocks += people_ticks(reader, opening.people, opening.expected)
    if opening.nobodys_turn:
        choices = [
            option(reader.t("I will facilitate"), LEAD_MYSELF),
            option(reader.t("We lead it together"), LEAD_TOGETHER),
        ]
        label = reader.t("Nobody has the turn. Who leads?")
        blocks.append(input_block(Field.SESSION_LEAD, label, _radio(choices)))
    phones = [
        option(reader.t("Only who facilitates uses a phone"), ONE_PHONE),
        option(reader.t("We are remote: everyone uses a phone"), ALL_PHONES),
    ]
    blocks.append(input_block(Field.SESSION_PHONES, reader.t("Whose phones?"), _radio(phones, int(opening.phones))))
    return modal(
        reader,
        reader.t("Open the session"),
        blocks,
        callback_id=Form.SESSION_START,
        submit=reader.t("Open"),
        close=reader.t("Not yet"),
        metadata=handle(opening.found.session.id),
    )


def _radio(choices: list[Block], chosen: int = 0) -> Block:
    return {"type": "radio_buttons", "options": choices, "initial_option": choices[chosen]}


def who_form(reader: Reader, found: Beheld, people: Sequence[Present]) -> dict[str, Any]:
    """Tick who is here."""
    here = [one for one in people if one.state == "here"]
    return modal(
        reader,
        reader.t("Who is here"),
        people_ticks(reader, people, here),
        callback_id=Form.SESSION_WHO,
        submit=reader.t("Save"),
        metadata=handle(found.session.id),
    )
