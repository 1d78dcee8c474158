"""The rota for the set's own eyes: who is next, and who had the turn before. Who said no stands nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sets.access import May, judge
from sets.errors import Problem, Refused
from storage.queries import handover, rota
from storage.queries.handover import SetWithCoach
from storage.queries.rota import RotaLine, TurnLine
from storage.unit_of_work import WorkspaceStore

__all__ = ["RotaLine", "TurnLine", "WhoseTurn", "look"]


@dataclass(frozen=True)
class WhoseTurn:
    """coming: sessions planned or open; past: those that were held, the latest last; each turn with its rule."""

    found: SetWithCoach
    coming: Sequence[RotaLine]
    past: Sequence[RotaLine]


async def look(store: WorkspaceStore, slack_user_id: str, set_id: UUID) -> WhoseTurn:
    """The rota of a set one belongs to. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE."""
    async with store.read() as uow:
        found = await handover.of_set(uow, set_id, slack_user_id)
        if found is None:
            raise Refused(Problem.NOT_YOUR_SET)
        judge(May.SEE_SET, found.standing, person_id=found.person.id)
        if found.set_state == "closed":
            raise Refused(Problem.GONE)
        lines = await rota.lines(uow, set_id)
    coming = [one for one in lines if one.session.state != "closed"]
    return WhoseTurn(found, coming, [one for one in lines if one.session.state == "closed"])
