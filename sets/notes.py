"""Keeping a line about an action, and how it turned out: for its holder alone, their set, or who backs them up."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from uuid import UUID

from sets import outcomes
from sets.action_forms import own_action
from sets.action_words import read_compared
from sets.actions import record
from sets.errors import Problem, Refused
from sets.outcomes import TurnedOut
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import our_actions as queries
from storage.queries import supporters
from storage.queries.actions import ActionRow, Holder
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

_NOTHING = Confidential("")


class Reads(Enum):
    """Who reads a line, beside whoever wrote it."""

    ME = "me"
    SET = "set"
    SUPPORTER = "supporter"


class Act(Enum):
    """What somebody does after a small test (practice.md section 5)."""

    ADOPT = "adopt"
    ADAPT = "adapt"
    ABANDON = "abandon"


@dataclass(frozen=True)
class Line:
    """A form about an action as it was sent. compared, act: of a small test."""

    words: Confidential
    reads: Reads = Reads.ME
    turned_out: TurnedOut | None = None
    compared: Confidential = field(default=_NOTHING)
    act: Act | None = None

    @property
    def written(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self.words.reveal().strip() or self.compared.reveal().strip() or self.act or self.turned_out)

    def beside(self) -> dict[str, str]:
        """What it says beside its words."""
        said = {
            "compared": read_compared(self.compared).reveal(),
            "act": self.act.value if self.act else "",
            "turned_out": self.turned_out.value if self.turned_out else "",
        }
        return {name: each for name, each in said.items() if each}


@dataclass(frozen=True)
class Kept:
    """A form with a line about an action. event_id: what "Take it back" takes back; None: nothing was kept now.

    written  there was something to keep; reads: who can read it
    supporter  the name of who backs it up, when they can read it
    """

    holder: Holder
    set_name: str
    written: bool
    reads: Reads
    event_id: UUID | None
    supporter: str = ""


async def keep(store: WorkspaceStore, slack_user_id: str, action_id: UUID, line: Line, key: str, now: datetime) -> Kept:
    """Save a line with an action, and how it turned out, for whom its holder says.

    A form sent twice saves once. Raises Refused: GONE, TOO_LONG (about the field), NOT_A_MEMBER when nobody backs it up
    (any more), or what `sets.access` says.
    """
    event_id, name = None, ""
    async with store.write() as uow:
        first = (await claim(uow, key, now)).first
        row = await own_action(uow, action_id, slack_user_id)
        if line.reads is Reads.SUPPORTER:
            name = await _supporter(uow, action_id)
        if first and line.written:
            event_id = await record(
                uow,
                row,
                "note",
                now,
                note=line.words,
                person_id=row.holder_id,
                beside=line.beside(),
                for_supporter=line.reads is Reads.SUPPORTER,
            )
            await _ledger(uow, row, event_id, line, now)
    return Kept(row.holder, row.set_name, line.written, line.reads, event_id, name)


async def _ledger(uow: UnitOfWork, row: ActionRow, event_id: UUID, line: Line, now: datetime) -> None:
    """The set's copy of the words, and the entry of the outcome ledger."""
    share = line.reads is Reads.SET
    if share and line.words.reveal().strip():
        await let_set_read(uow, row, event_id, line.words)
    if line.turned_out is not None:
        await outcomes.keep(uow, row, event_id, line.turned_out, line.words, now, share=share)


async def _supporter(uow: UnitOfWork, action_id: UUID) -> str:
    found = await supporters.of_action(uow, action_id)
    if found is None or found.state != "yes":
        raise Refused(Problem.NOT_A_MEMBER)
    return found.supporter.name


async def let_set_read(uow: UnitOfWork, row: ActionRow, event_id: UUID, words: Confidential) -> None:
    """Share a note that was just recorded: a copy for the set, which goes when the note is taken back."""
    note = Confidential(words.reveal().strip())
    sealed = await uow.seal(Field.ACTION_EVENT_SHARED, Scope("set", row.set_id), event_id, note)
    await queries.share(uow, event_id, sealed)
