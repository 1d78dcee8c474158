"""The vault on real databases: one key a scope, nothing opens out of its place, what is destroyed does not open."""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, update

from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.keyring import KeyRing
from storage.keystore import wrapped_key
from storage.models import DataKey
from storage.queries import data_keys
from storage.unit_of_work import WorkspaceStore
from storage.vault import Vault, VaultSession
from storage.vault_errors import KeyGone, KeyLost, SealBroken, VaultError, WordsTooLong
from tests.storage.vault_kit import House, Note, all_bytes, new_person, new_set


async def test_words_open_again_in_another_process(house: House) -> None:
    note = await house.seal(new_set(), "Ring Amira")
    await house.restore()
    assert await house.open(note) == "Ring Amira"


async def test_each_scope_has_one_key_of_its_own(house: House) -> None:
    one, other, person = new_set(), new_set(), new_person()
    notes = [await house.seal(scope, "same words") for scope in (one, one, other, person)]
    key_ids = [note.record[1:17] for note in notes]
    assert key_ids[0] == key_ids[1]
    assert len(set(key_ids)) == 3
    stored = await all_bytes(house.keystore_database, wrapped_key)
    assert len(stored) == 3
    assert [await house.open(note) for note in notes] == ["same words"] * 4


async def test_the_same_scope_in_another_workspace_has_another_key(house: House) -> None:
    scope = new_set()
    first = await house.seal(scope, "here")
    here, house.workspace_id = house.workspace_id, uuid4()
    second = await house.seal(scope, "there")
    assert first.record[1:17] != second.record[1:17]
    assert await house.open(second) == "there"
    assert await house.open(first, workspace_id=here) == "here"
    with pytest.raises(SealBroken):
        await house.open(first)


async def test_records_out_of_place_stay_shut_and_harm_nothing(house: House) -> None:
    mine, other = new_set(), new_set()
    person = Scope("person", mine.id)
    note = await house.seal(mine, "mine")
    neighbour = await house.seal(mine, "neighbour")
    elsewhere = await house.seal(other, "elsewhere")
    of_person = await house.seal(person, "person")
    misplaced: list[Note] = [
        replace(note, record=neighbour.record),  # two rows exchanged
        replace(neighbour, record=note.record),
        replace(note, row_id=uuid4()),  # replayed into a new row
        replace(note, field=Field.ACTION_DETAIL),  # another column
        replace(note, field=Field.ACTION_EVENT_BODY),  # another table
        replace(note, scope=other),  # another set
        replace(elsewhere, scope=mine),
        replace(note, record=elsewhere.record),
        replace(note, scope=person),  # another kind of scope with the same id
        replace(note, record=of_person.record),
        replace(note, scope=new_set()),  # a set without a key
    ]
    for wrong in misplaced:
        with pytest.raises(SealBroken):
            await house.open(wrong)
    with pytest.raises(SealBroken):
        await house.open(note, workspace_id=uuid4())
    for right, words in ((note, "mine"), (neighbour, "neighbour"), (elsewhere, "elsewhere"), (of_person, "person")):
        assert await house.open(right) == words


async def test_changed_bytes_stay_shut_and_harm_nothing(house: House) -> None:
    scope = new_set()
    note, neighbour = await house.seal(scope, "mine"), await house.seal(scope, "neighbour")
    record = note.record
    for region in (0, 1, 9, 16, 17, 28, 29, 32, 33, 284, 285, 300):
        changed = record[:region] + bytes([record[region] ^ 1]) + record[region + 1 :]
        with pytest.raises(SealBroken):
            await house.open(replace(note, record=changed))
    for cut in (b"", record[:1], record[:17], record[:29], record[:-1], record[:-16], record + b"\0", record * 2):
        with pytest.raises(SealBroken):
            await house.open(replace(note, record=cut))
    with pytest.raises(SealBroken):
        await house.open(replace(note, record=b"\0" + record[1:]))
    foreign = await house.seal(new_set(), "foreign")
    with pytest.raises(SealBroken):
        await house.open(replace(note, record=record[:1] + foreign.record[1:17] + record[17:]))
    assert await house.open(neighbour) == "neighbour"
    assert await house.open(note) == "mine"


async def test_words_too_long_are_refused_and_leave_no_row(house: House) -> None:
    with pytest.raises(WordsTooLong):
        await house.seal(new_set(), "x" * 16_381)
    async with house.main.read() as connection:
        assert not await data_keys.any_at_all(connection)


async def test_keys_exchanged_in_the_key_store_do_not_open(house: House) -> None:
    notes = [await house.seal(new_set(), "words") for _ in range(3)]
    ids = [UUID(bytes=note.record[1:17]) for note in notes]
    stored = [await house.keystore.get(key_id) for key_id in ids]
    assert stored[0] is not None
    assert stored[1] is not None
    await house.keystore.rewrap(ids[0], stored[1].master_key_id, stored[1].wrapped)
    await house.restore()
    with pytest.raises(SealBroken):
        await house.open(notes[0])
    assert await house.open(notes[1]) == await house.open(notes[2]) == "words"


