"""Gates that all replicas share: one message a second to a channel, and Slack's "wait" (429)."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.models import ChannelGate, Workspace, WorkspaceGate
from storage.unit_of_work import UnitOfWork

# Slack allows about one message a second to a channel; the tenth is for clocks and networks.
BETWEEN_POSTS = timedelta(seconds=1.1)
# Posting is what nearly every delivery does, so being limited there stops the workspace's claims: otherwise each
# waiting row would be claimed and given back in turn. Every other method has a gate of its own.
POSTING = "chat.postMessage"
_KEY_LENGTH = 32


def method_key(method: str) -> str:
    """The gate row of a Web API method; no channel id begins like it."""
    return f"m:{method}"[:_KEY_LENGTH]


async def take(uow: UnitOfWork, channel: str, now: datetime) -> datetime | None:
    """Take this channel's turn. None: taken; otherwise the moment of the next one."""
    insert = postgresql.insert if uow.dialect == "postgresql" else sqlite.insert
    statement = insert(ChannelGate).values(workspace_id=uow.workspace_id, channel=channel, next_ok=now + BETWEEN_POSTS)
    taking = statement.on_conflict_do_update(
        index_elements=[ChannelGate.workspace_id, ChannelGate.channel],
        set_={"next_ok": statement.excluded.next_ok},
        where=ChannelGate.next_ok <= now,
    ).returning(ChannelGate.next_ok)
    if (await uow.connection.execute(taking)).first() is not None:
        return None
    return await _next_ok(uow, channel)


async def turn_at(uow: UnitOfWork, channel: str, now: datetime) -> datetime | None:
    """When this channel's next turn is, without taking it; None: now."""
    until = await _next_ok(uow, channel)
    return until if until is not None and until > now else None


async def closed_until(uow: UnitOfWork, method: str, now: datetime) -> datetime | None:
    """When this method may be called again in this workspace; None: now."""
    if method == POSTING:
        blocked = select(WorkspaceGate.blocked_until)
        until = (await uow.rows(blocked)).scalar_one_or_none()
    else:
        until = await _next_ok(uow, method_key(method))
    return until if until is not None and until > now else None


async def close(uow: UnitOfWork, method: str, until: datetime) -> None:
    """Slack said to wait with this method in this workspace. A later end wins over an earlier one."""
    if method == POSTING:
        await block_workspace(uow, until)
        return
    insert = postgresql.insert if uow.dialect == "postgresql" else sqlite.insert
    statement = insert(ChannelGate).values(workspace_id=uow.workspace_id, channel=method_key(method), next_ok=until)
    await uow.connection.execute(
        statement.on_conflict_do_update(
            index_elements=[ChannelGate.workspace_id, ChannelGate.channel],
            set_={"next_ok": statement.excluded.next_ok},
            where=ChannelGate.next_ok < statement.excluded.next_ok,
        )
    )


async def block_workspace(uow: UnitOfWork, until: datetime) -> None:
    """No claims for this workspace before then."""
    insert = postgresql.insert if uow.dialect == "postgresql" else sqlite.insert
    statement = insert(WorkspaceGate).values(workspace_id=uow.workspace_id, blocked_until=until)
    await uow.connection.execute(
        statement.on_conflict_do_update(
            index_elements=[WorkspaceGate.workspace_id],
            set_={"blocked_until": statement.excluded.blocked_until},
            where=(WorkspaceGate.blocked_until.is_(None))
            | (WorkspaceGate.blocked_until < statement.excluded.blocked_until),
        )
    )


async def set_workspace_state(uow: UnitOfWork, state: str) -> None:
    """Pause or resume the sender for this workspace: 'paused' when its token was refused, 'active' again afterwards."""
    changing = update(Workspace).where(Workspace.id == uow.workspace_id).values(state=state)
    await uow.connection.execute(changing)


async def _next_ok(uow: UnitOfWork, key: str) -> datetime | None:
    found = await uow.rows(select(ChannelGate.next_ok).where(ChannelGate.channel == key))
    return found.scalar_one_or_none()
