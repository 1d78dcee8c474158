"""Erasing one's own words (privacy.md section 5): one thing at once, and for good.

What others rely on goes on without the words: an issue that somebody else holds too is theirs from then on; a line in
the channel says that its author took it back; a note that something was said stays, and says nothing. What others wrote
to the eraser about it goes with it, as it was for their eyes alone.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sets import issue_events, nudges, question_calls
from sets import update_news as news
from sets.action_forms import someone
from sets.action_words import seal_body
from sets.errors import Problem, Refused
from sets.issue_words import seal_headline
from sets.my_words import Kind
from sets.people import Person
from sets.update_sharing import SET_AUDIENCES
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import erasing as queries
from storage.queries import my_data, own_lists, questions, update_ends, updates
from storage.queries.my_data import OwnRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore
from storage.vault_errors import KeyGone, VaultError

__all__ = ["Erasure", "erase_one", "erase_row"]

_NOTHING = Confidential("")


@dataclass(frozen=True)
class Erasure:
    """Whose words go, when, and what stands where somebody else goes on with them ("[removed by its author]")."""

    person_id: UUID
    now: datetime
    instead: Confidential


async def erase_one(
    store: WorkspaceStore, slack_user_id: str, kind: Kind, row_id: UUID, instead: Confidential, key: str, now: datetime
) -> Person:
    """One thing of one's own goes for good; the same press again changes nothing.

    Raises Refused: NOT_YOUR_SET, GONE (there is none of theirs with this id).
    """
    async with store.write() as uow:
        person = await someone(uow, slack_user_id)
        await queries.held(uow, person.id)
        row = await my_data.one(uow, person.id, kind, row_id)
        if (await claim(uow, key, now)).first:
            if row is None:
                raise Refused(Problem.GONE)
            await erase_row(uow, kind, row, Erasure(person.id, now, instead))
        return person


async def erase_row(uow: UnitOfWork, kind: Kind, row: OwnRow, of: Erasure) -> None:
    """A row that the caller has just read as the eraser's own."""
    try:
        await _ERASERS[kind](uow, row, of)
    except KeyGone:
        return  # of a set that was closed: nobody can open these words any more, and nothing can be put in their place


async def _action(uow: UnitOfWork, row: OwnRow, of: Erasure) -> None:
    await nudges.forgotten(uow, row.id, of.now)
    await _off_lists(uow, of.person_id, row.id)
    await queries.action(uow, row.id)


async def _off_lists(uow: UnitOfWork, person_id: UUID, action_id: UUID) -> None:
    """Their own lists for sessions, without it."""
    scope = Scope("person", person_id)
    for list_id, body in await queries.lists_of(uow, person_id):
        try:
            on_it = json.loads((await uow.unseal(Field.OWN_LIST, scope, list_id, body)).reveal())
        except VaultError:
            continue  # a list that nobody can read names no action
        if str(action_id) in on_it:
            left = Confidential(json.dumps([each for each in on_it if each != str(action_id)]))
            await own_lists.write(uow, list_id, await uow.seal(Field.OWN_LIST, scope, list_id, left))


async def _note(uow: UnitOfWork, row: OwnRow, of: Erasure) -> None:
    await queries.event(uow, row.id, await seal_body(uow, of.person_id, row.id, {"kind": "undone"}), of.now)


async def _outcome(uow: UnitOfWork, row: OwnRow, of: Erasure) -> None:
    await queries.outcome(uow, row.id)


async def _own_list(uow: UnitOfWork, row: OwnRow, of: Erasure) -> None:
    await queries.own_list(uow, row.id)


async def _reflection(uow: UnitOfWork, row: OwnRow, of: Erasure) -> None:
    await queries.reflection(uow, row.id)


async def _update(uow: UnitOfWork, row: OwnRow, of: Erasure) -> None:
    """With its answers and its readers; the line in the channel says that its author took it back."""
    found = await updates.by_id(uow, row.id)
    if found is None:
        return
    await nudges.forgotten(uow, row.id, of.now)
    if found.audience in SET_AUDIENCES and found.taken_back_at is None:
        await news.line_changed(uow, news.after(found, of.now), of.now)
    await update_ends.remove(uow, [row.id])


async def _answer(uow: UnitOfWork, row: OwnRow, of: Erasure) -> None:
    await queries.answer(uow, row.id)


async def _call(uow: UnitOfWork, row: OwnRow, of: Erasure) -> None:
    found = await questions.call(uow, row.id)
    if found is None:
        return
    await nudges.forgotten(uow, row.id, of.now)
    empty = await uow.seal(Field.QUESTION_CALL, Scope("set", found.set_id), row.id, _NOTHING)
    await queries.call(uow, row.id, empty)
    if found.state == "open":
        await question_calls.line_changed(uow, found, "taken_back", of.now)


async def _question(uow: UnitOfWork, row: OwnRow, of: Erasure) -> None:
    await queries.question(uow, row.id)


async def _word(uow: UnitOfWork, row: OwnRow, of: Erasure) -> None:
    await queries.word(uow, row.id)


async def _issue(uow: UnitOfWork, row: OwnRow, of: Erasure) -> None:
    if row.set_id is None:
        return
    other = await queries.other_holder(uow, row.id, of.person_id)
    headline = await seal_headline(uow, row.set_id, row.id, of.instead if other else _NOTHING)
    if other:
        await queries.hand_issue(uow, row.id, of.person_id, other, headline)
    else:
        await queries.issue(uow, row.id, headline, of.now)


async def _issue_said(uow: UnitOfWork, row: OwnRow, of: Erasure) -> None:
    if row.set_id is not None:
        await issue_events.erase(uow, row.set_id, row.id, of.now)


async def _bid(uow: UnitOfWork, row: OwnRow, of: Erasure) -> None:
    await queries.bid(uow, row.id)


async def _idea(uow: UnitOfWork, row: OwnRow, of: Erasure) -> None:
    await queries.idea(uow, row.id)


async def _reply(uow: UnitOfWork, row: OwnRow, of: Erasure) -> None:
    await queries.reply(uow, row.id)


async def _prompt(uow: UnitOfWork, row: OwnRow, of: Erasure) -> None:
    if row.set_id is not None:
        empty = await uow.seal(Field.SET_PROMPT, Scope("set", row.set_id), row.id, _NOTHING)
        await queries.prompt(uow, row.id, empty, of.now)


_ERASERS: Mapping[Kind, Callable[[UnitOfWork, OwnRow, Erasure], Awaitable[None]]] = {
    Kind.ACTION: _action,
    Kind.NOTE: _note,
    Kind.OUTCOME: _outcome,
    Kind.OWN_LIST: _own_list,
    Kind.REFLECTION: _reflection,
    Kind.UPDATE: _update,
    Kind.ANSWER: _answer,
    Kind.CALL: _call,
    Kind.QUESTION: _question,
    Kind.WORD: _word,
    Kind.ISSUE: _issue,
    Kind.ISSUE_SAID: _issue_said,
    Kind.BID: _bid,
    Kind.IDEA: _idea,
    Kind.REPLY: _reply,
    Kind.PROMPT: _prompt,
}
