"""Statements before the ack: what Slack tells of a set's channel."""

from tests.whole.statements.core import event, happened, still

MOVED = happened("channel_id_changed", old_channel_id="CSET", new_channel_id="CNEW")

LINES = (
    event("group_archive"),
    event("group_deleted"),
    event("group_left"),
    event("group_unarchive"),
    event("channel_id_changed", still(MOVED)),
)
