"""The matrix: the plan of a session. Headlines and place: "R" of a member and of the coach in post."""

from handlers.ids import Form, Press, handle
from tests.factory import add_issue
from tests.handlers.matrix.calendar import Dates
from tests.handlers.matrix.core import MONDAY, Ids, Room, Things, Town, action


async def make(town: Town) -> None:
    """An issue of Amina's that is carried forward."""
    await add_issue(town.store, town.ids.set_id, town.people["UAMINA"].id, "AMINA-HEADLINE", MONDAY)


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
