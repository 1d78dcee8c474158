"""Finding and adding workspaces. These run over all workspaces, so they take a connection of their own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from storage.engine import Database
from storage.models import Workspace
from storage.unit_of_work import IdFactory


@dataclass(frozen=True)
class WorkspaceBrief:
    """One workspace: our id, Slack's ids, and whether it is active, paused (its token was refused) or gone."""

    id: UUID
    enterprise_id: str
    team_id: str
    bot_user_id: str
    state: str


async def find(database: Database, enterprise_id: str, team_id: str) -> WorkspaceBrief | None:
    """The workspace with these Slack ids ('' where Slack gives none)."""
    async with database.read() as connection:
        statement = select(
            Workspace.id, Workspace.enterprise_id, Workspace.team_id, Workspace.bot_user_id, Workspace.state
        ).where(Workspace.enterprise_id == enterprise_id, Workspace.team_id == team_id)
        row = (await connection.execute(statement)).first()
    return WorkspaceBrief(*row) if row else None


async def welcome(
    database: Database, enterprise_id: str, team_id: str, bot_user_id: str, *, new_id: IdFactory, now: datetime
) -> WorkspaceBrief:
    """Find the workspace or add it, note the bot's user, and wake it when it was paused: its token works again."""
    found = await find(database, enterprise_id, team_id)
    async with database.write() as connection:
        if found is None:
            await connection.execute(
                Workspace.__table__.insert().values(  # type: ignore[attr-defined]
                    id=new_id(),
                    enterprise_id=enterprise_id,
                    team_id=team_id,
                    bot_user_id=bot_user_id,
                    state="active",
                    created_at=now,
                )
            )
        elif found.state != "active" or found.bot_user_id != bot_user_id:
            values = {"bot_user_id": bot_user_id, "state": "active"}
            await connection.execute(update(Workspace).where(Workspace.id == found.id).values(values))
    welcomed = await find(database, enterprise_id, team_id)
    if welcomed is None:
        raise RuntimeError("a workspace vanished while it was welcomed")
    return welcomed


async def every(database: Database) -> list[UUID]:
    """The ids of all workspaces that the bot has met, the oldest first."""
    async with database.read() as connection:
        return list(
            (await connection.execute(select(Workspace.id).order_by(Workspace.created_at, Workspace.id))).scalars()
        )
