"""A person's own journal: what they wrote for themselves, under their own key. Nobody else reads it (privacy.md 2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sets.action_forms import someone
from sets.action_words import read_note
from sets.errors import Problem, Refused
from sets.people import Person
from sets.reflections import open_words
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import joining
from storage.queries import reflections as queries
from storage.queries.reflections import ReflectionRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

PAGE = 8


@dataclass(frozen=True)
class Entry:
    """One thing somebody wrote for themselves. question: number of the question it answers; None: unasked."""

    id: UUID
    at: datetime
    question: int | None
    words: Confidential


@dataclass(frozen=True)
class Journal:
    """One page, the newest first. Pages count from 0. paused: no questions between sessions for now."""

    person: Person
    entries: Sequence[Entry]
    page: int
    more: bool
    paused: bool


async def page_of(store: WorkspaceStore, slack_user_id: str, page: int) -> Journal:
    """One's own journal. Raises Refused(NOT_YOUR_SET) for someone the bot has never met."""
    async with store.read() as uow:
        person = await someone(uow, slack_user_id)
        rows = await queries.journal(uow, person.id, page * PAGE, PAGE + 1)
        entries = [Entry(row.id, row.at, row.question, await open_words(uow, row)) for row in rows[:PAGE]]
        return Journal(person, entries, page, len(rows) > PAGE, await queries.is_paused(uow, person.id))


async def contacts_of(store: WorkspaceStore, slack_user_id: str) -> tuple[Person, Sequence[str]]:
    """Who writes, and whom they could speak to instead: the contacts of their sets. Raises Refused as `page_of`."""
    async with store.read() as uow:
        person = await someone(uow, slack_user_id)
        return person, [one.contacts for one in await joining.sets_of(uow, person.id)]


async def write(store: WorkspaceStore, slack_user_id: str, typed: Confidential, key: str, now: datetime) -> Person:
    """Add an entry. Raises Refused: EMPTY, TOO_LONG (about `note`)."""
    words = read_note(typed)
    if not words:
        raise Refused(Problem.EMPTY, "note")
    async with store.write() as uow:
        person = await someone(uow, slack_user_id)
        if (await claim(uow, key, now)).first:
            row_id = uow.new_id()
            body = await uow.seal(Field.REFLECTION, Scope("person", person.id), row_id, words)
            await queries.write(
                uow, id=row_id, round_id=None, set_id=None, person_id=person.id, audience="me", at=now, body=body
            )
        return person


async def erase(store: WorkspaceStore, slack_user_id: str, entry_id: UUID, key: str, now: datetime) -> Person:
    """An entry goes for good. Raises Refused: GONE, NOT_YOUR_SET."""
    async with store.write() as uow:
        person = await someone(uow, slack_user_id)
        if (await claim(uow, key, now)).first:
            await queries.erase(uow, (await _own(uow, person, entry_id)).id)
        return person


async def _own(uow: UnitOfWork, person: Person, entry_id: UUID) -> ReflectionRow:
    row = await queries.by_id(uow, entry_id)
    if row is None:
        raise Refused(Problem.GONE)
    if row.person_id != person.id or row.audience != "me":
        raise Refused(Problem.NOT_YOUR_SET)
    return row
