"""Answering the question between sessions: for oneself or for the set, changed, taken back, skipped, paused; reading.

Access (privacy.md section 2, "Shared reflection"): before it opens only one's own, afterwards the members who were in
the set when it was asked; a coach, a joiner and a leaver see none of others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sets import afterwards, buddy_nudges, nudges, prompts
from sets.access import May, judge
from sets.action_forms import someone
from sets.action_words import NOTE_LIMIT, read_note
from sets.bundles import Rules
from sets.errors import Problem, Refused
from sets.people import Person
from sets.reflection_rounds import NUDGE
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import nudges as nudge_queries
from storage.queries import reflections as queries
from storage.queries.nudges import NudgeRow
from storage.queries.reflections import ReaderRow, ReflectionRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

LIMIT = NOTE_LIMIT
AUDIENCES = ("me", "set")
SKIPPED, PAUSED = "skipped", "paused"
# What is skipped in one way: the questions between sessions, those after a session, and a chat with one's buddy.
_PASSED_OVER = (NUDGE, afterwards.KIND, buddy_nudges.CALL)


@dataclass(frozen=True)
class Mine:
    """A question as somebody meets it, and what they answered: `words` and who sees them ("" when nothing yet).

    prompt  the set's own question; None: one of the bank, or they have left, and others' words are not theirs to read
    """

    reader: ReaderRow
    words: Confidential = field(default_factory=lambda: Confidential(""), repr=False)
    audience: str = ""
    prompt: Confidential | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SharedAnswer:
    """One answer that the set may read. late: it came after the others had opened."""

    author: str
    at: datetime
    late: bool
    words: Confidential


async def look(store: WorkspaceStore, slack_user_id: str, round_id: UUID) -> Mine:
    """A question and one's own answer, which a leaver keeps.

    Raises Refused: GONE, BEFORE_YOU_JOINED, NOT_YOUR_SET, FORMER_MEMBER.
    """
    async with store.read() as uow:
        reader, row = await _own_answer(uow, slack_user_id, round_id)
        prompt = await _prompt(uow, reader)
        return Mine(reader, await open_words(uow, row), row.audience, prompt) if row else Mine(reader, prompt=prompt)


async def answer(
    store: WorkspaceStore,
    slack_user_id: str,
    round_id: UUID,
    typed: Confidential,
    audience: str,
    key: str,
    now: datetime,
) -> Mine:
    """Keep an answer, or another one instead. The same form sent twice is kept once.

    Raises Refused: EMPTY, TOO_LONG (about `note`), NO_AUDIENCE, and as `look`.
    """
    words = read_note(typed)
    if not words:
        raise Refused(Problem.EMPTY, "note")
    if audience not in AUDIENCES:
        raise Refused(Problem.NO_AUDIENCE)
    async with store.write() as uow:
        reader = await _reader(uow, slack_user_id, round_id)
        if (await claim(uow, key, now)).first:
            row = await queries.answer_of(uow, round_id, reader.person_id)
            row_id = row.id if row else uow.new_id()
            body = await uow.seal(
                Field.REFLECTION, _scope(audience, reader.person_id, reader.round.set_id), row_id, words
            )
            values = {"audience": audience, "at": now, "body": body}
            if row:
                await queries.rewrite(uow, row.id, **values)
            else:
                about = {"round_id": round_id, "set_id": reader.round.set_id, "person_id": reader.person_id}
                await queries.write(uow, id=row_id, **about, **values, revision=1)
            await nudges.settle(uow, round_id, row_id, now, person_id=reader.person_id)
        return Mine(reader, words, audience)


async def take_back(store: WorkspaceStore, slack_user_id: str, round_id: UUID, key: str, now: datetime) -> Mine:
    """Have answered nothing: the words go, and the question is open again. Raises Refused as `look`."""
    async with store.write() as uow:
        reader, row = await _own_answer(uow, slack_user_id, round_id)
        if (await claim(uow, key, now)).first and row is not None:
            await queries.erase(uow, row.id)
            await nudges.unsettle(uow, round_id, row.id, now, dropped=False)
        return Mine(reader)


async def read(store: WorkspaceStore, slack_user_id: str, round_id: UUID) -> tuple[Mine, Sequence[SharedAnswer]]:
    """The question, and what was shared, once it has opened. Raises Refused: NOT_YET, and as `look`."""
    async with store.read() as uow:
        reader = await _reader(uow, slack_user_id, round_id)
        deadline = reader.round.deadline
        if reader.round.state != "shown" or deadline is None:
            raise Refused(Problem.NOT_YET)
        rows = await queries.shared(uow, round_id)
        found = [SharedAnswer(row.author, row.at, row.at > deadline, await open_words(uow, row)) for row in rows]
        return Mine(reader, prompt=await _prompt(uow, reader)), found


async def skip(store: WorkspaceStore, slack_user_id: str, nudge_id: UUID, revision: int, now: datetime) -> NudgeRow:
    """Not this one. Raises Refused: GONE, NOT_YOUR_SET, STALE."""
    async with store.write() as uow:
        _, row = await _own(uow, slack_user_id, nudge_id)
        await _mark(uow, row, revision, "answered", SKIPPED)
        return row


async def pause(store: WorkspaceStore, slack_user_id: str, nudge_id: UUID, revision: int, now: datetime) -> NudgeRow:
    """No more of these until the person says so in their journal. Raises Refused as `skip`."""
    async with store.write() as uow:
        person, row = await _own(uow, slack_user_id, nudge_id)
        await _mark(uow, row, revision, "answered", PAUSED)
        await queries.pause(uow, person.id)
        return row


async def undo(store: WorkspaceStore, slack_user_id: str, nudge_id: UUID, revision: int, now: datetime) -> NudgeRow:
    """Take Skip or Pause back: the question is open again. Raises Refused as `skip`."""
    async with store.write() as uow:
        person, row = await _own(uow, slack_user_id, nudge_id)
        if row.reason == PAUSED:
            await queries.resume(uow, person.id)
        await _mark(uow, row, revision, "sent", None)
        return row


async def resume(store: WorkspaceStore, slack_user_id: str, key: str, now: datetime) -> Person:
    """These questions again, from the next one on. Raises Refused(NOT_YOUR_SET) for someone the bot never met."""
    async with store.write() as uow:
        person = await someone(uow, slack_user_id)
        if (await claim(uow, key, now)).first:
            await queries.resume(uow, person.id)
        return person


async def open_words(uow: UnitOfWork, row: ReflectionRow) -> Confidential:
    """Raises SealBroken or KeyGone. The caller has checked who reads."""
    scope = _scope(row.audience, row.person_id, row.set_id)
    return await uow.unseal(Field.REFLECTION, scope, row.id, row.body)


async def _why_not(uow: UnitOfWork, rows: Sequence[NudgeRow], now: datetime) -> Mapping[UUID, str]:
    """Questions that are no longer asked: closed, answered in a window, paused, or their person has left."""
    found = await queries.asked_of(uow, [row.subject_id for row in rows], rows[0].person_id)
    reasons: dict[UUID, str] = {}
    for row in rows:
        asked = found.get(row.subject_id)
        if asked is None or asked.state != "open":
            reasons[row.id] = "closed"
        elif not asked.member:
            reasons[row.id] = "left"
        elif asked.answered:
            reasons[row.id] = "answered"
        elif asked.paused:
            reasons[row.id] = PAUSED
    return reasons


RULES = Rules(NUDGE, _why_not)


async def _prompt(uow: UnitOfWork, reader: ReaderRow) -> Confidential | None:
    """The words of the set's own question, for those who are in the set now."""
    asked = reader.round
    if reader.prompt is None or asked.prompt_id is None or reader.standing != "member":
        return None
    return await prompts.words_of(uow, asked.set_id, asked.prompt_id, reader.prompt)


