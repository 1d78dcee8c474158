"""The matrix: a journal is its author's alone, whatever became of their sets."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from handlers.ids import Form, Press, handle
from sets import journal
from storage.confidential import Confidential
from storage.models import Reflection
from tests.handlers.matrix.core import HOLDER, KNOWN, MONDAY, WROTE, Ids, Json, Room, Things, Town, action, view, word

OWN = "SoooooNooo"  # everyone's own; nobody the bot has not met


@dataclass(frozen=True)
class Wrote:
    """One entry of a holder."""

    id: UUID


async def make(town: Town) -> None:
    for things in town.ids.things.values():
        words = Confidential(f"{things.name}-JOURNAL")
        await journal.write(town.store, things.user, words, f"view:journal:{things.name}", MONDAY)
        async with town.store.read() as uow:
            own = select(Reflection.id).where(
                Reflection.person_id == things.person_id, Reflection.round_id.is_(None), Reflection.session_id.is_(None)
            )
            things.put(Wrote((await uow.rows(own)).scalar_one()))


def entry(_ids: Ids, things: Things) -> str:
    return handle(things.get(Wrote).id)


def the_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


def choosing(_user: str, ids: Ids, things: Things) -> Json:
    """In the window that asks with which set: it carries which line."""
    window = {"id": "V1", "type": "modal", "callback_id": Form.JOURNAL_SHARE, "private_metadata": entry(ids, things)}
    return {"view": window, "container": {"type": "view", "view_id": "V1"}}


ROOM = Room(
    rows=(
        action(Press.JOURNAL_OPEN, OWN, shown=(Form.JOURNAL, "{name}-JOURNAL"), own=(Form.JOURNAL,), any_value=True),
        # A page of one's own, whatever the value says.
        action(Press.JOURNAL_PAGE, OWN, shown=(Form.JOURNAL, "{name}-JOURNAL"), own=(Form.JOURNAL,), any_value=True),
        action(Press.JOURNAL_MONTH, OWN, shown=(Form.JOURNAL, "{name}-JOURNAL"), own=(Form.JOURNAL,), any_value=True),
        # Whoever is in no set any more has nobody to share with.
        action(Press.JOURNAL_SHARE, HOLDER, closed=HOLDER, left="S", shown=("Share",), value=entry),
        action(
            Press.JOURNAL_SHARE_WITH,
            "SNNNNNNNNN",
            closed="GNNNNNNNNN",
            left="F",
            shown=(Form.UPDATE, "{name}-JOURNAL"),
            value=the_set,
            sent=choosing,
        ),
        action(Press.JOURNAL_WRITE, KNOWN, shown=(Form.JOURNAL_ENTRY,)),
        view(Form.JOURNAL_ENTRY, KNOWN, shown=("Saved. I show it only to you.", WROTE)),
        view(Form.JOURNAL_APART, KNOWN, shown=("Saved. I show it only to you.", WROTE)),
        action(Press.JOURNAL_ERASE, HOLDER, left="S", shown=("Erased.", WROTE), value=entry),
        action(Press.REFLECT_RESUME, KNOWN, shown=("Started again.", WROTE)),
        word("journal", "Sooooooooo", shown=(Form.JOURNAL, "{name}-JOURNAL"), own=(Form.JOURNAL,), any_value=True),
    ),
    make=make,
)
