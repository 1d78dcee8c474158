"""A set's channel: taking one that exists, and comparing once a day who is in it with who is in the set.

Slack may lose an event. Whoever was let in and is gone has left; whoever never got in is invited again; whoever is
there and not in the set is an uninvited arrival.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sets import arrivals, home, leaving, setup
from sets.joining import INVITE
from sets.leaving import KEPT, KICK
from sets.people import meet
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import channels as queries
from storage.queries import joining
from storage.queries import setup as setup_queries
from storage.queries.channels import Known
from storage.unit_of_work import UnitOfWork, WorkspaceStore

GONE = "setup.channel_gone"
COMPARE, LOOK_UP = "channels.compare", "channels.look_up"
EVERY = timedelta(days=1)
# Somebody who has just joined may be on their way into the channel, and who has just left on their way out of it.
ON_THE_WAY = timedelta(minutes=15)
MOST_IN_CHANNEL = 15


def unfit(channel: Mapping[str, Any]) -> str | None:
    """Why a channel that exists cannot be a set's, by Slack's account of it (conversations.info); None: it can."""
    if channel.get("is_im") or channel.get("is_mpim") or not channel.get("is_private"):
        return "not_private"
    if channel.get("is_archived"):
        return "is_archived"
    if channel.get("is_ext_shared") or channel.get("is_shared") or channel.get("is_pending_ext_shared"):
        return "shared"
    if not channel.get("is_member"):
        return "channel_not_found"
    return "too_many_there" if int(channel.get("num_members") or 0) > MOST_IN_CHANNEL else None


async def looked_at(uow: UnitOfWork, set_id: UUID, channel: Mapping[str, Any], now: datetime) -> None:
    """Slack has described the channel that a coordinator chose: take it, or say why not."""
    code, channel_id = unfit(channel), str(channel.get("id", ""))
    if code is None and await setup_queries.set_of_channel(uow, channel_id) is not None:
        code = "channel_in_use"
    if code is not None:
        await setup.no_channel(uow, set_id, code, now)
        return
    if not await setup.channel_made(uow, set_id, channel_id, now, who_is_in_it_is_known=False):
        return
    found = await setup_queries.learning_set(uow, set_id)
    if found is not None:
        await _take_out(uow, set_id, found.created_by, now)


async def _take_out(uow: UnitOfWork, set_id: UUID, coordinator_id: UUID, now: datetime) -> None:
    """Who looks after a set does not read its channel: the form said so."""
    await schedule(
        uow,
        NewDelivery(
            effect=Effect.KICK,
            kind=KICK,
            dedupe=f"{KICK}:{set_id}:coordinator",
            due_at=now,
            expires_at=now + KEPT,
            recipient_id=coordinator_id,
            set_id=set_id,
        ),
    )


async def lost(uow: UnitOfWork, channel_id: str, now: datetime) -> None:
    """The channel was archived or deleted by hand, or the bot was put out: tell the coordinator, once."""
    found = await setup_queries.set_of_channel(uow, channel_id)
    if found is None or found.state != "running":
        return
    await queries.lose(uow, found.id, now)
    await schedule(
        uow,
        NewDelivery(
            effect=Effect.POST,
            kind=GONE,
            dedupe=f"{GONE}:{found.id}:{found.created_by}:{channel_id}",
            due_at=now,
            expires_at=now + KEPT,
            recipient_id=found.created_by,
            set_id=found.id,
        ),
    )


async def found_again(uow: UnitOfWork, channel_id: str) -> None:
    """The channel was brought back, or the bot was let in again: who is in it is compared from now on."""
    found = await setup_queries.set_of_channel(uow, channel_id)
    if found is not None:
        await queries.lose(uow, found.id, None)


async def moved(uow: UnitOfWork, old_id: str, new_id: str) -> None:
    """Slack gave the channel another id."""
    found = await setup_queries.set_of_channel(uow, old_id)
    if found is not None:
        await setup_queries.change_set(uow, found.id, {"channel_id": new_id})


async def compare_due(store: WorkspaceStore, now: datetime) -> None:
    """Ask Slack who is in each channel, once a day."""
    async with store.read() as uow:
        never, oldest = await queries.first_compared(uow)
    if not never and (oldest is None or oldest > now - EVERY):
        return
    async with store.write() as uow:
        for each in await queries.to_compare(uow, now - EVERY, now):
            await schedule(
                uow,
                NewDelivery(
                    effect=Effect.LOOK,
                    kind=COMPARE,
                    dedupe=f"{COMPARE}:{each.set_id}:{now.isoformat()}",
                    due_at=now,
                    expires_at=now + EVERY,
                    set_id=each.set_id,
                ),
            )


async def next_compare(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When the next channel is to be compared."""
    async with store.read() as uow:
        never, oldest = await queries.first_compared(uow)
    if never:
        return now
    return oldest + EVERY if oldest is not None else None


async def compared(uow: UnitOfWork, set_id: UUID, there: Sequence[str], asked_at: datetime, now: datetime) -> None:
    """Slack has said who is in a set's channel (`there`: Slack ids)."""
    people = await queries.people_of(uow, set_id)
    for each in people:
        if each.membership_id is not None and each.slack_user_id not in there:
            await _not_there(uow, set_id, each, asked_at, now)
    expected = {each.slack_user_id for each in people if each.membership_id is not None or each.invitation == "asked"}
    unexpected = set(there) - expected - {await queries.bot_user(uow)}
    if unexpected:
        unexpected -= await queries.just_left(uow, set_id, asked_at - ON_THE_WAY)
    for slack_user_id in sorted(unexpected):
        person = await meet(uow, slack_user_id)
        if await arrivals.came(uow, set_id, person.id, now, here=True) and not person.display_name:
            await _look_up(uow, person.id, now)


async def _look_up(uow: UnitOfWork, person_id: UUID, now: datetime) -> None:
    """Ask Slack's directory who that is: the set is told their name."""
    await schedule(
        uow,
        NewDelivery(
            effect=Effect.LOOK,
            kind=LOOK_UP,
            dedupe=f"{LOOK_UP}:{person_id}:{now.isoformat()}",
            due_at=now,
            expires_at=now + EVERY,
            recipient_id=person_id,
        ),
    )


async def _not_there(uow: UnitOfWork, set_id: UUID, each: Known, asked_at: datetime, now: datetime) -> None:
    if each.from_at is None or each.from_at > asked_at - ON_THE_WAY:
        return
    if each.in_channel_at is not None:
        await leaving.end(uow, each.person_id, set_id, now)
        await joining.decline(uow, each.person_id, set_id)
        await home.changed(uow, each.person_id, now)
        return
    await schedule(
        uow,
        NewDelivery(
            effect=Effect.INVITE,
            kind=INVITE,
            dedupe=f"{INVITE}:{each.membership_id}:{now:%Y-%m-%d}",
            due_at=now,
            expires_at=now + EVERY,
            recipient_id=each.person_id,
            set_id=set_id,
        ),
    )
