"""Secret ballots: answered by whoever likes, until a deadline; then shown without anyone being able to tell whose.

privacy.md section 3. Everyone has a ballot from the start, of one size, filled with nothing. Whatever anyone does,
every ballot of the round is sealed anew in the same statement: so no row, page or transaction id says who has answered.
At the deadline, in one transaction, the answers are opened, shuffled and kept without a person, the ballots deleted,
and the round's own key destroyed (sets/ballot_closing.py).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sets import ballot_box as box
from sets.access import May, judge
from sets.ballot_kinds import DECIDED, KINDS, Choice, Line, Vote, read_vote
from sets.errors import Problem, Refused
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import ballots as queries
from storage.queries.ballots import BallotRow, ReaderRow, RoundRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore


@dataclass(frozen=True)
class Open:
    """A round as somebody sees it: `mine`, their own answer until it closes, None when they gave none."""

    round: RoundRow
    reader: ReaderRow
    mine: Mapping[str, str] | None = field(default=None, repr=False)
    about_them: bool = False


@dataclass(frozen=True)
class Result:
    """What may be shown of a closed round; `answered` is 0 when there are too few to show anything.

    totals  by question: how often each option was chosen; lines: by question, in an order that changes each time
    """

    round: RoundRow
    reader: ReaderRow
    answered: int
    totals: Mapping[str, Mapping[str, int]]
    lines: Mapping[str, Sequence[Confidential]]


async def open_round(
    uow: UnitOfWork,
    kind: str,
    set_id: UUID,
    subject_id: UUID,
    deadline: datetime,
    now: datetime,
    recipient_id: UUID | None = None,
) -> UUID:
    """Ask everyone who is in the set now, in this transaction; the round's id, also when it was opened before.

    subject_id  what it is about, such as the session: asked once of each kind
    recipient_id  who alone will see the result, and is not asked; None: the set
    """
    row = RoundRow(uow.new_id(), set_id, kind, subject_id, recipient_id, now, deadline, "open")
    if not await queries.open_once(uow, row):
        return await queries.of_subject(uow, kind, subject_id) or row.id
    asked = [person for person in await queries.members(uow, set_id) if person != recipient_id]
    ids = [(uow.new_id(), person) for person in asked]
    await queries.add_ballots(uow, row.id, [(id_, person, await box.seal(uow, row.id, id_, {})) for id_, person in ids])
    return row.id


async def look(store: WorkspaceStore, slack_user_id: str, round_id: UUID) -> Open:
    """A round for somebody who wants to answer; without a ballot for who it is about (`about_them`).

    Raises Refused: GONE, BEFORE_YOU_JOINED; ROUND_CLOSED, or CALL_CLOSED when it is not the set that reads it; as
    `access`.
    """
    async with store.read() as uow:
        reader = await _reader(uow, slack_user_id, round_id)
        if _about_them(reader):
            return Open(reader.round, reader, about_them=True)
        _answerable(reader)
        mine = _own(await queries.ballots(uow, round_id), reader)
        vote = await box.unseal(uow, round_id, mine)
        return Open(reader.round, reader, vote or None)


async def cast(store: WorkspaceStore, slack_user_id: str, round_id: UUID, typed: Vote, key: str, now: datetime) -> Open:
    """Give an answer, or another one instead. The same form sent twice counts once.

    Raises Refused: EMPTY, TOO_LONG (about a line), ABOUT_YOU, and as `look`.
    """
    async with store.write() as uow:
        reader = await _asked(uow, slack_user_id, round_id)
        vote = read_vote(reader.round.kind, typed)
        if (await claim(uow, key, now)).first:
            await _rewrite(uow, reader, vote, now)
        return Open(reader.round, reader, vote)


async def take_back(store: WorkspaceStore, slack_user_id: str, round_id: UUID, key: str, now: datetime) -> Open:
    """Have given no answer. Raises Refused as `cast`."""
    async with store.write() as uow:
        reader = await _asked(uow, slack_user_id, round_id)
        if (await claim(uow, key, now)).first:
            await _rewrite(uow, reader, {}, now)
        return Open(reader.round, reader)


async def left(uow: UnitOfWork, set_id: UUID, person_id: UUID) -> None:
    """Somebody left the set: what they answered in rounds that are still open is taken out."""
    for round_id in await queries.open_in(uow, set_id):
        if await queries.by_id(uow, round_id, lock=True):
            await box.write(uow, round_id, person_id, {})


async def result(store: WorkspaceStore, slack_user_id: str, round_id: UUID) -> Result:
    """What a closed round may show to somebody who was in the set when it opened, or to its recipient alone, who keeps
    it when they have left (privacy.md section 2).

    Raises Refused: GONE, BEFORE_YOU_JOINED, NOT_YET, NOT_YOUR_SET, NOT_FOR_YOU, FORMER_MEMBER.
    """
    async with store.read() as uow:
        reader = await queries.met_by(uow, round_id, slack_user_id)
        if reader is None:
            raise Refused(Problem.NOT_YOUR_SET)
        if reader.round.recipient_id not in (None, reader.person_id):
            raise Refused(Problem.NOT_FOR_YOU)
        if reader.round.recipient_id is None:
            _may_know(reader)
        if reader.round.kind in DECIDED:
            raise Refused(Problem.GONE)
        if reader.round.state == "open":
            raise Refused(Problem.NOT_YET)
        return await _result(uow, reader)


async def _result(uow: UnitOfWork, reader: ReaderRow) -> Result:
    opened = await _answers(uow, reader.round)
    return Result(
        reader.round, reader, len(opened), _totals(reader.round.kind, opened), _lines(reader.round.kind, opened)
    )


async def received(uow: UnitOfWork, person_id: UUID, slack_user_id: str) -> list[Result]:
    """All the feedback for somebody alone, the newest first. The caller has checked that it is they who ask."""
    found = [await queries.met_by(uow, round_id, slack_user_id) for round_id in await queries.closed_to(uow, person_id)]
    return [await _result(uow, reader) for reader in found if reader is not None]


async def under_a_new_key(uow: UnitOfWork, person_id: UUID) -> None:
    """Somebody's own key is destroyed and renewed. Feedback to them, which is nobody's words any more, stays theirs."""
    kept: list[tuple[UUID, Confidential]] = []
    scope = Scope("person", person_id)
    for round_id in await queries.closed_to(uow, person_id):
        for id_, body in await queries.answers(uow, round_id):
            kept.append((id_, await uow.unseal(Field.ANSWER, scope, id_, body)))
    await uow.renew_key(scope)
    box.shuffle(kept)
    await queries.rewrite_answers(uow, {id_: await uow.seal(Field.ANSWER, scope, id_, words) for id_, words in kept})


async def last_lines(
    uow: UnitOfWork, slack_user_id: str, kind: str, set_id: UUID, question: str
) -> Sequence[Confidential]:
    """What was written to one question of the round that closed last, shuffled.

    Nothing from too few, and nothing for who was not asked then. Raises Refused, as `sets.access` says.
    """
    reader = await queries.last_met_by(uow, kind, set_id, slack_user_id)
    if reader is None:
        return ()
    judge(May.SEE_SET, reader.standing, person_id=reader.person_id)
    told = reader.round.recipient_id is None and reader.belonged_at_opening and reader.round.state == "closed"
    return _lines(kind, await _answers(uow, reader.round))[question] if told else ()


async def _answers(uow: UnitOfWork, row: RoundRow) -> Sequence[Vote]:
    """What was answered, shuffled."""
    scope, rows = box.shown_to(row), await queries.answers(uow, row.id)
    opened = [box.read(await uow.unseal(Field.ANSWER, scope, id_, body)) for id_, body in rows]
    box.shuffle(opened)
    return opened


async def _reader(uow: UnitOfWork, slack_user_id: str, round_id: UUID) -> ReaderRow:
    """A round with somebody who may know of it. Raises Refused."""
    reader = await queries.met_by(uow, round_id, slack_user_id)
    if reader is None:
        raise Refused(Problem.NOT_YOUR_SET)
    _may_know(reader)
    return reader


def _may_know(reader: ReaderRow) -> None:
    judge(May.ANSWER_BALLOT, reader.standing, person_id=reader.person_id)
    if not reader.belonged_at_opening:
        raise Refused(Problem.BEFORE_YOU_JOINED)


async def _asked(uow: UnitOfWork, slack_user_id: str, round_id: UUID) -> ReaderRow:
    reader = await _reader(uow, slack_user_id, round_id)
    if _about_them(reader):
        raise Refused(Problem.ABOUT_YOU)
    _answerable(reader)
    return reader


def _about_them(reader: ReaderRow) -> bool:
    return reader.round.recipient_id == reader.person_id


def _answerable(reader: ReaderRow) -> None:
    if reader.round.state != "open":
        unread = reader.round.recipient_id is not None or reader.round.kind in DECIDED
        raise Refused(Problem.CALL_CLOSED if unread else Problem.ROUND_CLOSED)


def _own(ballots: Sequence[BallotRow], reader: ReaderRow) -> BallotRow:
    found = next((each for each in ballots if each.person_id == reader.person_id), None)
    if found is None:
        raise Refused(Problem.BEFORE_YOU_JOINED)
    return found


async def _rewrite(uow: UnitOfWork, reader: ReaderRow, vote: Vote, now: datetime) -> None:
    row = await queries.by_id(uow, reader.round.id, lock=True)
    if row is None or row.state != "open" or row.deadline <= now:
        raise Refused(Problem.ROUND_CLOSED)
    if not await box.write(uow, row.id, reader.person_id, vote):
        raise Refused(Problem.BEFORE_YOU_JOINED)


def _totals(kind: str, votes: Sequence[Vote]) -> dict[str, Mapping[str, int]]:
    chosen = [each for each in KINDS[kind] if isinstance(each, Choice)]
    counts = {each.name: Counter(vote[each.name] for vote in votes if each.name in vote) for each in chosen}
    return {each.name: {option: counts[each.name][option] for option in each.options} for each in chosen}


def _lines(kind: str, votes: Sequence[Vote]) -> dict[str, Sequence[Confidential]]:
    """Each question's lines in an order of its own, so that no two lines can be told to be one person's."""
    found: dict[str, Sequence[Confidential]] = {}
    for question in KINDS[kind]:
        if isinstance(question, Line):
            lines = [Confidential(vote[question.name]) for vote in votes if question.name in vote]
            box.shuffle(lines)
            found[question.name] = lines
    return found
