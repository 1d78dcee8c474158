"""Secret ballots: who may answer and read, until when, what is shown, and what is left afterwards."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from sets import ballot_box, ballot_closing, ballots, joining
from sets.errors import Problem, Refused
from storage.models import Answer, Ballot, Delivery
from storage.queries.ballots import BallotRow
from storage.unit_of_work import WorkspaceStore
from storage.vault_errors import KeyGone
from tests.conftest import NOW
from tests.factory import add_membership, add_person
from tests.sets.ballot_kit import DEADLINE, Circle, circle


async def refusal(awaitable: object) -> Problem:
    with pytest.raises(Refused) as refused:
        await awaitable  # type: ignore[misc]
    return refused.value.problem


async def counted(store: WorkspaceStore, model: type[Ballot | Answer]) -> int:
    async with store.read() as uow:
        return int((await uow.rows(select(func.count()).select_from(model))).scalar_one())


async def answered(town: Circle, many: int = 5) -> UUID:
    round_id = await town.ask()
    for number, person in enumerate(town.people[:many]):
        choice = "mostly_questions" if number < 3 else "half"
        await town.cast(round_id, person, questions=choice, wish=f"wish {number}")
    return round_id


async def test_from_four_answers_everyone_who_was_asked_reads_totals_and_lines(store: WorkspaceStore) -> None:
    town = await circle(store)
    round_id = await answered(town)
    assert await refusal(ballots.result(store, "UAMINA", round_id)) is Problem.NOT_YET
    await town.close()
    for reader in ("UAMINA", "UHANA"):
        found = await ballots.result(store, reader, round_id)
        assert found.answered == 5
        assert found.totals["questions"] == {"mostly_questions": 3, "half": 2, "mostly_advice": 0}
        assert sum(found.totals["time"].values()) == 0
        assert sorted(line.reveal() for line in found.lines["wish"]) == [f"wish {number}" for number in range(5)]
    assert await counted(store, Ballot) == 0


async def test_below_four_nothing_is_kept_or_shown(store: WorkspaceStore) -> None:
    town = await circle(store)
    round_id = await answered(town, many=3)
    await town.close()
    found = await ballots.result(store, "UAMINA", round_id)
    assert (found.answered, found.lines["wish"]) == (0, [])
    assert found.round.state == "too_few"
    assert await counted(store, Answer) == 0


async def test_the_key_of_a_closed_round_is_gone(store: WorkspaceStore) -> None:
    town = await circle(store)
    round_id = await answered(town)
    async with store.read() as uow:
        stolen = (await uow.rows(select(Ballot.id, Ballot.blob))).all()
    await town.close()
    async with store.read() as uow:
        for ballot_id, blob in stolen:
            with pytest.raises(KeyGone):
                await ballot_box.unseal(uow, round_id, BallotRow(ballot_id, uuid4(), blob))


async def test_an_answer_can_be_changed_and_taken_back_until_the_deadline(store: WorkspaceStore) -> None:
    town = await circle(store)
    round_id = await answered(town, many=4)
    ben = town.people[1]
    assert (await ballots.look(store, "UBEN", round_id)).mine == {"questions": "mostly_questions", "wish": "wish 1"}
    await town.cast(round_id, ben, questions="mostly_advice")
    assert (await ballots.look(store, "UBEN", round_id)).mine == {"questions": "mostly_advice"}
    await ballots.take_back(store, "UBEN", round_id, "press:1", NOW)
    assert (await ballots.look(store, "UBEN", round_id)).mine is None
    late = DEADLINE + timedelta(seconds=1)
    assert await refusal(town.cast(round_id, ben, at=late, questions="half")) is Problem.ROUND_CLOSED
    await town.close()
    assert (await ballots.result(store, "UBEN", round_id)).answered == 0  # three were left
    assert await refusal(ballots.look(store, "UBEN", round_id)) is Problem.ROUND_CLOSED
    assert await refusal(ballots.take_back(store, "UBEN", round_id, "press:2", NOW)) is Problem.ROUND_CLOSED


async def test_the_same_form_twice_counts_once(store: WorkspaceStore) -> None:
    town = await circle(store)
    round_id = await town.ask()
    await ballots.cast(store, "UAMINA", round_id, {"questions": "half"}, "view:1", NOW)
    await ballots.cast(store, "UAMINA", round_id, {"questions": "mostly_advice"}, "view:1", NOW)
    assert (await ballots.look(store, "UAMINA", round_id)).mine == {"questions": "half"}


@pytest.mark.parametrize(
    ("vote", "problem", "field"),
    [
        ({}, Problem.EMPTY, None),
        ({"wish": "  \n "}, Problem.EMPTY, None),
        ({"wish": "x" * 301}, Problem.TOO_LONG, "wish"),
        ({"questions": "never offered"}, Problem.GONE, None),
    ],
)
async def test_what_is_no_answer(
    sqlite_store: WorkspaceStore, vote: dict[str, str], problem: Problem, field: str | None
) -> None:
    town = await circle(sqlite_store)
    round_id = await town.ask()
    with pytest.raises(Refused) as refused:
        await ballots.cast(sqlite_store, "UAMINA", round_id, vote, "view:1", NOW)
    assert (refused.value.problem, refused.value.field) == (problem, field)


async def test_the_longest_vote_fits(sqlite_store: WorkspaceStore) -> None:
    town = await circle(sqlite_store)
    round_id = await town.ask("feedback", town.people[0])
    longest = "\U0001f600" * 300
    vote = {"strength": "non_directive", "strength_line": longest, "next_time": "agreements", "next_time_line": longest}
    await ballots.cast(sqlite_store, "UBEN", round_id, vote, "view:1", NOW)
    quotes = '"\\' * 150
    await town.cast(round_id, town.people[2], strength_line=quotes, next_time_line=quotes)
    async with sqlite_store.read() as uow:
        blobs = (await uow.rows(select(Ballot.blob))).scalars().all()
    assert len({len(blob) for blob in blobs}) == 1  # answered or not, long or short


async def test_feedback_is_for_its_recipient_alone(store: WorkspaceStore) -> None:
    town = await circle(store)
    amina = town.people[0]
    round_id = await town.ask("feedback", amina)
    for person in town.people[1:6]:
        await town.cast(round_id, person, strength="listened")
    seen = await ballots.look(store, "UAMINA", round_id)
    assert seen.about_them
    assert seen.reader.recipient == amina.display_name
    assert await refusal(town.cast(round_id, amina, strength="listened")) is Problem.ABOUT_YOU
    await town.close()
    assert await refusal(ballots.look(store, "UBEN", round_id)) is Problem.CALL_CLOSED
    assert (await ballots.result(store, "UAMINA", round_id)).totals["strength"]["listened"] == 5
    assert await refusal(ballots.result(store, "UBEN", round_id)) is Problem.NOT_FOR_YOU
    async with store.read() as uow:
        sent = (await uow.rows(select(Delivery.recipient_id, Delivery.channel))).all()
    assert [tuple(row) for row in sent] == [(amina.id, None)]
    async with store.write() as uow:
        await joining.left_channel(uow, "UAMINA", "CSET", NOW, NOW)
    assert (await ballots.result(store, "UAMINA", round_id)).answered == 5  # it stays hers


async def test_when_too_few_wrote_to_one_person_all_are_told_the_same(store: WorkspaceStore) -> None:
    town = await circle(store)
    round_id = await town.ask("feedback", town.people[0])
    for person in town.people[1:4]:
        await town.cast(round_id, person, strength="listened")
    await town.close()
    assert (await ballots.result(store, "UAMINA", round_id)).answered == 0
    async with store.read() as uow:
        sent = (await uow.rows(select(Delivery.recipient_id, Delivery.channel))).all()
    assert [tuple(row) for row in sent] == [(None, "CSET")]


async def test_a_joiner_a_leaver_and_an_outsider(store: WorkspaceStore) -> None:
    town = await circle(store)
    round_id = await answered(town, many=4)
    joiner, outsider = await add_person(store, "UJO"), await add_person(store, "UOUT")
    async with store.write() as uow:
        await add_membership(uow, town.set_id, joiner, NOW + timedelta(hours=1))
        await joining.left_channel(uow, "UAMINA", "CSET", NOW, NOW)
    assert await refusal(town.cast(round_id, joiner, questions="half")) is Problem.BEFORE_YOU_JOINED
    assert await refusal(town.cast(round_id, outsider, questions="half")) is Problem.NOT_YOUR_SET
    assert await refusal(town.cast(round_id, town.people[0], questions="half")) is Problem.FORMER_MEMBER
    await town.close()
    assert await refusal(ballots.result(store, "UJO", round_id)) is Problem.BEFORE_YOU_JOINED
    assert await refusal(ballots.result(store, "UAMINA", round_id)) is Problem.FORMER_MEMBER
    found = await ballots.result(store, "UBEN", round_id)
    assert found.answered == 0  # Amina's went with her, and three are too few


async def test_a_round_is_opened_and_closed_once(store: WorkspaceStore) -> None:
    town = await circle(store)
    subject = uuid4()
    async with store.write() as uow:
        first = await ballots.open_round(uow, "readiness", town.set_id, subject, DEADLINE, NOW)
        again = await ballots.open_round(uow, "readiness", town.set_id, subject, DEADLINE, NOW)
    assert first == again
    assert await counted(store, Ballot) == 8
    assert await ballot_closing.next_close(store, NOW) == DEADLINE
    await town.close()
    await town.close()
    assert await ballot_closing.next_close(store, NOW) is None
    async with store.read() as uow:
        assert (await uow.rows(select(func.count()).select_from(Delivery))).scalar_one() == 1
