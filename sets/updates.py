"""Updates: who may read which, reading them, how many have, and the end of their time.

privacy.md section 2. Who was in the set when an update was shared may read it; its coach only when the author said so;
of an update to a buddy or to the next facilitator the one named then, until the session closes. Reading leaves one
sealed record an update, from which its author alone is shown a number (section 3).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sets import nudges
from sets import update_answers as answers
from sets import update_news as news
from sets import update_words as words
from sets.access import May, check, judge
from sets.errors import Problem, Refused
from sets.home import Standing
from sets.people import known
from sets.update_answers import Answered
from sets.update_rules import found, over, problem_of_reading
from sets.update_words import MOST_READERS
from storage.confidential import Confidential
from storage.queries import update_ends as ends
from storage.queries import update_forms as forms
from storage.queries import updates as queries
from storage.queries.setup import learning_set
from storage.queries.updates import SeenRow
from storage.unit_of_work import UnitOfWork, WorkspaceStore

PAGE = 20
MOST_LISTED = 500
UNDO_FOR = timedelta(hours=1)
_BATCH = 200


@dataclass(frozen=True)
class Opened:
    """An update in front of somebody who may read it.

    topic    the label or headline of what it is about, when that is still there and this person may read it
    readers  how many have opened it: for its author; None for everybody else
    answers  to it, for its author; to it of one's own, for a reader; newest first
    """

    seen: SeenRow
    text: Confidential
    about: words.About | None = None
    topic: Confidential | None = None
    readers: int | None = None
    answers: Sequence[Answered] = field(default=())

    @property
    def mine(self) -> bool:
        return self.seen.person_id == self.seen.update.author_id

    @property
    def may_answer(self) -> bool:
        """The author can still be told something."""
        return not self.mine and self.seen.author_standing == "member"


@dataclass(frozen=True)
class Listed:
    """A page of updates, newest first, without their words. set_name "": one's own, of every set; pages from 0."""

    locale: str
    tz: str
    person_id: UUID
    updates: Sequence[SeenRow]
    set_id: UUID | None = None
    set_name: str = ""
    page: int = 0
    pages: int = 1
    may_share: bool = True


async def look(store: WorkspaceStore, slack_user_id: str, update_id: UUID, now: datetime) -> Opened:
    """An update for somebody who may read it. Writes nothing: `noted` follows once Slack has its answer.

    Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, BEFORE_YOU_JOINED, NOT_FOR_YOU, GONE.
    """
    async with store.read() as uow:
        return await opened(uow, await readable(uow, slack_user_id, update_id, now))


async def readable(
    uow: UnitOfWork, slack_user_id: str, update_id: UUID, now: datetime, *, hold: bool = False
) -> SeenRow:
    """An update that this person may read; one's own also when it was taken back. Raises Refused, as `look`."""
    seen = await found(uow, slack_user_id, update_id, hold=hold)
    problem = problem_of_reading(seen, now)
    if problem is not None:
        raise Refused(problem)
    return seen


async def own(
    uow: UnitOfWork, may: May, slack_user_id: str, update_id: UUID, now: datetime, *, hold: bool = True
) -> SeenRow:
    """One's own update, also when it was taken back. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE."""
    seen = await found(uow, slack_user_id, update_id, hold=hold)
    judge(may, seen.standing, person_id=seen.person_id, holder_id=seen.update.author_id)
    if over(seen, now):
        raise Refused(Problem.GONE)
    return seen


async def opened(uow: UnitOfWork, seen: SeenRow, *, with_answers: bool = True) -> Opened:
    """The words of an update, for somebody who was just found to be allowed them."""
    update = seen.update
    if seen.body is None or seen.readers is None:
        raise RuntimeError("an update was read without its words")
    text, about = await words.open_body(uow, update.set_id, update.id, seen.body)
    topic = None
    if about is not None:
        still = await forms.topic(uow, about.kind, about.id, update.set_id, update.author_id, seen.person_id)
        topic = await words.open_topic(uow, update.set_id, still) if still else None
    mine = seen.person_id == update.author_id
    readers = len(await words.open_readers(uow, update.set_id, update.id, seen.readers)) if mine else None
    said = await answers.shown(uow, seen) if with_answers else ()
    return Opened(seen, text, about, topic, readers, said)


