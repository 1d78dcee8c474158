"""Two people for the Home tab: one with little, one in five sets with sixty open actions and a full journal."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sets import committing, journal
from sets.action_forms import Typed
from sets.people import Person
from storage.confidential import Confidential
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_coordinator, add_person, add_set


@dataclass(frozen=True)
class Load:
    """How much somebody has. Actions are spread over the sets."""

    sets: int
    actions: int
    entries: int


LIGHT, HEAVY = Load(1, 2, 2), Load(5, 60, 300)


async def laden(store: WorkspaceStore, slack_user_id: str, load: Load, now: datetime) -> Person:
    """Somebody with this much, as the bot itself would have kept it."""
    person = await add_person(store, slack_user_id)
    coordinator = await add_coordinator(store, f"UC{slack_user_id}")
    sets = [
        await add_set(
            store, coordinator, members=[person], name=f"Set {number}", channel_id=f"C{slack_user_id}{number}"
        )
        for number in range(load.sets)
    ]
    for number in range(load.actions):
        typed = Typed(f"Step {number}", "next Friday", set_id=sets[number % load.sets])
        form, at = f"F{slack_user_id}{number}", now + timedelta(minutes=number)
        made = await committing.draft(store, slack_user_id, form, typed, at)
        await committing.confirm(store, slack_user_id, made.action_id, made.revision, f"view:{form}", at)
    for number in range(load.entries):
        words = Confidential(f"What I noticed on day {number}")
        await journal.write(store, slack_user_id, words, f"view:J{slack_user_id}{number}", now)
    return person
