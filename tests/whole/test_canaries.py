"""What people write stands in windows and in sealed records, and nowhere else (privacy.md, "The battery")."""

import io
import json
import logging
import os
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from bot import logs
from bot.simulate import Town, town
from sandbox.log import Traffic
from storage.engine import Database
from tests.conftest import TEMPLATE, migrated_server
from tests.postgres import Server
from tests.whole.canary import Canaries, Found, told
from tests.whole.canary_season import MORE_OF_AMINA, MORE_OF_BEN, WORDS, Season
from tests.whole.canary_story import AMINA, BEGINS, BEN, QUESTION, Week
from tests.whole.sealed_columns import WORDLESS, sealed_columns


@pytest.fixture
def log(tmp_path: Path) -> Iterator[io.StringIO]:
    """All that this process logs, at the loudest level there is; what configure() changes is put back."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook, threading.excepthook, sys.unraisablehook)
    stream = io.StringIO()
    logs.configure("INFO", stream)
    yield stream
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    logging.raiseExceptions = True
    root.handlers, root.level, sys.excepthook, threading.excepthook, sys.unraisablehook = before


@pytest.fixture(params=["sqlite", "postgresql"])
def ground(request: pytest.FixtureRequest) -> Iterator[tuple[str, Server | None]]:
    """A database's address and its server: one of its own, as the whole of its folder is searched."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url"), None
        return
    with migrated_server() as server:
        yield server.create_database("week", TEMPLATE), server


@dataclass
class Scene:
    """One told week, and every place that it could have left words in."""

    week: Week
    place: Town
    canaries: Canaries
    folder: Path
    temporary: Path
    server: Server | None
    log: io.StringIO

    async def everything_on_disk(self) -> list[Found]:
        """Database, WAL, key store, keys and temporary files; PostgreSQL's whole data folder, after a checkpoint."""
        found = self.canaries.search_files(self.folder) + self.canaries.search_files(self.temporary)
        if self.server is not None:
            self.server.run("CHECKPOINT")
            found += self.canaries.search_files(Path(self.server.handle.pgdata))
        return found

    @property
    def allowed(self) -> dict[str, list[str]]:
        """What may stand in whose direct messages: a label in its holder's, a question in the coordinator's."""
        week, direct = self.week, self.place.slack.ws.direct
        whose = {AMINA: week.amina, BEN: week.ben, QUESTION: week.priya}
        whose |= {MORE_OF_AMINA: week.amina, MORE_OF_BEN: week.ben}
        return {name: [person.id, direct(person.id).id] for name, person in whose.items()}

    def files_and_names(self) -> list[Found]:
        """Every uploaded file with its names and alt text, and what channels are called and are said to be for."""
        found, workspace = [], self.place.slack.ws
        for file in workspace.files.values():
            # A line of a calendar file goes on in the next one: RFC 5545, 3.1.
            data = (file.data or b"").replace(b"\r\n ", b"")
            found += self.canaries.search(file.name, data)
            found += self.canaries.search(file.name, f"{file.name} {file.title} {file.alt_txt}".encode())
        for channel in workspace.channels.values():
            found += self.canaries.search(channel.id, f"{channel.name} {channel.topic} {channel.purpose}".encode())
        return found

    @property
    def traffic(self) -> list[Traffic]:
        return self.place.slack.log.traffic


@asynccontextmanager
async def scene(
    url: str, tmp_path: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, server: Server | None
) -> AsyncIterator[Scene]:
    """The week, told over HTTP on SQLite and over Socket Mode on PostgreSQL; the bot still runs."""
    folder, temporary = tmp_path / "bot", tmp_path / "tmp"
    folder.mkdir()
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    canaries, sqlite = Canaries(), server is None
    if sqlite:
        os.rename(url.removeprefix("sqlite:///"), folder / "setkeeper.db")
        url = f"sqlite:///{folder / 'setkeeper.db'}"
    keys = f"sqlite:///{folder / 'keys.db'}"
    async with town(folder, BEGINS, http=sqlite, database_url=url, keystore_url=keys) as place:
        week = Week(place, canaries, monkeypatch)
        assert week.stage.filled.forgotten() == set(sealed_columns())
        await week.tell()
        await Season(week).tell()
        yield Scene(week, place, canaries, folder, temporary, server, log)


