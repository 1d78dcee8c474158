"""My data: everything that is kept about somebody and by them, for their own eyes (privacy.md section 5).

What they wrote comes a kind at a time, in pages; what else is kept comes as facts and dates. Nothing here asks about a
set: one's own words stay one's own after leaving (privacy.md section 2), and nobody else's are ever read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from sets import erasures
from sets.action_forms import someone
from sets.erasures import ErasureRow
from sets.my_words import Item, Kind, opened
from sets.people import Person, Settings, settings_of
from storage.queries import my_data as queries
from storage.queries import my_facts as fact_queries
from storage.queries import reflections
from storage.queries.away import Stretch, stretches
from storage.queries.my_facts import Fact, What
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["Fact", "Item", "Kind", "What"]

PAGE = 5
"""An action may fill seventeen blocks of a window, which takes a hundred, and 250,000 bytes."""
_FEWER = {Kind.NOTE: 3}
"""A note may hold what stood in every box before a change, too."""
MOST_FACTS = 40
"""Of one kind, in a window; a copy holds them all."""


class About(IntEnum):
    """One page of facts. The number stands in buttons: added, never renamed or used again."""

    ME = 101
    SETS = 102
    SESSIONS = 103
    CONSENTS = 104
    VOTES = 105
    MESSAGES = 106


FACTS: Mapping[About, Sequence[What]] = {
    About.ME: (),
    About.SETS: (
        What.MEMBERSHIP,
        What.INVITATION,
        What.ROLE,
        What.BUDDY,
        What.SIDE,
        What.BACKING,
        What.HOLDING,
        What.SET_CHANGE,
        What.ARRIVAL,
    ),
    About.SESSIONS: (What.LEADS, What.TURN, What.SWAP, What.ATTENDANCE, What.SIGN, What.CHAT),
    About.CONSENTS: (What.CONSENT, What.AGREED),
    About.VOTES: (What.BALLOT, What.FEEDBACK),
    About.MESSAGES: (What.ASKED, What.SENT, What.COUNTED),
}


@dataclass(frozen=True)
class Overview:
    """How many things of each kind somebody wrote, and what they asked to have erased."""

    person: Person
    counts: Mapping[Kind, int]
    erasures: Sequence[ErasureRow] = ()


@dataclass(frozen=True)
class Page:
    """One page of one kind, the newest first. Pages count from 0."""

    person: Person
    kind: Kind
    items: Sequence[Item]
    page: int
    more: bool


@dataclass(frozen=True)
class Known:
    """What is kept of somebody themselves: their settings, their days away, and whether questions are paused."""

    settings: Settings
    stretches: Sequence[Stretch] = ()
    paused: bool = False


@dataclass(frozen=True)
class Facts:
    """One page of facts. known: on the page about the person alone."""

    person: Person
    about: About
    facts: Sequence[Fact] = field(default=())
    known: Known | None = None


async def overview(store: WorkspaceStore, slack_user_id: str) -> Overview:
    """What there is. Raises Refused(NOT_YOUR_SET) for someone the bot has never met, as all of these."""
    async with store.read() as uow:
        person = await someone(uow, slack_user_id)
        return Overview(person, await queries.counts(uow, person.id), await erasures.of_person(uow, person.id))


async def page_of(store: WorkspaceStore, slack_user_id: str, kind: Kind, page: int) -> Page:
    """One's own words of one kind."""
    async with store.read() as uow:
        person = await someone(uow, slack_user_id)
        most = page_size(kind)
        rows = await queries.of_kind(uow, person.id, kind, page * most, most + 1)
        items = [await opened(uow, kind, row) for row in rows[:most]]
        return Page(person, kind, items, page, len(rows) > most)


def page_size(kind: Kind) -> int:
    """How many things of a kind fit into one window, however much each of them says."""
    return _FEWER.get(kind, PAGE)


async def facts_of(store: WorkspaceStore, slack_user_id: str, about: About) -> Facts:
    """What else is kept about the asker."""
    async with store.read() as uow:
        person = await someone(uow, slack_user_id)
        found = [fact for what in FACTS[about] for fact in await fact_queries.of(uow, person.id, what, MOST_FACTS)]
        known = await known_of(uow, person) if about is About.ME else None
        return Facts(person, about, found, known)


async def known_of(uow: UnitOfWork, person: Person) -> Known:
    """Their settings and days away. The caller has checked that it is they who ask."""
    return Known(
        await settings_of(uow, person.id),
        await stretches(uow, person.id, date.min),
        await reflections.is_paused(uow, person.id),
    )
