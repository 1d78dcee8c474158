"""Erasing all of one's own: a day later, stopped until then; nothing of it is left, and nobody else's is touched."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from sets import ballot_box, ballots, erasing_all, erasures, joining, leaving, my_data
from sets.errors import Problem, Refused
from sets.my_data import Kind
from storage import cipher
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.models import Ballot, Base, DataKey, Delivery, Erasure, Reflection
from storage.outbox import Effect, NewDelivery, schedule
from storage.types import Sealed
from storage.unit_of_work import UnitOfWork, WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_person, add_set
from tests.sets import my_data_kit, my_facts_kit
from tests.sets.my_data_kit import Town

LATER = NOW + timedelta(days=1)


@pytest.fixture
async def town(store: WorkspaceStore) -> Town:
    """On both databases."""
    made = await my_data_kit.make(store)
    await my_facts_kit.add_facts(made)
    return made


async def tick(town: Town, hours: float = 24) -> None:
    await erasing_all.tick(town.store, NOW + timedelta(hours=hours), lambda _: Confidential("[removed by its author]"))


async def counts(town: Town, user: str = "UAMINA") -> dict[Kind, int]:
    return dict((await my_data.overview(town.store, user)).counts)


async def sealed_under(town: Town, key_ids: set[object]) -> list[str]:
    """Every column that still holds a record under one of these keys."""
    found = []
    async with town.store.read() as uow:
        for table in Base.metadata.sorted_tables:
            for column in [each for each in table.columns if isinstance(each.type, Sealed)]:
                records = (await uow.connection.execute(select(column).where(column.is_not(None)))).scalars()
                found += [f"{table.name}.{column.name}" for each in records if cipher.key_id_of(each) in key_ids]
    return found


async def own_keys(town: Town, state: str) -> set[object]:
    async with town.store.read() as uow:
        about = (DataKey.scope_id == town.amina.person.id, DataKey.state == state)
        return set((await uow.rows(select(DataKey.id).where(*about))).scalars())


@pytest.mark.parametrize("everything", [True, False])
async def test_it_goes_a_day_later_and_not_before(everything: bool, town: Town) -> None:
    before, others = await counts(town), await counts(town, "UBEN")
    set_id = None if everything else town.set_id
    _, row = await erasures.ask(town.store, "UAMINA", set_id, "view:1", NOW)
    assert row.due_at == LATER
    await tick(town, hours=23.9)
    assert await counts(town) == before
    assert await erasing_all.next_wake(town.store, NOW) == LATER
    await tick(town)
    left = await counts(town)
    # What belongs to no set: the journal, and a reply that waits for a place.
    stays = {} if everything else {Kind.REFLECTION: 1, Kind.REPLY: 0}
    assert {kind: count for kind, count in left.items() if count} == {k: v for k, v in stays.items() if v}
    theirs = await counts(town, "UBEN")
    assert {kind for kind in Kind if theirs[kind] != others[kind]} == {Kind.WORD, Kind.ANSWER, Kind.QUESTION}
    assert await erasing_all.next_wake(town.store, NOW) is None


async def test_the_receipt_says_how_many_and_they_are_told_once(town: Town) -> None:
    _, row = await erasures.ask(town.store, "UAMINA", None, "view:1", NOW)
    for _ in range(3):
        await tick(town)
    (receipt,) = (await my_data.overview(town.store, "UAMINA")).erasures
    assert (receipt.id, receipt.state) == (row.id, "done")
    assert receipt.done_at == LATER
    assert receipt.things == 19
    async with town.store.read() as uow:
        told = select(func.count()).where(Delivery.kind == erasing_all.DONE)
        assert (await uow.rows(told)).scalar_one() == 1


async def test_everything_renews_the_key_and_nothing_is_left_under_the_old_one(town: Town) -> None:
    (old,) = [await own_keys(town, "active")]
    assert await sealed_under(town, old)
    await erasures.ask(town.store, "UAMINA", None, "view:1", NOW)
    await tick(town)
    assert await own_keys(town, "destroyed") == old
    assert await sealed_under(town, old) == []
    assert len(await own_keys(town, "active")) == 1


async def test_feedback_to_them_is_nobodys_words_and_stays_theirs_to_read(town: Town) -> None:
    for _ in range(2):
        async with town.store.read() as uow:
            (result,) = await ballots.received(uow, town.amina.person.id, "UAMINA")
        lines = {words.reveal() for words in result.lines["strength_line"]}
        assert lines == {f"feedback {number} for AMINA" for number in range(4)}
        await erasures.ask(town.store, "UAMINA", None, "view:1", NOW)
        await tick(town)


async def test_afterwards_new_words_can_be_written_and_read(town: Town) -> None:
    await erasures.ask(town.store, "UAMINA", None, "view:1", NOW)
    await tick(town)
    row_id, scope = town.store.new_id(), Scope("person", town.amina.person.id)
    async with town.store.write() as uow:
        body = await uow.seal(Field.REFLECTION, scope, row_id, Confidential("a new page"))
        values = {"person_id": town.amina.person.id, "audience": "me", "at": LATER, "revision": 1, "body": body}
        await uow.insert(Reflection, id=row_id, **values)
    page = await my_data.page_of(town.store, "UAMINA", Kind.REFLECTION, 0)
    assert [words.reveal() for item in page.items for _, words in item.words] == ["a new page"]


async def test_no_record_of_their_words_is_left_in_any_column(
    store: WorkspaceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked for where they stand, not where the code says that they go."""
    records: dict[bytes, str] = {}
    seal = UnitOfWork.seal

    async def noted(uow: UnitOfWork, field: Field, scope: Scope, row_id: UUID, words: Confidential) -> bytes:
        record = await seal(uow, field, scope, row_id, words)
        records[record] = words.reveal()
        return record

    monkeypatch.setattr(UnitOfWork, "seal", noted)
    town = await my_data_kit.make(store)
    await my_facts_kit.add_facts(town)
    assert await columns_of(town, records, "AMINA-") >= {"action.label", "ballot.blob", "action_event.shared"}
    theirs = await columns_of(town, records, "BEN-")
    await erasures.ask(town.store, "UAMINA", None, "view:1", NOW)
    await tick(town)
    assert await columns_of(town, records, "AMINA-") == set()
    with_hers = {"supporter_word.body", "open_question.body", "update_answer.body"}
    assert await columns_of(town, records, "BEN-") == theirs - with_hers


