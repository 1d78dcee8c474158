"""A unit of work: one transaction, bound to one workspace, that cannot see another."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVarTuple
from uuid import UUID, uuid4

from sqlalchemy import CursorResult, Delete, Select, Table, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Result
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import Executable
from sqlalchemy.sql.selectable import FromClause, Join
from sqlalchemy.sql.visitors import iterate

from storage.aliases import is_lasting
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.engine import Database, Dialect
from storage.fields import Field
from storage.models import Base
from storage.queries.data_keys import KeyRow
from storage.vault import Vault, VaultSession

IdFactory = Callable[[], UUID]
Columns = TypeVarTuple("Columns")


class UnitOfWork:
    """One transaction of one workspace.

    Every select, update and delete gets `workspace_id = ...` for each table it names, and every insert
    carries it, so that no query can forget. Foreign keys carry it too, so a join cannot cross over.
    """

    def __init__(self, connection: AsyncConnection, workspace_id: UUID, vault: VaultSession, new_id: IdFactory) -> None:
        self.connection = connection
        self.workspace_id = workspace_id
        self.new_id = new_id
        self._vault = vault

    @property
    def dialect(self) -> Dialect:
        return "postgresql" if self.connection.dialect.name == "postgresql" else "sqlite"

    async def rows(self, statement: Select[*Columns]) -> Result[*Columns]:
        """The rows of a select within this workspace."""
        return await self.connection.execute(self._bound(statement))

    async def execute(self, statement: Executable) -> CursorResult[Any]:
        """Run an update or delete (or a select whose row types do not matter) within this workspace."""
        result: CursorResult[Any] = await self.connection.execute(self._bound(statement))
        return result

    async def insert(self, model: type[Base], **values: object) -> None:
        """Insert one row of this workspace. Raises IntegrityError when it breaks a constraint."""
        await self.connection.execute(model.__table__.insert().values(workspace_id=self.workspace_id, **values))  # type: ignore[attr-defined]

    async def insert_many(self, model: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
        """Insert several rows of this workspace in one statement; none when `rows` is empty."""
        if rows:
            bound = [{"workspace_id": self.workspace_id, **row} for row in rows]
            await self.connection.execute(model.__table__.insert(), bound)  # type: ignore[attr-defined]

    async def insert_once(self, model: type[Base], **values: object) -> bool:
        """Insert one row unless a unique constraint says it is there already; True when it was new.

        On PostgreSQL a concurrent insert of the same key waits for the other transaction to end.
        """
        insert = postgresql.insert if self.dialect == "postgresql" else sqlite.insert
        statement = insert(model).values(workspace_id=self.workspace_id, **values).on_conflict_do_nothing()
        # RETURNING tells on both databases; a row count is not reported by every driver.
        result = await self.connection.execute(statement.returning(model.__table__.c.workspace_id))
        return result.first() is not None

    async def seal(self, field: Field, scope: Scope, row_id: UUID, words: Confidential) -> bytes:
        """Seal words for one column of one row. Raises WordsTooLong."""
        return await self._vault.seal(field, scope, row_id, words)

    async def unseal(self, field: Field, scope: Scope, row_id: UUID, record: bytes) -> Confidential:
        """Open a sealed record of this row and column. Raises SealBroken or KeyGone."""
        return await self._vault.unseal(field, scope, row_id, record)

    async def shred(self, scope: Scope) -> None:
        """Destroy the keys of a scope with this transaction: nothing sealed for it can be opened again."""
        await self._vault.shred(scope)

    async def renew_key(self, scope: Scope) -> None:
        """Destroy the keys of a scope with this transaction and give it a new one; see `VaultSession.renew`."""
        await self._vault.renew(scope)

    async def finish(self) -> None:
        """What follows once this transaction is kept."""
        await self._vault.finish()

    def note_key(self, row: KeyRow) -> None:
        """A data key that was read in this transaction along with the rows it opens."""
        self._vault.note_key(row)

    def _bound(self, statement: Executable) -> Executable:
        if isinstance(statement, Select):
            tables = _tables_of(statement)
            statement = statement.where(*(table.c.workspace_id == self.workspace_id for table in tables))
        elif isinstance(statement, Update | Delete):
            statement = statement.where(statement.table.c.workspace_id == self.workspace_id)
        else:
            raise TypeError("a unit of work runs selects, updates and deletes; use insert() for new rows")
        return statement


_KNOWN: dict[tuple[Any, ...], tuple[FromClause, ...]] = {}
_MOST_KNOWN = 2_000


def _tables_of(statement: Select[*tuple[Any, ...]]) -> Sequence[FromClause]:
    """The tables of a select that have to be bound to the workspace, remembered for each shape of statement.

    SQLAlchemy finds them by half compiling the statement, milliseconds for a wide join; the key is the one of its own
    cache. Aliases are remembered when they are lasting ones: otherwise two statements of one shape may have been built
    with an alias each.
    """
    key = statement._generate_cache_key()
    if key is None:
        return _tables(statement.get_final_froms())
    found = _KNOWN.get(key.key)
    if found is None:
        found = tuple(_tables(statement.get_final_froms()))
        if all(isinstance(table, Table) or is_lasting(table) for table in found) and len(_KNOWN) < _MOST_KNOWN:
            _KNOWN[key.key] = found
    return found


def _tables(froms: Sequence[FromClause]) -> list[FromClause]:
    found: list[FromClause] = []
    for item in froms:
        if isinstance(item, Join):
            found.extend(_tables((item.left,) if _is_outer(item) else (item.left, item.right)))
        else:
            found.append(item)
    return [table for table in found if "workspace_id" in table.c]


def _is_outer(join: Join) -> bool:
    """An outer join is bound by its ON clause: a WHERE would drop the rows it is there to keep.

    Raises ValueError when that clause does not name the workspace.
    """
    if not (join.isouter or join.full):
        return False
    named = iterate(join.onclause) if join.onclause is not None else ()
    if not any(getattr(element, "key", None) == "workspace_id" for element in named):
        raise ValueError("the ON clause of an outer join must compare workspace_id")
    return True


class Moments(Protocol):
    """Who wants to know when a transaction is about to be kept, and when it is."""

    def before_commit(self) -> None:
        """Everything is written and nothing kept yet."""

    def after_commit(self) -> None:
        """It is kept."""


class NoMoments:
    """Nobody wants to know."""

    def before_commit(self) -> None:
        return None

    def after_commit(self) -> None:
        return None


class WorkspaceStore:
    """The two doors to one workspace's rows. Use cases get this and own their transactions."""

    def __init__(
        self, database: Database, vault: Vault, workspace_id: UUID, new_id: IdFactory, moments: Moments
    ) -> None:
        self.workspace_id = workspace_id
        self.new_id = new_id
        self._database = database
        self._vault = vault
        self._moments = moments

    @asynccontextmanager
    async def write(self) -> AsyncIterator[UnitOfWork]:
        """A transaction: committed when the block ends, rolled back when it raises."""
        async with self._database.write() as connection:
            unit = self._unit(connection)
            yield unit
            self._moments.before_commit()
        self._moments.after_commit()
        await unit.finish()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[UnitOfWork]:
        """Reading only."""
        async with self._database.read() as connection:
            yield self._unit(connection)

    def _unit(self, connection: AsyncConnection) -> UnitOfWork:
        session = VaultSession(self._vault, connection, self.workspace_id)
        return UnitOfWork(connection, self.workspace_id, session, self.new_id)


class Storage:
    """All workspaces of one database and its vault."""

    def __init__(
        self, database: Database, vault: Vault, new_id: IdFactory = uuid4, moments: Moments | None = None
    ) -> None:
        self.database = database
        self.vault = vault
        self.new_id = new_id
        self.moments = moments or NoMoments()

    def workspace(self, workspace_id: UUID) -> WorkspaceStore:
        return WorkspaceStore(self.database, self.vault, workspace_id, self.new_id, self.moments)
