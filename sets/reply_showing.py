"""What the answer to a reply in words shows: what became of the words, as it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sets import people
from sets.action_words import label_or_none
from sets.hours import local_date
from storage.confidential import Confidential
from storage.queries import actions, reply_about
from storage.queries import replies as queries
from storage.queries.actions import ActionRow
from storage.queries.replies import Placed, ReplyRow
from storage.unit_of_work import UnitOfWork

MOST_CHOICES = 5
_OPEN_READ = 100


@dataclass(frozen=True)
class Choice:
    """An action the words may be about. `label`: None when its holder does not want labels in Slack.

    number  in the message that asked; of what it did not ask about: one that follows
    """

    action_id: UUID
    due_date: date
    label: Confidential | None
    number: int


@dataclass(frozen=True)
class Became:
    """What words became with one action. answered: they were taken as an answer; open: the action is.

    next_ask  local date of the next question about it; None: it will not be asked about again
    """

    choice: Choice
    answered: bool
    next_ask: date | None
    open: bool = True


@dataclass(frozen=True)
class Shown:
    """The answer to one reply as it stands. state: asking, saved, undone, dropped or deleted.

    kept  by number in the message that asked; too_late: it could not be taken back any more
    unsure  it is also asked what the words say of the one action they were kept with
    """

    reply_id: UUID
    revision: int
    state: str
    warned: bool
    locale: str
    tz: str
    kept: Sequence[Became] = field(default_factory=tuple)
    choices: Sequence[Choice] = field(default_factory=tuple)
    too_late: bool = False
    unsure: bool = False


async def shown(uow: UnitOfWork, reply: ReplyRow, *, too_late: bool = False) -> Shown:
    """One reply. too_late: it could not be taken back any more."""
    kept: Sequence[Became] = ()
    choices: Sequence[Choice] = ()
    show_labels = (await people.settings_of(uow, reply.person_id)).show_labels
    if reply.state == "saved":
        found = await queries.placed(uow, reply.id)
        kept = [await _kept(uow, part, show_labels) for part in (found[1] if found else ())]
    elif reply.state == "asking":
        choices = await _choices(uow, reply, show_labels)
    unsure = reply.unsure and len(kept) == 1 and kept[0].open
    return Shown(
        reply.id, reply.revision, reply.state, reply.warned, reply.locale, reply.tz, kept, choices, too_late, unsure
    )


async def shown_by_id(uow: UnitOfWork, reply_id: UUID) -> Shown | None:
    """One reply by its id; None when there is none."""
    reply = await queries.by_id(uow, reply_id)
    return await shown(uow, reply) if reply else None


async def _choices(uow: UnitOfWork, reply: ReplyRow, show_labels: bool) -> list[Choice]:
    """What was asked about first, with the numbers it was asked by."""
    asked = [each for each, _ in await reply_about.in_order(uow, reply.asked_in)] if reply.asked_in else []
    rows = await actions.open_of(uow, reply.person_id, limit=_OPEN_READ)
    first = sorted((row for row in rows if row.id in asked), key=lambda row: asked.index(row.id))
    others = [row for row in rows if row.id not in asked][: max(0, MOST_CHOICES - len(first))]
    numbered = [(asked.index(row.id) + 1, row) for row in first] + list(enumerate(others, start=len(asked) + 1))
    return [await _choice(uow, row, show_labels, number) for number, row in numbered]


async def _kept(uow: UnitOfWork, part: Placed, show_labels: bool) -> Became:
    row = part.subject
    asked = local_date(row.next_ask_at, row.holder.tz) if row.next_ask_at else None
    return Became(await _choice(uow, row, show_labels, part.place + 1), part.answered, asked, row.standing == "open")


async def _choice(uow: UnitOfWork, row: ActionRow, show_labels: bool, number: int) -> Choice:
    return Choice(row.id, row.due_date, await label_or_none(uow, row) if show_labels else None, number)
