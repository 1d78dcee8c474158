"""Creating and upgrading the schema, and asking which version a database has."""

from importlib.resources import files
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from storage.engine import Database

State = Literal["empty", "old", "current", "newer"]


def config() -> Config:
    """Alembic's settings; the migrations are packaged beside this file."""
    found = Config()
    found.set_main_option("script_location", str(files("storage") / "migrations"))
    found.set_main_option("path_separator", "os")
    return found


async def upgrade(database: Database) -> None:
    """Bring the schema to the newest revision, creating it when the database is empty."""
    async with database.write() as connection:
        await connection.run_sync(_upgrade)


async def state(database: Database) -> State:
    """Where the database stands: empty, old (upgrade it), current, or newer than this program (do not touch it)."""
    async with database.read() as connection:
        return await connection.run_sync(_state)


async def create(database: Database) -> None:
    """A fresh schema, for tests and first starts: the same as upgrade()."""
    await upgrade(database)


def _upgrade(connection: Connection) -> None:
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


def _state(connection: Connection) -> State:
    scripts = ScriptDirectory.from_config(config())
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        return "old" if inspect(connection).get_table_names() else "empty"
    if current == scripts.get_current_head():
        return "current"
    known = {script.revision for script in scripts.walk_revisions()}
    return "old" if current in known else "newer"
