"""The matrix: the ground rules. A coach reads them; the set agrees, suggests and writes."""

from dataclasses import dataclass
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import agreement
from storage.confidential import Confidential
from storage.queries import agreement as queries
from tests.handlers.matrix.core import HOLDER, MONDAY, WROTE, Ids, Room, Things, Town, action, view

MEMBERS, CLOSED = "SSNFNNNFMF", "GGNFNNNFMF"
# Their windows read the rules first, which a coach may; then they turn out to be no member.
OPENS, OPENS_CLOSED = "SSNFNNNFNF", "GGNFNNNFGF"


@dataclass(frozen=True)
class Version:
    """The rules that stand."""

    agreement: UUID


@dataclass(frozen=True)
class Idea:
    """What Amina would change."""

    idea: UUID


async def make(town: Town) -> None:
    await agreement.begin_due(town.store, MONDAY)
    async with town.store.read() as uow:
        row = await queries.newest(uow, town.ids.set_id)
    assert row is not None
    town.ids.put(Version(row.id))
    things, words = town.ids.things["UAMINA"], Confidential("AMINA-IDEA")
    _, idea = await agreement.suggest(town.store, things.user, town.ids.set_id, words, "idea", MONDAY)
    things.put(Idea(idea))


def the_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id, 1)


def version(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Version).agreement)


def idea(_ids: Ids, things: Things) -> str:
    return handle(things.get(Idea).idea)


ROOM = Room(
    rows=(
        action(
            Press.RULES_READ,
            "SRNFNNNFRF",
            closed="GGNFNNNFGF",
            shown=(Form.RULES, "AMINA-IDEA", "stays here"),
            value=the_set,
        ),
        action(Press.RULES_AGREE, MEMBERS, closed=CLOSED, shown=("You agreed to version 1.", WROTE), value=version),
        action(Press.RULES_UNDO, MEMBERS, closed=CLOSED, shown=("Undone.",), value=version),
        action(Press.RULES_SUGGEST, OPENS, closed=OPENS_CLOSED, shown=(Form.RULES_SUGGEST,), value=the_set),
        action(Press.RULES_WRITE, OPENS, closed=OPENS_CLOSED, shown=(Form.RULES_WRITE,), value=the_set),
        action(Press.RULES_TAKE_BACK, HOLDER, shown=("I no longer hold your idea.", WROTE), value=idea),
        view(Form.RULES_SUGGEST, MEMBERS, closed=CLOSED, shown=("Your idea is saved.", WROTE), value=the_set),
        view(Form.RULES_WRITE, MEMBERS, closed=CLOSED, shown=("Version 2 is saved.", WROTE), value=the_set),
    ),
    fields={Field.RULE_IDEA: {"value": "typed"}, Field.RULES: {"value": "typed"}},
    make=make,
    tables=("rule_idea",),
)
