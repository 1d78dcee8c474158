"""The facilitator's guide (voice.md 18): a message with a button, the window behind it, and the practice run."""

from typing import Any

from handlers.ids import Form, Press, handle
from handlers.messages import guide_words
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    divider,
    message,
    modal,
    plain_words,
    section,
    words_of_people,
)
from handlers.messages.scripts import title
from handlers.messages.session_times import for_you, when
from handlers.words import Reader
from sets.briefs import Guide, Practice
from sets.stages import timed
from storage.queries.calendar import SessionRow

CARRIED_SHOWN = 20
WISHES_SHOWN = 10


def ready(reader: Reader, session: SessionRow, carried: int, *, member: bool = True) -> dict[str, Any]:
    """A week before: the guide is there. How many issues are carried forward, never which. A coach swaps no turn."""
    notice = reader.t("Your guide for {when} is ready.", when=when(reader, session))
    lines = [notice]
    if carried:
        lines.append(reader.n("{n} issue from before.", "{n} issues from before.", carried))
    lines.append(reader.t("It takes 3 minutes to read."))
    row = [
        Button(reader.t("Open my guide"), Press.BRIEF_OPEN, handle(session.id), style="primary"),
        Button(reader.t("Practice run"), Press.PRACTICE, handle(session.id, 1)),
    ]
    if member:
        row.append(Button(reader.t("Swap my turn"), Press.TURN_SWAP_MINE, handle(session.id)))
    return message(notice, [section(" ".join(lines)), buttons(*row)])


def guide_view(reader: Reader, guide: Guide) -> dict[str, Any]:
    """The guide itself, for the one whose turn it is. Headlines and place are words of the set."""
    session = guide.seen.session
    blocks: list[Block] = [section(f"{reader.t('*When*')} {when(reader, session)}")]
    if elsewhere := for_you(reader, session):
        blocks.append(context(elsewhere))
    if guide.place is not None:
        blocks += [section(reader.t("*Where*")), words_of_people(plain_words(guide.place.reveal()))]
    blocks += [
        divider(),
        *_carried(reader, guide),
        section(_asked(reader, guide.bids)),
        *_wishes(reader, guide),
        divider(),
        section(_times(reader, guide)),
        divider(),
    ]
    blocks += [section(line) for line in _opening(reader)]
    blocks.append(buttons(Button(reader.t("Practice run"), Press.PRACTICE, handle(session.id, 1))))
    blocks.append(context(reader.t("I show this only to you, while the turn is yours.")))
    return modal(reader, reader.t("Your guide"), blocks, callback_id=Form.BRIEF, metadata=handle(session.id))


def _carried(reader: Reader, guide: Guide) -> list[Block]:
    if not guide.carried:
        return [section(reader.t("*Issues from before.* None. People can bring one on the day."))]
    shown = [words_of_people(plain_words(one.reveal())) for one in guide.carried[:CARRIED_SHOWN]]
    return [section(reader.t("*Issues from before.* Ask each person where theirs stands.")), *shown]


def _asked(reader: Reader, bids: int) -> str:
    """How many asked for time beforehand: who, the set hears on the day."""
    if not bids:
        return reader.t("*Time.* No one has asked for time yet. People can ask on the day.")
    return reader.n(
        "*Time.* {n} person has asked for time. The set decides on the day.",
        "*Time.* {n} people have asked for time. The set decides on the day.",
        bids,
    )


def _wishes(reader: Reader, guide: Guide) -> list[Block]:
    if not guide.wishes:
        return []
    shown = [words_of_people(plain_words(one.reveal())) for one in guide.wishes[:WISHES_SHOWN]]
    return [section(reader.t("*What people wished for last time.* No names, in mixed order.")), *shown]


def _times(reader: Reader, guide: Guide) -> str:
    """The stages with the time each begins, by the reader's clock."""
    lines = [reader.t("*Times*, as a start. The set can change them.")]
    for one in timed(guide.plan, guide.seen.session.starts_at):
        lines.append(
            reader.t(
                "{time} {stage}, {n} min",
                time=reader.time(one.starts_at),
                stage=title(reader, one.stage, len(guide.plan.slots)),
                n=one.stage.minutes,
            )
        )
    return "\n".join(lines)


def _opening(reader: Reader) -> list[str]:
    return [
        reader.t("*How you could begin*"),
        reader.t(
            "“Welcome. What is said here stays here. Anyone may pass. I look after time and questions. What do we need "
            "from each other today?”"
        ),
    ]


def practice_view(reader: Reader, practice: Practice, number: int) -> dict[str, Any]:
    """One step of the practice run, from 1. Nothing is opened, and nobody sees it."""
    stages = practice.plan.stages
    number = min(max(number, 1), len(stages))
    stage, session_id = stages[number - 1], practice.seen.session.id
    at = reader.t("Step {n} of {most}", n=number, most=len(stages))
    head = reader.t("*{stage}*, {n} min", stage=title(reader, stage, len(practice.plan.slots)), n=stage.minutes)
    blocks: list[Block] = [context(at), section(head), *(section(line) for line in guide_words.say(reader, stage))]
    row = []
    if number < len(stages):
        row.append(Button(reader.t("Next"), Press.PRACTICE_NEXT, handle(session_id, number + 1), style="primary"))
    else:
        blocks.append(section(reader.t("That is the whole session. You can do this.")))
    if number > 1:
        row.append(Button(reader.t("Back"), Press.PRACTICE_BACK, handle(session_id, number - 1)))
    blocks += [buttons(*row)] if row else []
    blocks.append(context(reader.t("This is only practice. I open nothing, and nobody else sees it.")))
    return modal(reader, reader.t("Practice run"), blocks, callback_id=Form.PRACTICE, metadata=handle(session_id))
