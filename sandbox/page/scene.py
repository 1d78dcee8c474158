"""What the page shows: a pretend Slack with people in it, and what those who made it can tell beyond Slack."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sandbox.driver import Driver
from sandbox.page.eyes import Archive
from sandbox.people import Person
from sandbox.residents import Resident
from sandbox.server import PretendSlack


class Landmarks(Protocol):
    """Moments that a visitor may want to go to. Known to the bot alone; aware UTC, None when there is none."""

    async def next_session(self, now: datetime) -> datetime | None:
        """When the next session begins."""

    async def next_digest(self, now: datetime) -> datetime | None:
        """When the next weekly note to a coordinator goes out."""


@dataclass(frozen=True)
class Start:
    """Where a visitor begins. `programme`: a key of `sandbox.stories.PROGRAMMES`; `week`: from 1, 0 for its welcome."""

    programme: str
    week: int


@dataclass
class Scene:
    """One pretend workspace under way. `turn` is held by whoever acts or moves time, so that nothing interleaves.

    roles  a person's id -> what they are in this programme, for the list of people to be
    read   a person's id -> place -> the last ts they read
    """

    slack: PretendSlack
    driver: Driver
    start: Start
    residents: dict[str, Resident] = field(default_factory=dict)  # by Slack user id
    roles: dict[str, str] = field(default_factory=dict)
    read: dict[str, dict[str, str]] = field(default_factory=dict)
    landmarks: Landmarks | None = None
    archive: Archive | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def now(self) -> datetime:
        return self.slack.clock.now()

    def person(self, user_id: str) -> Person | None:
        """The human being with this id; None for anybody else."""
        return next((each for each in self.slack.people.values() if each.id == user_id), None)


Progress = Callable[[datetime], None]


class Theatre(Protocol):
    """Makes scenes: joined to the bot in bot/theatre.py, or to none for `--connect`.

    stories  it can begin the programmes; a bot in another process cannot be taken to another time
    goes_on  the first scene is one that was kept, in which things have happened
    """

    stories: bool
    goes_on: bool

    async def open(self, start: Start | None, progress: Progress) -> Scene:
        """A scene played up to `start`; None goes on where the kept one was, or begins the usual one.

        `progress` hears how far the story has come. Ends the scene before, if there is one.
        """

    async def keep(self) -> None:
        """Write down the scene, when it is to outlive this process. Only while nobody acts."""

    async def close(self) -> None:
        """End the scene."""
