"""What a supporter reads of the action they back up, and a word they leave for its holder (privacy.md section 2).

They read the detail, and of the notes those that the holder marked for them; never how it goes, or what came of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sets import action_words as words
from sets import nudges
from sets.access import May, judge
from sets.action_words import Detail, writable
from sets.errors import Problem, Refused
from sets.supporters import KEPT, KIND, WORD
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import actions
from storage.queries import nudges as nudge_queries
from storage.queries import supporters as queries
from storage.queries.nudges import COMING
from storage.queries.supporters import SupporterRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

WORD_LIMIT = 1000
MOST_WORDS, MOST_NOTES = 5, 10
ON_HOME = 5


@dataclass(frozen=True)
class MarkedNote:
    """A note that the holder marked for their supporter. at: aware UTC."""

    at: datetime
    words: Confidential


@dataclass(frozen=True)
class Backed:
    """An action, for who backs it up."""

    row: SupporterRow
    label: Confidential
    detail: Detail
    notes: Sequence[MarkedNote]


@dataclass(frozen=True)
class Word:
    """A word for the holder. name: whose it is; at: aware UTC."""

    name: str
    at: datetime
    words: Confidential


async def look(store: WorkspaceStore, slack_user_id: str, supporter_id: UUID) -> Backed:
    """The action, for its supporter. Raises Refused: GONE when it has ended, NOT_YOUR_SET, FORMER_MEMBER."""
    async with store.read() as uow:
        found = await _backed(uow, slack_user_id, supporter_id)
        row = await actions.by_id(uow, found.action_id)
        if row is None:
            raise Refused(Problem.GONE)
        notes: list[MarkedNote] = []
        for event in await actions.events_of(uow, row.id):
            if event.for_supporter and len(notes) < MOST_NOTES:
                body = await words.open_body(uow, row.holder_id, event.id, event.body)
                notes.append(MarkedNote(event.at, Confidential(body["note"])))
        return Backed(found, await words.open_label(uow, row), await words.open_detail(uow, row), notes)


async def form(store: WorkspaceStore, slack_user_id: str, supporter_id: UUID) -> SupporterRow:
    """Whose action a word would be for. Raises Refused, as `look`."""
    async with store.read() as uow:
        return await _backed(uow, slack_user_id, supporter_id)


async def leave_word(
    store: WorkspaceStore, slack_user_id: str, supporter_id: UUID, typed: Confidential, key: str, now: datetime
) -> SupporterRow:
    """A word for the holder's eyes alone, with its author's name; a form sent twice leaves one.

    Raises Refused: EMPTY or TOO_LONG (about `word`), and as `look`.
    """
    said = writable(typed.reveal()).strip()
    if not said:
        raise Refused(Problem.EMPTY, "word")
    if len(said) > WORD_LIMIT:
        raise Refused(Problem.TOO_LONG, "word")
    async with store.write() as uow:
        found = await _backed(uow, slack_user_id, supporter_id)
        if (await claim(uow, key, now)).first:
            word_id = uow.new_id()
            body = await uow.seal(Field.SUPPORTER_WORD, Scope("person", found.holder.id), word_id, Confidential(said))
            author = found.supporter.id
            await queries.add_word(uow, id=word_id, action_id=found.action_id, author_id=author, at=now, body=body)
            await _tell_holder(uow, found, now)
        return found


async def _tell_holder(uow: UnitOfWork, found: SupporterRow, now: datetime) -> None:
    """One piece of news for all the words that have come until it is sent."""
    earlier = await nudge_queries.states_of(uow, KIND, found.action_id)
    if not set(COMING) & set(earlier):
        about = (found.holder.id, found.action_id, WORD, now, now + KEPT)
        await nudges.plan_item(uow, KIND, *about, subject_revision=len(earlier))


async def words_for_holder(uow: UnitOfWork, action_id: UUID, holder_id: UUID) -> list[Word]:
    """The latest words, newest first. The caller has checked that it is the holder who asks."""
    return [
        Word(row.name, row.at, await uow.unseal(Field.SUPPORTER_WORD, Scope("person", holder_id), row.id, row.body))
        for row in await queries.words_of(uow, action_id, MOST_WORDS)
    ]


async def on_home(uow: UnitOfWork, person_id: UUID) -> list[SupporterRow]:
    """Whom somebody backs up."""
    return [row for row in await queries.of_person(uow, person_id, ON_HOME) if row.holds]


async def _backed(uow: UnitOfWork, slack_user_id: str, supporter_id: UUID) -> SupporterRow:
    found = await queries.by_id(uow, supporter_id)
    if found is None:
        raise Refused(Problem.GONE)
    if found.supporter.slack_user_id != slack_user_id:
        raise Refused(Problem.NOT_YOUR_SET)
    judge(May.BACK_UP, found.supporter.belongs, person_id=found.supporter.id)
    if found.state != "yes" or not found.holds:
        raise Refused(Problem.GONE)
    return found
