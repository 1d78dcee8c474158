"""The matrix: committing to actions, one's list, changing, stopping, undoing."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from handlers.ids import Field, Form, Press, handle
from sets import changing, committing
from sets.action_forms import Typed
from sets.notes import Line, keep
from storage.confidential import Confidential
from storage.models import Action
from tests.handlers.matrix.core import HOLDER, HOLDERS, MONDAY, WROTE, Ids, Room, Things, Town, action, view, word

NOTHING = UUID(int=0)
# The whole of an action, and its form: other features show them too.
WHOLE = ("{name}-LABEL-0", "{name}-DETAIL", "{name}-NOTE")
FORM = ("{name}-LABEL-0", "{name}-DETAIL")


@dataclass
class Actions:
    """A holder's four actions, in order; 0 plain with a note, 1 changed, 2 with a reply, 3 answered.

    revisions  as they stand
    changed    the event that Undo would take back
    draft      a fifth, not confirmed, and its revision
    """

    ids: list[UUID] = field(default_factory=list)
    revisions: list[int] = field(default_factory=list)
    changed: UUID = NOTHING
    draft: tuple[UUID, int] = (NOTHING, 0)


async def make(town: Town) -> None:
    for user in HOLDERS:
        await _written(town, town.ids.things[user])


async def _written(town: Town, things: Things) -> None:
    name, made = things.name, Actions()
    for number in range(5):
        now = MONDAY + timedelta(minutes=number)
        typed = Typed(f"{name}-LABEL-{number}", "Friday", {"about": f"{name}-DETAIL"}, town.ids.set_id)
        draft = await committing.draft(town.store, things.user, f"F{number}{name}", typed, now)
        if number == 4:
            made.draft = (draft.action_id, draft.revision)
            break
        key = f"view:F{number}{name}"
        await committing.confirm(town.store, things.user, draft.action_id, draft.revision, key, now)
        made.ids.append(draft.action_id)
    await keep(town.store, things.user, made.ids[0], Line(Confidential(f"{name}-NOTE")), f"note:{name}", MONDAY)
    again = Typed(f"{name}-LABEL-1", "Friday", {"about": f"{name}-CHANGED"})
    done = await changing.change(town.store, things.user, made.ids[1], 2, again, f"change:{name}", MONDAY)
    assert done is not None
    made.changed = done.event_id
    made.revisions = await _revisions(town, made.ids)
    things.put(made)


async def _revisions(town: Town, action_ids: list[UUID]) -> list[int]:
    async with town.store.read() as uow:
        found = await uow.rows(select(Action.id, Action.revision).where(Action.id.in_(action_ids)))
        revisions = {row.id: row.revision for row in found}
    return [revisions[action_id] for action_id in action_ids]


def first(_ids: Ids, things: Things) -> str:
    """The first action, whatever its revision."""
    return handle(things.get(Actions).ids[0])


def first_now(_ids: Ids, things: Things) -> str:
    """The first action as it stands."""
    return handle(things.get(Actions).ids[0], things.get(Actions).revisions[0])


def last_change(_ids: Ids, things: Things) -> str:
    return handle(things.get(Actions).changed)


def draft_of(_ids: Ids, things: Things) -> str:
    return handle(*things.get(Actions).draft)


def their_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


COACH = ("You are here as a coach.",)

ROOM = Room(
    rows=(
        # A coach is told that actions are the members', and led to theirs.
        action(Press.ACTION_NEW, "SSSzzzNzoz", closed="zzSzzzNzzz", shown=(Form.ACTION,), own=COACH),
        word("action", "SSSzzzzzoz", closed="zzSzzzzzzz", shown=(Form.ACTION,), own=COACH),
        action(
            Press.ACTION_LIST,
            "SoooooNooo",
            shown=(Form.ACTION_LIST, "{name}-LABEL-0", "{name}-LABEL-3"),
            own=(Form.ACTION_LIST,),
        ),
        # Labels of open actions are the set's and its coach's to read; lines that were shared, the members' alone.
        action(
            Press.OUR_ACTIONS,
            "SRNFNNNFRF",
            shown=(Form.OUR_ACTIONS, "{name}-LABEL-0"),
            value=their_set,
        ),
        action(Press.ACTION_OPEN, HOLDER, left="S", shown=WHOLE, value=first_now),
        # Their own words, in a form that cannot be saved.
        action(Press.ACTION_CHANGE, HOLDER, left="S", shown=FORM, value=first_now),
        action(Press.ACTION_STOP, HOLDER, left="F", shown=("It is off your list.", WROTE), value=first_now),
        action(Press.ACTION_UNDO, HOLDER, left="F", shown=("Undone.", WROTE), value=last_change),
        # A new action of one's own, in Amina's set.
        view(
            Form.ACTION,
            "SSNNNNNNNN",
            closed="NNNNNNNNNN",
            shown=(Form.ACTION_DATE, "I read that as", WROTE),
            value=their_set,
            any_value=True,  # the set may stand in a select instead: test_forged.py tries both
        ),
        # A draft that is gone is told of in its window.
        view(Form.ACTION_DATE, HOLDER, left="F", shown=("clear", WROTE), value=draft_of, any_row=True),
        view(Form.ACTION_CHANGE, HOLDER, left="F", shown=("typed anew", WROTE), value=first_now),
    ),
    fields={Field.ACTION_LABEL: {"value": "typed anew"}, Field.ACTION_DUE: {"value": "15 May"}},
    make=make,
    tables=("action", "action_event"),
    own_ids=lambda things: tuple(things.get(Actions).ids),
)
