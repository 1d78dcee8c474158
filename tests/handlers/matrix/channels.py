"""The matrix: what Slack tells of a set's channel."""

from tests.handlers.matrix.core import Ids, Json, Room, Things, event, happened


def moved(user: str, _ids: Ids, _things: Things) -> Json:
    return happened("channel_id_changed", user, old_channel_id="CELSE", new_channel_id="CNEW")


ROOM = Room(
    rows=(
        event("group_archive"),
        event("group_deleted"),
        event("group_left"),
        event("group_unarchive"),
        event("channel_id_changed", sent=moved),
    ),
)