async def test_two_at_once_make_one_key(house: House) -> None:
    scope = new_set()
    replica = Vault(house.keystore, house.ring)
    async with house.main.write() as connection:
        first_row = uuid4()
        first = await house.vault.seal(
            connection, house.workspace_id, Field.ACTION_LABEL, scope, first_row, Confidential("first")
        )
        second_task = asyncio.create_task(house.seal(scope, "second", vault=replica))
        await _until_waiting(house)
    second = await second_task
    assert second.record[1:17] == first[1:17]
    assert await house.open(Note(scope, first_row, first), vault=replica) == "first"
    assert await house.open(second) == "second"
    assert len(await house.keystore.stored()) == 1


async def test_if_the_first_of_two_gives_up_the_second_makes_the_key(house: House) -> None:
    scope = new_set()

    async def give_up() -> asyncio.Task[Note]:
        async with house.main.write() as connection:
            await house.vault.seal(
                connection, house.workspace_id, Field.ACTION_LABEL, scope, uuid4(), Confidential("first")
            )
            task = asyncio.create_task(house.seal(scope, "second", vault=Vault(house.keystore, house.ring)))
            await _until_waiting(house)
            tasks.append(task)
            raise ConnectionError

    tasks: list[asyncio.Task[Note]] = []
    with pytest.raises(ConnectionError):
        await give_up()
    assert await house.open(await tasks[0]) == "second"


async def _until_waiting(house: House) -> None:
    """Let another task come to where it waits for our transaction: on PostgreSQL, until it has stored its key."""
    if house.main.dialect == "sqlite":
        await asyncio.sleep(0)
        return
    async with asyncio.timeout(5):
        while len(await house.keystore.stored()) < 2:  # noqa: ASYNC110 - a database tells nobody by itself
            await asyncio.sleep(0.01)


async def test_bytes_missing_without_a_tombstone_are_lost_not_gone(house: House) -> None:
    note, other = await house.seal(new_set(), "lost"), await house.seal(new_set(), "kept")
    await house.keystore.forget([UUID(bytes=note.record[1:17])])
    await house.restore()
    with pytest.raises(KeyLost):
        await house.open(note)
    assert await house.open(other) == "kept"


async def test_a_retired_key_opens_and_does_not_seal(house: House) -> None:
    scope = new_set()
    note = await house.seal(scope, "before")
    async with house.main.write() as connection:
        await connection.execute(update(DataKey).values(state="retired"))
    assert await house.open(note) == "before"
    with pytest.raises(KeyGone):
        await house.seal(scope, "after")


async def test_a_unit_of_work_reads_each_key_row_once(store: WorkspaceStore) -> None:
    scope, row_id = new_set(), uuid4()
    statements: list[str] = []

    def listen(*arguments: object) -> None:
        if "data_key" in str(arguments[2]):
            statements.append(str(arguments[2]))

    async with store.write() as uow:
        record = await uow.seal(Field.ACTION_LABEL, scope, row_id, Confidential("words"))
    async with store.write() as uow:
        event.listen(uow.connection.sync_connection, "before_cursor_execute", listen)
        again = [await uow.seal(Field.ACTION_LABEL, scope, row_id, Confidential("again")) for _ in range(5)]
        assert (await uow.unseal(Field.ACTION_LABEL, scope, row_id, record)).reveal() == "words"
        assert (await uow.unseal(Field.ACTION_LABEL, scope, row_id, again[4])).reveal() == "again"
    assert len(statements) == 1
    async with store.read() as uow:
        assert (await uow.unseal(Field.ACTION_LABEL, scope, row_id, record)).reveal() == "words"


async def test_memory_is_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.vault._CACHED_KEYS", 2)
    notes = [await house.seal(new_set(), str(number)) for number in range(4)]
    assert len(house.vault._opened) == 2
    assert [await house.open(note) for note in notes] == ["0", "1", "2", "3"]


async def test_refusals_show_neither_words_nor_keys(house: House) -> None:
    scope = new_set()
    note = await house.seal(scope, "canary words")
    wrong = replace(note, record=note.record[:-1] + b"\0")
    raised: list[VaultError] = []
    for attempt in (
        house.open(wrong),
        house.open(note, vault=Vault(house.keystore, KeyRing.generate())),
        house.seal(scope, "canary" * 4_000),
    ):
        with pytest.raises(VaultError) as caught:
            await attempt
        raised.append(caught.value)
    for error in raised:
        assert "canary" not in f"{error}{error!r}{error.args}"
        assert error.__cause__ is None
        assert error.__context__ is None


async def test_a_session_belongs_to_one_workspace(house: House) -> None:
    note = await house.seal(new_set(), "words")
    async with house.main.read() as connection:
        mine = VaultSession(house.vault, connection, house.workspace_id)
        other = VaultSession(house.vault, connection, uuid4())
        assert (await mine.unseal(note.field, note.scope, note.row_id, note.record)).reveal() == "words"
        with pytest.raises(SealBroken):
            await other.unseal(note.field, note.scope, note.row_id, note.record)
