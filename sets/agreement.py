"""The ground rules of a set: versions it agrees on, who agreed (a number only), and ideas for the next version.

The first version is our own words, and stands in the channel. Words of the set are sealed under its key and stand in
windows. A new version asks everyone anew; a new phase begins with a new version of the same words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sets.access import May, judge
from sets.errors import Problem, Refused
from sets.people import Person, known
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.models import Agreement, RuleIdea
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import agreement as queries
from storage.queries.agreement import ReaderRow, RulesRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["ASK_LATE", "POSTED", "Idea", "Read", "RulesRow"]

POSTED, ASK_LATE = "agreement.rules", "agreement.ask_late"
RULES_LIMIT, IDEA_LIMIT = 2500, 500
# Who joins within these days finds the rules in the channel, fresh; who joins later is asked by themselves, once.
FRESH = timedelta(days=7)
ASKED_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Idea:
    """What a member would change, signed."""

    id: UUID
    name: str
    words: Confidential
    own: bool


@dataclass(frozen=True)
class Read:
    """The rules as somebody sees them. rules: the set's own words; None: ours, of the catalogue.

    member  they may agree, suggest and write; a coach reads
    agreed  they have agreed to this version
    """

    row: RulesRow
    person: Person
    rules: Confidential | None
    ideas: Sequence[Idea] = ()
    member: bool = True
    agreed: bool = False


async def read(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> Read:
    """The rules of a set that stand, with the ideas. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE (none yet)."""
    row, reader = await _found(uow, slack_user_id, May.SEE_SET, set_id=set_id)
    scope = Scope("set", row.set_id)
    ideas = []
    for each in await queries.ideas(uow, row.id):
        words = await uow.unseal(Field.RULE_IDEA, scope, each.id, each.idea)
        ideas.append(Idea(each.id, each.name, words, own=each.person_id == reader.person.id))
    member, agreed = reader.standing == "member", reader.mine == "agreed"
    return Read(row, reader.person, await _open(uow, row), ideas, member, agreed)


async def _open(uow: UnitOfWork, row: RulesRow) -> Confidential | None:
    if row.rules is None:
        return None
    return await uow.unseal(Field.AGREEMENT_RULES, Scope("set", row.set_id), row.id, row.rules)


async def _found(
    uow: UnitOfWork, slack_user_id: str, may: May, *, agreement_id: UUID | None = None, set_id: UUID | None = None
) -> tuple[RulesRow, ReaderRow]:
    """Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE (the set is closed, or has no rules)."""
    found = await queries.read_by(uow, slack_user_id, agreement_id=agreement_id, set_id=set_id)
    if found is None:
        raise Refused(Problem.NOT_YOUR_SET)
    row, reader = found
    judge(may, reader.standing, person_id=reader.person.id)
    if row.set_state == "closed":
        raise Refused(Problem.GONE)
    return row, reader


async def agree(
    store: WorkspaceStore, slack_user_id: str, agreement_id: UUID, *, yes: bool, key: str, now: datetime
) -> Read:
    """A member agrees to a version, or takes that back. Nothing is written for a version that no longer stands."""
    async with store.write() as uow:
        row, reader = await _found(uow, slack_user_id, May.SPEAK_FOR_SET, agreement_id=agreement_id)
        if row.version != row.newest:
            return Read(row, reader.person, None)
        agreed = reader.mine == "agreed"
        if agreed != yes and (await claim(uow, key, now)).first:
            change = queries.agree if yes else queries.take_back
            if await change(uow, row.id, reader.person.id):
                row = replace(row, agreed=row.agreed + (1 if yes else -1))
        return Read(row, reader.person, None, agreed=yes)


async def suggest(
    store: WorkspaceStore, slack_user_id: str, set_id: UUID, words: Confidential, key: str, now: datetime
) -> tuple[Read, UUID]:
    """Keep a member's idea for the next version. Returns the id of the idea too. Raises Refused: EMPTY, TOO_LONG."""
    text = _checked(words, IDEA_LIMIT)
    async with store.write() as uow:
        row, reader = await _found(uow, slack_user_id, May.SPEAK_FOR_SET, set_id=set_id)
        idea_id = uow.new_id()
        if (await claim(uow, key, now)).first:
            sealed = await uow.seal(Field.RULE_IDEA, Scope("set", row.set_id), idea_id, text)
            values = {"agreement_id": row.id, "person_id": reader.person.id, "idea": sealed, "at": now}
            await uow.insert(RuleIdea, id=idea_id, **values)
        return Read(row, reader.person, None), idea_id


