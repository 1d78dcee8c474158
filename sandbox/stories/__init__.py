"""Stories the sandbox can play, and programmes a visitor can begin in, by name.

Each needs a coordinator, who is cast before the story begins.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sandbox.stories import first_action, self_run
from sandbox.story import Stage, Story


@dataclass(frozen=True)
class Entry:
    """One story: when it begins (aware UTC) and how it goes."""

    begins: datetime
    tell: Story


STORIES = {
    "first-action": Entry(datetime(2026, 5, 14, 9, 0, tzinfo=UTC), first_action.tell),
    "self-run": Entry(self_run.BEGINS, self_run.tell),
}


@dataclass(frozen=True)
class Programme:
    """Somewhere to begin. `weeks`: number, from 1, -> what a visitor finds on its Monday.

    gather  casts everybody and lets them live by themselves, at any time of the programme
    roles   a person's name -> what they are in it
    tell    what is played until the chosen week; None where nothing has happened yet
    """

    words: str
    begins: datetime
    gather: Callable[[Stage], None]
    roles: Mapping[str, str]
    weeks: Mapping[int, str] = field(default_factory=dict)
    tell: Story | None = None

    def monday(self, week: int) -> datetime:
        """Early on the Monday of a week, before anything is sent; aware UTC."""
        return self.begins if week < 2 else (self.begins + timedelta(weeks=week - 1)).replace(hour=6)


EMPTY, SELF_RUN = "empty", "self-run"
PROGRAMMES = {
    SELF_RUN: Programme(
        "A set that learns to run itself",
        self_run.BEGINS,
        self_run.gather,
        self_run.ROLES,
        self_run.WEEKS,
        self_run.tell,
    ),
    EMPTY: Programme("An empty workspace: nothing is set up yet", self_run.BEGINS, self_run.gather, self_run.ROLES),
}
