"""The matrix: the Home tab."""

from tests.handlers.matrix.core import Ids, Json, Room, Things, event, happened


def opened(user: str, _ids: Ids, _things: Things) -> Json:
    return happened("app_home_opened", user, channel="D1", tab="home")


ROOM = Room(
    rows=(event("app_home_opened", "Sooooooooo", shown=("{name}-LABEL-0",), own=("views.publish",), sent=opened),)
)