async def columns_of(town: Town, records: dict[bytes, str], stem: str) -> set[str]:
    """The columns in which a record with these words stands now."""
    found = set()
    async with town.store.read() as uow:
        for table in Base.metadata.sorted_tables:
            for column in [each for each in table.columns if isinstance(each.type, Sealed)]:
                stand = (await uow.connection.execute(select(column).where(column.is_not(None)))).scalars()
                if any(stem in records.get(each, "") for each in stand):
                    found.add(f"{table.name}.{column.name}")
    return found


async def test_a_ballot_that_is_open_goes_blank(town: Town) -> None:
    await erasures.ask(town.store, "UAMINA", town.set_id, "view:1", NOW)
    await tick(town)
    async with town.store.read() as uow:
        rows = (await uow.rows(select(Ballot.id, Ballot.round_id, Ballot.person_id, Ballot.blob))).all()
        for row in rows:
            words = await uow.unseal(Field.BALLOT, Scope("round", row.round_id), row.id, row.blob)
            assert ("wish" in ballot_box.read(words)) == (row.person_id != town.amina.person.id)


async def test_a_question_on_its_way_to_the_coordinator_never_arrives(town: Town) -> None:
    async with town.store.write() as uow:
        for number, person in enumerate((town.amina.person, town.ben.person)):
            args = {"person": str(person.id), "question": f"{person.slack_user_id}-asks"}
            about = {"recipient_id": person.id, "set_id": town.set_id, "args": args, "due_at": NOW}
            await schedule(uow, NewDelivery(Effect.POST, joining.QUESTION, f"question:{number}", **about))  # type: ignore[arg-type]
    await erasures.ask(town.store, "UAMINA", None, "view:1", NOW)
    await tick(town)
    async with town.store.read() as uow:
        found = await uow.rows(
            select(Delivery.recipient_id, Delivery.state, Delivery.args.is_(None)).where(
                Delivery.kind == joining.QUESTION
            )
        )
        assert {row[0]: tuple(row[1:]) for row in found} == {
            town.amina.person.id: ("cancelled", True),
            town.ben.person.id: ("open", False),
        }


