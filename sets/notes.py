"""Keeping a line about an action, for its holder alone."""

from datetime import datetime
from uuid import UUID

from sets.action_forms import own_action
from sets.actions import record
from storage.confidential import Confidential
from storage.queries.actions import Holder
from storage.receipts import claim
from storage.unit_of_work import WorkspaceStore


async def keep(
    store: WorkspaceStore, slack_user_id: str, action_id: UUID, words: Confidential, key: str, now: datetime
) -> tuple[Holder, bool]:
    """Save a note with an action; the holder, and whether there was anything to keep.

    A form sent twice saves once. Raises Refused: GONE, TOO_LONG, or what `sets.access` says.
    """
    written = bool(words.reveal().strip())
    async with store.write() as uow:
        first = (await claim(uow, key, now)).first
        row = await own_action(uow, action_id, slack_user_id)
        if first and written:
            await record(uow, row, "note", now, note=words, person_id=row.holder_id)
    return row.holder, written
