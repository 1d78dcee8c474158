"""Why did you not ask? What became of the check-ins of an action that were not asked on their day, for its holder."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto

from sets.hours import local_date
from sets.reasons import WAITS, Why
from storage.queries import asked as queries
from storage.queries.actions import ActionRow
from storage.queries.asked import AskedAbout
from storage.unit_of_work import UnitOfWork

SHOWN = 3
_LOOKED_AT = 12
# Of these their holder need not be told: they took the action back, or belonged to no set then.
_UNTOLD = frozenset({Why.TAKEN_BACK, Why.LEFT, Why.GONE, Why.UNKNOWN_KIND})


class Then(Enum):
    """What became of a check-in that was not asked on its day."""

    NOT_ASKED = auto()
    ASKED_LATER = auto()
    WAITS = auto()


@dataclass(frozen=True)
class NotAsked:
    """One check-in that was planned for `day` and not asked then. Days: the holder's local dates.

    asked  on which day it was asked instead, when `then` is ASKED_LATER
    """

    day: date
    why: Why
    then: Then
    asked: date | None = None


async def not_asked(uow: UnitOfWork, row: ActionRow, now: datetime) -> list[NotAsked]:
    """The latest few, newest first. The caller has checked that it is the holder who asks."""
    found = await queries.of_action(uow, row.id, row.holder_id, now, _LOOKED_AT)
    told = [told for each in found if (told := explained(each, row.holder.tz, now))]
    return told[:SHOWN]


def explained(nudge: AskedAbout, zone: str, now: datetime) -> NotAsked | None:
    """What to say about one check-in; None: it was asked on its day, or there is nothing to say. zone: the holder's."""
    day, waited = local_date(nudge.since, zone), Why(nudge.waited_for) if nudge.waited_for else None
    if nudge.state == "dropped":
        why = Why(nudge.reason or Why.EXPIRED)
        if why in (Why.EXPIRED, Why.JOINED, Why.TOO_SOON) and waited is not None:
            why = waited  # that it waited so long is why its time was over
        return None if why in _UNTOLD else NotAsked(day, why, Then.NOT_ASKED)
    if waited is None or waited not in WAITS:
        return None
    if nudge.state in ("planned", "composed"):
        return NotAsked(day, waited, Then.WAITS) if day < local_date(now, zone) or waited is not Why.HOURS else None
    asked = local_date(nudge.asked_at, zone)
    return NotAsked(day, waited, Then.ASKED_LATER, asked) if asked > day else None
