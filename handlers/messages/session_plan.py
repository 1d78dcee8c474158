"""The plan of a session (product.md C3): when it is, the times of its stages, and what the set brings along."""

from collections.abc import Sequence
from typing import Any

from handlers.ids import Form, Press, handle
from handlers.messages import audiences
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    divider,
    escape,
    modal,
    plain_words,
    section,
    words_of_people,
)
from handlers.messages.scripts import title
from handlers.messages.session_menu import who
from handlers.messages.session_times import for_you, when
from handlers.words import Reader
from sets.session_plan import SessionPlan
from sets.stages import timed

CARRIED_SHOWN = 20


def plan_view(reader: Reader, found: SessionPlan) -> dict[str, Any]:
    """The plan, for a member or the coach. Headlines, place and names stand in this window only."""
    looked, session = found.looked, found.looked.session
    head = [reader.t("Next session: {when}.", when=when(reader, session)), for_you(reader, session)]
    if looked.meeting is not None:
        head += who(reader, looked.meeting)
    blocks: list[Block] = [section(" ".join(line for line in head if line))]
    if looked.place is not None:
        blocks += [section(reader.t("*Where*")), words_of_people(plain_words(looked.place.reveal()))]
    if found.missing is not None:
        blocks.append(section(_missing(reader, found.missing)))
    blocks += [divider(), *_carried(reader, found), section(_asked(reader, found.asked)), divider()]
    blocks.append(section(_times(reader, found)))
    blocks.append(buttons(Button(reader.t("Back to the session"), Press.SESSION_MENU, handle(looked.seat.set_id))))
    blocks.append(context(audiences.set_and_coach(reader, looked.seat.set_name)))
    return modal(reader, reader.t("The plan"), blocks, callback_id=Form.SESSION_PLAN, metadata=handle(session.id))


def _missing(reader: Reader, names: Sequence[str]) -> str:
    if not names:
        return reader.t("*Who cannot come.* Nobody has said so. Only the people who facilitate and host see this.")
    return reader.t(
        "*Who cannot come.* {names}. Only the people who facilitate and host see this.",
        names=", ".join(escape(name) for name in names),
    )


def _carried(reader: Reader, found: SessionPlan) -> list[Block]:
    if not found.carried:
        return [section(reader.t("*Issues from before.* None. You can bring one on the day."))]
    shown = [words_of_people(plain_words(one.reveal())) for one in found.carried[:CARRIED_SHOWN]]
    more = len(found.carried) - CARRIED_SHOWN
    if more > 0:
        shown.append(context(reader.n("And {n} more.", "And {n} more.", more)))
    return [section(reader.t("*Issues from before*")), *shown]


def _asked(reader: Reader, asked: int) -> str:
    if asked == 0:
        return reader.t("*Time.* No one has asked for time yet. You could be first.")
    return reader.n(
        "*Time.* {n} person has asked for time. The set decides on the day.",
        "*Time.* {n} people have asked for time. The set decides on the day.",
        asked,
    )


def _times(reader: Reader, found: SessionPlan) -> str:
    """The stages with the time each begins, by the set's own clock."""
    session = found.looked.session
    there = Reader(reader.locale, session.zone)
    lines = [reader.t("*Times*, as a start. The set can change them.")]
    for one in timed(found.plan, session.starts_at):
        lines.append(
            reader.t(
                "{time} {stage}, {n} min",
                time=there.time(one.starts_at),
                stage=title(reader, one.stage, len(found.plan.slots)),
                n=one.stage.minutes,
            )
        )
    return "\n".join(lines)
