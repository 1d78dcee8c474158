"""The database file locked, full or read-only: kind words in time, nothing lost, and trying again works."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from sandbox.people import Person
from tests.whole.test_bad_input_presses import actions
from tests.whole.village import MORNING, Village

WORDS = "Something went wrong on my side, so I did nothing. Try again in a minute."
FORM = "I could not save this. Copy your words and try again in a minute."


@contextmanager
def locked(folder: Path) -> Iterator[sqlite3.Connection]:
    """Another program holds the database's write lock, as a backup or an editor of databases would."""
    other = sqlite3.connect(folder / "setkeeper.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield other
    finally:
        other.execute("ROLLBACK")
        other.close()


async def act(person: Person, action_id: str) -> bool:
    """Press without waiting for the bot to come to rest: while the database is locked it never does."""
    return await person.press(person.latest(action_id), action_id)


async def shown(place: Village) -> None:
    """Until everybody sees what the bot has answered; the outbox may still be waiting for the database."""
    await place.place.bot.background.idle()
    await place.slack.settled()


async def asked(place: Village) -> None:
    await place.commit(place.amina)
    await place.until(MORNING)


@pytest.mark.parametrize("both", ["http", "socket"], indirect=True)
async def test_locked_for_ten_seconds(both: Village, tmp_path: Path) -> None:
    amina = both.amina
    await asked(both)
    with locked(tmp_path):
        began = asyncio.get_running_loop().time()
        assert await act(amina, "checkins.done")  # within Slack's 3 s, or it would be False
        await amina.say("the night team wants quieter doors")
        assert asyncio.get_running_loop().time() - began < 8
        await asyncio.sleep(max(0.0, 3.0 - (asyncio.get_running_loop().time() - began)))
    await both.rest()
    assert WORDS in amina.sees().text()
    await both.later(minutes=6)
    assert "I saved your note" in amina.sees().text()
    await both.press(amina, "checkins.done")
    assert await actions(both) == 0
    both.check()


async def test_two_people_while_it_is_locked(place: Village, tmp_path: Path) -> None:
    for person in place.members[:3]:
        await place.commit(person)
    await place.until(MORNING)
    with locked(tmp_path):
        assert await asyncio.gather(*(act(person, "checkins.done") for person in place.members[:3])) == [True] * 3
    await place.rest()
    for person in place.members[:3]:
        assert WORDS in person.sees().text()
        await place.press(person, "checkins.done")
    place.check()


async def test_a_form_while_it_is_locked_keeps_its_words(place: Village, tmp_path: Path) -> None:
    amina = place.amina
    await place.command(amina)
    values = {"action_label": "ring the ward", "action_due": "tomorrow"}
    with locked(tmp_path):
        await amina.fill(None, values)
        problems = await amina.submit()
    assert problems["action_label"].startswith(FORM)
    assert " Reference " in problems["action_label"]
    await place.rest()
    assert await place.send(amina, {}) == {}
    with locked(tmp_path):
        await amina.submit()
    await place.rest()
    assert FORM in amina.sees().text() or "already" not in amina.sees().text()
    place.check()


async def test_the_check_in_waits_for_the_lock(place: Village, tmp_path: Path) -> None:
    await place.commit(place.amina)
    await place.until(MORNING.replace(hour=7, minute=0))
    place.slack.clock.advance_to(MORNING.replace(hour=7, minute=30))
    with locked(tmp_path):
        await place.place.bot.run_due(place.slack.clock.now())
    await place.until(MORNING)
    assert sum("checkins.done" in str(each.shown) for each in place.posts(place.amina)) == 1
    place.check()


@contextmanager
def writing_with(place: Village, pragma: str, afterwards: str) -> Iterator[None]:
    """The bot's own writing connection has this pragma set, from outside; then another."""
    pool = place.place.bot.storage.database.writer.sync_engine.pool

    def setter(words: str) -> Callable[..., None]:
        def on_checkout(connection: Any, *_: object) -> None:  # noqa: ANN401 - SQLAlchemy's adapted connection
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA {words}")
            cursor.close()

        return on_checkout

    broken = setter(pragma)
    event.listen(pool, "checkout", broken)
    try:
        yield
    finally:
        event.remove(pool, "checkout", broken)
        event.listen(pool, "checkout", setter(afterwards))


async def test_the_disk_is_full(place: Village) -> None:
    amina = place.amina
    refused = 0
    with writing_with(place, "max_page_count=1", "max_page_count=1073741823"):  # a file that may not grow
        for number in range(40):  # what is free inside the file still takes some
            await amina.command("/als", "action")
            await shown(place)
            await amina.fill(
                None, {"action_label": f"step {number}", "action_due": "tomorrow", "action_about": "w" * 1300}
            )
            problems = await amina.submit()
            await shown(place)
            if problems:
                assert problems["action_label"].startswith(FORM)
                refused += 1
                if refused == 3:
                    break
    assert refused == 3
    await place.rest()
    assert await place.send(amina, {}) == {}
    assert await amina.submit() == {}
    await place.rest()
    assert "I will ask how it is going" in amina.sees().text()
    place.check()


async def test_the_file_is_read_only(place: Village) -> None:
    amina = place.amina
    await asked(place)
    with writing_with(place, "query_only=ON", "query_only=OFF"):  # what a disk remounted read-only does to writes
        assert await act(amina, "checkins.done")
        await shown(place)
        assert WORDS in amina.sees().text()
        assert await amina.open_home() is not None  # reading goes on
    await place.rest()
    await place.press(amina, "checkins.done")
    assert await actions(place) == 0
    place.check()
