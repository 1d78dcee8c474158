"""A set's own questions between sessions: its members add them and take them off; the words stay in the set.

product.md C6 and principle 4: the set may add its own, and the set decides. So any member adds one, with their name,
and any member takes one off; Undo brings it back. The bot asks them in turn with those of its bank.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sets.access import May, judge
from sets.errors import Problem, Refused
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import prompts as queries
from storage.queries.prompts import PlaceRow, PromptRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

LIMIT = 200  # letters: it is read on a phone
MOST = 15
# Who took one off by mistake puts it back meanwhile; then the words of one that was never asked are deleted.
UNDO_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Prompt:
    """One question of a set, and who added it."""

    id: UUID
    author: str
    words: Confidential


@dataclass(frozen=True)
class Listed:
    """A set's own questions, as one of its members reads them, the first first."""

    place: PlaceRow
    prompts: Sequence[Prompt] = ()


async def read(store: WorkspaceStore, slack_user_id: str, set_id: UUID) -> Listed:
    """Raises Refused: GONE (the set is closed), NOT_YOUR_SET, FORMER_MEMBER, FOR_MEMBERS."""
    async with store.read() as uow:
        place = await _place(uow, slack_user_id, set_id)
        found = [await _open(uow, row) for row in await queries.standing(uow, set_id)]
        return Listed(place, found)


async def add(
    store: WorkspaceStore, slack_user_id: str, set_id: UUID, typed: Confidential, key: str, now: datetime
) -> tuple[PlaceRow, UUID | None]:
    """One more question, and its id. The same form sent twice adds one, and gives no id.

    Raises Refused: EMPTY, TOO_LONG, TOO_MANY, and as `read`.
    """
    words = " ".join(typed.reveal().split())
    if not words:
        raise Refused(Problem.EMPTY)
    if len(words) > LIMIT:
        raise Refused(Problem.TOO_LONG)
    async with store.write() as uow:
        place = await _place(uow, slack_user_id, set_id)
        if not (await claim(uow, key, now)).first:
            return place, None
        if len(await queries.standing(uow, set_id)) >= MOST:
            raise Refused(Problem.TOO_MANY)
        prompt_id = uow.new_id()
        body = await uow.seal(Field.SET_PROMPT, Scope("set", set_id), prompt_id, Confidential(words))
        await queries.add(uow, id=prompt_id, set_id=set_id, author_id=place.person.id, at=now, body=body)
        return place, prompt_id


async def take_off(store: WorkspaceStore, slack_user_id: str, prompt_id: UUID, key: str, now: datetime) -> PlaceRow:
    """It is not asked any more; what was answered to it can still be read. Twice is once. Raises Refused as `read`."""
    async with store.write() as uow:
        place, row = await _prompt(uow, slack_user_id, prompt_id)
        if row.off_at is None and (await claim(uow, key, now)).first:
            await queries.put(uow, row.id, now)
        return place


async def put_back(store: WorkspaceStore, slack_user_id: str, prompt_id: UUID, key: str, now: datetime) -> PlaceRow:
    """Undo of `take_off`: it stands where it stood. Raises Refused as `read`, GONE when it was deleted meanwhile."""
    async with store.write() as uow:
        place, row = await _prompt(uow, slack_user_id, prompt_id)
        if row.off_at is not None and (await claim(uow, key, now)).first:
            await queries.put(uow, row.id, None)
        return place


async def forget(store: WorkspaceStore, now: datetime) -> None:
    """The tick: the words of those that were taken off a while ago and never asked are deleted."""
    due = await next_wake(store, now)
    if due is not None and due <= now:
        async with store.write() as uow:
            await queries.forget(uow, now - UNDO_FOR)


async def next_wake(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When `forget` next has something to do (aware UTC)."""
    async with store.read() as uow:
        first = await queries.first_off(uow)
    return first + UNDO_FOR if first else None


async def words_of(uow: UnitOfWork, set_id: UUID, prompt_id: UUID, body: bytes) -> Confidential:
    """Raises SealBroken or KeyGone. The caller has checked who reads."""
    return await uow.unseal(Field.SET_PROMPT, Scope("set", set_id), prompt_id, body)


async def _open(uow: UnitOfWork, row: PromptRow) -> Prompt:
    return Prompt(row.id, row.author_name, await words_of(uow, row.set_id, row.id, row.body))


async def _place(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> PlaceRow:
    place = await queries.place(uow, slack_user_id, set_id)
    if place is None:
        raise Refused(Problem.NOT_YOUR_SET)
    judge(May.SPEAK_FOR_SET, place.standing, person_id=place.person.id)
    if place.set_state == "closed":
        raise Refused(Problem.GONE)
    return place


async def _prompt(uow: UnitOfWork, slack_user_id: str, prompt_id: UUID) -> tuple[PlaceRow, PromptRow]:
    row = await queries.by_id(uow, prompt_id)
    if row is None:
        raise Refused(Problem.GONE)
    return await _place(uow, slack_user_id, row.set_id), row
