"""Where a call goes: a person's direct message channel, the delivery's mark, a reference when it may be a repeat."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from bot.lookup import Ask, metadata
from bot.sending import Ambiguous, Definite, Outcome, Sent
from handlers.feature import Call
from handlers.messages.reference import with_reference
from handlers.words import Reader
from storage.outbox import Delivery, Effect
from storage.queries.recipients import Recipient, recipient, store_dm
from storage.unit_of_work import WorkspaceStore

_IN_A_CHANNEL = (Effect.POST, Effect.UPDATE, Effect.UPLOAD, Effect.INVITE, Effect.KICK)


def is_direct(delivery: Delivery) -> bool:
    """Whether it goes to a person's direct messages, which the bot may read again."""
    return delivery.channel.startswith("D") if delivery.channel else delivery.recipient_id is not None


async def known_dm(store: WorkspaceStore, delivery: Delivery) -> str | None:
    """The direct message channel this delivery would have gone to; None when none was opened, so nothing was sent."""
    if delivery.channel or delivery.recipient_id is None:
        return delivery.channel
    async with store.read() as uow:
        found = await recipient(uow, delivery.recipient_id)
    return None if found is None else found.dm_id


async def address(store: WorkspaceStore, ask: Ask, delivery: Delivery, call: Call) -> Call | Outcome:
    """The call with everything that delivery adds to it, or the failed outcome of opening a direct message channel.

    What the renderer put in wins. Repeating conversations.open is harmless: it answers with the same channel.
    """
    arguments: dict[str, Any] = dict(call.arguments)
    person = await _person(store, delivery.recipient_id)
    if isinstance(person, Definite):
        return person
    if person is not None:
        for effect, key in ((Effect.PUBLISH_HOME, "user_id"), (Effect.INVITE, "users"), (Effect.KICK, "user")):
            if delivery.effect is effect:
                arguments.setdefault(key, person.slack_user_id)
    place = "channel_id" if delivery.effect is Effect.UPLOAD else "channel"
    unshared = delivery.effect is Effect.UPLOAD and delivery.channel is None and person is None
    if delivery.effect in _IN_A_CHANNEL and place not in arguments and not unshared:
        channel = delivery.channel or await _open_dm(store, ask, delivery.recipient_id, person)
        if not isinstance(channel, str):
            return channel
        arguments[place] = channel
    if delivery.effect is Effect.POST:
        arguments["metadata"] = metadata(delivery.id)
        arguments.update(unfurl_links=False, unfurl_media=False)  # a preview would show what a link in a label leads to
        if delivery.in_doubt and not is_direct(delivery):
            arguments = with_reference(arguments, delivery.id, Reader())
    return replace(call, arguments=arguments)


async def _person(store: WorkspaceStore, person_id: UUID | None) -> Recipient | Definite | None:
    if person_id is None:
        return None
    async with store.read() as uow:
        return await recipient(uow, person_id) or Definite("recipient_gone", retryable=False)


async def _open_dm(store: WorkspaceStore, ask: Ask, person_id: UUID | None, person: Recipient | None) -> str | Outcome:
    if person_id is None or person is None:
        return Definite("no_address", retryable=False)
    if person.dm_id is not None:
        return person.dm_id
    outcome = await ask(Call("conversations.open", {"users": person.slack_user_id}))
    if isinstance(outcome, Ambiguous):
        return Definite(outcome.code)
    if not isinstance(outcome, Sent):
        return outcome
    channel = (outcome.response.get("channel") or {}).get("id")
    if not isinstance(channel, str):
        return Definite("bad_answer")
    async with store.write() as uow:
        await store_dm(uow, person_id, channel)
    return channel
