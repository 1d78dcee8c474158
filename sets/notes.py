"""Keeping a line about an action: for its holder alone, or for the set to read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sets.action_forms import own_action
from sets.actions import record
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import our_actions as queries
from storage.queries.actions import ActionRow, Holder
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore


@dataclass(frozen=True)
class Kept:
    """A form with a line about an action. event_id: what "Take it back" takes back; None: nothing was kept now.

    written  there was something to keep; shared: the set can read it
    """

    holder: Holder
    set_name: str
    written: bool
    shared: bool
    event_id: UUID | None


async def keep(
    store: WorkspaceStore,
    slack_user_id: str,
    action_id: UUID,
    words: Confidential,
    key: str,
    now: datetime,
    *,
    share: bool = False,
) -> Kept:
    """Save a note with an action, and share it with the set if its holder says so.

    A form sent twice saves once. Raises Refused: GONE, TOO_LONG, or what `sets.access` says.
    """
    written = bool(words.reveal().strip())
    event_id = None
    async with store.write() as uow:
        first = (await claim(uow, key, now)).first
        row = await own_action(uow, action_id, slack_user_id)
        if first and written:
            event_id = await record(uow, row, "note", now, note=words, person_id=row.holder_id)
            if share:
                await let_set_read(uow, row, event_id, words)
    return Kept(row.holder, row.set_name, written, share and written, event_id)


async def let_set_read(uow: UnitOfWork, row: ActionRow, event_id: UUID, words: Confidential) -> None:
    """Share a note that was just recorded: a copy for the set, which goes when the note is taken back."""
    note = Confidential(words.reveal().strip())
    sealed = await uow.seal(Field.ACTION_EVENT_SHARED, Scope("set", row.set_id), event_id, note)
    await queries.share(uow, event_id, sealed)
