"""Why something was not asked on the day it was planned for: a closed list, which its holder can read.

One code stands with a nudge as `waited_for` (why its day passed; the last reason that was true), one as `reason` (why
it is not asked any more). The sentences are in handlers/messages/asked.py. Things of other features have other codes.
"""

from enum import StrEnum


class Why(StrEnum):
    """At most 16 letters each; stored, so never renamed."""

    # It waits: it is asked later, if it makes sense then.
    AWAY = "away"
    PAUSED = "paused"
    NOT_UNTIL = "not_until"
    DO_NOT_DISTURB = "do_not_disturb"
    HOURS = "hours"
    DAY = "day"
    """That day's one message had gone out, or was full."""
    WEEK = "week"
    """The week's messages had gone out."""
    TOO_SOON = "too_soon"
    """It was asked about less than three days before."""

    # It is not asked any more.
    ANSWERED = "answered"
    ASKED_TO_WAIT = "asked_to_wait"
    MOVED = "moved"
    CLOSED = "closed"
    JOINED = "joined"
    """Two questions about one action: the later one took its place."""
    SESSION = "session"
    LEFT = "left"
    EXPIRED = "expired"
    TAKEN_BACK = "taken_back"
    GONE = "gone"
    """The account is closed."""
    UNKNOWN_KIND = "unknown_kind"


WAITS = frozenset({Why.AWAY, Why.PAUSED, Why.NOT_UNTIL, Why.DO_NOT_DISTURB, Why.HOURS, Why.DAY, Why.WEEK, Why.TOO_SOON})
