"""The matrix: the plan of a session. Headlines and place: "R" of a member and of the coach in post."""

from handlers.ids import Form, Press, handle
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.models import Issue
from tests.handlers.matrix.calendar import Dates
from tests.handlers.matrix.core import MONDAY, Ids, Room, Things, Town, action


async def make(town: Town) -> None:
    """An issue of Amina's that is carried forward."""
    async with town.store.write() as uow:
        issue_id, words = uow.new_id(), Confidential("AMINA-HEADLINE")
        headline = await uow.seal(Field.ISSUE_HEADLINE, Scope("set", town.ids.set_id), issue_id, words)
        await uow.insert(
            Issue,
            id=issue_id,
            set_id=town.ids.set_id,
            holder_id=town.people["UAMINA"].id,
            standing="open",
            raised_at=MONDAY,
            revision=1,
            headline=headline,
        )


def the_session(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Dates).session)


ROOM = Room(
    rows=(
        action(
            Press.SESSION_PLAN,
            "SRNFNNNFRF",
            closed="GGNFNNNFGF",
            shown=(Form.SESSION_PLAN, "{name}-PLACE", "{name}-HEADLINE"),
            value=the_session,
        ),
    ),
    make=make,
    needs=("calendar",),
)