async def take_back_idea(store: WorkspaceStore, slack_user_id: str, idea_id: UUID, key: str, now: datetime) -> Person:
    """Somebody takes their own idea back. Raises Refused(NOT_YOUR_SET) when there is none of theirs."""
    async with store.write() as uow:
        person = await known(uow, slack_user_id)
        if person is None:
            raise Refused(Problem.NOT_YOUR_SET)
        if (await claim(uow, key, now)).first and not await queries.drop_idea(uow, idea_id, person.id):
            raise Refused(Problem.NOT_YOUR_SET)
        return person


async def write(
    store: WorkspaceStore,
    slack_user_id: str,
    set_id: UUID,
    version: int,
    words: Confidential,
    key: str,
    now: datetime,
) -> Read:
    """A member writes the next version for the set, which agrees anew. `version`: the one they had read.

    Raises Refused: EMPTY, TOO_LONG, STALE (somebody wrote one meanwhile).
    """
    text = _checked(words, RULES_LIMIT)
    async with store.write() as uow:
        row, reader = await _found(uow, slack_user_id, May.SPEAK_FOR_SET, set_id=set_id)
        if not (await claim(uow, key, now)).first:
            return Read(row, reader.person, None)
        if row.version != version:
            raise Refused(Problem.STALE)
        agreement_id = uow.new_id()
        sealed = await uow.seal(Field.AGREEMENT_RULES, Scope("set", row.set_id), agreement_id, text)
        if not await _begin(uow, agreement_id, row.set_id, row.phase_id, row.version + 1, sealed, now):
            raise Refused(Problem.STALE)
        return Read(replace(row, id=agreement_id, version=row.version + 1, agreed=0), reader.person, None)


def _checked(words: Confidential, limit: int) -> Confidential:
    text = words.reveal().strip()
    if not text:
        raise Refused(Problem.EMPTY)
    if len(text) > limit:
        raise Refused(Problem.TOO_LONG)
    return Confidential(text)


async def _begin(
    uow: UnitOfWork, agreement_id: UUID, set_id: UUID, phase_id: UUID, version: int, sealed: bytes | None, now: datetime
) -> bool:
    """A version stands from now on, and the channel hears of it; False when this number was written before."""
    values = {"set_id": set_id, "phase_id": phase_id, "version": version, "rules": sealed, "at": now}
    if not await uow.insert_once(Agreement, id=agreement_id, **values):
        return False
    await _tell(uow, POSTED, agreement_id, set_id, now)
    return True


async def _tell(
    uow: UnitOfWork, kind: str, agreement_id: UUID, set_id: UUID, now: datetime, to: UUID | None = None
) -> None:
    await schedule(
        uow,
        NewDelivery(
            effect=Effect.POST,
            kind=kind,
            dedupe=f"{kind}:{agreement_id}:{to}",
            due_at=now,
            expires_at=now + ASKED_FOR,
            recipient_id=to,
            set_id=set_id,
            args={"agreement": str(agreement_id)},
        ),
    )


async def begin_due(store: WorkspaceStore, now: datetime) -> None:
    """Post the rules of sets whose first member has joined, or whose new phase has begun; ask who joined late."""
    async with store.read() as uow:
        beginnings, late = await queries.without_rules(uow), await queries.late(uow, FRESH.total_seconds())
    for each in beginnings:
        async with store.write() as uow:
            agreement_id = uow.new_id()
            sealed = None
            if each.before is not None and each.rules is not None:
                scope = Scope("set", each.set_id)
                words = await uow.unseal(Field.AGREEMENT_RULES, scope, each.before, each.rules)
                sealed = await uow.seal(Field.AGREEMENT_RULES, scope, agreement_id, words)
            await _begin(uow, agreement_id, each.set_id, each.phase_id, each.version, sealed, now)
    for one in late:
        async with store.write() as uow:
            if await queries.note_asked(uow, one.agreement_id, one.person_id):
                await _tell(uow, ASK_LATE, one.agreement_id, one.set_id, now, to=one.person_id)


async def next_begin(store: WorkspaceStore, now: datetime) -> datetime | None:
    """Now, when a set has a member and no rules, or somebody joined late; otherwise nothing is known beforehand."""
    async with store.read() as uow:
        waiting = await queries.without_rules(uow) or await queries.late(uow, FRESH.total_seconds())
    return now if waiting else None
