"""What Slack's interface never sends: other people's ids, old revisions, handles and windows made by hand."""

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from handlers.ids import BadHandle, Field, Form, Press, handle, parse_handle
from sets import setup
from sets.errors import Problem, Refused
from tests.handlers import matrix_world as world
from tests.handlers.matrix.actions import Actions
from tests.handlers.matrix.checkins import Asked
from tests.handlers.matrix.core import LATER, Ids, Json, Listener, Row
from tests.handlers.matrix_presses import payload, press, window
from tests.handlers.matrix_table import LISTED, ROOMS
from tests.handlers.matrix_world import WholeBot

AMINA, FAY = "UAMINA", "UFAY"
Town = tuple[Path, Ids]

MALFORMED = (
    "",
    "v1",
    "v1:",
    "v1::",
    "v2:{id}:1",
    "V1:{id}:1",
    "v1:{id}",
    "v1:{id}:",
    "v1:{id}:-1",
    "v1:{id}:1.0",
    "v1:{id}:1:1",
    "v1:{id}:٣x",
    "v1:{id}:1000000000",
    "v1:{hex}:1",
    "v1:not-a-uuid-but-thirty-six-letters-long:1",
    "v1:{id} :1",
    " v1:{id}:1",
    "v1:{id}'; DROP TABLE action; --:1",
    "<!channel>",
    "null",
)


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A running set."""
    folder = tmp_path_factory.mktemp("forged") / "running"
    return folder, asyncio.run(world.make(folder, sqlite_template))


def named_rows(feature: str, ids: Ids) -> list[Row]:
    """Every button of a feature that names a row, and every window that does."""
    things = ids.things[AMINA]
    return [row for row in ROOMS[feature].rows if row.value(ids, things) and not row.any_value]


def forged(listener: Listener, user: str, ids: Ids, value: str, number: int = 0) -> Json:
    """The listener's payload with another value in its button or its private_metadata."""
    kind, name = listener
    sent = payload(listener, user, ids, ids.things[AMINA], number)
    if kind == "action":
        return sent | {"actions": press(name, value, number)["actions"]}
    return sent | {"view": sent["view"] | {"id": f"V{number}", "private_metadata": value}}


async def refused(bot: WholeBot, sent: Json) -> list[BaseException]:
    """Send it. Nothing may be said and nothing written; the errors it ended in."""
    before = bot.rows.dump()
    ack = await bot.send(sent)
    errors = bot.errors[:]
    bot.errors.clear()
    assert (ack, bot.client.calls) == ({}, []), (sent, errors)
    assert bot.rows.dump() == before, (sent, errors)
    return errors


@pytest.mark.parametrize("feature", ROOMS)
async def test_malformed_handles_do_nothing(feature: str, town: Town, tmp_path: Path) -> None:
    template, ids = town
    async with world.copy(template, tmp_path / "w", ids) as bot:
        for row in named_rows(feature, ids):
            for text in MALFORMED:
                if text == "" and row.may_be_bare:
                    await bot.send(forged(row.listener, AMINA, ids, text))
                    assert bot.errors == [], row.listener
                    bot.client.calls.clear()
                    continue
                value = text.format(id=uuid4(), hex=uuid4().hex)
                sent = forged(row.listener, AMINA, ids, value)
                errors = await refused(bot, sent)
                assert [type(error) for error in errors] == [BadHandle], (row.listener, value, errors)


@pytest.mark.parametrize("feature", ROOMS)
async def test_ids_of_nothing_and_of_other_things_are_refused(feature: str, town: Town, tmp_path: Path) -> None:
    template, ids = town
    tables = _tables_of(ids, template / "main.db")
    async with world.copy(template, tmp_path / "w", ids) as bot:
        for row in named_rows(feature, ids):
            if row.any_row:
                continue
            about = tables[parse_handle(row.value(ids, ids.things[AMINA])).row_id]
            of_another_kind = {row_id for row_id, table in tables.items() if table != about}
            for row_id in (uuid4(), UUID(int=0), ids.other_set, *of_another_kind):
                sent = forged(row.listener, AMINA, ids, handle(row_id, 1))
                errors = await refused(bot, sent)
                assert [type(error) for error in errors] == [Refused], (row.listener, row_id, errors)


def _tables_of(ids: Ids, path: Path) -> dict[UUID, str]:
    """Everything of Amina's that a button or a window of hers names, and the workspace: id -> its table."""
    things = ids.things[AMINA]
    named = {parse_handle(row.value(ids, things)).row_id for row in LISTED if row.value(ids, things)}
    named |= {*things.get(Actions).ids, *(nudge for nudge, _ in things.get(Asked).nudges), ids.workspace_id}
    return {row_id: world.table_of(path, row_id) for row_id in named}


