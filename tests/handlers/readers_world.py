"""The matrix's world with more words in it, and three copies in which some of its people are readers no more.

joined  Jo is a member since after everything was written
left    Amina and Ben have left
back    Amina and Ben left, and are members again since after everything was written
Whose words something is stands in front of them: "AMINA-NOTE".
"""

import os
import re
from collections.abc import Collection
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sets import leaving, notes, update_answers, update_sharing
from sets.action_forms import Typed as ActionTyped
from sets.changing import stop
from sets.committing import confirm, draft
from sets.my_actions import whole
from sets.notes import Line, Reads
from sets.outcomes import TurnedOut
from sets.people import known
from sets.update_sharing import Typed
from sets.update_words import Answering
from storage.confidential import Confidential
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_issue, add_membership
from tests.handlers import matrix_world as world
from tests.handlers.matrix.actions import Actions
from tests.handlers.matrix.core import FRIDAY, LATER, Ids
from tests.handlers.matrix_world import WholeBot

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
AMINA, BEN, JO = "UAMINA", "UBEN", "UJO"
PLACES = ("joined", "left", "back")
_WORDS = re.compile(r"\b(AMINA|BEN|FAY|DEE|JO|COACH)-[A-Z][A-Z0-9-]*")

# privacy.md section 2. What who is in the set reads of earlier things: open labels and headlines, the agreement, the
# calendar. The set's own questions for later on and the bids for a session to come are work in hand, as these are. What
# is written after they joined is theirs to read (LATE).
_OPEN = re.compile(r"-LATE-|-(LABEL-\d|HEADLINE|ISSUE-OPEN|ISSUE-MOVING|IDEA|PLACE|PROMPT|OFF|LINE)$")
# A coach in post reads what was meant for them, too; a coach of now was there when it was written.
_COACH = re.compile(r"-(UPDATE|LABEL-\d|HEADLINE|ISSUE-[A-Z]+|SETTLED|IDEA|PLACE|PROMPT|OFF|LINE)$")


# Answers are for the author of an update: who is a member again has them again, who has left has not (0030).
_RECEIVED = {AMINA: re.compile(r"^BEN-REPLY-"), BEN: re.compile(r"-ANSWER$")}


def words_in(said: str) -> set[str]:
    """Everything in it that somebody of the set wrote."""
    return {found.group() for found in _WORDS.finditer(said)}


def may_read(user: str, place: str, words: str) -> bool:
    """Whether somebody who came later, left or came back reads these words, which were written before."""
    if words.startswith(f"{user.removeprefix('U')}-"):
        return True
    if user == "UCOACH":
        return bool(_COACH.search(words))
    belongs = (place == "joined" and user == JO) or (place == "back" and user in (AMINA, BEN))
    received = place == "back" and _RECEIVED[user].search(words)
    return belongs and bool(received or _OPEN.search(words))


@dataclass(frozen=True)
class Closed:
    """An action and an issue of Amina's that were closed before anybody joined."""

    action: tuple[UUID, str]
    issue: tuple[UUID, str]

    @property
    def things(self) -> tuple[tuple[UUID, str], ...]:
        return self.action, self.issue


async def plant(store: WorkspaceStore, ids: Ids) -> None:
    """What the matrix has no need of: shared notes, what came of an action, answers, words about what is closed."""
    things = ids.things[AMINA].get(Actions)
    line = Line(Confidential("AMINA-SHARED"), Reads.SET, TurnedOut.AS_HOPED)
    await notes.keep(store, AMINA, things.ids[3], line, "readers:shared", FRIDAY)
    closed = await _closed_action(store, ids.set_id)
    settled = await add_issue(
        store, ids.set_id, ids.things[AMINA].person_id, "AMINA-SETTLED", FRIDAY, standing="closed"
    )
    ids.put(Closed((closed, "action"), (settled, "issue")))
    for number, about in enumerate(ids.get(Closed).things):
        update_id = await _share(store, ids.set_id, f"AMINA-ABOUT-{number}", about, FRIDAY)
        await update_answers.answer(
            store, BEN, update_id, Answering.REPLY, f"BEN-REPLY-{number}", f"readers:reply:{number}", FRIDAY
        )


async def _closed_action(store: WorkspaceStore, set_id: UUID) -> UUID:
    typed = ActionTyped("AMINA-CLOSED", "15 May", {"about": "AMINA-CLOSED-DETAIL"}, set_id)
    made = await draft(store, AMINA, "FREADERS", typed, FRIDAY)
    await confirm(store, AMINA, made.action_id, made.revision, "view:readers", FRIDAY)
    line = Line(Confidential("AMINA-CLOSED-NOTE"), Reads.SET)
    await notes.keep(store, AMINA, made.action_id, line, "readers:closed", FRIDAY)
    revision = (await whole(store, AMINA, made.action_id)).action.row.revision
    await stop(store, AMINA, made.action_id, revision, "readers:stop", FRIDAY)
    return made.action_id


async def _share(store: WorkspaceStore, set_id: UUID, text: str, about: tuple[UUID, str], at: datetime) -> UUID:
    mark = (await update_sharing.blank(store, AMINA, set_id)).mark
    typed = Typed(text, "set", "set", about, mark)
    return (await update_sharing.share(store, AMINA, set_id, typed, f"readers:{text}", at)).row.id


async def change(store: WorkspaceStore, ids: Ids, place: str) -> None:
    """An hour after everything was written; and in what goes on then, Amina comes back to what was closed before."""
    after = LATER + HOUR
    async with store.write() as uow:
        for user in (JO,) if place == "joined" else (AMINA, BEN):
            person = await known(uow, user)
            assert person is not None
            if place != "joined":
                await leaving.end(uow, person.id, ids.set_id, after)
            if place != "left":
                await add_membership(uow, ids.set_id, person, after + MINUTE)
                await leaving.joined(uow, ids.set_id, person.id, "member", after + MINUTE)
    if place == "left":
        return
    later, closed = after + 2 * MINUTE, ids.get(Closed)
    for number, about in enumerate(closed.things):
        await _share(store, ids.set_id, f"AMINA-LATE-{number}", about, later)
    line = Line(Confidential("AMINA-LATE-LINE"), Reads.SET, TurnedOut.AS_HOPED)
    await notes.keep(store, AMINA, closed.action[0], line, "readers:late", later)


async def make(folder: Path, sqlite_template: Path) -> Ids:
    """The worlds, each in a folder of its own, and `before`: everybody still reads."""
    os.mkdir(folder)
    ids = await world.make(folder / "made", sqlite_template)
    async with world.copy(folder / "made", folder / "before", ids) as bot:
        await plant(bot.store, ids)
    for place in PLACES:
        async with world.copy(folder / "before", folder / place, ids) as bot:
            await change(bot.store, ids, place)
    return ids


def attackers(place: str) -> Collection[str]:
    """Who tries, in which world."""
    if place == "joined":
        return (JO, "UOLU", "UFAY", "UDEE", "UCORA", "UNOBODY", "UCOACH", "UPAST")
    return (AMINA, BEN)


def copy(folder: Path, into: Path, ids: Ids) -> AbstractAsyncContextManager[WholeBot]:
    """A bot on a copy of one of these worlds, two hours after everything was written."""
    return world.copy(folder, into, ids)