async def noted(store: WorkspaceStore, seen: SeenRow, now: datetime) -> None:
    """Somebody was shown an update: a reader is counted once; its author has seen the answers."""
    update = seen.update
    async with store.write() as uow:
        fresh = await queries.held(uow, update.id)
        if fresh is None:
            return
        if seen.person_id == update.author_id:
            if seen.standing == "member":  # to whoever has left no answers were shown
                await queries.seen(uow, update.id, now)
                await nudges.settle(uow, update.id, None, now, person_id=seen.person_id)
            return
        readers = await words.open_readers(uow, update.set_id, update.id, fresh)
        if seen.person_id not in readers and len(readers) < MOST_READERS:
            sealed = await words.seal_readers(uow, update.set_id, update.id, readers | {seen.person_id})
            await queries.note(uow, update.id, readers=sealed)


async def list_of(store: WorkspaceStore, slack_user_id: str, set_id: UUID, page: int, now: datetime) -> Listed:
    """A page of what somebody may read in a set; a page past the end is the last one. Raises Refused, as `access`."""
    async with store.read() as uow:
        every = await queries.of_set(uow, set_id, slack_user_id, MOST_LISTED)
        if every:
            judge(May.READ_UPDATE, every[0].standing, person_id=every[0].person_id)
        rows = [row for row in every if _shown(row, now)]
        if rows:
            return _page(rows, set_id, rows[0].set_name, page, may_share=rows[0].standing == "member")
        person, learning = await known(uow, slack_user_id), await learning_set(uow, set_id)
        if person is None:
            raise Refused(Problem.NOT_YOUR_SET)
        await check(uow, May.READ_UPDATE, person_id=person.id, set_id=set_id)
        if learning is None or learning.state == "closed":
            raise Refused(Problem.GONE)
        return Listed(person.locale, person.tz, person.id, (), set_id, learning.name)


async def list_mine(store: WorkspaceStore, slack_user_id: str, page: int, now: datetime) -> Listed:
    """A page of one's own updates, of sets one has left too. Raises Refused(NOT_YOUR_SET) for a stranger."""
    async with store.read() as uow:
        rows = [row for row in await queries.by_author(uow, slack_user_id, MOST_LISTED) if _shown(row, now)]
        if rows:
            return _page(rows, None, "", page, may_share=any(row.standing == "member" for row in rows))
        person = await known(uow, slack_user_id)
        if person is None:
            raise Refused(Problem.NOT_YOUR_SET)
        return Listed(person.locale, person.tz, person.id, ())


async def has_own(uow: UnitOfWork, person_id: UUID) -> bool:
    """Whether there is an update of theirs, of whatever set."""
    return await queries.any_of(uow, person_id)


def _shown(row: SeenRow, now: datetime) -> bool:
    return problem_of_reading(row, now) is None and row.update.taken_back_at is None


def _page(rows: Sequence[SeenRow], set_id: UUID | None, set_name: str, page: int, *, may_share: bool) -> Listed:
    pages = -(-len(rows) // PAGE)
    page = min(page, pages - 1)
    shown, who = rows[page * PAGE : (page + 1) * PAGE], rows[0]
    return Listed(who.locale, who.tz, who.person_id, shown, set_id, set_name, page, pages, may_share)


async def counts(uow: UnitOfWork, standing: Standing, now: datetime) -> Mapping[UUID, int]:
    """How many updates somebody may read, by set: all of them, read or not, for nobody keeps which those are."""
    if not standing.sets:
        return {}
    rows = await queries.of_sets(uow, [one.id for one in standing.sets], standing.person_id, MOST_LISTED)
    return Counter(row.update.set_id for row in rows if _shown(row, now))


async def tick(store: WorkspaceStore, now: datetime) -> None:
    """Delete the words whose time is over, with all that belongs to them; the channel's line says so."""
    while True:
        async with store.read() as uow:
            if not await ends.over(uow, now, now - UNDO_FOR, 1):
                return
        async with store.write() as uow:
            rows = await ends.over(uow, now, now - UNDO_FOR, _BATCH)
            for row in rows:
                await news.line_over(uow, row, now)
            await ends.remove(uow, [row.id for row in rows])


async def next_wake(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When the tick next has work (aware UTC); what ends with a session or a set is found when the tick next runs."""
    async with store.read() as uow:
        if await ends.over(uow, now, now - UNDO_FOR, 1):
            return now
        expires, taken_back = await ends.next_moments(uow)
    moments = [expires, taken_back + UNDO_FOR if taken_back else None]
    return min((moment for moment in moments if moment is not None), default=None)
