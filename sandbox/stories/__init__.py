"""Stories the sandbox can play, by name. Each needs a coordinator, who is cast before the story begins."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.stories import first_action, self_run
from sandbox.story import Story


@dataclass(frozen=True)
class Entry:
    """One story: when it begins (aware UTC) and how it goes."""

    begins: datetime
    tell: Story


STORIES = {
    "first-action": Entry(datetime(2026, 5, 14, 9, 0, tzinfo=UTC), first_action.tell),
    "self-run": Entry(self_run.BEGINS, self_run.tell),
}