async def test_it_can_be_stopped_until_then_by_its_owner_alone(town: Town) -> None:
    before = await counts(town)
    _, row = await erasures.ask(town.store, "UAMINA", None, "view:1", NOW)
    with pytest.raises(Refused) as refused:
        await erasures.stop(town.store, "UBEN", row.id, "press:1", NOW)
    assert refused.value.problem is Problem.NOT_YOUR_SET
    for key in ("press:2", "press:2", "press:3"):
        await erasures.stop(town.store, "UAMINA", row.id, key, NOW)
    await tick(town)
    assert await counts(town) == before
    assert (await my_data.overview(town.store, "UAMINA")).erasures == []


async def test_stopping_comes_too_late_once_it_is_done(town: Town) -> None:
    _, row = await erasures.ask(town.store, "UAMINA", None, "view:1", NOW)
    await tick(town)
    with pytest.raises(Refused) as refused:
        await erasures.stop(town.store, "UAMINA", row.id, "press:1", LATER)
    assert refused.value.problem is Problem.ALREADY_DONE


async def test_asked_for_twice_it_waits_once_from_the_first_time(town: Town) -> None:
    _, first = await erasures.ask(town.store, "UAMINA", town.set_id, "view:1", NOW)
    _, second = await erasures.ask(town.store, "UAMINA", town.set_id, "view:2", NOW + timedelta(hours=3))
    assert first == second
    _, both = await erasures.ask(town.store, "UAMINA", None, "view:3", NOW)
    assert both.id != first.id


async def test_a_set_they_never_were_in_is_not_theirs_to_name(town: Town) -> None:
    cora = await add_coordinator(town.store, "UPRIYA")
    other = await add_set(town.store, cora, members=[await add_person(town.store, "UOLU")], channel_id="COTHER")
    for attempt in (
        erasures.ask(town.store, "UAMINA", other, "view:1", NOW),
        erasures.look(town.store, "UAMINA", other, NOW),
        erasures.ask(town.store, "UNOBODY", None, "view:2", NOW),
    ):
        with pytest.raises(Refused) as refused:
            await attempt
        assert refused.value.problem is Problem.NOT_YOUR_SET


async def test_leaving_may_take_the_words_along_and_coming_back_keeps_them(town: Town) -> None:
    before = await counts(town)
    gone = await leaving.leave(town.store, "UAMINA", town.set_id, "view:1", NOW, erase=True)
    assert gone.erasure is not None
    assert gone.erasure.due_at == LATER
    back = {"key": "press:1", "now": NOW + timedelta(hours=1)}
    await joining.come_back(town.store, "UAMINA", gone.row.id, gone.row.revision, **back)  # type: ignore[arg-type]
    await tick(town)
    # What leaving itself ends is over; no word is gone.
    assert await counts(town) == before


async def test_coming_back_does_not_stop_what_was_asked_for_before(town: Town) -> None:
    await erasures.ask(town.store, "UAMINA", town.set_id, "view:0", NOW - timedelta(hours=1))
    gone = await leaving.leave(town.store, "UAMINA", town.set_id, "view:1", NOW)
    assert gone.erasure is None
    back = {"key": "press:1", "now": NOW + timedelta(hours=1)}
    await joining.come_back(town.store, "UAMINA", gone.row.id, gone.row.revision, **back)  # type: ignore[arg-type]
    await tick(town)
    assert (await counts(town))[Kind.ACTION] == 0


async def test_words_of_a_set_whose_key_is_gone_do_not_stop_the_rest(town: Town) -> None:
    async with town.store.write() as uow:
        await uow.shred(Scope("set", town.set_id))
    await erasures.ask(town.store, "UAMINA", None, "view:1", NOW)
    await tick(town)
    async with town.store.read() as uow:
        assert (await uow.rows(select(Erasure.state))).scalars().all() == ["done"]
    left = await counts(town)
    assert {kind for kind in Kind if left[kind]} <= {Kind.CALL, Kind.ISSUE, Kind.PROMPT}
