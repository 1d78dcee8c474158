"""Whether a database answers and takes writes, told as a code; nothing in it is changed."""

from enum import Enum
from sqlite3 import DatabaseError

from sqlalchemy import text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from storage.engine import Database, UnsupportedDatabase


class Trouble(Enum):
    """What is wrong with a database."""

    BAD_ADDRESS = "bad_address"
    NO_DRIVER = "no_driver"
    UNREACHABLE = "unreachable"
    LOGIN = "login"
    NO_SUCH_DATABASE = "no_such_database"
    NO_RIGHTS = "no_rights"
    READ_ONLY = "read_only"
    LOCKED = "locked"
    NOT_A_DATABASE = "not_a_database"
    DAMAGED = "damaged"
    CANNOT_OPEN = "cannot_open"
    FULL = "full"
    UNKNOWN = "unknown"


_SQLITE = {
    "SQLITE_READONLY": Trouble.READ_ONLY,
    "SQLITE_BUSY": Trouble.LOCKED,
    "SQLITE_LOCKED": Trouble.LOCKED,
    "SQLITE_NOTADB": Trouble.NOT_A_DATABASE,
    "SQLITE_CORRUPT": Trouble.DAMAGED,
    "SQLITE_CANTOPEN": Trouble.CANNOT_OPEN,
    "SQLITE_PERM": Trouble.CANNOT_OPEN,
    "SQLITE_FULL": Trouble.FULL,
}
_POSTGRESQL = {  # SQLSTATE, by its first letters
    "28": Trouble.LOGIN,
    "3D": Trouble.NO_SUCH_DATABASE,
    "42501": Trouble.NO_RIGHTS,
    "25006": Trouble.READ_ONLY,
    "53100": Trouble.FULL,
    "53300": Trouble.LOCKED,
    "57P": Trouble.UNREACHABLE,
}
# What libpq says when it got no SQLSTATE, because the connection ended before the server could give one.
_REFUSALS = {"password authentication failed": Trouble.LOGIN, "does not exist": Trouble.NO_SUCH_DATABASE}


async def answers(database: Database) -> bool:
    """Whether our tables can be read there. Never raises for a database that does not answer."""
    try:
        async with database.read() as connection:
            # A statement that names no table would not even look at a SQLite file.
            await connection.execute(text("SELECT version_num FROM alembic_version"))
    except (DBAPIError, DatabaseError, OSError, TimeoutError):
        return False
    return True


async def check_writable(database: Database) -> Trouble | None:
    """What keeps it from being written to; None when nothing does. Takes the lock of a writer for a moment.

    Raises what the database raises; `trouble_of` says what that means.
    """
    if database.dialect == "postgresql":
        async with database.write() as connection:
            state = await connection.execute(text("SELECT current_setting('transaction_read_only')"))
            if state.scalar_one() == "on":
                return Trouble.READ_ONLY
            may = await connection.execute(text("SELECT has_table_privilege('workspace', 'INSERT')"))
            return None if may.scalar_one() else Trouble.NO_RIGHTS
    async with database.read() as connection:
        # The first fault is enough; on a healthy file of a few hundred megabytes this takes seconds.
        found = await connection.exec_driver_sql("PRAGMA quick_check(1)")
        if found.scalar() != "ok":
            return Trouble.DAMAGED
    async with database.write():
        return None


def trouble_of(error: BaseException) -> Trouble:
    """What an error of a database means."""
    if isinstance(error, ModuleNotFoundError | NoSuchModuleError):
        return Trouble.NO_DRIVER
    if isinstance(error, UnsupportedDatabase | ArgumentError):
        return Trouble.BAD_ADDRESS
    cause = error.orig if isinstance(error, DBAPIError) else error
    name = str(getattr(cause, "sqlite_errorname", None) or "")
    for beginning, trouble in _SQLITE.items():
        if name.startswith(beginning):
            return trouble
    state = str(getattr(cause, "sqlstate", None) or "")
    for beginning, trouble in _POSTGRESQL.items():
        if state.startswith(beginning):
            return trouble
    return _without_a_code(error, cause)


def _without_a_code(error: BaseException, cause: BaseException | None) -> Trouble:
    said = str(cause)
    for words, trouble in _REFUSALS.items():
        if words in said:
            return trouble
    if isinstance(cause, TimeoutError | OSError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return Trouble.UNREACHABLE
    return Trouble.UNREACHABLE if type(cause).__module__.startswith("psycopg") else Trouble.UNKNOWN
