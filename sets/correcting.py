"""Putting one's own words right in My data (privacy.md section 5), where their own room has no form for it.

Who was to read them reads the new ones; the date stays. Who has left a set reads, takes back and erases what they wrote
for it, and does not change it any more (privacy.md section 2).
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sets import agreement, backing, update_words
from sets.action_forms import someone
from sets.action_words import NOTE_LIMIT, seal_body, writable
from sets.errors import Problem, Refused
from sets.my_words import Item, Kind, opened
from sets.people import Person
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import correcting as queries
from storage.queries import joining, my_data
from storage.queries.my_data import OwnRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

LIMITS: Mapping[Kind, int] = {
    Kind.NOTE: NOTE_LIMIT,
    Kind.REFLECTION: NOTE_LIMIT,
    Kind.ANSWER: update_words.ANSWER_LIMIT,
    Kind.WORD: backing.WORD_LIMIT,
    Kind.IDEA: agreement.IDEA_LIMIT,
}
"""The kinds that can be put right here, and how long each may be."""


@dataclass(frozen=True)
class Correcting:
    """One's own words in a form. contacts: of the sets one is in, under every box for words."""

    person: Person
    item: Item
    contacts: Sequence[str] = ()


async def look(store: WorkspaceStore, slack_user_id: str, kind: Kind, row_id: UUID) -> Correcting:
    """One thing of one's own, to be put right. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE."""
    async with store.read() as uow:
        person, row = await _own(uow, slack_user_id, kind, row_id)
        contacts = [one.contacts for one in await joining.sets_of(uow, person.id)]
        return Correcting(person, await opened(uow, kind, row), contacts)


async def correct(
    store: WorkspaceStore,
    slack_user_id: str,
    kind: Kind,
    row_id: UUID,
    typed: Confidential,
    key: str,
    now: datetime,
) -> Person:
    """Other words instead. Raises Refused: EMPTY, TOO_LONG (about `words`), and as `look`."""
    text = writable(typed.reveal()).strip()
    async with store.write() as uow:
        person, row = await _own(uow, slack_user_id, kind, row_id)
        if not text:
            raise Refused(Problem.EMPTY, "words")
        if len(text) > LIMITS[kind]:
            raise Refused(Problem.TOO_LONG, "words")
        if (await claim(uow, key, now)).first:
            await _WRITERS[kind](uow, row, Confidential(text))
        return person


async def _own(uow: UnitOfWork, slack_user_id: str, kind: Kind, row_id: UUID) -> tuple[Person, OwnRow]:
    person = await someone(uow, slack_user_id)
    row = await my_data.one(uow, person.id, kind, row_id) if kind in LIMITS else None
    if row is None:
        raise Refused(Problem.GONE)
    if row.set_id is not None and await joining.standing(uow, person.id, row.set_id) != "member":
        raise Refused(Problem.FORMER_MEMBER)
    return person, row


async def _note(uow: UnitOfWork, row: OwnRow, words: Confidential) -> None:
    """The note of an event, and the copy that the set reads; what else the event holds stays."""
    if row.key_id is None:
        return
    sealed, _ = row.sealed
    held = await uow.unseal(Field.ACTION_EVENT_BODY, Scope("person", row.key_id), row.id, sealed or b"")
    body = await seal_body(uow, row.key_id, row.id, {**json.loads(held.reveal()), "note": words.reveal()})
    shared = None
    if row.shared and row.set_id is not None:
        shared = await uow.seal(Field.ACTION_EVENT_SHARED, Scope("set", row.set_id), row.id, words)
    await queries.note(uow, row.id, body, shared)


async def _reflection(uow: UnitOfWork, row: OwnRow, words: Confidential) -> None:
    scope = Scope("set", row.set_id) if row.state == "set" and row.set_id else _person(row)
    await queries.reflection(uow, row.id, await uow.seal(Field.REFLECTION, scope, row.id, words))


def _person(row: OwnRow) -> Scope:
    if row.key_id is None:
        raise ValueError("these words are under a person's key")
    return Scope("person", row.key_id)


async def _answer(uow: UnitOfWork, row: OwnRow, words: Confidential) -> None:
    if row.set_id is None:
        return
    kind, _ = await update_words.open_answer(uow, row.set_id, row.id, row.sealed[0] or b"")
    await queries.answer(uow, row.id, await update_words.seal_answer(uow, row.set_id, row.id, kind, words))


async def _word(uow: UnitOfWork, row: OwnRow, words: Confidential) -> None:
    await queries.word(uow, row.id, await uow.seal(Field.SUPPORTER_WORD, _person(row), row.id, words))


async def _idea(uow: UnitOfWork, row: OwnRow, words: Confidential) -> None:
    if row.set_id is not None:
        await queries.idea(uow, row.id, await uow.seal(Field.RULE_IDEA, Scope("set", row.set_id), row.id, words))


_WRITERS: Mapping[Kind, Callable[[UnitOfWork, OwnRow, Confidential], Awaitable[None]]] = {
    Kind.NOTE: _note,
    Kind.REFLECTION: _reflection,
    Kind.ANSWER: _answer,
    Kind.WORD: _word,
    Kind.IDEA: _idea,
}
