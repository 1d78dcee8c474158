"""Who had, and who has, the turn: the rota as the set may read it. Nothing here commits or opens a seal."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from storage.aliases import alias
from storage.models import Person, Session, Turn
from storage.queries.calendar import SESSION_COLUMNS, SessionRow
from storage.queries.rotation import FELL_OUT
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class TurnLine:
    """A turn that somebody said yes to, or had; exceptions as `sets.rotation.written`."""

    id: UUID
    ledger: str
    person_id: UUID
    name: str
    rule: str
    exceptions: str
    revision: int


@dataclass(frozen=True)
class RotaLine:
    """One session with the names of who guides it and who is host ("" for nobody), and its turns."""

    session: SessionRow
    facilitator: str
    host: str
    turns: Sequence[TurnLine] = ()

    def turn(self, ledger: str) -> TurnLine | None:
        """Whose turn it is, or was, in one ledger of which there is one a session."""
        return next((one for one in self.turns if one.ledger == ledger), None)

    def presenters(self) -> list[str]:
        """Names of who presented."""
        return [one.name for one in self.turns if one.ledger == "presenting"]


_FACILITATOR, _HOST = alias(Person, "facilitator"), alias(Person, "host")


async def lines(uow: UnitOfWork, set_id: UUID) -> list[RotaLine]:
    """Every session of a set but those that fell out, the earliest first."""
    at = Session.workspace_id
    statement = (
        select(*SESSION_COLUMNS, _FACILITATOR.display_name, _HOST.display_name)
        .select_from(Session)
        .outerjoin(_FACILITATOR, (_FACILITATOR.workspace_id == at) & (_FACILITATOR.id == Session.facilitator_id))
        .outerjoin(_HOST, (_HOST.workspace_id == at) & (_HOST.id == Session.host_id))
        .where(Session.set_id == set_id, Session.state.not_in(FELL_OUT))
        .order_by(Session.starts_at, Session.ordinal)
    )
    wide, turns = len(SESSION_COLUMNS), await _turns(uow, set_id)
    rows = [tuple[Any, ...](row) for row in await uow.rows(statement)]
    return [RotaLine(SessionRow(*row[:wide]), row[wide] or "", row[wide + 1] or "", turns[row[0]]) for row in rows]


async def _turns(uow: UnitOfWork, set_id: UUID) -> defaultdict[UUID, list[TurnLine]]:
    """Turns by session. Who was asked and said no, or gave one away, is not among them."""
    columns = (Turn.id, Turn.ledger, Turn.person_id, Person.display_name, Turn.rule, Turn.exceptions, Turn.revision)
    statement = (
        select(Turn.session_id, *columns)
        .join(Person, (Person.workspace_id == Turn.workspace_id) & (Person.id == Turn.person_id))
        .where(Turn.set_id == set_id, Turn.state.in_(["accepted", "done"]))
        .order_by(Turn.state.desc(), Turn.offered_at, Turn.id)
    )
    found: defaultdict[UUID, list[TurnLine]] = defaultdict(list)
    for row in await uow.rows(statement):
        session_id, *turn = tuple[Any, ...](row)
        found[session_id].append(TurnLine(*turn))
    return found