def _scope(audience: str, person_id: UUID, set_id: UUID | None) -> Scope:
    return Scope("set", set_id) if audience == "set" and set_id is not None else Scope("person", person_id)


async def _reader(uow: UnitOfWork, slack_user_id: str, round_id: UUID) -> ReaderRow:
    return _may_answer(await queries.met_by(uow, round_id, slack_user_id))


def _may_answer(reader: ReaderRow | None) -> ReaderRow:
    if reader is None:
        raise Refused(Problem.NOT_YOUR_SET)
    judge(May.ANSWER_REFLECTION, reader.standing, person_id=reader.person_id)
    if reader.round.state not in ("open", "shown"):
        raise Refused(Problem.GONE)
    if not reader.belonged:
        raise Refused(Problem.BEFORE_YOU_JOINED)
    return reader


async def _own_answer(uow: UnitOfWork, slack_user_id: str, round_id: UUID) -> tuple[ReaderRow, ReflectionRow | None]:
    """One's own answer, also in a set that one has left; without one, whoever may answer. Raises Refused as `look`."""
    reader = await queries.met_by(uow, round_id, slack_user_id)
    row = await queries.answer_of(uow, round_id, reader.person_id) if reader else None
    if reader is None or row is None:
        return _may_answer(reader), None
    judge(May.SEE_OWN_REFLECTION, reader.standing, person_id=reader.person_id, holder_id=row.person_id)
    return reader, row


async def _own(uow: UnitOfWork, slack_user_id: str, nudge_id: UUID) -> tuple[Person, NudgeRow]:
    person = await someone(uow, slack_user_id)
    rows = await nudge_queries.beside(uow, nudge_id)
    row = next((each for each in rows if each.id == nudge_id and each.kind in _PASSED_OVER), None)
    if row is None:
        raise Refused(Problem.GONE)
    if row.person_id != person.id:
        raise Refused(Problem.NOT_YOUR_SET)
    return person, row


async def _mark(uow: UnitOfWork, row: NudgeRow, revision: int, state: str, reason: str | None) -> None:
    """Write what was pressed; the same press again (one revision behind) changes nothing."""
    if row.state == state and row.reason == reason and row.revision == revision + 1:
        return
    if not await nudge_queries.change(uow, row.id, revision, state=state, reason=reason):
        raise Refused(Problem.STALE)
