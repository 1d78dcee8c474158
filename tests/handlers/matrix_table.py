"""The whole matrix: every feature's rows, as the files of tests/handlers/matrix give them."""

from graphlib import TopologicalSorter

from tests.collecting import files_of
from tests.handlers import matrix
from tests.handlers.matrix.core import Json, Listener, Room, Row

ROOMS: dict[str, Room] = {name: file.ROOM for name, file in files_of(matrix).items()}
LISTED: list[Row] = [row for room in ROOMS.values() for row in room.rows]
ROWS: dict[Listener, Row] = {row.listener: row for row in LISTED}
LEFT: list[Listener] = [row.listener for row in LISTED if row.left]


def in_order() -> list[Room]:
    """Every room, after those that it needs."""
    sorter = TopologicalSorter({name: room.needs for name, room in ROOMS.items()})
    return [ROOMS[name] for name in sorter.static_order()]


def fields() -> dict[str, Json]:
    """Every field of every window, filled in; each form reads its own."""
    return {block: value for room in ROOMS.values() for block, value in room.fields.items()}