async def test_a_draft_that_is_not_there_is_told_of_in_its_window(town: Town, tmp_path: Path) -> None:
    template, ids = town
    async with world.copy(template, tmp_path / "w", ids) as bot:
        before = bot.rows.dump()
        ack = await bot.send(forged(("view", Form.ACTION_DATE), AMINA, ids, handle(uuid4(), 1)))
        assert "I no longer hold these words" in str(ack["view"])
        assert bot.rows.dump() == before


@pytest.mark.parametrize("by", [-1, 1, 400])
async def test_another_revision_changes_nothing(by: int, town: Town, tmp_path: Path) -> None:
    template, ids = town
    things = ids.things[AMINA]
    value = handle(things.get(Actions).ids[0], things.get(Actions).revisions[0] + by)
    async with world.copy(template, tmp_path / "w", ids) as bot:
        for listener in (("action", Press.ACTION_STOP), ("view", Form.ACTION_CHANGE)):
            (error,) = await refused(bot, forged(listener, AMINA, ids, value))
            assert isinstance(error, Refused)
            assert error.problem is Problem.STALE
        nudge, revision = things.get(Asked).nudges[0]
        before = world.rows_of(bot.rows.dump(), things)
        for name in (Press.CHECKIN_DONE, Press.CHECKIN_NOT_NOW, Press.CHECKIN_UNDO, Press.CHECKIN_STOP):
            await bot.send(forged(("action", name), AMINA, ids, handle(nudge, max(0, revision + by))))
        assert world.rows_of(bot.rows.dump(), things) == before
        assert bot.errors == []


async def test_another_set_cannot_be_chosen_in_a_form(town: Town, tmp_path: Path) -> None:
    """Neither in the select nor as the window's own set; the twin with one's own set goes through."""
    template, ids = town
    async with world.copy(template, tmp_path / "w", ids) as bot:
        sent = payload(("view", Form.ACTION), AMINA, ids, ids.things[AMINA])
        chosen = {Field.ACTION_SET: {"selected_option": {"value": handle(ids.other_set)}}}
        for view in (
            window(Form.ACTION, handle(ids.other_set)),
            window(Form.ACTION, handle(ids.set_id), chosen=chosen),
            window(Form.ACTION, "", chosen=chosen),
            window(Form.ACTION, handle(uuid4())),
        ):
            (error,) = await refused(bot, sent | {"view": view})
            assert isinstance(error, Refused)
            assert error.problem is Problem.NOT_YOUR_SET
        allowed = {Field.ACTION_SET: {"selected_option": {"value": handle(ids.set_id)}}}
        ack = await bot.send(sent | {"view": window(Form.ACTION, "", chosen=allowed)})
        assert ack["response_action"] == "push"


async def test_someone_elses_window_id_does_not_reach_their_draft(town: Town, tmp_path: Path) -> None:
    template, ids = town
    async with world.copy(template, tmp_path / "w", ids) as bot:
        view = window(Form.ACTION, handle(ids.set_id)) | {"id": "F4AMINA"}
        (error,) = await refused(bot, payload(("view", Form.ACTION), "UBEN", ids, ids.things[AMINA]) | {"view": view})
        assert isinstance(error, Refused)
        assert error.problem is Problem.NOT_YOUR_SET


async def test_words_cannot_be_moved_to_someone_elses_action(town: Town, tmp_path: Path) -> None:
    """Amina's waiting words with Fay's action in the button."""
    template, ids = town
    async with world.copy(template, tmp_path / "w", ids) as bot:
        value = handle(ids.things[FAY].get(Actions).ids[0])
        sent = forged(("action", Press.REPLY_CHOOSE), AMINA, ids, value)
        (error,) = await refused(bot, sent)
        assert isinstance(error, Refused)
        assert error.problem is Problem.NOT_YOUR_SET


async def test_a_coordinator_does_not_join_with_an_older_invitation(town: Town, tmp_path: Path) -> None:
    """Asked first, appointed afterwards: nobody coordinates a programme they are a member of (privacy.md section 2)."""
    template, ids = town
    async with world.copy(template, tmp_path / "w", ids) as bot:
        await setup.appoint_coordinator(bot.store, "UJO", LATER)
        sent = payload(("action", Press.JOIN_YES), "UJO", ids, ids.things[AMINA])
        (error,) = await refused(bot, sent)
        assert isinstance(error, Refused)
        assert error.problem is Problem.OWN_PROGRAMME
