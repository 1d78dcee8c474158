"""A person's own journal: what they wrote for themselves, under their own key. Nobody else reads it (privacy.md 2).

It is looked through by months, of its owner's own calendar. A line that they would show to their set becomes an update
of theirs: a copy, which they see and send themselves (docs/decisions/0077).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sets import nudges, prompts, update_sharing
from sets.action_forms import someone
from sets.action_words import read_note
from sets.errors import Problem, Refused
from sets.hours import local_date
from sets.people import Person
from sets.update_sharing import Blank
from sets.wall_time import moment_of
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import joining
from storage.queries import journal as queries
from storage.queries import reflections as answers
from storage.queries.journal import EntryRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

PAGE = 8
MOST_MONTHS = 99  # Slack takes a hundred choices; one of them is every month


@dataclass(frozen=True)
class Entry:
    """One thing somebody wrote for themselves.

    question  number of the question in the bank; None: unasked, or one of a set's own
    asked     it answers a question between sessions; prompt: the words of a set's own, while they are in that set
    """

    id: UUID
    at: datetime
    question: int | None
    words: Confidential
    asked: bool = False
    prompt: Confidential | None = None


@dataclass(frozen=True)
class Journal:
    """One page, the newest first. Pages count from 0. paused: no questions between sessions for now.

    months  first days of those in which something was written, the newest first; month: the one that is looked
            through, None: all of them
    """

    person: Person
    entries: Sequence[Entry]
    page: int
    more: bool
    paused: bool
    months: Sequence[date] = ()
    month: date | None = None


async def page_of(store: WorkspaceStore, slack_user_id: str, page: int, month: date | None = None) -> Journal:
    """One's own journal. month: the first day of one, in their own calendar; None: all.

    Raises Refused(NOT_YOUR_SET) for someone the bot has never met.
    """
    async with store.read() as uow:
        person = await someone(uow, slack_user_id)
        written = [local_date(at, person.tz).replace(day=1) for at in await queries.moments(uow, person.id)]
        months = list(dict.fromkeys(written))[:MOST_MONTHS]
        within = _within(month, person.tz) if month in months and month is not None else None
        rows = await queries.entries(uow, person.id, page * PAGE, PAGE + 1, within)
        entries = [await _open(uow, row) for row in rows[:PAGE]]
        paused = await answers.is_paused(uow, person.id)
        return Journal(person, entries, page, len(rows) > PAGE, paused, months, month if within else None)


def _within(month: date, zone: str) -> tuple[datetime, datetime]:
    """From when to before when it lasts in this IANA zone (aware UTC)."""
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    first, last = (datetime(day.year, day.month, 1) for day in (month, after))  # noqa: DTZ001 - wall time
    return moment_of(first, zone), moment_of(last, zone)


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
            await answers.write(
                uow, id=row_id, round_id=None, set_id=None, person_id=person.id, audience="me", at=now, body=body
            )
        return person


async def erase(store: WorkspaceStore, slack_user_id: str, entry_id: UUID, key: str, now: datetime) -> Person:
    """An entry goes for good; the question that it answered is open again. Raises Refused: GONE, NOT_YOUR_SET."""
    async with store.write() as uow:
        person = await someone(uow, slack_user_id)
        if (await claim(uow, key, now)).first:
            row = await _own(uow, slack_user_id, entry_id)
            await answers.erase(uow, row.id)
            if (asked := row.round_id or row.session_id) is not None:
                await nudges.unsettle(uow, asked, row.id, now, dropped=False)
        return person


@dataclass(frozen=True)
class ToShare:
    """One's own line, and the form in which a copy of it can be shared: with which set is chosen first, if in several.

    words  as they stand in the journal, for the form to begin with
    """

    entry_id: UUID
    blank: Blank
    words: Confidential = field(repr=False)


async def to_share(store: WorkspaceStore, slack_user_id: str, entry_id: UUID, set_id: UUID | None = None) -> ToShare:
    """Nothing is shared yet. set_id: which set was chosen; None: the only one.

    Raises Refused: GONE, NOT_YOUR_SET, and as `update_sharing.blank`.
    """
    async with store.read() as uow:
        words = (await _open(uow, await _own(uow, slack_user_id, entry_id))).words
    return ToShare(entry_id, await update_sharing.blank(store, slack_user_id, set_id), words)


async def _open(uow: UnitOfWork, row: EntryRow) -> Entry:
    """Raises SealBroken or KeyGone. The caller has checked who reads."""
    words = await uow.unseal(Field.REFLECTION, Scope("person", row.person_id), row.id, row.body)
    prompt = None
    if row.prompt is not None and row.prompt_id is not None and row.set_id is not None:
        prompt = await prompts.words_of(uow, row.set_id, row.prompt_id, row.prompt)
    return Entry(row.id, row.at, row.question, words, row.round_id is not None, prompt)


async def _own(uow: UnitOfWork, slack_user_id: str, entry_id: UUID) -> EntryRow:
    """Raises Refused: GONE when there is none that somebody wrote for themselves, NOT_YOUR_SET when it is another's."""
    found = await queries.by_id(uow, entry_id)
    if found is None:
        raise Refused(Problem.GONE)
    if found[1] != slack_user_id:
        raise Refused(Problem.NOT_YOUR_SET)
    return found[0]
