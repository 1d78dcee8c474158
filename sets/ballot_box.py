"""The box of a secret ballot: every ballot of one size, under the round's own key, and none newer than another."""

import json
from secrets import SystemRandom
from uuid import UUID

from sets.ballot_kinds import Vote
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import ballots as queries
from storage.queries.ballots import BallotRow, RoundRow
from storage.unit_of_work import UnitOfWork

# Bytes of every ballot and every answer before it is sealed: the longest vote of any kind fits.
SIZE = 4_000
shuffle = SystemRandom().shuffle


async def write(uow: UnitOfWork, round_id: UUID, person_id: UUID, vote: Vote) -> bool:
    """Put somebody's vote in, and seal everyone's anew; False when they have no ballot. The round is locked."""
    every = await queries.ballots(uow, round_id)
    votes = {each.id: await unseal(uow, round_id, each) for each in every}
    mine = next((each.id for each in every if each.person_id == person_id), None)
    if mine is None:
        return False
    votes[mine] = dict(vote)
    blobs = {id_: await seal(uow, round_id, id_, held) for id_, held in votes.items()}
    await queries.rewrite(uow, round_id, blobs)
    return True


def shown_to(row: RoundRow) -> Scope:
    """Whose key seals the answers once they are nobody's."""
    return Scope("person", row.recipient_id) if row.recipient_id else Scope("set", row.set_id)


def words(vote: Vote) -> Confidential:
    """A vote as JSON, filled up to one size for all."""
    text = json.dumps(vote, ensure_ascii=False, sort_keys=True)
    return Confidential(text + " " * (SIZE - len(text.encode())))


def read(words: Confidential) -> dict[str, str]:
    found: dict[str, str] = json.loads(words.reveal())
    return found


async def seal(uow: UnitOfWork, round_id: UUID, ballot_id: UUID, vote: Vote) -> bytes:
    return await uow.seal(Field.BALLOT, Scope("round", round_id), ballot_id, words(vote))


async def unseal(uow: UnitOfWork, round_id: UUID, ballot: BallotRow) -> dict[str, str]:
    return read(await uow.unseal(Field.BALLOT, Scope("round", round_id), ballot.id, ballot.blob))
