"""Erasing all that somebody wrote for a set, or anywhere, once its time has come (asked for in sets/erasures.py).

When everything goes, the person's own key is renewed as well: what was sealed under it is out of reach in older copies
of the database, too. Facts stay: who belonged where, turns, consents.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sets import ballots, home
from sets.erasing import Erasure, erase_row
from sets.erasures import EVERY, places_of
from sets.joining import QUESTION
from sets.my_words import Kind
from sets.people import Person, person_by_id
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import erasing as erasing_queries
from storage.queries import erasures as queries
from storage.queries import my_data
from storage.queries.erasures import ErasureRow
from storage.unit_of_work import UnitOfWork, WorkspaceStore

TOLD_WITHIN = timedelta(days=7)
DONE = "erasing.done"
_BATCH = 20

Instead = Callable[[Person], Confidential]
"""What stands, in somebody's language, where others go on with something of theirs."""


async def tick(store: WorkspaceStore, now: datetime, instead: Instead) -> None:
    """Do what is due, each in a transaction of its own. It may run twice: the row says whether it was done."""
    async with store.read() as uow:
        found = await queries.due(uow, now, _BATCH)
    for erasure_id in found:
        async with store.write() as uow:
            row = await queries.by_id(uow, erasure_id)
            if row is not None and await queries.change(uow, erasure_id, "done", done_at=now):
                await _do(uow, row, instead, now)


async def next_wake(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When `tick` next has something to do (aware UTC)."""
    async with store.read() as uow:
        return await queries.next_due(uow)


async def _do(uow: UnitOfWork, row: ErasureRow, instead: Instead, now: datetime) -> None:
    person = await person_by_id(uow, row.person_id)
    if person is None:
        return
    await erasing_queries.held(uow, person.id)
    things = await _erase(uow, row.set_id, Erasure(person.id, now, instead(person)))
    for place in await places_of(uow, person.id):
        if row.set_id in (None, place.set_id):
            await ballots.left(uow, place.set_id, person.id)  # a ballot that is still open goes blank
    if row.set_id is None:
        await _everywhere(uow, person.id)
    await queries.count(uow, row.id, things)
    await home.changed(uow, person.id, now)
    await _tell(uow, row, now)


async def _erase(uow: UnitOfWork, set_id: UUID | None, of: Erasure) -> int:
    """Every kind, those first that hang on others, so that each is counted; how many things went."""
    things = 0
    for kind in reversed(Kind):
        for row in await my_data.of_kind(uow, of.person_id, kind, 0, EVERY):
            if set_id is None or row.set_id == set_id:
                await erase_row(uow, kind, row, of)
                things += 1
    return things


async def _everywhere(uow: UnitOfWork, person_id: UUID) -> None:
    """What hangs on no row of one's own, and then the key of all that was for nobody else."""
    await erasing_queries.questions_to(uow, person_id)
    for delivery_id, _, args in await erasing_queries.arguments_of(uow, QUESTION):
        words = await uow.unseal(Field.DELIVERY_ARGS, Scope("workspace", uow.workspace_id), delivery_id, args)
        if json.loads(words.reveal()).get("person") == str(person_id):
            await erasing_queries.without_arguments(uow, delivery_id)
    await ballots.under_a_new_key(uow, person_id)


async def _tell(uow: UnitOfWork, row: ErasureRow, now: datetime) -> None:
    await schedule(
        uow,
        NewDelivery(
            effect=Effect.POST,
            kind=DONE,
            dedupe=f"{DONE}:{row.id}",
            due_at=now,
            expires_at=now + TOLD_WITHIN,
            recipient_id=row.person_id,
            set_id=row.set_id,
            args={"erasure": str(row.id)},
        ),
    )
