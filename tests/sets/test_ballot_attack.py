"""The author-joining attack (privacy.md section 3): someone who holds every row, page and transaction id, and knows in
which order people answered, guesses whose answer is whose. They must do no better than chance.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import column, select, table, text

from sets import ballot_box
from storage.cipher import Scope
from storage.engine import Database
from storage.fields import Field
from storage.models import Answer, Ballot, Base
from storage.unit_of_work import UnitOfWork, WorkspaceStore
from tests.sets.ballot_kit import Circle, circle

ROUNDS, PEOPLE = 30, 8
# A random guess is right once a round on average, with a variance of one; six deviations above that is no chance.
MOST_BY_CHANCE = ROUNDS + 6 * ROUNDS**0.5


class Attack:
    """What the attacker saw, and how often each way of guessing was right."""

    def __init__(self) -> None:
        self.right: dict[str, int] = {}

    def guess(self, way: str, answers: Sequence[str], people: Sequence[str]) -> None:
        """The first answer is the first person's, and so on."""
        hits = sum(answer == person for answer, person in zip(answers, people, strict=True))
        self.right[way] = self.right.get(way, 0) + hits


async def _order(uow: UnitOfWork, model: type[Base], where: str) -> list[UUID]:
    """Ids of a table's rows as they lie on its pages."""
    place = "rowid" if where == "sqlite" else "ctid"
    name = model.__tablename__
    rows = await uow.connection.execute(text(f"SELECT id FROM {name} ORDER BY {place}"))  # noqa: S608
    return [found if isinstance(found, UUID) else UUID(str(found)) for (found,) in rows]


async def _play(store: WorkspaceStore, town: Circle, attack: Attack, random: Random, page: Path | None) -> None:
    """One round in which everyone answers, and everything the attacker can try on it."""
    round_id = await town.ask()
    voting = random.sample(town.people, PEOPLE)
    for person in voting:
        await town.cast(round_id, person, wish=person.slack_user_id)
    async with store.read() as uow:
        rows = (await uow.rows(select(Ballot.id, Ballot.person_id).where(Ballot.round_id == round_id))).all()
        lying = [each for each in await _order(uow, Ballot, uow.dialect) if each in {row.id for row in rows}]
    names = {person.id: person.slack_user_id for person in town.people}
    owner = {row.id: names[row.person_id] for row in rows}
    await town.close()
    people = {
        "in the order in which they answered": [person.slack_user_id for person in voting],
        "in the order of their ballots' ids": [owner[each] for each in sorted(owner)],
        "in the order of their ballots on the page": [owner[each] for each in lying],
        "in the order of their own ids": [names[each] for each in sorted(names)],
    }
    answers = await _answers(store, town, round_id, page)
    for how, order in answers.items():
        for who, guessed in people.items():
            attack.guess(f"{how}, {who}", order, guessed)


async def _answers(store: WorkspaceStore, town: Circle, round_id: UUID, page: Path | None) -> dict[str, list[str]]:
    """Whose the answers of a round are (only the test knows), in every order the attacker can see."""
    async with store.read() as uow:
        rows = (await uow.rows(select(Answer.id, Answer.body).where(Answer.round_id == round_id))).all()
        scope = Scope("set", town.set_id)
        truth = {row.id: ballot_box.read(await uow.unseal(Field.ANSWER, scope, row.id, row.body)) for row in rows}
        lying = [each for each in await _order(uow, Answer, uow.dialect) if each in truth]
    said = {id_: vote["wish"] for id_, vote in truth.items()}
    assert len(lying) == PEOPLE
    found = {"by row": [said[each] for each in lying], "by id": [said[each] for each in sorted(said)]}
    if page is not None:
        bytes_ = await asyncio.to_thread(_bytes_of, page)
        at = {id_: bytes_.rfind(id_.hex.encode()) for id_ in said}
        assert min(at.values()) >= 0
        found["by byte"] = [said[each] for each in sorted(said, key=lambda one: at[one])]
    return found


def _bytes_of(page: Path) -> bytes:
    """The database file and its log behind it."""
    return page.read_bytes() + page.with_name(page.name + "-wal").read_bytes()


async def attacked(store: WorkspaceStore, page: Path | None) -> dict[str, int]:
    """How often each way was right, of ROUNDS x PEOPLE answers."""
    town, attack, random = await circle(store, PEOPLE), Attack(), Random(11)
    for _ in range(ROUNDS):
        await _play(store, town, attack, random, page)
    return attack.right


def _page(database: Database) -> Path | None:
    return Path(str(database.url.database)) if database.dialect == "sqlite" else None


async def test_no_better_than_chance(store: WorkspaceStore, database: Database) -> None:
    right = await attacked(store, _page(database))
    assert len(right) == 4 * (3 if database.dialect == "sqlite" else 2)
    assert {way: hits for way, hits in right.items() if hits > MOST_BY_CHANCE} == {}


async def test_without_the_shuffle_the_attack_works(
    sqlite_store: WorkspaceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballot_box, "shuffle", lambda _: None)
    right = await attacked(sqlite_store, None)
    assert right["by row, in the order of their ballots' ids"] == ROUNDS * PEOPLE


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_no_transaction_id_joins_an_answer_or_a_ballot_with_a_person(store: WorkspaceStore) -> None:
    town = await circle(store, PEOPLE)
    round_id = await town.ask()
    for person in town.people[:5]:
        await town.cast(round_id, person, wish=person.slack_user_id)
        async with store.read() as uow:
            # Whoever answered, every ballot is as new as the others.
            assert len(await _transactions(uow, "ballot")) == 1
    await town.close()
    async with store.read() as uow:
        answered = await _transactions(uow, "answer")
        assert len(answered) == 1
        for each in Base.metadata.sorted_tables:
            if "person_id" in each.c:
                assert not answered & await _transactions(uow, each.name), each.name


async def _transactions(uow: UnitOfWork, name: str) -> set[str]:
    found = await uow.connection.execute(select(text("xmin::text")).select_from(table(name, column("id"))))
    return {str(row[0]) for row in found}