async def test_no_canary_leaves_its_cage(
    ground: tuple[str, Server | None],
    tmp_path: Path,
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    address, server = ground
    async with scene(address, tmp_path, log, monkeypatch, server) as told_week:
        canaries = told_week.canaries
        _everything_was_written(told_week)
        assert told_week.week.stage.filled.forgotten() == set()
        assert told_week.week.stage.filled.with_words.isdisjoint(WORDLESS)
        if server is None:
            assert (told_week.folder / "setkeeper.db-wal").stat().st_size > 0
        assert await told_week.everything_on_disk() == []
        assert canaries.search_traffic(told_week.traffic, told_week.allowed) == []
        homes = [
            one for one in told_week.traffic if one.name == "views.publish" and told_week.week.chloe.id in one.request
        ]
        assert homes
        assert canaries.search("Chloe's Home", str(homes).encode()) == []
        assert told_week.files_and_names() == []
        assert {Path(file.name).suffix for file in told_week.place.slack.ws.files.values()} == {".ics", ".png"}
        assert canaries.search("logs", log.getvalue().encode()) == []
        assert canaries.search("printed", "".join(capfd.readouterr()).encode()) == []
        await _planted_leaks_are_found(told_week)
        log.seek(0)
        log.truncate()
    assert canaries.search("logs of stopping", log.getvalue().encode()) == []
    assert canaries.search("printed while stopping", "".join(capfd.readouterr()).encode()) == []


def _everything_was_written(told_week: Scene) -> None:
    """The story did put each canary into the bot, errors did happen, and the search sees what is allowed."""
    heard = "".join(one.request for one in told_week.traffic if one.direction == "out")
    names = ["Q", "LA", "LB", "LC", "LD", "W", "T", "X", "DA", "DS", "DU", "DI", "DN", "DC"]
    for name in [*names, "NF", "NC", "NA", "NR", "NX", "NL", "NP", "NO", *WORDS, MORE_OF_AMINA, MORE_OF_BEN]:
        assert json.dumps(told_week.canaries[name])[1:-1] in heard, name
    events = [json.loads(line) for line in told_week.log.getvalue().splitlines()]
    failed = {one.get("error") for one in events if one["level"] == "error"}
    assert {"RuntimeError", "ValueError"} <= failed, failed
    assert any("sqlalchemy" in str(error) for error in failed), failed
    sent = told_week.canaries.search_traffic(told_week.traffic, {})
    assert sent, "labels and the question stand in messages by design: a search that does not see them is blind"


async def _planted_leaks_are_found(told_week: Scene) -> None:
    """One leak in each place, in several disguises: the search finds every one."""
    canaries, secret = told_week.canaries, told_week.canaries["planted"]
    database = Database.connect(told_week.place.settings.main_database)
    async with database.write() as connection:
        await connection.exec_driver_sql("CREATE TABLE leak (words TEXT)")
        await connection.exec_driver_sql(f"INSERT INTO leak VALUES ('{secret}')")  # noqa: S608 - a secret of our own
    await database.close()
    keystore = Database.connect(told_week.place.settings.keystore)
    async with keystore.write() as connection:
        await connection.exec_driver_sql("CREATE TABLE leak (words BLOB)")
        await connection.exec_driver_sql(f"INSERT INTO leak VALUES (x'{json.dumps(secret).encode().hex()}')")  # noqa: S608
    with tempfile.NamedTemporaryFile() as file:
        file.write(f"?words={secret.replace(' ', '+')}".encode().replace("á".encode(), b"%C3%A1"))
        file.flush()
        found = {(one.place, one.disguise) for one in await told_week.everything_on_disk()}
        assert (Path(file.name).name, "percent, plus") in found
    await keystore.close()
    places = {place for place, disguise in found if disguise == "plain"}
    assert any(place.startswith(("base/", "setkeeper.db-wal")) for place in places), places
    assert told_week.server is None or any(place.startswith("pg_wal/") for place in places), places
    assert {place for place, disguise in found if disguise == "JSON"} & {"keys.db", "keys.db-wal"}
    told_week.log.write(json.dumps({"event": secret}) + "\n")
    assert [one.disguise for one in canaries.search("logs", told_week.log.getvalue().encode())] == ["JSON"]
    await told_week.place.bot.client.chat_postMessage(channel=told_week.week.ben.id, text=secret)
    await told_week.place.slack.settled()
    leaks = canaries.search_traffic(told_week.traffic, told_week.allowed)
    assert {one.place for one in leaks} == {"chat.postMessage"}
    invitation = next(
        invitation for invitation in told_week.place.slack.ws.files.values() if invitation.name.endswith(".ics")
    )
    invitation.data = f"LOCATION:{secret[:9]}\r\n {secret[9:]}".encode()
    assert [(one.place, one.disguise) for one in told_week.files_and_names()] == [(invitation.name, "plain")]
    assert len(list(told(told_week.traffic))) > 50
